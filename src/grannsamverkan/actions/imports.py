"""Bringing a list of areas into the register: what it would change, then the change as one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shapely import MultiPolygon

from grannsamverkan.actions.contact_imports import ContactBook, ContactReport, ContactsOf
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.import_changes import Changed, Fields, differences
from grannsamverkan.actions.import_rows import Decision, Rows
from grannsamverkan.actions.import_warnings import outside, overlapping
from grannsamverkan.actions.matching import Matcher
from grannsamverkan.actions.undoing import undo
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import AreaVersion, HouseholdCount
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import GrannsamverkanError, Refused
from grannsamverkan.exchange.records import AreaFile, AreaRecord, Note
from grannsamverkan.register import Change

ACTION = "import_areas"

_OTHER_IMPORTS = ("import_promises", "import_schools", "import_statistics")

_EXPECTED = frozenset({Status.PLANNED, Status.FORMING, Status.ACTIVE, Status.DORMANT})
"""The states in which an area is missing where a list does not name it."""


@dataclass(frozen=True, slots=True)
class Repair:
    """An outline that was made valid: what was wrong, and its planar size before and after."""

    row: int
    name: str
    fault: str
    m2_before: int
    m2_after: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do: names of areas by what happens to them, and what to know.

    `seq` is the change it was written as, by which it can be undone; None in a dry run and where
    nothing was new.
    """

    seq: int | None
    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]
    missing: tuple[str, ...]
    repaired: tuple[Repair, ...]
    refused: tuple[Note, ...]
    warnings: tuple[Note, ...]
    mapping: Mapping[str, str]
    unused: tuple[str, ...]
    changes: tuple[Changed, ...]
    contacts: ContactReport = field(default_factory=ContactReport)

    @property
    def refused_whole(self) -> bool:
        """Whether not one row could be used."""
        return not (self.new or self.changed or self.same)


def import_areas(  # noqa: PLR0913 # an import is told as much
    doing: Doing,
    file: AreaFile,
    *,
    source: str,
    status: Status | None = None,
    valid_from: StatedDate | None = None,
    municipality: str | None = None,
    contacts: ContactsOf | None = None,
    watch: Callable[[Sequence[AreaRecord]], Iterable[AreaRecord]] = iter,
) -> ImportReport:
    """Enter the good rows of a list as one change; a dry run tells what would happen.

    New areas without status are active and inherited; without a date they began before today;
    without a municipality they belong to the one given.
    For areas known already, `valid_from` is the day on which what differs began to hold. `contacts`
    come in with the areas. `watch` hands the records on one by one, and may show how far it has come.

    Raises:
        Refused: invented rows for a real register, or a day to come.
    """
    if file.example and not doing.register.info.example:
        raise Refused("imports.example_rows")
    if valid_from is not None:
        doing.refuse_to_come(valid_from)
    municipalities = doing.register.municipalities()
    rows = Rows(doing, {one.code: one for one in municipalities}, status, valid_from, municipality)
    with doing.change(ACTION) as change:
        book = _Book(change, rows, source, file)
        for record in watch(file.records):
            book.take(record)
        told = book.take_contacts(contacts) if contacts else ContactReport()
        warnings = [
            *file.merged_notes,
            *file.warnings,
            *book.matcher.warnings,
            *book.warnings,
            *book.foreign_ids(),
            *overlapping(book.newest, book.polygons, book.drawn),
            *outside(book.newest, book.polygons, book.drawn, municipalities),
        ]
    return ImportReport(
        seq=change.written.seq if change.written else None,
        new=tuple(book.new),
        changed=tuple(book.changed),
        same=tuple(book.same),
        missing=book.missing(),
        repaired=tuple(book.repaired),
        refused=tuple(sorted([*file.refused, *book.refused], key=lambda note: note.row)),
        warnings=tuple(sorted(warnings, key=lambda note: note.row)),
        mapping=file.mapping,
        unused=file.unused,
        changes=tuple(book.changes),
        contacts=told,
    )


def undo_import(doing: Doing, seq: int) -> list[str]:
    """Take one import back without erasing history; return the names of the areas it touched.

    The undoing of an import can be taken back in the same way.

    Raises:
        NotFound: no such change. Refused: not an import, or an area has changed since (by name).
    """
    return undo(doing, seq, only=(ACTION, *_OTHER_IMPORTS))


@dataclass
class _Book:
    """What is believed while a list is taken in, and what became of each row."""

    change: Change
    rows: Rows
    source: str
    file: AreaFile
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    changes: list[Changed] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    repaired: list[Repair] = field(default_factory=list)
    refused: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    drawn: dict[str, int] = field(default_factory=dict)
    """The rows that drew an outline, by area id."""

    area_of: dict[int, str] = field(default_factory=dict)
    """The area that each row is about, by its id."""

    def __post_init__(self) -> None:
        """Read what is believed before the first row."""
        self.before = self.change.timelines()
        self.matcher = Matcher(self.before, self.file)
        self.newest: dict[str, AreaVersion] = {
            area_id: timeline[-1] for area_id, timeline in self.before.items()
        }
        ids = {one.outline_id for one in self.newest.values() if one.outline_id}
        known = self.change.outlines(sorted(ids))
        self.polygons: dict[str, MultiPolygon] = {
            area_id: known[one.outline_id].polygon
            for area_id, one in self.newest.items()
            if one.outline_id in known
        }

    def take(self, record: AreaRecord) -> None:
        """Let one record do what it does, or put it among the refused with the reason."""
        try:
            area_id = self.matcher.find(record, self.rows.municipality_of(record))
            if area_id is None:
                decision = self.rows.enter(record)
            else:
                drawn = self.polygons.get(area_id)
                decision = self.rows.alter(record, self.before[area_id], drawn)
            self._hold_to_right(decision)
        except GrannsamverkanError as error:
            self.refused.append(Note(record.row, f"error.{error.key}", error.values, record.name))
            return
        altered = self._keep(decision, record)
        self.area_of |= dict.fromkeys(record.rows, decision.timeline[-1].area_id)
        if area_id is None:
            self.new.append(record.name)
            self._tell_end(decision, record)
        elif altered:
            self.changed.append(record.name)
            self.changes.append(Changed(record.row, self.before[area_id][-1].name, altered))
        else:
            self.same.append(record.name)
        cleaned = record.cleaned
        if cleaned is not None and cleaned.repair:
            sizes = round(cleaned.planar_m2_before), round(cleaned.planar_m2_after)
            self.repaired.append(Repair(record.row, record.name, cleaned.repair, *sizes))

    def _hold_to_right(self, decision: Decision) -> None:
        """Hold whoever does it to the municipalities that an area belongs, or belonged, to."""
        for version in (decision.timeline[-1], *self.before.get(decision.timeline[-1].area_id, ())):
            self.rows.doing.require(Deed.IMPORT, municipality=version.municipality)

    def take_contacts(self, contacts: ContactsOf) -> ContactReport:
        """Let the contacts of the list do what they do."""
        book = ContactBook(self.rows.doing, self.change, self.area_of, self.newest)
        return book.take(contacts)

    def _tell_end(self, decision: Decision, record: AreaRecord) -> None:
        newest = decision.timeline[-1]
        if newest.status is Status.CLOSED:  # no list states when that was
            said = {"name": newest.name, "day": newest.period.start}
            self.warnings.append(Note(record.row, "imports.end_unknown", said))

    def _keep(self, decision: Decision, record: AreaRecord) -> Fields:
        """Believe what was decided, and say what is else than before, if anything was."""
        area_id = decision.timeline[-1].area_id
        if decision.outline is not None:
            self.change.add_outline(decision.outline)
            self.polygons[area_id] = decision.outline.polygon
            self.drawn[area_id] = record.row
        counted = self._count(area_id, record.values.get("households"))
        self.newest[area_id] = decision.timeline[-1]
        before = self.before.get(area_id)
        if decision.timeline == before:
            return counted
        self.change.set_timeline(area_id, decision.timeline)
        return {**differences(before or decision.timeline, decision.timeline), **counted}

    def _count(self, area_id: str, total: object) -> Fields:
        """Enter the number of households where the list states another than the newest known."""
        if not isinstance(total, int):
            return {}
        counts = self.change.facts(HouseholdCount, area_id)
        last = counts[-1].total if counts else None
        if last == total:
            return {}
        today = self.rows.doing.today
        counted = HouseholdCount(area_id=area_id, counted_on=today, total=total, source=self.source)
        kept = [one for one in counts if one.counted_on != today]
        self.change.set_facts(HouseholdCount, area_id, [*kept, counted])
        return {"households": (last, total)}

    def foreign_ids(self) -> list[Note]:
        """Tell of the ids that came with new areas and are none of this register: they are kept."""
        ids = {record.values.get("id") for record in self.file.records}
        kept = len(ids & (self.newest.keys() - self.before.keys()))
        return [Note(0, "imports.foreign_ids", {"number": kept})] if kept else []

    def missing(self) -> tuple[str, ...]:
        """Return the names of the areas that the list does not mention, of the municipalities it does."""
        named = self.matcher.met | (self.newest.keys() - self.before.keys())
        places = {self.newest[area_id].municipality for area_id in named}
        return tuple(
            sorted(
                timeline[-1].name
                for area_id, timeline in self.before.items()
                if timeline[-1].status in _EXPECTED
                and area_id not in self.matcher.met | self.matcher.doubted
                and timeline[-1].municipality in (places or {timeline[-1].municipality})
            )
        )
