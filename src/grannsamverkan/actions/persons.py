"""Who contacts are and how they are reached: what can be put right, and erased, beside the register.

The journal says that something of a person changed, and never what.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from grannsamverkan.actions.deeds import Outcome, hold_to_seen, not_to_come, outcome
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.person_details import Details, cleaned
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.people import Channel, ContactTerm, Person, erasable_from
from grannsamverkan.domain.policy import Setting, policy_of
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.register import Change
from grannsamverkan.register.erasing import areas_of_person
from grannsamverkan.register.private import Private


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """Whom a deed makes a contact: a person whom the register knows, or one it is to know.

    Attributes:
        person_id: someone it knows.
        details: someone new; `another` says that they are not the one whose mail or telephone it has.
    """

    person_id: str | None = None
    details: Details | None = None
    another: bool = False


def known_as(private: Private, municipality: str, details: Details) -> tuple[Person, ...]:
    """Return the people of a municipality who are reached by the same mail or telephone."""
    found: dict[str, Person] = {}
    for field in ("mail", "phone"):
        value = getattr(details, field)
        if value:
            same = private.find(Person, municipality=municipality, **{field: value})
            found |= {one.id: one for one in same}
    return tuple(found.values())


def person_meant(doing: Doing, change: Change, municipality: str, someone: Someone) -> Person:
    """Return the person meant, who is of the municipality; a new one is not written yet.

    Raises:
        NotFound: no such person there. Conflict: someone has that mail or telephone.
    """
    if someone.details is None:
        person = change.private.get(Person, someone.person_id or "")
        if person is None or person.municipality != municipality:
            raise NotFound("people.no_such_person")
        return person
    details = cleaned(someone.details)
    not_to_come(doing, details.notice_given_on)
    if not someone.another and known_as(change.private, municipality, details):
        raise Conflict("people.known_already")
    return _with(Person(id=doing.new_id(doing.now), municipality=municipality, name=""), details)


def _with(person: Person, details: Details) -> Person:
    return replace(
        person,
        name=details.name,
        phone=details.phone,
        mail=details.mail,
        channel=details.channel or Channel.LETTER,
        notice_version=details.notice_version or person.notice_version,
        notice_given_on=details.notice_given_on or person.notice_given_on,
        mail_failed_on=person.mail_failed_on if details.mail == person.mail else None,
    )


def schedule_erasure(change: Change, person_ids: Iterable[str]) -> None:
    """Set, by the terms as a change leaves them, from which day people are to be erased."""
    for person_id in person_ids:
        person = change.private.get(Person, person_id)
        if person is not None:
            areas = areas_of_person(change.connection, person_id)
            terms = [one for area_id in areas for one in change.facts(ContactTerm, area_id)]
            mine = [one for one in terms if one.person_id == person_id]
            policy = policy_of(change.facts(Setting, person.municipality))
            day = erasable_from(mine, policy.contact_retention_months)
            change.private.put(replace(person, erase_after=day))


def edit_person(
    doing: Doing, person_id: str, details: Details, *, seen: str | None = None
) -> Outcome[Person]:
    """Put right who a person is and how they are reached; they may themselves.

    Raises:
        NotFound: no such person. Conflict: they are not as they were seen. Refused: it is so
            already, or details that cannot be.
    """
    with doing.change("edit_person") as change:
        person = _of(doing, change, person_id)
        hold_to_seen(person, seen)
        not_to_come(doing, details.notice_given_on)
        after = _with(person, cleaned(details))
        _put(change, person, after)
    return outcome(change, after)


def give_notice(doing: Doing, person_id: str, version: str, on: date) -> Outcome[Person]:
    """Note that a person was given a version of the privacy notice on a day.

    Raises:
        NotFound: no such person. Refused: a day to come, or noted already.
    """
    not_to_come(doing, on)
    with doing.change("give_notice") as change:
        person = _of(doing, change, person_id)
        after = replace(person, notice_version=version, notice_given_on=on)
        _put(change, person, after)
    return outcome(change, after)


def _of(doing: Doing, change: Change, person_id: str) -> Person:
    person = change.private.get(Person, person_id)
    if person is None:
        raise NotFound("access.not_found")
    if doing.who.person_id != person.id:
        doing.require(Deed.MANAGE_CONTACTS, municipality=person.municipality)
    return person


def _put(change: Change, before: Person, after: Person) -> None:
    if after == before:
        raise Refused("deed.nothing_to_change")
    change.private.put(after)
    change.subject = before.id
