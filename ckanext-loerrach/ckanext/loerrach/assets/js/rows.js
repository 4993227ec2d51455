/* Rows are added and taken away in the page; without scripts the server does it. */
(function () {
  "use strict";

  function add(set) {
    const template = set.querySelector(":scope > template");
    if (!template) return null;
    const numbers = Array.from(set.querySelectorAll(":scope > [data-row]"), (row) => Number(row.dataset.row));
    const number = Math.max(-1, Number(set.dataset.last || -1), ...numbers) + 1;
    set.dataset.last = String(number);
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("NUMBER", String(number));
    const row = holder.content.firstElementChild;
    const shown = row.querySelector(".f-number");
    if (shown) shown.textContent = String(number + 1);
    set.insertBefore(row, set.querySelector(":scope > [data-add]"));
    row.dispatchEvent(new CustomEvent("loerrach:row", { bubbles: true }));
    return row;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-remove]");
    const set = button && button.closest("[data-rows]");
    if (!set || !set.querySelector(":scope > template")) return;
    event.preventDefault();
    if (button.hasAttribute("data-add")) {
      const row = add(set);
      const first = row.querySelector("input:not([type=hidden]), select:not([hidden]), textarea");
      if (first) first.focus();
      return;
    }
    button.closest("[data-row]").remove();
    if (!set.querySelector(":scope > [data-row]")) add(set);
    set.querySelector(":scope > [data-add]").focus();
    set.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
