"""HTTP as the serving process reads it: by httptools, with a bound on how long a head may be.

httptools answers almost three times as many questions as h11 does, but of itself reads a head without end.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from typing import Any

from uvicorn._types import ASGI3Application, HTTPScope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

LONGEST_HEAD = 16_384
"""Bytes of request line and headers; where they do not end with them the connection is closed."""

_AT_ONCE = 4_096
"""Bytes that the parser is given at a time; it does not tell where in them a head begins or ends."""

Written = Callable[[HTTPScope], bytes | None]
"""Returns what stands behind the status and the server's own headers of an answer that is ready; None where none is."""


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, which closes a connection whose head is too long, and is silent of WebSockets.

    Of a head that begins behind another question in one read, up to `_AT_ONCE` bytes more or fewer are let through.
    """

    _unended = 0
    _in_head = True

    def data_received(self, data: bytes) -> None:
        """Read some bytes; those of a head that does not end with them are counted."""
        if self._unended or len(data) > _AT_ONCE:
            self._received_in_parts(data)
            return
        super().data_received(data)
        if self._in_head:
            self._unended = len(data)

    def _received_in_parts(self, data: bytes) -> None:
        while data and not self.transport.is_closing():
            length = min(_AT_ONCE, LONGEST_HEAD - self._unended)
            part, data = data[:length], data[length:]
            self._unended += len(part)
            super().data_received(part)
            if not self._in_head:
                self._unended = 0
            elif self._unended >= LONGEST_HEAD and not self.transport.is_closing():
                self.send_400_response("Request head too long.")

    def on_message_begin(self) -> None:
        """Begin to count."""
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Let the body be as long as the application allows."""
        self._in_head, self._unended = False, 0
        super().on_headers_complete()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        """Find what has answers ready: an application with a method `written`."""
        super().connection_made(transport)
        app, self._behind_proxy = self.app, None
        if isinstance(app, ProxyHeadersMiddleware):
            self._behind_proxy, app = copy(app), app.app
            self._behind_proxy.app = _nothing
        self._written: Written | None = getattr(app, "written", None)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Write an answer that is ready, at once and in one piece; have all else answered as uvicorn does."""
        if app is self.app and cycle.keep_alive and not (self.pipeline or self.flow.write_paused):
            answer = self._ready(cycle.scope)
            if answer is not None:
                cycle.response_started = cycle.response_complete = True
                said = b"".join([b"%b: %b\r\n" % one for one in cycle.default_headers])
                self.transport.write(b"HTTP/1.1 200 OK\r\n" + said + answer)
                self.on_response_complete()
                return
        super()._start_asgi_task(cycle, app)

    def _ready(self, scope: HTTPScope) -> bytes | None:
        if self._written is None:
            return None
        if self._behind_proxy is not None:
            with suppress(StopIteration):  # it reads who asks, and waits for nothing
                self._behind_proxy(scope, _nothing, _nothing).send(None)
        return self._written(scope)

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: the question is answered as any other, and a stranger does not fill the log."""


async def _nothing(*_: object) -> Any: ...  # noqa: ANN401 # stands for what is never asked
