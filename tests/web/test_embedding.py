"""The map stands in frames on other sites, by copied lines or by oEmbed; no other page does."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

HERE = "http://testserver"


def frame_in(page: str) -> dict[str, str]:
    """Return what the frame says that a page tells to copy, or that an answer holds."""
    said = re.findall(r'(\w+)="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in said}


def copied(client: TestClient, path: str) -> dict[str, str]:
    page = client.get(path).text
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found
    return frame_in(html.unescape(found[1]))


@pytest.mark.parametrize("path", ["/inbaddad", "/en/inbaddad", "/inbaddad/karta"])
def test_anyone_may_frame_the_map_that_is_made_for_it(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "x-frame-options" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert "EXEMPEL" in answer.text or "EXAMPLE" in answer.text
    assert "<noscript>" in answer.text
    assert 'href="/en/karta/lista"' in answer.text or 'href="/karta/lista"' in answer.text
    assert "<nav" not in answer.text


@pytest.mark.parametrize("path", ["/", "/karta", "/kolla", "/badda-in", "/arbete/logga-in"])
def test_nobody_may_frame_any_other_page(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"


def test_the_lines_to_copy_show_what_was_chosen(client: TestClient) -> None:
    frame = copied(client, "/badda-in?ort=Hallsberg&typ=villa&sprak=en&hojd=450")
    assert (frame["height"], frame["width"]) == ("450", "100%")
    assert frame["title"] == "Map of neighbourhood watch"
    source = urlsplit(frame["src"])
    assert source.path == "/en/inbaddad"
    assert parse_qs(source.query) == {"ort": ["Hallsberg"], "typ": ["villa"]}
    assert client.get(frame["src"]).status_code == 200


def test_the_map_leads_to_how_it_is_embedded_and_says_that_it_can_be(client: TestClient) -> None:
    page = client.get("/karta").text
    assert 'href="/badda-in?karta=karta"' in page
    found = re.search(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', page)
    assert found
    answer = client.get(html.unescape(found[1])).json()
    assert (answer["version"], answer["type"]) == ("1.0", "rich")
    assert frame_in(answer["html"])["src"] == f"{HERE}/inbaddad"


@pytest.mark.parametrize(
    ("address", "src"),
    [
        ("/karta", "/inbaddad"),
        ("/en/karta?ort=Hallsberg#12/59/15", "/en/inbaddad?ort=Hallsberg"),
        ("/kartor/karta?bbox=15,59,15.2,59.1&hemligt=1", "/inbaddad?bbox=15%2C59%2C15.2%2C59.1"),
        ("/inbaddad?omrade=01J", "/inbaddad?omrade=01J"),
    ],
)
def test_a_program_gets_the_frame_of_a_maps_address(
    client: TestClient, address: str, src: str
) -> None:
    answer = client.get("/oembed", params={"url": HERE + address, "maxwidth": 300, "maxheight": 50})
    assert (answer.json()["width"], answer.json()["height"]) == (300, 300)
    assert frame_in(answer.json()["html"])["src"] == HERE + src


@pytest.mark.parametrize(
    "address",
    [
        "http://elsewhere.example/karta",
        f"{HERE}.elsewhere.example/karta",
        f"{HERE}/kolla",
        f"{HERE}/kartor/finns-inte",
        f"{HERE}/kartor/karta/mer",
        f"{HERE}/",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_map_of_ours_has_no_frame(client: TestClient, address: str) -> None:
    assert client.get("/oembed", params={"url": address}).status_code == 404


def test_a_hostile_choice_stays_text(client: TestClient) -> None:
    hostile = '"><script>alert(1)</script>'
    page = client.get("/badda-in", params={"ort": hostile, "typ": hostile, "sprak": "xx"})
    assert page.status_code == 200
    assert "<script>alert" not in html.unescape(page.text)
    assert client.get("/badda-in", params={"karta": "../x"}).status_code == 404
    assert client.get("/badda-in", params={"hojd": 5}).status_code == 422
    assert client.get("/oembed", params={"url": HERE, "format": "xml"}).status_code == 501
    assert client.get("/oembed").status_code == 422
