"""Residents who want an area to begin, to join one, or to tell that one is dead: erasable, and kept for a time."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grannsamverkan.domain.areas import AreaType


class Wish(StrEnum):
    """What a resident wants."""

    START = "start"
    JOIN = "join"
    BE_CONTACT = "be_contact"
    REPORT_DEAD_AREA = "report_dead_area"


class Handling(StrEnum):
    """How far it has come with an interest."""

    NEW = "new"
    CONTACTED = "contacted"
    MEETING_BOOKED = "meeting_booked"
    BECAME_AREA = "became_area"
    DECLINED = "declined"


OPEN = frozenset({Handling.NEW, Handling.CONTACTED, Handling.MEETING_BOOKED})
"""The states in which somebody has yet to see to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """One interest: where about, what is wished, and whom to call back.

    Attributes:
        x, y: easting, northing in metres, rounded to 100 m; None where only the locality is known.
        handler: the account that has taken it on.
        area_id: the area that it led to, or that it is about.
        erase_after: the day from which it is to be erased.
        link_id: the SHA-256 of the token by which whoever handed it in can take it back; None: staff logged it.
        confirmed_on: when the owner of the mail address said that it is theirs; None: nobody has.
        notice_version: the version of the privacy notice that stood beside the form.
    """

    id: str
    municipality: str
    received_on: date
    wish: Wish
    state: Handling = Handling.NEW
    locality: str | None = None
    x: float | None = None
    y: float | None = None
    area_type: AreaType | None = None
    households_guess: int | None = None
    name: str | None = None
    phone: str | None = None
    mail: str | None = None
    handler: str | None = None
    area_id: str | None = None
    erase_after: date
    link_id: str | None = None
    confirmed_on: date | None = None
    notice_version: str | None = None
