"""Disposal: nothing goes without a decision, nothing goes early, and the journal gets the numbers."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from acting import NOW, TODAY, NewRegister, doing, found

import peopled
from grannsamverkan.actions.retention import Disposal, due, retain, run_retention
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account, AccountRole, Session
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.disposal import RULES
from grannsamverkan.domain.drafts import Draft, DraftState
from grannsamverkan.domain.interests import Interest
from grannsamverkan.domain.jobs import Job, JobState
from grannsamverkan.domain.people import Person
from grannsamverkan.domain.policy import KEYS
from grannsamverkan.domain.privacy import Reading
from grannsamverkan.errors import NotFound
from grannsamverkan.register import Register
from grannsamverkan.register.schema import PRIVATE
from peopled import PERSON, acting, decide, person, rows, surround, term

DECIDED = {
    "disposal_contacts": "KS 2026/12",
    "disposal_interests": "KS 2026/13",
    "disposal_logs": "KS 2026/14",
}


def at(day: date) -> datetime:
    return datetime.combine(day, NOW.timetz())


def of(kind: type, some: tuple[Disposal, ...], municipality: str | None = "1861") -> Disposal:
    (only,) = (one for one in some if one.rule.kind is kind and one.municipality == municipality)
    return only


def goes_on(register: Register, kind: type, day: date, municipality: str | None = "1861") -> bool:
    """Say whether a row of a kind goes on a day, and not the day before."""
    before = of(kind, due(register, day - timedelta(days=1)), municipality)
    return bool(of(kind, due(register, day), municipality).ids) and not before.ids


def test_every_rule_names_a_decision_and_months_that_policy_has() -> None:
    for rule in RULES:
        assert rule.decision in KEYS
        assert rule.months is None or rule.months in KEYS
        assert rule.kind in PRIVATE


def test_a_contact_goes_three_months_after_the_last_term(register: Register) -> None:
    person(register)
    area_id = found(register)
    term(register, area_id, until=date(2026, 1, 31))
    term(register, area_id, person_id="01JP0000000000000000000002")
    assert goes_on(register, Person, date(2026, 4, 30))
    decide(register, contact_retention_months="1")
    assert goes_on(register, Person, date(2026, 2, 28))


def test_a_contact_whose_term_holds_or_is_to_end_stays(register: Register) -> None:
    person(register, erase_after=date(2020, 1, 1))
    area_id = found(register)
    term(register, area_id, until=TODAY + timedelta(days=1))
    assert of(Person, due(register, TODAY)).ids == ()
    term(register, area_id)
    assert of(Person, due(register, date(2040, 1, 1))).ids == ()


def test_the_day_set_for_a_person_holds_if_it_is_the_earlier(register: Register) -> None:
    person(register, erase_after=date(2026, 2, 1))
    term(register, found(register), until=date(2026, 1, 31))
    assert goes_on(register, Person, date(2026, 2, 1))


def test_one_who_never_was_a_contact_goes_like_one_who_ceased_when_told(register: Register) -> None:
    person(register, notice_given_on=date(2026, 3, 15))
    assert goes_on(register, Person, date(2026, 6, 15))
    person(register)
    assert of(Person, due(register, date(2040, 1, 1))).ids == ()


def test_an_interest_goes_after_twelve_months_or_when_it_was_promised(register: Register) -> None:
    (own, other) = peopled.interests()
    with register.private() as private:
        private.put(replace(own, erase_after=date(2030, 1, 1)))
    assert goes_on(register, Interest, date(2027, 11, 23))
    with register.private() as private:
        private.put(replace(other, id=own.id, erase_after=date(2027, 2, 1)))
    assert goes_on(register, Interest, date(2027, 2, 1))


def test_logs_mail_and_questions_go_after_two_years(register: Register) -> None:
    surround(register)
    assert goes_on(register, Reading, date(2028, 11, 23))
    assert goes_on(register, Job, date(2028, 11, 23), None)
    assert of(Job, due(register, date(2040, 1, 1)), None).ids == ("j2",)
    assert goes_on(register, Question, date(2029, 1, 12))


def test_a_job_that_failed_goes_by_the_day_it_was_due(register: Register) -> None:
    failed = replace(peopled.jobs()[0], state=JobState.FAILED)
    with register.private() as private:
        private.put(failed)
    assert goes_on(register, Job, date(2028, 11, 23), None)


def test_an_outlived_session_goes_the_next_day(register: Register) -> None:
    surround(register)
    assert goes_on(register, Session, TODAY + timedelta(days=1), None)


def test_a_proposal_goes_a_year_after_it_was_answered_and_an_open_one_never(
    register: Register,
) -> None:
    draft, *_ = peopled.drafts()
    with register.private() as private:
        private.put(draft, replace(draft, id="d2", state=DraftState.PROPOSED))
    assert of(Draft, due(register, date(2040, 1, 1))).ids == ()
    with register.private() as private:
        private.put(replace(draft, state=DraftState.ANSWERED, decided_at=at(date(2026, 11, 30))))
    assert goes_on(register, Draft, date(2027, 11, 30))
    with register.private() as private:
        private.put(replace(draft, state=DraftState.WITHDRAWN))
    assert goes_on(register, Draft, date(2027, 11, 23))


def test_a_disabled_account_goes_with_the_log_it_stands_in(register: Register) -> None:
    surround(register)
    assert of(Account, due(register, date(2040, 1, 1)), None).ids == ()
    with register.private() as private:
        account = private.get(Account, peopled.COLLEAGUE)
        assert account is not None
        private.put(replace(account, disabled_at=NOW))
    assert goes_on(register, Account, date(2028, 11, 23), None)


def test_without_a_decision_what_would_go_is_listed_and_stays(register: Register) -> None:
    person(register)
    term(register, found(register), until=date(2026, 1, 1))
    head = register.head()
    told = of(Person, retain(doing(register)))
    assert (told.ids, told.oldest, told.decision, told.goes) == (
        (PERSON,), date(2026, 4, 1), None, False,
    )  # fmt: skip
    assert rows(register, Person) == [PERSON]
    assert register.head() == head


def filled(register: Register) -> None:
    """Fill a register with what is due, all of it, two years and a day from now."""
    person(register)
    term(register, found(register), until=TODAY)
    surround(register)
    with register.private() as private:
        account = private.get(Account, peopled.COLLEAGUE)
        assert account is not None
        private.put(replace(account, disabled_at=NOW))
    decide(register, **DECIDED)


def test_a_disposal_takes_what_is_due_and_the_journal_gets_the_numbers(register: Register) -> None:
    filled(register)
    later = datetime(2028, 11, 24, 12, tzinfo=NOW.tzinfo)
    taken = {one.rule.key: len(one.ids) for one in run_retention(register, later) if one.goes}
    assert taken == {
        "person": 1, "interest": 2, "reading": 1, "job": 1, "session": 2, "account": 1,
    }  # fmt: skip
    assert rows(register, Person) == rows(register, Interest) == rows(register, Session) == []
    assert rows(register, Account) == rows(register, AccountRole) == rows(register, Reading) == []
    assert rows(register, Draft) == ["d1", "d2", "d3"]
    erased, disposed = register.changes()[-2:]
    assert (erased.action, erased.subject, erased.reason) == (
        "erase_person",
        PERSON,
        "1861 KS 2026/12",
    )
    assert (disposed.action, disposed.actor) == ("retention", "retention")
    assert disposed.reason is not None
    assert "1861 KS 2026/13: interest 2" in disposed.reason
    assert register.verify().intact
    head = register.head()
    assert not any(one.ids for one in run_retention(register, later))
    assert register.head() == head


def test_a_dry_run_tells_the_same_and_takes_nothing(register: Register) -> None:
    filled(register)
    head = register.head()
    later = replace(doing(register, dry=True), now=datetime(2028, 11, 24, 12, tzinfo=NOW.tzinfo))
    assert sum(len(one.ids) for one in retain(later) if one.goes) == 8
    assert register.head() == head
    assert rows(register, Person) == [PERSON]


def test_one_who_became_a_contact_again_meanwhile_stays(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(register)
    area_id = found(register)
    term(register, area_id, until=date(2026, 1, 1))
    decide(register, **DECIDED)
    told = due(register, TODAY)
    term(register, area_id)
    monkeypatch.setattr("grannsamverkan.actions.retention.due", lambda *_: told)
    retain(doing(register))
    assert rows(register, Person) == [PERSON]


def test_one_who_was_erased_meanwhile_is_no_fault(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(register)
    term(register, found(register), until=date(2026, 1, 1))
    decide(register, **DECIDED)
    told = due(register, TODAY)
    with register.private() as private:
        private.remove(Person, PERSON)
    monkeypatch.setattr("grannsamverkan.actions.retention.due", lambda *_: told)
    retain(doing(register))
    assert register.changes()[-1].action == "retention"


# -- several municipalities --------------------------------------------------------------------------


@pytest.fixture
def both(new_register: NewRegister) -> Register:
    """Give a register of two municipalities with an outlived session and an interest in each."""
    register = new_register("two")
    surround(register)
    own, other = peopled.interests()
    old = TODAY - timedelta(days=800)
    with register.private() as private:
        for place, one in (("1861", own), ("1881", other)):
            private.put(replace(one, municipality=place, received_on=old))
        for session in private.find(Session):
            private.put(replace(session, expires_at=NOW - timedelta(days=2)))
    return register


def test_each_municipality_disposes_by_its_own_decision(both: Register) -> None:
    decide(both, "1861", **DECIDED)
    retain(doing(both))
    assert rows(both, Interest) == ["i2"]
    assert len(rows(both, Session)) == 2, "what is of no municipality waits for both"
    decide(both, "1881", **DECIDED | {"disposal_logs": "KF 7"})
    told = of(Session, retain(doing(both)), None)
    assert told.decision == "KS 2026/14; KF 7"
    assert rows(both, Interest) == rows(both, Session) == []


def test_whoever_answers_for_one_disposes_in_that_one(both: Register) -> None:
    decide(both, "1861", **DECIDED)
    decide(both, "1881", **DECIDED)
    told = retain(acting(both, Role.ADMINISTRATOR))
    assert {one.municipality for one in told} == {"1861"}
    assert rows(both, Interest) == ["i2"]
    assert len(rows(both, Session)) == 2
    answers_for_both = replace(
        acting(both, Role.COORDINATOR),
        who=replace(
            peopled.who(Role.COORDINATOR),
            roles=frozenset({(Role.COORDINATOR, "1861"), (Role.COORDINATOR, "1881")}),
        ),
    )
    retain(answers_for_both)
    assert rows(both, Session) == []


def test_whoever_may_nowhere_is_refused(both: Register) -> None:
    for someone in (acting(both), acting(both, Role.POLICE)):
        with pytest.raises(NotFound, match=r"access\.not_found"):
            retain(someone)


def test_a_register_without_municipalities_decides_nothing(new_register: NewRegister) -> None:
    register = new_register("one")
    surround(register)
    with register.private() as private:
        (own, _) = peopled.interests()
        private.put(replace(own, municipality="9999", received_on=date(2020, 1, 1)))
    told = of(Interest, due(register, TODAY), None)
    assert (told.ids, told.decision) == (("i1",), None)
