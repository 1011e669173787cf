"""What to expect of a promise about the number of areas: for each year's end, and for what was promised.

The same reckoning is tried on the past: what it would have said of today a year ago, and two.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from math import ceil, floor

from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.history import History, history_of
from grannsamverkan.domain.outlook import Aimed, Basis, Outlook, OutlookAccount, Tried
from grannsamverkan.domain.period import months_before
from grannsamverkan.domain.progress import Progress, is_of_areas, monthly
from grannsamverkan.domain.promises import Aim, Promise, Rule
from grannsamverkan.domain.yearly import PromiseAccount
from grannsamverkan.planning.forecast import Proposed, Target, forecast, year_ends

_MOST_ENDS = 4
_NEXT = 2
_TRIED_YEARS = (1, 2)
_OF_STOCK = frozenset({Rule.STOCK_ACTIVE, Rule.NET_CHANGE})


def outlook_of(
    promise: Promise,
    progress: Iterable[Progress],
    history: History,
    *,
    planned: int = 0,
    by: date | None = None,
) -> Outlook | None:
    """Return what to expect of a promise; None for one that is over when the history ends.

    Planned areas are taken to be founded, each of them, on the day `by`, or when the first of the days
    forecast ends, beside those that come as they have come.
    """
    ends = ends_of(promise, history.today)
    if not ends:
        return None
    aimed = aim_of(progress) if promise.last_day is not None else None
    target = None
    if aimed is not None and aimed.least is not None and promise.last_day is not None:
        target = Target(aimed.least, promise.last_day)
    more = Proposed(by or ends[0], (1.0,) * planned) if planned else None
    return Outlook(
        history=history,
        told=forecast(history, ends, target=target),
        aimed=aimed,
        by=promise.last_day,
        planned=planned,
        planned_by=more.on if more else None,
        founded=forecast(history, ends, target=target, proposed=more) if more else None,
    )


def outlooks_of(
    accounts: Iterable[PromiseAccount], timelines: Mapping[str, Timeline], through: date
) -> tuple[OutlookAccount, ...]:
    """Return what to expect at the end of a day of each promise about areas that goes on after it."""
    return tuple(
        OutlookAccount(
            promise=one.promise,
            outlook=outlook,
            growth=monthly(timelines, one.promise.places, one.promise.opening_on, through),
            tried=tuple(_tried(one.promise, timelines.values(), outlook.history, through)),
        )
        for one in accounts
        if is_of_areas(one.progress)
        for outlook in (_at_end_of(through, one, timelines.values()),)
        if outlook is not None
    )


def _at_end_of(
    day: date, account: PromiseAccount, timelines: Collection[Timeline]
) -> Outlook | None:
    promise = account.promise
    history = history_of(timelines, promise.places, promise.start, day)
    return outlook_of(promise, account.progress, history)


def _tried(
    promise: Promise, timelines: Collection[Timeline], history: History, through: date
) -> Iterator[Tried]:
    """Give what would have been said of a day from what had happened one year before it and two, as it is known now."""
    for years in _TRIED_YEARS:
        made = months_before(through, 12 * years)
        then = forecast(history_of(timelines, promise.places, promise.start, made), [through])
        yield Tried(
            made=made,
            said=then.years[0] if then.basis is Basis.ENOUGH else None,
            came=history.active,
        )


def ends_of(promise: Promise, today: date) -> tuple[date, ...]:
    """Return the days to forecast: each 31 December while the promise runs, the next few, and its last day."""
    last = promise.last_day
    if last is None:
        return year_ends(today, date(today.year + _NEXT, 1, 1))
    if last < today:
        return ()
    return tuple(sorted({*year_ends(today, last)[:_MOST_ENDS], last}))


def aim_of(progress: Iterable[Progress]) -> Aimed | None:
    """Return what was promised of the number of all areas, by the first indicator with such an aim."""
    for one in progress:
        indicator = one.indicator
        about_all = indicator.rule in _OF_STOCK and indicator.area_type is None
        if about_all and indicator.aim in {Aim.AT_LEAST, Aim.MORE}:
            return Aimed(_least(one), direction=indicator.aim is Aim.MORE)
    return None


def _least(one: Progress) -> int | None:
    indicator, begun = one.indicator, one.baseline.value if one.baseline is not None else None
    if indicator.aim is Aim.MORE:
        return None if begun is None else floor(begun) + 1
    if indicator.rule is Rule.STOCK_ACTIVE:
        return None if indicator.value is None else ceil(indicator.value)
    return None if begun is None or indicator.value is None else ceil(begun + indicator.value)
