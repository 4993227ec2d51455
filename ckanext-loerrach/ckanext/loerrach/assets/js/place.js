/* A place by name, or drawn on a sketch of the town's surroundings. Nothing is loaded for it: the
   towns are those of the list beside it. The fields for coordinates are its twin and its store. */
(function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 480, HEIGHT = 360;
  /* half the height of the sketch in degrees of latitude: town, surroundings, region */
  const HEIGHTS = [0.03, 0.08, 0.2, 0.6];

  const shape = (name, attributes, text) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text) element.textContent = text;
    return element;
  };

  class Sketch {
    constructor(holder) {
      this.row = holder.closest(".f-row");
      this.texts = holder.closest("form").dataset;
      this.list = holder.querySelector("select");
      this.towns = Array.from(this.list.options).filter((option) => option.value).map((option) => ({
        name: option.value, lon: Number(option.dataset.lon), lat: Number(option.dataset.lat),
      }));
      this.at = this.read("centroid", ["lon", "lat"]);
      this.middle = this.at ? { lon: this.at[0], lat: this.at[1] } : this.towns[0];
      this.zoom = 1;
      this.mode = "point";
      holder.querySelector("button").hidden = true;
      this.list.addEventListener("change", () => this.take());
      this.build(holder.querySelector("[data-map]"));
      this.row.addEventListener("input", () => this.draw());
      this.draw();
    }

    field(kind, part) { return this.row.querySelector(`[name$="-${kind}-${part}"]`); }

    read(kind, parts) {
      const numbers = parts.map((part) => this.field(kind, part))
        .map((field) => field && field.value.trim() ? Number(field.value.replace(",", ".")) : NaN);
      return numbers.every(Number.isFinite) ? numbers : null;
    }

    write(kind, values) {
      for (const [part, value] of Object.entries(values)) {
        const field = this.field(kind, part);
        if (field) field.value = typeof value === "number" ? String(Math.round(value * 1e5) / 1e5) : value;
      }
      this.draw();
      this.list.dispatchEvent(new Event("change", { bubbles: true }));
    }

    take() {
      const town = this.towns.find((one) => one.name === this.list.value);
      if (!town || this.taken === town) return;
      this.taken = town;
      const text = this.row.querySelector('[name$="-text"]');
      if (text && !text.value.trim()) text.value = town.name;
      this.middle = town;
      this.write("centroid", { lon: town.lon, lat: town.lat });
    }

    build(map) {
      const tools = document.createElement("div");
      tools.className = "f-map-tools";
      const button = (label, act, pressed) => {
        const one = document.createElement("button");
        one.type = "button";
        one.className = "btn btn-secondary btn-sm";
        one.textContent = label;
        if (pressed !== undefined) one.setAttribute("aria-pressed", String(pressed));
        one.addEventListener("click", () => act(one));
        tools.append(one);
        return one;
      };
      const choose = (mode) => {
        this.mode = mode;
        point.setAttribute("aria-pressed", String(mode === "point"));
        box.setAttribute("aria-pressed", String(mode === "box"));
      };
      const point = button(this.texts.textPoint, () => choose("point"), true);
      const box = button(this.texts.textBox, () => choose("box"), false);
      button(this.texts.textCloser, () => this.scale(-1));
      button(this.texts.textFarther, () => this.scale(1));
      button(this.texts.textClear, () => {
        this.write("centroid", { lon: "", lat: "" });
        this.write("bbox", { west: "", south: "", east: "", north: "" });
      });
      this.svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": this.texts.textMap });
      this.svg.addEventListener("pointerdown", (event) => this.down(event));
      this.svg.addEventListener("pointermove", (event) => this.move(event));
      this.svg.addEventListener("pointerup", () => { this.from = null; });
      map.append(tools, this.svg);
      map.hidden = false;
    }

    scale(step) {
      this.zoom = Math.min(HEIGHTS.length - 1, Math.max(0, this.zoom + step));
      this.draw();
    }

    /* equirectangular: a degree of longitude is narrower by the cosine of the latitude */
    get degree() { return HEIGHT / 2 / HEIGHTS[this.zoom]; }
    get narrow() { return Math.cos(this.middle.lat * Math.PI / 180); }
    x(lon) { return WIDTH / 2 + (lon - this.middle.lon) * this.degree * this.narrow; }
    y(lat) { return HEIGHT / 2 - (lat - this.middle.lat) * this.degree; }

    where(event) {
      const frame = this.svg.getBoundingClientRect();
      const x = (event.clientX - frame.left) * WIDTH / frame.width;
      const y = (event.clientY - frame.top) * HEIGHT / frame.height;
      return {
        lon: this.middle.lon + (x - WIDTH / 2) / this.degree / this.narrow,
        lat: this.middle.lat - (y - HEIGHT / 2) / this.degree,
      };
    }

    down(event) {
      const here = this.where(event);
      if (this.mode === "point") return this.write("centroid", here);
      this.from = here;
      this.svg.setPointerCapture(event.pointerId);
    }

    move(event) {
      if (!this.from) return;
      const to = this.where(event), from = this.from;
      this.write("bbox", {
        west: Math.min(from.lon, to.lon), south: Math.min(from.lat, to.lat),
        east: Math.max(from.lon, to.lon), north: Math.max(from.lat, to.lat),
      });
    }

    draw() {
      const parts = [];
      const box = this.read("bbox", ["west", "south", "east", "north"]);
      if (box) {
        const [west, south, east, north] = box;
        parts.push(shape("rect", { class: "box", x: this.x(west), y: this.y(north),
          width: Math.max(0, this.x(east) - this.x(west)), height: Math.max(0, this.y(south) - this.y(north)) }));
      }
      for (const town of this.towns) {
        const x = this.x(town.lon), y = this.y(town.lat);
        if (x < 0 || x > WIDTH || y < 0 || y > HEIGHT) continue;
        const left = x > WIDTH - 110;
        parts.push(shape("circle", { class: "town", cx: x, cy: y, r: 3 }));
        parts.push(shape("text", { x: left ? x - 7 : x + 7, y: y + 5, "text-anchor": left ? "end" : "start" }, town.name));
      }
      const point = this.read("centroid", ["lon", "lat"]);
      if (point) parts.push(shape("circle", { class: "spot", cx: this.x(point[0]), cy: this.y(point[1]), r: 7 }));
      this.svg.replaceChildren(...parts);
    }
  }

  const start = (root) => root.querySelectorAll("[data-place]").forEach((holder) => new Sketch(holder));
  document.addEventListener("loerrach:row", (event) => start(event.target));
  start(document);
})();
