"""Copies of a register that are being made: under a name of their own, so that nobody meets half of one."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

_DAY_S = 86_400


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """Lend a name beside a target, to write to and then move there; what still lies there at the end goes."""
    _sweep(target)
    made = target.with_name(f".{target.name}.{token_hex(4)}")
    try:
        yield made
    finally:
        made.unlink(missing_ok=True)


def _sweep(target: Path) -> None:
    """Remove what a killed run left of a copy by this name: people are in it. One that may go on still is left."""
    ours = re.compile(re.escape(f".{target.name}.") + r"[0-9a-f]{8}(-journal|-wal|-shm)?")
    for left in target.parent.glob(".*"):
        with suppress(
            OSError
        ):  # what somebody else removes, or owns, keeps no copy from being made
            if ours.fullmatch(left.name) and time.time() - left.stat().st_mtime > _DAY_S:
                left.unlink()
