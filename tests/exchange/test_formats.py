"""Every format that is promised is read, whatever the file is called; and every refusal has its words."""

import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from hostile import SQUARE, areas, feature, geojson, read, refusal

from grannsamverkan import exchange
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.exchange.readers import ReadOptions, read_table
from grannsamverkan.exchange.writers import WRITERS, ExportRow, write_areas
from grannsamverkan.i18n import LANGUAGES, catalogue

POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}


@pytest.mark.parametrize(
    ("driver", "suffix", "expected"),
    [
        ("GeoJSON", "json", "geojson"),
        ("GPKG", "gpkg", "gpkg"),
        ("ESRI Shapefile", "shp", "shp"),
        ("FlatGeobuf", "fgb", "fgb"),
        ("KML", "kml", "kml"),
        ("LIBKML", "kml", "kml"),
        ("GML", "gml", "gml"),
    ],
)
def test_what_other_programs_write_is_read(
    tmp_path: Path, driver: str, suffix: str, expected: str
) -> None:
    import geopandas

    frame = geopandas.GeoDataFrame(
        {"Namn": ["Åsen", "Öby"], "Antal": [36, 40], "nr": ["007", "008"]},
        geometry=[shapely.Polygon(SQUARE), shapely.Polygon(SQUARE).buffer(0.01, quad_segs=2)],
        crs="EPSG:4326",
    )
    path = tmp_path / f"a.{suffix}"
    pyogrio.write_dataframe(frame, path, driver=driver)
    table = read_table(path, ReadOptions())
    assert (table.format, table.crs) == (expected, "EPSG:4326")
    found = areas(path)
    assert {(one.name, one.code) for one in found.records} == {("Åsen", "007"), ("Öby", "008")}
    assert all(one.cleaned is not None for one in found.records)
    assert not found.refused


def test_a_kmz_is_a_zip_with_a_kml(tmp_path: Path) -> None:
    write_areas(
        (ExportRow(id="a", name="Åsen"),),
        tmp_path / "a.kml",
        format="kml",
        crs="EPSG:3006",
        example=False,
    )
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.write(tmp_path / "a.kml", "doc.kml")
        archive.writestr("files/icon.png", b"x")
    assert [one.name for one in areas(tmp_path / "a.kmz").records] == ["Åsen"]


@pytest.mark.parametrize("format_name", sorted(set(WRITERS) - {"csv"}))
def test_a_file_is_known_by_what_it_holds_and_not_by_its_name(
    tmp_path: Path, format_name: str
) -> None:
    right = tmp_path / f"a.{format_name}"
    write_areas(
        (ExportRow(id="a", name="Åsen"),), right, format=format_name, crs="EPSG:3006", example=False
    )
    wrong = right.rename(tmp_path / "lista.txt")
    assert read(wrong).format == format_name


def test_what_is_none_of_them_is_refused(tmp_path: Path) -> None:
    for name, data in (
        ("a.png", b"\x89PNG\r\n"),
        ("a.csv", b"namn\x00\x00"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.html", b"<html><body>"),
        ("a.csv", b""),
    ):
        (tmp_path / name).write_bytes(data)
        assert refusal(tmp_path / name).key == "import.unknown_format"


def test_a_layer_that_the_file_does_not_have_is_refused_by_name(tmp_path: Path) -> None:
    path = geojson(tmp_path / "omr.geojson", feature(POLYGON))
    assert read(path, layer="omr").layer == "omr"
    with pytest.raises(Exception, match="which_layer"):
        read(path, layer="annat")


def test_days_and_truths_in_a_geopackage_are_days_and_truths(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    pyogrio.raw.write(
        path,
        shapely.to_wkb([shapely.Polygon(SQUARE)] * 2),
        [
            np.array(["Åsen", "Öby"], dtype=object),
            np.array(["2014-05-03", "NaT"], dtype="datetime64[D]"),
            np.array([True, False]),
        ],
        ["namn", "start", "aktiv"],
        driver="GPKG",
        geometry_type="Polygon",
        crs="EPSG:4326",
    )
    table = read_table(path, ReadOptions())
    assert [row.values["start"] for row in table.rows] == [date(2014, 5, 3), None]
    assert [row.values["aktiv"] for row in table.rows] == [True, False]
    assert areas(path).records[0].values == {"valid_from": StatedDate(date(2014, 5, 3))}


def test_a_system_given_for_a_list_without_places_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("namn\nA\n", "utf-8")
    assert read_table(tmp_path / "a.csv", ReadOptions()).crs is None
    assert read_table(tmp_path / "a.csv", ReadOptions(crs="3006")).crs == "EPSG:3006"


def test_a_file_without_rows_has_no_areas(tmp_path: Path) -> None:
    assert refusal(geojson(tmp_path / "a.geojson")).key == "import.no_name"
    (tmp_path / "a.csv").write_text("namn;ort\n", "utf-8")
    assert not areas(tmp_path / "a.csv").records


# -- the words ---------------------------------------------------------------------------------------


def test_every_refusal_and_note_has_its_words_and_no_words_are_left_over() -> None:
    folder = Path(exchange.__file__).parent
    code = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    code = code.replace("import.unknown_{field_name}", '"import.unknown_type"')
    used = {
        key.removeprefix("error.")
        for key in re.findall(r'"((?:error\.)?(?:import|export)\.[a-z_]+)"', code)
    }
    used |= {
        "import.unknown_households",
        "import.unknown_valid_from",
        "import.unknown_verification",
    }
    for language in LANGUAGES:
        known = {
            key.removeprefix("error.")
            for key in catalogue(language)
            if key.startswith(("import.", "error.import.", "error.export."))
        }
        assert used == known


def test_reading_loads_no_data_frames() -> None:
    heavy = "pandas", "geopandas", "pyogrio", "xlsxwriter", "matplotlib", "scipy"
    code = (
        "import sys, grannsamverkan.exchange.areas, grannsamverkan.exchange.readers,"
        " grannsamverkan.exchange.writers, grannsamverkan.exchange.borders;"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    assert asked.stdout.strip() == "[]"
