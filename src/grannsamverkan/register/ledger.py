"""The ledger: what a change is hashed over, and how to ask for what was believed when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.geometry import Outline
from grannsamverkan.register import driver, rows
from grannsamverkan.register.rows import Row
from grannsamverkan.register.schema import ABOUT, AREA_VERSION, OUTLINE, shapes_from

_FACTS_OF_THE_REGISTER = ("format", "register_id", "name", "crs", "example", "created")

_AT_ONCE = 500

NEWEST = "SELECT seq, hash FROM change ORDER BY seq DESC LIMIT 1"
"""As it stands: building and compiling it would take longer than its answer."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest change: its number and its hash; in an empty register 0 and what the chain begins with."""

    seq: int
    hash: str


def genesis(about: Mapping[str, str]) -> str:
    """Return what the first change has as the hash before it: that of what the register is.

    So a register that is given another name, CRS or country, or whose mark as an example is taken away,
    does not verify. Those founded before countries were stated have none.
    """
    facts = {key: about.get(key) for key in _FACTS_OF_THE_REGISTER}
    if "country" in about:
        facts["country"] = about["country"]
    return rows.sha256(facts)


def read_about(connection: sa.Connection) -> dict[str, str]:
    """Return what the register says of itself."""
    return {row.key: row.value for row in connection.execute(sa.select(ABOUT))}


def head(connection: sa.Connection) -> Head:
    """Return the newest change."""
    row = connection.exec_driver_sql(NEWEST).first()
    return Head(row.seq, row.hash) if row else Head(0, genesis(read_about(connection)))


def moment(at: datetime) -> str:
    """Return a time as the ledger writes it: UTC, microseconds, sortable as text."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def change_hash(change: Row, made: Sequence[str], ended: Sequence[str]) -> str:
    """Return the hash of a change over the one before it, its own facts and the rows it touched."""
    facts = {key: change[key] for key in ("seq", "at", "actor", "action", "reason_digest", "prev")}
    if change.get("subject") is not None:
        facts["subject"] = change["subject"]
    return rows.sha256({**facts, "made": sorted(made), "ended": sorted(ended)})


def believed_as_of(table: sa.Table, seq: int) -> sa.ColumnElement[bool]:
    """Return the condition on rows that were believed once a change was written."""
    return sa.and_(
        table.c.made_in <= seq, sa.or_(table.c.ended_in.is_(None), table.c.ended_in > seq)
    )


def in_batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Return ids a few hundred at a time, as many as a statement may name."""
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def rows_of(table: sa.Table) -> sa.Select[tuple[object, ...]]:
    """Return the query for the rows of a table, those of areas with the sizes of their outlines."""
    if table is AREA_VERSION:
        return sa.select(AREA_VERSION, OUTLINE.c.m2).join_from(AREA_VERSION, OUTLINE, isouter=True)
    return sa.select(table)


def believed(table: sa.Table) -> sa.Select[tuple[object, ...]]:
    """Return the query for the rows of a table that are believed now."""
    return rows_of(table).where(table.c.ended_in.is_(None))


def versions() -> sa.Select[tuple[Any, ...]]:
    """Return the query for what versions are made of, with their sizes and without what the ledger alone needs."""
    columns = (OUTLINE.c.m2 if one == "m2" else AREA_VERSION.c[one] for one in rows.FACTS)
    return sa.select(*columns).join_from(AREA_VERSION, OUTLINE, isouter=True)


def in_order(query: sa.Select[tuple[Any, ...]]) -> sa.Select[tuple[Any, ...]]:
    """Return a query for versions area by area, in order."""
    return query.order_by(AREA_VERSION.c.area_id, AREA_VERSION.c.valid_from)


def fetch_timelines(connection: sa.Connection, area_ids: Sequence[str]) -> dict[str, Timeline]:
    """Return what is believed of some areas by id, many at once."""
    found: dict[str, Timeline] = {}
    for some in in_batches(area_ids):
        query = versions().where(AREA_VERSION.c.ended_in.is_(None))
        query = query.where(AREA_VERSION.c.area_id.in_(some))
        found |= rows.timelines_from(connection.execute(in_order(query)))
    return found


def fetch_outlines(connection: sa.Connection, ids: Sequence[str]) -> dict[str, Outline]:
    """Return outlines by id, many at once."""
    found: dict[str, Outline] = {}
    for some in in_batches(ids):
        those = f"SELECT id, m2, polygon, public_polygon FROM outline WHERE id IN ({driver.marks(len(some))})"  # noqa: S608 # marks alone
        there = driver.ask(connection, those, some)
        exact, public = (
            shapes_from([row[column] for row in there], connection.dialect) for column in (2, 3)
        )
        for (key, m2, *_), polygon, shown in zip(there, exact, public, strict=True):
            row = {"polygon": polygon, "m2": m2, "public_polygon": shown}
            found[key] = rows.outline_from(row)
    return found
