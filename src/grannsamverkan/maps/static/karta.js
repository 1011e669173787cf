// The map itself. folium writes the few lines that say what a map consists of (maps/elements.py):
// `Grannkarta.map(id)`, `Grannkarta.view(map, options)`, then one method of the view for each part.
"use strict";
(function () {
  const { make, draw, onPress } = Grannkarta;
  const SMALL_PX = 24; // an outline smaller than this is drawn as a spot that can be hit
  const SPOT_PX = 11;
  const MOST_NAMES = 40; // of places, the largest first
  const COUNTRY_ZOOM = 8; // when it is farther away than this, the borders of municipalities lie close
  const PHONE_PX = 704; // 44 rem, as in karta.css
  const COARSE = [0.005, 0.01]; // degrees of latitude and longitude: some 500 m, and less farther north
  const COARSE_ZOOM = 14; // so wide that a place is in view wherever in its square it lies

  // What is drawn in an 8 × 8 square for each pattern, so that a state never rests on colour alone.
  const STROKES = {
    plain: "",
    vertical: "M2 0V8M6 0V8",
    grid: "M0 4H8M4 0V8",
    dots: "M2 2h.01M6 6h.01",
    rising: "M-2 2L2 -2M0 8L8 0M6 10L10 6",
    falling: "M-2 6L2 10M0 0L8 8M6 -2L10 2",
    waves: "M0 4Q2 1 4 4T8 4",
    cross: "M0 8L8 0M0 0L8 8",
  };
  const CROSSHAIR = "M10 1v4M10 15v4M1 10h4M15 10h4M10 5a5 5 0 1 0 0 10 5 5 0 1 0 0-10";

  class View {
    constructor(map, options) {
      const { texts, language, data } = options;
      const words = new Grannkarta.Words(texts, language);
      const frame = map.getContainer().closest(".karta");
      const phone = window.innerWidth <= PHONE_PX;
      Object.assign(this, { map, options, words, frame, phone, asked: 0, grounded: [], numbers: [], shapes: new Map() });
      const served = Grannkarta.folder || Grannkarta.remote; // a page in a folder of files has no server to ask
      this.source = data ? Grannkarta.local({ ...data, language }) : served(options);
      this.linked = !data; // a page without an address of its own keeps no state in it
      this.filter = new Grannkarta.Filter(frame.querySelector(".karta__overst"), words,
        { fixed: options.filter, phone, changed: (key) => this.changed(key) });
      this.panel = new Grannkarta.Panel(frame, words,
        { areaUrl: this.areaUrl(), open: (id) => this.open(id, true), closed: () => this.closed() });
      this.fault = make("p", { class: "karta__fel", role: "alert" });
      this.sum = make("p", { class: "karta__antal", role: "status" });
      this.unanswered = new Set();
      this.definePatterns();
      this.nameMap();
    }

    /** Return what gives the page of an area by its id; nothing where areas have none. */
    areaUrl() {
      if (Grannkarta.folder) return Grannmapp.areaPage;
      const { area_url: root } = this.options;
      return root && ((id) => root + encodeURIComponent(id));
    }

    definePatterns() {
      const patterns = this.options.categories.map(({ key, pattern }) =>
        draw("pattern",
          { id: `monster-${key}`, class: `kategori kategori--${key}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
          draw("rect", { class: "monster__botten", width: 8, height: 8 }),
          draw("path", { class: "monster__streck", d: STROKES[pattern] })));
      this.frame.append(draw("svg", { class: "karta__monster", width: 0, height: 0, "aria-hidden": "true" }, draw("defs", {}, ...patterns)));
    }

    nameMap() {
      this.map.attributionControl.setPrefix(false);
      this.map.getContainer().setAttribute("role", "application");
      this.map.getContainer().setAttribute("aria-label", this.words.say("map"));
      for (const side of ["in", "out"]) {
        const button = this.frame.querySelector(`.leaflet-control-zoom-${side}`);
        button.title = this.words.say(`zoom_${side}`);
        button.setAttribute("aria-label", button.title);
      }
    }

    // ---- the address of the page: the filter in the query, the view in the fragment

    readAddress() {
      if (this.linked) this.filter.read(location.search);
    }

    writeAddress(keep) {
      if (!this.linked) return;
      const query = this.filter.write();
      const { lat, lng } = this.map.getCenter();
      const view = `#${this.map.getZoom()}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
      history[keep ? "replaceState" : "pushState"](null, "", `${location.pathname}${query && `?${query}`}${view}`);
    }

    addressView() {
      const [zoom, lat, lng] = /^#[\d.]+(\/-?[\d.]+){2}$/.test(location.hash) ? location.hash.slice(1).split("/").map(Number) : [];
      const onEarth = Math.abs(lat) <= 85 && Math.abs(lng) <= 180; // false where there is no number
      return this.linked && onEarth && Number.isFinite(zoom) ? { zoom, centre: [lat, lng] } : null;
    }

    boxAsked() {
      const box = (new URLSearchParams(this.linked ? location.search : "").get("bbox") || "").split(",").map(Number);
      const [west, south, east, north] = box;
      return box.length === 4 && -180 <= west && west < east && east <= 180 && -85 <= south && south < north && north <= 85 ? box : null;
    }

    // ---- parts, each named by a folium element

    search({ types }) {
      this.filter.addSearch(types);
    }

    /** Return the way to the question by address, for words that no area has; null where there is none. */
    askInstead() {
      const { check } = this.options;
      return this.filter.state.q && check && !Grannkarta.folder ? make("a", { href: check }, this.words.say("rather_address")) : null;
    }

    years() {
      this.filter.addYears();
    }

    list({ columns }) {
      const year = () => this.filter.state.ar;
      this.areaList = new Grannkarta.AreaList(this.frame.querySelector(".karta__sida"), this.words, {
        columns,
        fetch: async (order, from) => {
          const answer = await this.tried("list", this.source.list(this.filter.asked, order, from));
          return answer && { ...answer, year: year() };
        },
        open: (id) => this.open(id, true),
        instead: () => this.askInstead(),
        swatch: (area) => this.swatch(this.category(area).key),
      });
    }

    ground({ names }) {
      this.groundLayer = L.layerGroup().addTo(this.map);
      this.map.createPane("grund").classList.add("karta__grund");
      this.map.createPane("orter").classList.add("karta__orter");
      this.grounded.push(({ borders, localities }) => {
        for (const border of borders) {
          L.geoJSON(border, { pane: "grund", interactive: false, style: { className: "karta__grans" } }).addTo(this.groundLayer);
        }
        if (names) this.placeNames(localities);
      });
    }

    basemap() {
      this.grounded.push((ground) => {
        const layer = Grannkarta.underlay(this.map, ground, { depth: 370 });
        this.basemapLayer = layer;
        this.frame.classList.toggle("karta--underlag", Boolean(layer));
        this.frame.classList.toggle("karta--oandlig", Boolean(layer) && !ground.borders.length); // all of it is land
        this.frame.querySelectorAll('[data-lager="basemap"]').forEach((box) => { box.hidden = !layer; });
        if (!layer) return;
        layer.addTo(this.map);
        for (const border of ground.borders) { // the base map covers it
          L.geoJSON(border, { pane: "orter", interactive: false, style: { className: "karta__kant" } }).addTo(this.map);
        }
        if (layer.places) layer.on("load", async () => this.namePlaces && this.namePlaces(await layer.places()));
      });
    }

    placeNames(localities) {
      const layer = L.layerGroup().addTo(this.groundLayer);
      const known = new Set(localities.map(({ name }) => name));
      let more = [];
      const place = () => { // the larger place keeps its name where two would cover each other
        const ordered = [...localities, ...more].sort((a, b) => (b.population || 0) - (a.population || 0));
        layer.clearLayers();
        const taken = this.numbers.map(([lon, lat]) => { // a name stands above its place: so far below is what it would cover
          const { x, y } = this.map.latLngToContainerPoint([lat, lon]);
          return { x, y: y + 24, half: 28 };
        });
        const most = taken.length + MOST_NAMES;
        const around = this.map.getBounds().pad(0.5); // a country has thousands of them
        for (const { name, lon, lat, population } of ordered) {
          if (!around.contains([lat, lon])) continue;
          const point = this.map.latLngToContainerPoint([lat, lon]);
          const half = 20 + 4 * name.length;
          if (taken.some((other) => Math.abs(other.x - point.x) < half + other.half && Math.abs(other.y - point.y) < 30)) continue;
          taken.push({ ...point, half });
          if (taken.length > most) break;
          const html = make("span", { class: `karta__ort${population > 3000 ? " karta__ort--stor" : ""}` }, name);
          const icon = L.divIcon({ className: "karta__ortpunkt", html, iconSize: [0, 0] });
          L.marker([lat, lon], { icon, interactive: false, keyboard: false, pane: "orter" }).addTo(layer);
        }
      };
      this.placeAgain = place;
      this.namePlaces = (places) => {
        more = places.filter(({ name }) => !known.has(name));
        place();
      };
      place();
    }

    areas() {
      this.areaLayer = L.featureGroup().addTo(this.map);
    }

    cells() {
      this.cellLayer = L.layerGroup().addTo(this.map);
    }

    legend({ layers }) {
      const rows = this.options.categories.map(({ key, label }) => make("li", {}, this.swatch(key), label));
      const boxes = layers.map(({ key, label }) => {
        const box = make("input", { type: "checkbox", checked: true, onchange: () => this.showLayer(key, box.checked) });
        return make("label", { "data-lager": key, hidden: key === "basemap" }, box, label); // until there is one
      });
      this.legendNode = make("details", { class: "karta__forklaring", open: !this.phone },
        make("summary", {}, this.words.say("legend")), make("ul", {}, ...rows), make("p", {}, this.words.say("dashed")),
        make("fieldset", {}, make("legend", {}, this.words.say("layers")), ...boxes));
      this.control("bottomright", this.legendNode);
    }

    check() {
      this.map.on("click", ({ latlng }) => this.ask(latlng.lat, latlng.lng));
      if (!navigator.geolocation) return;
      const found = ({ coords: { latitude, longitude } }) => {
        this.showAround(latitude, longitude);
        this.ask(latitude, longitude);
      };
      const name = this.words.say("locate");
      const button = make("button",
        { type: "button", class: "karta__har", title: name, "aria-label": name,
          onclick: () => navigator.geolocation.getCurrentPosition(found, () => this.panel.say("no_position")) },
        draw("svg", { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" }, draw("path", { d: CROSSHAIR })));
      this.control("topleft", make("div", { class: "leaflet-bar" }, button));
    }

    /** Show the square in which someone is: the middle of the map stands in its address and in what it asks for. */
    showAround(...place) {
      const middle = place.map((degrees, axis) => Math.round(degrees / COARSE[axis]) * COARSE[axis]);
      if (!this.phone) return this.map.setView(middle, COARSE_ZOOM);
      this.map.getContainer().scrollIntoView({ block: "start" });
      const below = L.point(0, this.map.getSize().y / 4); // the sheet covers the lower half
      this.map.setView(this.map.unproject(this.map.project(middle, COARSE_ZOOM).add(below), COARSE_ZOOM), COARSE_ZOOM);
    }

    control(position, content) {
      const control = L.control({ position });
      control.onAdd = () => {
        L.DomEvent.disableClickPropagation(content);
        L.DomEvent.disableScrollPropagation(content);
        return content;
      };
      control.addTo(this.map);
    }

    // ---- drawing

    category(properties) {
      const key = properties[this.options.colour_by];
      return this.options.categories.find((row) => row.key === key) || this.options.categories.at(-1);
    }

    swatch(key) {
      return draw("svg", { class: `karta__prov kategori kategori--${key}`, viewBox: "0 0 26 18", width: 26, height: 18, "aria-hidden": "true" },
        draw("rect", { x: 1, y: 1, width: 24, height: 16, rx: 3, fill: `url(#monster-${key})`, class: "omrade" }));
    }

    showLayer(key, shown) {
      const layers = { ground: [this.groundLayer], basemap: [this.basemapLayer], areas: [this.areaLayer, this.cellLayer] }[key];
      for (const layer of layers.filter(Boolean)) shown ? layer.addTo(this.map) : layer.remove();
      if (key === "areas" && !shown) this.drawAreas([]);
      if (shown) this.refresh();
    }

    /** Draw these areas and no others; what is there already and would look the same stays. */
    drawAreas(features) {
      const before = this.shapes;
      this.shapes = new Map(features.map((feature) => {
        const look = `${this.map.getZoom()} ${JSON.stringify(feature)}`;
        const shape = before.get(look) || this.drawArea(feature);
        before.delete(look);
        return [look, shape];
      }));
      for (const shape of before.values()) this.areaLayer.removeLayer(shape);
    }

    drawArea({ id, properties, geometry }) {
      const { key } = this.category(properties);
      const look = {
        className: `omrade kategori kategori--${key} omrade--${properties.verification || "ingen"}`,
        fillColor: `url(#monster-${key})`, fillOpacity: 1, weight: 2, bubblingMouseEvents: false,
      };
      const shape = this.shape(geometry, look).addTo(this.areaLayer);
      const path = shape.getElement();
      const label = [properties.name, this.words.type(properties.type), properties.locality].filter(Boolean).join(", ");
      for (const [name, value] of [["tabindex", "0"], ["role", "button"], ["aria-label", label]]) path.setAttribute(name, value);
      path.dataset.omrade = id;
      path.append(draw("title", {}, properties.name));
      shape.on("click", () => this.open(id));
      onPress(path, () => this.open(id));
      return shape;
    }

    shape(geometry, look) {
      const spot = (middle) => L.circleMarker(middle, { ...look, radius: SPOT_PX });
      if (geometry.type === "Point") return spot(L.GeoJSON.coordsToLatLng(geometry.coordinates));
      const outline = L.GeoJSON.geometryToLayer({ type: "Feature", geometry }, {});
      const bounds = outline.getBounds();
      const [a, b] = [bounds.getNorthEast(), bounds.getSouthWest()].map((corner) => this.map.latLngToLayerPoint(corner));
      if (Math.max(a.x - b.x, b.y - a.y) < SMALL_PX) return spot(bounds.getCenter());
      return outline.setStyle(look);
    }

    drawCell([lon, lat, n]) {
      const size = Math.round(26 + 8 * Math.log10(n));
      const html = make("span", {}, n.toLocaleString(this.options.language));
      const icon = L.divIcon({ className: "karta__ruta", html, iconSize: [size, size] });
      const marker = L.marker([lat, lon], { icon, keyboard: true }).addTo(this.cellLayer);
      const closer = () => this.map.setView([lat, lon], this.map.getZoom() + 2);
      marker.getElement().setAttribute("aria-label", this.words.count(n));
      marker.on("click", closer);
      onPress(marker.getElement(), closer); // Leaflet itself hears Enter only for popups
    }

    areaNode(id) {
      return id ? this.map.getContainer().querySelector(`.omrade[data-omrade="${CSS.escape(id)}"]`) : null;
    }

    mark() {
      for (const path of this.map.getContainer().querySelectorAll(".omrade[data-omrade]")) {
        const chosen = path.dataset.omrade === this.filter.state.omrade;
        path.classList.toggle("omrade--vald", chosen);
        if (chosen) path.parentNode.append(path); // over its neighbours
      }
    }

    redraw({ kind, features, cells }) {
      const focused = document.activeElement && document.activeElement.closest(".omrade[data-omrade]");
      const shown = (layer) => layer && this.map.hasLayer(layer); // what is hidden is drawn when it is shown again
      if (this.cellLayer) this.cellLayer.clearLayers();
      if (kind === "cells" && shown(this.cellLayer)) cells.forEach((cell) => this.drawCell(cell));
      if (this.areaLayer) this.drawAreas(kind === "areas" && shown(this.areaLayer) ? features : []);
      this.numbers = kind === "cells" ? cells : [];
      if (this.placeAgain) this.placeAgain();
      const n = this.numbers.reduce((sum, cell) => sum + cell[2], 0);
      this.sum.textContent = n ? this.words.say("many", { n }) : "";
      this.mark();
      const again = focused && this.areaNode(focused.dataset.omrade);
      if (again) again.focus({ preventScroll: true });
      this.frame.dataset.ritad = kind;
    }

    // ---- what happens

    /** Await an answer about something; while the server gives none, say so and give nothing. */
    async tried(about, question) {
      try {
        const answer = await question;
        this.unanswered.delete(about);
        return answer;
      } catch {
        this.unanswered.add(about);
        return null;
      } finally {
        this.fault.textContent = this.unanswered.size ? this.words.say("failed") : "";
      }
    }

    async refresh() {
      this.frame.classList.toggle("karta--land", this.map.getZoom() < COUNTRY_ZOOM);
      const ticket = ++this.asked;
      const box = this.map.getBounds().pad(0.1);
      const corners = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((degree) => degree.toFixed(4));
      const answer = await this.tried("areas", this.source.areas(this.filter.asked, corners, this.map.getZoom()));
      if (answer && ticket === this.asked) this.redraw(answer); // else a newer view is on its way
    }

    /** Let what leads to the list of areas ask for the same areas as the map shows. */
    carryFilter() {
      const { omrade: _, ...limits } = { ...this.filter.shared, ...this.filter.fixed };
      const query = String(new URLSearchParams(Object.entries(limits).filter(([, value]) => value)));
      for (const link of document.querySelectorAll("a[data-same-filter]")) link.search = query;
    }

    refreshAll() {
      this.carryFilter();
      return Promise.all([this.refresh(), this.areaList && this.areaList.show(0)]);
    }

    changed(key) {
      this.writeAddress(true);
      this.refreshAll();
      if (key === "ort") this.goToLocality();
    }

    /** Let the map show the areas of the locality chosen, or everything where none is. */
    async goToLocality() {
      const { ort } = this.filter.asked;
      const [west, south, east, north] = this.extent;
      const corners = [west - 1, south - 1, east + 1, north + 1];
      const answer = ort && await this.tried("areas", this.source.areas(this.filter.asked, corners, this.map.getZoom()));
      const there = answer && this.around(answer);
      if (ort && !(there && there.isValid())) return;
      this.fit(ort ? there : [[south, west], [north, east]], ort ? 40 : 12);
    }

    /** Return the box around all that an answer has drawn. */
    around({ kind, features, cells }) {
      if (kind === "cells") return L.latLngBounds(cells.map(([lon, lat]) => [lat, lon]));
      return L.geoJSON(features.filter(({ geometry }) => geometry)).getBounds();
    }

    fit(bounds, margin, above = margin) {
      const room = { paddingTopLeft: [margin, above], paddingBottomRight: [this.legendWidth() + margin, margin] };
      this.map.fitBounds(bounds, { maxZoom: 15, ...room });
    }

    async open(id, move, keep) {
      const answer = await this.tried("one", this.source.one(this.filter.asked, id));
      if (!answer) return;
      const [area] = answer.features;
      this.filter.state.omrade = area ? id : "";
      if (!area) return this.panel.say("no_such");
      if (!keep) this.writeAddress(false); // before the map moves, which writes over the newest address
      this.mark();
      this.panel.showArea(area);
      if (area.geometry) this.bringForward(L.geoJSON(area.geometry).getBounds(), move);
    }

    /** Move the map so that the panel does not cover an area; `fit` also zooms to it. */
    bringForward(bounds, fit) {
      const container = this.map.getContainer();
      if (this.phone) container.scrollIntoView({ block: "start" });
      const [map, panel] = [container, this.panel.node].map((node) => node.getBoundingClientRect());
      const beside = this.phone ? 0 : Math.min(panel.width, map.width / 2);
      const below = this.phone ? Math.min(Math.max(0, map.bottom - panel.top), map.height / 2) : 0;
      const room = { paddingTopLeft: [50, 50], paddingBottomRight: [50 + beside, 50 + below] };
      if (fit) this.map.fitBounds(bounds, { maxZoom: 15, ...room });
      else this.map.panInside(bounds.getCenter(), room);
    }

    closed() {
      const { state } = this.filter;
      const opened = state.omrade;
      if (this.spot) this.spot.remove();
      if (opened) {
        state.omrade = "";
        this.writeAddress(false);
        this.mark();
      }
      return this.areaNode(opened);
    }

    async ask(lat, lng) {
      if (this.spot) this.spot.remove();
      this.spot = L.circleMarker([lat, lng], { radius: 6, className: "karta__plats", interactive: false }).addTo(this.map);
      const answer = await this.tried("check", this.source.check(lng, lat));
      if (answer) this.panel.showAnswer(answer, answer.state === "outside" && this.wish(lng, lat));
    }

    /** Return the form that takes a place along to where one asks for an area: by POST, so that no address holds it. */
    wish(lon, lat) {
      const { wish } = this.options;
      if (!wish || Grannkarta.folder) return null; // a folder of files takes no forms
      const fields = Object.entries({ lon, lat, vill: "start" });
      return make("form", { method: "post", action: wish.action },
        ...fields.map(([name, value]) => make("input", { type: "hidden", name, value })),
        make("button", { class: "karta__vilja" }, wish.said));
    }

    legendWidth() {
      const open = this.legendNode && this.legendNode.open;
      return open ? Math.min(this.legendNode.offsetWidth, this.map.getSize().x / 3) : 0;
    }

    showGround(ground) {
      for (const show of this.grounded) show(ground);
      this.filter.fill(ground);
      this.filter.show();
      const updated = ground.updated && this.words.say("updated", { day: this.words.day(ground.updated) });
      const foot = make("p", { class: "karta__fot" }, [ground.note, ground.source, updated, "Leaflet"].filter(Boolean).join(" · "));
      if (this.basemapLayer) foot.append(" · ", this.words.say("basemap_source"), ...this.sources(ground));
      this.frame.querySelector(".karta__yta").append(foot);
    }

    /** Whom to name for the base map, with the page of the licence where that is asked for. */
    sources({ basemap, tiles }) {
      const named = tiles ? [{ text: tiles.attribution || new URL(tiles.url).host }] : basemap.sources;
      return named.flatMap(({ text, licence }, index) => [index ? ", " : "", licence ? make("a", { href: licence }, text) : text]);
    }

    async start() {
      this.frame.querySelector(".karta__yta").append(this.sum, this.fault);
      this.readAddress();
      const ground = await this.tried("ground", this.source.ground());
      if (!ground) return;
      this.extent = this.boxAsked() || this.options.extent || ground.extent;
      const [west, south, east, north] = this.extent;
      const seen = this.addressView();
      if (seen) this.map.setView(seen.centre, seen.zoom);
      else this.fit([[south, west], [north, east]], 12);
      this.showGround(ground);
      L.control.scale({ imperial: false }).addTo(this.map);
      this.map.on("moveend", () => {
        this.writeAddress(true);
        this.refresh();
      });
      window.addEventListener("popstate", () => this.back());
      await this.refreshAll();
      if (this.filter.state.omrade) await this.open(this.filter.state.omrade, !seen, true);
      else if (this.filter.state.ort && !seen) await this.goToLocality();
    }

    async back() {
      this.readAddress();
      this.filter.show();
      const seen = this.addressView();
      if (seen) this.map.setView(seen.centre, seen.zoom);
      await this.refreshAll();
      if (this.filter.state.omrade) return this.open(this.filter.state.omrade, false, true);
      this.panel.hide();
    }
  }

  Grannkarta.View = View;

  /** Make a Leaflet map; it does not glide for a reader who wants things still. */
  Grannkarta.map = (id) => {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const motion = { zoomAnimation: !still, fadeAnimation: !still, inertia: !still };
    return L.map(id, { zoomSnap: 0.5, minZoom: 3, maxZoom: 18, boxZoom: false, ...motion });
  };

  Grannkarta.view = (map, options) => new View(map, options);
})();
