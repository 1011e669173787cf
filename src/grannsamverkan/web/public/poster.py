"""/omrade/{id}/affisch: an area on a sheet of paper, for the stairwell, with a code that leads to its page.

The sheet is a page that is printed: lines and letters stay lines and letters, on A4 or A3.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Request, Response
from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain.disclosure import PublicArea
from grannsamverkan.errors import NotFound
from grannsamverkan.i18n import Translator
from grannsamverkan.web.public.karta import base_of
from grannsamverkan.web.site import SiteDep, folder_of
from grannsamverkan.web.views import PublicDay

if TYPE_CHECKING:
    from grannsamverkan.web.public.placing import Drawn

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
    own = site.local_path(f"/omrade/{area_id}", t.language)
    address = None if nowhere else base_of(site, request) + own
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


def _drawn(view: PublicDay, area: PublicArea, outline: BaseGeometry, t: Translator) -> "Drawn":
    """Draw an area among its neighbours, the base map, the border and the localities."""
    from grannsamverkan.reports.svg import WIDE, Frame
    from grannsamverkan.web.public.placing import drawn, placed

    shown = placed(view, [outline], chosen=[area.id], title=area.name, width=WIDE)
    return drawn(view, shown, t, Frame(key="affisch", width=WIDE))
