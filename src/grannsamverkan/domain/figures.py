"""The figure of an indicator at the end of a day, computed by its rule, with what it is made of.

A figure that cannot be computed says why and has no value; nothing is guessed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from grannsamverkan.domain.activities import Activity
from grannsamverkan.domain.areas import Timeline, version_on
from grannsamverkan.domain.bridge import bridge
from grannsamverkan.domain.counts import count, counted_within
from grannsamverkan.domain.households import households_in, households_told
from grannsamverkan.domain.known import Known
from grannsamverkan.domain.period import Period
from grannsamverkan.domain.promises import BaselineFrom, Indicator, Promise, Rule, Stage
from grannsamverkan.domain.statistics import Measure, Statistic

_PER = 1_000
_A_DAY = timedelta(days=1)


class Why(StrEnum):
    """Why something cannot be computed."""

    NO_BASELINE = "no_baseline"
    NO_WHOLE = "no_whole"
    NO_DWELLINGS = "no_dwellings"
    NO_INHABITANTS = "no_inhabitants"
    NO_AREAS = "no_areas"
    NO_HOUSEHOLDS = "no_households"
    """There are areas, and nobody has counted the households of any: they are unknown, and not none."""
    NOTHING_COUNTED = "nothing_counted"
    MORE_THAN_ALL = "more_than_all"
    """More were reached than there are said to be, so that one of the two is wrong."""
    NO_NUMBER = "no_number"
    NOT_BEGUN = "not_begun"
    TOO_FEW = "too_few"
    """It is known, and told to nobody: so few that a home could be recognised."""


FLOWS = frozenset(
    {Rule.NET_CHANGE, Rule.GROSS_STARTED, Rule.ACTIVITIES, Rule.SCHOOLS, Rule.LOCALITIES}
)
"""The rules whose figure grows from nothing while the promise runs, so that it has a pace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure at the end of a day, with what it is made of.

    Attributes:
        value: the figure: a number, or a share from 0 to 1; None where it cannot be computed (`why`).
        part, whole: of a share or an n-of-N: how many of how many; households as they may be told.
        lowest, highest: of a number of areas, between which bounds it lies by vaguely known dates.
        year: of which year the official figure in `whole` is; of several, the oldest.
        uncounted: areas that have no count of households and so add none.
        areas, activities, schools: ids of what makes the figure.
    """

    value: float | None = None
    part: int | None = None
    whole: int | None = None
    lowest: int | None = None
    highest: int | None = None
    year: int | None = None
    uncounted: int = 0
    areas: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    why: Why | None = None


def figure(known: Known, promise: Promise, indicator: Indicator, on: date) -> Figure:
    """Return the figure of an indicator at the end of a day, by its rule."""
    if on < promise.start:
        return Figure(why=Why.NOT_BEGUN)
    return _RULES[indicator.rule](known, promise, indicator, on)


def baseline_of(known: Known, promise: Promise, indicator: Indicator) -> Figure | None:
    """Return the figure at the beginning; None for a rule that counts from nothing.

    Of a net change it is the number of areas that the change is counted from.
    """
    rule = Rule.STOCK_ACTIVE if indicator.rule is Rule.NET_CHANGE else indicator.rule
    if rule in FLOWS or rule is Rule.NARRATIVE:
        return None
    match indicator.baseline_from:
        case BaselineFrom.STATED:
            return Figure(value=indicator.baseline)
        case BaselineFrom.REGISTER:
            return _RULES[rule](
                known, promise, indicator, indicator.baseline_on or promise.opening_on
            )
    return Figure(why=Why.NO_BASELINE)


def _active(known: Known, promise: Promise, indicator: Indicator, on: date) -> dict[str, Timeline]:
    within = counted_within(promise.places, indicator.area_type)
    return {
        area_id: timeline
        for area_id, timeline in sorted(known.timelines.items())
        if within(version_on(timeline, on))
    }


def _stock(known: Known, promise: Promise, indicator: Indicator, on: date) -> Figure:
    counted = count(
        known.timelines.values(), on, municipality=promise.places, area_type=indicator.area_type
    )
    return Figure(
        value=counted.active,
        lowest=counted.lowest,
        highest=counted.highest,
        areas=tuple(_active(known, promise, indicator, on)),
    )


def _net(known: Known, promise: Promise, indicator: Indicator, on: date) -> Figure:
    before = baseline_of(known, promise, indicator)
    if before is None or before.value is None:
        return Figure(why=Why.NO_BASELINE)
    after = _stock(known, promise, indicator, on)
    return Figure(value=(after.value or 0) - before.value, areas=after.areas)


def _gross(known: Known, promise: Promise, indicator: Indicator, on: date) -> Figure:
    led = bridge(
        known.timelines.values(),
        promise.opening_on,
        on,
        municipality=promise.places,
        area_type=indicator.area_type,
    )
    begun = ("started", "restarted")
    areas = sorted({area_id for heading in begun for area_id in led.areas.get(heading, ())})
    return Figure(value=sum(led.events[heading] for heading in begun), areas=tuple(areas))


def _confirmed(known: Known, promise: Promise, indicator: Indicator, on: date) -> Figure:
    months = {place: policy.contact_confirm_months for place, policy in known.policies.items()}
    counted = count(
        known.timelines.values(),
        on,
        municipality=promise.places,
        area_type=indicator.area_type,
        confirm_months=months,
    )
    if not counted.active:
        return Figure(part=0, whole=0, why=Why.NO_AREAS)
    return Figure(
        value=counted.confirmed / counted.active,
        part=counted.confirmed,
        whole=counted.active,
        areas=tuple(_active(known, promise, indicator, on)),
    )


def _households(known: Known, promise: Promise, indicator: Indicator, on: date) -> Figure:
    areas = _active(known, promise, indicator, on)
    totals = households_in(known, areas, on)
    per_1000 = indicator.rule is Rule.HOUSEHOLDS_PER_1000
    measure = Measure.INHABITANTS if per_1000 else Measure.DWELLINGS
    whole = official(known, promise.places, measure, on.year)
    reached, uncounted = households_told(sum(totals.values())), len(areas) - len(totals)
    made_of = Figure(part=reached, uncounted=uncounted, areas=tuple(areas))
    if areas and not totals:
        return replace(made_of, part=None, why=Why.NO_HOUSEHOLDS)
    if reached is None:
        return replace(made_of, why=Why.TOO_FEW)
    if whole is None or not whole.value:
        return replace(made_of, why=Why.NO_INHABITANTS if per_1000 else Why.NO_DWELLINGS)
    value = reached * (_PER if per_1000 else 1) / whole.value
    return replace(made_of, value=value, whole=whole.value, year=whole.year)


@dataclass(frozen=True, slots=True)
class Official:
    """An official figure of some municipalities, and the year it is of; of several years, the oldest."""

    value: int
    year: int


def official(known: Known, places: Iterable[str], measure: Measure, year: int) -> Official | None:
    """Return an official figure of some municipalities in a year, or the nearest year before it.

    None where one of them has none.
    """
    total, oldest = 0, year
    for place in places:
        own = [
            one
            for one in known.all(Statistic)
            if one.region == place and one.measure is measure and one.year <= year
        ]
        if not own:
            return None
        newest = max(own, key=lambda one: one.year)
        total, oldest = total + newest.value, min(oldest, newest.year)
    return Official(total, oldest)


def _activities(known: Known, promise: Promise, indicator: Indicator, on: date) -> Figure:
    found = activities_of(known, promise, indicator, on, indicator.stage)
    ids = tuple(one.id for one in found)
    if indicator.rule is Rule.ACTIVITIES:
        return Figure(value=sum(one.number or 1 for one in found), activities=ids)
    if indicator.rule is Rule.SCHOOLS:
        schools = tuple(sorted({one.school_id for one in found if one.school_id}))
        return _of_all(schools, whole_by(known, indicator).whole, ids, schools=schools)
    visited = sorted({name for one in found for name in _localities(known, one)})
    there = sum(one.municipality in promise.places for one in known.localities)
    return _of_all(visited, indicator.whole or there or None, ids)


def _of_all(
    reached: Iterable[str],
    whole: int | None,
    ids: tuple[str, ...],
    *,
    schools: tuple[str, ...] = (),
) -> Figure:
    number = len(tuple(reached))
    more = whole is not None and number > whole
    return Figure(
        value=None if more else number,
        part=number,
        whole=whole,
        activities=ids,
        schools=schools,
        why=Why.MORE_THAN_ALL if more else None,
    )


def whole_by(known: Known, indicator: Indicator) -> Indicator:
    """Return the indicator that says how many there are in all: itself, or of the same schools another.

    Whether pupils or parents are met, the schools of a promise are the same, so the newest confirmation
    of any of its indicators holds for those that have none of their own.
    """
    if indicator.rule is not Rule.SCHOOLS or indicator.whole is not None:
        return indicator
    others = (one for one in known.all(Indicator) if one.promise_id == indicator.promise_id)
    return newest_whole(others) or indicator


def newest_whole(indicators: Iterable[Indicator]) -> Indicator | None:
    """Return of some indicators the one by which it was confirmed last how many schools there are."""
    stated = (one for one in indicators if one.rule is Rule.SCHOOLS and one.whole is not None)
    return max(stated, key=lambda one: (one.whole_on or date.min, one.id), default=None)


def activities_of(
    known: Known, promise: Promise, indicator: Indicator, on: date, stage: Stage
) -> list[Activity]:
    """Return the activities that count for an indicator by a day, oldest first."""
    until = Period(promise.start, on + _A_DAY)
    return sorted(
        (
            one
            for one in known.all(Activity)
            if one.municipality in promise.places
            and any(day in until for day in _done_on(one, stage))
            and one.kind is indicator.kind
            and indicator.audience in {None, one.audience}
            and indicator.targeted in {None, one.targeted}
        ),
        key=lambda one: (one.on, one.id),
    )


def _done_on(activity: Activity, stage: Stage) -> tuple[date, ...]:
    """Return when an activity was offered or held; what is held is offered as well, whenever it first was."""
    held = (activity.on,) if activity.held else ()
    offered = activity.offered_on if stage is Stage.OFFERED else None
    return held if offered is None else (offered, *held)


def _localities(known: Known, activity: Activity) -> set[str]:
    """Return where an activity was: the locality it names, else those of its areas then."""
    if activity.locality:
        return {activity.locality}
    versions = (version_on(known.timelines.get(one, ()), activity.on) for one in activity.area_ids)
    return {one.locality for one in versions if one is not None and one.locality}


def beside(known: Known, promise: Promise, indicator: Indicator, on: date) -> Figure | None:
    """Return what was held, where what was offered decides; None elsewhere."""
    if indicator.stage is Stage.HELD or on < promise.start:
        return None
    found = activities_of(known, promise, indicator, on, Stage.HELD)
    schools = tuple(sorted({one.school_id for one in found if one.school_id}))
    ids = tuple(one.id for one in found)
    if indicator.rule is Rule.SCHOOLS:
        return _of_all(schools, whole_by(known, indicator).whole, ids, schools=schools)
    return Figure(value=sum(one.number or 1 for one in found), activities=ids, schools=schools)


def _narrative(_known: Known, _promise: Promise, _indicator: Indicator, _on: date) -> Figure:
    return Figure(why=Why.NOTHING_COUNTED)


_RULES: Mapping[Rule, Callable[[Known, Promise, Indicator, date], Figure]] = {
    Rule.STOCK_ACTIVE: _stock,
    Rule.NET_CHANGE: _net,
    Rule.GROSS_STARTED: _gross,
    Rule.CONFIRMED_SHARE: _confirmed,
    Rule.HOUSEHOLDS_SHARE: _households,
    Rule.HOUSEHOLDS_PER_1000: _households,
    Rule.ACTIVITIES: _activities,
    Rule.SCHOOLS: _activities,
    Rule.LOCALITIES: _activities,
    Rule.NARRATIVE: _narrative,
}
