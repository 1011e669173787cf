"""The pages that tell what grannsamverkan is: start, area, about the data; and what serves them all."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from grannsamverkan.errors import NotFound
from grannsamverkan.web.drawings import bars, draw_outline
from grannsamverkan.web.site import SiteDep
from grannsamverkan.web.views import FEW

router = APIRouter(include_in_schema=False)


@router.get("/")
def start(request: Request, site: SiteDep) -> Response:
    """Return the start page: what it is, the check, the count and how it grew, whom to ask."""
    view = site.view()
    return site.page(
        request,
        "start.html",
        count=view.count,
        bars=bars(view.growth),
        undated=sum(area.since is None for area in view.areas.values()),
        municipalities=view.municipalities,
        few=len(view.municipalities) <= FEW,
        addresses=site.addressed(request),
    )


@router.get("/omrade/{area_id}")
def area(request: Request, site: SiteDep, area_id: Annotated[str, Path()]) -> Response:
    """Return the page of an area that is active today; any other id is answered alike."""
    view = site.view()
    area = view.areas.get(area_id)
    if area is None:
        raise NotFound("web.area")
    return site.page(
        request,
        "area.html",
        area=area,
        drawing=area.outline and draw_outline(area.outline),
        municipality=view.municipalities.get(area.municipality),
    )


@router.get("/kontakt")
def contact(request: Request, site: SiteDep) -> Response:
    """Return the contact card of every municipality, by name."""
    places = sorted(site.view().snapshot.municipalities, key=lambda one: one.name.casefold())
    return site.page(request, "kontakt.html", places=places)


@router.get("/om-data")
def about_data(request: Request, site: SiteDep) -> Response:
    """Return the page that says how the numbers count and what is public."""
    view = site.view()
    return site.page(request, "about.html", on=view.on, municipalities=view.snapshot.municipalities)


@router.get("/static/{digest}/{name:path}")
def static(request: Request, site: SiteDep, digest: str, name: str) -> Response:
    """Return a static file."""
    accepted = request.headers.get("accept-encoding", "")
    return site.assets.response(digest, name, accepted=accepted)
