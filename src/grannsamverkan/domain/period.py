"""Days, half-open periods, and dates known only to the month, to the year, or as "before".

A period holds every day from `start` up to, and not including, `end`. A date that is not known to
the day counts on the last day it can have been, so that no number is ever claimed too early.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from grannsamverkan.errors import NotFound, Refused

FOREVER = date.max
"""The end of a period that has no end yet."""

EARLIEST = date(1900, 1, 1)
"""Before this no register tells anything: a day so early is a slip of the pen."""

BEGINNING = date.min
"""The earliest day a date stated only as "before" can have been."""


@lru_cache(maxsize=10_000)  # a few days and limits, asked of every area
def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or its last day where it has fewer; the end of time stays."""
    month = day.year * 12 + day.month - 1 + months
    year = month // 12
    if year > FOREVER.year:
        return FOREVER
    if year < BEGINNING.year:
        return BEGINNING
    return date(year, month % 12 + 1, min(day.day, monthrange(year, month % 12 + 1)[1]))


def months_before(day: date, months: int) -> date:
    """Return the same day of an earlier month; what dates from before it is older than that many months."""
    return months_after(day, -months)


def not_to_come(day: date, today: date) -> date:
    """Return a day that someone asks to be told of.

    Raises:
        NotFound: it has not been yet: nothing is there to tell of.
    """
    if day > today:
        raise NotFound("web.day_in_future", on=day, today=today)
    return day


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    BEFORE = "before"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` up to, not including, `end`."""

    start: date
    end: date = FOREVER

    def __post_init__(self) -> None:
        """Refuse a period without days."""
        if self.start >= self.end:
            raise Refused("period.empty", start=self.start, end=self.end)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def overlaps(self, other: "Period") -> bool:
        """Say whether the two periods share a day; periods that only meet do not."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date as someone stated it: the day it counts on, and how exactly it is known.

    `counts_on` is the last day of the month or year, and for "before D" the day before D.
    """

    counts_on: date
    precision: Precision = Precision.DAY

    @classmethod
    def before(cls, day: date) -> "StatedDate":
        """Return the date stated as "before `day`"."""
        return cls(day - timedelta(days=1), Precision.BEFORE)

    @classmethod
    def parse(cls, text: str) -> "StatedDate":
        """Read `2021-05-31`, `2021-05`, `2021`, or `före 2021-05-31` (`before …`, `<…`).

        Raises:
            Refused: not a date in one of these forms, or no such day.
        """
        match = _FORM.fullmatch(text.strip())
        if match is None:
            raise Refused("period.not_a_date", text=text[:40])
        year, month, day = (int(part) if part else None for part in match.group(2, 3, 4))
        try:
            stated = cls._of(year or 0, month, day)
            return stated if match.group(1) is None else cls.before(stated.earliest)
        except (ValueError, OverflowError) as error:
            raise Refused("period.not_a_date", text=text[:40]) from error

    @classmethod
    def _of(cls, year: int, month: int | None, day: int | None) -> "StatedDate":
        if month is None:
            return cls(date(year, 12, 31), Precision.YEAR)
        if day is None:
            return cls(date(year, month, monthrange(year, month)[1]), Precision.MONTH)
        return cls(date(year, month, day))

    @property
    def earliest(self) -> date:
        """The first day this date can have been."""
        match self.precision:
            case Precision.MONTH:
                return self.counts_on.replace(day=1)
            case Precision.YEAR:
                return self.counts_on.replace(month=1, day=1)
            case Precision.BEFORE:
                return BEGINNING
            case _:
                return self.counts_on

    def __str__(self) -> str:
        match self.precision:
            case Precision.MONTH:
                return self.counts_on.isoformat()[:7]
            case Precision.YEAR:
                return f"{self.counts_on.year:04d}"
            case Precision.BEFORE:
                return f"<{self.counts_on + timedelta(days=1)}"
            case _:
                return self.counts_on.isoformat()


_FORM = re.compile(
    r"(?:(före|fore|before|<)\s*)?([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?", re.IGNORECASE
)
