"""What is odd about a border that someone draws, seen from its neighbours, and how it can be mended.

All coordinates are easting, northing in metres in one metric CRS; sizes are planar.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain.geometry import clean, shared, without
from grannsamverkan.domain.overlaps import LEAST_M2, overlaps
from grannsamverkan.domain.territory import LARGE_M2, outside
from grannsamverkan.errors import Refused
from grannsamverkan.types import Xy

THIN_M = 5.0
"""Ground narrower than this between or across two borders was left by the hand that drew them."""

SPIKE_M = 1.0
"""A part of an outline narrower than this is a slip of the hand."""

_LEAST_LENGTH_M = 15.0
"""Shorter than this it is how two corners meet."""

_CRUMB_M2 = 50.0
"""A part or a hole smaller than this holds no plot."""

_TOUCH_M = 0.05
_DRAWN = "drawn"


class OddityKind(StrEnum):
    """What can be odd about a drawn border."""

    OVERLAP = "overlap"
    SLIVER = "sliver"
    GAP = "gap"
    SPIKE = "spike"
    OUTSIDE = "outside"
    LARGE = "large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddity:
    """Something odd about a border.

    Attributes:
        ground: where, and what would be taken away or added to mend it.
        other: the id of the neighbour it is about, None where it is about the outline alone.
        share, other_share: the ground's part of the drawn area and of the other one, 0-1.
        mendable: at least half of the drawn area would be left.
    """

    kind: OddityKind
    ground: MultiPolygon
    other: str | None = None
    share: float = 0.0
    other_share: float = 0.0
    mendable: bool = True

    @property
    def m2(self) -> float:
        """The size of the ground."""
        return float(self.ground.area)

    @property
    def at(self) -> Xy:
        """A point of the ground."""
        point = max(self.ground.geoms, key=lambda part: part.area).representative_point()
        return float(point.x), float(point.y)


def oddities(
    polygon: MultiPolygon,
    neighbours: Mapping[str, MultiPolygon],
    territory: BaseGeometry | None = None,
) -> list[Oddity]:
    """Return what is odd about a polygon among its neighbours (by id): overlaps, then gaps, then slips.

    Overlap: shared ground; sliver: shared ground so narrow that it was not meant; gap: a narrow
    strip that nobody holds; spike: a needle, crumb or pinhole of the outline itself; outside: ground
    outside the `territory` that it has to lie in; large: larger than any neighbourhood.
    """
    shared = [one.b for one in overlaps({**neighbours, _DRAWN: polygon}, [_DRAWN])]
    found = [_shared(polygon, other, neighbours[other]) for other in shared]
    for other in sorted(neighbours):
        strip = _gap(polygon, neighbours[other], list(neighbours.values()))
        if not strip.is_empty:
            found.append(Oddity(kind=OddityKind.GAP, ground=strip, other=other))
    slips = _slips(polygon)
    if not slips.is_empty:
        found.append(Oddity(kind=OddityKind.SPIKE, ground=slips))
    return [*found, *_unlikely(polygon, territory)]


def _unlikely(polygon: MultiPolygon, territory: BaseGeometry | None) -> Iterator[Oddity]:
    """Give what is odd about where a border lies and how large it is; nothing but the person mends that."""
    ground = outside(polygon, territory)
    if not ground.is_empty:
        share = ground.area / polygon.area
        yield Oddity(kind=OddityKind.OUTSIDE, ground=ground, share=share, mendable=False)
    if polygon.area > LARGE_M2:
        yield Oddity(kind=OddityKind.LARGE, ground=polygon, mendable=False)


def _shared(polygon: MultiPolygon, other: str, ground: MultiPolygon) -> Oddity:
    both = _polygons(shared(polygon, ground))
    thin = both.buffer(-THIN_M / 2).is_empty
    return Oddity(
        kind=OddityKind.SLIVER if thin else OddityKind.OVERLAP,
        ground=both,
        other=other,
        share=both.area / polygon.area,
        other_share=both.area / ground.area,
        mendable=both.area < polygon.area / 2,
    )


def _gap(
    polygon: MultiPolygon, neighbour: MultiPolygon, all_of_them: Sequence[MultiPolygon]
) -> MultiPolygon:
    """Return the narrow ground between a polygon and one neighbour that nobody holds."""
    if not shapely.dwithin(polygon, neighbour, THIN_M):
        return MultiPolygon()
    around = shapely.box(*polygon.bounds).buffer(2 * THIN_M)
    both = shapely.union(polygon, shapely.intersection(neighbour, around))
    closed = _out(_out(both, THIN_M / 2), -THIN_M / 2)
    strips = without(closed, shapely.union_all([both, *all_of_them]))
    return MultiPolygon(
        [
            strip
            for strip in _polygons(strips).geoms
            if strip.length / 2 > _LEAST_LENGTH_M
            and strip.area > LEAST_M2
            and shapely.dwithin(strip, polygon, _TOUCH_M)
            and shapely.dwithin(strip, neighbour, _TOUCH_M)
        ]
    )


def _slips(polygon: MultiPolygon) -> MultiPolygon:
    """Return the ground of needles, crumbs and pinholes that an outline would be better without."""
    needles = [one for one in _needles(polygon).geoms if one.length / 2 > 2 * SPIKE_M]
    return _polygons(shapely.union_all([*_crumbs(polygon), *_pinholes(polygon), *needles]))


def _crumbs(polygon: MultiPolygon) -> list[Polygon]:
    """Return the parts too small to hold a plot; the largest part of an outline is none."""
    parts = sorted(polygon.geoms, key=lambda part: part.area)
    return [part for part in parts[:-1] if part.area < _CRUMB_M2]


def _pinholes(polygon: MultiPolygon) -> list[Polygon]:
    holes = [Polygon(ring) for part in polygon.geoms for ring in part.interiors]
    return [hole for hole in holes if hole.area < _CRUMB_M2]


def _needles(polygon: MultiPolygon) -> MultiPolygon:
    """Return what is lost when an outline is drawn in and out again by half a spike's width."""
    core = _out(polygon, -SPIKE_M / 2)
    return _polygons(without(polygon, _out(core, SPIKE_M)))


def mended(
    polygon: MultiPolygon, oddity: Oddity, neighbours: Sequence[MultiPolygon]
) -> MultiPolygon:
    """Return a polygon without an oddity: shared ground left to the neighbour, a gap closed, a slip gone.

    Raises:
        Refused: less than half of it would be left.
    """
    match oddity.kind:
        case OddityKind.GAP:
            drawn = _joined(polygon, oddity.ground, neighbours)
        case OddityKind.SPIKE:
            filled = shapely.union_all([polygon, *_pinholes(polygon)])
            gone = shapely.union_all([*_crumbs(polygon), _needles(polygon)])
            drawn = without(filled, gone)
        case _:
            drawn = without(polygon, oddity.ground)
    if drawn.area < polygon.area / 2:
        raise Refused("drawing.mends_too_much")
    return clean(_polygons(drawn)).polygon


def _joined(
    polygon: MultiPolygon, strip: MultiPolygon, neighbours: Sequence[MultiPolygon]
) -> BaseGeometry:
    """Return a polygon with a strip beside it, without the hairline that rounding leaves between."""
    wider = without(strip.buffer(_TOUCH_M, join_style="bevel"), shapely.union_all(neighbours))
    return shapely.union(polygon, wider)


def _out(shape: BaseGeometry, by_m: float) -> BaseGeometry:
    """Return a shape drawn out by so many metres, in if negative, its corners square."""
    with np.errstate(divide="ignore", invalid="ignore"):  # GEOS at two edges that lie on each other
        return shape.buffer(by_m, join_style="mitre")


def _polygons(geometry: BaseGeometry) -> MultiPolygon:
    """Return the polygons of a geometry, whatever lines and points it has besides."""
    return MultiPolygon([part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)])
