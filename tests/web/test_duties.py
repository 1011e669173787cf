"""What a public site owes its readers is there, in both languages, and says what is so."""

from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.i18n import translator
from grannsamverkan.register import Register, create_register
from grannsamverkan.register.schema import PRIVATE
from grannsamverkan.settings import Settings
from grannsamverkan.web.app import create_app
from town import CRS, NOW, generous, municipality

PATHS = ("/tillganglighet", "/integritet", "/status")


def served(register: Register, settings: Settings | None = None) -> TestClient:
    return TestClient(create_app(settings or generous(), register, clock=lambda: NOW))


@pytest.fixture
def real(tmp_path: Path) -> Register:
    """Give a register that is no example, of one municipality."""
    register = create_register(tmp_path / "real.gpkg", name="Hallsberg", crs=CRS, now=NOW)
    with register.change(actor="prov", action="fill", reason="prov", now=NOW) as change:
        change.set_municipality(municipality())
    return register


@pytest.mark.parametrize("path", PATHS)
def test_every_duty_has_a_page_in_both_languages_with_a_way_to_it(
    client: TestClient, path: str
) -> None:
    for prefix in ("", "/en"):
        page = client.get(f"{prefix}{path}")
        assert page.status_code == 200
        assert f'href="{prefix}{path}"' in client.get(f"{prefix}/karta/lista").text


def test_the_statement_says_what_falls_short_and_whom_to_tell(client: TestClient) -> None:
    page = client.get("/tillganglighet").text
    assert "Den är delvis förenlig med lagen" in page
    assert "senast den 27 november 2026. Ingen utomstående har granskat den." in page
    assert "En karta kan inte läsas upp." in page
    assert "Digg" in page
    assert 'href="tel:0701740605"' in page


def test_the_privacy_page_names_everything_that_is_kept_beside_the_journal(
    client: TestClient,
) -> None:
    page = client.get("/integritet").text
    t = translator("sv")
    for table in PRIVATE.values():
        assert t(f"privacy.held.{table.name}.name") in page
    assert "inga kakor" in page


def test_no_swedish_authority_is_named_where_it_has_no_say(tmp_path: Path) -> None:
    register = create_register(
        tmp_path / "abroad.gpkg", name="Kotka", crs=CRS, now=NOW, country="fi"
    )
    with register.change(actor="prov", action="fill", reason="prov", now=NOW) as change:
        change.set_municipality(replace(municipality(), code="kotka", name="Kotka"))
    with served(register) as client:
        page = client.get("/en/tillganglighet").text
        assert "Digg" not in page
        assert "Traficom" in page
        assert "IMY" not in client.get("/integritet").text
    register.close()


def test_the_status_says_when_the_register_last_changed(client: TestClient) -> None:
    page = client.get("/status").text
    assert "Tjänsten svarar." in page
    assert "<time datetime=" in page


def test_an_example_is_kept_from_search_engines_and_a_register_is_not(
    client: TestClient, real: Register
) -> None:
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    with served(real) as other:
        lines = other.get("/robots.txt").text.splitlines()
    assert lines == ["User-agent: *", "Disallow: /arbete", "Disallow: /svar", "Disallow: /kolla"]
    real.close()


def test_whoever_has_found_a_hole_is_told_whom_to_tell(real: Register) -> None:
    path = "/.well-known/security.txt"
    with served(real) as client:
        said = client.get(path)
    assert said.headers["content-type"] == "text/plain; charset=utf-8"
    assert said.text.splitlines() == [
        "Contact: mailto:kontakt@example.org",
        "Expires: 2027-05-01T00:00:00Z",
        "Preferred-Languages: sv, en",
    ]
    set_to = generous().model_copy(update={"security_contact": "https://example.org/hal"})
    with served(real, set_to) as client:
        assert "Contact: https://example.org/hal\n" in client.get(path).text
    with real.change(actor="prov", action="fill", reason="prov", now=NOW) as change:
        change.set_municipality(replace(municipality(), contact_mail=None))
    with served(real) as client:
        assert client.get(path).status_code == 404
    real.close()
