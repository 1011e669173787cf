"""What else a step of an area does: its contacts cease, or go over with its signs to the areas it becomes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from shapely import Point
from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.persons import schedule_erasure
from grannsamverkan.domain.activities import Activity, ActivityState
from grannsamverkan.domain.areas import AreaVersion
from grannsamverkan.domain.interests import Interest
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.people import ContactRole, ContactTerm
from grannsamverkan.domain.period import StatedDate, months_after
from grannsamverkan.domain.policy import Setting, policy_of
from grannsamverkan.domain.signs import Sign
from grannsamverkan.register import Change

_ENDING = frozenset({Event.CLOSE, Event.WITHDRAW})


def settle(doing: Doing, change: Change, event: Event, before: AreaVersion, on: StatedDate) -> None:
    """Do what follows from a step: an area that ends has no contacts, and what tells of them is to go."""
    if event in _ENDING:
        ceased = _end_terms(change, before.area_id, on.counts_on)
        schedule_erasure(change, sorted({term.person_id for term in ceased}))
    if event is Event.WITHDRAW:
        _let_interests_go(doing, change, before)


def _end_terms(change: Change, area_id: str, on: date) -> list[ContactTerm]:
    """End every term of an area that lasts on a day, and return them as they were."""
    terms = change.facts(ContactTerm, area_id)
    lasting = [one for one in terms if one.ended_on is None or one.ended_on > on]
    ended = [
        replace(one, ended_on=max(on, one.appointed_on)) if one in lasting else one for one in terms
    ]
    change.set_facts(ContactTerm, area_id, ended)
    return lasting


def _let_interests_go(doing: Doing, change: Change, before: AreaVersion) -> None:
    policy = policy_of(change.facts(Setting, before.municipality))
    day = months_after(doing.today, policy.interest_retention_months)
    for one in change.private.find(Interest, area_id=before.area_id):
        change.private.put(replace(one, erase_after=min(one.erase_after, day)))


def carry_over(
    doing: Doing,
    change: Change,
    before: Iterable[str],
    heirs: Mapping[str, BaseGeometry | None],
    on: date,
) -> None:
    """Let contacts, signs and what is planned go over to the areas that others become on a day.

    Where several come of one, nobody knows which of them a contact belongs to: each gets them all,
    unconfirmed, so that someone asks. A sign goes to the area that it stands in or nearest to.
    `heirs` has the border of each (the register's CRS), None where none is drawn.
    """
    terms = [term for area_id in before for term in _end_terms(change, area_id, on)]
    signs = [sign for area_id in before for sign in _taken_signs(change, area_id)]
    for area_id in heirs:
        mine = [_inherited(doing, term, area_id, alone=len(heirs) == 1) for term in _each(terms)]
        change.set_facts(ContactTerm, area_id, mine)
        theirs = [sign for sign in signs if _nearest(sign, heirs) == area_id]
        change.set_facts(Sign, area_id, [replace(one, area_id=area_id) for one in theirs])
    _replan(doing, change, frozenset(before), tuple(heirs))


def _each(terms: Iterable[ContactTerm]) -> list[ContactTerm]:
    """Return one term of each person, that of a main contact before others."""
    found: dict[str, ContactTerm] = {}
    for term in sorted(terms, key=lambda one: one.role is ContactRole.MAIN_CONTACT):
        found[term.person_id] = term
    return list(found.values())


def _inherited(doing: Doing, term: ContactTerm, area_id: str, *, alone: bool) -> ContactTerm:
    return replace(
        term,
        id=doing.new_id(doing.now),
        area_id=area_id,
        sub_area_id=None,
        confirmed_on=term.confirmed_on if alone else None,
    )


def _taken_signs(change: Change, area_id: str) -> list[Sign]:
    """Take the signs that have not been removed from an area."""
    signs = change.facts(Sign, area_id)
    change.set_facts(Sign, area_id, [one for one in signs if one.removed_on is not None])
    return [one for one in signs if one.removed_on is None]


def _nearest(sign: Sign, heirs: Mapping[str, BaseGeometry | None]) -> str:
    ids = list(heirs)
    if sign.x is None or sign.y is None:
        return ids[0]
    point = Point(sign.x, sign.y)
    drawn = {one: border for one, border in heirs.items() if border is not None}
    return min(drawn, key=lambda one: drawn[one].distance(point), default=ids[0])


def _replan(doing: Doing, change: Change, before: frozenset[str], heirs: tuple[str, ...]) -> None:
    """Let what is planned for areas that are no more be for those that came of them."""
    present = doing.register.present()
    planned = {
        one.id: one
        for area_id in before
        for one in present.of(Activity, area_id)
        if one.state is ActivityState.PLANNED
    }
    for one in planned.values():
        kept = tuple(area_id for area_id in one.area_ids if area_id not in before)
        change.set_facts(Activity, one.id, [replace(one, area_ids=(*kept, *heirs))])
