"""HTTP as the serving process reads it: by httptools, with a bound on how long a head may be.

httptools answers almost three times as many questions as h11 does, but of itself reads a head without end.
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_HEAD = 16_384
"""Bytes of request line and headers; where they do not end with them the connection is closed."""

_AT_ONCE = 4_096
"""Bytes that the parser is given at a time; it does not tell where in them a head begins or ends."""


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, which closes a connection whose head is too long, and is silent of WebSockets.

    A head that begins behind another question in one read may be up to `_AT_ONCE` bytes longer.
    """

    _unended = 0
    _in_head = True

    def data_received(self, data: bytes) -> None:
        """Read some bytes; those of a head that does not end with them are counted."""
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

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: the question is answered as any other, and a stranger does not fill the log."""
