"""The command `grannsamverkan`: the rooms it is made of, and what it answers when something is wrong."""

import io
import os
import sys
from collections.abc import Mapping
from importlib import import_module

import typer

from grannsamverkan.cli.doors import warn, words
from grannsamverkan.errors import GrannsamverkanError

_REFUSED = 1

_ALONE: Mapping[str, str] = {"demo": "registers", "report": "reports", "serve": "registers"}
"""The words whose room is loaded alone: a server stays small, and a report is made sooner."""


def make_app(word: str = "") -> typer.Typer:
    """Return the command with all its subcommands, or with those of the room that a first word leads to."""
    app = typer.Typer(
        name="grannsamverkan",
        help="Ett register över grannsamverkansområden över tid, på kartan.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    if word in _ALONE:
        import_module(f"grannsamverkan.cli.{_ALONE[word]}").install(app)
    else:
        _furnish(app)
    return app


def _furnish(app: typer.Typer) -> None:
    """Add every room."""
    from grannsamverkan.cli import (
        areas,
        changes,
        confirmations,
        contacts,
        copies,
        counts,
        coverage,
        exports,
        health,
        imports,
        jobs,
        listing,
        outcome,
        plan,
        policies,
        privacy,
        promise_changes,
        promises,
        publishing,
        registers,
        reports,
        users,
        views,
    )

    registers.install(app)
    copies.install(app)
    imports.install(app)
    listing.install(app, contacts.install(app))
    changes.install(areas.install(app))
    counts.install(app)
    coverage.install(app)
    health.install(app)
    outcome.install(app)
    plan.install(app)
    policies.install(app)
    privacy.install(app)
    promise_changes.install(promises.install(app))
    reports.install(app)
    views.install(app)
    exports.install(app)
    publishing.install(app)
    users.install(app)
    confirmations.install(app)
    jobs.install(app)


def run() -> None:
    """Run the command and end the process: 0 done, 1 refused with a reason, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a letter still shows the rest
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(answer(sys.argv[1:]))


def answer(arguments: list[str]) -> int:
    """Run the command with these arguments and return its exit code; never a traceback."""
    try:
        make_app(*arguments[:1])(arguments)
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
