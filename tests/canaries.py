"""Words that stand nowhere else, one in every text of everything that is not public, to be looked for elsewhere."""

import types
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from itertools import count
from typing import Any, get_args, get_type_hints

from shapely import LineString, MultiPolygon, box

from grannsamverkan.domain.policy import Setting
from grannsamverkan.domain.promises import Assessment, Indicator, Promise, PromiseNote
from grannsamverkan.domain.reporting import Report, ReportFile, ReportText, file_key
from grannsamverkan.domain.views import ResidentView, ViewText
from grannsamverkan.register import Register
from grannsamverkan.register.schema import FACTS, PRIVATE, TEMPORAL
from town import NORRANGEN, NOW, X, Y

PLACES: Mapping[str, object] = {
    "municipality": "1861",
    "area_id": NORRANGEN,
    "area_ids": (NORRANGEN,),
    "x": X + 123,
    "y": Y + 45,
    "line": LineString([(X, Y), (X + 90, Y)]),
    "polygon": MultiPolygon([box(X, Y, X + 90, Y + 90)]),
}
"""What says where a thing is, so that it belongs to an area that the public sees."""

_PLAIN: Mapping[type, object] = {
    bool: True,
    int: 7,
    float: 7.0,
    date: NOW.date(),
    datetime: NOW,
}

VIEW = "01JV0000000000000000000001"
"""The id that a view and its words share."""

PROMISE = "01JL0000000000000000000001"
"""The id of the promise that everything about promises is of."""

REPORT, FILE = "01JR0000000000000000000001", "rapport.sv.html"
"""The id of the report, and the name of the file of it that is kept."""

KEPT: Mapping[type, Mapping[str, object]] = {
    Setting: {"key": "disposal_contacts"},
    Promise: {"id": PROMISE},
    Indicator: {"promise_id": PROMISE},
    PromiseNote: {"promise_id": PROMISE},
    Assessment: {"promise_id": PROMISE, "indicator_id": None},
    ResidentView: {"id": VIEW, "promise_id": PROMISE},
    ViewText: {"id": VIEW},
    Report: {"id": REPORT},
    ReportText: {"report_id": REPORT},
    ReportFile: {"id": file_key(REPORT, FILE), "report_id": REPORT, "name": FILE},
}
"""What has to be what the program knows."""


def plant(register: Register) -> dict[str, str]:
    """Put one thing of each kind into a register and return its words with where they stand."""
    numbers = count(60)
    planted: dict[str, str] = {}
    with register.change(actor="prov", action="plant", reason="Kanarieskäl", now=NOW) as change:
        planted["Kanarieskäl"] = "reason"
        for kind in FACTS:
            thing, words = made(kind, numbers)
            scope = getattr(thing, TEMPORAL[FACTS[kind]][0])
            change.set_facts(kind, scope, [*change.facts(kind, scope), thing])
            planted |= words
        for kind in PRIVATE:
            thing, words = made(kind, numbers)
            change.private.put(thing)
            planted |= words
    return planted


def made(kind: type, numbers: Iterable[int]) -> tuple[Any, dict[str, str]]:
    """Return a thing of a kind whose every text is a word of its own, and the words."""
    known = {**PLACES, **KEPT.get(kind, {})}
    values: dict[str, object] = {}
    words: dict[str, str] = {}
    for field in fields(kind):
        hint = get_type_hints(kind)[field.name]
        if field.name in known:
            values[field.name] = known[field.name]
            continue
        values[field.name] = _value(_bare(hint), kind, field.name, numbers)
        word = values[field.name]
        if isinstance(word, str | bytes) and not isinstance(word, StrEnum):
            plain = word if isinstance(word, str) else word.decode()
            words[plain] = f"{kind.__name__}.{field.name}"
    return kind(**values), words


def _bare(hint: Any) -> Any:  # noqa: ANN401 # any annotation
    if isinstance(hint, types.UnionType):
        return next(one for one in get_args(hint) if one is not type(None))
    return hint


def _value(bare: Any, kind: type, name: str, numbers: Iterable[int]) -> object:  # noqa: ANN401 # any type
    if bare is str and name == "phone":
        return f"070-174 06 {next(iter(numbers))}"
    if bare is str and name in {"mail", "login"}:
        return f"kanarie.{kind.__name__.casefold()}.{name}@example.org"
    if bare in {str, bytes}:
        word = f"Kanarie{kind.__name__}{name.title().replace('_', '')}"
        return word if bare is str else word.encode()
    if bare == tuple[str, ...]:
        return ()
    if issubclass(bare, StrEnum):
        return next(iter(bare))
    return _PLAIN[bare]


def of(planted: Mapping[str, str], *kinds: type) -> dict[str, str]:
    """Return the words that stand in things of some kinds."""
    names = {kind.__name__ for kind in kinds}
    return {word: where for word, where in planted.items() if where.partition(".")[0] in names}


def seen(data: bytes, planted: Mapping[str, str]) -> list[str]:
    """Return where the words that stand in some bytes come from; numbers also without their spaces."""
    plain = data.replace(b" ", b"").replace(b"-", b"")
    return [
        where
        for word, where in planted.items()
        if word.encode() in data or word.replace(" ", "").replace("-", "").encode() in plain
    ]
