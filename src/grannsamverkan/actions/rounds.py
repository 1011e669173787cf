"""One year's round at a glance: who was asked how, who answered what, whom to call and whom to write to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from grannsamverkan.actions.answers import asked_of
from grannsamverkan.actions.confirmations import rota
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.letters import areas_of
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.people import Channel, ContactTerm, Person
from grannsamverkan.errors import Conflict
from grannsamverkan.register import Register
from grannsamverkan.register.mapping import Moment
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
    """A year's round: how many stand how, and the lines of one page of it."""

    counts: Mapping[Stand, int]
    lines: tuple[Line, ...]
    number: int

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
    stood = _stood(municipality, year)
    wanted = sa.select(stood, _PERSON.c.name, _PERSON.c.phone, _PERSON.c.mail).join_from(
        stood, _PERSON, stood.c.person_id == _PERSON.c.id
    )
    if chosen := [one.value for one in stands]:
        wanted = wanted.where(stood.c.stand.in_(chosen))
    if text:
        wanted = wanted.where(_PERSON.c.name.icontains(text, autoescape=True))
    with register.looking() as private:
        counted = private.connection.execute(
            sa.select(stood.c.stand, sa.func.count()).group_by(stood.c.stand)
        )
        counts = {Stand(stand): number for stand, number in counted}
        number = private.connection.execute(
            sa.select(sa.func.count()).select_from(wanted.subquery())
        ).scalar_one()
        ordered = wanted.order_by(_PERSON.c.name, stood.c.person_id)
        rows = private.connection.execute(ordered.limit(PAGE).offset(PAGE * (page - 1)))
        lines = [_line(row) for row in rows.mappings()]
    return Round(
        {stand: counts.get(stand, 0) for stand in Stand},
        tuple(_with_areas(register, municipality, lines, today)),
        number,
    )


def _stood(municipality: str, year: int) -> sa.Subquery:
    """Return the query for how it stands with each person: all questions of a year to one are one."""
    highest = sa.func.max
    columns = _QUESTION.c
    family = (
        sa.select(
            columns.person_id,
            highest(columns.channel).label("channel"),
            sa.func.min(columns.asked_on).label("asked_on"),
            highest(columns.reminders).label("reminders"),
            highest(columns.reminded_on).label("reminded_on"),
            highest(columns.bounced_on).label("bounced_on"),
            sa.type_coerce(highest(columns.answered_at), Moment).label("answered_at"),
            highest(columns.reply).label("reply"),
            sa.func.count().label("keys"),
        )
        .where(columns.municipality == municipality, columns.year == year)
        .group_by(columns.person_id)
        .subquery()
    )
    stand = sa.case(
        (family.c.answered_at.is_not(None), family.c.reply),
        (family.c.bounced_on.is_not(None), Stand.BOUNCED.value),
        (family.c.channel == Channel.PHONE.value, Stand.CALL.value),
        (family.c.channel == Channel.LETTER.value, Stand.WRITE.value),
        else_=Stand.SILENT.value,
    )
    return sa.select(family, stand.label("stand")).subquery()


def _line(row: Any) -> Line:  # noqa: ANN401 # a row of the query above
    channel = Channel(row["channel"])
    return Line(
        person_id=row["person_id"],
        name=row["name"],
        phone=row["phone"],
        mail=row["mail"],
        stand=Stand(row["stand"]),
        channel=channel,
        asked_on=row["asked_on"],
        reminders=row["reminders"],
        reminded_on=row["reminded_on"],
        answered_at=row["answered_at"],
        printed=channel is Channel.LETTER and row["keys"] > 1,
    )


def _with_areas(
    register: Register, municipality: str, lines: list[Line], today: date
) -> Iterable[Line]:
    contacts: Mapping[str, tuple[ContactTerm, ...]] = rota(register, municipality, today)
    for line in lines:
        terms = contacts.get(line.person_id, ())
        yield replace(line, areas=areas_of(register, terms))


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


def to_be_asked(register: Register, municipality: str, year: int, today: date) -> int:
    """Return how many contacts have not been asked a year's question."""
    columns = _QUESTION.c
    query = (
        sa.select(columns.person_id)
        .where(columns.municipality == municipality, columns.year == year)
        .distinct()
    )
    with register.looking() as private:
        asked = set(private.connection.execute(query).scalars())
    return len(rota(register, municipality, today).keys() - asked)


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
