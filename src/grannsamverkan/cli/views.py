"""Residents' views from the command line: listed without their words, and one written down."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from grannsamverkan.actions.places import municipality_of
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
from grannsamverkan.domain.views import ResidentView, ViewChannel, ViewState, ViewText, ViewTheme
from grannsamverkan.errors import NotFound


def install(app: typer.Typer) -> None:
    """Add the subcommands of `views`."""
    room = typer.Typer(help="Synpunkter från boende.", no_args_is_help=True)
    room.command("list")(list_views)
    room.command("log")(log)
    app.add_typer(room, name="views")


def list_views(
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    state: Annotated[
        ViewState | None, typer.Option("--state", help="Bara de i detta läge.")
    ] = None,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Lista synpunkterna, de senaste först, utan vad som sades."""
    with doors.opened(register) as opened:
        with opened.looking() as private:
            states = {one.id: one.state for one in private.find(ViewText)}
        views = [
            one for one in opened.facts(ResidentView) if municipality in {None, one.municipality}
        ]
        doors.mark(opened)
    found = [one for one in views if state in {None, states.get(one.id)}]
    found.sort(key=lambda one: (one.received_on, one.id), reverse=True)
    if as_json:
        doors.show([{**asdict(one), "state": states.get(one.id)} for one in found])
        return
    t = doors.words()
    gone = t("views.words_gone")
    rows = [
        (
            one.id,
            t(f"viewtheme.{one.theme}"),
            one.locality,
            one.received_on,
            t(f"viewchannel.{one.channel}"),
            t(f"viewstate.{states[one.id]}") if one.id in states else gone,
        )
        for one in found
    ]
    keys = ("theme", "locality", "received", "channel", "state")
    doors.table([t("views.id"), *(t(f"views.{key}") for key in keys)], rows)


def log(
    file: Annotated[
        Path, typer.Argument(metavar="FIL", help="Filen med det som sades; - läser standard in.")
    ],
    theme: Annotated[ViewTheme, typer.Option("--theme", help="Vad det gäller.")],
    channel: Annotated[
        ViewChannel, typer.Option("--channel", help="Hur det kom in: dialogue, walk eller survey.")
    ],
    locality: Annotated[str | None, typer.Option("--locality", help="Ort.")] = None,
    activity: Annotated[
        str | None, typer.Option("--activity", metavar="ID", help="Aktiviteten där det sades.")
    ] = None,
    on: OnOption = None,
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
) -> None:
    """Skriv in en synpunkt som sades vid en dialog, på en vandring eller i en enkät. Aldrig vem som sade den."""
    from grannsamverkan.actions.views import Heard, Said, log_view

    text, t = _text(file), doors.words()
    heard = Heard(on=doors.day(on), channel=channel, dialogue_id=activity)
    with doors.opened(register) as opened:
        code = municipality_of(opened, municipality).code
        said = Said(municipality=code, theme=theme, locality=locality, text=text)
        who = doors.doing(opened, by=by, reason=reason or t("views.by_default"), commit=commit)
        view = log_view(who, said, heard).of
    if commit:
        doors.say(t("views.new.saved_as", id=view.id))
    doors.dry_run(commit=commit)


def _text(file: Path) -> str:
    """Return what a file holds; what was said stands in no list of commands."""
    if str(file) == "-":
        return sys.stdin.read()
    if not file.is_file():
        raise NotFound("import.no_file", name=file.name)
    return file.read_text("utf-8", "replace")
