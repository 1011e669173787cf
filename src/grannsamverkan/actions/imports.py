"""Bringing a list of areas into the register: what it would change, then the change as one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shapely import MultiPolygon

from grannsamverkan.actions.areas import Doing, undo
from grannsamverkan.actions.matching import Matcher
from grannsamverkan.coverage.check import GENERALISED_OFF_M
from grannsamverkan.domain import areas as domain
from grannsamverkan.domain.areas import AreaVersion, HouseholdCount, Municipality, Timeline
from grannsamverkan.domain.geometry import outline_of, same_line
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.overlaps import overlaps
from grannsamverkan.domain.period import Period, StatedDate
from grannsamverkan.errors import GrannsamverkanError, Refused
from grannsamverkan.exchange.records import AreaFile, AreaRecord, Note
from grannsamverkan.register import Change

ACTION = "import_areas"

_OUTSIDE_SHARE = 0.01

_ENTERED_BY = {
    Status.INTEREST: Event.REGISTER_INTEREST,
    Status.PLANNED: Event.PROPOSE_AREA,
    Status.FORMING: Event.BOOK_START_MEETING,
    Status.ACTIVE: Event.INHERIT,
    Status.DORMANT: Event.LAPSE,
    Status.CLOSED: Event.CLOSE,
    Status.WITHDRAWN: Event.WITHDRAW,
}
_CHANGED_BY = {**_ENTERED_BY, Status.ACTIVE: Event.START}


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

    @property
    def refused_whole(self) -> bool:
        """Whether not one row could be used."""
        return not (self.new or self.changed or self.same)


def import_areas(
    doing: Doing,
    file: AreaFile,
    *,
    source: str,
    status: Status | None = None,
    valid_from: StatedDate | None = None,
) -> ImportReport:
    """Enter the good rows of a list as one change; a dry run tells what would happen.

    New areas without status are active and inherited; without a date they began before today.
    For areas known already, `valid_from` is the day on which what differs began to hold.

    Raises:
        Refused: invented rows for a real register, or a day to come.
    """
    if file.example and not doing.register.info.example:
        raise Refused("imports.example_rows")
    if valid_from is not None and valid_from.earliest > doing.today:
        raise Refused("area.in_the_future", on=valid_from.counts_on)
    with doing.change(ACTION) as change:
        run = _Run(doing, change, source, status, valid_from)
        for record in file.records:
            run.take(record)
        warnings = [*file.merged_notes, *file.warnings, *run.overlapping(), *run.outside()]
    written = change.written
    return ImportReport(
        seq=written.seq if written else None,
        new=tuple(run.new),
        changed=tuple(run.changed),
        same=tuple(run.same),
        missing=run.missing(),
        repaired=tuple(run.repaired),
        refused=tuple(sorted([*file.refused, *run.refused], key=lambda note: note.row)),
        warnings=tuple(sorted(warnings, key=lambda note: note.row)),
        mapping=file.mapping,
    )


def undo_import(doing: Doing, seq: int) -> list[str]:
    """Take one import back without erasing history; return the names of the areas it touched.

    Raises:
        NotFound: no such change. Refused: not an import, or an area has changed since (by name).
    """
    return undo(doing, seq, only=ACTION)


@dataclass
class _Run:
    """One import on its way: what is believed, what came of each row."""

    doing: Doing
    change: Change
    source: str
    status: Status | None
    valid_from: StatedDate | None
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    repaired: list[Repair] = field(default_factory=list)
    refused: list[Note] = field(default_factory=list)
    _drawn: dict[str, int] = field(default_factory=dict)
    _met: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Read what is believed before the first row."""
        self.before = self.change.timelines()
        self.after = dict(self.before)
        self.matcher = Matcher(self.before)
        self.municipalities = {one.code: one for one in self.doing.register.municipalities()}
        ids = [line[-1].outline_id for line in self.before.values() if line[-1].outline_id]
        known = self.change.outlines(sorted(set(ids)))
        self.polygons: dict[str, MultiPolygon] = {
            area_id: known[line[-1].outline_id].polygon
            for area_id, line in self.before.items()
            if line[-1].outline_id in known
        }

    def take(self, record: AreaRecord) -> None:
        """Let one record do what it does, or put it among the refused with the reason."""
        try:
            area_id = self.matcher.find(record)
            if area_id is None:
                area_id = self._enter(record)
                self.new.append(record.name)
            else:
                self._meet(area_id, record)
                altered = self._alter(area_id, record)
                (self.changed if altered else self.same).append(record.name)
        except GrannsamverkanError as error:
            self.refused.append(Note(record.row, f"error.{error.key}", error.values))
            return
        self._met.add(area_id)
        cleaned = record.cleaned
        if cleaned is not None and cleaned.repair:
            sizes = round(cleaned.planar_m2_before), round(cleaned.planar_m2_after)
            self.repaired.append(Repair(record.row, record.name, cleaned.repair, *sizes))

    def _meet(self, area_id: str, record: AreaRecord) -> None:
        if area_id in self._met:
            raise Refused("imports.twice", name=record.name)

    # -- new areas -------------------------------------------------------------------------------

    def _enter(self, record: AreaRecord) -> str:
        values = record.values
        status = values.get("status", self.status or Status.ACTIVE)
        if not isinstance(status, Status) or status not in _ENTERED_BY:
            raise Refused("imports.status_needs_event", status=str(status))
        own_id = values.get("id")
        area_id = str(own_id) if own_id else self.doing.new_id(self.doing.now)
        yesterday = StatedDate.before(self.doing.today)
        since = values.get("valid_from", self.valid_from or yesterday)
        assert isinstance(since, StatedDate)  # noqa: S101 # the reader gives no other kind
        self._not_to_come(since)
        inherits = status in {Status.ACTIVE, Status.DORMANT, Status.CLOSED}
        first = AreaVersion(
            area_id=area_id,
            period=Period(since.counts_on),
            precision=since.precision,
            event=Event.INHERIT if inherits else _ENTERED_BY[status],
            status=Status.ACTIVE if inherits else status,
            name=record.name,
            code=record.code,
            municipality=self._municipality(record),
            inherited=inherits,
            **self._details(record),
            **self._outline(area_id, record),
        )
        timeline = domain.begin(first)
        if status in {Status.DORMANT, Status.CLOSED}:
            ended = yesterday if since.counts_on < yesterday.counts_on else since
            timeline = domain.advance(timeline, ended, _ENTERED_BY[status], status=status)
        self._believe(area_id, timeline)
        self._count(area_id, record)
        return area_id

    @staticmethod
    def _details(record: AreaRecord) -> dict[str, Any]:
        fields = {"locality": "locality", "type": "area_type", "verification": "verification"}
        return {fields[key]: value for key, value in record.values.items() if key in fields}

    def _municipality(self, record: AreaRecord) -> str:
        """Return the code of the municipality an area belongs to: as stated, the only one, or by place."""
        stated = record.values.get("municipality")
        if stated is not None:
            for code, municipality in self.municipalities.items():
                if str(stated).casefold() in {code.casefold(), municipality.name.casefold()}:
                    return code
            known = ", ".join(self.municipalities)
            raise Refused("area.unknown_municipality", code=stated, known=known)
        if len(self.municipalities) == 1:
            return next(iter(self.municipalities))
        if record.cleaned is not None:
            inside = record.cleaned.polygon.representative_point()
            for code, municipality in self.municipalities.items():
                if municipality.border is not None and municipality.border.covers(inside):
                    return code
        raise Refused("imports.which_municipality", known=", ".join(self.municipalities))

    def _outline(self, area_id: str, record: AreaRecord) -> dict[str, Any]:
        if record.cleaned is None:
            return {}
        outline = outline_of(record.cleaned.polygon, crs=self.doing.register.info.crs)
        self.change.add_outline(outline)
        self.polygons[area_id] = outline.polygon
        self._drawn[area_id] = record.row
        return domain.drawn(outline)

    # -- areas known already -----------------------------------------------------------------------

    def _alter(self, area_id: str, record: AreaRecord) -> bool:
        """Let what differs hold from the day given; say whether anything did."""
        timeline = self._with_start(self.before[area_id], record)
        newest = timeline[-1]
        details = self._differences(newest, record)
        status = record.values.get("status", newest.status)
        event = Event.CHANGE_DETAILS
        redrawn = record.cleaned is not None and not (
            area_id in self.polygons and same_line(self.polygons[area_id], record.cleaned.polygon)
        )
        if redrawn:
            event = Event.CHANGE_BOUNDARY
        elif "municipality" in details:
            event = Event.MOVE
        if isinstance(status, Status) and status is not newest.status:
            if status not in _CHANGED_BY:
                raise Refused("imports.status_needs_event", status=status.value)
            event = _CHANGED_BY[status]
            details["status"] = status
        if redrawn or details:
            on = self.valid_from or StatedDate(self.doing.today)
            domain.advance(
                timeline, on, event
            )  # refuses a day that is too early before anything is kept
            timeline = domain.advance(
                timeline,
                on,
                event,
                **details,
                **(self._outline(area_id, record) if redrawn else {}),
            )
        counted = self._count(area_id, record)
        if timeline != self.before[area_id]:
            self._believe(area_id, timeline)
            return True
        return counted

    def _differences(self, newest: AreaVersion, record: AreaRecord) -> dict[str, Any]:
        stated = {"name": record.name, **self._details(record)}
        if record.code is not None:
            stated["code"] = record.code
        if "municipality" in record.values:
            stated["municipality"] = self._municipality(record)
        return {key: value for key, value in stated.items() if getattr(newest, key) != value}

    def _with_start(self, timeline: Timeline, record: AreaRecord) -> Timeline:
        """Put the start right where the list states another day than the register has."""
        stated = record.values.get("valid_from")
        first = next((version for version in timeline if version.active), timeline[0])
        if not isinstance(stated, StatedDate) or stated == first.stated_start:
            return timeline
        self._not_to_come(stated)
        return domain.move_start(timeline, first.period.start, stated)

    # -- both ---------------------------------------------------------------------------------------

    def _not_to_come(self, stated: StatedDate) -> None:
        if stated.earliest > self.doing.today:
            raise Refused("area.in_the_future", on=stated.counts_on)

    def _believe(self, area_id: str, timeline: Timeline) -> None:
        self.change.set_timeline(area_id, timeline)
        self.after[area_id] = timeline

    def _count(self, area_id: str, record: AreaRecord) -> bool:
        """Enter the number of households where the list states another than the newest known."""
        total = record.values.get("households")
        if not isinstance(total, int):
            return False
        counts = self.change.households(area_id)
        if counts and counts[-1].total == total:
            return False
        counted = HouseholdCount(
            area_id=area_id, counted_on=self.doing.today, total=total, source=self.source
        )
        kept = [one for one in counts if one.counted_on != counted.counted_on]
        self.change.set_households(area_id, [*kept, counted])
        return True

    # -- what to know afterwards -----------------------------------------------------------------------

    def missing(self) -> tuple[str, ...]:
        """Return the names of the areas in the register that the list does not mention."""
        live = {Status.PLANNED, Status.FORMING, Status.ACTIVE, Status.DORMANT}
        return tuple(
            sorted(
                timeline[-1].name
                for area_id, timeline in self.before.items()
                if timeline[-1].status in live and area_id not in self._met
            )
        )

    def overlapping(self) -> list[Note]:
        """Warn of ground that a new or redrawn area shares with another."""
        live = {
            area_id: polygon
            for area_id, polygon in self.polygons.items()
            if self.after[area_id][-1].status in {Status.ACTIVE, Status.FORMING, Status.PLANNED}
        }
        asked = [area_id for area_id in self._drawn if area_id in live]
        return [
            Note(
                self._drawn[one.a],
                "imports.overlap",
                {
                    "name": self.after[one.a][-1].name,
                    "other": self.after[one.b][-1].name,
                    "m2": round(one.m2),
                    "percent": round(100 * one.share, 1),
                },
            )
            for one in overlaps(live, asked)
        ]

    def outside(self) -> list[Note]:
        """Warn of areas that lie outside their municipality's border, as far as that is known."""
        borders = {code: _reach(one) for code, one in self.municipalities.items()}
        notes = []
        for area_id, row in self._drawn.items():
            version = self.after[area_id][-1]
            border = borders.get(version.municipality)
            polygon = self.polygons[area_id]
            if border is None or border.covers(polygon):
                continue
            share = polygon.difference(border).area / polygon.area
            if share > _OUTSIDE_SHARE:
                values = {"name": version.name, "percent": round(100 * share)}
                notes.append(Note(row, "imports.outside", values))
        return notes


def _reach(municipality: Municipality) -> Any:  # noqa: ANN401 # a shapely geometry or None
    """Return the border an area must lie inside, with room for what a generalised one leaves open."""
    if municipality.border is None or not municipality.border_generalised:
        return municipality.border
    return municipality.border.buffer(GENERALISED_OFF_M)
