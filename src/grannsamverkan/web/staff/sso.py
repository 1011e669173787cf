"""/arbete/sso: signing in by the municipality's own identity provider, where one is set."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from grannsamverkan.actions import accounts
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.staff.desk import Desk, DeskDep, anyone
from grannsamverkan.web.staff.oidc import Provider, Ways, installed
from grannsamverkan.web.staff.signing import Till, TriesDep, let_in, refuse_unprotected

router = APIRouter(dependencies=[anyone()])

COOKIE = "__Host-grannsamverkan-sso"
BACK = "/arbete/sso/svar"

Part = Annotated[str, Query(max_length=4_000)]


def _provider(request: Request, desk: Desk) -> tuple[Provider, Ways]:
    """Return the provider, with the ways in that are begun to it.

    Raises:
        NotFound: none is set. Refused: its libraries are missing.
    """
    if desk.settings.sso.issuer is None:
        raise NotFound("access.not_found")
    if not installed():
        raise Refused("sso.not_installed")
    refuse_unprotected(request)
    base = (desk.settings.public_url or str(request.base_url)).rstrip("/")
    kept = request.app.state.sso
    if kept.get("back") != base:
        kept["provider"] = Provider(desk.settings.sso, f"{base}{BACK}")
        kept["back"] = base
    ways: Ways = kept.setdefault("ways", Ways())
    return kept["provider"], ways


@router.get("/arbete/sso")
def begin(request: Request, desk: DeskDep, tries: TriesDep, till: Till = "") -> Response:
    """Lead to the provider."""
    provider, ways = _provider(request, desk)
    tries.spend(request, None)
    begun, browser = ways.begin(till, desk.clock())
    response = RedirectResponse(provider.address(begun), 303)
    response.set_cookie(
        COOKIE, browser, max_age=600, path="/", secure=True, httponly=True, samesite="lax"
    )
    return response


@router.get(BACK)
def come_back(
    request: Request, desk: DeskDep, state: Part = "", code: Part = "", error: Part = ""
) -> Response:
    """Let in whom the provider vouches for, if they have an account here."""
    provider, ways = _provider(request, desk)
    now = desk.clock()
    begun = ways.take(state, request.cookies.get(COOKIE, ""), now)
    if error or not code:
        raise Refused("sso.not_vouched")
    person = provider.person(begun, code, now)
    token = accounts.sign_in_vouched(
        desk.register, person.subject, person.mail, now=now, terms=desk.terms
    )
    response = let_in(desk, request, token, to=begun.till)
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return response
