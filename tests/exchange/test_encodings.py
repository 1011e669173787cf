"""å, ä and ö are right, whatever a file says of its letters."""

import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.errors import Refused
from grannsamverkan.exchange import encodings
from grannsamverkan.exchange.readers import ReadOptions, Table, read_table

NAMES = ["Åsen", "Öby äng", "Sörgärdet", "Pålsboda", "Hallsberg"]
ENCODINGS = ["utf-8", "cp1252", "iso8859-1", "cp850"]


def shapefile(folder: Path, encoding: str, said: str | None) -> Path:
    """Write a shapefile whose table is in one encoding and whose `.cpg` names another, or none."""
    path = folder / "omr.shp"
    boxes = shapely.to_wkb(
        [shapely.box(5e5 + 500 * n, 65e5, 5e5 + 500 * n + 400, 65e5 + 300) for n in range(5)]
    )
    pyogrio.raw.write(
        path,
        boxes,
        [np.array([name.encode(encoding).decode("iso8859-1") for name in NAMES], dtype=object)],
        ["namn"],
        driver="ESRI Shapefile",
        geometry_type="Polygon",
        crs="EPSG:3006",
        encoding="iso8859-1",
    )
    cpg = path.with_suffix(".cpg")
    cpg.unlink(missing_ok=True)
    if said:
        cpg.write_text(said, "ascii")
    return path


def names(table: Table) -> list[object]:
    return [row.values["namn"] for row in table.rows]


@pytest.mark.parametrize("said", [None, "UTF-8", "ISO 88591", "1252", "nonsense"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_shapefile_is_read_by_its_letters_not_by_what_it_says(
    tmp_path: Path, encoding: str, said: str | None
) -> None:
    assert names(read_table(shapefile(tmp_path, encoding, said), ReadOptions())) == NAMES


def test_a_letter_cut_in_two_by_the_width_of_its_field_spoils_no_other(tmp_path: Path) -> None:
    path = shapefile(tmp_path, "utf-8", None)
    table = path.with_suffix(".dbf")
    data = table.read_bytes()
    table.write_bytes(data.replace(b"Hallsberg", "Hallsber\u00e5".encode()[:9]))
    assert names(read_table(path, ReadOptions()))[:4] == NAMES[:4]


def test_an_encoding_that_is_given_is_taken(tmp_path: Path) -> None:
    path = shapefile(tmp_path, "utf-8", None)
    assert names(read_table(path, ReadOptions(encoding="latin-1")))[0] == "Ã\x85sen"
    for encoding in ("klingon", "x" * 200):
        with pytest.raises(Refused) as caught:
            read_table(path, ReadOptions(encoding=encoding))
        assert caught.value.key == "import.unknown_encoding"


@pytest.mark.parametrize("encoding", [*ENCODINGS, "utf-8-sig", "utf-16"])
def test_a_csv_is_read_by_its_letters(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(("namn\r\n" + "\r\n".join(NAMES)).encode(encoding))
    assert names(read_table(path, ReadOptions())) == NAMES
    assert names(read_table(path, ReadOptions(encoding=encoding))) == NAMES


def test_geojson_in_windows_letters_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    text = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"namn":"Åsen"},"geometry":null}]}'
    path.write_bytes(text.encode("cp1252"))
    table = read_table(path, ReadOptions())
    assert (names(table), table.encoding) == (["Åsen"], "cp1252")
    with pytest.raises(Refused) as caught:
        read_table(path, ReadOptions(encoding="utf-8"))
    assert caught.value.key == "import.wrong_encoding"


def test_a_shapefile_may_lie_loose_lack_its_index_or_be_zipped_in_a_folder(tmp_path: Path) -> None:
    path = shapefile(tmp_path, "cp1252", "1252")
    path.with_suffix(".shx").unlink()
    assert names(read_table(path, ReadOptions())) == NAMES
    zipped = tmp_path / "a.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for file in (path, path.with_suffix(".dbf"), path.with_suffix(".prj")):
            archive.write(file, f"mapp/{file.stem.upper()}{file.suffix.upper()}")
        archive.writestr("__MACOSX/._omr.shp", b"x")
    table = read_table(zipped, ReadOptions())
    assert (names(table), table.crs, table.format) == (NAMES, "EPSG:3006", "shp")


def test_a_zip_of_two_shapefiles_asks_which(tmp_path: Path) -> None:
    path = shapefile(tmp_path, "cp1252", None)
    zipped = tmp_path / "a.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for stem in ("nord", "syd"):
            for suffix in (".shp", ".shx", ".dbf", ".prj"):
                archive.write(path.with_suffix(suffix), stem + suffix)
    with pytest.raises(Refused) as caught:
        read_table(zipped, ReadOptions())
    assert caught.value.values == {"layers": "nord, syd"}
    assert names(read_table(zipped, ReadOptions(layer="syd"))) == NAMES


@given(st.text(st.characters(codec="cp1252", min_codepoint=32), max_size=200))
def test_any_text_in_utf_8_is_taken_for_utf_8(text: str) -> None:
    assert encodings.decode(text.encode("utf-8"), None)[0] == text


@given(
    st.text("abcåäöÅÄÖé -", min_size=1).filter(lambda text: any(sign in "åäöÅÄÖ" for sign in text))
)
def test_swedish_in_windows_letters_is_taken_for_that(text: str) -> None:
    assert encodings.decode(text.encode("cp1252"), None)[0] == text
