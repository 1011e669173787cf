// The question "is my home in an area?" in a folder: the forms are shown, and answered on the page they stand on.
"use strict";
(function () {
  const { make } = Grannkarta;
  const { words, told } = Grannmapp;
  const answers = document.getElementById("svar");
  const question = document.getElementById("fraga");
  const position = document.getElementById("lage");

  question.closest(".card").before(answers); // above the question, as on the site

  function show(...content) {
    answers.replaceChildren(...content.filter(Boolean));
    answers.hidden = false;
    answers.focus({ preventScroll: true });
    answers.scrollIntoView({ block: "nearest" });
  }

  function since(value) {
    if (!value) return words.say("web.unknown");
    return value.startsWith("<") ? words.say("web.before_year", { year: value.slice(1) }) : value;
  }

  function about({ id, name, since: year, verification }) {
    const said = words.say(year ? "web.check.about_area" : "web.check.about_area_unknown",
      { since: since(year), verification: words.say(`verification.${verification}`) });
    return make("li", {}, make("a", { href: Grannmapp.areaPage(id) }, name), ` – ${said}`);
  }

  function card(code) {
    const kept = code && document.querySelector(`template[data-kontakt="${CSS.escape(code)}"]`);
    if (!kept) return null;
    const copy = kept.content.cloneNode(true);
    const section = copy.querySelector("section");
    section.querySelector("h2").id = "svar-kontakt"; // the same card may stand on the page already
    section.setAttribute("aria-labelledby", "svar-kontakt");
    return copy;
  }

  function tell({ state, areas, edges, sentence, next, contact }, label, swapped) {
    const named = [...new Set([...areas, ...edges])];
    show(
      make("section", { class: `card answer ${state}`, "aria-label": words.say("web.check.answer") },
        label && make("p", { class: "asked" }, label),
        make("p", { class: "lead" }, sentence),
        named.length > 0 ? make("ul", {}, ...named.map(about)) : null,
        make("p", {}, next)),
      card(contact),
      swapped && make("p", { class: "lead" }, words.say("web.check.swapped", swapped)),
    );
  }

  function offer(some, state, typed, code = "") {
    const choose = ({ value, label }) => make("button", { type: "button", class: "quiet", onclick: () => answer({ val: value, plats: typed }) }, label);
    const rows = some.map((one) => make("li", {},
      one.path ? make("a", { href: one.path }, one.label) : choose(one), " ",
      make("span", { class: "hint" }, words.say(`find.kind.${one.kind}`))));
    show(make("section", { class: "card answer", "aria-labelledby": "menat" },
      make("h2", { id: "menat", class: "lead" }, words.say(`find.${state}`, { code })),
      rows.length ? make("ul", { class: "choices" }, ...rows) : make("p", {}, words.say("find.not_found_next"))));
  }

  function faults(...texts) {
    show(make("div", { class: "card", role: "alert" }, ...texts.map((text) => make("p", {}, text))));
  }

  async function ofText(text) {
    const { place, state, some, code } = await Grannmapp.meant(text);
    return place ? tell(await Grannmapp.answerAt(place.point), place.label) : offer(some, state, text, code);
  }

  function degrees(text) { // a Swedish decimal comma is a decimal point
    const plain = text.trim().replace(",", ".").replace("−", "-").replace(/°+$/, "");
    return plain ? Number(plain) : NaN;
  }

  async function ofPosition({ lat, lon }) {
    const [north, east] = [degrees(lat), degrees(lon)];
    const wrong = [["lat", north], ["lon", east]].filter(([, value]) => !Number.isFinite(value));
    if (wrong.length) return faults(...wrong.map(([key]) => words.say(`web.check.number.${key}`)));
    const turned = await Grannmapp.swapped(east, north);
    const shown = turned && { lat: Grannmapp.number(turned.lat, 6), lon: Grannmapp.number(turned.lon, 6) };
    if (shown) for (const key of ["lat", "lon"]) position.elements[key].value = shown[key];
    const beyond = Math.abs(east) > 180 || Math.abs(north) > 90;
    const found = beyond ? null : await Grannmapp.answer(east, north);
    return found ? tell(found, "", shown) : faults(words.say("web.check.beyond"));
  }

  async function answer(fields) {
    const chosen = await Grannmapp.placeOf(fields.val);
    if (chosen) return tell(await Grannmapp.answerAt(chosen.point), chosen.label);
    const numbers = await Grannmapp.numbersOf(fields.val);
    if (numbers.length) return offer(numbers, "number", fields.plats);
    const streets = await Grannmapp.streetsAt(fields.val);
    if (streets.length) return offer(streets, "street", fields.plats);
    if ("lat" in fields) return ofPosition(fields);
    return fields.plats.trim() ? ofText(fields.plats.trim()) : faults(words.say("error.find.nothing"));
  }

  for (const form of [question, ...(told.projected ? [position] : [])]) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer(Object.fromEntries(new FormData(form)));
    });
  }
})();
