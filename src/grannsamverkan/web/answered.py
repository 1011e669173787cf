"""How an answer travels: HEAD like GET without its body, and nothing twice to who has it already.

Pure ASGI, like `security`.
"""

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Head:
    """Middleware that answers HEAD as it would answer GET, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application, with whatever changes the headers of its answers."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the question on as a GET, and send the head of the answer."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if "body" in message else message)

        await self.app({**scope, "method": "GET"}, receive, send_head)


class Tag:
    """Middleware that marks an answer by its bytes (ETag), and answers 304 to who names that mark.

    An answer that has a mark already keeps it. The mark is weak, since the answer may be compressed after it. An answer that is not to be
    stored, such as one about a place, has none.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application whose answers are not compressed yet."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the question on, and hold the head of the answer until its body is known."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        known = Headers(scope=scope).get("if-none-match", "")
        start: Message = {}

        async def send_marked(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body, more = message.get("body", b""), message.get("more_body", False)
            if start and not more and _to_be_marked(start):
                body = _marked(start, body, known)
            if start:
                await send(start)
                start = {}
            await send({**message, "body": body})

        await self.app(scope, receive, send_marked)


def is_known(mark: str, known: str) -> bool:
    """Say whether a mark is among those that a question names (If-None-Match)."""
    return known.strip() == "*" or mark in {
        one.strip().removeprefix("W/") for one in known.split(",")
    }


def _to_be_marked(start: Message) -> bool:
    kept = Headers(raw=start["headers"]).get("cache-control", "")
    return start["status"] == 200 and "no-store" not in kept  # noqa: PLR2004 — a whole answer


def _marked(start: Message, body: bytes, known: str) -> bytes:
    """Put the mark on the head of an answer, and return what of its body is to be sent."""
    headers = MutableHeaders(raw=start["headers"])
    mark = headers.get("etag") or f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers["etag"] = f"W/{mark}"
    if not is_known(mark, known):
        return body
    start["status"] = 304
    for name in ("content-type", "content-length"):
        del headers[name]
    return b""
