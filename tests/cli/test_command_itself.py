"""The command as a program: usage, exit codes, what it says when it cannot, and never a traceback."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typed import Run, head, written
from typer.core import TyperGroup

from grannsamverkan.cli import doors, main
from grannsamverkan.cli.main import answer, make_app
from grannsamverkan.errors import Refused, Unavailable
from grannsamverkan.register import shown

COMMAND = Path(sys.executable).with_name("grannsamverkan")


def start(
    *arguments: str, settings: Mapping[str, str] | None = None, feed: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the installed command in this folder."""
    return subprocess.run(  # noqa: S603 # our own command
        [COMMAND, *arguments],
        env={**os.environ, **(settings or {})},
        input=feed,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=60,
        check=False,
    )


@pytest.mark.usefixtures("example")
def test_the_installed_command_answers_and_refuses() -> None:
    counted = start("count", "--on", "2021-05-31")
    assert (counted.returncode, counted.stderr) == (0, "EXEMPEL – påhittade uppgifter\n")
    assert "aktiva områden" in counted.stdout
    refused = start("areas", "show", "saknas")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert start("räkna").returncode == 2


@pytest.mark.usefixtures("example")
def test_a_terminal_without_the_letters_still_gets_the_rest() -> None:
    poor = start("areas", "list", settings={"PYTHONIOENCODING": "ascii"})
    assert poor.returncode == 0
    assert "Traceback" not in poor.stderr
    assert "Granitbacken" in poor.stdout
    assert "Bl?sb?lgen" in poor.stdout


@pytest.mark.usefixtures("empty")
def test_nothing_is_asked_without_a_terminal(tmp_path: Path) -> None:
    file = written(
        tmp_path / "u.csv", "Namn;wkt\nA;POLYGON ((9 9, 9000 9, 9000 9000, 9 9000, 9 9))\n"
    )
    asked = start("import", "areas", str(file), "--commit", feed="EPSG:3006\n")
    assert asked.returncode == 1
    assert "--crs" in asked.stderr


@pytest.mark.usefixtures("example")
def test_a_reader_that_leaves_early_is_no_fault() -> None:
    piped = subprocess.run(  # noqa: S602 # a pipe is what is tested
        f"'{COMMAND}' audit list --json | head -1",
        shell=True,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert piped.stdout == "[\n"
    assert "Traceback" not in piped.stderr


COMMANDS = (
    ("init",), ("demo",), ("serve",), ("contact-card",), ("backup",), ("restore",), ("share",),
    ("register",), ("register", "copy"),
    ("audit",), ("audit", "verify"), ("audit", "list"), ("import",), ("import", "areas"),
    ("import", "border"), ("import", "undo"), ("areas",), ("areas", "list"), ("areas", "show"),
    ("areas", "add"), ("areas", "change"), ("count",), ("bridge",), ("check",), ("export",),
    ("export", "areas"), ("map",), (),
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(run: Run, command: tuple[str, ...]) -> None:
    helped = run(*command, "--help")
    assert helped.code == 0
    assert "--help" in helped.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("areas",),
        ("areas", "nonsense"),
        ("areas", "change"),
        ("areas", "change", "X"),
        ("areas", "list", "--status", "glad"),
        ("areas", "add", "X", "--type", "slott"),
        ("bridge", "2020"),
        ("count", "--nonsense"),
        ("count", "extra"),
        ("--register", "x.gpkg", "count"),
        ("serve", "--port", "0"),
        ("serve", "--port", "65536"),
        ("serve", "--port", "x"),
        ("serve", "--workers", "0"),
        ("import", "undo"),
        ("import", "areas"),
        ("share",),
        ("export", "areas"),
        ("backup",),
        ("register", "copy", "x.gpkg"),
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_two(run: Run, arguments: tuple[str, ...]) -> None:
    wrong = run(*arguments)
    assert wrong.code == 2


def test_options_come_after_the_subcommand_in_any_order(example: Path, run: Run) -> None:
    expected = run("count", "--on", "2021", "--json").out
    assert run("count", "--json", "--register", example, "--on", "2021").out == expected
    assert run("check", "15.1", "59.0", "--json").out == run("check", "--json", "15.1", "59.0").out


def words() -> st.SearchStrategy[str]:
    """Return what someone may type: commands, options, days, numbers, and anything else."""
    known = [
        *(word for command in COMMANDS for word in command),
        "--on", "--json", "--commit", "--reason", "--known-at", "--municipality", "--status", "--out",
        "--file", "--format", "--map", "--id", "--valid-from", "--head", "--with", "--start", "--name",
        "2021-05-31", "2021", "före 2020", "9999-12-31", "0001-01-01", "Norrängen", "lapse", "undo",
        "correct", "split", "active", "-1", "nan", "1e400", "9" * 30, ".", "..", "/dev/null", "lista.csv",
        "x.gpkg", "csv", "karta", "name=Namn", "", " ", "=1+1", "<img onerror>", "\u202e", "💥",
    ]  # fmt: skip
    free = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
    return st.sampled_from(known) | free


@given(arguments=st.lists(words(), max_size=7))
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_typed_there_is_an_answer_and_never_a_traceback(
    example: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
) -> None:
    for door in ("run", "run_several"):
        monkeypatch.setattr(f"grannsamverkan.cli.serving.{door}", lambda *_, **__: None)
    code = answer([*arguments, "--register", str(example)])
    said = capsys.readouterr()
    assert code in {0, 1, 2}
    assert "Traceback" not in said.err
    assert "oväntat" not in said.err


@pytest.mark.usefixtures("example")
def test_what_nobody_foresaw_is_said_without_its_insides(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("hemligt")  # the insides are what is tested

    monkeypatch.setattr("grannsamverkan.cli.doors.open_register", fail)
    broken = run("count")
    assert broken.code == 1
    assert "oväntat" in broken.err
    assert "hemligt" not in broken.err
    monkeypatch.setenv("GRANNSAMVERKAN_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        answer(["count"])


@pytest.mark.usefixtures("example")
def test_what_the_machine_refuses_is_said_with_the_place(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "/x")

    monkeypatch.setattr("grannsamverkan.cli.doors.open_register", refuse)
    assert run("count").err == "Datorn sade nej: Permission denied. /x\n"

    def wait(*_: object, **__: object) -> None:
        raise Unavailable("store.locked")

    monkeypatch.setattr("grannsamverkan.cli.doors.open_register", wait)
    assert "försök igen" in run("count").err


def test_a_command_that_ends_by_itself_has_succeeded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ended(_: list[str]) -> None:
        raise SystemExit

    monkeypatch.setattr(main, "make_app", lambda *_: ended)
    assert answer([]) == 0


def test_the_program_ends_with_the_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["grannsamverkan", "nonsense"])
    with pytest.raises(SystemExit) as ended:
        main.run()
    assert ended.value.code == 2


def test_long_work_is_shown_to_someone_who_watches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with doors.working("cli.verifying"):
        pass
    assert list(doors.counting(range(1_200))) == list(range(1_200))
    assert "Jämför med registret" in capsys.readouterr().err
    assert list(doors.counting([1, 2])) == [1, 2]


def test_a_table_at_a_terminal_is_as_wide_as_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    doors.table(["A", "B"], [("x" * 90, 1), (None, 2)])
    shown = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    assert max(map(len, shown.splitlines())) <= 40


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("postgresql://polis:hemligt@db/register", "postgresql://polis:***@db/register"),
        ("postgresql://polis:hem/ligt@db/register", "postgresql://polis:***@db/register"),
        ("postgresql://polis:hem?ligt@db:5433/r", "postgresql://polis:***@db:5433/r"),
        ("postgresql://db/r?user=polis&password=hemligt", "postgresql://db/r?user=polis"),
        ("postgres://polis@db/r?sslpassword=hemligt", "postgres://polis@db/r"),
        ("postgresql://polis:hem@ligt@db/register", "…"),
        ("postgresql://po/lis:hemligt@db/register", "…"),
        ("postgresql://polis:hemligt@db:port/register", "…"),
        ("postgresql:polis:hemligt@db/register", "…"),
        ("//polis:hemligt@db/register", "…"),
        ("/hem/a@b.gpkg", "/hem/a@b.gpkg"),
    ],
)
def test_the_password_of_a_server_is_not_shown(where: str, told: str) -> None:
    assert shown(where) == told


def test_the_password_of_a_setting_that_is_refused_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GRANNSAMVERKAN_REGISTER_READ", "postgresql://polis:hemligt@db/a b")
    with pytest.raises(Refused) as refused:
        doors.settings()
    assert "hemligt" not in str(refused.value.values)


def test_a_question_is_not_waited_for_beyond_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRANNSAMVERKAN_REGISTER_STATEMENT_SECONDS", "9999999")
    with pytest.raises(Refused) as refused:
        doors.settings()
    assert refused.value.key == "settings.wrong"


def test_a_name_that_no_file_has_letters_for_is_refused_or_kept(empty: Path, run: Run) -> None:
    broken = b"Norr\xe4ngen".decode("utf-8", "surrogateescape")
    before = head(empty)
    added = run("areas", "add", broken, "--reason", broken, "--by", broken, "--commit")
    assert added.code == 0
    assert head(empty) != before
    assert run("areas", "list").code == 0


def test_the_command_has_no_completion_to_install() -> None:
    assert isinstance(make_app(), typer.Typer)


@pytest.mark.parametrize("word", ["demo", "report", "serve"])
def test_a_word_whose_room_is_loaded_alone_means_the_same_as_among_all(word: str) -> None:
    told = []
    for app in (make_app(word), make_app()):
        command = typer.main.get_command(app)
        assert isinstance(command, TyperGroup)
        own = command.commands[word]
        told.append((sorted(getattr(own, "commands", ())), [one.name for one in own.params]))
    assert told[0] == told[1]
