"""What goes out comes back: same areas, same words, same outlines."""

import unicodedata
from datetime import date
from pathlib import Path

import openpyxl
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon

from grannsamverkan.domain.geometry import clean, same_line
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.areas import AreaFile, read_area_records
from grannsamverkan.exchange.readers import ReadOptions, read_table
from grannsamverkan.exchange.writers import WRITERS, ExportRow, write_areas

CRS = "EPSG:3006"
FORMATS = sorted(WRITERS)


def blob(x: float, y: float, corners: int = 8) -> MultiPolygon:
    """Return an invented round area near Hallsberg."""
    return clean(shapely.Point(506_000 + x, 6_546_000 + y).buffer(150, quad_segs=corners)).polygon


ROWS = (
    ExportRow(
        id="01JDEXAMPKE00000000000000A",
        code="0007",
        name="Åsen – östra",
        municipality="1861",
        locality="Hallsberg",
        type="villa",
        status="active",
        valid_from="2014",
        households=36,
        m2=70_000,
        verification="police",
        last_confirmed="2026-03",
        polygon=blob(0, 0),
    ),
    ExportRow(
        id="01JDEXAMPKE00000000000000B",
        name="=HYPERLINK(1)",
        municipality="1861",
        type="flats",
        status="dormant",
        valid_from="<2015-03-01",
        polygon=MultiPolygon([*blob(900, 0).geoms, *blob(2000, 500, corners=800).geoms]),
    ),
    ExportRow(
        id="01JDEXAMPKE00000000000000C",
        name="Utan gräns",
        status="planned",
        valid_from="2020-05-03",
    ),
)


def there_and_back(
    folder: Path, rows: tuple[ExportRow, ...], format_name: str, *, example: bool = False
) -> AreaFile:
    target = folder / f"ut.{format_name}"
    write_areas(rows, target, format=format_name, crs=CRS, example=example, attribution="Påhittat")
    return read_area_records(read_table(target, ReadOptions()), register_crs=CRS)


@pytest.mark.parametrize("format_name", FORMATS)
def test_an_export_read_again_gives_the_same_areas(tmp_path: Path, format_name: str) -> None:
    found = there_and_back(tmp_path, ROWS, format_name)
    assert not found.refused
    assert not found.warnings
    assert not found.example
    records = {record.values["id"]: record for record in found.records}
    assert set(records) == {row.id for row in ROWS}
    for row in ROWS:
        record = records[row.id]
        assert (record.name, record.code) == (row.name, row.code)
        assert record.values["status"] == row.status
        assert record.values.get("type") == row.type
        assert record.values.get("households") == row.households
        assert record.values.get("municipality") == row.municipality
        assert record.values.get("locality") == row.locality
        assert record.values.get("verification") == row.verification
        assert record.values["valid_from"] == StatedDate.parse(row.valid_from or "")
        if row.polygon is None:
            assert record.cleaned is None
        else:
            assert record.cleaned is not None
            assert record.cleaned.repair is None
            assert same_line(record.cleaned.polygon, row.polygon)


@pytest.mark.parametrize("format_name", FORMATS)
def test_every_record_of_an_example_says_so_and_is_known_again(
    tmp_path: Path, format_name: str
) -> None:
    found = there_and_back(tmp_path, ROWS, format_name, example=True)
    assert found.example
    table = read_table(tmp_path / f"ut.{format_name}", ReadOptions())
    assert all(row.values["example"] == "EXEMPEL – påhittade uppgifter" for row in table.rows)


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_same_areas_give_the_same_bytes(tmp_path: Path, format_name: str) -> None:
    written = []
    for name in ("a", "b"):
        target = tmp_path / f"{name}.{format_name}"
        write_areas(ROWS, target, format=format_name, crs=CRS, example=False)
        written.append(target.read_bytes())
    assert written[0] == written[1]


def test_a_failed_export_leaves_what_was_there_before(tmp_path: Path) -> None:
    target = tmp_path / "ut.geojson"
    target.write_text("before", "utf-8")
    with pytest.raises(Refused) as refusal:
        write_areas(ROWS, target, format="docx", crs=CRS, example=False)
    assert refusal.value.key == "export.unknown_format"
    with pytest.raises(Refused) as refusal:
        write_areas(ROWS, tmp_path / "no" / "ut.csv", format="csv", crs=CRS, example=False)
    assert refusal.value.key == "export.cannot_write"
    assert target.read_text("utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["ut.geojson"]


def test_geojson_follows_rfc_7946(tmp_path: Path) -> None:
    target = tmp_path / "ut.geojson"
    write_areas(ROWS, target, format="geojson", crs=CRS, example=False, attribution="CC0")
    info = pyogrio.read_info(target)
    assert info["crs"] == "EPSG:4326"
    frame = pyogrio.read_dataframe(target)
    for shape in frame.geometry.dropna():
        assert all(part.exterior.is_ccw for part in shape.geoms)
        assert 14 < shape.bounds[0] < 16
    text = target.read_text("utf-8")
    assert '"crs"' not in text
    assert '"attribution":"CC0"' in text


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@sum"])
def test_nothing_in_a_sheet_runs(tmp_path: Path, start: str) -> None:
    rows = (ExportRow(id="a", name=start, locality=start, polygon=blob(0, 0)),)
    write_areas(rows, tmp_path / "a.csv", format="csv", crs=CRS, example=False)
    text = (tmp_path / "a.csv").read_text("utf-8-sig")
    assert f";'{start};" in text
    write_areas(rows, tmp_path / "a.xlsx", format="xlsx", crs=CRS, example=False)
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert page is not None
    cells = [cell for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n"}
    assert start in {cell.value for cell in cells}
    write_areas(rows, tmp_path / "a.gpkg", format="gpkg", crs=CRS, example=False)
    assert pyogrio.read_dataframe(tmp_path / "a.gpkg")["name"].tolist() == [f"'{start}"]


def test_a_geopackage_says_its_reference_system_and_layer(tmp_path: Path) -> None:
    target = tmp_path / "ut.gpkg"
    write_areas(ROWS, target, format="gpkg", crs=CRS, example=False)
    info = pyogrio.read_info(target, layer="areas")
    assert (info["crs"], info["features"]) == ("EPSG:3006", 3)


names = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs", "Cn")
    ),
    min_size=1,
    max_size=40,
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=names, other=names, day=st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 1, 1))
)
@pytest.mark.parametrize("format_name", ["csv"])
def test_any_name_survives_a_sheet(
    tmp_path: Path, format_name: str, name: str, other: str, day: date
) -> None:
    rows = (
        ExportRow(
            id="01JDEXAMPKE00000000000000A", name=f"A{name}", locality=other, valid_from=str(day)
        ),
    )
    found = there_and_back(tmp_path, rows, format_name)
    [record] = found.records
    assert record.name == unicodedata.normalize("NFC", f"A{name}")
    assert record.values["valid_from"] == StatedDate(day)
