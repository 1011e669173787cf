"""Promises are entered as they were made, put right, followed by others, looked through, and told of in notes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from acting import NOW, TODAY, doing
from promising import LAST, START, followed, promised, with_role

from grannsamverkan.actions import areas, baselines, indicators, promise_notes, promises
from grannsamverkan.actions.assessments import assess
from grannsamverkan.actions.deeds import mark
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.promises import promise_of
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.promises import (
    Indicator,
    NoteKind,
    Outcome,
    Party,
    Promise,
    PromiseNote,
    Wording,
)
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.register import Register


def test_a_promise_is_entered_as_it_was_made(register: Register) -> None:
    done = promises.enter(
        doing(register),
        "1861",
        title="  Fler   områden ",
        text="Områdena ska\tbli fler.\r\n\r\n\r\n  Det hindrar inbrott. \n",
        start=START,
        last_day=LAST,
        signed_on=START,
        wording=Wording.ORIGINAL,
        plain="Fler områden.",
        source_url=" https://polisen.se/om-polisen/medborgarloften/hallsberg/ ",
        parties=("police", "municipality", "police"),
        responsible=Party.POLICE,
        signatories="Kommunstyrelsens ordförande",
        police_area="Lokalpolisområde Hallsberg",
        problem="Inbrott.",
        cause_analysis="",
        picture_year=2019,
        follow_up_months=3,
        municipalities=("1861", "1861"),
    )
    assert done.of == Promise(
        id=done.of.id,
        municipality="1861",
        municipalities=("1861",),
        police_area="Lokalpolisområde Hallsberg",
        title="Fler områden",
        text="Områdena ska bli fler.\n\nDet hindrar inbrott.",
        wording=Wording.ORIGINAL,
        plain="Fler områden.",
        source_url="https://polisen.se/om-polisen/medborgarloften/hallsberg/",
        signed_on=START,
        start=START,
        last_day=LAST,
        parties=("police", "municipality"),
        responsible=Party.POLICE,
        signatories="Kommunstyrelsens ordförande",
        problem="Inbrott.",
        cause_analysis=None,
        picture_year=2019,
        follow_up_months=3,
        reviewed_on=TODAY,
    )
    assert promise_of(register, done.of.id) == done.of
    assert register.changes()[-1].action == "enter_promise"


def test_whoever_is_responsible_is_a_party_where_none_is_named(register: Register) -> None:
    done = promises.enter(
        doing(register), "1861", title="A", text="B", start=START, responsible=Party.POLICE
    )
    assert done.of.parties == ("police",)
    assert done.of.places == ("1861",)


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"title": " "}, "promises.title_missing"),
        ({"text": "\n"}, "promises.text_missing"),
        ({"text": "x" * 4_001}, "deed.long_text"),
        ({"plain": "x" * 601}, "deed.long_text"),
        ({"title": "x" * 201}, "import.long_text"),
        ({"problem": "Rapport av 19700101-1234"}, "deed.personal_number"),
        ({"last_day": date(2019, 1, 1)}, "promises.backwards"),
        ({"source_url": "ftp://example.org"}, "promises.bad_address"),
        ({"municipalities": ("1861", "9999")}, "promises.unknown_municipality"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    register: Register, facts: dict[str, object], key: str
) -> None:
    before = register.head()
    stated: dict[str, object] = {"title": "A", "text": "B", "start": START, **facts}
    with pytest.raises(Refused) as refused:
        promises.enter(doing(register), "1861", **stated)  # type: ignore[arg-type]  # fields known by name only
    assert refused.value.key == key
    assert register.head() == before


def test_a_promise_is_put_right_by_whoever_saw_it_as_it_is(register: Register) -> None:
    one = promised(register)
    after = promises.correct(
        doing(register), one.id, seen=mark(one), title="Områden", last_day=None
    ).of
    assert (after.title, after.last_day, after.start) == ("Områden", None, START)
    with pytest.raises(Conflict, match=r"deed\.changed_meanwhile"):
        promises.correct(doing(register), one.id, seen=mark(one), title="Annat")
    with pytest.raises(Refused, match=r"deed\.nothing_to_change"):
        promises.correct(doing(register), one.id, title="Områden")


def test_a_promise_keeps_to_what_follows_it(register: Register) -> None:
    one = promised(register)
    indicator = followed(register, one)
    baselines.vouch_for_register(doing(register), one.id, indicator.id, on=date(2020, 1, 1))
    with pytest.raises(Refused, match=r"promises\.baseline_after_end"):
        promises.correct(doing(register), one.id, last_day=date(2019, 12, 31))
    assert promise_of(register, one.id) == one


def test_a_promise_is_looked_through_once_a_day(register: Register) -> None:
    one = promised(register)
    with pytest.raises(Refused, match=r"deed\.nothing_to_change"):
        promises.review(doing(register), one.id)
    later = doing(register, now=NOW + timedelta(days=200))
    after = promises.review(later, one.id, seen=mark(one)).of
    assert after == replace(one, reviewed_on=TODAY + timedelta(days=200))
    with pytest.raises(Conflict, match=r"deed\.changed_meanwhile"):
        promises.review(later, one.id, seen=mark(one))


def test_a_later_promise_takes_the_place_of_one(register: Register) -> None:
    old, new = promised(register), promised(register, start=date(2021, 6, 1), last_day=None)
    after = promises.follow_on(doing(register), old.id, new.id, seen=mark(old)).of
    assert after.successor_id == new.id
    for one in (new, old):
        with pytest.raises(Refused, match=r"promises\.no_successor"):
            promises.follow_on(doing(register), one.id, old.id)
    with pytest.raises(Refused, match=r"deed\.nothing_to_change"):
        promises.follow_on(doing(register), old.id, new.id)
    assert promises.follow_on(doing(register), old.id, None).of.successor_id is None
    with pytest.raises(NotFound):
        promises.follow_on(doing(register), old.id, "nothing")


def test_a_promise_of_another_municipality_takes_no_ones_place(two: Register) -> None:
    old = promised(two)
    there = promises.enter(
        doing(two), "1881", title="A", text="B", start=date(2022, 1, 1)
    ).of  # fmt: skip
    with pytest.raises(Refused, match=r"promises\.no_successor"):
        promises.follow_on(doing(two), old.id, there.id)


def deeds(doing: Doing, promise_id: str) -> tuple[Callable[[], object], ...]:
    """Return what one can do to a promise."""
    return (
        lambda: promises.enter(doing, "1861", title="A", text="B", start=START),
        lambda: promises.correct(doing, promise_id, title="A"),
        lambda: promises.review(doing, promise_id),
        lambda: promises.follow_on(doing, promise_id, None),
        lambda: promise_notes.add(doing, promise_id, "A"),
        lambda: indicators.remove(doing, promise_id, "x"),
    )


def test_police_and_coordinator_keep_promises_and_nobody_else(register: Register) -> None:
    one = promised(register)
    for role in (Role.COORDINATOR, Role.POLICE):
        promises.correct(with_role(register, role), one.id, title=role.value)
    for role in (Role.CONTACT, Role.ADMINISTRATOR):
        for deed in deeds(with_role(register, role), one.id):
            with pytest.raises(NotFound) as refused:
                deed()
            assert refused.value.key == "access.not_found"
    with pytest.raises(NotFound):
        promise_of(register, "nothing")
    with pytest.raises(NotFound):
        promises.review(doing(register), "nothing")


def test_a_promise_to_several_is_for_whoever_acts_for_all_of_them(two: Register) -> None:
    here = with_role(two, Role.POLICE)
    both = with_role(two, Role.POLICE, "1861", "1881")
    with pytest.raises(NotFound):
        promises.enter(
            here, "1861", title="A", text="B", start=START, municipalities=("1861", "1881")
        )
    one = promises.enter(
        both, "1861", title="A", text="B", start=START, municipalities=("1861", "1881")
    ).of
    assert one.places == ("1861", "1881")
    assert promises.correct(here, one.id, title="C").of.places == ("1861", "1881")
    with pytest.raises(NotFound):
        promises.correct(with_role(two, Role.POLICE, "1881"), one.id, title="D")
    with pytest.raises(Refused, match=r"promises\.unknown_municipality"):
        promises.enter(doing(two), "0001", title="A", text="B", start=START)


def test_a_promise_that_was_a_mistake_is_undone_and_a_correction_too(register: Register) -> None:
    entered = promises.enter(doing(register), "1861", title="A", text="B", start=START)
    altered = promises.correct(doing(register), entered.of.id, text="C")
    assert altered.seq is not None
    assert entered.seq is not None
    areas.undo(doing(register), altered.seq)
    assert promise_of(register, entered.of.id) == entered.of
    with pytest.raises(Refused, match=r"area\.altered_since"):
        areas.undo(doing(register), entered.seq)


def test_notes_tell_what_was_and_was_not_done(register: Register) -> None:
    one = promised(register)
    update = promise_notes.add(doing(register), one.id, " Två områden har startat. ").of
    assert update == PromiseNote(
        id=update.id, promise_id=one.id, on=TODAY, text="Två områden har startat."
    )
    lost = promise_notes.add(
        doing(register), one.id, "Vandringen blev inte av.", on=LAST, kind=NoteKind.NOT_DONE
    ).of
    assert set(register.facts(PromiseNote, one.id)) == {update, lost}
    after = promise_notes.correct(
        doing(register), one.id, lost.id, seen=mark(lost), kind=NoteKind.LESSON
    ).of
    assert (after.kind, after.text, after.on) == (NoteKind.LESSON, lost.text, LAST)
    with pytest.raises(Conflict):
        promise_notes.correct(doing(register), one.id, lost.id, seen=mark(lost), text="x")
    with pytest.raises(Refused, match=r"deed\.nothing_to_change"):
        promise_notes.correct(doing(register), one.id, lost.id, kind=NoteKind.LESSON)
    with pytest.raises(NotFound):
        promise_notes.correct(doing(register), one.id, "nothing", text="x")


@pytest.mark.parametrize(
    ("text", "on", "key"),
    [
        (" ", None, "promises.note_missing"),
        ("x" * 2_001, None, "deed.long_text"),
        ("Imorgon", TODAY + timedelta(days=1), "promises.in_the_future"),
        ("Ring 070-174 06 05.", None, "views.reaches_someone"),
    ],
)
def test_a_note_says_something_of_a_day_that_has_been(
    register: Register, text: str, on: date | None, key: str
) -> None:
    one = promised(register)
    with pytest.raises(Refused) as refused:
        promise_notes.add(doing(register), one.id, text, on=on)
    assert refused.value.key == key


def test_a_note_is_taken_away_and_the_rest_stay(register: Register) -> None:
    one = promised(register)
    some, other = (promise_notes.add(doing(register), one.id, text).of for text in ("A", "B"))
    with pytest.raises(Conflict):
        promise_notes.remove(doing(register), one.id, some.id, seen=mark(other))
    done = promise_notes.remove(doing(register), one.id, some.id, seen=mark(some))
    assert register.facts(PromiseNote, one.id) == (other,)
    assert done.seq is not None
    areas.undo(doing(register), done.seq)
    assert set(register.facts(PromiseNote, one.id)) == {some, other}


def test_a_promise_entered_by_mistake_is_removed_with_what_hangs_on_it(register: Register) -> None:
    one, stays = promised(register), promised(register)
    followed(register, one)
    promise_notes.add(doing(register), one.id, "A")
    with pytest.raises(Conflict):
        promises.remove(doing(register), one.id, seen=mark(stays))
    done = promises.remove(doing(register), one.id, seen=mark(one))
    assert register.facts(Promise) == (stays,)
    assert not register.facts(Indicator, one.id)
    assert not register.facts(PromiseNote, one.id)
    assert done.seq is not None
    areas.undo(doing(register), done.seq)
    assert len(register.facts(Indicator, one.id)) == 1
    with pytest.raises(NotFound):
        promises.remove(with_role(register, Role.POLICE, "1862"), one.id)


def test_a_promise_that_has_been_assessed_stays(register: Register) -> None:
    one = promised(register)
    assess(doing(register), one.id, Outcome.MET, as_of=LAST, reason="Det blev fler.")
    with pytest.raises(Refused, match=r"promises\.things_left"):
        promises.remove(doing(register), one.id)
    assert promise_of(register, one.id) == one


def test_a_dry_run_writes_nothing(register: Register) -> None:
    before = register.head()
    done = promises.enter(doing(register, dry=True), "1861", title="A", text="B", start=START)
    assert done.seq is None
    assert register.head() == before
    assert register.facts(Promise) == ()
