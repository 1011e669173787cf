"""Signing in and out, and choosing a password by a link."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Query, Request, Response

from grannsamverkan.actions import accounts
from grannsamverkan.actions.passwords import SHORTEST, Cost
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.staff.desk import (
    Desk,
    DeskDep,
    Form,
    FormDep,
    MaybeVisitDep,
    OpenFormDep,
    VisitDep,
    anyone,
    signed_in,
)
from grannsamverkan.web.staff.limits import Tries
from grannsamverkan.web.staff.visits import COOKIE

router = APIRouter()

UNSAVED = "osparat"
"""What the address says where something was sent after the session had ended."""

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
"""Where browsers keep a cookie as safe as over TLS, although there is none."""


async def _tries(request: Request) -> Tries:
    tries: Tries = request.app.state.tries
    return tries


TriesDep = Annotated[Tries, Depends(_tries)]
Till = Annotated[str, Query(max_length=2_000)]


def cost_of(desk: Desk) -> Cost:
    """Return what a password costs here."""
    chosen = desk.settings.sign_in
    return Cost(memory_kib=chosen.memory_kib, passes=chosen.passes)


def provider_label(desk: Desk) -> str | None:
    """Return what the identity provider is called on its button; None where there is none."""
    chosen = desk.settings.sso
    return (chosen.label or urlsplit(chosen.issuer).hostname) if chosen.issuer else None


def is_protected(request: Request) -> bool:
    """Say whether what is sent can be read by nobody on the way."""
    return request.url.scheme == "https" or request.url.hostname in _LOCAL


def refuse_unprotected(request: Request) -> None:
    """Refuse a password that anyone on the way could read.

    Raises:
        Refused: the question came over plain http, from another machine.
    """
    if not is_protected(request):
        raise Refused("signing.no_tls")


def let_in(desk: Desk, request: Request, token: str, *, to: str) -> Response:
    """Lead on into the workspace with the cookie of a new session."""
    old = request.cookies.get(COOKIE)
    if old:
        accounts.forget(desk.register, old)
    response = desk.lead(request, to if to.startswith("/arbete") else "/arbete")
    longest = desk.terms.longest
    response.set_cookie(
        COOKIE, token, max_age=int(longest.total_seconds()),
        path="/", secure=True, httponly=True, samesite="lax",
    )  # fmt: skip
    return response


@router.get("/arbete/logga-in", dependencies=[anyone()])
def sign_in_page(
    request: Request, desk: DeskDep, visit: MaybeVisitDep, till: Till = ""
) -> Response:
    """Return the page where one signs in; whoever is signed in already is led on."""
    if visit is not None:
        return desk.lead(request, till if till.startswith("/arbete") else "/arbete")
    return _page(desk, request, till=till)


@router.post("/arbete/logga-in", dependencies=[anyone()])
def sign_in(request: Request, desk: DeskDep, form: OpenFormDep, tries: TriesDep) -> Response:
    """Sign in by name and password; the page comes again, and says the same, whatever was wrong."""
    refuse_unprotected(request)
    login, till = form.text("login", longest=320), form.text("till")
    if not tries.take(request, login):
        error, status = Refused("signing.too_often", seconds=tries.wait_seconds), 429
        response = _page(desk, request, till=till, login=login, error=error, status=status)
        response.headers["Retry-After"] = str(tries.wait_seconds)
        return response
    try:
        token = accounts.sign_in(
            desk.register, login, form.secret("password"),
            now=desk.clock(), terms=desk.terms, cost=cost_of(desk),
        )  # fmt: skip
    except Refused as error:
        return _page(desk, request, till=till, login=login, error=error, status=422)
    return let_in(desk, request, token, to=till)


def _page(  # the form as it was filled in, and what was wrong
    desk: Desk,
    request: Request,
    *,
    till: str,
    login: str = "",
    error: Refused | None = None,
    status: int = 200,
) -> Response:
    t = desk.site.translator(request)
    return desk.page(
        request,
        None,
        "arbete/logga_in.html",
        status=status,
        till=till,
        unsaved=UNSAVED in request.query_params,
        login=login,
        fault=error and t.error(error),
        protected=is_protected(request),
        sso=provider_label(desk),
    )


@router.post("/arbete/logga-ut", dependencies=[signed_in()])
def sign_out(request: Request, desk: DeskDep, visit: VisitDep, _form: FormDep) -> Response:
    """Close the session."""
    accounts.sign_out(desk.register, visit.account.id, visit.session.id)
    response = desk.lead(request, "/arbete/logga-in")
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return response


@router.get("/arbete/losenord/{token}", dependencies=[anyone()])
def choose_page(request: Request, desk: DeskDep, token: str) -> Response:
    """Return the page where a password is chosen by a link; looking at it does not use the link up."""
    return _choose_page(desk, request, token)


@router.post("/arbete/losenord/{token}", dependencies=[anyone()])
def choose(request: Request, desk: DeskDep, form: OpenFormDep, token: str) -> Response:
    """Choose the password, which signs in; the link is used up then."""
    refuse_unprotected(request)
    try:
        account = accounts.choose_password(
            desk.register, token, typed_twice(form), now=desk.clock(), cost=cost_of(desk)
        )
    except Refused as error:
        return _choose_page(desk, request, token, error)
    with desk.register.private() as private:
        opened = accounts.open_session(private, account, now=desk.clock(), terms=desk.terms)
    return let_in(desk, request, opened, to="/arbete")


def _choose_page(
    desk: Desk, request: Request, token: str, error: Refused | None = None
) -> Response:
    account = accounts.account_of_link(desk.register, token, now=desk.clock())
    if account is None:
        raise NotFound("accounts.link_over")
    t = desk.site.translator(request)
    return desk.page(
        request,
        None,
        "arbete/losenord.html",
        status=error.http_status if error else 200,
        login=account.login,
        shortest=SHORTEST,
        fault=error and t.error(error),
        protected=is_protected(request),
    )


def typed_twice(form: Form) -> str:
    """Return a new password, typed twice lest a slip of the finger shuts one out.

    Raises:
        Refused: something else the second time.
    """
    if form.secret("password") != form.secret("again"):
        raise Refused("accounts.not_the_same")
    return form.secret("password")
