"""The register as a whole: make, serve, back up, put back, hand on, verify."""

from pathlib import Path
from typing import Annotated

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import (
    REGISTER,
    ActorOption,
    CommitOption,
    JsonOption,
    OutOption,
    ReasonOption,
    RegisterOption,
)
from grannsamverkan.crs import SWEDEN
from grannsamverkan.errors import Refused

_HOST = "127.0.0.1"
_PORT = 8000

PortOption = Annotated[int, typer.Option("--port", min=1, max=65535, help="Porten.")]
BrowserOption = Annotated[bool, typer.Option("--browser/--no-browser", help="Öppna webbläsaren.")]


def install(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(init)
    app.command()(demo)
    app.command()(serve)
    app.command("contact-card")(contact_card)
    app.command()(backup)
    app.command()(restore)
    app.command()(share)
    audit = typer.Typer(help="Journalen och dess kontrollsummor.", no_args_is_help=True)
    audit.command("verify")(verify)
    audit.command("list")(journal)
    app.add_typer(audit, name="audit")


def init(
    register: RegisterOption = REGISTER,
    municipality: Annotated[
        str | None,
        typer.Option("--municipality", metavar="KOD[,KOD]", help="Kommunkoder, till exempel 1861."),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="Registrets namn.")] = None,
    crs: Annotated[
        str, typer.Option("--crs", help="Referenssystem i meter; i Sverige EPSG:3006.")
    ] = SWEDEN,
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
        register, codes=codes, name=name, crs=crs, border=border, actor=by, now=doors.clock()
    )
    places = [{"code": one.code, "name": one.name} for one in made.municipalities()]
    info = made.info
    made.close()
    _build_maps()
    if as_json:
        doors.show(
            {
                "register": str(register),
                "name": info.name,
                "crs": info.crs,
                "municipalities": places,
            }
        )
    else:
        doors.say(doors.words()("cli.created", name=info.name, path=register, crs=info.crs))


def _build_maps() -> None:
    """Make the maps' constant parts ahead, so that the first visitor does not wait for them."""
    from grannsamverkan.actions.serving import build_maps

    with doors.working("cli.building_maps"):
        build_maps()


def demo(
    place: Annotated[
        str, typer.Option("--place", help="Vilket exempel: hallsberg eller karhula.")
    ] = "hallsberg",
    register: Annotated[
        Path | None,
        typer.Option("--register", metavar="FIL", help="Filen för exempelregistret."),
    ] = None,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Visa det i webbläsaren.")
    ] = True,  # a flag of the command line
    port: PortOption = _PORT,
    browser: BrowserOption = True,  # a flag of the command line
) -> None:
    """Bygg ett påhittat exempelregister och visa det."""
    from grannsamverkan.actions.example import create_example, place_folder

    folder = place_folder(place)
    path = register or Path(f"EXEMPEL-{place}.gpkg")
    if register is not None and not serve and path.exists():
        raise Refused("store.exists", path=path)
    if not path.exists():
        with doors.working("cli.building_example"):
            create_example(path, folder, now=doors.clock()).close()
        _build_maps()
    t = doors.words()
    doors.say(t("cli.example_ready", path=path))
    doors.warn(t("example.mark"))
    if serve:
        _run(str(path), port=port, browser=browser, tips=_tips(path))


def _tips(path: Path) -> list[str]:
    t = doors.words()
    return [t(f"cli.tip.{key}", path=path) for key in ("map", "check", "bridge")]


def serve(
    register: RegisterOption = REGISTER,
    port: PortOption = _PORT,
    browser: BrowserOption = True,  # a flag of the command line
    host: Annotated[
        str, typer.Option("--host", help="Adressen att svara på; 0.0.0.0 är alla.")
    ] = _HOST,
) -> None:
    """Visa registret som webbplats."""
    _run(register, port=port, browser=browser, tips=[], host=host)


def _run(register: str, *, port: int, browser: bool, tips: list[str], host: str = _HOST) -> None:
    from grannsamverkan.settings import Settings
    from grannsamverkan.web.serve import serve as run

    address = f"http://{host}:{port}"
    t = doors.words()

    def ready() -> None:
        doors.say(t("cli.serving", address=address))
        for tip in tips:
            doors.say(f"  • {tip.replace('ADRESS', address)}")
        doors.say(t("cli.stop"))
        if browser:
            import webbrowser

            webbrowser.open(address)

    with doors.opened(register) as opened:
        run(Settings(), opened, host=host, port=port, clock=doors.clock, ready=ready)


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
    from grannsamverkan.actions.places import set_contact_card

    card = {"role": role, "phone": phone, "mail": mail, "hours": hours}
    with doors.opened(register) as opened:
        who = doors.doing(opened, by=by, reason=reason, commit=commit)
        placed = set_contact_card(who, card, code=municipality)
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
    if any(card.values()):
        doors.dry_run(commit=commit)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FIL", help="Kopian som ska skapas.")],
    register: RegisterOption = REGISTER,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Säkerhetskopiera registret, även medan det används."""
    from grannsamverkan.register import backup as copy

    with doors.opened(register) as opened:
        made = copy(opened, file)
    _copied(file, made.verdict.changes, made.verdict.head, as_json=as_json)


def _copied(file: Path, changes: int, head: str, *, as_json: bool) -> None:
    if as_json:
        doors.show({"file": str(file), "changes": changes, "head": head})
    else:
        doors.say(doors.words()("cli.copied", path=file, number=changes, head=head[:12]))


def restore(
    file: Annotated[Path, typer.Argument(metavar="FIL", help="Kopian som ska läggas tillbaka.")],
    register: RegisterOption = REGISTER,
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Lägg tillbaka en säkerhetskopia; det som finns nu kopieras först."""
    from grannsamverkan.actions.founding import restore_register

    found = restore_register(register, file, now=doors.clock(), dry=not commit)
    data = {
        "committed": commit,
        "changes": found.copy.verdict.changes,
        "head": found.copy.verdict.head,
        "lost": found.lost,
        "kept_as": str(found.kept_as) if found.kept_as else None,
    }
    if as_json:
        doors.show(data)
    else:
        t = doors.words()
        number, head = found.copy.verdict.changes, found.copy.verdict.head[:12]
        doors.say(t("cli.restore", path=file, number=number, head=head, lost=found.lost))
        if found.kept_as:
            doors.say(t("cli.kept_as", path=found.kept_as))
    doors.dry_run(commit=commit)


def share(
    out: OutOption,
    register: RegisterOption = REGISTER,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Skriv en kopia av registret utan tabeller som kan röra personer."""
    from grannsamverkan.register import share as copy

    with doors.opened(register) as opened:
        made = copy(opened, out)
        doors.mark(opened)
    _copied(out, made.verdict.changes, made.verdict.head, as_json=as_json)


def verify(
    register: RegisterOption = REGISTER,
    head: Annotated[
        str | None, typer.Option("--head", help="En kontrollsumma som ska finnas i kedjan.")
    ] = None,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Räkna om hela journalen ur raderna och säg vad som först inte stämmer."""
    with doors.opened(register) as opened, doors.working("cli.verifying"):
        found = opened.verify(head=head)
    t = doors.words()
    fault = None if found.fault is None else t(f"error.{found.fault[0]}", **found.fault[1])
    if as_json:
        doors.show(
            {"intact": found.intact, "changes": found.changes, "head": found.head, "fault": fault}
        )
    elif fault is None:
        doors.say(t("cli.intact", number=found.changes, head=found.head))
    else:
        doors.warn(fault)
    if not found.intact:
        raise typer.Exit(1)


def journal(
    register: RegisterOption = REGISTER,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Lista alla ändringar, med vem, när och varför."""
    with doors.opened(register) as opened:
        entries = opened.changes()
    if as_json:
        doors.show(
            [
                {"seq": e.seq, "at": e.at, "by": e.actor, "action": e.action, "reason": e.reason}
                for e in entries
            ]
        )
        return
    t = doors.words()
    rows = [(e.seq, e.at[:16], e.actor, e.action, e.reason) for e in entries]
    doors.table(["Nr", t("cli.at"), t("cli.by"), t("cli.action"), t("cli.reason")], rows)
