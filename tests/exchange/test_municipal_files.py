"""Real files, as municipalities and agencies publish them, come in whole."""

from pathlib import Path

import pytest

from grannsamverkan.crs import geodesic_m2, reproject
from grannsamverkan.exchange.areas import AreaFile, read_area_records
from grannsamverkan.exchange.readers import ReadOptions, read_table
from grannsamverkan.exchange.tables import CrsHow


def read(path: Path, register_crs: str = "EPSG:3006") -> AreaFile:
    table = read_table(path, ReadOptions(register_crs=register_crs))
    return read_area_records(table, register_crs=register_crs)


def test_a_zipped_shapefile_in_latin_1_of_295_parts_is_290_municipalities(
    shared_data: Path,
) -> None:
    path = shared_data / "boundaries" / "ak_riks.zip"
    table = read_table(path, ReadOptions())
    assert (table.format, table.crs, table.crs_how) == ("shp", "EPSG:3006", CrsHow.STATED)
    assert table.encoding == "cp1252"
    found = read_area_records(table, register_crs="EPSG:3006")
    assert len(table.rows) == 295
    assert len(found.records) == 290
    assert not found.refused
    assert [note.values["name"] for note in found.merged_notes] == [
        "Östersund",
        "Strömsund",
        "Norrtälje",
        "Krokom",
        "Leksand",
    ]
    codes = {record.name: record.code for record in found.records}
    assert codes["Norrtälje"] == "0188"
    assert {"Åmål", "Älmhult", "Örebro", "Malå"} <= set(codes)
    assert all(record.cleaned is not None for record in found.records)


def test_the_654_wards_of_london_keep_their_size_and_their_names(shared_data: Path) -> None:
    path = shared_data / "foreign" / "london_wards.gpkg"
    table = read_table(path, ReadOptions(register_crs="EPSG:27700"))
    found = read_area_records(table, register_crs="EPSG:27700")
    assert len(found.records) == 654
    assert found.mapping == {"name": "NAME", "code": "GSS_CODE", "locality": "BOROUGH"}
    repaired = {one.name for one in found.records if one.cleaned and one.cleaned.repair}
    assert repaired == {"Colville", "Pembridge"}
    for row, record in zip(table.rows, found.records, strict=True):
        assert row.geometry is not None
        assert record.cleaned is not None
        stated = geodesic_m2(row.geometry, source="EPSG:27700")
        read_m2 = geodesic_m2(record.cleaned.polygon, source="EPSG:27700")
        assert read_m2 == pytest.approx(stated, rel=0.001)


def test_one_municipality_in_degrees_lands_on_its_place_in_metres(shared_data: Path) -> None:
    found = read(shared_data / "boundaries" / "hallsberg_1861_4326.geojson")
    [record] = found.records
    assert (record.code, record.name) == ("1861", "Hallsberg")
    assert record.cleaned is not None
    assert geodesic_m2(record.cleaned.polygon, source="EPSG:3006") == pytest.approx(
        671.9e6, rel=0.01
    )
    lonlat = reproject(record.cleaned.polygon, source="EPSG:3006", target="OGC:CRS84")
    assert lonlat.bounds == pytest.approx((14.70847, 58.80856, 15.59421, 59.17865), abs=1e-4)
