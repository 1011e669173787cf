"""People who came with a change: when it is taken back, those who are no contact of anything go with it."""

from collections.abc import Collection, Iterable

from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.errors import Refused
from grannsamverkan.register import Change
from grannsamverkan.register.erasing import areas_of_person


def contacts_of(change: Change, area_ids: Iterable[str]) -> frozenset[str]:
    """Return the ids of the people who are or have been contacts of some areas, as a change leaves it."""
    return frozenset(
        term.person_id for area_id in area_ids for term in change.facts(ContactTerm, area_id)
    )


def holders_of(change: Change, area_ids: Iterable[str]) -> frozenset[str]:
    """Return the ids of the people whose term in some areas has no end, as a change leaves it."""
    return frozenset(
        term.person_id
        for area_id in area_ids
        for term in change.facts(ContactTerm, area_id)
        if term.ended_on is None
    )


def hold_to_living(change: Change, area_ids: Collection[str], before: frozenset[str]) -> None:
    """Keep a term from going on whose person has been erased since it ended.

    Raises:
        Refused: one would, when its end is taken back.
    """
    again = holders_of(change, area_ids) - before
    if any(change.private.get(Person, person_id) is None for person_id in again):
        raise Refused("privacy.erased_since")


def let_go(change: Change, area_ids: Collection[str], before: frozenset[str]) -> None:
    """Erase the people who were contacts of some areas before something was taken back, and of none now."""
    for person_id in sorted(before - contacts_of(change, area_ids)):
        elsewhere = contacts_of(change, areas_of_person(change.connection, person_id))
        if person_id not in elsewhere:
            change.private.remove(Person, person_id)
            questions = change.private.find(Question, person_id=person_id)
            change.private.remove(Question, *(one.id for one in questions))


def hold_to_people(change: Change, area_ids: Collection[str], before: frozenset[str]) -> None:
    """Keep contacts from coming back who have been erased.

    Raises:
        Refused: one would, when what was taken back is to be had again.
    """
    back = contacts_of(change, area_ids) - before
    if any(change.private.get(Person, person_id) is None for person_id in back):
        raise Refused("imports.people_gone")
