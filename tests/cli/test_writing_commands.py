"""Commands that write: dry until --commit where it matters, refused with a reason, whole or not at all."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import geopandas
import pytest
from typed import Run, head, squares, written

from samples import square

LIST = "Kod;Namn;Ort;Typ;Startår;Hushåll\n1;Norrängen;Hallsberg;villa;2014;30\n2;Kvarnbacken;Pålsboda;radhus;2019-05;22\n"


@pytest.fixture
def listed(empty: Path, tmp_path: Path, run: Run) -> Path:
    """Give a register into which a list has been taken."""
    run("import", "areas", written(tmp_path / "lista.csv", LIST), "--commit")
    return empty


# -- init and demo ---------------------------------------------------------------------------------


def test_init_makes_a_register_for_municipalities(run: Run, tmp_path: Path) -> None:
    data = run("init", "--municipality", "1861, 1881", "--json").data
    assert data["municipalities"] == [
        {"code": "1861", "name": "Hallsberg"},
        {"code": "1881", "name": "Kumla"},
    ]
    assert (data["name"], data["crs"]) == ("Hallsberg, Kumla", "EPSG:3006")
    assert (tmp_path / "grannsamverkan.gpkg").is_file()
    again = run("init", "--municipality", "1861")
    assert again.code == 1
    assert "Det finns redan något" in again.err


def test_init_makes_a_register_elsewhere(run: Run, tmp_path: Path) -> None:
    border = squares(tmp_path / "border.geojson", "London", side_m=9_000)
    answer = run(
        "init",
        "--name",
        "London",
        "--crs",
        "EPSG:32633",
        "--border",
        border,
        "--register",
        "l.gpkg",
    )
    assert answer.code == 0
    assert "Registret London finns nu i l.gpkg (EPSG:32633)." in answer.out


def test_init_stands_though_the_maps_could_not_be_built_ahead(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("grannsamverkan.actions.serving.build_maps", refuse)
    assert run("init", "--name", "X").code == 0
    assert run("count", "--json").data["active"] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--municipality", ","),
        ("--municipality", "9999"),
        ("--name", " "),
        ("--name", "X", "--crs", "EPSG:4326"),
        ("--name", "X", "--crs", "EPSG:99999999999999999999"),
        ("--name", "X", "--border", "saknas.geojson"),
        ("--name", "X", "--border", "."),
        ("--municipality", "1861,1881", "--border", "x"),
        ("--name", "X", "--register", "saknas/r.gpkg"),
        ("--name", "X", "--register", "."),
        ("--name", "X", "--by", " "),
    ],
)
def test_an_init_that_cannot_be_is_refused_and_leaves_nothing(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    answer = run("init", *arguments)
    assert answer.code == 1
    assert "oväntat" not in answer.err
    assert not list(tmp_path.iterdir())


def test_demo_builds_an_example_where_it_is_told_and_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = run("demo", "--no-serve", "--place", "karhula", "--register", "k.gpkg")
    assert "k.gpkg" in answer.out
    assert "EXEMPEL" in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["k.gpkg"]
    assert run("count", "--register", "k.gpkg", "--json").data["active"] > 0
    assert run("demo", "--no-serve", "--place", "karhula", "--register", "k.gpkg").code == 1
    assert run("demo", "--no-serve", "--place", "karhula").code == 0
    assert (tmp_path / "EXEMPEL-karhula.gpkg").is_file()
    assert run("demo", "--no-serve", "--place", "karhula").code == 0
    assert run("demo", "--no-serve", "--place", "atlantis").code == 1
    monkeypatch.setenv("GRANNSAMVERKAN_REGISTER", "egen.gpkg")
    assert run("demo", "--no-serve", "--place", "karhula").code == 0
    assert (tmp_path / "egen.gpkg").is_file()


def test_demo_does_not_show_a_real_register_as_an_example(empty: Path, run: Run) -> None:
    answer = run("demo", "--register", empty, "--no-browser")
    assert answer.code == 1
    assert "är inget exempelregister" in answer.err


@pytest.mark.usefixtures("example")
def test_several_processes_need_as_many_free_ports(run: Run) -> None:
    beyond = run("serve", "--port", "65535", "--workers", "2", "--no-browser")
    assert beyond.code == 1
    assert "65535" in beyond.err
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = run("serve", "--port", str(port - 1), "--workers", "2", "--no-browser")
    assert answer.code == 1
    assert f"port {port}" in answer.err or f"port {port - 1}" in answer.err


@pytest.mark.usefixtures("example")
def test_metrics_of_several_processes_need_free_ports_of_their_own(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = ("serve", "--port", "18613", "--workers", "2", "--no-browser")

    def refused() -> str:
        answer = run(*several)
        assert answer.code == 1
        assert "GRANNSAMVERKAN_METRICS_PORT" in answer.err
        return answer.err

    monkeypatch.setenv("GRANNSAMVERKAN_METRICS_PORT", "65535")
    assert "65535" in refused()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("GRANNSAMVERKAN_METRICS_PORT", str(port - 1))
        assert str(port) in refused() or str(port - 1) in refused()
    monkeypatch.setenv("GRANNSAMVERKAN_METRICS_PORT", "18614")  # the second worker's own
    assert "18614" in refused()


@pytest.mark.usefixtures("example")
@pytest.mark.parametrize(
    ("setting", "why"), [("65534", "65534"), ("many", "many")], ids=["ports", "setting"]
)
def test_a_start_that_is_refused_is_an_object_where_logs_are_collected(
    setting: str, why: str
) -> None:
    command = [sys.executable, "-m", "grannsamverkan", "serve", "--no-browser", "--workers", "3"]
    settings = {"GRANNSAMVERKAN_LOG": "json", "GRANNSAMVERKAN_METRICS_PORT": setting}
    ended = subprocess.run(  # noqa: S603 # our own command, whose log is the whole process's
        command, env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    told = json.loads(ended.stderr)
    assert told["level"] == "ERROR"
    assert why in told["message"]


@pytest.mark.usefixtures("example")
def test_serve_refuses_a_port_that_is_taken(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = run("serve", "--port", port, "--no-browser")
    assert answer.code == 1
    assert f"port {port}" in answer.err
    assert run("serve", "--host", "192.0.2.1", "--no-browser").code == 1
    assert run("serve", "--host", "::ffff:192.0.2.1", "--no-browser").code == 1


@pytest.mark.usefixtures("example")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GRANNSAMVERKAN_RATE_BURST", "många"),
        ("GRANNSAMVERKAN_SIZE_BODY_BYTES", "-1"),
        ("GRANNSAMVERKAN_LOG", "allt"),
    ],
)
def test_a_setting_that_cannot_be_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    answer = run("serve", "--no-browser")
    assert answer.code == 1
    assert f"Inställningen {name} " in answer.err
    assert f"kan inte vara ”{value}”" in answer.err


def test_serve_says_where_and_what_to_try(
    example: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("grannsamverkan.web.serve.serve", lambda *_, ready, **__: ready())
    answer = run("demo", "--register", example, "--port", "8123")
    assert answer.code == 0
    assert "http://127.0.0.1:8123/karta" in answer.out
    assert answer.out.count("•") == 4
    assert "http://127.0.0.1:8123/arbete/losenord/" in answer.out
    assert opened == ["http://127.0.0.1:8123"]
    plain = run("serve", "--no-browser")
    assert "•" not in plain.out
    assert len(opened) == 1


# -- import ----------------------------------------------------------------------------------------


def test_an_import_is_dry_until_commit(empty: Path, run: Run, tmp_path: Path) -> None:
    file = written(tmp_path / "lista.csv", LIST)
    before = head(empty)
    dry = run("import", "areas", file, "--json")
    assert dry.code == 0
    assert "--commit" in dry.err
    assert head(empty) == before
    data = dry.data
    assert set(data) >= {
        "id", "new", "changed", "same", "missing", "repaired", "refused", "warnings",
    }  # fmt: skip
    assert [data[key] for key in ("id", "new", "changed", "same", "missing")] == [None, 2, 0, 0, 0]
    done = run("import", "areas", file, "--json", "--commit").data
    assert done == {**data, "id": head(empty).seq}
    again = run("import", "areas", file, "--json", "--commit").data
    assert [again[key] for key in ("id", "new", "changed", "same", "missing")] == [None, 0, 0, 2, 0]


@pytest.mark.usefixtures("listed")
def test_an_import_tells_people_what_it_would_do(run: Run, tmp_path: Path) -> None:
    names = "".join(f"Område {number:02d};\n" for number in range(12))
    answer = run(
        "import", "areas", written(tmp_path / "b.csv", f"Namn;Hushåll\nNorrängen;31\n{names}")
    )
    assert answer.code == 0
    assert "Nya: 12  (Område 00" in answer.out
    assert "Område 09 …)" in answer.out
    assert "Ändrade: 1  (Norrängen)" in answer.out
    assert "Rad 2, Norrängen: hushåll: " in answer.out
    assert " → 31" in answer.out
    assert "Finns i registret men inte i filen: 1  (Kvarnbacken)" in answer.out
    assert "Kolumner: name = Namn, households = Hushåll" in answer.out
    assert "Torrkörning" in answer.err


@pytest.mark.usefixtures("empty")
def test_an_import_tells_what_changes_of_the_first_twenty_areas(run: Run, tmp_path: Path) -> None:
    def listed(kind: str) -> Path:
        rows = "".join(f"Område {number:02d};{kind}\n" for number in range(22))
        return written(tmp_path / "c.csv", f"Namn;Typ\n{rows}")

    assert run("import", "areas", listed("villa"), "--commit").code == 0
    told = run("import", "areas", listed("radhus")).out
    assert "Rad 2, Område 00: typ: Villor → Radhus" in told
    assert (told.count("typ: Villor → Radhus"), "och 2 till" in told) == (20, True)
    changes = run("import", "areas", listed("radhus"), "--json").data["changes"]
    assert len(changes) == 22
    assert changes[0] == {
        "row": 2,
        "name": "Område 00",
        "fields": {"type": {"old": "villa", "new": "terraced"}},
    }


@pytest.mark.usefixtures("empty")
def test_a_messy_list_is_read_and_what_was_made_of_it_told(run: Run, tmp_path: Path) -> None:
    file = written(
        tmp_path / "m.csv",
        "Nr;Områdets namn;Ort/Tätort;Typ av område;Hushåll (antal);Startår;Kontaktperson (namn)\n"
        "1;Asken;Hallsberg;Villa;20;ca 2015;x\n2;Almen;-;Villa;20;okänt;x\n3;Eken;;;;i går;x\n"
        ";Totalt:;;;40;;\n",
    )
    told = run("import", "areas", file)
    assert "Läst utan koordinater, utf-8." in told.out
    assert "Används inte: Nr, Kontaktperson (namn)" in told.out
    assert "Nya: 2  (Asken, Almen)" in told.out
    assert "Filen: Kolumnen Nr används inte som kod" in told.out
    assert "Rad 2: ”ca 2015” är ungefärligt; startdatumet läses som år 2015." in told.out
    assert "Rad 3: ”okänt” säger inget datum" in told.out
    assert "Rad 4 (Eken) läses inte in: ”i går”" in told.out
    assert "Rad 5: Raden är en summa" in told.out
    data = run("import", "areas", file, "--json").data
    assert data["unused"] == ["Nr", "Kontaktperson (namn)"]
    assert [(note["row"], note["name"]) for note in data["refused"]] == [(4, "Eken")]
    assert data["columns"] == {
        "name": "Områdets namn",
        "locality": "Ort/Tätort",
        "type": "Typ av område",
        "valid_from": "Startår",
        "households": "Hushåll (antal)",
    }


@pytest.mark.usefixtures("empty")
def test_refused_rows_repairs_and_warnings_are_listed_with_row_and_mend(
    run: Run, tmp_path: Path
) -> None:
    bow = (
        "POLYGON ((505000 6546000, 505100 6546100, 505100 6546000, 505000 6546100, 505000 6546000))"
    )
    box = (
        "POLYGON ((505000 6546000, 505100 6546000, 505100 6546100, 505000 6546100, 505000 6546000))"
    )
    file = written(
        tmp_path / "b.csv",
        f"Namn;Startår;Typ;wkt_epsg3006\nA;2014;;{bow}\nB;igår;;\nC;;slott;{box}\n",
    )
    data = run("import", "areas", file, "--json", "--commit").data
    assert data["new"] == 2
    assert data["repaired"] == [
        {"row": 2, "name": "A", "fault": "Self-intersection", "m2_before": 0, "m2_after": 5_000}
    ]
    (refused,) = data["refused"]
    assert refused["row"] == 3
    assert "Skriv 2021-05-31" in refused["reason"]
    assert [(note["row"], note["text"].split(";")[0][:20]) for note in data["warnings"]] == [
        (2, "A överlappar C med 5"),
        (4, "Typen ”slott” är int"),
    ]
    told = run("import", "areas", file)
    assert "Rad 2, A: gränsen lagades" in told.out
    assert "Rad 3 (B) läses inte in: ”igår”" in told.out
    assert "Rad 4: Typen ”slott”" in told.out


def test_an_import_of_which_nothing_is_used_exits_as_refused(
    empty: Path, run: Run, tmp_path: Path
) -> None:
    file = written(tmp_path / "b.csv", "Namn;Startår\nA;igår\nB;2027\n")
    before = head(empty)
    answer = run("import", "areas", file, "--commit", "--json")
    assert (answer.code, len(answer.data["refused"]), head(empty)) == (1, 2, before)
    partly = written(tmp_path / "c.csv", "Namn;Startår\nA;igår\nB;2020\n")
    assert run("import", "areas", partly, "--commit").code == 0


@pytest.mark.usefixtures("empty")
def test_options_say_what_the_file_does_not(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "b.csv"
    file.write_bytes("Beteckning;Benämt;Övrigt\nX1;Åsen;x\nX2;Ödet;y\n".encode("cp1252"))
    answer = run(
        "import", "areas", file, "--id", "Beteckning", "--map", "name=Benämt", "--encoding", "cp1252",
        "--status", "planned", "--valid-from", "2025-03", "--reason", "prov", "--by", "polis",
        "--commit", "--json",
    )  # fmt: skip
    assert answer.data["columns"] == {"name": "Benämt", "code": "Beteckning"}
    areas = run("areas", "list", "--json").data
    assert [(one["name"], one["code"], one["status"], one["from"]) for one in areas] == [
        ("Åsen", "X1", "planned", "2025-03"),
        ("Ödet", "X2", "planned", "2025-03"),
    ]
    assert run("audit", "list", "--json").data[-1]["by"] == "polis"


@pytest.mark.usefixtures("empty")
def test_a_question_is_a_refusal_that_names_the_option(run: Run, tmp_path: Path) -> None:
    swapped = written(
        tmp_path / "s.csv",
        "Namn;wkt\nA;POLYGON ((6546000 505000, 6546100 505000, 6546100 505100, 6546000 505000))\n",
    )
    unclear = written(
        tmp_path / "u.csv", "Namn;wkt\nA;POLYGON ((9 9, 9000 9, 9000 9000, 9 9000, 9 9))\n"
    )
    for file, option in ((swapped, "--swap"), (unclear, "--crs")):
        answer = run("import", "areas", file, "--commit")
        assert (answer.code, answer.out) == (1, "")
        assert option in answer.err
    assert run("import", "areas", swapped, "--swap", "--crs", "EPSG:3006").code == 0
    nameless = written(tmp_path / "n.csv", "Ort;Typ\nHallsberg;villa\n")
    assert "--map name=KOLUMN" in run("import", "areas", nameless).err
    assert "--map FÄLT=KOLUMN" in run("import", "areas", nameless, "--map", "name").err
    assert run("import", "areas", nameless, "--map", "x=Ort").code == 1
    assert run("import", "areas", nameless, "--map", "name=Namn").code == 1
    assert run("import", "areas", nameless, "--layer", "annat").code == 1


@pytest.mark.usefixtures("empty")
def test_someone_at_a_terminal_is_asked(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swapped = written(
        tmp_path / "s.csv",
        "Namn;wkt\nA;POLYGON ((6546000 505000, 6546100 505000, 6546100 505100, 6546000 505000))\n",
    )
    asked: list[str] = []

    def answers(text: str, **_: object) -> str:
        asked.append(text)
        return {"--crs": "EPSG:3006", "--layer": "a"}[text]

    def agrees(text: str, **_: object) -> bool:
        asked.append(text)
        return len(asked) < 2

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.prompt", answers)
    monkeypatch.setattr("typer.confirm", agrees)
    assert run("import", "areas", swapped).code == 0
    assert asked == ["--swap"]
    assert run("import", "areas", swapped).code == 1
    assert run("import", "areas", swapped, "--json").code == 1
    assert asked == ["--swap", "--swap"]
    unclear = written(
        tmp_path / "u.csv", "Namn;wkt\nA;POLYGON ((9 9, 9000 9, 9000 9000, 9 9000, 9 9))\n"
    )
    assert run("import", "areas", unclear).code == 1
    assert asked[2:] == ["--crs"]
    layered = tmp_path / "lager.gpkg"
    for layer in ("a", "b"):
        polygons = geopandas.GeoDataFrame({"Namn": ["A"]}, geometry=[square()], crs="EPSG:3006")
        polygons.to_file(layered, layer=layer)
    assert run("import", "areas", layered).code == 0
    assert run("import", "areas", layered, "--layer", "c").code == 1
    assert asked[3:] == ["--layer"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("saknas.csv", None),
        ("tom.csv", ""),
        ("skräp.bin", "\x00\x01\x02"),
        ("trasig.geojson", '{"type": "FeatureCollection", "features": ['),
        ("text.txt", "hej"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    empty: Path, run: Run, tmp_path: Path, name: str, text: str | None
) -> None:
    file = tmp_path / name
    if text is not None:
        written(file, text)
    before = head(empty)
    for command in ("areas", "border"):
        answer = run("import", command, file, "--commit")
        assert answer.code == 1
        assert "oväntat" not in answer.err
    assert run("import", "areas", tmp_path).code == 1
    assert head(empty) == before


@pytest.mark.usefixtures("example")
def test_an_example_does_not_enter_a_real_register(run: Run, templates: Path) -> None:
    assert run("export", "areas", "--out", "EXEMPEL.geojson").code == 0
    answer = run(
        "import", "areas", "EXEMPEL.geojson", "--register", templates / "empty", "--commit"
    )
    assert answer.code == 1
    assert "påhittade" in answer.err
    assert "EXEMPEL" in run("import", "areas", "EXEMPEL.geojson").err


def test_an_import_is_taken_back_and_back_again(listed: Path, run: Run) -> None:
    seq, before = head(listed).seq, head(listed)
    dry = run("import", "undo", seq)
    assert (dry.code, head(listed)) == (0, before)
    assert "skulle tas tillbaka; 2 områden" in dry.out
    data = run("import", "undo", seq, "--commit", "--json").data
    assert data == {"committed": True, "areas": ["Kvarnbacken", "Norrängen"]}
    assert run("areas", "list", "--json").data == []
    assert run("import", "undo", seq, "--commit").code == 1
    assert run("import", "undo", seq + 1, "--commit").code == 0
    assert len(run("areas", "list", "--json").data) == 2


def test_an_import_whose_areas_have_changed_is_not_taken_back(listed: Path, run: Run) -> None:
    seq = head(listed).seq
    run("areas", "change", "Norrängen", "lapse", "--on", "2026-01-01", "--reason", "x", "--commit")
    before = head(listed)
    answer = run("import", "undo", seq, "--commit")
    assert answer.code == 1
    assert "Norrängen" in answer.err
    assert "Kvarnbacken" not in answer.err
    assert head(listed) == before
    assert "är ingen import" in run("import", "undo", seq + 1).err
    assert run("import", "undo", "9" * 40).code == 1
    assert run("import", "undo", "0").code == 1
    assert run("import", "undo", "två").code == 2


def test_a_border_takes_the_place_of_the_generalised_one(
    empty: Path, run: Run, tmp_path: Path
) -> None:
    file = squares(tmp_path / "grans.geojson", "Hallsberg", "Kumla", side_m=10_000)
    before = head(empty)
    assert run("import", "border", file, "--municipality", "1881").code == 1
    dry = run("import", "border", file)
    assert (dry.code, head(empty)) == (0, before)
    assert "Gränsen för Hallsberg: 100 km²." in dry.out
    assert "Obs: gränsen för Hallsberg var" in dry.out
    data = run("import", "border", file, "--commit", "--json").data
    assert data["committed"]
    (placed,) = data["borders"]
    assert (placed["municipality"], placed["km2"]) == ("1861", pytest.approx(100, rel=0.001))
    assert len(placed["warnings"]) == 1
    assert head(empty) != before


def test_a_border_of_nobody_that_is_served_names_the_option(
    empty: Path, run: Run, tmp_path: Path
) -> None:
    before = head(empty)
    answer = run("import", "border", squares(tmp_path / "g.geojson", "A", "B", side_m=9_000))
    assert answer.code == 1
    assert "--municipality" in answer.err
    assert "A, B" in answer.err
    assert head(empty) == before


def test_each_municipality_of_a_register_takes_its_own_row(
    run: Run, tmp_path: Path, shared_data: Path
) -> None:
    path = tmp_path / "two.gpkg"
    assert run("init", "--municipality", "1861,1881", "--register", path).code == 0
    before = head(path)
    file = shared_data / "boundaries" / "kommuner_lantmateriet_oversikt.gpkg"
    told = run("import", "border", file, "--register", path, "--commit")
    assert told.code == 0
    assert "Gränsen för Hallsberg: 671,9 km²." in told.out
    assert "Gränsen för Kumla: " in told.out
    assert "Obs" not in told.out
    assert head(path).seq == before.seq + 1


# -- areas -----------------------------------------------------------------------------------------


def test_an_area_goes_through_its_life(empty: Path, run: Run, tmp_path: Path) -> None:
    def change(event: str, on: str, *more: object) -> None:
        said = ("--on", on, "--reason", "så", "--from-records")
        arguments = ("areas", "change", "Norrängen", event, *said)
        before = head(empty)
        assert run(*arguments, *more).code == 0
        assert head(empty) == before
        answer = run(*arguments, *more, "--commit", "--json")
        assert answer.code == 0, answer.err
        assert answer.data["committed"] is True

    one = squares(tmp_path / "en.geojson", "x")
    wide = squares(tmp_path / "bred.geojson", "x", side_m=300)
    added = run(
        "areas", "add", "Norrängen", "--event", "register_interest", "--on", "2018", "--reason", "x",
        "--locality", "Hallsberg", "--type", "villa", "--code", "7", "--commit", "--json",
    )  # fmt: skip
    (area_id,) = added.data["areas"]
    change("draw_boundary", "2019-01-01", "--file", one)
    change("book_start_meeting", "2019-02-01")
    change("start", "2019-03-01")
    change("confirm", "2020-03-01")
    change("redraw", "2020-06-01", "--file", wide)
    change("change_details", "2020-07-01", "--type", "rural", "--verification", "police")
    change("lapse", "2021-01-01")
    change("restart", "2022-01-01")
    change("start", "2022-02-01")
    change("correct", "2022-03-01", "--start", "2022-01-15", "--locality", "Pålsboda")
    change("close", "2023-01-01")
    shown = run("areas", "show", area_id, "--json").data
    assert [version["status"] for version in shown["history"]] == [
        "interest", "planned", "forming", "active", "active", "active", "active", "dormant",
        "forming", "active", "closed",
    ]  # fmt: skip
    assert shown["history"][-2]["from"] == "2022-01-15"
    assert shown["type"] == "rural"
    assert shown["m2"] == pytest.approx(90_000, rel=0.01)
    assert run("areas", "change", "Norrängen", "undo", "--reason", "fel", "--commit").code == 0
    assert run("areas", "show", area_id, "--json").data["status"] == "active"


def test_a_step_waits_for_what_it_asks_for(empty: Path, run: Run) -> None:
    run("areas", "add", "Norrängen", "--reason", "x", "--commit")
    step = ("areas", "change", "Norrängen", "book_start_meeting", "--reason", "så", "--commit")
    before = head(empty)
    refused = run(*step)
    assert refused.code == 1
    assert "Det framgår inte att de boende vill." in refused.err
    assert "Inget uppstartsmöte är bokat." in refused.err
    vouched = run(*step, "--attest", "residents_willing")
    assert vouched.code == 1
    assert "boende vill" not in vouched.err
    assert head(empty) == before
    assert run(*step, "--attest", "residents_willing", "--from-records").code == 0
    journal = run("audit", "list", "--json").data
    assert journal[-1]["reason"] == (
        "så Intygat: De boende vill. (Ur äldre handlingar; kraven för steget prövades inte.)"
    )


@pytest.mark.usefixtures("listed")
def test_areas_are_split_merged_and_withdrawn(run: Run, tmp_path: Path) -> None:
    halves = squares(tmp_path / "delar.geojson", "Väst", "")
    common = ("--on", "2025-01-01", "--reason", "för stort", "--commit", "--json")
    split = run("areas", "change", "Norrängen", "split", "--file", halves, *common).data["areas"]
    assert [run("areas", "show", one, "--json").data["name"] for one in split] == [
        "Väst",
        "Norrängen 2",
    ]
    later = ("--on", "2025-06-01", "--reason", "för smått", "--commit", "--json")
    merged = run(
        "areas", "change", "Väst", "merge", "--with", "Norrängen 2", "--name", "Hela", *later
    )
    (area_id,) = merged.data["areas"]
    assert set(run("areas", "show", "Hela", "--json").data["predecessors"]) == set(split)
    again = run("areas", "change", "Hela", "merge", "--with", "Kvarnbacken", *later)
    assert run("areas", "show", again.data["areas"][0], "--json").data["name"] == "Hela"
    bridge = run("bridge", "2024-12-31", "2025-12-31", "--json").data
    assert (bridge["opening"], bridge["closing"]) == (2, 1)
    assert area_id != again.data["areas"][0]
    run("areas", "add", "Ny", "--reason", "x", "--on", "2025-01-01", "--commit")
    assert run("areas", "change", "Ny", "withdraw", *common).code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Norrängen", "flyga", "--reason", "x"), "Händelserna är: register_interest"),
        (("Norrängen", "lapse"), "--reason"),
        (("Norrängen", "lapse", "--reason", " "), "--reason"),
        (("Norrängen", "lapse", "--reason", "x", "--by", ""), "--by"),
        (("Norrängen", "start", "--reason", "x"), "Aktivt (active)"),
        (("Norrängen", "inherit", "--reason", "x"), "görs på eget sätt"),
        (("Norrängen", "redraw", "--reason", "x"), "Ange en fil med --file"),
        (("Norrängen", "lapse", "--reason", "x", "--file", "en.geojson"), "tar ingen fil"),
        (("Norrängen", "redraw", "--reason", "x", "--file", "tva.geojson"), "filen har 2"),
        (
            ("Norrängen", "redraw", "--reason", "x", "--file", "saknas.geojson"),
            "saknas.geojson",
        ),
        (("Norrängen", "split", "--reason", "x", "--file", "en.geojson"), "filen har 1"),
        (("Norrängen", "split", "--reason", "x"), "filen har 0"),
        (("Norrängen", "merge", "--reason", "x"), "minst två områden"),
        (("Norrängen", "merge", "--reason", "x", "--with", "saknas"), "Det finns inget område"),
        (("Norrängen", "lapse", "--reason", "x", "--with", "Kvarnbacken"), "--with"),
        (("Norrängen", "lapse", "--reason", "x", "--start", "2020"), "--start"),
        (("Norrängen", "undo", "--reason", "x", "--on", "2020", "--name", "y"), "--name, --on"),
        (("Norrängen", "undo", "--reason", "x"), "rörde 2 områden"),
        (("Norrängen", "correct", "--reason", "x", "--on", "2026-01-01"), "redan så"),
        (("Norrängen", "change_details", "--reason", "x", "--name", ""), "behöver ett namn"),
        (("Norrängen", "move", "--reason", "x", "--municipality", "0180"), "ingen kommun 0180"),
        (("Norrängen", "lapse", "--reason", "x", "--on", "2027-01-01"), "har inte varit ännu"),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_the_mend(
    listed: Path, run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    squares(tmp_path / "en.geojson", "x")
    squares(tmp_path / "tva.geojson", "x", "y")
    before = head(listed)
    answer = run("areas", "change", *arguments, "--commit")
    assert answer.code == 1
    assert said in answer.err
    assert head(listed) == before


@pytest.mark.usefixtures("listed")
def test_a_name_that_several_areas_have_asks_for_an_id(run: Run) -> None:
    for event in ("propose_area", "inherit"):
        run("areas", "add", "Norrängen", "--event", event, "--reason", "x", "--commit")
    answer = run("areas", "show", "norrängen")
    assert answer.code == 1
    assert "Ange ett id" in answer.err


def test_an_area_is_added_dry_until_commit(empty: Path, run: Run, tmp_path: Path) -> None:
    before = head(empty)
    assert "Skulle göra" in run("areas", "add", "Ny", "--reason", "x").out
    assert head(empty) == before
    file = squares(tmp_path / "en.geojson", "x")
    assert "Gjort" in run("areas", "add", "Ny", "--reason", "x", "--file", file, "--commit").out
    assert run("areas", "add", "Ny", "--event", "start", "--reason", "x").code == 1
    assert run("areas", "add", "Ny", "--event", "x", "--reason", "x").code == 1
    assert run("areas", "add", " ", "--reason", "x").code == 1
    assert run("areas", "add", "Ny").code == 1
    two = squares(tmp_path / "tva.geojson", "x", "y")
    assert run("areas", "add", "Ny", "--reason", "x", "--file", two).code == 1
    again = ("areas", "add", "Dubbel", "--reason", "x", "--file", file, "--commit")
    refused = run(*again)
    assert refused.code == 1
    assert "Gränsen överlappar Ny" in refused.err
    assert run(*again, "--attest", "overlap_explained").code == 0


def test_where_there_are_several_municipalities_one_is_named(run: Run) -> None:
    run("init", "--municipality", "1861,1881")
    add = ("areas", "add", "Ny", "--reason", "x", "--commit")
    assert "Ange vilken med --municipality" in run(*add).err
    assert run(*add, "--municipality", "1881").code == 0
    assert run("contact-card").code == 1
    assert run("contact-card", "--municipality", "1881").code == 0
    assert len(run("areas", "list", "--municipality", "1881", "--json").data) == 1


def test_a_contact_card_is_shown_and_changed(empty: Path, run: Run) -> None:
    before = head(empty)
    assert "Telefon" in run("contact-card").out
    given = ("contact-card", "--role", "Samordnare", "--phone", "070-174 06 05", "--hours", "9–16")
    assert run(*given).code == 0
    assert head(empty) == before
    run(*given, "--commit")
    assert run("contact-card", "--json").data == {
        "municipality": "1861",
        "role": "Samordnare",
        "phone": "070-174 06 05",
        "mail": None,
        "hours": "9–16",
    }


# -- files out -------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "fgb", "kml", "csv", "xlsx"])
def test_areas_are_written_in_six_formats(example: Path, run: Run, suffix: str) -> None:
    answer = run("export", "areas", "--out", f"ut.{suffix}", "--json")
    assert answer.data == {"file": f"ut.{suffix}", "areas": 27}
    assert "EXEMPEL" in answer.err
    assert Path(f"ut.{suffix}").stat().st_size > 500
    before = head(example)
    data = run("import", "areas", f"ut.{suffix}", "--commit", "--json").data
    assert (data["new"], data["changed"], data["same"], data["missing"]) == (0, 0, 27, 0)
    assert head(example) == before


@pytest.mark.usefixtures("example")
def test_an_export_takes_its_format_by_option_and_its_day(run: Run) -> None:
    run("export", "areas", "--format", "GeoJSON", "--out", "ut", "--on", "2021-05-31", "--public")
    names = {
        feature["properties"]["name"]
        for feature in json.loads(Path("ut").read_text("utf-8"))["features"]
    }
    listed = run("areas", "list", "--on", "2021-05-31", "--status", "active", "--json").data
    assert names < {area["name"] for area in listed}
    assert "områden skrevs till" in run("export", "areas", "--out", "ut.csv").out
    for out in ("ut.doc", "ut", "saknas/ut.csv", "."):
        assert run("export", "areas", "--out", out).code == 1
    assert run("export", "areas").code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "areas", "--format", "gpkg", "--out"),
        ("map", "--out"),
        ("backup",),
        ("share", "--out"),
    ],
)
def test_no_file_is_written_over_the_register_itself(
    example: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    before = head(example)
    answer = run(*arguments, example)
    assert answer.code == 1
    assert "Det finns redan något" in answer.err
    assert head(example) == before


@pytest.mark.usefixtures("example")
def test_a_map_is_one_file_with_a_name_that_says_what_it_is(run: Run) -> None:
    answer = run("map", "--on", "2021-05-31")
    assert "EXEMPEL-karta-2021-05-31.html" in answer.out
    assert Path("EXEMPEL-karta-2021-05-31.html").stat().st_size > 10_000
    assert run("map", "--out", "exakt.html", "--exact").code == 0
    assert run("map", "--map", "saknas").code == 1
    assert run("map", "--out", "saknas/karta.html").code == 1
    assert run("map", "--gallery", "bilder").code == 0
    assert all(one.name.startswith("EXEMPEL-") for one in Path("bilder").iterdir())


@pytest.mark.usefixtures("empty")
def test_a_map_of_a_real_register_has_a_plain_name(run: Run) -> None:
    assert run("map", "--on", "2021-05-31").code == 0
    assert Path("karta-2021-05-31.html").is_file()


def test_a_backup_is_put_back_dry_until_commit(listed: Path, run: Run) -> None:
    made = run("backup", "kopia.gpkg", "--json").data
    assert made == {"file": "kopia.gpkg", "changes": 2, "head": head(listed).hash}
    assert run("backup", "kopia.gpkg").code == 1
    run("areas", "change", "Norrängen", "lapse", "--on", "2026-01-01", "--reason", "x", "--commit")
    before = head(listed)
    dry = run("restore", "kopia.gpkg")
    assert (dry.code, head(listed)) == (0, before)
    assert "1 nyare ändringar" in dry.out
    assert "--commit" in dry.err
    done = run("restore", "kopia.gpkg", "--commit", "--json").data
    assert (done["committed"], done["lost"], head(listed).hash) == (True, 1, made["head"])
    assert head(Path(done["kept_as"])) == before
    assert "Registret som det var finns kvar" in run("restore", "kopia.gpkg", "--commit").out
    fresh = run("restore", "kopia.gpkg", "--register", "ny.gpkg", "--commit", "--json").data
    assert fresh["kept_as"] is None
    assert head(Path("ny.gpkg")).hash == made["head"]
    assert run("restore", "saknas.gpkg").code == 1
    assert run("restore", ".").code == 1
    assert run("restore", "kopia.gpkg", "--register", "saknas/ny.gpkg", "--commit").code == 1


@pytest.mark.usefixtures("listed")
def test_a_share_is_a_register_of_its_own(run: Run) -> None:
    answer = run("share", "--out", "delad.gpkg")
    assert "är hel" in answer.out
    assert run("share", "--out", "delad.gpkg").code == 1
    shared = run("audit", "list", "--register", "delad.gpkg", "--json").data
    assert [entry["reason"] for entry in shared] == [None, None]
    assert "–" in run("audit", "list", "--register", "delad.gpkg").out
    assert len(run("areas", "list", "--register", "delad.gpkg", "--json").data) == 2
