"""Asking the site within the process, as a browser asks it over the web."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI, Request
from starlette.types import Message, Scope

from grannsamverkan.web.site import Folder


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answered."""

    status: int
    kind: str
    content: bytes


class Asker:
    """The site, to be asked for what is to lie in a folder."""

    def __init__(self, app: FastAPI, folder: Folder, portal: BlockingPortal) -> None:
        """Take the application, what its pages are to know of the folder, and where it runs."""
        self._app = app
        self._folder = folder
        self._portal = portal

    def get(self, address: str) -> Answer:
        """Return the answer to an address, a path with its question."""
        return self._portal.call(self._answer, self._scope(address))

    def request(self, path: str, language: str) -> Request:
        """Return a request for a page that only the folder has."""
        return Request({**self._scope(path), "app": self._app, "language": language})

    def _scope(self, address: str) -> Scope:
        parts = urlsplit(address)
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": unquote(parts.path),
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [],
            "client": None,
            "server": ("mapp.invalid", 80),
            "folder": self._folder,
        }

    async def _answer(self, scope: Scope) -> Answer:
        status, kind, content = 500, "", bytearray()

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            nonlocal status, kind
            if message["type"] == "http.response.start":
                status = message["status"]
                named = dict(message["headers"])
                kind = named.get(b"content-type", b"").decode().partition(";")[0]
            content.extend(message.get("body", b""))

        await self._app(scope, receive, send)
        return Answer(status, kind, bytes(content))


@contextmanager
def asking(app: FastAPI, folder: Folder) -> Iterator[Asker]:
    """Give the site to be asked, running in a thread of its own until the asking is over."""
    with start_blocking_portal() as portal:
        yield Asker(app, folder, portal)
