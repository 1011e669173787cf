"""A list of schools as a municipality or Skolverket has it: name, unit code and which pupils, row by row."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from grannsamverkan.domain.promises import SchoolStage
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.columns import listed, plain_heading
from grannsamverkan.exchange.records import Note
from grannsamverkan.exchange.tables import Row, Table
from grannsamverkan.exchange.values import clean_text, is_total, is_unknown

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("skolenhetsnamn", "skolenhet", "skola", "skolnamn", "skolansnamn", "namn", "school", "schoolname", "name"),
    "code": ("skolenhetskod", "enhetskod", "skolkod", "kod", "schoolunitcode", "unitcode", "schoolcode", "code"),
    "stage": ("skolform", "stadium", "stadie", "skoltyp", "typ", "stage", "schooltype", "level", "type"),
}  # fmt: skip
_STAGES: Mapping[SchoolStage, tuple[str, ...]] = {
    SchoolStage.COMPULSORY: ("grundskola", "grundskolan", "gr", "compulsory", "compulsoryschool", "primary"),
    SchoolStage.UPPER_SECONDARY: (
        "gymnasium", "gymnasiet", "gymnasieskola", "gymnasieskolan", "gy", "uppersecondary",
        "uppersecondaryschool", "secondary",
    ),
}  # fmt: skip
_GRADES = re.compile(r"(?:åk|årskurs)?(?:f|[1-9])(?:[1-9])?")
"""`F-9`, `1–6`, `åk 7-9` as `plain_heading` leaves them: the years of compulsory school."""


@dataclass(frozen=True, slots=True)
class SchoolRecord:
    """One school as a list states it; what is None the list does not say."""

    row: int
    name: str
    code: str | None = None
    stage: SchoolStage | None = None


@dataclass(frozen=True, slots=True)
class SchoolFile:
    """The schools of a list, the rows that cannot be used, and which column held what."""

    records: tuple[SchoolRecord, ...]
    refused: tuple[Note, ...]
    mapping: Mapping[str, str]


def read_schools(table: Table) -> SchoolFile:
    """Return the schools of a table; rows without a name are left out, and sums below the rows.

    Raises:
        Refused: no column holds names; the error names the columns there are.
    """
    mapping = _mapping(table)
    if "name" not in mapping:
        raise Refused("promises.no_school_names", columns=listed(list(table.columns)))
    records, refused = [], []
    for row in table.rows:
        try:
            records += _of_row(row, mapping)
        except Refused as error:
            refused.append(Note(row.number, f"error.{error.key}", error.values))
    return SchoolFile(tuple(records), tuple(refused), mapping)


def _of_row(row: Row, mapping: Mapping[str, str]) -> list[SchoolRecord]:
    """Return the school of a row; none where it is empty, or a sum.

    Raises:
        Refused: there is something of a school, but no name, or a stage that is none.
    """
    name, code, stage = (_text(row, mapping, field) for field in ("name", "code", "stage"))
    if name is None and (code or stage):
        raise Refused("promises.school_name_missing")
    if name is None or is_total(name):
        return []
    return [SchoolRecord(row.number, name, code, _stage(stage))]


def _mapping(table: Table) -> dict[str, str]:
    """Return which column holds what, by the surest of its headings."""
    plain = {plain_heading(column): column for column in reversed(table.columns)}
    found = {
        field: next((plain[one] for one in headings if one in plain), None)
        for field, headings in _HEADINGS.items()
    }
    return {field: column for field, column in found.items() if column is not None}


def _text(row: Row, mapping: Mapping[str, str], field: str) -> str | None:
    text = clean_text(row.values.get(mapping[field])) if field in mapping else None
    return None if text is None or is_unknown(text) else text


def _stage(text: str | None) -> SchoolStage | None:
    """Return which pupils a cell names.

    Raises:
        Refused: it names none that is counted; a school must not count by a guess.
    """
    if text is None:
        return None
    plain = plain_heading(text)
    for stage, words in _STAGES.items():
        if plain in words:
            return stage
    if _GRADES.fullmatch(plain):
        return SchoolStage.COMPULSORY
    raise Refused("promises.bad_school_stage", text=text[:40])
