"""What a serving process tells Prometheus, at a port of its own: numbers by route, and none about anybody.

A route is told by its template, `/omrade/{area_id}`, never by the address that was asked for; of who asked,
nothing is kept. It needs the extra `ops`, and is loaded where the settings ask for it alone.
"""

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from grannsamverkan.domain.gauges import Gauges
from grannsamverkan.errors import Conflict, Refused, Unavailable
from grannsamverkan.web.lane import PATH as CHECK
from grannsamverkan.web.lane import LanedApp
from grannsamverkan.web.probes import HEALTH, READY

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily

_METHODS = frozenset({"GET", "HEAD", "POST"})
_WITHOUT_ROUTE = frozenset({CHECK, HEALTH, READY})
"""What is answered before the framework looks for a route, all of it without a parameter in its address."""

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The numbers of one serving process."""

    def __init__(self, gauges: Callable[[], Gauges]) -> None:
        """Begin to count; `gauges` reads those of the register whenever someone asks.

        Raises:
            Refused: the extra is not installed.
        """
        try:
            from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
        except ModuleNotFoundError as error:
            raise Refused("serve.no_metrics") from error
        self.registry = CollectorRegistry()
        self._answers = Counter(
            "grannsamverkan_answers",
            "Answers by route template, method and status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "grannsamverkan_answer_seconds",
            "Seconds from question to answer by route template.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        ProcessCollector(registry=self.registry)
        self.registry.register(_OfRegister(gauges))

    def answered(self, scope: Scope, status: int, seconds: float) -> None:
        """Count an answer."""
        route, method = template_of(scope), scope["method"]
        self._answers.labels(route, method if method in _METHODS else "other", status).inc()
        self._seconds.labels(route).observe(seconds)

    def listen(self, host: str, port: int) -> Callable[[], None]:
        """Answer Prometheus at an address, in a thread beside the server; return what ends it.

        Raises:
            Conflict: it cannot be listened at.
        """
        from prometheus_client import start_http_server

        try:
            server, thread = start_http_server(port, addr=host, registry=self.registry)
        except OSError as error:
            raise Conflict("serve.metrics_port", host=host, port=str(port)) from error

        def end() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return end


class _OfRegister:
    """Gives the numbers of a register, read when someone asks for them."""

    def __init__(self, gauges: Callable[[], Gauges]) -> None:
        self._gauges = gauges

    def describe(self) -> Iterator["GaugeMetricFamily"]:
        """Give nothing: the register need not be read to know what there will be."""
        yield from ()

    def collect(self) -> Iterator["GaugeMetricFamily"]:
        """Give whether it can be read, and if so how far it has come and what waits."""
        from prometheus_client.core import GaugeMetricFamily

        try:
            found = self._gauges()
        except Unavailable:
            yield GaugeMetricFamily("grannsamverkan_register_up", _UP, value=0)
            return
        yield GaugeMetricFamily("grannsamverkan_register_up", _UP, value=1)
        yield GaugeMetricFamily(
            "grannsamverkan_register_seq", "The number of the newest change.", value=found.seq
        )
        yield GaugeMetricFamily(
            "grannsamverkan_jobs_late_seconds", "How late the oldest job is.", found.late_seconds
        )
        jobs = GaugeMetricFamily(
            "grannsamverkan_jobs", "Jobs that wait or were given up.", labels=("kind", "state")
        )
        for (kind, state), number in found.jobs.items():
            jobs.add_metric((kind.value, state.value), number)
        yield jobs


_UP = "Whether the register can be read."


def template_of(scope: Scope) -> str:
    """Return the template of the route that answered; empty where none did, or none said so."""
    if scope["path"] in _WITHOUT_ROUTE:
        return str(scope["path"])
    return str(getattr(scope.get("route"), "path", ""))


class Measured:
    """An application whose answers are counted."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Wrap the whole application."""
        self.app = app
        self._metrics = metrics

    def written(self, scope: Scope) -> bytes | None:
        """Return an answer that is ready, where the application has one, and count it."""
        if not isinstance(self.app, LanedApp):
            return None
        began = time.perf_counter()
        answer = self.app.written(scope)
        if answer is not None:
            self._metrics.answered(scope, 200, time.perf_counter() - began)
        return answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the question on, and count how it was answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, began = 500, time.perf_counter()

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        finally:
            self._metrics.answered(scope, status, time.perf_counter() - began)
