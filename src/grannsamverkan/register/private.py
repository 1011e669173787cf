"""What lies outside the ledger: read, written and erased row by row, by whoever has a transaction open."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa

from grannsamverkan.register import bulk
from grannsamverkan.register.ledger import in_batches
from grannsamverkan.register.mapping import Row, fields_of, objects_of, row_of
from grannsamverkan.register.schema import PRIVATE

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Private:
    """The private tables inside one transaction; every class has a table in `schema.PRIVATE`."""

    connection: sa.Connection

    def put(self, *objects: object) -> None:
        """Write objects; one with the id of another takes its place."""
        by_class: dict[type, list[object]] = {}
        for one in objects:
            by_class.setdefault(type(one), []).append(one)
        for cls, some in by_class.items():
            rows = [row_of(one) for one in some]
            self._remove(cls, [row["id"] for row in rows])
            self._insert(PRIVATE[cls], rows)

    def get(self, cls: type[T], key: str) -> T | None:
        """Return the object with an id, or None."""
        return next(iter(self.find(cls, id=key)), None)

    def find(self, cls: type[T], **equal: object) -> tuple[T, ...]:
        """Return the objects whose fields have these values, by id; a tuple of values stands for any of them."""
        table = PRIVATE[cls]
        query = sa.select(*fields_of(cls, table)).order_by(table.c.id)
        for name, value in equal.items():
            column = table.c[name]
            query = query.where(column.in_(value) if isinstance(value, tuple) else column == value)
        return tuple(objects_of(cls, self.connection.execute(query)))

    def count(self, cls: type) -> int:
        """Return how many objects of a class there are."""
        return self.connection.execute(
            sa.select(sa.func.count()).select_from(PRIVATE[cls])
        ).scalar_one()

    def sizes(self, cls: type, column: str) -> dict[str, int]:
        """Return how many bytes each object of a class has in a column, by id; the bytes are not read."""
        table = PRIVATE[cls]
        query = sa.select(table.c.id, sa.func.length(table.c[column]).label("size"))
        return {row.id: row.size for row in self.connection.execute(query)}

    def remove(self, cls: type, *keys: str) -> None:
        """Erase objects by id; one that is not there is no fault."""
        self._remove(cls, keys)

    def replace_all(self, cls: type, objects: Iterable[object], **equal: object) -> None:
        """Erase every object whose fields have these values, and write others in their place."""
        table = PRIVATE[cls]
        gone = sa.delete(table).where(*(table.c[name] == value for name, value in equal.items()))
        self.connection.execute(gone)
        self._insert(table, [row_of(one) for one in objects])

    def _insert(self, table: sa.Table, rows: list[Row]) -> None:
        bulk.insert(self.connection, table, rows)
        bulk.settle(self.connection, table, len(rows))

    def _remove(self, cls: type, keys: Iterable[str]) -> None:
        table = PRIVATE[cls]
        for some in in_batches(tuple(keys)):
            self.connection.execute(sa.delete(table).where(table.c.id.in_(some)))
