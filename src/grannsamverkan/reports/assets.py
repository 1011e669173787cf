"""The style sheets: colours of the drawings on a page, in the light and in the dark, and the look of a report."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"

STYLE, PAGE_STYLE = "diagram.css", "report.css"


@cache
def style() -> str:
    """Return the style sheet of the drawings, for a page that is a file of its own."""
    return (FOLDER / STYLE).read_text("utf-8")


@cache
def page_style() -> str:
    """Return the style sheet of a report, for a page that is a file of its own."""
    return (FOLDER / PAGE_STYLE).read_text("utf-8")
