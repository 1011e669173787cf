"""Areas one by one: list, show, add, and let every event of their life happen."""

from pathlib import Path
from typing import Annotated

import typer
from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions import areas as actions
from grannsamverkan.actions.areas import Doing, Part
from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import (
    REGISTER,
    ActorOption,
    CommitOption,
    JsonOption,
    MunicipalityOption,
    OnOption,
    ReasonOption,
    RegisterOption,
)
from grannsamverkan.domain.areas import AreaType, AreaVersion, Verification, last
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Register

FileOption = Annotated[
    Path | None, typer.Option("--file", metavar="FIL", help="Fil med gränsen, eller med delarna.")
]
NameOption = Annotated[str | None, typer.Option("--name", help="Områdets namn.")]
LocalityOption = Annotated[str | None, typer.Option("--locality", help="Ort.")]
TypeOption = Annotated[AreaType | None, typer.Option("--type", help="Områdestyp.")]
CodeOption = Annotated[str | None, typer.Option("--code", help="Id i kommunens egen lista.")]

_UNDO, _CORRECT, _REDRAW = "undo", "correct", "redraw"


def install(app: typer.Typer) -> None:
    """Add the subcommands of `areas`."""
    areas = typer.Typer(help="Områden: lista, visa, lägg till, ändra.", no_args_is_help=True)
    areas.command("list")(list_areas)
    areas.command("show")(show)
    areas.command("add")(add)
    areas.command("change", help=_CHANGE_HELP)(change)
    app.add_typer(areas, name="areas")


def list_areas(
    register: RegisterOption = REGISTER,
    on: OnOption = None,
    municipality: MunicipalityOption = None,
    status: Annotated[Status | None, typer.Option("--status", help="Bara i detta läge.")] = None,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Lista områdena så som de var vid en dags slut (idag om ingen anges)."""
    with doors.opened(register) as opened:
        versions = [
            version
            for version in opened.versions(doors.day(on))
            if municipality in {None, version.municipality} and status in {None, version.status}
        ]
        doors.mark(opened)
    versions.sort(key=lambda version: (version.name.casefold(), version.area_id))
    if as_json:
        doors.show([_as_data(version) for version in versions])
        return
    t = doors.words()
    rows = [
        (
            version.area_id,
            version.name,
            t(f"status.{version.status}"),
            t(f"type.{version.area_type}") if version.area_type else None,
            version.locality,
            version.m2 if version.m2 is not None else t("cli.draw"),
        )
        for version in versions
    ]
    headings = ["Id", t("cli.name"), t("cli.status"), t("cli.type"), t("cli.locality"), "m²"]
    doors.table(headings, rows)


def _as_data(version: AreaVersion) -> dict[str, object]:
    return {
        "id": version.area_id,
        "name": version.name,
        "status": version.status.value,
        "type": version.area_type.value if version.area_type else None,
        "locality": version.locality,
        "m2": version.m2,
        "municipality": version.municipality,
        "code": version.code,
        "event": version.event.value,
        "from": str(version.stated_start),
        "last_confirmed": version.last_confirmed_on,
        "predecessors": list(version.predecessors),
    }


def show(
    area: Annotated[str, typer.Argument(metavar="ID", help="Områdets id eller namn.")],
    register: RegisterOption = REGISTER,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Visa ett områdes hela historia och de ändringar som rört det."""
    with doors.opened(register) as opened:
        area_id = _named(opened, area)
        timeline = opened.timelines(area_ids=[area_id])[area_id]
        entries = opened.changes(area_id=area_id)
        counts = opened.households().get(area_id, ())
        doors.mark(opened)
    if as_json:
        doors.show(
            {
                **_as_data(last(timeline)),
                "history": [_as_data(version) for version in timeline],
                "households": [
                    {"on": one.counted_on, "total": one.total, "source": one.source}
                    for one in counts
                ],
                "changes": [
                    {
                        "seq": entry.seq,
                        "at": entry.at,
                        "by": entry.actor,
                        "action": entry.action,
                        "reason": entry.reason,
                    }
                    for entry in entries
                ],
            }
        )
        return
    t = doors.words()
    doors.say(f"{last(timeline).name}  {area_id}")
    rows = [
        (
            str(version.stated_start),
            t(f"event.{version.event}"),
            t(f"status.{version.status}"),
            version.m2,
        )
        for version in timeline
    ]
    doors.table([t("cli.from"), t("cli.event"), t("cli.status"), "m²"], rows)
    journal = [(e.seq, e.at[:16], e.actor, e.action, e.reason) for e in entries]
    doors.table(["Nr", t("cli.at"), t("cli.by"), t("cli.action"), t("cli.reason")], journal)


def add(
    name: Annotated[str, typer.Argument(metavar="NAMN", help="Områdets namn.")],
    register: RegisterOption = REGISTER,
    event: Annotated[
        str, typer.Option("--event", help="register_interest, propose_area eller inherit.")
    ] = Event.PROPOSE_AREA.value,
    on: OnOption = None,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    municipality: Annotated[
        str | None, typer.Option("--municipality", metavar="KOD", help="Kommun.")
    ] = None,
    locality: LocalityOption = None,
    area_type: TypeOption = None,
    code: CodeOption = None,
    file: FileOption = None,
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Lägg till ett område."""
    with doors.opened(register) as opened:
        parts = _parts(opened, file) if file else []
        if len(parts) > 1:
            raise Refused("area.one_polygon", found=len(parts))
        area_id = actions.found(
            doors.doing(opened, by=by, reason=reason, commit=commit),
            name=name,
            municipality=municipality or _only_municipality(opened),
            event=_event(event),
            on=doors.stated(on),
            polygon=parts[0].polygon if parts else None,
            locality=locality,
            area_type=area_type,
            code=code,
        )
    _done([area_id], commit=commit, as_json=as_json)


def _only_municipality(register: Register) -> str:
    known = [one.code for one in register.municipalities()]
    if len(known) != 1:
        raise Refused("place.which_municipality", known=", ".join(known))
    return known[0]


_CHANGE_HELP = f"""Låt något hända med ett område.

HÄNDELSE är en av: draw_boundary, book_start_meeting, start, confirm, change_boundary (eller
{_REDRAW}), change_details, move, lapse, restart, close, split, merge, withdraw, {_CORRECT}
(rätta vad registret hade fel om) och {_UNDO} (ångra den senaste ändringen av området)."""


def change(  # typer reads the options from the signature
    area: Annotated[str, typer.Argument(metavar="ID", help="Områdets id eller namn.")],
    event: Annotated[str, typer.Argument(metavar="HÄNDELSE", help="Vad som händer.")],
    register: RegisterOption = REGISTER,
    on: OnOption = None,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    file: FileOption = None,
    others: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="ID", help="Område att slå samman med; kan upprepas."),
    ] = None,
    name: NameOption = None,
    locality: LocalityOption = None,
    area_type: TypeOption = None,
    code: CodeOption = None,
    verification: Annotated[
        Verification | None, typer.Option("--verification", help="Vem som bekräftat området.")
    ] = None,
    municipality: Annotated[
        str | None, typer.Option("--municipality", metavar="KOD", help="Ny kommun (move).")
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--start", metavar="DAG", help="Rätt dag för när det som gällde började."),
    ] = None,
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Låt något hända med ett område."""
    given = {
        "name": name,
        "locality": locality,
        "area_type": area_type,
        "code": code,
        "verification": verification,
        "municipality": municipality,
    }
    details = {key: value for key, value in given.items() if value is not None}
    with doors.opened(register) as opened:
        who = doors.doing(opened, by=by, reason=reason, commit=commit)
        area_id = _named(opened, area)
        parts = _parts(opened, file) if file else []
        when = doors.stated(on)
        if event == _UNDO:
            ids = _undo(who, area_id)
        elif event == _CORRECT:
            polygon = _one(parts) if parts else None
            moved = doors.stated(start) if start else None
            actions.correct(who, area_id, when.counts_on, polygon=polygon, start=moved, **details)
            ids = [area_id]
        elif event == Event.SPLIT.value:
            ids = actions.split(who, area_id, when, parts=parts)
        elif event == Event.MERGE.value:
            merged = [area_id, *(_named(opened, other) for other in others or [])]
            title = name or last(opened.timelines(area_ids=[area_id])[area_id]).name
            polygon = _one(parts) if parts else None
            ids = [actions.merge(who, merged, when, name=title, polygon=polygon)]
        else:
            polygon = _one(parts) if parts else None
            actions.apply(who, area_id, _event(event), when, polygon=polygon, **details)
            ids = [area_id]
    _done(ids, commit=commit, as_json=as_json)


def _event(text: str) -> Event:
    if text == _REDRAW:
        return Event.CHANGE_BOUNDARY
    try:
        return Event(text)
    except ValueError as error:
        known = [*(event.value for event in Event), _REDRAW, _CORRECT, _UNDO]
        raise Refused("lifecycle.unknown", event=text[:40], known=", ".join(known)) from error


def _one(parts: list[Part]) -> BaseGeometry:
    if len(parts) != 1:
        raise Refused("area.one_polygon", found=len(parts))
    return parts[0].polygon


def _undo(who: Doing, area_id: str) -> list[str]:
    newest = who.register.changes(area_id=area_id)[-1]
    actions.undo(who, newest.seq)
    return [area_id]


def _parts(register: Register, file: Path) -> list[Part]:
    """Return the named polygons of a file, in the register's CRS."""
    from grannsamverkan.actions.files import read_parts

    return read_parts(file, register)


def _named(register: Register, area: str) -> str:
    """Return the id of the area meant by an id or by a name that only one area has."""
    timelines = register.timelines()
    if area in timelines:
        return area
    found = [
        area_id
        for area_id, timeline in timelines.items()
        if timeline[-1].name.casefold() == area.casefold()
        and timeline[-1].status is not Status.SUPERSEDED
    ]
    if not found:
        raise NotFound("area.not_found")
    if len(found) > 1:
        raise Refused("area.ambiguous", name=area, ids=", ".join(found))
    return found[0]


def _done(ids: list[str], *, commit: bool, as_json: bool) -> None:
    if as_json:
        doors.show({"committed": commit, "areas": ids})
    else:
        t = doors.words()
        doors.say(t("cli.done" if commit else "cli.would_do", ids=", ".join(ids)))
    doors.dry_run(commit=commit)
