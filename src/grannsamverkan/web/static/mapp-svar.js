// The answer about a place, as coverage/check.py and web/answers.py give it on the site: a test asks both the same.
// Points are easting, northing in metres in the register's own system.
"use strict";
(function () {
  const EDGE_M = 25;
  const GENERALISED_OFF_M = 6000; // nearer than this to a generalised border nothing is said about which side
  const FAR_DEGREES = 2;
  const TIE_M = 1e-6; // nearer to each other than this, two areas are as near: the first is named
  const DIRECTIONS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];

  const words = () => Grannmapp.words; // they come later, with the first script of mapp/

  // ---- shapes

  /** Return polygons of rings of x, y in metres, from steps in whole millimetres. */
  function polygons(shape, [east, north]) {
    return shape && shape.map((rings) => rings.map((steps) => {
      const ring = new Float64Array(steps.length);
      for (let at = 0, x = 0, y = 0; at < steps.length; at += 2) {
        x += steps[at];
        y += steps[at + 1];
        ring[at] = east + x / 1000;
        ring[at + 1] = north + y / 1000;
      }
      return ring;
    }));
  }

  /** Return the squared distance to a ring, its nearest point, and whether the ring goes round the point. */
  function toRing(ring, x, y) {
    let [nearest, towards, around] = [Infinity, null, false];
    for (let at = 2; at < ring.length; at += 2) {
      const [ax, ay, bx, by] = [ring[at - 2], ring[at - 1], ring[at], ring[at + 1]];
      const [dx, dy] = [bx - ax, by - ay];
      const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy) || 0));
      const [px, py] = [ax + along * dx, ay + along * dy];
      const square = (x - px) ** 2 + (y - py) ** 2;
      if (square < nearest) [nearest, towards] = [square, [px, py]];
      if ((ay > y) !== (by > y) && x < ax + (dx * (y - ay)) / dy) around = !around;
    }
    return { nearest, towards, around };
  }

  /** Return how far a point is from the border of a shape, where the border is nearest, and whether it is covered. */
  function measure(shape, [x, y]) {
    let [nearest, towards, covered] = [Infinity, null, false];
    for (const [outer, ...holes] of shape) {
      const rim = toRing(outer, x, y);
      let inside = rim.around;
      for (const seen of [rim, ...holes.map((hole) => toRing(hole, x, y))]) {
        if (seen !== rim && seen.around) inside = false;
        if (seen.nearest < nearest) ({ nearest, towards } = seen);
      }
      covered = covered || inside;
    }
    return { border_m: Math.sqrt(nearest), towards, covered: covered || nearest === 0 };
  }

  function box(shape) {
    const found = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [outer] of shape) {
      for (let at = 0; at < outer.length; at += 2) {
        found[0] = Math.min(found[0], outer[at]);
        found[1] = Math.min(found[1], outer[at + 1]);
        found[2] = Math.max(found[2], outer[at]);
        found[3] = Math.max(found[3], outer[at + 1]);
      }
    }
    return found;
  }

  const fromBox = ([west, south, east, north], [x, y]) =>
    Math.hypot(Math.max(west - x, 0, x - east), Math.max(south - y, 0, y - north));

  let known;
  /** Return the areas and borders, laid out once. */
  function borders() {
    known = known || Grannmapp.load("granser").then((data) => {
      const laid = (one, shape) => {
        const outline = polygons(shape, data.origin);
        return { ...one, outline, box: outline && box(outline) };
      };
      return {
        ...data,
        areas: data.areas.map((one) => laid(one, one.outline)),
        municipalities: data.municipalities.map((one) => laid(one, one.border)),
      };
    });
    known.catch(() => { known = null; }); // asked again, it is fetched again
    return known;
  }

  // ---- where a place lies

  function compass([x, y], [toX, toY]) {
    const bearing = (Math.atan2(toX - x, toY - y) * 180) / Math.PI;
    return DIRECTIONS[(halfEven(bearing / 45) + 8) % 8];
  }

  function check(data, point) {
    const [areas, edges] = [[], []];
    let nearest = null;
    for (const area of data.areas.filter(({ outline }) => outline)) {
      const least = fromBox(area.box, point);
      if (least > EDGE_M && nearest && least > nearest.distance_m) continue;
      const { border_m, towards, covered } = measure(area.outline, point);
      if (covered) areas.push(area);
      if (border_m <= EDGE_M) edges.push(area);
      const distance_m = covered ? 0 : border_m;
      if (nearest && distance_m > nearest.distance_m - TIE_M) continue;
      nearest = { id: area.id, name: area.name, distance_m, direction: covered ? null : compass(point, towards) };
    }
    if (nearest) nearest.distance_m = Math.round(nearest.distance_m * 10) / 10; // as it is told on the site
    const seen = data.municipalities.filter(({ outline }) => outline).map((one) => seenFrom(one, point));
    seen.sort((a, b) => a.beyond_m - b.beyond_m);
    const out = seen.length > 0 && seen.length === data.municipalities.length
      && seen.every((one) => one.certain && one.beyond_m > 0);
    const state = edges.length ? "edge" : areas.length ? "inside" : out ? "outside_municipality" : "outside";
    return { state, areas, edges, nearest, municipality: seen[0] || null };
  }

  function seenFrom({ code, name, generalised, outline }, point) {
    const { border_m, covered } = measure(outline, point);
    return { code, name, beyond_m: covered ? 0 : border_m, certain: !generalised || border_m > GENERALISED_OFF_M };
  }

  // ---- in words

  function halfEven(value) {
    const rounded = Math.round(value);
    return rounded - value === 0.5 && rounded % 2 ? rounded - 1 : rounded;
  }

  function number(value, decimals = 1) {
    return value.toLocaleString(words().language, { maximumFractionDigits: decimals, roundingMode: "halfEven" });
  }

  function distance(metres) {
    return metres < 1000 ? `${number(Math.max(halfEven(metres / 10) * 10, 10), 0)} m` : `${number(metres / 1000)} km`;
  }

  function listed(names) {
    if (names.length < 2) return names.join("");
    return words().say("web.and", { first: names.slice(0, -1).join(", "), last: names.at(-1) });
  }

  function sentence(data, { state, areas, edges, nearest, municipality }) {
    const names = listed((areas.length ? areas : edges).map(({ name }) => name));
    const say = (key, values) => words().say(`web.answer.${key}`, values);
    if (state === "inside") return say(`inside.${areas.length === 1 ? "one" : "other"}`, { names });
    if (state === "edge") return say("edge", { names });
    if (state === "outside_municipality") {
      const all = data.municipalities.map(({ name }) => name);
      return say("outside_municipality", { municipality: data.few ? listed(all) : data.name });
    }
    const direction = nearest && nearest.direction && words().say(`direction.${nearest.direction}`);
    return [
      say("outside"),
      direction && say("nearest", { name: nearest.name, distance: distance(nearest.distance_m), direction }),
      municipality && municipality.beyond_m > 0 && !municipality.certain
        && say("uncertain", { municipality: municipality.name }),
    ].filter(Boolean).join(" ");
  }

  /** Answer for easting, northing in metres: what the site's own answer holds, and whom to turn to. */
  async function answerAt(point) {
    const data = await borders();
    const found = check(data, point);
    const police = words().say(`web.police.${data.police}`);
    const [only, ...others] = data.municipalities;
    return {
      ...found,
      sentence: sentence(data, found),
      next: words().say(`web.next.${found.state}`, { police }),
      contact: found.municipality ? found.municipality.code : only && !others.length ? only.code : null,
    };
  }

  // ---- degrees

  /** Return easting, northing of longitude, latitude in degrees, as transverse_mercator.py does; null where there is none. */
  function project({ lon0, false_easting_m, radius_m, e, series, farthest }, lon, lat) {
    const away = ((((((lon - lon0 + 180) % 360) + 360) % 360) - 180) * Math.PI) / 180;
    const tan = Math.tan((lat * Math.PI) / 180);
    const sigma = Math.sinh(e * Math.atanh((e * tan) / Math.hypot(1, tan)));
    const tau = tan * Math.hypot(1, sigma) - sigma * Math.hypot(1, tan);
    const xi = Math.atan2(tau, Math.cos(away));
    const eta = Math.asinh(Math.sin(away) / Math.hypot(tau, Math.cos(away)));
    let [north, east] = [xi, eta];
    series.forEach((factor, before) => {
      const twice = 2 * (before + 1);
      north += factor * Math.sin(twice * xi) * Math.cosh(twice * eta);
      east += factor * Math.cos(twice * xi) * Math.sinh(twice * eta);
    });
    return Math.abs(east) <= farthest ? [false_easting_m + radius_m * east, radius_m * north] : null;
  }

  /** Answer for longitude, latitude in degrees; null where the place is nowhere in the register's system. */
  async function answer(lon, lat) {
    const { projection } = await borders();
    const point = project(projection, lon, lat);
    return point && answerAt(point);
  }

  /** Return latitude and longitude the other way round, where so they lie in the register and else far away. */
  async function swapped(lon, lat) {
    const [west, south, east, north] = (await borders()).extent;
    const within = (value, low, high) => low <= value && value <= high;
    const near = within(lon, west - FAR_DEGREES, east + FAR_DEGREES) && within(lat, south - FAR_DEGREES, north + FAR_DEGREES);
    return !near && within(lat, west, east) && within(lon, south, north) ? { lon: lat, lat: lon } : null;
  }

  Object.assign(Grannmapp, { borders, answerAt, answer, swapped, number });
})();
