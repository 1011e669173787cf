"""What someone chooses about a file that is read in: how it is read, and what its columns hold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grannsamverkan.actions.files import near
from grannsamverkan.actions.lists import Wanted
from grannsamverkan.domain.access import Deed
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.columns import FIELDS
from grannsamverkan.exchange.contact_columns import CONTACT_FIELDS, IGNORED, LEFT_OUT, STREETS
from grannsamverkan.exchange.lists import meanings
from grannsamverkan.exchange.personal_numbers import without_personal_numbers
from grannsamverkan.exchange.readers import read_table
from grannsamverkan.exchange.records import Note
from grannsamverkan.exchange.sandbox import UPLOAD
from grannsamverkan.exchange.tables import ReadOptions, Table
from grannsamverkan.web.staff.desk import Desk, Form, Visit
from grannsamverkan.web.staff.paging import number_in
from grannsamverkan.web.staff.places import places_for
from grannsamverkan.web.staff.uploads import Upload

AREA_CHOICES = ("name", *(field for field in FIELDS if field != "name"), STREETS)
_SAMPLES = 3
_SIGNS = 60


@dataclass(frozen=True, slots=True)
class How:
    """How a file is read, as someone says: empty texts are for the program to find out."""

    layer: str = ""
    crs: str = ""
    encoding: str = ""
    header: int | None = None
    swap: bool = False

    @classmethod
    def of(cls, form: Form) -> "How":
        """Return what the fields of a form say.

        Raises:
            Refused: the row of the headings is no number.
        """
        return cls(
            form.text("blad"),
            form.text("crs", longest=100),
            form.text("kodning", longest=40),
            form.number("rubrikrad"),
            form.ticked("vand"),
        )


@dataclass(frozen=True, slots=True)
class Column:
    """One column as it is shown: its place, heading and first values, and what it is taken to hold."""

    number: int
    name: str
    samples: tuple[str, ...]
    field: str


def read_upload(desk: Desk, upload: Upload, how: How) -> tuple[Table, list[Note]]:
    """Return the table of a file without personal identity numbers, and what was dropped for them.

    Raises:
        NotFound: it has been let go.
        Refused: it cannot be read, or something must be said first. TooLarge: too much of it.
    """
    options = ReadOptions(
        crs=how.crs or None,
        layer=how.layer or None,
        encoding=how.encoding or None,
        header=how.header,
        swap=how.swap,
        register_crs=desk.register.info.crs,
        near=near(desk.register),
    )
    limits = replace(UPLOAD, file_bytes=desk.settings.size.upload_bytes)
    with upload.laid_out() as path:
        return without_personal_numbers(read_table(path, options, limits))


def columns_of(table: Table, chosen: Mapping[str, str]) -> list[Column]:
    """Return the columns of a table with what they are chosen to hold, else with what they seem to."""
    known = meanings(table)
    return [
        Column(number, name, _samples(table, name), chosen.get(name, _shown(known.get(name, ""))))
        for number, name in enumerate(table.columns)
    ]


def _shown(field: str) -> str:
    return "" if field == LEFT_OUT else field


def _samples(table: Table, column: str) -> tuple[str, ...]:
    values = (row.values.get(column) for row in table.rows)
    texts = (str(value)[:_SIGNS] for value in values if value not in {None, ""})
    return tuple(text for text, _ in zip(texts, range(_SAMPLES), strict=False))


def chosen_columns(form: Form, table: Table) -> dict[str, str]:
    """Return what the columns of a table are chosen to hold; those that the form does not name are left out.

    Raises:
        Refused: no such field, or two columns hold the same one.
    """
    chosen = {
        name: form.text(f"kolumn-{number}")
        for number, name in enumerate(table.columns)
        if f"kolumn-{number}" in form
    }
    wrong = set(chosen.values()) - {"", *AREA_CHOICES, *CONTACT_FIELDS}
    if wrong:
        raise Refused("form.not_a_choice", text=min(wrong)[:40])
    for field, number in Counter(chosen.values()).items():
        if number > 1 and field in FIELDS:
            columns = tuple(name for name, one in chosen.items() if one == field)
            raise Refused("importing.field_twice", columns=columns)
    return chosen


def pairs_of(table: Table, chosen: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return fields and columns as a list is read by; nothing where all is as it seemed.

    A column of codes is named only where someone has chosen it: those that are named are believed.
    """
    known = {name: _shown(field) for name, field in meanings(table).items()}
    if all(known.get(name, "") == field for name, field in chosen.items()):
        return []
    return [
        (field or IGNORED, name)
        for name, field in chosen.items()
        if not (field == "code" and known.get(name) == "code")
    ]


def wanted_of(desk: Desk, visit: Visit, form: Form, table: Table) -> Wanted:
    """Return what someone says of a list by a form.

    Raises:
        Refused: as `chosen_columns`.
    """
    asked = {number_in(row, otherwise=0) for row in form.all("fraga")}
    join = {number_in(row, otherwise=0) for row in form.all("samma")}
    codes = [one.code for one in places_for(desk, visit, Deed.IMPORT)]
    named = form.text("kommun")
    return Wanted(
        columns=pairs_of(table, chosen_columns(form, table)),
        join=join,
        apart=asked - join,
        end_missing=form.ticked("avsluta"),
        municipality=_place(named, codes),
    )


def _place(named: str, codes: Sequence[str]) -> str | None:
    """Return the municipality of areas that state none: the one named, or the only one a person has."""
    if named in codes:
        return named
    return codes[0] if len(codes) == 1 else None
