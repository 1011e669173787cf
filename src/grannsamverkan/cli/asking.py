"""What a file leaves open is asked of the person at the terminal; without one the refusal stands."""

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import typer

from grannsamverkan.cli import doors
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.tables import ReadOptions

T = TypeVar("T")


def asking(read: Callable[[ReadOptions], T], options: ReadOptions, *, may_ask: bool) -> T:
    """Read with these options, and ask for those that turn out to be missing, each once.

    Raises:
        Refused: the answer did not help, or nobody is there to answer; the text names the option.
    """
    while True:
        try:
            return read(options)
        except Refused as error:
            if not (may_ask and sys.stdin.isatty() and sys.stderr.isatty()):
                raise
            answered = _answered(error, options)
            if answered == options:
                raise
            options = answered


def _answered(error: Refused, options: ReadOptions) -> ReadOptions:
    """Return the options with what was missing; as they were where it is nothing one can ask."""
    t = doors.words()
    match error.key:
        case "import.which_crs" if options.crs is None:
            doors.warn(t.error(error))
            likely = str(error.values["likely"]).partition(",")[0]
            return replace(options, crs=typer.prompt("--crs", default=likely, err=True))
        case "import.which_layer" if options.layer is None:
            doors.warn(t.error(error))
            return replace(options, layer=typer.prompt("--layer", err=True))
        case "import.swapped" if not options.swap:
            doors.warn(t.error(error))
            crs = options.crs or str(error.values["crs"])
            if typer.confirm("--swap", err=True):
                return replace(options, swap=True, crs=crs)
    return options
