"""How soon the server answers, what it weighs then, and how soon the year's report is there: the example register."""

import json
import resource
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from statistics import median

from asking import work_s
from http_bars import free_port
from results import Bar, Part, Table, figure

_GRANNSAMVERKAN = (sys.executable, "-c", "from grannsamverkan.cli.main import run; run()")
_ASKED = "/api/v1/check?lon=15.0862&lat=59.0656"


def measured(*, folder: Path, rounds: int) -> Part:
    """Measure starts and reports, each in a process of its own."""
    register = folder / "EXEMPEL.gpkg"
    _run("demo", "--no-serve", "--register", str(register))
    starts = [_started(register) for _ in range(rounds)]
    reports = [_reported(register, folder / "report") for _ in range(rounds)]
    start_s, start_work_s, mb = (median(column) for column in zip(*starts, strict=True))
    report_s, report_work_s = (median(column) for column in zip(*reports, strict=True))
    rows = [
        ["from nothing to the first answer of the check", figure(start_s), figure(start_work_s), figure(mb)],
        ["the year's report: HTML, PDF, XLSX, CSV, JSON in two languages, by command", figure(report_s),
         figure(report_work_s), ""],
    ]  # fmt: skip
    head = ["", "by the clock, s", "work, s", "memory, MB"]
    return Part(
        (Table("The example register, cold", head, rows),),
        (
            Bar("7. cold start to the first answer, work", start_work_s, "≤", 1, "s"),
            Bar("7. memory at the first answer", mb, "≤", 100, "MB"),
            Bar("7. a year's report, work", report_work_s, "≤", 2, "s"),
        ),
    )


def _run(*words: str) -> None:
    subprocess.run([*_GRANNSAMVERKAN, *words], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 # our own


def _reported(register: Path, out: Path) -> tuple[float, float]:
    """Return the seconds that the report takes by the clock, and of work."""
    began, worked = time.perf_counter(), _worked_s()
    _run("report", "yearly", "--year", "2020", "--register", str(register), "--out", str(out))
    return time.perf_counter() - began, _worked_s() - worked


def _worked_s() -> float:
    """Return what the processes that have ended have worked."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _started(register: Path) -> tuple[float, float, float]:
    """Return the seconds until a server answers about a place, by the clock and of work, and its megabytes then."""
    port = free_port()
    command = [*_GRANNSAMVERKAN, "serve", "--register", str(register), "--port", str(port)]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603 # our own
        try:
            while process.poll() is None:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}{_ASKED}") as answer:
                        json.load(answer)
                    break
                except OSError:
                    time.sleep(0.005)
            took_s, worked_s = time.perf_counter() - began, work_s(process.pid)
            pages = Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1]
        finally:
            process.terminate()
    return took_s, worked_s, int(pages) * resource.getpagesize() / 1e6
