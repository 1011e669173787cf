"""What the public may know of a promise: its figures, and of areas only those that anyone may meet."""

from datetime import date

from grannsamverkan.domain.activities import ActivityKind, Audience
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.promises import (
    Aim,
    Assessment,
    BaselineFrom,
    NoteKind,
    Outcome,
    PromiseNote,
    Rule,
    School,
    SchoolStage,
    Stage,
)
from grannsamverkan.domain.public_promises import public_promises
from known import LAST, PLACE, START, held, indicator, known, lived, promise, running

TODAY = date(2026, 11, 23)
OLD = running("old", "2015-01-01")
GONE = running("gone", "2020-01-01", until="2022-01-01")
NEW = running("new", "2020-03-01")


def test_lapsed_areas_count_and_are_not_named() -> None:
    stock = indicator(Rule.STOCK_ACTIVE, Aim.MORE, baseline_from=BaselineFrom.REGISTER)
    walks = indicator(Rule.ACTIVITIES, id="W", kind=ActivityKind.SAFETY_WALK, stage=Stage.OFFERED)
    facts = [promise(), stock, walks, held("w", ActivityKind.SAFETY_WALK, "2020-05-01")]
    (one,) = public_promises(known(OLD, GONE, NEW, facts=facts), TODAY)
    assert one.as_of == LAST
    first, second = one.progress
    assert (first.now.value, first.now.areas) == (3, ("new", "old"))
    assert first.baseline is not None
    assert first.baseline.areas == ("old",)
    assert (second.now.value, second.now.activities) == (1, ())
    assert second.beside is not None
    assert second.beside.activities == ()
    assert (one.bridge.closing, one.bridge.areas) == (3, {"started": ("new",)})
    assert one.growth[-1] == (LAST, 3)
    assert one.of_areas
    assert one.ended
    assert one.stale


def test_only_lapsed_areas_under_a_heading_leave_no_heading() -> None:
    (one,) = public_promises(known(GONE, facts=[promise()]), TODAY)
    assert one.bridge.areas == {}
    assert one.bridge.events["started"] == 1


def test_the_newest_promise_comes_first_and_one_to_come_is_not_told() -> None:
    later = promise(id="Q", start=date(2023, 1, 1), last_day=None)
    to_come = promise(id="R", start=date(2027, 1, 1), last_day=None)
    found = public_promises(known(facts=[promise(), later, to_come]), TODAY)
    assert [one.promise.id for one in found] == ["Q", "P"]
    assert found[0].as_of == TODAY
    assert not found[0].ended


def test_what_people_found_and_wrote_is_told_newest_first() -> None:
    facts: list[object] = [promise()]
    for day in (date(2020, 6, 1), date(2021, 5, 31)):
        facts += [
            Assessment(
                id=f"a{day}", promise_id="P", as_of=day, made_on=day, outcome=Outcome.MET,
                reason="Prov.", by="coordinator",
            ),
            PromiseNote(id=f"n{day}", promise_id="P", on=day, kind=NoteKind.UPDATE, text="Prov."),
        ]  # fmt: skip
    facts.append(
        Assessment(
            id="of one", promise_id="P", indicator_id="I", as_of=START, made_on=START,
            outcome=Outcome.MET, reason="Prov.", by="coordinator",
        )
    )  # fmt: skip
    (one,) = public_promises(known(facts=facts), TODAY)
    assert [note.on.year for note in one.notes] == [2021, 2020]
    assert [found.as_of.year for found in one.assessments] == [2021, 2020]
    assert one.follow_up.due_on is None


def test_the_schools_that_were_reached_are_named() -> None:
    schools = [
        School(id=one, municipality=PLACE, name=f"Skola {one}", stage=SchoolStage.COMPULSORY)
        for one in "ab"
    ]
    offered = indicator(
        Rule.SCHOOLS,
        kind=ActivityKind.SCHOOL_INFORMATION,
        audience=Audience.PUPILS,
        stage=Stage.OFFERED,
    )
    meeting = held(
        "m",
        ActivityKind.SCHOOL_INFORMATION,
        "2020-05-01",
        school_id="a",
        audience=Audience.PUPILS,
    )
    (one,) = public_promises(known(facts=[promise(), offered, meeting, *schools]), TODAY)
    assert one.schools == {"a": "Skola a"}
    assert not one.of_areas


def test_an_area_that_lapsed_and_began_again_is_not_named_for_having_ceased() -> None:
    again = lived(
        "again",
        ("2015-01-01", Event.START, Status.ACTIVE),
        ("2020-01-01", Event.LAPSE, Status.DORMANT),
        ("2021-01-01", Event.START, Status.ACTIVE),
    )
    (one,) = public_promises(known(again, facts=[promise()]), TODAY)
    assert one.bridge.events["lapsed"] == -1
    assert one.bridge.areas == {"restarted": ("again",)}
