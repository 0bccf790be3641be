'use strict';
// Asks for the same page again each second, and puts in what has changed. Sends what the buttons say.

const PARTS = ['head', 'tabs', 'main'];
const element = id => document.getElementById(id);
const drawn = {};
let turn = 0;

const refresh = async () => {
  const mine = ++turn;
  try {
    const response = await fetch(location.pathname + location.search);
    if (!response.ok) throw new Error(response.status);
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (mine !== turn) return;
    element('gone').hidden = true;
    document.title = fresh.title;
    for (const part of PARTS) {
      const html = fresh.getElementById(part).innerHTML;
      // What somebody is typing in stays until they are done.
      const typing = part === 'main' && document.activeElement?.tagName === 'INPUT' && document.activeElement.value !== '';
      if (drawn[part] === html || typing) continue;
      if (drawn[part] !== undefined || element(part).innerHTML !== html) element(part).innerHTML = html;
      drawn[part] = html;
    }
    document.body.dataset.fresh = String(mine);
  } catch {
    if (mine === turn) element('gone').hidden = false;
  }
};

const run = async (form, submitter) => {
  const [method, path] = form.dataset.run.split(' ');
  const fields = Object.fromEntries(new FormData(form, submitter));
  const body = Object.keys(fields).length > 0 ? JSON.stringify(fields) : undefined;
  const response = await fetch('/_sandbox/' + path, { method, body, headers: body ? { 'content-type': 'application/json' } : {} });
  if (!response.ok) throw new Error((await response.json().catch(() => ({}))).error ?? `status ${response.status}`);
};

document.addEventListener('submit', async event => {
  const form = event.target;
  if (!form.dataset.run) return;
  event.preventDefault();
  try {
    await run(form, event.submitter);
    form.reset();
    document.activeElement?.blur();
  } catch (error) {
    alert(error.message);
  }
  await refresh();
});

// Tabs and requests open without the page being loaded anew.
document.addEventListener('click', async event => {
  const link = event.target.closest('a');
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (link.origin !== location.origin || link.pathname !== location.pathname) return;
  event.preventDefault();
  history.pushState(null, '', link.href);
  await refresh();
  if (link.hash) element(link.hash.slice(1))?.scrollIntoView();
});
addEventListener('popstate', refresh);

refresh();
setInterval(refresh, 1000);
