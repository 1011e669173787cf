"""The yearly report of a municipality: one frozen account of a period, before anyone has rendered it.

Everything in it may leave the house: small numbers are suppressed here, and no person, exact outline or
lapsed area is in it. Pages, PDF, spreadsheet and files of figures are made of it and compute nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shapely import MultiPolygon

from grannsamverkan.domain.activities import ActivityKind
from grannsamverkan.domain.bridge import Bridge
from grannsamverkan.domain.figures import Official
from grannsamverkan.domain.outcome import OutcomeContext
from grannsamverkan.domain.outlook import OutlookAccount
from grannsamverkan.domain.progress import FollowUp, Progress
from grannsamverkan.domain.promises import Assessment, Indicator, Promise, PromiseNote, SchoolStage
from grannsamverkan.domain.reporting import Coverage, ReportKind
from grannsamverkan.domain.views import ViewTheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a report is about and what it rests on.

    Attributes:
        code, name: the municipality; `police_areas` of its promises.
        start, last_day: the first and last day reported on; figures are as of the end of the last.
        known_seq, known_hash, known_at: the change of the ledger by which all of it was known.
        contact: the card that residents are pointed to: role, phone, mail, hours, as far as there are.
        example: whether everything in it is invented.
    """

    code: str
    name: str
    register_name: str
    example: bool
    police_areas: tuple[str, ...]
    kind: ReportKind
    start: date
    last_day: date
    version: int
    corrects: str | None
    correction: str | None
    approved_by: str | None
    approved_on: date | None
    known_seq: int
    known_hash: str
    known_at: str
    contact: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseAccount:
    """One promise at the end of the period: its indicators, what people found, what was not done.

    Attributes:
        successor: the title of the promise that took its place.
    """

    promise: Promise
    progress: tuple[Progress, ...]
    assessment: Assessment | None
    follow_up: FollowUp
    notes: tuple[PromiseNote, ...]
    successor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AreasAccount:
    """How the number of areas came about.

    Attributes:
        bridge: from the end of the day before the period to the end of its last day.
        gross, net: areas started or restarted; closing less opening.
        growth: the number at the beginning, at each month's end and at the end.
        lowest, highest: the bounds of the closing number, by vaguely known dates.
        by_type, by_locality: of the areas anyone may meet at the end.
    """

    bridge: Bridge
    gross: int
    net: int
    growth: tuple[tuple[date, int], ...]
    lowest: int
    highest: int
    by_type: Mapping[str, int]
    by_locality: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whom the areas reach, in households and never in persons.

    Attributes:
        households: in the active areas, by locality ("" where none is named), and in all of them; None
            where a number is not shown (för få), or nobody has counted.
        dwellings, inhabitants: official figures of the municipality with their year, None where none is
            entered.
        joined: households that take part, in the areas that have counted them; None where so few
            areas have that one could be told from it.
        counted: how many areas those are.
        contacts: how many contacts the active areas have, in whole tens, and `households_per_contact`, of
            what is told of both; None of so few areas as well, and the latter where about none is told.
    """

    households: Mapping[str, int | None]
    households_total: int | None
    dwellings: Official | None
    inhabitants: Official | None
    joined: int | None
    counted: int
    contacts: int | None
    households_per_contact: float | None
    uncounted: int

    @property
    def nobody_counted(self) -> bool:
        """Whether there are areas, and of none of them the households are known."""
        return not self.households and self.uncounted > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How alive the active areas are at the end of the period, as it is told of them (`domain.rounding`).

    Attributes:
        confirmed: how many of the `active`, exactly, for the month is public of each; `met` and `trained`
            are shares from 0 to 1.
        signs, inspected, faulty: in whole tens.
    """

    active: int
    confirmed: int
    confirm_months: int
    met: float | None
    meeting_months: int
    trained: float | None
    signs: int | None
    inspected: int | None
    faulty: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityLine:
    """The activities of one kind in the period; attendees of those held that were counted, in whole tens.

    None where they are few, or nobody has counted.
    """

    kind: ActivityKind
    held: int
    planned: int
    cancelled: int
    attendees: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolLine:
    """What one school was offered, and what was held there, for pupils and for parents."""

    name: str
    stage: SchoolStage
    pupils_offered: bool
    pupils_held: bool
    parents_offered: bool
    parents_held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolsAccount:
    """Every school on the list; `whole_by` is the indicator by which it was confirmed last how many there are."""

    lines: tuple[SchoolLine, ...]
    whole_by: Indicator | None

    @property
    def whole(self) -> int | None:
        """How many there are, once someone has confirmed it."""
        return None if self.whole_by is None else self.whole_by.whole


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewsAccount:
    """What residents said: how many, and by theme; None where a number is not shown (för få).

    Attributes:
        told_in: published reports that tell of some of the same days; where there are any, nothing is
            shown here.
    """

    number: int | None
    by_theme: Mapping[ViewTheme, int | None]
    answered: int | None
    told_in: tuple[Coverage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Restatement:
    """A figure of the report before, as it was published and as it is known now (rättad uppgift).

    Attributes:
        before, after: None where the number is not shown, or there is no such figure.
        new, gone: whether that report had no such figure, or would have none now.
    """

    key: str
    before: float | None
    after: float | None
    new: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DataQuality:
    """What a reader should know of the figures.

    Attributes:
        restated: what the report before (`restated_from`) would say otherwise now.
        restated_of: the promises that it told of, as they are known now.
    """

    vague: int
    without_outline: int
    without_households: int
    preliminary: int
    restated: tuple[Restatement, ...]
    restated_from: str | None
    restated_of: tuple[PromiseAccount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReportMap:
    """The areas anyone may meet, then and now, by public outline (metres, the register's CRS)."""

    border: MultiPolygon | None
    border_generalised: bool
    before_on: date
    before: tuple[MultiPolygon, ...]
    now: tuple[MultiPolygon, ...]
    places: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class YearlyReport:
    """The parts of a report.

    Attributes:
        texts: commentaries of people by part and language; a part without one has none.
        map: what the maps show; None where nothing is drawn.
        outlooks: of the promises about areas that go on; none in reports from before forecasts were told.
    """

    heading: Heading
    promises: tuple[PromiseAccount, ...]
    areas: AreasAccount
    reach: Reach
    quality: Quality
    activities: tuple[ActivityLine, ...]
    schools: SchoolsAccount
    outcome: OutcomeContext | None
    views: ViewsAccount
    data_quality: DataQuality
    texts: Mapping[tuple[str, str], str]
    map: ReportMap | None = None
    outlooks: tuple[OutlookAccount, ...] = ()


PARTS = (
    "summary",
    "promises",
    "cause",
    "areas",
    "outlook",
    "reach",
    "quality",
    "activities",
    "schools",
    "outcome",
    "views",
    "not_done",
    "lessons",
    "data_quality",
)
"""The parts that people write commentary into."""
