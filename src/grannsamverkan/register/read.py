"""Asking an open register: what is believed, what was believed at a moment, and the journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from grannsamverkan.domain.areas import (
    Locality,
    Municipality,
    Timeline,
)
from grannsamverkan.errors import NotFound
from grannsamverkan.register import ledger, rows
from grannsamverkan.register.mapping import fields_of, objects_of
from grannsamverkan.register.schema import (
    AREA_VERSION,
    CHANGE,
    CHANGE_REASON,
    FACTS,
    LOCALITY,
    MUNICIPALITY,
    OF_AN_AREA,
    TEMPORAL,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One line of the journal."""

    seq: int
    at: str
    actor: str
    action: str
    reason: str | None
    hash: str
    subject: str | None = None


def changed_at(connection: sa.Connection) -> datetime | None:
    """Return when the newest change was written, in UTC; None in an empty register."""
    newest = connection.execute(sa.select(sa.func.max(CHANGE.c.at))).scalar()
    return datetime.fromisoformat(newest) if newest else None


def begun_at(connection: sa.Connection) -> datetime | None:
    """Return when the first change was written, in UTC; None in an empty register."""
    first = connection.execute(sa.select(CHANGE.c.at).order_by(CHANGE.c.seq).limit(1)).scalar()
    return datetime.fromisoformat(first) if first else None


def changes(connection: sa.Connection, area_id: str | None) -> list[ChangeEntry]:
    """Return the journal, oldest first; of one area: the changes that touched it."""
    query = (
        sa.select(CHANGE, CHANGE_REASON.c.text)
        .join_from(CHANGE, CHANGE_REASON, isouter=True)
        .order_by(CHANGE.c.seq)
    )
    if area_id is not None:
        touched = sa.union(
            *(
                sa.select(seq).where(table.c.area_id == area_id, seq.is_not(None))
                for table in OF_AN_AREA
                for seq in (table.c.made_in, table.c.ended_in)
            )
        )
        query = query.where(CHANGE.c.seq.in_(touched))
    return [
        ChangeEntry(row.seq, row.at, row.actor, row.action, row.text, row.hash, row.subject)
        for row in connection.execute(query)
    ]


def facts(
    connection: sa.Connection, cls: type[T], scope: str | None, *, seq: int | None = None
) -> tuple[T, ...]:
    """Return the facts of a class that are believed, all or of one scope, in the order of their key.

    With `seq`, those that were believed once that change was written.
    """
    table = FACTS[cls]
    key = TEMPORAL[table]
    held = table.c.ended_in.is_(None) if seq is None else ledger.believed_as_of(table, seq)
    query = sa.select(*fields_of(cls, table)).where(held)
    if scope is not None:
        query = query.where(table.c[key[0]] == scope)
    ordered = query.order_by(*(table.c[name] for name in key))
    return tuple(objects_of(cls, connection.execute(ordered)))


def timelines(
    connection: sa.Connection, *, known: datetime | None, area_ids: Iterable[str] | None
) -> dict[str, Timeline]:
    """Return what is believed of areas, or was believed at the moment `known`, by area id."""
    query = _versions(seq_at(connection, known))
    if area_ids is not None:
        query = query.where(AREA_VERSION.c.area_id.in_(list(area_ids)))
    return rows.timelines_from(connection.execute(query))


def seq_at(connection: sa.Connection, known: datetime | None) -> int | None:
    """Return the last change by a moment, 0 before the first; None for what is believed now."""
    if known is None:
        return None
    by_then = sa.select(sa.func.max(CHANGE.c.seq)).where(CHANGE.c.at <= ledger.moment(known))
    return connection.execute(by_then).scalar() or 0


def _versions(seq: int | None) -> sa.Select[Any]:
    now = AREA_VERSION.c.ended_in.is_(None)
    held = now if seq is None else ledger.believed_as_of(AREA_VERSION, seq)
    return ledger.in_order(ledger.versions().where(held))


def change_of(connection: sa.Connection, seq: int) -> tuple[str, str]:
    """Return the hash of a change and when it was written, as ISO text in UTC.

    Raises:
        NotFound: no such change.
    """
    row = connection.execute(
        sa.select(CHANGE.c.hash, CHANGE.c.at).where(CHANGE.c.seq == seq)
    ).first()
    if row is None:
        raise NotFound("area.no_such_change", seq=str(seq))
    return str(row.hash), str(row.at)


def timelines_as_of(
    connection: sa.Connection, seq: int, *among: sa.ColumnElement[bool]
) -> dict[str, Timeline]:
    """Return what was believed of areas once a change was written, by area id; `among` are conditions on versions."""
    return rows.timelines_from(connection.execute(_versions(seq).where(*among)))


def municipalities(
    connection: sa.Connection, *, seq: int | None = None
) -> tuple[Municipality, ...]:
    """Return the municipalities the register serves, by code; with `seq` as of that change."""
    query = _held(MUNICIPALITY, seq).order_by(MUNICIPALITY.c.code)
    return tuple(rows.municipality_from(row) for row in connection.execute(query).mappings())


def localities(connection: sa.Connection, *, seq: int | None = None) -> tuple[Locality, ...]:
    """Return the named places, largest first; with `seq` as of that change."""
    query = _held(LOCALITY, seq).order_by(
        LOCALITY.c.population.desc().nulls_last(), LOCALITY.c.name
    )
    return tuple(rows.locality_from(row) for row in connection.execute(query).mappings())


def _held(table: sa.Table, seq: int | None) -> sa.Select[tuple[object, ...]]:
    if seq is None:
        return ledger.believed(table)
    return ledger.rows_of(table).where(ledger.believed_as_of(table, seq))
