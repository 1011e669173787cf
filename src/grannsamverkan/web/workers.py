"""Several processes that serve one register, each started again as soon as it dies, or has long been silent.

Each has a port of its own, so that the web server in front can send a visitor to the same one every time:
what a process keeps in memory (how often someone asks, a list that is being looked through) then holds
for the visitor, and each can be asked by itself how it fares.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from threading import Thread
from types import FrameType

from grannsamverkan.errors import Refused

_SOON_S = 10.0
"""A worker that dies so young, and the one in its place as well, would do so again."""

_TOO_OFTEN = 10
"""So many workers in a row that died young: nobody is helped by one more."""

_PAUSE_S = 1.0
"""So long nothing is started in the place of those that died young, such as while a database is away."""

_LOOK_S = 5.0
"""So often each worker is asked whether it answers."""

SILENT_S = 30.0
"""A worker that has answered nothing for so long hangs, and is killed."""

_START_S = 120.0
"""So long one may take until it first answers: an index over a country is made by then."""

_GOODBYE_S = 20.0
"""How long a worker may take to end when it is told to; then it is killed."""

Work = Callable[[int], None]
"""What the worker with a number does until it ends: something that can be sent to another process."""

Answers = Callable[[int], bool]
"""Says, in a few seconds, whether the worker with a number answers."""

Told = Callable[[int, int | None], None]
"""Hears that a worker with a number has died, and of what: an exit code, a signal below zero, or None if it had to be
killed since it answered nothing for `SILENT_S`."""


class Workers:
    """Processes that do the same work, by number from 0."""

    def __init__(self, work: Work, *, number_of: int, answers: Answers, told: Told) -> None:
        """Take the work, how many do it, what asks them whether they are well, and who hears of deaths."""
        self._work, self._number_of, self._told = work, number_of, told
        self._answers = answers
        self._silent: set[int] = set()
        self._silent_at = [0.0] * number_of  # from when on silence is a fault, by number
        self._context = multiprocessing.get_context("spawn")  # threads are not to be forked
        self._running: dict[int, tuple[SpawnProcess, float]] = {}
        self._died_young = [0] * number_of  # in a row, by number

    def run(self) -> None:
        """Keep them working until this process is told to stop.

        Raises:
            Refused: one has died young again and again; by then the others are ended too.
        """
        signal.signal(signal.SIGTERM, _stop)
        try:
            for number in range(self._number_of):
                self._start(number)
            while True:
                sentinels = [process.sentinel for process, _ in self._running.values()]
                if not wait(sentinels, timeout=_LOOK_S):
                    self._kill_silent()
                self._replace_dead()
        finally:
            self._end()

    def _start(self, number: int) -> None:
        process = self._context.Process(target=_worker, args=(self._work, number), daemon=False)
        process.start()
        self._running[number] = process, time.monotonic()
        self._silent_at[number] = time.monotonic() + _START_S

    def _kill_silent(self) -> None:
        for number, (process, _) in self._running.items():
            if self._answers(number):
                self._silent_at[number] = time.monotonic() + SILENT_S
            elif time.monotonic() > self._silent_at[number]:
                self._silent.add(number)
                process.kill()
                process.join()

    def _replace_dead(self) -> None:
        dead = [
            (number, process, began)
            for number, (process, began) in self._running.items()
            if not process.is_alive()
        ]
        for number, process, began in dead:
            process.join()
            self._told(number, None if number in self._silent else process.exitcode)
            self._silent.discard(number)
            young = time.monotonic() - began < _SOON_S
            self._died_young[number] = self._died_young[number] + 1 if young else 0
            if self._died_young[number] >= _TOO_OFTEN:
                raise Refused("serve.worker_dies", n=number + 1, times=_TOO_OFTEN)
        if any(self._died_young[number] > 1 for number, _, _ in dead):
            time.sleep(_PAUSE_S)
        for number, _, _ in dead:
            self._start(number)

    def _end(self) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it is being done
        processes = [process for process, _ in self._running.values()]
        for process in processes:
            process.terminate()
        last = time.monotonic() + _GOODBYE_S
        for process in processes:
            process.join(max(0.0, last - time.monotonic()))
            process.kill()
            process.join()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _worker(work: Work, number: int) -> None:
    """Do the work in a process of its own, for as long as there is someone who would start it again."""
    Thread(target=_end_with_parent, daemon=True).start()
    work(number)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101 # this is run by workers alone
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
