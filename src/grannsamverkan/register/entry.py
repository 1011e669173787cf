"""Entering a change: its rows, each with its digest, and the next link of the chain of hashes over them."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

import sqlalchemy as sa

from grannsamverkan.register import bulk, driver, rows
from grannsamverkan.register.ledger import Head, change_hash, head, moment
from grannsamverkan.register.rows import Row
from grannsamverkan.register.schema import (
    CHANGE,
    CHANGE_REASON,
    OUTLINE,
    TEMPORAL,
)

LEDGERS = frozenset({"row_id", "made_in", "ended_in", "digest"})
"""The columns of a row that the ledger sets, and that say nothing of the world."""

_NEWEST = "SELECT seq, hash, at FROM change ORDER BY seq DESC LIMIT 1"
_REMEMBER = 'UPDATE about SET value = ? WHERE "key" = ?'

_STATED = {
    table: tuple(column.name for column in table.columns if column.name not in LEDGERS)
    for table in (OUTLINE, *TEMPORAL)
}


@dataclass(frozen=True, slots=True)
class Altered:
    """The rows that a change makes, which have no number yet, and those that it ends, by table.

    `subject` is the person that it is about.
    """

    made: Mapping[sa.Table, Sequence[Row]]
    ended: Mapping[sa.Table, Sequence[Row]]
    subject: str | None

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to write."""
        return self.subject is None and not any(self.made.values()) and not any(self.ended.values())


def enter(
    connection: sa.Connection,
    altered: Altered,
    *,
    actor: str,
    action: str,
    reason: str,
    now: datetime,
) -> Head:
    """Write everything as the next change; the caller commits.

    The time never goes back: a clock that did is given the time of the change before.
    """
    before, last_at = _before(connection)
    salt = token_hex(16)
    seq = before.seq + 1
    row: Row = {
        "seq": seq,
        "at": max(moment(now), last_at),
        "actor": actor,
        "action": action,
        "reason_digest": rows.sha256([salt, reason]),
        "prev": before.hash,
        "subject": altered.subject,
    }
    made = {table: _stamped(table, new, seq) for table, new in altered.made.items()}
    row["hash"] = change_hash(row, _digests(made), _digests(altered.ended))
    copied = any(len(new) >= bulk.COPIED_FROM for new in made.values())
    with nullcontext() if copied else driver.together(connection):
        bulk.insert(connection, CHANGE, [row])
        bulk.insert(connection, CHANGE_REASON, [{"seq": seq, "salt": salt, "text": reason}])
        for table, old in altered.ended.items():
            _end(connection, table, old, seq)
        for table in _STATED:
            bulk.insert(connection, table, made.get(table, ()))
        remembered = ((str(seq), "head_seq"), (row["hash"], "head_hash"))
        driver.run(connection, _REMEMBER, remembered)
    for table, new in made.items():
        bulk.settle(connection, table, len(new))
    return Head(seq, row["hash"])


def _before(connection: sa.Connection) -> tuple[Head, str]:
    """Return the newest change and its time, which is the latest there is."""
    for seq, digest, at in driver.ask(connection, _NEWEST):
        return Head(seq, digest), at
    return head(connection), ""


def _stamped(table: sa.Table, new: Sequence[Row], seq: int) -> list[Row]:
    stamped = [{**{name: row[name] for name in _STATED[table]}, "made_in": seq} for row in new]
    return [{**row, "digest": rows.digest(table, row)} for row in stamped]


def _digests(touched: Mapping[sa.Table, Sequence[Row]]) -> list[str]:
    return [row["digest"] for table_rows in touched.values() for row in table_rows]


def _end(connection: sa.Connection, table: sa.Table, old: Sequence[Row], seq: int) -> None:
    if old:
        statement = f"UPDATE {table.name} SET ended_in = ? WHERE row_id = ?"  # noqa: S608 # names of ours
        driver.run(connection, statement, [(seq, row["row_id"]) for row in old])
