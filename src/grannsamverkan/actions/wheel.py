"""The year of a municipality: when to ask, remind, gather and report, and what else has its day.

The days of the four steps are the municipality's own (`Policy.wheel_*`). Whether a step is done is
read out of the register, never ticked: the questions that went out, the gathering that was held.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.policy import Policy
from grannsamverkan.domain.signs import Sign
from grannsamverkan.register import Register


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
            in the register can tell.
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
        for phase in (Phase.WAITING, Phase.COMING):
            found = next((mark for mark in self.steps if mark.phase is phase), None)
            if found is not None:
                return found
        return None


def year_wheel(register: Register, municipality: str, *, year: int, today: date) -> Wheel:
    """Return the wheel of a year, as it stands today."""
    present = register.present()
    policy = present.policies.get(municipality, Policy())
    with register.looking() as private:
        asked = private.find(Question, municipality=municipality, year=year)
    activities = [
        one
        for one in present.activities
        if one.municipality == municipality and one.on.year == year
    ]
    permits = [
        sign
        for area_id, timeline in present.timelines.items()
        if timeline and last(timeline).municipality == municipality
        for sign in present.of(Sign, area_id)
        if _runs_out(sign, year)
    ]
    marks = [
        *step_marks(policy, asked, activities, year=year, today=today),
        *(_of_activity(one, today) for one in activities if _shown(one)),
        *(_of_permit(sign, today) for sign in permits),
    ]
    return Wheel(municipality, year, tuple(sorted(marks, key=lambda mark: mark.on)))


def step_marks(
    policy: Policy,
    asked: Sequence[Question],
    activities: Iterable[Activity],
    *,
    year: int,
    today: date,
) -> list[Mark]:
    """Return the four steps of a year: their days by the policy, and when each was done."""
    done = {
        Step.CONFIRM: min((one.asked_on for one in asked), default=None),
        Step.REMIND: _reminded(asked),
        Step.GATHER: max((one.on for one in activities if _gathering(one)), default=None),
    }
    marks = []
    for step in Step:
        on = date.fromisoformat(f"{year}-{getattr(policy, f'wheel_{step}')}")
        done_on = done.get(step)
        phase = _phase(on, today, done_on, tells=step is not Step.REPORT)
        marks.append(Mark(on=on, phase=phase, step=step, done_on=done_on))
    return marks


def _phase(on: date, today: date, done_on: date | None, *, tells: bool) -> Phase:
    """Return how a step stands; a year that is over asks for nothing any more."""
    if done_on is not None:
        return Phase.DONE
    if today < on:
        return Phase.COMING
    return Phase.WAITING if tells and on.year == today.year else Phase.PASSED


def _reminded(asked: Sequence[Question]) -> date | None:
    """Return when contacts were last reminded, or the last answered where none had to be."""
    reminded = [one.reminded_on for one in asked if one.reminded_on is not None]
    if reminded:
        return max(reminded)
    answered = [one.answered_at.date() for one in asked if one.answered_at is not None]
    return max(answered) if asked and len(answered) == len(asked) else None


def _gathering(activity: Activity) -> bool:
    return activity.kind is ActivityKind.CONTACT_GATHERING and activity.held


def _shown(activity: Activity) -> bool:
    return activity.state is not ActivityState.CANCELLED


def _of_activity(activity: Activity, today: date) -> Mark:
    if activity.held:
        return Mark(on=activity.on, phase=Phase.DONE, activity=activity, done_on=activity.on)
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
