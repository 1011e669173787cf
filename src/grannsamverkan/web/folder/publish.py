"""Publishing: every public page of every language, with what they need, as files.

The pages are those of the site: it is asked for each address that it has, within the process, and the links
of its answers are led to files. What is added is what only a folder needs: scripts that hold what a server
would answer, the streets as lists, a page about the folder itself, and the sums of all files.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from fastapi import FastAPI

from grannsamverkan.errors import Unavailable
from grannsamverkan.settings import RateSettings, Settings
from grannsamverkan.web.folder.asking import Asker, asking
from grannsamverkan.web.folder.beside import ABOUT, about, sitemap
from grannsamverkan.web.folder.places import Place, There, file_of, places
from grannsamverkan.web.folder.scripts import Scripts
from grannsamverkan.web.folder.staging import SUMS, Staging
from grannsamverkan.web.folder.streets import Directory, Sheet
from grannsamverkan.web.folder.ways import NOWHERE, Ways
from grannsamverkan.web.public.karta import MapRoom
from grannsamverkan.web.site import Folder, Site

_FOUND, _GONE = 200, 404
_LINKED = frozenset({"text/html", "application/atom+xml"})
"""The kinds of answers whose links are led."""

Write = Callable[[Path], None]
"""Writes one more file of public data where it is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be published.

    Attributes:
        languages: which of the register's languages beside its first, in which every address without a
            prefix is; None: all.
        base: the address of the folder on the web, None where it lies nowhere.
        live: the address of a site that answers, for what needs a server; None where there is none.
        addresses: whether the addresses of the register go with it, so that one can ask by them.
    """

    languages: tuple[str, ...] | None = None
    base: str | None = None
    live: str | None = None
    addresses: bool = True


@dataclass(frozen=True, slots=True)
class Published:
    """What was written."""

    files: int
    size_bytes: int


def settings_for(settings: Settings, wanted: Wanted) -> Settings:
    """Return the settings of a site that is asked by this program alone."""
    rate = RateSettings(per_second=1e9, burst=1_000_000_000)
    address = wanted.base or wanted.live or NOWHERE
    return settings.model_copy(update={"rate": rate, "public_url": address.rstrip("/")})


def publish(app: FastAPI, target: Path, wanted: Wanted, more: Mapping[str, Write]) -> Published:
    """Write the public site into a folder, whole or not at all; `more` are further files of data, by name.

    Raises:
        Conflict: the folder holds something that this program did not write.
        Unavailable: a page could not be made, or the register changed meanwhile; the folder is as it was.
    """
    site: Site = app.state.site
    head = site.register.head()
    with Staging(target) as staging:
        Publishing(app, staging, wanted).write(more)
        if site.register.head() != head:
            raise Unavailable("folder.changed")
        staging.commit()
    return Published(len(staging.sums) + 1, staging.size_bytes)


class Publishing:
    """One folder on its way."""

    def __init__(self, app: FastAPI, staging: Staging, wanted: Wanted) -> None:
        """Take the site, where the files go, and what is wanted."""
        self._app = app
        self._site: Site = app.state.site
        self._maps: MapRoom = app.state.maps
        self._staging = staging
        self._base = wanted.base and wanted.base.rstrip("/")
        self._live = wanted.live
        self._addresses = wanted.addresses
        first, *others = self._site.languages
        chosen = others if wanted.languages is None else wanted.languages
        self._languages = (first, *(one for one in others if one in chosen))

    def write(self, more: Mapping[str, Write]) -> None:
        """Write everything."""
        for name, write in more.items():
            write(self._staging.path(name))
            self._staging.taken(name)
        sheets, folder = self._scripts()
        found = places(self._app, There(self._site, self._maps, folder))
        files = {one.address: one.file for one in found}
        named = {f"/{name}": name for name in (*more, *files.values())}
        ways = Ways(self._site, named | files | self._own_files(sheets), self._live)
        with asking(self._app, folder) as asker:
            for one in found:
                self._page(asker, ways, one)
            self._own_pages(asker, ways, sheets)
        self._copy(ways.assets)
        if self._base:
            self._staging.write("sitemap.xml", sitemap(self._staging.sums, self._base))
        self._staging.write(ABOUT, about(self._site, self._languages))

    def _scripts(self) -> tuple[list[Sheet], Folder]:
        """Write what the pages ask in the browser, and return the lists of streets and what pages are to know."""
        scripts = Scripts(self._site, self._maps, self._staging)
        scripts.areas()
        scripts.base_map()
        directory = Directory(self._site.view())
        if self._addresses and self._site.register.has_addresses():
            for street, along in scripts.addresses():
                directory.add(street, along)
        sheets = directory.sheets()
        return sheets, Folder(
            languages=self._languages,
            words={language: scripts.words(language) for language in self._languages},
            addresses=bool(sheets),
            linked=bool(self._base or self._live),
            live=self._live,
        )

    def _page(self, asker: Asker, ways: Ways, place: Place) -> None:
        """Write one page or file of the site."""
        answer = asker.get(place.asked)
        if answer.status == _GONE and not place.sure:
            return
        if answer.status != _FOUND:
            raise Unavailable("folder.no_answer", address=place.asked, status=str(answer.status))
        content = answer.content
        if answer.kind in _LINKED and not place.kept:
            content = ways.led(content, place.address, place.file, place.language)
        if place.file == "robots.txt" and self._base:
            content += f"Sitemap: {self._base}/sitemap.xml\n".encode()
        self._staging.write(place.file, content)

    # -- the pages that only a folder has ---------------------------------------------------------------

    def _own_files(self, sheets: list[Sheet]) -> dict[str, str]:
        paths = ["/om-mappen", *(["/gator"] if sheets else []), *(sheet.path for sheet in sheets)]
        local = self._site.local_path
        addresses = [local(path, language) for language in self._languages for path in paths]
        return {address: file_of(address) for address in addresses}

    def _own_pages(self, asker: Asker, ways: Ways, sheets: list[Sheet]) -> None:
        # each area's own file, and each promise's, is one of too many to name
        data = [one for one in sorted(self._staging.sums) if PurePosixPath(one).match("api/v1/*")]
        head = self._site.register.head().hash
        told = {"on": self._site.today(), "head": head, "sums": SUMS, "data": data}
        areas = self._site.view().areas
        for language in self._languages:
            self._own(asker, ways, ("/om-mappen", language), "mapp.html", told)
            if sheets:
                self._own(asker, ways, ("/gator", language), "gator.html", {"sheets": sheets})
            for sheet in sheets:
                shown = {"sheet": sheet, "areas": areas}
                self._own(asker, ways, (sheet.path, language), "gator_ort.html", shown)

    def _own(
        self,
        asker: Asker,
        ways: Ways,
        own: tuple[str, str],
        template: str,
        told: Mapping[str, object],
    ) -> None:
        path, language = own
        page = self._site.page(asker.request(path, language), template, status=_FOUND, **told)
        address = self._site.local_path(path, language)
        file = file_of(address)
        self._staging.write(file, ways.led(bytes(page.body), address, file, language))

    # -- what pages lead to -------------------------------------------------------------------------------

    def _copy(self, assets: set[str]) -> None:
        """Copy style sheets, scripts and pictures, with the licences that come with them."""
        kept = self._site.assets
        names = {path.split("/", 3)[3] for path in assets}
        licences = {PurePosixPath(name).with_name("LICENSE").as_posix() for name in names}
        for name in sorted(names | (licences & set(kept.packed))):
            self._staging.write(kept.url(name)[1:], kept.content(name))
