"""Areas one by one: add, and let every event of their life happen."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from shapely.geometry.base import BaseGeometry

from grannsamverkan.cli import doors
from grannsamverkan.cli.areas import named
from grannsamverkan.cli.doors import (
    REGISTER,
    ActorOption,
    CommitOption,
    JsonOption,
    OnOption,
    ReasonOption,
    RegisterOption,
)
from grannsamverkan.domain.areas import AreaType, Verification, last
from grannsamverkan.domain.findings import Attested
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.errors import Refused
from grannsamverkan.register import Register

if TYPE_CHECKING:
    from grannsamverkan.actions.areas import Part
    from grannsamverkan.actions.doing import Doing

FileOption = Annotated[
    Path | None, typer.Option("--file", metavar="FIL", help="Fil med gränsen, eller med delarna.")
]
NameOption = Annotated[str | None, typer.Option("--name", help="Områdets namn.")]
LocalityOption = Annotated[str | None, typer.Option("--locality", help="Ort.")]
TypeOption = Annotated[AreaType | None, typer.Option("--type", help="Områdestyp.")]
AttestOption = Annotated[
    list[Attested] | None,
    typer.Option("--attest", help="Intyga det som registret inte kan veta; kan upprepas."),
]
CodeOption = Annotated[str | None, typer.Option("--code", help="Id i kommunens egen lista.")]

_UNDO, _CORRECT, _REDRAW = "undo", "correct", "redraw"
_EVENTS = (*(event.value for event in Event), _REDRAW, _CORRECT, _UNDO)
_DETAILS = {
    "name": "name",
    "locality": "locality",
    "type": "area_type",
    "code": "code",
    "verification": "verification",
    "municipality": "municipality",
}
"""The options that say something of the area, and what each is called in the register."""
_USUAL = frozenset({"on", "file", "attest", *_DETAILS})
_FITTING = {
    _UNDO: frozenset(),
    _CORRECT: _USUAL - {"attest"} | {"start"},
    Event.SPLIT.value: frozenset({"on", "file"}),
    Event.MERGE.value: frozenset({"on", "file", "with", "name"}),
}
"""The options that an event has use for, where they are not the usual ones."""


def install(areas: typer.Typer) -> None:
    """Add these subcommands to `areas`."""
    areas.command("add")(add)
    areas.command("change", help=_CHANGE_HELP)(change)


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
    attest: AttestOption = None,
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Lägg till ett område."""
    from grannsamverkan.actions.areas import found
    from grannsamverkan.actions.gating import noted
    from grannsamverkan.actions.places import municipality_of

    with doors.opened(register) as opened:
        why = noted(doors.words(), reason, attested=attest or ())
        area_id = found(
            doors.doing(opened, by=by, reason=why, commit=commit),
            name=name,
            municipality=municipality or municipality_of(opened, None).code,
            event=_event(event),
            on=doors.stated(on),
            polygon=_one(_parts(opened, file)),
            locality=locality,
            area_type=area_type,
            code=code,
            attested=attest or (),
        )
    _done([area_id], commit=commit, as_json=as_json)


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
    attest: AttestOption = None,
    from_records: Annotated[
        bool,
        typer.Option(
            "--from-records",
            help="Berätta ur äldre handlingar: kraven prövas inte, och det noteras i journalen.",
        ),
    ] = False,
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Låt något hända med ett område."""
    options = {
        "on": on,
        "file": file,
        "with": others,
        "start": start,
        "name": name,
        "locality": locality,
        "type": area_type,
        "code": code,
        "verification": verification,
        "municipality": municipality,
        "attest": attest or None,
    }
    given = {option: value for option, value in options.items() if value is not None}
    _refuse_unfit(event, given)
    from grannsamverkan.actions.areas import undo_last
    from grannsamverkan.actions.gating import noted

    with doors.opened(register) as opened:
        why = noted(doors.words(), reason, attested=attest or (), from_records=from_records)
        who = replace(
            doors.doing(opened, by=by, reason=why, commit=commit), from_records=from_records
        )
        area_id = named(opened, area)
        if event == _UNDO:
            undo_last(who, area_id)
            ids = [area_id]
        else:
            parts = _parts(opened, file)
            merged = [area_id, *(named(opened, other) for other in others or ())]
            ids = _happen(who, merged, event, given, parts)
    _done(ids, commit=commit, as_json=as_json)


def _refuse_unfit(event: str, given: Mapping[str, object]) -> None:
    if event not in _EVENTS:
        raise Refused("lifecycle.unknown", event=event[:40], known=", ".join(_EVENTS))
    unfit = sorted(given.keys() - _FITTING.get(event, _USUAL))
    if unfit:
        options = ", ".join(f"--{option}" for option in unfit)
        raise Refused("area.unfit_options", options=options, event=event)


def _happen(
    who: "Doing", area_ids: list[str], event: str, given: Mapping[str, Any], parts: "list[Part]"
) -> list[str]:
    """Let an event happen to an area, the first of those named, and return the ids it leads to."""
    from grannsamverkan.actions import areas as actions

    area_id, on = area_ids[0], doors.stated(given.get("on"))
    details = {_DETAILS[option]: value for option, value in given.items() if option in _DETAILS}
    if event == Event.SPLIT.value:
        return actions.split(who, area_id, on, parts=parts)
    polygon = _one(parts)
    if event == Event.MERGE.value:
        name = given.get("name") or last(who.register.timelines(area_ids=[area_id])[area_id]).name
        return [actions.merge(who, area_ids, on, name=name, polygon=polygon)]
    if event == _CORRECT:
        start = doors.stated(given["start"]) if "start" in given else None
        actions.correct(who, area_id, on.counts_on, polygon=polygon, start=start, **details)
    else:
        attested = given.get("attest", ())
        actions.apply(
            who, area_id, _event(event), on, polygon=polygon, attested=attested, **details
        )
    return [area_id]


def _event(text: str) -> Event:
    if text == _REDRAW:
        return Event.CHANGE_BOUNDARY
    try:
        return Event(text)
    except ValueError as error:
        raise Refused("lifecycle.unknown", event=text[:40], known=", ".join(_EVENTS)) from error


def _parts(register: Register, file: Path | None) -> "list[Part]":
    """Return the named polygons of a file, in the register's CRS; none where there is no file."""
    if file is None:
        return []
    from grannsamverkan.actions.files import read_parts

    return read_parts(file, register)


def _one(parts: "list[Part]") -> BaseGeometry | None:
    if len(parts) > 1:
        raise Refused("area.one_polygon", found=len(parts))
    return parts[0].polygon if parts else None


def _done(ids: list[str], *, commit: bool, as_json: bool) -> None:
    if as_json:
        doors.show({"committed": commit, "areas": ids})
    else:
        t = doors.words()
        doors.say(t("cli.done" if commit else "cli.would_do", ids=", ".join(ids)))
    doors.dry_run(commit=commit)
