// The editor of borders: tools, undo and redo, and what is asked of the server.
// A state is what is drawn at one moment: {shape, parts, others, seen, active, told}; `seen` tells after which
// change each of the others was looked at, `active` how many of all these areas are active. States are never altered, but
// for what the server says of one, which comes a moment later.
"use strict";
(function () {
  const frame = document.getElementById("rita");
  if (!frame || !window.L) return;
  frame.hidden = false; // without a script there are no tools to show
  const data = JSON.parse(frame.dataset.rita);
  const words = new Grannkarta.Words(data.texts, document.documentElement.lang);
  const line = document.getElementById("rita-rad");
  const { Problem } = Rita;
  const EMPTY = { shape: null, parts: null, others: [], seen: {}, active: data.active ? 1 : 0, told: null };
  const QUIET_MS = 500;

  const say = (key, values) => { line.textContent = words.say(key, values); };
  const panel = new Rita.Panel(frame, words);
  const server = new Rita.Server(frame.dataset, words);
  const memory = new Rita.Memory(`rita ${Rita.account} ${data.area || "ny"}`);
  const view = new Rita.MapView(document.getElementById("rita-karta"), { words, say, changed: (shape) => push({ ...state(), shape, parts: null }, { snap: true }) });
  const corners = new Rita.Corners(panel.list("corners"), words, {
    say,
    chosen: (corner) => view.markCorner(tool === "corners" ? corner : null),
    changed: (shape) => nudge(shape),
  });

  const history = new Rita.History({ ...EMPTY, shape: data.polygon });
  let tool = "look", base = data.base, draft = data.draft;
  let blocks = [], streets = [], chosen = new Map(), areas = [];
  const state = () => history.now;

  // ---- talking with the server

  const place = frame.querySelector('[name="municipality"]'); // where several are to choose from
  place?.addEventListener("change", () => check(state(), false));
  const get = (path, values, signal) => server.get(path, { ...values, ...(data.area ? { omrade: data.area } : {}) }, signal);
  const post = (path, body) => server.post(path, { area: data.area, others: state().others, municipality: place?.value, ...body });

  /** Do something that may be refused, and say so where it is. */
  async function trying(deed) {
    panel.fault("");
    try {
      return await deed();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      panel.fault(error.body.detail, error.body.link);
      line.textContent = "";
      return null;
    }
  }

  // ---- states

  function push(next, { told = null, snap = true } = {}) {
    settle();
    history.push({ ...next, told });
    frame.querySelector("details[data-form]").open = true;
    show();
    return told ? announce() : check(state(), snap);
  }

  async function check(one, snap) {
    if (!one.shape) return;
    panel.figures(null, true);
    const told = await trying(() => post("/prova", { polygon: one.shape, snap, others: one.others }));
    if (!told) return;
    Object.assign(one, { told, shape: told.polygon });
    if (one === state()) { show(); announce(); }
  }

  function announce() {
    line.textContent = state().told?.said || "";
  }

  function step(by) {
    settle();
    if (!history.step(by)) return;
    say(by < 0 ? "undone" : "redone");
    show();
    if (!state().told) check(state(), false);
  }

  let waiting = null;
  function nudge(shape) { // many small steps are one in the history
    if (waiting) state().shape = shape; else history.push({ ...state(), shape, parts: null, told: null });
    clearTimeout(waiting);
    showEnds();
    view.show(state());
    if (tool === "corners") corners.show(shape), view.edited(true);
    waiting = setTimeout(settle, QUIET_MS);
  }

  /** What was nudged is done: the next small step is one of its own. */
  function settle() {
    if (!waiting) return;
    clearTimeout(waiting);
    waiting = null;
    check(state(), false);
  }

  /** Say what dividing or joining does to the number of active areas; nothing where neither is done. */
  function effect() {
    const { parts, others, active } = state();
    if (!parts && !others.length) return "";
    const before = data.active_in_all, after = before - active + (active ? parts?.length || 1 : 0);
    return words.say(after === before ? "count_stays" : "count_changes", { before, after });
  }

  function showEnds() {
    for (const [name, off] of Object.entries(history.ends)) act(name).disabled = off;
  }

  function show() {
    const { shape, parts, told, others } = state();
    view.show({ shape, parts });
    view.showOddities(told ? told.oddities : []);
    panel.figures(told, Boolean(shape));
    panel.findings(told ? told.oddities : [], { show: ({ at: spot }) => view.lookAt(spot), mend });
    panel.parts(parts);
    panel.open("joined", others.length > 0);
    panel.effect(effect());
    corners.show(shape);
    if (tool === "corners") view.edited(true);
    showEnds();
    for (const name of ["hole", "divide", "corners", "join"]) if (toolButton(name)) toolButton(name).disabled = !shape;
    frame.dataset.visad = String(history.at);
    if (history.unsaved) memory.keep({ ...state(), told: null, base, draft });
  }

  // ---- tools

  const act = (name) => frame.querySelector(`[data-do="${name}"]`);
  const toolButton = (name) => frame.querySelector(`[data-tool="${name}"]`);
  const ring = (points) => ({ type: "Polygon", coordinates: [[...points, points[0]]] });

  function choose(name) {
    tool = name;
    view.end();
    view.edited(false);
    view.markCorner(null);
    view.layers.blocks.clearLayers();
    for (const one of frame.querySelectorAll("[data-tool]")) one.setAttribute("aria-pressed", String(one.dataset.tool === name));
    for (const part of ["streets", "blocks", "join", "corners"]) panel.open(part, part === name);
    const draws = ["draw", "hole", "divide"].includes(name);
    const setting = frame.querySelector(".rita__horn"), held = setting.contains(document.activeElement);
    setting.hidden = frame.querySelector(".rita__sikte").hidden = !draws;
    if (held && !draws) toolButton(name).focus({ preventScroll: true });
    view.map.invalidateSize({ animate: false });
    panel.fault("");
    TOOLS[name]();
  }

  const TOOLS = {
    look: () => { line.textContent = state().told?.said || ""; },
    draw: () => begin("ring", "start_draw", (points) => push({ ...EMPTY, shape: ring(points) })),
    hole: () => begin("ring", "start_hole", (points) => take("/hal", { hole: ring(points) })),
    divide: () => begin("line", "start_divide", divide),
    corners: () => { say("start_corners"); corners.show(state().shape); view.edited(true); },
    streets: () => { say("start_streets"); findStreets(); document.getElementById("gata").focus(); },
    blocks: () => { say("start_blocks"); findBlocks(); },
    join: () => { say("start_join"); panel.neighbours(areas.filter(({ merges, polygon }) => merges && view.near(polygon)), join); },
  };

  function begin(kind, key, done) {
    view.begin(kind, (points) => { choose("look"); done(points); });
    view.drawing.cancel = () => choose("look");
    say(key);
    view.node.focus({ preventScroll: true });
    frame.querySelector(".rita__horn").scrollIntoView({ block: "nearest" });
  }

  /** Take what the server made of the drawing as the next state. */
  async function take(path, body, next = {}) {
    const told = await trying(() => post(path, { polygon: state().shape, ...body }));
    if (told) push({ ...state(), parts: null, ...next, shape: told.polygon }, { told });
    return told;
  }

  const mend = ({ kind, other }) => take("/prova", { mend: { kind, other } });

  async function divide(points) {
    const cut = { type: "LineString", coordinates: points };
    const made = [];
    let failed = null;
    for (const part of state().parts || [{ polygon: state().shape }]) {
      try {
        made.push(...(await post("/dela", { polygon: part.polygon, line: cut })).parts);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        failed = error;
        made.push(part);
      }
    }
    if (made.length < 2 || made.length === (state().parts || []).length) return void trying(() => { throw failed; });
    push({ ...state(), parts: made.map((part, n) => ({ ...part, name: part.name || `${data.name} ${n + 1}`.trim() })) }, { told: state().told });
    say("divided", { n: made.length });
    return null;
  }

  async function join(area) {
    const others = [...state().others, area.id];
    const seen = { ...state().seen, [area.id]: area.seen }, active = state().active + (area.active ? 1 : 0);
    const told = await take("/ihop", { polygons: [state().shape, area.polygon], others }, { others, seen, active });
    if (!told) return;
    choose("look");
    say("joined", { name: area.name });
    refresh();
  }

  // ---- streets and blocks

  async function findStreets() {
    const found = await trying(() => get("/gator", { q: document.getElementById("gata").value }));
    if (!found) return;
    streets = found.streets;
    const key = ({ name, locality }) => JSON.stringify([name, locality]);
    const rows = streets.map((one) => ({ text: one.locality ? `${one.text} (${one.locality})` : one.text, ticked: chosen.has(key(one)) }));
    panel.ticks("streets", rows, (index, on) => {
      if (on) chosen.set(key(streets[index]), [streets[index].name, streets[index].locality]); else chosen.delete(key(streets[index]));
      panel.told("streets_found").textContent = words.say("in_streets", { n: chosen.size });
    });
    panel.told("streets_found").textContent = streets.length ? found.said : words.say("no_streets");
  }

  async function takeStreets() {
    const keep = document.getElementById("behall").checked && state().shape;
    const told = await take("/gator", { streets: [...chosen.values()], polygon: keep || null });
    if (told) { chosen = new Map(); choose("look"); view.fit(); }
  }

  async function findBlocks() {
    const found = await trying(() => get("/kvarter", { bbox: view.box() }));
    if (!found || tool !== "blocks") return;
    const kept = blocks.filter(({ ticked }) => ticked);
    const known = new Set(kept.map(({ polygon }) => JSON.stringify(polygon)));
    blocks = [...kept, ...found.blocks.filter(({ polygon }) => !known.has(JSON.stringify(polygon)))];
    panel.told("blocks_found").textContent = blocks.length ? found.said : words.say("no_blocks");
    showBlocks();
  }

  function showBlocks() {
    view.layers.blocks.clearLayers();
    blocks.forEach((block) => {
      const layer = L.geoJSON(block.polygon, { className: `rita__kvarter${block.ticked ? " rita__kvarter--valt" : ""}`, pane: "kvarter", bubblingMouseEvents: false });
      layer.on("click", () => { block.ticked = !block.ticked; showBlocks(); });
      layer.addTo(view.layers.blocks);
    });
    panel.ticks("blocks", blocks, (index, on) => {
      blocks[index].ticked = on;
      showBlocks();
      panel.list("blocks").querySelectorAll("input")[index].focus();
    });
  }

  async function takeBlocks() {
    const keep = document.getElementById("behall-kvarter").checked && state().shape;
    const polygons = [...(keep ? [keep] : []), ...blocks.filter(({ ticked }) => ticked).map(({ polygon }) => polygon)];
    const told = await take("/ihop", { polygons });
    if (told) { blocks = []; choose("look"); }
  }

  // ---- keeping, publishing, proposing

  const body = (values) => ({ polygon: state().shape, seen: state().seen, base, draft, ...values });

  async function save() {
    if (!state().shape) return void panel.fault(words.say("nothing"));
    settle();
    const one = state();
    const kept = await trying(() => post("/spara", body({ name: frame.querySelector('[name="name"]')?.value || null })));
    if (!kept) return null;
    draft = kept.draft;
    saved(one);
    line.textContent = kept.said;
    return kept;
  }

  function saved(one) {
    history.saved = one;
    if (!history.unsaved) memory.forget();
  }

  /** Offer what was drawn before the page was loaded again, and never saved. */
  function offer() {
    const kept = memory.kept();
    panel.open("kept", Boolean(kept));
    const answer = (name, deed) => act(name).addEventListener("click", () => { panel.open("kept", false); deed(); });
    answer("forget", () => memory.forget());
    answer("bring-back", () => {
      const { base: seenAt, draft: from, ...drawn } = kept;
      [base, draft] = [seenAt, from];
      push(drawn, { snap: false });
      view.fit();
    });
  }

  const PATHS = { publish: "/publicera", found: "/ny", propose: "/foresla" };

  async function send(kind, form, more = {}) {
    if (!state().shape) return void panel.fault(words.say("nothing"));
    settle();
    const fields = Object.fromEntries(new FormData(form));
    const { parts, others } = state();
    const values = { ...fields, attested: panel.vouched(form), name: others.length ? fields.joined_name : fields.name, parts: parts && parts.map(({ name, polygon }) => ({ name, polygon })), ...more };
    panel.fault("");
    try {
      const { to } = await post(PATHS[kind], body(values));
      saved(state());
      location.assign(to);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status === 409 && error.body.changes) return overtaken(error.body, form);
      if ((error.body.type || "").endsWith("gates.not_met")) panel.open("overlap", true); // with ground that one may not see
      panel.fault(error.body.detail, error.body.link);
    }
    return null;
  }

  function overtaken(problem, form) {
    draft = problem.draft;
    panel.conflict(problem, {
      goOn: () => { base = problem.base; push({ ...EMPTY, shape: problem.polygon }); draft = null; },
      anyway: () => send("publish", form, { base: problem.base, seen: problem.seen }),
    });
  }

  // ---- the map moves

  let asked = null;
  async function refresh() {
    asked?.abort();
    asked = new AbortController();
    try {
      const known = await get("/underlag", { bbox: view.box(), zoom: view.map.getZoom() }, asked.signal);
      areas = known.areas.filter(({ id }) => !state().others.includes(id)).map((area) => ({ ...area, seen: known.seen }));
      view.showGround({ ...known, areas });
      frame.dataset.underlag = String(known.roads.length);
    } catch (error) {
      if (error instanceof Problem) panel.fault(error.body.detail, error.body.link);
      else if (error.name !== "AbortError") throw error;
    }
    if (tool === "blocks") findBlocks();
    if (tool === "join") TOOLS.join();
  }

  // ---- together

  const ACTS = {
    undo: () => step(-1),
    redo: () => step(1),
    fit: () => view.fit(),
    add: () => view.add(view.map.getCenter()),
    take: () => view.take(),
    done: () => view.finish(),
    cancel: () => choose("look"),
    save,
    streets: takeStreets,
    blocks: takeBlocks,
    remove: () => corners.remove(),
    "to-cross": () => corners.moveTo(view.centre()),
  };

  frame.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    if (button.dataset.tool) choose(button.dataset.tool);
    if (button.dataset.do) ACTS[button.dataset.do]?.();
    if (button.dataset.move) corners.move(button.dataset.move, Number(document.getElementById("steg").value));
  });
  for (const part of frame.querySelectorAll("[data-form]")) {
    part.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      send(part.dataset.form, event.target);
    });
  }
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    step(key === "y" || event.shiftKey ? 1 : -1);
  });
  addEventListener("beforeunload", (event) => { if (history.unsaved) event.preventDefault(); });
  let typing = null;
  document.getElementById("gata").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(findStreets, 200); });

  async function start() {
    const known = await fetch(frame.dataset.ground).then((answer) => answer.json()).catch(() => null);
    if (known) view.land(known);
    const places = document.getElementById("ga-till");
    places.append(...(known ? known.localities : []).map(({ name }) => Grannkarta.make("option", {}, name)));
    places.parentElement.hidden = places.options.length === 1; // the first says what it is for
    places.addEventListener("change", () => view.goTo(places.value));
    show();
    offer();
    view.fit();
    let settling = null;
    view.map.on("moveend", () => { clearTimeout(settling); settling = setTimeout(refresh, 150); });
    choose("look");
    refresh();
    check(state(), false);
  }
  start();
})();
