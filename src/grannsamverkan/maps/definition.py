"""What a map is: one small file `maps/<name>.toml` gives its title, layers, extent and language."""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from grannsamverkan.data import MAPS, data_folder
from grannsamverkan.domain.areas import AreaType
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.i18n import LANGUAGES, LOCALES
from grannsamverkan.types import Bbox

LAYERS = ("ground", "basemap", "areas", "cells")
TOOLS = ("search", "years", "legend", "list", "check")
COLOUR_BY = ("type", "status")
FILTERS = ("typ", "ort")
_BOX = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class MapDefinition:
    """A map that can be drawn of any register.

    Attributes:
        title: the title by language; in those that have none it is the Swedish one.
        layers, tools: what it consists of, of `LAYERS` and `TOOLS`, in the order they are added.
        colour_by: what tells areas apart, `type` or `status`.
        extent: west, south, east, north in degrees (CRS84), or None for all of the register.
        language: the language of the map where the reader has not chosen one.
        filter: what the map is limited to: `typ` (an area type) and `ort` (a locality).
    """

    name: str
    title: Mapping[str, str]
    layers: tuple[str, ...] = LAYERS
    tools: tuple[str, ...] = TOOLS
    colour_by: str = "type"
    extent: Bbox | None = None
    language: str = "sv"
    filter: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, table: Mapping[str, Any]) -> "MapDefinition":
        """Make a definition of what its file says.

        Raises:
            Refused: a key or value that no map has; the error names it and what is possible.
        """
        known = {"title", "layers", "tools", "colour_by", "extent", "language", "filter"}
        _only("key", table, known, name)
        _only("layers", table.get("layers", ()), LAYERS, name)
        _only("tools", table.get("tools", ()), TOOLS, name)
        _only("colour_by", [table.get("colour_by", "type")], COLOUR_BY, name)
        _only("language", [table.get("language", "sv")], LOCALES, name)
        _only("title", table.get("title", {}), LOCALES, name)
        _only("filter", table.get("filter", {}), FILTERS, name)
        if "typ" in table.get("filter", {}):
            _only("typ", [table["filter"]["typ"]], [kind.value for kind in AreaType], name)
        if not set(LANGUAGES) <= set(table.get("title", {})):
            raise Refused("map.title", map=name, languages=", ".join(LANGUAGES))
        lists = {key: tuple(table[key]) for key in ("layers", "tools") if key in table}
        extent = _extent(table["extent"], name) if "extent" in table else None
        return cls(name=name, **{**table, **lists, "extent": extent})

    def title_in(self, language: str) -> str:
        """Return the title in a language."""
        return self.title.get(language, self.title["sv"])

    def as_data(self) -> dict[str, Any]:
        """Return the definition as plain data; `of(name, …)` reads it back."""
        table = asdict(self)
        return {key: value for key, value in table.items() if key != "name" and value is not None}


def _only(field_name: str, given: Iterable[object], possible: Collection[str], name: str) -> None:
    for value in given:
        if value not in possible:
            raise Refused(
                "map.definition",
                map=name,
                field=field_name,
                value=str(value)[:40],
                possible=", ".join(sorted(possible)),
            )


def _extent(values: Iterable[object], name: str) -> Bbox:
    numbers = [float(value) for value in values if isinstance(value, int | float)]
    if len(numbers) != _BOX or numbers[0] >= numbers[2] or numbers[1] >= numbers[3]:
        raise Refused("map.extent", map=name)
    west, south, east, north = numbers
    return west, south, east, north


def read_definitions(folder: Path) -> dict[str, MapDefinition]:
    """Return the maps of a folder by name; the file's name is the map's.

    Raises:
        Refused: a file that is not TOML, or says something no map has.
    """
    found = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise Refused("map.not_toml", map=path.name, fault=str(error)[:200]) from error
        found[path.stem] = MapDefinition.of(path.stem, table)
    return found


def all_definitions(own: Path) -> dict[str, MapDefinition]:
    """Return the maps that come with the program and those of a folder, which may be absent, by name.

    A map of the folder takes the place of one with its name.

    Raises:
        Refused: as `read_definitions`.
    """
    return read_definitions(data_folder(MAPS)) | read_definitions(own)


def definition(definitions: Mapping[str, MapDefinition], name: str) -> MapDefinition:
    """Return a map by its name.

    Raises:
        NotFound: no such map; the error names those there are.
    """
    if name not in definitions:
        raise NotFound("map.unknown", map=name[:40], possible=", ".join(definitions))
    return definitions[name]


PLAIN = MapDefinition(
    name="karta",
    title={"sv": "Grannsamverkan", "en": "Neighbourhood watch", "fi": "Naapuriapu"},
)
"""The map of a table that names no other, as in a notebook."""
