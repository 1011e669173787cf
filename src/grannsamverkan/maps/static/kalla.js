// Where areas come from: the server, or data inside the page. Both answer the same questions.
"use strict";
(function () {
  async function ask(address, options) {
    const answer = await fetch(address, options);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  function query(values) {
    return new URLSearchParams(Object.entries(values).filter(([, value]) => value));
  }

  /** Return a ring in degrees of whole numbers: the first corner, and from each corner the way to the next. */
  function ring(numbers, unit) {
    let [x, y] = [0, 0];
    const corners = [];
    for (let at = 0; at < numbers.length; at += 2) {
      x += numbers[at];
      y += numbers[at + 1];
      corners.push([x * unit, y * unit]);
    }
    return [...corners, corners[0]];
  }

  /** Return an area as the map draws it of what the server tells (maps/drawn.py): rings, or a spot where it is tiny. */
  function feature({ id, drawn, ...properties }, unit) {
    const spot = typeof drawn[0] === "number";
    const coordinates = spot ? drawn.map((number) => number * unit) : drawn.map((part) => part.map((numbers) => ring(numbers, unit)));
    return { type: "Feature", id, properties, geometry: { type: spot ? "Point" : "MultiPolygon", coordinates } };
  }

  async function areas(address) {
    const { step, areas: told, ...answer } = await ask(address);
    return told ? { ...answer, features: told.map((area) => feature(area, step / 100000)) } : answer;
  }

  Grannkarta.remote = ({ url, check }) => ({
    ground: () => ask(`${url}/grund`),
    areas: (filter, box, zoom) => areas(`${url}/data?${query({ ...filter, bbox: box.join(","), zoom })}`),
    one: (filter, omrade) => ask(`${url}/data?${query({ on: filter.on, omrade })}`),
    list: (filter, ordna, fran) => ask(`${url}/lista.json?${query({ ...filter, ordna, fran })}`),
    check: (lon, lat) => // by POST: a position is never in an address
      ask(check, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ lon, lat }),
      }),
  });

  /** Where the squares of the base map come from: the server, or the page itself, which has not all of them. */
  Grannkarta.squares = ({ url, tiles }) => ({
    has: (...square) => !tiles || square.join("/") in tiles,
    tile: tiles ? async (...square) => tiles[square.join("/")] || null : (...square) => ask(`${url}/${square.join("/")}`),
  });

  function matches({ typ, ort, q }) {
    const words = (q || "").trim().toLowerCase();
    return ({ properties: { name, locality, type } }) =>
      (!typ || type === typ) && (!ort || locality === ort) && `${name} ${locality || ""}`.toLowerCase().includes(words);
  }

  function order(ordna, language) {
    const field = ordna.replace("-", "");
    const turn = ordna.startsWith("-") ? -1 : 1;
    const value = (area) => String(area.properties[field] || "");
    return (a, b) => turn * value(a).localeCompare(value(b), language, { numeric: true });
  }

  Grannkarta.local = ({ areas, ground, language }) => ({
    ground: async () => ground,
    areas: async (filter) => ({
      kind: "areas",
      features: areas.filter(matches(filter)).filter((area) => area.geometry),
    }),
    one: async (_, omrade) => ({ features: areas.filter((area) => area.id === omrade) }),
    list: async (filter, ordna) => {
      const found = areas.filter(matches(filter)).sort(order(ordna, language));
      return { total: found.length, areas: found.map(({ id, properties }) => ({ id, ...properties })) };
    },
  });
})();
