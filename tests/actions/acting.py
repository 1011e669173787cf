"""People at work in the tests: who does something when, and lists taken in as they are written."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypedDict, Unpack

import shapely
from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions import areas
from grannsamverkan.actions.areas import Doing
from grannsamverkan.actions.imports import ImportReport, import_areas
from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.exchange.areas import read_area_records
from grannsamverkan.exchange.readers import read_table
from grannsamverkan.exchange.sandbox import OPERATOR
from grannsamverkan.exchange.tables import ReadOptions
from grannsamverkan.register import Register
from samples import square

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOW.date()

NewRegister = Callable[[str], Register]
"""A maker of registers: `one` municipality, `two`, or an `example`."""


def doing(
    register: Register, *, now: datetime = NOW, dry: bool = False, from_records: bool = False
) -> Doing:
    """Return someone who does something for the sake of a test, now or as older records tell."""
    return Doing(
        register=register,
        actor="prov",
        reason="för provets skull",
        now=now,
        dry=dry,
        from_records=from_records,
    )


def telling(register: Register) -> Doing:
    """Return someone who tells history from older records, whose evidence is not in the register."""
    return doing(register, from_records=True)


def on(text: str) -> StatedDate:
    """Return a date as it is stated."""
    return StatedDate.parse(text)


def wkt(east_m: float = 0, north_m: float = 0, side_m: float = 200) -> str:
    """Return a square near Hallsberg as text, for a column called `wkt_epsg3006`."""
    text: str = shapely.to_wkt(square(east_m, north_m, side_m=side_m), rounding_precision=3)
    return text


def found(
    register: Register,
    name: str = "Norrängen",
    *,
    event: Event = Event.INHERIT,
    since: str = "2020-01-01",
    polygon: BaseGeometry | None = None,
    **facts: str,
) -> str:
    """Enter an area, active unless the event says otherwise."""
    stated: dict[str, Any] = {"municipality": "1861", **facts}
    return areas.found(
        telling(register), name=name, event=event, on=on(since), polygon=polygon, **stated
    )


def lead(register: Register, area_id: str, *steps: str) -> None:
    """Let events happen to an area: `start 2021-01-01`."""
    for step in steps:
        event, _, day = step.partition(" ")
        areas.apply(telling(register), area_id, Event(event), on(day))


TO_STATE: Mapping[Status, tuple[Event, str]] = {
    Status.INTEREST: (Event.REGISTER_INTEREST, ""),
    Status.PLANNED: (Event.PROPOSE_AREA, ""),
    Status.FORMING: (Event.PROPOSE_AREA, "book_start_meeting 2021-01-01"),
    Status.ACTIVE: (Event.INHERIT, ""),
    Status.DORMANT: (Event.INHERIT, "lapse 2021-01-01"),
    Status.CLOSED: (Event.INHERIT, "close 2021-01-01"),
    Status.WITHDRAWN: (Event.PROPOSE_AREA, "withdraw 2021-01-01"),
}
"""How an area comes to each state that deeds with one area lead to."""


def in_state(register: Register, status: Status, name: str = "Norrängen") -> str:
    """Enter an area and lead it to a state by the first of January 2021."""
    event, step = TO_STATE[status]
    area_id = found(register, name, event=event)
    lead(register, area_id, *([step] if step else []))
    return area_id


class Said(TypedDict, total=False):
    """What one can say of a list: of its columns, of its rows, and of when it is taken in."""

    status: Status
    valid_from: str
    municipality: str
    columns: Mapping[str, str]
    id_column: str
    now: datetime
    dry: bool


def take_in(register: Register, text: str, **said: Unpack[Said]) -> ImportReport:
    """Take in a list that is written as CSV with semicolons."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lista.csv"
        path.write_text(text, "utf-8")
        return take_in_file(register, path, **said)


def take_in_file(register: Register, path: Path, **said: Unpack[Said]) -> ImportReport:
    """Take in a file."""
    crs = register.info.crs
    table = read_table(path, ReadOptions(register_crs=crs), OPERATOR)
    records = read_area_records(
        table, register_crs=crs, columns=said.get("columns"), id_column=said.get("id_column")
    )
    return import_areas(
        doing(register, now=said.get("now", NOW), dry=said.get("dry", False)),
        records,
        source=path.name,
        status=said.get("status"),
        valid_from=on(said["valid_from"]) if "valid_from" in said else None,
        municipality=said.get("municipality"),
    )


def numbers(report: ImportReport) -> tuple[int, int, int, int]:
    """Return how many areas were new, changed, the same and missing."""
    return len(report.new), len(report.changed), len(report.same), len(report.missing)


def reasons(report: ImportReport) -> dict[int, str]:
    """Return why rows were refused, by their number."""
    return {note.row: note.key for note in report.refused}


def timeline(register: Register, name: str) -> Timeline:
    """Return the timeline of the one area of a name."""
    (only,) = (one for one in register.timelines().values() if one[-1].name == name)
    return only


def events(register: Register, name: str) -> list[tuple[str, date, str]]:
    """Return what happened to an area: event, day, state."""
    return [
        (one.event.value, one.period.start, one.status.value) for one in timeline(register, name)
    ]
