"""What a citizen promise (medborgarlöfte) is: who promised what to whom, for how long, and how it is followed.

A promise is kept in the words of those who made it. What is measured stands in its indicators: each has
a counting rule, so that its figure is computed from areas and activities and never typed, and an aim,
which may be a number, a direction or nothing at all. The machine computes; a person assesses.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from grannsamverkan.domain.activities import ActivityKind, Audience
from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.period import Period


class Party(StrEnum):
    """Who makes a promise, or works at keeping it."""

    MUNICIPALITY = "municipality"
    POLICE = "police"
    SCHOOL = "school"
    SOCIAL_SERVICES = "social_services"
    HOUSING_COMPANY = "housing_company"
    ASSOCIATION = "association"


class Wording(StrEnum):
    """Whether the text of a promise is its own or retold (återgivet)."""

    ORIGINAL = "original"
    RETOLD = "retold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One promise by police, municipality or both.

    Attributes:
        municipality: code of the one that leads the work; `municipalities` are all it is made to.
        police_area: the local police area, by name.
        text: the promise itself, as the municipality entered it; `wording` says whether word for word.
        plain: the same in plain Swedish, one or two sentences.
        start, last_day: the first and the last day of the promise; a promise without a last day goes on.
        parties, responsible: words of `Party`.
        signatories: the offices that signed, never persons.
        problem, cause_analysis: what it answers to; `picture_year` is the year of the situation picture.
        follow_up_months: how often it shall be followed up; None where nothing is decided.
        successor_id: the promise that took its place.
        reviewed_on: when someone last looked through what is said of it.
    """

    id: str
    municipality: str
    municipalities: tuple[str, ...] = ()
    police_area: str | None = None
    title: str
    text: str
    wording: Wording = Wording.RETOLD
    plain: str | None = None
    source_url: str | None = None
    signed_on: date | None = None
    start: date
    last_day: date | None = None
    parties: tuple[str, ...] = ()
    responsible: Party = Party.MUNICIPALITY
    signatories: str | None = None
    problem: str | None = None
    cause_analysis: str | None = None
    picture_year: int | None = None
    follow_up_months: int | None = None
    successor_id: str | None = None
    reviewed_on: date | None = None

    @property
    def period(self) -> Period:
        """The days of the promise, half-open."""
        return Period(self.start) if self.last_day is None else Period(
            self.start, self.last_day + timedelta(days=1)
        )  # fmt: skip

    @property
    def opening_on(self) -> date:
        """The day at whose end it opens: what begins on its first day has begun under it."""
        return self.start - timedelta(days=1)

    @property
    def places(self) -> tuple[str, ...]:
        """The codes of every municipality it is made to, the leading one first."""
        return tuple(dict.fromkeys((self.municipality, *self.municipalities)))


class Rule(StrEnum):
    """How an indicator's figure is counted; never typed."""

    STOCK_ACTIVE = "stock_active"
    """Areas active at the end of a day."""
    NET_CHANGE = "net_change"
    """Areas active at the end of the day, less those at the baseline."""
    GROSS_STARTED = "gross_started"
    """Areas started or restarted since the promise began, whatever became of them."""
    CONFIRMED_SHARE = "confirmed_share"
    """Of the active areas, those confirmed within the months that the municipality has decided."""
    HOUSEHOLDS_SHARE = "households_share"
    """Of all dwellings of the municipality, those in active areas."""
    HOUSEHOLDS_PER_1000 = "households_per_1000"
    """Households in active areas for each thousand inhabitants."""
    ACTIVITIES = "activities"
    """Activities of a kind held since the promise began."""
    SCHOOLS = "schools"
    """Schools reached, of all there are."""
    LOCALITIES = "localities"
    """Localities in which an activity of a kind was held, of all there are."""
    NARRATIVE = "narrative"
    """Nothing is counted; what was done is told in words."""


class Aim(StrEnum):
    """What an indicator is to reach."""

    NONE = "none"
    MORE = "more"
    """More than at the baseline: a direction without a number."""
    AT_LEAST = "at_least"
    """At least `value`: of areas more (net), of new areas (gross), of meetings, or a share from 0 to 1."""
    ALL = "all"
    """Every one there is."""


class Stage(StrEnum):
    """What counts as done, where a meeting is offered before it is held."""

    OFFERED = "offered"
    HELD = "held"


class BaselineFrom(StrEnum):
    """Where the value at the beginning comes from."""

    UNKNOWN = "unknown"
    REGISTER = "register"
    """Computed: someone vouches that the register is whole for that day."""
    STATED = "stated"
    """Entered, with its source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One thing by which a promise is followed.

    Attributes:
        name: what it is called on pages and in reports, in Swedish.
        decisive: whether the promise itself rests on it; others stand beside.
        value: what `Aim.AT_LEAST` asks for.
        responsible: who does it.
        kind, audience, targeted, partner: which activities count; None: any.
        area_type: which areas count; None: any.
        stage: what decides where a meeting is offered before it is held.
        baseline_from, baseline, baseline_on, baseline_source: the value at the beginning, at the end of a
            day; None: the one at whose end the promise opens.
        whole, whole_on, whole_source: how many there are in all, once someone has confirmed it.
    """

    id: str
    promise_id: str
    name: str
    rule: Rule
    aim: Aim = Aim.NONE
    value: float | None = None
    decisive: bool = True
    responsible: Party | None = None
    kind: ActivityKind | None = None
    audience: Audience | None = None
    targeted: bool | None = None
    area_type: AreaType | None = None
    stage: Stage = Stage.HELD
    baseline_from: BaselineFrom = BaselineFrom.UNKNOWN
    baseline: float | None = None
    baseline_on: date | None = None
    baseline_source: str | None = None
    whole: int | None = None
    whole_on: date | None = None
    whole_source: str | None = None


class Outcome(StrEnum):
    """What a person found of a promise or an indicator."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    CANNOT_BE_ASSESSED = "cannot_be_assessed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What a person with a role found of a promise, or of one indicator of it, and why.

    Attributes:
        as_of: the last day that the assessment looks at; `made_on` when it was made.
        by: the role that assessed, never a person's name.
    """

    id: str
    promise_id: str
    indicator_id: str | None = None
    as_of: date
    made_on: date
    outcome: Outcome
    reason: str
    by: str


class NoteKind(StrEnum):
    """What a note about a promise tells."""

    UPDATE = "update"
    """Something happened that followers want to know."""
    NOT_DONE = "not_done"
    LESSON = "lesson"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseNote:
    """A dated note about a promise, for everyone to read: what was done, what was not, what was learnt."""

    id: str
    promise_id: str
    on: date
    kind: NoteKind = NoteKind.UPDATE
    text: str


class SchoolStage(StrEnum):
    """Which pupils a school has."""

    COMPULSORY = "compulsory"
    UPPER_SECONDARY = "upper_secondary"


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """A school, for coverage that is counted by school; `code` is its unit code at Skolverket.

    Attributes:
        stage: `compulsory` (grundskola) or `upper_secondary` (gymnasium), of `SchoolStage`.
        since, until: the days between which it has pupils; None: as long as matters.
    """

    id: str
    municipality: str
    name: str
    stage: SchoolStage
    code: str | None = None
    since: date | None = None
    until: date | None = None
