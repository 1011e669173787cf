"""What a fault's line in the log says: what kind it is and where in the program, never what was asked.

What an exception says for itself may quote the question: `invalid literal for int(): 'Storgatan 4'`.
"""

import copy
import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from logging import LogRecord
from types import TracebackType
from typing import Any, Literal

from uvicorn.config import LOGGING_CONFIG
from uvicorn.logging import DefaultFormatter

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class FaultFormatter(DefaultFormatter):
    """Tells an exception by its kind and its places in the code alone."""

    def formatException(self, ei: _Raised) -> str:  # noqa: N802 # logging's own name
        """Return the exception, and those behind it, without their words."""
        return "".join(_told(ei[1])).rstrip("\n") if ei[1] is not None else ""


class OthersFormatter(FaultFormatter):
    """Tells what a library has to say by its place alone: `multipart` quotes the form that it cannot read."""

    def formatMessage(self, record: LogRecord) -> str:  # noqa: N802 # logging's own name
        """Return who says something, and where."""
        return f"{record.levelname}: {record.name} ({record.pathname}:{record.lineno})"


class JsonFormatter(logging.Formatter):
    """Tells as much as the others do, as one JSON object a line for what collects logs."""

    def __init__(self, *, words: bool) -> None:
        """Take whether a line's own words are ours or the server's, and so may be told."""
        super().__init__()
        self.words = words

    def format(self, record: LogRecord) -> str:
        """Return `at` (UTC), `level`, `who` and `where`; `message` if it may be told; `fault` if there is one."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "who": record.name,
            "where": f"{record.pathname}:{record.lineno}",
        }
        if self.words:
            line["message"] = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            line["fault"] = "".join(_told(record.exc_info[1])).rstrip("\n")
        return json.dumps(line, ensure_ascii=False)


def _told(error: BaseException, known: frozenset[int] = frozenset()) -> Iterator[str]:
    """Give the lines of an exception: what it came of, its places, its kind, and those it holds; `known` are told already."""
    known |= {id(error)}
    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if behind is not None and id(behind) not in known:
        yield from _told(behind, known)
        yield "\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}\n"
    for held in getattr(error, "exceptions", ()):
        if id(held) not in known:
            yield from _told(held, known)


def log_config(form: Literal["text", "json"] = "text") -> dict[str, Any]:
    """Return the server's settings for logging: no questions, and faults without words."""
    config = copy.deepcopy(LOGGING_CONFIG)
    config["formatters"]["default"]["()"] = FaultFormatter
    config["formatters"]["others"] = {"()": OthersFormatter}
    if form == "json":
        config["formatters"]["default"] = {"()": JsonFormatter, "words": True}
        config["formatters"]["others"] = {"()": JsonFormatter, "words": False}
    config["handlers"]["others"] = {**config["handlers"]["default"], "formatter": "others"}
    config["root"] = {"handlers": ["others"], "level": "ERROR"}
    config["loggers"]["grannsamverkan"] = {
        "handlers": ["default"],
        "level": "INFO",
        "propagate": False,
    }
    return config
