"""Anyone follows an area, a locality or a promise by mail: from the form to the letter, the button and the end."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from addressed import addressed
from followed import World
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.areas import Locality
from grannsamverkan.domain.following import Followed, Following
from grannsamverkan.domain.promises import Promise
from grannsamverkan.domain.unconfirmed import Unconfirmed
from grannsamverkan.register import Register
from grannsamverkan.settings import FollowSettings
from grannsamverkan.web.app import create_app
from smtp import Postbox
from staff import STAFF, add_staff, browser_of, quick
from staff import send as send_form
from subscribed import LINK, MAIL, URL, after, began, held, send, settings, write
from town import LAPSED, NORRANGEN, NOW, X, Y, new_register

FIRST = f"01J{0:023}"
AREA = f"omrade:{NORRANGEN}"
SENT, ENDED = "/folj/tack", "/folj/slut"


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    """Give the register of the town, with staff and a promise."""
    made = new_register(tmp_path / "a.gpkg")
    add_staff(made)
    promise = Promise(id="01JL1", municipality="1861", municipalities=("1861",),
                      title="Fler områden", text="Vi lovar", start=NOW.date())  # fmt: skip
    with made.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_facts(Promise, promise.id, [promise])
    yield made
    made.close()


class Reader:
    """Someone at the site, with a mailbox."""

    def __init__(self, register: Register, postbox: Postbox, day: float = 0) -> None:
        """Sit down on a day."""
        self.register, self.postbox = register, postbox
        app = create_app(settings(postbox), register, clock=lambda: after(day))
        self.client = browser_of(app, register, None)

    def ask(self, vad: str = AREA, lead: str = "", **fields: str) -> str:
        """Send the form, and return where it leads."""
        fields = {"vad": vad, "mejl": MAIL, **fields}
        answer = self.client.post(f"{lead}/folj", data=fields, follow_redirects=False)
        return answer.headers.get("location", str(answer.status_code))

    def link(self) -> str:
        """Let mail go out, and return the path of the newest link."""
        send(self.register, self.postbox)
        match = LINK.search(self.postbox.letters[-1].get_content())
        assert match is not None
        return match[0].removeprefix(URL)

    def begin(self, vad: str = AREA, **fields: str) -> str:
        """Ask, press the button, and return the path of all that is followed."""
        assert self.ask(vad, **fields) == SENT
        answer = self.client.post(self.link(), follow_redirects=False)
        assert answer.status_code == 303
        return answer.headers["location"]


@pytest.fixture
def reader(register: Register, postbox: Postbox) -> Reader:
    """Give someone at the site."""
    return Reader(register, postbox)


def test_from_the_area_to_the_letter_and_the_end(reader: Reader, register: Register) -> None:
    page = reader.client.get(f"/omrade/{NORRANGEN}").text
    (to,) = re.findall(r'href="(/folj\?vad=[^"]+)"', page)
    form = reader.client.get(to).text
    assert "<h1>Följ Norrängen</h1>" in form
    assert f'name="vad" value="{AREA}"' in form
    assert reader.ask() == SENT
    link = reader.link()
    assert held(register) == []
    shown = reader.client.get(link)
    assert "Det gäller Norrängen." in shown.text
    assert (shown.headers["x-robots-tag"], shown.headers["referrer-policy"]) == ("noindex, nofollow", "strict-origin")  # fmt: skip
    assert held(register) == [], "opening changes nothing"
    begun = reader.client.post(link)
    mine = reader.client.get(begun.headers["location"])
    assert "Det här följer du" in mine.text
    assert f'<a href="/omrade/{NORRANGEN}">Norrängen</a>' in mine.text
    assert reader.client.get(link).status_code == reader.client.post(link).status_code == 404
    path = f"/folj/mina/{held(register)[0].key}"
    ended = reader.client.post(path, follow_redirects=False)
    assert ended.headers["location"] == ENDED
    assert held(register) == []
    again = reader.client.post(path)
    assert again.headers["location"] == ENDED
    for answer in (reader.client.get(ENDED), reader.client.get(path)):
        assert (answer.status_code, "Du följer inget" in answer.text) == (200, True)


def test_a_mail_program_ends_it_with_one_press_from_no_page_of_ours(
    reader: Reader, register: Register
) -> None:
    path = reader.begin()
    reader.begin("ort:1861:Hallsberg")
    elsewhere = TestClient(reader.client.app, headers={}, cookies={})
    answer = elsewhere.post(path, data={"List-Unsubscribe": "One-Click"}, follow_redirects=False)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert held(register) == []
    assert elsewhere.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200


def test_a_scanner_that_opens_links_begins_and_ends_nothing(
    reader: Reader, register: Register
) -> None:
    reader.ask()
    link = reader.link()
    for method in ("GET", "HEAD", "OPTIONS"):
        reader.client.request(method, link)
    assert held(register) == []
    mine = reader.client.post(link, follow_redirects=False).headers["location"]
    for method in ("GET", "HEAD", "OPTIONS"):
        reader.client.request(method, mine)
    assert len(held(register)) == 1


def test_another_site_cannot_press_the_button(reader: Reader, register: Register) -> None:
    reader.ask()
    link = reader.link()
    answer = reader.client.post(link, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code in {403, 422}
    assert held(register) == []


def test_one_of_several_is_ended_by_its_own_button(reader: Reader, register: Register) -> None:
    path = reader.begin()
    assert reader.begin("ort:1861:Hallsberg") == path
    assert reader.begin("lofte:01JL1") == path
    page = reader.client.get(path).text
    for said in ("Norrängen", "grannsamverkan i Hallsberg", "löftet ”Fler områden”"):
        assert said in page
    area = next(one for one in held(register) if one.kind is Followed.AREA)
    answer = reader.client.post(path, data={"en": area.id}, follow_redirects=False)
    assert answer.headers["location"] == path
    assert {one.kind for one in held(register)} == {Followed.LOCALITY, Followed.PROMISE}


def test_the_same_is_said_whether_or_not_the_address_is_known(
    reader: Reader, register: Register, postbox: Postbox
) -> None:
    reader.begin()
    before = len(postbox.letters)
    assert reader.ask() == SENT
    assert reader.ask(mejl="ny@example.org") == SENT
    send(register, postbox)
    assert [one["To"] for one in postbox.letters[before:]] == ["ny@example.org"]


def test_the_form_lists_localities_and_promises_and_says_what_becomes_of_the_address(
    reader: Reader,
) -> None:
    page = reader.client.get("/folj").text
    assert '<option value="ort:1861:Hallsberg">Hallsberg</option>' in page
    assert '<option value="lofte:01JL1" lang="sv">Fler områden</option>' in page
    assert "inom 3 dygn raderas adressen" in page
    assert 'href="/flode.xml"' in page
    english = reader.client.get("/en/folj?vad=ort:1861:Hallsberg").text
    assert "<h1>Follow neighbourhood watch in Hallsberg</h1>" in english
    assert 'href="/en/ort/1861/Hallsberg/flode.xml"' in english
    assert 'href="/lofte/01JL1/flode.xml"' in reader.client.get("/folj?vad=lofte:01JL1").text


def test_without_mail_only_the_feed_is_offered(register: Register) -> None:
    client = browser_of(create_app(quick(), register, clock=lambda: NOW), register, None)
    page = client.get(f"/folj?vad={AREA}").text
    assert "<form" not in page
    assert f'href="/omrade/{NORRANGEN}/flode.xml"' in page
    answer = client.post("/folj", data={"vad": AREA, "mejl": MAIL})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"mejl": "granne"}, "ingen mejladress"),
        ({"mejl": ""}, "ingen mejladress"),
        ({"mejl": "a@example.org\r\nBcc: b@example.org"}, "ingen mejladress"),
        ({"vad": ""}, "går inte att följa"),
        ({"vad": f"omrade:{LAPSED}"}, "går inte att följa"),
        ({"vad": "ort:1861:Ingenstans"}, "går inte att följa"),
        ({"vad": "ort:9999:Hallsberg"}, "går inte att följa"),
        ({"vad": "lofte:inget"}, "går inte att följa"),
        ({"vad": "<script>alert(1)</script>"}, "går inte att följa"),
        ({"vad": "x" * 600}, "för lång"),
    ],
)
def test_what_cannot_be_is_said_beside_what_was_typed(
    reader: Reader, register: Register, fields: dict[str, str], said: str
) -> None:
    answer = reader.client.post("/folj", data={"vad": AREA, "mejl": MAIL, **fields})
    assert answer.status_code in {404, 422}
    assert said in answer.text
    assert "<script>" not in answer.text
    with register.looking() as private:
        assert private.find(Unconfirmed) == ()


def test_programs_are_kept_out_and_many_have_to_wait(register: Register, postbox: Postbox) -> None:
    chosen = settings(postbox).model_copy(update={"follow": FollowSettings(client_per_hour=2)})
    client = browser_of(create_app(chosen, register, clock=lambda: NOW), register, None)
    fields = {"vad": AREA, "mejl": MAIL}
    trapped = client.post("/folj", data={**fields, "webbplats": "x"}, follow_redirects=False)
    assert trapped.headers["location"] == SENT
    answers = [client.post("/folj", data=fields, follow_redirects=False) for _ in range(3)]
    assert [one.status_code for one in answers] == [303, 303, 429]
    assert "vänta en stund" in answers[-1].text
    assert len(send(register, postbox)) == 1


def test_of_a_place_only_its_square_is_kept(reader: Reader, register: Register) -> None:
    place = {"lon": "15.1001", "lat": "59.0601"}
    checked = reader.client.post("/kolla", data={"lon": "15.1009", "lat": "59.0605"}).text
    assert 'action="/folj/har"' in checked or "Följ Norrängen" not in checked
    form = reader.client.post("/folj/har", data={"vad": AREA, **place}).text
    (square,) = re.findall(r'name="ruta" value="([^"]+)"', form)
    x, y = map(int, square.split())
    assert (x % 100, y % 100) == (0, 0)
    assert "15.1001" not in form
    reader.begin(ruta=square)
    (one,) = held(register)
    assert (one.x, one.y) == (x, y)
    with register.private() as private:
        private.remove(Following, one.id)
    reader.begin(ruta=square, utan="1")
    assert held(register)[0].x is None


def test_an_address_is_found_and_one_that_may_be_several_is_asked_back(
    postbox: Postbox, tmp_path: Path
) -> None:
    reader = Reader(addressed(tmp_path / "addressed.gpkg"), postbox)
    assert 'name="adress"' in reader.client.get(f"/folj?vad={AREA}").text
    answer = reader.client.post("/folj", data={"vad": AREA, "mejl": MAIL, "adress": "finns inte 9"})
    assert answer.status_code == 422
    offered = reader.client.post("/folj", data={"vad": AREA, "mejl": MAIL, "adress": "storgatan"})
    (first, *_) = re.findall(r'name="val" value="([ag][0-9]+)"', offered.text)
    assert reader.ask(val=first, adress="storgatan") == SENT
    reader.register.close()


def test_what_is_said_of_what_has_ended(register: Register, postbox: Postbox) -> None:
    world: World = began(range(2))
    write(register, world)
    reader = Reader(register, postbox)
    path = reader.begin(f"omrade:{FIRST}")
    world.lapse(FIRST)
    write(register, world)
    page = reader.client.get(path).text
    assert "Område 0" in page
    assert f"/omrade/{FIRST}" not in page
    assert "inte längre bland de aktiva områdena" in page


def test_a_promise_that_is_gone_can_be_ended_too(reader: Reader, register: Register) -> None:
    path = reader.begin("lofte:01JL1")
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_facts(Promise, "01JL1", [])
    assert "något som inte längre finns" in reader.client.get(path).text


def test_nothing_of_it_is_logged_or_in_an_address(
    reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(0):
        path = reader.begin()
        reader.client.get(path)
    ours = (one for one in caplog.records if not one.name.startswith(("httpx", "mail")))
    said = [record.getMessage() for record in ours]
    assert not [one for one in said if MAIL in one or path.rpartition("/")[2] in one]


def test_staff_find_a_subscription_by_the_whole_address_and_erase_it(
    reader: Reader, register: Register, postbox: Postbox
) -> None:
    reader.begin()
    app = create_app(settings(postbox), register, clock=lambda: NOW)
    coordinator = browser_of(app, register, STAFF[Role.COORDINATOR])
    administrator = browser_of(app, register, STAFF[Role.ADMINISTRATOR])
    found = send_form(administrator, "/arbete/personuppgifter/sok", text=MAIL, kommun="1861").text
    (one,) = held(register)
    assert f"/arbete/personuppgifter/person/{one.id}" in found
    assert "Följer med e-post" in found
    partly = send_form(administrator, "/arbete/personuppgifter/sok", text="granne", kommun="1861")
    assert one.id not in partly.text
    extract = administrator.get(f"/arbete/personuppgifter/person/{one.id}").text
    assert MAIL in extract
    assert one.key not in extract
    path = f"/arbete/personuppgifter/foljer/{one.id}/radera"
    assert send_form(administrator, path).status_code == 404
    done = send_form(coordinator, path)
    assert done.status_code == 303
    assert "Prenumerationen är raderad." in coordinator.get("/arbete").text
    assert held(register) == []


def test_a_locality_is_followed_from_its_list(reader: Reader, register: Register) -> None:
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        some = [Locality(name="Å & Ö/b", municipality="1861", x=X, y=Y)]
        change.set_localities("1861", some)
    page = reader.client.get("/karta/lista?ort=%C3%85%20%26%20%C3%96/b").text
    (to,) = re.findall(r'href="(/folj\?vad=[^"]+)"', page)
    assert "Följ grannsamverkan i Å &amp; Ö/b" in reader.client.get(to).text
