"""The way from the public site to the workspace of staff, which is loaded when someone first asks for it."""

from threading import Lock

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from grannsamverkan.web.site import Site

ROOTS = ("/arbete", "/svar", "/synpunkt", "/intresse", "/folj")
"""The first parts of the workspace's addresses, of the links that contacts get, and of the forms for residents."""


class Workspace:
    """Middleware that hands the addresses of the workspace to an application of their own.

    A site that the public only reads stays as small as it is: nothing that writes is loaded.
    """

    def __init__(self, app: ASGIApp, *, site: Site) -> None:
        """Wrap the application of the public pages, whose site the workspace shares."""
        self.app = app
        self._site = site
        self._staff: FastAPI | None = None
        self._lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the question on to the one or the other."""
        if scope["type"] != "http" or not _leads_there(scope["path"]):
            await self.app(scope, receive, send)
            return
        if self._staff is None:
            await run_in_threadpool(self._make)
        assert self._staff is not None  # noqa: S101 # it has just been made
        await self._staff(scope, receive, send)

    def _make(self) -> None:
        from grannsamverkan.web.staff.app import create_staff_app

        with self._lock:
            if self._staff is None:
                self._staff = create_staff_app(self._site)


def _leads_there(path: str) -> bool:
    return any(path == root or path.startswith(f"{root}/") for root in ROOTS)
