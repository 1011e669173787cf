"""What someone states of a thing, field by field: in a file of tables, or as text on the command line."""

import types
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_type_hints

from grannsamverkan.errors import Phrase, Refused

_YES = frozenset({"ja", "yes", "true", "1"})
_NO = frozenset({"nej", "no", "false", "0"})


def field_names(cls: type, *, without: Collection[str]) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass that someone can state."""
    return tuple(field.name for field in fields(cls) if field.name not in without)


def facts_of(cls: type, stated: Mapping[str, object], known: Sequence[str]) -> dict[str, Any]:
    """Return what is stated of a thing as its fields hold it; an empty text leaves a field empty.

    Raises:
        Refused: no such field, or a value that it cannot have; the text names what it can.
    """
    facts = {}
    for name, value in stated.items():
        if name not in known:
            raise Refused("promises.no_such_field", field=name[:40], fields=", ".join(known))
        facts[name] = _value(cls, name, value)
    return facts


def _value(cls: type, name: str, value: object) -> object:
    kind, nullable = _kinds(cls)[name]
    if value == "" and nullable:
        return None
    if kind == tuple[str, ...]:
        return _several(name, value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        words = {one.value: one for one in kind}
        if value not in words:
            raise _refusal(
                name, value, Phrase("promises.expected.word", {"words": ", ".join(words)})
            )
        return words[str(value)]
    read, expected = _READERS[kind]
    found = read(value)
    if found is None:
        raise _refusal(name, value, Phrase(f"promises.expected.{expected}"))
    return found


def _refusal(name: str, value: object, expected: Phrase) -> Refused:
    return Refused("promises.bad_value", field=name, value=str(value)[:40], expected=expected)


@cache
def _kinds(cls: type) -> Mapping[str, tuple[Any, bool]]:
    """Return for each field its type without None, and whether it can be empty."""
    return {name: _kind(hint) for name, hint in get_type_hints(cls).items()}


def _kind(hint: Any) -> tuple[Any, bool]:  # noqa: ANN401 # any annotation
    if isinstance(hint, types.UnionType):
        (kind,) = (one for one in get_args(hint) if one is not type(None))
        return kind, True
    return hint, False


def _several(name: str, value: object) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(one, str) for one in parts):
        raise _refusal(name, value, Phrase("promises.expected.words"))
    return tuple(one.strip() for one in parts if one.strip())


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _day(value: object) -> date | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _yes_or_no(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = str(value).strip().casefold()
    return True if word in _YES else False if word in _NO else None


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(str(value).replace(",", "."))
    except ValueError:
        return None


def _whole(value: object) -> int | None:
    number = _number(value)
    return int(number) if number is not None and number.is_integer() else None


_READERS: Mapping[type, tuple[Callable[[object], object | None], str]] = {
    str: (_text, "text"),
    date: (_day, "day"),
    bool: (_yes_or_no, "yes_or_no"),
    float: (_number, "number"),
    int: (_whole, "whole"),
}
