"""Roads and homes out of files as they come: OpenStreetMap, lines, points, buildings, lists."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from grannsamverkan.crs import LONLAT, SWEDEN, reproject
from grannsamverkan.errors import NotFound, Refused, TooLarge
from grannsamverkan.exchange import ground, osm
from grannsamverkan.exchange.buildings import homes_of
from grannsamverkan.exchange.ground import read_dwellings, read_roads
from grannsamverkan.exchange.sandbox import OPERATOR, Limits
from grannsamverkan.exchange.tables import ReadOptions
from samples import SOUTH, WEST

ROOT = Path(__file__).resolve().parents[2]
KARHULA = ROOT / "geodata" / "karhula" / "karhula.osm.pbf"
HALLSBERG = ROOT / "geodata" / "hallsberg"
OPTIONS = ReadOptions()
FINLAND = ReadOptions(register_crs="EPSG:3067")


def geojson(path: Path, *rows: tuple[BaseGeometry | None, dict[str, Any]]) -> Path:
    """Write shapes near Hallsberg (metres from the tests' corner) with their properties."""
    features = []
    for shape, properties in rows:
        there = shape and shapely.transform(shape, lambda xy: xy + (WEST, SOUTH))  # noqa: RUF005 # arrays add
        lonlat = there and reproject(there, source=SWEDEN, target=LONLAT)
        geometry = lonlat and json.loads(shapely.to_geojson(lonlat))
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def tight(**limits: int) -> Limits:
    """Return the limits of an operator, some of them narrower."""
    from dataclasses import replace

    return replace(OPERATOR, **limits)


# -- OpenStreetMap -------------------------------------------------------------------------------------


def test_streets_of_openstreetmap_are_read_and_walks_left_out() -> None:
    laid = read_roads(KARHULA, FINLAND, source="OSM")
    names = {road.name for road in laid.found}
    assert {"Vanamotie", "Tapiontie", "Haarakatu"} <= names
    assert {"footway", "cycleway", "path"}.isdisjoint({road.kind for road in laid.found})
    assert laid.left_out == {"driveway": 38, "walk": 122}
    west, south, east, north = shapely.total_bounds([road.line for road in laid.found])
    assert 490_000 < west < east < 510_000
    assert 6_700_000 < south < north < 6_720_000


def test_buildings_of_openstreetmap_become_homes_and_sheds_do_not() -> None:
    laid = read_dwellings(KARHULA, FINLAND, source="OSM")
    assert (len(laid.found), sum(one.homes for one in laid.found)) == (1170, 1774)
    assert laid.left_out == {"no_home": 61, "no_place": 4, "unsaid_building": 984}
    assert any("residential, 1 ×" in one.source for one in laid.found)
    assert all(one.source.startswith("OSM; ") for one in laid.found)


def test_a_file_that_only_begins_like_openstreetmap_is_refused(tmp_path: Path) -> None:
    fake = tmp_path / "x.osm.pbf"
    fake.write_bytes(KARHULA.read_bytes()[:200] + b"noise" * 50)
    with pytest.raises(Refused):
        read_roads(fake, OPTIONS, source="x")
    with pytest.raises(TooLarge):
        osm.rows(KARHULA, "roads", tight(file_bytes=1_000))
    with pytest.raises(TooLarge):
        read_roads(KARHULA, OPTIONS, source="x", limits=tight(rows=10))


@pytest.mark.parametrize(
    ("tags", "m2", "homes"),
    [
        ({"building": "house"}, 500, 1),
        ({"building": "detached"}, 90, 1),
        ({"building": "semidetached_house"}, 100, 1),
        ({"building": "semidetached_house"}, 220, 2),
        ({"building": "terrace"}, 425, 5),
        ({"building": "apartments", "building:levels": "4"}, 425, 20),
        ({"building": "apartments"}, 340, 12),
        ({"building": "apartments", "building:flats": "31"}, 340, 31),
        ({"building": "residential"}, 160, 1),
        ({"building": "residential"}, 425, 5),
        ({"building": "residential", "building:levels": "3"}, 170, 6),
        ({"building": "yes", "addr:housenumber": "3"}, 100, 1),
        ({"building": "yes"}, 100, 0),
        ({"building": "garage"}, 30, 0),
        ({"building": "apartments", "building:levels": "många"}, 170, 6),
        ({"andamal1": "Bostad; Småhus friliggande"}, 140, 1),
        ({"byggnadstyp": "Flerbostadshus"}, 510, 18),
        ({"byggnadstyp": "Komplementbyggnad"}, 30, 0),
        ({}, 100, 0),
    ],
)
def test_homes_are_supposed_from_type_and_size(
    tags: dict[str, object], m2: float, homes: int
) -> None:
    supposed = homes_of(tags, m2)
    assert supposed.homes == homes
    assert supposed.reason


# -- other layers ----------------------------------------------------------------------------------------


def test_any_line_is_a_road_and_what_is_none_is_counted(tmp_path: Path) -> None:
    street = LineString([(0, 0), (100, 0)])
    both = shapely.MultiLineString([street, LineString([(0, 50), (90, 50)])])
    path = geojson(
        tmp_path / "gator.geojson",
        (street, {"vägnamn": "Storgatan", "typ": "lokalgata"}),
        (both, {"vägnamn": None, "typ": None}),
        (Point(0, 0), {"vägnamn": "punkt"}),
        (None, {"vägnamn": "utan läge"}),
        (street, {"vägnamn": "gång", "typ": "footway"}),
    )
    laid = read_roads(path, OPTIONS, source="kommunen")
    assert [(one.name, one.kind, round(one.line.length)) for one in laid.found] == [
        ("Storgatan", "lokalgata", 100),
        (None, None, 100),
        (None, None, 90),
    ]
    assert laid.left_out == {"no_place": 1, "not_a_line": 1, "walk": 1}
    with pytest.raises(Refused, match=r"streets\.no_roads"):
        read_roads(geojson(tmp_path / "p.geojson", (Point(0, 0), {})), OPTIONS, source="x")


def test_points_and_buildings_are_homes_and_a_column_says_how_many(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "bostader.geojson",
        (Point(0, 0), {"Gatuadress": "Storgatan 3 B", "Antal hushåll": 4}),
        (Point(0, 0), {"Gatuadress": "Storgatan 3 C", "Antal hushåll": "2"}),
        (Point(9, 9), {"Gatuadress": "Norra vägen 12A", "Antal hushåll": None}),
        (Point(20, 0), {"Gatuadress": "Norra vägen", "Antal hushåll": 0}),
        (Point(30, 0), {"Gatuadress": None, "Antal hushåll": "flera"}),
        (Point(40, 0), {"Gatuadress": "7", "Antal hushåll": 99_999}),
        (box(50, 0, 60, 12), {"building": "house"}),
        (box(70, 0, 75, 5), {"building": "shed"}),
    )
    laid = read_dwellings(path, OPTIONS, source="kommunen")
    assert [(one.street, one.homes, one.source) for one in laid.found] == [
        ("Storgatan", 6, "kommunen"),
        ("Norra vägen", 1, "kommunen"),
        (None, 1, "kommunen; house"),
    ]
    assert laid.left_out == {"no_home": 1, "no_homes": 1, "no_number": 2}
    assert (round(laid.found[2].x - WEST), round(laid.found[2].y - SOUTH)) == (55, 6)
    with pytest.raises(Refused, match=r"streets\.no_dwellings"):
        read_dwellings(
            geojson(tmp_path / "x.geojson", (box(0, 0, 5, 5), {"building": "shed"})),
            OPTIONS,
            source="x",
        )


def test_a_row_that_is_broken_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "punkter.csv"
    path.write_text("lon;lat;gata\n15.1;59.06;Storgatan\n15.2;ett;Lillgatan\n", "utf-8")
    laid = read_dwellings(path, OPTIONS, source="x")
    assert len(laid.found) == 1
    assert sum(laid.left_out.values()) == 1


def test_the_invented_homes_of_hallsberg_are_read_packed_as_they_are() -> None:
    laid = read_dwellings(HALLSBERG / "dwellings.csv.gz", OPTIONS, source="påhittat")
    assert sum(one.homes for one in laid.found) == 7_777
    assert laid.found[0].street == "Siskstigen"


def test_what_cannot_be_unpacked_read_or_placed_is_refused(tmp_path: Path) -> None:
    torn = tmp_path / "torn.csv.gz"
    torn.write_bytes(gzip.compress(b"lon;lat\n15;59\n" * 50)[:-20])
    with pytest.raises(Refused, match=r"import\.unreadable"):
        read_dwellings(torn, OPTIONS, source="x")
    large = tmp_path / "large.csv.gz"
    large.write_bytes(gzip.compress(b"x" * 5_000))
    with pytest.raises(TooLarge):
        read_dwellings(large, OPTIONS, source="x", limits=tight(unpacked_bytes=1_000))
    lost = tmp_path / "lost.csv"
    lost.write_text("namn;hushåll\nStorgatan;3\n", "utf-8")
    with pytest.raises(Refused, match=r"streets\.no_places"):
        read_dwellings(lost, OPTIONS, source="x")
    with pytest.raises(NotFound):
        read_roads(tmp_path / "saknas.geojson", OPTIONS, source="x")


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("Storgatan 3", "Storgatan"),
        ("Storgatan 3 B", "Storgatan"),
        ("Storgatan 12-14", "Storgatan"),
        ("Norra Långa Vägen", "Norra Långa Vägen"),
        ("17 Downing Street 10", "17 Downing Street"),
        ("3", "3"),
        (None, None),
        ("", None),
    ],
)
def test_the_street_of_an_address_is_what_stands_before_its_number(
    text: str | None, street: str | None
) -> None:
    assert ground._street(text) == street  # noqa: SLF001 # every form of it, without a file for each
