// Where the map of a folder gets its areas: from the scripts of mapp/, which answer what the site would be asked.
"use strict";
(function () {
  const MOST_OUTLINES = 300; // with more areas than this in view, cells are shown, as on the site
  const CELL_PX = 80;
  const STRAY = 0.15; // so far from the middle of its cell a number may stand, as in maps/view.py
  const WORLD_PX = 256;

  const kept = (name) => Grannmapp.load(name);

  /** Return the areas at the end of a past year, or today's. */
  async function areasOf(on) {
    const today = await kept("karta");
    if (!on) return { areas: today };
    const known = new Map(today.map((area) => [area.id, area]));
    const { areas, ...counted } = (await kept("ar"))[on.slice(0, 4)];
    return { areas: areas.map((one) => known.get(one) || one), ...counted };
  }

  const boxes = new WeakMap();
  function middle(area) {
    if (!boxes.has(area)) boxes.set(area, L.geoJSON(area.geometry).getBounds());
    return boxes.get(area);
  }

  function cells(areas, zoom) {
    const size = CELL_PX / (WORLD_PX * 2 ** zoom);
    const found = new Map();
    for (const area of areas) {
      const { lng, lat } = middle(area).getCenter();
      const x = (lng + 180) / 360 / size;
      const y = (0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) / size;
      const [column, row] = [Math.floor(x), Math.floor(y)];
      const key = `${column}/${row}`;
      const [, , right, down, n] = found.get(key) || [0, 0, 0, 0, 0];
      found.set(key, [column, row, right + x - column, down + y - row, n + 1]);
    }
    const within = (first, sum, n) => (first + Math.min(0.5 + STRAY, Math.max(0.5 - STRAY, sum / n))) * size;
    return { kind: "cells", cells: [...found.values()].map(([column, row, right, down, n]) => {
      const y = within(row, down, n);
      return [within(column, right, n) * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI, n];
    }) };
  }

  Grannkarta.squares = ({ room, squares }) => {
    const there = new Set(squares);
    return {
      has: (...square) => there.has(square.join("/")),
      tile: (...square) => Grannmapp.load(square.join("/"), `${room}/${square.join("/")}.js`),
    };
  };

  Grannkarta.folder = ({ language }) => {
    const local = async (on) => {
      const { areas, ...counted } = await areasOf(on);
      return { ...Grannkarta.local({ areas, ground: await kept("grund"), language }), counted };
    };
    return {
      ground: () => kept("grund"),
      areas: async (filter, [west, south, east, north], zoom) => {
        const { features } = await (await local(filter.on)).areas(filter);
        const view = L.latLngBounds([south, west], [north, east]);
        const seen = features.filter((area) => view.intersects(middle(area)));
        return seen.length > MOST_OUTLINES ? cells(seen, zoom) : { kind: "areas", features: seen };
      },
      one: async (filter, id) => (await local(filter.on)).one(filter, id),
      list: async (filter, order) => {
        const source = await local(filter.on);
        return { ...await source.list(filter, order), ...source.counted };
      },
      check: async (lon, lat) => {
        const answer = await Grannmapp.answer(lon, lat);
        if (!answer) throw new Error("nowhere");
        return answer;
      },
    };
  };
})();
