// The map's twin in words: a table that sorts by its headings, under the same filter as the map.
"use strict";
(function () {
  const { make } = Grannkarta;

  Grannkarta.AreaList = class {
    constructor(host, words, { columns, fetch, open, instead, swatch }) {
      Object.assign(this, { words, fetch, open, instead, swatch, order: "name", asked: 0 });
      this.columns = columns.map(([key]) => key);
      this.message = make("p", { class: "karta__besked", role: "status" });
      this.rows = make("tbody", {});
      this.headings = columns.map(([key, label]) =>
        make("th", { scope: "col", "data-ordna": key }, make("button", { type: "button", onclick: () => this.sort(key) }, label)));
      this.more = make("button", { type: "button", class: "karta__fler", hidden: true, onclick: () => this.show(this.next) }, words.say("more"));
      host.append(this.message,
        make("table", { class: "karta__lista" }, make("caption", {}, words.say("list")),
          make("thead", {}, make("tr", {}, ...this.headings)), this.rows),
        this.more);
    }

    sort(key) {
      this.order = this.order === key ? `-${key}` : key;
      this.show(0);
    }

    /** Show the rows from one on; those before it stay. */
    async show(from) {
      const ticket = ++this.asked;
      const answer = await this.fetch(this.order, from);
      if (!answer || ticket !== this.asked) return; // a newer question is on its way
      const rows = answer.areas.map((area) => this.row(area));
      from ? this.rows.append(...rows) : this.rows.replaceChildren(...rows);
      this.next = answer.next;
      this.more.hidden = !answer.next;
      const instead = answer.total ? null : this.instead();
      this.message.replaceChildren(this.summary(answer), ...(instead ? [". ", instead] : []));
      for (const heading of this.headings) heading.setAttribute("aria-sort", this.direction(heading.dataset.ordna));
    }

    direction(key) {
      if (this.order.replace("-", "") !== key) return "none";
      return this.order.startsWith("-") ? "descending" : "ascending";
    }

    summary({ total, active, confirmed, year }) {
      if (active === undefined) return this.words.count(total);
      return this.words.say("then_active", { n: active, confirmed, year, shown: total });
    }

    row(area) {
      const texts = {
        locality: area.locality, type: this.words.type(area.type), since: this.words.since(area.since),
        status: area.status && this.words.say(`status.${area.status}`),
      };
      const cells = this.columns.map((key) => (key === "name" ? this.name(area) : make("td", {}, texts[key] || "")));
      return make("tr", {}, ...cells);
    }

    name(area) {
      const button = make("button", { type: "button", onclick: () => this.open(area.id) }, area.name);
      const note = area.drawn === false ? make("small", {}, this.words.say("not_drawn")) : null;
      return make("th", { scope: "row" }, make("div", {}, this.swatch(area), button), note);
    }
  };
})();
