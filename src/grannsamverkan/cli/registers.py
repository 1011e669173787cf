"""The register as a whole: make it, make an example, say whom residents turn to."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from grannsamverkan.cli import doors, serving
from grannsamverkan.cli.doors import (
    REGISTER,
    ActorOption,
    CommitOption,
    JsonOption,
    ReasonOption,
    RegisterOption,
)
from grannsamverkan.cli.serving import BrowserOption, PortOption
from grannsamverkan.country import HOME
from grannsamverkan.errors import GrannsamverkanError
from grannsamverkan.register import shown


def install(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(init)
    app.command()(demo)
    serving.install(app)
    app.command("contact-card")(contact_card)


def init(
    register: RegisterOption = REGISTER,
    municipality: Annotated[
        str | None,
        typer.Option("--municipality", metavar="KOD[,KOD]", help="Kommunkoder, till exempel 1861."),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="Registrets namn.")] = None,
    country: Annotated[
        str,
        typer.Option("--country", metavar="KOD", help="Landet: se, fi, eller zz för något annat."),
    ] = HOME,
    crs: Annotated[
        str | None,
        typer.Option("--crs", metavar="KOD", help="Referenssystem i meter; annars landets eget."),
    ] = None,
    border: Annotated[
        Path | None, typer.Option("--border", metavar="FIL", help="Fil med gränsen.")
    ] = None,
    by: ActorOption = "kommandorad",
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Skapa ett tomt register för en eller flera kommuner."""
    from grannsamverkan.actions.founding import found_register

    codes = [code.strip() for code in (municipality or "").split(",") if code.strip()]
    made = found_register(
        register,
        codes=codes,
        name=name,
        crs=crs,
        border=border,
        actor=by,
        now=doors.clock(),
        land=country,
    )
    places = [{"code": one.code, "name": one.name} for one in made.municipalities()]
    info = made.info
    made.close()
    _build_maps(info.country)
    if as_json:
        doors.show(
            {
                "register": shown(register),
                "name": info.name,
                "crs": info.crs,
                "country": info.country,
                "municipalities": places,
            }
        )
    else:
        where = shown(register)
        doors.say(doors.words()("cli.created", name=info.name, path=where, crs=info.crs))


def _build_maps(country: str) -> None:
    """Make the maps' constant parts ahead, so that the first visitor does not wait for them."""
    from grannsamverkan.actions.serving import build_maps

    # the register is made by now, and the server builds what it does not find
    with suppress(GrannsamverkanError, OSError), doors.working("cli.building_maps"):
        settings = doors.settings()
        build_maps(settings.maps, settings.cache_dir, land=country)


def demo(
    place: Annotated[
        str, typer.Option("--place", help="Vilket exempel: hallsberg eller karhula.")
    ] = "hallsberg",
    register: Annotated[
        str | None,
        typer.Option(
            "--register",
            envvar="GRANNSAMVERKAN_REGISTER",
            metavar="FIL|URL",
            help="Exempelregistret; utan detta EXEMPEL- och platsens namn.",
        ),
    ] = None,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Visa det i webbläsaren.")
    ] = True,  # a flag of the command line
    port: PortOption = doors.PORT,
    browser: BrowserOption = True,  # a flag of the command line
) -> None:
    """Bygg ett påhittat exempelregister och visa det."""
    from grannsamverkan.actions.founding import found_example, is_example

    where = register or f"EXEMPEL-{place}.gpkg"
    if not (serve or register is None) or not is_example(where):
        with doors.working("cli.building_example"):
            found_example(where, place, now=doors.clock())
        with doors.opened(where) as opened:
            country = opened.info.country
        _build_maps(country)
    t = doors.words()
    doors.say(t("cli.example_ready", path=shown(where)))
    doors.warn(t("example.mark"))
    if serve:
        said = {"path": shown(where), "program": _program()}
        tips = [t(f"cli.tip.{key}", **said) for key in ("map", "check", "bridge")]
        tips.append(_way_to_work(where))
        serving.run(where, port=port, browser=browser, tips=tuple(tips))


def _way_to_work(where: str) -> str:
    """Say how one gets into the workspace of an example: by a link that works once, or with one's password."""
    from grannsamverkan.actions.example.coordinator import LOGIN, coordinator_link

    with doors.opened(where) as opened:
        token = coordinator_link(opened, now=doors.clock())
    if token is None:
        return doors.words()("cli.tip.sign_in", login=LOGIN)
    return doors.words()("cli.tip.workspace", token=token)


def _program() -> str:
    """Return how the user can name this program: as it was started, from where they stand."""
    own = Path(sys.argv[0])
    if own.is_absolute() and own.is_relative_to(Path.cwd()):
        return str(own.relative_to(Path.cwd()))
    return own.name


def contact_card(
    register: RegisterOption = REGISTER,
    municipality: Annotated[
        str | None, typer.Option("--municipality", metavar="KOD", help="Vilken kommun.")
    ] = None,
    role: Annotated[str | None, typer.Option("--role", help="Funktion, inte personnamn.")] = None,
    phone: Annotated[str | None, typer.Option("--phone", help="Telefon till funktionen.")] = None,
    mail: Annotated[str | None, typer.Option("--mail", help="Funktionsbrevlåda.")] = None,
    hours: Annotated[str | None, typer.Option("--hours", help="När man svarar.")] = None,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Visa eller ändra kommunens kontaktkort, som står på varje offentlig sida."""
    from grannsamverkan.actions.places import municipality_of, set_contact_card

    given = {"role": role, "phone": phone, "mail": mail, "hours": hours}
    card = {key: value for key, value in given.items() if value is not None}
    with doors.opened(register) as opened:
        if card:
            who = doors.doing(opened, by=by, reason=reason or "contact-card", commit=commit)
            placed = set_contact_card(who, card, code=municipality)
        else:
            placed = municipality_of(opened, municipality)
    shown = {
        "municipality": placed.code,
        "role": placed.contact_role,
        "phone": placed.contact_phone,
        "mail": placed.contact_mail,
        "hours": placed.contact_hours,
    }
    if as_json:
        doors.show(shown)
    else:
        t = doors.words()
        doors.table(["", ""], [(t(f"cli.card.{key}"), value) for key, value in shown.items()])
    if card:
        doors.dry_run(commit=commit)
