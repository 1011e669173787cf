"""What tells a supervisor and a web server in front whether this process is to be asked.

`/healthz` says that the process answers, and touches nothing; `/readyz` that it can serve its register.
Neither counts as a visitor's question, and neither tells more than that.
"""

import time
from asyncio import Lock, Task, create_task, wait
from collections.abc import Callable

from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from grannsamverkan.errors import Unavailable
from grannsamverkan.i18n import translator
from grannsamverkan.web.site import Site

HEALTH, READY = "/healthz", "/readyz"

_KEPT_S = 1.0
"""So long one look at the register answers everyone who asks, however often they do."""

_PATIENCE_S = 2.0
"""So long a look may take: a server that does not answer by then would not answer visitors either."""

_NOT_KEPT = {"Cache-Control": "no-store"}


class Probes:
    """Middleware that answers whether the process lives, and whether it is ready."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        site: Site,
        servable: Callable[[], object] | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Wrap an application that answers all other questions.

        `servable` raises where the register cannot be served; unless there is one, it has to be readable.
        """
        self.app = app
        self._languages = site.languages
        self._servable = servable or site.register.head
        self._seconds = seconds
        self._looking = Lock()
        self._looked = -_KEPT_S
        self._ready = False
        self._look_on: Task[bool] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the question on."""
        if scope["type"] != "http" or scope["path"] not in {HEALTH, READY}:
            await self.app(scope, receive, send)
        elif scope["method"] != "GET":
            await JSONResponse({}, 405, {"Allow": "GET, HEAD", **_NOT_KEPT})(scope, receive, send)
        elif scope["path"] == HEALTH or await self._is_ready():
            await JSONResponse({"status": "ok"}, 200, _NOT_KEPT)(scope, receive, send)
        else:
            detail = translator(self._languages[0]).error(Unavailable("web.unavailable"))
            said = {"status": "unavailable", "detail": detail}
            await JSONResponse(said, 503, _NOT_KEPT)(scope, receive, send)

    async def _is_ready(self) -> bool:
        async with self._looking:  # one at a time: a server that hangs holds one thread, not all
            if self._seconds() - self._looked >= _KEPT_S:
                if self._look_on is None or self._look_on.done():
                    self._look_on = create_task(run_in_threadpool(self._look))
                done, _ = await wait([self._look_on], timeout=_PATIENCE_S)
                self._ready = any(look.result() for look in done)
                self._looked = self._seconds()
            return self._ready

    def _look(self) -> bool:
        try:
            self._servable()
        except Exception:  # noqa: BLE001 # whatever is wrong with it, it cannot be served
            return False
        return True
