"""/arbete/exportera: the register as a workbook, and its areas for maps and other programs."""

from pathlib import Path

from fastapi import APIRouter, Request, Response

from grannsamverkan.actions.exports import export_rows
from grannsamverkan.actions.workbook import export_workbook
from grannsamverkan.domain.access import Deed
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.staging import staged
from grannsamverkan.exchange.writers import WRITERS, write_areas
from grannsamverkan.web.staff.desk import Desk, DeskDep, FormDep, Visit, VisitDep, needs
from grannsamverkan.web.staff.places import places_for

router = APIRouter()

PATH = "/arbete/exportera"

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES = {
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "fgb": "application/octet-stream",
    "kml": "application/vnd.google-earth.kml+xml",
    "csv": "text/csv; charset=utf-8",
}


@router.get(PATH, dependencies=[needs(Deed.EXPORT)])
def choose(request: Request, desk: DeskDep, visit: VisitDep) -> Response:
    """Return the page where one chooses what to take out."""
    return desk.page(
        request,
        visit,
        "arbete/exportera.html",
        formats=[one for one in WRITERS if one in _TYPES],
        places=places_for(desk, visit, Deed.EXPORT),
    )


@router.post(PATH, dependencies=[needs(Deed.EXPORT)])
def workbook(desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Return the register as a workbook, with contacts if they are wanted and may be seen."""
    doing = desk.doing(visit, visit.t("staff.nav.export"))
    with staged() as folder:
        target = folder / "register.xlsx"
        export_workbook(doing, target, visit.t, contacts=form.ticked("kontakter"))
        content = target.read_bytes()
    return _file(desk, content, "xlsx", _WORKBOOK)


@router.post(f"{PATH}/omraden", dependencies=[needs(Deed.EXPORT)])
def areas(desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Return the areas of today with exact borders, in a format of maps or of other programs."""
    kind = form.text("format")
    if kind not in _TYPES:
        raise Refused("form.not_a_choice", text=kind[:40])
    with staged() as folder:
        target = folder / f"areas.{kind}"
        _write(desk, visit, target, kind)
        content = target.read_bytes()
    return _file(desk, content, kind, _TYPES[kind])


def _write(desk: Desk, visit: Visit, target: Path, kind: str) -> None:
    codes = {one.code for one in places_for(desk, visit, Deed.EXPORT)}
    rows = [one for one in export_rows(desk.register, on=desk.today) if one.municipality in codes]
    info = desk.register.info
    write_areas(
        rows, target, format=kind, crs=info.crs, example=info.example, attribution=info.name
    )


def _file(desk: Desk, content: bytes, kind: str, media_type: str) -> Response:
    """Return a file to keep, named by its day; one of invented data says so."""
    mark = "EXEMPEL-" if desk.register.info.example else ""
    name = f"{mark}grannsamverkan-{desk.today}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
