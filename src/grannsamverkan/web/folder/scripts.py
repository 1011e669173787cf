"""What the pages of a folder ask in the reader's browser, as scripts: a page that is a file can fetch nothing.

Each script hands over one piece of data, and its name says what is in it, so that no browser takes an old
one for a new. Positions are whole millimetres from an origin, in the register's metric CRS.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import orjson
import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from grannsamverkan import transverse_mercator
from grannsamverkan.domain.addresses import Address, Street
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.basemap import LEVELS, BaseTile
from grannsamverkan.domain.tiles import merged, tiles_in
from grannsamverkan.i18n import LOCALES, catalogue, translator
from grannsamverkan.maps.features import first_year, ground, named_sources
from grannsamverkan.web.folder.places import plain_name
from grannsamverkan.web.folder.staging import Staging
from grannsamverkan.web.public.karta import MapRoom
from grannsamverkan.web.site import Site
from grannsamverkan.web.views import FEW

ROOM = "mapp"
"""Where the scripts lie in the folder."""

PART_ADDRESSES = 5_000
"""So many addresses are handed over at once: a town has one part, and of a city none is fetched whole."""

_MM = 1_000

_BESIDE = 2
"""So many squares beside the register the base map can have something in: it goes a little beyond its border."""

_NAMED = re.compile(r"\{(\w+)\}")

_WORDS = (
    "direction.", "find.", "map.count", "map.none_found", "verification.", "web.and", "web.answer.",
    "web.before_year", "web.check.", "web.next.", "web.police.", "web.unknown", "error.find.",
    "error.web.place_out_of_range",
)  # fmt: skip
"""The texts that the browser answers with."""


class Scripts:
    """The scripts of a folder, each written as it is made."""

    def __init__(self, site: Site, maps: MapRoom, staging: Staging) -> None:
        """Take the site, its maps, and where the files go."""
        self._site = site
        self._maps = maps
        self._staging = staging
        self._files: dict[str, str] = {}
        self._view = site.view()
        self._base: dict[str, Any] | None = None
        west, south, *_ = _bounds(self._view.snapshot.areas, self._view.snapshot.municipalities)
        self._origin = (float(west), float(south))

    def _give(self, name: str, data: object, *, language: str = "") -> None:
        """Write a script that hands over data under a name, in one language or in none."""
        content = b'Grannmapp.give("%b", %b);\n' % (name.encode(), orjson.dumps(data))
        self._files[name] = self._keep(f"{name}-{language}" if language else name, content)

    def _keep(self, name: str, content: bytes) -> str:
        file = f"{name}-{hashlib.sha256(content).hexdigest()[:12]}.js"
        self._staging.write(f"{ROOM}/{file}", content)
        return file

    # -- what is told of areas ------------------------------------------------------------------------

    def areas(self) -> None:
        """Write the areas as the map draws them, today and at the end of each year before, and as answers need them."""
        today = self._maps.areas(self._view.on).every()
        self._give("karta", today)
        self._give("ar", dict(self._years(today)))
        self._give("granser", self._outlines())

    def _years(self, today: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
        known = {one["id"]: orjson.dumps(one) for one in today}
        snapshot = self._view.snapshot
        for year in range(first_year(snapshot.areas, snapshot.on), snapshot.on.year):
            on = date(year, 12, 31)
            then = self._maps.areas(on).every()
            count = self._site.register.public_count(on=on, today=self._view.on)
            yield (
                str(year),
                {
                    "active": count.active,
                    "confirmed": count.confirmed,
                    # what was as it is today is named alone
                    "areas": [
                        one["id"] if known.get(one["id"]) == orjson.dumps(one) else one
                        for one in then
                    ],
                },
            )

    def _outlines(self) -> dict[str, Any]:
        view = self._view
        snapshot = view.snapshot
        projection = transverse_mercator.known(snapshot.crs)
        return {
            "origin": self._origin,
            "projection": projection and projection.as_data(),
            "name": snapshot.register_name,
            "few": len(snapshot.municipalities) <= FEW,
            "police": "phone" if view.country.has("police_phone") else "other",
            "postcode": view.country.postcode,
            "extent": view.extent,
            "areas": [
                {
                    "id": area.id,
                    "name": area.name,
                    "since": area.since,
                    "verification": area.verification.value,
                    "outline": area.outline and self._rings(area.outline),
                }
                for area in sorted(snapshot.areas, key=lambda one: one.id)
            ],
            "municipalities": [
                {
                    "code": place.code,
                    "name": place.name,
                    "generalised": place.border_generalised,
                    "border": place.border and self._rings(place.border),
                }
                for place in snapshot.municipalities
            ],
            "localities": [place.name for place in snapshot.localities],
        }

    def _rings(self, shape: BaseGeometry) -> list[list[list[int]]]:
        """Return polygons as rings, each corner but the first as the way from the one before it."""
        return [
            [self._steps(ring) for ring in (part.exterior, *part.interiors)]
            for part in shapely.get_parts(shape).tolist()
        ]

    def _steps(self, ring: shapely.LinearRing) -> list[int]:
        corners = ((shapely.get_coordinates(ring) - self._origin) * _MM).round().astype(int)
        corners[1:] -= corners[:-1].copy()
        steps: list[int] = corners.ravel().tolist()
        return steps

    def base_map(self) -> None:
        """Write the squares of the base map, each as a script of its own under the stamp of the map."""
        base = self._site.register.base_map()
        if base is None:
            return
        room = f"underlag-{plain_name(base.stamp)}"
        squares = []
        for name, tiles in self._squares():
            content = b'Grannmapp.give("%b", %b);\n' % (name.encode(), merged(tiles))
            self._staging.write(f"{ROOM}/{room}/{name}.js", content)
            squares.append(name)
        self._base = {"room": room, "squares": squares, "sources": named_sources(base.sources)}

    def _squares(self) -> Iterator[tuple[str, list[BaseTile]]]:
        """Give the squares of each level about the register, a column at a time."""
        for level in LEVELS:
            west, north, east, south = tiles_in(self._view.extent, level)
            for x in range(west - _BESIDE, east + _BESIDE + 1):
                column = (x, north - _BESIDE, x, south + _BESIDE)
                found: dict[int, list[BaseTile]] = {}
                for tile in self._site.register.base_tiles(level, column):
                    found.setdefault(tile.y, []).append(tile)
                for y, tiles in sorted(found.items()):
                    yield f"{level}/{x}/{y}", tiles

    # -- what is told of addresses ----------------------------------------------------------------------

    def addresses(self) -> Iterator[tuple[Street, tuple[Address, ...]]]:
        """Write streets and addresses, and hand each street on when it is written."""
        streets: list[list[Any]] = []
        waiting: list[list[list[Any]]] = []
        parts = held = 0
        for street, along in self._site.register.address_book():
            codes = sorted({one.postcode for one in along if one.postcode} - {street.postcode})
            streets.append([street.name, street.place, street.postcode, codes])
            waiting.append([self._address(one) for one in along])
            held += len(along)
            yield street, along
            if held >= PART_ADDRESSES + PART_ADDRESSES // 2:  # so that what is left is no crumb
                taken = self._part(parts, streets, waiting, PART_ADDRESSES)
                held -= sum(map(len, waiting[:taken]))
                del waiting[:taken]
                parts += 1
        if waiting:
            self._part(parts, streets, waiting, held + 1)  # the last streets may have no address
        self._give("gator", streets)

    def _part(
        self,
        number: int,
        streets: list[list[Any]],
        waiting: list[list[list[Any]]],
        most: int,
    ) -> int:
        """Write a part of the addresses that wait, as many as asked for by whole streets; return how many streets."""
        first = len(streets) - len(waiting)
        taken = held = 0
        while taken < len(waiting) and held < most:
            held += len(waiting[taken])
            streets[first + taken].append(number)
            taken += 1
        self._give(f"adresser-{number}", {"first": first, "streets": waiting[:taken]})
        return taken

    def _address(self, one: Address) -> list[Any]:
        x, y = (
            round((metres - start) * _MM)
            for metres, start in zip((one.x, one.y), self._origin, strict=True)
        )
        return [one.number, one.letter, one.postcode, x, y]

    # -- what binds them together -----------------------------------------------------------------------

    def _texts(self, language: str) -> dict[str, str]:
        """Return the texts that the browser answers with; what the country is called in them stands there."""
        says = self._site.country.says(language)
        return {
            key.removeprefix("map."): _NAMED.sub(lambda found: says.get(found[1], found[0]), text)
            for key, text in catalogue(language).under(*_WORDS).items()
        }

    def words(self, language: str) -> str:
        """Write the script that begins a page's asking in a language, and return its address."""
        snapshot = self._view.snapshot
        changed = self._site.register.changed_at()
        told_ground = ground(
            snapshot,
            first_year=first_year(snapshot.areas, snapshot.on),
            updated=changed.date() if changed else None,
            t=translator(language, country=self._site.country.code),
        )
        self._give("grund", told_ground | {"basemap": self._base, "tiles": None}, language=language)
        told: Mapping[str, Any] = {
            "language": LOCALES[language].replace("_", "-"),
            "root": f"..{self._site.local_path('/', language).rstrip('/')}/",
            "texts": self._texts(language),
            "files": self._files,
            "addressed": "gator" in self._files,
            "projected": transverse_mercator.known(snapshot.crs) is not None,
        }
        return f"/{ROOM}/{self._keep(f'start-{language}', b'Grannmapp.start(%b);' % orjson.dumps(told))}"


def _bounds(areas: tuple[Any, ...], places: tuple[Municipality, ...]) -> tuple[float, ...]:
    shapes: list[MultiPolygon] = [one.outline for one in areas if one.outline is not None]
    shapes += [one.border for one in places if one.border is not None]
    if not shapes:
        return 0.0, 0.0, 0.0, 0.0
    return tuple(float(one) // 1 for one in shapely.total_bounds(shapes))
