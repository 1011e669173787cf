"""Mixed traffic for minutes on end, while a worker is killed and the database loses its power.

    python tests/bench/soak.py --minutes 10

starts a PostgreSQL server of its own, two workers and nginx with our file, and lets visitors and staff ask
and write as fast as they would. Then it looks in the ledger for every write that was acknowledged, and prints
latencies, memory and how long each disturbance was felt. CI has a short form: `test_soak.py`.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run by itself it has no pytest

from soak_server import Database, Site, database, missing, site
from soak_traffic import Answer, Importer, Traveller, Visitor, Writer, staffed

from grannsamverkan.actions.founding import found_example
from grannsamverkan.register import open_register

VISITORS, WRITERS = 6, 2
FELT_AT_MOST_S = 5.0
"""So long after a disturbance something may be refused; what is refused at any other time is an error."""

WARM_UP = 0.3
"""The share of the time after which memory is to stay as it is."""


@dataclass
class Soak:
    """What came of it all.

    Attributes:
        answers: every answer, with when it was asked for.
        away_s, felt_s: by disturbance, how long it was, and for how long after it something was refused.
        errors: what was refused although nothing had been disturbed.
        acknowledged, missing, doubled: writes that were, of them those that are not in the ledger, or twice.
        intact: whether the ledger adds up.
        memory_mb: of the worker that nobody killed until the end, by second.
        fresh_mb: of the one in its place, once it had been asked for a while over the register as it had become.
        reports: how many yearly reports were made beside it all.
    """

    seconds: float
    answers: list[Answer]
    away_s: dict[str, float] = field(default_factory=dict)
    felt_s: dict[str, float] = field(default_factory=dict)
    errors: list[Answer] = field(default_factory=list)
    acknowledged: int = 0
    missing: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    intact: bool = False
    memory_mb: list[float] = field(default_factory=list)
    fresh_mb: float = 0.0
    reports: int = 0

    @property
    def growth(self) -> float:
        """By what share the worker had grown beyond what the register takes, which grows as well: what it leaked."""
        tenth = max(1, len(self.memory_mb) // 10)
        return sum(self.memory_mb[-tenth:]) / tenth / self.fresh_mb - 1

    def table(self) -> str:
        """Return the latencies as a table, in milliseconds, and what else came of it."""
        lines = ["| what | answers | p50 | p95 | p99 | longest |", "|---|--:|--:|--:|--:|--:|"]
        for kind in sorted({one.kind for one in self.answers}):
            of_kind = [one for one in self.answers if one.kind == kind]
            ms = sorted(1_000 * one.seconds for one in of_kind if one.good) or [0.0]
            at = [ms[min(len(ms) - 1, int(len(ms) * share))] for share in (0.5, 0.95, 0.99, 1.0)]
            lines.append(f"| {kind} | {len(ms)} | " + " | ".join(f"{one:.1f}" for one in at) + " |")
        memory = self.memory_mb[int(len(self.memory_mb) * WARM_UP)], self.memory_mb[-1]
        refused = Counter(one.status for one in self.answers if not one.good)
        lines += [
            "",
            f"{len(self.answers)} answers in {self.seconds:.0f} s, {self.reports} reports.",
            f"Refused, by status: {dict(refused)}; of them at an undisturbed time: {len(self.errors)}.",
        ]
        for name, felt in self.felt_s.items():
            lines.append(
                f"{name} ({self.away_s[name]:.1f} s): the last refused {felt:.1f} s after."
            )
        lost = f"{len(self.missing)} lost, {len(self.doubled)} doubled"
        ledger = "adds up" if self.intact else "IS BROKEN"
        grown = f"{memory[0]:.0f} MB after the warm-up, {memory[1]:.0f} MB at the end"
        fresh = f"a fresh one over the same register: {self.fresh_mb:.0f} MB"
        lines += [
            f"Writes: {self.acknowledged} acknowledged, {lost}; the ledger {ledger}.",
            f"Memory of the worker that lived: {grown}; {fresh} ({self.growth:+.1%}).",
        ]
        return "\n".join(lines)


def hallsberg(url: str) -> None:
    """Make the example register."""
    found_example(url, "hallsberg", now=datetime.now(UTC))


def soak(seconds: float, folder: Path, *, found: Callable[[str], object] = hallsberg) -> Soak:
    """Let them ask and write for so long in a register that is founded at a URL, and return what came of it."""
    with database() as server:
        found(server.url)
        tokens = staffed(server.url, WRITERS + 1)
        with site(server.url, folder) as served:
            came = _busy(seconds, server, served, tokens, folder)
        _audit(server.url, came)
    return came


def _busy(
    seconds: float, server: Database, served: Site, tokens: Sequence[str], folder: Path
) -> Soak:
    over = Event()
    visitors = [Visitor(served.address, number) for number in range(VISITORS)]
    writers = [
        Writer(served.address, VISITORS + number, token=tokens[number]) for number in range(WRITERS)
    ]
    importer = Importer(served.address, VISITORS + WRITERS, token=tokens[-1])
    travellers: list[Traveller] = [*visitors, *writers, importer]
    came, reports = Soak(seconds, []), [0]
    threads = [Thread(target=one.travel, args=(over,)) for one in travellers]
    lives, aged = served.workers()[0], Event()
    threads += [
        Thread(target=_watch, args=(lives, came.memory_mb, aged)),
        Thread(target=_report, args=(server.url, folder, reports, over)),
    ]
    for thread in threads:
        thread.start()
    disturbed = _disturbed(seconds, server, served)
    aged.set()
    disturbed["the other worker killed"] = (time.monotonic(), time.monotonic())
    os.kill(lives, signal.SIGKILL)
    time.sleep(seconds * 0.15)
    came.fresh_mb = _resident_mb(served.workers()[-1])
    over.set()
    for thread in threads:
        thread.join()
    came.answers, came.reports = [one for each in travellers for one in each.answers], reports[0]
    _felt(came, disturbed)
    came.missing = [name for each in (*writers, importer) for name in each.acknowledged]
    came.acknowledged = len(came.missing)
    return came


def _disturbed(seconds: float, server: Database, served: Site) -> dict[str, tuple[float, float]]:
    """Kill a worker and restart the database in the middle of it all; return from when till when each was."""
    time.sleep(seconds * 0.4)
    killed = time.monotonic()
    os.kill(served.workers()[1], signal.SIGKILL)
    time.sleep(seconds * 0.25)
    away = time.monotonic()
    server.restart()
    back = time.monotonic()
    time.sleep(seconds * 0.35)
    return {"a worker killed": (killed, killed), "the database restarted": (away, back)}


def _felt(came: Soak, disturbed: Mapping[str, tuple[float, float]]) -> None:
    """Note for how long after it was over each disturbance was felt, and what was refused beside them."""
    came.errors = [one for one in came.answers if not one.good]
    for name, (began, over) in disturbed.items():
        felt = [
            one for one in came.errors if one.ended > began and one.began < over + FELT_AT_MOST_S
        ]
        came.felt_s[name] = max((one.ended - over for one in felt), default=0.0)
        came.away_s[name] = over - began
        came.errors = [one for one in came.errors if one not in felt]


def _watch(process: int, memory_mb: list[float], over: Event) -> None:
    while not over.wait(1.0):
        memory_mb.append(_resident_mb(process))


def _resident_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1_000


def _report(url: str, folder: Path, made: list[int], over: Event) -> None:
    """Make the yearly report again and again, from a process of its own."""
    year = datetime.now(UTC).year - 1
    while not over.wait(10):
        command = [sys.executable, "-m", "grannsamverkan", "report", "yearly", "--register", url,
                   "--year", str(year), "--out", str(folder / "report")]  # fmt: skip
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 # our own command
        made[0] += done.returncode == 0


def _audit(url: str, came: Soak) -> None:
    """Look in the ledger for what was acknowledged."""
    register = open_register(url)
    there = Counter(timeline[-1].name for timeline in register.timelines().values())
    came.missing = [name for name in came.missing if name not in there]
    came.doubled = [name for name, times in there.items() if name.startswith("Soak ") and times > 1]
    came.intact = register.verify().intact
    register.close()


def main() -> None:
    """Soak for as long as one wants, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    minutes = parser.parse_args().minutes
    if lacking := missing():
        sys.exit(f"this machine lacks {' and '.join(lacking)}")
    with tempfile.TemporaryDirectory() as folder:
        came = soak(minutes * 60, Path(folder))
    print(came.table())  # noqa: T201 # what it is for
    for one in came.errors[:20]:
        print("ERROR", one)  # noqa: T201 # as above
    sys.exit(bool(came.errors or came.missing or came.doubled or not came.intact))


if __name__ == "__main__":
    main()
