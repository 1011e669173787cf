"""/karta and /kartor/<name>: the map pages, the data they ask for, and their twin as a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from grannsamverkan.domain.areas import AreaType
from grannsamverkan.errors import NotFound
from grannsamverkan.i18n import Translator
from grannsamverkan.maps import assets
from grannsamverkan.maps.definition import MapDefinition, all_definitions, definition
from grannsamverkan.maps.features import first_year, ground, properties
from grannsamverkan.maps.shells import Shell, default_cache_dir, ensure_shells
from grannsamverkan.maps.view import AreaFilter, AreaView
from grannsamverkan.web.assets import FOREVER
from grannsamverkan.web.parameters import On, day_asked, read_bbox
from grannsamverkan.web.public.feeds import locality_feed_path
from grannsamverkan.web.public.underlag import pictures, under
from grannsamverkan.web.security import ANYONE_MAY_FRAME, with_pictures
from grannsamverkan.web.settled import settled
from grannsamverkan.web.site import Site, SiteDep, folder_of
from grannsamverkan.web.views import Head

router = APIRouter(include_in_schema=False)

_ROWS = 100

Order = Literal[
    "name", "-name", "locality", "-locality", "type", "-type", "since", "-since"
]  # maps.view.ORDERS, written out for the parser


class MapRoom:
    """What the map pages keep: the shells, and the ground of today's map in each language."""

    def __init__(self, site: Site) -> None:
        """Join a site; nothing is read or built before the first question."""
        self._site = site
        self._ground: dict[str, tuple[tuple[Head, date], bytes]] = {}

    @cached_property
    def definitions(self) -> Mapping[str, MapDefinition]:
        """The maps there are."""
        return all_definitions(self._site.settings.maps)

    @cached_property
    def shells(self) -> Mapping[tuple[str, str], Shell]:
        """Every map in every language, built by a child process where not kept from before."""
        kept_in = self._site.settings.cache_dir or default_cache_dir()
        return ensure_shells(self.definitions.values(), kept_in, self._site.languages)

    @cached_property
    def scripts(self) -> Mapping[str, bytes]:
        """The shells' scripts by file name."""
        return {shell.script_name: shell.script for shell in self.shells.values()}

    def areas(self, on: date) -> AreaView:
        """Return the public areas of a day, as the register stands now."""
        return self._site.view(on).drawn

    def ground(self, t: Translator) -> bytes:
        """Return what lies under the areas in a language, as JSON; of a whole country it takes a while to draw."""
        view = self._site.view()
        known, key = self._ground.get(t.language), (view.head, view.on)
        if known is None or known[0] != key:
            changed = self._site.register.changed_at()
            day = changed.date() if changed else None
            year = first_year(view.snapshot.areas, view.on)
            told = orjson.dumps(ground(view.snapshot, first_year=year, updated=day, t=t))
            known = self._ground[t.language] = (key, told)
        return known[1]


async def _room(request: Request) -> MapRoom:  # asynchronous: no thread for looking it up
    room: MapRoom = request.app.state.maps
    return room


RoomDep = Annotated[MapRoom, Depends(_room)]


def _filter(
    typ: AreaType | Literal[""] | None = None,
    ort: Annotated[str | None, Query(max_length=200)] = None,
    q: Annotated[str | None, Query(max_length=200)] = None,
) -> AreaFilter:
    return AreaFilter(area_type=typ or None, locality=ort or None, text=q or None)


FilterDep = Annotated[AreaFilter, Depends(_filter)]


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows of a list: in what order, from which row on."""

    ordna: Order = "name"
    fran: Annotated[int, Query(ge=0, le=10_000_000)] = 0


PageDep = Annotated[Page, Depends()]


@dataclass(frozen=True, slots=True)
class Window:
    """What of the map is asked for: a box in degrees at a zoom, or the one area `omrade`."""

    bbox: Annotated[str, Query(max_length=200)] = "-180,-85,180,85"
    zoom: Annotated[float, Query(ge=0, le=22, allow_inf_nan=False)] = 10
    omrade: Annotated[str | None, Query(max_length=64)] = None


WindowDep = Annotated[Window, Depends()]


@router.get("/karta")
def karta(request: Request, site: SiteDep, room: RoomDep) -> Response:
    """Return the map page; the same few lines whatever the register holds."""
    return _map_page(request, site, room, "karta")


@router.get("/kartor/{name}")
def named(request: Request, site: SiteDep, room: RoomDep, name: str) -> Response:
    """Return another map of the folder maps/."""
    return _map_page(request, site, room, name)


@router.get("/inbaddad")
def embedded(request: Request, site: SiteDep, room: RoomDep) -> Response:
    """Return the map for a frame on somebody else's page."""
    return _framed(request, site, room, "karta")


@router.get("/inbaddad/{name}")
def embedded_named(request: Request, site: SiteDep, room: RoomDep, name: str) -> Response:
    """Return another map of the folder maps/ for a frame on somebody else's page."""
    return _framed(request, site, room, name)


def _framed(request: Request, site: Site, room: MapRoom, name: str) -> Response:
    response = _map_page(request, site, room, name, template="inbaddad.html")
    policy = with_pictures(ANYONE_MAY_FRAME, site.settings.tiles.origin)
    response.headers["Content-Security-Policy"] = policy
    return response


def _map_page(
    request: Request, site: Site, room: MapRoom, name: str, *, template: str = "karta.html"
) -> Response:
    made = definition(room.definitions, name)
    t = site.translator(request)
    base = base_of(site, request)
    own = site.local_path("/karta" if name == "karta" else f"/kartor/{name}", t.language)
    return site.page(
        request,
        template,
        name=name,
        title=made.title_in(t.language),
        shell=room.shells[(name, t.language)],
        files=assets,
        oembed=f"{base}/oembed?{urlencode({'url': base + own})}",
    )


def base_of(site: Site, request: Request) -> str:
    """Return the address of the site on the web, or else the one by which it was reached."""
    return site.settings.public_url or str(request.base_url).rstrip("/")


@router.get("/karta/skal/{name}")
def script(room: RoomDep, name: str) -> Response:
    """Return a map's own script, which never changes under its name."""
    if name not in room.scripts:
        raise NotFound("web.page")
    headers = {"Cache-Control": FOREVER}
    return Response(room.scripts[name], media_type="text/javascript", headers=headers)


@router.get("/karta/grund")
def base(request: Request, site: SiteDep, room: RoomDep) -> Response:
    """Return what lies under the areas: borders, places, extent, years."""
    around = orjson.dumps({"basemap": under(site), "tiles": pictures(site)})

    def told() -> bytes:
        return room.ground(site.translator(request))[:-1] + b"," + around[1:]

    return settled(site, request, told, also=(around.decode(),))


@router.get("/karta/data")
def data(
    request: Request,
    site: SiteDep,
    room: RoomDep,
    wanted: FilterDep,
    seen: WindowDep,
    on: On = None,
) -> Response:
    """Return the outlines or cells in view, or the one area named."""
    day = day_asked(on, site.today())
    box = read_bbox(seen.bbox)

    def found() -> bytes:
        areas = room.areas(day)
        if seen.omrade is not None:
            return orjson.dumps(areas.one(seen.omrade))
        return orjson.dumps(areas.in_view(wanted, box, seen.zoom))

    return settled(site, request, found)


@router.get("/karta/lista.json")
def rows(
    request: Request,
    site: SiteDep,
    room: RoomDep,
    wanted: FilterDep,
    page: PageDep,
    on: On = None,
) -> Response:
    """Return rows of the list, and how many there are; on a past day also how many were active."""
    day = day_asked(on, site.today())
    return settled(site, request, lambda: orjson.dumps(_listed(site, room, wanted, page, day)))


@router.get("/karta/lista")
def listed(  # noqa: PLR0913, PLR0917 # as many parts as the filter and the order have
    request: Request,
    site: SiteDep,
    room: RoomDep,
    wanted: FilterDep,
    page: PageDep,
    on: On = None,
    ar: Annotated[str | None, Query(max_length=4)] = None,
) -> Response:
    """Return the list as a page of its own, with the same filter and order as the map's; it needs no script."""
    years = _years(site)
    year = ar if ar in years else None
    if on is None and year is not None:
        on = date(int(year), 12, 31)
    day = day_asked(on, site.today())
    whole = folder_of(request) is not None  # nobody is there to ask for the rest
    found = _listed(site, room, wanted, page, day, whole=whole)
    localities = sorted({area.locality for area in room.areas(day).areas if area.locality})
    return site.page(
        request,
        "karta_lista.html",
        found=found,
        page=page,
        wanted=wanted,
        on=on,
        year=year,
        years=years,
        localities=localities,
        types=list(AreaType),
        followed=[one for one in sorted(site.view().places) if one[1] == wanted.locality],
        feed_of=locality_feed_path,
    )


def _years(site: Site) -> list[str]:
    """Return the past years whose end can be asked for, the latest first, as in the address of the map."""
    snapshot = site.view().snapshot
    first = first_year(snapshot.areas, snapshot.on)
    return [str(year) for year in range(snapshot.on.year - 1, first - 1, -1)]


def _listed(
    site: Site,
    room: MapRoom,
    wanted: AreaFilter,
    page: Page,
    on: date,
    *,
    whole: bool = False,
) -> dict[str, Any]:
    most = None if whole else _ROWS
    areas, total = room.areas(on).listed(wanted, page.ordna, start=page.fran, most=most)
    upto = page.fran + len(areas)
    found: dict[str, Any] = {
        "total": total,
        "areas": [{"id": area.id, **properties(area)} for area in areas],
        "next": upto if upto < total else None,
    }
    if on != site.today():
        counted = site.view(on).count
        found |= {"active": counted.active, "confirmed": counted.confirmed}
    return found
