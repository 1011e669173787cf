"""Where residents could be offered support to found an area next: a plan as files; the register stays as it is."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import REGISTER, JsonOption, MunicipalityOption, RegisterOption
from grannsamverkan.cli.streets import CrsOption, LayerOption, SwapOption
from grannsamverkan.domain.access import OPERATOR

if TYPE_CHECKING:
    from grannsamverkan.actions.plan_told import Proposed


def install(app: typer.Typer) -> None:
    """Add this command."""
    app.command("plan")(plan)


def plan(
    out: Annotated[Path, typer.Option("--out", metavar="MAPP", help="Mappen som planen skrivs i.")],
    register: RegisterOption = REGISTER,
    new: Annotated[int, typer.Option("--new", metavar="ANTAL", help="Hur många områden.")] = 10,
    burglaries: Annotated[
        Path | None,
        typer.Option(
            "--burglaries",
            metavar="FIL",
            help="Anmälda inbrott (datum, plats, fullbordat, bostad) eller antal per ort och år. Filen sparas inte.",
        ),
    ] = None,
    coverage: Annotated[
        float, typer.Option("--coverage", help="Hur mycket det räknas att nå hushåll, 0–1.")
    ] = 0.4,
    risk: Annotated[
        float, typer.Option("--risk", help="Hur mycket väntade inbrott räknas, 0–1.")
    ] = 0.3,
    equity: Annotated[
        float,
        typer.Option("--equity", help="Hur mycket det räknas att jämna ut mellan orter, 0–1."),
    ] = 0.3,
    interest: Annotated[
        float, typer.Option("--interest", help="Hur mycket boendes intresse räknas, 0–1.")
    ] = 0.2,
    municipality: MunicipalityOption = None,
    crs: CrsOption = None,
    layer: LayerOption = None,
    swap: SwapOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Föreslå var boende kunde erbjudas stöd att starta områden. Ändrar inget i registret."""
    from grannsamverkan.actions.places import municipality_of
    from grannsamverkan.actions.plan_files import as_data, write_plan
    from grannsamverkan.actions.plan_inputs import proposed_for
    from grannsamverkan.actions.plan_map import draw_plan
    from grannsamverkan.actions.planning import wish_of
    from grannsamverkan.cli.streets import options_of, read, say_rest
    from grannsamverkan.exchange.burglaries import read_burglaries

    doors.refuse_own(register, out)
    today = doors.clock().date()
    wish = wish_of(
        new, year=today.year, coverage=coverage, risk=risk, equity=equity, interest=interest
    )
    t = doors.words()
    with doors.opened(register) as opened:
        code = municipality_of(opened, municipality).code
        told = None
        if burglaries is not None:
            path = burglaries
            told = read(
                lambda options: read_burglaries(path, options),
                options_of(opened, crs=crs, layer=layer, swap=swap),
                as_json=as_json,
            )
            if not as_json:
                say_rest(0, told.left_out)
        proposed = proposed_for(opened, OPERATOR, code, wish, today, burglaries=told)
        info = opened.info
        draw = partial(draw_plan, opened, proposed, t=t, today=today)
        write_plan(proposed, out, t, attribution=info.name, example=info.example, draw=draw)
        doors.mark(opened)
    if as_json:
        doors.show(as_data(proposed, t, example=info.example))
    else:
        _say(proposed, out)


def _say(proposed: "Proposed", out: Path) -> None:
    """Show the proposals and what the plan rests on."""
    from grannsamverkan.actions.plan_card import (
        burglary_text,
        certificate_text,
        interest_text,
        together_text,
        turns_text,
    )
    from grannsamverkan.actions.plan_told import points

    t = doors.words()
    rows: list[tuple[Any, ...]] = [
        (
            told.proposal.rank,
            told.name,
            told.proposal.locality or None,
            told.proposal.homes,
            points(t, told.proposal.gain_share),
            f"{t.number(100 * told.proposal.chosen_share, decimals=0)} %",
            told.reason(t),
        )
        for told in proposed.told
    ]
    names = ("rank", "name", "locality", "homes", "gain", "often", "reason")
    if not rows:
        doors.say(t("planning.none"))
    else:
        doors.table([t(f"planning.column.{name}") for name in names], rows)
        doors.say(certificate_text(proposed, t))
    for line in turns_text(proposed, t):
        doors.say(line)
    doors.say(burglary_text(proposed, t))
    if proposed.together:
        doors.say(together_text(proposed, t))
    doors.say(interest_text(proposed, t))
    homes = sum(told.proposal.homes for told in proposed.told)
    doors.say(t("planning.done", n=len(rows), homes=homes, path=out))
    doors.warn(t("planning.staff_only"))
