"""/lofte: the promises, each on a page of its own that anyone may read, follow and count again.

What draws and words them is loaded when someone first asks, so that a site which is only asked about
places stays as small as it was.
"""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from grannsamverkan.domain.public_promises import PublicPromise
from grannsamverkan.errors import NotFound
from grannsamverkan.web.site import Site, SiteDep

router = APIRouter(include_in_schema=False)

PromiseId = Annotated[str, Path(max_length=64)]

MOST_NAMED = 100
"""So many areas are named behind a figure; the list of the map has the others."""


@router.get("/lofte")
def promises(request: Request, site: SiteDep) -> Response:
    """Return the list of promises: title, period and where each stands."""
    from grannsamverkan.web.public.promise_page import PromisePage

    t = site.translator(request)
    every = told_promises(site)
    pages = [PromisePage(site, told, None, None, t) for told in every]
    return site.page(request, "lofte_lista.html", pages=pages)


@router.get("/lofte/{promise_id}")
def promise(request: Request, site: SiteDep, promise_id: PromiseId) -> Response:
    """Return the page of a promise: where it stands, how it is counted, what was done and said."""
    from grannsamverkan.reports.charts import light_sign
    from grannsamverkan.web.public.promise_page import PromisePage

    told = promise_of(site, promise_id)
    every = told_promises(site)
    before = next((one for one in every if one.promise.successor_id == promise_id), None)
    after = next((one for one in every if one.promise.id == told.promise.successor_id), None)
    page = PromisePage(site, told, before, after, site.translator(request))
    return site.page(request, "lofte.html", page=page, told=told, most=MOST_NAMED, sign=light_sign)


@router.get("/lofte/{promise_id}/flode.xml")
def updates(request: Request, site: SiteDep, promise_id: PromiseId) -> Response:
    """Return what is new about a promise and reported on it, as Atom."""
    from grannsamverkan.web.public.feeds import answer
    from grannsamverkan.web.public.promise_feed import promise_feed
    from grannsamverkan.web.public.report_card import cards_on

    told, t = promise_of(site, promise_id), site.translator(request)
    reports = cards_on(told.promise, site, t)
    return answer(request, site, promise_feed(told, reports, site.register.info, t))


@router.get("/lofte/{promise_id}/siffror.csv")
def numbers(request: Request, site: SiteDep, promise_id: PromiseId) -> Response:
    """Return every number of a promise as a table for a spreadsheet."""
    from grannsamverkan.web.public.promise_table import table

    content = table(promise_of(site, promise_id), site.note(), site.translator(request))
    name = f'attachment; filename="lofte-{promise_id}.csv"'
    headers = {"Content-Disposition": name}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def told_promises(site: Site) -> Sequence[PublicPromise]:
    """Return every promise that has begun, the newest first."""
    return site.register.public_promises(today=site.today())


def promise_of(site: Site, promise_id: str) -> PublicPromise:
    """Return a promise as anyone may know it.

    Raises:
        NotFound: there is none, or it has not begun.
    """
    every = told_promises(site)
    found = next((one for one in every if one.promise.id == promise_id), None)
    if found is None:
        raise NotFound("web.promise")
    return found
