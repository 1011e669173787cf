"""Commands that only read: list, show, count, bridge, check, verify, and what they answer as JSON."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typed import Run, head, squares, written

MARK = "EXEMPEL – påhittade uppgifter"


@pytest.mark.usefixtures("example")
def test_a_list_of_areas_says_what_each_is(run: Run) -> None:
    areas = run("areas", "list", "--json").data
    assert len({area["id"] for area in areas}) == len(areas) == 27
    assert {"id", "name", "status", "type", "locality", "m2"} <= set(areas[0])
    assert areas == sorted(areas, key=lambda area: area["name"].casefold())
    active = run("areas", "list", "--status", "active", "--json").data
    assert {area["status"] for area in active} == {"active"}
    assert len([area for area in active if area["m2"] is None]) == 2
    assert run("areas", "list", "--on", "2000-01-01", "--json").data == []
    assert run("areas", "list", "--municipality", "0180", "--json").data == []


@pytest.mark.usefixtures("example")
def test_a_list_for_people_has_words_and_the_mark(run: Run) -> None:
    answer = run("areas", "list")
    assert answer.code == 0
    assert "Aktivt" in answer.out
    assert "rita gräns" in answer.out
    assert MARK in answer.err


@pytest.mark.usefixtures("example")
def test_an_area_is_shown_by_id_or_name_with_its_history(run: Run) -> None:
    area = run("areas", "list", "--json").data[0]
    shown = run("areas", "show", area["id"], "--json").data
    assert shown == run("areas", "show", area["name"].upper(), "--json").data
    assert shown["id"] == area["id"]
    assert shown["history"][-1]["status"] == area["status"]
    assert {"seq", "at", "by", "action", "reason"} == set(shown["changes"][0])
    assert {"on", "total", "source"} == set(shown["households"][0])
    told = run("areas", "show", area["name"]).out
    assert area["id"] in told
    assert shown["changes"][0]["reason"] in told


@pytest.mark.usefixtures("example")
@pytest.mark.parametrize("name", ["saknas", "", "../../etc/passwd", "ÅÄÖ 💥", "x" * 5_000])
def test_an_area_that_is_not_there_is_refused(run: Run, name: str) -> None:
    answer = run("areas", "show", name)
    assert (answer.code, answer.out) == (1, "")
    assert "Lista områdena" in answer.err


@pytest.mark.usefixtures("example")
def test_a_count_has_the_shape_that_programs_rely_on(run: Run) -> None:
    count = run("count", "--on", "2021-05-31", "--json").data
    assert count["on"] == "2021-05-31"
    assert count["active"] == sum(count["by_type"].values()) == sum(count["by_locality"].values())
    assert count["lowest"] <= count["active"] <= count["highest"]
    listed = run("areas", "list", "--on", "2021-05-31", "--status", "active", "--json").data
    assert count["active"] == len(listed)
    assert count["m2"] == sum(area["m2"] or 0 for area in listed)


@pytest.mark.usefixtures("example")
def test_a_count_for_people_says_what_it_rests_on(run: Run) -> None:
    answer = run("count", "--on", "2016-06-01")
    assert "aktiva områden vid slutet av 1 juni 2016." in answer.out
    assert "Med ungefärliga datum" in answer.out
    today = run("count").out
    assert "Utan ritad gräns: 2" in today
    assert "Hallsberg" in today
    assert "0 aktiva områden" in run("count", "--on", "1990").out
    assert run("count", "--municipality", "1861").out == today


@pytest.mark.usefixtures("example")
def test_a_count_as_known_then_differs_from_what_is_known_now(run: Run) -> None:
    before = run("count", "--on", "2019-01-01", "--known-at", "2019-01-01", "--json").data
    after = run("count", "--on", "2019-01-01", "--json").data
    assert before["active"] == 0 < after["active"]
    late = run("count", "--on", "2019-01-01", "--known-at", "2030-01-01T00:00", "--json").data
    assert late == after


@pytest.mark.usefixtures("example")
def test_a_bridge_adds_up_for_numbers_and_sizes(run: Run) -> None:
    bridge = run("bridge", "2019-11-28", "2021-05-31", "--json").data
    assert (bridge["from"], bridge["to"]) == ("2019-11-28", "2021-05-31")
    ends = {"opening", "closing"}
    headings = set(bridge["m2"]) - ends
    assert headings >= {
        "started",
        "restarted",
        "lapsed",
        "closed",
        "split",
        "merged",
        "redrawn",
        "moved",
        "corrected",
    }
    for figures in (bridge, bridge["m2"]):
        events = sum(figures[heading] for heading in headings)
        assert figures["opening"] + events == figures["closing"]
    assert bridge["closing"] == run("count", "--on", "2021-05-31", "--json").data["active"]
    told = run("bridge", "2019-11-28", "2021-05-31").out
    assert "Vid början" in told
    assert "Vid slutet" in told


@pytest.mark.usefixtures("example")
def test_a_bridge_from_what_was_known_shows_what_was_corrected(run: Run) -> None:
    arguments = ("bridge", "2018-12-31", "2020-12-31", "--municipality", "1861", "--json")
    known = run(*arguments, "--opening-known-at", "2019-01-01").data
    now = run(*arguments).data
    assert known["opening"] + known["corrected"] == now["opening"] + now["corrected"]
    assert known["opening"] == 0 < now["opening"]


@pytest.mark.usefixtures("example")
def test_a_bridge_backwards_is_refused_and_one_of_no_days_is_empty(run: Run) -> None:
    answer = run("bridge", "2021-05-31", "2019-11-28")
    assert answer.code == 1
    assert "efter början" in answer.err
    still = run("bridge", "2021-05-31", "2021-05-31", "--json").data
    assert still["opening"] == still["closing"]


@pytest.mark.usefixtures("empty")
def test_a_check_answers_for_a_place(run: Run, tmp_path: Path) -> None:
    file = squares(tmp_path / "a.geojson", "Norrängen")
    run("import", "areas", file, "--commit")
    inside = run("check", "15.0893", "59.0558", "--json").data
    assert (inside["state"], [area["name"] for area in inside["areas"]]) == (
        "inside",
        ["Norrängen"],
    )
    outside = run("check", "15.12", "59.0558", "--json").data
    assert (outside["state"], outside["areas"]) == ("outside", [])
    assert set(outside["nearest"]) == {"id", "name", "distance_m", "direction"}
    assert outside["nearest"]["direction"] == "w"
    assert "Nej, platsen ligger inte" in run("check", "15.12", "59.0558").out
    assert "åt väster" in run("check", "15.12", "59.0558").out
    assert "Ja, platsen ligger i Norrängen." in run("check", "15.0893", "59.0558").out
    assert run("check", "15.0893", "59.0558", "--on", "2000-01-01", "--json").data["areas"] == []


@pytest.mark.usefixtures("empty")
def test_a_check_takes_negative_coordinates(run: Run) -> None:
    assert run("check", "-5.25", "-57.5", "--json").data["state"] == "outside_municipality"
    assert run("check", "--json", "-5.25", "57.5").data["state"] == "outside_municipality"
    assert run("check", "--", "-5.25", "57.5").code == 0


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    ("lon", "lat"),
    [("nan", "59"), ("15", "NaN"), ("inf", "59"), ("-inf", "0"), ("1e400", "0"), ("1e300", "-1e300"),
     ("181", "0"), ("0", "-91"), ("59.05", "150")],
)  # fmt: skip
def test_a_check_of_no_place_on_earth_is_refused(run: Run, lon: str, lat: str) -> None:
    answer = run("check", lon, lat)
    assert answer.code == 1
    assert "finns inte på jorden" in answer.err


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("arguments", [("x", "59"), ("15",), ("15", "59", "60"), ("15,1", "59")])
def test_a_check_of_what_is_no_number_is_wrong_usage(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("check", *arguments).code == 2


@pytest.mark.usefixtures("example")
@pytest.mark.parametrize(
    "day",
    [
        "2021-02-30",
        "igår",
        "9999-12-31",
        "9999",
        "före 0001-01-01",
        "0000-01-01",
        "20210531",
        "1e9",
    ],
)
def test_what_is_no_day_is_refused_everywhere(run: Run, day: str) -> None:
    for arguments in (
        ("count", "--on", day),
        ("count", "--known-at", day),
        ("areas", "list", "--on", day),
        ("check", "15", "59", "--on", day),
        ("bridge", day, day),
        ("export", "areas", "--out", "x.csv", "--on", day),
        ("map", "--out", "x.html", "--on", day),
        ("areas", "change", "Norrängen", "lapse", "--on", day),
    ):
        answer = run(*arguments)
        assert answer.code == 1, arguments
        assert "är inget datum" in answer.err or "Det finns inget område" in answer.err


@pytest.mark.usefixtures("example")
@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00", "9998-12-31T23:59", "2021-05-31T12:00+02:00"]
)
def test_the_ends_of_time_are_no_fault(run: Run, moment: str) -> None:
    answer = run("count", "--known-at", moment, "--json")
    assert answer.code in {0, 1}
    assert answer.code == 0 or "är inget datum" in answer.err


@pytest.mark.usefixtures("example")
@pytest.mark.parametrize("moment", ["2021-05-31T25:00", "Torsdag", "T"])
def test_what_is_no_moment_is_refused(run: Run, moment: str) -> None:
    answer = run("count", "--known-at", moment)
    assert answer.code == 1
    assert "är inget datum" in answer.err


@pytest.mark.usefixtures("example")
def test_the_first_day_of_the_calendar_has_no_areas(run: Run) -> None:
    assert run("count", "--on", "0001-01-01", "--json").data["active"] == 0
    bridge = run("bridge", "0001-01-01", "2025-12-31", "--json").data
    assert bridge["opening"] == 0 < bridge["closing"]


def test_the_journal_tells_every_change(example: Path, run: Run) -> None:
    entries = run("audit", "list", "--json").data
    assert [entry["seq"] for entry in entries] == list(range(1, head(example).seq + 1))
    told = run("audit", "list").out
    assert "Exemplet påbörjat" in told
    assert "Intresse anmält" in told


def test_verify_answers_for_the_whole_journal(example: Path, run: Run) -> None:
    newest = head(example)
    assert run("audit", "verify", "--json").data == {
        "intact": True,
        "changes": newest.seq,
        "head": newest.hash,
        "fault": None,
    }
    assert "Allt stämmer" in run("audit", "verify", "--head", newest.hash).out
    answer = run("audit", "verify", "--head", "f" * 64)
    assert answer.code == 1
    assert "finns inte i kedjan" in answer.err
    assert run("audit", "verify", "--head", "f" * 64, "--json").data["intact"] is False


def test_the_register_is_named_by_option_or_environment_or_lies_here(
    example: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run("count", "--json").out
    moved = example.rename(tmp_path / "flyttad.gpkg")
    assert run("count").code == 1
    assert run("count", "--json", "--register", moved).out == expected
    monkeypatch.setenv("GRANNSAMVERKAN_REGISTER", str(moved))
    assert run("count", "--json").out == expected
    assert run("count", "--register", tmp_path / "annan.gpkg").code == 1


@pytest.mark.usefixtures("example")
def test_english_is_spoken_where_it_is_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRANNSAMVERKAN_LANG", "en")
    assert "active areas at the end of 31 May 2021." in run("count", "--on", "2021-05-31").out
    assert "There is no area with that id." in run("areas", "show", "x").err
    monkeypatch.setenv("GRANNSAMVERKAN_LANG", "tlh")
    assert "aktiva områden" in run("count").out


def content(folder: Path) -> dict[str, bytes | None]:
    """Return the files and folders in a folder, with what the files hold."""
    return {one.name: one.read_bytes() if one.is_file() else None for one in folder.iterdir()}


def folder(path: Path) -> Path:
    """Make a folder."""
    path.mkdir()
    return path


def database(path: Path) -> Path:
    """Make a database that is no register."""
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE t (x)")
    return path


@pytest.mark.parametrize(
    "make",
    [
        folder,
        database,
        lambda path: written(path, "inget register"),
        lambda path: written(path, ""),
        lambda path: squares(path, "A"),
        lambda path: path,
        lambda path: path / "saknas" / "x.gpkg",
    ],
    ids=["folder", "database", "text", "empty", "geodata", "nothing", "missing folder"],
)
def test_what_is_no_register_is_refused_in_words_and_left_alone(
    run: Run, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    path = make(tmp_path / "x.gpkg")
    before = content(tmp_path)
    for arguments in (
        ("count",),
        ("areas", "list"),
        ("audit", "verify"),
        ("backup", "kopia.gpkg"),
        ("share", "--out", "delad.gpkg"),
        ("serve", "--no-browser"),
        ("map",),
        ("import", "undo", "1"),
    ):
        answer = run(*arguments, "--register", path)
        assert answer.code == 1, arguments
        assert answer.err
        assert "oväntat" not in answer.err
    assert content(tmp_path) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_cannot_be_written_to_is_said(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "låst"
    folder.mkdir(mode=0o500)
    answer = run("init", "--name", "X", "--register", folder / "r.gpkg")
    assert answer.code == 1
    assert "oväntat" not in answer.err


@pytest.mark.usefixtures("example")
def test_a_file_in_the_folder_maps_is_a_map_and_an_unknown_map_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = '[title]\nsv = "Egen karta"\nen = "My map"\n'
    for folder in ("maps", "elsewhere"):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder / f"{folder}.toml", own)
    assert run("map", "--map", "maps", "--out", "own.html").code == 0
    assert "Egen karta" in (tmp_path / "own.html").read_text("utf-8")
    assert run("map", "--map", "karta", "--out", "plain.html").code == 0
    unknown = run("map", "--map", "elsewhere")
    assert unknown.code == 1
    assert "Kartor som finns: karta, maps" in unknown.err
    monkeypatch.setenv("GRANNSAMVERKAN_MAPS", str(tmp_path / "elsewhere"))
    assert run("map", "--map", "elsewhere", "--out", "there.html").code == 0


@pytest.mark.usefixtures("example")
@pytest.mark.parametrize(
    "command",
    [
        ("count", "--on", "2950-01-01"),
        ("coverage", "--on", "2950-01-01"),
        ("check", "15.1", "59.06", "--on", "2950-01-01"),
        ("areas", "list", "--on", "2950-01-01"),
        ("bridge", "2019-12-31", "2950-01-01"),
        ("export", "areas", "--out", "there.csv", "--on", "2950-01-01"),
    ],
)
def test_nothing_is_told_of_a_day_that_has_not_been_yet(run: Run, command: tuple[str, ...]) -> None:
    answer = run(*command)
    assert answer.code == 1
    assert answer.out == ""
    assert "1 januari 2950 har inte varit ännu" in answer.err
