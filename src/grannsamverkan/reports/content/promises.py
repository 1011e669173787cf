"""The parts of a report about promises: what was promised, what came of it, what was not done."""

from collections.abc import Iterator

from grannsamverkan.domain.figures import Figure
from grannsamverkan.domain.progress import Progress
from grannsamverkan.domain.promises import Aim, BaselineFrom, NoteKind, Party, Wording
from grannsamverkan.domain.yearly import PromiseAccount, YearlyReport
from grannsamverkan.reports.charts import light_word, way_of
from grannsamverkan.reports.content.cells import Words
from grannsamverkan.reports.content.evidence import behind
from grannsamverkan.reports.document import Block, Cell, Facts, Heading, Paragraph, Table, Tone

_WRITTEN = "sv"
"""The language that promises and notes are written in, whatever that of the report."""


def promised(report: YearlyReport, words: Words) -> Iterator[Block]:
    """Give each promise in its own words, and one table of what came of it."""
    t = words.t
    if not report.promises:
        yield Paragraph(text=t("report.promises.none"))
    for account in report.promises:
        promise = account.promise
        yield Heading(text=promise.title)
        if promise.wording is Wording.RETOLD:
            yield Paragraph(text=t("report.promises.retold"), tone=Tone.NOTE)
        yield Paragraph(text=promise.text, language=_WRITTEN)
        yield Facts(pairs=tuple(_facts(account, words)))
        if promise.source_url:
            yield Paragraph(text=t("report.promises.source"), link=promise.source_url)
        if account.progress:
            yield _table(account, report, words)
            yield behind(account, report, words)
            yield from _notes(account, words)
        yield from _assessed(account, words)
    yield Paragraph(text=t("report.promises.rule_of_lights"), tone=Tone.NOTE)


def causes(report: YearlyReport, words: Words) -> Iterator[Block]:
    """Give the problem and the causes that each promise answers to."""
    told: set[str] = set()
    for account in report.promises:
        promise = account.promise
        for key, text in (("problem", promise.problem), ("analysis", promise.cause_analysis)):
            if text and text not in told:
                told.add(text)
                year = promise.picture_year
                heading = words.t(f"report.cause.{key}")
                if key == "problem" and year:
                    heading = words.t("report.cause.problem_of", year=str(year))
                yield Heading(text=heading)
                yield Paragraph(text=text, language=_WRITTEN)
    if not told:
        yield Paragraph(text=words.t("report.cause.none"))
        return
    without = [one.promise.title for one in report.promises if not one.promise.cause_analysis]
    if without:
        yield Paragraph(text=words.t("report.cause.not_analysed", titles=", ".join(without)))


def told(report: YearlyReport, words: Words, kind: NoteKind) -> Iterator[Block]:
    """Give the notes of one kind of every promise, oldest first."""
    for account in report.promises:
        for note in account.notes:
            if note.kind is kind:
                label = words.t("report.note", day=note.on, title=account.promise.title)
                yield Paragraph(text=label, tone=Tone.NOTE)
                yield Paragraph(text=note.text, language=_WRITTEN)


def _facts(account: PromiseAccount, words: Words) -> Iterator[tuple[str, str]]:
    t, promise = words.t, account.promise
    until = t.date(promise.last_day) if promise.last_day else t("report.promises.goes_on")
    yield t("report.promises.period"), t("report.from_to", start=t.date(promise.start), end=until)
    if promise.parties:
        names = ", ".join(words.word(Party(one)) for one in promise.parties)
        yield t("report.promises.parties"), names
    yield t("report.promises.responsible"), words.word(promise.responsible)
    if promise.signatories:
        yield t("report.promises.signatories"), promise.signatories
    if promise.signed_on:
        yield t("report.promises.signed"), t.date(promise.signed_on)
    due = account.follow_up.due_on
    if due is not None:
        key = "overdue" if account.follow_up.overdue else "due"
        yield t("report.promises.follow_up"), t(f"report.promises.{key}", day=due)
    if account.successor is not None:
        yield t("report.promises.successor"), account.successor


def _table(account: PromiseAccount, report: YearlyReport, words: Words) -> Table:
    head = ("measure", "baseline", "target", "result", "light", "assessment")
    table = words.table(
        "promise", head, ([*_row(one, account, report, words)] for one in account.progress)
    )
    title = words.t("report.table.promise.of", title=account.promise.title)
    number = report.promises.index(account) + 1
    return Table(
        name=f"{table.name} {number}",
        caption=title,
        head=table.head,
        rows=table.rows,
        align=table.align,
    )


def _row(
    one: Progress, account: PromiseAccount, report: YearlyReport, words: Words
) -> Iterator[Cell]:
    indicator, t = one.indicator, words.t
    yield words.text(indicator.name)
    yield words.text(_baseline(one, words))
    yield words.text(_target(one, words))
    yield words.text(figure_in_words(one.now, one, words))
    ended = (
        account.promise.last_day is not None and account.promise.last_day <= report.heading.last_day
    )
    yield words.text(light_word(way_of(one, t, ended=ended), t))
    found = one.assessment
    yield words.text(t("report.not_assessed") if found is None else words.word(found.outcome))


def figure_in_words(figure: Figure, progress: Progress, words: Words) -> str:
    """Return a figure as it is said: of how many where that is known, or why there is none."""
    t = words.t
    if figure.value is None:
        return t(f"report.why.{figure.why}")
    said = words.by_rule(figure.value, progress.indicator.rule).text
    if figure.part is not None and figure.whole:
        key = "report.of_all" if figure.value == figure.part else "report.of"
        said = t(key, figure=said, part=figure.part, whole=figure.whole)
    if figure.uncounted:
        said = t("report.at_least", figure=said)
    if progress.beside is not None and progress.beside.value is not None:
        said = t("report.beside", figure=said, held=progress.beside.value)
    return said


def _baseline(one: Progress, words: Words) -> str:
    t, indicator = words.t, one.indicator
    if one.baseline is None:
        return t("report.from_nothing")
    if one.baseline.value is None:
        return t(f"report.why.{one.baseline.why}")
    said = words.by_rule(one.baseline.value, indicator.rule).text
    if indicator.baseline_on is not None:
        said = t("report.on_day", figure=said, day=indicator.baseline_on)
    stated = indicator.baseline_from is BaselineFrom.STATED and indicator.baseline_source
    return t("report.by_source", figure=said, source=indicator.baseline_source) if stated else said


def _target(one: Progress, words: Words) -> str:
    t, aim = words.t, one.indicator.aim
    if aim is Aim.AT_LEAST and one.target is not None:
        return t("report.at_least", figure=words.by_rule(one.target, one.indicator.rule).text)
    if aim is Aim.ALL:
        return t("report.all_unknown" if one.target is None else "report.all_of", number=one.target)
    return words.word(aim)


def _notes(account: PromiseAccount, words: Words) -> Iterator[Block]:
    """Give how each rule that is used counts."""
    for rule in dict.fromkeys(one.indicator.rule for one in account.progress):
        text = f"{words.word(rule)}: {words.t(f'report.rule.{rule}')}"
        yield Paragraph(text=text, tone=Tone.NOTE)
    if any(one.indicator.aim is Aim.MORE for one in account.progress):
        yield Paragraph(text=words.t("report.promises.no_number"), tone=Tone.NOTE)


def _assessed(account: PromiseAccount, words: Words) -> Iterator[Block]:
    t, found = words.t, account.assessment
    if found is None:
        yield Paragraph(text=t("report.promises.not_assessed"), tone=Tone.NOTE)
        return
    yield Paragraph(
        text=t(
            "report.promises.assessed",
            outcome=words.word(found.outcome),
            by=t.role(found.by),
            day=found.made_on,
            reason=found.reason,
        ),
        tone=Tone.LEAD,
    )
