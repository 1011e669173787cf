"""The short way for the question that is asked most: GET /api/v1/check, answered without the framework.

Whatever is not a plain question with two numbers in degrees goes the ordinary way, which answers the
same and says what is wrong.
"""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from grannsamverkan.errors import GrannsamverkanError
from grannsamverkan.web.answers import told
from grannsamverkan.web.site import Site

PATH = "/api/v1/check"

_NUMBER = rb"(-?[0-9]{1,3}(?:[.][0-9]{1,17})?)"
_ASKED = re.compile(rb"lon=" + _NUMBER + rb"&lat=" + _NUMBER)
_LON, _LAT = 180.0, 90.0
_COMPRESSED = 1_000
"""From so many bytes on an answer may be compressed, which the ordinary way sees to."""


class Lane:
    """Middleware that answers whether a place is in a watch area, as the route of that name does."""

    def __init__(self, app: ASGIApp, *, site: Site) -> None:
        """Wrap an application that answers all other questions."""
        self.app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the question on."""
        body = await self._answered(scope)
        if body is None:
            await self.app(scope, receive, send)
            return
        headers = [
            (b"cache-control", b"no-store"),
            (b"content-length", b"%d" % len(body)),
            (b"content-type", b"application/json"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answered(self, scope: Scope) -> bytes | None:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "GET":
            return None
        asked = _ASKED.fullmatch(scope["query_string"])
        if asked is None:
            return None
        lon, lat = float(asked[1]), float(asked[2])
        if abs(lon) > _LON or abs(lat) > _LAT:
            return None
        try:
            body = told(await self._site.standby.view(), (lon, lat), note=self._site.note())
        except GrannsamverkanError:
            return None
        return body if len(body) < _COMPRESSED else None
