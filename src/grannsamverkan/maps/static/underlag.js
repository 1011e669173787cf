// The base map under the areas, drawn square by square from what `source.tile(level, x, y)` gives.
// Nothing in it can be reached or chosen: the same areas are in the list, and places have their names.
"use strict";
(function () {
  const SIZE = 512; // pixels of a square
  const STEPS = 4096; // and the steps in which its shapes are told
  const LEVELS = [8, 10, 12, 14];
  const FARTHEST = 8; // a whole municipality is a few pixels from farther away
  const NAMES_FROM = 16, PATHS_FROM = 16, TOWNS = "town", PLACES = "place";
  const KEPT = 120;

  const AREAS = ["forest", "field", "built", "park", "water", "building"];
  const ROADS = ["lane", "street", "road", "main", "motorway"];
  const WIDTHS = { stream: [12, 1.2], lane: [15, 1.6], street: [13, 1.7], road: [12, 1.7], main: [10, 1.8], motorway: [9, 2] }; // from which zoom, and how wide there
  const CASED_FROM = { lane: 16, street: 14, road: 13, main: 11, motorway: 10 };

  const key = (level, x, y) => `${level}/${x}/${y}`;

  /** Read the shapes of a square once, so that drawing it is quick: a path for each kind, and named lines. */
  function read({ kinds }) {
    const paths = {}, named = [], places = [];
    for (const [kind, shapes] of Object.entries(kinds)) {
      const path = (paths[kind] = new Path2D());
      for (const shape of shapes) {
        const name = typeof shape[0] === "string" ? shape[0] : null;
        const corners = [];
        let x = 0, y = 0;
        for (let at = name === null ? 0 : 1; at < shape.length; at += 2) corners.push([(x += shape[at]), (y += shape[at + 1])]);
        if (kind === TOWNS || kind === PLACES) { places.push({ name, kind, at: corners[0] }); continue; }
        corners.forEach(([a, b], index) => (index ? path.lineTo(a, b) : path.moveTo(a, b)));
        if (AREAS.includes(kind)) path.closePath();
        else if (name) named.push({ name, corners });
      }
    }
    return { paths, named, places };
  }

  /** The stretch of a line that is longest without much of a bend, in steps. */
  function straightest(corners) {
    let best = null, from = 0;
    for (let to = 1; to < corners.length; to += 1) {
      const [a, b] = [corners[from], corners[to]];
      const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
      const off = corners.slice(from + 1, to).some(([x, y]) => Math.abs((b[0] - a[0]) * (a[1] - y) - (a[0] - x) * (b[1] - a[1])) > length * 12);
      if (off) { from = to - 1; to -= 1; continue; }
      if (!best || length > best.length) best = { a, b, length };
    }
    return best;
  }

  const Underlay = L.GridLayer.extend({
    options: { tileSize: SIZE, minZoom: FARTHEST, minNativeZoom: FARTHEST + 1, pane: "underlag", className: "underlag__rutor", keepBuffer: 1 },

    initialize(source, options) {
      L.GridLayer.prototype.initialize.call(this, options);
      this.source = source;
      this.squares = new Map();
    },

    onAdd(map) {
      this.node = map.getContainer();
      this.colours = {};
      this.scheme = window.matchMedia("(prefers-color-scheme: dark)");
      this.fine = Math.min(2, Math.max(1.5, window.devicePixelRatio || 1)); // squares are magnified between whole zooms
      this.again = () => { // where each square is: Leaflet's own redraw loses half zooms
        this.colours = {};
        for (const { el, coords } of Object.values(this._tiles)) this.fill(el, coords).catch(() => null);
      };
      this.scheme.addEventListener("change", this.again);
      return L.GridLayer.prototype.onAdd.call(this, map);
    },

    onRemove(map) {
      this.scheme.removeEventListener("change", this.again);
      return L.GridLayer.prototype.onRemove.call(this, map);
    },

    colour(name) {
      this.colours[name] ||= getComputedStyle(this.node).getPropertyValue(`--u-${name}`).trim();
      return this.colours[name];
    },

    /** The square that is kept of the level for a zoom, and where in it a tile of that zoom lies. */
    within({ x, y, z }) {
      const wanted = Math.min(z - 1, z > 14 ? 14 : z > 12 ? 12 : z > 10 ? 10 : 8);
      for (const level of LEVELS.filter((one) => one <= wanted).reverse()) { // from farther away where it is not to be had
        const parts = 2 ** (z - 1 - level);
        const found = { level, x: Math.floor(x / parts), y: Math.floor(y / parts), parts, left: x % parts, top: y % parts };
        if (this.source.has(level, found.x, found.y)) return found;
      }
      return null;
    },

    square({ level, x, y }) {
      const name = key(level, x, y);
      if (!this.squares.has(name)) {
        const asked = this.source.tile(level, x, y).then((answer) => answer && read(answer));
        asked.catch(() => this.squares.delete(name)); // asked for again when next in view
        this.squares.set(name, asked);
        if (this.squares.size > KEPT) this.squares.delete(this.squares.keys().next().value);
      }
      return this.squares.get(name);
    },

    createTile(coords, done) {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = SIZE * this.fine;
      this.fill(canvas, coords).then(() => done(null, canvas), (fault) => done(fault, canvas));
      return canvas;
    },

    async fill(canvas, coords) {
      const where = this.within(coords);
      const square = where && await this.square(where);
      if (square) this.paint(canvas.getContext("2d"), square, where, coords.z, this.fine);
    },

    paint(pen, { paths, named }, { parts, left, top }, zoom, fine) {
      const scale = (SIZE * parts) / STEPS; // pixels a step
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, SIZE * fine, SIZE * fine);
      pen.setTransform(scale * fine, 0, 0, scale * fine, -left * SIZE * fine, -top * SIZE * fine);
      pen.lineJoin = "round";
      const fill = (kind) => { pen.fillStyle = this.colour(kind); pen.fill(paths[kind], "evenodd"); };
      const line = (kind, colour, width, dash = []) => {
        pen.strokeStyle = this.colour(colour);
        pen.lineWidth = width / scale;
        pen.lineCap = dash.length ? "butt" : "round";
        pen.setLineDash(dash.map((one) => one / scale));
        pen.stroke(paths[kind]);
      };
      const wide = (kind) => { // twice as wide three and a half zooms nearer
        const [first, width] = WIDTHS[kind];
        return width * 2 ** Math.max(0, (zoom - first) / 3.5);
      };
      for (const kind of AREAS) if (paths[kind]) fill(kind);
      if (paths.stream) line("stream", "stream", wide("stream"));
      if (paths.path && zoom >= PATHS_FROM) line("path", "path", 1.2, [4, 3]);
      const roads = ROADS.filter((kind) => paths[kind]);
      for (const kind of roads) if (zoom >= CASED_FROM[kind]) line(kind, "casing", wide(kind) + 1.6);
      for (const kind of roads) line(kind, kind, wide(kind));
      if (paths.railway) {
        line("railway", "railway", zoom < 13 ? 1.4 : 2.6);
        if (zoom >= 13) line("railway", "halo", 1.2, [7, 7]);
      }
      if (this.options.streetNames && zoom >= NAMES_FROM) this.letter(pen, named, scale, left, top, fine);
    },

    /** Write the names of streets along them, where there is room for the whole name inside the square. */
    letter(pen, named, scale, left, top, fine) {
      pen.setTransform(fine, 0, 0, fine, 0, 0);
      pen.setLineDash([]);
      pen.font = "500 13px system-ui, sans-serif";
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      const taken = [];
      for (const { name, corners } of named) {
        const stretch = straightest(corners.map(([x, y]) => [x * scale - left * SIZE, y * scale - top * SIZE]));
        const room = pen.measureText(name).width + 6;
        if (!stretch || stretch.length < room) continue;
        const [x, y] = [(stretch.a[0] + stretch.b[0]) / 2, (stretch.a[1] + stretch.b[1]) / 2];
        const turn = Math.atan2(stretch.b[1] - stretch.a[1], stretch.b[0] - stretch.a[0]);
        const upright = Math.abs(turn) > Math.PI / 2 ? turn + Math.PI : turn;
        const [dx, dy] = [Math.abs(Math.cos(turn)) * room / 2 + 8, Math.abs(Math.sin(turn)) * room / 2 + 8];
        if (x < dx || y < dy || x > SIZE - dx || y > SIZE - dy) continue;
        if (taken.some((other) => Math.abs(other.x - x) < other.dx + dx && Math.abs(other.y - y) < other.dy + dy)) continue;
        taken.push({ x, y, dx, dy });
        pen.save();
        pen.translate(x, y);
        pen.rotate(upright);
        pen.lineWidth = 3;
        pen.strokeStyle = this.colour("halo");
        pen.fillStyle = this.colour("text");
        pen.strokeText(name, 0, 0);
        pen.fillText(name, 0, 0);
        pen.restore();
      }
    },

    /** The named places in the squares that are in view. */
    async places() {
      const found = new Map();
      for (const { coords, current } of Object.values(this._tiles)) {
        const where = current && this.within(coords);
        const square = where && await this.square(where).catch(() => null);
        for (const { name, kind, at: [x, y] } of square ? square.places : []) {
          const side = 2 ** where.level;
          const world = [(where.x + x / STEPS) / side, (where.y + y / STEPS) / side];
          const lat = (Math.atan(Math.sinh(Math.PI * (1 - 2 * world[1]))) * 180) / Math.PI;
          found.set(name, { name, lat, lon: world[0] * 360 - 180, population: kind === TOWNS ? 1 : 0 });
        }
      }
      return [...found.values()];
    },
  });

  /** Put the base map, or the pictures of another site, on a map that has a ground; return the layer, if any. */
  Grannkarta.underlay = (map, { basemap, tiles }, { depth, streetNames = true }) => {
    if (!basemap && !tiles) return null;
    const pane = map.createPane("underlag");
    pane.style.zIndex = depth;
    pane.setAttribute("aria-hidden", "true");
    map.getContainer().classList.add("underlag");
    if (tiles) return L.tileLayer(tiles.url, { pane: "underlag", maxZoom: 20, referrerPolicy: "origin" }); // its makers ask who shows their map
    return new Underlay(Grannkarta.squares(basemap), { streetNames });
  };
})();
