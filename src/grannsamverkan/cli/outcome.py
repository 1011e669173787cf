"""Reported burglaries beside a promise, as pages and reports show them."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import REGISTER, JsonOption, MunicipalityOption, RegisterOption
from grannsamverkan.domain.comparison import Comparison
from grannsamverkan.domain.regions import COUNTIES
from grannsamverkan.domain.statistics import Statistic

if TYPE_CHECKING:
    from grannsamverkan.domain.chance import Interval
    from grannsamverkan.domain.outcome import OutcomeContext
    from grannsamverkan.domain.series import RegionFigures


def install(app: typer.Typer) -> None:
    """Add `statistics`."""
    statistics = typer.Typer(help="Officiella uppgifter.", no_args_is_help=True)
    statistics.command("list")(list_statistics)
    app.add_typer(statistics, name="statistics")


def list_statistics(
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    year: Annotated[
        int | None, typer.Option("--year", help="Det sista året; annars det senaste med ett tal.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DAG", help="Löftets första dag: jämför åren före och efter."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Visa anmälda bostadsinbrott per år i kommunen, länet och landet, och per 1 000 bostäder."""
    from grannsamverkan.actions.places import municipality_of
    from grannsamverkan.domain.outcome import outcome_context

    promised_from = doors.day(since) if since else None
    with doors.opened(register) as opened:
        code = municipality_of(opened, municipality).code
        figures = opened.facts(Statistic)
        own = [one.year for one in figures if one.region == code]
        last = year or max(own, default=doors.clock().year)
        context = outcome_context(figures, code, last, promised_from=promised_from)
        doors.mark(opened)
    if as_json:
        doors.show(_context_data(context))
    else:
        _tell(context)


def _context_data(context: "OutcomeContext") -> dict[str, object]:
    compared = context.compared
    return {
        "municipality": context.municipality,
        "county": context.county,
        "years": [
            {
                "year": one.year,
                "municipality": _figures(one.municipality),
                "county": None if one.county is None else _figures(one.county),
                "country": _figures(one.country),
            }
            for one in context.years
        ],
        "compared": asdict(compared) if isinstance(compared, Comparison) else None,
        "not_compared": None if isinstance(compared, Comparison) else compared.value,
        "sources": context.sources,
        "note": doors.words()("outcome.no_cause"),
    }


def _figures(of: "RegionFigures") -> dict[str, object]:
    return {
        "number": of.number.value if of.number else None,
        "number_interval": _ends(of.number_interval),
        "per_1000": of.per_1000,
        "per_1000_interval": _ends(of.per_1000_interval),
        "dwellings": of.dwellings.value if of.dwellings else None,
        "dwellings_year": of.dwellings.year if of.dwellings else None,
        "preliminary": of.preliminary,
    }


def _ends(interval: "Interval | None") -> list[float | None] | None:
    return None if interval is None else [interval.low, interval.high]


def _tell(context: "OutcomeContext") -> None:
    t = doors.words()
    rows = [
        (
            str(one.year),
            _number(one.municipality),
            _between(one.municipality.number_interval),
            *(_rate(of) for of in (one.municipality, one.county, one.country)),
        )
        for one in context.years
    ]
    doors.say(t("outcome.title"))
    rate = t("outcome.per_1000")
    headings = [f"{rate}: {t(f'outcome.{one}')}" for one in ("municipality", "county", "country")]
    doors.table([t(f"outcome.{one}") for one in ("year", "number", "interval")] + headings, rows)
    if isinstance(context.compared, Comparison):
        _tell_comparison(context.compared)
    else:
        doors.say(t(f"outcome.not_compared.{context.compared}"))
    doors.say(t("outcome.no_cause"))


def _number(of: "RegionFigures") -> str:
    t = doors.words()
    if of.number is None:
        return t("outcome.missing")
    mark = f" {t('outcome.preliminary_mark')}" if of.number.preliminary else ""
    return f"{t.number(of.number.value)}{mark}"


def _rate(of: "RegionFigures | None") -> str | None:
    """Return a rate, and of which year its dwellings are where that is another."""
    if of is None or of.number is None or of.dwellings is None or of.per_1000 is None:
        return None
    t = doors.words()
    rate = t.number(of.per_1000, decimals=2)
    if of.dwellings.year == of.number.year:
        return rate
    return f"{rate} ({t('outcome.dwellings_of', year=str(of.dwellings.year))})"


def _between(interval: "Interval | None") -> str | None:
    if interval is None or interval.high is None:
        return None
    t = doors.words()
    return f"{t.number(interval.low)}–{t.number(interval.high)}"


def _tell_comparison(compared: Comparison) -> None:
    t = doors.words()
    kind = "alone" if compared.region is None else "beside"
    region = COUNTIES.get(compared.region or "", t("outcome.the_country"))
    doors.say(
        t("outcome.compared_years", before=_years(compared.before), after=_years(compared.after))
    )
    doors.say(t(f"outcome.{kind}.{compared.difference}", region=region))
    if compared.ratio is not None and compared.interval.high is not None:
        low, high = (
            t.number(end, decimals=2) for end in (compared.interval.low, compared.interval.high)
        )
        ratio = t.number(compared.ratio, decimals=2)
        key = "outcome.ratio" if kind == "beside" else "outcome.ratio_alone"
        doors.say(t(key, ratio=ratio, low=low, high=high, region=region))
    doors.say(t("outcome.per_dwelling" if compared.per_dwelling else "outcome.per_year"))
    if compared.left_out:
        doors.say(t("outcome.left_out", years=_years(compared.left_out)))
    if compared.preliminary:
        doors.say(t("outcome.has_preliminary"))


def _years(years: tuple[int, ...]) -> str:
    return ", ".join(map(str, years))
