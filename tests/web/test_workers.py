"""Several serving processes: one that is killed is there again, and all end when they are told to."""

import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from grannsamverkan.cli.serving import _answers
from grannsamverkan.errors import Refused
from grannsamverkan.web import workers
from town import new_register

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")

AT_MOST_S = 5.0


@dataclass
class Served:
    """A command that serves from two processes."""

    process: subprocess.Popen[str]
    ports: tuple[int, int]

    def answers(self, number: int) -> bool:
        """Say whether a worker is ready."""
        address = f"http://127.0.0.1:{self.ports[number]}/readyz"
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # our own server
                return bool(answer.status == 200)
        except OSError:
            return False

    def workers(self) -> list[int]:
        """Return the processes that serve."""
        here = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [
            int(one)
            for one in here.read_text().split()
            if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()
        ]


def lives(process: int) -> bool:
    """Say whether a process is there, and not just one that nobody has asked after."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(true: Callable[[], bool], *, seconds: float) -> float:
    """Wait until something is true, and return how many seconds it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds
        time.sleep(0.05)
    return time.monotonic() - began


def two_ports() -> tuple[int, int]:
    """Return two ports in a row that nobody listens at."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port, port + 1


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Give a command that serves a register from two processes, and logs objects."""
    path = tmp_path / "hallsberg.gpkg"
    new_register(path).close()
    ports = two_ports()
    process = subprocess.Popen(  # noqa: S603 # our own command in a fresh interpreter
        [sys.executable, "-m", "grannsamverkan", "serve", "--register", str(path), "--no-browser",
         "--port", str(ports[0]), "--workers", "2"],
        env={**os.environ, "GRANNSAMVERKAN_LOG": "json"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    served = Served(process, ports)
    try:
        until(lambda: served.answers(0) and served.answers(1), seconds=30)
        yield served
    finally:
        process.kill()
        process.communicate()


def test_a_worker_that_is_killed_is_there_again_and_the_other_answers_meanwhile(
    served: Served,
) -> None:
    first, second = served.workers()
    os.kill(second, signal.SIGKILL)
    assert served.answers(0)
    until(lambda: served.answers(1), seconds=AT_MOST_S)
    assert len(served.workers()) == 2
    assert first in served.workers()
    assert second not in served.workers()
    served.process.send_signal(signal.SIGTERM)
    output, _ = served.process.communicate(timeout=30)
    assert served.process.returncode == 0
    lines = [json.loads(line) for line in output.splitlines()]
    told = [line["message"] for line in lines]
    died = next(place for place, one in enumerate(told) if "-9" in one)
    assert any(str(served.ports[1]) in one for one in told[died:]), "it says that it answers again"
    levels = [line["level"] for line in lines]
    assert levels[died] == "WARNING"
    assert {*levels[:died], *levels[died + 1 :]} == {"INFO"}


def test_all_end_when_the_command_is_told_to_stop(served: Served) -> None:
    running = served.workers()
    assert len(running) == 2
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(timeout=30) == 0
    assert not any(lives(one) for one in running)


def test_no_worker_is_left_when_the_command_itself_is_killed(served: Served) -> None:
    running = served.workers()
    assert len(running) == 2
    served.process.kill()
    until(lambda: not any(lives(one) for one in running), seconds=15)


@pytest.fixture
def own_signals() -> Iterator[None]:
    """Leave what ends this process as it was."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("own_signals")
def test_workers_that_die_as_soon_as_they_start_end_the_command_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "_PAUSE_S", 0.0)
    monkeypatch.setattr(workers, "_TOO_OFTEN", 3)
    heard: list[tuple[int, int | None]] = []
    kept = workers.Workers(
        _only_the_second_dies, number_of=2, answers=_always, told=lambda *one: heard.append(one)
    )
    with pytest.raises(Refused, match="worker_dies"):
        kept.run()
    assert heard == [(1, 3)] * 3
    assert multiprocessing.active_children() == [], "the one that worked is not left"


@pytest.mark.usefixtures("own_signals")
def test_a_worker_that_lived_for_a_while_is_forgiven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_SOON_S", 0.0)
    monkeypatch.setattr(workers, "_TOO_OFTEN", 2)
    heard: list[int] = []

    def told(number: int, _code: int | None) -> None:
        heard.append(number)
        if len(heard) == 4:
            raise SystemExit(0)

    with pytest.raises(SystemExit):
        workers.Workers(_only_the_second_dies, number_of=2, answers=_always, told=told).run()
    assert heard == [1] * 4


@pytest.mark.usefixtures("own_signals")
def test_a_worker_that_hangs_is_killed_and_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_LOOK_S", 0.05)
    monkeypatch.setattr(workers, "SILENT_S", 0.2)
    monkeypatch.setattr(workers, "_START_S", 0.0)
    monkeypatch.setattr(workers, "_SOON_S", 0.0)
    heard: list[tuple[int, int | None]] = []

    def told(number: int, code: int | None) -> None:
        heard.append((number, code))
        if len(heard) == 2:
            raise SystemExit(0)

    hangs = workers.Workers(_works, number_of=2, answers=lambda number: number == 0, told=told)
    with pytest.raises(SystemExit):
        hangs.run()
    assert heard == [(1, None)] * 2


def test_a_worker_that_is_stopped_answers_nothing(served: Served) -> None:
    def answers() -> bool:
        return _answers("0.0.0.0", served.ports[0], 1)  # noqa: S104 # as it is served

    assert answers()
    _, second = served.workers()
    os.kill(second, signal.SIGSTOP)
    assert not answers()
    os.kill(second, signal.SIGCONT)
    until(answers, seconds=AT_MOST_S)


def _always(_number: int) -> bool:
    return True


def _works(_number: int) -> None:
    time.sleep(60)


def _only_the_second_dies(number: int) -> None:
    if number == 1:
        sys.exit(3)
    time.sleep(60)
