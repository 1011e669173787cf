"""Taking back a change: what was believed before it is believed again, and the ledger keeps both."""

from collections.abc import Collection
from datetime import datetime

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.hanging import hold_together
from grannsamverkan.actions.orphans import (
    contacts_of,
    hold_to_living,
    hold_to_people,
    holders_of,
    let_go,
)
from grannsamverkan.actions.persons import schedule_erasure
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Change, ChangeEntry
from grannsamverkan.register.touched import areas_among, touched

UNDO = "undo"

_OF_SEVERAL = frozenset({UNDO, Event.SPLIT.value, Event.MERGE.value})
"""The changes that touch several areas although they are one person's deed with one of them."""

_BRINGS_PEOPLE = frozenset({"import_areas", "appoint_contact", "hand_over_contact"})
"""The changes that bring people in; they go with them."""

_NAMED = 10


def undo(doing: Doing, seq: int, *, only: Collection[str] | None = None) -> list[str]:
    """Believe again what was believed before a change, and return the names of the areas it touched.

    The change and its undoing both stay in the ledger. `only` names the actions one of which it must
    be, or be the undoing of.

    Raises:
        NotFound: no such change.
        Refused: an area it touched has changed since (they are named), or it is taken back already.
    """
    entry = next((entry for entry in doing.register.changes() if entry.seq == seq), None)
    if entry is None:
        raise NotFound("area.no_such_change", seq=str(seq))
    action = entry.action.removeprefix(f"{UNDO}_")
    if only is not None and action not in only:
        raise Refused("area.not_an_import", seq=str(seq), action=entry.action)
    return _taken_back(doing, entry, UNDO if only is None else f"{UNDO}_{action}")


def undo_last(doing: Doing, area_id: str) -> list[str]:
    """Take back the newest change of an area, and return the names of the areas it touched.

    Raises:
        NotFound: no such area. Refused: that change was made of many areas at once.
    """
    entries = doing.register.changes(area_id=area_id)
    if not entries:
        raise NotFound("area.not_found")
    return _taken_back(doing, entries[-1], UNDO, alone=entries[-1].action not in _OF_SEVERAL)


def _taken_back(doing: Doing, entry: ChangeEntry, action: str, *, alone: bool = False) -> list[str]:
    """Take back a change as an action; `alone` refuses one that touched several areas."""
    with doing.change(action) as change:
        by_it = touched(change.connection, by=entry.seq)
        area_ids = sorted(areas_among(by_it))
        if alone and len(area_ids) > 1:
            raise Refused("area.of_many", seq=str(entry.seq), number=len(area_ids))
        since = by_it & touched(change.connection, after=entry.seq)
        later = areas_among(since)
        before = _names(change, area_ids)
        contacts, holders = contacts_of(change, area_ids), holders_of(change, area_ids)
        change.take_back(entry.seq)
        if change.empty:
            raise Refused("area.nothing_to_change")
        names = _names(change, area_ids) | before
        if later:
            raise Refused("area.changed_since", names=_listed(doing, entry, names, later))
        if since:
            raise Refused("area.altered_since")
        hold_together(doing, change, by_it)
        hold_to_people(change, area_ids, contacts)
        hold_to_living(change, area_ids, holders)
        if any(table == "contact_term" for table, _ in by_it):
            schedule_erasure(change, sorted(contacts))
        if entry.action in _BRINGS_PEOPLE:
            let_go(change, area_ids, contacts)
    return sorted(names.values())


def _names(change: Change, area_ids: Collection[str]) -> dict[str, str]:
    return {area_id: timeline[-1].name for area_id, timeline in change.timelines(area_ids).items()}


def _listed(doing: Doing, entry: ChangeEntry, names: dict[str, str], later: set[str]) -> str:
    """Return the names of areas, of those that are gone by now as they were when the change was made."""
    gone = sorted(later - set(names))[:_NAMED]
    then = doing.register.timelines(known=datetime.fromisoformat(entry.at), area_ids=gone)
    called = names | {area_id: timeline[-1].name for area_id, timeline in then.items()}
    shown = sorted(called.get(area_id, area_id) for area_id in later)
    return ", ".join([*shown[:_NAMED], "…"] if len(shown) > _NAMED else shown)
