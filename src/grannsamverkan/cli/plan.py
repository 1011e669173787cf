"""Where residents could be offered support to found an area next: a plan as files; the register stays as it is."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import REGISTER, JsonOption, RegisterOption
from grannsamverkan.cli.machines import ClusterOption, machines
from grannsamverkan.cli.streets import CrsOption, LayerOption, SwapOption, options_of
from grannsamverkan.domain.access import OPERATOR
from grannsamverkan.errors import Refused

if TYPE_CHECKING:
    from grannsamverkan.actions.plan_told import Proposed
    from grannsamverkan.domain.burglaries import Burglaries
    from grannsamverkan.exchange.tables import ReadOptions
    from grannsamverkan.register import Register

T = TypeVar("T")


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
    municipality: Annotated[
        str | None,
        typer.Option("--municipality", metavar="KOD", help="Kommunen, eller flera: 1861,1881."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Alla kommuner som har vägar och bostäder.")
    ] = False,
    cluster: ClusterOption = None,
    crs: CrsOption = None,
    layer: LayerOption = None,
    swap: SwapOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Föreslå var boende kunde erbjudas stöd att starta områden. Ändrar inget i registret."""
    from grannsamverkan.actions.plan_errands import carried_out, errands_for
    from grannsamverkan.actions.plan_files import as_data, write_plan, write_plans
    from grannsamverkan.actions.plan_folder import place_of_plans
    from grannsamverkan.actions.plan_map import draw_plan
    from grannsamverkan.actions.planning import wish_of

    doors.refuse_own(register, out)
    place_of_plans(out)  # before anything is reckoned
    today = doors.clock().date()
    wish = wish_of(
        new, year=today.year, coverage=coverage, risk=risk, equity=equity, interest=interest
    )
    t = doors.words()
    with doors.opened(register) as opened, machines(cluster) as spread:
        codes = _codes(opened, municipality, every=every)
        told = None
        if burglaries is not None:
            options = options_of(opened, crs=crs, layer=layer, swap=swap)
            told = _told(burglaries, options, today, as_json=as_json)
        info = opened.info
        draw = partial(draw_plan, opened, t=t, today=today)
        errands = errands_for(opened, OPERATOR, codes, today, wish, burglaries=told)
        plans = carried_out(errands, spread)
        said: list[dict[str, Any]] = []
        if every or len(codes) > 1:
            noted = _noted(plans, said, lambda one: as_data(one, t, example=info.example))
            write_plans(noted, out, t, attribution=info.name, example=info.example, draw=draw)
            answer: Any = said
        else:
            (proposed,) = plans
            write_plan(proposed, out, t, attribution=info.name, example=info.example, draw=draw)
            answer = as_data(proposed, t, example=info.example)
        doors.mark(opened)
    if as_json:
        doors.show(answer)
    elif said:
        _say_each(said, out)
    else:
        _say(proposed, out)
    _warn_of_risk(said or [answer], told)


def _codes(register: "Register", typed: str | None, *, every: bool) -> tuple[str, ...]:
    """Return the municipalities to plan for: those that are named, the only one, or all that can be planned for.

    Raises:
        NotFound: no such municipality. Refused: there are several and none was named.
    """
    from grannsamverkan.actions.places import municipality_of
    from grannsamverkan.actions.planning import plannable

    if not every:
        codes = [one.strip() for one in typed.split(",")] if typed else [None]
        return tuple(dict.fromkeys(municipality_of(register, one).code for one in codes))
    found = plannable(register)
    rest = [one for one in register.municipalities() if one.code not in found]
    if not found:
        raise Refused("planning.no_ground", name=", ".join(one.name for one in rest))
    if rest:
        doors.warn(doors.words()("planning.left_out", names=", ".join(one.name for one in rest)))
    return found


def _told(path: Path, options: "ReadOptions", today: date, *, as_json: bool) -> "Burglaries":
    """Read burglaries, and say of when they are and what was left out of them."""
    from grannsamverkan.cli.burglaries import warn_of
    from grannsamverkan.cli.streets import read, say_rest
    from grannsamverkan.exchange.burglaries import read_burglaries

    told: Burglaries = read(
        lambda said: read_burglaries(path, said, today=today), options, as_json=as_json
    )
    warn_of(told)
    if not as_json:
        window, t = told.window, doors.words()
        last = window.end - timedelta(days=1)
        doors.say(t("planning.told.window", number=told.number, start=window.start, end=last))
        say_rest(0, told.left_out)
    return told


def _warn_of_risk(said: list[dict[str, Any]], told: "Burglaries | None") -> None:
    """Say whose risk is unknown though burglaries are told of, and so where most of them are not counted."""
    from grannsamverkan.cli.burglaries import warn_where_most

    known = [(one["name"], one["burglaries"]) for one in said if one["burglaries"]]
    nothing = ", ".join(name for name, burglaries in known if not burglaries["risk_known"])
    if nothing:
        doors.warn(doors.words()("planning.told.nothing", names=nothing))
    counted = sum(burglaries["counted"] for _, burglaries in known)
    left = sum(sum(burglaries["left_out"].values()) for _, burglaries in known)
    if told is not None:  # those of nowhere that is planned for as well
        left = told.number + sum(told.left_out.values()) - counted
    warn_where_most(left, left + counted)


def _noted(
    plans: "Iterable[Proposed]", said: list[T], tell: "Callable[[Proposed], T]"
) -> "Iterator[Proposed]":
    """Give plans on, and note what there is to say of each."""
    for one in plans:
        said.append(tell(one))
        yield one


def _say_each(said: list[dict[str, Any]], out: Path) -> None:
    """Show how many proposals each municipality got."""
    t = doors.words()
    rows = [
        (
            one["municipality"],
            one["name"],
            len(one["proposals"]),
            sum(proposal["households"] for proposal in one["proposals"]),
            one["burglaries"]["counted"] if one["burglaries"] else None,
        )
        for one in said
    ]
    names = ("code", "municipality", "number", "homes", "counted")
    doors.table([t(f"planning.column.{name}") for name in names], rows)
    doors.say(t("planning.done_each", n=len(rows), path=out))
    doors.warn(t("planning.staff_only"))


def _say(proposed: "Proposed", out: Path) -> None:
    """Show the proposals and what the plan rests on."""
    from grannsamverkan.actions.plan_card import (
        burglary_text,
        certificate_text,
        interest_text,
        left_out_texts,
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
    for line in left_out_texts(proposed, t):
        doors.say(f"  {line}")
    if proposed.together:
        doors.say(together_text(proposed, t))
    doors.say(interest_text(proposed, t))
    homes = sum(told.proposal.homes for told in proposed.told)
    doors.say(t("planning.done", n=len(rows), homes=homes, path=out))
    doors.warn(t("planning.staff_only"))
