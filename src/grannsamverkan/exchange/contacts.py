"""The contacts that a list names, row by row: who, how to reach them, and their days as a contact.

What must not be kept is not read: personal identity numbers are gone before this, home addresses
are left out by their columns, and nothing is read of a person whose identity is protected.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from grannsamverkan.errors import Refused
from grannsamverkan.exchange.columns import plain_heading
from grannsamverkan.exchange.contact_cells import Named, people_in, says_protected, ticked
from grannsamverkan.exchange.contact_columns import ContactColumns, Person
from grannsamverkan.exchange.days import parse_date
from grannsamverkan.exchange.reach import mails_in, phones_in
from grannsamverkan.exchange.records import Note
from grannsamverkan.exchange.tables import Row, Table
from grannsamverkan.exchange.values import is_unknown

Finder = Callable[[str], list[str]]

DAYS = ("appointed", "trained", "confirmed", "list", "ended")
"""What a list can say of a contact with a day, or with a tick."""

_NAME_PARTS = ("first_name", "last_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRecord:
    """One contact as a row states it.

    Attributes:
        days: by what happened on them (`DAYS`), as far as the list says.
        ticks: what the list says has been, without a day.
    """

    row: int
    name: str
    phone: str | None = None
    mail: str | None = None
    main: bool = False
    days: Mapping[str, date] = field(default_factory=dict)
    ticks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ContactFile:
    """The contacts of a list, what to say of its rows, and which columns they were read from."""

    records: tuple[ContactRecord, ...] = ()
    notes: tuple[Note, ...] = ()
    columns: ContactColumns = field(default_factory=ContactColumns)


def read_contacts(table: Table, columns: ContactColumns) -> ContactFile:
    """Return the contacts of a table by the columns that tell of them."""
    records: list[ContactRecord] = []
    notes = [Note(0, "import.address_column", {"column": one}) for one in columns.left_out]
    for row in table.rows:
        if columns.people and any(says_protected(_text(row, one)) for one in row.values):
            notes.append(Note(row.number, "import.protected", {}))
            continue
        for person in columns.people:
            found, odd = _of_person(row, person)
            records += found
            notes += odd
    return ContactFile(tuple(records), tuple(notes), columns)


def ticked_columns(table: Table) -> frozenset[str]:
    """Return the columns that hold nothing but ticks: `x`, `ja`, `nej`."""
    return frozenset(
        column
        for column in table.columns
        if (texts := [text for row in table.rows if (text := _text(row, column))])
        and all(ticked(text) is not None for text in texts)
    )


def _text(row: Row, column: str) -> str:
    value = row.values.get(column)
    return "" if value is None else str(value).strip()


def _of_person(row: Row, person: Person) -> tuple[list[ContactRecord], list[Note]]:
    """Return the contacts that one group of columns names in a row, and what was odd about it."""
    notes: list[Note] = []
    people = _people(row, person, notes)
    unread = {note.key for note in notes}
    phones = _reach(row, person.get("phone", ()), phones_in, "import.unknown_phone", notes)
    mails = _reach(row, person.get("mail", ()), mails_in, "import.unknown_mail", notes)
    if not people:
        if (phones or mails) and not unread:
            notes.append(Note(row.number, "import.nameless_contact", {}))
        return [], notes
    if "import.contact_ended" in unread:
        phones = mails = []  # whose they are, nobody can say
    days, ticks = _days(row, person, notes)
    main = any(ticked(_text(row, column)) for column in person.get("main", ()))
    main = main or any(_of_main(column) for column in person.get("contact", ()))
    records = [
        ContactRecord(
            row=row.number,
            name=one.name,
            phone=one.phone,
            mail=one.mail,
            main=one.main or (main and index == 0),
            days=days,
            ticks=ticks,
        )
        for index, one in enumerate(_shared_out(people, phones, mails))
    ]
    return records, notes


def _of_main(column: str) -> bool:
    """Say whether a heading says that those under it are main contacts."""
    return plain_heading(column).startswith(("huvudkontakt", "sammankallande", "maincontact"))


def _people(row: Row, person: Person, notes: list[Note]) -> list[Named]:
    """Return the people a row names under one person's headings; first and last names are put together."""
    cells = [(column, _text(row, column)) for column in person.get("contact", ())]
    parts = [column for meaning in _NAME_PARTS for column in person.get(meaning, ())]
    if parts:
        cells.append((parts[-1], " ".join(_text(row, column) for column in parts)))
    named: list[Named] = []
    for column, text in cells:
        found = people_in(text)
        named += found.people
        notes += [Note(row.number, key, {"column": column}) for key in found.left_out]
    return named


def _reach(
    row: Row, columns: Sequence[str], find: Finder, key: str, notes: list[Note]
) -> list[str]:
    """Return the numbers or addresses in the cells of some columns, mobile numbers first."""
    found: list[str] = []
    for column in columns:
        text = _text(row, column)
        there = find(text)
        if text and not there and not is_unknown(text):
            notes.append(Note(row.number, key, {"column": column}))
        found += there
    return sorted(found, key=lambda one: not one.startswith("07")) if len(columns) > 1 else found


def _shared_out(
    people: Sequence[Named], phones: Sequence[str], mails: Sequence[str]
) -> list[Named]:
    """Return people with what stood in columns beside their names: to each their own, else to the first."""
    each_phone = phones if len(phones) == len(people) else phones[:1]
    each_mail = mails if len(mails) == len(people) else mails[:1]
    return [
        replace(
            one,
            phone=one.phone or next(iter(each_phone[index : index + 1]), None),
            mail=one.mail or next(iter(each_mail[index : index + 1]), None),
        )
        for index, one in enumerate(people)
    ]


def _days(row: Row, person: Person, notes: list[Note]) -> tuple[dict[str, date], frozenset[str]]:
    """Return the days a row states of a contact, and what it only ticks; a cell that says neither is told."""
    days: dict[str, date] = {}
    ticks: set[str] = set()
    for meaning in DAYS:
        for column in person.get(meaning, ()):
            text = _text(row, column)
            tick = ticked(text)
            if tick:
                ticks.add(meaning)
            if tick is not None or not text or is_unknown(text):
                continue
            try:
                days[meaning] = parse_date(row.values[column]).counts_on
            except Refused:
                notes.append(Note(row.number, "import.unknown_day", {"column": column}))
    return days, frozenset(ticks)
