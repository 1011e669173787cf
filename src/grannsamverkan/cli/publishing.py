"""The public site as a folder of files."""

import re
from pathlib import Path
from typing import Annotated

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import REGISTER, JsonOption, RegisterOption
from grannsamverkan.country import country
from grannsamverkan.errors import Refused
from grannsamverkan.register import Register

_ADDRESS = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?")

DATA = "api/v1/areas.csv"
"""The table of areas, beside the data that the API gives."""


def install(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(publish)


def publish(
    out: Annotated[Path, typer.Option("--out", metavar="MAPP", help="Mappen som ska skrivas.")],
    register: RegisterOption = REGISTER,
    base_url: Annotated[
        str | None,
        typer.Option("--base-url", metavar="URL", help="Adressen som mappen får på webben."),
    ] = None,
    live_url: Annotated[
        str | None,
        typer.Option(
            "--live-url",
            metavar="URL",
            help="En webbplats som svarar, för formulären; annars kontaktkortet.",
        ),
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option("--language", metavar="SPRÅK", help="Bara registrets första språk och detta."),
    ] = None,
    addresses: Annotated[
        bool,
        typer.Option("--addresses/--no-addresses", help="Ta med adresserna, att fråga efter."),
    ] = True,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Skriv den offentliga webbplatsen som filer, för en webbserver eller ett USB-minne."""
    from grannsamverkan.web.app import create_app
    from grannsamverkan.web.folder.publish import Wanted, settings_for
    from grannsamverkan.web.folder.publish import publish as write

    settings, now = doors.settings(), doors.clock()
    wanted = Wanted(
        languages=tuple(language) if language else None,
        base=_address(base_url),
        live=_address(live_url or settings.public_url),
        addresses=addresses,
    )
    with doors.opened(register) as opened:
        _refuse_unknown(language or [], country(opened.info.country).languages)
        app = create_app(settings_for(settings, wanted), opened, clock=lambda: now)
        with doors.working("cli.publishing"):
            made = write(app, out, wanted, {DATA: lambda path: _table(opened, path)})
        doors.mark(opened)
    if as_json:
        doors.show({"folder": str(out), "files": made.files, "bytes": made.size_bytes})
    else:
        size = made.size_bytes / 1_000_000
        doors.say(doors.words()("cli.published", number=made.files, size=size, path=out))


def _table(register: Register, path: Path) -> None:
    from grannsamverkan.actions.exports import public_rows
    from grannsamverkan.exchange.writers import write_areas

    today = doors.clock().date()
    info = register.info
    write_areas(
        public_rows(register, on=today, today=today),
        path,
        format="csv",
        crs=info.crs,
        example=info.example,
        attribution=info.name,
    )


def _refuse_unknown(chosen: list[str], possible: tuple[str, ...]) -> None:
    for one in chosen:
        if one not in possible:
            raise Refused("folder.language", language=one[:20], languages=", ".join(possible))


def _address(given: str | None) -> str | None:
    if given is not None and not _ADDRESS.fullmatch(given):
        raise Refused("folder.base", address=given[:100])
    return given
