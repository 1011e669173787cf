// What is told of one area or one place: beside the map on a desktop, a sheet from below on a phone.
"use strict";
(function () {
  const { make } = Grannkarta;

  Grannkarta.Panel = class {
    constructor(frame, words, { areaUrl, open, closed }) {
      Object.assign(this, { frame, words, areaUrl, open, closed });
      this.body = make("div", {});
      const close = make("button", { type: "button", class: "karta__stang", onclick: () => this.close() }, words.say("close"));
      this.node = make("section", { class: "karta__panel", hidden: true, tabindex: "-1", "aria-label": words.say("panel") }, close, this.body);
      frame.querySelector(".karta__yta").append(this.node);
      frame.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !this.node.hidden) this.close();
      });
    }

    show(...content) {
      if (this.node.hidden) this.opener = document.activeElement;
      this.body.replaceChildren(...content.filter(Boolean));
      this.node.hidden = false;
      this.frame.classList.add("karta--oppen");
      this.node.focus({ preventScroll: true });
    }

    hide() {
      this.node.hidden = true;
      this.frame.classList.remove("karta--oppen");
    }

    /** Hide the panel, and give the focus back to where it was opened from. */
    close() {
      this.hide();
      const back = this.closed() || this.opener;
      if (back && back.isConnected) back.focus({ preventScroll: back !== this.opener });
    }

    say(key) {
      this.show(make("p", {}, this.words.say(key)));
    }

    showArea({ id, properties: area }) {
      const { words } = this;
      const coded = (kind) => area[kind] && words.say(`${kind}.${area[kind]}`);
      const facts = [
        ["locality", area.locality], ["type", words.type(area.type)], ["status", coded("status")],
        ["since", words.since(area.since)], ["verification", coded("verification")],
        ["confirmed", area.confirmed && words.month(area.confirmed)],
      ].filter(([, value]) => value);
      const list = facts.flatMap(([key, value]) => [make("dt", {}, words.say(key)), make("dd", {}, value)]);
      this.show(
        make("h2", {}, area.name),
        area.note && make("p", { class: "karta__marke" }, area.note),
        make("dl", {}, ...list),
        area.drawn === false && make("p", {}, words.say("not_drawn_long")),
        this.areaUrl && make("p", {}, make("a", { href: this.areaUrl(id) }, words.say("read_more"))),
      );
    }

    /** Tell of a place; `wish` is the form by which one says that an area is wanted there, where there is one. */
    showAnswer({ sentence, next, areas, nearest }, wish) {
      const named = areas.length || !nearest ? areas : [nearest];
      const links = named.map(({ id, name }) =>
        make("li", {}, make("button", { type: "button", class: "karta__lank", onclick: () => this.open(id) }, name)));
      this.show(
        make("h2", {}, this.words.say("your_place")),
        make("p", { class: "karta__svar" }, sentence),
        next && make("p", {}, next),
        wish,
        links.length > 0 && make("ul", {}, ...links),
      );
    }
  };
})();
