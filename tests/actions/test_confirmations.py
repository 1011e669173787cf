"""The yearly question: who is asked how, what a link opens and what it does, and ten ways it cannot be misused."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from acting import NewRegister

from grannsamverkan.actions import answers, areas
from grannsamverkan.actions.answers import ANSWER, answer_by_link, record
from grannsamverkan.actions.confirmations import ask, preview, unanswered
from grannsamverkan.actions.letters import Mailing, id_of, mailing_of, new_code, shown_code
from grannsamverkan.actions.links import Closed, OfArea, Opened, Said, look
from grannsamverkan.actions.outbox import take_bounces
from grannsamverkan.actions.paper import print_letters
from grannsamverkan.actions.people import end
from grannsamverkan.actions.person_details import Details
from grannsamverkan.actions.persons import edit_person
from grannsamverkan.actions.reminders import remind, to_remind
from grannsamverkan.actions.reopening import forget_reach, take_back
from grannsamverkan.actions.rota import rota
from grannsamverkan.actions.rounds import Stand, called_in_vain, round_of, years_of
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState, Organiser
from grannsamverkan.domain.areas import AreaVersion, Municipality, last
from grannsamverkan.domain.confirmations import Question, Reply
from grannsamverkan.domain.interests import Handling, Interest, Wish
from grannsamverkan.domain.jobs import Job, JobKind, JobState
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.people import Channel, ContactTerm, Person
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.exchange.bounces import Bounce
from grannsamverkan.register import Register
from grannsamverkan.settings import MailSettings, Settings
from peopled import acting, decide, term
from rounds import (
    ETT,
    FEBRUARY,
    FYRA,
    MAILING,
    PLACE,
    TRE,
    TVA,
    YEAR,
    after,
    alter,
    asked,
    asked_by_mail,
    doing,
    on,
    person_of,
    questions,
    send,
    settled,
    tokens,
)
from smtp import Postbox
from stores import Store

TODAY = FEBRUARY.date()
STILL, STOP = Said(reply=Reply.STILL), Said(reply=Reply.STOP)


@pytest.fixture
def places(register: Register) -> dict[str, str]:
    """Give the ids of two areas whose contacts are there to be asked."""
    return settled(register)


def links(register: Register, postbox: Postbox) -> tuple[str, str]:
    """Ask everyone, and return the tokens of Ett and Två."""
    found = asked_by_mail(register, postbox)
    return found["ett@example.org"], found["tva@example.org"]


def version(register: Register, area_id: str) -> AreaVersion:
    return last(register.timelines()[area_id])


def terms(register: Register, area_id: str, person_id: str) -> ContactTerm:
    (only,) = (one for one in register.facts(ContactTerm, area_id) if one.person_id == person_id)
    return only


def stands(register: Register, today: date = TODAY) -> dict[str, Stand]:
    """Return how it stands with everyone, by the number in their name."""
    found = round_of(register, PLACE, YEAR, today=today)
    return {line.person_id[-1]: line.stand for line in found.lines}


# -- asking ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("places")
def test_each_contact_is_asked_once_in_the_way_they_wish(
    register: Register, postbox: Postbox
) -> None:
    made = ask(doing(register), PLACE, YEAR, mailing=MAILING)
    assert (made.mail, made.phone, made.letter, made.already, made.number) == (2, 1, 1, 0, 4)
    send(register, postbox.settings())
    assert sorted(letter["To"] for letter in postbox.letters) == [
        "ett@example.org",
        "tva@example.org",
    ]
    again = ask(doing(register), PLACE, YEAR, mailing=MAILING)
    assert (again.number, again.already) == (0, 4)
    assert send(register, postbox.settings()) == []
    assert stands(register) == {
        "1": Stand.SILENT,
        "2": Stand.SILENT,
        "3": Stand.CALL,
        "4": Stand.WRITE,
    }


@pytest.mark.usefixtures("places")
def test_the_mail_says_in_plain_words_what_is_asked_and_carries_the_one_link(
    register: Register, postbox: Postbox
) -> None:
    with doing(register).change("card") as change:
        place = change.municipality(PLACE)
        assert place is not None
        card = {"contact_role": "Samordnare (exempel)", "contact_phone": "070-174 06 99",
                "contact_mail": "kontakt@example.org"}  # fmt: skip
        change.set_municipality(replace(place, **card))  # type: ignore[arg-type]  # texts each
    asked_by_mail(register, postbox)
    (letter,) = postbox.to("ett@example.org")
    text = letter.get_content()
    assert letter["Subject"] == "Är du fortfarande kontaktombud? Svara senast 1 april 2027"
    assert text.startswith("Hej Kontakt Ett (påhittad)!")
    assert "Norrängen, Södergård" in text
    assert "Ring 070-174 06 99" in text
    assert "Grannsamverkan Hallsberg\r\nSamordnare (exempel)" in text
    assert text.count("https://") == 1
    assert "Två" not in text


@pytest.mark.usefixtures("places")
def test_only_a_digest_of_the_token_is_stored_once_the_mail_is_sent(
    register: Register, postbox: Postbox
) -> None:
    token, _ = links(register, postbox)
    with register.looking() as private:
        stored = repr((private.find(Question), private.find(Job)))
    assert token not in stored
    assert id_of(token) in stored
    assert len(token) >= 43, "256 bits"


def test_those_of_other_places_of_the_past_and_of_areas_asleep_are_not_asked(
    register: Register, places: dict[str, str]
) -> None:
    assert rota(register, "1881", TODAY) == {}
    term(register, places["Norrängen"], person_id=TVA, until=TODAY)
    assert TVA not in rota(register, PLACE, TODAY)
    records = replace(doing(register), from_records=True)
    areas.apply(records, places["Södergård"], Event.LAPSE, StatedDate(TODAY))
    assert set(rota(register, PLACE, TODAY)) == {ETT}


@pytest.mark.usefixtures("places")
def test_a_dry_run_asks_nobody(register: Register) -> None:
    made = ask(doing(register, dry=True), PLACE, YEAR, mailing=MAILING)
    assert made.number == 4
    assert preview(doing(register), PLACE, YEAR, mailing=MAILING) == made
    assert questions(register, ETT) == []
    assert years_of(register, PLACE) == ()


@pytest.mark.usefixtures("places")
def test_without_mail_everyone_is_called_or_written_to(register: Register) -> None:
    made = ask(doing(register), PLACE, YEAR, mailing=None)
    assert (made.mail, made.phone, made.letter) == (0, 3, 1)
    assert mailing_of(Settings()) is None
    with register.looking() as private:
        assert private.find(Job) == ()


def test_mail_without_the_address_of_the_site_is_refused() -> None:
    ready = MailSettings(host="localhost", sender="a@example.org")
    with pytest.raises(Refused, match=r"mail\.no_public_url"):
        mailing_of(Settings(mail=ready))
    found = mailing_of(Settings(mail=ready, public_url="https://a.example.org/g/"))
    assert found == Mailing("https://a.example.org/g")


@pytest.mark.usefixtures("places")
def test_someone_whose_mail_came_back_is_asked_in_another_way(register: Register) -> None:
    alter(register, ETT, mail_failed_on=TODAY)
    alter(register, TVA, mail_failed_on=TODAY, phone=None)
    made = ask(doing(register), PLACE, YEAR, mailing=MAILING)
    assert (made.mail, made.phone, made.letter) == (0, 2, 2)


@pytest.mark.parametrize("year", [2026, 2029])
def test_a_year_that_is_over_or_far_away_is_not_asked_about(register: Register, year: int) -> None:
    with pytest.raises(Refused, match=r"confirmation\.year"):
        ask(doing(register), PLACE, year, mailing=MAILING)


@pytest.mark.parametrize(
    ("role", "place"), [(Role.POLICE, PLACE), (Role.COORDINATOR, "1881"), (Role.CONTACT, PLACE)]
)
def test_only_the_coordinator_of_the_place_asks(register: Register, role: Role, place: str) -> None:
    by = replace(acting(register, role, municipality=place), now=FEBRUARY)
    for deed in (ask, preview, remind):
        with pytest.raises(NotFound, match=r"access\.not_found"):
            deed(by, PLACE, YEAR, mailing=MAILING)
    with pytest.raises(NotFound, match=r"access\.not_found"):
        print_letters(by, PLACE, YEAR)


def test_a_place_that_is_not_there_is_refused_alike(register: Register) -> None:
    with pytest.raises(NotFound, match=r"access\.not_found"):
        ask(doing(register), "0180", YEAR, mailing=MAILING)


# -- answering ------------------------------------------------------------------------------------


def test_looking_at_a_link_shows_ones_own_and_changes_nothing(
    register: Register, places: dict[str, str], postbox: Postbox
) -> None:
    token, other = links(register, postbox)
    before = register.head(), questions(register, ETT)
    for _ in range(3):
        found = look(register, token, TODAY)
        assert isinstance(found, Opened)
        assert found.person.name == "Kontakt Ett (påhittad)"
        assert {one.name for one in found.areas.values()} == {"Norrängen", "Södergård"}
        assert {one.person_id for one in found.terms} == {ETT}
    assert (register.head(), questions(register, ETT)) == before
    theirs = look(register, other, TODAY)
    assert isinstance(theirs, Opened)
    assert set(theirs.areas) == {places["Norrängen"]}


def test_still_confirms_the_contact_and_the_areas_and_says_who_by_a_pseudonym(
    register: Register, places: dict[str, str], postbox: Postbox
) -> None:
    token, _ = links(register, postbox)
    made = answer_by_link(register, token, STILL, now=after(2))
    assert made.of is Reply.STILL
    for area_id in places.values():
        assert terms(register, area_id, ETT).confirmed_on == date(2027, 2, 3)
        assert version(register, area_id).last_confirmed_on == date(2027, 2, 3)
    assert terms(register, places["Norrängen"], TVA).confirmed_on is None
    entry = register.changes()[-1]
    assert (entry.actor, entry.action, entry.subject) == (f"contact {ETT}", ANSWER, ETT)
    assert entry.reason == "svar på årets fråga"
    assert stands(register)["1"] is Stand.STILL
    assert register.verify().intact


def test_a_wish_to_stop_ends_nothing_and_waits_for_someone_to_see_to_it(
    register: Register, places: dict[str, str], postbox: Postbox
) -> None:
    token, _ = links(register, postbox)
    answer_by_link(register, token, STOP, now=FEBRUARY)
    term_after = terms(register, places["Norrängen"], ETT)
    assert (term_after.ended_on, term_after.confirmed_on) == (None, None)
    assert version(register, places["Norrängen"]).last_confirmed_on is None
    found = round_of(register, PLACE, YEAR, today=TODAY, stands=[Stand.STOP])
    assert [(one.person_id, one.areas) for one in found.lines] == [
        (ETT, ("Norrängen", "Södergård"))
    ]


def test_who_would_take_over_is_someone_to_be_asked_and_no_contact(
    register: Register, places: dict[str, str], postbox: Postbox
) -> None:
    token, other = links(register, postbox)
    said = Said(reply=Reply.HAND_OVER, successor="Granne Ett (påhittad)",
                successor_phone="0701740611")  # fmt: skip
    answer_by_link(register, token, said, now=FEBRUARY)
    answer_by_link(register, other, Said(reply=Reply.HAND_OVER), now=FEBRUARY)
    with register.looking() as private:
        (interest,) = private.find(Interest)
        assert len(private.find(Person)) == 4
    assert (interest.wish, interest.name) == (Wish.BE_CONTACT, "Granne Ett (påhittad)")
    assert (interest.phone, interest.area_id) == ("070-174 06 11", places["Norrängen"])
    assert interest.erase_after == date(2028, 2, 1)
    assert "Granne" not in str(register.changes())


def test_an_answer_tells_of_meetings_lists_and_borders(
    register: Register, places: dict[str, str], postbox: Postbox
) -> None:
    token, _ = links(register, postbox)
    told = OfArea(met_on=date(2026, 10, 4), keeps_list=True, border_right=True)
    answer_by_link(
        register,
        token,
        replace(STILL, areas={places["Norrängen"]: told, "another": told}),
        now=FEBRUARY,
    )
    (met,) = register.facts(Activity)
    assert (met.kind, met.state, met.on) == (
        ActivityKind.ANNUAL_MEETING,
        ActivityState.HELD,
        date(2026, 10, 4),
    )
    assert (met.area_ids, met.organiser) == ((places["Norrängen"],), Organiser.CONTACT)
    assert terms(register, places["Norrängen"], ETT).list_confirmed_on == TODAY
    assert terms(register, places["Södergård"], ETT).list_confirmed_on is None
    assert version(register, places["Norrängen"]).boundary_reviewed_on == TODAY
    assert version(register, places["Södergård"]).boundary_reviewed_on is None


def test_who_stops_can_still_tell_of_a_meeting_which_confirms_the_area(
    register: Register, places: dict[str, str], postbox: Postbox
) -> None:
    _, token = links(register, postbox)
    told = {places["Norrängen"]: OfArea(met_on=date(2027, 1, 10))}
    answer_by_link(register, token, replace(STOP, areas=told), now=FEBRUARY)
    assert version(register, places["Norrängen"]).last_confirmed_on == date(2027, 1, 10)


@pytest.mark.parametrize("state", [ActivityState.PLANNED, ActivityState.HELD])
def test_a_meeting_that_is_known_is_not_entered_twice(
    register: Register, places: dict[str, str], postbox: Postbox, state: ActivityState
) -> None:
    planned = Activity(
        id="01JT0000000000000000000001",
        municipality=PLACE,
        kind=ActivityKind.ANNUAL_MEETING,
        on=date(2027, 1, 20),
        state=state,
        area_ids=(places["Norrängen"],),
    )
    cancelled = replace(planned, id="01JT0000000000000000000002", state=ActivityState.CANCELLED)
    with doing(register).change("plan") as change:
        for one in (planned, cancelled):
            change.set_facts(Activity, one.id, [one])
    token, _ = links(register, postbox)
    told = {places["Norrängen"]: OfArea(met_on=date(2027, 1, 20))}
    answer_by_link(register, token, replace(STILL, areas=told), now=FEBRUARY)
    known = {one.id: one.state for one in register.facts(Activity)}
    assert known == {planned.id: ActivityState.HELD, cancelled.id: ActivityState.CANCELLED}


@pytest.mark.parametrize("day", [date(2027, 2, 2), date(2025, 1, 1)])
def test_a_meeting_to_come_or_long_ago_is_refused_and_nothing_is_written(
    register: Register, places: dict[str, str], postbox: Postbox, day: date
) -> None:
    token, _ = links(register, postbox)
    told = {places["Norrängen"]: OfArea(met_on=day)}
    before = register.head()
    with pytest.raises(Refused, match=r"confirmation\.meeting_day"):
        answer_by_link(register, token, replace(STILL, areas=told), now=FEBRUARY)
    assert register.head() == before
    assert isinstance(look(register, token, TODAY), Opened)


def test_the_border_of_an_area_that_begins_later_is_left_alone(
    register: Register, places: dict[str, str], postbox: Postbox
) -> None:
    token, _ = links(register, postbox)
    area_id = places["Norrängen"]
    later = replace(version(register, area_id).period, start=TODAY + timedelta(days=9))
    with doing(register).change("postpone") as change:
        (only,) = change.timelines([area_id])[area_id]
        change.set_timeline(area_id, [replace(only, period=later)])  # type: ignore[arg-type]  # a timeline
    told = {area_id: OfArea(border_right=True)}
    answer_by_link(register, token, replace(STILL, areas=told), now=FEBRUARY)
    assert version(register, area_id).boundary_reviewed_on is None


@pytest.mark.usefixtures("places")
def test_how_they_are_reached_is_as_they_say(register: Register, postbox: Postbox) -> None:
    token, other = links(register, postbox)
    alter(register, ETT, mail_failed_on=date(2026, 1, 1))
    said = replace(STILL, phone="0701740655", mail="ny@example.org")
    answer_by_link(register, token, said, now=FEBRUARY)
    ett = person_of(register, ETT)
    assert (ett.phone, ett.mail, ett.mail_failed_on) == ("070-174 06 55", "ny@example.org", None)
    assert ett.channel is Channel.MAIL
    answer_by_link(register, other, replace(STILL, mail=""), now=FEBRUARY)
    tva = person_of(register, TVA)
    assert (tva.mail, tva.channel, tva.phone) == (None, Channel.PHONE, "070-174 06 06")


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    "said",
    [
        replace(STILL, mail="inte en adress"),
        replace(STILL, phone="hej"),
        replace(STILL, phone="19121212-1212"),
        Said(reply=Reply.HAND_OVER, successor="Granne", successor_phone="nej"),
    ],
)
def test_what_cannot_be_is_refused_and_the_link_still_works(
    register: Register, postbox: Postbox, said: Said
) -> None:
    token, _ = links(register, postbox)
    before = register.head(), person_of(register, ETT)
    with pytest.raises(Refused, match=r"people\."):
        answer_by_link(register, token, said, now=FEBRUARY)
    assert (register.head(), person_of(register, ETT)) == before
    assert isinstance(look(register, token, TODAY), Opened)


# -- attacks on the link --------------------------------------------------------------------------


def refused(register: Register, key: str, kind: type[Refused] = NotFound, days: int = 0) -> None:
    """Hold that nothing is answered by a key, and nothing written."""
    before = register.head()
    with pytest.raises(kind):
        answer_by_link(register, key, STILL, now=after(days))
    assert register.head() == before


@pytest.mark.usefixtures("places")
def test_attack_replay(register: Register, postbox: Postbox) -> None:
    token, _ = links(register, postbox)
    answer_by_link(register, token, STOP, now=FEBRUARY)
    assert look(register, token, TODAY) is Closed.ANSWERED
    refused(register, token, Conflict)
    assert questions(register, ETT)[0].reply is Reply.STOP


@pytest.mark.usefixtures("places")
def test_attack_two_at_once(register: Register, postbox: Postbox) -> None:
    token, _ = links(register, postbox)
    came: list[str] = []

    def one(said: Said) -> None:
        try:
            answer_by_link(register, token, said, now=FEBRUARY)
            came.append("done")
        except Conflict:
            came.append("refused")

    both = [threading.Thread(target=one, args=(said,)) for said in (STILL, STOP)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(came) == ["done", "refused"]
    assert sum(entry.action == ANSWER for entry in register.changes()) == 1


@pytest.mark.usefixtures("places")
def test_between_looking_and_answering_another_may_have_answered(
    register: Register, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, _ = links(register, postbox)
    found = look(register, token, TODAY)
    answer_by_link(register, token, STOP, now=FEBRUARY)
    monkeypatch.setattr(answers, "look", lambda *_: found)
    refused(register, token, Conflict)


def test_attack_anothers_token_answers_for_its_owner_alone(
    register: Register, places: dict[str, str], postbox: Postbox
) -> None:
    _, other = links(register, postbox)
    told = OfArea(keeps_list=True, border_right=True, met_on=date(2027, 1, 5))
    everywhere = dict.fromkeys(places.values(), told)
    answer_by_link(register, other, replace(STILL, areas=everywhere), now=FEBRUARY)
    assert terms(register, places["Norrängen"], TVA).confirmed_on == TODAY
    for area_id in places.values():
        assert terms(register, area_id, ETT).confirmed_on is None
    assert version(register, places["Södergård"]).last_confirmed_on is None
    assert version(register, places["Södergård"]).boundary_reviewed_on is None
    assert {one.area_ids for one in register.facts(Activity)} == {(places["Norrängen"],)}


@pytest.mark.usefixtures("places")
def test_attack_expired(register: Register, postbox: Postbox) -> None:
    token, _ = links(register, postbox)
    assert isinstance(look(register, token, TODAY + timedelta(days=59)), Opened)
    assert look(register, token, TODAY + timedelta(days=60)) is Closed.GONE
    refused(register, token, days=60)


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    "alter_it",
    [
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: token.swapcase(),
        lambda token: token[::-1],
        lambda token: ("B" if token[0] == "A" else "A") + token[1:],
        lambda token: f" {token}",
        id_of,
    ],
    ids=["shorter", "longer", "other case", "backwards", "another sign", "a blank", "its digest"],
)
def test_attack_altered(
    register: Register,
    postbox: Postbox,
    alter_it: Callable[[str], str],
) -> None:
    token, _ = links(register, postbox)
    refused(register, alter_it(token))


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("guess", ["", "a", "x" * 43, "\x00", "é" * 100, "' OR 1=1 --", "\ud800"])
def test_attack_guessed(register: Register, guess: str) -> None:
    asked(register)
    refused(register, guess)


def test_attack_the_link_of_someone_who_is_no_contact_any_more(
    register: Register, places: dict[str, str], postbox: Postbox
) -> None:
    _, token = links(register, postbox)
    term(register, places["Norrängen"], person_id=TVA, until=TODAY)
    assert look(register, token, TODAY) is Closed.GONE
    refused(register, token)


@pytest.mark.usefixtures("places")
def test_attack_the_link_of_someone_who_was_erased(register: Register, postbox: Postbox) -> None:
    token, _ = links(register, postbox)
    with register.private() as private:
        private.remove(Person, ETT)
    refused(register, token)
    with register.private() as private:
        private.remove(Question, *(one.id for one in questions(register, ETT)))
    refused(register, token)


@pytest.mark.usefixtures("places")
def test_attack_the_link_of_an_older_year(register: Register, postbox: Postbox) -> None:
    decide(register, link_days="900")
    old, _ = links(register, postbox)
    later = on(date(2028, 2, 1))
    asked(register, later)
    assert look(register, old, later.date()) is Closed.GONE
    refused(register, old, days=365)


# -- reminders ------------------------------------------------------------------------------------


def reminders(postbox: Postbox) -> list[EmailMessage]:
    return [one for one in postbox.letters if str(one["Subject"]).startswith("Påminnelse")]


@pytest.mark.usefixtures("places")
def test_reminders_go_by_themselves_as_often_as_policy_says_and_to_the_silent_alone(
    register: Register, postbox: Postbox
) -> None:
    token, _ = links(register, postbox)
    answer_by_link(register, token, STILL, now=after(1))
    counts = []
    for day in (date(2027, 2, 28), date(2027, 3, 1), date(2027, 3, 31), date(2027, 4, 1),
                date(2027, 6, 1)):  # fmt: skip
        for _ in range(2):
            send(register, postbox.settings(), on(day))
        counts.append(len(reminders(postbox)))
    assert counts == [0, 1, 1, 2, 2]
    assert {one["To"] for one in reminders(postbox)} == {"tva@example.org"}
    (first, *_, newest) = questions(register, TVA)
    assert (first.reminders, newest.reminders, newest.reminded_on) == (0, 2, date(2027, 4, 1))


@pytest.mark.usefixtures("places")
def test_all_links_of_a_year_work_and_one_answer_ends_them_all(
    register: Register, postbox: Postbox
) -> None:
    _, first = links(register, postbox)
    remind(doing(register, after(30)), PLACE, YEAR, mailing=MAILING)
    send(register, postbox.settings(), after(30))
    second = tokens(postbox)["tva@example.org"]
    assert first != second
    for token in (first, second):
        assert isinstance(look(register, token, after(30).date()), Opened)
    answer_by_link(register, first, STILL, now=after(31))
    assert look(register, second, after(31).date()) is Closed.ANSWERED
    refused(register, second, Conflict, days=31)
    assert len(questions(register, TVA)) == 2
    assert stands(register)["2"] is Stand.STILL


@pytest.mark.usefixtures("places")
def test_nobody_is_reminded_too_soon_too_often_or_of_mail_that_never_left(
    register: Register, postbox: Postbox
) -> None:
    asked(register)
    assert remind(doing(register, after(20)), PLACE, YEAR, mailing=MAILING) == 0, "it never left"
    send(register, postbox.settings(), after(20))
    assert remind(doing(register, after(13)), PLACE, YEAR, mailing=MAILING) == 0, "too soon"
    assert remind(doing(register, after(20)), PLACE, YEAR, mailing=MAILING) == 2
    assert remind(doing(register, after(20)), PLACE, YEAR, mailing=MAILING) == 0, "just done"
    send(register, postbox.settings(), after(34))
    alter(register, ETT, mail_failed_on=TODAY)
    assert remind(doing(register, after(34)), PLACE, YEAR, mailing=MAILING) == 1
    send(register, postbox.settings(), after(60))
    assert remind(doing(register, after(60)), PLACE, YEAR, mailing=MAILING) == 0, "often enough"


@pytest.mark.usefixtures("places")
def test_a_reminder_asked_for_twice_by_hand_and_by_the_year_is_sent_once(
    register: Register, postbox: Postbox
) -> None:
    links(register, postbox)
    assert remind(doing(register, after(28)), PLACE, YEAR, mailing=MAILING) == 2
    send(register, postbox.settings(), after(28))
    send(register, postbox.settings(), on(date(2027, 3, 15)))
    assert len(reminders(postbox)) == 2


def test_reminding_needs_mail(register: Register) -> None:
    with pytest.raises(Refused, match=r"mail\.not_configured"):
        remind(doing(register), PLACE, YEAR, mailing=None)


def test_what_comes_back_counts_as_never_asked(
    register: Register, places: dict[str, str], postbox: Postbox
) -> None:
    postbox.refusals["tva@example.org"] = "550 5.1.1 no such user"
    links_of_ett = asked_by_mail(register, postbox)
    assert set(links_of_ett) == {"ett@example.org"}
    assert person_of(register, TVA).mail_failed_on == TODAY
    assert stands(register)["2"] is Stand.BOUNCED
    with register.looking() as private:
        (job,) = private.find(Job, person_id=ETT)
    bounce = Bounce(job.id, ("ett@example.org",))
    assert take_bounces(doing(register, after(2), dry=True), [bounce]).ours == 1
    assert person_of(register, ETT).mail_failed_on is None, "a dry run notes nothing"
    assert take_bounces(doing(register, after(2)), [bounce]).ours == 1
    assert stands(register)["1"] is Stand.BOUNCED
    for area_id in places.values():
        send(register, postbox.settings(), on(date(2027, 4, 2)))
        assert unanswered(register, area_id, date(2027, 5, 1)) == 0


@pytest.mark.usefixtures("places")
def test_one_whose_mail_came_back_is_asked_again_once_the_address_is_right(
    register: Register, postbox: Postbox
) -> None:
    postbox.refusals["tva@example.org"] = "550 5.1.1 no such user"
    asked_by_mail(register, postbox)
    later = after(3)
    assert preview(doing(register, later), PLACE, YEAR, mailing=MAILING).number == 0
    alter(register, TVA, mail="tva.ny@example.org", mail_failed_on=None)
    assert preview(doing(register, later), PLACE, YEAR, mailing=MAILING).mail == 1
    assert ask(doing(register, later), PLACE, YEAR, mailing=MAILING).mail == 1
    (question,) = questions(register, TVA)
    assert (question.asked_on, question.bounced_on) == (later.date(), None)
    assert stands(register)["2"] is Stand.SILENT
    send(register, postbox.settings(), later)
    assert "tva.ny@example.org" in tokens(postbox)
    assert ask(doing(register, later), PLACE, YEAR, mailing=MAILING).number == 0


@pytest.mark.usefixtures("places")
def test_a_reminder_beyond_what_has_been_decided_since_is_not_sent(
    register: Register, postbox: Postbox
) -> None:
    links(register, postbox)
    decide(register, lapse_reminders="1")
    send(register, postbox.settings(), on(date(2027, 3, 2)))
    send(register, postbox.settings(), on(date(2027, 4, 2)))
    assert len(reminders(postbox)) == 2, "one each"


@pytest.mark.usefixtures("places")
def test_how_many_would_be_reminded_is_told_without_writing_anything(
    register: Register, postbox: Postbox
) -> None:
    links(register, postbox)
    before = register.head()
    assert to_remind(doing(register, after(28)), PLACE, YEAR, mailing=MAILING) == 2
    assert to_remind(doing(register, after(3)), PLACE, YEAR, mailing=MAILING) == 0
    assert register.head() == before
    assert questions(register, ETT)[-1].reminders == 0
    with pytest.raises(Refused, match=r"mail\.not_configured"):
        to_remind(doing(register), PLACE, YEAR, mailing=None)


@pytest.mark.usefixtures("places")
def test_a_bounce_is_known_by_its_letter_else_by_its_address_else_it_is_not_ours(
    register: Register,
) -> None:
    found = take_bounces(
        doing(register),
        [
            Bounce("01JUNKNOWN", ("tva@example.org",)),
            Bounce(None, ("nobody@example.org",)),
            Bounce(None, ()),
        ],
    )
    assert (found.ours, found.others) == (1, 2)
    assert person_of(register, TVA).mail_failed_on == TODAY
    assert person_of(register, ETT).mail_failed_on is None


@pytest.mark.usefixtures("places")
def test_a_bounce_of_someone_who_is_gone_or_of_a_question_that_is_answered_alters_nothing(
    register: Register, postbox: Postbox
) -> None:
    token, _ = links(register, postbox)
    answer_by_link(register, token, STILL, now=FEBRUARY)
    with register.looking() as private:
        (mine,) = private.find(Job, person_id=ETT, kind=JobKind.MAIL.value)
        (theirs,) = private.find(Job, person_id=TVA, kind=JobKind.MAIL.value)
    with register.private() as private:
        private.remove(Person, TVA)
    take_bounces(doing(register), [Bounce(mine.id, ()), Bounce(theirs.id, ())])
    assert questions(register, ETT)[0].bounced_on is None


@pytest.mark.usefixtures("places")
def test_mail_that_is_given_up_was_never_asked_though_the_address_may_be_right(
    register: Register, postbox: Postbox
) -> None:
    asked(register)
    postbox.answer = "451 4.3.0 not now"
    now = FEBRUARY
    for _ in range(6):
        for job in send(register, postbox.settings(), now):
            now = max(now, job.due_at)
    assert stands(register)["1"] is Stand.BOUNCED
    assert person_of(register, ETT).mail_failed_on is None
    with register.looking() as private:
        states = {one.state for one in private.find(Job, kind=JobKind.MAIL.value)}
    assert states == {JobState.FAILED}


def test_reminders_that_nobody_of_an_area_answers_are_counted(
    register: Register, places: dict[str, str], postbox: Postbox
) -> None:
    links(register, postbox)
    for day in (date(2027, 3, 1), date(2027, 4, 1)):
        send(register, postbox.settings(), on(day))
    later = date(2027, 5, 1)
    assert unanswered(register, places["Norrängen"], later) == 2
    token = tokens(postbox)["tva@example.org"]
    answer_by_link(register, token, STOP, now=on(date(2027, 4, 20)))
    assert unanswered(register, places["Norrängen"], later) == 0
    assert unanswered(register, places["Södergård"], later) == 2
    assert unanswered(register, "no such area", later) == 0


# -- staff ----------------------------------------------------------------------------------------


def test_staff_write_down_what_they_were_told_and_can_take_it_back(
    register: Register, places: dict[str, str]
) -> None:
    asked(register)
    before = version(register, places["Södergård"])
    record(doing(register), TRE, YEAR, STILL)
    assert terms(register, places["Södergård"], TRE).confirmed_on == TODAY
    assert stands(register)["3"] is Stand.STILL
    with pytest.raises(Conflict, match=r"confirmation\.answered"):
        record(doing(register), TRE, YEAR, STOP)
    take_back(doing(register), TRE, YEAR)
    assert terms(register, places["Södergård"], TRE).confirmed_on is None
    assert version(register, places["Södergård"]) == before
    assert stands(register)["3"] is Stand.CALL
    with pytest.raises(NotFound):
        take_back(doing(register), TRE, YEAR)


@pytest.mark.usefixtures("places")
def test_a_wish_to_stop_that_altered_nothing_is_taken_back_too(register: Register) -> None:
    asked(register)
    record(doing(register), TRE, YEAR, STOP)
    take_back(doing(register), TRE, YEAR)
    assert stands(register)["3"] is Stand.CALL


def test_an_answer_is_taken_back_whatever_others_have_answered_in_the_area_since(
    register: Register, places: dict[str, str]
) -> None:
    asked(register)
    area_id = places["Södergård"]
    record(doing(register), TRE, YEAR, STILL)
    record(doing(register, after(1)), FYRA, YEAR, STILL)
    take_back(doing(register, after(2)), TRE, YEAR)
    assert stands(register)["3"] is Stand.CALL
    assert terms(register, area_id, TRE).confirmed_on is None
    assert terms(register, area_id, FYRA).confirmed_on == after(1).date()
    assert version(register, area_id).last_confirmed_on == after(1).date()
    assert register.verify().intact


def test_answers_are_taken_back_one_after_another_until_nothing_is_confirmed(
    register: Register, places: dict[str, str]
) -> None:
    asked(register)
    area_id = places["Södergård"]
    before = version(register, area_id)
    record(doing(register), TRE, YEAR, STILL)
    record(doing(register, after(1)), FYRA, YEAR, STILL)
    take_back(doing(register, after(2)), FYRA, YEAR)
    assert version(register, area_id).last_confirmed_on == TODAY
    take_back(doing(register, after(2)), TRE, YEAR)
    assert version(register, area_id) == before


def test_what_two_confirmed_on_one_day_stays_confirmed_by_the_other(
    register: Register, places: dict[str, str]
) -> None:
    asked(register)
    area_id = places["Södergård"]
    record(doing(register), TRE, YEAR, STILL)
    record(doing(register), FYRA, YEAR, STILL)
    take_back(doing(register), TRE, YEAR)
    assert terms(register, area_id, TRE).confirmed_on is None
    assert version(register, area_id).last_confirmed_on == TODAY


def test_an_answer_is_not_taken_back_once_the_persons_own_term_has_changed(
    register: Register, places: dict[str, str]
) -> None:
    asked(register)
    record(doing(register), TRE, YEAR, STILL)
    mine = terms(register, places["Södergård"], TRE)
    end(doing(register, after(1)), places["Södergård"], mine.id, after(1).date())
    with pytest.raises(Refused, match=r"area\.altered_since"):
        take_back(doing(register, after(1)), TRE, YEAR)
    assert stands(register)["4"] is Stand.WRITE


@pytest.mark.usefixtures("places")
def test_a_telephone_and_mail_that_an_answer_took_away_are_there_again(register: Register) -> None:
    asked(register)
    before = person_of(register, ETT)
    record(doing(register), ETT, YEAR, Said(reply=Reply.STILL, phone="070-174 06 98", mail=""))
    assert person_of(register, ETT).mail is None
    take_back(doing(register), ETT, YEAR)
    assert person_of(register, ETT) == before
    assert questions(register, ETT)[0].mail_before is None


@pytest.mark.usefixtures("places")
def test_how_someone_was_reached_is_forgotten_in_time_and_what_was_edited_since_stands(
    register: Register,
) -> None:
    asked(register)
    record(doing(register), ETT, YEAR, Said(reply=Reply.STILL, mail=""))
    after_it = person_of(register, ETT)
    forget_reach(register, after(20))
    assert questions(register, ETT)[0].mail_before == "ett@example.org"
    forget_reach(register, after(40))
    assert questions(register, ETT)[0].mail_before is None
    take_back(doing(register, after(41)), ETT, YEAR)
    assert person_of(register, ETT) == after_it
    record(doing(register, after(41)), ETT, YEAR, Said(reply=Reply.STILL, phone="070-174 06 97"))
    edited = Details(name="Kontakt Ett (påhittad)", phone="070-174 06 96")
    edit_person(doing(register, after(42)), ETT, edited)
    take_back(doing(register, after(43)), ETT, YEAR)
    assert person_of(register, ETT).phone == "070-174 06 96"


@pytest.mark.usefixtures("places")
def test_the_successor_of_an_answer_that_is_taken_back_goes_unless_someone_sees_to_them(
    register: Register,
) -> None:
    asked(register)
    over = Said(reply=Reply.HAND_OVER, successor="Kontakt Nio", successor_phone="070-174 06 99")
    record(doing(register), TRE, YEAR, over)
    take_back(doing(register), TRE, YEAR)
    with register.looking() as private:
        assert private.find(Interest) == ()
    record(doing(register), TRE, YEAR, over)
    with register.private() as private:
        (interest,) = private.find(Interest)
        private.put(replace(interest, state=Handling.CONTACTED))
    take_back(doing(register), TRE, YEAR)
    record(doing(register), TRE, YEAR, over)
    with register.private() as private:
        private.remove(Interest, *(one.id for one in private.find(Interest)))
    take_back(doing(register), TRE, YEAR)
    assert stands(register)["3"] is Stand.CALL


def test_of_two_years_the_answer_that_is_meant_is_taken_back(
    register: Register, places: dict[str, str]
) -> None:
    asked(register)
    record(doing(register), TRE, YEAR, STILL)
    later = on(date(2028, 2, 1))
    ask(doing(register, later), PLACE, YEAR + 1, mailing=MAILING)
    record(doing(register, later), TRE, YEAR + 1, Said(reply=Reply.STOP))
    take_back(doing(register, later), TRE, YEAR)
    assert terms(register, places["Södergård"], TRE).confirmed_on is None
    with register.looking() as private:
        found = private.find(Question, person_id=TRE)
    assert {one.year: one.reply for one in found} == {YEAR: None, YEAR + 1: Reply.STOP}


@pytest.mark.usefixtures("places")
def test_an_answer_whose_change_is_not_in_the_ledger_is_opened_again(register: Register) -> None:
    asked(register)
    (question,) = questions(register, TRE)
    with register.private() as private:
        private.put(replace(question, answered_at=FEBRUARY, reply=Reply.STOP))
    take_back(doing(register), TRE, YEAR)
    assert stands(register)["3"] is Stand.CALL


def test_what_someone_else_may_not_do_reads_as_if_it_were_not_there(
    register: Register, places: dict[str, str]
) -> None:
    asked(register)
    stranger = replace(acting(register, Role.COORDINATOR, municipality="1881"), now=FEBRUARY)
    mine = doing(register)
    deeds: list[Callable[[], object]] = [
        lambda: record(stranger, TRE, YEAR, STILL),
        lambda: take_back(stranger, TRE, YEAR),
        lambda: called_in_vain(stranger, TRE, YEAR),
        lambda: record(mine, "nobody", YEAR, STILL),
        lambda: record(mine, TRE, 2020, STILL),
        lambda: take_back(mine, "nobody", YEAR),
        lambda: called_in_vain(mine, "nobody", YEAR),
    ]
    for deed in deeds:
        with pytest.raises(NotFound, match=r"access\.not_found"):
            deed()
    term(register, places["Södergård"], person_id=TRE, until=TODAY)
    with pytest.raises(NotFound, match=r"access\.not_found"):
        record(mine, TRE, YEAR, STILL)


@pytest.mark.usefixtures("places")
def test_police_may_write_an_answer_down(register: Register) -> None:
    asked(register)
    record(replace(acting(register, Role.POLICE), now=FEBRUARY), TRE, YEAR, STILL)
    assert stands(register)["3"] is Stand.STILL


@pytest.mark.usefixtures("places")
def test_calls_in_vain_are_counted_once_a_day(register: Register) -> None:
    asked(register)
    called_in_vain(doing(register), TRE, YEAR)
    with pytest.raises(Conflict, match=r"called_already"):
        called_in_vain(doing(register), TRE, YEAR)
    called_in_vain(doing(register, after(1)), TRE, YEAR)
    assert questions(register, TRE)[0].reminders == 2
    record(doing(register, after(1)), TRE, YEAR, STILL)
    with pytest.raises(Conflict, match=r"confirmation\.answered"):
        called_in_vain(doing(register, after(2)), TRE, YEAR)


# -- on paper -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("places")
def test_a_letter_carries_a_code_that_is_easy_to_read_and_type(register: Register) -> None:
    asked(register)
    (letter,) = print_letters(doing(register), PLACE, YEAR)
    assert (letter.name, letter.areas) == ("Kontakt Fyra (påhittad)", ("Södergård",))
    assert letter.until == date(2027, 4, 1)
    assert not set(letter.code) & set("0OI1lSZ2B58")
    for typed in (letter.code, letter.code.lower(), letter.code.replace("-", " "),
                  f" {letter.code.replace('-', '')} "):  # fmt: skip
        assert isinstance(look(register, typed, TODAY), Opened), typed
    answer_by_link(register, letter.code.lower(), STILL, now=FEBRUARY)
    assert look(register, letter.code, TODAY) is Closed.ANSWERED
    assert stands(register)["4"] is Stand.STILL
    assert print_letters(doing(register), PLACE, YEAR) == ()


@pytest.mark.usefixtures("places")
def test_a_letter_printed_again_does_not_make_the_posted_one_worthless(register: Register) -> None:
    asked(register)
    (first,) = print_letters(doing(register), PLACE, YEAR)
    (second,) = print_letters(doing(register), PLACE, YEAR)
    assert first.code != second.code
    for letter in (first, second):
        assert isinstance(look(register, letter.code, TODAY), Opened)
    found = round_of(register, PLACE, YEAR, today=TODAY, stands=[Stand.WRITE])
    assert [line.printed for line in found.lines] == [True]


@pytest.mark.usefixtures("places")
def test_whom_mail_does_not_reach_gets_a_letter_or_a_call(
    register: Register, postbox: Postbox
) -> None:
    alter(register, TVA, phone=None)
    for to in ("ett@example.org", "tva@example.org"):
        postbox.refusals[to] = "550 5.1.1 no such user"
    asked_by_mail(register, postbox)
    assert {one.name for one in print_letters(doing(register), PLACE, YEAR)} == {
        "Kontakt Två (påhittad)",
        "Kontakt Fyra (påhittad)",
    }
    assert stands(register)["1"] is Stand.BOUNCED
    assert stands(register)["2"] is Stand.WRITE


@pytest.mark.usefixtures("places")
def test_a_letter_can_be_printed_for_those_named(register: Register, postbox: Postbox) -> None:
    token, _ = links(register, postbox)
    (letter,) = print_letters(doing(register), PLACE, YEAR, person_ids=[ETT, "nobody"])
    assert letter.name == "Kontakt Ett (påhittad)"
    assert stands(register)["1"] is Stand.WRITE
    answer_by_link(register, letter.code, STILL, now=FEBRUARY)
    assert look(register, token, TODAY) is Closed.ANSWERED


def test_codes_are_drawn_from_many() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code) == 10 for code in codes)
    assert shown_code("ACDEFGHJKM") == "ACDEF-GHJKM"


# -- at a glance ----------------------------------------------------------------------------------


def test_the_round_counts_filters_searches_and_pages(
    register: Register, places: dict[str, str]
) -> None:
    asked(register)
    record(doing(register), TRE, YEAR, STILL)
    found = round_of(register, PLACE, YEAR, today=TODAY)
    assert (found.asked, found.answered, found.number, found.not_asked) == (4, 1, 4, 0)
    assert found.counts[Stand.SILENT] == 2
    assert [line.name for line in found.lines] == sorted(line.name for line in found.lines)
    silent = round_of(register, PLACE, YEAR, today=TODAY, stands=[Stand.SILENT])
    assert (silent.number, silent.asked) == (2, 4)
    searched = round_of(register, PLACE, YEAR, today=TODAY, text="kontakt fyra")
    assert [line.person_id for line in searched.lines] == [FYRA]
    assert round_of(register, PLACE, YEAR, today=TODAY, text="100 %").number == 0
    assert round_of(register, PLACE, YEAR, today=TODAY, page=2).lines == ()
    assert round_of(register, "1881", YEAR, today=TODAY).asked == 0
    assert years_of(register, PLACE) == (2027,)
    term(register, places["Södergård"], person_id=TRE, until=TODAY)
    ended = round_of(register, PLACE, YEAR, today=TODAY, stands=[Stand.STILL])
    assert [line.areas for line in ended.lines] == [()]


@pytest.mark.usefixtures("places")
def test_a_municipality_is_named_where_it_has_no_contact_card(
    register: Register, postbox: Postbox
) -> None:
    assert register.municipalities() == (Municipality(code=PLACE, name="Hallsberg"),)
    asked_by_mail(register, postbox)
    text = postbox.to("tva@example.org")[0].get_content()
    assert text.rstrip().endswith("Vänliga hälsningar\r\nGrannsamverkan Hallsberg")


def test_a_round_is_the_same_on_either_database(store: Store, postbox: Postbox) -> None:
    register = store.settled()
    areas_there = settled(register)
    token = asked_by_mail(register, postbox)["ett@example.org"]
    assert remind(doing(register, after(30)), PLACE, YEAR, mailing=MAILING) == 2
    answer_by_link(register, token, STILL, now=after(31))
    assert len(print_letters(doing(register), PLACE, YEAR)) == 1
    assert stands(register, after(31).date()) == {
        "1": Stand.STILL,
        "2": Stand.SILENT,
        "3": Stand.CALL,
        "4": Stand.WRITE,
    }
    (line,) = round_of(
        register, PLACE, YEAR, today=after(31).date(), stands=[Stand.STILL], text="ETT"
    ).lines
    assert (line.answered_at, line.reminders) == (after(31), 1)
    assert version(register, areas_there["Norrängen"]).last_confirmed_on == after(31).date()
    store.close()


def test_mail_from_an_example_says_that_it_is_one(
    new_register: NewRegister, postbox: Postbox
) -> None:
    register = new_register("example")
    settled(register)
    asked_by_mail(register, postbox)
    assert postbox.letters[0].get_content().startswith("EXEMPEL – påhittade uppgifter")
