"""What hangs together is not parted by undoing: promises with what follows them, schools with their meetings."""

from collections.abc import Callable
from datetime import date

import pytest
from acting import NOW, doing
from promising import LAST, START, followed, promised

from grannsamverkan.actions import activities, areas, indicators, promise_notes, promises, schools
from grannsamverkan.actions.assessments import assess
from grannsamverkan.domain.activities import Activity, ActivityKind
from grannsamverkan.domain.promises import (
    Indicator,
    Outcome,
    Promise,
    Rule,
    School,
    SchoolStage,
)
from grannsamverkan.domain.views import ResidentView, ViewChannel, ViewTheme
from grannsamverkan.errors import Refused
from grannsamverkan.register import Register

DAY = date(2020, 3, 3)


def undo(register: Register, seq: int | None) -> None:
    assert seq is not None
    areas.undo(doing(register), seq)


def refusal(register: Register, seq: int | None) -> str:
    """Return why a change is not taken back; nothing is written then."""
    before = register.head()
    with pytest.raises(Refused) as refused:
        undo(register, seq)
    assert register.head() == before
    return refused.value.key


def view_of(register: Register, promise: Promise) -> int:
    """Let a view have led to a promise."""
    view = ResidentView(
        id="v",
        municipality="1861",
        received_on=DAY,
        channel=ViewChannel.WALK,
        theme=ViewTheme.WATCH,
        promise_id=promise.id,
    )
    with register.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        change.set_facts(ResidentView, view.id, [view])
    return register.head().seq


def note_of(register: Register, promise: Promise) -> None:
    promise_notes.add(doing(register), promise.id, "A")


def assessment_of(register: Register, promise: Promise) -> None:
    assess(doing(register), promise.id, Outcome.MET, as_of=LAST, reason="A")


@pytest.mark.parametrize("hang", [followed, view_of, note_of, assessment_of])
def test_a_promise_is_not_undone_from_under_what_follows_it(
    register: Register, hang: Callable[[Register, Promise], object]
) -> None:
    promise = promised(register)
    entered = register.head().seq
    hang(register, promise)
    hung = register.head().seq
    assert refusal(register, entered) == "promises.things_left"
    undo(register, hung)
    undo(register, entered)
    assert register.facts(Promise) == ()


def test_a_promise_is_not_undone_that_another_points_to(register: Register) -> None:
    old = promised(register)
    new = promised(register, start=date(2021, 6, 1), last_day=None)
    entered = register.head().seq
    pointed = promises.follow_on(doing(register), old.id, new.id).seq
    assert refusal(register, entered) == "promises.successor_gone"
    undo(register, pointed)
    undo(register, entered)
    assert register.facts(Promise) == (old,)


def test_an_indicator_is_not_undone_that_has_been_assessed(register: Register) -> None:
    promise = promised(register)
    added = indicators.add(doing(register), promise.id, name="A", rule=Rule.STOCK_ACTIVE)
    found = assess(
        doing(register), promise.id, Outcome.MET, as_of=LAST, reason="A", indicator_id=added.of.id
    )
    assert refusal(register, added.seq) == "promises.assessed_since"
    undo(register, found.seq)
    undo(register, added.seq)
    assert register.facts(Indicator) == ()


def test_a_school_is_not_undone_from_under_its_meetings_nor_they_put_back_at_none(
    register: Register,
) -> None:
    school = schools.enter(doing(register), "1861", "A-skolan", SchoolStage.COMPULSORY)
    kind = ActivityKind.SCHOOL_INFORMATION
    meeting = activities.log(doing(register), "1861", kind, DAY, school_id=school.of.id)
    activities.log(doing(register), "1861", ActivityKind.PATROL, START)
    assert refusal(register, school.seq) == "promises.school_in_use"
    elsewhere = activities.correct(doing(register), meeting.of.id, school_id=None)
    undo(register, school.seq)
    assert register.facts(School) == ()
    assert refusal(register, elsewhere.seq) == "promises.school_in_use"
    assert register.facts(Activity, meeting.of.id) == (elsewhere.of,)
