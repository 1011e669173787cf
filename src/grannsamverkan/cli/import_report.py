"""What an import did, or would do, as it is told to people and to programs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from grannsamverkan.cli import doors

if TYPE_CHECKING:
    from grannsamverkan.actions.import_changes import Changed
    from grannsamverkan.actions.imports import ImportReport
    from grannsamverkan.actions.lists import ListReport
    from grannsamverkan.actions.places import Placed
    from grannsamverkan.exchange.contacts import ContactFile
    from grannsamverkan.exchange.records import Note

_CHANGES_SHOWN = 20
"""As many changed areas as a person reads through; the rest are in the JSON."""


_KINDS = ("new", "changed", "same", "ended", "missing")
"""What becomes of contacts."""


def as_data(report: "ImportReport") -> dict[str, object]:
    """Return a report as plain data."""
    t = doors.words()
    return {
        "id": report.seq,
        "new": len(report.new),
        "changed": len(report.changed),
        "same": len(report.same),
        "missing": len(report.missing),
        "repaired": [
            {
                "row": one.row,
                "name": one.name,
                "fault": one.fault,
                "m2_before": one.m2_before,
                "m2_after": one.m2_after,
            }
            for one in report.repaired
        ],
        "refused": [
            {"row": note.row, "name": note.name, "reason": t(note.key, **note.values)}
            for note in report.refused
        ],
        "warnings": [
            {"row": note.row, "text": t(note.key, **note.values)} for note in report.warnings
        ],
        "changes": [
            {
                "row": one.row,
                "name": one.name,
                "fields": {
                    field: {"old": old, "new": new} for field, (old, new) in one.fields.items()
                },
            }
            for one in report.changes
        ],
        "columns": dict(report.mapping),
        "unused": list(report.unused),
        "missing_names": list(report.missing),
    }


def tell(report: "ImportReport") -> None:
    """Write a report for people to standard output."""
    t = doors.words()
    columns = ", ".join(f"{field} = {column}" for field, column in report.mapping.items())
    doors.say(t("cli.columns", columns=columns))
    if report.unused:
        from grannsamverkan.exchange.columns import listed

        doors.say(t("cli.unused", columns=listed(report.unused)))
    for key in ("new", "changed", "same", "missing"):
        names = getattr(report, key)
        some = ", ".join(names[:10]) + (" …" if len(names) > 10 else "")  # noqa: PLR2004 # a line's worth
        doors.say(f"{t(f'cli.import.{key}')}: {len(names)}" + (f"  ({some})" if names else ""))
    _tell_changes(report.changes)
    for one in report.repaired:
        values = {"row": one.row, "name": one.name, "fault": one.fault}
        sizes = {"before": one.m2_before, "after": one.m2_after}
        doors.say(t("cli.repaired", **values, **sizes))
    for note in report.warnings:
        doors.say(f"{_where(note)}: {t(note.key, **note.values)}")
    for note in report.refused:
        text = t(note.key, **note.values)
        doors.say(t("cli.not_read", where=_where(note), text=text))
    if report.seq is not None:
        doors.say(t("cli.imported", seq=str(report.seq)))


def tell_of_contacts_left(contacts: "ContactFile") -> None:
    """Say that a list names contacts, where only its areas were asked for."""
    if contacts.records:
        doors.say(doors.words()("cli.contacts_left", number=len(contacts.records)))


def _where(note: "Note") -> str:
    """Return what a note is about: the file, a row, or a row and its area."""
    t = doors.words()
    if note.row == 0:
        return t("cli.file")
    return t("cli.row", row=note.row) + (f" ({note.name})" if note.name else "")


def list_data(report: "ListReport") -> dict[str, object]:
    """Return what a list did, or would do, as plain data; contacts by number, none by name."""
    t = doors.words()
    contacts = report.areas.contacts

    def said(notes: "Sequence[Note]") -> list[dict[str, object]]:
        return [{"row": note.row, "text": t(note.key, **note.values)} for note in notes]

    return {
        **as_data(report.areas),
        "contacts": {kind: len(getattr(contacts, kind)) for kind in _KINDS}
        | {"refused": said(contacts.refused), "warnings": said(contacts.notes)},
        "contact_columns": [
            {field: list(columns) for field, columns in person.items()}
            for person in report.people.people
        ],
        "left_out": list(report.people.left_out),
        "alike": [
            {"row": one.row, "name": one.name, "like": one.like, "joined": one.row in report.joined}
            for one in report.proposals
        ],
        "streets": said(report.streets),
    }


def tell_list(report: "ListReport") -> None:
    """Write for people what a list did, or would do; who the contacts are stands in the list."""
    t = doors.words()
    tell(report.areas)
    contacts = report.areas.contacts
    for person in report.people.people:
        columns = ", ".join(
            f"{t(f'cli.contact_field.{field}')} = {' / '.join(columns)}"
            for field, columns in person.items()
        )
        doors.say(t("cli.contact_columns", columns=columns))
    for kind in _KINDS:
        doors.say(f"{t(f'cli.contacts.{kind}')}: {len(getattr(contacts, kind))}")
    for note in (*contacts.notes, *report.streets):
        doors.say(f"{_where(note)}: {t(note.key, **note.values)}")
    for one in report.proposals:
        if one.row not in report.joined:
            values = {"row": one.row, "name": one.name, "like": one.like}
            doors.say(t("cli.alike", **values))
    for note in contacts.refused:
        doors.say(t("cli.not_read", where=_where(note), text=t(note.key, **note.values)))


def _tell_changes(changes: "Sequence[Changed]") -> None:
    t = doors.words()
    for one in changes[:_CHANGES_SHOWN]:
        fields = "; ".join(
            f"{t(f'cli.field.{field}')}: {_shown(field, old)} → {_shown(field, new)}"
            for field, (old, new) in one.fields.items()
        )
        doors.say(t("cli.changes", row=one.row, name=one.name, fields=fields))
    if len(changes) > _CHANGES_SHOWN:
        doors.say(t("cli.more_changes", number=len(changes) - _CHANGES_SHOWN))


def _shown(field: str, value: object) -> str:
    """Return a value as people read it: words for what has words, numbers in groups."""
    t = doors.words()
    if value is None:
        return "–"
    if field in {"status", "type", "verification"}:
        return t(f"{field}.{value}")
    return t.number(value) if isinstance(value, int) else str(value)


def border_data(placed: "Placed") -> dict[str, object]:
    """Return a new border as plain data, sizes in km²."""
    before = placed.m2_before
    return {
        "municipality": placed.municipality.code,
        "name": placed.municipality.name,
        "km2": placed.m2 / 1e6,
        "km2_before": None if before is None else before / 1e6,
        "warnings": [_much_changed(placed)] if placed.much_changed else [],
    }


def tell_border(placed: "Placed") -> None:
    """Write a new border for people to standard output."""
    km2 = round(placed.m2 / 1e6, 1)
    doors.say(doors.words()("cli.border", name=placed.municipality.name, km2=km2))
    if placed.much_changed:
        doors.say(_much_changed(placed))


def _much_changed(placed: "Placed") -> str:
    sizes = {"km2": round(placed.m2 / 1e6, 1), "before": round((placed.m2_before or 0) / 1e6, 1)}
    return doors.words()("cli.border_much_changed", name=placed.municipality.name, **sizes)
