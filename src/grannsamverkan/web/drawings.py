"""Pictures drawn as SVG on the server: bars of a table, and the outline of an area."""

from collections.abc import Mapping
from dataclasses import dataclass

from shapely import MultiPolygon

from grannsamverkan.reports.outlines import Placing, scale_m

_SIZE = 320.0
_MARGIN = 16.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """An outline as an SVG path in a box of `width` by `height`, with a scale bar.

    Attributes:
        path: the `d` of a path; holes show with fill-rule evenodd.
        scale_m: metres that the bar of `scale_width` stands for.
    """

    path: str
    width: float
    height: float
    scale_m: int
    scale_width: float


def draw_outline(outline: MultiPolygon) -> Drawing:
    """Draw an outline (easting, northing in metres) with north up."""
    west, south, east, north = outline.bounds
    per_m = _SIZE / max(east - west, north - south)
    length = scale_m(per_m, _SIZE / 3)
    return Drawing(
        path=Placing(west, north, per_m, _MARGIN).path(outline),
        width=round((east - west) * per_m + 2 * _MARGIN, 1),
        height=round((north - south) * per_m + 3 * _MARGIN, 1),
        scale_m=length,
        scale_width=round(length * per_m, 1),
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """One year of the growth: how many at its end, and how long its bar is, 0-100."""

    year: int
    active: int
    percent: float


def bars(by_year: Mapping[int, int]) -> list[Bar]:
    """Return the bars of a table, the longest filling its cell."""
    most = max(by_year.values(), default=0) or 1
    return [Bar(year, n, round(100 * n / most, 1)) for year, n in sorted(by_year.items())]
