"""How many areas were active on a day, between which bounds, and how many at the end of each year.

Counts of one day add up: that of some areas and that of others is the count of both. So a count is
led from one state of the register to the next by the areas that were touched alone.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import accumulate
from typing import Any, Protocol, TypeVar

from grannsamverkan.domain.areas import AreaType, AreaVersion, Timeline, version_on
from grannsamverkan.domain.period import BEGINNING, months_before
from grannsamverkan.domain.policy import Policy

T = TypeVar("T", int, str)

Within = Callable[[AreaVersion | None], bool]
"""Says whether a version counts: it is there, active, and of what is asked about."""


class Counted(Protocol):
    """What a count asks of an active version."""

    @property
    def municipality(self) -> str:
        """The code of its municipality."""

    @property
    def locality(self) -> str | None:
        """Its locality."""

    @property
    def area_type(self) -> str | None:
        """Its type."""

    @property
    def outline_id(self) -> str | None:
        """Its outline."""

    @property
    def m2(self) -> int | None:
        """The size of its outline."""

    @property
    def last_confirmed_on(self) -> date | None:
        """When it was last confirmed."""


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

    def __add__(self, other: "Count") -> "Count":
        """Return the count of these areas and of others, on the same day."""
        return self._with(other, 1)

    def __sub__(self, other: "Count") -> "Count":
        """Return the count of these areas without some of them, on the same day."""
        return self._with(other, -1)

    def _with(self, other: "Count", sign: int) -> "Count":
        led: dict[str, Any] = {}
        for name in (one.name for one in fields(self) if one.name != "on"):
            mine, theirs = getattr(self, name), getattr(other, name)
            number = isinstance(mine, int)
            led[name] = mine + sign * theirs if number else led_on(mine, theirs, sign)
        return Count(on=self.on, **led)


def led_on(numbers: Mapping[T, int], others: Mapping[T, int], sign: int) -> dict[T, int]:
    """Return numbers with others added (1) or taken away (-1), in the order of their keys, those that are 0 left out."""
    summed = Counter(numbers)
    for key, number in others.items():
        summed[key] += sign * number
    return {key: summed[key] for key in sorted(summed) if summed[key]}


def count(
    timelines: Iterable[Timeline],
    on: date,
    *,
    municipality: str | Collection[str] | None = None,
    area_type: AreaType | None = None,
    confirm_months: int | Mapping[str, int] | None = None,
) -> Count:
    """Count the areas active at the end of a day, in one municipality, in some or in all.

    `area_type` counts those of one type alone. `confirm_months` is for how long a confirmation is fresh,
    everywhere or by municipality; where it says nothing, as long as proposed.
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
    return replace(tallied(active, on, confirm_months), lowest=lowest, highest=highest)


def tallied(
    active: Sequence[Counted], on: date, confirm_months: int | Mapping[str, int] | None = None
) -> Count:
    """Count versions that certainly are active at the end of a day; `confirm_months` as `count` has them."""
    months = _months(confirm_months)
    confirmed = [one for one in active if is_confirmed(one, on, months(one.municipality))]
    return Count(
        on=on,
        active=len(active),
        lowest=len(active),
        highest=len(active),
        by_type=_tally(version.area_type for version in active),
        by_locality=_tally(version.locality for version in active),
        by_municipality=_tally(version.municipality for version in active),
        m2=sum(version.m2 or 0 for version in active),
        without_outline=sum(version.outline_id is None for version in active),
        confirmed=len(confirmed),
        confirmed_by_municipality=_tally(version.municipality for version in confirmed),
    )


def numbers_on(
    timelines: Iterable[Timeline], days: Sequence[date], places: Collection[str]
) -> list[int]:
    """Count the areas of some municipalities that are active at the end of each of some days, which are in order."""
    within = counted_within(places)
    steps = [0] * (len(days) + 1)
    for timeline in timelines:
        for version in timeline:
            if within(version):
                steps[bisect_left(days, version.period.start)] += 1
                steps[bisect_left(days, version.period.end)] -= 1
    return list(accumulate(steps))[:-1]


def is_confirmed(version: Counted, on: date, months: int) -> bool:
    """Say whether an area has been confirmed within so many months before a day."""
    last = version.last_confirmed_on
    return last is not None and months_before(on, months) <= last <= on


def _months(stated: int | Mapping[str, int] | None) -> Callable[[str], int]:
    """Return what says for how many months a confirmation is fresh in a municipality."""
    if isinstance(stated, int):
        return lambda _place: stated
    known, proposed = stated or {}, Policy().contact_confirm_months
    return lambda place: known.get(place, proposed)


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
    return years(counted, today)


def years(counted: Mapping[int, int], today: date) -> dict[int, int]:
    """Return the numbers of each year since the first with any, those that have none between them too."""
    first = min((year for year, number in counted.items() if number), default=today.year)
    return {year: counted.get(year, 0) for year in range(first, today.year + 1)}


def spells_of(timelines: Iterable[Timeline], today: date) -> Iterator[Spell]:
    """Give the years in which each version of areas was active."""
    for timeline in timelines:
        for version in timeline:
            if version.active:
                period = version.period
                yield Spell(period.start.year, period.end.year, today in period)


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
