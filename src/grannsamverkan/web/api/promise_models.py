"""The shapes of promises as the API gives them."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from grannsamverkan.domain.figures import Why
from grannsamverkan.domain.progress import Light
from grannsamverkan.domain.promises import (
    Aim,
    BaselineFrom,
    NoteKind,
    Outcome,
    Party,
    Rule,
    Wording,
)

PROMISE_ID = "01J9ZK3V5Q8M2N4P6R7S8T9VWX"


class PromiseFigure(BaseModel):
    """One figure at the end of a day: a number, or a share from 0 to 1; null where there is none.

    `part` and `whole`: of a share or an n-of-N, how many of how many; households are in whole tens.
    `lowest` and `highest` bound a number of areas over every day that vaguely known dates can have been.
    `year`: that the official figure in `whole` is of. `uncounted`: areas without a number of households, which add none. `why`: why there is no value.
    """

    value: float | None
    part: int | None
    whole: int | None
    lowest: int | None
    highest: int | None
    year: int | None
    uncounted: int
    why: Why | None


class PromiseBaseline(BaseModel):
    """The value at the beginning: computed from the register, stated with its source, or not known."""

    known_from: BaselineFrom
    on: date | None
    source: str | None
    value: float | None


class PromiseMeasure(BaseModel):
    """One thing by which a promise is followed; `decisive` ones are what the promise rests on.

    `light` follows from the rule that the page of the promise prints; it is no assessment. While the
    promise runs, a number that grows from nothing is held to an even pace: `expected`.
    `held` stands beside where what was offered decides. `pace` and `needed` are for a year.
    """

    id: str
    name: Annotated[str, Field(examples=["Aktiva grannsamverkansområden"])]
    rule: Rule
    decisive: bool
    responsible: Party | None
    aim: Aim
    as_of: date
    now: PromiseFigure
    held: PromiseFigure | None
    baseline: PromiseBaseline | None
    target: float | None
    target_why: Why | None
    expected: float | None
    light: Light
    pace: float | None
    needed: float | None


class PromiseSummary(BaseModel):
    """A promise, and where it stands.

    `wording`: whether `text` is the promise's own or retold. `stale`: nobody has looked through it for
    half a year. `follow_up_overdue`: it was to be followed up by `follow_up_due_on`.
    """

    id: Annotated[str, Field(examples=[PROMISE_ID])]
    title: Annotated[str, Field(examples=["Fler grannsamverkansområden"])]
    municipalities: Annotated[list[str], Field(examples=[["1861"]])]
    parties: list[Party]
    responsible: Party
    text: str
    wording: Wording
    plain: str | None
    source: str | None
    start: date
    last_day: date | None
    as_of: date
    ended: bool
    stale: bool
    follow_up_due_on: date | None
    follow_up_overdue: bool
    followed_by: str | None
    measures: list[PromiseMeasure]


class MadeOf(BaseModel):
    """What a figure is made of: areas that anyone may meet, and schools by name."""

    measure: str
    areas: list[str]
    schools: list[str]


class NumberOnDay(BaseModel):
    """The active areas at the end of a day."""

    on: date
    active: int


class PromiseBridge(BaseModel):
    """How the number of areas changed: `opening` + `events` = `closing`.

    `areas` has those that anyone may meet; what ceased is a number alone.
    """

    start: date
    end: date
    opening: int
    closing: int
    events: dict[str, int]
    areas: dict[str, list[str]]


class ExpectedNumber(BaseModel):
    """The number of active areas to expect when a day ends: the middle, and five and nine times of ten from low to high."""

    on: date
    median: int
    low_50: int
    high_50: int
    low_90: int
    high_90: int


class PromiseOutlook(BaseModel):
    """How the number of areas may turn out if things go on as they have; no assessment.

    `enough`: whether enough was seen to tell anything; else there are no days and no numbers. `foundings`
    and `lapses` since `seen_from` are what it rests on. `least`: so many areas on `by` keep the promise,
    null where no such number follows from it; `chance` of that from 0 to 1 in steps of .05 (0 is below .05,
    1 above .95). `needed`: areas to found in a year to get there; `pace`: those of a year since `pace_since`.
    How often such ranges held is in docs/planning-method.md.
    """

    enough: bool
    seen_from: date
    foundings: int | None = None
    lapses: int | None = None
    days: list[ExpectedNumber]
    least: int | None = None
    by: date | None = None
    chance: float | None = None
    needed: float | None = None
    pace: float | None = None
    pace_since: date | None = None


class PromiseNews(BaseModel):
    """What was done, what was not, or what was learnt."""

    on: date
    kind: NoteKind
    text: str


class PromiseAssessment(BaseModel):
    """What a person in a role found of the whole promise, or of one `measure`."""

    measure: str | None
    as_of: date
    made_on: date
    by: str
    outcome: Outcome
    reason: str


class PromiseDetails(PromiseSummary):
    """A promise with all that is counted of it; `growth` and `bridge` where it is about areas, `outlook` while such a one runs.

    Of an example register nobody assesses anything: its results are invented.
    """

    made_of: list[MadeOf]
    growth: list[NumberOnDay]
    bridge: PromiseBridge | None
    outlook: PromiseOutlook | None
    notes: list[PromiseNews]
    assessments: list[PromiseAssessment]
    note: str | None = None


class Promises(BaseModel):
    """Promises that have begun, the newest first."""

    promises: list[PromiseSummary]
    note: str | None = None
