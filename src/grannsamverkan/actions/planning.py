"""Where the next areas could be founded: the town of a municipality out of the register, and plans for it.

Looking writes nothing. All coordinates are easting, northing in metres in the register's CRS.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.ground import Ground, ground_of
from grannsamverkan.crs import bbox_to_lonlat
from grannsamverkan.domain.access import Deed, Who, may
from grannsamverkan.domain.areas import AreaVersion, Municipality, version_on
from grannsamverkan.domain.basemap import LEVELS, Kind
from grannsamverkan.domain.geometry import Outline
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.outcomes import Outcomes, outcomes_of
from grannsamverkan.domain.streets import Road
from grannsamverkan.domain.tiles import Traced, read_back, tiles_in
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.planning.network import network_of, plots_of
from grannsamverkan.planning.plan import Plan, Weights, Wish
from grannsamverkan.planning.proposals import plan
from grannsamverkan.planning.segments import cut
from grannsamverkan.planning.worth import Town
from grannsamverkan.register import Register
from grannsamverkan.types import Bbox

MOST_NEW = 100
"""So many areas at most are proposed at once."""

_STANDING = frozenset({Status.ACTIVE, Status.FORMING, Status.PLANNED})
"""The areas whose homes are taken: those there are, and those that are on their way."""

_KEPT = "actions.planning"
_MOST_PLANS = 32
_MOST_TILES = 400
"""From so many squares at most railways and waters are read: a finer level costs more than it tells."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An area of a day, with its outline."""

    version: AreaVersion
    polygon: MultiPolygon


@dataclass(frozen=True)
class Planned:
    """A municipality with what a plan for it is made of.

    Attributes:
        standing: the areas whose homes are taken, by name.
        dormant: the areas that rest, by name: their homes may be proposed, but they are better started anew.
        outcomes: what became of areas planned before.
        sources: whom roads and homes come from.
        parted: whether railways and waters of the base map part quarters.
        plans: those made of late, by wish.
    """

    place: Municipality
    town: Town
    standing: tuple[Standing, ...]
    sources: tuple[str, ...]
    parted: bool
    crs: str
    dormant: tuple[Standing, ...] = ()
    outcomes: Outcomes = field(default_factory=Outcomes)
    plans: dict[Wish, Plan] = field(default_factory=dict, repr=False, compare=False)

    @property
    def homes(self) -> int:
        """How many homes the municipality has."""
        return int(self.town.network.plots.homes.sum())

    def plan(self, wish: Wish) -> Plan:
        """Return the plan for a wish; the latest are kept, since people go back and forth between wishes."""
        found = self.plans.get(wish)
        if found is None:
            found = plan(self.town, wish)
            while len(self.plans) >= _MOST_PLANS:
                self.plans.pop(next(iter(self.plans)), None)
            self.plans[wish] = found
        return found


def wish_of(  # noqa: PLR0913 # a wish has as many sides
    new: int,
    *,
    year: int,
    coverage: float,
    risk: float,
    equity: float,
    interest: float = 0.2,
    vetoed: Sequence[BaseGeometry] = (),
) -> Wish:
    """Return what is asked of a plan; whose turn it is among the localities goes by the year.

    Raises:
        Refused: not so many areas, or weights that weigh nothing or less than nothing.
    """
    weights = (coverage, risk, equity, interest)
    if not 1 <= new <= MOST_NEW:
        raise Refused("planning.number", most=MOST_NEW)
    if not all(0 <= one <= 1 for one in weights) or not any(weights):
        raise Refused("planning.weight")
    return Wish(
        new=new,
        weights=Weights(coverage=coverage, risk=risk, equity=equity, interest=interest),
        year=year,
        vetoed=tuple(vetoed),
    )


def planned_for(register: Register, who: Who, municipality: str, on: date) -> Planned:
    """Return what a plan for a municipality is made of; kept until areas, roads or homes are others.

    Raises:
        NotFound: no such municipality, or not for this person.
        Refused: no roads or homes are laid, or nothing says which of them are the municipality's.
    """
    places = register.municipalities()
    place = next((one for one in places if one.code == municipality), None)
    if place is None or not may(who, Deed.FOUND_AREA, municipality=municipality).allowed:
        raise NotFound("access.not_found")
    ground = ground_of(register)
    standing = _standing(register, municipality, on, _STANDING)
    base = register.base_map()
    stamp = (
        ground,
        base and base.stamp,
        place.border,
        register.localities(),
        tuple(one.version.outline_id for one in standing),
    )
    kept = register.present().kept((_KEPT, municipality))
    if kept.get("stamp") != stamp:
        kept["town"] = _built(register, ground, place, standing, alone=len(places) == 1)
        kept["stamp"] = stamp
    known: Planned = kept["town"]
    return replace(
        known,
        place=place,
        standing=standing,
        dormant=_standing(register, municipality, on, {Status.DORMANT}),
        outcomes=outcomes_of(register.present().timelines.values(), municipality, on),
    )


def _standing(
    register: Register, municipality: str, on: date, states: Collection[Status]
) -> tuple[Standing, ...]:
    versions = [
        version
        for timeline in register.present().timelines.values()
        if (version := version_on(timeline, on)) is not None
        and version.municipality == municipality
        and version.status in states
        and version.outline_id is not None
    ]
    outlines: dict[str, Outline] = register.outlines(
        sorted({one.outline_id for one in versions if one.outline_id})
    )
    drawn = [Standing(one, outlines[one.outline_id].polygon) for one in versions if one.outline_id]
    return tuple(sorted(drawn, key=lambda one: (one.version.name.casefold(), one.version.area_id)))


def _built(
    register: Register,
    ground: Ground,
    place: Municipality,
    standing: Sequence[Standing],
    *,
    alone: bool,
) -> Planned:
    """Build the town: roads cut into segments, the homes along them, and what parts quarters."""
    roads, homes = _own_ground(ground, place, alone=alone)
    if not roads or not homes:
        raise Refused("planning.no_ground")
    x, y = zip(*((one[0], one[1]) for one in homes), strict=True)
    parting = _parting(register, (min(x), min(y), max(x), max(y)))
    existing = tuple(one.polygon for one in standing)
    localities = [
        (one.name, one.x, one.y) for one in register.localities() if one.municipality == place.code
    ]
    network = network_of(
        cut(roads, parting),
        plots_of(homes, existing),
        existing=existing,
        localities=localities,
    )
    sources = sorted({one.source for one in roads})
    town = Town(network, existing)
    crs = register.info.crs
    return Planned(place, town, tuple(standing), tuple(sources), bool(parting), crs)


def _own_ground(
    ground: Ground, place: Municipality, *, alone: bool
) -> tuple[list[Road], list[tuple[float, float, int, str | None]]]:
    """Return the roads and homes of a municipality: all there are where the register has no other."""
    homes = ground.homes
    every = zip(
        homes.x.tolist(), homes.y.tolist(), homes.homes.tolist(), homes.streets, strict=True
    )
    if alone:
        return list(ground.roads), list(every)
    if place.border is None:
        raise Refused("planning.no_border", name=place.name)
    border = place.border
    shapely.prepare(border)
    inside = shapely.intersects_xy(border, homes.x, homes.y).tolist()
    meets = shapely.intersects(border, ground.lines).tolist() if len(ground.roads) else []
    return (
        [road for road, met in zip(ground.roads, meets, strict=True) if met],
        [one for one, own in zip(every, inside, strict=True) if own],
    )


def _parting(register: Register, box: Bbox) -> list[LineString]:
    """Return the railways, and the shores of the waters, that the base map has around the homes."""
    if register.base_map() is None:
        return []
    crs = register.info.crs
    around = bbox_to_lonlat(box, source=crs)
    level = next((one for one in reversed(LEVELS) if _few(tiles_in(around, one))), LEVELS[0])
    traced = list(read_back(register.base_tiles(level, tiles_in(around, level)), crs=crs))
    rails = [LineString(one) for one in _parts(traced, Kind.RAILWAY, least=2)]
    return rails + _shores([shapely.Polygon(one) for one in _parts(traced, Kind.WATER, least=4)])


def _few(tiles: tuple[int, int, int, int]) -> bool:
    west, north, east, south = tiles
    return (east - west + 1) * (south - north + 1) <= _MOST_TILES


def _parts(some: Sequence[Traced], kind: Kind, *, least: int) -> list[NDArray[np.float64]]:
    """Return the parts of one kind that have places enough to be a line or a ring."""
    parts = (np.split(one.places, one.starts[1:]) for one in some if one.kind is kind)
    return [part for part in chain.from_iterable(parts) if len(part) >= least]


def _shores(waters: Sequence[BaseGeometry]) -> list[LineString]:
    """Return the outer shores of waters that lie in pieces, square by square."""
    together = shapely.union_all(shapely.make_valid(np.array(waters, dtype=object)))
    rings = [one.exterior for one in shapely.get_parts(together) if one.geom_type == "Polygon"]
    return [LineString(ring.coords) for ring in rings]
