"""/rapporter: the published reports, each with its files byte for byte and how to check them."""

from hashlib import sha256
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response

from grannsamverkan.errors import NotFound
from grannsamverkan.web.assets import FOREVER
from grannsamverkan.web.public.report_card import cards
from grannsamverkan.web.site import SiteDep

router = APIRouter(include_in_schema=False)

ReportId = Annotated[str, Path(max_length=64)]

SHOWN = 20
"""So many reports stand on a page."""

_SHOWN_IN_THE_BROWSER = ("text/html", "application/pdf")

FILE_POLICY = (
    "default-src 'none'; "
    "style-src 'unsafe-inline'; "
    "base-uri 'none'; "
    "form-action 'none'; "
    "frame-ancestors 'none'"
)
"""A report has its style and its drawings in itself; it runs nothing, sends nothing and asks nobody."""


@router.get("/rapporter")
def reports(
    request: Request, site: SiteDep, fran: Annotated[int, Query(ge=0, le=10_000_000)] = 0
) -> Response:
    """Return the list of published reports, the newest period first; `fran` says from which on."""
    every, upto = cards(site, site.translator(request)), fran + SHOWN
    return site.page(
        request,
        "rapporter.html",
        cards=every[fran:upto],
        more=upto if upto < len(every) else None,
        begun=fran > 0,
    )


@router.get("/rapporter/{report_id}")
def report(request: Request, site: SiteDep, report_id: ReportId) -> Response:
    """Return the page of one published version; any other id is answered alike.

    Raises:
        NotFound: there is none, or it is not published.
    """
    found = [
        one for one in cards(site, site.translator(request)) if one.told.report.id == report_id
    ]
    if not found:
        raise NotFound("web.report")
    return site.page(request, "rapport.html", card=found[0])


@router.get("/rapporter/{report_id}/{file_name}")
def file(
    site: SiteDep, report_id: ReportId, file_name: Annotated[str, Path(max_length=200)]
) -> Response:
    """Return one file of a published report, byte for byte."""
    kept = site.register.public_report_file(report_id, file_name)
    shown = kept.media_type.startswith(_SHOWN_IN_THE_BROWSER)
    headers = {
        "Cache-Control": FOREVER,
        "Content-Disposition": f"{'inline' if shown else 'attachment'}; {_named(kept.name)}",
        "Content-Security-Policy": FILE_POLICY,
        "ETag": f'"{sha256(kept.content).hexdigest()}"',
    }
    return Response(kept.content, media_type=kept.media_type, headers=headers)


def _named(name: str) -> str:
    """Return a file's name as a header can hold it, whatever is in it (RFC 6266)."""
    safe = quote(name)
    return f'filename="{name}"' if safe == name else f"filename*=utf-8''{safe}"
