"""The municipalities a register serves: who they are, where their border runs, whom to turn to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from shapely import MultiPolygon

from grannsamverkan.actions.areas import Doing
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.geometry import clean
from grannsamverkan.errors import NotFound, Refused


def add_municipalities(doing: Doing, municipalities: Sequence[Municipality]) -> None:
    """Let the register serve these municipalities, besides those it serves already."""
    with doing.change("add_municipalities") as change:
        for municipality in municipalities:
            if change.municipality(municipality.code) is None:
                change.set_municipality(municipality)


def _municipality(doing: Doing, code: str | None) -> Municipality:
    """Return the municipality with a code, or the only one there is.

    Raises:
        NotFound: no such municipality. Refused: there are several and none was named.
    """
    known = {one.code: one for one in doing.register.municipalities()}
    if code is None and len(known) == 1:
        return next(iter(known.values()))
    if code is None:
        raise Refused("place.which_municipality", known=", ".join(known))
    if code not in known:
        raise NotFound("area.unknown_municipality", code=code, known=", ".join(known))
    return known[code]


def set_border(
    doing: Doing, border: MultiPolygon, *, code: str | None, source: str
) -> Municipality:
    """Give a municipality an accurate border (metres, the register's CRS) in place of the one it had.

    Raises:
        NotFound: no such municipality. Refused: several, and none was named.
    """
    municipality = replace(
        _municipality(doing, code),
        border=clean(border).polygon,
        border_source=source,
        border_generalised=False,
    )
    with doing.change("set_border") as change:
        change.set_municipality(municipality)
    return municipality


def set_contact_card(
    doing: Doing, card: Mapping[str, str | None], *, code: str | None = None
) -> Municipality:
    """Set the fields of a municipality's contact card (role, phone, mail, hours) that are given.

    Raises:
        NotFound: no such municipality. Refused: several, and none was named.
    """
    before = _municipality(doing, code)
    municipality = replace(
        before,
        contact_role=card.get("role") or before.contact_role,
        contact_phone=card.get("phone") or before.contact_phone,
        contact_mail=card.get("mail") or before.contact_mail,
        contact_hours=card.get("hours") or before.contact_hours,
    )
    with doing.change("set_contact_card") as change:
        change.set_municipality(municipality)
    return municipality
