"""What the workspace answers when something is wrong: a page that says how to mend it, and leads back."""

from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from grannsamverkan.errors import GrannsamverkanError, NotFound, Refused
from grannsamverkan.web import errors
from grannsamverkan.web.site import Site, site_of
from grannsamverkan.web.staff.desk import Desk
from grannsamverkan.web.staff.signing import UNSAVED
from grannsamverkan.web.staff.visits import NotSignedIn, Visit

SIGN_IN, SIGN_OUT = "/arbete/logga-in", "/arbete/logga-ut"


def install(app: FastAPI) -> None:
    """Make the workspace answer every fault in its own way; what it does not know as the site does."""
    errors.install(app)
    app.add_exception_handler(GrannsamverkanError, _known)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(NotSignedIn, _nobody)


def _nobody(request: Request, _: Exception) -> Response:
    """Lead to where one signs in, and from there back; of what was sent it is said that it was not saved."""
    if errors.wants_json(request):
        return errors.answer(request, _Unauthorised("signing.needed"))
    site = site_of(request)
    language = site.translator(request).language
    unsaved = request.method != "GET" and request.scope["path"] != SIGN_OUT
    asked = {"till": _wanted(request, site, language), UNSAVED: "1" if unsaved else None}
    query = urlencode({key: value for key, value in asked.items() if value}, safe="/")
    target = site.local_path(SIGN_IN, language)
    return RedirectResponse(f"{target}?{query}" if query else target, 303)


def _wanted(request: Request, site: Site, language: str) -> str | None:
    """Return the page that was asked for, or the one that a form was sent from, without its language."""
    if request.method != "GET":
        back = _back(request)
        return back and back.removeprefix(site.local_path("", language))
    path = request.scope["path"]
    if path == "/arbete":
        return None
    return f"{path}?{request.url.query}" if request.url.query else path


class _Unauthorised(Refused):
    """Nobody is signed in."""

    http_status = 401


def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 # Starlette hands over what was asked for
    if error.status_code in {404, 405} and _visit(request) is not None:
        return _known(request, NotFound("access.not_found"))
    return errors.answer_status(request, error.status_code, headers=error.headers)


def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, GrannsamverkanError)  # noqa: S101 # as above
    visit = _visit(request)
    if visit is not None and isinstance(error, NotFound):
        error = NotFound("access.not_found")  # whatever it was, it reads like what is not there
    if visit is None or errors.wants_json(request):
        return errors.answer(request, error)
    return _page(request, visit, error, visit.t.error(error))


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 # as above
    visit = _visit(request)
    if visit is None or errors.wants_json(request):
        return errors.answer_invalid(request, error)
    return _page(request, visit, Refused("web.invalid"), " ".join(errors.told(visit.t, error)))


def _page(request: Request, visit: Visit, error: GrannsamverkanError, detail: str) -> Response:
    desk: Desk = request.app.state.desk
    return desk.page(
        request,
        visit,
        "arbete/fel.html",
        status=error.http_status,
        title=visit.t(errors.title_key(error.http_status)),
        detail=detail,
        back=_back(request),
    )


def _visit(request: Request) -> Visit | None:
    """Return who is known to be signed in, without asking the register, which may be what failed."""
    found: Visit | None = getattr(request.state, "visit", None)
    return found


def _back(request: Request) -> str | None:
    """Return the page of ours that a form was sent from."""
    came = urlsplit(request.headers.get("referer", ""))
    if request.method == "GET" or came.netloc != request.url.netloc:
        return None
    return f"{came.path}?{came.query}" if came.query else came.path
