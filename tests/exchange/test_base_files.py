"""Base maps out of files: an extract of OpenStreetMap, and one layer of anything else."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from basemapped import FEATURES
from grannsamverkan.crs import LONLAT, SWEDEN, reproject
from grannsamverkan.data import GEODATA, data_folder
from grannsamverkan.domain.basemap import Kind, Layer
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.basemap import read_extract, read_layer
from grannsamverkan.exchange.tables import ReadOptions

KARHULA = data_folder(GEODATA) / "karhula" / "karhula.osm.pbf"
FINLAND = ReadOptions(register_crs="EPSG:3067")


def written(path: Path, rows: list[tuple[dict[str, object], BaseGeometry]]) -> Path:
    """Write rows of properties and shapes (metres) as GeoJSON."""
    features = [
        {
            "type": "Feature",
            "properties": values,
            "geometry": mapping(reproject(shape, source=SWEDEN, target=LONLAT)),
        }
        for values, shape in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_all_of_karhula_is_read_with_what_each_thing_is() -> None:
    laid = read_extract(KARHULA, FINLAND)
    counts = Counter(one.kind for one in laid.found)
    assert counts[Kind.BUILDING] == 2_215
    assert counts[Kind.STREET] == 126
    assert counts[Kind.PATH] == 122
    assert counts[Kind.RAILWAY] == 1
    assert counts[Kind.PLACE] == 6
    assert laid.left_out == {"no_place": 8, "not_shown": 1}
    assert {one.name for one in laid.found if one.kind is Kind.PLACE} >= {"Ristinkallio", "Helilä"}


def test_an_extract_is_read_in_a_box_alone() -> None:
    corner = replace(FINLAND, within=(26.94, 60.525, 26.95, 60.53))
    some = read_extract(KARHULA, corner).found
    assert 0 < sum(one.kind is Kind.BUILDING for one in some) < 1_000
    with pytest.raises(Refused):
        read_extract(KARHULA, replace(FINLAND, within=(15.0, 59.0, 15.1, 59.1)))


def shapes() -> dict[Kind, BaseGeometry]:
    return {one.kind: one.shape for one in FEATURES}


@pytest.mark.parametrize(
    ("layer", "values", "shape", "kind"),
    [
        (Layer.ROADS, {"objekttyp": "Motorväg"}, Kind.STREET, Kind.MOTORWAY),
        (Layer.ROADS, {"highway": "footway"}, Kind.STREET, Kind.PATH),
        (Layer.ROADS, {"objekttyp": "okänd"}, Kind.STREET, Kind.STREET),
        (Layer.WATER, {"featurecla": "Lake"}, Kind.WATER, Kind.WATER),
        (Layer.WATER, {}, Kind.STREET, Kind.STREAM),
        (Layer.LAND, {"objekttyp": "Barr- och blandskog"}, Kind.FOREST, Kind.FOREST),
        (Layer.LAND, {"objekttyp": "Åker"}, Kind.FOREST, Kind.FIELD),
        (Layer.LAND, {"objekttyp": "Sjö"}, Kind.FOREST, Kind.FOREST),
        (Layer.BUILDINGS, {}, Kind.BUILDING, Kind.BUILDING),
        (Layer.PLACES, {"namn": "Björkhult"}, Kind.PLACE, Kind.PLACE),
    ],
)
def test_a_layer_of_another_file_is_what_its_column_says_else_what_is_usual(
    tmp_path: Path, layer: Layer, values: dict[str, object], shape: Kind, kind: Kind
) -> None:
    file = written(tmp_path / "lager.geojson", [(values, shapes()[shape])])
    (one,) = read_layer(file, ReadOptions(), layer).found
    assert one.kind is kind
    assert one.name == values.get("namn")


def test_what_cannot_be_drawn_as_the_layer_is_left_out_with_its_reason(tmp_path: Path) -> None:
    rows: list[tuple[dict[str, object], BaseGeometry]] = [
        ({"namn": "Björkhult"}, shapes()[Kind.PLACE]),
        ({"namn": None}, shapes()[Kind.PLACE]),
        ({"namn": "Alvägen"}, shapes()[Kind.STREET]),
    ]
    laid = read_layer(written(tmp_path / "a.geojson", rows), ReadOptions(), Layer.PLACES)
    assert [one.name for one in laid.found] == ["Björkhult"]
    assert laid.left_out == {"nameless": 1, "wrong_shape": 1}
    with pytest.raises(Refused) as refused:
        read_layer(written(tmp_path / "b.geojson", rows[:1]), ReadOptions(), Layer.BUILDINGS)
    assert refused.value.key == "basemap.nothing"
