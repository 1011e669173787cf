"""GET /api/v1/areas and /api/v1/areas/{id}: public areas as GeoJSON."""

from itertools import islice
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from grannsamverkan.errors import NotFound
from grannsamverkan.web.features import feature
from grannsamverkan.web.parameters import BboxText, On, day_asked, read_bbox
from grannsamverkan.web.problems import Responses, problems
from grannsamverkan.web.settled import settled
from grannsamverkan.web.site import Site, SiteDep

router = APIRouter(prefix="/api/v1", tags=["areas"])

GEOJSON = "application/geo+json"
_ID = "01J9ZK3V5Q8M2N4P6R7S8T9VWX"

AreaId = Annotated[str, Path(max_length=64, description="The area's lasting id.", examples=[_ID])]
Limit = Annotated[int, Query(ge=1, le=10_000, description="How many areas at most.")]
After = Annotated[
    str | None,
    Query(max_length=64, description="The cursor of a `next` link: begin after this id."),
]


class Outline(BaseModel):
    """The public outline: within 10 m of the exact one."""

    type: Literal["MultiPolygon"]
    coordinates: list[list[list[list[float]]]]


class AreaProperties(BaseModel):
    """What anyone may know of an area."""

    id: Annotated[str, Field(examples=[_ID])]
    name: Annotated[str, Field(examples=["Norrängen"])]
    municipality: Annotated[str, Field(examples=["1861"])]
    locality: Annotated[str | None, Field(examples=["Hallsberg"])]
    type: Literal["villa", "terraced", "flats", "holiday", "rural", "boat"] | None
    verification: Literal["self_declared", "municipality", "police"]
    since: Annotated[
        str | None,
        Field(description="Year; `<2019` is before 2019, null is not known.", examples=["2014"]),
    ]
    confirmed: Annotated[str | None, Field(description="Month.", examples=["2026-04"])]
    note: Annotated[str | None, Field(description="Says so where everything is invented.")] = None


class AreaFeature(BaseModel):
    """An area as a GeoJSON feature; `geometry` is null where no border is drawn."""

    type: Literal["Feature"]
    id: str
    geometry: Outline | None
    properties: AreaProperties


class Link(BaseModel):
    """A link, such as the one to the next page."""

    rel: Annotated[str, Field(examples=["next"])]
    href: str
    type: Annotated[str, Field(examples=[GEOJSON])]


class AreaCollection(BaseModel):
    """Areas by id, with a link to the next ones where there are more."""

    type: Literal["FeatureCollection"]
    on: Annotated[str, Field(examples=["2026-05-31"])]
    features: list[AreaFeature]
    links: list[Link]
    note: str | None = None


def _described(model: type[BaseModel]) -> Responses:
    """Return how the specification tells of an answer that is written without the framework."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {200: {"content": {GEOJSON: {"schema": schema}}, "description": model.__doc__ or ""}}


@router.get(
    "/areas",
    summary="Areas as GeoJSON",
    response_class=Response,
    responses=_described(AreaCollection) | problems(404, 422, 429, 503),
)
def areas(
    request: Request,
    site: SiteDep,
    bbox: BboxText = None,
    on: On = None,
    limit: Limit = 1_000,
    after: After = None,
) -> Response:
    """Return active areas with public outlines, in the order of their ids.

    For a past day: those of that day's areas that are active today, and those they came from.
    """
    day = day_asked(on, site.today())
    box = None if bbox is None else read_bbox(bbox)

    def collected() -> bytes:
        view = site.view(day)
        ids = sorted(view.areas) if box is None else view.meeting(box)
        later = (area_id for area_id in ids if after is None or area_id > after)
        rest = list(islice(later, limit + 1))
        collection: dict[str, Any] = {
            "type": "FeatureCollection",
            "on": day.isoformat(),
            "features": [feature(view, area_id, note=site.note()) for area_id in rest[:limit]],
            "links": [],
        }
        if len(rest) > limit:
            asked = {"bbox": bbox, "on": day.isoformat(), "limit": limit, "after": rest[limit - 1]}
            query = {name: value for name, value in asked.items() if value is not None}
            href = f"{request.scope['path']}?{urlencode(query, safe=',')}"
            collection["links"].append({"rel": "next", "href": href, "type": GEOJSON})
        return _geojson(site, collection)

    return settled(site, request, collected, media_type=GEOJSON)


@router.get(
    "/areas/{area_id}",
    summary="One area as GeoJSON",
    response_class=Response,
    responses=_described(AreaFeature) | problems(404, 422, 429, 503),
)
def one_area(request: Request, site: SiteDep, area_id: AreaId) -> Response:
    """Return an area that is active today; any other id is answered alike, known or not."""
    view = site.view()
    if area_id not in view.areas:
        raise NotFound("web.area")

    def told() -> bytes:
        return _geojson(site, feature(view, area_id, note=site.note()))

    return settled(site, request, told, media_type=GEOJSON)


def _geojson(site: Site, data: dict[str, Any]) -> bytes:
    if (note := site.note()) is not None:
        data["note"] = note
    return orjson.dumps(data)
