"""Serving one register from one process."""

import socket
import sys
from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread
from typing import TYPE_CHECKING

import uvicorn
from anyio.to_thread import current_default_thread_limiter
from starlette.types import ASGIApp

from grannsamverkan.i18n import translator
from grannsamverkan.settings import Settings
from grannsamverkan.web.fault_log import log_config
from grannsamverkan.web.protocol import Protocol
from grannsamverkan.web.views import PublicRegister

if TYPE_CHECKING:
    from grannsamverkan.web.metrics import Metrics

_THREADS = 4


_GOODBYE_SECONDS = 10.0
"""How long the work beside the server may take to come to an end; its jobs outlive it."""

Beside = Callable[[Event], None]
"""What goes on beside the server until the event is set."""


class _Server(uvicorn.Server):
    """A server that says when it listens, and has work going on beside it for as long."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], beside: Beside | None
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._over = Event()
        self._beside = (
            None if beside is None else Thread(target=beside, args=(self._over,), daemon=True)
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        # few threads: they take turns anyway, and each keeps memory of its own
        current_default_thread_limiter().total_tokens = _THREADS
        await super().startup(sockets)
        if self.started:
            # beside the server, since opening a browser can take as long as it likes
            Thread(target=self._ready, daemon=True).start()
            if self._beside is not None:
                self._beside.start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._over.set()
        await super().shutdown(sockets)
        if self._beside is not None:
            self._beside.join(_GOODBYE_SECONDS)


def serve(  # noqa: PLR0913 # where and how to serve, and what to do beside it
    settings: Settings,
    register: PublicRegister,
    *,
    clock: Callable[[], datetime],
    host: str = "127.0.0.1",
    port: int = 8000,
    ready: Callable[[], None] = lambda: None,
    beside: Beside | None = None,
    servable: Callable[[], object] | None = None,
    metrics: "Metrics | None" = None,
) -> None:
    """Serve a register until interrupted; `ready` is called once it listens.

    `beside` then works in a thread of its own, such as on the mail that waits, until its event is set.
    `servable` raises where the register cannot be served. Answers are counted where there are `metrics` to
    count them in.

    No question is logged, since an address or a position could be in one; faults are, by kind and place.
    """
    translator(settings.lang).number(0)  # first of all: what it lets go of is used again
    _without_the_old_pydantic()
    from grannsamverkan.web.app import create_app

    app: ASGIApp = create_app(settings, register, clock=clock, servable=servable)
    if metrics is not None:
        from grannsamverkan.web.metrics import Measured

        app = Measured(app, metrics)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        lifespan="off",
        loop="asyncio",
        http=Protocol,
        ws="none",
        access_log=False,
        log_config=log_config(settings.log),
        server_header=False,
        log_level="error",  # what uvicorn warns of are malformed questions: a stranger could fill the log
        limit_concurrency=1_000,
        timeout_keep_alive=15,
    )
    _Server(config, ready, beside).run()


def _without_the_old_pydantic() -> None:
    """Let FastAPI find that pydantic has no first version in it.

    It asks of every type whether it is one of that version's, which would load all of it: 1.5 MB for nothing.
    """
    sys.modules.setdefault("pydantic.v1", None)  # type: ignore[arg-type] # as the import system marks what is not there
