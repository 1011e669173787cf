"""A municipality's list, whole: its areas, their contacts and streets, and what was never taken in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grannsamverkan.errors import Refused
from grannsamverkan.exchange.areas import map_fields, read_area_records
from grannsamverkan.exchange.columns import FIELDS
from grannsamverkan.exchange.contact_columns import (
    LEFT_OUT,
    STREETS,
    ContactColumns,
    contact_columns,
)
from grannsamverkan.exchange.contacts import ContactFile, read_contacts, ticked_columns
from grannsamverkan.exchange.personal_numbers import without_personal_numbers
from grannsamverkan.exchange.records import AreaFile, Note
from grannsamverkan.exchange.streets import read_streets
from grannsamverkan.exchange.tables import Row, Table

_DITTO = frozenset({'"', "''", '-"-', "-”-", "-“-", "”", "“", "d:o", "dito", "ditto", "samma"})

Pairs = Sequence[tuple[str, str]]
"""Fields and the columns that hold them, as someone has named them."""


@dataclass(frozen=True, slots=True)
class ListFile:
    """What a list holds: areas, contacts by row, and streets as text by row."""

    areas: AreaFile
    contacts: ContactFile
    streets: Mapping[int, str]


def read_list(
    table: Table, *, register_crs: str, columns: Pairs = (), id_column: str | None = None
) -> ListFile:
    """Return the areas and contacts of a table, with outlines in the register's metric CRS.

    `columns` are pairs of field and column: those of areas (`columns.FIELDS`), those of contacts
    (`contact_columns.CONTACT_FIELDS`), `streets`, and `left_out` for what is not to be read at
    all. Cells with personal identity numbers are dropped before anything is read.

    Raises:
        Refused: no column holds names, or `columns` names what does not exist.
    """
    table, dropped = without_personal_numbers(table)
    of_areas, people = _told_apart(table, columns, id_column)
    mapping = map_fields(
        table, of_areas | ({"code": id_column} if id_column else {}), skip=people.used
    )
    table, continued = _continued(table, mapping, people)
    areas = read_area_records(
        table, register_crs=register_crs, columns=of_areas, id_column=id_column, skip=people.used
    )
    warnings = sorted([*dropped, *continued, *areas.warnings], key=lambda note: note.row)
    unused = tuple(column for column in areas.unused if column not in people.used)
    streets = {row.number: text for row in table.rows if (text := _streets(row, people))}
    return ListFile(
        replace(areas, warnings=tuple(warnings), unused=unused),
        read_contacts(table, people),
        streets,
    )


def meanings(table: Table) -> dict[str, str]:
    """Return what each column of a table seems to hold: the field, by column; those of nothing are not there."""
    of_areas, people = _told_apart(table, (), None)
    found = {
        column: field
        for person in people.people
        for field, columns in person.items()
        for column in columns
    }
    found |= dict.fromkeys(people.streets, STREETS) | dict.fromkeys(people.left_out, LEFT_OUT)
    try:
        mapping = map_fields(table, of_areas, skip=people.used)
    except Refused:  # no column holds names: someone is to say which one does
        return found
    return found | {column: field for field, column in mapping.items()}


def _told_apart(
    table: Table, columns: Pairs, id_column: str | None
) -> tuple[dict[str, str], ContactColumns]:
    """Return the columns of areas as someone has named them, and those that tell of contacts."""
    of_areas = {field: column for field, column in columns if field in FIELDS}
    others = [(field, column) for field, column in columns if field not in FIELDS]
    taken = {*of_areas.values(), id_column}
    people = contact_columns(
        [column for column in table.columns if column not in taken],
        others,
        ticked=ticked_columns(table),
    )
    return of_areas, people


def _streets(row: Row, people: ContactColumns) -> str:
    """Return what a row says of streets, where it can be read as such."""
    cells = (str(row.values[one]) for one in people.streets if row.values.get(one))
    lines = (line.strip(" ,;") for cell in cells for line in cell.splitlines())
    text = ", ".join(line for line in lines if line)
    return text if read_streets(text) else ""


def _continued(
    table: Table, mapping: Mapping[str, str], people: ContactColumns
) -> tuple[Table, list[Note]]:
    """Return the table where rows that only go on about the area above say which one that is.

    A row does where it follows upon the row above, its name is empty or a ditto sign, or the same
    with nothing else said of the area, and it has a contact or a ditto sign; lists with several
    contacts for an area are written so.
    """
    name = mapping["name"]
    fields = tuple(mapping.values())
    rows: list[Row] = []
    notes = []
    for row in table.rows:
        above = rows[-1] if rows and rows[-1].number == row.number - 1 else None
        if above is None or not above.values.get(name) or not _goes_on(row, above, mapping, people):
            rows.append(_named(row, above, name))
            continue
        nameless = _says_nothing(row.values.get(name))
        if nameless:
            notes.append(Note(row.number, "import.continued", {"name": above.values[name]}))
        agrees = all(_says_no_other(row.values.get(one), above.values.get(one)) for one in fields)
        filled = {
            one: above.values.get(one)
            for one in fields
            if (nameless or agrees) and _says_nothing(row.values.get(one))
        }
        rows.append(replace(row, values={**row.values, **filled}))
    return replace(table, rows=tuple(rows)), notes


def _named(row: Row, above: Row | None, name: str) -> Row:
    """Return a row by its name in full, where a ditto sign says that it is the one above."""
    if above is None or not above.values.get(name) or not _is_ditto(row.values.get(name)):
        return row
    return replace(row, values={**row.values, name: above.values[name]})


def _goes_on(row: Row, above: Row, mapping: Mapping[str, str], people: ContactColumns) -> bool:
    name = mapping["name"]
    told = (name, mapping.get("locality", name))  # in another locality it is another area
    if not all(_says_no_other(row.values.get(one), above.values.get(one)) for one in told):
        return False
    contacts = (column for one in people.people for columns in one.values() for column in columns)
    return _is_ditto(row.values.get(name)) or any(row.values.get(one) for one in contacts)


def _says_no_other(value: object, above: object) -> bool:
    return _says_nothing(value) or value == above


def _is_ditto(value: object) -> bool:
    return value is not None and _says_nothing(value)


def _says_nothing(value: object) -> bool:
    return value is None or (isinstance(value, str) and value.strip().casefold() in {"", *_DITTO})
