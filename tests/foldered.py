"""The public site of a register as a folder of files, and how its links are followed."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from posixpath import dirname, join, normpath
from threading import Thread
from urllib.parse import unquote, urlsplit

from fastapi import FastAPI

from grannsamverkan.register import Register
from grannsamverkan.settings import Settings
from grannsamverkan.web.app import create_app
from grannsamverkan.web.folder.publish import Published, Wanted, Write, publish, settings_for
from town import NOW


def application(
    register: Register, shells: Path, wanted: Wanted, *, now: datetime = NOW
) -> FastAPI:
    """Return the site as it is asked for a folder; the maps' constant parts are kept in `shells`."""
    settings = settings_for(Settings(cache_dir=shells), wanted)
    return create_app(settings, register, clock=lambda: now)


def foldered(  # what is published, when, and where
    register: Register,
    target: Path,
    shells: Path,
    *,
    wanted: Wanted | None = None,
    more: Mapping[str, Write] | None = None,
    now: datetime = NOW,
) -> Published:
    """Publish a register into a folder."""
    asked = wanted or Wanted()
    return publish(application(register, shells, asked, now=now), target, asked, more or {})


class Page(HTMLParser):
    """What a page leads to, and the names in it that can be led to."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.ids: set[str] = set()
        self.forms: list[dict[str, str | None]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the links and names of a tag."""
        named = dict(attrs)
        self.ids |= {value for name, value in attrs if name == "id" and value}
        for name in ("href", "src", "action", "poster", "data", "srcset"):
            if named.get(name) is not None:
                self.links.append((tag, named[name] or ""))
        if tag == "form":
            self.forms.append(named)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def dead_links(files: Mapping[str, bytes], *, outside: tuple[str, ...] = ()) -> Iterator[str]:
    """Give the links of pages that lead to nothing in the folder; what begins like `outside` may lead away."""
    pages = {
        name: Page(text.decode())
        for name, text in files.items()
        if (name.endswith(".html") and not name.startswith("rapporter/"))
        or name.endswith("index.html")
    }
    for name, page in pages.items():
        for tag, link in page.links:
            if link.startswith(("mailto:", "tel:", "data:", *outside)):
                continue
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or parts.path.startswith("/"):
                yield f"{name}: <{tag}> {link} leads away"
                continue
            led = normpath(join(dirname(name), unquote(parts.path))) if parts.path else name
            if led not in files:
                yield f"{name}: <{tag}> {link} leads to nothing"
            elif parts.fragment and led in pages and unquote(parts.fragment) not in pages[led].ids:
                yield f"{name}: <{tag}> {link} leads to no such place"


@contextmanager
def served(folder: Path, under: Path) -> Iterator[str]:
    """Serve a folder as any web server does, some way below its root, and give the address."""
    shutil.copytree(folder, under / "nagon" / "annanstans")
    handler = partial(_Silent, directory=str(under))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/nagon/annanstans"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # the base class's own
        """Say nothing."""
