/* How far the file of a resource is, asked without loading the page again; and the form of corrections. */
(function () {
  "use strict";
  const waiting = document.querySelector("[data-deposit]");
  if (waiting) {
    const said = waiting.querySelector("[role=status]"), bar = waiting.querySelector("progress");
    const link = waiting.querySelector("a"), texts = waiting.dataset;
    const number = new Intl.NumberFormat(document.documentElement.lang || "de");
    const name = (stage) => `text${stage.charAt(0).toUpperCase()}${stage.slice(1)}`;
    let quarter = -1, stage = "", wait = 1000;
    const say = (text) => { if (said.textContent !== text) said.textContent = text; };
    function show(one) {
      if (one.state === "done" || one.state === "failed" || !["pending", "working"].includes(one.state)) {
        say(texts[one.state === "done" ? "textDone" : "textFailed"]);
        bar.hidden = true;
        link.textContent = texts.textShow;
        link.classList.replace("btn-secondary", "btn-primary");
        return;
      }
      const counted = one.stage === "reading" && one.expected > 0;
      if (counted) { bar.max = one.expected; bar.value = one.done; } else bar.removeAttribute("value");
      /* a screen reader hears each stage, and each quarter of the rows */
      const now = counted ? Math.floor((4 * one.done) / one.expected) : -1;
      if (one.stage !== stage || now !== quarter) {
        [stage, quarter] = [one.stage, now];
        say(counted
          ? texts.textRows.replace("{done}", number.format(one.done)).replace("{expected}", number.format(one.expected))
          : texts[name(stage || "waiting")] || texts.textWaiting);
      }
      wait = Math.min(wait * 1.2, 10000);
      setTimeout(ask, wait);
    }
    async function ask() {
      try {
        const answer = await fetch(texts.deposit, { headers: { Accept: "application/json" } });
        if (answer.status === 404 || answer.status === 403) return;
        if (!answer.ok) throw new Error(String(answer.status));
        show((await answer.json()).result);
      } catch (error) {
        wait = 10000;
        setTimeout(ask, wait);
      }
    }
    setTimeout(ask, wait);
  }

  const form = document.querySelector("form[data-correction]");
  if (!form) return;
  const errors = document.getElementById("errors");
  if (errors) errors.focus();
  function fitting() {
    for (const column of form.querySelectorAll("fieldset")) {
      const kind = column.querySelector("select[name^=kind-]");
      for (const block of column.querySelectorAll("[data-kinds]")) block.hidden = !block.dataset.kinds.split(" ").includes(kind.value);
    }
  }
  form.addEventListener("change", fitting);
  fitting();
})();
