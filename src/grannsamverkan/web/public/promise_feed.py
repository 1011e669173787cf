"""What is new about a promise as Atom (RFC 4287), so that one can follow it without being registered anywhere."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from grannsamverkan.domain.public_promises import PublicPromise
from grannsamverkan.i18n import Translator
from grannsamverkan.reports.svg import Markup, tag, text
from grannsamverkan.web.public.report_card import ReportCard
from grannsamverkan.web.views import Info

_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One piece of news; `key` tells it from all others of the register, for ever; `path` leads to it."""

    key: str
    path: str
    on: date
    title: str
    content: str


def feed(
    told: PublicPromise,
    reports: Sequence[ReportCard],
    register: Info,
    at: Callable[[str], str],
    t: Translator,
) -> bytes:
    """Return the feed of a promise and the reports on it; the same news are the same bytes.

    `at` gives the whole address of a path of ours.
    """
    promise = told.promise
    news = (*_entries(told, register, t), *_published(reports, t))
    entries = sorted(news, key=lambda one: (one.on, one.key), reverse=True)
    newest = entries[0].on if entries else promise.start
    address = at(_page(told))
    parts = (
        tag("id", text(_named(register, f"{promise.id}/{t.language}").urn)),
        tag("title", text(t("promised.feed.title", title=promise.title))),
        tag("updated", text(_moment(newest))),
        tag("author", tag("name", text(f"{t('web.site')} {register.name}"))),
        *_marked(register, t),
        tag("link", rel="self", type="application/atom+xml", href=f"{address}/flode.xml"),
        tag("link", rel="alternate", type="text/html", href=address),
        *(_entry(one, register, at(one.path)) for one in entries),
    )
    named = {"xmlns": _ATOM, "xml:lang": t.tag}
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tag("feed", *parts, **named)}\n'.encode()


def _marked(register: Info, t: Translator) -> Iterator[Markup]:
    if register.example:
        yield tag("subtitle", text(t("example.mark")))


def _entries(told: PublicPromise, register: Info, t: Translator) -> Iterator[Entry]:
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


def _published(reports: Sequence[ReportCard], t: Translator) -> Iterator[Entry]:
    for card in reports:
        report = card.told.report
        said = t("published.new")
        if report.correction is not None:
            said = f"{t('published.correction')}: {report.correction}"
        yield Entry(key=report.id, path=card.path, on=card.on, title=card.title, content=said)


def _page(told: PublicPromise) -> str:
    return f"/lofte/{told.promise.id}"


def _entry(one: Entry, register: Info, where: str) -> Markup:
    moment = text(_moment(one.on))
    return tag(
        "entry",
        tag("id", text(_named(register, one.key).urn)),
        tag("title", text(one.title)),
        tag("published", moment),
        tag("updated", moment),
        tag("link", rel="alternate", type="text/html", href=where),
        tag("content", text(one.content), type="text"),
    )


def anchor(register: Info, key: str) -> str:
    """Return where on the page a piece of news stands, which no reader of feeds takes for another."""
    return f"n-{_named(register, key).hex[:12]}"


def _named(register: Info, key: str) -> UUID:
    """Return the name of something of this register, the same for ever and nobody else's."""
    return uuid5(NAMESPACE_URL, f"grannsamverkan:{register.id}:{key}")


def _moment(on: date) -> str:
    """Return a day as a moment: noon, which is the same day wherever Swedish is read."""
    return f"{on.isoformat()}T12:00:00Z"
