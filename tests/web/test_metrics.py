"""What a server tells Prometheus: how it fares, and nothing of anybody who asks."""

import socket
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.actions.gauges import gauges
from grannsamverkan.cli.main import answer
from grannsamverkan.domain.jobs import JobKind
from grannsamverkan.errors import Conflict, Unavailable
from grannsamverkan.register import Register
from grannsamverkan.settings import RateSettings, Settings
from grannsamverkan.web.app import create_app
from grannsamverkan.web.metrics import Measured, Metrics
from staff import add_staff
from town import NORRANGEN, NOW, new_register

CANARY = "KANARIE"


def samples(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """Return every number by its name and the values of its labels."""
    return {
        (one.name, *one.labels.values()): one.value
        for family in metrics.registry.collect()
        for one in family.samples
    }


@pytest.fixture
def metrics(town: Register) -> Metrics:
    return Metrics(lambda: gauges(town, NOW))


@pytest.fixture
def measured(town: Register, metrics: Metrics) -> TestClient:
    """Give a site whose answers are counted."""
    app = Measured(create_app(Settings(), town, clock=lambda: NOW), metrics)
    return TestClient(app, raise_server_exceptions=False)


def test_answers_are_counted_by_template_method_and_status(
    metrics: Metrics, measured: TestClient
) -> None:
    measured.get("/")
    measured.get("/en/")
    measured.get(f"/omrade/{NORRANGEN}")
    measured.get("/omrade/nowhere")
    measured.get("/api/v1/check?lon=15.1&lat=59.1")
    measured.get("/api/v1/check?lon=x")
    measured.get("/healthz")
    measured.post("/kolla", json={"plats": CANARY})
    found = samples(metrics)
    counted = "grannsamverkan_answers_total"
    assert found[counted, "/", "GET", "200"] == 2
    assert found[counted, "/omrade/{area_id}", "GET", "200"] == 1
    assert found[counted, "/omrade/{area_id}", "GET", "404"] == 1
    assert found[counted, "/api/v1/check", "GET", "200"] == 1
    assert found[counted, "/api/v1/check", "GET", "422"] == 1
    assert found[counted, "/healthz", "GET", "200"] == 1
    assert found[counted, "/kolla", "POST", "200"] == 1
    assert found["grannsamverkan_answer_seconds_count", "/omrade/{area_id}"] == 2
    assert found["grannsamverkan_answer_seconds_bucket", "/", "+Inf"] == 2
    assert 0 < found["grannsamverkan_answer_seconds_sum", "/"] < 60


def test_an_answer_that_is_ready_is_counted_too(town: Register, metrics: Metrics) -> None:
    site = create_app(Settings(), town, clock=lambda: NOW)
    app = Measured(site, metrics)
    query = b"lon=15.1&lat=59.1"
    scope = {"type": "http", "method": "GET", "path": "/api/v1/check", "query_string": query,
             "client": ("192.0.2.1", 1)}  # fmt: skip
    assert app.written(scope) is None, "no view is ready"
    TestClient(site).get("/api/v1/check?lon=15.1&lat=59.1")
    answer = app.written(scope)
    assert answer is not None
    assert b'"state":"outside' in answer
    assert samples(metrics)["grannsamverkan_answers_total", "/api/v1/check", "GET", "200"] == 1


def test_a_fault_that_nobody_foresaw_is_counted_as_one(metrics: Metrics) -> None:
    async def fail(*_: object) -> None:
        raise ValueError(CANARY)

    client = TestClient(Measured(fail, metrics), raise_server_exceptions=False)
    client.get("/x")
    assert samples(metrics)["grannsamverkan_answers_total", "", "GET", "500"] == 1


def test_nothing_that_was_asked_or_of_who_asked_is_told(tmp_path: Path) -> None:
    register = new_register(tmp_path / "a.gpkg")
    add_staff(register)
    metrics = Metrics(lambda: gauges(register, NOW))
    rate = RateSettings(per_second=0.001, burst=12)
    app = Measured(create_app(Settings(rate=rate), register, clock=lambda: NOW), metrics)
    client = TestClient(app, client=("192.0.2.77", 1), raise_server_exceptions=False)
    for path in (
        f"/svar/{CANARY}", f"/{CANARY}", f"/omrade/{CANARY}", f"/api/v1/check?lon={CANARY}",
        f"/karta/lista?q={CANARY}", f"/o/{CANARY}", f"/static/{CANARY}/{CANARY}",
        f"/arbete/importera/{CANARY}", f"/folj/{CANARY}", f"/intresse/{CANARY}",
    ):  # fmt: skip
        client.get(path, headers={"cookie": f"session={CANARY}", "user-agent": CANARY})
    client.request(CANARY, "/")
    client.post("/arbete/logga-in", data={"login": CANARY, "password": CANARY})
    assert client.get("/").status_code == 429
    end = metrics.listen("127.0.0.1", port := free_port())
    text = told_at(port)
    end()
    register.close()
    assert 'status="429"' in text
    assert "/svar/{" in text, "the workspace is counted"
    assert CANARY.lower() not in text.lower()
    assert "192.0.2" not in text


def told_at(port: int) -> str:
    """Return what Prometheus is told at a port."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        return str(answer.read().decode())


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_how_the_register_fares_is_told_and_that_it_is_away(town: Register) -> None:
    found = samples(Metrics(lambda: gauges(town, NOW)))
    assert found[("grannsamverkan_register_up",)] == 1
    assert found[("grannsamverkan_register_seq",)] == town.head().seq
    assert found["grannsamverkan_jobs", JobKind.MAIL, "waiting"] == 0
    if Path("/proc/self/stat").exists():
        assert found[("process_resident_memory_bytes",)] > 1e6

    def away() -> None:
        raise Unavailable("store.unavailable")

    found = samples(Metrics(away))  # type: ignore[arg-type] # it returns nothing, ever
    assert found[("grannsamverkan_register_up",)] == 0
    assert ("grannsamverkan_register_seq",) not in found


def test_a_port_that_is_taken_is_refused(metrics: Metrics) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(Conflict):
        metrics.listen("127.0.0.1", taken.getsockname()[1])


@pytest.mark.parametrize("wanted", [True, False])
def test_a_server_tells_only_where_it_is_asked_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, wanted: bool
) -> None:
    port, told = free_port(), list[str]()
    if wanted:
        monkeypatch.setenv("GRANNSAMVERKAN_METRICS_PORT", str(port))
    new_register(tmp_path / "a.gpkg").close()

    def ask(*_: object, ready: Callable[[], None], **__: object) -> None:
        ready()
        try:
            told.append(told_at(port))
        except OSError:
            return

    monkeypatch.setattr("grannsamverkan.web.serve.serve", ask)
    serve = ["serve", "--no-browser", "--port", str(free_port())]
    assert answer([*serve, "--register", str(tmp_path / "a.gpkg")]) == 0
    assert len(told) == wanted
    with pytest.raises(OSError, match="refused"):
        told_at(port)


def test_without_the_addition_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    monkeypatch.setenv("GRANNSAMVERKAN_METRICS_PORT", "9464")
    new_register(tmp_path / "a.gpkg").close()
    assert answer(["serve", "--no-browser", "--register", str(tmp_path / "a.gpkg")]) == 1
    assert "grannsamverkan[ops]" in capsys.readouterr().err
