"""Checking the ledger: every row against its digest, every change against the rows and the one before."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import shapely
import sqlalchemy as sa

from grannsamverkan.register import guards, rows
from grannsamverkan.register.ledger import change_hash, genesis, read_about
from grannsamverkan.register.rows import Row
from grannsamverkan.register.schema import (
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
        without_reason: changes whose reason has been erased, as may be.
    """

    changes: int
    head: str
    fault: tuple[str, dict[str, object]] | None
    without_reason: int

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
    about = read_about(connection)
    reasons: dict[int, Row] = {}
    for table in (OUTLINE, *TEMPORAL):
        with _naming(table, faults):
            faults += _check_rows(connection, table, made, ended)
    with _naming(CHANGE, faults):
        reasons |= {row["seq"]: row for row in _rows(connection, CHANGE_REASON)}
        faults += _chain(connection, made, ended, _Read(genesis(about), reasons, seen))
    chain = [genesis(about), *seen]
    faults += _truncated({*made, *ended}, about, chain, head)
    faults += (
        (len(chain), ("audit.guard_altered", {"name": one})) for one in guards.altered(connection)
    )
    first = min(faults, key=lambda fault: fault[0])[1] if faults else None
    return Verdict(len(seen), chain[-1], first, without_reason=len(seen) - len(reasons))


@dataclass(frozen=True, slots=True)
class _Read:
    """What the chain begins with, the reasons that are kept, and the hashes met so far."""

    genesis: str
    reasons: dict[int, Row]
    seen: list[str]


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
    read: _Read,
) -> Iterator[_Fault]:
    """Follow the chain, enter the hash of each change in `seen`, and stop where it breaks."""
    previous, at = read.genesis, ""
    for expected, row in enumerate(_rows(connection, CHANGE), start=1):
        seq = row["seq"]
        if seq == expected == 1 and row["prev"] != previous:
            yield 0, ("audit.about_altered", {})
            return
        if seq != expected or row["prev"] != previous or row["at"] < at:
            yield expected, ("audit.chain_broken", {"seq": expected, "found": seq})
            return
        if row["hash"] != change_hash(row, made[seq], ended[seq]):
            yield seq, ("audit.change_altered", {"seq": seq, "at": row["at"]})
        reason = read.reasons.get(seq)
        if reason and rows.sha256([reason["salt"], reason["text"]]) != row["reason_digest"]:
            yield seq, ("audit.reason_altered", {"seq": seq})
        previous, at = row["hash"], row["at"]
        read.seen.append(previous)


def _truncated(
    touching: set[int], about: dict[str, str], chain: list[str], head: str | None
) -> Iterator[_Fault]:
    """Find what shows that newer changes were cut off: rows of theirs, the head noted here or elsewhere."""
    if max([0, *touching]) >= len(chain):
        yield len(chain), ("audit.change_missing", {"seq": len(chain)})
    if about.get("head_hash") != chain[-1]:
        yield len(chain), ("audit.head_missing", {"seq": about.get("head_seq", "?")})
    if head is not None and head not in chain:
        yield len(chain), ("audit.head_unknown", {"head": head[:12]})


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
