"""Checking the ledger: every row against its digest, every change against the rows and the one before."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import shapely
import sqlalchemy as sa

from grannsamverkan.register import rows
from grannsamverkan.register.ledger import GENESIS, change_hash
from grannsamverkan.register.rows import Row
from grannsamverkan.register.schema import (
    ABOUT,
    CHANGE,
    CHANGE_REASON,
    OUTLINE,
    TEMPORAL,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the ledger found.

    Attributes:
        changes: how many changes were read.
        head: the hash of the newest one.
        fault: the first thing that is not as it was written, as a catalogue key with values; None: all is.
    """

    changes: int
    head: str
    fault: tuple[str, dict[str, object]] | None

    @property
    def intact(self) -> bool:
        """Whether all is as it was written."""
        return self.fault is None


_Fault = tuple[int, tuple[str, dict[str, object]]]
"""Where in the chain a fault lies, and the key and values of its text."""


def verify(connection: sa.Connection, *, head: str | None = None) -> Verdict:
    """Recompute the whole chain from the rows, and name the first fault.

    `head` is a hash noted earlier (each report prints it): the chain must still hold it.
    """
    made: dict[int, list[str]] = defaultdict(list)
    ended: dict[int, list[str]] = defaultdict(list)
    faults: list[_Fault] = []
    seen: list[str] = []
    for table in (OUTLINE, *TEMPORAL):
        with _naming(table, faults):
            faults += _check_rows(connection, table, made, ended)
    with _naming(CHANGE, faults):
        faults += _chain(connection, made, ended, seen)
    faults += _truncated(connection, made, ended, seen, head)
    first = min(faults, key=lambda fault: fault[0])[1] if faults else None
    return Verdict(len(seen), seen[-1] if seen else GENESIS, first)


@contextmanager
def _naming(table: sa.Table, faults: list[_Fault]) -> Iterator[None]:
    """Name the table when an edit has left what is no date, number, text or polygon any more."""
    try:
        yield
    except (ValueError, TypeError, shapely.errors.ShapelyError):
        faults.append((0, ("audit.unreadable", {"table": table.name})))
    except sa.exc.OperationalError as error:
        if "decode" not in str(error.orig):
            raise
        faults.append((0, ("audit.unreadable", {"table": table.name})))


def _check_rows(
    connection: sa.Connection,
    table: sa.Table,
    made: dict[int, list[str]],
    ended: dict[int, list[str]],
) -> Iterator[_Fault]:
    for row in _rows(connection, table):
        found = rows.digest(table, row)
        made[_seq(row["made_in"])].append(found)
        if row.get("ended_in") is not None:
            ended[_seq(row["ended_in"])].append(found)
        if found != row["digest"] or _id_lies(table, row):
            values = {"table": table.name, "row": _named(table, row), "seq": row["made_in"]}
            yield row["made_in"], ("audit.row_altered", values)


def _seq(value: object) -> int:
    if not isinstance(value, int):
        msg = "SQLite lets a number be text"
        raise TypeError(msg)
    return value


def _chain(
    connection: sa.Connection,
    made: dict[int, list[str]],
    ended: dict[int, list[str]],
    seen: list[str],
) -> Iterator[_Fault]:
    """Follow the chain, enter the hash of each change in `seen`, and stop where it breaks."""
    previous, at = GENESIS, ""
    reasons = {row["seq"]: row for row in _rows(connection, CHANGE_REASON)}
    for expected, row in enumerate(_rows(connection, CHANGE), start=1):
        seq = row["seq"]
        if seq != expected or row["prev"] != previous or row["at"] < at:
            yield expected, ("audit.chain_broken", {"seq": expected, "found": seq})
            return
        if row["hash"] != change_hash(row, made[seq], ended[seq]):
            yield seq, ("audit.change_altered", {"seq": seq, "at": row["at"]})
        reason = reasons.get(seq)
        if reason and rows.sha256([reason["salt"], reason["text"]]) != row["reason_digest"]:
            yield seq, ("audit.reason_altered", {"seq": seq})
        previous, at = row["hash"], row["at"]
        seen.append(previous)


def _truncated(
    connection: sa.Connection,
    made: dict[int, list[str]],
    ended: dict[int, list[str]],
    seen: list[str],
    head: str | None,
) -> Iterator[_Fault]:
    """Find what shows that newer changes were cut off."""
    newest = len(seen)
    beyond = max([0, *made, *ended])
    if beyond > newest:
        yield newest + 1, ("audit.change_missing", {"seq": newest + 1})
    noted = {row["key"]: row["value"] for row in _rows(connection, ABOUT)}
    if noted.get("head_hash") != (seen[-1] if seen else GENESIS):
        yield newest + 1, ("audit.head_missing", {"seq": noted.get("head_seq", "?")})
    if head is not None and head not in {GENESIS, *seen}:
        yield newest + 1, ("audit.head_unknown", {"head": head[:12]})


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[Row]:
    result = connection.execute(sa.select(table).order_by(*table.primary_key.columns))
    return (dict(row) for row in result.mappings().yield_per(2_000))


def _id_lies(table: sa.Table, row: Row) -> bool:
    return table is OUTLINE and rows.outline_from(row).id != row["id"]


def _named(table: sa.Table, row: Row) -> str:
    if table is OUTLINE:
        return str(row["id"])[:12]
    key = TEMPORAL[table]
    return " ".join(str(row[column]) for column in key)
