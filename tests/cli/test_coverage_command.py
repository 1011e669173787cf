"""`coverage`: how many homes lie in areas, as a table and as files, alone and on a cluster."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from typed import Run

from clustered import machines


def test_each_locality_of_the_example_is_told_with_its_sum(example: Path, run: Run) -> None:
    assert example.exists()
    told = run("coverage")
    assert told.code == 0
    assert "Hallsberg" in told.out
    assert "Räknat: bostäderna i registret" in told.out
    assert "arbetsmaterial" in told.err
    assert "EXEMPEL" in told.err
    found = run("coverage", "--json").data
    assert found["counted"] == "dwellings"
    for name in ("homes", "covered"):
        assert found[name] == sum(row[name] for row in found["rows"])
    assert 0 < found["covered"] < found["homes"]
    assert found["share"] == round(found["covered"] / found["homes"], 4)


def test_it_is_the_same_sum_whatever_it_is_told_by_and_grows_with_the_areas(
    example: Path, run: Run
) -> None:
    assert example.exists()
    told = {by: run("coverage", "--by", by, "--json").data for by in ("municipality", "type")}
    assert {one["covered"] for one in told.values()} == {run("coverage", "--json").data["covered"]}
    (hallsberg,) = told["municipality"]["rows"]
    assert hallsberg["municipality"] == "1861"
    assert hallsberg["covered"] == told["municipality"]["covered"]
    assert {row["name"] for row in told["type"]["rows"]} >= {"villa", "flats", "rural"}
    assert all(row["homes"] == told["type"]["homes"] for row in told["type"]["rows"])
    before = run("coverage", "--on", "2015-12-31", "--json").data
    assert before["on"] == "2015-12-31"
    assert before["covered"] < told["type"]["covered"]


def test_a_file_holds_the_same_numbers_and_says_that_they_are_invented(
    example: Path, run: Run, tmp_path: Path
) -> None:
    assert example.exists()
    told = run("coverage", "--json").data["rows"][0]
    files = {kind: tmp_path / f"tackning.{kind}" for kind in ("csv", "xlsx", "json")}
    for file in files.values():
        assert run("coverage", "--out", file).code == 0
    with files["csv"].open(encoding="utf-8-sig", newline="") as text:
        first = next(csv.DictReader(text, delimiter=";"))
    assert first["Ort"] == told["name"]
    assert int(first["I områden"]) == told["covered"]
    assert float(first["Andel (%)"].replace(",", ".")) == round(100 * told["share"], 1)
    assert first["example"].startswith("EXEMPEL")
    page, about = openpyxl.load_workbook(files["xlsx"])
    assert [cell.value for cell in page[2]][1:4] == [told["name"], told["homes"], told["covered"]]
    assert about["A2"].value.startswith("EXEMPEL")
    data = json.loads(files["json"].read_text("utf-8"))
    assert data["rows"][0] == told
    assert data["note"].startswith("EXEMPEL")


@pytest.mark.parametrize("name", ["tackning.pdf", "tackning"])
def test_another_kind_of_file_is_refused_before_anything_is_counted(
    example: Path, run: Run, tmp_path: Path, name: str
) -> None:
    assert example.exists()
    refused = run("coverage", "--out", tmp_path / name)
    assert refused.code == 1
    assert "csv, xlsx, json" in refused.err
    assert not (tmp_path / name).exists()


def test_without_homes_it_says_how_to_read_them_in(empty: Path, run: Run) -> None:
    assert empty.exists()
    refused = run("coverage")
    assert refused.code == 1
    assert "import dwellings" in refused.err


def test_a_cluster_counts_the_same(example: Path, run: Run) -> None:
    assert example.exists()
    alone = run("coverage", "--json").data
    with machines(2) as made:
        assert run("coverage", "--json", "--cluster", made.scheduler_address).data == alone
    wrong = run("coverage", "--cluster", "kluster")
    assert wrong.code == 1
    assert "tcp://NAMN:PORT" in wrong.err
