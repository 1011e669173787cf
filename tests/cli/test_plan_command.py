"""`plan`: proposals as files, and nothing changed in the register."""

import json
from pathlib import Path

from typed import Run

from grannsamverkan.register import open_register


def test_the_example_is_planned_and_stays_as_it_is(example: Path, run: Run, tmp_path: Path) -> None:
    before = open_register(example).head()
    told = run("plan", "--new", 3, "--out", tmp_path / "plan")
    assert told.code == 0
    assert "Inga inbrott är inlästa" in told.out
    assert "3 förslag" in told.out
    assert "EXEMPEL" in told.err
    assert "arbetsmaterial" in told.err
    assert "EXEMPEL" in (tmp_path / "plan" / "method.md").read_text("utf-8")
    assert open_register(example).head() == before
    same = run("plan", "--new", 3, "--out", tmp_path / "plan", "--json").data
    assert same == json.loads((tmp_path / "plan" / "plan.json").read_text("utf-8"))


def test_burglaries_weigh_once_and_are_not_kept(example: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "inbrott.csv"
    rows = [f"2024-0{1 + n % 9}-10;{507_000 + 40 * n};6547500;ja;ja" for n in range(40)]
    file.write_text("\n".join(["datum;x;y;fullbordat;bostad", *rows, "okänd;507000;6547500;ja;ja"]))
    done = run(
        "plan", "--new", 2, "--out", tmp_path / "plan", "--burglaries", file, "--crs", "EPSG:3006"
    )
    assert done.code == 0
    assert "1 utan dag" in done.out
    assert "fullbordade bostadsinbrott från 1 januari 2024" in done.out
    assert example.exists()
    as_data = run(
        "plan",
        "--new",
        2,
        "--out",
        tmp_path / "plan",
        "--burglaries",
        file,
        "--crs",
        "EPSG:3006",
        "--json",
    ).data
    assert as_data["weights"]["risk"] == 0.3


def test_what_cannot_be_planned_is_refused(empty: Path, run: Run, tmp_path: Path) -> None:
    assert empty.exists()
    without = run("plan", "--out", tmp_path / "plan")
    assert without.code == 1
    assert "inga vägar eller bostäder" in without.err
    assert run("plan", "--out", tmp_path / "plan", "--new", 0).code == 1
    assert not (tmp_path / "plan").exists()
