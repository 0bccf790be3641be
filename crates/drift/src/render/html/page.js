// Hides the findings that are not asked for. Without scripts the page shows them all.
(() => {
  const form = document.querySelector("form");
  if (!form) return;
  form.hidden = false;
  const findings = [...document.querySelectorAll("article")];
  const shown = document.querySelector("#shown");
  const filter = () => {
    const words = form.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = [...form.querySelectorAll("[name=severity]:checked")].map((box) => box.value);
    let count = 0;
    for (const finding of findings) {
      const text = finding.textContent.toLowerCase();
      const wanted = severities.includes(finding.dataset.severity)
        && (!form.code.value || form.code.value === finding.dataset.code)
        && (!form.operation.value || finding.dataset.operations.split("\n").includes(form.operation.value))
        && words.every((word) => text.includes(word));
      finding.hidden = !wanted;
      count += wanted;
    }
    shown.textContent = `${count} of ${findings.length} shown`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();
})();
