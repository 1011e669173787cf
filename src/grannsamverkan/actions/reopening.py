"""Taking back an answer to the yearly question: what it altered is as it was before, and the question is open."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from grannsamverkan.actions.answers import OF_ANSWER, asked_of
from grannsamverkan.actions.deeds import confirm_area
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.undoing import UNDO
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.interests import Handling, Interest
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.domain.period import months_before
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Change, Register
from grannsamverkan.register.erasing import changes_about, rows_until
from grannsamverkan.register.private import Private
from grannsamverkan.register.touched import areas_among, touched

MONTHS = 1
"""So long it is kept how someone was reached before their answer: a number that they took away is to go."""

_NOTHING: Mapping[str, Any] = dict.fromkeys(OF_ANSWER)


def take_back(doing: Doing, person_id: str, year: int) -> None:
    """Take an answer back, as one change, whatever others have answered since.

    Raises:
        NotFound: there is no answer, or it is not theirs to take back.
        Refused: the person's own terms have changed since.
    """
    with doing.register.looking() as private:
        question = asked_of(private, person_id, year)
    doing.require(Deed.MANAGE_CONTACTS, municipality=question.municipality)
    if question.answered_at is None:
        raise NotFound("access.not_found")
    with doing.change(UNDO) as change:
        if question.answer_seq is not None:
            _take_back_terms(change, question.answer_seq)
        _reach_again(change.private, question)
        _let_interest_go(change.private, question)
        asked = change.private.find(Question, person_id=person_id, year=year)
        change.private.put(*(replace(one, **_NOTHING) for one in asked))
        change.subject = person_id


def _take_back_terms(change: Change, seq: int) -> None:
    """Believe again what was believed before an answer, of what nothing else has altered since."""
    since = change.altered_since(seq)
    if any(table == "contact_term" for table, _ in since):
        raise Refused("area.altered_since")
    area_ids = areas_among(touched(change.connection, by=seq))
    change.take_back(seq, but=since)
    for area_id in sorted(area_ids):  # which others may have confirmed on the very same day
        days = [one.confirmed_on for one in change.facts(ContactTerm, area_id) if one.confirmed_on]
        if days:
            confirm_area(change, area_id, max(days))


def _reach_again(private: Private, question: Question) -> None:
    """Let the person be reached as before the answer, unless someone has edited them since."""
    person = private.get(Person, question.person_id)
    about = changes_about(private.connection, question.person_id)
    edited = any(
        one.action == "edit_person" and one.seq > (question.answer_seq or 0) for one in about
    )
    if person is not None and question.channel_before is not None and not edited:
        private.put(
            replace(
                person,
                phone=question.phone_before,
                mail=question.mail_before,
                channel=question.channel_before,
                mail_failed_on=question.mail_failed_before,
            )
        )


def _let_interest_go(private: Private, question: Question) -> None:
    """Erase whom the answer named as a successor, unless someone has begun to see to it."""
    if question.interest_id is not None:
        interest = private.get(Interest, question.interest_id)
        if interest is not None and interest.state is Handling.NEW:
            private.remove(Interest, interest.id)


def forget_reach(register: Register, now: datetime) -> None:
    """Erase how people were reached before answers that are long since given."""
    until = months_before(now.date(), MONTHS)
    with register.private() as private:
        old = rows_until(private.connection, Question, "answered_at", until)
        private.put(
            *(
                replace(
                    one,
                    phone_before=None,
                    mail_before=None,
                    channel_before=None,
                    mail_failed_before=None,
                )
                for one in old
                if one.channel_before is not None
            )
        )
