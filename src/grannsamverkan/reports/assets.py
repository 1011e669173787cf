"""The style sheet that gives the drawings their colours on a page, in the light and in the dark."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"

STYLE = "diagram.css"


@cache
def style() -> str:
    """Return the style sheet, for a page that is a file of its own."""
    return (FOLDER / STYLE).read_text("utf-8")
