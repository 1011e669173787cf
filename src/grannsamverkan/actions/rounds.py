"""One year's round at a glance: who was asked how, who answered what, whom to call and whom to write to."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from grannsamverkan.actions.answers import asked_of
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.letters import names_of
from grannsamverkan.actions.rota import newest, rota
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.people import Channel, Person
from grannsamverkan.errors import Conflict
from grannsamverkan.register import Register
from grannsamverkan.register.private import Private
from grannsamverkan.register.schema import PRIVATE

PAGE = 50
"""How many lines a page of the round has."""

_QUESTION, _PERSON = PRIVATE[Question], PRIVATE[Person]


class Stand(StrEnum):
    """How it stands with the question to one contact."""

    STILL = "still"
    HAND_OVER = "hand_over"
    STOP = "stop"
    SILENT = "silent"
    BOUNCED = "bounced"
    CALL = "call"
    WRITE = "write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One contact in the round.

    Attributes:
        areas: the names of the areas that are theirs now; none: they are no contact any more.
        reminders: how often they were reminded, by mail, or called in vain.
        printed: whether a letter with a code was printed.
    """

    person_id: str
    name: str
    phone: str | None
    mail: str | None
    stand: Stand
    channel: Channel
    asked_on: date
    reminders: int
    reminded_on: date | None
    answered_at: datetime | None
    printed: bool
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """A year's round: how many stand how, the lines of one page of it, of how many, and who was not asked yet."""

    counts: Mapping[Stand, int]
    lines: tuple[Line, ...]
    number: int
    not_asked: int

    @property
    def asked(self) -> int:
        """How many were asked."""
        return sum(self.counts.values())

    @property
    def answered(self) -> int:
        """How many have answered."""
        return sum(self.counts[one] for one in (Stand.STILL, Stand.HAND_OVER, Stand.STOP))


def round_of(  # noqa: PLR0913 # which round, and which part of it
    register: Register,
    municipality: str,
    year: int,
    *,
    today: date,
    stands: Iterable[Stand] = (),
    text: str = "",
    page: int = 1,
) -> Round:
    """Return a round, and of its lines those that stand so and whose name holds a text, a page of them."""
    contacts, chosen = rota(register, municipality, today), set(stands) or set(Stand)
    timelines = register.present().timelines
    with register.looking() as private:
        stood = _stood(private, municipality, year)
        found = [one for one in _by_name(private, text) if stood.get(one) in chosen]
        shown = tuple(found[PAGE * (page - 1) : PAGE * page])
        people = {one.id: one for one in private.find(Person, id=shown)}
        asked = private.find(Question, person_id=shown, municipality=municipality, year=year)
    counted = Counter(stood.values())
    last_asked, keys = newest(asked), Counter(one.person_id for one in asked)
    lines = tuple(_line(people[one], last_asked[one], stood[one], keys[one]) for one in shown)
    return Round(
        {stand: counted[stand] for stand in Stand},
        tuple(
            replace(line, areas=names_of(timelines, contacts.get(line.person_id, ())))
            for line in lines
        ),
        len(found),
        len(contacts.keys() - stood.keys()),
    )


def _stood(private: Private, municipality: str, year: int) -> dict[str, Stand]:
    """Return how it stands with each person: all questions of a year to one are one."""
    columns, highest = _QUESTION.c, sa.func.max
    stand = sa.case(
        (highest(columns.answered_at).is_not(None), highest(columns.reply)),
        (highest(columns.bounced_on).is_not(None), Stand.BOUNCED.value),
        (highest(columns.channel) == Channel.PHONE.value, Stand.CALL.value),
        (highest(columns.channel) == Channel.LETTER.value, Stand.WRITE.value),
        else_=Stand.SILENT.value,
    )
    query = (
        sa.select(columns.person_id, stand)
        .where(columns.municipality == municipality, columns.year == year)
        .group_by(columns.person_id)
    )
    words = {one.value: one for one in Stand}
    return {person_id: words[word] for person_id, word in private.connection.execute(query)}


def _by_name(private: Private, text: str) -> Iterable[str]:
    """Give the ids of people whose name holds a text, by name."""
    query = sa.select(_PERSON.c.id).order_by(_PERSON.c.name, _PERSON.c.id)
    if text:
        query = query.where(_PERSON.c.name.icontains(text, autoescape=True))
    return private.connection.execute(query).scalars()


def _line(person: Person, asked: Question, stand: Stand, keys: int) -> Line:
    return Line(
        person_id=person.id,
        name=person.name,
        phone=person.phone,
        mail=person.mail,
        stand=stand,
        channel=asked.channel,
        asked_on=asked.asked_on,
        reminders=asked.reminders,
        reminded_on=asked.reminded_on,
        answered_at=asked.answered_at,
        printed=asked.channel is Channel.LETTER and keys > 1,
    )


def years_of(register: Register, municipality: str) -> tuple[int, ...]:
    """Return the years in which contacts were asked, the newest first."""
    query = (
        sa.select(_QUESTION.c.year)
        .where(_QUESTION.c.municipality == municipality)
        .distinct()
        .order_by(_QUESTION.c.year.desc())
    )
    with register.looking() as private:
        return tuple(private.connection.execute(query).scalars())


def called_in_vain(doing: Doing, person_id: str, year: int) -> None:
    """Note that a contact was called and did not answer; once a day, since the phone rings many times.

    Raises:
        NotFound: they were not asked, or not for whoever does this to call. Conflict: noted already.
    """
    with doing.register.private() as private:
        question = asked_of(private, person_id, year)
        doing.require(Deed.MANAGE_CONTACTS, municipality=question.municipality)
        if question.answered_at is not None:
            raise Conflict("confirmation.answered")
        if question.reminded_on == doing.today:
            raise Conflict("confirmation.called_already")
        fresh = replace(question, reminders=question.reminders + 1, reminded_on=doing.today)
        private.put(fresh)
