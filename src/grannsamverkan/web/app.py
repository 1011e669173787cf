"""Composition: settings, register and clock in, one application out."""

from collections.abc import Callable
from datetime import datetime

from fastapi import Depends, Request
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

from grannsamverkan.settings import Settings
from grannsamverkan.web import errors
from grannsamverkan.web.answered import Head, Tag
from grannsamverkan.web.api import areas, check, counts, docs, promises, reports
from grannsamverkan.web.lane import Lane, LanedApp
from grannsamverkan.web.parameters import only_known
from grannsamverkan.web.probes import Probes
from grannsamverkan.web.public import (
    duties,
    embedding,
    feeds,
    karta,
    kolla,
    lofte,
    pages,
    poster,
    rapporter,
    underlag,
)
from grannsamverkan.web.security import (
    UNTOLD,
    Headers,
    Language,
    RateLimit,
    SizeLimit,
    headers,
    visits,
)
from grannsamverkan.web.site import Site
from grannsamverkan.web.views import PublicRegister
from grannsamverkan.web.workspace import Workspace


def create_app(
    settings: Settings,
    register: PublicRegister,
    *,
    clock: Callable[[], datetime],
    servable: Callable[[], object] | None = None,
) -> LanedApp:
    """Return the application that serves one register; `clock` gives the time, with its zone.

    `servable` raises where the register cannot be served, which `/readyz` then says.

    The public pages know no more of the register than `PublicRegister`; the workspace, which is made
    when someone first asks for it, needs the whole of it.
    """
    app = LanedApp(
        title="Grannsamverkan",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        redirect_slashes=False,
        telemetry=UNTOLD,
    )
    app.state.site = Site(settings, register, clock)
    app.state.maps = karta.MapRoom(app.state.site)
    app.state.posters = poster.PosterRoom()
    app.openapi = lambda: docs.specification(app)  # type: ignore[method-assign]  # FastAPI's own way
    errors.install(app)
    public = (
        pages, poster, kolla, karta, underlag, embedding, feeds, lofte, rapporter, duties, docs,
    )  # fmt: skip
    for room in public:
        app.include_router(room.router)
    for room in (check, areas, counts, promises, reports):
        app.include_router(room.router, dependencies=[Depends(only_known)])

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request({**scope, "app": app})
        await errors.too_many(request)(scope, receive, send)

    asked, said = visits(settings.rate), headers(settings.tiles.origin)
    app.lane = Lane(site=app.state.site, visits=asked, headers=said)
    # the last added is the first to meet a question
    app.add_middleware(Workspace, site=app.state.site)
    app.add_middleware(Tag)
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=6)
    app.add_middleware(SizeLimit, settings=settings.size)
    app.add_middleware(RateLimit, settings=settings.rate, refuse=refuse, buckets=asked)
    app.add_middleware(Probes, site=app.state.site, servable=servable)
    app.add_middleware(Head)
    app.add_middleware(Language, languages=app.state.site.languages)
    app.add_middleware(Headers, headers=said)
    return app
