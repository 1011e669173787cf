"""/kolla: is my home in an area? Asked by POST, so that no position is ever in an address or a log."""

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from grannsamverkan.errors import Refused
from grannsamverkan.i18n import Translator
from grannsamverkan.types import LonLat
from grannsamverkan.web.answers import as_data, ask, in_words, swapped
from grannsamverkan.web.errors import wants_json
from grannsamverkan.web.site import Site, SiteDep
from grannsamverkan.web.views import PublicDay

router = APIRouter(include_in_schema=False)

_EMPTY = {"lat": "", "lon": ""}
_LONGEST = 40
"""So much of what was typed stands in the form again."""


@router.get("/kolla")
def form(request: Request, site: SiteDep) -> Response:
    """Return the form."""
    return site.page(request, "check.html", told=None, faults=(), typed=_EMPTY, swapped=None)


@router.post("/kolla")
async def kolla(request: Request, site: SiteDep) -> Response:
    """Answer for a position given as JSON or as a form, in the same kind."""
    fields = await _fields(request)
    view = await site.indexed_view()
    try:
        place = _place(fields)
        response = _answer(request, site, view, place)
    except Refused as error:
        if wants_json(request):
            raise
        response = _ask_again(request, site, view, fields, error.http_status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer(request: Request, site: Site, view: PublicDay, place: LonLat) -> Response:
    t = site.translator(request)
    answer = ask(view, place)
    told = in_words(view, answer, t)
    if wants_json(request):
        data = as_data(view, answer) | {"sentence": told.sentence, "next": told.next_step}
        if data["nearest"] and data["nearest"]["direction"]:
            data["nearest"]["direction_text"] = t(f"direction.{data['nearest']['direction']}")
        return JSONResponse(data)
    ids = dict.fromkeys((*answer.areas, *answer.edges))
    meant = _in_degrees(swapped(view, place), t)
    return site.page(
        request,
        "check.html",
        told=told,
        state=answer.state.value,
        areas=[view.areas[area_id] for area_id in ids],
        faults=(),
        typed=meant or _EMPTY,
        swapped=meant,
    )


def _ask_again(
    request: Request, site: Site, view: PublicDay, fields: Mapping[str, object], status: int
) -> Response:
    """Return the form as it was filled in, with what to mend."""
    t = site.translator(request)
    lat, lon = (_number(fields.get(name)) for name in _EMPTY)
    typed = {name: str(fields.get(name) or "")[:_LONGEST] for name in _EMPTY}
    meant = None if lat is None or lon is None else _in_degrees(swapped(view, (lon, lat)), t)
    key = "web.check.number_such_as" if view.swedish else "web.check.number"
    wrong = [name for name, degrees in (("lat", lat), ("lon", lon)) if degrees is None]
    return site.page(
        request,
        "check.html",
        status=status,
        told=None,
        faults=[t(f"{key}.{name}") for name in wrong] or [t("web.check.beyond")],
        typed=meant or typed,
        swapped=meant,
    )


def _in_degrees(place: LonLat | None, t: Translator) -> dict[str, str] | None:
    """Return a place as it is typed into the form."""
    if place is None:
        return None
    return {"lat": t.number(place[1], decimals=6), "lon": t.number(place[0], decimals=6)}


async def _fields(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            fields = json.loads(await request.body())
        except (ValueError, RecursionError) as error:
            raise Refused("web.not_json") from error
        return fields if isinstance(fields, dict) else {}
    async with request.form(max_files=0, max_fields=10) as form:
        # a form with two latitudes has none
        return {name: form[name] for name in form if len(form.getlist(name)) == 1}


def _place(fields: dict[str, Any]) -> LonLat:
    """Read lon and lat; a Swedish decimal comma is a decimal point.

    Raises:
        Refused: missing, not numbers, or outside the earth.
    """
    lon, lat = (_number(fields.get(name)) for name in ("lon", "lat"))
    if lon is None or lat is None:
        raise Refused("web.not_a_position", name="lon" if lon is None else "lat")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 — degrees
        raise Refused("web.place_out_of_range")
    return lon, lat


def _number(value: object) -> float | None:
    text = str(value).strip().replace(",", ".").replace("\N{MINUS SIGN}", "-").rstrip("°")
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) and not isinstance(value, bool) else None
