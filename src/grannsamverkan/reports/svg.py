"""Drawings as SVG text: the same input gives the same bytes, and every text in them stays text.

Lengths are units of the drawing's own box. Colours are roles of `PALETTE`, written both as presentation
attribute and as class, so that a picture shows alone, in a PDF, and on a page whose policy forbids
styles inside it, where `static/diagram.css` gives the roles their colours in the light and in the dark.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import NewType

from grannsamverkan.reports.plain import plain

Markup = NewType("Markup", str)
"""SVG that is whole and escaped; only `text` and `tag` make it of anything else."""

PALETTE: Mapping[str, str] = {
    "ground": "#ffffff",
    "paper": "#ffffff",
    "ink": "#1c2526",
    "muted": "#526062",
    "rule": "#d5dbd9",
    "land": "#f1f2ec",
    "accent": "#155e63",
    "tint": "#bcd6d5",
    "loss": "#8a4b08",
    "loss-tint": "#f0ddc6",
    "forest": "#e3ebdc",
    "field": "#f5f2e3",
    "park": "#dbe9d0",
    "built": "#ebe8e0",
    "water": "#c0d9e6",
    "building": "#d5cdc1",
    "street": "#ffffff",
    "casing": "#c4bdb0",
    "spot": "#b54708",
}
"""The colours on paper; a test holds the style sheet to the same roles."""

WIDE, NARROW = 640, 320
"""Units across: for a page or a sheet, and for a telephone or half a sheet."""

TEXT = 12
"""The size of every text in units: 8.5 points where a wide drawing fills an A4 sheet between its margins."""

_FONTS = "DejaVu Sans, sans-serif"
"""A page's own font takes its place; Typst has no sans-serif of its own and must be given this one."""

_SLIM = frozenset("fijlrtIJ.,:;'|!()[]/ -\N{NO-BREAK SPACE}")
_BROAD = frozenset("mwMWÅÄÖ%@…")
_FAR_EAST = "\u1100"
_BOLD = 1.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where a drawing stands: a name that no other drawing of the page has, and how wide it is.

    Attributes:
        key: letters, digits and hyphens, from which the ids inside the drawing are made.
        width: in units, `WIDE` or `NARROW`.
    """

    key: str
    width: int = WIDE

    def __post_init__(self) -> None:
        """Refuse a key that cannot stand in an id."""
        if re.fullmatch("[A-Za-z][A-Za-z0-9-]*", self.key) is None:
            raise ValueError(self.key)

    @property
    def narrow(self) -> bool:
        """Whether there is no room beside the drawing for its labels."""
        return self.width < (WIDE + NARROW) / 2

    def ref(self, name: str) -> str:
        """Return what fills a shape with a pattern of this drawing."""
        return f"url(#{self.key}-{name})"


def text(value: str) -> Markup:
    """Return text as markup; characters that no XML document may hold are left out."""
    return Markup(escape(plain(value)))


def number(value: float) -> str:
    """Return a length with at most one decimal."""
    shown = f"{value:.1f}".removesuffix(".0")
    return "0" if shown == "-0" else shown


def tag(name: str, *children: Markup, **attributes: str | float) -> Markup:
    """Return an element; `fill` and `stroke` may name a role of the palette, `_` stands for `-`."""
    classes = [attributes.pop("classes")] if "classes" in attributes else []
    parts = []
    for key, value in attributes.items():
        shown = value if isinstance(value, str) else number(value)
        if key in {"fill", "stroke"} and shown in PALETTE:
            classes.append(f"{key}-{shown}")
            shown = PALETTE[shown]
        parts.append(f' {key.replace("_", "-")}="{text(shown)}"')
    if classes:
        parts.append(f' class="{" ".join(map(str, classes))}"')
    inner = "".join(children)
    return Markup(
        f"<{name}{''.join(parts)}>{inner}</{name}>" if inner else f"<{name}{''.join(parts)}/>"
    )


def label(x: float, y: float, words: str, **attributes: str | float) -> Markup:
    """Return a line of text whose baseline is at `y`."""
    return tag("text", text(words), x=x, y=y, **attributes)


def outlined(x: float, y: float, words: str, ground: str, **attributes: str | float) -> Markup:
    """Return a line of text that keeps the ground's colour around it, where it stands on lines."""
    return label(
        x,
        y,
        words,
        stroke=ground,
        stroke_width=4,
        paint_order="stroke",
        stroke_linejoin="round",
        **attributes,
    )


def line(x1: float, y1: float, x2: float, y2: float, **attributes: str | float) -> Markup:
    """Return a straight line, thin where nothing else is said."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, **{"stroke_width": 1, **attributes})


def box(x: float, y: float, width: float, height: float, **attributes: str | float) -> Markup:
    """Return a rectangle."""
    return tag("rect", x=x, y=y, width=width, height=height, **attributes)


def hatch(frame: Frame, name: str, role: str, *, ground: str = "paper") -> Markup:
    """Return a pattern of rising lines in a colour on a ground, for what a colour alone would tell."""
    return tag(
        "pattern",
        box(0, 0, 6, 6, fill=ground),
        box(0, 0, 2, 6, fill=role),
        id=f"{frame.key}-{name}",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def text_width(words: str, *, bold: bool = False) -> float:
    """Return about how wide a text is in units, rather too wide than too narrow."""
    return sum(map(_width_of, words)) * TEXT * (_BOLD if bold else 1)


def _width_of(sign: str) -> float:
    if sign in _SLIM:
        return 0.36
    if sign in _BROAD or sign >= _FAR_EAST:
        return 1.0
    return 0.72 if sign.isupper() else 0.63


def shortened(words: str, room: float) -> str:
    """Return a text that fits into so many units, its end replaced by an ellipsis where it must."""
    if text_width(words) <= room:
        return words
    kept = words
    while kept and text_width(f"{kept}…") > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def drawing(frame: Frame, height: float, *parts: Markup, title: str, description: str) -> Markup:
    """Return a whole drawing, with its name and what it shows for those who do not see it."""
    named, described = f"{frame.key}-title", f"{frame.key}-desc"
    return tag(
        "svg",
        tag("title", text(title), id=named),
        tag("desc", text(description), id=described),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {frame.width} {number(height)}",
        width=frame.width,
        height=height,
        role="img",
        aria_labelledby=f"{named} {described}",
        font_family=_FONTS,
        font_size=TEXT,
        fill="ink",
        classes=f"diagram diagram--{'narrow' if frame.narrow else 'wide'}",
    )


def both(key: str, draw: Callable[[Frame], Markup]) -> Markup:
    """Return a drawing in both widths for a web page; its style sheet shows the one there is room for."""
    wide = Frame(key=key)
    narrow = replace(wide, key=f"{key}-narrow", width=NARROW)
    return tag("div", draw(wide), draw(narrow), classes="diagrams")
