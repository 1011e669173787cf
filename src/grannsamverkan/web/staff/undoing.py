"""/arbete/angra: what was just done is taken back; the register keeps both."""

from fastapi import APIRouter, Request, Response

from grannsamverkan.actions import undoing
from grannsamverkan.errors import NotFound
from grannsamverkan.web.staff.desk import DeskDep, FormDep, VisitDep, signed_in

router = APIRouter()


@router.post("/arbete/angra", dependencies=[signed_in()])
def undo(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Take a change back, if the person may do to everything it touched what the change did."""
    seq = form.number("seq")
    if seq is None:
        raise NotFound("access.not_found")
    names = undoing.undo(desk.doing(visit, visit.t("staff.undo.reason")), seq)
    return desk.done(
        request, visit, to=form.text("to") or "/arbete", key="staff.undo.done", names=tuple(names)
    )
