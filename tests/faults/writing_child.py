"""A child process that writes changes and says so: it exists to be killed.

Usage: `python writing_child.py REGISTER FIRST HANG`. It writes areas FIRST, FIRST + 1, … one change
each, and prints `done N` once change N is committed. Change HANG is never committed: when all of it
is written it prints `open HANG` and waits.
"""

import sys
import time
from pathlib import Path

import sqlalchemy as sa

from grannsamverkan.register import open_register
from samples import area, later, outline_of, square


def main(path: Path, number: int, hang: int) -> None:
    """Write until killed."""
    register = open_register(path)
    drawn = outline_of(square())

    def wait_at_the_last(_connection: sa.Connection) -> None:
        if number == hang:
            print("open", number, flush=True)  # noqa: T201 # the parent reads it
            time.sleep(60)

    sa.event.listen(register.database.engine, "commit", wait_at_the_last)
    while True:
        area_id = f"A{number:06}"
        with register.change(actor="a", action="b", reason="c", now=later(number)) as change:
            change.add_outline(drawn)
            change.set_timeline(area_id, area(area_id, outline=drawn))
        print("done", number, flush=True)  # noqa: T201 # as above
        number += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
