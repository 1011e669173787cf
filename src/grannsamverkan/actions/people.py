"""Contacts: appointed, trained, confirmed, ended, handed over.

The term of a contact stays in the register; who they are lies beside it, in `persons`, and can be
erased. What is done with a person is named here too.
"""

from dataclasses import dataclass, replace
from datetime import date

from grannsamverkan.actions.deeds import (
    Outcome,
    area_to,
    confirm_area,
    hold_to_seen,
    not_far_off,
    not_to_come,
    outcome,
)
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.person_details import Details
from grannsamverkan.actions.persons import (
    Someone,
    edit_person,
    give_notice,
    known_as,
    person_meant,
    schedule_erasure,
)
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.people import ContactRole, ContactTerm, SubArea
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Change, Register
from grannsamverkan.register.erasing import areas_of_person

__all__ = [
    "Appointment",
    "Details",
    "Someone",
    "appoint",
    "change_term",
    "confirm",
    "edit_person",
    "end",
    "give_notice",
    "hand_over",
    "known_as",
    "terms_of",
    "train",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """What someone becomes in an area: from which day, as what, and what is known of it already."""

    on: date
    role: ContactRole = ContactRole.CONTACT
    sub_area_id: str | None = None
    trained_on: date | None = None
    confirmed_on: date | None = None
    list_confirmed_on: date | None = None


def terms_of(register: Register, person_id: str) -> tuple[ContactTerm, ...]:
    """Return every term of a person, oldest first."""
    with register.looking() as private:
        areas = areas_of_person(private.connection, person_id)
    found = (term for area_id in areas for term in register.facts(ContactTerm, area_id))
    mine = (term for term in found if term.person_id == person_id)
    return tuple(sorted(mine, key=lambda term: (term.appointed_on, term.id)))


def appoint(
    doing: Doing, area_id: str, someone: Someone, appointment: Appointment
) -> Outcome[ContactTerm]:
    """Make someone a contact of an area, and remember them if the register did not know them.

    Raises:
        NotFound: no such area, part or person.
        Conflict: someone with that mail or telephone is known: it is them, or `another`.
        Refused: they are a contact there already, a day to come, or details that cannot be.
    """
    with doing.change("appoint_contact") as change:
        term = _appointed(doing, change, area_id, someone, appointment)
    return outcome(change, term)


def _appointed(
    doing: Doing, change: Change, area_id: str, someone: Someone, appointment: Appointment
) -> ContactTerm:
    timeline = area_to(doing, change, area_id, Deed.MANAGE_CONTACTS)
    person = person_meant(doing, change, last(timeline).municipality, someone)
    known = change.facts(ContactTerm, area_id)
    if any(one.person_id == person.id and _lasts(one, appointment.on) for one in known):
        raise Refused("people.already_contact")
    term = ContactTerm(
        id=doing.new_id(doing.now),
        area_id=area_id,
        person_id=person.id,
        role=appointment.role,
        sub_area_id=appointment.sub_area_id,
        appointed_on=appointment.on,
        trained_on=appointment.trained_on,
        confirmed_on=appointment.confirmed_on,
        list_confirmed_on=appointment.list_confirmed_on,
    )
    _hold_to_law(doing, change, term)
    change.set_facts(ContactTerm, area_id, [*known, term])
    change.private.put(replace(person, erase_after=None))
    change.subject = person.id
    if term.confirmed_on is not None:
        confirm_area(change, area_id, term.confirmed_on)
    return term


def _lasts(term: ContactTerm, on: date) -> bool:
    return term.ended_on is None or on < term.ended_on


def _hold_to_law(doing: Doing, change: Change, term: ContactTerm) -> None:
    """Hold a term to what can be: days that have been, in their order, and a part of the same area."""
    days = (term.appointed_on, term.trained_on, term.confirmed_on, term.list_confirmed_on)
    not_to_come(doing, *days)
    not_far_off(doing, term.ended_on)
    if term.confirmed_on is not None and term.confirmed_on < term.appointed_on:
        raise Refused("people.before_appointed", on=term.appointed_on)
    if term.ended_on is not None and term.ended_on < term.appointed_on:
        raise Refused("people.before_appointed", on=term.appointed_on)
    parts = {one.id for one in change.facts(SubArea, term.area_id)}
    if term.sub_area_id is not None and term.sub_area_id not in parts:
        raise NotFound("people.no_such_sub_area")


def change_term(
    doing: Doing, area_id: str, term_id: str, *, seen: str | None = None, **facts: object
) -> Outcome[ContactTerm]:
    """Put a term right: role, sub_area_id, appointed_on, trained_on, list_confirmed_on, confirmed_on.

    Raises:
        NotFound: no such term. Conflict: it is not as it was seen. Refused: it is so already, a day
            to come or out of order.
    """
    with doing.change("change_contact") as change:
        after = _altered(doing, change, area_id, term_id, facts, seen=seen)
    return outcome(change, after)


def train(doing: Doing, area_id: str, term_id: str, on: date) -> Outcome[ContactTerm]:
    """Note that a contact was trained on a day."""
    with doing.change("train_contact") as change:
        after = _altered(doing, change, area_id, term_id, {"trained_on": on})
    return outcome(change, after)


def confirm(
    doing: Doing, area_id: str, term_id: str, on: date, *, list_kept: bool | None = None
) -> Outcome[ContactTerm]:
    """Note that a contact said on a day that they go on, which confirms an active area as well.

    `list_kept` is whether they said that they keep a list of the households; None: not asked.

    Raises:
        NotFound: no such term. Refused: a day to come, or one on which they were no contact.
    """
    facts: dict[str, object] = {"confirmed_on": on}
    if list_kept is not None:
        facts["list_confirmed_on"] = on if list_kept else None
    with doing.change("confirm_contact") as change:
        after = _altered(doing, change, area_id, term_id, facts, themselves=True)
        if not after.holds(on):
            raise Refused("people.not_then", on=on)
        confirm_area(change, area_id, on)
    return outcome(change, after)


def _altered(  # noqa: PLR0913 # the deed, the term, and on what condition
    doing: Doing,
    change: Change,
    area_id: str,
    term_id: str,
    facts: dict[str, object],
    *,
    seen: str | None = None,
    themselves: bool = False,
) -> ContactTerm:
    """Alter a term inside a change; `themselves` lets the contact do it as well."""
    own = themselves and doing.who.person_id is not None
    area_to(doing, change, area_id, Deed.CONFIRM_AREA if own else Deed.MANAGE_CONTACTS)
    known = change.facts(ContactTerm, area_id)
    term = next((one for one in known if one.id == term_id), None)
    if term is None or (own and term.person_id != doing.who.person_id):
        raise NotFound("people.no_such_term")
    hold_to_seen(term, seen)
    after = replace(term, **facts)  # type: ignore[arg-type]  # fields known by name only
    if after == term:
        raise Refused("deed.nothing_to_change")
    _hold_to_law(doing, change, after)
    change.set_facts(ContactTerm, area_id, [after if one is term else one for one in known])
    change.subject = term.person_id
    return after


def end(doing: Doing, area_id: str, term_id: str, on: date) -> Outcome[ContactTerm]:
    """Let a contact's term end: `on` is the first day on which they are no longer one.

    With the last of a person's terms, the day from which they are to be erased is set.

    Raises:
        NotFound: no such term. Refused: the day is before the term began.
    """
    with doing.change("end_contact") as change:
        after = _ended(doing, change, area_id, term_id, on)
    return outcome(change, after)


def _ended(doing: Doing, change: Change, area_id: str, term_id: str, on: date) -> ContactTerm:
    after = _altered(doing, change, area_id, term_id, {"ended_on": on})
    schedule_erasure(change, [after.person_id])
    return after


def hand_over(
    doing: Doing,
    area_id: str,
    term_id: str,
    on: date,
    to: Someone,
    *,
    confirmed_on: date | None = None,
) -> Outcome[ContactTerm]:
    """End a contact's term and appoint who takes over, in the same role and part of the area.

    `confirmed_on` is when someone spoke with the one who takes over.

    Raises:
        As `end` and `appoint` do.
    """
    with doing.change("hand_over_contact") as change:
        ended = _ended(doing, change, area_id, term_id, on)
        fresh = Appointment(
            on=on, role=ended.role, sub_area_id=ended.sub_area_id, confirmed_on=confirmed_on
        )
        term = _appointed(doing, change, area_id, to, fresh)
        change.subject = ended.person_id
    return outcome(change, term)
