"""Which areas have ever lain in some municipalities, led on from change to change by what was touched."""

from dataclasses import dataclass

import sqlalchemy as sa

from grannsamverkan.register import ledger, public_facts
from grannsamverkan.register.ledger import Head
from grannsamverkan.register.schema import AREA_VERSION

_VERSION = AREA_VERSION.c


@dataclass(frozen=True, slots=True)
class Lain:
    """The ids of the areas of which some version, believed or not, lay in one of the places, by a change."""

    head: Head
    places: frozenset[str]
    ids: frozenset[str]


def lain_in(connection: sa.Connection, places: frozenset[str], before: Lain | None) -> Lain:
    """Return the areas of some municipalities; of those known `before`, only what has been touched is looked at."""
    head = ledger.head(connection)
    if before is not None and before.places == places:
        if before.head == head:
            return before
        touched = public_facts.touched_since(connection, before.head)
        if touched is not None:
            fresh = _ids(connection, places, _VERSION.area_id.in_(touched))
            return Lain(head, places, before.ids | fresh)
    return Lain(head, places, _ids(connection, places))


def _ids(
    connection: sa.Connection, places: frozenset[str], *among: sa.ColumnElement[bool]
) -> frozenset[str]:
    there = _VERSION.municipality.in_(sorted(places))
    query = sa.select(_VERSION.area_id).where(there, *among)
    return frozenset(connection.execute(query).scalars())
