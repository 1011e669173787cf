"""The folders in which files lie while they are read or written: named after the process that they go with."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "grannsamverkan-"


@contextmanager
def staged() -> Iterator[Path]:
    """Lend an empty folder that only this program's user can open; it goes with what is in it."""
    sweep()
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-") as folder:
        yield Path(folder)


def sweep(*, at_start: bool = False) -> None:
    """Remove the folders of processes that were killed: a list of contacts may lie in them.

    A process that has just started has none yet; in a container it has the number of the one before.
    """
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        number = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if number.isdecimal() and _is_gone(int(number), at_start=at_start):
            shutil.rmtree(folder, ignore_errors=True)


def _is_gone(process: int, *, at_start: bool) -> bool:
    if process == os.getpid():
        return at_start
    if os.name != "posix":  # pragma: no cover # elsewhere, asking after a process ends it
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False  # another user's, or no number of a process
    return False
