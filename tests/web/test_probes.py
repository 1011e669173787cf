"""Whether the process lives and whether it is ready: told to who supervises it, and nothing else told."""

from pathlib import Path
from threading import Event

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.actions.readiness import check_ready
from grannsamverkan.errors import Unavailable
from grannsamverkan.register import Register
from grannsamverkan.settings import RateSettings, Settings
from grannsamverkan.web import probes
from grannsamverkan.web.app import create_app
from grannsamverkan.web.folder.places import LEFT_OUT
from grannsamverkan.web.probes import Probes
from grannsamverkan.web.site import Site
from stores import Store
from town import NOW

PROBES = ("/healthz", "/readyz")


class Away:
    """The public part of a register whose server can be away; it counts how often it is asked."""

    def __init__(self, register: Register) -> None:
        """Take what it says of itself from a real one."""
        self.info = register.info
        self.fault: Exception | None = None
        self.asked = 0

    def head(self) -> None:
        """Answer, or fail as it is told to."""
        self.asked += 1
        if self.fault is not None:
            raise self.fault


@pytest.mark.parametrize("path", PROBES)
def test_a_process_that_can_serve_says_so_and_no_more(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["cache-control"] == "no-store"
    assert client.head(path).status_code == 200
    assert client.head(path).content == b""
    assert client.post(path).status_code == 405
    assert client.post(path).headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "fault", [Unavailable("store.unavailable"), OSError("/srv/hemlig.gpkg: password=hemlig")]
)
def test_without_its_register_it_lives_but_is_not_ready_and_nothing_internal_is_told(
    town: Register, fault: Exception
) -> None:
    away = Away(town)
    app = create_app(Settings(), away, clock=lambda: NOW)  # type: ignore[arg-type] # asked for nothing else
    away.fault = fault
    with TestClient(app) as client:
        assert client.get("/healthz").status_code == 200
        assert away.asked == 0, "life does not hang on the register"
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "unavailable",
        "detail": "Registret går inte att läsa just nu. Försök igen om en stund.",
    }


def test_a_register_that_comes_back_is_seen_within_a_second_and_asked_no_oftener(
    town: Register,
) -> None:
    away, now = Away(town), [100.0]
    app = create_app(Settings(), town, clock=lambda: NOW)
    site = Site(Settings(), away, lambda: NOW)  # type: ignore[arg-type] # asked for nothing else
    with TestClient(Probes(app, site=site, seconds=lambda: now[0])) as client:
        away.fault = Unavailable("store.unavailable")
        assert [client.get("/readyz").status_code for _ in range(20)] == [503] * 20
        away.fault = None
        now[0] += 1.0
        assert [client.get("/readyz").status_code for _ in range(20)] == [200] * 20
    assert away.asked == 2


def test_a_server_that_hangs_is_told_of_in_time_holds_one_thread_and_is_seen_when_it_answers(
    town: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "_PATIENCE_S", 0.05)
    now, looks, answers = [100.0], [], Event()

    def hangs() -> None:
        looks.append(True)
        assert answers.wait(20)

    app = create_app(Settings(), town, clock=lambda: NOW)
    site = Site(Settings(), town, lambda: NOW)
    probed = Probes(app, site=site, servable=hangs, seconds=lambda: now[0])
    with TestClient(probed) as client:
        for _ in range(5):
            assert client.get("/readyz").status_code == 503
            assert client.get("/healthz").status_code == 200
            now[0] += 1.0
        assert len(looks) == 1
        answers.set()
        monkeypatch.setattr(probes, "_PATIENCE_S", 20.0)
        assert client.get("/readyz").status_code == 200


def test_probes_do_not_count_as_questions(town: Register) -> None:
    app = create_app(
        Settings(rate=RateSettings(per_second=0.001, burst=2)), town, clock=lambda: NOW
    )
    with TestClient(app) as client:
        for path in PROBES * 5:
            assert client.get(path).status_code == 200
        statuses = [client.get("/robots.txt").status_code for _ in range(3)]
        assert statuses == [200, 200, 429]
        assert {client.get(path).status_code for path in PROBES} == {200}


def test_a_register_with_another_schema_than_the_programs_is_not_ready(store: Store) -> None:
    register = store.settled()
    check_ready(register)
    store.run("UPDATE alembic_version SET version_num = '9999'", unguarded=True)
    with pytest.raises(Unavailable):
        check_ready(register)
    store.run("DROP TABLE alembic_version", unguarded=True)
    app = create_app(
        Settings(), register, clock=lambda: NOW, servable=lambda: check_ready(register)
    )
    with TestClient(app) as client:
        assert client.get("/readyz").status_code == 503


def test_a_folder_of_files_has_no_probes(tmp_path: Path, town: Register) -> None:
    app = create_app(Settings(cache_dir=tmp_path), town, clock=lambda: NOW)
    paths = {getattr(route, "path", "") for route in app.routes}
    assert not paths & set(PROBES)
    assert not set(LEFT_OUT) & set(PROBES)
