"""Other processes on the register of a test, led by lines on their standard input."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HERE = Path(__file__).resolve().parent


class Process:
    """A process that says a line when it has come so far, and waits to be told to go on."""

    def __init__(self, program: str, *arguments: str) -> None:
        """Start Python on a program, whose modules are those of the tests."""
        begin = f"import sys; sys.path.insert(0, {str(_HERE)!r})\n"
        self._process = subprocess.Popen(  # noqa: S603 # this Python, on a program of ours
            [sys.executable, "-c", begin + program, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def said(self) -> str:
        """Return the next line it says, once it has; nothing when it has ended."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def go_on(self) -> None:
        """Let it go on."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def end(self) -> None:
        """Let it end, by force if it will not."""
        try:
            self._process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()


@contextmanager
def process(program: str, *arguments: str) -> Iterator[Process]:
    """Lend a process, which is gone afterwards."""
    started = Process(program, *arguments)
    try:
        yield started
    finally:
        started.end()
