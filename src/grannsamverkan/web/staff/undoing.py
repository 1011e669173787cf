"""/arbete/angra: what was just done is taken back; the register keeps both."""

from fastapi import APIRouter, Request, Response

from grannsamverkan.actions.taking_back import take_back
from grannsamverkan.errors import NotFound
from grannsamverkan.web.staff.desk import DeskDep, FormDep, VisitDep, signed_in

router = APIRouter()

_NAMED = 5


@router.post("/arbete/angra", dependencies=[signed_in()])
def undo(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Take a change back, if the person may do to everything it touched what the change did."""
    seq = form.number("seq")
    if seq is None:
        raise NotFound("access.not_found")
    names = take_back(desk.doing(visit, visit.t("staff.undo.reason")), seq)
    to = form.text("to") or "/arbete"
    key = "staff.undo.done_names" if names else "staff.undo.done"
    return desk.done(request, visit, to=to, key=key, names=tuple(names[:_NAMED]))
