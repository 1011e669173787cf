// The map of a plan: numbered proposals, areas, what else was weighed, and what is lacking in each locality.
// On the page of the workspace what it shows is told by `#plan`, and told anew when a wish changes; the view stays.
"use strict";
(function () {
  const { make, onPress } = Grannkarta;
  const FOREMOST = "proposal"; // the category of proposals, beside those that areas have by status
  const CLOSE_PX = 60; // a proposal smaller than this on the screen is brought closer when it is opened
  const MARK_PX = 28; // so wide a number is, with a little room around it
  const WAYS = 12, RINGS = 4; // where room for a number is looked for: as in the drawing of `reports/apart.py`
  const LABEL_PX = { side: 52, above: 84 }; // what name and mark of a locality take beside and above its point
  const LEVELS = 4; // in so many steps a locality's mark tells its share

  /** A point, and places farther and farther from it. */
  function near(point) {
    const spots = [point];
    for (let ring = 1; ring <= RINGS; ring++)
      for (let way = 0; way < WAYS; way++) {
        const turn = (2 * Math.PI * way) / WAYS;
        spots.push(point.add([ring * (MARK_PX / 2) * Math.cos(turn), ring * (MARK_PX / 2) * Math.sin(turn)]));
      }
    return spots;
  }

  class PlanView extends Grannkarta.View {
    constructor(map, options) {
      super(map, options);
      this.linked = false; // the address of the page is that of the wish
      this.served = !options.data;
      for (const [name, depth] of [["kandidater", 380], ["forslag", 420]]) map.createPane(name).style.zIndex = depth;
      map.getPane("kandidater").classList.add("plan__genom");
      this.layers = {};
      for (const name of ["candidates", "areas", "localities", "proposals"]) this.layers[name] = L.layerGroup().addTo(map);
    }

    /** What is to be shown: from the page, which may have got another plan, or from the file itself. */
    told() {
      if (!this.served) return this.options.plan;
      const text = document.getElementById("plan")?.dataset.karta;
      return text ? JSON.parse(text) : null;
    }

    showLayer(key, shown) {
      const own = { ...this.layers, ground: this.groundLayer, basemap: this.basemapLayer }[key];
      if (own) shown ? own.addTo(this.map) : own.remove();
    }

    async start() {
      const room = this.frame.closest("[data-plankarta]");
      if (room) {
        room.hidden = false;
        document.documentElement.classList.add("har-plankarta"); // the drawing stays for print alone
        this.map.invalidateSize();
      }
      this.frame.querySelector(".karta__yta").append(this.fault);
      const plan = this.told();
      this.fitAll(plan);
      const ground = await this.tried("ground", this.source.ground());
      if (ground) this.showGround(ground);
      L.control.scale({ imperial: false }).addTo(this.map);
      const all = make("button", { type: "button", class: "karta__har plan__alla", onclick: () => this.fitAll(this.told()) }, this.words.say("plan.fit"));
      this.control("topleft", make("div", { class: "leaflet-bar" }, all));
      this.show(plan);
      document.addEventListener("planned", () => this.show(this.told()));
      this.map.on("zoomend", () => {
        this.placeGaps(this.told());
        this.spread();
      });
    }

    fitAll(plan) {
      const [west, south, east, north] = plan ? plan.extent : [10.5, 55.2, 24.2, 69.1]; // Sweden
      const seen = L.latLngBounds([[south, west], [north, east]]);
      for (const { lat, lon } of plan ? plan.localities : []) seen.extend([lat, lon]);
      this.fit(seen, LABEL_PX.side, LABEL_PX.above);
    }

    show(plan) {
      this.marks = [];
      const focused = document.activeElement?.closest("[data-plats]")?.dataset.plats;
      for (const layer of Object.values(this.layers)) layer.clearLayers();
      this.panel.hide();
      if (plan) {
        for (const { geometry } of plan.candidates) this.candidate(geometry);
        for (const area of plan.areas) this.area(area);
        for (const proposal of plan.proposals) this.proposal(proposal);
      }
      this.placeGaps(plan);
      this.spread();
      if (focused) this.map.getContainer().querySelector(`[data-plats="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
      this.frame.dataset.ritad = plan ? String(plan.proposals.length) : "0";
    }

    candidate(geometry) {
      L.geoJSON(geometry, { pane: "kandidater", interactive: false, style: { className: "plan__kandidat" } }).addTo(this.layers.candidates);
    }

    look(key, more = "") {
      return {
        className: `omrade kategori kategori--${key} ${more}`, fillColor: `url(#monster-${key})`, fillOpacity: 0.7, weight: 2, bubblingMouseEvents: false,
      };
    }

    area({ id, name, status, geometry }) {
      const shape = L.geoJSON(geometry, { style: this.look(status, status === "active" ? "" : "omrade--self_declared") }).addTo(this.layers.areas);
      const said = this.words.say(`status.${status}`);
      const open = () => this.panel.show(
        make("h2", {}, name), make("p", {}, said),
        this.served && make("p", {}, make("a", { href: `/arbete/omraden/${encodeURIComponent(id)}` }, this.words.say("plan.to_area"))));
      shape.eachLayer((part) => this.reachable(part.getElement(), `${name}, ${said}`, open, id));
      shape.on("click", open);
    }

    proposal(one) {
      const open = () => this.open(one);
      const shape = L.geoJSON(one.geometry, { pane: "forslag", style: this.look(FOREMOST) }).addTo(this.layers.proposals);
      shape.on("click", open);
      const label = [this.words.say("plan.proposal", one), this.words.say("plan.households", { n: one.homes }), one.locality].filter(Boolean).join(", ");
      const icon = L.divIcon({ className: "plan__nummer", html: make("span", {}, String(one.rank)), iconSize: [26, 26] });
      const mark = L.marker([one.at[1], one.at[0]], { icon, keyboard: false, riseOnHover: true, zIndexOffset: 1000 - one.rank }).addTo(this.layers.proposals);
      mark.on("click", open);
      const stalk = L.polyline([], { pane: "forslag", interactive: false, className: "plan__stjalk" }).addTo(this.layers.proposals);
      this.marks.push({ mark, stalk, at: mark.getLatLng() });
      this.reachable(mark.getElement(), label, open, String(one.rank));
    }

    /** Move numbers that would cover each other as little as it takes; a line leads to where each belongs. */
    spread() {
      const placed = [];
      const named = this.named.map((at) => this.map.latLngToLayerPoint(at));
      const clear = (spot) => named.every(({ x, y }) => Math.abs(spot.x - x) > LABEL_PX.side + MARK_PX / 2 || spot.y > y + MARK_PX / 2 || spot.y < y - LABEL_PX.above);
      for (const { mark, stalk, at } of this.marks) {
        const point = this.map.latLngToLayerPoint(at);
        const spots = near(point).filter((spot) => placed.every((other) => spot.distanceTo(other) >= MARK_PX));
        const free = spots.find(clear) || spots[0] || point;
        placed.push(free);
        mark.setLatLng(free === point ? at : this.map.layerPointToLatLng(free));
        stalk.setLatLngs(free === point ? [] : [at, mark.getLatLng()]);
      }
    }

    /** Let something on the map be reached and opened by keyboard. */
    reachable(node, label, open, key) {
      for (const [name, value] of [["tabindex", "0"], ["role", "button"], ["aria-label", label]]) node.setAttribute(name, value);
      node.dataset.plats = key;
      onPress(node, open);
    }

    open({ rank, name, homes, said, geometry }) {
      const card = this.served && make("p", {}, make("a", { href: `#plats-${rank}` }, this.words.say("plan.to_card")));
      this.panel.show(
        make("h2", {}, this.words.say("plan.proposal", { rank, name })), make("p", {}, this.words.say("plan.households", { n: homes })),
        ...said.map((line) => make("p", {}, line)), card);
      const bounds = L.geoJSON(geometry).getBounds();
      const [a, b] = [bounds.getNorthEast(), bounds.getSouthWest()].map((corner) => this.map.latLngToLayerPoint(corner));
      this.bringForward(bounds, Math.hypot(a.x - b.x, a.y - b.y) < CLOSE_PX);
    }

    closed() {
      return null; // to where it was opened from
    }

    /** Mark the localities, the larger first where two marks would cover each other. */
    placeGaps(plan) {
      const taken = [];
      this.named = [];
      this.layers.localities.clearLayers();
      for (const one of plan ? plan.localities : []) {
        const at = this.map.latLngToContainerPoint([one.lat, one.lon]);
        if (taken.some((other) => Math.abs(other.x - at.x) < 96 && Math.abs(other.y - at.y) < 40)) continue;
        taken.push(at);
        this.named.push([one.lat, one.lon]);
        this.locality(one);
      }
    }

    locality({ lon, lat, share, said }) {
      const level = Math.min(LEVELS - 1, Math.floor(share * LEVELS * 2)); // half of the homes is much
      const html = make("span", { class: `plan__ort plan__ort--${level}` }, said);
      const icon = L.divIcon({ className: "karta__ortpunkt", html, iconSize: [0, 0] });
      L.marker([lat, lon], { icon, interactive: false, keyboard: false, pane: "orter" }).addTo(this.layers.localities);
    }
  }

  Grannkarta.plan = (map, options) => new PlanView(map, options);
})();
