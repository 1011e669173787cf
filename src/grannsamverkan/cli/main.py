"""The command `grannsamverkan`: the rooms it is made of, and what it answers when something is wrong."""

import io
import os
import sys

import typer

from grannsamverkan.cli import (
    areas,
    changes,
    confirmations,
    contacts,
    copies,
    counts,
    exports,
    health,
    imports,
    jobs,
    listing,
    outcome,
    policies,
    privacy,
    promise_changes,
    promises,
    registers,
    reports,
    users,
    views,
)
from grannsamverkan.cli.doors import warn, words
from grannsamverkan.errors import GrannsamverkanError

_REFUSED = 1


def make_app() -> typer.Typer:
    """Return the whole command with its subcommands."""
    app = typer.Typer(
        name="grannsamverkan",
        help="Ett register över grannsamverkansområden över tid, på kartan.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    registers.install(app)
    copies.install(app)
    imports.install(app)
    listing.install(app, contacts.install(app))
    changes.install(areas.install(app))
    counts.install(app)
    health.install(app)
    outcome.install(app)
    policies.install(app)
    privacy.install(app)
    promise_changes.install(promises.install(app))
    reports.install(app)
    views.install(app)
    exports.install(app)
    users.install(app)
    confirmations.install(app)
    jobs.install(app)
    return app


def run() -> None:
    """Run the command and end the process: 0 done, 1 refused with a reason, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a letter still shows the rest
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(answer(sys.argv[1:]))


def answer(arguments: list[str]) -> int:
    """Run the command with these arguments and return its exit code; never a traceback."""
    try:
        make_app()(arguments)
    except SystemExit as done:  # wrong usage has been explained by then
        return done.code if isinstance(done.code, int) else 0
    except Exception as error:
        if "GRANNSAMVERKAN_DEBUG" in os.environ:
            raise
        warn(_reason(error))
        return _REFUSED
    return 0


def _reason(error: Exception) -> str:
    """Return what to tell the user about an error, and no more."""
    t = words()
    match error:
        case GrannsamverkanError():
            return t.error(error)
        case OSError():
            return t("cli.system", reason=error.strerror or "?", path=error.filename or "")
        case _:
            return t("cli.unexpected", kind=type(error).__name__)
