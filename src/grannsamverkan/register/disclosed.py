"""Which areas the public may meet, led on from change to change by the areas that were touched alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from grannsamverkan.domain.disclosure import disclosed_from
from grannsamverkan.register import ledger, public_facts
from grannsamverkan.register.ledger import Head
from grannsamverkan.register.public_facts import ACTIVE, BELIEVED, holds
from grannsamverkan.register.schema import AREA_VERSION

_VERSION = AREA_VERSION.c


@dataclass(frozen=True, slots=True)
class Disclosed:
    """The ids of the areas that may be met on a day, as the register stood at one change.

    They are those that are `active` that day, and all that they came from: `came_from` tells of each area that
    came from others which they are.
    """

    head: Head
    today: date
    ids: frozenset[str]
    active: frozenset[str]
    came_from: Mapping[str, list[str]]


def disclosed(connection: sa.Connection, today: date, before: Disclosed | None) -> Disclosed:
    """Return which areas may be met; of those known `before`, only what has been touched is read again."""
    head = ledger.head(connection)
    touched = None
    if before is not None and before.today == today:
        if before.head == head:
            return before
        touched = public_facts.touched_since(connection, before.head)
    if before is None or touched is None:
        active, came_from = _read(connection, today)
    else:
        fresh = _read(connection, today, _VERSION.area_id.in_(touched))
        active = (before.active - touched) | fresh[0]
        kept = {one: ids for one, ids in before.came_from.items() if one not in touched}
        came_from = {**kept, **fresh[1]}
    return Disclosed(head, today, disclosed_from(active, came_from), active, came_from)


def _read(
    connection: sa.Connection, today: date, *among: sa.ColumnElement[bool]
) -> tuple[frozenset[str], dict[str, list[str]]]:
    """Return the ids of the areas that are active, and which ones each area came from."""
    active = connection.execute(sa.select(_VERSION.area_id).where(ACTIVE, holds(today), *among))
    query = sa.select(_VERSION.area_id, _VERSION.predecessors)
    query = query.where(BELIEVED, _VERSION.predecessors.is_not(None), *among)
    came_from: dict[str, list[str]] = {}
    for area_id, ids in connection.execute(query):
        came_from.setdefault(area_id, []).extend(ids.split())
    return frozenset(active.scalars()), came_from
