"""Composition of the workspace: its rooms, each a module with a router, in one application of its own."""

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from grannsamverkan.errors import NotFound
from grannsamverkan.register import Register
from grannsamverkan.web.security import UNTOLD
from grannsamverkan.web.site import Site
from grannsamverkan.web.staff import (
    account,
    activities,
    activity_page,
    answer,
    area_contacts,
    area_page,
    area_parts,
    area_signs,
    areas,
    confirmation_rounds,
    confirmations,
    details,
    drawing,
    drawing_desk,
    exporting,
    faults,
    follow,
    follow_link,
    guide,
    handbook,
    households,
    importing,
    indicators,
    interest_areas,
    interest_log,
    interests,
    life,
    messages,
    people,
    planning,
    privacy,
    privacy_notices,
    privacy_people,
    promise_list,
    promise_page,
    proposals,
    queue,
    report_list,
    report_page,
    resident_view,
    schools,
    settings_page,
    sign_page,
    signing,
    signs,
    sso,
    undoing,
    users,
    view_list,
    view_page,
    wheel,
    wish_form,
    wish_link,
)
from grannsamverkan.web.staff.desk import Desk, VisitDep, signed_in
from grannsamverkan.web.staff.limits import Tries
from grannsamverkan.web.staff.uploads import Uploads
from grannsamverkan.web.staff.visits import guard_of, undeclared

ROOMS = (
    queue,
    signing,
    sso,
    account,
    undoing,
    users,
    interest_log,
    interest_areas,
    interests,
    privacy,
    privacy_people,
    privacy_notices,
    area_contacts,
    area_parts,
    area_signs,
    people,
    signs,
    sign_page,
    activities,
    activity_page,
    households,
    drawing_desk,
    drawing,
    proposals,
    planning,
    importing,
    exporting,
    confirmation_rounds,
    confirmations,
    messages,
    answer,
    resident_view,
    wish_form,
    wish_link,
    follow,
    follow_link,
    view_list,
    view_page,
    promise_list,
    promise_page,
    indicators,
    schools,
    report_list,
    report_page,
    wheel,
    guide,
    handbook,
    settings_page,
    areas,
    details,
    life,
    area_page,
)
"""The rooms, each with its `router`; paths are written out whole, from /arbete on."""

_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
"""What every answer of the workspace carries beside what the whole site does."""

_rest = APIRouter(dependencies=[signed_in()])


@_rest.api_route("/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def nowhere(_visit: VisitDep) -> None:
    """Answer what is not there just as what one may not see.

    Raises:
        NotFound: always.
    """
    raise NotFound("access.not_found")


class _Kept:
    """Middleware that keeps the workspace's answers out of every cache."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def routers() -> list[APIRouter]:
    """Return the routers of all rooms, and last the one for everything else."""
    return [*(room.router for room in ROOMS), _rest]


def create_staff_app(site: Site) -> FastAPI:
    """Return the workspace over a site's register, which must be a whole one.

    Raises:
        TypeError: it is only the public part of one, or a route does not say whom it is for.
    """
    register = site.register
    if not isinstance(register, Register):
        raise TypeError(register)
    app = FastAPI(
        title="Grannsamverkan",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        telemetry=UNTOLD,
    )
    faults.install(app)
    routes = [route for router in routers() for route in router.routes]
    if missing := undeclared(routes):
        raise TypeError(missing)
    for router in routers():
        app.include_router(router)
    guards = {
        route.path: guard
        for route in routes
        if isinstance(route, APIRoute)
        and "GET" in (route.methods or ())
        and (guard := guard_of(route))
    }
    if not site.settings.mail.ready:
        guards.pop(messages.PATH)  # no way leads to what cannot be done
    app.state.site = site
    app.state.register = register
    app.state.desk = Desk(site, register, guards)
    app.state.holders, app.state.sso = {}, {}
    app.state.uploads = Uploads()
    app.state.tries = Tries.of(site.settings.sign_in)
    app.add_middleware(_Kept)
    return app
