"""A table becomes watch areas: which column says what, what each cell means, where each outline lies."""

from collections.abc import Collection, Mapping, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from grannsamverkan.crs import reproject
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Refused
from grannsamverkan.exchange import values as cells
from grannsamverkan.exchange.columns import COUNTERS, is_heading, listed, map_columns, plain_heading
from grannsamverkan.exchange.days import is_rough, parse_date
from grannsamverkan.exchange.example_mark import says_example
from grannsamverkan.exchange.records import (
    AreaFile,
    AreaRecord,
    Draft,
    FieldValue,
    Note,
    merge_rows,
    without_taken_codes,
)
from grannsamverkan.exchange.tables import Row, Table, Value

__all__ = ["AreaFile", "AreaRecord", "Note", "map_fields", "read_area_records"]

_ULID_SIGNS = frozenset("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_ULID_LENGTH = 26
_SHOWN_SIGNS = 60
_MAY_BE_DASHED = frozenset({"locality", "type", "households"})
_POINTS = frozenset({"Point", "MultiPoint"})


def read_area_records(
    table: Table,
    *,
    register_crs: str,
    columns: Mapping[str, str] | None = None,
    id_column: str | None = None,
    skip: Collection[str] = (),
) -> AreaFile:
    """Return the areas of a table, with outlines in the register's metric CRS.

    `columns` says which column holds a field (see `columns.FIELDS`); `id_column` which one holds
    the areas' codes, `skip` which ones hold something else. What is not said is detected from
    headings and values. A bad row is refused by itself; the others go on.

    Raises:
        Refused: no column holds names, or `columns` names what does not exist.
    """
    explicit = dict(columns or {}) | ({"code": id_column} if id_column else {})
    mapping = map_fields(table, explicit, skip=skip)
    source = table.crs or register_crs  # a table without CRS has no coordinates
    refused: list[Note] = []
    drafts: list[Draft] = []
    totals: list[Note] = []
    for row in table.rows:
        if row.geometry is None and _is_total(row, mapping["name"]):
            totals.append(Note(row.number, "import.total_row", {}))
            continue
        try:
            drafts.append(_draft(row, mapping, source=source, target=register_crs))
        except Refused as error:
            name = _shown_name(row.values.get(mapping["name"]))
            refused.append(Note(row.number, f"error.{error.key}", error.values, name))
    drafts, taken = without_taken_codes(drafts)
    records, merged, warnings, unfit = merge_rows(drafts)
    odd = [
        *_about_file(table, mapping),
        *totals,
        *(note for one in drafts for note in one.warnings),
        *warnings,
    ]
    return AreaFile(
        tuple(records),
        tuple(sorted([*refused, *taken, *unfit], key=lambda note: note.row)),
        tuple(merged),
        tuple(sorted(odd, key=lambda note: note.row)),
        mapping,
        example=any(says_example(row.values) for row in table.rows),
        code_named="code" in explicit,
        unused=tuple(column for column in table.columns if column not in mapping.values()),
    )


def _about_file(table: Table, mapping: Mapping[str, str]) -> list[Note]:
    """Return what to say of the file as a whole: points, and a column that looks like codes but is none."""
    notes = []
    points = sum(
        row.geometry is not None and row.geometry.geom_type in _POINTS for row in table.rows
    )
    if points:
        notes.append(Note(0, "import.points", {"n": points}))
    unused = [column for column in table.columns if column not in mapping.values()]
    if "code" not in mapping and "id" not in mapping:
        codes = [column for column in unused if is_heading(column, "code")]
        for column in codes[:1]:
            found = [row.values.get(column) for row in table.rows]
            notes.append(Note(0, _why_no_code(column, found), {"column": column}))
    return notes


def _why_no_code(column: str, found: Sequence[Value]) -> str:
    if _all_ulids(found):
        return "import.code_is_register_id"
    if _counts_rows(column, found):
        return "import.code_counts_rows"
    return "import.code_not_identity"


def _is_total(row: Row, name_column: str) -> bool:
    """Say whether a row sums up the others: it is called so, or has no name and is called so elsewhere."""
    name = row.values.get(name_column)
    called = [name] if name not in {None, ""} else row.values.values()
    return any(isinstance(value, str) and cells.is_total(value) for value in called)


def _shown_name(value: Value) -> str:
    return "" if value is None else str(value)[:_SHOWN_SIGNS]


def map_fields(
    table: Table, explicit: Mapping[str, str], *, skip: Collection[str] = ()
) -> dict[str, str]:
    """Return which column holds which field, as `explicit` says, else as headings and values tell.

    Raises:
        Refused: no column holds names, or `explicit` names what does not exist.
    """
    columns = [name for name in table.columns if name not in skip]
    by_column = {name: [row.values.get(name) for row in table.rows] for name in columns}
    textual = {
        name for name, column in by_column.items() if any(isinstance(v, str) for v in column)
    }

    def accepts(field_name: str, column: str, mapping: Mapping[str, str]) -> bool:
        found = by_column[column]
        match field_name:
            case "name":
                return not found or any(map(_has_letters, found))
            case "id":
                return _all_ulids(found)
            case "status":
                return not found or column in textual
            case "code" if (table.format, column) == ("kml", "id"):
                return False  # the programs that write KML number its placemarks anew each time
            case "code":
                names = by_column.get(mapping.get("name", ""), found)
                return _may_be_codes(column, found, names)
        return True

    mapping = map_columns(columns, explicit, textual=textual, accepts=accepts)
    if "name" not in mapping:
        raise Refused("import.no_name", columns=listed(table.columns))
    return mapping


def _may_be_codes(column: str, found: Sequence[Value], names: Sequence[Value]) -> bool:
    return not (_counts_rows(column, found) or _all_ulids(found)) and _tells_apart(found, names)


def _has_letters(value: Value) -> bool:
    return isinstance(value, str) and any(map(str.isalpha, value))


def _tells_apart(codes: Sequence[Value], names: Sequence[Value]) -> bool:
    """Say whether codes can be identities: there are some, and none stands for two names."""
    pairs = {
        (code, name) for code, name in zip(codes, names, strict=True) if code not in {None, ""}
    }
    return bool(pairs) and len({code for code, _ in pairs}) == len(pairs)


def _counts_rows(column: str, found: Sequence[Value]) -> bool:
    """Say whether a column numbers the rows, anew whenever the list is written: it tells no area."""
    heading = plain_heading(column)
    if heading not in {*COUNTERS, "id"}:
        return False
    texts = {str(value).removesuffix(".0") for value in found if value not in {None, ""}}
    texts = {text for text in texts if not cells.is_total(text)}
    if not all(text.isdecimal() and (text == "0" or text[0] != "0") for text in texts):
        return False
    numbers = sorted(map(int, texts))
    return heading in COUNTERS or numbers in (
        list(range(len(numbers))),
        list(range(1, len(numbers) + 1)),
    )


def _all_ulids(found: Sequence[Value]) -> bool:
    given = [value for value in found if value is not None]
    return bool(given) and all(
        isinstance(value, str) and len(value) == _ULID_LENGTH and _ULID_SIGNS.issuperset(value)
        for value in given
    )


def _draft(row: Row, mapping: Mapping[str, str], *, source: str, target: str) -> Draft:
    """Return a row with its cells read and its geometry in the register's CRS."""
    if row.fault is not None:
        key, faults = row.fault
        raise Refused(key.removeprefix("error."), **faults)
    stated = {name: row.values.get(column) for name, column in mapping.items()}
    name = cells.clean_text(stated.pop("name"))
    if name is None:
        raise Refused("import.nameless")
    draft = Draft(row.number, cells.clean_text(stated.pop("code", None)), name, {}, None)
    for field_name, value in stated.items():
        _take(draft, field_name, value)
    draft.geometry = _outline(row.geometry, source, target)
    return draft


def _take(draft: Draft, field_name: str, value: Value) -> None:
    """Put one cell into the draft; what is not understood is no change, and said."""
    text = cells.clean_text(value)
    if text is None or (field_name in _MAY_BE_DASHED and text in cells.DASHES):
        return
    meant: FieldValue | None = text
    match field_name:
        case "valid_from":
            meant = _date(draft, value, text)
        case "status":
            meant = cells.parse_status(text)
        case "type":
            meant = cells.parse_type(text)
        case "verification":
            meant = cells.parse_verification(text)
        case "households":
            meant = cells.parse_households(value)
    if meant is None:
        note = Note(draft.row, f"import.unknown_{field_name}", {"text": text[:40]})
        draft.warnings.append(note)
    else:
        draft.values[field_name] = meant


def _date(draft: Draft, value: Value, text: str) -> StatedDate | None:
    """Return the date a cell states, with a warning where it is rough; None where it says it is unknown."""
    if cells.is_unknown(text):
        return None
    stated = parse_date(value)
    if is_rough(text):
        said = {"text": text[:40], "year": str(stated.counts_on.year)}
        draft.warnings.append(Note(draft.row, "import.rough_date", said))
    return stated


def _outline(geometry: BaseGeometry | None, source: str, target: str) -> BaseGeometry | None:
    """Return the polygon in the register's CRS, not yet cleaned; a point is no polygon."""
    if geometry is None or geometry.geom_type in _POINTS:
        return None
    return reproject(shapely.force_2d(geometry), source=source, target=target)
