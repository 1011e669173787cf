"""Promises as a file states them (TOML): what was promised, by what it is followed, notes, and the schools there are.

The key of a promise is its id in a register, and that of an indicator or note comes after it with a
full stop: read in again, the file corrects what it made. What it does not state stays as it is.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grannsamverkan.domain.promises import Indicator, Promise, PromiseNote, School
from grannsamverkan.errors import NotFound, Phrase, Refused, TooLarge
from grannsamverkan.exchange.fields import facts_of, field_names
from grannsamverkan.exchange.schools import SchoolRecord

_KEY = re.compile(r"[a-z][a-z0-9-]{1,60}")
_LARGEST_BYTES = 1_000_000
_LINE = re.compile(r"at line ([0-9]+)")

PROMISE_FIELDS = field_names(Promise, without={"id", "municipality", "successor_id", "reviewed_on"})
"""What a file, or the command line, can state of a promise."""

_INDICATOR_FIELDS = field_names(Indicator, without={"id", "promise_id"})
_NOTE_FIELDS = field_names(PromiseNote, without={"id", "promise_id"})
_SCHOOL_FIELDS = ("name", "code", "stage")


@dataclass(frozen=True, slots=True)
class Stated:
    """An indicator or a note as a file states it: its key and its facts."""

    key: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StatedPromise:
    """A promise as a file states it; `successor` is the key, or the id, of the one that took its place."""

    key: str
    facts: Mapping[str, Any]
    successor: str | None
    indicators: tuple[Stated, ...]
    notes: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class PromiseFile:
    """What a file of promises holds; without a municipality it is for the only one of a register."""

    municipality: str | None
    schools: tuple[SchoolRecord, ...]
    promises: tuple[StatedPromise, ...]


def read_promises(path: Path) -> PromiseFile:
    """Return the promises and schools of a file.

    Raises:
        NotFound: no such file. TooLarge: it is larger than such a file can be.
        Refused: it is not TOML, or states what no promise has; the text says where.
    """
    if not path.is_file():
        raise NotFound("import.no_file", name=path.name)
    if path.stat().st_size > _LARGEST_BYTES:
        raise TooLarge("import.file_size", limit_mb=_LARGEST_BYTES // 1_000_000)
    try:
        return promises_of(tomllib.loads(path.read_text("utf-8")))
    except UnicodeDecodeError as error:
        raise Refused("promises.not_utf8") from error
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        raise Refused("promises.not_toml", line=found[1] if found else "?") from error


def promises_of(tree: Mapping[str, Any]) -> PromiseFile:
    """Return what the tables of a file state.

    Raises:
        Refused: something that no promise has; the text says where.
    """
    _only(tree, {"municipality", "common", "school", "promise"})
    common = _table(tree, "common")
    promises = tuple(_promise(table, common) for table in _tables(tree, "promise"))
    _once(promises)
    return PromiseFile(
        municipality=str(tree["municipality"]) if "municipality" in tree else None,
        schools=tuple(_school(row, table) for row, table in enumerate(_tables(tree, "school"), 1)),
        promises=promises,
    )


def _promise(table: Mapping[str, Any], common: Mapping[str, Any]) -> StatedPromise:
    own = {"key", "successor", "indicator", "note"}
    key = _key(table)
    with_common = {**common, **table}
    try:
        stated = {name: value for name, value in with_common.items() if name not in own}
        facts = facts_of(Promise, stated, PROMISE_FIELDS)
        indicators = [
            _stated(one, Indicator, _INDICATOR_FIELDS) for one in _tables(table, "indicator")
        ]
        notes = [_stated(one, PromiseNote, _NOTE_FIELDS) for one in _tables(table, "note")]
        _once(indicators)
        _once(notes)
    except Refused as error:
        raise in_place(key, error) from error
    successor = str(table["successor"]) if table.get("successor") else None
    return StatedPromise(key, facts, successor, tuple(indicators), tuple(notes))


def in_place(key: str, error: Refused) -> Refused:
    """Return a refusal that says of what it is."""
    return Refused("promises.in_place", name=key, fault=Phrase(f"error.{error.key}", error.values))


def _stated(table: Mapping[str, Any], cls: type, fields: Sequence[str]) -> Stated:
    key = _key(table)
    try:
        stated = {name: value for name, value in table.items() if name != "key"}
        return Stated(key, facts_of(cls, stated, fields))
    except Refused as error:
        raise in_place(key, error) from error


def _key(table: Mapping[str, Any]) -> str:
    key = str(table.get("key", ""))
    if not _KEY.fullmatch(key):
        raise Refused("promises.bad_key", name=key[:60])
    return key


def _once(some: Iterable[Stated | StatedPromise]) -> None:
    keys: set[str] = set()
    for one in some:
        if one.key in keys:
            raise Refused("promises.key_twice", name=one.key)
        keys.add(one.key)


def _school(row: int, table: Mapping[str, Any]) -> SchoolRecord:
    if not table.get("name"):
        raise Refused("promises.school_name_missing")
    try:
        facts = facts_of(School, table, _SCHOOL_FIELDS)
    except Refused as error:
        raise in_place(str(table["name"])[:40], error) from error
    return SchoolRecord(row, facts["name"], facts.get("code"), facts.get("stage"))


def _only(tree: Mapping[str, Any], known: Collection[str]) -> None:
    for name in tree:
        if name not in known:
            raise Refused(
                "promises.no_such_field", field=name[:40], fields=", ".join(sorted(known))
            )


def _table(tree: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = tree.get(name, {})
    if not isinstance(found, dict):
        raise Refused("promises.no_table", name=f"[{name}]")
    return found


def _tables(tree: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = tree.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Refused("promises.no_table", name=f"[[{name}]]")
    return found
