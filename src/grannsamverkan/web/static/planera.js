// A plan is made anew as soon as a wish changes; without this the button does the same.
"use strict";

const wish = document.getElementById("wish");
let asked = 0;

const outputs = [...wish.querySelectorAll("[data-counts]")];

/** Tell what each weight counts for among those that count at all. */
function counts() {
  const sliders = outputs.map((output) => document.getElementById(output.dataset.counts));
  const weights = sliders.map((slider) => (slider.disabled ? 0 : Number(slider.value)));
  const total = weights.reduce((sum, one) => sum + one, 0);
  outputs.forEach((output, place) => {
    output.textContent = output.textContent.replace(/\d+/, Math.round((100 * weights[place]) / Math.max(1, total)));
  });
}

async function again() {
  if (!wish.reportValidity()) return;
  const address = `${wish.action}?${new URLSearchParams(new FormData(wish))}`;
  const mine = ++asked;
  const plan = document.getElementById("plan");
  plan.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("plan");
    if (mine !== asked) return;
    if (!answer.ok || !fresh) throw new Error(String(answer.status));
    plan.replaceWith(fresh);
    for (const slider of wish.querySelectorAll("[type=range][aria-describedby]")) {
      const other = page.getElementById(slider.id); // what is known differs between municipalities
      slider.disabled = other.disabled;
      const hint = slider.getAttribute("aria-describedby");
      document.getElementById(hint).textContent = page.getElementById(hint).textContent;
    }
    for (const output of outputs) output.textContent = page.querySelector(`[data-counts="${output.dataset.counts}"]`).textContent;
    document.dispatchEvent(new Event("planned")); // the map shows the new one where it is
    history.replaceState(null, "", address);
  } catch {
    if (mine === asked) location.assign(address); // the page itself says what is wrong
  }
}

wish.addEventListener("input", counts);
wish.addEventListener("change", again);
