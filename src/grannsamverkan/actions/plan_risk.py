"""Burglaries of a file as the risk of a town's streets: what may be counted of them, where and for how long."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import shapely

from grannsamverkan.actions.planning import Planned
from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.period import Period, months_after
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.burglaries import Reported
from grannsamverkan.planning.network import NOWHERE
from grannsamverkan.planning.risk import Floats, Risk, Streets, risk_of
from grannsamverkan.planning.windows import Counted, Report, counted
from grannsamverkan.planning.worth import Town
from grannsamverkan.register import Register

_NEAR_M = 250.0
"""A report, whose place is rounded to 100 m, belongs to a street with homes no farther away than this."""


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of burglaries in a town, and what of the reports was left out."""

    counted: Counted
    risk: Risk


def with_burglaries(
    register: Register, planned: Planned, reported: Sequence[Reported]
) -> tuple[Planned, Known]:
    """Return a municipality whose streets have burglaries to expect; nothing of the reports is kept.

    Raises:
        Refused: no report is of a completed burglary of a home.
    """
    town = planned.town
    network = town.network
    lie = network.segment_of != NOWHERE
    every_home = np.bincount(
        network.segment_of[lie],
        weights=network.plots.homes[lie],
        minlength=len(network.segments),
    ).astype(np.float64)
    window = _window(reported)
    found = counted(
        _placed(reported, town, every_home),
        every_home,
        _founded(register, town, planned.place.code),
        window,
    )
    if not found.exposure.any():
        raise Refused("planning.no_burglaries")
    middles = shapely.line_interpolate_point(network.segments.lines, 0.5, normalized=True)
    risk = risk_of(
        Streets(
            shapely.get_x(middles),
            shapely.get_y(middles),
            network.homes.astype(np.float64),
            found.exposure,
            found.burglaries,
        )
    )
    risky = replace(town, expected=risk.per_year)
    return replace(planned, town=risky, plans={}), Known(found, risk)


def _window(reported: Sequence[Reported]) -> Period:
    """Return the whole months from the first report to the last.

    Raises:
        Refused: there is no report.
    """
    if not reported:
        raise Refused("planning.no_burglaries")
    days = [one.day for one in reported]
    return Period(min(days).replace(day=1), months_after(max(days).replace(day=1), 1))


def _placed(reported: Sequence[Reported], town: Town, homes: Floats) -> list[Report]:
    """Return the reports, each on the nearest street with homes; the same report in any order lies on the same."""
    lived = np.flatnonzero(homes > 0)
    tree = shapely.STRtree(town.network.segments.lines[lived])
    points = shapely.points([(one.x, one.y) for one in reported])
    at, near = tree.query_nearest(points, max_distance=_NEAR_M, all_matches=False)
    place = dict(zip(at.tolist(), lived[near].tolist(), strict=True))
    return [Report(one.day, one.kind, place.get(number)) for number, one in enumerate(reported)]


def _founded(register: Register, town: Town, municipality: str) -> list[date | None]:
    """Return for each segment the day on which a watch was first founded there, as the register tells it."""
    middles = shapely.line_interpolate_point(town.network.segments.lines, 0.5, normalized=True)
    first: list[date | None] = [None] * len(middles)
    started = _starts(register.present().timelines.values(), municipality)
    outlines = register.outlines(sorted(started))
    tree = shapely.STRtree(middles)
    for outline_id, day in started.items():
        for place in tree.query(outlines[outline_id].polygon, predicate="intersects").tolist():
            known = first[place]
            first[place] = day if known is None else min(known, day)
    return first


def _starts(timelines: Iterable[Timeline], municipality: str) -> Mapping[str, date]:
    """Return for each outline that an active area has had the first day it had it, at the earliest."""
    found: dict[str, date] = {}
    for timeline in timelines:
        for version in timeline:
            if version.active and version.outline_id and version.municipality == municipality:
                day = version.stated_start.earliest
                found[version.outline_id] = min(day, found.get(version.outline_id, day))
    return found
