"""Who may take back which change: whoever may do what it did, to everything that it touched."""

from collections.abc import Iterator

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.undoing import undo
from grannsamverkan.domain.access import Deed, may
from grannsamverkan.domain.activities import Activity
from grannsamverkan.errors import NotFound
from grannsamverkan.register import Register
from grannsamverkan.register.touched import Touched, touched

_DEEDS = {
    "area_version": Deed.LEAD_AREA,
    "household_count": Deed.COUNT_HOUSEHOLDS,
    "contact_term": Deed.MANAGE_CONTACTS,
    "sub_area": Deed.MANAGE_CONTACTS,
    "sign": Deed.MANAGE_SIGNS,
    "activity": Deed.MANAGE_ACTIVITIES,
    "setting": Deed.SET_POLICY,
    "privacy_notice": Deed.SET_POLICY,
    "municipality": Deed.SET_POLICY,
    "locality": Deed.SET_POLICY,
    "resident_view": Deed.MANAGE_VIEWS,
}
"""What someone must be allowed to do, to take back what a change did to a row of a table."""

Place = tuple[Deed, str | None, str | None]
"""A deed, and the municipality and the area it is done in."""


def take_back(doing: Doing, seq: int) -> list[str]:
    """Undo a change, and return the names of the areas it touched.

    Whoever made a change may take it back as long as they may see what it touched.

    Raises:
        NotFound: no such change, or not theirs to take back, which reads alike.
        Refused: something it touched has changed since, or it is taken back already.
    """
    entry = next((one for one in doing.register.changes() if one.seq == seq), None)
    if entry is None:
        raise NotFound("access.not_found")
    with doing.register.change(
        actor=doing.actor, action="undo", reason=doing.reason, now=doing.now, dry=True
    ) as change:
        found = touched(change.connection, by=seq)
    own = entry.actor == doing.actor
    places = list(_places(doing.register, found))
    if not places or not all(_allowed(doing, place, own=own) for place in places):
        raise NotFound("access.not_found")
    return undo(doing, seq)


def _allowed(doing: Doing, place: Place, *, own: bool) -> bool:
    deed, municipality, area_id = place
    if municipality is None:
        return False
    deeds = {deed, Deed.SEE_AREA} if own else {deed}
    return any(
        may(doing.who, one, municipality=municipality, area_id=area_id).allowed for one in deeds
    )


def _places(register: Register, some: set[Touched]) -> Iterator[Place]:
    """Give where each thing that was touched is; an area or activity that is no more is nowhere."""
    present = register.present()
    for table, key in some:
        deed, scope = _DEEDS[table], str(key[0])
        if deed is Deed.SET_POLICY:
            yield deed, scope, None
        elif deed is Deed.MANAGE_ACTIVITIES:
            found = present.facts[Activity].get(scope, ())
            yield from (
                (deed, one.municipality, area_id)
                for one in found
                for area_id in one.area_ids or (None,)
            )
            if not found:
                yield deed, None, None
        elif deed is Deed.MANAGE_VIEWS:
            yield deed, None, None  # put right instead: the words it was about may be erased
        else:
            timeline = present.timelines.get(scope)
            yield deed, timeline[-1].municipality if timeline else None, scope
