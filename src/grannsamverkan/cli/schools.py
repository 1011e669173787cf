"""Schools, for promises that are counted by school: listed, and read from a list."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grannsamverkan.actions.places import municipality_of
from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import (
    REGISTER,
    ActorOption,
    CommitOption,
    JsonOption,
    MunicipalityOption,
    ReasonOption,
    RegisterOption,
)
from grannsamverkan.domain.promises import School, SchoolStage

if TYPE_CHECKING:
    from grannsamverkan.actions.schools import SchoolReport


def install(app: typer.Typer, imports: typer.Typer) -> None:
    """Add the command that lists schools, and the one that reads them in to those that read."""
    room = typer.Typer(help="Kommunens skolor.", no_args_is_help=True)
    room.callback()(lambda: None)  # a room of one command keeps its name
    room.command("list")(list_schools)
    app.add_typer(room, name="schools")
    imports.command("schools")(import_)


def list_schools(
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lista skolorna."""
    with doors.opened(register) as opened:
        found = [one for one in opened.facts(School) if municipality in {None, one.municipality}]
        doors.mark(opened)
    found.sort(key=lambda one: (one.municipality, one.name.casefold(), one.id))
    if as_json:
        doors.show([asdict(one) for one in found])
        return
    t = doors.words()
    keys = ("id", "name", "stage", "code", "until")
    rows = [(one.id, one.name, t(f"schoolstage.{one.stage}"), one.code, one.until) for one in found]
    doors.table([t(f"promises.list.{key}") for key in keys], rows)


def import_(
    file: Annotated[Path, typer.Argument(metavar="FIL", help="Filen som ska läsas.")],
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    stage: Annotated[
        SchoolStage | None, typer.Option("--stage", help="För nya skolor utan uppgift.")
    ] = None,
    layer: Annotated[str | None, typer.Option("--layer", help="Bladet.")] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="Textens teckenkodning, till exempel cp1252.")
    ] = None,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Läs in skolor med namn, skolenhetskod och skolform: CSV eller XLSX."""
    from grannsamverkan.actions.schools import import_schools
    from grannsamverkan.exchange.readers import read_table
    from grannsamverkan.exchange.sandbox import OPERATOR
    from grannsamverkan.exchange.schools import read_schools
    from grannsamverkan.exchange.tables import ReadOptions

    with doors.working("cli.reading"):
        table = read_table(file, ReadOptions(layer=layer, encoding=encoding), OPERATOR)
    read = read_schools(table)
    with doors.opened(register) as opened:
        code = municipality_of(opened, municipality).code
        who = doors.doing(opened, by=by, reason=reason or file.name, commit=commit)
        report = import_schools(who, code, read, stage=stage)
    _tell(report, commit=commit, as_json=as_json)
    doors.dry_run(commit=commit)
    if report.refused and not (report.new or report.changed or report.same):
        raise typer.Exit(1)


def _tell(report: "SchoolReport", *, commit: bool, as_json: bool) -> None:
    t = doors.words()
    refused = [(one.row, t(one.key, **one.values)) for one in report.refused]
    if as_json:
        rows = [{"row": row, "fault": fault} for row, fault in refused]
        doors.show({"committed": commit, **asdict(report), "refused": rows})
        return
    for what in ("new", "changed", "same"):
        names: tuple[str, ...] = getattr(report, what)
        if names:
            doors.say(f"{t(f'promises.came.{what}')}: {', '.join(names)}")
    for row, fault in refused:
        doors.say(t("promises.list.row", row=row, fault=fault))
