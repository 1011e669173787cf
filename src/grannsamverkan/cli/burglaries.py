"""Burglaries that are kept for planning: read in by a stated right, shown first, kept with --commit; and erased."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

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
from grannsamverkan.domain.burglaries import LONGEST_YEARS

if TYPE_CHECKING:
    from grannsamverkan.domain.burglaries import Burglaries


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
            lambda options: read_burglaries(file, options, today=doors.clock().date()),
            options_of(opened, crs=crs, layer=layer, swap=swap),
            as_json=as_json,
        )
        warn_of(told)
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
    rest = sum(told.left_out.values()) + sum(done.beside.values())
    warn_where_most(rest, rest + done.burglaries)
    doors.dry_run(commit=commit)


def warn_of(told: "Burglaries") -> None:
    """Say what looks like a mistyped year: it would make every burglary weigh less."""
    t = doors.words()
    if told.is_long:
        last = told.window.end - timedelta(days=1)
        doors.warn(t("planning.told.long", years=LONGEST_YEARS, start=told.window.start, end=last))
    if told.quiet:
        last = told.quiet.end - timedelta(days=1)
        doors.warn(t("planning.told.quiet", start=told.quiet.start, end=last))


def warn_where_most(left: int, of_all: int) -> None:
    """Say so where most of what was told is not counted."""
    if 2 * left > of_all:
        doors.warn(doors.words()("planning.told.most_left_out", left=left, all=of_all))


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
    t = doors.words()
    doors.say(t("planning.keep.erased", n=rows))
    if rows:
        doors.say(t("planning.keep.stays"))
    doors.dry_run(commit=commit)
