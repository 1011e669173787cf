// What the pages of a folder ask in the reader's browser, where no server answers. Each script of mapp/ hands
// over one piece of data when a page first needs it; nothing is sent anywhere.
"use strict";
window.Grannmapp = (function () {
  const pieces = new Map(); // by name: the promise of a piece
  const arrived = new Map(); // by name: what keeps the promise
  const own = { words: null, told: null };
  let here;

  /** Begin: the first script of mapp/ says the language, the words, and where the others are. */
  function start(told) {
    here = document.currentScript.src;
    own.told = told;
    own.words = new Grannkarta.Words(told.texts, told.language);
  }

  /** Return a piece of data by its name, from the script that hands it over. */
  function load(name, file = own.told.files[name]) {
    if (!pieces.has(name)) {
      pieces.set(name, new Promise((resolve, reject) => {
        arrived.set(name, resolve);
        const script = document.createElement("script");
        script.src = new URL(file, here);
        script.addEventListener("error", () => {
          pieces.delete(name);
          reject(new Error(name));
        });
        document.head.append(script);
      }));
    }
    return pieces.get(name);
  }

  /** Called by a script of mapp/ with what it holds. */
  function give(name, data) {
    arrived.get(name)(data);
  }

  /** Return the address of a page of the folder, in the reader's language. */
  function page(path) {
    return String(new URL(`${own.told.root}${path}/index.html`, here));
  }

  return Object.assign(own, {
    start, load, give,
    areaPage: (id) => page(`omrade/${encodeURIComponent(id)}`),
    listPage: (locality) => `${page("karta/lista")}?${new URLSearchParams({ ort: locality })}`,
  });
})();
