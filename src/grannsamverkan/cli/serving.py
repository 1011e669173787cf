"""Serving a register on the web, from one process or from several."""

import logging
import logging.config
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import REGISTER, RegisterOption
from grannsamverkan.errors import Conflict, GrannsamverkanError, Refused
from grannsamverkan.register import Register

if TYPE_CHECKING:
    from grannsamverkan.settings import Settings
    from grannsamverkan.web.metrics import Metrics

PortOption = Annotated[int, typer.Option("--port", min=1, max=65535, help="Porten.")]
BrowserOption = Annotated[bool, typer.Option("--browser/--no-browser", help="Öppna webbläsaren.")]

_HIGHEST_PORT = 65_535

_ITSELF = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 # not what is listened at
"""Where this machine answers itself, if it answers at every address it has."""

_PATIENCE_S = 2.0
"""So long a worker may take to say that it is well, which touches nothing."""


def install(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    register: RegisterOption = REGISTER,
    port: PortOption = doors.PORT,
    browser: BrowserOption = True,  # a flag of the command line
    host: Annotated[
        str, typer.Option("--host", help="Adressen att svara på; 0.0.0.0 är alla.")
    ] = doors.HOST,
    workers: Annotated[
        int,
        typer.Option(
            "--workers", min=1, max=64, help="Hur många processer; var och en har nästa port."
        ),
    ] = 1,
) -> None:
    """Visa registret som webbplats."""
    with _refusal_told():
        if workers == 1:
            run(register, port=port, browser=browser, host=host)
        else:
            run_several(register, port=port, host=host, workers=workers)


@contextmanager
def _refusal_told() -> Iterator[None]:
    """Tell what collects logs why the server did not start, or ended, as it is told everything else.

    The setting is looked up as it stands: another setting that is wrong is among what is told.
    """
    from grannsamverkan.cli.jobs import came_of

    try:
        yield
    except GrannsamverkanError as error:
        if os.environ.get("GRANNSAMVERKAN_LOG") != "json":
            raise
        _log()(logging.ERROR, came_of(error))
        sys.exit(1)


def run_several(register: str, *, port: int, host: str, workers: int) -> None:
    """Serve from several processes, at a port and those after it, until told to stop.

    Raises:
        Refused: there are not so many ports, or a process died as soon as it was started, time after time.
        Conflict: a port is taken. Others: the register cannot be opened.
    """
    from grannsamverkan.exchange.staging import sweep
    from grannsamverkan.web.workers import SILENT_S, Workers

    settings, t = doors.settings(), doors.words()
    tell = _teller(settings, warns=True)
    places = [("serve.port", "serve.ports", host, port)]
    if settings.metrics.port is not None:
        where = settings.metrics.host, settings.metrics.port
        places.append(("serve.metrics_port", "serve.metrics_ports", *where))
    for _, too_high, _, first in places:
        if first + workers - 1 > _HIGHEST_PORT:
            raise Refused(too_high, port=str(first), workers=workers)
    with (
        doors.opened(register),
        ExitStack() as held,
    ):  # an older one is migrated before anyone serves it
        for taken, _, at, first in places:
            for number in range(workers):
                held.enter_context(_held(at, first + number, taken))
    sweep(at_start=True)

    def told(number: int, code: int | None) -> None:
        if code is None:
            tell(t("cli.worker_silent", number=number + 1, seconds=int(SILENT_S)))
        else:
            tell(t("cli.worker_died", n=number + 1, code=code))

    work, answers = partial(_work, register, host, port), partial(_answers, host, port)
    Workers(work, number_of=workers, answers=answers, told=told).run()


def _answers(host: str, port: int, number: int) -> bool:
    """Say whether the worker with a number answers anything at all."""
    from http.client import HTTPConnection, HTTPException

    connection = HTTPConnection(_ITSELF.get(host, host), port + number, timeout=_PATIENCE_S)
    with closing(connection), suppress(OSError, HTTPException):
        connection.request("GET", "/healthz")
        connection.getresponse()
        return True
    return False


def _work(register: str, host: str, port: int, number: int) -> None:
    """Serve as the worker with a number, in a process of its own."""
    from grannsamverkan.cli.jobs import came_of

    try:
        run(register, port=port + number, browser=False, host=host, number=number)
    except KeyboardInterrupt:  # all processes of a terminal are told to stop at once
        return
    except Exception as error:  # noqa: BLE001 # what is inside stays there
        _teller(doors.settings(), warns=True)(came_of(error))
        sys.exit(1)


def run(  # where and how to serve, and what to say
    register: str,
    *,
    port: int,
    browser: bool,
    tips: tuple[str, ...] = (),
    host: str = doors.HOST,
    number: int = 0,
) -> None:
    """Serve from this process, which is the worker with a number, until told to stop."""
    from grannsamverkan.actions.readiness import check_ready
    from grannsamverkan.cli.jobs import beside
    from grannsamverkan.exchange.staging import sweep
    from grannsamverkan.web.serve import serve as go_on

    settings = doors.settings()
    address = f"http://{host}:{port}"
    t, tell = doors.words(), _teller(settings)

    def ready() -> None:
        tell(t("cli.serving", address=address))
        for tip in tips:
            tell(f"  • {tip.replace('ADRESS', address)}")
        if number == 0 and settings.log == "text":
            tell(t("cli.stop"))
        if browser:
            import webbrowser

            webbrowser.open(address)

    with doors.opened(register) as opened, _told_of(opened, settings, number) as metrics:
        with _held(host, port, "serve.port"):
            sweep(at_start=True)
        go_on(
            settings,
            opened,
            host=host,
            port=port,
            clock=doors.clock,
            ready=ready,
            beside=beside(opened, settings, tell=_teller(settings, warns=True)),
            servable=partial(check_ready, opened),
            metrics=metrics,
        )


@contextmanager
def _told_of(register: Register, settings: "Settings", number: int) -> Iterator["Metrics | None"]:
    """Tell Prometheus of this process for as long as it serves, where the settings name a port for it."""
    if settings.metrics.port is None:
        yield None
        return
    from grannsamverkan.actions.gauges import gauges
    from grannsamverkan.web.metrics import Metrics

    metrics = Metrics(lambda: gauges(register, doors.clock()))
    end = metrics.listen(settings.metrics.host, settings.metrics.port + number)
    try:
        yield metrics
    finally:
        end()


def _teller(settings: "Settings", *, warns: bool = False) -> Callable[[str], None]:
    """Return what tells of the server itself: a line for people, or an object for what collects logs."""
    if settings.log != "json":
        return doors.warn if warns else doors.say
    return partial(_log(), logging.WARNING if warns else logging.INFO)


def _log() -> Callable[[int, str], None]:
    """Return what writes an object of a level into the log."""
    from grannsamverkan.web.fault_log import log_config

    logging.config.dictConfig(log_config("json"))
    return logging.getLogger("grannsamverkan").log


@contextmanager
def _held(host: str, port: int, taken: str) -> Iterator[None]:
    """Listen at an address for a moment, since a server only says that it cannot; `taken` names what to say.

    Raises:
        Conflict: another program listens there, or the machine has no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
            tried.listen()  # until then another that is bound is let be
        except OSError as error:
            raise Conflict(taken, host=host, port=str(port)) from error
        yield
