"""Flat dataclasses as rows: each field a column by its type, so that a new fact needs no code of its own."""

import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar, get_args, get_type_hints

import shapely
import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry

T = TypeVar("T")

Row = dict[str, Any]


class Moment(sa.types.TypeDecorator[datetime]):
    """A time with its zone, kept as UTC text that sorts."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002 # the same on both
        """Return the text that is stored."""
        return value.astimezone(UTC).isoformat(timespec="microseconds") if value else None

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002 # as above
        """Return the time that was stored."""
        return datetime.fromisoformat(value) if value else None


class Wkb(sa.types.TypeDecorator[BaseGeometry]):
    """A shape that no GIS program needs to see, as plain WKB."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: BaseGeometry | None, dialect: sa.Dialect) -> bytes | None:  # noqa: ARG002 # the same on both
        """Return the bytes that are stored."""
        return None if value is None else shapely.to_wkb(value, byte_order=1, output_dimension=2)

    def process_result_value(
        self,
        value: bytes | None,
        dialect: sa.Dialect,  # noqa: ARG002 # as above
    ) -> BaseGeometry | None:
        """Return the shape that was stored."""
        return None if value is None else shapely.from_wkb(value)


class Words(sa.types.TypeDecorator[tuple[str, ...]]):
    """Several ids in one text, with spaces between them."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002 # the same on both
        """Return the text that is stored; nothing for none."""
        return " ".join(value) or None if value else None

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> tuple[str, ...]:  # noqa: ARG002 # as above
        """Return the ids that were stored."""
        return tuple(value.split()) if value else ()


_PLAIN: dict[type, Callable[[], sa.types.TypeEngine[Any]]] = {
    str: sa.Text,
    int: sa.Integer,
    float: sa.Double,
    date: sa.Date,
    datetime: Moment,
    bool: partial(sa.Boolean, create_constraint=False),
    bytes: sa.LargeBinary,
}


_FIELDS: dict[type, dict[str, tuple[Any, bool]]] = {}


def _kinds(cls: type) -> dict[str, tuple[Any, bool]]:
    """Return for each field its type without None, and whether it can be None."""
    if cls not in _FIELDS:
        hints = get_type_hints(cls)
        _FIELDS[cls] = {field.name: _kind(hints[field.name]) for field in fields(cls)}
    return _FIELDS[cls]


def _kind(hint: Any) -> tuple[Any, bool]:  # noqa: ANN401 # any annotation
    if isinstance(hint, types.UnionType):
        (kind,) = (one for one in get_args(hint) if one is not type(None))
        return kind, True
    return hint, False


def columns(cls: type, *, indexed: tuple[str, ...] = ()) -> list[sa.Column[Any]]:
    """Return the columns of a dataclass; `id`, where there is one, is the primary key of a private table."""
    return [
        sa.Column(name, column_type(kind), nullable=nullable or kind == tuple[str, ...],
                  index=name in indexed or None)
        for name, (kind, nullable) in _kinds(cls).items()
    ]  # fmt: skip


def column_type(kind: Any) -> sa.types.TypeEngine[Any]:  # noqa: ANN401 # any annotation
    """Return the column type of a field's type."""
    if kind == tuple[str, ...]:
        return Words()
    if issubclass(kind, StrEnum):
        return sa.Text()
    if issubclass(kind, BaseGeometry):
        return Wkb()
    return _PLAIN[kind]()


def row_of(found: object) -> Row:
    """Return an object as a row: words for states, and numbers as the columns read them."""
    return {
        name: _written(kind, getattr(found, name))
        for name, (kind, _) in _kinds(type(found)).items()
    }


def _written(kind: Any, value: Any) -> Any:  # noqa: ANN401 # any field
    if isinstance(value, StrEnum):
        return value.value
    return float(value) if kind is float and value is not None else value


def object_of(cls: type[T], row: Any) -> T:  # noqa: ANN401 # a mapping of either kind
    """Return the object that a row holds."""
    names = _kinds(cls)
    return _object(cls, _words(cls), {name: row[name] for name in names})


def objects_of(cls: type[T], rows: Iterable[Sequence[Any]]) -> Iterator[T]:
    """Give the objects that rows hold whose first columns are those of the class, in its order."""
    names, words = tuple(_kinds(cls)), _words(cls)
    return (_object(cls, words, dict(zip(names, row, strict=False))) for row in rows)


def fields_of(cls: type, table: sa.Table) -> list[sa.Column[Any]]:
    """Return the columns of a table that hold the fields of a class, in its order."""
    return [table.c[name] for name in _kinds(cls)]


def _words(cls: type) -> tuple[tuple[str, Mapping[str, StrEnum]], ...]:
    """Return which fields are words for states, and what each word stands for."""
    return tuple(
        (name, {one.value: one for one in kind})
        for name, (kind, _) in _kinds(cls).items()
        if isinstance(kind, type) and issubclass(kind, StrEnum)
    )


def _object(
    cls: type[T], words: tuple[tuple[str, Mapping[str, StrEnum]], ...], stated: dict[str, Any]
) -> T:
    for name, meaning in words:
        if stated[name] is not None:
            stated[name] = meaning[stated[name]]
    return cls(**stated)
