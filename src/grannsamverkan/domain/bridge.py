"""How many areas were active on a day, between which bounds, and how the number came about.

The bridge leads from the end of one day to the end of another: opening + events = closing, for
counts and for sizes. It is computed from the versions themselves: each day on which an area begins
or ceases to be active, or changes size while active, is one event under one heading.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from grannsamverkan.domain.areas import AreaType, AreaVersion, Timeline, version_on
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import BEGINNING, months_before
from grannsamverkan.domain.policy import Policy
from grannsamverkan.errors import Refused

Within = Callable[[AreaVersion | None], bool]
"""Says whether a version counts: it is there, active, and of what is asked about."""

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
class Count:
    """The active areas at the end of a day.

    `lowest` and `highest` bound the number over every day the vaguely dated events can have been;
    `confirmed` is how many of the areas someone has confirmed within the months that a municipality
    has decided.
    """

    on: date
    active: int
    lowest: int
    highest: int
    by_type: Mapping[str, int]
    by_locality: Mapping[str, int]
    by_municipality: Mapping[str, int]
    m2: int
    without_outline: int
    confirmed: int
    confirmed_by_municipality: Mapping[str, int]

    @property
    def unconfirmed(self) -> int:
        """How many of the areas nobody has confirmed, or not lately."""
        return self.active - self.confirmed


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


def count(
    timelines: Iterable[Timeline],
    on: date,
    *,
    municipality: str | Collection[str] | None = None,
    area_type: AreaType | None = None,
    confirm_months: int | Mapping[str, int] | None = None,
) -> Count:
    """Count the areas active at the end of a day, in one municipality, in some or in all.

    `area_type` counts those of one type alone. `confirm_months` is for how long a confirmation is fresh, everywhere or by municipality; where
    it says nothing, as long as proposed.
    """
    active: list[AreaVersion] = []
    lowest = highest = 0
    within = counted_within(municipality, area_type)
    for timeline in timelines:
        version = version_on(timeline, on)
        if within(version):
            active.append(version)  # type: ignore[arg-type]  # `within` says it is there
        certain, possible = _bounds(timeline, on, within)
        lowest += certain
        highest += possible
    confirmed = [one for one in active if is_confirmed(one, on, _months(one, confirm_months))]
    return Count(
        on=on,
        active=len(active),
        lowest=lowest,
        highest=highest,
        by_type=_tally(version.area_type for version in active),
        by_locality=_tally(version.locality for version in active),
        by_municipality=_tally(version.municipality for version in active),
        m2=sum(version.m2 or 0 for version in active),
        without_outline=sum(version.outline_id is None for version in active),
        confirmed=len(confirmed),
        confirmed_by_municipality=_tally(version.municipality for version in confirmed),
    )


def is_confirmed(version: AreaVersion, on: date, months: int) -> bool:
    """Say whether an area has been confirmed within so many months before a day."""
    last = version.last_confirmed_on
    return last is not None and months_before(on, months) <= last <= on


def _months(version: AreaVersion, stated: int | Mapping[str, int] | None) -> int:
    if isinstance(stated, int):
        return stated
    proposed = Policy().contact_confirm_months
    return proposed if stated is None else stated.get(version.municipality, proposed)


@dataclass(frozen=True, slots=True)
class Spell:
    """How many versions of areas were active from some day of a year to one of another, and whether today too."""

    first_year: int
    last_year: int
    now: bool
    number: int = 1


def yearly(spells: Iterable[Spell], today: date) -> dict[int, int]:
    """Count the areas active at the end of each year since the first with any, and today."""
    counted = Counter({today.year: 0})
    for spell in spells:
        for year in range(spell.first_year, min(spell.last_year, today.year)):
            counted[year] += spell.number
        counted[today.year] += spell.number if spell.now else 0
    return {year: counted[year] for year in range(min(counted), today.year + 1)}


def counted_within(
    municipality: str | Collection[str] | None = None, area_type: AreaType | None = None
) -> Within:
    """Return what says whether a version counts: active, in a municipality asked about, of the type."""
    places = {municipality} if isinstance(municipality, str) else municipality
    return lambda version: (
        version is not None
        and version.active
        and (places is None or version.municipality in places)
        and area_type in {None, version.area_type}
    )


def _tally(values: Iterable[str | None]) -> dict[str, int]:
    counted = Counter("unknown" if value is None else str(value) for value in values)
    return dict(sorted(counted.items()))


def _bounds(timeline: Timeline, on: date, within: Within) -> tuple[bool, bool]:
    """Say whether an area was certainly, and whether it was possibly, active at the end of a day.

    A version may hold on the day when its start can have been by then and the next one's can have
    been later; starts keep their order, so a start is never earlier than one before it.
    """
    not_begun = not timeline or on < timeline[0].period.start
    states = {False} if not_begun else set()
    earliest = BEGINNING
    for version in timeline:
        earliest = max(earliest, version.stated_start.earliest)
        if earliest <= on < version.period.end:
            states.add(within(version))
    return states == {True}, True in states


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
