"""What the tests of hostile files share: ways to write one, and to ask why it was refused."""

import json
from pathlib import Path

import pytest

from grannsamverkan.errors import GrannsamverkanError, Refused
from grannsamverkan.exchange.areas import AreaFile, read_area_records
from grannsamverkan.exchange.readers import ReadOptions, Table, read_table
from grannsamverkan.i18n import LANGUAGES, translator

SQUARE = [[15.1, 59.0], [15.2, 59.0], [15.2, 59.1], [15.1, 59.1], [15.1, 59.0]]


def read(path: Path, **options: str) -> Table:
    """Return a file as a table."""
    return read_table(path, ReadOptions(**options))  # type: ignore[arg-type] # only texts are given


def refusal(path: Path) -> GrannsamverkanError:
    """Return why a file is refused, having made sure that it can be said in every language."""
    with pytest.raises(Refused) as caught:
        read_area_records(read(path), register_crs="EPSG:3006")
    for language in LANGUAGES:
        assert len(translator(language).error(caught.value)) > 20
    return caught.value


def feature(geometry: object, **properties: object) -> dict[str, object]:
    """Return a GeoJSON feature of an invented area named A."""
    return {"type": "Feature", "properties": {"namn": "A", **properties}, "geometry": geometry}


def geojson(path: Path, *features: object) -> Path:
    """Write a GeoJSON file and return where it lies."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def areas(path: Path) -> AreaFile:
    """Return the areas of a file, for a register in SWEREF 99 TM."""
    return read_area_records(read(path), register_crs="EPSG:3006")


def only_fault(path: Path) -> str:
    """Return the key of the one refused row of a file, having made sure that it can be said."""
    found = areas(path)
    assert not found.records
    [note] = found.refused
    for language in LANGUAGES:
        assert len(translator(language)(note.key, **note.values)) > 20
    return note.key
