// The map in the browser. folium writes the few lines that say what a map consists of
// (maps/elements.py); this file does what those lines say. Text from data reaches the page as text
// nodes only, never as HTML, so a name can run nothing.
"use strict";
(function () {
  const SVG = "http://www.w3.org/2000/svg";
  const SMALL_PX = 22; // an outline smaller than this is drawn as a spot that can be hit
  const SPOT_PX = 9;
  const PHONE_PX = 704; // 44 rem, as in karta.css

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

  function make(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (value !== null && value !== false) node.setAttribute(key, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  function draw(name, attributes, ...children) {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  function fill(text, values) {
    const shown = (value) => (typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : value);
    return text.replace(/\{(\w+)\}/g, (_, key) => shown(values[key]));
  }

  function onPress(node, action) {
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      action();
    });
  }

  function plural(texts, key, n) {
    return fill(texts[n === 1 ? `${key}.one` : `${key}.other`], { n });
  }

  // ---- where areas come from: the server, or data inside the page -------------------------------

  function remote({ url, check }) {
    async function ask(address, options) {
      const answer = await fetch(address, options);
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    }
    const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value));
    return {
      ground: () => ask(`${url}/grund`),
      areas: (filter, box, zoom) => ask(`${url}/data?${query({ ...filter, bbox: box.join(","), zoom })}`),
      one: (filter, omrade) => ask(`${url}/data?${query({ on: filter.on, omrade })}`),
      list: (filter, ordna, fran) => ask(`${url}/lista.json?${query({ ...filter, ordna, fran })}`),
      check: (lon, lat) =>
        ask(check, {
          method: "POST",
          headers: { "Content-Type": "application/json", Accept: "application/json" },
          body: JSON.stringify({ lon, lat }),
        }),
    };
  }

  function local(data) {
    const all = data.areas;
    const matches = ({ typ, ort, q }) => (area) => {
      const { name, locality, type } = area.properties;
      return (!typ || type === typ) && (!ort || locality === ort)
        && (!q || `${name} ${locality || ""}`.toLowerCase().includes(q.trim().toLowerCase()));
    };
    const order = (ordna) => (a, b) => {
      const field = ordna.replace("-", "");
      const [x, y] = [a, b].map((area) => String(area.properties[field] || ""));
      return (ordna.startsWith("-") ? -1 : 1) * x.localeCompare(y, data.language, { numeric: true });
    };
    return {
      ground: async () => data.ground,
      areas: async (filter) => {
        const found = all.filter(matches(filter));
        return { kind: "areas", features: found.filter((area) => area.geometry), active: all.length };
      },
      one: async (_, omrade) => ({ features: all.filter((area) => area.id === omrade) }),
      list: async (filter, ordna) => {
        const found = all.filter(matches(filter)).sort(order(ordna));
        return { total: found.length, areas: found.map(({ id, properties }) => ({ id, ...properties })) };
      },
    };
  }

  // ---- one map with its parts --------------------------------------------------------------------

  class View {
    constructor(map, options) {
      Object.assign(this, { map, options, texts: options.texts });
      this.source = options.data ? local(options.data) : remote(options);
      this.linked = !options.data; // a page without an address of its own keeps no state in it
      this.frame = map.getContainer().closest(".karta");
      this.language = options.language;
      this.today = null;
      this.asked = 0;
      this.redrawn = [];
      this.state = { omrade: "", typ: "", ort: "", q: "", ar: "" };
      this.patterns = this.definePatterns();
      this.message = make("p", { class: "karta__besked", role: "status" });
      this.fault = make("p", { class: "karta__fel", role: "alert" });
      this.panel = this.makePanel();
      map.attributionControl.setPrefix(false);
      map.getContainer().setAttribute("role", "application");
      map.getContainer().setAttribute("aria-label", this.texts.map);
      for (const [side, key] of [["in", "zoom_in"], ["out", "zoom_out"]]) {
        const button = this.frame.querySelector(`.leaflet-control-zoom-${side}`);
        button.title = this.texts[key];
        button.setAttribute("aria-label", this.texts[key]);
      }
    }

    // -- the address of the page: filter in the query, view in the fragment

    readAddress() {
      if (!this.linked) return;
      const query = new URLSearchParams(location.search);
      for (const key of Object.keys(this.state)) this.state[key] = query.get(key) || "";
    }

    writeAddress(keep) {
      if (!this.linked) return;
      const query = new URLSearchParams(Object.entries(this.state).filter(([, value]) => value));
      const { lat, lng } = this.map.getCenter();
      const view = `#${this.map.getZoom()}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
      const address = `${location.pathname}${query.size ? `?${query}` : ""}${view}`;
      history[keep ? "replaceState" : "pushState"](null, "", address);
    }

    addressView() {
      const [zoom, lat, lng] = location.hash.slice(1).split("/").map(Number);
      return this.linked && Number.isFinite(lng) ? { zoom, centre: [lat, lng] } : null;
    }

    filter() {
      const { typ, ort, q, ar } = { ...this.state, ...this.options.filter };
      const past = ar && this.today && ar !== this.today.slice(0, 4);
      return { typ, ort, q, on: past ? `${ar}-12-31` : "" };
    }

    change(values, keep) {
      Object.assign(this.state, values);
      this.writeAddress(keep);
      this.refresh(true);
    }

    // -- parts, each named by a folium element

    definePatterns() {
      const defs = draw("defs", {});
      for (const { key, pattern } of this.options.categories) {
        defs.append(draw("pattern",
          { id: `monster-${key}`, class: `kategori kategori--${key}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
          draw("rect", { class: "monster__botten", width: 8, height: 8 }),
          draw("path", { class: "monster__streck", d: STROKES[pattern] })));
      }
      const svg = draw("svg", { class: "karta__monster", width: 0, height: 0, "aria-hidden": "true" }, defs);
      this.frame.append(svg);
      return svg;
    }

    category(properties) {
      const key = properties[this.options.colour_by];
      return this.options.categories.find((row) => row.key === key) || this.options.categories.at(-1);
    }

    ground({ names }) {
      this.groundLayer = L.layerGroup().addTo(this.map);
      this.map.createPane("grund").classList.add("karta__grund");
      this.map.createPane("orter").classList.add("karta__orter");
      this.whenGround = (ground) => {
        for (const geometry of ground.borders) {
          L.geoJSON(geometry, { pane: "grund", interactive: false, style: { className: "karta__grans" } })
            .addTo(this.groundLayer);
        }
        if (names) this.placeNames(ground.localities);
      };
    }

    placeNames(localities) {
      const ordered = [...localities].sort((a, b) => (b.population || 0) - (a.population || 0));
      this.nameLayer = L.layerGroup().addTo(this.groundLayer);
      const place = () => {
        this.nameLayer.clearLayers();
        const taken = [];
        for (const { name, lon, lat, population } of ordered) {
          const point = this.map.latLngToContainerPoint([lat, lon]);
          const clear = taken.every((other) => Math.abs(other.x - point.x) > 90 || Math.abs(other.y - point.y) > 24);
          if (!clear) continue;
          taken.push(point);
          const size = population > 3000 ? " karta__ort--stor" : "";
          const html = make("span", { class: `karta__ort${size}` }, name);
          const icon = L.divIcon({ className: "karta__ortpunkt", html, iconSize: [0, 0] });
          L.marker([lat, lon], { icon, interactive: false, keyboard: false, pane: "orter" }).addTo(this.nameLayer);
        }
      };
      this.map.on("zoomend", place);
      place();
    }

    areas() {
      this.areaLayer = L.featureGroup().addTo(this.map);
      this.drawAreas = (features) => {
        for (const feature of features) this.drawArea(feature);
      };
    }

    drawArea({ id, properties, geometry }) {
      const category = this.category(properties);
      const look = {
        className: `omrade kategori kategori--${category.key} omrade--${properties.verification || "ingen"}`,
        fillColor: `url(#monster-${category.key})`, fillOpacity: 1, weight: 2, bubblingMouseEvents: false,
      };
      let shape = L.GeoJSON.geometryToLayer({ type: "Feature", geometry }, {});
      shape.setStyle(look);
      const bounds = shape.getBounds();
      const corner = this.map.latLngToLayerPoint(bounds.getNorthEast());
      const size = corner.subtract(this.map.latLngToLayerPoint(bounds.getSouthWest()));
      if (Math.max(size.x, -size.y) < SMALL_PX) shape = L.circleMarker(bounds.getCenter(), { ...look, radius: SPOT_PX });
      shape.addTo(this.areaLayer);
      const path = shape.getElement();
      path.setAttribute("tabindex", "0");
      path.setAttribute("role", "button");
      path.setAttribute("aria-label", this.describe(properties));
      path.dataset.omrade = id;
      path.append(draw("title", {}, properties.name));
      path.classList.toggle("omrade--vald", id === this.state.omrade);
      shape.on("click", () => this.open(id));
      onPress(path, () => this.open(id));
    }

    describe({ name, type, locality }) {
      return [name, this.texts[`type.${type || "unknown"}`], locality].filter(Boolean).join(", ");
    }

    cells() {
      this.cellLayer = L.layerGroup().addTo(this.map);
      this.drawCells = (cells) => {
        for (const [lon, lat, n] of cells) {
          const size = Math.round(26 + 8 * Math.log10(n));
          const label = plural(this.texts, "count", n);
          const html = make("span", { class: "karta__antal" }, n.toLocaleString(this.language));
          const icon = L.divIcon({ className: "karta__ruta", html, iconSize: [size, size] });
          const marker = L.marker([lat, lon], { icon, keyboard: true }).addTo(this.cellLayer);
          marker.getElement().setAttribute("aria-label", label);
          const closer = () => this.map.setView([lat, lon], this.map.getZoom() + 2);
          marker.on("click", closer);
          onPress(marker.getElement(), closer); // Leaflet itself hears Enter only for popups
        }
      };
    }

    legend({ layers }) {
      const rows = this.options.categories.map(({ key, label }) => make("li", {}, this.swatch(key), label));
      const boxes = layers.map(({ key, label }) => {
        const box = make("input", { type: "checkbox", checked: true, onchange: () => this.showLayer(key, box.checked) });
        return make("label", {}, box, label);
      });
      const content = make("details", { class: "karta__forklaring", open: window.innerWidth > PHONE_PX },
        make("summary", {}, this.texts.legend), make("ul", {}, ...rows),
        make("p", { class: "karta__linjer" }, this.texts.dashed),
        make("fieldset", {}, make("legend", {}, this.texts.layers), ...boxes));
      this.legendNode = content;
      this.control("bottomright", content);
    }

    legendWidth() {
      const open = this.legendNode && this.legendNode.open;
      return open ? Math.min(this.legendNode.offsetWidth, this.map.getSize().x / 3) : 0;
    }

    swatch(key) {
      return draw("svg", { class: `karta__prov kategori kategori--${key}`, viewBox: "0 0 26 18", width: 26, height: 18, "aria-hidden": "true" },
        draw("rect", { x: 1, y: 1, width: 24, height: 16, rx: 3, fill: `url(#monster-${key})`, class: "omrade" }));
    }

    showLayer(key, shown) {
      const layers = { ground: [this.groundLayer], areas: [this.areaLayer, this.cellLayer] }[key];
      for (const layer of layers.filter(Boolean)) shown ? layer.addTo(this.map) : layer.remove();
      if (shown) this.refresh(false);
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

    years() {
      this.yearInput = make("input", { type: "range", id: "karta-ar", step: 1, oninput: () => this.showYear(),
        onchange: () => this.change({ ar: this.yearInput.value === this.yearInput.max ? "" : this.yearInput.value }, true) });
      this.yearText = make("output", { for: "karta-ar" });
      this.yearRow = make("p", { class: "karta__ar", hidden: true },
        make("label", { for: "karta-ar" }, this.texts.year), this.yearInput, this.yearText);
      this.more().append(this.yearRow);
    }

    showYear() {
      const { value, max } = this.yearInput;
      this.yearText.textContent = value === max ? this.texts.now : fill(this.texts.end_of, { year: value });
      this.yearInput.setAttribute("aria-valuetext", this.yearText.textContent);
    }

    setYears([first, last]) {
      if (!this.yearInput || first === last) return;
      Object.assign(this.yearInput, { min: first, max: last });
      this.yearRow.hidden = false;
    }

    form() {
      if (this.formNode) return this.formNode;
      this.formNode = make("form", { class: "karta__filter", role: "search", onsubmit: (event) => event.preventDefault() });
      this.frame.querySelector(".karta__overst").append(this.formNode);
      return this.formNode;
    }

    more() { // on a phone the map comes first: what limits it further is folded away
      if (this.moreNode) return this.moreNode;
      this.moreNode = make("div", {});
      const open = window.innerWidth > PHONE_PX;
      this.form().append(make("details", { class: "karta__mer", open }, make("summary", {}, this.texts.filter), this.moreNode));
      return this.moreNode;
    }

    search({ types }) {
      const later = () => { clearTimeout(this.typing); this.typing = setTimeout(() => this.change({ q: this.inputs.q.value }, true), 200); };
      const pick = (key) => () => this.change({ [key]: this.inputs[key].value }, true);
      const option = ([value, label]) => make("option", { value }, label);
      this.inputs = {
        q: make("input", { type: "search", id: "karta-q", autocomplete: "off", oninput: later }),
        typ: make("select", { id: "karta-typ", onchange: pick("typ") }, option(["", this.texts.all_types]), ...types.map(option)),
        ort: make("select", { id: "karta-ort", onchange: pick("ort") }, option(["", this.texts.all_localities])),
      };
      for (const [key, input] of Object.entries(this.inputs)) {
        const fixed = key in (this.options.filter || {});
        const row = key === "q" ? this.form() : this.more();
        if (!fixed) row.append(make("p", { class: `karta__falt karta__falt--${key}` }, make("label", { for: input.id }, this.texts[key]), input));
      }
    }

    showState() {
      if (this.inputs) for (const [key, input] of Object.entries(this.inputs)) input.value = this.state[key];
      const { typ, ort, ar } = this.state;
      if (this.moreNode && (typ || ort || ar)) this.moreNode.parentNode.open = true;
      if (!this.yearInput) return;
      this.yearInput.value = this.state.ar || this.yearInput.max;
      this.showYear();
    }

    list({ columns }) {
      this.order = "name";
      this.listRows = make("tbody", {});
      this.headers = columns.map(([key, label]) =>
        make("th", { scope: "col", "data-ordna": key }, make("button", { type: "button", onclick: () => this.sortBy(key) }, label)));
      const table = make("table", { class: "karta__lista" }, make("caption", {}, this.texts.list),
        make("thead", {}, make("tr", {}, ...this.headers)), this.listRows);
      this.moreRows = make("button", { type: "button", class: "karta__fler", hidden: true, onclick: () => this.showList(this.next) }, this.texts.more);
      this.columns = columns.map(([key]) => key);
      this.frame.querySelector(".karta__sida").append(this.message, table, this.moreRows);
    }

    sortBy(key) {
      this.order = this.order === key ? `-${key}` : key;
      this.showList(0);
    }

    async showList(from) {
      if (!this.listRows) return;
      const ticket = (this.listed = (this.listed || 0) + 1);
      const answer = await this.tried(this.source.list(this.filter(), this.order, from || 0));
      if (!answer || ticket !== this.listed) return;
      const rows = answer.areas.map((area) => this.listRow(area));
      from ? this.listRows.append(...rows) : this.listRows.replaceChildren(...rows);
      this.next = answer.next;
      this.moreRows.hidden = !answer.next;
      this.message.textContent = this.countText(answer.total, answer.active);
      for (const header of this.headers) {
        const sorted = this.order.replace("-", "") === header.dataset.ordna;
        header.setAttribute("aria-sort", !sorted ? "none" : this.order.startsWith("-") ? "descending" : "ascending");
      }
    }

    countText(total, active) {
      if (!this.filter().on) return plural(this.texts, "count", total);
      return fill(this.texts.then_active, { n: active, year: this.state.ar, shown: total });
    }

    listRow(area) {
      const texts = { name: area.name, locality: area.locality || "", type: this.texts[`type.${area.type || "unknown"}`], since: this.since(area.since) };
      const cells = this.columns.map((key) => key === "name"
        ? make("th", { scope: "row" }, make("div", {}, this.swatch(this.category(area).key),
          make("button", { type: "button", onclick: () => this.open(area.id, true) }, area.name)),
          area.drawn === false ? make("small", {}, this.texts.not_drawn) : null)
        : make("td", {}, texts[key] || ""));
      return make("tr", {}, ...cells);
    }

    since(value) {
      if (!value) return "";
      return value.startsWith("<") ? fill(this.texts.or_earlier, { year: value.slice(1) }) : value;
    }

    month(value) {
      const words = new Intl.DateTimeFormat(this.language, { month: "long", year: "numeric", timeZone: "UTC" });
      return words.format(new Date(`${value}-01T00:00:00Z`));
    }

    // -- the panel: beside the map on a desktop, a sheet from below on a phone

    makePanel() {
      this.panelBody = make("div", { class: "karta__innehall" });
      const close = make("button", { type: "button", class: "karta__stang", onclick: () => this.close() }, this.texts.close);
      const panel = make("section", { class: "karta__panel", hidden: true, tabindex: "-1", "aria-label": this.texts.panel }, close, this.panelBody);
      this.frame.querySelector(".karta__yta").append(panel);
      this.frame.addEventListener("keydown", (event) => { if (event.key === "Escape" && !panel.hidden) this.close(); });
      return panel;
    }

    show(...content) {
      if (this.panel.hidden) this.opener = document.activeElement;
      this.panelBody.replaceChildren(...content.filter(Boolean));
      this.panel.hidden = false;
      this.frame.classList.add("karta--oppen");
      this.panel.focus({ preventScroll: true });
    }

    hide() {
      this.panel.hidden = true;
      this.frame.classList.remove("karta--oppen");
    }

    close() {
      this.hide();
      const opened = this.state.omrade;
      if (this.spot) this.spot.remove();
      if (opened) { this.state.omrade = ""; this.writeAddress(false); this.mark(); }
      const back = this.areaNode(opened) || this.opener;
      if (back && back.isConnected) back.focus({ preventScroll: true });
    }

    areaNode(id) {
      return id ? this.map.getContainer().querySelector(`.omrade[data-omrade="${CSS.escape(id)}"]`) : null;
    }

    mark() {
      for (const path of this.map.getContainer().querySelectorAll(".omrade[data-omrade]")) {
        path.classList.toggle("omrade--vald", path.dataset.omrade === this.state.omrade);
      }
    }

    async open(id, move, keep) {
      const answer = await this.tried(this.source.one(this.filter(), id));
      if (!answer) return;
      const area = answer.features[0];
      this.state.omrade = area ? id : "";
      if (!area) return this.show(make("p", {}, this.texts.no_such));
      if (!keep) this.writeAddress(false); // before the map moves, which writes over the newest address
      if (area.geometry && move) this.moveTo(L.geoJSON(area.geometry).getBounds());
      this.mark();
      this.show(...this.areaText(area));
    }

    moveTo(bounds) {
      const { x } = this.map.getSize();
      const panel = x > PHONE_PX ? Math.min(x / 2, 370) : 0; // on a phone the sheet lies over the list
      this.map.fitBounds(bounds, { maxZoom: 15, paddingTopLeft: [60, 60], paddingBottomRight: [60 + panel, 60] });
    }

    areaText({ id, properties: area }) {
      const { texts } = this;
      const facts = [
        [texts.locality, area.locality], [texts.type, texts[`type.${area.type || "unknown"}`]],
        [texts.status, area.status && texts[`status.${area.status}`]],
        [texts.since, this.since(area.since)], [texts.verification, area.verification && texts[`verification.${area.verification}`]],
        [texts.confirmed, area.confirmed && this.month(area.confirmed)],
      ].filter(([, value]) => value);
      return [
        make("h2", {}, area.name),
        area.note ? make("p", { class: "karta__marke" }, area.note) : null,
        make("dl", {}, ...facts.flatMap(([term, value]) => [make("dt", {}, term), make("dd", {}, value)])),
        area.drawn === false ? make("p", {}, texts.not_drawn_long) : null,
        this.options.area_url ? make("p", {}, make("a", { href: this.options.area_url + encodeURIComponent(id) }, texts.read_more)) : null,
      ];
    }

    async ask(lat, lng) {
      if (this.spot) this.spot.remove();
      this.spot = L.circleMarker([lat, lng], { radius: 6, className: "karta__plats", interactive: false }).addTo(this.map);
      const answer = await this.tried(this.source.check(lng, lat));
      if (!answer) return;
      const areas = [...answer.areas, ...(answer.areas.length ? [] : [answer.nearest].filter(Boolean))];
      const links = areas.map(({ id, name }) => make("li", {}, make("button", { type: "button", class: "karta__lank", onclick: () => this.open(id, true) }, name)));
      this.show(make("h2", {}, this.texts.your_place), make("p", { class: "karta__svar" }, answer.sentence),
        answer.next ? make("p", {}, answer.next) : null, links.length ? make("ul", {}, ...links) : null);
    }

    check() {
      if (!this.source.check) return;
      this.map.on("click", ({ latlng }) => this.ask(latlng.lat, latlng.lng));
      if (!navigator.geolocation) return;
      const found = ({ coords }) => {
        this.map.setView([coords.latitude, coords.longitude], 15);
        this.ask(coords.latitude, coords.longitude);
      };
      const button = make("button", { type: "button", class: "karta__har", title: this.texts.locate, "aria-label": this.texts.locate,
        onclick: () => navigator.geolocation.getCurrentPosition(found, () => this.show(make("p", {}, this.texts.no_position))) },
        draw("svg", { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" }, draw("path", { d: "M10 1v4M10 15v4M1 10h4M15 10h4M10 5a5 5 0 1 0 0 10 5 5 0 1 0 0-10" })));
      this.control("topleft", make("div", { class: "leaflet-bar" }, button));
    }

    // -- drawing

    async refresh(withList) {
      const ticket = ++this.asked;
      const box = this.map.getBounds().pad(0.1);
      const corners = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((degree) => degree.toFixed(4));
      if (withList) this.showList(0);
      const answer = await this.tried(this.source.areas(this.filter(), corners, this.map.getZoom()));
      if (answer && ticket === this.asked) this.redraw(answer);
    }

    async tried(question) { // gives nothing when the server did not answer, and says so
      try {
        const answer = await question;
        this.fault.textContent = "";
        return answer;
      } catch {
        this.fault.textContent = this.texts.failed;
        return null;
      }
    }

    redraw(answer) {
      const { activeElement } = document;
      const focused = activeElement && activeElement.closest(".omrade[data-omrade]");
      for (const layer of [this.areaLayer, this.cellLayer]) if (layer) layer.clearLayers();
      if (answer.kind === "cells" && this.drawCells) this.drawCells(answer.cells);
      if (answer.kind === "areas" && this.drawAreas) this.drawAreas(answer.features);
      const again = focused && this.areaNode(focused.dataset.omrade);
      if (again) again.focus({ preventScroll: true });
      this.frame.dataset.ritad = answer.kind;
    }

    showGround(ground) {
      this.today = ground.today;
      if (this.whenGround) this.whenGround(ground);
      if (this.inputs) for (const name of ground.names) this.inputs.ort.append(make("option", { value: name }, name));
      if (ground.years) this.setYears(ground.years);
      const updated = ground.updated && fill(this.texts.updated, { day: this.day(ground.updated) });
      const lines = [ground.note, ground.source, updated, "Leaflet"];
      const foot = make("p", { class: "karta__fot" }, lines.filter(Boolean).join(" · "));
      this.frame.querySelector(".karta__yta").append(foot);
    }

    day(value) {
      const words = new Intl.DateTimeFormat(this.language, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
      return words.format(new Date(`${value}T00:00:00Z`));
    }

    async start() {
      this.readAddress();
      this.frame.querySelector(".karta__yta").append(this.fault);
      const ground = await this.tried(this.source.ground());
      if (!ground) return;
      const [west, south, east, north] = this.options.extent || ground.extent;
      const seen = this.addressView();
      seen ? this.map.setView(seen.centre, seen.zoom)
        : this.map.fitBounds([[south, west], [north, east]], { paddingTopLeft: [12, 12], paddingBottomRight: [this.legendWidth() + 12, 12] });
      this.showGround(ground);
      this.showState();
      L.control.scale({ imperial: false }).addTo(this.map);
      this.map.on("moveend", () => { this.writeAddress(true); this.refresh(false); });
      window.addEventListener("popstate", () => this.back());
      await this.refresh(true);
      if (this.state.omrade) await this.open(this.state.omrade, !seen, true);
    }

    async back() {
      this.readAddress();
      this.showState();
      const seen = this.addressView();
      if (seen) this.map.setView(seen.centre, seen.zoom);
      await this.refresh(true);
      if (this.state.omrade) return this.open(this.state.omrade, false, true);
      this.hide();
      this.mark();
    }
  }

  window.Grannkarta = { view: (map, options) => new View(map, options) };
})();
