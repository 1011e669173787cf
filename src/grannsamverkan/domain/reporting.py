"""The record of a report: what it covers, how far it has come, and on what state of the register it rests."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grannsamverkan.errors import Refused

_WHOLE_YEAR = (1, 1, 12, 31)

YEARS = range(1990, 2101)
"""The years that anyone can mean to report on."""


class ReportKind(StrEnum):
    """What a report is."""

    YEARLY = "yearly"
    FINAL = "final"
    """The final account (slutredovisning) of a promise's whole period."""


class ReportState(StrEnum):
    """How far a report has come."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, order=True)
class Coverage:
    """What a report is about: versions of one report have it in common, and no others."""

    municipality: str
    start: date
    last_day: date
    kind: ReportKind

    def shares_days_with(self, other: "Coverage") -> bool:
        """Say whether both are about the same day somewhere, and are not versions of one report."""
        apart = self.last_day < other.start or other.last_day < self.start
        return self != other and self.municipality == other.municipality and not apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as the ledger keeps it; its files and its commentary lie beside.

    Attributes:
        start, last_day: the first and last day reported on.
        version: 1, and one more for each correction; `corrects` is the report before it.
        known_seq, known_hash: the change of the ledger that its numbers are known by, from approval on.
        approved_by: the role that approved, never a person's name.
        numbers_sha256: of the canonical JSON of every number.
        files: what was published, each as `name=sha256`.
        correction: what was wrong in the version before.
    """

    id: str
    municipality: str
    kind: ReportKind = ReportKind.YEARLY
    start: date
    last_day: date
    state: ReportState = ReportState.DRAFT
    version: int = 1
    corrects: str | None = None
    correction: str | None = None
    known_seq: int | None = None
    known_hash: str | None = None
    approved_by: str | None = None
    approved_on: date | None = None
    published_on: date | None = None
    numbers_sha256: str | None = None
    files: tuple[str, ...] = ()

    @property
    def year(self) -> int | None:
        """The calendar year it covers, where it covers one whole year and no more."""
        ends = (self.start.month, self.start.day, self.last_day.month, self.last_day.day)
        same = self.start.year == self.last_day.year
        return self.start.year if same and ends == _WHOLE_YEAR else None

    @property
    def coverage(self) -> Coverage:
        """What it is about."""
        return Coverage(self.municipality, self.start, self.last_day, self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportText:
    """A commentary that people write into one part of a report, in one language, until it is approved."""

    id: str
    report_id: str
    part: str
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """One published file, byte for byte."""

    id: str
    report_id: str
    name: str
    media_type: str
    content: bytes


TAKEN_DOWN = "take_down_report_file"
"""The deed by which a published file is erased; the change is about its `file_key`."""


def file_key(report_id: str, name: str) -> str:
    """Return the id that a published file of a report is kept under."""
    return f"{report_id}/{name}"


def whole_year(year: int) -> tuple[date, date]:
    """Return the first and the last day of a year.

    Raises:
        Refused: nobody can mean to report on that year.
    """
    if year not in YEARS:
        raise Refused("report.no_such_year", year=str(year))
    return date(year, 1, 1), date(year, 12, 31)


def hold_to_past(start: date, last_day: date, today: date) -> None:
    """Hold the period of a report to days that have been.

    Raises:
        Refused: it runs backwards, is not over, or is so early that it is a slip of the pen.
    """
    if last_day < start:
        raise Refused("period.empty", start=start, end=last_day)
    if last_day > today:
        raise Refused("report.not_over", last_day=last_day)
    if start.year not in YEARS:
        raise Refused("report.no_such_year", year=str(start.year))
