"""Lists of areas and contacts taken in by the tests, as they are written."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from acting import doing

from grannsamverkan.actions.contact_imports import ContactReport
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.lists import ListReport, Wanted, take_in_list
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.exchange.readers import read_table
from grannsamverkan.exchange.sandbox import OPERATOR
from grannsamverkan.exchange.tables import ReadOptions
from grannsamverkan.register import Register


def take_list(register: Register, text: str, *, dry: bool = False, **wanted: Any) -> ListReport:  # noqa: ANN401 # whatever `Wanted` holds
    """Take in a list that is written as CSV with semicolons, with its contacts."""
    return take_list_as(doing(register, dry=dry), text, **wanted)


def take_list_as(who: Doing, text: str, **wanted: Any) -> ListReport:  # noqa: ANN401 # as above
    """Take in a list as someone."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lista.csv"
        path.write_text(text, "utf-8")
        return take_list_file(who, path, **wanted)


def take_list_file(who: Doing, path: Path, **wanted: Any) -> ListReport:  # noqa: ANN401 # as above
    """Take in a file as someone."""
    table = read_table(path, ReadOptions(register_crs=who.register.info.crs), OPERATOR)
    return take_in_list(who, table, Wanted(**wanted), source=path.name)


def named(report: ContactReport) -> Mapping[str, list[tuple[str, str]]]:
    """Return what became of contacts: their names and areas, by what it was, where it was anything."""
    kinds = ("new", "changed", "same", "ended", "missing")
    found = {kind: [(one.name, one.area) for one in getattr(report, kind)] for kind in kinds}
    return {kind: told for kind, told in found.items() if told}


def people(register: Register) -> dict[str, Person]:
    """Return whom the register knows, by name."""
    with register.looking() as private:
        return {one.name: one for one in private.find(Person)}


def terms(register: Register, name: str) -> list[ContactTerm]:
    """Return the terms of the one person of a name, by area."""
    person = people(register)[name]
    return sorted(
        (one for one in register.facts(ContactTerm) if one.person_id == person.id),
        key=lambda one: one.area_id,
    )
