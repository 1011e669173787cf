"""Burglaries as planning is told of them, and as a municipality keeps them: as little of each as planning needs.

What is kept is never shown one by one, and nothing of it is public. Coordinates are easting, northing in
metres in the register's CRS.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from grannsamverkan.domain.period import Period, months_after

ROUNDED_M = 100
"""A place is rounded to so many metres as soon as it is read: no single home can be told from it."""

LONGEST_YEARS = 10
QUIET_YEARS = 2
"""A longer window, or a longer time in it of which nothing is told, looks like a year that is mistyped."""


class Kind(StrEnum):
    """What a report tells of."""

    BURGLARY = "burglary"
    """A completed burglary of a home: the only kind that is counted."""
    ATTEMPT = "attempt"
    ELSEWHERE = "elsewhere"
    """A burglary of something else than a home."""
    TIP = "tip"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Reported:
    """A report, at a place rounded to `ROUNDED_M`.

    `day` is the last one of the month where only that is stated, so that it is never taken to be
    from before a watch that began in the month.
    """

    day: date
    kind: Kind
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class LocalityCount:
    """How many completed burglaries of homes there were in a locality in a time."""

    locality: str
    during: Period
    number: int


@dataclass(frozen=True, slots=True)
class Burglaries:
    """What is told of burglaries: as reports, or as counts by locality, never as both.

    Attributes:
        window: the days that are looked at.
        left_out: how many rows of the file say too little, by reason (keys under `streets.left_out`).
    """

    window: Period
    reported: tuple[Reported, ...] = ()
    counts: tuple[LocalityCount, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """How many burglaries and other reports are told of."""
        return len(self.reported) + sum(one.number for one in self.counts)

    @property
    def is_long(self) -> bool:
        """Whether the window is longer than anyone looks back to plan."""
        return self.window.end > months_after(self.window.start, 12 * LONGEST_YEARS)

    @property
    def quiet(self) -> Period | None:
        """The longest time between two rows of which nothing is told; None: none is long."""
        times = sorted(
            [(one.day, one.day + timedelta(days=1)) for one in self.reported]
            + [(one.during.start, one.during.end) for one in self.counts]
        )
        gaps = [
            Period(end, start)
            for (_, end), (start, _) in pairwise(times)
            if start > months_after(end, 12 * QUIET_YEARS)
        ]
        return max(gaps, key=lambda one: one.end - one.start, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Burglary:
    """Completed burglaries of homes at a rounded place, or in a locality, on the days from `since` up to `until`.

    Attributes:
        id: of this row alone; nothing of a case is kept.
        x, y: rounded to `ROUNDED_M`; None: by locality.
        locality: its name in the register; None: by place.
        number: one at a place, any number in a locality.
    """

    id: str
    municipality: str
    since: date
    until: date
    x: float | None = None
    y: float | None = None
    locality: str | None = None
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BurglarySource:
    """Why, by whom and when the burglaries of a municipality were read in.

    Attributes:
        id: the municipality.
        legal_basis: the sentence that says by what law or decision they may be kept.
        made_by: as the journal names them.
        since, until: the days in which burglaries were counted, the last one not included.
        left_out: what the file had besides, as `reason=number`.
    """

    id: str
    municipality: str
    legal_basis: str
    made_by: str
    made_at: datetime
    since: date
    until: date
    left_out: tuple[str, ...] = ()

    @property
    def beside(self) -> dict[str, int]:
        """What the file had besides, by reason."""
        pairs = (one.partition("=") for one in self.left_out)
        return {reason: int(number) for reason, _, number in pairs}

    @property
    def window(self) -> Period:
        """The days in which burglaries were counted."""
        return Period(self.since, self.until)

    def goes_on(self, months: int) -> date:
        """Return the day from which they are to be erased, and weigh in no plan, if kept so many months."""
        return months_after(self.made_at.date(), months)
