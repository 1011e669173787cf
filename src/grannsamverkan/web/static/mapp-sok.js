// What a reader may mean by what they typed, as domain/addresses.py, register/addresses.py and web/public/finding.py
// find it on the site: a test asks both the same. Streets come whole, addresses in the parts that are needed.
"use strict";
(function () {
  const TWINS = { "ø": "o", "æ": "a", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "ß": "ss" };
  const FIRST_WORDS = {
    st: "sankt", n: "norra", s: "sodra", v: "vastra", o: "ostra", l: "lilla", g: "gamla", na: "norra", sa: "sodra",
    va: "vastra", oa: "ostra", la: "lilla", sta: "stora", ga: "gamla", ovre: "ovre", no: "norra", so: "sodra",
  };
  const NUMBERED = /^([^\d,]*[\p{L}_][^\d,]*?)[\s.]*(\d{1,4}) ?(\p{L}(?!\p{L}))?(\D.*|)$/u;
  const UP_TO = /^\s*[-–/]\s*\d{1,4}\s?[a-z]?(?![\p{L}\p{N}])/u;
  const DOOR = /^\s*(?:as\.?\s*)?\d{1,3}(?![\p{L}\p{N}_])/u; // the flat after the stairwell, as in Finland
  const FLAT = /\b(?:lgh|tr|trappor|van|port|uppg)\b\.?\s*\d*|\d+\s*tr\b/g;
  const TELLING = 5;
  const MOST_NAMES = 12;
  const MOST = 8;
  const MOST_STREETS = 200;
  const LONGEST = 120;
  const SURE = 1;
  const [OTHER_PLACE, OTHER_LETTER, UNSAID_LETTER, NO_SUCH_NUMBER] = [3, 2, 1, 5];

  // ---- names as names are compared

  function plain(text) {
    const bare = text.normalize("NFKC").toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
    return bare.replace(/[øæđłðþß]/g, (sign) => TWINS[sign]);
  }

  const wordsOf = (text) => text.replace(/[:'’´`]/g, "").match(/[\p{L}\p{N}]+/gu) || [];

  function key(words) {
    return words.length > 1 ? [FIRST_WORDS[words[0]] || words[0], ...words.slice(1)].join("") : words.join("");
  }

  const nameKey = (name) => key(wordsOf(plain(name)));
  const trimmed = (text) => text.replace(/^[ ,.]+|[ ,.]+$/g, "");

  /** Take apart what someone typed: words of a name, number, letter, postal code, place. */
  function read(text) {
    let said = plain(text);
    let postcode = null;
    const coded = /(^|\D)(\d{3}) ?(\d{2})(?!\d)/.exec(said);
    if (coded) {
      postcode = coded[2] + coded[3];
      said = `${said.slice(0, coded.index)}${coded[1]}, ${said.slice(coded.index + coded[0].length)}`;
    }
    const found = NUMBERED.exec(trimmed(said));
    if (found) {
      const [, name, number, letter, rest] = found;
      const place = wordsOf(rest.replace(UP_TO, "").replace(DOOR, "").replace(FLAT, " ")).join("");
      return { words: wordsOf(name), number: Number(number), letter: letter || "", postcode, place };
    }
    const [name, ...rest] = trimmed(said).split(",");
    return { words: wordsOf(name), number: null, letter: "", postcode, place: wordsOf(rest.join(",")).join("") };
  }

  // ---- names that are written, begun or misspelt

  const misspellings = (length) => (length < 4 ? 0 : length < 6 ? 1 : length < 11 ? 2 : 3);
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

  /** Return how many letters are left out, doubled, wrong or swapped with the next; more than `most` is not counted. */
  function wrongLetters(a, b, most) {
    let [older, old, row] = [[], Array.from({ length: b.length + 1 }, (_, at) => at), []];
    for (let i = 1; i <= a.length; i += 1) {
      row = [i];
      for (let j = 1; j <= b.length; j += 1) {
        const cost = a[i - 1] === b[j - 1] ? 0 : 1;
        row[j] = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + cost);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], older[j - 2] + 1);
      }
      if (Math.min(...row) > most && Math.min(...old) > most) return most + 1;
      [older, old] = [old, row];
    }
    return row.length ? row[b.length] : b.length;
  }

  class Names {
    constructor(keys) {
      this.keys = [...new Set(keys)].sort();
      this.ofLength = new Map();
      for (const one of this.keys) {
        if (!this.ofLength.has(one.length)) this.ofLength.set(one.length, []);
        this.ofLength.get(one.length).push(one);
      }
    }

    first(start) {
      let [low, high] = [0, this.keys.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.keys[middle] < start) low = middle + 1;
        else high = middle;
      }
      return low;
    }

    begun(start, most) {
      const at = this.first(start);
      return this.keys.slice(at, at + most).filter((one) => one.startsWith(start));
    }

    find(wanted, most = MOST_NAMES) {
      const begun = wanted ? this.begun(wanted, most) : [];
      return new Map(begun.sort((a, b) => a.length - b.length).map((one) => [one, Number(one !== wanted)]));
    }

    misspelt(wanted, most = MOST_NAMES) {
      const wrong = misspellings(wanted.length);
      if (!wrong) return new Map();
      let found = near(wanted, this.asLong(wanted, wrong).filter((one) => one[0] === wanted[0]), wrong, most);
      if (Math.min(...found.values(), ...(found.size ? [] : [wrong])) > 1) {
        found = new Map([...found, ...near(wanted, this.asLong(wanted, wrong), wrong, most)]);
      }
      const costs = found.size ? [...found].map(([name, by]) => [name, 2 * by]) : this.goingOn(wanted, most);
      costs.sort(([a, costA], [b, costB]) => costA - costB || a.length - b.length || compare(a, b));
      return new Map(costs.slice(0, most));
    }

    asLong(wanted, wrong) {
      const lengths = Array.from({ length: 2 * wrong + 1 }, (_, at) => wanted.length - wrong + at);
      return lengths.flatMap((length) => this.ofLength.get(length) || []);
    }

    goingOn(wanted, most) {
      if (wanted.length < TELLING) return [];
      const longer = this.keys.filter((one) => one[0] === wanted[0] && one.length > wanted.length);
      const starts = [...new Set(longer.map((one) => one.slice(0, wanted.length)))].sort();
      return [...near(wanted, starts, 1, most)]
        .flatMap(([start, by]) => this.begun(start, most).map((one) => [one, 2 * by + 1]));
    }
  }

  function near(wanted, names, wrong, most) {
    const found = names.map((name) => [name, wrongLetters(wanted, name, wrong)]).filter(([, by]) => by <= wrong);
    return new Map(found.sort(([, a], [, b]) => a - b).slice(0, most));
  }

  // ---- streets and addresses

  let book;
  function streets() {
    book = book || Promise.all([
      Grannmapp.told.addressed ? Grannmapp.load("gator") : [], Grannmapp.borders(),
    ]).then(([rows, { localities, areas }]) => {
      const laid = rows.map(([name, place, postcode, others, part], id) =>
        ({ id, key: nameKey(name), name, place, postcode, codes: [postcode, ...others], part }));
      const named = new Map();
      const note = (name, one) => named.set(nameKey(name), [...(named.get(nameKey(name)) || []), one]);
      for (const name of localities) note(name, { kind: "locality", label: name, path: Grannmapp.listPage(name) });
      for (const { id, name } of areas) note(name, { kind: "area", label: name, path: Grannmapp.areaPage(id) });
      return {
        streets: laid, byKey: Map.groupBy ? Map.groupBy(laid, (one) => one.key) : grouped(laid),
        names: new Names(laid.map((one) => one.key)), named, ownNames: new Names(named.keys()),
      };
    });
    book.catch(() => { book = null; });
    return book;
  }

  function grouped(laid) {
    const found = new Map();
    for (const one of laid) found.set(one.key, [...(found.get(one.key) || []), one]);
    return found;
  }

  async function along(street) {
    const { first, streets: rows } = await Grannmapp.load(`adresser-${street.part}`);
    const { origin: [east, north] } = await Grannmapp.borders();
    return rows[street.id - first].map(([number, letter, postcode, x, y], at) =>
      ({ street, at, number, letter: letter || "", postcode, point: [east + x / 1000, north + y / 1000] }));
  }

  function placeCost(wanted, { place }, postcode) {
    const elsewhere = wanted.place && !nameKey(place || "").startsWith(wanted.place);
    return (elsewhere ? OTHER_PLACE : 0) + (wanted.postcode && postcode !== wanted.postcode ? OTHER_PLACE : 0);
  }

  function letterCost(wanted, { letter }) {
    if (letter.toLowerCase() === wanted.letter) return 0;
    return wanted.letter ? OTHER_LETTER : UNSAID_LETTER;
  }

  async function ofNames({ byKey }, wanted, costs) {
    const found = [];
    for (const street of [...costs.keys()].flatMap((one) => byKey.get(one))) {
      const cost = costs.get(street.key);
      const there = wanted.number === null ? [] : (await along(street)).filter(({ number }) => number === wanted.number);
      for (const address of there) {
        found.push({ street, address, cost: cost + placeCost(wanted, street, address.postcode) + letterCost(wanted, address) });
      }
      const missing = wanted.number === null ? 0 : NO_SUCH_NUMBER;
      const code = street.codes.includes(wanted.postcode) ? wanted.postcode : street.postcode; // a long one has several
      if (!there.length) found.push({ street, address: null, cost: cost + placeCost(wanted, street, code) + missing });
    }
    return found;
  }

  function surest(a, b) {
    const number = ({ address }) => (address ? address.number : 0);
    const letter = ({ address }) => (address ? address.letter : "");
    return a.cost - b.cost || a.street.key.length - b.street.key.length || compare(a.street.name, b.street.name)
      || compare(a.street.place || "", b.street.place || "") || number(a) - number(b) || compare(letter(a), letter(b))
      || (a.address ? a.address.at : 0) - (b.address ? b.address.at : 0);
  }

  function withoutPlace(wanted) {
    if (wanted.number !== null || wanted.place) return [];
    return wanted.words.slice(1).map((_, at) => {
      const kept = wanted.words.length - 1 - at;
      return { ...wanted, words: wanted.words.slice(0, kept), place: wanted.words.slice(kept).join("") };
    });
  }

  function streetsOf({ streets: laid }, postcode, most = MOST_STREETS) {
    const name = (street) => street.name.toLowerCase();
    const there = laid.filter(({ codes }) => codes.includes(postcode));
    return there.sort((a, b) => compare(name(a), name(b)) || compare(a.place || "", b.place || "") || a.id - b.id).slice(0, most);
  }

  /** Return the streets of a postal code that is all that was said, or all but the place. */
  function byPostcode(all, wanted) {
    if (!wanted.postcode || wanted.number !== null) return [];
    return streetsOf(all, wanted.postcode, Infinity).filter(({ place }) => nameKey(place || "").startsWith(key(wanted.words)))
      .map((street) => ({ street, address: null, cost: 0 }));
  }

  async function search(all, wanted) {
    if (!all.streets.length) return [];
    const coded = byPostcode(all, wanted);
    if (!wanted.words.length) return coded.slice(0, MOST);
    const sure = (some) => some.some(({ cost, address }) => cost <= SURE && (wanted.number === null || address));
    let found = [...coded, ...await ofNames(all, wanted, all.names.find(key(wanted.words)))];
    if (!sure(found)) {
      for (const shorter of withoutPlace(wanted)) found = [...found, ...await ofNames(all, shorter, all.names.find(key(shorter.words)))];
    }
    if (!sure(found)) found = [...found, ...await ofNames(all, wanted, all.names.misspelt(key(wanted.words)))];
    const best = new Map();
    for (const one of found.sort(surest)) {
      const own = `${one.street.id}.${one.address ? one.address.at : ""}`;
      if (!best.has(own)) best.set(own, one);
    }
    return [...best.values()].slice(0, MOST);
  }

  // ---- what may be meant

  function writtenPostcode(code, parts) {
    if (!/^\d+$/.test(code) || code.length !== parts.reduce((sum, part) => sum + part, 0)) return code;
    let at = 0;
    return parts.map((part) => code.slice(at, (at += part))).join(" ");
  }

  async function label({ street, number, letter, postcode }) {
    const code = writtenPostcode(postcode || "", (await Grannmapp.borders()).postcode);
    const line = [street.name, number, letter].filter(Boolean).join(" ");
    return [line, [code, street.place].filter(Boolean).join(" ")].filter(Boolean).join(", ");
  }

  async function choice({ street, address, cost }) {
    const told = (kind, text, value) => ({ kind, label: text, value, path: null, cost });
    if (address) return told("address", await label(address), `a${street.id}.${address.at}`);
    return told("street", [street.name, street.place].filter(Boolean).join(", "), `g${street.id}`);
  }

  /** Return the postal code that is all that was said, or all but its place, as something to choose. */
  async function codedChoice(wanted, found) {
    const sure = found.find(({ cost }) => cost === 0);
    if (!wanted.postcode || wanted.number !== null || !sure || sure.street.key === key(wanted.words)) return [];
    const code = writtenPostcode(wanted.postcode, (await Grannmapp.borders()).postcode);
    const text = [code, sure.street.place].filter(Boolean).join(" ");
    return [{ kind: "postcode", label: text, value: `p${wanted.postcode}`, path: null, cost: 0 }];
  }

  function named({ named: known, ownNames }, wanted) {
    const found = ownNames.find(wanted, MOST);
    const costs = found.size ? found : ownNames.misspelt(wanted, MOST);
    return [...costs].flatMap(([one, cost]) => known.get(one).map((told) => ({ ...told, value: "", cost })));
  }

  /** Return what a text may mean, the surest first; `said` is what kind of thing it is, in words. */
  async function choices(text) {
    const all = await streets();
    const wanted = read(text.slice(0, LONGEST));
    const some = await search(all, wanted);
    const found = [...await codedChoice(wanted, some), ...await Promise.all(some.map(choice))];
    if (wanted.number === null) found.push(...named(all, key(wanted.words)));
    return found.sort((a, b) => a.cost - b.cost).slice(0, MOST)
      .map((one) => ({ ...one, said: Grannmapp.words.say(`find.kind.${one.kind}`) }));
  }

  /** Return the address that is surely meant among some choices: no other is as sure. */
  function theOne([first, second]) {
    if (!first || first.kind !== "address" || first.cost > SURE) return null;
    return !second || second.cost > first.cost ? first : null;
  }

  /** Say whether a number was said, and the surest that may be meant is a street that has none such. */
  function lacksNumber([first], text) {
    return !!first && first.kind === "street" && read(text.slice(0, LONGEST)).number !== null;
  }

  /** Return the label and place of a chosen address, null where nothing of the kind was chosen. */
  async function placeOf(value) {
    const [, street, at] = /^a(\d+)\.(\d+)$/.exec(value || "") || [];
    if (!street) return null;
    const address = (await along((await streets()).streets[street]))[at];
    return { label: await label(address), point: address.point };
  }

  /** Return the addresses of a chosen street, in their order. */
  async function numbersOf(value) {
    const [, id] = /^g(\d+)$/.exec(value || "") || [];
    if (!id) return [];
    const street = (await streets()).streets[id];
    return Promise.all((await along(street)).map((address) => choice({ street, address, cost: 0 })));
  }

  /** Return the streets of a chosen postal code, in their order. */
  async function streetsAt(value) {
    const [, code] = /^p(\d{1,9})$/.exec(value || "") || [];
    const some = code ? streetsOf(await streets(), code) : [];
    return Promise.all(some.map((street) => choice({ street, address: null, cost: 0 })));
  }

  /** Return what a text is answered with: a `place`, or a `state` with what may be meant, to be chosen among. */
  async function meant(text) {
    const some = await choices(text);
    const one = theOne(some);
    const place = one && await placeOf(one.value);
    if (place) return { place };
    if (some.length && some[0].kind === "postcode") return { state: "street", some: await streetsAt(some[0].value) };
    const { postcode } = read(text.slice(0, LONGEST));
    const all = await streets();
    if (postcode && all.streets.length && !streetsOf(all, postcode, 1).length) {
      return { state: "no_postcode", some, code: writtenPostcode(postcode, (await Grannmapp.borders()).postcode) };
    }
    if (lacksNumber(some, text)) return { state: "no_number", some };
    return { state: some.length ? "ambiguous" : "not_found", some };
  }

  Object.assign(Grannmapp, { choices, meant, placeOf, numbersOf, streetsAt });
})();
