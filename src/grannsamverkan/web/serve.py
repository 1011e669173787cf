"""Serving one register from one process."""

from collections.abc import Callable
from datetime import datetime

import uvicorn

from grannsamverkan.settings import Settings
from grannsamverkan.web.app import create_app
from grannsamverkan.web.site import PublicRegister


def serve(
    settings: Settings,
    register: PublicRegister,
    *,
    clock: Callable[[], datetime],
    host: str = "127.0.0.1",
    port: int = 8000,
) -> None:
    """Serve a register until interrupted.

    No question is logged, since an address or a position could be in one; faults are.
    """
    app = create_app(settings, register, clock=clock)
    uvicorn.run(
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
