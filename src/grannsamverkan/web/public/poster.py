"""/omrade/{id}/affisch: an area on a sheet of paper, for the stairwell, with a code that leads to its page.

The sheet is a page that is printed: lines and letters stay lines and letters, on A4 or A3.
"""

from dataclasses import replace
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain.disclosure import PublicArea
from grannsamverkan.errors import NotFound
from grannsamverkan.i18n import Translator
from grannsamverkan.web.public.karta import base_of
from grannsamverkan.web.site import SiteDep, folder_of, local_path
from grannsamverkan.web.views import PublicDay

router = APIRouter(include_in_schema=False)


class Sheet(StrEnum):
    """How large the paper is."""

    A4 = "a4"
    A3 = "a3"


@router.get("/omrade/{area_id}/affisch")
def poster(
    request: Request, site: SiteDep, area_id: Annotated[str, Path()], papper: Sheet = Sheet.A4
) -> Response:
    """Return an area's poster; any id of no active area is answered alike.

    Raises:
        NotFound: no such area.
    """
    import segno

    view, t = site.view(), site.translator(request)
    area = view.areas.get(area_id)
    if area is None:
        raise NotFound("web.area")
    folder = folder_of(request)
    nowhere = folder is not None and not folder.linked  # a folder that lies nowhere on the web
    address = (
        None if nowhere else base_of(site, request) + local_path(f"/omrade/{area_id}", t.language)
    )
    return site.page(
        request,
        "affisch.html",
        area=area,
        address=address,
        code=address
        and segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=2),
        drawing=area.outline and _drawn(view, area, area.outline, t),
        municipality=view.municipalities.get(area.municipality),
        on=view.on,
        sheet=papper,
        other=Sheet.A3 if papper is Sheet.A4 else Sheet.A4,
    )


def _drawn(view: PublicDay, area: PublicArea, outline: BaseGeometry, t: Translator) -> str:
    """Draw an area among its neighbours, the border and the localities, as SVG."""
    from grannsamverkan.reports.maps import area_map
    from grannsamverkan.reports.svg import WIDE, Frame
    from grannsamverkan.reports.then_and_now import AreaMap, Kind, areas_on, extent_of, ground_of

    extent = extent_of([outline])
    assert extent is not None  # noqa: S101 # there is an outline
    seen = set(view.index.within(extent))
    among = replace(
        view.snapshot, areas=tuple(one for one in view.snapshot.areas if one.id in seen)
    )
    near = areas_on(among).areas
    shown = AreaMap(
        title=area.name,
        areas=tuple(replace(one, kind=Kind.CHOSEN) if one.id == area.id else one for one in near),
        extent=extent,
        ground=ground_of(view.snapshot),
    )
    return area_map(shown, t, Frame(key="affisch", width=WIDE))
