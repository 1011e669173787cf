"""A Dask cluster of some processes on this machine, and work to give it."""

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from grannsamverkan.errors import Refused


@contextmanager
def machines(number: int = 2) -> Iterator[Any]:
    """Run a scheduler with so many worker processes; skip where Dask is not installed."""
    distributed = pytest.importorskip("distributed")
    made = distributed.LocalCluster(
        n_workers=number,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    )
    try:
        yield made
    finally:
        made.close()


def where(number: int) -> tuple[int, int]:
    """Tell in what process a job was done, slowly enough for the other worker to take the next one."""
    time.sleep(0.2)
    return number, os.getpid()


def fall(number: int) -> int:
    """Take the whole process down."""
    os._exit(number)


def refuse(number: int) -> int:
    """Refuse, as work of ours does."""
    raise Refused("planning.no_ground", name=str(number))


def lack(number: int) -> int:
    """Miss what another version has."""
    msg = f"no module number {number}"
    raise ModuleNotFoundError(msg)
