"""/kolla: is my home in an area? Asked by POST, so that no position is ever in an address or a log."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from grannsamverkan.errors import Refused
from grannsamverkan.i18n import Translator
from grannsamverkan.types import LonLat, Xy
from grannsamverkan.web.answers import as_data, ask_at, in_words, position, swapped
from grannsamverkan.web.errors import wants_json
from grannsamverkan.web.public.finding import (
    LONGEST,
    Choice,
    choices,
    lacks_number,
    numbers_of,
    place_of,
    streets_of,
    the_one,
    unknown_code,
)
from grannsamverkan.web.site import Site, SiteDep
from grannsamverkan.web.views import PublicDay

router = APIRouter(include_in_schema=False)

_EMPTY = {"lat": "", "lon": "", "plats": ""}
_DEGREES = ("lat", "lon")
_LONGEST = 40
"""So much of what was typed stands in the form again."""


@router.get("/kolla")
def form(request: Request, site: SiteDep) -> Response:
    """Return the form."""
    return _page(request, site)


@router.post("/kolla")
async def kolla(request: Request, site: SiteDep) -> Response:
    """Answer for an address or a position given as JSON or as a form, in the same kind."""
    fields = await _fields(request)
    view = await site.standby.view()
    try:
        response = await run_in_threadpool(_answer, request, site, view, fields)
    except Refused as error:
        if wants_json(request):
            raise
        response = _ask_again(request, site, view, fields, error.http_status)
    response.headers["Cache-Control"] = "no-store"
    return response


@router.post("/kolla/forslag")
async def suggest(request: Request, site: SiteDep) -> Response:
    """Return what the text typed so far may mean, as JSON."""
    fields = await _fields(request)
    view = await run_in_threadpool(site.view)
    found = await run_in_threadpool(choices, view, _text(fields, "plats"))
    t = site.translator(request)
    some = [_as_data(one, site, t) for one in found]
    return JSONResponse({"choices": some}, headers={"Cache-Control": "no-store"})


def _as_data(one: Choice, site: Site, t: Translator) -> dict[str, str | None]:
    return {
        "kind": one.kind,
        "label": one.label,
        "said": t(f"find.kind.{one.kind}"),
        "value": one.value,
        "path": one.path and site.local_path(one.path, t.language),
    }


def _answer(
    request: Request, site: Site, view: PublicDay, fields: Mapping[str, object]
) -> Response:
    if (chosen := place_of(view, _text(fields, "val"))) is not None:
        label, point = chosen
        asked = Asked({"val": _text(fields, "val")}, point, label=label)
        return _tell(request, site, view, asked)
    if some := numbers_of(view, _text(fields, "val")):
        return _offer(request, site, some, "number", _text(fields, "plats"))
    if some := streets_of(view, _text(fields, "val")):
        return _offer(request, site, some, "street", _text(fields, "plats"))
    if text := _text(fields, "plats"):
        return _answer_text(request, site, view, text)
    if _asks_nothing(fields):
        raise Refused("find.nothing")
    place = _place(fields)
    here = {"lon": str(place[0]), "lat": str(place[1])}
    asked = Asked(here, position(view, place), meant=swapped(view, place))
    return _tell(request, site, view, asked)


def _answer_text(request: Request, site: Site, view: PublicDay, text: str) -> Response:
    some = choices(view, text)
    meant = the_one(some)
    if meant is not None and (chosen := place_of(view, meant.value)) is not None:
        label, point = chosen
        asked = Asked({"val": meant.value}, point, label=label)
        return _tell(request, site, view, asked)
    if some and some[0].kind == "postcode":
        return _offer(request, site, streets_of(view, some[0].value), "street", text)
    if code := unknown_code(view, text):
        return _offer(request, site, some, "no_postcode", text, code=code)
    if lacks_number(some, text):
        return _offer(request, site, some, "no_number", text)
    return _offer(request, site, some, "ambiguous" if some else "not_found", text)


def _offer(  # as many parts as a question has
    request: Request, site: Site, some: list[Choice], state: str, text: str, code: str = ""
) -> Response:
    """Return what may be meant, to be chosen among; with nothing, that it was not found."""
    t = site.translator(request)
    said = t(f"find.{state}", code=code)
    if wants_json(request):
        listed = [_as_data(one, site, t) for one in some]
        return JSONResponse({"state": state, "sentence": said, "choices": listed})
    typed = {**_EMPTY, "plats": text[:LONGEST]}
    return _page(request, site, typed=typed, offered=some, said=said)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked about, for the page with the answer.

    Attributes:
        here: the fields that ask about the same place again.
        at: easting, northing in metres in the register's CRS.
        label: the address; empty for a position.
        meant: the position with its degrees changed round, where that is likelier.
    """

    here: Mapping[str, str]
    at: Xy
    label: str = ""
    meant: LonLat | None = None


def _tell(request: Request, site: Site, view: PublicDay, asked: Asked) -> Response:
    t = site.translator(request)
    answer = ask_at(view, asked.at)
    told = in_words(view, answer, t)
    if wants_json(request):
        data = as_data(view, answer) | {"sentence": told.sentence, "next": told.next_step}
        if asked.label:
            data["place"] = asked.label
        if data["nearest"] and data["nearest"]["direction"]:
            data["nearest"]["direction_text"] = t(f"direction.{data['nearest']['direction']}")
        return JSONResponse(data)
    from grannsamverkan.web.public.placing import answer_map  # late: it brings the renderers

    ids = dict.fromkeys((*answer.areas, *answer.edges))
    swapped_to = _in_degrees(asked.meant, t)
    return _page(
        request,
        site,
        told=told,
        label=asked.label,
        state=answer.state.value,
        here=asked.here,
        drawing=answer_map(view, answer, asked.at, t),
        areas=[view.areas[area_id] for area_id in ids],
        typed={**_EMPTY, **(swapped_to or {})},
        swapped=swapped_to,
        by_position=swapped_to is not None,
    )


def _page(request: Request, site: Site, *, status: int = 200, **values: object) -> Response:
    usual = {
        "told": None, "drawing": None, "label": "", "here": {}, "faults": (), "offered": (), "said": "", "typed": _EMPTY,
        "swapped": None, "by_position": False, "addresses": site.addressed(request),
    }  # fmt: skip
    return site.page(request, "check.html", status=status, **usual | values)


def _text(fields: Mapping[str, object], name: str) -> str:
    """Return a text that was typed; anything else counts as nothing."""
    value = fields.get(name)
    return value.strip() if isinstance(value, str) else ""


def _ask_again(
    request: Request, site: Site, view: PublicDay, fields: Mapping[str, object], status: int
) -> Response:
    """Return the form as it was filled in, with what to mend."""
    t = site.translator(request)
    lat, lon = (_number(fields.get(name)) for name in _DEGREES)
    typed = {**_EMPTY, **{name: str(fields.get(name) or "")[:_LONGEST] for name in _DEGREES}}
    meant = None if lat is None or lon is None else _in_degrees(swapped(view, (lon, lat)), t)
    if _asks_nothing(fields):
        return _page(request, site, status=status, faults=[t("error.find.nothing")])
    wrong = [name for name, degrees in (("lat", lat), ("lon", lon)) if degrees is None]
    return _page(
        request,
        site,
        status=status,
        faults=[t(f"web.check.number.{name}") for name in wrong] or [t("web.check.beyond")],
        typed={**typed, **(meant or {})},
        swapped=meant,
        by_position=True,
    )


def _asks_nothing(fields: Mapping[str, object]) -> bool:
    """Say whether there is neither a text nor a place: the form for addresses was sent empty, say."""
    return not any(name in fields for name in _DEGREES)


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


def _place(fields: Mapping[str, object]) -> LonLat:
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
