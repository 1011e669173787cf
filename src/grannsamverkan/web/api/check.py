"""GET /api/v1/check: is a place in an area?"""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from grannsamverkan.web.answers import told
from grannsamverkan.web.parameters import Lat, Lon
from grannsamverkan.web.problems import problems
from grannsamverkan.web.site import SiteDep

router = APIRouter(prefix="/api/v1", tags=["check"])

_ID = "01J9ZK3V5Q8M2N4P6R7S8T9VWX"


class NamedArea(BaseModel):
    """An area by id and name."""

    id: Annotated[str, Field(examples=[_ID])]
    name: Annotated[str, Field(examples=["Norrängen"])]


class NearestArea(NamedArea):
    """The area whose public outline is nearest; the distance is 0 where it covers the place."""

    distance_m: Annotated[float, Field(examples=[420.3])]
    direction: Literal["n", "ne", "e", "se", "s", "sw", "w", "nw"] | None


class NearestMunicipality(BaseModel):
    """The municipality the place lies in or nearest to, and whether the border is exact enough to say."""

    code: Annotated[str, Field(examples=["1861"])]
    name: Annotated[str, Field(examples=["Hallsberg"])]
    certain: bool


class CheckAnswer(BaseModel):
    """Where a place lies among the areas; `areas` names every area that covers it, border included."""

    state: Literal["inside", "edge", "outside", "outside_municipality"]
    areas: list[NamedArea]
    nearest: NearestArea | None
    municipality: NearestMunicipality | None
    note: str | None = None


@router.get(
    "/check",
    summary="Is a place in a watch area?",
    response_model=CheckAnswer,
    responses=problems(404, 422, 429, 503),
)
async def check(site: SiteDep, lon: Lon, lat: Lat) -> Response:
    """Answer from the public outlines of today.

    `edge` means within 25 m of a border, on either side. The question is not kept or logged.
    """
    body = told(await site.standby.view(), (lon, lat), note=site.note())
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})
