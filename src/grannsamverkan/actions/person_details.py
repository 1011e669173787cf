"""What is kept of a person: as little as is needed to reach them, and nothing that a home is found by."""

from dataclasses import dataclass, replace
from datetime import date

from grannsamverkan.domain.people import Channel
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.contact_cells import says_address, says_protected
from grannsamverkan.exchange.personal_numbers import says_personal_number
from grannsamverkan.exchange.reach import kept_phone, mail_address, mails_in
from grannsamverkan.exchange.values import clean_text

_LONGEST_MAIL = 254


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """A person as typed.

    Attributes:
        channel: how they want to be reached; None: by mail where there is one, else by telephone.
        notice_version, notice_given_on: which privacy notice they were given, and when.
    """

    name: str
    phone: str | None = None
    mail: str | None = None
    channel: Channel | None = None
    notice_version: str | None = None
    notice_given_on: date | None = None


def cleaned(details: Details) -> Details:
    """Return details as they are kept: one line each, a number in groups, an address in lower case.

    Raises:
        Refused: no name, or one with an address or of someone whose identity is protected; a personal
            identity number, a number or address that is none, or a way to be reached that is not there.
    """
    name = clean_text(details.name)
    if name is None or not any(sign.isalpha() for sign in name):
        raise Refused("people.name_missing")
    if any(says_personal_number(text or "") for text in (name, details.phone, details.mail)):
        raise Refused("people.personal_number")
    if says_protected(name):
        raise Refused("people.protected")
    if says_address(name):
        raise Refused("people.address")
    phone, mail = _phone(details.phone), mail_of(details.mail)
    reached = {Channel.MAIL: mail, Channel.PHONE: phone, Channel.LETTER: name}
    channel = details.channel or next(way for way, there in reached.items() if there)
    if not reached[channel]:
        raise Refused("people.no_mail" if channel is Channel.MAIL else "people.no_phone")
    return replace(details, name=name, phone=phone, mail=mail, channel=channel)


def _phone(text: str | None) -> str | None:
    typed = clean_text(text)
    phone = kept_phone(typed) if typed else None
    if typed and phone is None:
        raise Refused("people.bad_phone", text=typed[:40])
    return phone


def mail_of(text: str | None) -> str | None:
    """Return a mail address as it is kept, None for an empty text.

    Raises:
        Refused: it is no address, or one that mail cannot be sent to.
    """
    typed = clean_text(text)
    if typed is None:
        return None
    found = mails_in(typed)
    if found != [typed.casefold()] or len(typed) > _LONGEST_MAIL:
        raise Refused("people.bad_mail", text=typed[:40])
    try:
        mail_address(found[0])  # one that mail can be sent to
    except Refused:
        raise Refused("people.bad_mail", text=typed[:40]) from None
    return found[0]
