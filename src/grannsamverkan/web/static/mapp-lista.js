// The list of areas in a folder: limited and sorted on the page itself. The whole list is there without scripts.
"use strict";
(function () {
  const { make } = Grannkarta;
  const { words } = Grannmapp;
  const form = document.querySelector(".karta__filter");
  const body = document.querySelector(".karta__lista tbody");
  const said = document.querySelector(".karta__besked");
  const headings = [...document.querySelectorAll(".karta__lista thead th")];
  const rows = [...body.rows].map((row) => ({ row, texts: [...row.cells].map((cell) => cell.textContent.trim()) }));

  function asked() {
    const { q, typ, ort } = form.elements;
    return { text: q.value.trim().toLowerCase(), type: typ.value && typ.selectedOptions[0].text, locality: ort.value };
  }

  function limit() {
    const { text, type, locality } = asked();
    let shown = 0;
    for (const { row, texts: [name, place, kind] } of rows) {
      row.hidden = !(`${name} ${place}`.toLowerCase().includes(text) && (!type || kind === type) && (!locality || place === locality));
      shown += Number(!row.hidden);
    }
    said.textContent = shown ? words.count(shown) : words.say("none_found");
  }

  function sort(column) {
    const down = headings[column].getAttribute("aria-sort") === "ascending";
    const order = ({ texts: a }, { texts: b }) =>
      a[column].localeCompare(b[column], words.language, { numeric: true }) || a[0].localeCompare(b[0], words.language);
    const sorted = [...rows].sort(order);
    body.append(...(down ? sorted.reverse() : sorted).map(({ row }) => row));
    headings.forEach((heading, at) => heading.removeAttribute("aria-sort") || (at === column
      && heading.setAttribute("aria-sort", down ? "descending" : "ascending")));
  }

  headings.forEach((heading, column) => {
    heading.replaceChildren(make("button", { type: "button", onclick: () => sort(column) }, heading.textContent));
  });
  const query = new URLSearchParams(location.search);
  for (const name of ["q", "typ", "ort"]) if (query.get(name)) form.elements[name].value = query.get(name);
  form.hidden = false;
  form.addEventListener("input", limit);
  form.addEventListener("submit", (event) => event.preventDefault());
  limit();
})();
