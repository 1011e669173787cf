// Offers the visitor's own position, only when asked; it goes into the form and nowhere else.
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
