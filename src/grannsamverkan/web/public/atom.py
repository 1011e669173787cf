"""News as Atom (RFC 4287), so that one can follow something without being registered anywhere."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from grannsamverkan.i18n import Translator
from grannsamverkan.reports.svg import Markup, tag, text
from grannsamverkan.web.views import Info

MEDIA_TYPE = "application/atom+xml"

_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One piece of news; `key` tells it from all others of the register, for ever; `path` leads to it."""

    key: str
    path: str
    on: date
    title: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What is told of one thing; `key` is what the feed is known by, for ever.

    Attributes:
        page: the path of the page it belongs to.
        path: its own path.
        since: the day it is of while there are no news.
    """

    key: str
    title: str
    page: str
    path: str
    since: date
    entries: tuple[Entry, ...]


def atom(feed: Feed, register: Info, at: Callable[[str], str], t: Translator) -> bytes:
    """Return a feed, the newest first; the same news are the same bytes.

    `at` gives the whole address of a path of ours.
    """
    entries = sorted(feed.entries, key=lambda one: (one.on, one.key), reverse=True)
    newest = entries[0].on if entries else feed.since
    parts = (
        tag("id", text(_named(register, f"{feed.key}/{t.language}").urn)),
        tag("title", text(feed.title)),
        tag("updated", text(_moment(newest))),
        tag("author", tag("name", text(f"{t('web.site')} {register.name}"))),
        *_marked(register, t),
        tag("link", rel="self", type=MEDIA_TYPE, href=at(feed.path)),
        tag("link", rel="alternate", type="text/html", href=at(feed.page)),
        *_written(entries, register, at),
    )
    named = {"xmlns": _ATOM, "xml:lang": t.tag}
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tag("feed", *parts, **named)}\n'.encode()


def _marked(register: Info, t: Translator) -> Iterator[Markup]:
    if register.example:
        yield tag("subtitle", text(t("example.mark")))


def _written(
    entries: Iterable[Entry], register: Info, at: Callable[[str], str]
) -> Iterator[Markup]:
    for one in entries:
        moment = text(_moment(one.on))
        yield tag(
            "entry",
            tag("id", text(_named(register, one.key).urn)),
            tag("title", text(one.title)),
            tag("published", moment),
            tag("updated", moment),
            tag("link", rel="alternate", type="text/html", href=at(one.path)),
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
