"""/badda-in and /oembed: the map on somebody else's page, as lines to copy or as programs ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from markupsafe import escape

from grannsamverkan.domain.areas import AreaType
from grannsamverkan.errors import NotFound
from grannsamverkan.maps.definition import definition
from grannsamverkan.web.public.karta import MapRoom, RoomDep, base_of
from grannsamverkan.web.site import Site, SiteDep

router = APIRouter(include_in_schema=False)

WIDTH_PX, HEIGHT_PX = 800, 600
_NARROWEST_PX, _LOWEST_PX, _HIGHEST_PX = 200, 300, 4_000
_SHOWN = ("ort", "typ", "omrade", "bbox", "ar", "q")
"""What of the address of a map its frame goes on to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A map to stand in a frame, and what it shows from the start."""

    path: str
    title: str
    shown: Mapping[str, str]

    def html(self, base: str, width: str, height: int) -> str:
        """Return the frame as it is put into a page; `base` is the address of this site."""
        query = urlencode({key: value for key, value in self.shown.items() if value})
        source = base + self.path + (f"?{query}" if query else "")
        return (
            f'<iframe src="{escape(source)}" title="{escape(self.title)}" width="{width}" '
            f'height="{height}" loading="lazy" style="border:0"></iframe>'
        )


def _frame(site: Site, room: MapRoom, name: str, language: str, shown: Mapping[str, str]) -> Frame:
    made = definition(room.definitions, name)
    own = "/inbaddad" if name == "karta" else f"/inbaddad/{name}"
    path = site.local_path(own, language)
    return Frame(path=path, title=made.title_in(language), shown=shown)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What someone wants to show on their page."""

    karta: Annotated[str, Query(max_length=64)] = "karta"
    ort: Annotated[str, Query(max_length=200)] = ""
    typ: Annotated[str, Query(max_length=40)] = ""
    sprak: Annotated[str, Query(max_length=8)] = ""
    hojd: Annotated[int, Query(ge=_LOWEST_PX, le=_HIGHEST_PX)] = HEIGHT_PX


@router.get("/badda-in")
def how(
    request: Request, site: SiteDep, room: RoomDep, chosen: Annotated[Chosen, Depends()]
) -> Response:
    """Return the lines that put a map on another page, as it was chosen.

    Raises:
        NotFound: no such map.
    """
    t = site.translator(request)
    language = chosen.sprak if chosen.sprak in site.languages else t.language
    shown = {"ort": chosen.ort, "typ": chosen.typ if chosen.typ in set(AreaType) else ""}
    frame = _frame(site, room, chosen.karta, language, shown)
    return site.page(
        request,
        "badda_in.html",
        names={name: one.title_in(t.language) for name, one in room.definitions.items()},
        code=frame.html(base_of(site, request), "100%", chosen.hojd),
        chosen=chosen,
        language=language,
        localities=sorted({one.name for one in site.view().snapshot.localities}),
        types=list(AreaType),
        lowest=_LOWEST_PX,
        highest=_HIGHEST_PX,
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a program asks for that puts a map on a page."""

    url: Annotated[str, Query(max_length=2_000)]
    maxwidth: Annotated[int, Query(ge=1)] = WIDTH_PX
    maxheight: Annotated[int, Query(ge=1)] = HEIGHT_PX
    format: str = "json"


@router.get("/oembed")
def oembed(
    request: Request, site: SiteDep, room: RoomDep, wanted: Annotated[Wanted, Depends()]
) -> Response:
    """Return a map as oEmbed 1.0 has it: `rich`, with a frame of ours that fits.

    Raises:
        NotFound: the address is no map of ours.
    """
    if wanted.format != "json":
        return Response(status_code=501)
    base = base_of(site, request)
    frame = _of_address(site, room, wanted.url, base)
    width = max(min(wanted.maxwidth, WIDTH_PX), _NARROWEST_PX)
    height = max(min(wanted.maxheight, HEIGHT_PX), _LOWEST_PX)
    return JSONResponse(
        {
            "version": "1.0",
            "type": "rich",
            "title": frame.title,
            "provider_name": site.register.info.name,
            "provider_url": base,
            "width": width,
            "height": height,
            "html": frame.html(base, str(width), height),
        }
    )


def _of_address(site: Site, room: MapRoom, address: str, base: str) -> Frame:
    """Return the frame of a map by its address, with what the address shows."""
    parts = urlsplit(address)
    if not f"{address}/".startswith(f"{base}/"):
        raise NotFound("web.page")
    path = parts.path.removeprefix(urlsplit(base).path)
    first, *others = site.languages
    language = next((one for one in others if path.startswith(f"/{one}/")), first)
    own = path.removeprefix(f"/{language}").strip("/")
    name = "karta" if own in {"karta", "inbaddad"} else own.rpartition("/")[2]
    if own != name and own not in {"inbaddad", f"kartor/{name}", f"inbaddad/{name}"}:
        raise NotFound("web.page")
    query = dict(parse_qsl(parts.query))
    return _frame(site, room, name, language, {key: query[key] for key in _SHOWN if key in query})
