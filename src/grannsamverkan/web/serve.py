"""Serving one register from one process."""

import socket
from collections.abc import Callable
from datetime import datetime

import uvicorn

from grannsamverkan.errors import Conflict
from grannsamverkan.settings import Settings
from grannsamverkan.web.app import create_app
from grannsamverkan.web.site import PublicRegister


class _Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def serve(  # what a server needs to know
    settings: Settings,
    register: PublicRegister,
    *,
    clock: Callable[[], datetime],
    host: str = "127.0.0.1",
    port: int = 8000,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve a register until interrupted; `ready` is called once it answers.

    No question is logged, since an address or a position could be in one; faults are.

    Raises:
        Conflict: the port is taken.
    """
    app = create_app(settings, register, clock=clock)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        server_header=False,
        log_level="warning",
        limit_concurrency=1_000,
        timeout_keep_alive=15,
        h11_max_incomplete_event_size=16_384,
    )
    with _listening(host, port) as listener:
        _Server(config, ready).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise Conflict("serve.port", host=host, port=str(port)) from error
    return listener
