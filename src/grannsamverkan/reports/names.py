"""The names of localities on a map, each where it is free of the others; what finds no place is left out."""

from collections.abc import Iterable, Iterator

from grannsamverkan.reports.outlines import Placing
from grannsamverkan.reports.svg import TEXT, Markup, outlined, tag, text_width
from grannsamverkan.types import Bbox

_CORNER, _EDGE = 46.0, 3.0
_AWAY = (7.0, 16.0, 28.0)
"""How far a name may stand from its point, the best first."""


def names(
    places: Iterable[tuple[str, float, float]],
    placing: Placing,
    width: float,
    height: float,
    spots: Iterable[Bbox],
) -> Markup:
    """Return the places inside a map as points, their names clear of `spots`, the first served first."""
    taken: list[Bbox] = [
        *spots,
        (0, height - _CORNER, width / 3 + 12, height),  # the scale bar
        (width - _CORNER, 0, width, _CORNER),  # the north arrow
    ]
    shown = [(name, *placing(x, y)) for name, x, y in places]
    inside = [(name, x, y) for name, x, y in shown if 0 < x < width and 0 < y < height]
    points = [(x - 3, y - 3, x + 3, y + 3) for _, x, y in inside]
    parts = []
    for index, (name, x, y) in enumerate(inside):
        others = [*taken, *points[:index], *points[index + 1 :]]
        for anchor, left, base in _places(name, x, y):
            own = left, base - TEXT, left + text_width(name), base + 4
            if _inside(own, width, height) and not any(_meet(own, one) for one in others):
                taken.append(own)
                start = {"start": left, "middle": x, "end": left + text_width(name)}[anchor]
                parts += [_point(x, y), _name(start, base, name, anchor)]
                break
    return tag("g", *parts)


def _places(name: str, x: float, y: float) -> Iterator[tuple[str, float, float]]:
    """Give where a name may stand, the best first: how it is anchored, its left end and its baseline."""
    wide = text_width(name)
    for away in _AWAY:
        yield "start", x + away, y + 4
        yield "end", x - away - wide, y + 4
        yield "middle", x - wide / 2, y - away
        yield "middle", x - wide / 2, y + away + TEXT - 2


def _inside(own: Bbox, width: float, height: float) -> bool:
    return (
        own[0] >= _EDGE and own[1] >= _EDGE and own[2] <= width - _EDGE and own[3] <= height - _EDGE
    )


def _meet(a: Bbox, b: Bbox) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _point(x: float, y: float) -> Markup:
    return tag("circle", cx=x, cy=y, r=2.5, fill="ink", stroke="paper", stroke_width=1)


def _name(x: float, y: float, name: str, anchor: str) -> Markup:
    return outlined(x, y, name, "land", text_anchor=anchor)
