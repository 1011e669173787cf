"""Lists as municipalities keep them: in Excel and CSV, with titles above, odd separators and no borders."""

from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hostile import areas, read

from grannsamverkan.domain.areas import AreaType, Verification
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.period import Precision, StatedDate
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.areas import read_area_records

WKT = "POLYGON ((506000 6546000, 506200 6546000, 506200 6546200, 506000 6546200, 506000 6546000))"


def text(path: Path, lines: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(lines.replace("\n", "\r\n").encode(encoding))
    return path


def test_a_list_without_places_comes_in_as_areas_without_polygon(tmp_path: Path) -> None:
    path = text(
        tmp_path / "lista.csv",
        "Områdesnamn;Ort;Typ;Startår;Antal hushåll;Status;Verifiering\n"
        "Åsen;Hallsberg;Villor;2014;36;Aktivt;Polisen\n"
        "Öby;Pålsboda;radhus;maj 2015;ca 40 st;Vilande;\n"
        "Centrum;Hallsberg;Slott;före 2010;okänt;;grannen\n",
    )
    found = areas(path)
    assert found.mapping == {
        "name": "Områdesnamn",
        "locality": "Ort",
        "type": "Typ",
        "status": "Status",
        "valid_from": "Startår",
        "households": "Antal hushåll",
        "verification": "Verifiering",
    }
    assert [(one.row, one.name, one.cleaned) for one in found.records] == [
        (2, "Åsen", None),
        (3, "Öby", None),
        (4, "Centrum", None),
    ]
    assert found.records[0].values == {
        "locality": "Hallsberg",
        "type": AreaType.VILLA,
        "status": Status.ACTIVE,
        "valid_from": StatedDate(date(2014, 12, 31), Precision.YEAR),
        "households": 36,
        "verification": Verification.POLICE,
    }
    assert found.records[1].values["households"] == 40
    assert found.records[2].values == {
        "locality": "Hallsberg",
        "valid_from": StatedDate.before(date(2010, 1, 1)),
    }
    assert {(note.row, note.key) for note in found.warnings} == {
        (4, "import.unknown_type"),
        (4, "import.unknown_households"),
        (4, "import.unknown_verification"),
    }


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_found(tmp_path: Path, separator: str) -> None:
    path = text(
        tmp_path / "lista.csv",
        f'namn{separator}ort{separator}wkt\n"A; b, c"{separator}X{separator}"{WKT}"\n',
    )
    [record] = areas(path).records
    assert (record.name, record.values["locality"]) == ("A; b, c", "X")
    assert record.cleaned is not None
    assert round(record.cleaned.polygon.area) == 40_000


def test_a_workbook_with_a_title_above_its_header_and_gaps_is_read_by_sheet_row(
    tmp_path: Path,
) -> None:
    path = tmp_path / "lista.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Områden")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page.write(0, 0, "Grannsamverkan i kommunen 2026")
        page.write_row(3, 0, ["Namn", "Startdatum", "Hushåll", "Typ"])
        page.write(4, 0, "Åsen")
        page.write_datetime(4, 1, datetime(2014, 5, 3), day)  # noqa: DTZ001 - a sheet's day has no zone
        page.write(4, 2, 36)
        page.write(6, 0, "Öby")
        page.write(6, 1, 2015)
        page.write(6, 2, 36.0)
        page.write_formula(6, 3, '="Vil"&"lor"', None, "Villor")
        page.write(8, 0, "Fel")
        page.write(8, 1, "i våras")
        book.add_worksheet("Tomt blad")
    found = areas(path)
    assert [(one.row, one.name) for one in found.records] == [(5, "Åsen"), (7, "Öby")]
    assert found.records[0].values["valid_from"] == StatedDate(date(2014, 5, 3))
    assert found.records[1].values["valid_from"] == StatedDate(date(2015, 12, 31), Precision.YEAR)
    assert found.records[1].values["households"] == 36
    assert found.records[1].values["type"] is AreaType.VILLA
    [note] = found.refused
    assert (note.row, note.key, note.values) == (9, "error.import.bad_date", {"text": "i våras"})


def test_a_workbook_of_two_sheets_asks_which(tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("A", "B"):
            book.add_worksheet(name).write_column(0, 0, ["Namn", f"Område {name}"])
    with pytest.raises(Refused) as caught:
        read(path)
    assert caught.value.values == {"layers": "A, B"}
    table = read(path, layer="B")
    assert (table.layer, table.rows[0].values) == ("B", {"Namn": "Område B"})


def test_points_count_as_no_polygon(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", 'namn,lon,lat\nA,"15,11",59.07\nB,,\nC,x,y\n')
    table = read(path)
    assert table.crs == "EPSG:4326"
    found = read_area_records(table, register_crs="EPSG:3006")
    assert [one.cleaned for one in found.records] == [None, None, None]
    assert [(note.key, note.values) for note in found.warnings] == [("import.points", {"n": 1})]


def test_on_a_swedish_list_x_is_the_northing(tmp_path: Path) -> None:
    table = read(text(tmp_path / "a.csv", "namn;x;y\nA;6 546 000,5;506000\n"))
    assert table.crs == "EPSG:3006"
    point = table.rows[0].geometry
    assert point is not None
    assert point.bounds == (506000.0, 6546000.5, 506000.0, 6546000.5)


def test_a_bad_polygon_is_refused_by_its_row(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", f"namn;wkt\nA;{WKT}\nB;POLYGON ((1 2\nC;\n")
    found = areas(path)
    assert [one.name for one in found.records] == ["A", "C"]
    assert [(note.row, note.key) for note in found.refused] == [(3, "error.import.broken_geometry")]


def test_the_reference_system_in_the_text_counts(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", f'namn,geom\nA,"SRID=3006;{WKT}"\n')
    assert read(path).crs == "EPSG:3006"
    mixed = text(tmp_path / "b.csv", f'namn,geom\nA,"SRID=3006;{WKT}"\nB,"SRID=3010;{WKT}"\n')
    with pytest.raises(Refused) as caught:
        read(mixed)
    assert caught.value.key == "import.several_crs"


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        ("\n\n", "import.unknown_format"),
        (";;\n;;\n", "import.no_header"),
        ('namn;ort\n"A;B\nC;D\n', "import.broken_csv"),
        ("1;2\n3;4\n", "import.no_name"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, lines: str, key: str) -> None:
    with pytest.raises(Refused) as caught:
        areas(text(tmp_path / "a.csv", lines))
    assert caught.value.key == key


# -- who is who --------------------------------------------------------------------------------------


def test_same_code_and_name_is_one_area_and_same_name_with_another_code_is_two(
    tmp_path: Path,
) -> None:
    far = WKT.replace("506", "509")
    path = text(
        tmp_path / "a.csv",
        f"kod;namn;typ;wkt\n1;Åsen;villa;{WKT}\n1;Åsen;radhus;{far}\n2;Åsen;;{far}\n;Öby;;\n;ÖBY;;\n",
    )
    found = areas(path)
    assert [(one.code, one.name, one.rows) for one in found.records] == [
        ("1", "Åsen", (2, 3)),
        ("2", "Åsen", (4,)),
        (None, "Öby", (5, 6)),
    ]
    first = found.records[0].cleaned
    assert first is not None
    assert len(first.polygon.geoms) == 2
    assert found.records[0].values == {"type": AreaType.VILLA}
    assert [note.values["rows"] for note in found.merged_notes] == ["2, 3", "5, 6"]
    assert [note.key for note in found.warnings] == ["import.rows_differ"]


def test_without_codes_name_and_locality_tell_areas_apart(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", "namn;ort\nÅsen;Hallsberg\nÅsen;Pålsboda\nÅsen;hallsberg\n")
    assert [one.rows for one in areas(path).records] == [(2, 4), (3,)]


def test_a_column_that_gives_one_code_to_two_names_is_no_identity(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", "kod;namn\n1;Åsen\n1;Öby\n")
    found = areas(path)
    assert [(one.code, one.name) for one in found.records] == [(None, "Åsen"), (None, "Öby")]
    assert [note.key for note in found.warnings] == ["import.code_not_identity"]


@pytest.mark.parametrize(
    ("column", "codes"),
    [
        ("Nr", "1 2"),
        ("löpnummer", "7 9"),
        ("OBJECTID", "2 1"),
        ("fid", "0 1"),
        ("id", "1 2"),
        ("id", "0 1"),
    ],
)
def test_a_column_that_numbers_the_rows_is_no_identity(
    tmp_path: Path, column: str, codes: str
) -> None:
    first, second = codes.split()
    path = text(tmp_path / "a.csv", f"{column};namn\n{first};Åsen\n{second};Öby\n")
    found = areas(path)
    assert "code" not in found.mapping
    assert [note.key for note in found.warnings] == ["import.code_counts_rows"]
    named = read_area_records(read(path), register_crs="EPSG:3006", id_column=column)
    assert [one.code for one in named.records] == [first, second]


@pytest.mark.parametrize(
    ("column", "codes"),
    [("nr", "007 008"), ("nr", "A1 A2"), ("id", "17 42"), ("områdesnr", "1 2"), ("kod", "1 2")],
)
def test_a_column_that_tells_areas_apart_is_their_code(
    tmp_path: Path, column: str, codes: str
) -> None:
    first, second = codes.split()
    path = text(tmp_path / "a.csv", f"{column};namn\n{first};Åsen\n{second};Öby\n")
    assert [one.code for one in areas(path).records] == [first, second]


def test_a_named_code_column_is_obeyed_and_a_code_taken_twice_refused(tmp_path: Path) -> None:
    table = read(text(tmp_path / "a.csv", "nr;namn\n1;Åsen\n1;Öby\n"))
    found = read_area_records(table, register_crs="EPSG:3006", id_column="nr")
    assert [(one.code, one.name) for one in found.records] == [("1", "Åsen")]
    [note] = found.refused
    assert (note.row, note.key) == (3, "error.import.code_taken")
    assert note.values == {"code": "1", "name": "Öby", "other": "Åsen"}


def test_columns_can_be_named(tmp_path: Path) -> None:
    table = read(text(tmp_path / "a.csv", "a;b;c\nÅsen;2014;x\n"))
    columns = {"name": "a", "valid_from": "b"}
    [record] = read_area_records(table, register_crs="EPSG:3006", columns=columns).records
    assert (record.name, str(record.values["valid_from"])) == ("Åsen", "2014")
    for wrong, key in (
        ({"namn": "a"}, "import.no_such_field"),
        ({"name": "z"}, "import.no_such_column"),
    ):
        with pytest.raises(Refused) as caught:
            read_area_records(table, register_crs="EPSG:3006", columns=wrong)
        assert caught.value.key == key


def test_a_state_that_is_not_known_is_refused_rather_than_counted(tmp_path: Path) -> None:
    found = areas(text(tmp_path / "a.csv", "namn;status\nA;kanske\nB;Avslutat\n"))
    assert [(note.row, note.key) for note in found.refused] == [(2, "error.import.bad_status")]
    assert found.records[0].values == {"status": Status.CLOSED}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("namn;exempel\nA;ja\n", True),
        ("namn;example\nA;true\n", True),
        ("namn;exempel\nA;nej\n", False),
        ("namn;exempel\nA;\n", False),
        ("namn;ort\nA;EXEMPEL – påhittade uppgifter\n", True),
        ("namn;ort\nA;Exempelby\n", False),
    ],
)
def test_invented_rows_are_known_by_their_mark(tmp_path: Path, lines: str, expected: bool) -> None:  # noqa: FBT001 - pytest gives it by name
    assert areas(text(tmp_path / "a.csv", lines)).example is expected


@pytest.mark.parametrize("cell", ["okänt", "?", "-", "saknas"])
def test_a_date_that_is_said_to_be_unknown_is_blank_and_told(tmp_path: Path, cell: str) -> None:
    found = areas(text(tmp_path / "a.csv", f"namn;startår\nA;{cell}\n"))
    assert found.records[0].values == {}
    assert [(note.row, note.key) for note in found.warnings] == [(2, "import.unknown_valid_from")]


@pytest.mark.parametrize("cell", ["ca 2016", "våren 2016", "2015-2016"])
def test_a_rough_date_is_known_to_the_year_and_told(tmp_path: Path, cell: str) -> None:
    found = areas(text(tmp_path / "a.csv", f"namn;startår\nA;{cell}\n"))
    assert str(found.records[0].values["valid_from"]) == "2016"
    [note] = found.warnings
    assert (note.key, note.values) == ("import.rough_date", {"text": cell, "year": "2016"})


def test_the_names_of_people_are_not_taken_for_the_names_of_areas(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"import\.no_name"):
        areas(text(tmp_path / "a.csv", "Kontaktpersonens namn;Ort\nX;Y\n"))


def test_rows_that_became_one_area_have_parts_only_where_they_are_drawn(tmp_path: Path) -> None:
    far = WKT.replace("506", "509")
    found = areas(text(tmp_path / "a.csv", f"namn;wkt\nA;{WKT}\nA;{far}\nB;\nB;{far}\n"))
    assert [note.key for note in found.merged_notes] == ["import.merged", "import.merged_rows"]


def test_ids_of_a_register_under_the_heading_of_a_code_are_told_as_such(tmp_path: Path) -> None:
    found = areas(text(tmp_path / "a.csv", "kod;namn\n01ARZ3NDEKTSV4RRFFQ69G5FAV;A\n"))
    assert [note.key for note in found.warnings] == ["import.code_is_register_id"]


@pytest.mark.parametrize("number", ["nan", "inf", "-Infinity"])
def test_a_polygon_of_no_numbers_is_refused_as_such(tmp_path: Path, number: str) -> None:
    broken = f"POLYGON (({number} {number}, 1 1, 2 2, {number} {number}))"
    found = areas(text(tmp_path / "a.csv", f"namn;wkt_epsg3006\nA;{broken}\nB;{WKT}\n"))
    [note] = found.refused
    assert (note.row, note.name, note.key) == (2, "A", "error.geometry.not_finite")


def test_a_total_under_the_running_numbers_makes_them_no_codes(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("Nr;Namn\n1;Almen\n2;Asken\nTotalt;\n", "utf-8")
    assert [(one.name, one.code) for one in areas(path).records] == [
        ("Almen", None),
        ("Asken", None),
    ]
