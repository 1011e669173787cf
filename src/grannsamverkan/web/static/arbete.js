// Small comforts of the workspace; every page works without them.
"use strict";

// what is wrong is read out and seen first
document.getElementById("faults")?.focus();

// a form is sent once, however often its button is pressed
document.addEventListener("submit", (event) => {
  const form = event.target;
  // a file that is fetched can be fetched again
  if (form.method !== "post" || event.defaultPrevented || "again" in form.dataset) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// "more" closes as menus do
for (const more of document.querySelectorAll("details.more")) {
  more.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !more.open) return;
    more.open = false;
    more.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!more.contains(event.target)) more.open = false;
  });
}

// what was sent after the session had ended is filled in again once the same person has signed in: it
// lies in this tab until then, and never where a password was typed
const SENT = "sent";
const account = document.querySelector('meta[name="account"]')?.content;

document.addEventListener("submit", ({ target: form }) => {
  if (!account || form.method !== "post" || form.querySelector("[type=password]")) return;
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrf");
  sessionStorage.setItem(SENT, JSON.stringify({ account, action: form.action, fields }));
});

function fill(form, fields) {
  const shown = [...form.elements].filter(({ type }) => !["hidden", "file", "submit"].includes(type));
  for (const field of shown) {
    const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
    else if (values.length) [field.value] = values;
  }
  for (let part = form.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  document.getElementById("filled-in").hidden = false;
}

const sent = JSON.parse(sessionStorage.getItem(SENT));
if (sent && document.querySelector("[data-unsaved]")) sessionStorage.setItem(SENT, JSON.stringify({ ...sent, unsaved: true }));
if (sent && account) {
  sessionStorage.removeItem(SENT);
  const forms = [...document.forms].filter(({ action }) => action === sent.action);
  if (sent.unsaved && sent.account === account && forms.length === 1) fill(forms[0], sent.fields);
}
