'use strict';
// Asks for the same page again each second and replaces the parts that have changed. Sends the actions of forms.

const PERIOD = 1000;
const UNREACHABLE = 'The sandbox cannot be reached. Check that it is still running; this page keeps trying.';
const shown = new Map();
let turn = 0;

const notice = document.getElementById('notice');
const show = (text, isError = true) => {
  notice.textContent = text;
  notice.classList.toggle('fine', !isError);
  notice.hidden = text === '';
};

// Somebody is typing or choosing here.
const isInUse = part => part.contains(document.activeElement) && document.activeElement.matches('input, select, textarea');

// Replaces a part, and keeps open folds, scroll positions and the focus.
const replace = (part, fresh) => {
  const folds = [...part.querySelectorAll('details')].map(fold => fold.open);
  const scrolls = [...part.querySelectorAll('pre, .wide')].map(box => [box.scrollTop, box.scrollLeft]);
  const focused = part.contains(document.activeElement) ? [...part.querySelectorAll('a, button')].indexOf(document.activeElement) : -1;
  part.innerHTML = fresh.innerHTML;
  part.querySelectorAll('details').forEach((fold, index) => { fold.open = folds[index] ?? fold.open; });
  part.querySelectorAll('pre, .wide').forEach((box, index) => { [box.scrollTop, box.scrollLeft] = scrolls[index] ?? [0, 0]; });
  if (focused >= 0) part.querySelectorAll('a, button')[focused]?.focus();
};

const refresh = async (whole = false) => {
  const mine = ++turn;
  let response;
  try {
    response = await fetch(location.pathname + location.search);
  } catch {
    if (mine === turn) show(UNREACHABLE);
    return;
  }
  if (!response.ok) return show(`The sandbox refused to show this page (status ${response.status}).`);
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  if (mine !== turn) return;
  if (notice.textContent === UNREACHABLE) show('');
  document.title = fresh.title;
  if (whole) {
    document.getElementById('main').innerHTML = fresh.getElementById('main').innerHTML;
    shown.clear();
  }
  for (const part of fresh.querySelectorAll('[data-live]')) {
    const current = document.getElementById(part.id);
    const html = part.innerHTML;
    if (current && shown.get(part.id) !== html && !isInUse(current)) {
      if (shown.has(part.id) || current.innerHTML !== html) replace(current, part);
      shown.set(part.id, html);
    }
  }
  document.body.dataset.fresh = String(mine);
};

// Returns the fields of a form as JSON. An empty field is left out.
const fields = (form, submitter) => {
  const values = {};
  for (const field of form.elements) {
    if (!field.name || field.type === 'file' || (field.type === 'checkbox' && !field.checked)) continue;
    if (field.tagName === 'BUTTON' && field !== submitter) continue;
    if ('list' in field.dataset) (values[field.name] ??= []).push(field.value);
    else if (field.value !== '') values[field.name] = field.type === 'number' || 'number' in field.dataset ? Number(field.value) : field.value;
  }
  return values;
};

const run = async (form, submitter) => {
  const [method, path] = form.dataset.run.split(' ');
  const file = form.querySelector('input[type=file]')?.files[0];
  const values = fields(form, submitter);
  const body = file ? await file.text() : Object.keys(values).length > 0 ? JSON.stringify(values) : undefined;
  let response;
  try {
    response = await fetch('/_sandbox/' + path, { method, body, headers: body ? { 'content-type': 'application/json' } : {} });
  } catch {
    throw new Error(UNREACHABLE);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `The sandbox answered with status ${response.status}.`);
  return answer;
};

document.addEventListener('submit', async event => {
  const form = event.target;
  if ('run' in form.dataset) {
    event.preventDefault();
    if (form.dataset.confirm && !confirm(form.dataset.confirm)) return;
    try {
      const answer = await run(form, event.submitter);
      show('');
      form.closest('details.menu')?.removeAttribute('open');
      if (form.dataset.run.endsWith('/replay')) open(`?tab=requests&open=${answer.number}`);
    } catch (error) {
      show(error.message);
    }
    document.activeElement?.blur();
    await refresh();
  } else if (form.method === 'get') {
    event.preventDefault();
    const query = new URLSearchParams(Object.entries(fields(form, event.submitter)));
    await open('?' + query);
  }
});

// A filter applies as soon as something is chosen.
document.addEventListener('change', event => {
  if (event.target.matches('form[data-filter] select')) event.target.form.requestSubmit();
});

const open = async (address, hash = '') => {
  history.pushState(null, '', address + hash);
  await refresh(true);
  if (hash) document.getElementById(hash.slice(1))?.scrollIntoView();
};

const copy = async text => {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Without a secure context there is no clipboard.
  const area = Object.assign(document.createElement('textarea'), { value: text });
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
};

document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copy]');
  if (button) {
    try {
      await copy(button.dataset.copy);
      show('Copied to the clipboard.', false);
      setTimeout(() => { if (notice.textContent.startsWith('Copied')) show(''); }, 2000);
    } catch {
      show('The browser did not allow copying.');
    }
    return;
  }
  // Links to other parts of the page need no new document.
  const link = event.target.closest('a');
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || link.hasAttribute('download')) return;
  if (link.origin !== location.origin || link.pathname !== location.pathname || link.getAttribute('href').startsWith('#')) return;
  event.preventDefault();
  await open(link.search, link.hash);
});

// Escape closes what is open: a menu, or the detail.
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  const menu = document.querySelector('details.menu[open]');
  if (menu) menu.removeAttribute('open');
  else document.querySelector('#detail a.close')?.click();
});

addEventListener('popstate', () => refresh(true));
refresh();
setInterval(() => { if (!document.hidden) refresh(); }, PERIOD);
