// The panel beside the editor's map: what is known of the drawing, and the lists to choose from.
"use strict";
(function () {
  const { make } = Grannkarta;

  Rita.Panel = class {
    constructor(frame, words) {
      Object.assign(this, { frame, words });
    }

    told(name) {
      return this.frame.querySelector(`[data-told="${name}"]`);
    }

    list(name) {
      return this.frame.querySelector(`[data-list="${name}"]`);
    }

    part(name) {
      return this.frame.querySelector(`[data-part="${name}"]`);
    }

    open(name, shown) {
      const part = this.part(name);
      if (part) part.hidden = !shown;
    }

    fault(text, link) {
      const way = link ? [" ", make("a", { href: link, target: "_blank", rel: "noopener" }, this.words.say("sign_in"))] : [];
      this.told("fault").replaceChildren(text || "", ...way);
      if (text) this.told("fault").scrollIntoView({ block: "nearest" });
    }

    effect(text) {
      const line = this.told("effect");
      if (line) line.textContent = text;
    }

    /** Show what the server said of the drawing; nothing while it is asked. */
    figures(told, working) {
      const waiting = working ? this.words.say("working") : "–";
      this.told("size").textContent = told ? told.size_text : waiting;
      this.told("homes").textContent = told ? told.homes_told : waiting;
    }

    findings(oddities, { show, mend }) {
      const items = oddities.map((oddity) => make("li", { class: `rita__fynd--${oddity.kind}` }, make("p", {}, oddity.text),
        make("p", { class: "actions" },
          make("button", { type: "button", class: "quiet", onclick: () => show(oddity) }, this.words.say("show")),
          oddity.mendable ? make("button", { type: "button", onclick: () => mend(oddity) }, oddity.mend_text) : null)));
      this.told("findings").replaceChildren(...(items.length ? items : [make("li", { class: "rita__inga" }, this.words.say("no_findings"))]));
      const found = oddities.map(({ kind }) => (kind === "sliver" ? "overlap" : kind));
      for (const part of ["overlap", "outside", "large"]) this.open(part, found.includes(part));
    }

    /** Return what is vouched for, of what there is to vouch for. */
    vouched(form) {
      return [...form.querySelectorAll('[name="attested"]:checked')].filter((box) => !box.closest("[hidden]")).map(({ value }) => value);
    }

    ticks(name, rows, changed) {
      this.list(name).replaceChildren(...rows.map(({ text, ticked }, index) => {
        const box = make("input", { type: "checkbox", onchange: () => changed(index, box.checked) });
        box.checked = Boolean(ticked);
        return make("label", { class: "tick" }, box, ` ${text}`);
      }));
    }

    neighbours(areas, join) {
      const items = areas.map((area) => make("li", {}, make("button", { type: "button", class: "quiet", onclick: () => join(area) }, area.name)));
      this.list("join").replaceChildren(...(items.length ? items : [make("li", {}, this.words.say("no_neighbours"))]));
    }

    parts(parts) {
      this.open("parts", Boolean(parts));
      if (!parts || !this.list("parts")) return;
      this.list("parts").replaceChildren(...parts.map((part, index) => {
        const id = `del-${index}`;
        const field = make("input", { id, value: part.name || "", autocomplete: "off", oninput: () => { part.name = field.value; } });
        return make("div", { class: "field" }, make("label", { for: id }, this.words.say("part", { n: index + 1 })),
          make("p", { class: "hint" }, this.words.say("part_said", { size: part.size_text, homes: part.homes_text })), field);
      }));
    }

    /** Say what others changed meanwhile, and offer both ways on. */
    conflict(problem, { goOn, anyway }) {
      const part = this.part("conflict");
      const { detail, changes, compare } = problem;
      part.replaceChildren(make("h2", { tabindex: "-1" }, problem.title), make("p", {}, detail), make("ul", {}, ...changes.map((text) => make("li", {}, text))),
        make("p", {}, make("a", { href: compare, target: "_blank", rel: "noopener" }, this.words.say("compare"))),
        make("p", { class: "actions" },
          make("button", { type: "button", onclick: () => { part.hidden = true; goOn(); } }, this.words.say("go_on_new")),
          make("button", { type: "button", class: "quiet", onclick: () => { part.hidden = true; anyway(); } }, this.words.say("anyway"))));
      part.hidden = false;
      part.querySelector("h2").focus();
    }
  };
})();
