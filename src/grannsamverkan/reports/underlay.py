"""The base map under the areas of a drawing: calm surfaces and lines, only what lies inside the frame."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grannsamverkan.domain.basemap import KINDS, Form, Kind
from grannsamverkan.domain.tiles import Traced
from grannsamverkan.reports.outlines import Placing
from grannsamverkan.reports.svg import Markup, tag

_LEAST = 0.6
"""What is smaller both ways is not seen."""

_SMALL = 5
"""Nor is a step of so few tenths both ways."""


@dataclass(frozen=True, slots=True)
class _Pen:
    """A line's role of the palette, how wide it is on the ground and at least and at most on paper, and its edge."""

    role: str
    wide_m: float
    least: float
    most: float
    edge: float = 0


_PENS: Mapping[Kind, _Pen] = {
    Kind.STREAM: _Pen("water", 3, 0.8, 3),
    Kind.RAILWAY: _Pen("muted", 4, 0.8, 1.6),
    Kind.LANE: _Pen("street", 4, 0.7, 4, 0.5),
    Kind.STREET: _Pen("street", 7, 0.8, 6, 0.5),
    Kind.ROAD: _Pen("street", 9, 1.2, 7, 0.6),
    Kind.MAIN: _Pen("street", 11, 1.8, 8, 0.7),
    Kind.MOTORWAY: _Pen("street", 12, 2.2, 9, 0.8),
}
"""Paths are left out: a drawing is small."""


def underlay(
    base: Sequence[Traced], placing: Placing, width: float, height: float
) -> Iterator[Markup]:
    """Give the surfaces, then the edges of the roads and what runs between them."""
    placed = [(one.kind, path) for one in base if (path := _path(one, placing, width, height))]
    for kind, path in placed:
        if KINDS[kind].form is Form.AREA:
            yield tag("path", d=path, fill=kind.value, fill_rule="evenodd")
    drawn = [(kind, path, _PENS[kind]) for kind, path in placed if kind in _PENS]
    for edged in (True, False):
        for _, path, pen in drawn:
            wide = min(max(pen.wide_m * placing.per_m, pen.least), pen.most)
            if edged and pen.edge:
                yield _line(path, "casing", wide + 2 * pen.edge)
            elif not edged:
                yield _line(path, pen.role, wide)


def _line(path: str, role: str, wide: float) -> Markup:
    joined = {"stroke_linejoin": "round", "stroke_linecap": "round"}
    return tag("path", d=path, fill="none", stroke=role, stroke_width=wide, **joined)


def _path(one: Traced, placing: Placing, width: float, height: float) -> str:
    """Return what of a kind lies inside the frame as the `d` of a path."""
    closed = KINDS[one.kind].form is Form.AREA
    if one.kind not in _PENS and not closed:
        return ""
    corners = (one.places - (placing.west, placing.north)) * (placing.per_m, -placing.per_m)
    low = np.minimum.reduceat(corners, one.starts)
    high = np.maximum.reduceat(corners, one.starts)
    seen = (high > 0).all(axis=1) & (low < (width, height)).all(axis=1)
    seen &= (high - low).max(axis=1) >= _LEAST
    tenths = np.rint(corners * 10).astype(np.int64).tolist()
    ends = [*one.starts[1:].tolist(), len(tenths)]
    end = "z" if closed else ""
    return "".join(
        f"{_steps(tenths[start:stop])}{end}"
        for start, stop, shown in zip(one.starts.tolist(), ends, seen.tolist(), strict=True)
        if shown
    )


def _steps(corners: list[list[int]]) -> str:
    """Return corners in tenths as steps from one to the next, those too small to be seen left out."""
    (x, y), parts = corners[0], []
    parts.append(f"M{x / 10:g} {y / 10:g}")
    for to_x, to_y in corners[1:]:
        if abs(to_x - x) > _SMALL or abs(to_y - y) > _SMALL:
            parts.append(f"l{(to_x - x) / 10:g} {(to_y - y) / 10:g}")
            x, y = to_x, to_y
    return "".join(parts)
