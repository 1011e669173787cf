// What the map's scripts share: making elements, and putting values into words.
// Text reaches the page as text nodes only, never as HTML, so that a name can run nothing.
"use strict";
window.Grannkarta = (function () {
  const SVG = "http://www.w3.org/2000/svg";

  function make(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (value !== null && value !== false) node.setAttribute(key, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  function draw(name, attributes, ...children) {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  function onPress(node, action) {
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      action();
    });
  }

  /** A language's texts: `words.say(key, values)`, and the forms that dates and numbers take. */
  class Words {
    constructor(texts, language) {
      Object.assign(this, { texts, language });
    }

    say(key, values = {}) {
      const shown = (value) => (typeof value === "number" ? value.toLocaleString(this.language) : value);
      return this.texts[key].replace(/\{(\w+)\}/g, (_, name) => shown(values[name]));
    }

    count(n) {
      return this.say(n === 1 ? "count.one" : "count.other", { n });
    }

    type(key) {
      return this.texts[`type.${key || "unknown"}`];
    }

    since(value) { // "2019", "<2019" for before that year, null where it is not known
      if (!value) return value === null ? this.say("unknown") : "";
      return value.startsWith("<") ? this.say("or_earlier", { year: value.slice(1) }) : value;
    }

    month(value) {
      return this.date(`${value}-01`, { month: "long", year: "numeric" });
    }

    day(value) {
      return this.date(value, { day: "numeric", month: "long", year: "numeric" });
    }

    date(value, parts) {
      const form = new Intl.DateTimeFormat(this.language, { ...parts, timeZone: "UTC" });
      return form.format(new Date(`${value}T00:00:00Z`));
    }
  }

  return { make, draw, onPress, Words };
})();
