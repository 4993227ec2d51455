/* The gate's answer beside the fields while one types; fields that matter only with an answer. */
(function () {
  "use strict";
  const form = document.querySelector("form.f-form");
  if (!form) return;
  const summary = document.getElementById("errors");
  if (summary) summary.focus();

  /* ---- show a field only where another one asks for it */
  const block = (name) => form.querySelector(`[data-field="${name}"]`);
  const values = (name) => new FormData(form).getAll(name).filter(Boolean);
  function depending() {
    const attribution = block("licenseAttributionByText");
    if (attribution) {
      const chosen = Array.from(form.querySelectorAll("[name=license]:checked, [name=license] option:checked"));
      const typed = attribution.querySelector("input").value || attribution.querySelector(".f-error");
      attribution.hidden = !typed && !chosen.some((one) => one.hasAttribute("data-attribution"));
    }
    const reason = block("personal_data_reason");
    if (reason) {
      const typed = reason.querySelector("textarea").value || reason.querySelector(".f-error");
      reason.hidden = !typed && !values("personal_data").includes("lawful");
    }
  }
  const other = form.querySelector("[data-field=license] .f-other");
  if (other) {
    other.querySelector("select").addEventListener("change", (event) => {
      if (event.target.value) other.querySelector("input[type=radio]").checked = true;
    });
  }
  form.addEventListener("change", depending);
  depending();

  /* ---- a link of the summary leads into what is folded away */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#errors a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    for (let at = target.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    target.focus();
  });

  /* ---- the format of a file, from its name */
  const upload = form.querySelector("[name=upload]"), format = form.querySelector("[name=format]");
  const formats = Array.from(document.querySelectorAll("#formats option"), (option) => option.value);
  function guess(address) {
    const ending = (address.split(/[?#]/)[0].match(/\.([a-z0-9]+)$/i) || [])[1];
    const found = ending && formats.find((name) => name.toLowerCase() === ending.toLowerCase());
    if (found && format && !format.value) format.value = found;
  }
  if (upload) upload.addEventListener("change", () => upload.files[0] && guess(upload.files[0].name));
  const address = form.querySelector("[name=url]");
  if (address && format) address.addEventListener("change", () => guess(address.value));

  /* ---- the check */
  const button = form.querySelector("button[value=check]"), report = document.getElementById("report");
  if (!button || !report) return;
  let timer = 0, asked = 0, wanted = false;
  async function check() {
    const mine = ++asked;
    const body = new FormData(form);
    body.append("save", "check");
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok || !(answer.headers.get("Content-Type") || "").includes("json")) throw new Error(String(answer.status));
    const found = await answer.json();
    if (mine !== asked) return;
    for (const [name, html] of Object.entries(found.fields)) {
      const place = document.getElementById(`field-${name}-finding`);
      if (place) place.innerHTML = html;
    }
    report.innerHTML = found.panel;
    for (const finding of form.querySelectorAll(".f-must, .f-should")) {
      const folded = finding.closest("details");
      if (folded) folded.open = true;
    }
  }
  button.addEventListener("click", (event) => {
    event.preventDefault();
    wanted = true;
    report.textContent = form.dataset.textChecking;
    check().catch(() => { report.textContent = form.dataset.textNoCheck; });
  });
  form.addEventListener("change", () => {
    if (!wanted) return;
    clearTimeout(timer);
    timer = setTimeout(() => check().catch(() => {}), 800);
  });
})();
