"""Erasing and sealing: who they are goes everywhere, what was counted stays, and nobody is erased by mistake."""

from dataclasses import replace
from datetime import date

import pytest
from acting import NOW, TODAY, NewRegister, doing, found

import peopled
from grannsamverkan.actions import notices, privacy
from grannsamverkan.actions.areas import count_households, undo
from grannsamverkan.actions.holdings import holdings, last_disposal
from grannsamverkan.actions.privacy import erase_person, open_terms, seal_person
from grannsamverkan.actions.reading_log import log_of_readings
from grannsamverkan.actions.subject import find_people, subject_export
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account, AccountRole, Session
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.drafts import Draft
from grannsamverkan.domain.interests import Interest
from grannsamverkan.domain.jobs import Job, JobKind, JobState
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.domain.privacy import Reading
from grannsamverkan.errors import NotFound, Refused, Unavailable
from grannsamverkan.register import Register
from grannsamverkan.register.schema import PRIVATE
from peopled import MAIL, NAME, PERSON, PHONE, acting, person, rows, surround, term


@pytest.fixture
def known(register: Register) -> Register:
    """Give a register with one contact, whose term is over, and everything around them."""
    area_id = found(register, polygon=None)
    person(register)
    term(register, area_id, until=date(2025, 1, 1))
    surround(register)
    return register


def reasons(register: Register) -> list[str | None]:
    return [entry.reason for entry in register.changes()]


def test_everything_that_tells_who_they_are_goes_and_the_rest_stays(known: Register) -> None:
    count_households(doing(known), _only_area(known), counted_on=TODAY, total=30, source="kommunen")
    terms = known.facts(ContactTerm)
    erased = erase_person(doing(known), PERSON)
    assert erased.gone == {
        "person": 1, "question": 1, "job": 2, "account": 1, "draft": 1, "reason": 1,
    }  # fmt: skip
    assert (erased.terms_ended, erased.named_for_good, erased.scrubbed) == (0, (), True)
    assert rows(known, Person) == rows(known, Question) == []
    assert rows(known, Job) == ["j3"]
    assert rows(known, Account) == [peopled.COLLEAGUE]
    assert rows(known, AccountRole) == ["r2"]
    assert rows(known, Session) == [f"s{peopled.COLLEAGUE}"]
    assert rows(known, Interest) == ["i1", "i2"]
    assert known.facts(ContactTerm) == terms
    assert known.households()[_only_area(known)][0].total == 30


def _only_area(register: Register) -> str:
    (area_id,) = register.timelines()
    return area_id


def test_messages_and_what_pages_were_about_to_say_lose_the_name(known: Register) -> None:
    erase_person(doing(known), PERSON)
    with known.looking() as private:
        told = {one.id: (one.message, one.answer) for one in private.find(Draft)}
        (session,) = private.find(Session)
    assert told == {"d1": (None, None), "d2": (None, None), "d3": ("En gata", None)}
    assert session.flash is None


def test_the_log_of_readings_keeps_an_id_that_says_nothing(known: Register) -> None:
    erase_person(doing(known), PERSON)
    with known.looking() as private:
        (reading,) = private.find(Reading)
    assert reading.person_id == PERSON


def test_reasons_that_name_them_go_and_the_ledger_verifies(known: Register) -> None:
    assert any(NAME in (reason or "") for reason in reasons(known))
    erase_person(doing(known), PERSON)
    assert not any(NAME in (reason or "") for reason in reasons(known))
    verdict = known.verify()
    assert verdict.intact
    assert verdict.without_reason == 1
    newest = known.changes()[-1]
    assert (newest.action, newest.subject, newest.reason) == (
        "erase_person", PERSON, "för provets skull",
    )  # fmt: skip


def test_a_reason_about_them_goes_for_one_of_their_names_and_others_do_not(
    known: Register,
) -> None:
    for reason, subject in (("Kontakt Ett slutar", PERSON), ("Kontakt behövs", "någon annan")):
        with replace(doing(known), reason=reason).change("edit_person") as change:
            change.subject = subject
    erase_person(doing(known), PERSON)
    left = [reason for reason in reasons(known) if reason]
    assert "Kontakt Ett slutar" not in left
    assert "Kontakt behövs" in left


def test_interests_with_their_mail_or_telephone_go_when_asked_for(known: Register) -> None:
    erased = erase_person(doing(known), PERSON, interests=True)
    assert erased.gone["interest"] == 1
    assert rows(known, Interest) == ["i2"]


def test_one_whose_term_holds_is_refused_unless_it_is_ended_too(register: Register) -> None:
    person(register)
    area_id = found(register)
    term(register, area_id)
    term(register, area_id, person_id="01JP0000000000000000000002")
    assert len(open_terms(register, PERSON, TODAY)) == 1
    with pytest.raises(Refused) as refused:
        erase_person(doing(register), PERSON)
    assert (refused.value.key, refused.value.values) == ("privacy.term_holds", {"n": 1})
    assert rows(register, Person) == [PERSON]
    assert erase_person(doing(register), PERSON, end_terms=True).terms_ended == 1
    ends = {one.person_id: one.ended_on for one in register.facts(ContactTerm)}
    assert ends == {PERSON: TODAY, "01JP0000000000000000000002": None}
    assert open_terms(register, PERSON, TODAY) == ()


def test_a_term_that_has_not_begun_ends_on_its_first_day(register: Register) -> None:
    person(register)
    term(register, found(register), since=date(2027, 1, 1))
    erase_person(doing(register), PERSON, end_terms=True)
    (ended,) = register.facts(ContactTerm)
    assert ended.ended_on == date(2027, 1, 1)


def test_a_reason_that_names_them_is_refused(known: Register) -> None:
    named = replace(doing(known), reason="Ett ringde")
    with pytest.raises(Refused, match=r"privacy\.reason_names"):
        erase_person(named, PERSON)
    assert rows(known, Person) == [PERSON]


def test_a_dry_run_erases_nothing(known: Register) -> None:
    head = known.head()
    erased = erase_person(doing(known, dry=True), PERSON, interests=True)
    assert erased.gone["interest"] == 1
    assert known.head() == head
    assert rows(known, Person) == [PERSON]
    assert len(rows(known, Job)) == 3


def test_a_colleague_is_not_put_out_by_being_erased_as_a_contact(known: Register) -> None:
    with known.private() as private:
        role = AccountRole(
            id="r3", account_id=peopled.ACCOUNT, role=Role.POLICE, municipality="1861"
        )
        private.put(role)
    with pytest.raises(Refused, match=r"privacy\.staff_account"):
        erase_person(doing(known), PERSON)
    privacy.dispose_of(doing(known), PERSON)
    assert rows(known, Person) == []
    with known.looking() as private:
        account = private.get(Account, peopled.ACCOUNT)
    assert account is not None
    assert account.person_id is None


def test_a_sealing_ends_and_erases_at_once_and_says_nothing(known: Register) -> None:
    term(known, _only_area(known))
    with known.private() as private:
        role = AccountRole(
            id="r3", account_id=peopled.ACCOUNT, role=Role.POLICE, municipality="1861"
        )
        private.put(role)
    sealed = seal_person(replace(doing(known), reason=f"{NAME} hotad"), PERSON)
    assert (sealed.terms_ended, sealed.gone["account"], sealed.gone["interest"]) == (1, 1, 1)
    assert rows(known, Person) == []
    assert open_terms(known, PERSON, TODAY) == ()
    newest = known.changes()[-1]
    assert (newest.action, newest.subject, newest.reason) == ("seal_person", PERSON, "–")
    assert known.verify().intact


def test_a_term_that_ended_with_an_erasure_does_not_go_on(known: Register) -> None:
    area_id = _only_area(known)
    term(known, area_id)
    term(known, area_id, until=TODAY)
    end = known.head().seq
    erase_person(doing(known), PERSON)
    with pytest.raises(Refused, match=r"privacy\.erased_since"):
        undo(doing(known), end)
    assert open_terms(known, PERSON, TODAY) == ()


def test_taking_back_an_erasure_brings_nobody_back(known: Register) -> None:
    term(known, _only_area(known))
    erase_person(doing(known), PERSON, end_terms=True)
    with pytest.raises(Refused, match=r"privacy\.erased_since"):
        undo(doing(known), known.head().seq)
    assert open_terms(known, PERSON, TODAY) == ()
    assert rows(known, Person) == []


@pytest.mark.parametrize("roles", [(), (Role.CONTACT,), (Role.POLICE,), (Role.ADMINISTRATOR,)])
def test_only_the_municipalitys_coordinator_erases(
    known: Register, roles: tuple[Role, ...]
) -> None:
    for deed in (erase_person, seal_person):
        with pytest.raises(NotFound, match=r"access\.not_found"):
            deed(acting(known, *roles), PERSON)
        with pytest.raises(NotFound, match=r"access\.not_found"):
            deed(acting(known, Role.COORDINATOR, municipality="1881"), PERSON)
        with pytest.raises(NotFound, match=r"privacy\.not_found"):
            deed(acting(known, *roles), "nobody")
    assert erase_person(acting(known, Role.COORDINATOR), PERSON).gone["person"] == 1


def test_names_that_stand_in_the_ledger_are_told_of(register: Register) -> None:
    person(register)
    found(register, f"Hos {NAME}")
    assert erase_person(doing(register), PERSON).named_for_good == ("area_version",)


def test_a_file_that_someone_reads_meanwhile_is_scrubbed_later(
    known: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> None:
        raise Unavailable("store.locked")

    monkeypatch.setattr(known, "scrub", busy)
    assert not erase_person(doing(known), PERSON).scrubbed
    assert rows(known, Person) == []


# -- what is held, and who has read it ---------------------------------------------------------------


def test_an_export_has_everything_about_them_and_no_key_to_anything(known: Register) -> None:
    export = subject_export(doing(known), PERSON)
    assert (export.person["name"], export.person["phone"], export.person["mail"]) == (
        NAME, PHONE, MAIL,
    )  # fmt: skip
    assert [(one["area"], one["ended_on"]) for one in export.terms] == [("Norrängen", "2025-01-01")]
    assert [one["year"] for one in export.questions] == [2026]
    assert len(export.mail) == 2
    assert "Påhittad slutar" in export.mail[1]["payload"]
    assert export.accounts[0]["roles"] == "contact 1861"
    assert [one["message"] for one in export.drafts] == ["Min gata"]
    assert [one["id"] for one in export.interests] == ["i1"]
    assert {one["what"] for one in export.readings} == {"contact", "export"}
    assert [one["action"] for one in export.changes] == ["appoint_contact"]
    assert set(export.parts) == set(export.as_data()) - {"made_at", "register", "person"}
    keys = {key for rows in export.parts.values() for row in rows for key in row}
    assert not keys & {"password_hash", "link_hash", "csrf", "polygon"}
    assert "id" not in export.sessions[0]


def test_an_export_of_a_term_in_an_area_that_was_taken_back_names_its_id(
    register: Register,
) -> None:
    person(register)
    term(register, "01JGONE000000000000000000")
    (only,) = subject_export(doing(register), PERSON).terms
    assert only["area"] == "01JGONE000000000000000000"


def test_an_export_is_for_whoever_answers_for_the_data(known: Register) -> None:
    for someone in (
        acting(known, Role.POLICE),
        acting(known, Role.COORDINATOR, municipality="1881"),
    ):
        with pytest.raises(NotFound, match=r"access\.not_found"):
            subject_export(someone, PERSON)
    with pytest.raises(NotFound, match=r"access\.not_found"):
        subject_export(acting(known, Role.ADMINISTRATOR), "nobody")
    assert subject_export(acting(known, Role.ADMINISTRATOR), PERSON).person["name"] == NAME


@pytest.mark.parametrize(
    "text", ["kontakt ett", "ETT@EXAMPLE", "174 06 07", "+46701740607", "  Påhittad "]
)
def test_people_are_found_by_name_mail_and_telephone(known: Register, text: str) -> None:
    assert [one.id for one in find_people(doing(known), text, municipality="1861").people] == [
        PERSON
    ]


def test_a_search_finds_residents_too_and_is_noted_without_its_words(known: Register) -> None:
    wanted = find_people(acting(known, Role.COORDINATOR), "annan@", municipality="1861")
    assert ([one.id for one in wanted.interests], wanted.people) == (["i2"], ())
    newest = log_of_readings(known, doing(known).who).readings[0]
    assert (newest.what, newest.account_id, newest.person_id) == ("search", peopled.COLLEAGUE, None)


@pytest.mark.parametrize("text", ["", " x ", "174"])
def test_too_little_finds_nobody(known: Register, text: str) -> None:
    if len(text.strip()) < 2:
        with pytest.raises(Refused, match=r"privacy\.short_search"):
            find_people(doing(known), text, municipality="1861")
    else:
        assert find_people(doing(known), text, municipality="1861").people == ()


def test_the_log_is_told_by_person_and_account_to_whoever_answers_for_it(known: Register) -> None:
    subject_export(acting(known, Role.COORDINATOR), PERSON)
    everyone = doing(known).who
    log = log_of_readings(known, everyone, person_id=PERSON)
    assert ([one.what for one in log.readings], log.number) == (["export", "contact"], 2)
    second = log_of_readings(known, everyone, limit=1, after=1)
    assert ([one.what for one in second.readings], second.number) == (["contact"], 2)
    assert log_of_readings(known, everyone, account_id="nobody").number == 0
    assert log_of_readings(known, peopled.who(Role.ADMINISTRATOR)).number == 2
    for nobody in (peopled.who(Role.COORDINATOR, municipality="1881"), peopled.who(Role.POLICE)):
        assert log_of_readings(known, nobody).readings == ()


def test_what_is_held_is_counted_table_by_table(known: Register) -> None:
    held = {one.name: one for one in holdings(known, "1861", TODAY)}
    assert set(held) == {table.name for table in PRIVATE.values()}
    assert (held["person"].rows, held["person"].due) == (1, 1)
    assert (held["interest"].rows, held["interest"].oldest) == (2, TODAY)
    assert held["draft"].oldest == TODAY
    assert (held["road"].oldest, held["road"].disposals) == (None, ())
    assert {one.name: one.rows for one in holdings(known, "1881", TODAY)}["interest"] == 0


def test_the_last_disposal_is_told_by_job_and_journal(register: Register) -> None:
    assert last_disposal(register) == type(last_disposal(register))(None, None)
    with register.private() as private:
        done = Job(
            id="j", kind=JobKind.RETAIN, key="k", payload="{}", made_at=NOW, due_at=NOW,
            state=JobState.DONE, done_at=NOW,
        )  # fmt: skip
        private.put(done)
    with doing(register).change("retention") as change:
        change.subject = "retention"
    told = last_disposal(register)
    assert told.ran_at == NOW
    assert told.entry is not None
    assert told.entry.action == "retention"


# -- notices -----------------------------------------------------------------------------------------


def test_notices_are_numbered_by_year_and_earlier_ones_stay(register: Register) -> None:
    assert notices.notices(register, "1861") == ()
    for number in range(1, 12):
        text = f"Så behandlar vi uppgifter.\r\n\r\nUtgåva {number}\x00 "
        assert notices.publish_notice(doing(register), "1861", text).version == f"2026-{number}"
    told = notices.notices(register, "1861")
    assert [one.version for one in told][:3] == ["2026-11", "2026-10", "2026-9"]
    assert told[0].text == "Så behandlar vi uppgifter.\n\nUtgåva 11"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("  \n", "privacy.notice_missing"),
        ("x" * 20_001, "privacy.notice_long"),
        ("Så", "privacy.notice_same"),
        ("Så, enligt [grund].", "privacy.notice_blanks"),
    ],
)
def test_a_notice_that_says_nothing_new_is_refused(register: Register, text: str, key: str) -> None:
    notices.publish_notice(doing(register), "1861", "Så")
    with pytest.raises(Refused) as refused:
        notices.publish_notice(doing(register), "1861", text)
    assert refused.value.key == key


def test_two_who_publish_at_once_do_not_take_one_number(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    notices.publish_notice(doing(register), "1861", "Så")
    monkeypatch.setattr(notices, "next_version", lambda *_: "2026-1")
    with pytest.raises(Refused, match=r"privacy\.notice_meanwhile"):
        notices.publish_notice(doing(register), "1861", "Så här")


def test_a_notice_is_for_the_municipality_to_publish(new_register: NewRegister) -> None:
    register = new_register("two")
    with pytest.raises(NotFound, match=r"access\.not_found"):
        notices.publish_notice(acting(register, Role.COORDINATOR), "1881", "Så")
    assert notices.publish_notice(acting(register, Role.COORDINATOR), "1861", "Så").text == "Så"
