"""What is new about a promise, as readers of feeds take it: valid Atom with names that last."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from grannsamverkan.domain.promises import NoteKind, PromiseNote
from grannsamverkan.register import Register
from grannsamverkan.settings import Settings
from grannsamverkan.web.app import create_app
from promised import ENDED, RUNNING, new_promised_register
from reported import ACCOUNT, FIRST, SECOND, WRONG
from town import NOW, generous

FEED = f"/lofte/{ENDED}/flode.xml"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOSTILE = "<b>&amp; ]]>\x00\x0b\ud7ff" + "“citat”"


def parsed(content: bytes) -> ET.Element:
    """Return a feed, having held it to what RFC 4287 asks of every feed and entry."""
    root = ET.fromstring(content)  # noqa: S314 # it is our own
    assert root.tag == f"{{{ATOM['a']}}}feed"
    assert root.find("a:author/a:name", ATOM) is not None
    names = []
    for one in (root, *root.findall("a:entry", ATOM)):
        for needed in ("id", "title", "updated"):
            assert len(one.findall(f"a:{needed}", ATOM)) == 1
        names.append(text(one, "id"))
        assert text(one, "title")
        assert datetime.fromisoformat(text(one, "updated")).tzinfo is not None
        assert UUID(text(one, "id").removeprefix("urn:uuid:")).version == 5
        links = [link.get("href", "") for link in one.findall("a:link", ATOM)]
        assert links
        assert all(link.startswith("http") for link in links)
    assert len(names) == len(set(names))
    return root


def text(one: ET.Element, name: str) -> str:
    return one.findtext(f"a:{name}", "", ATOM)


def entries(root: ET.Element) -> list[tuple[str, str, str]]:
    """Return the news of a feed: when, what it is called, what it says."""
    return [
        (text(one, "updated")[:10], text(one, "title"), text(one, "content"))
        for one in root.findall("a:entry", ATOM)
    ]


def test_notes_and_assessments_are_told_newest_first(reader: TestClient) -> None:
    answer = reader.get(FEED)
    assert answer.headers["content-type"] == "application/atom+xml"
    root = parsed(answer.content)
    assert text(root, "title") == "Fler grannsamverkansområden – nyheter"
    assert text(root, "updated") == "2021-05-31T12:00:00Z"
    told = entries(root)
    assert sorted((on for on, _, _ in told), reverse=True) == [on for on, _, _ in told]
    assert ("2020-02-14", "Det här har hänt, 14 februari 2020", "Två kvarter höll uppstartsmöte.") in told  # fmt: skip
    assert ("2021-05-31", "Bedömning: Ej uppnått", "Ett startade och ett blev vilande.") in told
    assert len(told) == 5


def test_the_page_names_its_feed_and_each_piece_of_news_leads_to_its_place_there(
    reader: TestClient,
) -> None:
    page = reader.get(f"/lofte/{ENDED}").text
    assert f'<link rel="alternate" type="application/atom+xml" href="{FEED}"' in page
    root = parsed(reader.get(FEED).content)
    for one in root.findall("a:entry", ATOM):
        (link,) = one.findall("a:link", ATOM)
        address, _, place = link.get("href", "").partition("#")
        assert address == f"http://testserver/lofte/{ENDED}"
        assert f'id="{place}"' in page


def test_a_promise_without_news_has_a_feed_as_well(reader: TestClient) -> None:
    root = parsed(reader.get(f"/lofte/{RUNNING}/flode.xml").content)
    assert entries(root) == []
    assert text(root, "updated") == "2026-01-01T12:00:00Z"


def test_the_same_news_are_the_same_bytes_and_are_not_sent_twice(reader: TestClient) -> None:
    first = reader.get(FEED)
    assert reader.get(FEED).content == first.content
    again = reader.get(FEED, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_names_last_when_a_note_is_put_right_and_differ_between_registers(tmp_path: Path) -> None:
    told = []
    fresh = new_promised_register.__wrapped__  # type: ignore[attr-defined]  # each its own, and no copy
    for name in ("a", "b"):
        register: Register = fresh(tmp_path / f"{name}.gpkg")
        before = names(register)
        (first, *rest) = register.facts(PromiseNote, ENDED)
        with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
            change.set_facts(PromiseNote, ENDED, [replace(first, text="Rättat."), *rest])
        assert names(register) == before
        told.append(set(before))
        register.close()
    assert not told[0] & told[1]


def names(register: Register) -> list[str]:
    client = TestClient(create_app(generous(), register, clock=lambda: NOW))
    root = parsed(client.get(FEED).content)
    return [text(one, "id") for one in (root, *root.findall("a:entry", ATOM))]


def test_a_hostile_note_is_text_and_the_feed_stays_whole(tmp_path: Path) -> None:
    register = new_promised_register(tmp_path / "a.gpkg")
    note = PromiseNote(
        id="x", promise_id=ENDED, on=date(2022, 1, 1), kind=NoteKind.UPDATE, text=HOSTILE
    )
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_facts(PromiseNote, ENDED, [note])
    client = TestClient(create_app(generous(), register, clock=lambda: NOW))
    told = entries(parsed(client.get(FEED).content))
    assert told[0][2] == "<b>&amp; ]]>\ud7ff“citat”"
    assert "<b>" not in client.get(f"/lofte/{ENDED}").text
    register.close()


def test_an_example_is_marked_and_tells_of_no_assessment(tmp_path: Path) -> None:
    register = new_promised_register(tmp_path / "a.gpkg", example=True)
    client = TestClient(create_app(generous(), register, clock=lambda: NOW))
    root = parsed(client.get(FEED).content)
    assert text(root, "subtitle") == "EXEMPEL – påhittade uppgifter"
    assert len(entries(root)) == 3
    assert "Bedömning" not in client.get(FEED).text
    register.close()


@pytest.mark.parametrize(("path", "address"), [("", ""), ("/en", "/en")])
def test_links_begin_with_the_address_that_the_site_has_on_the_web(
    promised_town: Register, path: str, address: str
) -> None:
    settings = Settings(public_url="https://samverkan.example.org/", rate=generous().rate)
    app = create_app(settings, promised_town, clock=lambda: NOW)
    root = parsed(TestClient(app).get(f"{path}{FEED}").content)
    links = {link.get("rel"): link.get("href") for link in root.findall("a:link", ATOM)}
    assert links["self"] == f"https://samverkan.example.org{address}{FEED}"
    assert links["alternate"] == f"https://samverkan.example.org{address}/lofte/{ENDED}"


def test_the_feed_in_another_language_is_another_feed_of_the_same_news(
    promised_app: FastAPI,
) -> None:
    client = TestClient(promised_app)
    swedish, english = (parsed(client.get(f"{one}{FEED}").content) for one in ("", "/en"))
    assert text(swedish, "id") != text(english, "id")
    ids: list[Mapping[str, str]] = [
        {text(one, "id"): text(one, "content") for one in root.findall("a:entry", ATOM)}
        for root in (swedish, english)
    ]
    assert ids[0] == ids[1]
    assert ("2020-12-01", "This was not done, 1 December 2020", "Ombudsträffen blev inte av.") in entries(english)  # fmt: skip


def test_a_published_report_is_news_of_every_promise_it_tells_of(anyone: TestClient) -> None:
    root = parsed(anyone.get(FEED).content)
    told = [one for one in entries(root) if one[2].startswith("Rapporten")]
    assert told == [
        (
            "2021-09-01",
            "Slutredovisning 28 november 2019 till 31 maj 2021, Hallsberg",
            "Rapporten är publicerad.",
        ),
        ("2021-02-03", "Årsrapport 2020, Hallsberg", "Rapporten är publicerad."),
    ]
    corrected = ("2021-03-09", "Årsrapport 2020, Hallsberg (version 2)", f"Det här var fel i versionen före: {WRONG}")  # fmt: skip
    assert corrected in entries(root)
    assert text(root, "updated") == "2021-09-01T12:00:00Z"
    assert entries(parsed(anyone.get(f"/lofte/{RUNNING}/flode.xml").content)) == []


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_news_of_a_report_lead_to_its_page(anyone: TestClient, language: str) -> None:
    root = parsed(anyone.get(f"{language}{FEED}").content)
    links = {link.get("href", "") for link in root.findall("a:entry/a:link", ATOM)}
    found = {one for one in links if "/rapporter/" in one}
    assert found == {
        f"http://testserver{language}/rapporter/{one}" for one in (FIRST, SECOND, ACCOUNT)
    }
    assert {anyone.get(one).status_code for one in found} == {200}
