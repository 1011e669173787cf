"""How far a promise has come: its figures held against their aims, its pace, its follow-ups.

What a figure means for the promise is for a person to say (`domain.promises.Assessment`); the light
here follows a stated rule.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.counts import numbers_on
from grannsamverkan.domain.figures import (
    FLOWS,
    Figure,
    Why,
    baseline_of,
    beside,
    figure,
    whole_by,
)
from grannsamverkan.domain.known import Known
from grannsamverkan.domain.period import months_after
from grannsamverkan.domain.promises import Aim, Assessment, Indicator, Promise, Rule

NEARLY = 0.8
"""From this share of what was to be reached on, a figure is nearly there (as municipal accounts use it)."""

STALE_MONTHS = 6
"""A page that nobody has looked through for so long says so."""

_YEAR_DAYS = 365.25
_A_DAY = timedelta(days=1)
_OF_AREAS = frozenset(
    {
        Rule.STOCK_ACTIVE,
        Rule.NET_CHANGE,
        Rule.GROSS_STARTED,
        Rule.CONFIRMED_SHARE,
        Rule.HOUSEHOLDS_SHARE,
        Rule.HOUSEHOLDS_PER_1000,
    }
)
_OF_STOCK = frozenset({Rule.STOCK_ACTIVE, Rule.NET_CHANGE})


class Light(StrEnum):
    """How a figure stands to its aim, by a rule that is printed beside it."""

    REACHED = "reached"
    NEARLY = "nearly"
    BELOW = "below"
    UNRATED = "unrated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where one indicator stands at the end of a day.

    Attributes:
        as_of: the day asked about, at the latest the promise's last.
        baseline: the figure at the beginning, None for a rule that counts from nothing.
        beside: what was held, where what was offered decides.
        whole_by: the indicator by which it is confirmed how many there are in all, if any.
        target: what is to be reached, None where no number follows from the aim (`target_why`).
        grows_from: the number at the beginning of a stock that is to grow to a higher one; else 0.
        expected: what an even pace would have reached by now, of areas and meetings those that are whole;
            the target itself for a share, and for a stock whose beginning is not known.
        light: reached: the aim is met. While the promise runs, what grows is held to an even pace.
        pace, needed: a year, so far and from now on to the last day.
        assessment: what a person found last, of this indicator.
    """

    indicator: Indicator
    as_of: date
    now: Figure
    baseline: Figure | None = None
    beside: Figure | None = None
    whole_by: Indicator | None = None
    target: float | None = None
    target_why: Why | None = None
    grows_from: float = 0
    expected: float | None = None
    light: Light = Light.UNRATED
    pace: float | None = None
    needed: float | None = None
    assessment: Assessment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """When a promise is to be followed up next, and whether that day has passed without anyone doing it."""

    due_on: date | None
    overdue: bool


def progress_of(known: Known, promise: Promise, as_of: date) -> tuple[Progress, ...]:
    """Return where each indicator of a promise stands, those it rests on first."""
    own = [one for one in known.all(Indicator) if one.promise_id == promise.id]
    own.sort(key=lambda one: (not one.decisive, one.id))
    return tuple(progress(known, promise, one, as_of) for one in own)


def progress(known: Known, promise: Promise, indicator: Indicator, as_of: date) -> Progress:
    """Return where an indicator stands at the end of a day, at the latest the promise's last."""
    on = as_of if promise.last_day is None else min(as_of, promise.last_day)
    now = figure(known, promise, indicator, on)
    baseline = baseline_of(known, promise, indicator)
    target, why = _target(indicator, now, baseline)
    begun = _begun(indicator, baseline, target)
    expected = _expected(promise, indicator, target, on, begun)
    return Progress(
        indicator=indicator,
        as_of=on,
        now=now,
        baseline=baseline,
        beside=beside(known, promise, indicator, on),
        whole_by=whole_by(known, indicator),
        target=target,
        target_why=why,
        grows_from=begun or 0,
        expected=expected,
        light=_light(indicator, now.value, expected, begun or 0),
        pace=_pace(promise, indicator, now, baseline, on),
        needed=None if begun is None else _needed(promise, now.value, target, on),
        assessment=newest(known.all(Assessment), promise, indicator.id, as_of),
    )


def newest(
    assessments: Iterable[Assessment], promise: Promise, indicator_id: str | None, as_of: date
) -> Assessment | None:
    """Return what a person found last of a promise, or of one indicator of it, by a day."""
    own = [
        one
        for one in assessments
        if one.promise_id == promise.id and one.indicator_id == indicator_id and one.as_of <= as_of
    ]
    return max(own, key=lambda one: (one.as_of, one.made_on, one.id), default=None)


def follow_up(promise: Promise, assessments: Iterable[Assessment], today: date) -> FollowUp:
    """Return when a promise is to be followed up next.

    Each assessment of the whole promise is a follow-up; the last is due within a month of its end.
    """
    done = newest(assessments, promise, None, today)
    since = promise.start if done is None else done.as_of
    closing = None if promise.last_day is None else months_after(promise.last_day, 1)
    if closing is not None and since >= promise.last_day:  # type: ignore[operator]  # it has one
        return FollowUp(due_on=None, overdue=False)
    if promise.follow_up_months is None:
        due = closing
    else:
        due = months_after(since, promise.follow_up_months)
        due = due if closing is None else min(due, closing)
    return FollowUp(due_on=due, overdue=due is not None and due < today)


def is_of_areas(progress: Iterable[Progress]) -> bool:
    """Say whether a promise is about areas, so that how their number changes belongs to it."""
    return any(one.indicator.rule in _OF_AREAS for one in progress)


def has_ended(promise: Promise, today: date) -> bool:
    """Say whether the last day of a promise has passed."""
    return promise.last_day is not None and promise.last_day < today


def is_stale(promise: Promise, today: date) -> bool:
    """Say whether nobody has looked through what is said of a promise for half a year."""
    return months_after(promise.reviewed_on or promise.start, STALE_MONTHS) < today


def monthly(
    timelines: Mapping[str, Timeline], places: Iterable[str], start: date, end: date
) -> tuple[tuple[date, int], ...]:
    """Return how many areas were active on the first day, at each month's end, and on the last day."""
    days = [start]
    month = start.replace(day=1)
    while (month := months_after(month, 1)) - _A_DAY < end:
        if month - _A_DAY > start:
            days.append(month - _A_DAY)
    days += [end] if end > start else []
    numbers = numbers_on(timelines.values(), days, frozenset(places))
    return tuple(zip(days, numbers, strict=True))


# -- aim, light and pace --------------------------------------------------------------------------


def _target(
    indicator: Indicator, now: Figure, baseline: Figure | None
) -> tuple[float | None, Why | None]:
    match indicator.aim:
        case Aim.AT_LEAST:
            return indicator.value, None
        case Aim.ALL:
            return (now.whole, None) if now.whole else (None, now.why or Why.NO_WHOLE)
        case Aim.MORE:
            if indicator.rule in FLOWS:
                return 0, None
            return _from(baseline)
    return None, Why.NO_NUMBER


def _from(baseline: Figure | None) -> tuple[float | None, Why | None]:
    """Return the beginning that is to be passed; what is not told, or not counted, is not what nobody has stated."""
    if baseline is None or baseline.value is None:
        why = None if baseline is None else baseline.why
        own = why in {Why.TOO_FEW, Why.NO_HOUSEHOLDS}
        return None, why if own else Why.NO_BASELINE
    return baseline.value, None


def _begun(indicator: Indicator, baseline: Figure | None, target: float | None) -> float | None:
    """Return from where a figure grows to its number: a flow from nothing, a stock from its beginning.

    None where it does not grow to one: a share, a direction, a beginning that is not known or is higher.
    """
    if target is None:
        return None
    if indicator.rule in FLOWS:
        return 0
    if indicator.rule is not Rule.STOCK_ACTIVE or indicator.aim is not Aim.AT_LEAST:
        return None
    begun = None if baseline is None else baseline.value
    return None if begun is None or begun > target else begun


def _expected(
    promise: Promise, indicator: Indicator, target: float | None, on: date, begun: float | None
) -> float | None:
    """Return what an even pace would have reached, as the chart draws it; part of an area is none."""
    if target is None or begun is None or promise.last_day is None:
        return target
    since = _since(promise, indicator)
    days = (promise.last_day - since).days
    if days <= 0:
        return target
    gone = max(0, min(days, (on - since).days))
    return begun + math.floor((target - begun) * gone / days)


def _since(promise: Promise, indicator: Indicator) -> date:
    """Return the day at whose end a figure begins to grow."""
    own = indicator.baseline_on if indicator.rule in _OF_STOCK else None
    return own or promise.opening_on


def _light(
    indicator: Indicator, value: float | None, expected: float | None, begun: float
) -> Light:
    if value is None or expected is None:
        return Light.UNRATED
    if indicator.aim is Aim.MORE:  # a direction is kept or not; there is no "nearly"
        return Light.REACHED if value > expected else Light.BELOW
    if value >= expected:
        return Light.REACHED
    return Light.NEARLY if value - begun >= NEARLY * (expected - begun) else Light.BELOW


def _pace(
    promise: Promise, indicator: Indicator, now: Figure, baseline: Figure | None, on: date
) -> float | None:
    grown = now.value
    if indicator.rule is Rule.STOCK_ACTIVE and grown is not None:
        begun = baseline.value if baseline is not None else None
        grown = None if begun is None else grown - begun
    elif indicator.rule not in FLOWS:
        return None
    days = (on - _since(promise, indicator)).days
    return None if grown is None or days <= 0 else grown * _YEAR_DAYS / days


def _needed(promise: Promise, value: float | None, target: float | None, on: date) -> float | None:
    if value is None or target is None or promise.last_day is None:
        return None
    left = (promise.last_day - on).days
    return max(0.0, target - value) * _YEAR_DAYS / left if left > 0 else None
