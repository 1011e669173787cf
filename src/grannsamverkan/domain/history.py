"""How areas came and went for as long as the register looked: what a forecast of their number rests on."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from grannsamverkan.domain.areas import AreaVersion, Timeline
from grannsamverkan.domain.bridge import steps
from grannsamverkan.domain.counts import counted_within, numbers_on
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.period import BEGINNING, Precision, StatedDate

YEAR_DAYS = 365.25

_A_DAY = timedelta(days=1)
_BEGUN = frozenset({"started", "restarted"})
_CEASED = frozenset({"lapsed", "closed"})
_SHARED = frozenset({"split", "merged"})


@dataclass(frozen=True, slots=True)
class History:
    """What was seen of a municipality's areas from the day `start` until the day before `today`.

    Attributes:
        active: how many areas are active when `today` begins.
        foundings: with how exactly their days are known; those known to no more than "before" say nothing.
        lapses: when areas ceased to be active.
    """

    start: date
    today: date
    active: int
    foundings: tuple[StatedDate, ...] = ()
    lapses: tuple[date, ...] = ()

    @property
    def seen_years(self) -> float:
        """How long the areas were seen."""
        return max(0.0, (self.today - self.start).days / YEAR_DAYS)

    def visits(self) -> tuple["Visit", ...]:
        """Return the foundings of the time that was seen, gathered by day, in order."""
        numbers = Counter((_middle(one), one.counts_on, one.earliest) for one in self.foundings)
        return tuple(
            Visit(day, size, vague=first != last)
            for (day, last, first), size in sorted(numbers.items())
            if self.start <= day < self.today
        )

    def lapsed(self) -> tuple[date, ...]:
        """Return the lapses of the time that was seen, in order."""
        return tuple(sorted(day for day in self.lapses if self.start <= day < self.today))


@dataclass(frozen=True, slots=True)
class Visit:
    """So many areas founded on a day, or, where that is vague, around it."""

    day: date
    size: int
    vague: bool


def _middle(stated: StatedDate) -> date:
    return stated.earliest + (stated.counts_on - stated.earliest) / 2


def history_of(
    timelines: Collection[Timeline], places: Collection[str], promised: date, through: date
) -> History:
    """Return how the areas of some municipalities came and went, to the end of a day.

    What counts is what the bridge of a promise counts: an area that starts or starts anew is founded,
    one that lapses or closes is gone. A division counts as the areas that it added on its day, a merger
    as those that it took away. Moves over a municipality's border and corrections alter the number and
    say nothing of the pace.

    The time that was seen begins as `seen_from` says; `promised` is the promise's first day. History's
    `today` is the morning after `through`, so that `active` is the number that every page shows.
    """
    today = through + _A_DAY
    since = min(today, max((seen_from(some, promised) for some in _by_place(timelines, places)),
                           default=today))  # fmt: skip
    foundings: list[StatedDate] = []
    lapses: list[date] = []
    shared: Counter[date] = Counter()
    within = counted_within(places)
    for timeline in timelines:
        for heading, number, _, version in steps(timeline, BEGINNING, through, within):
            on = version.period.start
            if heading in _SHARED:
                shared[on] += number
            elif heading in _BEGUN:
                foundings.append(version.stated_start)
            elif heading in _CEASED:
                lapses.append(on)
    for on, number in shared.items():
        foundings += [StatedDate(on)] * number
        lapses += [on] * -number
    return History(
        start=since,
        today=today,
        active=numbers_on(timelines, [through], places)[0],
        foundings=tuple(sorted((one for one in foundings if _middle(one) >= since), key=_order)),
        lapses=tuple(sorted(on for on in lapses if on >= since)),
    )


def _order(stated: StatedDate) -> tuple[date, date]:
    return stated.counts_on, stated.earliest


def seen_from(begun: Iterable[AreaVersion], promised: date) -> date:
    """Return the day from which the register saw the areas of a municipality come and go.

    `begun` are the versions by which its areas first became active, at least one. Where none was
    inherited, the first of them is where one began to look, so it is no founding that was seen. Inherited
    areas are those of a list that were still there: of the time before it the ones that ceased are
    missing. Their list was made on the day that they are said to be from before; where they have dates of
    their own nobody knows when, and nothing is seen before the promise.
    """
    some = list(begun)
    inherited = [one for one in some if one.event is Event.INHERIT]
    listed = [one for one in inherited if one.precision is Precision.BEFORE]
    if inherited and not listed:
        return promised
    return min(one.period.start for one in listed or some) + _A_DAY


def _by_place(
    timelines: Iterable[Timeline], places: Collection[str]
) -> Iterator[list[AreaVersion]]:
    """Give, for each municipality with any, the versions by which its areas first became active."""
    firsts = [next((one for one in timeline if one.active), None) for timeline in timelines]
    for place in places:
        own = [one for one in firsts if one is not None and one.municipality == place]
        if own:
            yield own
