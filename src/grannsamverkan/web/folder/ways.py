"""Where the links of the site's pages lead in a folder."""

from collections.abc import Mapping
from posixpath import dirname, relpath
from urllib.parse import quote

from grannsamverkan.web.folder.links import relinked
from grannsamverkan.web.folder.places import file_of
from grannsamverkan.web.site import Site

NOWHERE = "http://mapp.invalid"
"""The address of the site while nobody has said where it is; no file has it."""

_OURS = ("/static/", "/mapp/")
"""What lies in the folder where the address says."""


class Ways:
    """The ways from each file of a folder; what of the site's own assets they lead to is gathered."""

    def __init__(self, site: Site, files: Mapping[str, str], live: str | None) -> None:
        """Take the file of each address, and where the rest is answered: where it is nowhere, a page says so."""
        self._site = site
        self._files = files
        self._live = live and live.rstrip("/")
        self.assets: set[str] = set()

    def led(self, page: bytes, address: str, file: str, language: str) -> bytes:
        """Return the page of an address as it is to lie in a file: its links lead to files."""
        own = address.partition("?")[0]

        def leading(link: str) -> str:
            link = link.removeprefix(NOWHERE)
            link = own + link if link.startswith("?") else link
            ours = link.startswith("/") and not link.startswith("//")
            return self._way(link, file, language) if ours else link

        return relinked(page.decode(), leading).encode()

    def _way(self, link: str, file: str, language: str) -> str:
        address, mark, fragment = link.partition("#")
        path, asks, question = address.partition("?")
        if path.startswith("/static/"):
            self.assets.add(path)
        if path.startswith(_OURS):
            return way(path[1:], file)
        if address in self._files:
            return f"{way(self._files[address], file)}{mark}{fragment}"
        if path in self._files:
            return f"{way(self._files[path], file)}{asks}{question}{mark}{fragment}"
        if self._live is not None:
            return self._live + link
        part = "data" if path.removeprefix(f"/{language}").startswith("/api") else "server"
        return f"{way(file_of(self._site.local_path('/om-mappen', language)), file)}#{part}"


def way(file: str, start: str) -> str:
    """Return the way from one file of the folder to another, as a link has it."""
    return quote(relpath(file, dirname(start) or "."))
