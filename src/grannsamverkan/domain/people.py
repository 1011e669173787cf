"""Contacts of an area: their terms, which stay in the register, and who they are, which can be erased.

A term names a person by an id that says nothing; the name, telephone and mail lie apart in `Person`,
outside everything that is kept for ever.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grannsamverkan.domain.period import months_after


class ContactRole(StrEnum):
    """What a contact is in the area."""

    CONTACT = "contact"
    MAIN_CONTACT = "main_contact"


class Channel(StrEnum):
    """How a contact wants to be reached."""

    MAIL = "mail"
    PHONE = "phone"
    LETTER = "letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTerm:
    """One person's time as a contact of one area, without the person's name.

    Attributes:
        person_id: which person, as an id that says nothing of them.
        sub_area_id: the part of the area that is theirs, or None for all of it.
        trained_on: when they were trained for it; None until they are.
        confirmed_on: when they last said that they go on.
        list_confirmed_on: when they last said that they keep a list of the households; the list itself
            is never registered.
        ended_on: the first day on which they are no longer a contact.
    """

    id: str
    area_id: str
    person_id: str
    role: ContactRole = ContactRole.CONTACT
    sub_area_id: str | None = None
    appointed_on: date
    trained_on: date | None = None
    confirmed_on: date | None = None
    list_confirmed_on: date | None = None
    ended_on: date | None = None

    def holds(self, on: date) -> bool:
        """Say whether the person is a contact on a day."""
        return self.appointed_on <= on and (self.ended_on is None or on < self.ended_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who a contact is: as little as is needed to reach them, in a table whose rows can be erased.

    Attributes:
        notice_version: the version of the privacy notice they were given, and `notice_given_on` when.
        mail_failed_on: when a letter to their mail address last came back.
        erase_after: the day from which they are to be erased, None while a term of theirs holds.
    """

    id: str
    municipality: str
    name: str
    phone: str | None = None
    mail: str | None = None
    channel: Channel = Channel.MAIL
    notice_version: str | None = None
    notice_given_on: date | None = None
    mail_failed_on: date | None = None
    erase_after: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubArea:
    """A part of an area with contacts of its own, such as a stairwell or a street."""

    id: str
    area_id: str
    name: str


def holding(terms: Iterable[ContactTerm], on: date) -> tuple[ContactTerm, ...]:
    """Return the terms that hold on a day."""
    return tuple(term for term in terms if term.holds(on))


def erasable_from(terms: Iterable[ContactTerm], months: int) -> date | None:
    """Return the day from which someone with these terms is to be erased, so many months after the last.

    None while one of them has no end, and where there is none at all.
    """
    ends = [term.ended_on for term in terms]
    over = [end for end in ends if end is not None]
    return months_after(max(over), months) if over and len(over) == len(ends) else None
