// The editor's map: what lies around calmly beneath, what is being drawn on top.
// Shapes are GeoJSON in degrees; the server alone measures and snaps, in metres.
"use strict";
window.Rita = (function () {
  const { make } = Grannkarta;
  const NAMES_FROM = 14;
  const STREETS_FROM = 15.5;
  const NEIGHBOURS_M = 100, M_PER_DEGREE = 111_320;
  const NEAR_PX = 10; // a corner set this near the first one closes the ring

  const flip = ([lon, lat]) => [lat, lon];
  const plain = (source) => source.replace(/[<>&]/g, "");

  class MapView {
    constructor(node, { words, changed, say }) {
      Object.assign(this, { words, changed, say, node, points: [], drawing: null });
      L.PM.setOptIn(true);
      this.map = L.map(node, {
        pmIgnore: false, attributionControl: false, zoomControl: false, doubleClickZoom: false, keyboardPanDelta: 40,
        zoomSnap: 0.5, minZoom: 4, maxZoom: 20, zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      });
      this.attribution = L.control.attribution({ prefix: false, position: "bottomleft" }).addTo(this.map);
      L.control.scale({ imperial: false }).addTo(this.map);
      L.control.zoom({ zoomInTitle: words.say("zoom_in"), zoomOutTitle: words.say("zoom_out") }).addTo(this.map);
      node.setAttribute("role", "application");
      node.setAttribute("aria-label", words.say("map"));
      for (const [name, z] of [["land", 200], ["vagar", 250], ["hus", 260], ["grannar", 300], ["kvarter", 350], ["fynd", 380], ["form", 400], ["text", 450]]) {
        this.map.createPane(name).style.zIndex = z;
      }
      for (const name of ["land", "vagar", "hus", "text", "fynd"]) this.map.getPane(name).classList.add("rita__genom");
      this.canvas = { roads: L.canvas({ pane: "vagar" }), homes: L.canvas({ pane: "hus" }) };
      this.layers = {};
      for (const name of ["land", "roads", "homes", "areas", "blocks", "oddities", "shape", "corner", "line", "names"]) {
        this.layers[name] = L.featureGroup().addTo(this.map);
      }
      this.map.on("click", ({ latlng }) => this.drawing && this.add(latlng));
      this.map.on("mousemove", ({ latlng }) => this.drawing && this.band(latlng));
      this.map.on("move", () => this.drawing && this.band(this.map.getCenter()));
      node.addEventListener("keydown", (event) => this.key(event));
      this.quieten();
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.showGround(this.known || {}));
    }

    /** Corners are dragged by pointer; by keyboard they are moved in the list, so their marks are not stops. */
    quieten() {
      const pane = this.map.getPane("markerPane");
      new MutationObserver(() => {
        for (const mark of pane.querySelectorAll("[tabindex]")) {
          mark.removeAttribute("tabindex");
          mark.removeAttribute("role");
          mark.setAttribute("aria-hidden", "true");
        }
      }).observe(pane, { childList: true, subtree: true, attributes: true, attributeFilter: ["tabindex"] });
    }

    colour(name) {
      return getComputedStyle(this.node).getPropertyValue(name).trim();
    }

    // ---- what lies around

    land({ borders, localities, extent, basemap, tiles }) {
      const style = { className: "rita__land", pane: "land", interactive: false };
      for (const border of borders) L.geoJSON(border, style).addTo(this.layers.land);
      const under = Grannkarta.underlay(this.map, { basemap, tiles }, { depth: 220, streetNames: false }); // the editor names them itself
      if (under) under.addTo(this.map);
      this.roadOpacity = under ? 0.45 : 1;
      for (const { text } of (under && basemap && !tiles ? basemap.sources : [])) this.attribution.addAttribution(plain(text));
      if (under && tiles) this.attribution.addAttribution(plain(tiles.attribution || new URL(tiles.url).host));
      this.localities = localities;
      this.extent = L.latLngBounds(flip(extent.slice(0, 2)), flip(extent.slice(2)));
    }

    goTo(name) {
      const found = this.localities.find((one) => one.name === name);
      if (found) this.map.setView([found.lat, found.lon], 15);
    }

    box() {
      const bounds = this.map.getBounds().pad(0.2);
      return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((degree) => degree.toFixed(5)).join(",");
    }

    showGround(known) {
      this.known = known;
      const { areas = [], roads = [], homes = [], sources = [] } = known;
      for (const name of ["roads", "homes", "areas", "names"]) this.layers[name].clearLayers();
      const zoom = this.map.getZoom();
      const road = { renderer: this.canvas.roads, color: this.colour("--rita-vag"), weight: Math.max(1, (zoom - 12) * 1.4), opacity: this.roadOpacity, interactive: false };
      for (const { line } of roads) L.polyline(line.coordinates.map(flip), road).addTo(this.layers.roads);
      const home = { renderer: this.canvas.homes, radius: Math.max(2, zoom - 14.5), weight: 0, fillColor: this.colour("--rita-hus"), fillOpacity: 1, interactive: false };
      for (const [lon, lat, n] of homes) L.circleMarker([lat, lon], { ...home, radius: home.radius * (n > 1 ? 1.6 : 1) }).addTo(this.layers.homes);
      for (const { polygon } of areas) L.geoJSON(polygon, { className: "rita__granne", pane: "grannar", interactive: false }).addTo(this.layers.areas);
      if (zoom >= NAMES_FROM) for (const { name, polygon } of areas) this.label(L.geoJSON(polygon).getBounds().getCenter(), name, "rita__namn");
      else for (const { name, lat, lon } of this.localities || []) this.label([lat, lon], name, "rita__namn");
      if (zoom >= STREETS_FROM) this.streetNames(roads);
      for (const old of this.told || []) this.attribution.removeAttribution(old);
      this.told = sources.map(plain);
      for (const source of this.told) this.attribution.addAttribution(source);
    }

    streetNames(roads) {
      const view = this.map.getBounds();
      const longest = new Map();
      for (const { name, line } of roads) {
        const corners = line.coordinates.map(flip).filter((corner) => view.contains(corner));
        if (name && corners.length > (longest.get(name) || []).length) longest.set(name, corners);
      }
      const taken = [];
      for (const [name, corners] of longest) {
        const at = this.map.latLngToContainerPoint(corners[Math.floor(corners.length / 2)]);
        if (taken.some((other) => Math.abs(other.x - at.x) < 110 && Math.abs(other.y - at.y) < 18)) continue;
        taken.push(at);
        this.label(corners[Math.floor(corners.length / 2)], name, "rita__gata");
      }
    }

    label(at, text, kind) {
      const icon = L.divIcon({ className: "rita__punkt", html: make("span", { class: kind }, text), iconSize: [0, 0] });
      L.marker(at, { icon, pane: "text", interactive: false, keyboard: false }).addTo(this.layers.names);
    }

    // ---- what is drawn

    show({ shape, parts }) {
      this.edited(false);
      this.layers.shape.clearLayers();
      const drawn = parts || (shape ? [{ polygon: shape }] : []);
      drawn.forEach(({ polygon }, index) => {
        const layer = L.geoJSON(polygon, { className: `rita__form${parts ? ` rita__form--${index % 3}` : ""}`, pane: "form", interactive: false, pmIgnore: false });
        layer.eachLayer((one) => one.addTo(this.layers.shape));
        if (parts) layer.eachLayer((one) => one.bindTooltip(make("span", {}, String(index + 1)), { permanent: true, direction: "center", className: "rita__nummer", pane: "text" }));
      });
    }

    showOddities(oddities) {
      this.layers.oddities.clearLayers();
      for (const { kind, ground } of oddities) L.geoJSON(ground, { className: `rita__udda rita__udda--${kind}`, pane: "fynd", interactive: false }).addTo(this.layers.oddities);
    }

    lookAt([lon, lat]) {
      this.map.setView([lat, lon], Math.max(this.map.getZoom(), 18));
      this.node.focus({ preventScroll: true });
    }

    fit() {
      const drawn = this.layers.shape.getLayers().length ? this.layers.shape.getBounds() : null;
      if (drawn || this.extent) this.map.fitBounds(drawn || this.extent, { maxZoom: 18, padding: [30, 30] });
      else this.map.setView([62, 16], 5);
    }

    /** Say whether a shape touches what is drawn, or lies a street away from it. */
    near(shape) {
      const north = NEIGHBOURS_M / M_PER_DEGREE, around = this.layers.shape.getBounds();
      const east = north / Math.cos((around.getNorth() * Math.PI) / 180);
      const wider = L.latLngBounds([around.getSouth() - north, around.getWest() - east], [around.getNorth() + north, around.getEast() + east]);
      return wider.intersects(L.geoJSON(shape).getBounds());
    }

    // ---- dragging corners (Geoman), and marking the one chosen in the list

    edited(on) {
      for (const layer of this.layers.shape.getLayers()) {
        layer.off("pm:markerdragend pm:vertexadded pm:vertexremoved");
        if (!on) { layer.pm.disable(); continue; }
        layer.pm.enable({ snappable: false, allowSelfIntersection: true, limitMarkersToCount: 150, removeLayerBelowMinVertexCount: false });
        layer.on("pm:markerdragend pm:vertexadded pm:vertexremoved", () => this.changed(layer.toGeoJSON(9).geometry));
      }
    }

    markCorner(corner) {
      this.layers.corner.clearLayers();
      if (corner) L.circleMarker(flip(corner), { className: "rita__valt", radius: 9, pane: "form", interactive: false }).addTo(this.layers.corner);
      if (corner && !this.map.getBounds().contains(flip(corner))) this.map.panTo(flip(corner));
    }

    centre() {
      const { lng, lat } = this.map.getCenter();
      return [lng, lat];
    }

    // ---- setting corners: with the pointer, or in the crosshair

    /** Begin a ring or a line; `done` gets its corners as [lon, lat]. */
    begin(kind, done) {
      Object.assign(this, { points: [], drawing: { kind, done, least: kind === "line" ? 2 : 3 } });
      this.node.classList.add("rita__karta--ritar");
      this.redraw();
    }

    end() {
      this.drawing = null;
      this.points = [];
      this.node.classList.remove("rita__karta--ritar");
      this.redraw();
    }

    add(latlng) {
      const at = this.map.latLngToContainerPoint(latlng);
      const near = (other) => other && at.distanceTo(this.map.latLngToContainerPoint(other)) < NEAR_PX;
      const enough = this.points.length >= this.drawing.least;
      if (enough && (near(this.points.at(-1)) || (this.drawing.kind === "ring" && near(this.points[0])))) return this.finish();
      if (near(this.points.at(-1))) return null;
      this.points.push(latlng);
      this.redraw();
      return this.say("corner_set", { n: this.points.length });
    }

    take() {
      if (!this.points.length) return;
      this.points.pop();
      this.redraw();
      this.say("corner_taken", { n: this.points.length });
    }

    finish() {
      const { done, least, kind } = this.drawing;
      if (this.points.length < least) return this.say(kind === "line" ? "few_line" : "few_corners");
      const corners = this.points.map(({ lng, lat }) => [lng, lat]);
      this.end();
      return done(corners);
    }

    redraw() {
      this.layers.line.clearLayers();
      const form = { pane: "form", interactive: false };
      if (this.points.length > 1) L.polyline(this.points, { ...form, className: "rita__streck" }).addTo(this.layers.line);
      for (const point of this.points) L.circleMarker(point, { ...form, className: "rita__hornpunkt", radius: 5 }).addTo(this.layers.line);
      this.rubber = this.points.length ? L.polyline([], { ...form, className: "rita__band" }).addTo(this.layers.line) : null;
    }

    band(latlng) {
      if (!this.rubber) return;
      const closing = this.drawing.kind === "ring" && this.points.length > 1 ? [this.points[0]] : [];
      this.rubber.setLatLngs([this.points.at(-1), latlng, ...closing]);
    }

    key(event) {
      if (!this.drawing || event.target !== this.node) return;
      const acts = { Enter: () => this.add(this.map.getCenter()), Backspace: () => this.take(), Escape: () => this.drawing.cancel() };
      if (!acts[event.key]) return;
      event.preventDefault();
      acts[event.key]();
    }
  }

  return { MapView, flip };
})();
