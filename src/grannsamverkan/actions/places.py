"""The municipalities a register serves: who they are, where their border runs, whom to turn to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.geometry import clean
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.exchange.values import clean_text
from grannsamverkan.register import Register


def add_municipalities(doing: Doing, municipalities: Sequence[Municipality]) -> None:
    """Let the register serve these municipalities, besides those it serves already."""
    with doing.change("add_municipalities") as change:
        for municipality in municipalities:
            if change.municipality(municipality.code) is None:
                change.set_municipality(municipality)


def municipality_of(register: Register, code: str | None) -> Municipality:
    """Return the municipality with a code, or the only one there is.

    Raises:
        NotFound: no such municipality. Refused: there are several and none was named.
    """
    known = {one.code: one for one in register.municipalities()}
    if code is None and len(known) == 1:
        return next(iter(known.values()))
    if code is None:
        raise Refused("place.which_municipality", known=", ".join(known))
    if code not in known:
        raise NotFound("area.unknown_municipality", code=code, known=", ".join(known))
    return known[code]


def set_border(
    doing: Doing, border: BaseGeometry, *, code: str | None, source: str
) -> Municipality:
    """Give a municipality an accurate border (metres, the register's CRS) in place of the one it had.

    Raises:
        NotFound: no such municipality. Refused: several, and none was named.
    """
    municipality = replace(
        municipality_of(doing.register, code),
        border=clean(border).polygon,
        border_source=source,
        border_generalised=False,
    )
    with doing.change("set_border") as change:
        change.set_municipality(municipality)
    return municipality


def set_contact_card(
    doing: Doing, card: Mapping[str, str], *, code: str | None = None
) -> Municipality:
    """Set the fields of a municipality's contact card (role, phone, mail, hours) that are given; "" empties one.

    Raises:
        NotFound: no such municipality. Refused: several, and none was named; a text too long.
    """
    fields = {f"contact_{key}": clean_text(text) for key, text in card.items()}
    municipality = _with(municipality_of(doing.register, code), fields)
    with doing.change("set_contact_card") as change:
        change.set_municipality(municipality)
    return municipality


def _with(municipality: Municipality, fields: Mapping[str, Any]) -> Municipality:
    return replace(municipality, **fields)
