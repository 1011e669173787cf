"""The parts of an area that have contacts of their own: stairwells, streets."""

from collections.abc import Iterable
from dataclasses import replace

from grannsamverkan.actions.deeds import Outcome, area_to, outcome
from grannsamverkan.actions.doing import Doing, place_line
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import Timeline, last
from grannsamverkan.domain.people import ContactTerm, Person, SubArea
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.register import Change


def add_sub_area(doing: Doing, area_id: str, name: str) -> Outcome[SubArea]:
    """Name a part of an area.

    Raises:
        NotFound: no such area. Refused: no name, or one that tells of someone. Conflict: a part has that name already.
    """
    with doing.change("add_sub_area") as change:
        timeline = area_to(doing, change, area_id, Deed.MANAGE_CONTACTS)
        known = change.facts(SubArea, area_id)
        named = _named(change, timeline, name, known)
        part = SubArea(id=doing.new_id(doing.now), area_id=area_id, name=named)
        change.set_facts(SubArea, area_id, [*known, part])
    return outcome(change, part)


def rename_sub_area(doing: Doing, area_id: str, sub_area_id: str, name: str) -> Outcome[SubArea]:
    """Give a part of an area another name.

    Raises:
        NotFound: no such part. Refused: no name, or the one it has. Conflict: another has that name.
    """
    with doing.change("rename_sub_area") as change:
        timeline = area_to(doing, change, area_id, Deed.MANAGE_CONTACTS)
        part, others = _found(change, area_id, sub_area_id)
        after = replace(part, name=_named(change, timeline, name, others))
        if after == part:
            raise Refused("deed.nothing_to_change")
        change.set_facts(SubArea, area_id, [*others, after])
    return outcome(change, after)


def remove_sub_area(doing: Doing, area_id: str, sub_area_id: str) -> Outcome[SubArea]:
    """Take away a part of an area that is nobody's.

    Raises:
        NotFound: no such part. Refused: a contact has it.
    """
    with doing.change("remove_sub_area") as change:
        area_to(doing, change, area_id, Deed.MANAGE_CONTACTS)
        part, others = _found(change, area_id, sub_area_id)
        if any(
            term.sub_area_id == part.id and (term.ended_on is None or doing.today < term.ended_on)
            for term in change.facts(ContactTerm, area_id)
        ):
            raise Refused("people.sub_area_in_use", name=part.name)
        change.set_facts(SubArea, area_id, others)
    return outcome(change, part)


def _found(change: Change, area_id: str, sub_area_id: str) -> tuple[SubArea, list[SubArea]]:
    """Return a part of an area, and the other parts."""
    known = change.facts(SubArea, area_id)
    part = next((one for one in known if one.id == sub_area_id), None)
    if part is None:
        raise NotFound("people.no_such_sub_area")
    return part, [one for one in known if one.id != sub_area_id]


def _named(change: Change, timeline: Timeline, text: str, others: Iterable[SubArea]) -> str:
    known = change.private.find(Person, municipality=last(timeline).municipality)
    name = place_line(text, people=known)
    if name is None:
        raise Refused("people.sub_area_name_missing")
    if any(one.name.casefold() == name.casefold() for one in others):
        raise Conflict("people.sub_area_exists", name=name)
    return name
