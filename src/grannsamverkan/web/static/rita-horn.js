// Corners as a list: each can be chosen, moved in metres and removed, without dragging anything.
"use strict";
(function () {
  const { make } = Grannkarta;
  const M_PER_DEGREE = 111_320;
  const WAYS = { ArrowUp: "north", ArrowDown: "south", ArrowLeft: "west", ArrowRight: "east" };
  const STEPS = { north: [0, 1], south: [0, -1], west: [-1, 0], east: [1, 0] };

  const copy = (shape) => JSON.parse(JSON.stringify(shape));
  const polygons = (shape) => (shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates);

  Rita.Corners = class {
    constructor(node, words, { changed, chosen, say }) {
      Object.assign(this, { node, words, changed, chosen, say, at: null, shape: null });
      node.addEventListener("keydown", (event) => this.key(event));
      node.addEventListener("focusin", (event) => event.target.dataset.at && this.choose(event.target.dataset.at));
    }

    show(shape) {
      const focused = this.node.contains(document.activeElement);
      this.shape = shape;
      this.node.replaceChildren(...(shape ? this.rings() : []));
      if (this.at && !this.ring(this.at)) this.at = null;
      this.mark();
      if (focused) (this.button(this.at) || this.node.querySelector("button"))?.focus({ preventScroll: true });
    }

    rings() {
      const said = [];
      polygons(this.shape).forEach((rings, part) => rings.forEach((ring, inner) => {
        const title = inner ? this.words.say("hole_ring", { n: inner }) : this.words.say("ring", { n: part + 1 });
        const items = ring.slice(0, -1).map((_, corner) =>
          make("li", {}, make("button", { type: "button", class: "quiet", "data-at": `${part}.${inner}.${corner}`, "aria-pressed": "false", "aria-describedby": "horn-hjalp" },
            this.words.say("corner", { n: corner + 1 }))));
        said.push(make("h3", {}, title), make("ol", { class: "rita__hornlista" }, ...items));
      }));
      return said;
    }

    button(at) {
      return at && this.node.querySelector(`[data-at="${at}"]`);
    }

    ring(at, shape = this.shape) {
      const [part, inner, corner] = at.split(".").map(Number);
      const ring = shape && polygons(shape)[part]?.[inner];
      return ring && corner < ring.length - 1 ? { ring, corner } : null;
    }

    choose(at) {
      this.at = at;
      this.mark();
    }

    mark() {
      for (const one of this.node.querySelectorAll("[data-at]")) one.setAttribute("aria-pressed", String(one.dataset.at === this.at));
      const found = this.at && this.ring(this.at);
      this.chosen(found ? found.ring[found.corner] : null);
    }

    key(event) {
      const at = event.target.dataset.at;
      if (!at) return;
      if (WAYS[event.key]) this.move(WAYS[event.key], event.shiftKey ? 10 : 1);
      else if (event.key === "Delete" || event.key === "Backspace") this.remove();
      else return;
      event.preventDefault();
    }

    move(way, metres) {
      if (!this.at) return;
      const [, lat] = this.ring(this.at).ring[this.ring(this.at).corner];
      const [east, north] = STEPS[way];
      this.place(([lon, was]) => [lon + (east * metres) / (M_PER_DEGREE * Math.cos((lat * Math.PI) / 180)), was + (north * metres) / M_PER_DEGREE]);
      this.say("corner_moved", { n: Number(this.at.split(".")[2]) + 1, metres, direction: this.words.say(`direction.${way}`) });
    }

    moveTo(corner) {
      if (this.at) this.place(() => corner);
    }

    place(where) {
      const shape = copy(this.shape);
      const { ring, corner } = this.ring(this.at, shape);
      ring[corner] = where(ring[corner]);
      if (corner === 0) ring[ring.length - 1] = ring[0];
      this.shape = shape;
      this.mark();
      this.changed(shape);
    }

    remove() {
      if (!this.at) return;
      const shape = copy(this.shape);
      const { ring, corner } = this.ring(this.at, shape);
      if (ring.length <= 4) return void this.say("few_corners");
      ring.splice(corner, 1);
      if (corner === 0) ring[ring.length - 1] = ring[0];
      this.say("corner_removed", { n: corner + 1 });
      this.changed(shape);
    }
  };
})();
