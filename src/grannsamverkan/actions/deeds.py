"""What deeds with the people, signs, meetings and homes of an area have in common."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain import areas as domain
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.period import StatedDate, months_after
from grannsamverkan.errors import Conflict, NotFound, Phrase, Refused
from grannsamverkan.exchange.personal_numbers import says_personal_number
from grannsamverkan.exchange.values import one_line
from grannsamverkan.register import Change

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a deed left behind: what it was done to, the change it is undone by, and what to mind.

    Attributes:
        seq: the change that was written; None where nothing was, as in a dry run.
        notes: what speaks against it, although it was done.
    """

    of: T
    seq: int | None
    notes: tuple[Phrase, ...] = ()


def outcome(change: Change, of: T, notes: Iterable[Phrase] = ()) -> Outcome[T]:
    """Return what came of a change that has been closed."""
    return Outcome(of, change.written.seq if change.written else None, distinct(notes))


def distinct(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """Return texts, each once and in their order."""
    said: list[Phrase] = []
    for phrase in phrases:
        if phrase not in said:
            said.append(phrase)
    return tuple(said)


def mark(thing: object) -> str:
    """Return what tells whether a thing still is as someone saw it."""
    return hashlib.sha256(repr(thing).encode()).hexdigest()[:16]


def hold_to_seen(thing: object, seen: str | None) -> None:
    """Keep someone from writing over what another has written since they looked; None: they did not look.

    Raises:
        Conflict: the thing is not as it was seen.
    """
    if seen is not None and seen != mark(thing):
        raise Conflict("deed.changed_meanwhile")


def area_to(doing: Doing, change: Change, area_id: str, deed: Deed) -> Timeline:
    """Return an area that someone may do something to; one that is not there is refused alike.

    Raises:
        NotFound: no such area, or not for them.
    """
    timeline = change.timelines([area_id]).get(area_id)
    if timeline is None:
        raise NotFound("access.not_found")
    doing.require(deed, municipality=domain.last(timeline).municipality, area_id=area_id)
    return timeline


def not_to_come(doing: Doing, *days: date | None) -> None:
    """Hold days to the past.

    Raises:
        Refused: one has not been yet, or is too early to be meant.
    """
    for day in days:
        if day is not None:
            doing.refuse_to_come(StatedDate(day))


def not_far_off(doing: Doing, day: date | None, *, years: int = 2) -> None:
    """Hold a day that may be to come to the next few years, and to one that can be meant.

    Raises:
        Refused: it is later than that, or too early to be meant.
    """
    latest = months_after(doing.today, 12 * years)
    if day is not None and day > latest:
        raise Refused("deed.too_far", on=day, latest=latest)
    if day is not None and day <= doing.today:
        not_to_come(doing, day)


def prose(text: str | None, *, longest: int) -> str | None:
    """Return a text of several lines as it is kept for ever: never two empty lines together.

    Raises:
        Refused: it is too long, or holds a personal identity number.
    """
    if text is None:
        return None
    if says_personal_number(text):
        raise Refused("deed.personal_number")
    kept: list[str] = []
    for said in map(one_line, text.splitlines()):
        if said or (kept and kept[-1]):
            kept.append(said)
    plain = "\n".join(kept).rstrip()
    if len(plain) > longest:
        raise Refused("deed.long_text", longest=longest, text=plain[:40])
    return plain or None


def confirm_area(change: Change, area_id: str, on: date) -> None:
    """Let an active area be confirmed by what is known of a day, unless it has changed since.

    A contact who goes on, or neighbours who have met, are what an area is confirmed by.
    """
    timeline = change.timelines([area_id])[area_id]
    current = domain.last(timeline)
    newest = current.last_confirmed_on or date.min
    if current.active and current.period.start <= on and newest < on:
        confirmed = domain.advance(timeline, StatedDate(on), Event.CONFIRM, last_confirmed_on=on)
        change.set_timeline(area_id, confirmed)
