"""/arbete: where one comes in, until there is a queue of what needs one."""

from fastapi import APIRouter, Request, Response

from grannsamverkan.web.staff.desk import DeskDep, VisitDep, signed_in

router = APIRouter()


@router.get("/arbete", dependencies=[signed_in()])
def start(request: Request, desk: DeskDep, visit: VisitDep) -> Response:
    """Return the page that one comes to after signing in."""
    return desk.page(request, visit, "arbete/start.html")
