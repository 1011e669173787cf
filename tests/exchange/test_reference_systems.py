"""Where coordinates are: believed where that is possible, found where it is plain, asked where it is not."""

from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from shapely.geometry import mapping

from grannsamverkan.crs import reproject
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.areas import read_area_records
from grannsamverkan.exchange.readers import ReadOptions, Table, read_table
from grannsamverkan.exchange.tables import CrsHow

HALLSBERG = shapely.box(506_000, 6_546_000, 506_400, 6_546_300)
NEAR = (14.7, 58.8, 15.6, 59.2)


def sheet(path: Path, crs: str, *, swap: bool = False) -> Path:
    """Write an area in Hallsberg as WKT in a CRS, without saying which."""
    polygon = reproject(HALLSBERG, source="EPSG:3006", target=crs)
    if swap:
        polygon = shapely.transform(polygon, lambda xy: xy[:, ::-1])
    path.write_text(f"namn;wkt\nÅsen;{polygon.wkt}\n", "utf-8")
    return path


def outline_error_m(table: Table) -> float:
    [record] = read_area_records(table, register_crs="EPSG:3006").records
    assert record.cleaned is not None
    return float(shapely.hausdorff_distance(record.cleaned.polygon, HALLSBERG))


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3006", "EPSG:3021"])
def test_the_national_systems_are_told_by_their_numbers(tmp_path: Path, crs: str) -> None:
    table = read_table(sheet(tmp_path / "a.csv", crs), ReadOptions())
    assert (table.crs, table.crs_how) == (crs, CrsHow.DETECTED)
    assert outline_error_m(table) < 0.05


def test_local_zones_look_alike_so_the_system_is_asked_for(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.csv", "EPSG:3010")
    with pytest.raises(Refused) as caught:
        read_table(path, ReadOptions())
    assert caught.value.key == "import.which_crs"
    assert "EPSG:3010" in str(caught.value.values["likely"])
    given = read_table(path, ReadOptions(crs="epsg:3010"))
    assert (given.crs, given.crs_how) == ("EPSG:3010", CrsHow.GIVEN)
    assert outline_error_m(given) < 0.01


@pytest.mark.parametrize("code", [*range(3007, 3019), 3019, 3020, 3022, 3023, 3024])
def test_a_local_zone_is_told_by_the_municipality(tmp_path: Path, code: int) -> None:
    table = read_table(sheet(tmp_path / "a.csv", f"EPSG:{code}"), ReadOptions(near=NEAR))
    assert (table.crs, table.crs_how) == (f"EPSG:{code}", CrsHow.DETECTED)
    assert outline_error_m(table) < 0.05


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3006", "EPSG:3021"])
def test_swapped_axes_are_refused_with_the_proposal_and_read_when_it_is_taken(
    tmp_path: Path, crs: str
) -> None:
    path = sheet(tmp_path / "a.csv", crs, swap=True)
    with pytest.raises(Refused) as caught:
        read_table(path, ReadOptions())
    assert (caught.value.key, caught.value.values) == ("import.swapped", {"crs": crs})
    with pytest.raises(Refused) as caught:
        read_table(path, ReadOptions(crs=crs))
    assert caught.value.key == "import.swapped"
    assert outline_error_m(read_table(path, ReadOptions(swap=True))) < 0.05
    assert outline_error_m(read_table(path, ReadOptions(crs=crs, swap=True))) < 0.05


def geojson(path: Path, crs: str, *, swap: bool = False, stated: str | None = None) -> Path:
    polygon = reproject(HALLSBERG, source="EPSG:3006", target=crs)
    if swap:
        polygon = shapely.transform(polygon, lambda xy: xy[:, ::-1])
    said = f'"crs":{{"type":"name","properties":{{"name":"{stated}"}}}},' if stated else ""
    shape = (
        str(mapping(polygon))
        .replace("'", '"')
        .replace("(", "[")
        .replace(",)", "]")
        .replace(")", "]")
    )
    path.write_text(
        f'{{"type":"FeatureCollection",{said}"features":[{{"type":"Feature",'
        f'"properties":{{"namn":"Åsen"}},"geometry":{shape}}}]}}',
        "utf-8",
    )
    return path


def test_geojson_is_in_degrees_unless_it_cannot_be(tmp_path: Path) -> None:
    table = read_table(geojson(tmp_path / "a.geojson", "EPSG:4326"), ReadOptions())
    assert (table.crs, table.crs_how) == ("EPSG:4326", CrsHow.STATED)
    table = read_table(geojson(tmp_path / "a.geojson", "EPSG:3006"), ReadOptions())
    assert (table.crs, table.crs_how) == ("EPSG:3006", CrsHow.DETECTED)
    assert outline_error_m(table) < 0.01
    stated = "urn:ogc:def:crs:EPSG::3006"
    table = read_table(geojson(tmp_path / "a.geojson", "EPSG:3006", stated=stated), ReadOptions())
    assert (table.crs, table.crs_how) == ("EPSG:3006", CrsHow.STATED)
    with pytest.raises(Refused) as caught:
        read_table(geojson(tmp_path / "a.geojson", "EPSG:4326", swap=True), ReadOptions())
    assert (caught.value.key, caught.value.values) == ("import.swapped", {"crs": "EPSG:4326"})


@pytest.mark.parametrize(
    ("truth", "stated"),
    [("EPSG:3021", 3006), ("EPSG:3006", 3021), ("EPSG:4326", 3006), ("EPSG:3006", 27700)],
)
def test_a_stated_system_that_puts_the_areas_elsewhere_is_refused_with_the_likely_one(
    tmp_path: Path, truth: str, stated: int
) -> None:
    path = geojson(tmp_path / "a.geojson", truth, stated=f"urn:ogc:def:crs:EPSG::{stated}")
    for options in (ReadOptions(), ReadOptions(crs=f"EPSG:{stated}")):
        with pytest.raises(Refused) as caught:
            read_table(path, options)
        assert caught.value.key == "import.impossible_crs"
        assert caught.value.values == {"crs": f"EPSG:{stated}", "likely": truth}
    assert outline_error_m(read_table(path, ReadOptions(crs=truth))) < 0.05


@pytest.mark.parametrize(
    "crs", ["EPSG:1", "sweref", "nonsense:3006", "file:/etc/passwd", "+proj=x"]
)
def test_an_unknown_system_is_refused(tmp_path: Path, crs: str) -> None:
    with pytest.raises(Refused) as caught:
        read_table(sheet(tmp_path / "a.csv", "EPSG:3006"), ReadOptions(crs=crs))
    assert caught.value.key == "crs.unknown"


@pytest.mark.parametrize(
    ("said", "crs"),
    [
        ("3006", "EPSG:3006"),
        ("SWEREF 99 TM", "EPSG:3006"),
        ("Sweref99 15 00", "EPSG:3009"),
        ("RT 90 2,5 gon V", "EPSG:3021"),
        ("WGS84", "EPSG:4326"),
        ("epsg:3012", "EPSG:3012"),
    ],
)
def test_a_system_can_be_named_as_people_do(tmp_path: Path, said: str, crs: str) -> None:
    table = read_table(sheet(tmp_path / "a.csv", crs), ReadOptions(crs=said))
    assert (table.crs, table.crs_how) == (crs, CrsHow.GIVEN)


def test_a_register_elsewhere_expects_its_own_system(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"name;wkt\nA;{shapely.box(530_000, 180_000, 530_500, 180_500).wkt}\n", "utf-8")
    assert read_table(path, ReadOptions(register_crs="EPSG:27700")).crs == "EPSG:27700"
    with pytest.raises(Refused) as caught:
        read_table(path, ReadOptions())
    assert caught.value.key == "import.which_crs"


def test_a_gml_with_northing_first_by_definition_is_read_easting_first(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.gml"
    ring = " ".join(f"{y} {x}" for x, y in HALLSBERG.exterior.coords)
    path.write_text(
        '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:a="urn:a"'
        ' xmlns:gml="http://www.opengis.net/gml/3.2"><wfs:member><a:omr gml:id="o1"><a:namn>Åsen</a:namn>'
        '<a:geom><gml:Polygon gml:id="g" srsName="urn:ogc:def:crs:EPSG::3006"><gml:exterior><gml:LinearRing>'
        f"<gml:posList>{ring}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></a:geom></a:omr>"
        "</wfs:member></wfs:FeatureCollection>",
        "utf-8",
    )
    table = read_table(path, ReadOptions())
    assert table.crs == "EPSG:3006"
    assert outline_error_m(table) < 0.01


def test_one_row_far_away_is_refused_by_itself(tmp_path: Path) -> None:
    rows = "".join(
        f"{n};{shapely.box(506_000 + n, 6_546_000, 506_400, 6_546_300).wkt}\n" for n in range(12)
    )
    far = shapely.box(-9_000_000, 100, -8_999_000, 900).wkt
    path = tmp_path / "a.csv"
    path.write_text(f"namn;wkt_epsg3006\n{rows.replace(';', 'a;')}borta;{far}\n", "utf-8")
    found = read_area_records(read_table(path, ReadOptions()), register_crs="EPSG:3006")
    assert len(found.records) == 12
    assert [(note.row, note.key) for note in found.refused] == [(14, "error.import.outside_crs")]


def test_layers_are_asked_for_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    for layer in ("vagar", "omraden", "skolor"):
        pyogrio.raw.write(
            path,
            shapely.to_wkb([HALLSBERG]),
            [np.array(["Åsen"], dtype=object)],
            ["namn"],
            layer=layer,
            driver="GPKG",
            geometry_type="Polygon",
            crs="EPSG:3006",
            append=path.exists(),
        )
    with pytest.raises(Refused) as caught:
        read_table(path, ReadOptions())
    assert caught.value.values == {"layers": "vagar, omraden, skolor"}
    assert read_table(path, ReadOptions(layer="omraden")).layer == "omraden"
    with pytest.raises(Refused):
        read_table(path, ReadOptions(layer="sjöar"))
