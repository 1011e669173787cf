"""What a resident has told, as it was typed, and the interest that is kept of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.clusters import coarse
from grannsamverkan.domain.interests import Interest, Wish
from grannsamverkan.domain.period import months_after
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.contact_cells import says_protected
from grannsamverkan.exchange.personal_numbers import says_personal_number
from grannsamverkan.exchange.reach import kept_phone, mails_in
from grannsamverkan.exchange.values import clean_text
from grannsamverkan.types import Xy

_MOST_HOUSEHOLDS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a resident has told, as it was typed.

    Attributes:
        near: easting, northing in metres of about where it is; only its hundred metres are kept.
        area_id: the area that it is about, of one that exists.
    """

    municipality: str
    wish: Wish
    locality: str | None = None
    near: Xy | None = None
    area_type: AreaType | None = None
    households_guess: int | None = None
    name: str | None = None
    phone: str | None = None
    mail: str | None = None
    area_id: str | None = None


def interest_of(told: Told, *, new_id: str, on: date, months: int) -> Interest:
    """Return what is kept of what a resident has told on a day, for so many months.

    Raises:
        Refused: no place is named, or a telephone number, mail address or number of households that
            can be none.
    """
    return Interest(
        id=new_id,
        received_on=on,
        erase_after=months_after(on, months),
        municipality=told.municipality,
        wish=told.wish,
        area_type=told.area_type,
        area_id=told.area_id or None,
        **_place(told),
        **_caller(told),
        households_guess=_guess(told.households_guess),
    )


def _place(told: Told) -> dict[str, Any]:
    locality = _text(told.locality)
    if locality is None and told.near is None and not told.area_id:
        raise Refused("interest.where")
    x, y = told.near or (None, None)
    return {
        "locality": locality,
        "x": None if x is None else coarse(x),
        "y": None if y is None else coarse(y),
    }


def _caller(told: Told) -> dict[str, Any]:
    phone, mail = clean_text(told.phone), clean_text(told.mail)
    kept = kept_phone(phone) if phone else None
    mails = mails_in(mail) if mail else []
    if phone and kept is None:
        raise Refused("interest.phone")
    if mail and len(mails) != 1:
        raise Refused("interest.mail")
    name = _text(told.name)
    if name and says_protected(name):
        raise Refused("people.protected")
    return {"name": name, "phone": kept, "mail": mails[0] if mails else None}


def _text(typed: str | None) -> str | None:
    text = clean_text(typed)
    if text and says_personal_number(text):
        raise Refused("interest.personal_number")
    return text


def _guess(households: int | None) -> int | None:
    if households is not None and not 0 < households <= _MOST_HOUSEHOLDS:
        raise Refused("interest.households", most=_MOST_HOUSEHOLDS)
    return households
