"""What has happened to areas, and what is new about promises, as feeds."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import quote

from grannsamverkan.domain.chronicle import PublicNews
from grannsamverkan.domain.disclosure import PublicArea
from grannsamverkan.domain.period import EARLIEST
from grannsamverkan.i18n import Translator
from grannsamverkan.reports.news_words import sentence
from grannsamverkan.web.public.atom import Entry, Feed
from grannsamverkan.web.public.promise_feed import notes, published
from grannsamverkan.web.public.report_card import cards
from grannsamverkan.web.site import Site


def everything_feed(site: Site, t: Translator) -> Feed:
    """Return the feed of everything that is new: of areas, of promises, and the reports."""
    view = site.view()
    return Feed(
        key="everything",
        title=t("feed.all", register=view.snapshot.register_name),
        page="/",
        path="/flode.xml",
        since=_newest(view.snapshot.areas),
        entries=tuple(_everything(site, t)),
    )


def _everything(site: Site, t: Translator) -> Iterator[Entry]:
    yield from _entries(site.register.public_news(today=site.today()), "/karta/lista", t)
    for told in site.register.public_promises(today=site.today()):
        for one in notes(told, site.register.info, t):
            title = t("feed.of_promise", title=told.promise.title, news=one.title)
            yield replace(one, title=title)
    yield from published(cards(site, t), t)


def area_feed(site: Site, area: PublicArea, t: Translator) -> Feed:
    """Return the feed of an area, with what is told of those it came from."""
    known = site.register.public_news(today=site.today())
    lineage = _lineage(area.id, known)
    mine = [news for news in known if not lineage.isdisjoint(new.id for new in news.after)]
    page = f"/omrade/{area.id}"
    return Feed(
        key=area.id,
        title=t("feed.area", name=area.name),
        page=page,
        path=f"{page}/flode.xml",
        since=area.period.start,
        entries=tuple(_entries(mine, page, t)),
    )


def _lineage(area_id: str, known: Iterable[PublicNews]) -> set[str]:
    """Return an area and those it came from, as far as is told."""
    found = {area_id}
    for news in known:  # the newest first, so that what one came of is told of after it
        if not found.isdisjoint(new.id for new in news.after):
            found |= {old.id for old in news.before}
    return found


def locality_feed(site: Site, municipality: str, name: str, t: Translator, *, path: str) -> Feed:
    """Return the feed of the areas of a locality; `path` is where it lies."""
    place, areas = (municipality, name), site.view().snapshot.areas
    here = [
        news
        for news in site.register.public_news(today=site.today())
        if any((one.municipality, one.locality) == place for one in news.areas)
    ]
    page = f"/karta/lista?ort={quote(name)}"
    return Feed(
        key=f"{municipality}/{name}",
        title=t("feed.locality", name=name),
        page=page,
        path=path,
        since=_newest(one for one in areas if (one.municipality, one.locality) == place),
        entries=tuple(_entries(here, page, t)),
    )


def _newest(areas: Iterable[PublicArea]) -> date:
    """Return the day on which the newest of areas came to be as it is."""
    return max((one.period.start for one in areas), default=EARLIEST)


def _entries(some: Iterable[PublicNews], page: str, t: Translator) -> Iterator[Entry]:
    """Give news as entries, each with the page of an area that it is about, or else a page of all."""
    for news in some:
        before, after = ([one.name for one in areas] for areas in (news.before, news.after))
        area = next((one for one in news.after if one.today), None)
        told = sentence(news.kind, before, after, t)
        yield Entry(
            key=news.key,
            path=page if area is None else f"/omrade/{area.id}",
            on=news.on,
            title=told,
            content=f"{told} {t.date(news.on)}.",
        )
