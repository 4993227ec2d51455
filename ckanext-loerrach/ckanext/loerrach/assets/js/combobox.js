/* Long lists become fields to type in (ARIA 1.2, combobox with listbox popup). The select stays in
   the page and is what is sent; without scripts it is what one uses. */
(function () {
  "use strict";
  const MOST = 60;
  let count = 0;

  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/ß/g, "ss").toLowerCase();
  const made = (tag, attributes) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  class Combobox {
    constructor(select) {
      this.select = select;
      this.texts = select.closest("form").dataset;
      this.list = made("ul", { role: "listbox", id: `combobox-${++count}`, hidden: "" });
      this.input = made("input", {
        type: "text", class: "form-control", role: "combobox", autocomplete: "off",
        "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": this.list.id,
      });
      for (const name of ["aria-describedby", "aria-invalid"]) {
        if (select.hasAttribute(name)) this.input.setAttribute(name, select.getAttribute(name));
      }
      this.status = made("p", { class: "visually-hidden", role: "status" });
      this.input.id = select.id;
      select.id += "-list";
      select.hidden = true;
      const label = select.form.querySelector(`label[for="${CSS.escape(this.input.id)}"]`);
      this.list.setAttribute("aria-label", label ? label.textContent.trim() : "");
      const box = made("div", { class: "f-combobox" });
      box.append(this.input, this.list, this.status);
      select.after(box);
      if (select.multiple) {
        this.chosen = made("ul", { class: "f-chosen" });
        box.append(this.chosen);
      }
      this.options = Array.from(select.options).filter((option) => option.value).map((option) => ({
        option, words: plain(`${option.textContent} ${option.dataset.words || ""}`),
      }));
      this.input.addEventListener("input", () => this.open());
      this.input.addEventListener("click", () => this.open());
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.input.addEventListener("blur", () => this.leave());
      this.list.addEventListener("mousedown", (event) => event.preventDefault());
      this.list.addEventListener("click", (event) => {
        const item = event.target.closest("[role=option]");
        if (item) this.choose(this.hits[Number(item.dataset.at)]);
      });
      this.show();
    }

    open() {
      const typed = this.input.value === this.shown ? "" : this.input.value;
      const words = plain(typed).split(/\s+/).filter(Boolean);
      this.hits = this.options
        .filter((one) => !(this.select.multiple && one.option.selected))
        .filter((one) => words.every((word) => one.words.includes(word)));
      /* first what is called so, then what has the words as such ("DAILY"), then what contains them */
      const rank = (one) => {
        if (!words.length) return 0;
        if (plain(one.option.textContent).trim() === words.join(" ")) return 2;
        return words.every((word) => one.words.split(/[\s,;()]+/).includes(word)) ? 1 : 0;
      };
      this.hits.sort((one, other) => rank(other) - rank(one));
      const best = this.hits.length ? rank(this.hits[0]) : 0;
      this.sure = this.hits.length === 1 || (best > 0 && this.hits.filter((one) => rank(one) === best).length === 1);
      this.at = -1;
      this.list.replaceChildren(...this.hits.slice(0, MOST).map((one, at) => {
        const item = made("li", { role: "option", id: `${this.list.id}-${at}`, "data-at": at, "aria-selected": "false" });
        item.textContent = one.option.textContent;
        return item;
      }));
      this.status.textContent = this.texts.textHits.replace("{number}", this.hits.length);
      this.expand(this.hits.length > 0);
    }

    expand(open) {
      this.list.hidden = !open;
      this.input.setAttribute("aria-expanded", String(open));
      if (!open) this.input.removeAttribute("aria-activedescendant");
    }

    key(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        if (this.list.hidden) this.open();
        this.mark(this.at + step);
        event.preventDefault();
      } else if (event.key === "Enter" && !this.list.hidden) {
        if (this.at >= 0 || this.sure) this.choose(this.hits[Math.max(this.at, 0)]);
        event.preventDefault();
      } else if (event.key === "Escape" && !this.list.hidden) {
        this.expand(false);
        event.preventDefault();
      }
    }

    mark(at) {
      const items = this.list.children;
      if (!items.length) return;
      if (this.at >= 0) items[this.at].setAttribute("aria-selected", "false");
      this.at = (at + items.length) % items.length;
      items[this.at].setAttribute("aria-selected", "true");
      items[this.at].scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", items[this.at].id);
    }

    choose(one) {
      one.option.selected = true;
      this.changed();
      this.expand(false);
    }

    leave() {
      this.expand(false);
      if (this.select.multiple) {
        /* the chosen stay as they are: the focus may be going to one of them */
        this.input.value = "";
        return;
      }
      if (!this.input.value.trim() && this.select.value) {
        this.select.value = "";
        this.changed();
      }
      this.show();
    }

    changed() {
      this.show();
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
    }

    show() {
      if (!this.select.multiple) {
        const option = this.select.selectedOptions[0];
        this.shown = option && option.value ? option.textContent.trim() : "";
        this.input.value = this.shown;
        return;
      }
      this.input.value = this.shown = "";
      this.chosen.replaceChildren(...Array.from(this.select.selectedOptions, (option) => {
        const button = made("button", { type: "button", class: "btn btn-secondary btn-sm" });
        const hidden = made("span", { class: "visually-hidden" });
        hidden.textContent = `${this.texts.textRemove}: `;
        button.append(hidden, option.textContent.trim(), " ×");
        button.addEventListener("click", (event) => {
          event.preventDefault();
          option.selected = false;
          this.changed();
          /* later: an enter key that is still down would send the form from the field */
          setTimeout(() => this.input.focus(), 0);
        });
        const item = document.createElement("li");
        item.append(button);
        return item;
      }));
    }
  }

  const start = (root) => root.querySelectorAll("select[data-combobox]:not([hidden])").forEach((select) => new Combobox(select));
  document.addEventListener("loerrach:row", (event) => start(event.target));
  start(document);
})();
