"""One's own account: what one has open, and another password."""

from fastapi import APIRouter, Request, Response

from grannsamverkan.actions import accounts
from grannsamverkan.actions.passwords import SHORTEST
from grannsamverkan.errors import Refused
from grannsamverkan.web.staff.desk import Desk, DeskDep, FormDep, Visit, VisitDep, signed_in
from grannsamverkan.web.staff.signing import TriesDep, cost_of, typed_twice

router = APIRouter(dependencies=[signed_in()])

_HERE = "/arbete/konto"


@router.get(_HERE)
def own(request: Request, desk: DeskDep, visit: VisitDep) -> Response:
    """Return the page of one's own account."""
    return _page(desk, request, visit)


def _page(desk: Desk, request: Request, visit: Visit, error: Refused | None = None) -> Response:
    opened = accounts.sessions(desk.register, visit.account.id, now=desk.clock(), terms=desk.terms)
    places = {one.code: one.name for one in desk.register.municipalities()}
    return desk.page(
        request,
        visit,
        "arbete/konto.html",
        status=error.http_status if error else 200,
        sessions=opened,
        this=visit.session.id,
        roles=sorted((role.value, places.get(code, code)) for role, code in visit.who.roles),
        shortest=SHORTEST,
        fault=error and visit.t.error(error),
        zone=desk.clock().tzinfo,
    )


@router.post("/arbete/konto/losenord")
def change_password(
    request: Request, desk: DeskDep, visit: VisitDep, form: FormDep, tries: TriesDep
) -> Response:
    """Choose another password, which signs out everywhere else."""
    try:
        tries.spend(request, visit.account.login)
        accounts.change_password(
            desk.register,
            visit.signed,
            old=form.secret("old"),
            new=typed_twice(form),
            cost=cost_of(desk),
        )
    except Refused as error:
        return _page(desk, request, visit, error)
    return desk.done(request, visit, to=_HERE, key="accounts.own.password_changed")


@router.post("/arbete/konto/stang")
def close_session(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Close one session of one's own, or all but the one this is sent by."""
    wanted = form.text("session")
    if wanted == "others":
        with desk.register.private() as private:
            accounts.sign_out_all(private, visit.account.id, but=visit.session.id)
    else:
        accounts.sign_out(desk.register, visit.account.id, wanted)
    return desk.done(request, visit, to=_HERE, key="accounts.own.closed")
