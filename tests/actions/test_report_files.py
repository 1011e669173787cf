"""One report in five forms: the same numbers in all, the same bytes twice, and what people typed stays text."""

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
from acting import doing, on
from led_reports import heard, published
from promising import followed, promised

from grannsamverkan.actions import areas
from grannsamverkan.actions.report_files import base_name, report_files
from grannsamverkan.actions.reporting import Rendered
from grannsamverkan.actions.reports import account
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.reporting import Report
from grannsamverkan.domain.yearly_numbers import numbers, read_numbers
from grannsamverkan.register import Register
from samples import square

REPORT = Report(id="R", municipality="1861", start=date(2020, 1, 1), last_day=date(2020, 12, 31))
BASE = "grannsamverkan-1861-2020"
ODD = "=Norrängen #let x <b>$y$"


@pytest.fixture
def files(register: Register) -> dict[str, Rendered]:
    """Give the files of a register with two areas, one of which has an odd name, and a promise."""
    for name, since, north_m in ((ODD, "2019-03-01", 0.0), ("Södergård", "2020-05-01", 1_000.0)):
        areas.found(
            doing(register, from_records=True),
            name=name,
            municipality="1861",
            event=Event.INHERIT,
            on=on(since),
            polygon=square(0, north_m),
            locality=name,
        )
    followed(register, promised(register))
    return report_files(REPORT, account(register, REPORT))


def test_there_is_a_page_and_a_paper_in_each_language_and_one_of_the_others(
    files: dict[str, Rendered],
) -> None:
    assert set(files) == {
        f"{BASE}.sv.html", f"{BASE}.sv.pdf", f"{BASE}.sv.xlsx", f"{BASE}.sv-siffror.csv",
        f"{BASE}.sv-siffror.json", f"{BASE}.en.html", f"{BASE}.en.pdf",
    }  # fmt: skip
    assert files[f"{BASE}.sv.pdf"].content.startswith(b"%PDF-")
    assert files[f"{BASE}.sv.html"].media_type.startswith("text/html")


def test_every_number_is_the_same_in_all_that_hold_them(
    files: dict[str, Rendered], register: Register
) -> None:
    told = numbers(account(register, REPORT))
    assert read_numbers(files[f"{BASE}.sv-siffror.json"].content) == told
    text = files[f"{BASE}.sv-siffror.csv"].content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
    in_csv = {row[0]: row[2].replace(",", ".") for row in rows}
    assert {key: float(text) if text else None for key, text in in_csv.items()} == told
    book = openpyxl.load_workbook(io.BytesIO(files[f"{BASE}.sv.xlsx"].content))
    sheet = book["Siffror"]
    in_book = {row[0]: row[2] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert {key: value for key, value in told.items() if value is not None} == {
        key: value for key, value in in_book.items() if key in told and value is not None
    }
    page = files[f"{BASE}.sv.html"].content.decode()
    assert "Aktiva områden den 31 december 2019: 1. Den 31 december 2020: 2." in page


def test_views_that_another_report_tells_of_are_shown_in_no_file(register: Register) -> None:
    heard(register, 30, date(2020, 5, 1))
    published(register, date(2020, 10, 1))
    told = account(register, REPORT)
    files = report_files(REPORT, told)
    figures = read_numbers(files[f"{BASE}.sv-siffror.json"].content)
    assert {figures[key] for key in figures if key.startswith("views.")} == {None}
    page = files[f"{BASE}.sv.html"].content.decode()
    assert "drogs de ifrån varandra" in page
    assert "1 oktober 2020 – 31 december 2020" in page
    book = openpyxl.load_workbook(io.BytesIO(files[f"{BASE}.sv.xlsx"].content))
    cells = {cell for row in book["Synpunkter"].iter_rows(values_only=True) for cell in row}
    assert "Rapporter som redovisar synpunkter från de här dagarna" in cells
    assert "1 oktober 2020 – 31 december 2020" in cells
    assert not any(isinstance(cell, int | float) for cell in cells)


def test_each_number_is_called_something_in_words(files: dict[str, Rendered]) -> None:
    text = files[f"{BASE}.sv-siffror.csv"].content.decode("utf-8-sig")
    names = {row[0]: row[1] for row in csv.reader(io.StringIO(text), delimiter=";")}
    assert names["areas.event.started"] == "Så ändrades antalet områden · händelse · Startade"
    assert names["areas.on.2020-05-31"] == "Så ändrades antalet områden · aktiva · 31 maj 2020"
    assert not [name for name in names.values() if "_" in name]
    (own,) = {name for key, name in names.items() if key.endswith(".value")}
    assert own == "Fler områden · Områden · utfall"


def test_the_same_report_is_the_same_bytes(files: dict[str, Rendered], register: Register) -> None:
    assert report_files(REPORT, account(register, REPORT)) == files


def test_what_people_typed_stays_text(files: dict[str, Rendered]) -> None:
    page = files[f"{BASE}.sv.html"].content.decode()
    assert "<b>$y$" not in page
    assert "=Norrängen #let x &lt;b&gt;$y$" in page
    book = openpyxl.load_workbook(io.BytesIO(files[f"{BASE}.sv.xlsx"].content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    json.loads(files[f"{BASE}.sv-siffror.json"].content)


@pytest.mark.parametrize(
    ("start", "last_day", "version", "name"),
    [
        ("2020-01-01", "2020-12-31", 1, "2020"),
        ("2020-01-01", "2020-12-31", 2, "2020-v2"),
        ("2019-11-28", "2021-05-31", 1, "2019-11-28_2021-05-31"),
        ("2019-01-01", "2020-12-31", 1, "2019-01-01_2020-12-31"),
    ],
)
def test_files_are_named_by_municipality_period_and_version(
    start: str, last_day: str, version: int, name: str
) -> None:
    report = Report(
        id="R",
        municipality="1861",
        start=date.fromisoformat(start),
        last_day=date.fromisoformat(last_day),
        version=version,
    )
    assert base_name(report) == f"grannsamverkan-1861-{name}"
