"""What an erasure asks of the ledger: whose areas, which reasons, and where a name stands for good."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

import sqlalchemy as sa

from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.register.ledger import in_batches
from grannsamverkan.register.mapping import Moment, object_of
from grannsamverkan.register.read import ChangeEntry
from grannsamverkan.register.schema import CHANGE, CHANGE_REASON, FACTS, PRIVATE, TEMPORAL

T = TypeVar("T")

Says = Callable[[str], bool]
"""Whether a text tells of the person."""

_OURS = frozenset({"digest"})


def areas_of_person(connection: sa.Connection, person_id: str) -> tuple[str, ...]:
    """Return the ids of the areas in which terms of a person are believed."""
    table = FACTS[ContactTerm]
    query = sa.select(table.c.area_id).distinct().order_by(table.c.area_id)
    query = query.where(table.c.person_id == person_id, table.c.ended_in.is_(None))
    return tuple(connection.execute(query).scalars())


def people_without_term(connection: sa.Connection, today: date) -> tuple[Person, ...]:
    """Return the people of whom no believed term goes on after a day, by id."""
    term = FACTS[ContactTerm].c
    open_terms = sa.select(term.person_id).where(
        term.ended_in.is_(None), sa.or_(term.ended_on.is_(None), term.ended_on > today)
    )
    person = PRIVATE[Person]
    query = sa.select(person).where(person.c.id.not_in(open_terms)).order_by(person.c.id)
    return tuple(object_of(Person, row) for row in connection.execute(query).mappings())


def rows_until(connection: sa.Connection, kind: type[T], column: str, day: date) -> tuple[T, ...]:
    """Return the rows of a private table whose day or time is a day or before it (or hours after), by id."""
    table = PRIVATE[kind]
    until: date = day
    if isinstance(table.c[column].type, Moment):
        until = datetime.combine(day + timedelta(days=2), time.min, UTC)  # wherever its day begins
    query = sa.select(table).where(table.c[column] <= until).order_by(table.c.id)
    return tuple(object_of(kind, row) for row in connection.execute(query).mappings())


def erase_reasons(connection: sa.Connection, person_id: str, *, names: Says, hints: Says) -> int:
    """Erase the reasons of changes that name a person, and of those about them that so much as hint.

    The ledger keeps the digest of every reason, and verifies without the text. Returns how many went.
    """
    query = sa.select(CHANGE_REASON.c.seq, CHANGE_REASON.c.text, CHANGE.c.subject)
    found = connection.execute(query.join_from(CHANGE_REASON, CHANGE))
    gone = [
        row.seq
        for row in found
        if (hints(row.text) if row.subject == person_id else names(row.text))
    ]
    for some in in_batches(gone):
        connection.execute(sa.delete(CHANGE_REASON).where(CHANGE_REASON.c.seq.in_(some)))
    return len(gone)


def tables_naming(connection: sa.Connection, says: Says) -> Iterator[str]:
    """Name the ledger tables in which a text tells of a person: such a text stays for good."""
    for table in TEMPORAL:
        texts = [
            column
            for column in table.columns
            if isinstance(column.type, sa.Text) and column.name not in _OURS
        ]
        found = connection.execute(sa.select(*texts).distinct())
        if any(says(text) for row in found for text in row if text):
            yield table.name


def changes_about(connection: sa.Connection, subject: str) -> tuple[ChangeEntry, ...]:
    """Return the changes that are about a person, oldest first."""
    return _entries(connection, CHANGE.c.subject == subject)


def newest_of(connection: sa.Connection, action: str) -> ChangeEntry | None:
    """Return the newest change that was a deed, or None."""
    newest = sa.select(sa.func.max(CHANGE.c.seq)).where(CHANGE.c.action == action)
    return next(iter(_entries(connection, CHANGE.c.seq == newest.scalar_subquery())), None)


def _entries(
    connection: sa.Connection, condition: sa.ColumnElement[bool]
) -> tuple[ChangeEntry, ...]:
    query = sa.select(CHANGE, CHANGE_REASON.c.text)
    query = query.join_from(CHANGE, CHANGE_REASON, isouter=True)
    return tuple(
        ChangeEntry(row.seq, row.at, row.actor, row.action, row.text, row.hash, row.subject)
        for row in connection.execute(query.where(condition).order_by(CHANGE.c.seq))
    )
