"""What may come of a promise about the number of areas, once `planning` has reckoned it: what pages, files and reports tell.

Chances are told in steps of five percent and paces in tenths of an area a year: the reckoning is no more
exact, and what is published is the same wherever it is reckoned again.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from grannsamverkan.domain.history import YEAR_DAYS, History
from grannsamverkan.domain.period import months_before
from grannsamverkan.domain.promises import Promise

_MONTHS, _RECENT_MONTHS = 12, 36
_STEPS = 20


class Basis(StrEnum):
    """What a forecast rests on."""

    NONE = "none"
    """No time was seen: nothing is forecast."""
    LITTLE = "little"
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True)
class YearEnd:
    """How many areas will be active when a day ends.

    Attributes:
        low_50, high_50, low_90, high_90: five and nine times of ten the number lies from one to the other.
        reached: the chance of at least the target's number, None without a target.
    """

    day: date
    median: int
    low_50: int
    high_50: int
    low_90: int
    high_90: int
    reached: float | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What to expect of the number of active areas.

    Attributes:
        seen_years, foundings, visits, lapses: what it rests on.
        pace: areas founded in a month of the time that was seen, None where nothing was seen.
        needed: areas to found in a month for the target, lapses made up for, from today; None without
            a target or after its day.
        reached: the chance of the target on its day, None where there is none to tell.
    """

    basis: Basis
    seen_years: float
    foundings: int
    visits: int
    lapses: int
    years: tuple[YearEnd, ...]
    pace: float | None
    needed: float | None
    reached: float | None

    @property
    def chance(self) -> float | None:
        """The chance of the target as it is told: 0 is less than a step, 1 all but a step."""
        return None if self.reached is None else round(self.reached * _STEPS) / _STEPS

    @property
    def needed_a_year(self) -> float | None:
        """The areas to found in a year for the target, as it is told."""
        return None if self.needed is None else round(self.needed * _MONTHS, 1)


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
        by: the promise's last day.
        founded: the same forecast if the `planned` areas are founded as well, all on the day
            `planned_by`; None without any.
    """

    history: History
    told: Forecast
    aimed: Aimed | None
    by: date | None
    planned: int = 0
    planned_by: date | None = None
    founded: Forecast | None = None

    @property
    def through(self) -> date:
        """The day at whose end the forecast was made."""
        return self.history.today - timedelta(days=1)

    @property
    def enough(self) -> bool:
        """Whether enough was seen to tell anyone."""
        return self.told.basis is Basis.ENOUGH

    @property
    def recent(self) -> tuple[date, float]:
        """The areas founded in a year of the last few, as it is told, and the day since when: a pace of long ago says little."""
        history = self.history
        since = max(history.start, months_before(history.today, _RECENT_MONTHS))
        founded = sum(one.size for one in history.visits() if one.day >= since)
        return since, round(founded * YEAR_DAYS / max(1, (history.today - since).days), 1)


@dataclass(frozen=True, slots=True)
class Tried:
    """What the same reckoning would have said of a day from what had happened by an earlier one, and what came.

    Attributes:
        made: the day at whose end it would have been made.
        said: the forecast of the day; None where too little had been seen.
        came: how many areas were active when the day ended.
    """

    made: date
    said: YearEnd | None
    came: int

    @property
    def held(self) -> bool | None:
        """Whether what came lies where it was to lie nine times of ten; None where nothing was said."""
        return None if self.said is None else self.said.low_90 <= self.came <= self.said.high_90


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookAccount:
    """What may come of one promise that goes on after a report's last day.

    Attributes:
        growth: the number of areas at the promise's beginning, at each month's end and on the last day.
        tried: the same reckoning one year before and two, beside what came.
    """

    promise: Promise
    outlook: Outlook
    growth: tuple[tuple[date, int], ...]
    tried: tuple[Tried, ...]
