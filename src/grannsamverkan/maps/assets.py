"""The files every map page is made of: Leaflet as it was published, and our own script and style."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"

SCRIPTS: tuple[str, ...] = (
    "leaflet/leaflet.js",
    "dom.js",
    "kalla.js",
    "underlag.js",
    "filter.js",
    "lista.js",
    "panel.js",
    "karta.js",
)
"""In the order they are read: each builds on those before it."""

STYLES: tuple[str, ...] = ("leaflet/leaflet.css", "underlag.css", "karta.css")

PLAN_SCRIPTS, PLAN_STYLES = (*SCRIPTS, "plankarta.js"), (*STYLES, "plankarta.css")
"""What the map of a plan is made of."""


@cache
def read(name: str) -> str:
    """Return the text of one of the files."""
    return (FOLDER / name).read_text("utf-8")
