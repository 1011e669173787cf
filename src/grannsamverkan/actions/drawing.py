"""Trying out a border before it is anyone's: drawn to its neighbours, measured, with what is odd about it.

All coordinates are easting, northing in metres in the register's CRS. Nothing here writes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from shapely import LineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.ground import Ground, StreetKey, ground_of
from grannsamverkan.coverage.check import reach_of
from grannsamverkan.crs import geodesic_m2
from grannsamverkan.domain.access import EVERYWHERE, Deed, Who
from grannsamverkan.domain.areas import AreaVersion
from grannsamverkan.domain.blocks import around_homes, blocks
from grannsamverkan.domain.drafting import SNAP_M, divided, snapped, with_hole
from grannsamverkan.domain.geometry import clean
from grannsamverkan.domain.lifecycle import Event, Status, possible
from grannsamverkan.domain.oddities import THIN_M, Oddity, OddityKind, mended, oddities
from grannsamverkan.errors import Refused, TooLarge
from grannsamverkan.register import Register
from grannsamverkan.types import Bbox

_GONE = frozenset({Status.CLOSED, Status.SUPERSEDED, Status.WITHDRAWN})
_AROUND_M = 200.0
_MOST_BLOCKS_HOMES = 20_000


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another live area; `exact` is False where only its public outline may be shown.

    One that `merges` is in a state in which it can become one with another of its municipality.
    """

    id: str
    name: str
    polygon: MultiPolygon
    exact: bool = True
    municipality: str = ""
    merges: bool = False
    active: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """A border as it would be: its size on the ellipsoid, its homes, and what is odd about it.

    `homes` is None where no homes have been laid.
    """

    polygon: MultiPolygon
    m2: int
    homes: int | None
    oddities: tuple[Oddity, ...]
    neighbours: dict[str, Neighbour]


@dataclass(frozen=True, slots=True)
class Block:
    """The ground between roads, how many homes are there, and the street nearest to its middle."""

    polygon: BaseGeometry
    homes: int
    street: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Where someone draws: what they may see, on which day, which areas are being redrawn, for whom."""

    register: Register
    who: Who
    today: date
    redrawn: frozenset[str] = frozenset()
    municipality: str | None = None

    @property
    def ground(self) -> Ground:
        """The roads and homes."""
        return ground_of(self.register)


def neighbours(table: Table, bbox: Bbox) -> list[Neighbour]:
    """Return the live areas that meet a box, without those being redrawn.

    Of areas that the person may not see there are those that the public may, in their public outline.
    """
    seen: list[AreaVersion] = []
    rest: list[AreaVersion] = []
    for version in table.register.versions(table.today, bbox=bbox):
        if version.status in _GONE or version.outline_id is None:
            continue
        if version.area_id not in table.redrawn:
            (seen if _may_see(table.who, version) else rest).append(version)
    outlines = table.register.outlines([one.outline_id for one in seen if one.outline_id])
    found = [
        Neighbour(
            one.area_id,
            one.name,
            outlines[one.outline_id].polygon,
            municipality=one.municipality,
            merges=Event.MERGE in possible(one.status),
            active=one.active,
        )
        for one in seen
        if one.outline_id
    ]
    return sorted([*found, *_public(table, bbox, rest)], key=lambda one: (one.name, one.id))


def _may_see(who: Who, version: AreaVersion) -> bool:
    places = who.municipalities(Deed.SEE_AREA)
    return bool({version.municipality, EVERYWHERE} & places) or version.area_id in who.areas


def _public(table: Table, bbox: Bbox, rest: Sequence[AreaVersion]) -> list[Neighbour]:
    if not rest:
        return []
    ids = [one.area_id for one in rest]
    shown = table.register.public(on=table.today, today=table.today, bbox=bbox, area_ids=ids)
    return [
        Neighbour(one.id, one.name, one.outline, exact=False)
        for one in shown.areas
        if one.outline is not None
    ]


def _around(polygon: BaseGeometry, margin_m: float) -> Bbox:
    west, south, east, north = polygon.bounds
    return west - margin_m, south - margin_m, east + margin_m, north + margin_m


def try_out(table: Table, polygon: BaseGeometry, *, snap: bool = True) -> Tried:
    """Return a drawn polygon as it would be: drawn to neighbours and roads, measured, looked through.

    Raises:
        Refused: it is no polygon that can be drawn.
    """
    drawn = clean(polygon).polygon
    box = _around(drawn, THIN_M)
    near = {one.id: one for one in neighbours(table, box)}
    if snap:
        roads = [road.line for road in table.ground.roads_in(box)]
        drawn = snapped(drawn, [one.polygon for one in near.values()], roads, within_m=SNAP_M)
    found = oddities(drawn, {key: one.polygon for key, one in near.items()}, _territory(table))
    homes = table.ground.homes
    return Tried(
        polygon=drawn,
        m2=geodesic_m2(drawn, source=table.register.info.crs),
        homes=homes.count(drawn) if len(homes) else None,
        oddities=tuple(found),
        neighbours=near,
    )


def _territory(table: Table) -> BaseGeometry | None:
    known = {one.code: one for one in table.register.municipalities()}
    return reach_of(known.get(table.municipality or ""))


def mend(table: Table, polygon: BaseGeometry, kind: OddityKind, other: str | None) -> Tried:
    """Return a polygon without one of its oddities.

    Raises:
        Refused: it cannot be mended without taking most of it.
    """
    before = try_out(table, polygon, snap=False)
    wanted = [one for one in before.oddities if (one.kind, one.other) == (kind, other)]
    drawn = before.polygon
    around = [one.polygon for one in before.neighbours.values()]
    for oddity in wanted:
        drawn = mended(drawn, oddity, around)
    return try_out(table, drawn, snap=False)


def cut_hole(table: Table, polygon: BaseGeometry, hole: BaseGeometry) -> Tried:
    """Return a polygon without the ground of a hole.

    Raises:
        Refused: the hole lies outside, or takes everything.
    """
    return try_out(table, with_hole(clean(polygon).polygon, hole), snap=False)


def divide(table: Table, polygon: BaseGeometry, line: LineString) -> list[Tried]:
    """Return the parts that a line divides a polygon into.

    Raises:
        Refused: the line does not cross it.
    """
    parts = divided(clean(polygon).polygon, line)
    return [try_out(table, part, snap=False) for part in parts]


def outline_of_streets(
    table: Table, keys: Sequence[StreetKey], drawn: BaseGeometry | None = None
) -> Tried:
    """Return an outline around the homes along some streets, and those that were drawn around already.

    Homes in other areas stay there.

    Raises:
        Refused: no homes along them that are free.
    """
    ground = table.ground
    mine = ground.places_along(keys)
    if drawn is not None:
        mine = np.union1d(mine, ground.homes.inside(clean(drawn).polygon))
    if not mine.size:
        raise Refused("drawing.no_homes")
    spots = shapely.MultiPoint(_spots(ground, mine))
    box = _around(spots, _AROUND_M)
    taken = [one.polygon for one in neighbours(table, box)]
    others = np.setdiff1d(ground.homes.within(box), mine)
    mine, others = _free(ground, mine, taken), _free(ground, others, taken)
    if not mine.size:
        raise Refused("drawing.homes_taken")
    polygon = around_homes(
        _spots(ground, mine), _spots(ground, others), ground.lines_of(keys), taken
    )
    return try_out(table, polygon, snap=False)


def _spots(ground: Ground, places: np.ndarray) -> np.ndarray:
    spots: np.ndarray = np.column_stack([ground.homes.x[places], ground.homes.y[places]])
    return spots


def _free(ground: Ground, places: np.ndarray, taken: Sequence[MultiPolygon]) -> np.ndarray:
    """Return the dwellings that no other area has."""
    if not taken or not places.size:
        return places
    ours = shapely.union_all(list(taken))
    shapely.prepare(ours)
    inside = shapely.intersects_xy(ours, ground.homes.x[places], ground.homes.y[places])
    free: np.ndarray = places[~inside]
    return free


def blocks_in(table: Table, bbox: Bbox) -> list[Block]:
    """Return the blocks with homes that meet a box.

    Raises:
        TooLarge: the box holds more homes than anyone can choose blocks among.
    """
    ground = table.ground
    box = _around(shapely.box(*bbox), _AROUND_M)
    places = ground.homes.within(box)
    if places.size > _MOST_BLOCKS_HOMES:
        raise TooLarge("drawing.too_far_out")
    lines = [road.line for road in ground.roads_in(box)]
    seen = shapely.box(*bbox)
    return [
        Block(face, ground.homes.count(face), ground.nearest_street(face))
        for face in blocks(lines, _spots(ground, places))
        if face.intersects(seen)
    ]
