"""Promises and schools on the command line: tried first, written with --commit, shown with where they stand."""

from pathlib import Path

import pytest
from typed import Run, head, written

from grannsamverkan.data import GEODATA, data_folder

HALLSBERG = data_folder(GEODATA) / "hallsberg" / "promises.toml"
WATCH = "hallsberg-2019-grannsamverkan"
SAID = ("--by", "säkerhetssamordnare", "--reason", "prov", "--commit")


@pytest.fixture
def promised(empty: Path, run: Run) -> Path:
    """Give a register with Hallsberg's promises."""
    assert run("promises", "import", HALLSBERG, *SAID).code == 0
    return empty


def test_a_file_is_tried_then_read_in_and_taken_back(empty: Path, run: Run) -> None:
    before = head(empty)
    tried = run("promises", "import", HALLSBERG, "--reason", "prov")
    assert tried.code == 0
    assert "Torrkörning" in tried.err
    assert "Fler grannsamverkansområden" in tried.out
    assert head(empty) == before
    report = run("promises", "import", HALLSBERG, *SAID, "--json").data
    assert report["committed"] is True
    assert {one["what"] for one in report["taken"]} == {"new"}
    again = run("promises", "import", HALLSBERG, *SAID, "--json").data
    assert again["seq"] is None
    undone = run("import", "undo", report["seq"], *SAID)
    assert undone.code == 0, undone.err
    assert run("promises", "list", "--json").data == []


def test_promises_are_listed_and_shown_with_why_they_cannot_be_assessed(
    promised: Path, run: Run
) -> None:
    assert promised.exists()
    listed = run("promises", "list")
    assert "hallsberg-2019-skolor" in listed.out
    assert "2019-11-28 – 2021-05-31" in listed.out
    assert run("promises", "list", "--municipality", "1881", "--json").data == []
    data = run("promises", "list", "--json").data
    assert {one["ended"] for one in data} == {True}
    shown = run("promises", "show", "hallsberg-2019-skolor", "--on", "2020-12-31")
    assert "Återgivet" in shown.out
    assert "ingen har bekräftat hur många" in shown.out
    whole = run("promises", "show", WATCH, "--on", "2020-12-31", "--json").data
    first = whole["indicators"][0]
    assert (first["rule"], first["now"], first["light"]) == ("stock_active", 0, "below")
    missing = run("promises", "show", "hallsberg")
    assert missing.code == 1
    assert WATCH in missing.err


def test_a_promise_is_entered_and_put_right(empty: Path, run: Run) -> None:
    facts = ("title=Fler områden", "text=Det ska bli fler.", "start=2022-01-01")
    tried = run("promises", "add", *facts, "--reason", "prov", "--json").data
    assert (tried["committed"], tried["seq"]) == (False, None)
    added = run("promises", "add", *facts, "parties=police, municipality", *SAID)
    assert added.code == 0, added.err
    promise_id = added.out.strip()
    changed = run("promises", "change", promise_id, "last_day=2023-12-31", "plain=Fler.", *SAID)
    assert changed.code == 0, changed.err
    assert run("promises", "change", promise_id, "plain=", *SAID).code == 0
    (one,) = run("promises", "list", "--json").data
    assert (one["last_day"], one["plain"], one["parties"]) == (
        "2023-12-31",
        None,
        ["police", "municipality"],
    )
    assert empty.exists()
    removed = run("promises", "remove", promise_id, *SAID)
    assert (removed.code, removed.out.strip()) == (0, promise_id)
    assert run("promises", "list", "--json").data == []


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (("title=A", "text=B"), "start"),
        (("title=A", "text=B", "start=igår"), "2019-11-28"),
        (("title=A", "text=B", "start=2022-01-01", "kind=x"), "kind"),
        (("title",), "FÄLT=VÄRDE"),
    ],
)
def test_what_cannot_be_entered_is_explained(
    empty: Path, run: Run, facts: tuple[str, ...], said: str
) -> None:
    before = head(empty)
    refused = run("promises", "add", *facts, *SAID)
    assert refused.code == 1
    assert said in refused.err
    assert head(empty) == before


def test_a_beginning_is_stated_vouched_for_and_forgotten(promised: Path, run: Run) -> None:
    assert promised.exists()
    stated = run("promises", "baseline", WATCH, "--indicator", f"{WATCH}.antal", "--value", "11",
                 "--on", "2019-11-28", "--source", "Kommunens lista", *SAID)  # fmt: skip
    assert stated.code == 0, stated.err

    def beginning() -> object:
        return run("promises", "show", WATCH, "--json").data["indicators"][0]["at_beginning"]

    assert beginning() == 11
    forgotten = run("promises", "baseline", WATCH, "--indicator", f"{WATCH}.antal", *SAID)
    assert forgotten.code == 0
    assert beginning() is None
    vouched = run("promises", "baseline", WATCH, "--indicator", f"{WATCH}.antal",
                  "--from-register", *SAID, "--json")  # fmt: skip
    assert vouched.data["id"] == f"{WATCH}.antal"
    assert beginning() == 0
    unsaid = run("promises", "baseline", WATCH, "--value", "3", *SAID)
    assert "--indicator" in unsaid.err
    dayless = run("promises", "baseline", WATCH, "--indicator", f"{WATCH}.antal", "--value", "3",
                  *SAID)  # fmt: skip
    assert "vilken dag" in dayless.err
    empty = run("promises", "baseline", WATCH, "--indicator", f"{WATCH}.antal", "--value", "",
                "--on", "2019-11-28", *SAID)  # fmt: skip
    assert empty.code == 1


def test_the_only_indicator_with_a_beginning_need_not_be_named(
    empty: Path, run: Run, tmp_path: Path
) -> None:
    text = """
    [[promise]]
    key = "lofte"
    title = "Tio fler"
    text = "Tio fler områden."
    start = 2019-07-01
    [[promise.indicator]]
    key = "fler"
    name = "Fler"
    rule = "net_change"
    aim = "at_least"
    value = 10
    """
    file = written(tmp_path / "a.toml", text)
    assert run("promises", "import", file, *SAID).code == 0
    told = run("promises", "show", "lofte")
    assert "värdet vid början är inte angivet" in told.out
    done = run("promises", "baseline", "lofte", "--value", "3,0", "--on", "2019-06-30",
               "--source", "prov", *SAID)  # fmt: skip
    assert done.out.strip() == "lofte.fler"
    assert empty.exists()


def test_a_promise_is_assessed_by_a_role_with_a_reason(promised: Path, run: Run) -> None:
    assert promised.exists()
    done = run("promises", "assess", WATCH, "--outcome", "partly", "--as-of", "2021-05-31",
               "--reason", "Två nya, ett vilande.", "--by", "polis", "--commit")  # fmt: skip
    assert done.code == 0, done.err
    (made,) = run("promises", "show", WATCH, "--json").data["assessments"]
    assert (made["outcome"], made["by"], made["as_of"]) == ("partly", "police", "2021-05-31")
    shown = run("promises", "show", WATCH).out
    assert "Delvis uppnått. Två nya, ett vilande." in shown
    nobody = run("promises", "assess", WATCH, "--outcome", "met", "--reason", "x", "--commit")
    assert nobody.code == 1
    assert "--by" in nobody.err
    named = run("promises", "assess", WATCH, "--outcome", "met", "--reason", "x", "--commit",
                "--by", "Anna Andersson")  # fmt: skip
    assert named.code == 1
    assert "Samordnare (coordinator), Polis (police)" in named.err
    one = run("promises", "assess", WATCH, "--outcome", "cannot_be_assessed", "--reason", "x",
              "--indicator", f"{WATCH}.startade", "--by", "Samordnare", "--commit")  # fmt: skip
    assert one.code == 0, one.err


LIST = "Skola;Skolenhetskod;Skolform\nTranstenskolan;12345678;Grundskola\nAlléskolan;;\n"


def test_schools_are_read_in_and_listed(empty: Path, run: Run, tmp_path: Path) -> None:
    file = written(tmp_path / "skolor.csv", LIST)
    tried = run("import", "schools", file, "--stage", "upper_secondary")
    assert "Ny: Transtenskolan, Alléskolan" in tried.out
    assert "Torrkörning" in tried.err
    partly = run("import", "schools", file, *SAID)
    assert partly.code == 0
    assert "Rad 3" in partly.out
    again = run("import", "schools", file, *SAID, "--json").data
    assert (again["same"], again["seq"]) == (["Transtenskolan"], None)
    assert [one["row"] for one in again["refused"]] == [3]
    (school,) = run("schools", "list", "--json").data
    assert (school["name"], school["code"]) == ("Transtenskolan", "12345678")
    assert "Grundskola" in run("schools", "list").out
    assert run("schools", "list", "--municipality", "1881", "--json").data == []
    none = written(tmp_path / "inga.csv", "Skola;Skolform\nA-skolan;Komvux\n")
    assert run("import", "schools", none, *SAID).code == 1
    assert empty.exists()
