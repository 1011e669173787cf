"""How the number of areas on one day came of that on another.

The bridge leads from the end of one day to the end of another: opening + events = closing, for
counts and for sizes. It is computed from the versions themselves: each day on which an area begins
or ceases to be active, or changes size while active, is one event under one heading.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from grannsamverkan.domain.areas import AreaType, AreaVersion, Timeline, version_on
from grannsamverkan.domain.counts import Within, counted_within
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.errors import Refused

HEADINGS = (
    "started",
    "restarted",
    "lapsed",
    "closed",
    "split",
    "merged",
    "redrawn",
    "moved",
    "corrected",
)
"""The events of a bridge, in the order they are shown."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """Opening + signed events = closing, for the number of areas and for their size in m²."""

    start: date
    end: date
    opening: int
    closing: int
    events: Mapping[str, int]
    m2_opening: int
    m2_closing: int
    m2_events: Mapping[str, int]
    areas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Under each heading, the ids of the areas behind the figure."""


def bridge(
    timelines: Iterable[Timeline],
    start: date,
    end: date,
    *,
    municipality: str | Collection[str] | None = None,
    area_type: AreaType | None = None,
    opening_was: tuple[int, int] | None = None,
) -> Bridge:
    """Lead from the active areas at the end of `start` to those at the end of `end`.

    `opening_was` is the number and the m² as an earlier report had them; the difference to what is
    now known of that day stands under `corrected`.

    Raises:
        Refused: `end` comes before `start`.
    """
    if end < start:
        raise Refused("period.empty", start=start, end=end)
    events = dict.fromkeys(HEADINGS, 0)
    m2_events = dict.fromkeys(HEADINGS, 0)
    areas: dict[str, list[str]] = {heading: [] for heading in HEADINGS}
    opening = m2_opening = closing = m2_closing = 0
    within = counted_within(municipality, area_type)
    for timeline in timelines:
        before, after = version_on(timeline, start), version_on(timeline, end)
        opening += within(before)
        m2_opening += _size(before, within)
        closing += within(after)
        m2_closing += _size(after, within)
        for heading, number, m2, version in steps(timeline, start, end, within):
            events[heading] += number
            m2_events[heading] += m2
            areas[heading].append(version.area_id)
    if opening_was is not None:
        events["corrected"] += opening - opening_was[0]
        m2_events["corrected"] += m2_opening - opening_was[1]
        opening, m2_opening = opening_was
    return Bridge(
        start=start,
        end=end,
        opening=opening,
        closing=closing,
        events=events,
        m2_opening=m2_opening,
        m2_closing=m2_closing,
        m2_events=m2_events,
        areas={heading: tuple(dict.fromkeys(ids)) for heading, ids in areas.items() if ids},
    )


def _size(version: AreaVersion | None, within: Within) -> int:
    return (version.m2 or 0) if version is not None and within(version) else 0


def steps(
    timeline: Timeline, start: date, end: date, within: Within
) -> Iterable[tuple[str, int, int, AreaVersion]]:
    """Give each change of number or size in (start, end]: heading, areas, m², the version it began."""
    before: AreaVersion | None = None
    was_active = False
    for version in timeline:
        if start < version.period.start <= end:
            number = within(version) - within(before)
            m2 = _size(version, within) - _size(before, within)
            if number or m2:
                yield _heading(before, version, was_active=was_active), number, m2, version
        was_active = was_active or version.active
        before = version


def _heading(before: AreaVersion | None, version: AreaVersion, *, was_active: bool) -> str:
    """Name the heading of a step by what began the version, and by what the area was before."""
    was = before is not None and before.active
    if was and version.active:
        return _moved_or_redrawn(before, version)  # type: ignore[arg-type]  # `was` says it is there
    if version.event in (Event.SPLIT, Event.MERGE):
        return "split" if version.event is Event.SPLIT else "merged"
    if version.active:
        return _begun(version, was_active=was_active)
    return {Status.DORMANT: "lapsed", Status.CLOSED: "closed"}.get(version.status, "corrected")


def _moved_or_redrawn(before: AreaVersion, version: AreaVersion) -> str:
    if before.municipality != version.municipality:
        return "moved"
    if version.event in (Event.CHANGE_BOUNDARY, Event.DRAW_BOUNDARY):
        return "redrawn"
    return "redrawn" if before.outline_id != version.outline_id else "corrected"


def _begun(version: AreaVersion, *, was_active: bool) -> str:
    if was_active:
        return "restarted"
    return "started" if version.event in (Event.START, Event.INHERIT) else "corrected"
