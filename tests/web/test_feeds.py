"""What is new as Atom: of areas, localities and everything; valid, lasting, and of nothing that has lapsed."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient

from followed import World, outline
from grannsamverkan.domain.areas import Locality
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.promises import Promise, PromiseNote
from grannsamverkan.register import Register
from grannsamverkan.web.app import create_app
from subscribed import after, began, write
from town import LAPSED, NORRANGEN, NOW, generous, new_register

ATOM = {"a": "http://www.w3.org/2005/Atom"}
HERE = "/ort/1861/Hallsberg/flode.xml"
FIRST = f"01J{0:023}"


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """Give the register of the town, to be written to."""
    return new_register(tmp_path / "a.gpkg")


def client_of(register: Register, day: float = 0) -> TestClient:
    """Return a reader on a day."""
    return TestClient(create_app(generous(), register, clock=lambda: after(day)))


def parsed(content: bytes) -> ET.Element:
    """Return a feed, having held it to what RFC 4287 asks of every feed and entry."""
    root = ET.fromstring(content)  # noqa: S314 # it is our own
    assert root.tag == f"{{{ATOM['a']}}}feed"
    assert root.find("a:author/a:name", ATOM) is not None
    assert {one.get("rel") for one in root.findall("a:link", ATOM)} == {"self", "alternate"}
    names = []
    for one in (root, *root.findall("a:entry", ATOM)):
        for needed in ("id", "title", "updated"):
            assert len(one.findall(f"a:{needed}", ATOM)) == 1
        names.append(one.findtext("a:id", "", ATOM))
        assert one.findtext("a:title", "", ATOM)
        assert datetime.fromisoformat(one.findtext("a:updated", "", ATOM)).tzinfo is not None
        assert UUID(names[-1].removeprefix("urn:uuid:")).version == 5
        links = [link.get("href", "") for link in one.findall("a:link", ATOM)]
        assert links
        assert all(link.startswith("http") for link in links)
    assert len(names) == len(set(names))
    return root


def titles(client: TestClient, path: str) -> list[str]:
    """Return the titles of a feed's news, the newest first."""
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml")
    entries = parsed(answer.content).findall("a:entry", ATOM)
    return [one.findtext("a:title", "", ATOM) for one in entries]


def living() -> World:
    """Return a world in which an area was begun, redrawn, divided, and a part of it merged and another let lapse."""
    world = began(range(8), range(8, 10))
    world.day = NOW.date() - timedelta(days=300)
    begun = world.found([11])
    world.day += timedelta(days=10)
    world.redraw(begun, 12)
    world.day += timedelta(days=10)
    west, east = world.split(FIRST)
    world.day += timedelta(days=10)
    made = world.merge(east, f"01J{1:023}")
    world.day += timedelta(days=10)
    lost, _kept = world.split(west)
    world.day += timedelta(days=10)
    world.lapse(lost)
    assert made is not None
    return world


def test_what_has_happened_is_told_newest_first_of_areas_that_anyone_may_meet(
    register: Register,
) -> None:
    write(register, living())
    client = client_of(register)
    assert titles(client, HERE) == [
        "Område 3 har delats. Av det finns Område 7 bland de aktiva områdena.",
        "Område 1 och Område 4 har slagits ihop till Område 5.",
        "Område 0 har delats. Nu finns Område 3 och Område 4.",
        "Område 2 har fått en ny gräns på kartan.",
        "Område 2 är nu ett aktivt område.",
    ]
    assert titles(client, "/flode.xml") == titles(client, HERE)
    assert titles(client, f"/en{HERE}")[0].startswith("Område 3 has been divided.")
    kept, lost = f"01J{7:023}", f"01J{6:023}"
    assert titles(client, f"/omrade/{kept}/flode.xml") == [
        titles(client, HERE)[at] for at in (0, 2)
    ]
    for path in (HERE, "/flode.xml", f"/omrade/{kept}/flode.xml"):
        assert "Område 6" not in client.get(path).text
    assert client.get(f"/omrade/{lost}/flode.xml").status_code == 404


def test_each_piece_of_news_leads_to_a_page_that_is_there(register: Register) -> None:
    write(register, living())
    client = client_of(register)
    for path in (HERE, "/flode.xml", f"/omrade/01J{7:023}/flode.xml"):
        root = parsed(client.get(path).content)
        links = {one.get("href", "") for one in root.iterfind(".//a:link", ATOM)}
        answers = {client.get(one.removeprefix("http://testserver")).status_code for one in links}
        assert answers == {200}


def test_names_last_and_the_same_news_are_not_sent_twice(register: Register) -> None:
    world = living()
    write(register, world)
    client = client_of(register)
    first = client.get(HERE)
    names = [one.text for one in parsed(first.content).iterfind("a:entry/a:id", ATOM)]
    again = client.get(HERE, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    world.day = NOW.date()
    world.confirm(f"01J{7:023}")
    world.rename(f"01J{5:023}")
    write(register, world)
    later = client_of(register, 1).get(HERE)
    assert [one.text for one in parsed(later.content).iterfind("a:entry/a:id", ATOM)] == names


def test_what_is_not_news_is_not_told(register: Register) -> None:
    world = began()
    world.day = NOW.date() - timedelta(days=30)
    there, again = world.found([1], Status.DORMANT), world.found([3])
    parts = world.split(there) or (there,)
    world.day += timedelta(days=1)
    world.restart(parts[0])
    old = world.timelines[again][0]
    world.timelines[again] = (replace(old, event=Event.INHERIT),)
    write(register, world)
    assert titles(client_of(register), HERE) == ["Område 0 är nu ett aktivt område."]
    assert titles(client_of(register, 800), HERE) == []


def test_an_area_that_began_again_is_told_of_each_time(register: Register) -> None:
    world = began()
    world.day = NOW.date() - timedelta(days=30)
    begun = world.found([1])
    for happen in (world.lapse, world.restart):
        world.day += timedelta(days=1)
        happen(begun)
    write(register, world)
    path = f"/omrade/{begun}/flode.xml"
    assert titles(client_of(register), path) == ["Område 0 är nu ett aktivt område."] * 2


def test_a_border_that_is_the_same_to_the_public_is_no_news_and_a_first_one_is(
    register: Register,
) -> None:
    world = began(range(2))
    first = world.outlines[next(iter(world.outlines))]
    same = replace(outline(frozenset({0, 1, 2})), public_polygon=first.public_polygon)
    world.outlines[same.id] = same
    world.day = NOW.date() - timedelta(days=20)
    world._advance(FIRST, Event.CHANGE_BOUNDARY, Status.ACTIVE, outline_id=same.id)  # noqa: SLF001 # its own kind
    write(register, world)
    assert titles(client_of(register), HERE) == []
    world.day += timedelta(days=1)
    world._advance(FIRST, Event.CHANGE_BOUNDARY, Status.ACTIVE, outline_id=None)  # noqa: SLF001 # as above
    world.day += timedelta(days=1)
    world._advance(FIRST, Event.CHANGE_BOUNDARY, Status.ACTIVE, outline_id=first.id)  # noqa: SLF001 # as above
    write(register, world)
    assert titles(client_of(register), HERE) == ["Område 0 har fått en ny gräns på kartan."]
    assert titles(client_of(register, 800), HERE) == []


@pytest.mark.parametrize(
    "name", ["Östansjö", "Åsbro/Estabo", "Sköllersta & Hjortkvarn?", "a/flode.xml", "<b>Ö</b>"]
)
def test_a_locality_of_any_name_has_a_feed(register: Register, name: str) -> None:
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_localities("1861", [Locality(name=name, municipality="1861", x=1, y=1)])
    client = client_of(register)
    path = f"/ort/1861/{quote(name, safe='')}/flode.xml"
    answer = client.get(path)
    assert answer.status_code == 200
    root = parsed(answer.content)
    assert root.findtext("a:title", "", ATOM) == f"Grannsamverkan i {name} – nyheter"
    links = {link.get("rel"): link.get("href", "") for link in root.findall("a:link", ATOM)}
    assert links["self"] == f"http://testserver{path}"


@pytest.mark.parametrize(
    "path",
    [
        f"/omrade/{LAPSED}/flode.xml",
        "/omrade/01JNONE/flode.xml",
        "/ort/1861/Ingenstans/flode.xml",
        "/ort/1881/Hallsberg/flode.xml",
        "/ort/1861//flode.xml",
        "/ort//flode.xml",
    ],
)
def test_what_is_not_there_has_no_feed_just_as_it_has_no_page(
    client: TestClient, path: str
) -> None:
    assert client.get(path).status_code == 404


def test_pages_name_their_feeds(client: TestClient) -> None:
    for page, feed in (
        ("/", "/flode.xml"),
        (f"/omrade/{NORRANGEN}", f"/omrade/{NORRANGEN}/flode.xml"),
        ("/karta/lista?ort=Hallsberg", HERE),
        ("/en/karta/lista?ort=Hallsberg", f"/en{HERE}"),
    ):
        link = f'<link rel="alternate" type="application/atom+xml" href="{feed}"'
        assert link in client.get(page).text
        assert client.get(feed).status_code == 200
    assert "atom+xml" not in client.get("/karta/lista").text


def test_everything_tells_of_promises_too_and_holds_no_more_than_fifty(register: Register) -> None:
    promise = Promise(
        id="01JL0000000000000000000001",
        municipality="1861",
        municipalities=("1861",),
        title="Fler områden",
        text="Vi lovar",
        start=date(2026, 1, 1),
    )
    notes = [
        PromiseNote(
            id=f"{promise.id}.{at}", promise_id=promise.id, on=date(2026, 3, 1), text="Nytt"
        )
        for at in range(60)
    ]
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_facts(Promise, promise.id, [promise])
        change.set_facts(PromiseNote, promise.id, notes)
    told = titles(client_of(register), "/flode.xml")
    assert len(told) == 50
    assert told[0] == "Fler områden: Det här har hänt, 1 mars 2026"
