"""Serving one register from one process."""

import socket
from collections.abc import Callable
from datetime import datetime
from threading import Thread

import uvicorn
from anyio.to_thread import current_default_thread_limiter

from grannsamverkan.settings import Settings
from grannsamverkan.web.app import create_app
from grannsamverkan.web.views import PublicRegister

_THREADS = 4


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        # few threads: they take turns anyway, and each keeps memory of its own
        current_default_thread_limiter().total_tokens = _THREADS
        await super().startup(sockets)
        if self.started:
            # beside the server, since opening a browser can take as long as it likes
            Thread(target=self._ready, daemon=True).start()


def serve(
    settings: Settings,
    register: PublicRegister,
    *,
    clock: Callable[[], datetime],
    host: str = "127.0.0.1",
    port: int = 8000,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve a register until interrupted; `ready` is called once it listens.

    No question is logged, since an address or a position could be in one; faults are.
    """
    config = uvicorn.Config(
        create_app(settings, register, clock=clock),
        host=host,
        port=port,
        lifespan="off",
        loop="asyncio",
        http="h11",
        ws="none",
        access_log=False,
        server_header=False,
        log_level="warning",
        limit_concurrency=1_000,
        timeout_keep_alive=15,
        h11_max_incomplete_event_size=16_384,
    )
    _Server(config, ready).run()
