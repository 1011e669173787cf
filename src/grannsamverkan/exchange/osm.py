"""OpenStreetMap extracts (`.osm.pbf`): which of their layers, ways and tags tell of roads and buildings."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from grannsamverkan.errors import TooLarge
from grannsamverkan.exchange.sandbox import Limits, Reading, read_in_child
from grannsamverkan.exchange.staging import staged
from grannsamverkan.exchange.tables import Row
from grannsamverkan.types import Bbox

CRS = "OGC:CRS84"
"""What OpenStreetMap states its places in."""

ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"
"""Whom its licence asks to name."""

_DRIVERS = ("OSM",)
_HEADER = b"\n\tOSMHeader"
_QUERIES = {
    "roads": ("SELECT * FROM lines WHERE highway IS NOT NULL",),
    "dwellings": ("SELECT * FROM multipolygons WHERE building IS NOT NULL",),
    "basemap": (
        "SELECT * FROM lines WHERE highway IS NOT NULL OR waterway IS NOT NULL OR railway IS NOT NULL",
        (
            "SELECT * FROM multipolygons WHERE building IS NOT NULL OR landuse IS NOT NULL "
            "OR leisure IS NOT NULL OR natural IS NOT NULL OR other_tags LIKE '%waterway%'"
        ),
        "SELECT * FROM points WHERE place IS NOT NULL",
    ),
    "addresses": tuple(
        f"SELECT other_tags FROM {layer} WHERE other_tags LIKE '%addr:housenumber%'"  # noqa: S608 # names of ours
        for layer in ("points", "multipolygons")
    ),
}
_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')

_THROUGH = frozenset(["motorway", "trunk", "motorway_link", "trunk_link", "primary_link", "secondary_link", "tertiary_link"])  # fmt: skip
_NAMED_ONLY = frozenset(["service", "track"])
_WALKS = frozenset(
    [
        "footway",
        "cycleway",
        "path",
        "steps",
        "bridleway",
        "corridor",
        "platform",
        "construction",
        "proposed",
        "busway",
        "raceway",
        "elevator",
        "rest_area",
        "services",
        "bus_stop",
        "via_ferrata",
    ]
)

NOBODY_LIVES_THERE = _THROUGH
"""Kinds of road that part quarters, and have no homes along them."""


def is_osm(path: Path) -> bool:
    """Say whether a file is an extract of OpenStreetMap, by its first bytes."""
    with path.open("rb") as file:
        return _HEADER in file.read(32)


def no_road(name: str | None, kind: str | None) -> str | None:
    """Return why a line is no road to draw areas by, or None: walks, and driveways without a name."""
    if kind in _WALKS:
        return "walk"
    if kind in _NAMED_ONLY and name is None:
        return "driveway"
    return None


def rows(
    path: Path, what: str, limits: Limits, within: Bbox | None = None
) -> tuple[Iterator[Row], str]:
    """Return the rows of an extract that tell of `roads`, `dwellings`, `addresses` or a `basemap`, and their CRS.

    Every tag is a column. What lies beyond a box in degrees (CRS84) is not read.

    Raises:
        TooLarge: the file passes the limits. Refused: it cannot be read.
    """
    if path.stat().st_size > limits.file_bytes:
        raise TooLarge("import.file_size", limit_mb=limits.file_bytes // 1_000_000)
    with staged() as folder:
        source = folder / "source.osm.pbf"
        shutil.copyfile(path, source)
        readings = [
            read_in_child(
                source,
                layer=None,
                encoding=None,
                open_options={},
                limits=limits,
                query=query,
                within=within,
                drivers=_DRIVERS,
            )
            for query in _QUERIES[what]
        ]
    found = (one for reading in readings for one in _records(reading))
    return (Row(number, tags, shape) for number, (tags, shape) in enumerate(found, start=1)), CRS


def _records(reading: Reading) -> Iterator[tuple[dict[str, str | None], BaseGeometry | None]]:
    shapes = shapely.from_wkb(np.array(reading.wkb, dtype=object), on_invalid="ignore")
    for record, shape in zip(zip(*reading.values, strict=True), shapes, strict=True):
        yield _tags(dict(zip(reading.columns, record, strict=True))), shape


def _tags(values: dict[str, Any]) -> dict[str, str | None]:
    """Return the tags of an object: those with a column of their own, and those packed in one."""
    packed = _TAG.findall(values.pop("other_tags", None) or "")
    spare = {key: text.replace('\\"', '"').replace("\\\\", "\\") for key, text in packed}
    return {**spare, **values}
