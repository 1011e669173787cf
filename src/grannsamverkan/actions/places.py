"""The municipalities a register serves: who they are, where their border runs, whom to turn to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.doing import Doing, line
from grannsamverkan.actions.person_details import mail_of
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.geometry import clean
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Register

_OFFICE_PHONE = re.compile(r"\+?[0-9][0-9 ()/-]{1,38}[0-9]")
_SHARED = 0.1
"""The border of a neighbour shares a sliver with a generalised one; the municipality's own, most of it."""

_MUCH = 0.5


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


@dataclass(frozen=True, slots=True)
class Placed:
    """A municipality with its new border, and the planar size (m²) of the old one where there was one."""

    municipality: Municipality
    m2: float
    m2_before: float | None

    @property
    def much_changed(self) -> bool:
        """Whether the new border holds so much more or less ground that it may be another's."""
        before = self.m2_before
        return before is not None and abs(self.m2 - before) > _MUCH * before


def set_borders(
    doing: Doing, borders: Mapping[str, BaseGeometry], *, source: str
) -> tuple[Placed, ...]:
    """Give municipalities (by code) accurate borders (metres, the register's CRS) for those they had.

    Raises:
        NotFound: no such municipality. Refused: a border lies elsewhere than the old one.
    """
    placed = tuple(
        _placed(municipality_of(doing.register, code), border, source)
        for code, border in borders.items()
    )
    with doing.change("set_border") as change:
        for one in placed:
            change.set_municipality(one.municipality)
    return placed


def _placed(municipality: Municipality, border: BaseGeometry, source: str) -> Placed:
    """Return a municipality with another border.

    Raises:
        Refused: the two share so little ground that they are not of one place.
    """
    old, new = municipality.border, clean(border).polygon
    if old is not None and old.intersection(new).area < _SHARED * min(old.area, new.area):
        raise Refused("place.border_elsewhere", name=municipality.name)
    placed = replace(municipality, border=new, border_source=source, border_generalised=False)
    return Placed(placed, new.area, None if old is None else old.area)


def set_contact_card(
    doing: Doing, card: Mapping[str, str], *, code: str | None = None
) -> Municipality:
    """Set the fields of a municipality's contact card (role, phone, mail, hours) that are given; "" empties one.

    Raises:
        NotFound: no such municipality, or not for them.
        Refused: several, and none was named; a text too long, or with a personal identity number; no
            telephone number, or no mail address.
    """
    reading = {"phone": _office_phone, "mail": mail_of}
    fields = {f"contact_{key}": reading.get(key, line)(text) for key, text in card.items()}
    municipality = _with(municipality_of(doing.register, code), fields)
    doing.require(Deed.SET_POLICY, municipality=municipality.code)
    with doing.change("set_contact_card") as change:
        change.set_municipality(municipality)
    return municipality


def _office_phone(text: str) -> str | None:
    """Return the number of an office as it is typed, which may be a short one such as 114 14."""
    typed = line(text)
    if typed is not None and not _OFFICE_PHONE.fullmatch(typed):
        raise Refused("people.bad_phone", text=typed[:40])
    return typed


def _with(municipality: Municipality, fields: Mapping[str, Any]) -> Municipality:
    return replace(municipality, **fields)
