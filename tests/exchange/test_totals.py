"""Known totals out of files: lists by locality, layers with shapes, and rows that say too little."""

import json
from pathlib import Path

import pytest

from grannsamverkan.crs import to_lonlat
from grannsamverkan.domain.fitting import KnownTotal
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.exchange.tables import ReadOptions
from grannsamverkan.exchange.totals import read_totals

OPTIONS = ReadOptions()


def file(folder: Path, text: str) -> Path:
    path = folder / "kända.csv"
    path.write_text(text, "utf-8")
    return path


def test_the_latest_year_counts_and_districts_of_one_locality_are_added(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        "regso,ar,bostader_totalt,tatort_harledd\n"
        "Norr,2022,90,Byn\nNorr,2023,100,Byn\nSöder,2023,40,Byn\nÖster,2021,7,Viken\n",
    )
    assert read_totals(path, OPTIONS) == (
        KnownTotal(area="Byn", homes=140, source="kända.csv 2023"),
        KnownTotal(area="Viken", homes=7, source="kända.csv 2021"),
    )


def test_a_source_is_told_with_its_year_once(tmp_path: Path) -> None:
    path = file(
        tmp_path, "ort;bostäder;år;källa\nByn;1 140;2023;SCB\nViken;7;2023;SCB, DeSO 2023\n"
    )
    byn, viken = read_totals(path, OPTIONS)
    assert (byn.homes, byn.source) == (1140, "SCB 2023")
    assert viken.source == "SCB, DeSO 2023"


def test_shapes_come_in_the_registers_metres(tmp_path: Path) -> None:
    ring = [
        to_lonlat(505_000 + x, 6_546_000 + y, source="EPSG:3006")
        for x, y in ((0, 0), (900, 0), (900, 900), (0, 900), (0, 0))
    ]
    feature = {
        "type": "Feature",
        "properties": {"desokod": "1861A0010", "bostäder": 300},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = tmp_path / "deso.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    (total,) = read_totals(path, OPTIONS)
    assert (total.area, total.homes, total.source) == ("1861A0010", 300, "deso.geojson")
    assert total.shape is not None
    assert total.shape.area == pytest.approx(810_000, rel=0.001)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("plats2;bostäder\nByn;4\n", "fit_columns"),
        ("ort;bostäder\nByn;många\n", "fit_number"),
        ("ort;hus\nByn;4\n", "fit_number"),
        ("ort;bostäder\nByn;-4\n", "fit_number"),
    ],
)
def test_rows_that_say_too_little_are_refused(text: str, key: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=key):
        read_totals(file(tmp_path, text), OPTIONS)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_totals(tmp_path / "saknas.csv", OPTIONS)
