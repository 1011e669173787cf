"""How areas look: for each type and each state a pattern, so that nothing rests on colour alone.

The colours are in `static/karta.css`, one custom property for each key, light and dark; the
patterns are drawn by `static/karta.js`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grannsamverkan.i18n import Translator

PATTERNS: Mapping[str, Mapping[str, str]] = {
    "type": {
        "villa": "plain",
        "terraced": "vertical",
        "flats": "grid",
        "holiday": "dots",
        "rural": "rising",
        "boat": "waves",
        "unknown": "falling",
    },
    "status": {
        "active": "plain",
        "interest": "dots",
        "planned": "vertical",
        "forming": "rising",
        "dormant": "falling",
        "closed": "cross",
        "superseded": "grid",
        "withdrawn": "waves",
    },
}
"""By what areas are told apart, and the pattern of each; the last one serves what is not named."""

COLOURS: Mapping[str, str] = {
    "villa": "#0a6a72",
    "terraced": "#8a4b08",
    "flats": "#7a2e6b",
    "holiday": "#44691a",
    "rural": "#6b5b00",
    "boat": "#1d4f9c",
    "unknown": "#565e64",
    "active": "#0a6a72",
    "interest": "#6b5b00",
    "planned": "#1d4f9c",
    "forming": "#44691a",
    "dormant": "#565e64",
    "closed": "#7a2e6b",
    "superseded": "#565e64",
    "withdrawn": "#8a4b08",
}
"""The colours on a light ground, for pictures; `karta.css` has the same ones and those for a dark one."""


@dataclass(frozen=True, slots=True)
class Category:
    """One row of the legend."""

    key: str
    label: str
    pattern: str


def categories(by: str, t: Translator) -> tuple[Category, ...]:
    """Return the rows of a legend by `type` or by `status`, in the reader's language."""
    return tuple(Category(key, t(f"{by}.{key}"), pattern) for key, pattern in PATTERNS[by].items())


def as_data(rows: tuple[Category, ...]) -> list[dict[str, Any]]:
    """Return the rows as a map page's script takes them."""
    return [{"key": row.key, "label": row.label, "pattern": row.pattern} for row in rows]
