"""Burglaries as the risk of a town's streets: what may be counted of them, where and for how long."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.planning import Planned
from grannsamverkan.domain.addresses import name_key
from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.burglaries import Burglaries, BurglarySource, LocalityCount, Reported
from grannsamverkan.planning.network import NOWHERE
from grannsamverkan.planning.risk import Floats, Places, Risk, Streets, district_risk_of, risk_of
from grannsamverkan.planning.segments import Shapes
from grannsamverkan.planning.windows import YEAR_DAYS, Counted, LeftOut, Report, counted
from grannsamverkan.planning.worth import Town
from grannsamverkan.register import Register

_NEAR_M = 250.0
"""A report, whose place is rounded to 100 m, belongs to a street with homes no farther away than this."""

_NOT_HERE = -1

Watched = tuple[tuple[BaseGeometry, date], ...]
"""Where watches have been, each outline with the day on which one was first founded there."""


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of burglaries in a town, and what of the reports was left out.

    Attributes:
        risk: None where none could be counted: then it is not known, and not the same everywhere.
        by_locality: they were counted by locality, so that every street of one is told the same.
        source: by what right they are kept; None: they are of a file, and are not.
    """

    counted: Counted
    risk: Risk | None
    by_locality: bool = False
    source: BurglarySource | None = None

    @property
    def number(self) -> int:
        """How many burglaries are counted."""
        return 0 if self.risk is None else self.risk.counted


def known_from(
    planned: Planned, told: Burglaries, watched: Watched, source: BurglarySource | None = None
) -> Known:
    """Return the burglaries to expect on the streets of a municipality; no register is asked, and nothing kept."""
    town = planned.town
    network = town.network
    lie = network.segment_of != NOWHERE
    every_home = np.bincount(
        network.segment_of[lie],
        weights=network.plots.homes[lie],
        minlength=len(network.segments),
    ).astype(np.float64)
    if told.counts:
        found, risk = _by_locality(town, told, every_home)
        return _beside(Known(found, risk, by_locality=True, source=source))
    found = counted(
        _placed(told.reported, town, every_home),
        every_home,
        _founded(town, watched),
        told.window,
    )
    streets = _streets(town, found.exposure, found.burglaries)
    risk = risk_of(streets) if found.burglaries.any() else None
    return _beside(Known(found, risk, source=source))


def _beside(known: Known) -> Known:
    """Add what had been left out when burglaries that are kept were read in."""
    if known.source is None:
        return known
    numbers = Counter(known.source.beside)
    numbers.update({reason.value: number for reason, number in known.counted.left_out.items()})
    left_out = {reason: numbers[reason.value] for reason in LeftOut if numbers[reason.value]}
    return replace(known, counted=replace(known.counted, left_out=left_out))


def _streets(town: Town, exposure: Floats, burglaries: Floats) -> Streets:
    network = town.network
    middles = shapely.line_interpolate_point(network.segments.lines, 0.5, normalized=True)
    homes = network.homes.astype(np.float64)
    return Streets(shapely.get_x(middles), shapely.get_y(middles), homes, exposure, burglaries)


def _by_locality(town: Town, told: Burglaries, homes: Floats) -> tuple[Counted, Risk | None]:
    """Return what is counted, and one rate for each locality; those without a count are like the rest together.

    Watched streets are in it, for a count by locality does not tell theirs apart.
    """
    network = town.network
    names = {name_key(name): place for place, name in enumerate(network.localities) if name}
    where = np.array([names.get(name_key(one.locality), _NOT_HERE) for one in told.counts])
    here = where != _NOT_HERE
    numbers = np.array([one.number for one in told.counts], dtype=np.float64)
    years = np.bincount(where[here], _years(told.counts)[here], len(network.localities))
    exposure = homes * years[network.locality]
    of_locality = np.bincount(where[here], numbers[here], len(network.localities)).astype(float)
    nothing = np.zeros(len(exposure))
    district: Places = network.locality
    beside = {LeftOut.NO_LOCALITY: int(numbers[~here].sum())}
    risk = None
    if not exposure.any():
        beside[LeftOut.NO_PLACE] = int(of_locality.sum())
    elif of_locality.any():
        risk = district_risk_of(_streets(town, exposure, nothing), district, of_locality)
    left_out = {reason: number for reason, number in beside.items() if number}
    return Counted(told.window, exposure, nothing, left_out), risk


def _years(counts: Sequence[LocalityCount]) -> Floats:
    days = [(one.during.end - one.during.start).days for one in counts]
    return np.array(days, dtype=np.float64) / YEAR_DAYS


def _placed(reported: Sequence[Reported], town: Town, homes: Floats) -> list[Report]:
    """Return the reports, each on the nearest street with homes; the same report in any order lies on the same."""
    lived = np.flatnonzero(homes > 0)
    tree = shapely.STRtree(town.network.segments.lines[lived])
    at_all = np.array([(one.x, one.y) for one in reported]).reshape(-1, 2)  # there may be none
    points: Shapes = np.asarray(shapely.points(at_all))
    at, near = tree.query_nearest(points, max_distance=_NEAR_M, all_matches=False)
    place = dict(zip(at.tolist(), lived[near].tolist(), strict=True))
    return [Report(one.day, one.kind, place.get(number)) for number, one in enumerate(reported)]


def _founded(town: Town, watched: Watched) -> list[date | None]:
    """Return for each segment the day on which a watch was first founded there."""
    middles = shapely.line_interpolate_point(town.network.segments.lines, 0.5, normalized=True)
    first: list[date | None] = [None] * len(middles)
    tree = shapely.STRtree(middles)
    for outline, day in watched:
        for place in tree.query(outline, predicate="intersects").tolist():
            known = first[place]
            first[place] = day if known is None else min(known, day)
    return first


def watched_in(register: Register, municipality: str) -> Watched:
    """Return the outlines that a municipality's active areas have had, each with its first day."""
    first = starts(register.present().timelines.values(), municipality)
    outlines = register.outlines(sorted(first))
    return tuple((outlines[outline_id].polygon, day) for outline_id, day in first.items())


def starts(timelines: Iterable[Timeline], municipality: str) -> Mapping[str, date]:
    """Return for each outline that an active area has had the first day it had it, at the earliest."""
    found: dict[str, date] = {}
    for timeline in timelines:
        for version in timeline:
            if version.active and version.outline_id and version.municipality == municipality:
                day = version.stated_start.earliest
                found[version.outline_id] = min(day, found.get(version.outline_id, day))
    return found
