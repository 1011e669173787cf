"""The report by command: as files at once, or from draft to published, corrected and checked."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from typed import Run, ids, published

from grannsamverkan.domain.reporting import Report, ReportState
from grannsamverkan.register import guards, open_register
from stores import engine_of
from town import NOW


def test_a_year_is_written_as_files_and_nothing_is_changed(
    example: Path, tmp_path: Path, run: Run
) -> None:
    register = open_register(example)
    before = register.head()
    register.close()
    out = tmp_path / "rapport"
    said = run("report", "yearly", "--year", "2020", "--out", str(out), "--register", str(example))
    assert "7 filer" in said.out
    assert "EXEMPEL" in said.err + said.out
    assert {one.suffix for one in out.iterdir()} == {".html", ".pdf", ".xlsx", ".csv", ".json"}
    register = open_register(example)
    assert register.head() == before
    register.close()
    listed = run(
        "report", "yearly", "--from", "2019-11-28", "--to", "2021-05-31", "--final",
        "--out", str(out), "--json", "--register", str(example),
    )  # fmt: skip
    assert len(json.loads(listed.out)["files"]) == 7


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ((), "vilket år"),
        (("--year", "2020", "--from", "2020-01-01"), "vilket år"),
        (("--from", "2020-01-01"), "vilket år"),
        (("--year", "2020", "--municipality", "0000"), "0000"),
        (("--year", "2090"), "Perioden är inte slut"),
        (("--year", "0"), "Året kan inte vara 0"),
        (("--year", "-5"), "Året kan inte vara -5"),
        (("--year", "99999"), "Året kan inte vara 99999"),
        (("--from", "före 2020", "--to", "2020"), "Året kan inte vara 1"),
        (("--from", "2021", "--to", "2020"), "2020"),
    ],
)
def test_a_period_that_cannot_be_meant_is_asked_for(
    empty: Path, tmp_path: Path, run: Run, arguments: tuple[str, ...], fault: str
) -> None:
    out = tmp_path / "rapport"
    for command in (("yearly", "--out", str(out)), ("begin", "--commit")):
        said = run("report", *command, *arguments, "--register", str(empty))
        assert said.code == 1
        assert fault in said.err
    assert not out.exists()
    assert ids(empty) == []


def test_a_vague_day_counts_from_its_first_and_to_its_last(empty: Path, run: Run) -> None:
    for first, last in (("2020", "2020"), ("2021-02", "2021-03")):
        said = run("report", "begin", "--from", first, "--to", last, "--commit",
                   "--register", str(empty))  # fmt: skip
        assert said.code == 0, said.err
    listed = run("report", "list", "--json", "--register", str(empty)).data
    assert [(one["start"], one["last_day"]) for one in listed] == [
        ("2020-01-01", "2020-12-31"),
        ("2021-02-01", "2021-03-31"),
    ]


def test_a_report_is_led_from_draft_to_published_and_checked(example: Path, run: Run) -> None:
    def do(*arguments: str, code: int = 0) -> str:
        said = run("report", *arguments, "--register", str(example))
        assert said.code == code, said
        return said.out + said.err

    assert "Inga rapporter" in do("list")
    assert "Inga rapporter" in do("verify")
    do("begin", "--year", "2020")
    assert ids(example) == []
    do("begin", "--year", "2020", "--commit")
    (report_id,) = ids(example)
    assert "Utkast" in do("list")
    do("withdraw", report_id, "--commit")
    assert "Återtagen" in do("list")
    do("reopen", report_id, "--commit")
    assert "Utkast" in do("list")
    do("approve", report_id, "--by", "samordnare", "--commit")
    do("publish", report_id)
    do("publish", report_id, "--commit")
    assert "Publicerad" in do("list")
    assert "är som den publicerades" in do("verify")
    page = "grannsamverkan-1861-2020.sv.html"
    assert "Ange varför" in do("takedown", report_id, "--file", page, "--commit", code=1)
    do("takedown", report_id, "--file", page, "--reason", "pekar ut någon", "--commit")
    assert "är som den publicerades" in do("verify")
    assert json.loads(
        run("report", "verify", "--id", report_id, "--json", "--register", str(example)).out
    )[0]["intact"]
    assert (
        json.loads(run("report", "list", "--json", "--register", str(example)).out)[0]["state"]
        == "published"
    )
    do("correct", report_id, "--what", "Ett område saknades.", "--commit")
    assert len(ids(example)) == 2
    assert "finns inte" in do("approve", "nothing", "--by", "samordnare", code=1)
    register = open_register(example)
    with register.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        (published,) = (one for one in register.facts(Report) if one.state is ReportState.PUBLISHED)
        change.set_facts(Report, published.id, [replace(published, numbers_sha256="0" * 64)])
    register.close()
    assert "stämmer inte" in do("verify", code=1)


def edit(path: Path, statement: str) -> None:
    """Edit a register by sqlite3 behind its back, and put the guards up again."""
    url = sa.URL.create("sqlite", database=str(path))
    with (
        engine_of(url) as engine,
        engine.begin() as connection,
        guards.lifted(connection),
    ):
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("language", "said"),
    [("sv", "i municipality, skriven i ändring"), ("en", "of municipality, written in change")],
)
def test_what_was_altered_in_the_ledger_is_named_in_words(
    empty: Path, run: Run, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    published(empty, run)
    edit(empty, "UPDATE municipality SET name = 'Annan'")
    monkeypatch.setenv("GRANNSAMVERKAN_LANG", language)
    checked = run("report", "verify", "--register", str(empty))
    assert checked.code == 1
    assert said in checked.out


@pytest.mark.parametrize(
    "statement", ["DELETE FROM report", "UPDATE report SET state = 'withdrawn'"]
)
def test_reports_that_were_taken_away_behind_the_back_are_missed(
    empty: Path, run: Run, statement: str
) -> None:
    published(empty, run)
    edit(empty, statement)
    checked = run("report", "verify", "--register", str(empty))
    assert checked.code == 1
    assert "Ingen rapport är publicerad, och registret är inte som det skrevs" in checked.out
    assert "ndring" in checked.out.partition("\n")[2]
    told = run("report", "verify", "--json", "--register", str(empty))
    assert told.code == 1
    assert [one["intact"] for one in told.data] == [False]


def test_a_file_that_was_damaged_in_the_database_is_named_and_the_check_goes_on(
    empty: Path, run: Run
) -> None:
    published(empty, run)
    second = published(empty, run, 2021)
    edit(empty, "UPDATE report_file SET content = x'00' WHERE name LIKE '%-2020.sv-siffror.json'")
    checked = run("report", "verify", "--register", str(empty))
    assert checked.code == 1
    assert "siffror.json är inte den som publicerades" in checked.out
    assert f"Rapporten {second} är som den publicerades" in checked.out


def test_of_two_approved_reports_the_second_is_approved_anew(empty: Path, run: Run) -> None:
    def do(*arguments: str, code: int = 0) -> str:
        said = run("report", *arguments, "--commit", "--register", str(empty))
        assert said.code == code, said
        return said.out + said.err

    do("begin", "--year", "2020")
    do("begin", "--from", "2020-10-01", "--to", "2020-12-31")
    first, second = ids(empty)
    do("approve", first, "--by", "samordnare")
    do("approve", second, "--by", "administratör")
    do("publish", first)
    assert "godkänn den på nytt" in do("publish", second, code=1)
    do("reopen", second)
    do("approve", second, "--by", "administratör")
    do("publish", second)
    assert "stämmer inte" not in run("report", "verify", "--register", str(empty)).out


def test_a_report_is_approved_in_the_role_that_is_said(empty: Path, run: Run) -> None:
    def do(*arguments: str, code: int = 0) -> str:
        said = run("report", *arguments, "--commit", "--register", str(empty))
        assert said.code == code, said
        return said.err

    do("begin", "--year", "2020")
    (report_id,) = ids(empty)
    for by in ("", "kommunchefen", "polis", "Anna Andersson", "070-174 06 05"):
        said = do("approve", report_id, "--by", by, code=1)
        assert f"”{by}” är ingen" in said
        assert "Samordnare (coordinator), Administratör (administrator)" in said
    assert "--by" in do("approve", report_id, code=1)
    for by, role in (
        ("Administratör", "administrator"),
        ("administrator", "administrator"),
        ("coordinator", "coordinator"),
        (" SAMORDNARE ", "coordinator"),
    ):
        do("approve", report_id, "--by", by)
        (listed,) = run("report", "list", "--json", "--register", str(empty)).data
        assert listed["approved_by"] == role
        do("reopen", report_id)


def test_an_empty_register_has_a_report_of_nothing(empty: Path, tmp_path: Path, run: Run) -> None:
    out = tmp_path / "rapport"
    said = run("report", "yearly", "--year", "2020", "--out", str(out), "--register", str(empty))
    assert said.code == 0
    told = json.loads(next(out.glob("*.json")).read_bytes())
    assert told["areas.closing"] == 0
    assert "0 aktiva områden" in next(out.glob("*.sv.html")).read_text("utf-8")
