"""Interests that residents hand in themselves, without an account: by mail or by telephone.

By mail it waits until the owner of the address has pressed the link in a letter; nobody who works
here sees it before. By telephone someone calls back. By the link of the letter, or the code of the
receipt, whoever handed it in can take it back, which erases it at once.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from grannsamverkan.actions.doing import Doing, new_ulid
from grannsamverkan.actions.interest_told import Told, interest_of
from grannsamverkan.actions.letters import Mailing, id_of
from grannsamverkan.actions.opting_in import Asked, ask, carried_by, let_go, waiting
from grannsamverkan.actions.privacy import scrubbed
from grannsamverkan.actions.views import RESIDENT
from grannsamverkan.actions.wish_letter import wish_letter
from grannsamverkan.domain.areas import AreaType, Municipality
from grannsamverkan.domain.interests import Handling, Interest, Wish
from grannsamverkan.domain.period import months_after
from grannsamverkan.domain.policy import Setting, policy_of
from grannsamverkan.domain.unconfirmed import Purpose, Unconfirmed
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.exchange.reach import mail_address
from grannsamverkan.i18n import translator
from grannsamverkan.register import Register
from grannsamverkan.register.private import Private

_CARRIED = (
    "wish",
    "locality",
    "x",
    "y",
    "area_type",
    "households_guess",
    "name",
    "phone",
    "area_id",
    "notice_version",
)
"""The fields of an interest that wait with the mail address."""

_SETTLED = frozenset({Handling.BECAME_AREA, Handling.DECLINED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Desire:
    """What a resident hands in.

    Attributes:
        told: what they have told.
        code: what the receipt says, by which it can be taken back; made with the form, so that
            pressing the button twice hands in once.
        notice_version: the version of the privacy notice that stood beside the form.
        language: in which the letter is written.
    """

    told: Told
    code: str
    notice_version: str | None = None
    language: str = "sv"


class CodeInUse(Exception):  # it says what it is
    """The code of a receipt belongs to something else that was handed in: another is to be made."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An interest as whoever handed it in sees it, and until when it waits to be confirmed; None: it does not."""

    interest: Interest
    waits_until: datetime | None


def hand_in(
    register: Register,
    desire: Desire,
    *,
    now: datetime,
    mailing: Mailing | None,
    new_id: Callable[[datetime], str] = new_ulid,
) -> Interest:
    """Take what a resident hands in, and return it; by mail it is not kept until it is confirmed.

    Raises:
        NotFound: no such municipality. Refused: no such locality or area there, nothing to reach them
            by, a mail address where no mail is sent, or something that can be none.
        CodeInUse: something else has been handed in by telephone with that code.
    """
    told = desire.told
    place = next((one for one in register.municipalities() if one.code == told.municipality), None)
    if place is None:
        raise NotFound("access.not_found")
    months = _months(register, place.code)
    fresh = interest_of(told, new_id=new_id(now), on=now.date(), months=months)
    interest = replace(
        _placed(register, fresh), link_id=id_of(desire.code), notice_version=desire.notice_version
    )
    if interest.mail:
        _ask_by_mail(register, interest, place, mailing, desire.language, now)
    elif interest.phone:
        _take(register, interest, desire.language, now)
    else:
        raise Refused("asking.no_reach")
    return interest


def _months(register: Register, municipality: str) -> int:
    return policy_of(register.facts(Setting, municipality)).interest_retention_months


def _placed(register: Register, interest: Interest) -> Interest:
    """Return an interest whose place is one of the register's; of an area, in the area's own words."""
    if interest.area_id:
        timeline = register.present().timelines.get(interest.area_id, ())
        if not timeline or not timeline[-1].active:
            raise Refused("asking.no_such_area")
        area = timeline[-1]
        return replace(interest, municipality=area.municipality, locality=area.locality)
    there = {one.name for one in register.localities() if one.municipality == interest.municipality}
    if interest.locality and interest.locality not in there:
        raise Refused("asking.no_such_locality")
    return interest


def _ask_by_mail(
    register: Register,
    interest: Interest,
    place: Municipality,
    mailing: Mailing | None,
    language: str,
    now: datetime,
) -> None:
    """Let an interest wait, and write to the address whose owner is to confirm it."""
    if mailing is None:
        raise Refused("asking.no_mail")
    mail_address(str(interest.mail))  # what no letter could be sent to is told now
    spoken = replace(mailing, language=language)
    info = register.info
    asked = Asked(
        purpose=Purpose.INTEREST,
        municipality=place.code,
        mail=str(interest.mail),
        carried={name: getattr(interest, name) for name in _CARRIED},
    )
    with register.private() as private:
        ask(
            private,
            asked,
            lambda token: wish_letter(interest, place, spoken, token, info=info),
            now,
        )


def _take(register: Register, interest: Interest, language: str, now: datetime) -> None:
    with register.looking() as private:
        _refuse_of_another(private, interest)
    with _by_resident(register, language, now).change("hand_in_interest") as change:
        if not change.private.find(Interest, link_id=interest.link_id):
            change.private.put(interest)
            change.subject = interest.id


def _refuse_of_another(private: Private, interest: Interest) -> None:
    """Refuse the code of something else that was handed in: by it the one would be lost, and the other shown.

    A form that is filled in again for a neighbour, by the browser's way back, has the code it had.
    """
    for known in private.find(Interest, link_id=interest.link_id):
        if any(getattr(known, name) != getattr(interest, name) for name in _CARRIED):
            raise CodeInUse


def _by_resident(register: Register, language: str, now: datetime) -> Doing:
    reason = translator(language)("asking.by_form")
    return Doing(register=register, actor=RESIDENT.id, reason=reason, now=now, who=RESIDENT)


def look(register: Register, key: str, now: datetime) -> Standing | None:
    """Return what a link or a code opens, None where it opens nothing; looking changes nothing."""
    with register.looking() as private:
        one = waiting(private, key, Purpose.INTEREST, now)
        if one is not None:
            return Standing(_waiting_interest(register, one), one.expires_at)
        found = private.find(Interest, link_id=id_of(key))
    return Standing(found[0], None) if found else None


def _waiting_interest(register: Register, one: Unconfirmed) -> Interest:
    """Return the interest that waits, as it is to be kept."""
    carried = carried_by(one)
    carried["wish"] = Wish(carried["wish"])
    carried["area_type"] = AreaType(carried["area_type"]) if carried["area_type"] else None
    on = one.asked_at.date()
    return Interest(
        id="",
        municipality=one.municipality,
        received_on=on,
        erase_after=months_after(on, _months(register, one.municipality)),
        mail=one.mail,
        link_id=one.id,
        **carried,
    )


def confirm(register: Register, key: str, *, now: datetime, language: str = "sv") -> None:
    """Keep an interest whose mail address its owner has confirmed; one that is known is renewed.

    Pressing twice confirms once.

    Raises:
        NotFound: the link is dead.
    """
    standing = look(register, key, now)
    if standing is None:
        raise NotFound("asking.gone")
    if standing.waits_until is None:
        return
    with _by_resident(register, language, now).change("hand_in_interest") as change:
        private = change.private
        one = waiting(private, key, Purpose.INTEREST, now)
        if one is None:  # confirmed or taken back meanwhile
            return
        fresh = replace(standing.interest, confirmed_on=now.date())
        kept = _renewed(private, fresh) or replace(fresh, id=new_ulid(now))
        let_go(private, Purpose.INTEREST, one.id)
        private.put(kept)
        change.subject = kept.id


def _renewed(private: Private, fresh: Interest) -> Interest | None:
    """Return the interest that the same address has had in the same thing, as it is from now on."""
    known = private.find(
        Interest, mail=fresh.mail, municipality=fresh.municipality, wish=fresh.wish.value
    )
    same = [one for one in known if _where(one) == _where(fresh) and one.state not in _SETTLED]
    if not same:
        return None
    first = same[0]
    return replace(fresh, id=first.id, state=first.state, handler=first.handler)


def _where(one: Interest) -> tuple[Any, ...]:
    return one.area_id, one.locality, one.x, one.y


def take_back(register: Register, key: str, *, now: datetime, language: str = "sv") -> bool:
    """Erase by its link or its code what was handed in, confirmed or not, and say whether no trace is left already.

    What was never confirmed is in no journal.

    Raises:
        NotFound: the link is dead.
    """
    if look(register, key, now) is None:
        raise NotFound("asking.gone")
    link_id, doing = id_of(key), _by_resident(register, language, now)
    with doing.change("take_back_interest") as change:
        let_go(change.private, Purpose.INTEREST, link_id)
        for kept in change.private.find(Interest, link_id=link_id):
            change.private.remove(Interest, kept.id)
            change.subject = kept.id
    return scrubbed(doing)
