"""Addresses out of files as they come: lists, Lantmäteriet's layer, OpenStreetMap."""

from dataclasses import fields
from pathlib import Path

import geopandas
import pytest
from shapely import Point, box

from grannsamverkan.crs import to_lonlat
from grannsamverkan.domain.addresses import Placed
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.addresses import read_addresses
from grannsamverkan.exchange.tables import ReadOptions
from samples import SOUTH, WEST

KARHULA = Path(__file__).resolve().parents[2] / "geodata" / "karhula" / "karhula.osm.pbf"
OPTIONS = ReadOptions()
LON, LAT = to_lonlat(WEST, SOUTH, source="EPSG:3006")


def listed(path: Path, heading: str, *rows: str) -> Path:
    """Write a list in which every row lies at the tests' corner."""
    lines = (f"{row};{LON:.7f};{LAT:.7f}" for row in rows)
    path.write_text("\n".join([f"{heading};lon;lat", *lines]), "utf-8")
    return path


def read(path: Path, options: ReadOptions = OPTIONS) -> tuple[list[Placed], dict[str, int]]:
    """Return the addresses of a file, and what was left out."""
    file = read_addresses(path, options)
    return list(file), dict(file.left_out)


def told(one: Placed) -> tuple[object, ...]:
    """Return all of an address but where it lies."""
    return one.street, one.number, one.letter, one.postcode, one.place


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("Storgatan 4", ("Storgatan", 4, None)),
        ("Storgatan 4 B", ("Storgatan", 4, "B")),
        ("Norra vägen 12a", ("Norra vägen", 12, "A")),
        ("Norra vägen 12A lgh 1101", ("Norra vägen", 12, "A")),
        ("Kvarngatan 3, Hallsberg", ("Kvarngatan", 3, None)),
        ("Kvarngatan 4-6", ("Kvarngatan", 4, None)),
    ],
)
def test_a_list_may_have_the_whole_address_in_one_column(
    tmp_path: Path, written: str, parts: tuple[object, ...]
) -> None:
    path = listed(tmp_path / "a.csv", "adress;postnr;postort", f"{written};694 30;HALLSBERG")
    ((one,), _) = read(path)
    assert told(one) == (*parts, "69430", "Hallsberg")
    assert (one.x, one.y) == pytest.approx((WEST, SOUTH), abs=0.1)


def test_a_list_may_have_a_column_for_each_part(tmp_path: Path) -> None:
    path = listed(
        tmp_path / "a.csv",
        "Gata;Nummer;Littera;Postnummer;Ort;Ägare",
        "Storgatan;4;b;69430;Hallsberg;Någon (påhittad)",
        "Storgatan;4;;6943;ÖSTRA BY;Någon (påhittad)",
        "Storgatan;5 C;;;;Någon (påhittad)",
    )
    found, _ = read(path)
    assert [told(one) for one in found] == [
        ("Storgatan", 4, "B", "69430", "Hallsberg"),
        ("Storgatan", 4, None, None, "Östra By"),
        ("Storgatan", 5, "C", None, None),
    ]
    assert "påhittad" not in repr(found), "nothing else of a row is read"


def test_what_is_no_address_is_left_out_and_counted(tmp_path: Path) -> None:
    path = listed(
        tmp_path / "a.csv",
        "gata;nummer;postort",
        "Storgatan;4;Hallsberg",
        "Storgatan;4;Pålsboda",
        ";4;Hallsberg",
        "Storgatan;;Hallsberg",
        "Storgatan;okänt;Hallsberg",
        "Storgatan;12345;Hallsberg",
    )
    with path.open("a", encoding="utf-8") as more:
        more.write("\nStorgatan;6;Hallsberg;;")
    found, left_out = read(path)
    assert [(one.number, one.place) for one in found] == [(4, "Hallsberg"), (4, "Pålsboda")]
    assert left_out == {"no_street": 1, "no_house_number": 3, "no_place": 1}


def test_a_file_without_any_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"streets\.no_addresses"):
        read(listed(tmp_path / "a.csv", "namn", "Storgatan 4"))


def test_the_layer_of_lantmateriet_is_read_in_its_own_system(tmp_path: Path) -> None:
    path = tmp_path / "belagenhetsadresser.gpkg"
    rows = {
        "objektidentitet": ["a", "b", "c"],
        "adressomrade_faststalltnamn": ["Storgatan", "Storgatan", "Prästbacken"],
        "adressplatsnummer": ["4", "4", "11"],
        "bokstavstillagg": ["A", None, None],
        "postnummer": [69430, 69430, 69491],
        "postort": ["HALLSBERG", "HALLSBERG", "HALLSBERG"],
        "kommundel_faststalltnamn": ["Hallsberg", "Hallsberg", "Sköllersta"],
        "kommunkod": ["1861", "1861", "okänd"],
        "fastighet": ["Hemligt 1:1", "Hemligt 1:1", "Hemligt 1:2"],
        "geometry": [
            Point(WEST, SOUTH),
            Point(WEST + 20, SOUTH),
            box(WEST, SOUTH, WEST + 9, SOUTH + 9),
        ],
    }
    geopandas.GeoDataFrame(rows, crs="EPSG:3006").to_file(path, layer="adressplats")
    found, _ = read(path)
    assert [told(one) for one in found] == [
        ("Storgatan", 4, "A", "69430", "Hallsberg"),
        ("Storgatan", 4, None, "69430", "Hallsberg"),
        ("Prästbacken", 11, None, "69491", "Hallsberg"),
    ]
    assert (found[1].x, found[1].y) == pytest.approx((WEST + 20, SOUTH))
    assert "Hemligt" not in repr(found)
    assert [one.municipality for one in found] == ["1861", "1861", None]


def test_openstreetmap_gives_its_addresses_and_nothing_else_of_its_tags() -> None:
    found, left_out = read(KARHULA, ReadOptions(register_crs="EPSG:3067"))
    assert len(found) == 7
    assert left_out == {}
    assert ("Suurniitynkatu", 1, None, "48600", "Kotka") in map(told, found)
    assert all(490_000 < one.x < 510_000 and 6_700_000 < one.y < 6_720_000 for one in found)
    assert {one.name for one in fields(Placed)} == {
        "street", "number", "letter", "postcode", "place", "municipality", "x", "y",
    }  # fmt: skip
