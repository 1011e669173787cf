"""Who does something to a register, why and when; what every deed has in common."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from secrets import randbits

from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain import areas as domain
from grannsamverkan.domain.access import OPERATOR, Deed, Who, may
from grannsamverkan.domain.geometry import Outline, clean, outline_of
from grannsamverkan.domain.people import Person
from grannsamverkan.domain.period import EARLIEST, StatedDate
from grannsamverkan.domain.traces import Traces
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.exchange.personal_numbers import says_personal_number
from grannsamverkan.exchange.reach import mails_in, phones_in
from grannsamverkan.exchange.values import clean_text
from grannsamverkan.register import Change, Register

_DIALLED = re.compile(r"(?<![0-9])(?:\+|0)[0-9]")
"""How a telephone number begins, and no range of houses."""


def new_ulid(now: datetime) -> str:
    """Return a fresh lasting id."""
    return domain.ulid(now, randbits(80))


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Who does something to which register, why and when; a dry run tries it and writes nothing.

    Attributes:
        actor: how the journal names them: a role, with an id that says nothing of the person.
        who: what they may do; the command line is the operator's, who may do everything.
        from_records: the history is told from older records, whose evidence is not in the register,
            so the gates of the lifecycle are not asked.
    """

    register: Register
    actor: str
    reason: str
    now: datetime
    dry: bool = False
    who: Who = OPERATOR
    from_records: bool = False
    new_id: Callable[[datetime], str] = new_ulid

    @property
    def today(self) -> date:
        """The day it is where the person sits."""
        return self.now.date()

    def require(self, deed: Deed, *, municipality: str, area_id: str | None = None) -> None:
        """Hold the person to what they may do.

        Raises:
            NotFound: they may not; the refusal does not tell whether there is anything to do it to.
        """
        if not may(self.who, deed, municipality=municipality, area_id=area_id).allowed:
            raise NotFound("access.not_found")

    @contextmanager
    def change(self, action: str) -> Iterator[Change]:
        """Open the change that this person makes.

        Raises:
            Refused: nobody is named, no reason, or one with a personal identity number.
        """
        if not self.actor.strip():
            raise Refused("area.actor_missing")
        if not self.reason.strip():
            raise Refused("area.reason_missing")
        if says_personal_number(
            self.reason, in_doubt=False
        ):  # names of files hold times and counts
            raise Refused("deed.personal_number")
        with self.register.change(
            actor=self.actor, action=action, reason=self.reason, now=self.now, dry=self.dry
        ) as change:
            yield change

    def outline(self, change: Change, polygon: BaseGeometry) -> Outline:
        """Clean a polygon (metres, the register's CRS) and keep it as an outline."""
        outline = outline_of(clean(polygon).polygon, crs=self.register.info.crs)
        change.add_outline(outline)
        return outline

    def refuse_to_come(self, on: StatedDate) -> None:
        """Hold a date to the past that can be meant.

        Raises:
            Refused: it cannot have been yet, or is so early that it is a slip of the pen.
        """
        if on.counts_on < EARLIEST:
            raise Refused("deed.no_such_day", on=on.counts_on)
        if on.earliest > self.today:
            raise Refused("area.in_the_future", on=on.counts_on)


def line(text: str | None, *, in_doubt: bool = True) -> str | None:
    """Return a text that is kept for ever as it is kept: one line, and no personal identity number.

    Raises:
        Refused: it is too long, or holds one; `in_doubt` counts bare digits that may be something else.
    """
    if text is not None and says_personal_number(text, in_doubt=in_doubt):
        raise Refused("deed.personal_number")
    return clean_text(text)


def place_line(text: str | None, *, people: Iterable[Person] = ()) -> str | None:
    """Return what a place is called as `line` keeps it, for ever: nobody may be told of in it.

    Raises:
        Refused: it is too long, or holds a number, an address or the name of one of these people.
    """
    kept = line(text)
    if kept and (mails_in(kept) or (_DIALLED.search(kept) and phones_in(kept))):
        raise Refused("deed.reach")
    if any(Traces(one.name).in_text(kept) for one in people):
        raise Refused("deed.names_someone")
    return kept


def area_name(text: str) -> str:
    """Return the name of an area as it is kept: one line, without signs that cannot be seen.

    Raises:
        Refused: nothing is left, it is too long, or holds a personal identity number, a telephone
            number or a mail address.
    """
    name = place_line(text)
    if name is None:
        raise Refused("area.name_missing")
    return name
