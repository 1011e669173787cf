"""What to expect of a promise about the number of areas: for each year's end, and for what was promised."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from grannsamverkan.domain.history import YEAR_DAYS, History
from grannsamverkan.domain.period import months_before
from grannsamverkan.domain.progress import Progress
from grannsamverkan.domain.promises import Aim, Promise, Rule
from grannsamverkan.planning.forecast import (
    Basis,
    Forecast,
    Proposed,
    Target,
    forecast,
    year_ends,
)

_MOST_ENDS = 4
_NEXT = 2
_RECENT_MONTHS = 36
_OF_STOCK = frozenset({Rule.STOCK_ACTIVE, Rule.NET_CHANGE})


@dataclass(frozen=True, slots=True)
class Aimed:
    """What was promised of the number of areas on the promise's last day.

    Attributes:
        least: at least so many keep it; None where it is not known how many there were at the beginning.
        direction: no number was promised, only more than at the beginning.
    """

    least: int | None
    direction: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """A forecast beside what it is held against.

    Attributes:
        aimed: what was promised of the number of all areas, None where nothing was.
        founded: the same forecast if the `planned` areas are founded as well, None without any.
    """

    history: History
    told: Forecast
    aimed: Aimed | None
    by: date | None
    planned: int = 0
    founded: Forecast | None = None

    @property
    def enough(self) -> bool:
        """Whether enough was seen to tell anyone."""
        return self.told.basis is Basis.ENOUGH

    @property
    def recent(self) -> tuple[date, float]:
        """The areas founded in a year of the last few, and the day since when: a pace of long ago says little."""
        history = self.history
        since = max(history.start, months_before(history.today, _RECENT_MONTHS))
        founded = sum(one.size for one in history.visits() if one.day >= since)
        return since, founded * YEAR_DAYS / max(1, (history.today - since).days)


def outlook_of(
    promise: Promise, progress: Iterable[Progress], history: History, *, planned: int = 0
) -> Outlook | None:
    """Return what to expect of a promise; None for one that is over when the history ends.

    Planned areas are taken to be founded, each of them, when the first of the days forecast ends, beside
    those that come as they have come.
    """
    ends = ends_of(promise, history.today)
    if not ends:
        return None
    aimed = aim_of(progress) if promise.last_day is not None else None
    target = None
    if aimed is not None and aimed.least is not None and promise.last_day is not None:
        target = Target(aimed.least, promise.last_day)
    more = Proposed(ends[0], (1.0,) * planned) if planned else None
    return Outlook(
        history=history,
        told=forecast(history, ends, target=target),
        aimed=aimed,
        by=promise.last_day,
        planned=planned,
        founded=forecast(history, ends, target=target, proposed=more) if more else None,
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
