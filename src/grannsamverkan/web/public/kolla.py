"""/kolla: is my home in an area? Asked by POST, so that no position is ever in an address or a log."""

import json
from math import isfinite
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from grannsamverkan.errors import Refused
from grannsamverkan.types import LonLat
from grannsamverkan.web.answers import as_data, ask, in_words
from grannsamverkan.web.errors import wants_json
from grannsamverkan.web.site import Site, SiteDep
from grannsamverkan.web.views import PublicDay

router = APIRouter(include_in_schema=False)


@router.get("/kolla")
def form(request: Request, site: SiteDep) -> Response:
    """Return the form."""
    return site.page(request, "check.html", told=None)


@router.post("/kolla")
async def kolla(request: Request, site: SiteDep) -> Response:
    """Answer for a position given as JSON or as a form, in the same kind."""
    place = _place(await _fields(request))
    return _answer(request, site, await site.indexed_view(), place)


def _answer(request: Request, site: Site, view: PublicDay, place: LonLat) -> Response:
    t = site.translator(request)
    answer = ask(view, place)
    told = in_words(view, answer, t)
    if wants_json(request):
        data = as_data(view, answer) | {"sentence": told.sentence, "next": told.next_step}
        if data["nearest"] and data["nearest"]["direction"]:
            data["nearest"]["direction_text"] = t(f"direction.{data['nearest']['direction']}")
        response: Response = JSONResponse(data)
    else:
        ids = dict.fromkeys((*answer.areas, *answer.edges))
        response = site.page(
            request,
            "check.html",
            told=told,
            state=answer.state.value,
            areas=[view.areas[area_id] for area_id in ids],
        )
    response.headers["Cache-Control"] = "no-store"
    return response


async def _fields(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            fields = json.loads(await request.body())
        except (ValueError, RecursionError) as error:
            raise Refused("web.not_json") from error
        return fields if isinstance(fields, dict) else {}
    async with request.form(max_files=0, max_fields=10) as form:
        return dict(form)


def _place(fields: dict[str, Any]) -> LonLat:
    """Read lon and lat; a Swedish decimal comma is a decimal point.

    Raises:
        Refused: missing, not numbers, or outside the earth.
    """
    lon, lat = (_number(fields.get(name), name) for name in ("lon", "lat"))
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 — degrees
        raise Refused("web.place_out_of_range")
    return lon, lat


def _number(value: object, name: str) -> float:
    text = str(value).strip().replace(",", ".").replace("\N{MINUS SIGN}", "-").rstrip("°")
    try:
        number = float(text)
    except ValueError as error:
        raise Refused("web.not_a_position", name=name) from error
    if isinstance(value, bool) or not isfinite(number):
        raise Refused("web.not_a_position", name=name)
    return number
