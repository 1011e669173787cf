"""The short way for the question that is asked most: GET /api/v1/check, answered before the framework and without waiting.

Whatever is not a plain question with two numbers in degrees goes the ordinary way, which answers the
same and says what is wrong.
"""

import re
from collections.abc import Sequence

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from grannsamverkan.types import LonLat
from grannsamverkan.web.answers import told
from grannsamverkan.web.security import Buckets, client_of
from grannsamverkan.web.site import Site
from grannsamverkan.web.views import PublicDay

PATH = "/api/v1/check"

_NUMBER = rb"(-?[0-9]{1,3}(?:[.][0-9]{1,17})?)"
_ASKED = re.compile(rb"lon=" + _NUMBER + rb"&lat=" + _NUMBER)
_LON, _LAT = 180.0, 90.0
_COMPRESSED = 1_000
"""From so many bytes on an answer may be compressed, which the ordinary way sees to."""


class Lane:
    """What answers whether a place is in a watch area, as the route of that name does."""

    def __init__(
        self, *, site: Site, visits: Buckets, headers: Sequence[tuple[bytes, bytes]]
    ) -> None:
        """Answer for a site; `visits` are those of all other questions, and every answer has the headers."""
        self._site, self._visits, self._note = site, visits, site.note()
        own = [(b"cache-control", b"no-store"), (b"content-length", b"%d"),
               (b"content-type", b"application/json")]  # fmt: skip
        named = {name for name, _ in own}
        self._headers = (*own, *(one for one in headers if one[0] not in named))
        self._head = b"".join(b"%b: %b\r\n" % one for one in self._headers) + b"\r\n"

    def headers(self, body: bytes) -> list[tuple[bytes, bytes]]:
        """Return the headers of an answer."""
        length = (b"content-length", b"%d" % len(body))
        return [length if name == length[0] else (name, value) for name, value in self._headers]

    def written(self, scope: Scope) -> bytes | None:
        """Return an answer as HTTP has it behind its status: headers, an empty line, the body.

        None where the ordinary way has to answer, and where one has to wait for the register.
        """
        place = _place(scope)
        view = None if place is None else self._site.standby.ready()
        if place is None or view is None:
            return None
        body = self._answered(scope, view, place)
        return None if body is None else self._head % len(body) + body

    async def answered(self, scope: Scope) -> bytes | None:
        """Return the body of the answer to a question, once the register is there; None where the ordinary way has to answer."""
        place = _place(scope)
        if place is None:
            return None
        try:
            view = await self._site.standby.view()
        except Exception:  # noqa: BLE001 # outside all that answers for faults: the ordinary way meets it too
            return None
        return self._answered(scope, view, place)

    def _answered(self, scope: Scope, view: PublicDay, place: LonLat) -> bytes | None:
        try:
            body = told(view, place, note=self._note)
        except Exception:  # noqa: BLE001 # whatever is wrong, the ordinary way says and logs it
            return None
        # last of all, since the ordinary way takes one for what is passed on to it
        return body if len(body) < _COMPRESSED and self._visits.take(client_of(scope)) else None


def _place(scope: Scope) -> LonLat | None:
    if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "GET":
        return None
    asked = _ASKED.fullmatch(scope["query_string"])
    if asked is None:
        return None
    lon, lat = float(asked[1]), float(asked[2])
    return (lon, lat) if abs(lon) <= _LON and abs(lat) <= _LAT else None


class LanedApp(FastAPI):
    """The framework's application, asked only where the lane does not answer."""

    lane: Lane

    def written(self, scope: Scope) -> bytes | None:
        """Return an answer that is ready, as `Lane.written` does."""
        return self.lane.written(scope)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the question on."""
        body = await self.lane.answered(scope)
        if body is None:
            await super().__call__(scope, receive, send)
            return
        headers = self.lane.headers(body)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
