"""Contacts into the register, with the areas of the same list: shown first, written with --commit."""

from typing import Annotated

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import (
    REGISTER,
    ActorOption,
    CommitOption,
    JsonOption,
    ReasonOption,
    RegisterOption,
)
from grannsamverkan.cli.imports import (
    CrsOption,
    EncodingOption,
    FileArgument,
    LayerOption,
    pair,
    read,
)


def install(app: typer.Typer) -> typer.Typer:
    """Add the subcommands of `contacts` that take lists in, and return the command for those that list."""
    contacts = typer.Typer(help="Kontakter i områdena.", no_args_is_help=True)
    contacts.command("import")(take_in)
    app.add_typer(contacts, name="contacts")
    return contacts


def take_in(  # typer reads the options from the signature
    file: FileArgument,
    register: RegisterOption = REGISTER,
    id_column: Annotated[
        str | None, typer.Option("--id", metavar="KOLUMN", help="Kolumnen med områdenas koder.")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FÄLT=KOLUMN", help="Vilken kolumn som är vad; upprepas."),
    ] = None,
    join: Annotated[
        list[int] | None,
        typer.Option(
            "--join", metavar="RAD", help="Radens område är det som det liknar; upprepas."
        ),
    ] = None,
    end_missing: Annotated[
        bool, typer.Option("--end-missing", help="Kontakter som listan inte längre nämner slutar.")
    ] = False,  # a flag of the command line
    crs: CrsOption = None,
    layer: LayerOption = None,
    encoding: EncodingOption = None,
    municipality: Annotated[
        str | None,
        typer.Option("--municipality", metavar="KOD", help="Kommun för nya områden utan uppgift."),
    ] = None,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Läs in en lista med områden och deras kontakter. Personnummer och hemadresser läses aldrig."""
    from grannsamverkan.actions.files import near
    from grannsamverkan.actions.lists import Wanted, take_in_list
    from grannsamverkan.cli.asking import asking
    from grannsamverkan.cli.import_report import list_data, tell_list
    from grannsamverkan.exchange.tables import ReadOptions

    wanted = Wanted(
        columns=[pair(one) for one in mapping or []],
        id_column=id_column,
        join=join or (),
        end_missing=end_missing,
        municipality=municipality,
    )
    with doors.opened(register) as opened:
        options = ReadOptions(
            crs=crs,
            layer=layer,
            encoding=encoding,
            register_crs=opened.info.crs,
            near=near(opened),
        )
        table = asking(lambda said: read(file, said), options, may_ask=not as_json)
        who = doors.doing(opened, by=by, reason=reason or file.name, commit=commit)
        report = take_in_list(who, table, wanted, source=file.name, watch=doors.counting)
        doors.mark(opened)
    if as_json:
        doors.show(list_data(report))
    else:
        tell_list(report)
    doors.dry_run(commit=commit)
    if report.areas.refused_whole and report.areas.refused:
        raise typer.Exit(1)
