"""`--fit`: homes estimated by the size of buildings add up to known totals, and every figure tells how it is known."""

from pathlib import Path

import pytest
from typed import Run

from grannsamverkan.data import GEODATA, data_folder
from prepared import example_of
from town import NOW

KARHULA = data_folder(GEODATA) / "karhula" / "karhula.osm.pbf"
TOTALS = "ort;bostäder;år;källa\nHelilä;150;2023;påhittat\nVilse;9;2023;påhittat\n"


@pytest.fixture
def karhula(tmp_path: Path) -> Path:
    path = tmp_path / "grannsamverkan.gpkg"
    example_of(path, "karhula", NOW).close()
    (tmp_path / "kända.csv").write_text(TOTALS, "utf-8")
    return path


def test_homes_add_up_and_the_card_tells_to_what(karhula: Path, run: Run, tmp_path: Path) -> None:
    assert karhula.exists()
    known = ("--fit", tmp_path / "kända.csv", "--commit")
    told = run("import", "dwellings", KARHULA, *known)
    assert told.code == 0
    assert "avstämd" in told.out
    assert "ingen ort med namnet" in told.out
    data = run("import", "dwellings", KARHULA, *known, "--json").data
    vilse, helila = sorted(data["fits"], key=lambda one: one["known"])
    assert helila["after"] == helila["known"] == 150
    assert helila["before"] != 150
    assert vilse["outcome"] == "nowhere"
    assert run("import", "osm", KARHULA, *known, "--json").data["fits"] == data["fits"]
    plan = run("plan", "--new", 1, "--out", tmp_path / "plan", "--json").data
    assert plan["homes"] == data["homes"]
    assert plan["homes_fitted_to"] == ["påhittat 2023"]
    card = (tmp_path / "plan" / "method.md").read_text("utf-8")
    assert "Skattningarna är avstämda mot: påhittat 2023" in card


def test_without_totals_the_card_tells_that_they_are_estimates(
    karhula: Path, run: Run, tmp_path: Path
) -> None:
    assert karhula.exists()
    assert run("import", "osm", KARHULA, "--commit", "--json").data["fits"] == []
    plan = run("plan", "--new", 1, "--out", tmp_path / "plan", "--json").data
    assert 0 < plan["homes_estimated"] < plan["homes"]
    assert plan["homes_fitted_to"] == []
    card = (tmp_path / "plan" / "method.md").read_text("utf-8")
    assert "inte avstämda mot något känt antal" in card


def test_a_file_of_totals_that_says_too_little_stops_the_import(
    karhula: Path, run: Run, tmp_path: Path
) -> None:
    assert karhula.exists()
    wrong = tmp_path / "fel.csv"
    wrong.write_text("ort;bostäder\nHelilä;många\n")
    told = run("import", "dwellings", KARHULA, "--fit", wrong, "--commit")
    assert told.code == 1
    assert "Rad 2" in told.err
