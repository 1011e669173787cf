"""`plan`: proposals as files, and nothing changed in the register."""

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typed import Answer, Run

from clustered import machines
from grannsamverkan.actions import planning
from grannsamverkan.domain.areas import Municipality
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
    assert "Filen har 40 uppgifter om inbrott, från 1 januari 2024 till 30 september" in done.out
    assert "felskrivet" not in done.err
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


def planned_with(run: Run, folder: Path, rows: list[str], *more: str) -> Answer:
    file = folder / "inbrott.csv"
    file.write_text("\n".join(["datum;x;y;fullbordat;bostad", *rows]))
    out = folder / "plan"
    return run("plan", "--new", 1, "--out", out, "--burglaries", file, "--crs", "EPSG:3006", *more)


def test_burglaries_that_say_nothing_are_told_loudly(
    example: Path, run: Run, tmp_path: Path
) -> None:
    assert example.exists()
    far = [f"2024-05-{10 + n};{400_000 + n};6547500;ja;ja" for n in range(9)]
    told = planned_with(run, tmp_path, far)
    assert told.code == 0
    assert "risken är okänd, och vikten för den är 0." in told.out
    assert "  9 inbrott utan plats nära en gata med bostäder." in told.out
    assert "därför med okänd risk: Hallsberg" in told.err
    assert "Det mesta räknas inte: 9 av 9" in told.err
    near = [f"2024-05-{10 + n};{507_000 + n};6547500;ja;ja" for n in range(8)]
    some = planned_with(run, tmp_path, [*far, *near, "2062-05-05;507000;6547500;ja;ja"])
    assert "  9 inbrott utan plats nära en gata med bostäder." in some.out
    assert "1 med en dag som inte har kommit än" in some.out
    assert "Det mesta räknas inte: 10 av 18" in some.err
    assert "okänd risk" not in some.err
    each = planned_with(run, tmp_path, [*far, *near], "--all")
    assert "Inbrott" in each.out
    assert "Det mesta räknas inte: 9 av 17" in each.err


def test_a_year_that_looks_mistyped_is_told(example: Path, run: Run, tmp_path: Path) -> None:
    assert example.exists()
    rows = [f"2024-05-{10 + n};{507_000 + n};6547500;ja;ja" for n in range(9)]
    told = planned_with(run, tmp_path, [*rows, "2004-05-05;507000;6547500;ja;ja"], "--json")
    assert told.code == 0
    assert "över mer än 10 år, från 1 maj 2004 till 31 maj 2024" in told.err
    assert "Från 6 maj 2004 till 9 maj 2024 finns inga uppgifter" in told.err
    assert "mistyped" not in told.err
    assert told.data["burglaries"]["from"] == "2004-05-01"


def test_the_example_says_how_many_candidates_could_not_be_drawn(
    example: Path, run: Run, tmp_path: Path
) -> None:
    assert example.exists()
    told = run("plan", "--new", 10, "--out", tmp_path / "plan")
    assert "bland de platser som kunde ritas" in told.out
    left = json.loads((tmp_path / "plan" / "plan.json").read_text("utf-8"))["candidates_not_drawn"]
    assert left > 1
    card = (tmp_path / "plan" / "method.md").read_text("utf-8")
    assert f"{left} tänkbara platser, som ingen rimlig gräns gick att rita runt." in card


def test_what_cannot_be_planned_is_refused(empty: Path, run: Run, tmp_path: Path) -> None:
    assert empty.exists()
    without = run("plan", "--out", tmp_path / "plan")
    assert without.code == 1
    assert "inga vägar eller bostäder" in without.err
    assert run("plan", "--out", tmp_path / "plan", "--new", 0).code == 1
    assert not (tmp_path / "plan").exists()


def test_a_folder_that_cannot_be_replaced_is_refused_before_anything_is_reckoned(
    example: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "wish_of", None)
    assert example.exists()
    monkeypatch.chdir(tmp_path)
    for out in (".", "/"):
        refused = run("plan", "--out", out)
        assert refused.code == 1
        assert "Ange en ny mapp i den" in refused.err
    (tmp_path / "karta").mkdir()
    (tmp_path / "karta" / "map.html").write_text("min")
    refused = run("plan", "--out", "karta")
    assert refused.code == 1
    assert "annat än en plan" in refused.err


def test_many_municipalities_get_a_folder_each(example: Path, run: Run, tmp_path: Path) -> None:
    assert example.exists()
    alone = run("plan", "--new", 2, "--out", tmp_path / "en")
    assert alone.code == 0
    told = run("plan", "--new", 2, "--out", tmp_path / "alla", "--all")
    assert told.code == 0
    assert "En plan skriven" in told.out
    assert "1861" in told.out
    for one in (tmp_path / "en").iterdir():
        assert (tmp_path / "alla" / "1861" / one.name).read_bytes() == one.read_bytes()
    (data,) = run("plan", "--new", 2, "--out", tmp_path / "alla", "--all", "--json").data
    assert data["municipality"] == "1861"
    assert run("plan", "--out", tmp_path / "en", "--municipality", "1861,9999").code == 1


def test_those_without_ground_are_named_and_left_out(
    example: Path, run: Run, tmp_path: Path
) -> None:
    with closing(open_register(example)) as register:
        now = datetime(2026, 11, 27, 12, tzinfo=UTC)
        with register.change(actor="prov", action="prov", reason="", now=now) as change:
            change.set_municipality(Municipality(code="1881", name="Kumla"))
    told = run("plan", "--new", 1, "--out", tmp_path / "alla", "--all")
    assert told.code == 0
    assert "utan plan: Kumla" in told.err
    assert [one.name for one in (tmp_path / "alla").iterdir()] == ["1861"]
    asked = run("plan", "--new", 1, "--out", tmp_path / "alla", "--municipality", "1861,1881")
    assert asked.code == 1
    assert "Kumla" in asked.err
    assert [one.name for one in (tmp_path / "alla").iterdir()] == ["1861"]


def test_nothing_to_plan_for_anywhere_is_refused(empty: Path, run: Run, tmp_path: Path) -> None:
    assert empty.exists()
    told = run("plan", "--out", tmp_path / "alla", "--all")
    assert told.code == 1
    assert "Hallsberg" in told.err


def test_a_cluster_gives_the_same_files(example: Path, run: Run, tmp_path: Path) -> None:
    assert example.exists()
    assert run("plan", "--new", 2, "--out", tmp_path / "en").code == 0
    with machines(2) as made:
        told = run(
            "plan", "--new", 2, "--out", tmp_path / "dask", "--cluster", made.scheduler_address
        )
    assert told.code == 0
    for one in (tmp_path / "en").iterdir():
        assert (tmp_path / "dask" / one.name).read_bytes() == one.read_bytes()
    wrong = run("plan", "--out", tmp_path / "ny", "--cluster", "kluster")
    assert wrong.code == 1
    assert "tcp://NAMN:PORT" in wrong.err
    assert not (tmp_path / "ny").exists()
