"""What stands behind the figures of a promise: who answers for each, how it is counted, what makes it, its pace."""

from collections.abc import Iterator
from dataclasses import replace

from grannsamverkan.domain.figures import Figure
from grannsamverkan.domain.progress import Progress
from grannsamverkan.domain.yearly import PromiseAccount, YearlyReport
from grannsamverkan.reports.content.cells import Words
from grannsamverkan.reports.document import Cell, Table

_NOTHING = "–"


def behind(account: PromiseAccount, report: YearlyReport, words: Words) -> Table:
    """Return the table that stands beside that of what came of a promise, row by row."""
    head = ("measure", "responsible", "rule", "evidence", "pace")
    table = words.table("behind", head, ([*_row(one, account, words)] for one in account.progress))
    return replace(
        table,
        name=f"{table.name} {report.promises.index(account) + 1}",
        caption=words.t("report.table.behind.of", title=account.promise.title),
    )


def _row(one: Progress, account: PromiseAccount, words: Words) -> Iterator[Cell]:
    yield words.text(one.indicator.name)
    yield words.text(words.word(one.indicator.responsible or account.promise.responsible))
    yield words.text(words.word(one.indicator.rule))
    yield words.text(", ".join(_made_of(one.now, words)) or _NOTHING)
    yield words.text("; ".join(_pace(one, words)) or _NOTHING)


def _made_of(figure: Figure, words: Words) -> Iterator[str]:
    """Give how many areas, schools and activities make a figure; nothing of one that is not shown."""
    if figure.value is None:
        return
    for name in ("areas", "schools", "activities"):
        if number := len(getattr(figure, name)):
            yield words.t(f"report.evidence.{name}", n=number)


def _pace(one: Progress, words: Words) -> Iterator[str]:
    if one.pace is not None:
        yield words.t("report.pace", pace=one.pace)
    if one.needed is not None:
        yield words.t("report.needed", needed=one.needed)
