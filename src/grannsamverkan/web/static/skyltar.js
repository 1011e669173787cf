// Offers the telephone's own position for a sign, only when asked; it goes into the form and nowhere else.
"use strict";
{
  const button = document.getElementById("own-position");
  if (button && navigator.geolocation) {
    const status = document.getElementById("own-status");
    button.closest("[hidden]").hidden = false;
    button.addEventListener("click", () => {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const { lat, lon } = button.form.elements;
          lat.value = coords.latitude.toFixed(5);
          lon.value = coords.longitude.toFixed(5);
          button.form.requestSubmit();
        },
        () => { status.textContent = button.dataset.failed; },
        { enableHighAccuracy: true, timeout: 15000 },
      );
    });
  }
}
