"""How soon the server answers, what it weighs then, and how soon the year's report is there: the example register."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import median

from http_bars import free_port
from results import Bar, Part, Table, figure

_GRANNSAMVERKAN = (sys.executable, "-c", "from grannsamverkan.cli.main import run; run()")
_ASKED = "/api/v1/check?lon=15.0862&lat=59.0656"


def measured(*, folder: Path, rounds: int) -> Part:
    """Measure starts and reports by the clock, each in a process of its own."""
    register = folder / "EXEMPEL.gpkg"
    _run("demo", "--no-serve", "--register", str(register))
    starts = [_started(register) for _ in range(rounds)]
    reports = [
        _took(lambda: _run(*_REPORT, "--register", str(register), "--out", str(folder / "report")))
        for _ in range(rounds)
    ]
    start_s, mb = (median(one[at] for one in starts) for at in (0, 1))
    report_s = median(reports)
    rows = [
        ["from nothing to the first answer of the check, s", figure(start_s)],
        ["memory of the server then, MB", figure(mb)],
        ["the year's report: HTML, PDF, XLSX, CSV, JSON in two languages, by command, s", figure(report_s)],
    ]  # fmt: skip
    table = Table("The example register, cold", ["", "median"], rows)
    return Part(
        (table,),
        (
            Bar("7. cold start to the first answer", start_s, "≤", 1, "s"),
            Bar("7. memory at the first answer", mb, "≤", 100, "MB"),
            Bar("7. a year's report", report_s, "≤", 2, "s"),
        ),
    )


_REPORT = ("report", "yearly", "--year", "2020")


def _run(*words: str) -> None:
    subprocess.run([*_GRANNSAMVERKAN, *words], check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def _took(what: Callable[[], None]) -> float:
    began = time.perf_counter()
    what()
    return time.perf_counter() - began


def _started(register: Path) -> tuple[float, float]:
    """Return the seconds until a server answers about a place, and the megabytes it has in use."""
    port = free_port()
    command = [*_GRANNSAMVERKAN, "serve", "--register", str(register), "--port", str(port)]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            while process.poll() is None:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}{_ASKED}") as answer:
                        json.load(answer)
                    break
                except OSError:
                    time.sleep(0.005)
            took_s = time.perf_counter() - began
            pages = Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1]
        finally:
            process.terminate()
    return took_s, int(pages) * 4_096 / 1e6
