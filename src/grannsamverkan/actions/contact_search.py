"""Finding people by what only the private tables hold: their names, and whether they can be reached."""

import sqlalchemy as sa

from grannsamverkan.domain.people import Person
from grannsamverkan.register import Register
from grannsamverkan.register.schema import PRIVATE


def people_called(register: Register, text: str) -> frozenset[str]:
    """Return the ids of people whose name, mail or telephone holds a text, as typed or with another case.

    The databases know lower and upper case of plain letters only, so the ways in which names are
    written are asked for one by one.
    """
    table = PRIVATE[Person]
    ways = sorted({text, text.lower(), text.upper(), text.title(), text.capitalize()})
    found = [table.c.name.contains(way, autoescape=True) for way in ways]
    if any(sign.isdigit() or sign == "@" for sign in text):
        found += [table.c.phone.contains(text, autoescape=True)]
    if text.isascii():
        found += [table.c.mail.contains(text.lower(), autoescape=True)]
    return _ids(register, sa.or_(*found))


def people_out_of_reach(register: Register) -> frozenset[str]:
    """Return the ids of people whose mail has come back, or who have none."""
    table = PRIVATE[Person]
    return _ids(register, sa.or_(table.c.mail.is_(None), table.c.mail_failed_on.is_not(None)))


def _ids(register: Register, condition: sa.ColumnElement[bool]) -> frozenset[str]:
    with register.looking() as private:
        query = sa.select(PRIVATE[Person].c.id).where(condition)
        return frozenset(private.connection.execute(query).scalars())
