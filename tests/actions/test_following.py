"""Whoever follows an area hears once of what happens to it, and goes on following what it became."""

import sqlite3
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from typing import Any

import pytest
import shapely
from acting import NewRegister, doing

from followed import CELL_M, World, X, Y, middle
from grannsamverkan.actions import areas, succession, telling
from grannsamverkan.actions.chores import work_off
from grannsamverkan.actions.follow_letters import FollowLetters
from grannsamverkan.actions.following import (
    confirm,
    erase_following,
    followed_by,
    look,
    stop,
)
from grannsamverkan.actions.holdings import holdings
from grannsamverkan.actions.jobs import enqueue, new_job
from grannsamverkan.actions.letters import Mailing
from grannsamverkan.actions.outbox import take_bounces
from grannsamverkan.actions.places import set_contact_card
from grannsamverkan.actions.privacy import erase_person
from grannsamverkan.actions.subject import find_people, subject_export
from grannsamverkan.actions.succession import Part
from grannsamverkan.actions.undoing import undo
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.following import Followed, Following, Target
from grannsamverkan.domain.jobs import Job, JobKind
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.domain.promises import Assessment, NoteKind, Outcome, Promise, PromiseNote
from grannsamverkan.domain.reporting import Report, ReportState
from grannsamverkan.domain.unconfirmed import Unconfirmed
from grannsamverkan.errors import NotFound, Refused, Unavailable
from grannsamverkan.exchange.bounces import Bounce
from grannsamverkan.register import Register
from grannsamverkan.register.private import Private
from peopled import MAIL as CONTACT_MAIL
from peopled import NAME, PERSON, acting, person
from smtp import Postbox
from subscribed import (
    HALLSBERG,
    MAIL,
    MINE,
    URL,
    after,
    area,
    ask,
    began,
    follow,
    held,
    mails,
    send,
    settings,
    token_in,
    write,
)

ROW = "01J00000000000000000000000"
WEST, EAST = middle(1), middle(6)


@pytest.fixture
def world(register: Register) -> World:
    """Give a world of one area of eight cells in a row, and one beside it, that the register believes."""
    made = began(range(8), range(8, 10))
    write(register, made)
    return made


def only(letters: list[EmailMessage]) -> str:
    """Return the text of the only letter there is."""
    (letter,) = letters
    text: str = letter.get_content()
    return text


def tell(register: Register, day: float) -> None:
    """Put out the letters of a day, without sending them."""
    job = new_job(JobKind.TELL, key="tell", payload={}, now=after(day))
    telling.tell_followers(Mailing(URL), register, job, after(day))


FIRST, SECOND = f"01J{0:023}", f"01J{1:023}"


# -- asking and confirming ----------------------------------------------------------------------------


def test_nobody_is_followed_for_before_the_button_is_pressed(
    register: Register, world: World, postbox: Postbox
) -> None:
    ask(register, area(FIRST))
    (letter,) = send(register, postbox)
    assert (letter["To"], letter["Subject"]) == (MAIL, "Vill du följa Område 0?")
    token = token_in(letter)
    assert [one.name for one in look(register, token, after(0)) or ()] == ["Område 0"]
    assert held(register) == []
    world.split(FIRST)
    write(register, world)
    assert send(register, postbox, 1) == []
    one = confirm(register, token, after(1))
    assert held(register) == [one]
    assert (one.targets, one.locality, one.x, one.told_on) == (
        (FIRST,),
        None,
        None,
        after(1).date(),
    )
    assert look(register, token, after(1)) is None
    with pytest.raises(NotFound):
        confirm(register, token, after(1))
    assert send(register, postbox, 2) == [], "what happened before is not told"


@pytest.mark.usefixtures("world")
def test_asking_twice_sends_one_mail_and_says_no_more(register: Register, postbox: Postbox) -> None:
    for mail in (MAIL, MAIL.upper(), f" {MAIL} "):
        ask(register, area(FIRST), mail)
    (letter,) = send(register, postbox)
    confirm(register, token_in(letter), after(0))
    ask(register, area(FIRST))
    assert send(register, postbox, 0) == []
    assert len(held(register)) == 1


def test_what_an_area_became_is_followed_already(
    register: Register, world: World, postbox: Postbox
) -> None:
    follow(register, postbox, area(FIRST), near=WEST)
    west, east = world.split(FIRST)
    write(register, world)
    send(register, postbox, 1)
    ask(register, area(west), day=1)
    assert send(register, postbox, 1) == []
    ask(register, area(east), day=1)
    assert len(send(register, postbox, 1)) == 1


def test_nobody_can_fill_the_mailbox_of_another(register: Register, postbox: Postbox) -> None:
    world = began(*(range(cell, cell + 1) for cell in range(8)))
    write(register, world)
    for area_id in world.cells:
        ask(register, area(area_id))
    assert len(send(register, postbox)) == 3


@pytest.mark.usefixtures("world")
def test_confirming_two_links_to_the_same_keeps_one(register: Register, postbox: Postbox) -> None:
    ask(register, area(FIRST))
    first = token_in(send(register, postbox)[0])
    one = confirm(register, first, after(0))
    with register.private() as private:
        private.remove(Following, one.id)
    ask(register, area(FIRST))
    second = token_in(send(register, postbox)[0])
    with register.private() as private:
        private.put(one)
    assert confirm(register, second, after(0)) == one


@pytest.mark.usefixtures("world")
def test_what_nobody_confirms_is_erased(register: Register, postbox: Postbox) -> None:
    ask(register, area(FIRST))
    token = token_in(send(register, postbox)[0])
    assert look(register, token, after(3)) is None
    send(register, postbox, 4)
    with register.looking() as private:
        assert private.find(Unconfirmed) == ()
    assert mails(register) == []


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("target", "mail", "key"),
    [
        (area("01JNONE"), MAIL, "follow.no_such"),
        (Target(kind=Followed.AREA, municipality="1881", name=FIRST), MAIL, "follow.no_such"),
        (
            Target(kind=Followed.LOCALITY, municipality="1861", name="Ingenstans"),
            MAIL,
            "follow.no_such",
        ),
        (Target(kind=Followed.PROMISE, municipality="1861", name="inget"), MAIL, "follow.no_such"),
        (area(FIRST), "granne", "mail.not_an_address"),
        (area(FIRST), "granne@example.org\nBcc: alla@example.org", "mail.not_an_address"),
    ],
)
def test_what_cannot_be_followed_is_refused_and_sends_nothing(
    register: Register, postbox: Postbox, target: Target, mail: str, key: str
) -> None:
    with pytest.raises((Refused, NotFound)) as refused:
        ask(register, target, mail)
    assert refused.value.key == key
    assert send(register, postbox) == []


def test_an_area_that_is_not_active_cannot_be_followed(register: Register, world: World) -> None:
    world.lapse(FIRST)
    write(register, world)
    with pytest.raises(NotFound):
        ask(register, area(FIRST))


# -- split and merge -----------------------------------------------------------------------------------


def test_a_split_is_told_once_and_the_part_where_one_lives_is_followed_on(
    register: Register, world: World, postbox: Postbox
) -> None:
    follow(register, postbox, area(FIRST), near=WEST)
    west, east = world.split(FIRST)
    write(register, world, 1)
    text = only(send(register, postbox, 1))
    assert "Område 0 har delats. Nu finns Område 2 och Område 3." in text
    assert "Område 2 ligger där du bor, eller alldeles intill." in text
    assert "Område 3 ligger ungefär 800 m öster om din plats." in text
    assert "Du följer nu Område 2." in text
    assert f"{URL}/omrade/{west}" in text
    assert send(register, postbox, 2) == []
    world.redraw(east, 9)
    write(register, world, 3)
    assert send(register, postbox, 3) == []
    world.next_day()
    world.redraw(west, 3)
    write(register, world, 4)
    assert "Område 2 har fått en ny gräns på kartan." in only(send(register, postbox, 4))


def test_without_a_place_every_part_is_followed_by_one_letter_a_day(
    register: Register, world: World, postbox: Postbox
) -> None:
    follow(register, postbox, area(FIRST))
    parts = world.split(FIRST)
    write(register, world, 1)
    text = only(send(register, postbox, 1))
    assert "Du följer nu" not in text
    assert "du följer: Område 2 och Område 3" in text
    assert "Område 2 ligger 1 km öster om mitten av Hallsberg." in text
    for part in parts:
        world.rename(part)
    write(register, world, 2)
    (letter,) = send(register, postbox, 2)
    assert letter["Subject"] == "2 nyheter om det du följer"
    assert len(held(register)) == 1


def test_after_a_merge_one_letter_is_sent_and_one_subscription_is_left(
    register: Register, world: World, postbox: Postbox
) -> None:
    follow(register, postbox, area(FIRST))
    follow(register, postbox, area(SECOND))
    made = world.merge(FIRST, SECOND)
    write(register, world, 1)
    (letter,) = send(register, postbox, 1)
    assert letter["Subject"] == "Område 0 och Område 1 har slagits ihop till Område 2."
    (one,) = held(register)
    assert set(one.targets) == {FIRST, SECOND}
    assert send(register, postbox, 2) == []
    world.rename(str(made))
    write(register, world, 3)
    assert "Område 2 heter nu Område 2!." in only(send(register, postbox, 3))


def test_a_chain_between_two_letters_ends_at_the_areas_that_live(
    register: Register, world: World, postbox: Postbox
) -> None:
    follow(register, postbox, area(FIRST), near=EAST)
    _west, east = world.split(FIRST)
    world.next_day()
    made = world.merge(east, SECOND)
    write(register, world, 1)
    text = only(send(register, postbox, 1))
    assert "Område 0 har delats. Nu finns Område 2 och Område 4." in text
    assert "Du följer nu Område 4." in text
    world.next_day()
    world.lapse(str(made))
    write(register, world, 2)
    assert "Område 4 är inte längre bland de aktiva områdena." in only(send(register, postbox, 2))


def test_real_deeds_of_staff_reach_the_follower_and_an_undo_before_the_letter_reaches_nobody(
    register: Register, postbox: Postbox
) -> None:
    write(register, began())
    whole = shapely.box(X, Y, X + 4 * CELL_M, Y + CELL_M)
    area_id = areas.found(
        doing(register, from_records=True),
        name="Norrängen",
        municipality="1861",
        locality="Hallsberg",
        event=Event.INHERIT,
        on=StatedDate(date(2020, 1, 1)),
        polygon=whole,
    )
    follow(register, postbox, area(area_id), near=middle(0))
    half = X + 2 * CELL_M
    parts = [
        Part("Västra", shapely.box(X, Y, half, Y + CELL_M)),
        Part("Östra", shapely.box(half, Y, X + 4 * CELL_M, Y + CELL_M)),
    ]
    today = StatedDate(after(0).date())
    teller = doing(register, from_records=True)
    succession.split(teller, area_id, today, parts=parts)
    undo(teller, register.head().seq)
    assert send(register, postbox, 1) == []
    west, east = succession.split(teller, area_id, today, parts=parts)
    text = only(send(register, postbox, 2))
    assert "Norrängen har delats. Nu finns Västra och Östra." in text
    undo(teller, register.head().seq)
    text = only(send(register, postbox, 3))
    assert "Ändringen är återtagen: Norrängen gäller igen i stället för Västra och Östra." in text
    assert {west, east}.isdisjoint(held(register)[0].targets)


def test_what_changes_nothing_public_is_no_news(
    register: Register, world: World, postbox: Postbox
) -> None:
    follow(register, postbox, area(FIRST))
    follow(register, postbox, HALLSBERG, "ort@example.org")
    world.next_day()
    world.confirm(FIRST)
    write(register, world, 1)
    areas.correct(doing(register), FIRST, after(0).date(), code="7")
    set_contact_card(doing(register), {"role": "Samordnare"})
    assert send(register, postbox, 2) == []
    told = {one.told_on for mail in (MAIL, "ort@example.org") for one in held(register, mail)}
    assert told == {after(2).date()}


def test_an_end_is_told_its_followers_wait_a_year_and_hear_of_a_restart(
    register: Register, world: World, postbox: Postbox
) -> None:
    follow(register, postbox, area(FIRST), near=EAST)
    follow(register, postbox, HALLSBERG, "ort@example.org")
    world.next_day()
    world.lapse(FIRST)
    write(register, world, 1)
    letters = send(register, postbox, 1)
    text = only(letters)
    assert letters[0]["To"] == MAIL, "that an area has ended is for its own followers alone"
    assert "Område 0 är inte längre bland de aktiva områdena." in text
    assert "Område 0 ligger där du bor" in text
    assert "aktivt område igen inom ett år" in text
    assert "du följer: Område 0" in text
    assert held(register)[0].ended_on == after(1).date()
    world.restart(FIRST)
    write(register, world, 200)
    to = {one["To"]: one.get_content() for one in send(register, postbox, 200)}
    assert "Område 0 är nu ett aktivt område." in to[MAIL]
    assert "Område 0 är nu ett aktivt område." in to["ort@example.org"]
    assert held(register)[0].ended_on is None


def test_a_subscription_to_what_has_ended_goes_after_a_year(
    register: Register, world: World, postbox: Postbox
) -> None:
    follow(register, postbox, area(FIRST))
    follow(register, postbox, area(SECOND))
    world.lapse(FIRST)
    write(register, world, 1)
    send(register, postbox, 1)
    send(register, postbox, 300)
    assert len(held(register)) == 2
    send(register, postbox, 367)
    assert [one.targets for one in held(register)] == [(SECOND,)]


# -- exactly once --------------------------------------------------------------------------------------


def test_a_crash_before_the_letter_is_put_out_loses_nothing_and_one_after_it_repeats_nothing(
    register: Register, world: World, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(register, postbox, area(FIRST))
    follow(register, postbox, area(FIRST), "tva@example.org")
    world.split(FIRST)
    write(register, world, 1)
    calls: list[Job] = []

    def crashing(private: Private, job: Job) -> bool:
        calls.append(job)
        if len(calls) == 2:
            raise Unavailable("store.busy")
        return enqueue(private, job)

    monkeypatch.setattr("grannsamverkan.actions.telling.enqueue", crashing)
    done = work_off(register, settings(postbox), lambda: after(1))
    assert [job.fault for job in done if job.kind == "tell"] == ["store.busy"]
    monkeypatch.undo()
    for minutes in (5, 10, 15):
        send(register, postbox, 1 + minutes / 24 / 60)
    assert [len(postbox.to(mail)) for mail in (MAIL, "tva@example.org")] == [2, 2]


def test_at_most_one_letter_is_sent_a_day_and_the_rest_is_told_the_next(
    register: Register, world: World, postbox: Postbox
) -> None:
    follow(register, postbox, area(FIRST))
    world.rename(FIRST)
    write(register, world, 1)
    assert len(send(register, postbox, 1)) == 1
    world.next_day()
    world.redraw(FIRST, 12)
    write(register, world, 1)
    tell(register, 1)
    assert send(register, postbox, 1) == []
    assert "ny gräns" in only(send(register, postbox, 2))


def test_whoever_ends_it_while_a_letter_is_written_gets_none(
    register: Register, world: World, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = follow(register, postbox, area(FIRST))
    world.rename(FIRST)
    write(register, world, 1)

    def ended_meanwhile(private: Private, job: Job) -> bool:
        raise AssertionError(private, job)

    monkeypatch.setattr("grannsamverkan.actions.telling.enqueue", ended_meanwhile)
    written = FollowLetters.news

    def slow(letters: FollowLetters, *given: Any) -> tuple[str, str]:  # noqa: ANN401 # handed on
        stop(register, one.key)
        return written(letters, *given)

    monkeypatch.setattr(FollowLetters, "news", slow)
    assert send(register, postbox, 1) == []
    assert mails(register) == []


def test_followers_are_told_from_the_morning_and_without_mail_nothing_piles_up(
    register: Register, world: World, postbox: Postbox
) -> None:
    follow(register, postbox, area(FIRST))
    world.rename(FIRST)
    write(register, world, 1)
    assert send(register, postbox, 0.6) == []
    work_off(register, settings(postbox).model_copy(update={"public_url": None}), lambda: after(2))
    with register.looking() as private:
        assert not private.find(Job, kind=JobKind.TELL.value, key="tell/2026-11-25")
    assert len(send(register, postbox, 3)) == 1


# -- the letters ---------------------------------------------------------------------------------------


def test_a_letter_ends_with_one_press_and_says_whom_to_ask(
    register: Register, world: World, postbox: Postbox
) -> None:
    card = {"role": "Samordnare", "phone": "070-174 06 05", "mail": "k@example.org"}
    set_contact_card(doing(register), card)
    one = follow(register, postbox, area(FIRST))
    world.rename(FIRST)
    write(register, world, 1)
    (letter,) = send(register, postbox, 1)
    link = f"{URL}/folj/mina/{one.key}"
    assert letter["List-Unsubscribe"] == f"<{link}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert MINE.findall(letter.get_content()) == [one.key]
    assert "Frågor? Samordnare i Hallsberg: 070-174 06 05, k@example.org." in letter.get_content()
    envelope = postbox.envelopes[-1].content
    assert isinstance(envelope, bytes)
    head = envelope.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b"")
    assert f"List-Unsubscribe: <{link}>".encode() in head
    assert b"<img" not in envelope


def test_letters_are_in_the_language_of_the_page(
    register: Register, world: World, postbox: Postbox
) -> None:
    one = follow(register, postbox, area(FIRST), near=EAST, language="en")
    assert "Do you want to follow" in postbox.letters[0]["Subject"]
    world.split(FIRST)
    write(register, world, 1)
    text = only(send(register, postbox, 1))
    assert "has been divided" in text
    assert "to the west of your place" in text
    assert f"{URL}/en/folj/mina/{one.key}" in text


def test_an_example_says_so(new_register: NewRegister, postbox: Postbox) -> None:
    register = new_register("example")
    world = began(range(8))
    write(register, world)
    follow(register, postbox, area(FIRST))
    world.rename(FIRST)
    write(register, world, 1)
    mark = "EXEMPEL – påhittade uppgifter"
    assert postbox.letters[0].get_content().startswith(mark)
    assert only(send(register, postbox, 1)).startswith(mark)


def test_an_area_without_a_border_is_told_of_without_a_place(
    register: Register, world: World, postbox: Postbox
) -> None:
    follow(register, postbox, area(FIRST), near=WEST)
    (version,) = world.timelines[FIRST]
    world.timelines[FIRST] = (replace(version, outline_id=None, name="Utan gräns"),)
    write(register, world, 1)
    text = only(send(register, postbox, 1))
    assert "Område 0 heter nu Utan gräns." in text
    assert "ligger" not in text


# -- localities and promises ---------------------------------------------------------------------------


def test_a_locality_tells_of_new_areas_splits_and_merges_and_of_no_end(
    register: Register, world: World, postbox: Postbox
) -> None:
    one = follow(register, postbox, HALLSBERG)
    assert (one.locality, one.targets) == ("Hallsberg", ())
    world.next_day()
    fresh = world.found([11])
    world.rename(FIRST)
    write(register, world, 1)
    text = only(send(register, postbox, 1))
    assert "Område 2 är nu ett aktivt område." in text
    assert "heter nu" not in text
    assert "du följer: grannsamverkan i Hallsberg" in text
    world.next_day()
    world.lapse(fresh)
    write(register, world, 2)
    assert send(register, postbox, 2) == []
    world.merge(FIRST, SECOND)
    write(register, world, 3)
    assert "slagits ihop" in only(send(register, postbox, 3))


def test_one_who_follows_an_area_and_its_locality_reads_each_thing_once(
    register: Register, world: World, postbox: Postbox
) -> None:
    follow(register, postbox, HALLSBERG)
    follow(register, postbox, area(FIRST))
    world.split(FIRST)
    write(register, world, 1)
    assert only(send(register, postbox, 1)).count("har delats") == 1


PROMISE = "01JL0000000000000000000001"
TO_PROMISE = Target(kind=Followed.PROMISE, municipality="1861", name=PROMISE)


def promised(register: Register, *notes: str, assessed: bool = False, day: float = 0) -> None:
    """Enter a promise with notes, and what was found of it."""
    promise = Promise(
        id=PROMISE,
        municipality="1861",
        municipalities=("1861",),
        title="Fler områden",
        text="Vi lovar",
        start=date(2026, 1, 1),
    )
    told = [
        PromiseNote(id=f"{PROMISE}.{number}", promise_id=PROMISE, on=date(2026, 3, 1), text=text,
                    kind=NoteKind.UPDATE)
        for number, text in enumerate(notes)
    ]  # fmt: skip
    found = Assessment(id=f"{PROMISE}.x", promise_id=PROMISE, as_of=date(2026, 6, 1),
                       made_on=date(2026, 6, 2), outcome=Outcome.PARTLY, reason="Halvvägs.",
                       by="coordinator")  # fmt: skip
    with register.change(actor="prov", action="prov", reason="prov", now=after(day)) as change:
        change.set_facts(Promise, PROMISE, [promise])
        change.set_facts(PromiseNote, PROMISE, told)
        change.set_facts(Assessment, PROMISE, [found] if assessed else [])


def reported(register: Register, day: float, state: ReportState) -> None:
    """Enter a report that tells of the promise."""
    report = Report(
        id="01JR0000000000000000000001",
        municipality="1861",
        start=date(2026, 1, 1),
        last_day=date(2026, 12, 31),
        state=state,
    )
    with register.change(actor="prov", action="prov", reason="prov", now=after(day)) as change:
        change.set_facts(Report, report.id, [report])


@pytest.mark.usefixtures("world")
def test_a_promise_tells_of_notes_assessments_and_published_reports(
    register: Register, postbox: Postbox
) -> None:
    promised(register, "Ett möte hölls.")
    follow(register, postbox, TO_PROMISE)
    promised(register, "Ett möte hölls i mars.", "Två kvarter startade.", day=1)
    text = only(send(register, postbox, 1))
    assert "Nytt om löftet ”Fler områden”. Det här har hänt, 1 mars 2026:" in text
    assert "Två kvarter startade." in text
    assert "i mars" not in text, "what is put right is no news"
    assert f"{URL}/lofte/{PROMISE}" in text
    promised(register, "Ett möte hölls i mars.", "Två kvarter startade.", assessed=True, day=2)
    reported(register, 2, ReportState.DRAFT)
    assert "är bedömt: Delvis uppnått." in only(send(register, postbox, 2))
    reported(register, 3, ReportState.PUBLISHED)
    text = only(send(register, postbox, 3))
    assert "En rapport om löftet ”Fler områden” är publicerad." in text
    assert send(register, postbox, 4) == []


def test_nobody_is_told_that_an_invented_promise_was_assessed(
    new_register: NewRegister, postbox: Postbox
) -> None:
    register = new_register("example")
    write(register, began(range(2)))
    promised(register)
    follow(register, postbox, TO_PROMISE)
    promised(register, assessed=True, day=1)
    assert send(register, postbox, 1) == []


@pytest.mark.usefixtures("world")
def test_a_promise_that_is_gone_is_followed_no_more(register: Register, postbox: Postbox) -> None:
    promised(register)
    with pytest.raises(NotFound):
        ask(register, replace(TO_PROMISE, name="01JLOTHER"))
    with pytest.raises(NotFound):
        ask(register, replace(TO_PROMISE, municipality="1881"))
    follow(register, postbox, TO_PROMISE)
    with register.change(actor="prov", action="prov", reason="prov", now=after(1)) as change:
        change.set_facts(Promise, PROMISE, [])
    assert send(register, postbox, 1) == []
    assert held(register)[0].ended_on == after(1).date()


# -- ending it -----------------------------------------------------------------------------------------


def test_ending_it_erases_everything_at_once_and_again_does_nothing(
    register: Register, world: World, postbox: Postbox
) -> None:
    one = follow(register, postbox, area(FIRST), near=WEST)
    other = follow(register, postbox, area(SECOND))
    assert (one.follower, one.key) == (other.follower, other.key)
    world.rename(FIRST)
    write(register, world, 1)
    send(register, postbox, 1)
    stop(register, one.key, other.id)
    assert followed_by(register, one.key) == tuple(held(register)) != ()
    head = register.head()
    stop(register, one.key)
    assert (held(register), mails(register)) == ([], [])
    for key in (one.key, "ingen", ""):
        stop(register, key)
        assert followed_by(register, key) == ()
    assert register.head() == head, "the ledger never hears of it"
    path = register.database.path  # type: ignore[union-attr]  # a file here
    beside = path.with_name(f"{path.name}-wal")
    stored = path.read_bytes() + (beside.read_bytes() if beside.exists() else b"")
    for trace in (MAIL, one.key, one.follower):
        assert trace.encode() not in stored


def test_nothing_more_is_sent_once_it_is_ended_though_a_letter_waited(
    register: Register, world: World, postbox: Postbox
) -> None:
    one = follow(register, postbox, area(FIRST))
    world.rename(FIRST)
    write(register, world, 1)
    tell(register, 1)
    assert len(mails(register)) == 1
    stop(register, one.key)
    assert send(register, postbox, 1) == []


@pytest.mark.usefixtures("world")
def test_a_trace_is_left_to_the_next_disposal_while_someone_reads(
    register: Register, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = follow(register, postbox, area(FIRST))

    def busy() -> None:
        raise Unavailable("store.busy")

    monkeypatch.setattr(register, "scrub", busy)
    stop(register, one.key)
    assert held(register) == []


def test_an_address_that_takes_no_mail_is_written_to_no_more(
    register: Register, world: World, postbox: Postbox
) -> None:
    follow(register, postbox, area(FIRST))
    world.rename(FIRST)
    write(register, world, 1)
    postbox.refusals[MAIL] = "550 5.1.1 No such user"
    work_off(register, settings(postbox), lambda: after(1))
    assert held(register) == []


@pytest.mark.parametrize("by_id", [True, False])
def test_a_letter_that_comes_back_ends_the_subscriptions_of_its_address(
    register: Register, world: World, postbox: Postbox, *, by_id: bool
) -> None:
    follow(register, postbox, area(FIRST))
    follow(register, postbox, area(FIRST), "tva@example.org")
    world.rename(FIRST)
    write(register, world, 1)
    letter = next(one for one in send(register, postbox, 1) if one["To"] == MAIL)
    sent = str(letter["Message-ID"]).strip("<>").partition("@")[0]
    bounce = Bounce(sent if by_id else None, () if by_id else ("Granne@Example.org",))
    returned = take_bounces(doing(register), [bounce, Bounce(None, ())])
    assert (returned.ours, returned.others) == (1, 1)
    assert held(register) == []
    assert len(held(register, "tva@example.org")) == 1


# -- those who answer for the data ---------------------------------------------------------------------


@pytest.mark.usefixtures("world")
def test_a_subscription_is_found_by_the_whole_address_alone_handed_out_and_erased(
    register: Register, postbox: Postbox
) -> None:
    one = follow(register, postbox, area(FIRST), near=WEST)
    administrator = acting(register, Role.ADMINISTRATOR)
    assert find_people(administrator, "granne", municipality="1861").following == ()
    assert find_people(administrator, f"x{MAIL}", municipality="1861").following == ()
    assert find_people(administrator, MAIL.upper(), municipality="1861").following == (one,)
    export = subject_export(administrator, one.id)
    assert [row["mail"] for row in export.following] == [MAIL]
    assert export.person["name"] == "–"
    assert one.key not in repr(export)
    with pytest.raises(NotFound):
        erase_following(acting(register, Role.POLICE), one.id)
    with pytest.raises(NotFound):
        erase_following(acting(register, Role.COORDINATOR), "ingen")
    assert erase_following(acting(register, Role.COORDINATOR), one.id)
    assert held(register) == []
    entry = register.changes()[-1]
    assert (entry.action, entry.subject) == ("erase_following", one.id)


@pytest.mark.usefixtures("world")
def test_what_a_contact_follows_goes_with_them_when_that_is_asked_for(
    register: Register, postbox: Postbox
) -> None:
    person(register)
    follow(register, postbox, area(FIRST), CONTACT_MAIL)
    erased = erase_person(doing(register, now=after(0)), PERSON, interests=True)
    assert erased.gone["following"] == 1
    assert held(register, CONTACT_MAIL) == []
    assert NAME not in repr(mails(register))


@pytest.mark.usefixtures("world")
def test_what_is_held_is_counted(register: Register, postbox: Postbox) -> None:
    follow(register, postbox, area(FIRST))
    (found,) = [
        one for one in holdings(register, "1861", after(5).date()) if one.name == "following"
    ]
    assert (found.rows, found.oldest, found.disposals) == (1, after(0).date(), ())


@pytest.mark.usefixtures("world")
def test_staff_who_open_the_register_in_sqlite_see_it_gone(
    register: Register, postbox: Postbox
) -> None:
    one = follow(register, postbox, area(FIRST))
    stop(register, one.key)
    path = register.database.path  # type: ignore[union-attr]  # a file here
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT count(*) FROM following").fetchone() == (0,)
