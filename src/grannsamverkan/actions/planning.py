"""Where the next areas could be founded: the town of a municipality out of the register, and plans for it.

Looking writes nothing. All coordinates are easting, northing in metres in the register's CRS.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.barriers import parting_around
from grannsamverkan.actions.ground import Ground, ground_of
from grannsamverkan.coverage.homes import Places
from grannsamverkan.domain.access import Deed, Who, may
from grannsamverkan.domain.areas import AreaVersion, Municipality, version_on
from grannsamverkan.domain.geometry import Outline
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.outcomes import Outcomes, outcomes_of
from grannsamverkan.domain.streets import Road
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.planning.plan import Plan, Weights, Wish
from grannsamverkan.planning.proposals import plan
from grannsamverkan.planning.terrain import Terrain
from grannsamverkan.planning.worth import Town
from grannsamverkan.register import Register

MOST_NEW = 100
"""So many areas at most are proposed at once."""

_STANDING = frozenset({Status.ACTIVE, Status.FORMING, Status.PLANNED})
"""The areas whose homes are taken: those there are, and those that are on their way."""

_KEPT = "actions.planning"
_MOST_PLANS = 32


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
        terrain: roads and homes, as they were read.
        estimated: how many of the homes are estimated by the size of buildings.
        fitted_to: the known totals that estimates were made to add up to.
        dormant: the areas that rest, by name: their homes may be proposed, but they are better started anew.
        outcomes: what became of areas planned before.
        sources: whom roads come from.
        parted: whether railways and waters of the base map part quarters.
        expected: for each segment the burglaries a year to be expected of its homes; None: not known.
        interest: for each segment how much of all interest that is told is its homes' (0-1); None: none is told.
        plans: those made of late, by wish.
    """

    place: Municipality
    terrain: Terrain
    standing: tuple[Standing, ...]
    sources: tuple[str, ...]
    parted: bool
    crs: str
    estimated: int = 0
    fitted_to: tuple[str, ...] = ()
    expected: NDArray[np.float64] | None = None
    interest: NDArray[np.float64] | None = None
    dormant: tuple[Standing, ...] = ()
    outcomes: Outcomes = field(default_factory=Outcomes)
    plans: dict[Wish, Plan] = field(default_factory=dict, repr=False, compare=False)

    @property
    def homes(self) -> int:
        """How many homes the municipality has."""
        return int(self.terrain.homes.sum())

    @cached_property
    def town(self) -> Town:
        """The municipality ready to be planned for; built when first asked for."""
        town = self.terrain.town
        if self.expected is None and self.interest is None:
            return town
        return town.knowing(self.expected, self.interest)

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
    place = _place(register, who, municipality)
    standing = _standing(register, municipality, on, _STANDING)
    base = register.base_map()
    stamp = (
        ground_of(register),
        base and base.stamp,
        place.border,
        register.localities(),
        tuple(one.version.outline_id for one in standing),
    )
    kept = register.present().kept((_KEPT, municipality))
    if kept.get("stamp") != stamp:
        kept["town"] = _read(register, place, standing)
        kept["stamp"] = stamp
    known: Planned = kept["town"]
    return _seen_on(register, replace(known, place=place, standing=standing), on)


def planned_once(register: Register, who: Who, municipality: str, on: date) -> Planned:
    """Return what a plan for a municipality is made of, of which nothing is kept: one of many, or the only one.

    Raises:
        NotFound: no such municipality, or not for this person.
        Refused: no roads or homes are laid, or nothing says which of them are the municipality's.
    """
    place = _place(register, who, municipality)
    standing = _standing(register, municipality, on, _STANDING)
    return _seen_on(register, _read(register, place, standing), on)


def _seen_on(register: Register, planned: Planned, on: date) -> Planned:
    """Return the same with what a day says of it that no plan is made of."""
    code = planned.place.code
    return replace(
        planned,
        dormant=_standing(register, code, on, {Status.DORMANT}),
        outcomes=outcomes_of(register.present().timelines.values(), code, on),
    )


def plannable(register: Register) -> tuple[str, ...]:
    """Return the codes of the municipalities that have roads and homes to plan by."""
    ground, places = ground_of(register), register.municipalities()
    alone = len(places) == 1
    found = (
        (place.code, *_own_ground(ground, place, alone=alone))
        for place in places
        if alone or place.border is not None
    )
    return tuple(sorted(code for code, roads, homes in found if roads and len(homes)))


def _place(register: Register, who: Who, municipality: str) -> Municipality:
    place = next((one for one in register.municipalities() if one.code == municipality), None)
    if place is None or not may(who, Deed.FOUND_AREA, municipality=municipality).allowed:
        raise NotFound("access.not_found")
    return place


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


def _read(register: Register, place: Municipality, standing: Sequence[Standing]) -> Planned:
    """Read roads, homes, and what parts quarters; nothing is reckoned yet."""
    ground = ground_of(register)
    roads, own = _own_ground(ground, place, alone=len(register.municipalities()) == 1)
    if not roads or not len(own):
        raise Refused("planning.no_ground", name=place.name)
    homes = ground.homes
    x, y = homes.x[own], homes.y[own]
    parting = parting_around(
        register, (float(x.min()), float(y.min()), float(x.max()), float(y.max()))
    )
    terrain = Terrain(
        tuple(roads),
        x,
        y,
        homes.homes[own],
        tuple(homes.streets[one] for one in own.tolist()),
        existing=tuple(one.polygon for one in standing),
        parting=tuple(parting),
        localities=tuple(
            (one.name, one.x, one.y)
            for one in register.localities()
            if one.municipality == place.code
        ),
    )
    sources = tuple(sorted({one.source for one in roads}))
    fitted_to = {homes.fitted_to[one] for one in own.tolist()} - {None}
    return Planned(
        place,
        terrain,
        tuple(standing),
        sources,
        bool(parting),
        register.info.crs,
        estimated=int(homes.homes[own][homes.estimated[own] > 0].sum()),
        fitted_to=tuple(sorted(filter(None, fitted_to))),
    )


def _own_ground(ground: Ground, place: Municipality, *, alone: bool) -> tuple[list[Road], Places]:
    """Return the roads and homes of a municipality: all there are where the register has no other."""
    if alone:
        return list(ground.roads), np.arange(len(ground.homes))
    if place.border is None:
        raise Refused("planning.no_border", name=place.name)
    border = place.border
    shapely.prepare(border)
    near = ground.roads_in(border.bounds)
    roads = [road for road in near if border.intersects(road.line)]
    return roads, ground.homes.inside(border)
