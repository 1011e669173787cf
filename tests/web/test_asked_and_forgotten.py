"""What is asked is written nowhere, not even when the program fails over it: no log, no file, no table."""

import json
import logging
import os
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from addressed import addressed
from grannsamverkan.register.faults import as_refusal
from grannsamverkan.web.fault_log import (
    FaultFormatter,
    JsonFormatter,
    OthersFormatter,
    log_config,
)

CANARY = "Kanariestigen"

PROGRAM = """
import sys
from datetime import datetime, UTC
from grannsamverkan.register import open_register
from grannsamverkan.settings import Settings
from grannsamverkan.web import answers
from grannsamverkan.web.public import kolla, pages
from grannsamverkan.web.serve import serve

def failing(*args, **kwargs):
    try:
        int(repr(args))
    except ValueError as error:
        raise RuntimeError(f"cannot make anything of {args} {kwargs}") from error

if sys.argv[3] == "fails":
    kolla.choices = kolla._place = failing
    answers.ask = failing
serve(Settings(), open_register(sys.argv[1]), clock=lambda: datetime.now(UTC), port=int(sys.argv[2]),
      ready=lambda: print("ready", flush=True))
"""


@dataclass(frozen=True)
class Asked:
    """A folder with all that a program left behind, what it said, and how its answers began."""

    folder: Path
    said: str
    statuses: list[int]


@pytest.fixture(params=["fails", "answers"])
def asked(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Asked]:
    """Give what is left of a program that was asked in every way, and failed over it or did not."""
    addressed(tmp_path / "hallsberg.gpkg").close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-c", PROGRAM, "hallsberg.gpkg", str(port), request.param]
    kept = {
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "GRANNSAMVERKAN_CACHE_DIR": str(tmp_path),
    }
    process = subprocess.Popen(  # noqa: S603 # our own code in a fresh interpreter
        words, cwd=tmp_path, env={**os.environ, **kept}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    statuses = list(questions(f"http://127.0.0.1:{port}"))
    process.terminate()
    process.wait()
    said = process.stdout.read()
    process.stdout.close()
    return request.param, Asked(tmp_path, said, statuses)


def questions(address: str) -> Iterator[int]:
    """Ask by form, by JSON, by address and by a path that is not there; give the status of each."""
    text = f"{CANARY} 4".replace(" ", "+")
    for path, body, kind in (
        ("/kolla", f"plats={text}", "application/x-www-form-urlencoded"),
        ("/kolla/forslag", f'{{"plats": "{CANARY}"}}', "application/json"),
        ("/kolla", f'{{"lat": "{CANARY}", "lon": 15}}', "application/json"),
        ("/api/v1/check?lon=15.987654321&lat=59.1", None, ""),
        (f"/svar/{CANARY}", None, ""),
        ("/kolla", CANARY, "multipart/form-data; boundary=x"),  # no form: its reader quotes it
    ):
        question = urllib.request.Request(address + path, body.encode() if body else None)  # noqa: S310 # our own server
        if kind:
            question.add_header("Content-Type", kind)
        try:
            with urllib.request.urlopen(question) as answer:  # noqa: S310 # as above
                yield answer.status
        except urllib.error.HTTPError as error:
            yield error.code
            error.close()


def test_a_question_is_in_no_log_no_file_and_no_table(asked: tuple[str, Asked]) -> None:
    how, left = asked
    assert left.statuses[:4] == ([500, 500, 500, 500] if how == "fails" else [200, 200, 422, 200])
    if how == "fails":
        assert left.said.count("builtins.RuntimeError") == 4, "a fault is told by its kind"
        assert "in failing" in left.said, "and by its place in the program"
        assert "builtins.ValueError" in left.said, "and by what it came of"
    else:
        assert left.said == ""
    secrets = (CANARY, CANARY.casefold(), "15.987654321")
    assert [one for one in secrets if one in left.said] == []
    files = [one for one in left.folder.rglob("*") if one.is_file()]
    assert files
    for file in files:
        content = file.read_bytes()
        assert [one for one in secrets if one.encode() in content] == [], file
    for value in values(left.folder / "hallsberg.gpkg"):
        assert [one for one in secrets if one in value] == []
    assert any("Storgatan" in value for value in values(left.folder / "hallsberg.gpkg")), "can fail"


def values(register: Path) -> Iterator[str]:
    """Give every value of every table."""
    with closing(sqlite3.connect(register)) as connection:
        tables = connection.execute(
            "select name from sqlite_master where type = 'table'"
        ).fetchall()
        for (table,) in tables:
            with suppress(sqlite3.OperationalError):  # a table of a module that is not loaded
                for row in connection.execute(f'select * from "{table}"'):  # noqa: S608 # its own names
                    yield from map(str, row)


def test_a_fault_that_holds_others_and_one_without_words_are_told_by_kind() -> None:
    formatter = FaultFormatter("%(message)s")

    def told(error: BaseException) -> str:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "fel", (), (type(error), error, None))
        return formatter.format(record)

    group = ExceptionGroup(CANARY, [ValueError(CANARY), OSError(CANARY)])
    assert told(group) == "fel\nbuiltins.ExceptionGroup\nbuiltins.ValueError\nbuiltins.OSError"
    hidden = KeyError(CANARY)
    hidden.__context__, hidden.__suppress_context__ = ValueError(CANARY), True
    assert told(hidden) == "fel\nbuiltins.KeyError"
    assert formatter.formatException((None, None, None)) == ""


def test_a_fault_that_came_of_itself_is_told_once() -> None:
    first, second = ValueError(CANARY), KeyError(CANARY)
    first.__cause__, second.__cause__ = second, first
    group = ExceptionGroup(CANARY, [first])
    first.__context__ = group
    told = FaultFormatter("%(message)s").formatException((ValueError, first, None))
    assert told == "builtins.KeyError\n\nbuiltins.ValueError"
    itself = OSError(CANARY)
    itself.__cause__ = itself
    assert FaultFormatter().formatException((OSError, itself, None)) == "builtins.OSError"


def test_a_fault_of_the_store_that_nobody_foresaw_did_not_come_of_itself() -> None:
    unforeseen = sqlite3.IntegrityError(CANARY)
    with pytest.raises(sqlite3.IntegrityError) as found, as_refusal():
        raise unforeseen
    assert found.value is unforeseen
    assert found.value.__cause__ is None


def test_what_a_library_says_is_told_by_its_place() -> None:
    record = logging.LogRecord("asyncio", logging.ERROR, "a.py", 7, "%s", (CANARY,), None)
    assert OthersFormatter("%(message)s").format(record) == "ERROR: asyncio (a.py:7)"


def test_as_json_a_line_is_one_object_that_says_as_little() -> None:
    fault = ValueError(CANARY)
    raised = (type(fault), fault, None)
    record = logging.LogRecord("asyncio", logging.ERROR, "a.py", 7, "%s\n", (CANARY,), raised)
    told = JsonFormatter(words=False).format(record)
    assert "\n" not in told
    line = json.loads(told)
    assert datetime.fromisoformat(line.pop("at")).utcoffset() == timedelta()
    assert line == {
        "level": "ERROR", "who": "asyncio", "where": "a.py:7", "fault": "builtins.ValueError",
    }  # fmt: skip
    ours = logging.LogRecord(
        "grannsamverkan", logging.INFO, "b.py", 1, "Svarar på %s", ("x",), None
    )
    assert json.loads(JsonFormatter(words=True).format(ours))["message"] == "Svarar på x"
    handlers = log_config("json")["formatters"]
    assert {handlers[name]["()"] for name in ("default", "others")} == {JsonFormatter}
    assert [handlers[name]["words"] for name in ("default", "others")] == [True, False]
