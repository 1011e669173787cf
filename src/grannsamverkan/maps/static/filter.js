// What limits map and list alike: words, type, locality, year. It stands in the address of the page.
"use strict";
(function () {
  const { make } = Grannkarta;
  const LONGEST = { omrade: 64, q: 200, ort: 200 }; // what the server takes

  Grannkarta.Filter = class {
    constructor(host, words, { fixed, phone, changed }) {
      Object.assign(this, { words, fixed, changed, inputs: {}, today: null });
      this.state = { omrade: "", typ: "", ort: "", q: "", ar: "" };
      this.more = make("div", {}); // on a phone the map comes first: what limits it further is folded away
      this.folded = make("details", { class: "karta__mer", open: !phone }, make("summary", {}, words.say("filter")), this.more);
      this.form = make("form", { class: "karta__filter", role: "search", onsubmit: (event) => event.preventDefault() });
      host.append(this.form);
    }

    /** Return what the source is asked for: a past year is its last day. */
    get asked() {
      const { typ, ort, q, ar } = { ...this.state, ...this.fixed };
      const past = ar && this.today && ar !== this.today.slice(0, 4);
      return { typ, ort, q, on: past ? `${ar}-12-31` : "" };
    }

    read(search) {
      const query = new URLSearchParams(search);
      for (const key of Object.keys(this.state)) this.state[key] = (query.get(key) || "").slice(0, LONGEST[key]);
      this.settle();
    }

    /** Let go of a type or year that there is not, such as one mistyped in an address. */
    settle() {
      const { types, years, state } = this;
      if (types && !types.some(([key]) => key === state.typ)) state.typ = "";
      if (years && !(/^\d{4}$/.test(state.ar) && state.ar >= years[0] && state.ar <= years[1])) state.ar = "";
    }

    /** Return what may stand in an address: words with a number in them may be where somebody lives. */
    get shared() {
      return { ...this.state, q: /\d/.test(this.state.q) ? "" : this.state.q };
    }

    write() {
      return String(new URLSearchParams(Object.entries(this.shared).filter(([, value]) => value)));
    }

    set(key, value) {
      this.state[key] = value;
      this.changed(key);
    }

    addSearch(types) {
      this.types = types;
      const later = () => {
        clearTimeout(this.typing);
        this.typing = setTimeout(() => this.set("q", this.inputs.q.value), 200);
      };
      this.addField("q", make("input", { type: "search", autocomplete: "off", maxlength: LONGEST.q, oninput: later }), this.form);
      this.addField("typ", this.choice("typ", [["", this.words.say("all_types")], ...types]), this.more);
      this.addField("ort", this.choice("ort", [["", this.words.say("all_localities")]]), this.more);
      this.form.append(this.folded);
    }

    choice(key, options) {
      const nodes = options.map(([value, label]) => make("option", { value }, label));
      return make("select", { onchange: () => this.set(key, this.inputs[key].value) }, ...nodes);
    }

    addField(key, input, row) {
      input.id = `karta-${key}`;
      this.inputs[key] = input;
      if (key in this.fixed) return;
      row.append(make("p", { class: `karta__falt karta__falt--${key}` }, make("label", { for: input.id }, this.words.say(key)), input));
    }

    addYears() {
      this.year = make("input", {
        type: "range", id: "karta-ar", step: 1, oninput: () => this.showYear(),
        onchange: () => this.set("ar", this.year.value === this.year.max ? "" : this.year.value),
      });
      this.yearText = make("output", { for: "karta-ar" });
      this.yearRow = make("p", { class: "karta__ar", hidden: true },
        make("label", { for: "karta-ar" }, this.words.say("year")), this.year, this.yearText);
      this.more.append(this.yearRow);
      this.form.append(this.folded);
    }

    showYear() {
      const { value, max } = this.year;
      this.yearText.textContent = value === max ? this.words.say("now") : this.words.say("end_of", { year: value });
      this.year.setAttribute("aria-valuetext", this.yearText.textContent);
    }

    /** Take the names of localities, today and the years there are, once they are known. */
    fill({ names, today, years }) {
      Object.assign(this, { today, years: years || [] });
      this.settle();
      if (this.inputs.ort) this.inputs.ort.append(...names.map((name) => make("option", { value: name }, name)));
      if (!this.year || !years || years[0] === years[1]) return;
      Object.assign(this.year, { min: years[0], max: years[1] });
      this.yearRow.hidden = false;
    }

    /** Show in the fields what the state says. */
    show() {
      for (const [key, input] of Object.entries(this.inputs)) input.value = this.state[key];
      const { typ, ort, ar } = this.state;
      if (typ || ort || ar) this.folded.open = true;
      if (!this.year) return;
      this.year.value = ar || this.year.max;
      this.showYear();
    }
  };
})();
