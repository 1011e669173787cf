"""The part of a report that looks ahead: what may come of the promises about areas, and how such forecasts have held."""

from collections.abc import Iterator
from dataclasses import replace

from grannsamverkan.domain.outlook import OutlookAccount
from grannsamverkan.domain.yearly import YearlyReport
from grannsamverkan.reports.charts.fan import fan_chart, fan_text
from grannsamverkan.reports.content.cells import Words
from grannsamverkan.reports.content.outlook import fan_of, outlook_told, span
from grannsamverkan.reports.document import Block, Drawing, Heading, Paragraph, Table, Tone
from grannsamverkan.reports.svg import NARROW, Frame


def coming(report: YearlyReport, words: Words) -> Iterator[Block]:
    """Give the forecast of each promise about areas that goes on; nothing where none does."""
    for number, account in enumerate(report.outlooks, 1):
        if len(report.outlooks) > 1:
            yield Heading(text=account.promise.title)
        yield from _forecast(account, number, words)


def _forecast(account: OutlookAccount, number: int, words: Words) -> Iterator[Block]:
    t = words.t
    told = outlook_told(account.outlook, account.growth, t, f"framat-{number}")
    yield Paragraph(text=told.lead, tone=Tone.LEAD)
    if not account.outlook.enough:
        return
    fan = fan_of(account.outlook, account.growth, t)
    yield Drawing(
        svg=fan_chart(fan, t, Frame(key=f"framat-{number}")),
        narrow=fan_chart(fan, t, Frame(key=f"framat-{number}-smal", width=NARROW)),
        caption=t("charts.fan.title", name=fan.name),
        alternative=fan_text(fan, t),
    )
    rows = [
        (
            words.text(t.date(end.day)),
            words.number(end.median),
            words.text(row.half),
            words.text(row.nine),
        )
        for end, row in zip(account.outlook.told.years, told.rows, strict=True)
    ]
    table = words.table("outlook", ("day", "median", "half", "nine"), rows)
    yield _of_promise(table, account, number)
    yield Paragraph(text=" ".join(told.said))
    yield from _tried(account, number, words)
    yield from (Paragraph(text=text, tone=Tone.NOTE) for text in told.rests)


def _tried(account: OutlookAccount, number: int, words: Words) -> Iterator[Block]:
    """Give what would have been said of the report's last day before, beside what came, however it fell out."""
    t = words.t
    rows = [
        (
            words.text(t.date(one.made)),
            words.number(one.said.median),
            words.text(span(one.said.low_90, one.said.high_90, t)),
            words.number(one.came),
            words.text(t("report.outlook.held" if one.held else "report.outlook.missed")),
        )
        for one in account.tried
        if one.said is not None
    ]
    if not rows:
        yield Paragraph(text=t("report.outlook.not_tried"))
        return
    yield Paragraph(text=t("report.outlook.tried", on=account.outlook.through))
    table = words.table("tried", ("made", "median", "nine", "came", "inside"), rows)
    yield _of_promise(table, account, number)
    yield Paragraph(text=t("report.outlook.too_few"), tone=Tone.NOTE)


def _of_promise(table: Table, account: OutlookAccount, number: int) -> Table:
    """Return a table by a name and caption that no other promise's has."""
    title = account.promise.title
    return replace(table, name=f"{table.name} {number}", caption=f"{title}: {table.caption}")
