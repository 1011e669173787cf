"""/arbete/importera: a list or a map file comes in by four steps, and not one of them writes but the last."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, UploadFile

from grannsamverkan.actions.lists import ListReport, take_in_list
from grannsamverkan.actions.reading_log import note_reading
from grannsamverkan.domain.access import Deed
from grannsamverkan.errors import GrannsamverkanError, NotFound, Refused
from grannsamverkan.exchange.contact_columns import CONTACT_FIELDS
from grannsamverkan.exchange.records import Note
from grannsamverkan.exchange.tables import Table
from grannsamverkan.web.staff.desk import Desk, DeskDep, Form, FormDep, Visit, VisitDep, needs
from grannsamverkan.web.staff.import_choices import (
    AREA_CHOICES,
    How,
    chosen_columns,
    columns_of,
    read_upload,
    wanted_of,
)
from grannsamverkan.web.staff.paging import number_in
from grannsamverkan.web.staff.places import places_for
from grannsamverkan.web.staff.uploads import Upload, Uploads

router = APIRouter()

PATH = "/arbete/importera"

_ROWS_SHOWN = 8
_NAMES_SHOWN = 200


@router.get(PATH, dependencies=[needs(Deed.IMPORT)])
def begin(request: Request, desk: DeskDep, visit: VisitDep) -> Response:
    """Return the page where one chooses a file."""
    limit_mb = desk.settings.size.upload_bytes // 1_000_000
    return desk.page(request, visit, "arbete/importera.html", limit_mb=limit_mb, fault=None)


@router.post(PATH, dependencies=[needs(Deed.IMPORT)])
def upload(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Take a file, and lead on to what it holds."""
    limit_bytes = desk.settings.size.upload_bytes
    try:
        kept = _uploads(request).keep(
            _file(form), session_id=visit.session.id, now=desk.clock(), limit_bytes=limit_bytes
        )
    except Refused as error:
        return desk.page(
            request,
            visit,
            "arbete/importera.html",
            status=error.http_status,
            limit_mb=limit_bytes // 1_000_000,
            fault=visit.t.error(error),
        )
    return desk.lead(request, f"{PATH}/{kept.token}")


def _file(form: Form) -> UploadFile:
    file = form.file("fil")
    if file is None or not file.filename:
        raise Refused("importing.no_file")
    return file


@router.get(f"{PATH}/{{token}}", dependencies=[needs(Deed.IMPORT)])
def columns(  # noqa: PLR0913, PLR0917 # the ways a file can be read, as the address names them
    request: Request,
    desk: DeskDep,
    visit: VisitDep,
    token: str,
    blad: str = "",
    crs: str = "",
    kodning: str = "",
    rubrikrad: Annotated[str, Query(max_length=9)] = "",
    vand: str = "",
) -> Response:
    """Return what a file seems to hold, for someone to put right: sheet, headings, columns."""
    kept = _mine(request, desk, visit, token)
    number = number_in(rubrikrad, otherwise=0) or None
    how = How(blad, crs, kodning, number, bool(vand))
    return _columns_page(request, desk, visit, kept, how)


def _columns_page(  # noqa: PLR0913, PLR0917 # a page that comes again with what was chosen and refused
    request: Request,
    desk: Desk,
    visit: Visit,
    kept: Upload,
    how: How,
    chosen: Mapping[str, str] | None = None,
    fault: GrannsamverkanError | None = None,
) -> Response:
    table: Table | None = None
    notes: list[Note] = []
    try:
        table, notes = read_upload(desk, kept, how)
    except Refused as error:
        fault = error
    layers = _layers(fault)
    fault = None if layers and not how.layer else fault  # a book of several sheets is no fault
    return desk.page(
        request,
        visit,
        "arbete/importera_kolumner.html",
        status=fault.http_status if fault else 200,
        upload=kept,
        how=how,
        table=table,
        columns=columns_of(table, chosen or {}) if table else [],
        rows=table.rows[:_ROWS_SHOWN] if table else [],
        area_fields=AREA_CHOICES,
        contact_fields=CONTACT_FIELDS,
        dropped=notes,
        places=places_for(desk, visit, Deed.IMPORT),
        fault=visit.t.error(fault) if fault else None,
        layers=layers,
        likely=_likely(fault),
    )


def _layers(fault: GrannsamverkanError | None) -> list[str]:
    """Return the sheets to choose from, where that is what is missing."""
    if fault is None or fault.key != "import.which_layer":
        return []
    return str(fault.values["layers"]).split(", ")


def _likely(fault: GrannsamverkanError | None) -> str:
    """Return the likeliest reference system, where that is what is missing."""
    if fault is None or "likely" not in fault.values:
        return ""
    return str(fault.values["likely"]).partition(",")[0]


@router.post(f"{PATH}/{{token}}/granska", dependencies=[needs(Deed.IMPORT)])
def preview(
    request: Request, desk: DeskDep, visit: VisitDep, token: str, form: FormDep
) -> Response:
    """Return what a list would do, without doing it."""
    kept = _mine(request, desk, visit, token)
    table, dropped = read_upload(desk, kept, How.of(form))
    try:
        report = _taken(desk, visit, kept, form, table, dry=True)
    except NotFound:
        raise
    except Refused as error:
        chosen = {name: form.text(f"kolumn-{n}") for n, name in enumerate(table.columns)}
        return _columns_page(request, desk, visit, kept, How.of(form), chosen, error)
    _note_reading(desk, visit, report)
    return desk.page(
        request,
        visit,
        "arbete/importera_granska.html",
        upload=kept,
        how=How.of(form),
        report=report,
        areas=report.areas,
        contacts=report.areas.contacts,
        columns=columns_of(table, chosen_columns(form, table)),
        dropped=dropped,
        end_missing=form.ticked("avsluta"),
        kommun=form.text("kommun"),
        shown=_NAMES_SHOWN,
    )


@router.post(f"{PATH}/{{token}}/las-in", dependencies=[needs(Deed.IMPORT)])
def apply(request: Request, desk: DeskDep, visit: VisitDep, token: str, form: FormDep) -> Response:
    """Read a list in, let the file go, and say what came of it, with a way back."""
    kept = _mine(request, desk, visit, token)
    table, _ = read_upload(desk, kept, How.of(form))
    report = _taken(desk, visit, kept, form, table, dry=False)
    _uploads(request).drop(token)
    contacts = report.areas.contacts
    return desk.done(
        request,
        visit,
        to=PATH,
        key="importing.done" if report.areas.seq else "importing.done_nothing",
        seq=report.areas.seq,
        new=len(report.areas.new),
        changed=len(report.areas.changed),
        contacts=len(contacts.new),
        others=len(contacts.changed) + len(contacts.ended),
        refused=len({note.row for note in (*report.areas.refused, *contacts.refused)}),
    )


@router.post(f"{PATH}/{{token}}/avbryt", dependencies=[needs(Deed.IMPORT)])
def cancel(
    request: Request, desk: DeskDep, visit: VisitDep, token: str, _form: FormDep
) -> Response:
    """Let a file go without reading it in."""
    _mine(request, desk, visit, token)
    _uploads(request).drop(token)
    return desk.done(request, visit, to=PATH, key="importing.cancelled")


def _uploads(request: Request) -> Uploads:
    uploads: Uploads = request.app.state.uploads
    return uploads


def _mine(request: Request, desk: Desk, visit: Visit, token: str) -> Upload:
    return _uploads(request).get(token, session_id=visit.session.id, now=desk.clock())


def _taken(
    desk: Desk, visit: Visit, kept: Upload, form: Form, table: Table, *, dry: bool
) -> ListReport:
    reason = form.text("reason", longest=500) or visit.t("importing.reason", name=kept.name)
    doing = replace(desk.doing(visit, reason), dry=dry)
    return take_in_list(doing, table, wanted_of(desk, visit, form, table), source=kept.name)


def _note_reading(desk: Desk, visit: Visit, report: ListReport) -> None:
    """Note that someone sees contacts of the register that the file does not name."""
    if report.areas.contacts.missing:
        for place in places_for(desk, visit, Deed.IMPORT):
            doing = desk.doing(visit, visit.t("staff.nav.import"))
            note_reading(doing, what="import", municipality=place.code)
