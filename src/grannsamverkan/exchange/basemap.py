"""A base map out of files: an extract of OpenStreetMap with all its layers, or one layer of any other file."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain.basemap import KINDS, Feature, Form, Kind, Layer
from grannsamverkan.exchange.ground import Laid, LeftOut, read_ground, text_of
from grannsamverkan.exchange.sandbox import OPERATOR, Limits
from grannsamverkan.exchange.tables import ReadOptions, Row

_NAMES = ("name", "namn", "ortnamn", "text")
_KIND_COLUMNS = (
    "kind", "highway", "fclass", "objekttyp", "detaljtyp", "kategori", "featurecla", "vägtyp",
    "vagtyp", "landuse", "natural", "typ", "type",
)  # fmt: skip

_TAGS: Mapping[str, Mapping[Kind, str]] = {
    "building": {},
    "highway": {
        Kind.MOTORWAY: "motorway motorway_link",
        Kind.MAIN: "trunk trunk_link primary primary_link",
        Kind.ROAD: "secondary secondary_link tertiary tertiary_link",
        Kind.STREET: "residential unclassified living_street road",
        Kind.LANE: "service track pedestrian",
        Kind.PATH: "footway cycleway path steps bridleway",
    },
    "railway": {Kind.RAILWAY: "rail light_rail narrow_gauge tram subway preserved"},
    "waterway": {Kind.STREAM: "river stream canal", Kind.WATER: "riverbank dock"},
    "natural": {
        Kind.WATER: "water bay",
        Kind.FOREST: "wood",
        Kind.FIELD: "grassland heath scrub",
    },
    "landuse": {
        Kind.FOREST: "forest",
        Kind.FIELD: "farmland meadow orchard farm vineyard",
        Kind.PARK: "cemetery recreation_ground village_green allotments grass",
        Kind.BUILT: "residential commercial industrial retail farmyard railway education",
        Kind.WATER: "reservoir basin",
    },
    "leisure": {Kind.PARK: "park garden pitch playground golf_course sports_centre common"},
    "place": {
        Kind.TOWN: "city town village",
        Kind.PLACE: "suburb neighbourhood quarter hamlet isolated_dwelling locality",
    },
}
"""What the tags of OpenStreetMap stand for, the surest first; whatever is a building is one."""

_WORDS: Mapping[Kind, str] = {
    Kind.FOREST: "skog barrskog lövskog barr-ochblandskog",
    Kind.FIELD: "åker åkermark öppenmark annanöppenmark fruktodling",
    Kind.BUILT: "tätort bebyggelse lågbebyggelse högbebyggelse slutenbebyggelse industriområde",
    Kind.PARK: "idrottsplats begravningsplats",
    Kind.WATER: "sjö lake vatten vattenyta hav reservoir ocean",
    Kind.STREAM: "vattendrag vattendragsyta river",
    Kind.MOTORWAY: "motorväg",
    Kind.MAIN: "motortrafikled europaväg riksväg primärlänsväg",
    Kind.ROAD: "länsväg allmänväg sekundärlänsväg",
    Kind.STREET: "gata bilväg övrigväg enskildväg",
    Kind.LANE: "skogsväg traktorväg gågata",
    Kind.PATH: "stig gångväg cykelväg gångstig vandringsled",
}
"""What else files call them: the words of Lantmäteriet and Natural Earth, written as one."""

_USUAL: Mapping[Layer, Mapping[Form, Kind]] = {
    Layer.LAND: {Form.AREA: Kind.FOREST},
    Layer.WATER: {Form.AREA: Kind.WATER, Form.LINE: Kind.STREAM},
    Layer.BUILDINGS: {Form.AREA: Kind.BUILDING},
    Layer.RAILWAYS: {Form.LINE: Kind.RAILWAY},
    Layer.ROADS: {Form.LINE: Kind.STREET},
    Layer.PLACES: {Form.POINT: Kind.PLACE},
}
"""What a layer of a file holds where none of its words is known."""

_FORMS = {
    "Polygon": Form.AREA, "MultiPolygon": Form.AREA, "GeometryCollection": Form.AREA,
    "LineString": Form.LINE, "MultiLineString": Form.LINE, "Point": Form.POINT,
}  # fmt: skip

_BY_TAG = {
    tag: {word: kind for kind, words in kinds.items() for word in words.split()}
    for tag, kinds in _TAGS.items()
}
_BY_WORD = {word: kind for kinds in _BY_TAG.values() for word, kind in kinds.items()} | {
    word: kind for kind, words in _WORDS.items() for word in words.split()
}


def read_extract(path: Path, options: ReadOptions, *, limits: Limits = OPERATOR) -> Laid[Feature]:
    """Return everything of an extract of OpenStreetMap that a base map shows.

    Raises:
        Refused: the file cannot be read, or holds nothing of that.
    """

    def features(row: Row, shape: BaseGeometry) -> Iterator[Feature]:
        kind = _tagged(row, _form(shape))
        if kind is None:
            raise LeftOut("not_shown")
        yield from _features(kind, row, shape)

    return read_ground(path, options, limits, "basemap", features)


def read_layer(
    path: Path, options: ReadOptions, layer: Layer, *, limits: Limits = OPERATOR
) -> Laid[Feature]:
    """Return one layer of a base map out of a file that holds nothing else.

    What each row is says a column (`kind`, `objekttyp`, `fclass` …) if there is one with a word that is
    known; else it is what is usual in the layer.

    Raises:
        Refused: the file cannot be read, or none of its rows belongs to such a layer.
    """

    def features(row: Row, shape: BaseGeometry) -> Iterator[Feature]:
        form = _form(shape)
        word = (text_of(row, _KIND_COLUMNS) or "").casefold().replace(" ", "")
        kind = _BY_WORD.get(word)
        if kind is None or (KINDS[kind].layer, KINDS[kind].form) != (layer, form):
            kind = _USUAL[layer].get(form) if form else None
        if kind is None:
            raise LeftOut("wrong_shape")
        yield from _features(kind, row, shape)

    return read_ground(path, options, limits, "basemap", features)


def _form(shape: BaseGeometry) -> Form | None:
    return _FORMS.get(shape.geom_type)


def _tagged(row: Row, form: Form | None) -> Kind | None:
    """Return what the tags of a row stand for, as far as it can be drawn so."""
    if row.values.get("building") not in {None, "", "no"} and form is Form.AREA:
        return Kind.BUILDING
    found = (_BY_TAG[tag].get(str(row.values.get(tag))) for tag in _BY_TAG)
    return next((kind for kind in found if kind and KINDS[kind].form is form), None)


def _features(kind: Kind, row: Row, shape: BaseGeometry) -> Iterator[Feature]:
    """Give what is to be drawn of a row; what stands for a point needs its name."""
    name = text_of(row, _NAMES)
    if KINDS[kind].form is Form.POINT and name is None:
        raise LeftOut("nameless")
    yield Feature(kind=kind, name=name, shape=_sound(shapely.force_2d(shape)))


def _sound(shape: BaseGeometry) -> BaseGeometry:
    return shape if shapely.is_valid(shape) else shapely.make_valid(shape)
