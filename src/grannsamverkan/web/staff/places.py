"""The municipalities of someone's work: where they may do something, and the one that a page is about."""

from collections.abc import Iterable

from grannsamverkan.domain.access import EVERYWHERE, Deed
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.errors import NotFound
from grannsamverkan.web.staff.desk import Desk, Visit


def places_for(desk: Desk, visit: Visit, deed: Deed) -> tuple[Municipality, ...]:
    """Return the municipalities in which a person may do something, by code."""
    codes = visit.who.municipalities(deed)
    everywhere = EVERYWHERE in codes
    return tuple(one for one in desk.register.municipalities() if everywhere or one.code in codes)


def place_of(desk: Desk, visit: Visit, deed: Deed, code: str) -> Municipality:
    """Return the municipality with a code, or the first where a person may do something if none is named.

    Raises:
        NotFound: none, or not for this person.
    """
    found = [one for one in places_for(desk, visit, deed) if code in {"", one.code}]
    if not found:
        raise NotFound("access.not_found")
    return found[0]


def localities_of(desk: Desk, places: Iterable[Municipality]) -> dict[str, list[str]]:
    """Return the names of each municipality's localities by its code, the largest first."""
    known = desk.register.localities()
    return {
        place.code: [one.name for one in known if one.municipality == place.code]
        for place in places
    }
