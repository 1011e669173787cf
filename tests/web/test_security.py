"""What every answer carries, and what no question may be."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from grannsamverkan.errors import Unavailable
from grannsamverkan.register import Register
from grannsamverkan.settings import RateSettings, Settings, SizeSettings
from grannsamverkan.web.app import create_app
from grannsamverkan.web.security import visits
from town import NORRANGEN, NOW, generous

CANARIES = ("HEMLIG-KOD", "hemlig orsak", "Slocknad", "Blivande", "2014-05-03", "2026-04-17")


def test_every_answer_carries_the_security_headers_and_no_cookie(client: TestClient) -> None:
    for path in ("/", "/api/v1/check", "/nowhere", "/api/v1/counts", "/healthz"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith(
            "default-src 'none'; script-src 'self'"
        )
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in headers


def test_no_page_has_inline_script_or_style_or_anything_from_elsewhere(client: TestClient) -> None:
    for path in ("/", "/kolla", "/om-data", "/api", f"/omrade/{NORRANGEN}", "/nowhere"):
        page = client.get(path).text
        assert "style=" not in page
        assert "<style" not in page
        assert not re.search(r"<script(?![^>]* src=)", page)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)


def test_an_address_can_not_make_a_page_link_elsewhere(client: TestClient) -> None:
    for path in ("//elsewhere.example/x", "/%5Celsewhere.example", "/en//elsewhere.example"):
        page = client.get(f"http://testserver{path}").text
        assert not re.search(r'(?:href|action)="[/\\]{2}', page)
        assert 'href="/elsewhere.example' in page


def test_nothing_private_is_in_any_public_byte(client: TestClient) -> None:
    paths = ("/", "/kolla", "/om-data", "/api", f"/omrade/{NORRANGEN}", "/api/v1/openapi.json")
    past = ("/api/v1/areas", "/api/v1/areas?on=2016-06-01", "/api/v1/counts?on=2016-06-01")
    for path in (*paths, *past, f"/api/v1/areas/{NORRANGEN}"):
        text = client.get(path).text
        assert not [canary for canary in CANARIES if canary in text]


def test_static_files_are_kept_for_ever_under_a_name_that_changes_with_them(
    client: TestClient,
) -> None:
    found = re.search(r'href="(/static/[0-9a-f]{16}/site\.css)"', client.get("/").text)
    assert found is not None
    sheet = client.get(found.group(1))
    assert sheet.headers["content-type"].startswith("text/css")
    assert "immutable" in sheet.headers["cache-control"]
    stale = client.get("/static/0000000000000000/site.css")
    assert stale.headers["cache-control"] == "no-cache"
    assert client.get("/static/0000000000000000/../app.py").status_code == 404


def test_a_body_that_is_too_large_is_refused_unread(town: Register) -> None:
    app = create_app(Settings(size=SizeSettings(body_bytes=1_000)), town, clock=lambda: NOW)
    with TestClient(app) as client:
        answer = client.post("/kolla", json={"lon": "1" * 2_000})
        assert answer.status_code == 413
        assert "för stort" in answer.json()["detail"]


def test_a_client_that_asks_too_often_waits_and_others_do_not(town: Register) -> None:
    settings = Settings(rate=RateSettings(per_second=0.001, burst=3))
    app = create_app(settings, town, clock=lambda: NOW)
    with TestClient(app) as client, TestClient(app, client=("192.0.2.7", 1)) as other:
        statuses = [client.get("/robots.txt").status_code for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        refused = client.get("/api/v1/counts")
        assert refused.headers["retry-after"] == "1"
        assert refused.headers["content-type"] == "application/problem+json"
        assert other.get("/robots.txt").status_code == 200


def test_who_asks_about_homes_one_after_another_waits_sooner(town: Register) -> None:
    settings = Settings(rate=RateSettings(homes_per_second=0.001, homes_burst=2))
    with TestClient(create_app(settings, town, clock=lambda: NOW)) as client:
        asked = [client.post("/en/kolla", json={"plats": "Hallsberg"}) for _ in range(3)]
        assert [one.status_code for one in asked] == [200, 200, 429]
        assert client.post("/kolla/forslag", json={"plats": "H"}).status_code == 429
        assert client.get("/kolla").status_code == 200
        assert client.get("/karta/lista").status_code == 200


def test_a_bucket_fills_with_time_and_old_clients_are_forgotten() -> None:
    time = [0.0]

    buckets = visits(RateSettings(per_second=1, burst=2), seconds=lambda: time[0])
    assert [buckets.take("a") for _ in range(3)] == [True, True, False]
    time[0] = 1.0
    assert [buckets.take("a") for _ in range(2)] == [True, False]
    for number in range(20_000):
        buckets.take(str(number))
    assert len(buckets) == 10_000


def test_a_network_of_ipv6_is_one_client(town: Register) -> None:
    settings = Settings(rate=RateSettings(per_second=0.001, burst=1))
    app = create_app(settings, town, clock=lambda: NOW)
    with (
        TestClient(app, client=("2001:db8:0:1::1", 1)) as one,
        TestClient(app, client=("2001:db8:0:1::2", 1)) as same,
        TestClient(app, client=("2001:db8:0:2::1", 1)) as other,
    ):
        assert one.get("/robots.txt").status_code == 200
        assert same.get("/robots.txt").status_code == 429
        assert other.get("/robots.txt").status_code == 200


class Failing:
    """A register that fails in a given way."""

    def __init__(self, register: Register, fault: Exception) -> None:
        """Take the fault."""
        self.info = register.info
        self.fault = fault

    def head(self, **_: object) -> None:
        """Fail."""
        raise self.fault

    public = public_count = head


@pytest.mark.parametrize("path", ["/", "/en/", "/api/v1/counts"])
def test_an_unforeseen_fault_tells_nothing_of_the_inside(town: Register, path: str) -> None:
    app = _failing(town, RuntimeError("SELECT hemlig FROM person"))
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get(path)
    assert answer.status_code == 500
    assert "hemlig" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_register_that_cannot_answer_says_when_to_come_back(town: Register) -> None:
    app = _failing(town, Unavailable("web.unavailable"))
    with TestClient(app) as client:
        answer = client.get("/api/v1/counts")
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "5"


def _failing(town: Register, fault: Exception) -> FastAPI:
    failing = Failing(town, fault)
    return create_app(generous(), failing, clock=lambda: NOW)  # type: ignore[arg-type]  # it never answers


def test_serving_loads_no_heavy_library() -> None:
    code = (
        "import sys, grannsamverkan.web.app, grannsamverkan.web.serve, grannsamverkan.register;"
        "heavy = {'folium', 'pandas', 'geopandas', 'alembic', 'pyogrio', 'matplotlib', 'scipy'};"
        "sys.exit(' '.join(heavy & sys.modules.keys()))"
    )
    found = subprocess.run(  # noqa: S603 — our own code in a fresh interpreter
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert found.stderr.strip() == ""


def test_every_text_is_in_both_languages_with_the_same_places_to_fill() -> None:
    from grannsamverkan.country import country
    from grannsamverkan.i18n import catalogue

    swedish, english = catalogue("sv"), catalogue("en")
    assert swedish.keys() == english.keys()
    for key, text in swedish.items():
        facts = set(country("se").says("sv"))
        assert set(re.findall(r"\{(\w+)\}", text)) ^ set(
            re.findall(r"\{(\w+)\}", english[key])
        ) <= (facts), key


def test_every_status_that_can_be_answered_has_its_words() -> None:
    from grannsamverkan.errors import GrannsamverkanError
    from grannsamverkan.i18n import translator

    kinds = [GrannsamverkanError]
    for kind in kinds:
        kinds += kind.__subclasses__()
        assert translator("sv")(f"web.status.{kind.http_status}")


def test_the_templates_have_every_text_they_ask_for() -> None:
    from grannsamverkan import web
    from grannsamverkan.i18n import catalogue

    folder = Path(web.__file__).parent / "templates"
    for template in folder.glob("*.html"):
        for key in re.findall(r'\bt\("([a-z_.]+)"[,)]', template.read_text("utf-8")):
            assert {key, f"{key}.one"} & catalogue("sv").keys(), f"{template.name}: {key}"
