"""kill -9 in the middle of writing: what was acknowledged is there, and the ledger is whole."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from samples import outline_of, square
from stores import NewStore, with_municipalities

CHILD = Path(__file__).with_name("writing_child.py")
KILLS_WITHIN, KILLS_ANYWHERE, AT_LEAST = 10, 5, 1_000
SEED = 20260102


def run_and_kill(path: Path, first: int, hang: int, *, delay_s: float) -> tuple[list[int], bool]:
    """Let a child write, kill it, and return what it acknowledged and whether a change was open.

    It is killed when it hangs between BEGIN and COMMIT, or some time after the change before that.
    """
    child = subprocess.Popen(  # noqa: S603 # our own child
        [sys.executable, str(CHILD), str(path), str(first), str(hang if not delay_s else -1)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(CHILD.parents[1])},
    )
    assert child.stdout is not None
    done: list[int] = []
    held_open = False
    for line in child.stdout:
        word, number = line.split()
        if word == "open":
            held_open = True
        else:
            done.append(int(number))
        if held_open or (delay_s and int(number) == hang - 1):
            time.sleep(delay_s)
            child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert child.returncode == -signal.SIGKILL
    return done, held_open


@pytest.mark.skipif(os.name != "posix", reason="there is no kill -9 here")
def test_nothing_acknowledged_is_lost_by_a_kill(sqlite_store: NewStore) -> None:
    store = sqlite_store()
    with_municipalities(store.create()).close()
    chance = random.Random(SEED)  # noqa: S311 # kills need no secrecy
    delays_s = [0.0] * KILLS_WITHIN + [chance.uniform(0.001, 0.03) for _ in range(KILLS_ANYWHERE)]
    chance.shuffle(delays_s)
    acknowledged: list[int] = []
    open_at_kill = 0
    for delay_s in delays_s:
        first = (acknowledged[-1] if acknowledged else 0) + 2  # one more may have been committed
        hang = first + chance.randint(70, 90)
        done, was_open = run_and_kill(store.path, first, hang, delay_s=delay_s)
        acknowledged += done
        open_at_kill += was_open
    assert len(acknowledged) >= AT_LEAST
    assert open_at_kill >= KILLS_WITHIN
    register = store.open()
    there = set(register.timelines())
    assert {f"A{number:06}" for number in acknowledged} <= there
    assert len(there) <= len(acknowledged) + KILLS_ANYWHERE
    assert register.database.integrity()
    verdict = register.verify()
    assert verdict.intact
    assert verdict.changes == len(there) + 1
    box = outline_of(square()).polygon.bounds
    found = {version.area_id for version in register.versions(date(2025, 1, 1), bbox=box)}
    assert found == there
