"""Whatever page one lands on says whom to turn to: role, telephone, mailbox and hours of the municipality."""

import re
from collections import deque
from collections.abc import Iterator
from html import unescape

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.web.site import Site
from town import NORRANGEN, municipality

CARD = municipality().card
MOST = 120
LEADS_ELSEWHERE = ("/arbete", "/static/", "/api/v1/", "/rapporter/")


def pages(client: TestClient) -> Iterator[tuple[str, str]]:
    """Give every page that leads from the start, and those that none leads to."""
    waiting = deque(["/", "/en/", "/inbaddad", "/svar", "/kontakt", f"/omrade/{NORRANGEN}"])
    seen = set(waiting)
    while waiting and len(seen) < MOST:
        path = waiting.popleft()
        answer = client.get(path)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        yield path, answer.text
        found = (unescape(one) for one in re.findall(r'<a [^>]*href="(/[^"#?]*)', answer.text))
        new = {one for one in found if not one.startswith(LEADS_ELSEWHERE)} - seen
        waiting.extend(sorted(new))
        seen |= new


def missing(page: str) -> list[str]:
    """Return the lines of the card that a page does not have."""
    return [line for line in CARD if line not in unescape(page)]


def test_every_page_has_the_whole_card(client: TestClient) -> None:
    assert len(CARD) == 4
    without = {path: lines for path, page in pages(client) if (lines := missing(page))}
    assert without == {}
    paths = {path for path, _ in pages(client)}
    assert {
        "/karta",
        "/karta/lista",
        "/kolla",
        "/lofte",
        "/om-data",
        "/en/karta",
        "/status",
    } <= paths
    assert missing("<p>Ring 112</p>"), "this check can fail"


def test_what_the_municipality_wrote_says_its_language_to_a_reader_aloud(
    client: TestClient,
) -> None:
    page = client.get("/en/kontakt").text
    assert f'<p lang="sv">{municipality().contact_role}</p>' in page
    assert f'<span lang="sv">{municipality().contact_hours}</span>' in client.get("/en/").text


def test_an_answer_and_a_fault_have_it_too(client: TestClient) -> None:
    client.get("/")
    answered = client.post("/kolla", data={"lat": "59.06", "lon": "15.11"})
    lost = client.get("/finns-inte")
    link = client.get("/svar/ingen-sadan")
    assert [one.status_code for one in (answered, lost, link)] == [200, 404, 404]
    assert [missing(one.text) for one in (answered, lost, link)] == [[], [], []]


def test_a_page_about_a_fault_asks_the_register_nothing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Site, "view", fail)
    page = client.get("/om-data")
    assert page.status_code == 500
    assert "Sidan kunde inte" in page.text or "<h1>" in page.text


def test_the_list_of_contacts_has_each_municipality(client: TestClient) -> None:
    page = client.get("/kontakt").text
    assert "Kontakt i Hallsberg" in page
    assert 'href="tel:0701740605"' in page
    assert page.count("Kontakt i Hallsberg") == 1, "once, and not in the foot as well"
