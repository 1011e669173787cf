"""What the outline of an area is: valid, flat, of one kind, with a public form that hides the exact line.

All coordinates are easting, northing in metres in the register's metric CRS.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from grannsamverkan.crs import geodesic_m2
from grannsamverkan.errors import Refused

MAX_VERTICES = 100_000
"""More corners than any real border has; a repair beyond this could take minutes."""

MAX_BROKEN_VERTICES = 5_000
"""An outline that crosses itself is repaired up to this many corners, which takes under two seconds."""

MAX_ENTANGLED = 40_000
"""How many pairs of edges may come near each other in an outline that is repaired: a scribble of a
few hundred edges crosses itself so often that a repair would take minutes."""

PUBLIC_WITHIN_M = 10.0
"""No point of a public outline lies farther than this from the exact one, nor the other way round."""

SAME_WITHIN_M = 0.05
"""Two outlines nearer than this everywhere are the same: a file in degrees rounds to centimetres."""

_GAP_M = 1.0
"""Two borders nearer than this were meant to meet."""

GRID_M = 0.001
"""Corners are kept to the millimetre."""

_ROUNDS = 8
_AT_ONCE = 200
_LAST_SIMPLE_TYPE = shapely.GeometryType.POLYGON
_EARTH_M = 1e8  # no coordinate of a metric system is larger
_BUFFER_KEEPS = 0.98  # GEOS may lay a buffer 1 % wide of its mark
_PUBLIC_GRIDS_M = (8.0, 4.0, 2.0, 1.0, 0.5)


@dataclass(frozen=True, eq=False)
class Outline:
    """An immutable outline: the exact polygon, its size on the ellipsoid, and its public form.

    `id` is the SHA-256 of the exact polygon's WKB (little-endian, 2D, no SRID), so the same line
    is the same outline wherever it came from.
    """

    polygon: MultiPolygon
    m2: int
    public_polygon: MultiPolygon

    @cached_property
    def id(self) -> str:
        """The SHA-256 of the polygon's WKB, in hexadecimal."""
        return hashlib.sha256(wkb(self.polygon)).hexdigest()


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A polygon fit for the register, and what had to be done to it (None: nothing)."""

    polygon: MultiPolygon
    repair: str | None
    planar_m2_before: float
    planar_m2_after: float


def wkb(polygon: MultiPolygon) -> bytes:
    """Return the polygon as little-endian, two-dimensional WKB without SRID."""
    data: bytes = shapely.to_wkb(polygon, byte_order=1, output_dimension=2, include_srid=False)
    return data


def from_wkb(data: bytes) -> MultiPolygon:
    """Return the multipolygon that a WKB holds."""
    polygon = shapely.from_wkb(data)
    if not isinstance(polygon, MultiPolygon):
        raise Refused("geometry.not_a_polygon", kind=polygon.geom_type)
    return polygon


def clean(geometry: BaseGeometry) -> Cleaned:
    """Return the geometry as a valid multipolygon in one normal form, repaired where it must be.

    Coordinates keep a millimetre; heights are dropped. A ring that crosses itself is rebuilt by
    the structure of its rings (GEOS `structure`), never by the default method, which can take minutes.

    Raises:
        Refused: nothing to draw (empty, a line or point, NaN, no size), or too many corners.
    """
    _refuse_unusable(geometry)
    flat = shapely.force_2d(geometry)
    if flat.geom_type == "GeometryCollection":
        flat = _multipolygon(flat)  # as one geometry its parts may not overlap
    before = _planar_m2(flat)
    repair = None
    if not flat.is_valid:
        if shapely.get_num_coordinates(flat) > MAX_BROKEN_VERTICES:
            raise Refused("geometry.broken_and_large", limit=MAX_BROKEN_VERTICES)
        if _entangled(flat):
            raise Refused("geometry.entangled")
        repair = shapely.is_valid_reason(flat).partition("[")[0].strip()
        flat = shapely.make_valid(flat, method="structure", keep_collapsed=False)
    polygon = _settled(flat)
    if polygon.is_empty or polygon.area <= 0:
        raise Refused("geometry.no_size")
    return Cleaned(polygon, repair, before, polygon.area)


def _refuse_unusable(geometry: BaseGeometry) -> None:
    if geometry.is_empty:
        raise Refused("geometry.empty")
    if geometry.geom_type not in {"Polygon", "MultiPolygon", "GeometryCollection"}:
        raise Refused("geometry.not_a_polygon", kind=geometry.geom_type)
    if shapely.get_num_coordinates(geometry) > MAX_VERTICES:
        raise Refused("geometry.too_many_corners", limit=MAX_VERTICES)
    if not (np.abs(shapely.get_coordinates(geometry)) < _EARTH_M).all():
        raise Refused("geometry.not_finite")


def _entangled(geometry: BaseGeometry) -> bool:
    """Say whether more pairs of edges than `MAX_ENTANGLED` have boxes that touch."""
    rings = shapely.get_rings(_polygons(geometry))
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    starts, ends = corners[:-1][ring[:-1] == ring[1:]], corners[1:][ring[:-1] == ring[1:]]
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    tree = shapely.STRtree(boxes)
    pairs = 0
    for some in np.array_split(boxes, len(boxes) // _AT_ONCE + 1):
        pairs += tree.query(some).shape[1]
        if pairs > MAX_ENTANGLED:
            return True
    return False


def _planar_m2(geometry: BaseGeometry) -> float:
    """Return the shoelace size of all rings, which a crossing ring has too."""
    return float(sum(abs(part.area) for part in _polygons(geometry)))


def _polygons(geometry: BaseGeometry) -> list[Polygon]:
    parts = np.array([geometry])
    while (shapely.get_type_id(parts) > _LAST_SIMPLE_TYPE).any():
        parts = shapely.get_parts(parts)
    return [part for part in parts if isinstance(part, Polygon) and not part.is_empty]


def _multipolygon(geometry: BaseGeometry) -> MultiPolygon:
    return MultiPolygon(_polygons(geometry))


def _settled(geometry: BaseGeometry) -> MultiPolygon:
    """Round to a millimetre until that changes nothing: a sliver may vanish only the second time."""
    before, after, left = None, shapely.normalize(_rounded(geometry, GRID_M)), _ROUNDS
    while left and after != before:
        before, after, left = after, shapely.normalize(_rounded(after, GRID_M)), left - 1
    return after


def _rounded(geometry: BaseGeometry, grid_m: float) -> MultiPolygon:
    """Lay corners on a grid; through WKB, so that no later step goes on snapping to it."""
    return from_wkb(wkb(_multipolygon(shapely.set_precision(geometry, grid_m))))


def outline_of(polygon: MultiPolygon, *, crs: str) -> Outline:
    """Return the outline of a cleaned polygon: its size on the ellipsoid and its public form.

    Args:
        polygon: easting, northing in metres in `crs`, as `clean` gives it.
        crs: the register's metric CRS.
    """
    return Outline(polygon, geodesic_m2(polygon, source=crs), public_outline(polygon))


def same_line(a: MultiPolygon, b: MultiPolygon) -> bool:
    """Say whether two outlines differ by no more than rounding does (`SAME_WITHIN_M`)."""
    if a.equals_exact(b):
        return True
    if np.abs(np.subtract(a.bounds, b.bounds)).max() > SAME_WITHIN_M:
        return False
    return _within(a, b, SAME_WITHIN_M)  # a Hausdorff distance of the corners would miss the edges


def shared(a: BaseGeometry, b: BaseGeometry) -> BaseGeometry:
    """Return the ground that two shapes share, to the millimetre.

    On a grid: where two borders all but meet, as those of neighbours do, GEOS without one can take
    the whole of a shape for shared (3.14).
    """
    return shapely.intersection(a, b, grid_size=GRID_M)


def without(a: BaseGeometry, b: BaseGeometry) -> BaseGeometry:
    """Return the ground of one shape that another does not hold, to the millimetre; on a grid as `shared`."""
    return shapely.difference(a, b, grid_size=GRID_M)


def united(polygons: Sequence[MultiPolygon]) -> MultiPolygon:
    """Return the polygons as one: where two borders were drawn to meet, no gap is left between them."""
    joined = shapely.union_all(polygons)
    wider = joined.buffer(_GAP_M / 2, join_style="mitre")
    return _multipolygon(wider.buffer(-_GAP_M / 2, join_style="mitre"))


def public_outline(polygon: MultiPolygon) -> MultiPolygon:
    """Return the outline the public sees: corners on a coarse grid, within 10 m of the exact line.

    The coarsest grid is tried first; an area too slender for it gets a finer one. A spike or neck
    thinner than the finest, such as a slip of the hand leaves, is not shown at all: it would
    otherwise make the exact line public. What comes out depends on the polygon alone, so asking
    twice tells nothing more.
    """
    shown = _coarsest(polygon)
    if shown is None:
        core = _rounded(polygon, _PUBLIC_GRIDS_M[-1])
        shown = core if core.is_empty else _coarsest(core) or core
    return shapely.normalize(polygon if shown.is_empty else shown)


def _coarsest(polygon: MultiPolygon) -> MultiPolygon | None:
    """Return the polygon on the coarsest grid that keeps its parts and its line within 10 m."""
    for grid_m in _PUBLIC_GRIDS_M:
        simple = shapely.simplify(polygon, grid_m / 4)
        drawn = _rounded(simple, grid_m)
        if _moved_to_grid(simple, drawn, grid_m) or (
            len(drawn.geoms) == len(polygon.geoms) and _within(drawn, polygon, PUBLIC_WITHIN_M)
        ):
            return drawn
    return None


def _moved_to_grid(simple: MultiPolygon, drawn: MultiPolygon, grid_m: float) -> bool:
    """Say whether each corner went to the nearest of a grid and nothing else happened.

    Then no point of a line has moved farther than corners do, .71 of the grid, beside the quarter that
    simplifying may: that need not be measured, which takes most of the time.
    """
    nearest = shapely.transform(simple, lambda xy: np.rint(xy / grid_m) * grid_m)
    return bool(_multipolygon(nearest).normalize().equals_exact(drawn.normalize(), 0))


def _within(a: MultiPolygon, b: MultiPolygon, limit_m: float) -> bool:
    """Say whether each border lies within `limit_m` of the other, everywhere along it."""
    near_a = a.boundary.buffer(limit_m * _BUFFER_KEEPS, quad_segs=16)
    near_b = b.boundary.buffer(limit_m * _BUFFER_KEEPS, quad_segs=16)
    return bool(near_a.covers(b.boundary)) and bool(near_b.covers(a.boundary))
