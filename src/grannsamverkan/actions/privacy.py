"""Erasing a person: everything that tells who they are goes, and what was counted stays.

The ledger keeps terms by an id that says nothing once the person's row is gone, and the digest of a
reason whose text is erased, so counts are the same and the audit verifies.
"""

from dataclasses import replace
from datetime import date

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.erasing import Erased, erase_rows, is_staff
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.accounts import Account
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.domain.traces import Traces
from grannsamverkan.errors import NotFound, Refused, Unavailable
from grannsamverkan.register import Change, Register
from grannsamverkan.register.erasing import areas_of_person
from grannsamverkan.register.private import Private

ERASE, SEAL = "erase_person", "seal_person"
"""What the journal calls the two ways of erasing a person."""

SEALED_REASON = "–"
"""The reason of a sealing: none, since the journal is read by many."""


def erase_person(
    doing: Doing, person_id: str, *, end_terms: bool = False, interests: bool = False
) -> Erased:
    """Erase a person, and with `interests` also what residents logged with their mail or telephone.

    Raises:
        NotFound: no such person. Refused: a term of theirs holds and is not to be ended, they have
            an account as staff, or the reason names them.
    """
    traces = traces_of(doing, person_id)
    if traces.hinted_in(doing.reason):
        raise Refused("privacy.reason_names")
    with doing.change(ERASE) as change:
        found = _known(doing, change.private, person_id)
        _refuse_staff(change.private, person_id)
        ended = _end_terms(change, person_id, doing.today, allowed=end_terms)
        erased = erase_rows(change, found, interests=interests, staff=False)
    return replace(erased, terms_ended=ended, scrubbed=scrubbed(doing))


def seal_person(doing: Doing, person_id: str) -> Erased:
    """End and erase everything of a person whose identity is protected, at once and without a decision.

    The journal says that someone was sealed, without a name and without a reason.

    Raises:
        NotFound: no such person.
    """
    nameless = replace(doing, reason=SEALED_REASON)
    with nameless.change(SEAL) as change:
        found = _known(doing, change.private, person_id)
        ended = _end_terms(change, person_id, doing.today, allowed=True)
        erased = erase_rows(change, found, interests=True, staff=True)
    return replace(erased, terms_ended=ended, scrubbed=scrubbed(doing))


def dispose_of(doing: Doing, person_id: str) -> None:
    """Erase a person whose time is over; one who has become a contact again meanwhile stays."""
    with doing.change(ERASE) as change:
        person = change.private.get(Person, person_id)
        areas = areas_of_person(change.connection, person_id)
        terms = [term for area_id in areas for term in change.facts(ContactTerm, area_id)]
        if person is None or any(
            term.person_id == person_id and _is_open(term, doing.today) for term in terms
        ):
            return
        erase_rows(change, person, interests=False, staff=False)


def traces_of(doing: Doing, person_id: str) -> Traces:
    """Return how a person can be recognised.

    Raises:
        NotFound: no such person, or not theirs to erase.
    """
    with doing.register.looking() as private:
        person = _known(doing, private, person_id)
    return Traces(person.name, person.phone, person.mail)


def open_terms(register: Register, person_id: str, today: date) -> tuple[ContactTerm, ...]:
    """Return the terms of a person that are not over."""
    return tuple(
        term
        for some in register.present().facts[ContactTerm].values()
        for term in some
        if term.person_id == person_id and _is_open(term, today)
    )


def _known(doing: Doing, private: Private, person_id: str) -> Person:
    person = private.get(Person, person_id)
    if person is None:
        raise NotFound("privacy.not_found")
    doing.require(Deed.ERASE_PERSON, municipality=person.municipality)
    return person


def _refuse_staff(private: Private, person_id: str) -> None:
    """Keep a coordinator from taking away a colleague's account by erasing them as a contact."""
    if any(is_staff(private, account) for account in private.find(Account, person_id=person_id)):
        raise Refused("privacy.staff_account")


def _is_open(term: ContactTerm, today: date) -> bool:
    return term.ended_on is None or term.ended_on > today


def _end_terms(change: Change, person_id: str, today: date, *, allowed: bool) -> int:
    """End the terms of a person that are not over, and return how many there were."""
    ended = 0
    for area_id in areas_of_person(change.connection, person_id):
        terms = change.facts(ContactTerm, area_id)
        over = [
            replace(term, ended_on=max(today, term.appointed_on))
            if term.person_id == person_id and _is_open(term, today)
            else term
            for term in terms
        ]
        ended += sum(before != after for before, after in zip(terms, over, strict=True))
        change.set_facts(ContactTerm, area_id, over)
    if ended and not allowed:
        raise Refused("privacy.term_holds", n=ended)
    return ended


def scrubbed(doing: Doing) -> bool:
    """Leave no trace of erased rows in the store's files, and say whether that could be done now."""
    try:
        if not doing.dry:
            doing.register.scrub()
    except Unavailable:
        return False
    return True
