"""The parts of a report about what was done: activities, schools, residents' views; and what stands beside."""

from collections.abc import Iterator

from grannsamverkan.domain.comparison import Comparison, NotCompared
from grannsamverkan.domain.outcome import OutcomeContext, OutcomeYear
from grannsamverkan.domain.reporting import Coverage
from grannsamverkan.domain.series import RegionFigures
from grannsamverkan.domain.yearly import YearlyReport
from grannsamverkan.reports.charts import in_rates, years_chart, years_of, years_text
from grannsamverkan.reports.content.cells import Words
from grannsamverkan.reports.document import Block, Cell, Drawing, Paragraph, Tone
from grannsamverkan.reports.svg import NARROW, Frame


def activities(report: YearlyReport, words: Words) -> Iterator[Block]:
    """Give how many activities of each kind were held, called off, or are planned still."""
    if not report.activities:
        yield Paragraph(text=words.t("report.activities.none"))
        return
    rows = [
        (
            words.text(words.word(one.kind)),
            words.number(one.held),
            words.number(one.cancelled),
            words.number(one.planned),
            words.number(one.attendees, none="report.activities.attendees"),
        )
        for one in report.activities
    ]
    yield words.table("activities", ("activity", "held", "cancelled", "planned", "attendees"), rows)
    yield Paragraph(text=words.t("report.activities.note"), tone=Tone.NOTE)


def schools(report: YearlyReport, words: Words) -> Iterator[Block]:
    """Give what each school was offered and what was held there, and of how many schools."""
    t, lines = words.t, report.schools.lines
    if not lines:
        yield Paragraph(text=t("report.schools.none"))
        return
    whole, by = report.schools.whole, report.schools.whole_by
    known = t("report.schools.whole", number=whole) if whole else t("report.schools.whole_unknown")
    if by is not None and by.whole_on is not None:
        said = t("report.schools.confirmed", day=by.whole_on, source=by.whole_source)
        known = f"{known} {said}"
    names = ("pupils_offered", "pupils_held", "parents_offered", "parents_held")
    rows = [
        (
            words.text(one.name),
            words.text(words.word(one.stage)),
            *(words.text(t("report.yes" if getattr(one, name) else "report.no")) for name in names),
        )
        for one in lines
    ]
    yield words.table("schools", ("school", "stage", *names), rows)
    yield Paragraph(text=known, tone=Tone.NOTE)


def views(report: YearlyReport, words: Words) -> Iterator[Block]:
    """Give how many residents have said what, and how many of them were answered."""
    t, said = words.t, report.views
    if said.told_in:
        yield Paragraph(text=t("report.views.told_elsewhere"))
        yield words.table(
            "told_in", ("report", "period"), (_named(one, words) for one in said.told_in)
        )
        return
    if said.number == 0:
        yield Paragraph(text=t("report.views.none"))
        return
    number, answered = words.hidden(said.number), words.hidden(said.answered)
    yield Paragraph(text=t("report.views.lead", number=number.text, answered=answered.text))
    rows = [(words.text(words.word(theme)), words.hidden(n)) for theme, n in said.by_theme.items()]
    yield words.table("views", ("theme", "views"), rows)


def _named(one: Coverage, words: Words) -> tuple[Cell, Cell]:
    t = words.t
    days = t("report.from_to", start=t.date(one.start), end=t.date(one.last_day))
    return words.text(words.word(one.kind)), words.text(days)


def outcome(report: YearlyReport, words: Words) -> Iterator[Block]:
    """Give reported burglaries by year, with county and country, and that no cause can be concluded."""
    t, context = words.t, report.outcome
    if context is None:
        yield Paragraph(text=t("report.outcome.none"))
        return
    yield Paragraph(text=t("outcome.no_cause"), tone=Tone.LEAD)
    yield Paragraph(text=t("outcome.lead"))
    years = years_of(context, report.heading.name, t)
    if years.bars:
        yield Drawing(
            svg=years_chart(years, t, Frame(key="inbrott")),
            narrow=years_chart(years, t, Frame(key="inbrott-smal", width=NARROW)),
            caption=t("outcome.title"),
            alternative=years_text(years, t),
        )
    rates = in_rates(context)
    interval = "interval_rate" if rates else "interval_number"
    head = ("year", "burglaries", "per_1000", interval, "county", "country")
    yield words.table("outcome", head, ([*_year(one, words, rates=rates)] for one in context.years))
    yield Paragraph(text=_compared(context, words), tone=Tone.LEAD)
    notes = ("outcome.how_interval", "outcome.how_compared")
    yield from (Paragraph(text=t(key), tone=Tone.NOTE) for key in notes)
    yield Paragraph(text=t("outcome.sources", sources="; ".join(context.sources)), tone=Tone.NOTE)


def _year(one: OutcomeYear, words: Words, *, rates: bool) -> Iterator[Cell]:
    t, own = words.t, one.municipality
    year = f"{one.year} ({t('outcome.preliminary_mark')})" if own.preliminary else f"{one.year}"
    yield words.text(year)
    yield words.number(own.number.value if own.number else None, none="outcome.missing")
    yield words.number(own.per_1000, none="report.unknown")
    found = own.per_1000_interval if rates else own.number_interval
    if found is None or found.high is None:
        yield words.text(t("report.unknown"))
    else:
        yield words.text(t("report.between", low=found.low, high=found.high))
    for region in (one.county, one.country):
        yield _rate(region, words)


def _rate(region: RegionFigures | None, words: Words) -> Cell:
    return words.number(None if region is None else region.per_1000)


def _compared(context: OutcomeContext, words: Words) -> str:
    t, found = words.t, context.compared
    if isinstance(found, NotCompared):
        return t(f"outcome.not_compared.{found}")
    return _difference(found, words)


def _difference(found: Comparison, words: Words) -> str:
    t = words.t
    if found.region is None:
        return t(f"outcome.alone.{found.difference}")
    county = len(found.region) == 2 and found.region != "00"  # noqa: PLR2004 # a county's code
    region = t("outcome.county").lower() if county else t("outcome.the_country")
    return t(f"outcome.beside.{found.difference}", region=region)
