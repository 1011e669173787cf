"""One table from fault to answer: a problem (RFC 9457) for programs, a page for people.

Only texts of the catalogue reach a reader; what an exception says for itself never does.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from grannsamverkan.errors import GrannsamverkanError, Refused, Unavailable
from grannsamverkan.i18n import Translator
from grannsamverkan.web.security import HEADERS
from grannsamverkan.web.site import site_of

_BY_STATUS = {
    400: "web.bad_request",
    404: "web.page",
    405: "web.method",
    413: "web.body_too_large",
    415: "web.media_type",
    422: "web.invalid",
    429: "web.too_many",
    500: "web.internal",
    503: "web.unavailable",
}
"""The text for a status that the framework decides on."""

_OURS = frozenset({401, 409})
"""The statuses with words of their own that only our own errors have."""

_FAULTS = {
    "missing": "missing",
    "float_parsing": "number",
    "float_type": "number",
    "finite_number": "number",
    "int_parsing": "whole_number",
    "int_type": "whole_number",
    "date_parsing": "day",
    "date_from_datetime_parsing": "day",
    "date_from_datetime_inexact": "day",
    "greater_than_equal": "at_least",
    "less_than_equal": "at_most",
    "string_too_long": "too_long",
    "string_pattern_mismatch": "bbox",
}
"""The text for each way in which a value can be wrong; `other` for the rest."""


class _Fault(GrannsamverkanError):
    """A fault of the framework's, with its status."""

    def __init__(self, status: int) -> None:
        super().__init__(_BY_STATUS.get(status, "web.bad_request"))
        self.http_status = status  # type: ignore[misc]  # this one class has many statuses


def install(app: FastAPI) -> None:
    """Make an application answer every fault by the table."""
    app.add_exception_handler(GrannsamverkanError, _known)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unknown)


def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, GrannsamverkanError)  # noqa: S101 — Starlette hands over what was asked for
    return answer(request, error)


def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 — as above
    return answer_status(request, error.status_code, headers=error.headers)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 — as above
    return answer_invalid(request, error)


def answer_invalid(request: Request, error: RequestValidationError) -> Response:
    """Return the answer to a question whose values cannot be what they are."""
    t = site_of(request).translator(request)
    return answer(request, Refused("web.invalid"), faults=_faults(t, error.errors()))


def _unknown(request: Request, _: Exception) -> Response:
    return answer(request, _Fault(500))


def too_many(request: Request) -> Response:
    """Return the answer to a client that asks too often."""
    return answer(request, _Fault(429), headers={"Retry-After": "1"})


def answer_status(
    request: Request, status: int, *, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the answer to a fault that the framework found."""
    return answer(request, _Fault(status), headers=headers)


def title_key(status: int) -> str:
    """Return the key of the few words for a status."""
    return f"web.status.{status if status in _BY_STATUS or status in _OURS else 400}"


def answer(
    request: Request,
    error: GrannsamverkanError,
    *,
    faults: Iterable[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a fault in the reader's language, as a problem or as a page."""
    site, status, listed = site_of(request), error.http_status, list(faults)
    t = site.translator(request)
    title = t(title_key(status))
    detail = t.error(error)
    # the answer to an unforeseen fault passes no middleware, so it carries the headers itself
    sent = {**HEADERS, **(headers or {}), "Cache-Control": "no-store"}
    if isinstance(error, Unavailable):
        sent["Retry-After"] = "5"
    if wants_json(request):
        problem: dict[str, Any] = {
            "type": f"/api#{error.key}",
            "title": title,
            "status": status,
            "detail": " ".join([detail, *(fault["detail"] for fault in listed)]),
            "instance": request.scope["path"],
        }
        if listed:
            problem["errors"] = listed
        sent |= {"Content-Language": t.link_tag, "Vary": "Accept-Language"}
        return JSONResponse(problem, status, sent, "application/problem+json")
    page = site.page(
        request,
        "error.html",
        status=status,
        title=title,
        detail=detail,
        faults=listed,
    )
    page.headers.update(sent)
    return page


def wants_json(request: Request) -> bool:
    """Say whether the reader is a program: it asks the API, sends JSON, or accepts JSON by name."""
    if str(request.scope["path"]).startswith("/api/"):
        return True
    return any("json" in request.headers.get(name, "") for name in ("content-type", "accept"))


def told(t: Translator, error: RequestValidationError) -> list[str]:
    """Return what is wrong with each value of a question."""
    return [fault["detail"] for fault in _faults(t, error.errors())]


def _faults(t: Translator, errors: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [_fault(t, error) for error in errors]


def _fault(t: Translator, error: Mapping[str, Any]) -> dict[str, str]:
    where, *rest = error["loc"]
    name = ".".join(str(part) for part in rest) or str(where)
    limits = error.get("ctx", {})
    limit = next((limits[key] for key in ("ge", "le", "max_length") if key in limits), "")
    key = _FAULTS.get(error["type"], "other")
    return {"name": name, "detail": t(f"web.fault.{key}", name=name, limit=limit)}
