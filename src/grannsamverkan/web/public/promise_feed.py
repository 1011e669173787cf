"""What is new about a promise, as entries of a feed."""

from collections.abc import Iterator, Sequence

from grannsamverkan.domain.public_promises import PublicPromise
from grannsamverkan.i18n import Translator
from grannsamverkan.web.public.atom import Entry, Feed, anchor
from grannsamverkan.web.public.report_card import ReportCard
from grannsamverkan.web.views import Info


def promise_feed(
    told: PublicPromise, reports: Sequence[ReportCard], register: Info, t: Translator
) -> Feed:
    """Return the feed of a promise and the reports on it."""
    promise = told.promise
    return Feed(
        key=promise.id,
        title=t("promised.feed.title", title=promise.title),
        page=_page(told),
        path=f"{_page(told)}/flode.xml",
        since=promise.start,
        entries=(*notes(told, register, t), *published(reports, t)),
    )


def notes(told: PublicPromise, register: Info, t: Translator) -> Iterator[Entry]:
    """Give what was done, learnt and found of a promise."""
    for note in told.notes:
        title = f"{t(f'notekind.{note.kind}')}, {t.date(note.on)}"
        path = f"{_page(told)}#{anchor(register, note.id)}"
        yield Entry(key=note.id, path=path, on=note.on, title=title, content=note.text)
    if register.example:  # its results are invented, so nobody assesses them
        return
    for one in told.assessments:
        title = t("promised.feed.assessed", outcome=t(f"outcome.{one.outcome}"))
        path = f"{_page(told)}#{anchor(register, one.id)}"
        yield Entry(key=one.id, path=path, on=one.made_on, title=title, content=one.reason)


def published(reports: Sequence[ReportCard], t: Translator) -> Iterator[Entry]:
    """Give the reports that were published."""
    for card in reports:
        report = card.told.report
        said = t("published.new")
        if report.correction is not None:
            said = f"{t('published.correction')}: {report.correction}"
        yield Entry(key=report.id, path=card.path, on=card.on, title=card.title, content=said)


def _page(told: PublicPromise) -> str:
    return f"/lofte/{told.promise.id}"
