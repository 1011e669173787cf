"""Which addresses of the site lie in a folder, and in which file each.

The routes of the application say what there is, so that a new page lies in the folder as soon as it is
on the site. What a route with a parameter is asked for stands in `_EACH`, and what needs a server in
`LEFT_OUT`, with the reason.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, unquote, urlencode

from fastapi import FastAPI
from fastapi.routing import APIRoute

from grannsamverkan.web.public.karta import MapRoom
from grannsamverkan.web.public.lofte import told_promises
from grannsamverkan.web.public.rapporter import SHOWN
from grannsamverkan.web.site import Folder, Site

LEFT_OUT: Mapping[str, str] = {
    "/api": "describes a service that answers; the folder lists its files of data instead",
    "/api/v1/check": "is answered in the reader's browser",
    "/badda-in": "makes the address of a frame on a site that answers",
    "/inbaddad": "is the map on a site that answers; a frame can show the folder's own map",
    "/inbaddad/{name}": "as /inbaddad",
    "/karta/data": "is a script of the folder: a page that is a file can fetch nothing",
    "/karta/grund": "as /karta/data",
    "/karta/lista.json": "as /karta/data",
    "/karta/underlag/{stamp}/{level}/{x}/{y}": "as /karta/data",
    "/kolla/forslag": "is answered in the reader's browser",
    "/o/{short}": "leads from a poster to a page of a site that answers",
    "/oembed": "is asked by other sites",
    "/omrade/{area_id}/affisch.pdf": "is set by a server; the page of the poster is printed",
    "/static/{digest}/{name:path}": "is copied as pages need it",
    "/status": "tells whether a server answers",
}
"""The public routes that are not in the folder, and why."""

_WITH_BASE = frozenset({"/robots.txt", "/.well-known/security.txt"})
"""What is of use only where the folder lies on the web."""

_KEPT = "/rapporter/{report_id}/{file_name}"

_ONCE = ("/api/", "/robots.txt", "/.well-known/", "/karta/skal/", _KEPT)
"""What is the same in every language."""

_ASKED = {"/karta/lista": "/karta/lista?ordna=locality"}
"""What is asked for in the place of an address: without scripts, a list is read by locality."""

_AT_ONCE = 10_000
"""So many areas one file of data can hold."""

_PARAMETER = re.compile(r"\{\w+(?::\w+)?\}")
_NOT_PLAIN = re.compile(r"^\.(?!well-known$)|[^A-Za-z0-9._-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One address of the site in the folder.

    Attributes:
        address: the address as links have it, with its language and its question.
        asked: what the site is asked for.
        file: where the answer lies, from the root of the folder.
        sure: whether an answer that there is nothing would be a fault.
        kept: whether it is kept byte for byte, since its checksum is told elsewhere.
    """

    address: str
    asked: str
    file: str
    language: str
    sure: bool = True
    kept: bool = False


@dataclass(frozen=True)
class There:
    """What there is to be asked for."""

    site: Site
    maps: MapRoom
    folder: Folder

    @cached_property
    def areas(self) -> list[str]:
        """The ids of the areas of today."""
        return sorted(self.site.view().areas)

    @cached_property
    def promises(self) -> list[str]:
        """The ids of the promises that have begun."""
        return [one.promise.id for one in told_promises(self.site)]

    @cached_property
    def files(self) -> list[tuple[str, str]]:
        """The files of published reports: the report's id, and the file's name."""
        return [
            (told.report.id, one.name)
            for told in self.site.register.public_reports()
            for one in told.files
            if one.size_bytes is not None
        ]

    @cached_property
    def reports(self) -> list[str]:
        """The ids of the published reports."""
        return [told.report.id for told in self.site.register.public_reports()]

    def shells(self) -> Iterator[str]:
        """Give the names of the maps' own scripts."""
        for (_, language), shell in self.maps.shells.items():
            if language in self.folder.languages:
                yield shell.script_name


_EACH: Mapping[str, Callable[[There], Iterable[str | tuple[str, ...]]]] = {
    "/omrade/{area_id}": lambda there: there.areas,
    "/omrade/{area_id}/affisch": lambda there: there.areas,
    "/omrade/{area_id}/flode.xml": lambda there: there.areas,
    "/ort/{municipality}/{name:path}/flode.xml": lambda there: sorted(there.site.view().places),
    "/api/v1/areas/{area_id}": lambda there: there.areas,
    "/lofte/{promise_id}": lambda there: there.promises,
    "/lofte/{promise_id}/flode.xml": lambda there: there.promises,
    "/lofte/{promise_id}/siffror.csv": lambda there: there.promises,
    "/api/v1/promises/{promise_id}": lambda there: there.promises,
    "/rapporter/{report_id}": lambda there: there.reports,
    "/rapporter/{report_id}/{file_name}": lambda there: there.files,
    "/kartor/{name}": lambda there: (name for name in there.maps.definitions if name != "karta"),
    "/karta/skal/{name}": There.shells,
}
"""What stands in the place of the parameters of each route that has some."""

_QUESTIONS: Mapping[str, Callable[[There], Iterable[Mapping[str, object]]]] = {
    "/omrade/{area_id}/affisch": lambda _: ({"papper": "a3"},),
    "/rapporter": lambda there: (
        {"fran": first} for first in range(SHOWN, len(there.reports), SHOWN)
    ),
    "/api/v1/areas": lambda there: (
        {"limit": _AT_ONCE, "after": there.areas[first - 1]}
        for first in range(_AT_ONCE, len(there.areas), _AT_ONCE)
    ),
}
"""With which questions a route has a page of its own."""


def public_paths(routes: Iterable[object]) -> set[str]:
    """Return the paths of routes that answer GET, those of routers within included."""
    found: set[str] = set()
    for route in routes:
        within = getattr(route, "original_router", None)
        found |= public_paths(within.routes) if within else set()
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
            found.add(route.path)
    return found


def places(app: FastAPI, there: There) -> list[Place]:
    """Return every address that lies in the folder.

    Raises:
        KeyError: a route with a parameter of which nobody has said what it stands for; a test keeps
            this from happening.
    """
    found: list[Place] = []
    for route in sorted(public_paths(app.routes) - set(LEFT_OUT)):
        if route in _WITH_BASE and not there.folder.linked:
            continue
        once = route.startswith(_ONCE)
        for language in there.folder.languages[:1] if once else there.folder.languages:
            found += _of_route(route, language, there)
    return found


def _of_route(route: str, language: str, there: There) -> Iterator[Place]:
    asked_too = _QUESTIONS.get(route)
    questions = [{}, *(asked_too(there) if asked_too else ())]
    for path in _filled(route, there):
        own = there.site.local_path(path, language)
        asked = there.site.local_path(_ASKED.get(path, path), language)
        for question in questions:
            query = urlencode(question)
            yield Place(
                address=own + (f"?{query}" if query else ""),
                asked=asked + (f"?{_query(path, query)}" if _query(path, query) else ""),
                file=file_of(own, "-".join(map(str, question.values()))),
                language=language,
                sure=route not in _WITH_BASE,
                kept=route == _KEPT,
            )


def _query(path: str, query: str) -> str:
    """Return with which question a path is asked; areas come as many at once as there can."""
    return query or (urlencode({"limit": _AT_ONCE}) if path == "/api/v1/areas" else "")


def _filled(route: str, there: There) -> Iterator[str]:
    """Give the paths of a route, with everything that its parameters can be."""
    if "{" not in route:
        yield route
        return
    for values in _EACH[route](there):
        path = route
        for value in (values,) if isinstance(values, str) else values:
            path = _PARAMETER.sub(quote(value, safe=""), path, count=1)
        yield path


def file_of(path: str, which: str = "") -> str:
    """Return the file in which the answer to a path lies; `which` tells one of several from the others.

    A page is the `index.html` of its own folder, so that the same link works from a disk and from a
    server. Data and files keep their name, with an ending where they have none.
    """
    parts = [plain_name(unquote(part)) for part in path.split("/") if part]
    name = parts[-1] if parts else ""
    if parts[:1] == ["api"]:
        ending = ".geojson" if parts[2:3] == ["areas"] else ".json"
        numbered = f"{name}-{which}" if which else name
        return "/".join([*parts[:-1], f"{numbered}{ending}"])
    if "." in name.strip("."):
        return "/".join(parts)
    return "/".join([*parts, f"{plain_name(which)}.html" if which else "index.html"])


def plain_name(name: str) -> str:
    """Return a name as every file system and server takes it; what is plain stays as it is."""
    return _NOT_PLAIN.sub(lambda found: "".join(f"_{sign:02x}" for sign in found[0].encode()), name)
