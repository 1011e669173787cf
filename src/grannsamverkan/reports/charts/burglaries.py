"""Reported burglaries as the years of a chart, beside those of county and country."""

from grannsamverkan.domain.chance import Interval
from grannsamverkan.domain.outcome import OutcomeContext, OutcomeYear
from grannsamverkan.domain.series import RegionFigures
from grannsamverkan.i18n import Translator
from grannsamverkan.reports.charts.years import YearBar, YearLine, Years


def years_of(context: OutcomeContext, name: str, t: Translator) -> Years:
    """Return burglaries by year for each thousand dwellings, beside county and country.

    Where the dwellings of a year with a number are not known, all bars are the numbers themselves, and
    nothing stands beside.
    """
    rates = in_rates(context)
    bars = tuple(_rate(one) if rates else _number(one) for one in context.years)
    interval = t("charts.years.interval")
    if not rates:
        return Years(title=t("outcome.title"), name=name, bars=bars, interval=interval)
    return Years(
        title=t("charts.years.per_1000"),
        name=name,
        bars=bars,
        lines=tuple(one for one in _beside(context, t) if one.values),
        interval=interval,
        number_name=t("charts.years.reported"),
    )


def in_rates(context: OutcomeContext) -> bool:
    """Say whether each year that has a number has one for each thousand dwellings."""
    known = [one.municipality for one in context.years if not one.missing]
    return bool(known) and all(one.per_1000 is not None for one in known)


def _rate(year: OutcomeYear) -> YearBar:
    own = year.municipality
    return _bar(year.year, own, own.per_1000, own.per_1000_interval)


def _number(year: OutcomeYear) -> YearBar:
    own = year.municipality
    return _bar(year.year, own, own.number.value if own.number else None, own.number_interval)


def _bar(
    year: int, figures: RegionFigures, value: float | None, interval: Interval | None
) -> YearBar:
    return YearBar(
        year=year,
        value=value,
        low=None if interval is None else interval.low,
        high=None if interval is None else interval.high,
        preliminary=figures.preliminary,
        number=None if figures.number is None else figures.number.value,
    )


def _beside(context: OutcomeContext, t: Translator) -> tuple[YearLine, ...]:
    county = [(one.year, one.county) for one in context.years if one.county is not None]
    country = [(one.year, one.country) for one in context.years]
    return (
        YearLine(name=t("outcome.county"), values=_rates(county)),
        YearLine(name=t("outcome.country"), values=_rates(country)),
    )


def _rates(figures: list[tuple[int, RegionFigures]]) -> tuple[tuple[int, float], ...]:
    rates = ((year, one.per_1000) for year, one in figures)
    return tuple((year, rate) for year, rate in rates if rate is not None)
