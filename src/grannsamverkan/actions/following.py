"""Following an area, a locality or a promise by mail, without an account.

Nobody is written to who has not pressed the button behind a link in a mail. What is asked for twice is
asked for once, and whoever asks is told the same either way. Ending it erases it at once; the ledger
never hears of any of it.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from grannsamverkan.actions import opting_in
from grannsamverkan.actions.doing import Doing, new_ulid
from grannsamverkan.actions.follow_letters import FollowLetters
from grannsamverkan.actions.letters import Mailing, new_token
from grannsamverkan.actions.opting_in import Asked
from grannsamverkan.actions.privacy import scrubbed
from grannsamverkan.actions.subjects import Subject, Today, subject_of
from grannsamverkan.actions.unfollowing import end_all, end_one
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.clusters import coarse
from grannsamverkan.domain.following import Followed, Following, Target
from grannsamverkan.domain.period import months_before
from grannsamverkan.domain.unconfirmed import Purpose, Unconfirmed
from grannsamverkan.errors import NotFound, Refused, Unavailable
from grannsamverkan.exchange.reach import mail_address
from grannsamverkan.register import Register
from grannsamverkan.register.private import Private
from grannsamverkan.types import Xy

ENDED_MONTHS = 12
"""So long a subscription waits for what it followed to begin again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What someone asks to be told of, and where; `near` is easting, northing in metres, kept to 100 m."""

    target: Target
    mail: str
    near: Xy | None = None
    language: str = "sv"


def ask_to_follow(
    register: Register, wanted: Wanted, *, now: datetime, mailing: Mailing | None
) -> None:
    """Write to a mail address, so that its owner can confirm; nothing happens where that is done already.

    Raises:
        NotFound: what is asked for is not there. Refused: an address that is none, or no mail is sent.
    """
    if mailing is None:
        raise Refused("follow.no_mail")
    target, mail = wanted.target, mail_address(wanted.mail).casefold()
    subject = subject_of(register, target, now.date())
    letters = FollowLetters.of(register, mailing, wanted.language)
    x, y = (None, None) if wanted.near is None else map(coarse, wanted.near)
    carried = {
        "kind": target.kind.value,
        "name": target.name,
        "x": x,
        "y": y,
        "language": wanted.language,
    }
    asked = Asked(
        purpose=Purpose.FOLLOW, municipality=target.municipality, mail=mail, carried=carried
    )
    known = Today.of(register, now.date())
    with register.private() as private:
        follows = (_follows(one, target, known) for one in private.find(Following, mail=mail))
        if not any(follows) and not _waits(private, mail, target, now):
            opting_in.ask(private, asked, partial(letters.opt_in, subject, target), now)


def _waits(private: Private, mail: str, target: Target, now: datetime) -> bool:
    """Say whether an address is asked already whether it wants to follow something."""
    waiting = private.find(Unconfirmed, mail=mail, purpose=Purpose.FOLLOW.value)
    return any(_target_of(one) == target and one.expires_at > now for one in waiting)


def _follows(one: Following, target: Target, known: Today) -> bool:
    """Say whether a subscription is to something, or has come to follow it."""
    both_areas = one.kind is target.kind is Followed.AREA
    return one.asks_for(target) or (both_areas and target.name in known.areas(one))


def _target_of(one: Unconfirmed) -> Target:
    carried = opting_in.carried_by(one)
    kind = Followed(carried["kind"])
    return Target(kind=kind, municipality=one.municipality, name=carried["name"])


def look(register: Register, token: str, now: datetime) -> list[Subject] | None:
    """Return what the link of a first mail asks about, None where it is dead; looking changes nothing."""
    with register.looking() as private:
        one = opting_in.waiting(private, token, Purpose.FOLLOW, now)
    if one is None:
        return None
    return Today.of(register, now.date()).subjects(_begun(one, None, 0, now))


def confirm(register: Register, token: str, now: datetime) -> Following:
    """Let the owner of an address follow what was asked for; they are told what happens from now on.

    Raises:
        NotFound: the link is dead.
    """
    seq = register.head().seq
    with register.private() as private:
        one = opting_in.waiting(private, token, Purpose.FOLLOW, now)
        if one is None:
            raise NotFound("follow.gone")
        opting_in.let_go(private, Purpose.FOLLOW, one.id)
        theirs = private.find(Following, mail=one.mail)
        same = next((each for each in theirs if each.asks_for(_target_of(one))), None)
        if same is not None:
            return same
        begun = _begun(one, next(iter(theirs), None), seq, now)
        private.put(begun)
        return begun


def _begun(one: Unconfirmed, known: Following | None, seq: int, now: datetime) -> Following:
    carried, target = opting_in.carried_by(one), _target_of(one)
    of_a_place = target.kind is Followed.LOCALITY
    return Following(
        id=new_ulid(now),
        municipality=target.municipality,
        follower=new_ulid(now) if known is None else known.follower,
        mail=one.mail,
        key=new_token() if known is None else known.key,
        kind=target.kind,
        targets=() if of_a_place else (target.name,),
        locality=target.name if of_a_place else None,
        x=carried["x"],
        y=carried["y"],
        language=carried["language"],
        since=now.date(),
        told_seq=seq,
        told_on=now.date(),
    )


def followed_by(register: Register, key: str) -> tuple[Following, ...]:
    """Return what is followed by whoever has the link of their mails; nothing where it is dead."""
    with register.looking() as private:
        return private.find(Following, key=key) if key else ()


def stop(register: Register, key: str, following_id: str | None = None) -> None:
    """End one subscription of whoever has the link of their mails, or all of them, and leave no trace.

    Where there is nothing to end, nothing happens.
    """
    with register.private() as private:
        theirs = private.find(Following, key=key) if key else ()
        for one in theirs:
            if following_id is None:
                end_all(private, one.follower)
            elif one.id == following_id:
                end_one(private, one)
    if theirs:
        _scrub(register)


def erase_following(doing: Doing, following_id: str) -> bool:
    """Erase a subscription for whoever has asked the municipality to, and say whether no trace is left.

    Raises:
        NotFound: no such subscription, or not theirs to erase.
    """
    with doing.change("erase_following") as change:
        one = change.private.get(Following, following_id)
        if one is None:
            raise NotFound("access.not_found")
        doing.require(Deed.ERASE_PERSON, municipality=one.municipality)
        end_one(change.private, one)
        change.subject = following_id
    return scrubbed(doing)


def forget_ended(register: Register, today: date) -> int:
    """Erase the subscriptions that have had nothing to follow for so long, and return how many."""
    until = months_before(today, ENDED_MONTHS)
    with register.looking() as private:
        over = [one for one in private.find(Following) if one.ended_on and one.ended_on <= until]
    if over:
        with register.private() as private:
            for one in over:
                end_one(private, one)
        _scrub(register)
    return len(over)


def _scrub(register: Register) -> None:
    with suppress(Unavailable):  # someone reads just now: the next disposal leaves no trace
        register.scrub()
