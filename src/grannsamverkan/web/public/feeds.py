"""What is new, as Atom: of an area, of a locality, and of everything; a promise has its own beside its page.

An id of no active area is answered as its page is. What writes feeds is loaded when someone asks.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response

from grannsamverkan.errors import NotFound
from grannsamverkan.web.site import Site, SiteDep

if TYPE_CHECKING:
    from grannsamverkan.web.public.atom import Feed

router = APIRouter(include_in_schema=False)

MOST = 50
"""So many news a feed holds, the newest."""


def locality_feed_path(municipality: str, name: str) -> str:
    """Return where the feed of a locality is, whatever its name is made of."""
    return f"/ort/{quote(municipality, safe='')}/{quote(name, safe='')}/flode.xml"


def answer(request: Request, site: Site, feed: "Feed") -> Response:
    """Return a feed, with at most so many news."""
    from grannsamverkan.web.public.atom import MEDIA_TYPE, atom

    newest = sorted(feed.entries, key=lambda one: (one.on, one.key), reverse=True)[:MOST]
    base = (site.settings.public_url or str(request.base_url)).rstrip("/")
    t = site.translator(request)

    def at(path: str) -> str:
        return base + site.local_path(path, t.language)

    content = atom(replace(feed, entries=tuple(newest)), site.register.info, at, t)
    return Response(content, media_type=MEDIA_TYPE)


@router.get("/flode.xml")
def everything(request: Request, site: SiteDep) -> Response:
    """Return what is new of everything: areas, promises and reports."""
    from grannsamverkan.web.public.news_feed import everything_feed

    return answer(request, site, everything_feed(site, site.translator(request)))


@router.get("/omrade/{area_id}/flode.xml")
def area(request: Request, site: SiteDep, area_id: Annotated[str, Path()]) -> Response:
    """Return what is new of an area that is active today, and of those it came from."""
    from grannsamverkan.web.public.news_feed import area_feed

    known = site.view().areas.get(area_id)
    if known is None:
        raise NotFound("web.area")
    return answer(request, site, area_feed(site, known, site.translator(request)))


@router.get("/ort/{municipality}/{name:path}/flode.xml")
def locality(
    request: Request,
    site: SiteDep,
    municipality: Annotated[str, Path()],
    name: Annotated[str, Path()],
) -> Response:
    """Return what is new of the areas of a locality."""
    from grannsamverkan.web.public.news_feed import locality_feed

    if (municipality, name) not in site.view().places:
        raise NotFound("web.page")
    feed = locality_feed(
        site,
        municipality,
        name,
        site.translator(request),
        path=locality_feed_path(municipality, name),
    )
    return answer(request, site, feed)
