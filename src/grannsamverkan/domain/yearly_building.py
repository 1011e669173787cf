"""A yearly report put together from what was known after one change, and held against the one before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grannsamverkan.domain import yearly_parts as parts
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.figures import Official, official
from grannsamverkan.domain.households import households_in
from grannsamverkan.domain.known import Known
from grannsamverkan.domain.outcome import OutcomeContext, outcome_context
from grannsamverkan.domain.reporting import Coverage, Report
from grannsamverkan.domain.rounding import of_areas
from grannsamverkan.domain.statistics import Measure, Statistic
from grannsamverkan.domain.yearly import (
    DataQuality,
    Heading,
    PromiseAccount,
    Reach,
    ReportMap,
    Restatement,
    YearlyReport,
)
from grannsamverkan.domain.yearly_disclosure import (
    Version,
    households_shown,
    views_shown,
)
from grannsamverkan.domain.yearly_numbers import Numbers, numbers, restated
from grannsamverkan.domain.yearly_parts import Span


@dataclass(frozen=True, eq=False)
class Earlier:
    """The report that was published before, and its numbers as they were published."""

    report: Report
    numbers: Numbers


@dataclass(frozen=True, eq=False)
class Ingredients:
    """What a report is made of beside what the register knew.

    Attributes:
        report: its record: what it covers, its version, who approved it.
        earlier: the report published before it, for figures that have been put right since.
        versions: every version of it that was published before, for what the views of it may tell.
        told_in: other published reports that have told of views on some of its days.
        texts: commentaries by part and language.
        map: the outlines that the maps show.
    """

    report: Report
    earlier: Earlier | None = None
    versions: Sequence[Version] = ()
    told_in: Sequence[Coverage] = ()
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    map: ReportMap | None = None


def yearly_report(known: Known, made_of: Ingredients) -> YearlyReport:
    """Return the report of a municipality's period, as it was known after one change."""
    span = span_of(known, made_of.report)
    promises = parts.promises(span)
    earlier = made_of.earlier
    return YearlyReport(
        heading=_heading(span, made_of.report, promises),
        promises=promises,
        areas=parts.areas(span, opening_was=_opening_was(span, earlier)),
        reach=_reach(span),
        quality=parts.quality(span),
        activities=parts.activities(span),
        schools=parts.schools(span),
        outcome=_outcome(span, promises),
        views=views_shown(span, made_of.versions, made_of.told_in),
        data_quality=_data_quality(span, earlier),
        texts=made_of.texts,
        map=made_of.map,
    )


def span_of(known: Known, report: Report) -> Span:
    """Return the municipality and period of a report, as they were known."""
    return Span(known, report.municipality, report.start, report.last_day)


def _heading(span: Span, report: Report, promises: tuple[PromiseAccount, ...]) -> Heading:
    place = _place(span)
    card = {
        name: text
        for name in ("role", "phone", "mail", "hours")
        if (text := getattr(place, f"contact_{name}")) is not None
    }
    areas = [one.promise.police_area for one in promises if one.promise.police_area]
    return Heading(
        code=place.code,
        name=place.name,
        register_name=span.known.register_name,
        example=span.known.example,
        police_areas=tuple(dict.fromkeys(areas)),
        kind=report.kind,
        start=report.start,
        last_day=report.last_day,
        version=report.version,
        corrects=report.corrects,
        correction=report.correction,
        approved_by=report.approved_by,
        approved_on=report.approved_on,
        known_seq=span.known.seq,
        known_hash=span.known.hash,
        known_at=span.known.at,
        contact=card,
    )


def _place(span: Span) -> Municipality:
    known = {one.code: one for one in span.known.municipalities}
    return known.get(span.municipality) or Municipality(
        code=span.municipality, name=span.municipality
    )


def _opening_was(span: Span, earlier: Earlier | None) -> tuple[int, int] | None:
    """Return the number and the m² that the report before closed with, where this one begins there."""
    if earlier is None or earlier.report.last_day != span.opening_on:
        return None
    closing, m2 = (earlier.numbers.get(f"areas.{name}closing") for name in ("", "m2_"))
    return None if closing is None or m2 is None else (int(closing), int(m2))


def _reach(span: Span) -> Reach:
    active = span.active()
    by_locality, sum_told = households_shown(span)
    joined = parts.joined_by_area(span)
    contacts = of_areas(parts.contacts(span), len(active))
    uncounted = len(active) - len(households_in(span.known, active, span.last_day))
    total = None if uncounted and not by_locality else sum_told  # unknown is not none
    return Reach(
        households=by_locality,
        households_total=total,
        dwellings=_official(span, Measure.DWELLINGS),
        inhabitants=_official(span, Measure.INHABITANTS),
        joined=of_areas(sum(joined.values()), len(joined)),
        counted=len(joined),
        contacts=contacts,
        households_per_contact=round(total / contacts) if total and contacts else None,
        uncounted=uncounted,
    )


def _official(span: Span, measure: Measure) -> Official | None:
    return official(span.known, (span.municipality,), measure, span.last_day.year)


def _outcome(span: Span, promises: tuple[PromiseAccount, ...]) -> OutcomeContext | None:
    statistics = span.known.all(Statistic)
    burglaries = (one for one in statistics if one.measure is Measure.RESIDENTIAL_BURGLARY)
    if not any(one.region == span.municipality for one in burglaries):
        return None
    began = [one.promise.start for one in promises]
    return outcome_context(
        statistics, span.municipality, span.last_day.year, promised_from=min(began, default=None)
    )


def _data_quality(span: Span, earlier: Earlier | None) -> DataQuality:
    active = span.active()
    counted = households_in(span.known, active, span.last_day)
    again = None if earlier is None else _again(span.known, earlier)
    return DataQuality(
        vague=parts.vague(span),
        without_outline=sum(one.outline_id is None for one in active.values()),
        without_households=len(active) - len(counted),
        preliminary=sum(
            one.preliminary and one.region == span.municipality for one in span.known.all(Statistic)
        ),
        restated=() if again is None else again[1],
        restated_from=None if earlier is None else earlier.report.id,
        restated_of=() if again is None else again[0],
    )


def _again(
    known: Known, earlier: Earlier
) -> tuple[tuple[PromiseAccount, ...], tuple[Restatement, ...]]:
    """Return the promises of the report before, and what it would say otherwise, had it known what is known now."""
    again = yearly_report(known, Ingredients(report=earlier.report))
    return again.promises, restated(earlier.numbers, numbers(again))
