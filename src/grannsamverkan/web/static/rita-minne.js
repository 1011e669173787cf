// What has been drawn: the states one goes back and forth among, and what is left of them after a reload.
"use strict";
(function () {
  /** States in the order they came; the one that was saved is known by itself, since later ones may replace it. */
  Rita.History = class {
    constructor(first) {
      Object.assign(this, { states: [first], at: 0, saved: first });
    }

    get now() {
      return this.states[this.at];
    }

    get unsaved() {
      return this.now !== this.saved;
    }

    get ends() {
      return { undo: this.at === 0, redo: this.at === this.states.length - 1 };
    }

    push(next) {
      this.states = [...this.states.slice(0, this.at + 1), next];
      this.at = this.states.length - 1;
    }

    step(by) {
      if (!this.states[this.at + by]) return false;
      this.at += by;
      return true;
    }
  };

  /** What is drawn and not saved, kept in this tab alone until it is. */
  Rita.Memory = class {
    constructor(key) {
      this.key = key;
    }

    keep(drawing) {
      this.trying(() => sessionStorage.setItem(this.key, JSON.stringify(drawing)));
    }

    kept() {
      return this.trying(() => JSON.parse(sessionStorage.getItem(this.key)));
    }

    forget() {
      this.trying(() => sessionStorage.removeItem(this.key));
    }

    trying(deed) { // a browser may keep nothing, or have no room: one draws all the same
      try {
        return deed();
      } catch {
        return null;
      }
    }
  };
})();
