"""Lists and borders into the register: shown first, written with --commit, taken back with undo."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grannsamverkan.cli import basemap, burglaries, doors, schools, statistics, streets
from grannsamverkan.cli.doors import (
    REGISTER,
    ActorOption,
    CommitOption,
    JsonOption,
    ReasonOption,
    RegisterOption,
)
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.errors import Refused

if TYPE_CHECKING:
    from grannsamverkan.exchange.tables import ReadOptions, Table

FileArgument = Annotated[Path, typer.Argument(metavar="FIL", help="Filen som ska läsas.")]
CrsOption = Annotated[
    str | None, typer.Option("--crs", help="Filens referenssystem, till exempel EPSG:3006.")
]
LayerOption = Annotated[str | None, typer.Option("--layer", help="Lagret eller bladet.")]
EncodingOption = Annotated[
    str | None, typer.Option("--encoding", help="Textens teckenkodning, till exempel cp1252.")
]
SwapOption = Annotated[
    bool, typer.Option("--swap", help="Koordinaterna står i omvänd ordning: vänd dem.")
]


def install(app: typer.Typer) -> None:
    """Add the subcommands of `import`."""
    imports = typer.Typer(help="Läs in listor och gränser.", no_args_is_help=True)
    imports.command("areas")(areas)
    imports.command("border")(border)
    imports.command("undo")(undo)
    streets.install(imports)
    burglaries.install(imports)
    basemap.install(imports)
    schools.install(app, imports)
    statistics.install(imports)
    app.add_typer(imports, name="import")


def areas(  # typer reads the options from the signature
    file: FileArgument,
    register: RegisterOption = REGISTER,
    id_column: Annotated[
        str | None, typer.Option("--id", metavar="KOLUMN", help="Kolumnen med områdenas koder.")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FÄLT=KOLUMN", help="Vilken kolumn som är vad; upprepas."),
    ] = None,
    crs: CrsOption = None,
    layer: LayerOption = None,
    encoding: EncodingOption = None,
    swap: SwapOption = False,  # a flag of the command line
    status: Annotated[
        Status | None, typer.Option("--status", help="Läge för nya områden utan uppgift.")
    ] = None,
    valid_from: Annotated[
        str | None,
        typer.Option("--valid-from", metavar="DAG", help="Från när det som är nytt gäller."),
    ] = None,
    municipality: Annotated[
        str | None,
        typer.Option("--municipality", metavar="KOD", help="Kommun för nya områden utan uppgift."),
    ] = None,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Läs in områden: GeoJSON, GeoPackage, Shapefile, KML, FlatGeobuf, GML, CSV eller XLSX."""
    from grannsamverkan.actions.files import near
    from grannsamverkan.actions.imports import import_areas
    from grannsamverkan.cli.asking import asking
    from grannsamverkan.cli.import_report import as_data, tell, tell_of_contacts_left
    from grannsamverkan.exchange.lists import read_list
    from grannsamverkan.exchange.tables import ReadOptions

    columns = [pair(one) for one in mapping or []]
    since = doors.stated(valid_from) if valid_from else None
    with doors.opened(register) as opened:
        crs_of_register = opened.info.crs
        options = ReadOptions(
            crs=crs,
            layer=layer,
            encoding=encoding,
            swap=swap,
            register_crs=crs_of_register,
            near=near(opened),
        )
        table = asking(lambda said: read(file, said), options, may_ask=not as_json)
        with doors.working("cli.reading"):
            found = read_list(
                table, register_crs=crs_of_register, columns=columns, id_column=id_column
            )
        who = doors.doing(opened, by=by, reason=reason or file.name, commit=commit)
        report = import_areas(
            who,
            found.areas,
            source=file.name,
            status=status,
            valid_from=since,
            municipality=municipality,
            watch=doors.counting,
        )
        doors.mark(opened)
    if as_json:
        doors.show(as_data(report))
    else:
        key = "cli.read_as" if table.crs else "cli.read_without_places"
        doors.say(doors.words()(key, crs=table.crs or "", encoding=table.encoding))
        tell(report)
        tell_of_contacts_left(found.contacts)
    doors.dry_run(commit=commit)
    if report.refused_whole and report.refused:
        raise typer.Exit(1)


def read(file: Path, options: "ReadOptions") -> "Table":
    """Return the table of a file that someone at the machine names."""
    from grannsamverkan.exchange.readers import read_table
    from grannsamverkan.exchange.sandbox import OPERATOR

    with doors.working("cli.reading"):
        return read_table(file, options, OPERATOR)


def pair(text: str) -> tuple[str, str]:
    """Return field and column of `FIELD=COLUMN`.

    Raises:
        Refused: there is no sign between them.
    """
    field, sign, column = text.partition("=")
    if not sign:
        raise Refused("imports.map_form", text=text[:60])
    return field.strip(), column.strip()


def border(
    file: FileArgument,
    register: RegisterOption = REGISTER,
    municipality: Annotated[
        str | None, typer.Option("--municipality", metavar="KOD", help="Vilken kommun.")
    ] = None,
    crs: CrsOption = None,
    layer: LayerOption = None,
    swap: SwapOption = False,  # a flag of the command line
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Läs in noggranna kommungränser i stället för de generaliserade; filen får gälla hela landet."""
    from grannsamverkan.actions.files import near
    from grannsamverkan.actions.places import municipality_of, set_borders
    from grannsamverkan.cli.asking import asking
    from grannsamverkan.cli.import_report import border_data, tell_border
    from grannsamverkan.exchange.borders import read_borders
    from grannsamverkan.exchange.tables import ReadOptions

    with doors.opened(register) as opened:
        options = ReadOptions(
            crs=crs, layer=layer, swap=swap, register_crs=opened.info.crs, near=near(opened)
        )
        named = municipality is not None
        places = [municipality_of(opened, municipality)] if named else opened.municipalities()
        wanted = {one.code: one.name for one in places}
        borders = asking(
            lambda said: read_borders(file, said, wanted, named=named),
            options,
            may_ask=not as_json,
        )
        who = doors.doing(opened, by=by, reason=reason or file.name, commit=commit)
        placed = set_borders(who, borders, source=file.name)
    if as_json:
        doors.show({"committed": commit, "borders": [border_data(one) for one in placed]})
    else:
        for one in placed:
            tell_border(one)
    doors.dry_run(commit=commit)


def undo(
    seq: Annotated[int, typer.Argument(metavar="ID", help="Importens nummer.")],
    register: RegisterOption = REGISTER,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Ta tillbaka en import. Historien finns kvar; områden som ändrats sedan dess stoppar den."""
    from grannsamverkan.actions.imports import undo_import

    with doors.opened(register) as opened:
        who = doors.doing(opened, by=by, reason=reason or f"import undo {seq}", commit=commit)
        names = undo_import(who, seq)
    if as_json:
        doors.show({"committed": commit, "areas": names})
    else:
        doors.say(doors.words()("cli.undone" if commit else "cli.would_undo", number=len(names)))
    doors.dry_run(commit=commit)
