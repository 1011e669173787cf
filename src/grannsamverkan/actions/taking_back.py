"""Who may take back which change: whoever may do what it did, to everything that it touched."""

from collections.abc import Iterable, Iterator

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.undoing import undo
from grannsamverkan.domain.access import Deed, may
from grannsamverkan.domain.activities import Activity
from grannsamverkan.domain.promises import Promise
from grannsamverkan.errors import NotFound
from grannsamverkan.register import Register
from grannsamverkan.register.present import Present
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
    "promise": Deed.MANAGE_PROMISES,
    "indicator": Deed.MANAGE_PROMISES,
    "promise_note": Deed.MANAGE_PROMISES,
    "assessment": Deed.ASSESS_PROMISE,
    "school": Deed.MANAGE_PROMISES,
    "statistic": Deed.IMPORT,
    "resident_view": Deed.MANAGE_VIEWS,
    "report": Deed.MANAGE_REPORTS,
}
"""What someone must be allowed to do, to take back what a change did to a row of a table."""

_OF_MUNICIPALITIES = frozenset({"setting", "privacy_notice", "municipality", "locality", "school"})
"""The tables that are ordered by municipality."""

_OF_PROMISES = frozenset({"promise", "indicator", "promise_note", "assessment"})

_LASTING = frozenset({"resident_view", "report"})
"""What is put right and never taken back: words it was about may be erased, or it may be published."""

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
    """Give where each thing that was touched is; what is no more is nowhere."""
    present = register.present()
    codes = frozenset(one.code for one in register.municipalities())
    for table, key in some:
        scope = str(key[0])
        if table == "statistic" and scope not in codes:
            continue  # a county's figures are nobody's own, and go with those of a municipality
        for municipality, area_id in _where(present, table, scope):
            yield _DEEDS[table], municipality, area_id


def _where(present: Present, table: str, scope: str) -> Iterable[tuple[str | None, str | None]]:
    """Return the municipality, and the areas if it is of some, that a thing belongs to."""
    if table in _LASTING:
        return [(None, None)]
    if table in _OF_MUNICIPALITIES or table == "statistic":
        return [(scope, None)]
    if table in _OF_PROMISES:
        promises = present.facts[Promise].get(scope, ())
        return [(one.municipality, None) for one in promises] or [(None, None)]
    if table == "activity":
        found = present.facts[Activity].get(scope, ())
        return [
            (one.municipality, area_id) for one in found for area_id in one.area_ids or (None,)
        ] or [(None, None)]
    timeline = present.timelines.get(scope)
    return [(timeline[-1].municipality if timeline else None, scope)]
