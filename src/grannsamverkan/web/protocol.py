"""HTTP as the serving process reads it: by httptools, with a bound on how long a head may be.

httptools answers almost three times as many questions as h11 does, but of itself reads a head without end.
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_HEAD = 16_384
"""Bytes of request line and headers that are read on before the connection is closed."""


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, which closes a connection whose head does not end."""

    _unended = 0
    _in_head = True

    def data_received(self, data: bytes) -> None:
        """Read some bytes; those of a head that does not end with them are counted."""
        self._unended += len(data)
        super().data_received(data)
        if not self._in_head:
            self._unended = 0
        elif self._unended > LONGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("Request head too long.")

    def on_message_begin(self) -> None:
        """Begin to count."""
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Let the body be as long as the application allows."""
        self._in_head, self._unended = False, 0
        super().on_headers_complete()
