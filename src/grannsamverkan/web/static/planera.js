// A plan is made anew as soon as a wish changes; without this the button does the same.
"use strict";

const wish = document.getElementById("wish");
let asked = 0;

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
    document.dispatchEvent(new Event("planned")); // the map shows the new one where it is
    history.replaceState(null, "", address);
  } catch {
    if (mine === asked) location.assign(address); // the page itself says what is wrong
  }
}

wish.addEventListener("change", again);
