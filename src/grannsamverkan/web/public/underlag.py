"""/karta/underlag: the base map under the areas, square by square, and the same lines for drawings."""

from typing import Any

from fastapi import APIRouter, Response

from grannsamverkan.crs import bbox_to_lonlat
from grannsamverkan.domain.basemap import LEVELS
from grannsamverkan.domain.tiles import Traced, merged, read_back, tiles_in
from grannsamverkan.errors import NotFound
from grannsamverkan.maps.features import named_sources
from grannsamverkan.types import Bbox
from grannsamverkan.web.assets import FOREVER
from grannsamverkan.web.site import Site, SiteDep
from grannsamverkan.web.views import PublicDay, PublicRegister

router = APIRouter(include_in_schema=False)

_MOST_TILES = 9
"""So many squares a drawing is made of at most: a finer level would tell more than can be seen."""


@router.get("/karta/underlag/{stamp}/{level}/{x}/{y}")
def square(site: SiteDep, stamp: str, level: int, x: int, y: int) -> Response:
    """Return what the base map has in one square; it never changes under the stamp of the map it is of.

    Raises:
        NotFound: there is no such square, or no base map.
    """
    base = site.register.base_map()
    if base is None or level not in LEVELS or not (0 <= x < 2**level and 0 <= y < 2**level):
        raise NotFound("web.page")
    body = merged(site.register.base_tiles(level, (x, y, x, y)))
    kept = FOREVER if stamp == base.stamp else "no-cache"
    return Response(body, media_type="application/json", headers={"Cache-Control": kept})


def under(site: Site) -> dict[str, Any] | None:
    """Return where a map's script finds the base map, and whom to name for it; None where there is none."""
    base = site.register.base_map()
    if base is None:
        return None
    return {"url": f"/karta/underlag/{base.stamp}", "sources": named_sources(base.sources)}


def pictures(site: Site) -> dict[str, str] | None:
    """Return where map pictures come from that someone has chosen in the place of the base map."""
    tiles = site.settings.tiles
    return {"url": tiles.url, "attribution": tiles.attribution} if tiles.url else None


def traced(view: PublicDay, extent: Bbox) -> tuple[Traced, ...]:
    """Return the base map in a box in metres, as fine as a drawing of it can show."""
    return traced_in(view.register, extent, crs=view.snapshot.crs)


def traced_in(register: PublicRegister, extent: Bbox, *, crs: str) -> tuple[Traced, ...]:
    """Return what a register's base map has in a box in metres, as fine as a drawing of it can show."""
    around = bbox_to_lonlat(extent, source=crs)
    for level in reversed(LEVELS):
        box = tiles_in(around, level)
        if (box[2] - box[0] + 1) * (box[3] - box[1] + 1) <= _MOST_TILES or level == LEVELS[0]:
            break
    return tuple(read_back(register.base_tiles(level, box), crs=crs))
