"""A municipality's list, whole, into the register: areas, what seems to be there twice, contacts, streets."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from grannsamverkan.actions.contact_imports import ContactsOf
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.imports import ImportReport, import_areas
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.exchange.alike import Known, Proposal, joined, proposals
from grannsamverkan.exchange.contact_columns import ContactColumns
from grannsamverkan.exchange.lists import ListFile, read_list
from grannsamverkan.exchange.records import AreaRecord, Note
from grannsamverkan.exchange.tables import Table

_GONE = frozenset({Status.SUPERSEDED, Status.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What someone says of a list.

    Attributes:
        columns: pairs of field and column, as in `exchange.lists.read_list`.
        id_column: the column of the areas' codes, which are then believed.
        join, apart: rows whose area is the one it seems to be, besides those that are sure, and rows
            whose area is not.
        end_missing: contacts that the list no longer names end today.
        status, valid_from, municipality: as in `import_areas`.
    """

    columns: Sequence[tuple[str, str]] = ()
    id_column: str | None = None
    join: Collection[int] = ()
    apart: Collection[int] = ()
    end_missing: bool = False
    status: Status | None = None
    valid_from: StatedDate | None = None
    municipality: str | None = None


@dataclass(frozen=True, slots=True)
class ListReport:
    """What a list did, or would do: to areas and contacts, and what to decide about it.

    Attributes:
        proposals: rows whose area seems to be another; `joined` are the rows that were taken so.
        streets: areas without a border whose streets the list names, from which one can be drawn.
    """

    areas: ImportReport
    proposals: tuple[Proposal, ...]
    joined: frozenset[int]
    people: ContactColumns
    streets: tuple[Note, ...] = field(default=())


def take_in_list(
    doing: Doing,
    table: Table,
    wanted: Wanted,
    *,
    source: str,
    watch: Callable[[Sequence[AreaRecord]], Iterable[AreaRecord]] = iter,
) -> ListReport:
    """Enter the areas of a table and their contacts as one change; a dry run tells what would happen.

    Raises:
        Refused: as `read_list` and `import_areas` do.
    """
    read = read_list(
        table,
        register_crs=doing.register.info.crs,
        columns=wanted.columns,
        id_column=wanted.id_column,
    )
    found = proposals(read.areas.records, _known(doing))
    sure = {one.row for one in found if one.sure}
    rows = frozenset(sure.union(wanted.join).difference(wanted.apart))
    file = joined(read.areas, found, rows)
    report = import_areas(
        doing,
        file,
        source=source,
        status=wanted.status,
        valid_from=wanted.valid_from,
        municipality=wanted.municipality,
        contacts=ContactsOf(read.contacts, wanted.end_missing),
        watch=watch,
    )
    taken = rows & {one.row for one in found}
    streets = tuple(_streets(doing, read, file.records))
    return ListReport(report, tuple(found), taken, read.contacts.columns, streets)


def _known(doing: Doing) -> list[Known]:
    newest = (timeline[-1] for timeline in doing.register.timelines().values())
    return [Known(one.name, one.locality, one.code) for one in newest if one.status not in _GONE]


def _streets(doing: Doing, read: ListFile, records: Iterable[AreaRecord]) -> Iterator[Note]:
    """Tell of areas that have streets in the list, and no border there or in the register."""
    newest = (timeline[-1] for timeline in doing.register.timelines().values())
    drawn = {one.name.casefold() for one in newest if one.outline_id}
    for record in records:
        texts = [read.streets[row] for row in record.rows if row in read.streets]
        if texts and record.cleaned is None and record.name.casefold() not in drawn:
            said = {"name": record.name, "streets": ", ".join(dict.fromkeys(texts))}
            yield Note(record.row, "imports.streets", said)
