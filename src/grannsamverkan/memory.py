"""Memory as Python and the C library see to it: when not to look for garbage, and when to give back what is free."""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def left_alone() -> Iterator[None]:
    """Let nothing be collected while very many things are made that stay: each round would go through them all in vain."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def give_back() -> None:
    """Give what is free back to the system, after work that took much more than what came of it.

    The C library of Linux keeps it for what comes next, in a server for as long as it lives. A few
    milliseconds; elsewhere there is nothing to be done.
    """
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)  # glibc's own; musl has none
