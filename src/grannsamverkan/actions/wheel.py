"""The year of a municipality: when to ask, remind, gather and report, and what else has its day.

The days of the four steps are the municipality's own (`Policy.wheel_*`). Whether a step is done is
read out of the register, never ticked: the questions that went out, the gathering that was held, the
report that was published.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from grannsamverkan.actions.reminders import BEFORE_REMINDING
from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.policy import Policy
from grannsamverkan.domain.reporting import Report
from grannsamverkan.domain.signs import Sign
from grannsamverkan.register import Register
from grannsamverkan.register.present import Present
from grannsamverkan.register.private import Private
from grannsamverkan.register.read import begun_at
from grannsamverkan.register.schema import PRIVATE


class Step(StrEnum):
    """What a municipality does once every year."""

    CONFIRM = "confirm"
    REMIND = "remind"
    GATHER = "gather"
    REPORT = "report"


class Phase(StrEnum):
    """How it stands with something that has a day."""

    DONE = "done"
    WAITING = "waiting"
    COMING = "coming"
    PASSED = "passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One day of the wheel: a step, an activity, or a permit that runs out.

    Attributes:
        phase: WAITING where the day has come and what should be done is not; PASSED where nothing
            in the register can tell: the year is over, or the day was before there was one.
        done_on: when it was done, where the register knows it.
        area_id: the area of a sign.
    """

    on: date
    phase: Phase
    step: Step | None = None
    activity: Activity | None = None
    sign: Sign | None = None
    done_on: date | None = None
    area_id: str | None = None


@dataclass(frozen=True, slots=True)
class Wheel:
    """One year of one municipality, its days in order."""

    municipality: str
    year: int
    marks: tuple[Mark, ...]

    @property
    def steps(self) -> tuple[Mark, ...]:
        """The four steps, in the order of their days."""
        return tuple(mark for mark in self.marks if mark.step is not None)

    @property
    def next(self) -> Mark | None:
        """What comes next: the first that waits to be done, else the first that is to come."""
        return next_of(self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """How a year's question to the contacts has gone, in numbers and days."""

    asked: int = 0
    answered: int = 0
    asked_on: date | None = None
    reminded_on: date | None = None
    answered_at: datetime | None = None

    @property
    def settled_on(self) -> date | None:
        """When contacts were last reminded, or the last answered where none had to be."""
        if self.reminded_on is not None or self.answered_at is None:
            return self.reminded_on
        return self.answered_at.date() if self.answered == self.asked else None


def round_in(private: Private, municipality: str, year: int) -> Round:
    """Return how a year's question has gone."""
    one = PRIVATE[Question].c
    query = sa.select(
        sa.func.count(one.id).label("asked"),
        sa.func.count(one.answered_at).label("answered"),
        sa.func.min(one.asked_on).label("asked_on"),
        sa.func.max(one.reminded_on).label("reminded_on"),
        sa.func.max(one.answered_at).label("answered_at"),
    ).where(one.municipality == municipality, one.year == year)
    return Round(**private.connection.execute(query).one()._mapping)  # noqa: SLF001 # SQLAlchemy's own way


def year_wheel(register: Register, municipality: str, *, year: int, today: date) -> Wheel:
    """Return the wheel of a year, as it stands today: the steps, and what is still to be seen to."""
    present = register.present()
    permits = [
        sign
        for area_id, timeline in present.timelines.items()
        if timeline and last(timeline).municipality == municipality
        for sign in present.of(Sign, area_id)
        if _runs_out(sign, year)
    ]
    marks = [
        *steps_of(register, municipality, year=year, today=today),
        *(
            _of_activity(one, today)
            for one in _in_year(present.activities, municipality, year)
            if one.state is ActivityState.PLANNED
        ),
        *(_of_permit(sign, today) for sign in permits),
    ]
    return Wheel(municipality, year, tuple(sorted(marks, key=lambda mark: mark.on)))


def steps_of(register: Register, municipality: str, *, year: int, today: date) -> tuple[Mark, ...]:
    """Return the four steps of a year in the order of their days, and how each stands today."""
    present = register.present()
    with register.looking() as private:
        gone, begun = round_in(private, municipality, year), begun_at(private.connection)
    held = (one.on for one in _in_year(present.activities, municipality, year) if _gathering(one))
    done = {
        Step.GATHER: max(held, default=None),
        Step.REPORT: _reported(present, municipality, year),
    }
    marks = step_marks(present.policies[municipality], gone, done, year=year, today=today)
    since = today if begun is None else begun.date()
    return tuple(_asked_since(mark, since) for mark in marks)


def _reported(present: Present, municipality: str, year: int) -> date | None:
    """Return when a report of a municipality was last published in a year."""
    reports = (one for some in present.facts[Report].values() for one in some)
    published = (one.published_on for one in reports if one.municipality == municipality)
    return max((day for day in published if day is not None and day.year == year), default=None)


def _asked_since(mark: Mark, since: date) -> Mark:
    """Return a step that waits only if there was a register on its day."""
    before = mark.phase is Phase.WAITING and mark.on < since
    return replace(mark, phase=Phase.PASSED) if before else mark


def _in_year(activities: Sequence[Activity], municipality: str, year: int) -> Iterator[Activity]:
    """Give the activities of a municipality in a year, out of all in the order of their days."""
    first = bisect_left(activities, date(year, 1, 1), key=_day)
    after = bisect_right(activities, date(year, 12, 31), key=_day)
    return (one for one in activities[first:after] if one.municipality == municipality)


def _day(activity: Activity) -> date:
    return activity.on


def step_marks(
    policy: Policy, gone: Round, others: Mapping[Step, date | None], *, year: int, today: date
) -> tuple[Mark, ...]:
    """Return the four steps of a year: their days by the policy, and when each was done."""
    done = {Step.CONFIRM: gone.asked_on, Step.REMIND: gone.settled_on, **others}
    marks = []
    for step in Step:
        on = date.fromisoformat(f"{year}-{getattr(policy, f'wheel_{step}')}")
        if step is Step.REMIND and gone.asked_on is not None:
            on = max(
                on, gone.asked_on + BEFORE_REMINDING
            )  # as the reminders themselves are planned
        done_on = done.get(step)
        phase = _phase(on, today, done_on)
        marks.append(Mark(on=on, phase=phase, step=step, done_on=done_on))
    return tuple(sorted(marks, key=lambda mark: mark.on))


def next_of(steps: Iterable[Mark]) -> Mark | None:
    """Return what comes next of steps in order: the first that waits to be done, else that is to come."""
    known = tuple(steps)
    for phase in (Phase.WAITING, Phase.COMING):
        found = next((mark for mark in known if mark.phase is phase), None)
        if found is not None:
            return found
    return None


def _phase(on: date, today: date, done_on: date | None) -> Phase:
    """Return how a step stands; a year that is over asks for nothing any more."""
    if done_on is not None:
        return Phase.DONE
    if today < on:
        return Phase.COMING
    return Phase.WAITING if on.year == today.year else Phase.PASSED


def _gathering(activity: Activity) -> bool:
    return activity.kind is ActivityKind.CONTACT_GATHERING and activity.held


def _of_activity(activity: Activity, today: date) -> Mark:
    phase = Phase.WAITING if activity.on < today else Phase.COMING
    return Mark(on=activity.on, phase=phase, activity=activity)


def _runs_out(sign: Sign, year: int) -> bool:
    """Say whether the permit of a sign that stands, or is to, runs out in a year."""
    expires = sign.permit_expires_on
    return expires is not None and expires.year == year and sign.removed_on is None


def _of_permit(sign: Sign, today: date) -> Mark:
    assert sign.permit_expires_on is not None  # noqa: S101 # only those that run out come here
    phase = Phase.WAITING if sign.permit_expires_on < today else Phase.COMING
    return Mark(on=sign.permit_expires_on, phase=phase, sign=sign, area_id=sign.area_id)
