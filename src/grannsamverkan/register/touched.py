"""What changes touched: of an area its timeline as a whole, of everything else the single fact."""

from collections.abc import Iterable

import sqlalchemy as sa

from grannsamverkan.register.rows import Fetched
from grannsamverkan.register.schema import AREA_VERSION, OF_AN_AREA, TEMPORAL

Touched = tuple[str, tuple[object, ...]]
"""One thing that a change touched: the table, and what makes its believed row the only one."""


def touched(
    connection: sa.Connection, *, by: int | None = None, after: int | None = None
) -> set[Touched]:
    """Return what a change touched, or any change after it."""
    found: set[Touched] = set()
    for table in TEMPORAL:
        columns = [table.c[name] for name in _identifying(table)]
        for column in (table.c.made_in, table.c.ended_in):
            condition = column == by if by is not None else column > after
            for row in connection.execute(sa.select(*columns).where(condition)):
                found.add((table.name, tuple(row)))
    return found


def areas_among(some: Iterable[Touched]) -> set[str]:
    """Return the ids of the areas among what changes touched."""
    names = {table.name for table in OF_AN_AREA}
    return {str(key[0]) for table, key in some if table in names}


def identity(table: sa.Table, row: Fetched) -> tuple[object, ...]:
    """Return what tells the thing that a row is about from others of its table."""
    return tuple(row[name] for name in _identifying(table))


def _identifying(table: sa.Table) -> tuple[str, ...]:
    """Return the columns that tell one thing of a table from another; versions of an area are one thing."""
    return TEMPORAL[table][:1] if table is AREA_VERSION else TEMPORAL[table]
