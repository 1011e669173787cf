"""Areas out of the register: as files, and as a map that needs nothing else."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import (
    REGISTER,
    JsonOption,
    OnOption,
    OutOption,
    RegisterOption,
)
from grannsamverkan.errors import Refused
from grannsamverkan.register import Register

_PublicOption = Annotated[
    bool, typer.Option("--public", help="Bara det som får vara offentligt, med förenklade gränser.")
]


def install(app: typer.Typer) -> None:
    """Add these commands."""
    export = typer.Typer(help="Skriv områden till filer.", no_args_is_help=True)
    export.callback()(lambda: None)
    export.command("areas")(areas)
    export.command("workbook")(workbook)
    app.add_typer(export, name="export")
    app.command("map")(draw)
    app.command("poster")(poster)


def areas(
    out: OutOption,
    file_format: Annotated[
        str | None, typer.Option("--format", help="geojson, gpkg, fgb, kml, csv eller xlsx.")
    ] = None,
    register: RegisterOption = REGISTER,
    on: OnOption = None,
    public: _PublicOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Skriv områdena så som de var en dag: alla lägen, exakta gränser."""
    from grannsamverkan.actions.exports import export_rows, public_rows
    from grannsamverkan.exchange.writers import write_areas

    doors.refuse_own(register, out)
    with doors.opened(register) as opened:
        day = doors.past_day(on)
        rows = (
            public_rows(opened, on=day, today=doors.clock().date())
            if public
            else export_rows(opened, on=day)
        )
        write_areas(
            rows,
            out,
            format=(file_format or out.suffix.lstrip(".")).lower(),
            crs=opened.info.crs,
            example=opened.info.example,
            attribution=opened.info.name,
        )
        doors.mark(opened)
    if as_json:
        doors.show({"file": str(out), "areas": len(rows)})
    else:
        doors.say(doors.words()("cli.exported", number=len(rows), path=out))


def workbook(
    out: OutOption,
    register: RegisterOption = REGISTER,
    contacts: Annotated[
        bool,
        typer.Option("--contacts/--no-contacts", help="Ta med kontakterna: deras läsning noteras."),
    ] = True,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Skriv registret som en arbetsbok: områden, kontakter, skyltar, aktiviteter, hushåll, historik."""
    from grannsamverkan.actions.workbook import export_workbook

    doors.refuse_own(register, out)
    with doors.opened(register) as opened:
        who = doors.doing(opened, by="kommandorad", reason=out.name, commit=True)
        made = export_workbook(who, out, doors.words(), contacts=contacts)
        doors.mark(opened)
    if as_json:
        doors.show({"file": str(out), "areas": made.areas, "contacts": made.contacts})
    else:
        doors.say(doors.words()("cli.exported", number=made.areas, path=out))


def draw(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FIL", help="HTML-filen som ska skrivas.")
    ] = None,
    register: RegisterOption = REGISTER,
    on: OnOption = None,
    name: Annotated[
        str,
        typer.Option(
            "--map", metavar="NAMN", help="Vilken karta: karta, eller en fil i mappen maps."
        ),
    ] = "karta",
    exact: Annotated[
        bool, typer.Option("--exact", help="Exakta gränser i stället för offentliga.")
    ] = False,  # a flag of the command line
    gallery: Annotated[
        Path | None, typer.Option("--gallery", metavar="MAPP", help="Gör om bilderna i mappen.")
    ] = None,
) -> None:
    """Rita en karta som en enda fil, att öppna utan nät eller skicka med e-post."""
    from grannsamverkan.actions.mapping import draw_map
    from grannsamverkan.maps.definition import all_definitions, definition

    with doors.opened(register) as opened:
        day = doors.past_day(on)
        if gallery is not None:
            from grannsamverkan.actions.mapping import draw_gallery

            for picture in draw_gallery(opened, gallery, today=doors.clock().date()):
                doors.say(str(picture))
        if out is not None or gallery is None:
            made = definition(all_definitions(doors.settings().maps), name)
            target = out or Path(_chosen_name(opened, name, day))
            doors.refuse_own(register, target)
            number = draw_map(
                opened, target, made=made, on=day, today=doors.clock().date(), exact=exact
            )
            doors.say(doors.words()("cli.drawn", number=number, path=target))
        doors.mark(opened)


def _chosen_name(register: Register, name: str, on: date) -> str:
    """Return a file name for a map; one made of invented data says so."""
    return f"{'EXEMPEL-' if register.info.example else ''}{name}-{on}.html"


def poster(
    area: Annotated[str, typer.Argument(metavar="OMRÅDE", help="Områdets id, eller dess namn.")],
    out: OutOption,
    register: RegisterOption = REGISTER,
    paper: Annotated[str, typer.Option("--paper", metavar="a4|a3", help="Papperet.")] = "a4",
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Gör en affisch av ett områdes offentliga gräns, som PDF, att sätta upp i trapphuset."""
    from grannsamverkan.cli.areas import named
    from grannsamverkan.country import country
    from grannsamverkan.i18n import translator
    from grannsamverkan.reports.poster import Paper, poster_pdf
    from grannsamverkan.web.public.placing import area_poster
    from grannsamverkan.web.views import PublicDay

    t, site = doors.words(), doors.settings().public_url
    if site is None:
        raise Refused("poster.no_address")
    if paper not in {*Paper}:
        raise Refused("poster.no_such_paper", paper=paper)
    doors.refuse_own(register, out)
    with doors.opened(register) as opened:
        today, area_id = doors.clock().date(), named(opened, area)
        snapshot = opened.public(on=today, today=today)
        made = area_poster(
            PublicDay(opened.head(), today, snapshot, opened),
            area_id,
            translator(t.language, country=opened.info.country),
            site=site.rstrip("/") + country(opened.info.country).path_in(t.language, ""),
            mark=t("example.mark") if opened.info.example else "",
        )
        out.write_bytes(poster_pdf(made, Paper(paper)))
        doors.mark(opened)
    if as_json:
        doors.show({"file": str(out), "area": area_id, "address": made.address})
    else:
        doors.say(t("cli.poster", name=made.name, path=out))
