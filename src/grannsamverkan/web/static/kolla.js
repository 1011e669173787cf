// Suggests what may be meant while one types, and offers the visitor's own position when asked.
// What is typed goes to our own server by POST and nowhere else; nothing is kept.
"use strict";
{
  const button = document.getElementById("own-position");
  if (button && navigator.geolocation) {
    const status = document.getElementById("own-status");
    button.closest("[hidden]").hidden = false;
    button.addEventListener("click", () => {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const form = button.form;
          form.elements.lat.value = coords.latitude.toFixed(6);
          form.elements.lon.value = coords.longitude.toFixed(6);
          form.requestSubmit();
        },
        () => { status.textContent = button.dataset.failed; },
        { timeout: 15000 },
      );
    });
  }
}

{
  const PAUSE_MS = 120;
  const SHORTEST = 2;
  const form = document.getElementById("fraga");
  const field = form && form.elements.plats;
  if (field) combobox(form, field);

  function combobox(form, field) {
    const list = document.createElement("ul");
    const status = document.getElementById("find-status");
    let shown = [];
    let at = -1;
    let waiting = 0;
    let asked = 0;

    list.id = "find-list";
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.list);
    list.hidden = true;
    field.closest(".find").append(list);
    for (const [name, value] of Object.entries({
      "role": "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    })) field.setAttribute(name, value);

    field.addEventListener("input", () => {
      clearTimeout(waiting);
      mark(-1); // what was marked belongs to what stood there before
      if (field.value.trim().length < SHORTEST) return close();
      waiting = setTimeout(ask, PAUSE_MS);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!shown.length) return;
        event.preventDefault();
        move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter" && at >= 0 && !list.hidden) {
        event.preventDefault();
        choose(shown[at]);
      }
    });
    field.addEventListener("blur", () => setTimeout(() => document.activeElement === field || close(), PAUSE_MS));
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) choose(shown[[...list.children].indexOf(row)]);
    });

    async function ask() {
      const mine = ++asked;
      try { // in a folder it is worked out here, else asked
        const choices = await (window.Grannmapp ? Grannmapp.choices(field.value) : suggested(field.value));
        if (mine === asked && choices) show(choices);
      } catch { close(); } // without suggestions the question can still be sent
    }

    async function suggested(plats) {
      const answer = await fetch(form.dataset.suggest, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Accept": "application/json" },
        body: JSON.stringify({ plats }),
      });
      return answer.ok ? (await answer.json()).choices : null;
    }

    function show(choices) {
      shown = choices;
      at = -1;
      list.replaceChildren(...choices.map((one, number) => {
        const row = document.createElement("li");
        const kind = document.createElement("span");
        row.id = `find-${number}`;
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        kind.className = "hint";
        kind.textContent = one.said;
        row.append(one.label, " · ", kind);
        return row;
      }));
      list.hidden = !choices.length;
      field.setAttribute("aria-expanded", String(!!choices.length));
      field.removeAttribute("aria-activedescendant");
      status.textContent = choices.length ? form.dataset.many.replace("{n}", choices.length) : form.dataset.none;
    }

    function move(step) {
      if (list.hidden) return show(shown);
      mark((Math.max(at, step < 0 ? 0 : -1) + step + shown.length) % shown.length);
      list.children[at].scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", list.children[at].id);
    }

    function mark(number) {
      at = number;
      [...list.children].forEach((row, each) => row.setAttribute("aria-selected", String(each === at)));
      field.removeAttribute("aria-activedescendant");
    }

    function choose(one) {
      close();
      if (one.path) { window.location.assign(one.path); return; }
      if (one.kind === "street") {
        const [street, ...place] = one.label.split(", ");
        field.value = place.length ? `${street} , ${place.join(", ")}` : `${street} `;
        field.focus();
        field.setSelectionRange(street.length + 1, street.length + 1);
        return;
      }
      field.value = one.label;
      // no field of the form: whoever comes back to the page asks anew
      form.addEventListener("formdata", (event) => event.formData.set("val", one.value), { once: true });
      form.requestSubmit();
    }

    function close() {
      asked += 1; // what is still on its way comes too late
      clearTimeout(waiting);
      list.hidden = true;
      mark(-1);
      field.setAttribute("aria-expanded", "false");
    }
  }
}
