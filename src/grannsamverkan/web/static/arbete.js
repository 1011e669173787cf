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
