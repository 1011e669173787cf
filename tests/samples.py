"""Invented areas for tests: squares in SWEREF 99 TM near Hallsberg, and timelines of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import shapely
from shapely.geometry.base import BaseGeometry

from grannsamverkan.crs import SWEDEN
from grannsamverkan.domain import geometry
from grannsamverkan.domain.areas import AreaVersion, Timeline, begin, drawn
from grannsamverkan.domain.geometry import Outline
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import Period
from grannsamverkan.register import Head, Register
from stores import DAWN

WEST, SOUTH = 505_003.217, 6_546_101.439
"""A corner near Hallsberg, on no round number."""


def later(minutes: float) -> datetime:
    """Return a moment some minutes after the registers of the tests are made."""
    return DAWN + timedelta(minutes=minutes)


def square(east_m: float = 0, north_m: float = 0, *, side_m: float = 200) -> BaseGeometry:
    """Return a square whose south-western corner lies so far from the tests' common corner."""
    x, y = WEST + east_m, SOUTH + north_m
    return shapely.box(x, y, x + side_m, y + side_m)


def outline_of(polygon: BaseGeometry) -> Outline:
    """Return the outline that a register in SWEREF 99 TM keeps of a polygon."""
    return geometry.outline_of(geometry.clean(polygon).polygon, crs=SWEDEN)


def area(
    area_id: str, start: date = date(2020, 1, 1), *, outline: Outline | None = None, **facts: object
) -> Timeline:
    """Return the timeline of an area that is active from a day on."""
    version = AreaVersion(
        area_id=area_id,
        period=Period(start),
        event=Event.INHERIT,
        status=Status.ACTIVE,
        name=f"Området {area_id}",
        municipality="1861",
        **drawn(outline),
    )
    return begin(replace(version, **facts))  # type: ignore[arg-type]  # fields known by name only


def write(
    register: Register,
    timelines: Iterable[Timeline],
    *,
    outlines: Iterable[Outline] = (),
    minutes: float = 1,
) -> Head:
    """Believe these timelines from a moment on, in one change."""
    with register.change(actor="test", action="write", reason="so", now=later(minutes)) as change:
        for outline in outlines:
            change.add_outline(outline)
        for timeline in timelines:
            change.set_timeline(timeline[0].area_id, timeline)
    return register.head()
