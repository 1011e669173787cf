"""The base map under the areas: its layers, what is told apart in them, and from how far away each is shown.

It is background, read in from files and replaced layer by layer. `tiles` cuts it into squares.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

LEVELS = (8, 10, 12, 14)
"""The levels of Web Mercator tiles that are kept: each serves maps of its own zoom and the next."""

COARSE = LEVELS[:-1]
"""The levels of what is drawn coarsely: from near it would lie about where it is."""


class Layer(StrEnum):
    """What is read in, and replaced, as one."""

    LAND = "land"
    WATER = "water"
    BUILDINGS = "buildings"
    RAILWAYS = "railways"
    ROADS = "roads"
    PLACES = "places"


class Form(StrEnum):
    """How a kind is drawn."""

    AREA = "area"
    LINE = "line"
    POINT = "point"


class Kind(StrEnum):
    """What is told apart on the map."""

    FOREST = "forest"
    FIELD = "field"
    PARK = "park"
    BUILT = "built"
    WATER = "water"
    STREAM = "stream"
    BUILDING = "building"
    RAILWAY = "railway"
    MOTORWAY = "motorway"
    MAIN = "main"
    ROAD = "road"
    STREET = "street"
    LANE = "lane"
    PATH = "path"
    TOWN = "town"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a kind belongs, how it is drawn, and the first level of tiles that has it."""

    layer: Layer
    form: Form
    level: int


KINDS: Mapping[Kind, Shown] = {
    Kind.FOREST: Shown(Layer.LAND, Form.AREA, 8),
    Kind.FIELD: Shown(Layer.LAND, Form.AREA, 10),
    Kind.BUILT: Shown(Layer.LAND, Form.AREA, 10),
    Kind.PARK: Shown(Layer.LAND, Form.AREA, 12),
    Kind.WATER: Shown(Layer.WATER, Form.AREA, 8),
    Kind.STREAM: Shown(Layer.WATER, Form.LINE, 12),
    Kind.BUILDING: Shown(Layer.BUILDINGS, Form.AREA, 14),
    Kind.RAILWAY: Shown(Layer.RAILWAYS, Form.LINE, 8),
    Kind.PATH: Shown(Layer.ROADS, Form.LINE, 14),
    Kind.LANE: Shown(Layer.ROADS, Form.LINE, 14),
    Kind.STREET: Shown(Layer.ROADS, Form.LINE, 12),
    Kind.ROAD: Shown(Layer.ROADS, Form.LINE, 10),
    Kind.MAIN: Shown(Layer.ROADS, Form.LINE, 8),
    Kind.MOTORWAY: Shown(Layer.ROADS, Form.LINE, 8),
    Kind.TOWN: Shown(Layer.PLACES, Form.POINT, 10),
    Kind.PLACE: Shown(Layer.PLACES, Form.POINT, 12),
}
"""Every kind, in the order in which they are painted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One thing to draw; easting, northing in metres in the register's CRS."""

    kind: Kind
    name: str | None = None
    shape: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseTile:
    """What one layer has in one square of Web Mercator.

    Attributes:
        id: `layer/z/x/y`.
        laid_in: the import that it came with; later imports have greater ids.
        source: whom to name for it, as the map says it.
        omitted: how many of the smallest shapes found no room in it.
        body: JSON as `tiles.cut` makes it, compressed.
    """

    id: str
    layer: Layer
    z: int
    x: int
    y: int
    laid_in: str
    source: str
    omitted: int
    body: bytes


@dataclass(frozen=True, slots=True)
class BaseMap:
    """That there is a base map: what tells this one from those before, and whom to name for it."""

    stamp: str
    sources: tuple[str, ...]


_LICENCES = {"openstreetmap": "https://www.openstreetmap.org/copyright"}


def licence_of(source: str) -> str | None:
    """Return where the licence of a source is told of, if it is one whose licence asks for that."""
    plain = source.casefold().replace(" ", "")
    return next((page for word, page in _LICENCES.items() if word in plain), None)
