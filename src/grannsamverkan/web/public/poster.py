"""/omrade/{id}/affisch and /o/{short}: an area on a sheet of paper, for the stairwell, with a code that leads to its page.

The sheet is a page that is printed, on A4 or A3; where the extra `pdf` is installed it is a file as well.
"""

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from grannsamverkan.domain.areas import by_short_name
from grannsamverkan.errors import NotFound
from grannsamverkan.reports.typeset import can_typeset
from grannsamverkan.web.public.karta import base_of
from grannsamverkan.web.site import Site, SiteDep, folder_of

if TYPE_CHECKING:
    from grannsamverkan.reports.poster import Poster

router = APIRouter(include_in_schema=False)

Sheet = Literal["a4", "a3"]
"""How large the paper is; `reports.poster.Paper`, written out for the parser."""

_FILES_KEPT = 24


class PosterRoom:
    """The files that were made last, so that none is made twice while the register stays as it is."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = Lock()
        self._files: OrderedDict[tuple[object, ...], bytes] = OrderedDict()

    def file(self, poster: "Poster", sheet: Sheet, *, head: object) -> bytes:
        """Return a poster as a PDF; one at a time is made, since each takes a processor for a while."""
        from grannsamverkan.reports.poster import Paper, poster_pdf

        key = (head, poster.day, poster.address, sheet)
        with self._lock:
            if key not in self._files:
                self._files[key] = poster_pdf(poster, Paper(sheet))
            self._files.move_to_end(key)
            while len(self._files) > _FILES_KEPT:
                self._files.popitem(last=False)
            return self._files[key]


@router.get("/omrade/{area_id}/affisch")
def poster(
    request: Request, site: SiteDep, area_id: Annotated[str, Path()], papper: Sheet = "a4"
) -> Response:
    """Return an area's poster as a page to print; any id of no active area is answered alike.

    Raises:
        NotFound: no such area.
    """
    return site.page(
        request,
        "affisch.html",
        poster=_poster(request, site, area_id),
        area_path=f"/omrade/{area_id}",
        sheet=papper,
        other="a3" if papper == "a4" else "a4",
        can_typeset=can_typeset() and folder_of(request) is None,
    )


@router.get("/omrade/{area_id}/affisch.pdf")
def poster_file(
    request: Request, site: SiteDep, area_id: Annotated[str, Path()], papper: Sheet = "a4"
) -> Response:
    """Return an area's poster as a PDF.

    Raises:
        NotFound: no such area, or the extra `pdf` is not installed.
    """
    if not can_typeset():
        raise NotFound("web.page")
    made = _poster(request, site, area_id)
    room: PosterRoom = request.app.state.posters
    content = room.file(made, papper, head=site.view().head)
    headers = {"Content-Disposition": f'inline; filename="affisch-{papper}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


@router.get("/o/{short}")
def short_address(request: Request, site: SiteDep, short: Annotated[str, Path()]) -> Response:
    """Lead from the short address on a poster to the page of the area.

    Raises:
        NotFound: no such area that the public may meet.
    """
    area_id = by_short_name(short, site.view().areas)
    if area_id is None:
        raise NotFound("web.area")
    path = site.local_path(f"/omrade/{area_id}", site.translator(request).language)
    return RedirectResponse(path, status_code=302)


def _poster(request: Request, site: Site, area_id: str) -> "Poster":
    from grannsamverkan.web.public.placing import area_poster

    t = site.translator(request)
    here = base_of(site, request) + site.local_path("", t.language)
    made = area_poster(site.view(), area_id, t, site=here, mark=site.note() or "")
    if (folder := folder_of(request)) is None:
        return made
    from grannsamverkan.reports.poster import led_to

    own = site.local_path(f"/omrade/{area_id}", t.language)  # no server is there to lead further
    return led_to(made, base_of(site, request) + own if folder.linked else None)
