"""Burglaries that are kept for planning: read in by a stated right, shown first, kept with --commit; and erased."""

from datetime import timedelta
from typing import Annotated

import typer

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
from grannsamverkan.cli.streets import (
    CrsOption,
    FileArgument,
    LayerOption,
    SwapOption,
    options_of,
    read,
    say_rest,
)


def install(imports: typer.Typer) -> None:
    """Add the subcommand of `import`."""
    imports.command("burglaries")(burglaries)


def burglaries(
    file: FileArgument,
    legal_basis: Annotated[
        str,
        typer.Option(
            "--legal-basis",
            metavar="MENING",
            help="Den rättsliga grunden för att spara uppgifterna, som en mening. Den visas.",
        ),
    ],
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    crs: CrsOption = None,
    layer: LayerOption = None,
    swap: SwapOption = False,  # a flag of the command line
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Läs in bostadsinbrott att planera efter: dag och plats (100 m), eller antal per ort. De gamla ersätts."""
    from grannsamverkan.actions.burglaries import keep
    from grannsamverkan.exchange.burglaries import read_burglaries

    with doors.opened(register) as opened:
        told = read(
            lambda options: read_burglaries(file, options),
            options_of(opened, crs=crs, layer=layer, swap=swap),
            as_json=as_json,
        )
        who = doors.doing(opened, by=by, reason=reason or file.name, commit=commit)
        done = keep(who, told, legal_basis=legal_basis, municipality=municipality)
    if as_json:
        doors.show(
            {
                "committed": commit,
                "found": done.burglaries,
                "before": done.before,
                "left_out": dict(told.left_out),
                "beside": dict(done.beside),
                "goes_on": done.goes_on,
            }
        )
    else:
        t, window = doors.words(), told.window
        last = window.end - timedelta(days=1)
        doors.say(t("planning.keep.done", n=done.burglaries, start=window.start, end=last))
        doors.say(t("planning.keep.basis", basis=legal_basis))
        doors.say(t("planning.keep.goes", on=done.goes_on))
        say_rest(done.before, told.left_out)
        for reason_left, number in done.beside.items():
            doors.say(f"  {t(f'planning.card.left_out.{reason_left}', number=number)}")
    doors.dry_run(commit=commit)


def erase_burglaries(
    reason: ReasonOption,
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
) -> None:
    """Radera de inbrott som är inlästa för planering, före deras tid."""
    from grannsamverkan.actions.burglaries import erase

    with doors.opened(register) as opened:
        who = doors.doing(opened, by=by, reason=reason, commit=commit)
        rows = erase(who, municipality)
    doors.say(doors.words()("planning.keep.erased", n=rows))
    doors.dry_run(commit=commit)
