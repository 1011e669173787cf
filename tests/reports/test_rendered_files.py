"""The files of a report together: what they are called, the same bytes each time, and in time."""

import csv
import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from grannsamverkan.domain.yearly_numbers import digest
from grannsamverkan.reports.document import Document
from grannsamverkan.reports.files import Format, file_name, render
from grannsamverkan.reports.numbers import as_csv
from handmade import FORMULA, MARK, NAMES, NUMBERS, SIGNS, document, whole

HERE = Path(__file__).parent


def _csv(report: Document) -> list[list[str]]:
    made = as_csv(report, NUMBERS, NAMES)
    assert made.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(made.decode("utf-8-sig"), newline=""), delimiter=";"))


def _digest(files: dict[str, tuple[str, bytes]]) -> str:
    digest = hashlib.sha256()
    for name, (media_type, content) in sorted(files.items()):
        digest.update(f"{name} {media_type} {len(content)}".encode())
        digest.update(content)
    return digest.hexdigest()


def test_the_table_of_numbers_is_as_swedish_spreadsheets_read_it() -> None:
    mark = f"{MARK} · UTKAST: inte godkänd"
    assert _csv(document()) == [
        ["Nyckel", "Uppgift", "Värde", "Märkning"],
        ["areas.opening", "Aktiva områden vid början", "14", mark],
        ["areas.closing", "", "19", mark],
        ["areas.net", "'-2+3", "-3", mark],
        ["quality.share", "", "0,736842", mark],
        ["reach.ratio", "", "2", mark],
        ["reach.joined", "", "", mark],
        [f"'{FORMULA}", "'@SUM(A1)", "1", mark],
    ]


def test_in_english_it_has_points_and_without_marks_no_column_for_them() -> None:
    head, *rows = _csv(replace(document(), language="en", marks=()))
    assert head == ["Key", "What it is", "Value"]
    assert rows[3] == ["quality.share", "", "0.736842"]


def test_the_json_is_what_the_digest_of_the_numbers_is_of() -> None:
    files = render(document(), NUMBERS, NAMES, base_name="r", formats=[Format.JSON])
    [(name, (media_type, content))] = files.items()
    assert (name, media_type) == ("r-siffror.json", "application/json")
    assert hashlib.sha256(content).hexdigest() == digest(NUMBERS)
    assert json.loads(content)["areas.closing"] == 19
    assert content.endswith(b"}\n")


def test_one_file_of_each_kind_is_made_and_only_those_that_are_asked_for() -> None:
    files = render(document(), NUMBERS, NAMES, base_name="arsrapport-1861-2020")
    assert {name: media_type.split("/")[1][:4] for name, (media_type, _) in files.items()} == {
        "arsrapport-1861-2020.html": "html",
        "arsrapport-1861-2020.pdf": "pdf",
        "arsrapport-1861-2020.xlsx": "vnd.",
        "arsrapport-1861-2020-siffror.csv": "csv;",
        "arsrapport-1861-2020-siffror.json": "json",
    }
    one = render(document(), NUMBERS, NAMES, base_name="r", formats=[Format.CSV])
    assert list(one) == [file_name("r", Format.CSV)]


_CHILD = """
import sys
sys.path[:0] = sys.argv[1:]
from handmade import NAMES, NUMBERS, SIGNS, document
from test_rendered_files import _digest
from grannsamverkan.reports.files import render
print(_digest(render(document(SIGNS), NUMBERS, NAMES, base_name="r")))
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_makes_the_same_bytes(seed: str) -> None:
    own = [_digest(render(document(SIGNS), NUMBERS, NAMES, base_name="r")) for _ in range(2)]
    child = subprocess.run(  # noqa: S603 # our own
        [sys.executable, "-c", _CHILD, str(HERE), str(HERE.parent)],
        env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Pacific/Apia", "LC_ALL": "C"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert {child.stdout.strip()} == set(own)


def test_the_files_of_a_long_report_take_less_than_two_seconds_of_work() -> None:
    report = whole()
    begun = time.process_time()
    render(report, NUMBERS, NAMES, base_name="r")
    assert time.process_time() - begun < 2
