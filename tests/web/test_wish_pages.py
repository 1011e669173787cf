"""Residents hand in interests without an account: by mail that they confirm, by telephone, and take them back."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from httpx2 import Response

from addressed import addressed
from grannsamverkan.actions.chores import work_off
from grannsamverkan.actions.interests import handle
from grannsamverkan.actions.letters import id_of, tidy
from grannsamverkan.actions.notices import publish_notice
from grannsamverkan.actions.opting_in import KEPT, MOST
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.interests import Handling, Interest, Wish
from grannsamverkan.domain.jobs import Job
from grannsamverkan.domain.unconfirmed import Unconfirmed
from grannsamverkan.register import Register
from grannsamverkan.settings import InterestSettings
from grannsamverkan.web.app import create_app
from grannsamverkan.web.staff import by_link
from peopled import decide, doing
from smtp import Postbox
from staff import STAFF, add_staff, browser_of, quick
from town import LAPSED, NORRANGEN, NOW, UNDRAWN, X, Y

FORM, MINE, THANKS = "/intresse", "/intresse/min", "/intresse/tack"
ADDRESS, PHONE, NAME = "granne@example.org", "070-174 06 33", "Exempel Exempelsson"
LINK = re.compile(r"https://grannsamverkan\.example\.org(\S*/intresse/min/\S+)")
WISH = {"vill": "start", "plats": "1861:Hallsberg", "namn": NAME}
BY_MAIL = {**WISH, "mejl": ADDRESS}
BY_PHONE = {**WISH, "telefon": PHONE}


class Neighbour:
    """A resident at the form, with a mailbox, on a day that can be moved."""

    def __init__(self, register: Register, postbox: Postbox, **settings: object) -> None:
        """Sit down at a site that can send mail."""
        self.register, self.postbox, self.now = register, postbox, NOW
        self.settings = quick(
            mail=postbox.settings(), public_url="https://grannsamverkan.example.org", **settings
        )
        app = create_app(self.settings, register, clock=lambda: self.now)
        self.client = browser_of(app, register, None)

    def send(self, lead: str = "", **fields: str) -> Response:
        """Send the form."""
        return self.client.post(f"{lead}{FORM}", data=fields)

    def mails(self, address: str = ADDRESS) -> list[str]:
        """Let mail go out, and return the texts of those to an address, oldest first."""
        work_off(self.register, self.settings, lambda: self.now)
        return [letter.get_content() for letter in self.postbox.to(address)]

    def link(self, address: str = ADDRESS) -> str:
        """Return the path of the newest link that came."""
        (found,) = LINK.findall(self.mails(address)[-1])
        return str(found)

    def press(self, link: str, button: str = "bekrafta") -> Response:
        """Press a button of a link's page."""
        return self.client.post(link, data={"gor": button})

    def held(self) -> tuple[Interest, ...]:
        """Return the interests that staff can know of."""
        with self.register.looking() as private:
            return private.find(Interest)

    def waiting(self) -> tuple[Unconfirmed, ...]:
        """Return what waits to be confirmed."""
        with self.register.looking() as private:
            return private.find(Unconfirmed)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    """Give a town with addresses and staff."""
    made = addressed(tmp_path / "intresse.gpkg")
    add_staff(made)
    yield made
    made.close()


@pytest.fixture
def neighbour(register: Register, postbox: Postbox) -> Neighbour:
    """Give a resident."""
    return Neighbour(register, postbox)


def words(page: Response) -> str:
    """Return the words of a page."""
    plain = re.sub(r"<[^>]+>", " ", page.text.partition("<main")[2])
    return html.unescape(" ".join(f"<main{plain}".split())).replace("\N{NO-BREAK SPACE}", " ")


# -- the way by mail -------------------------------------------------------------------------------


def test_from_form_to_staff_and_back(
    neighbour: Neighbour, register: Register, tmp_path: Path
) -> None:
    before = register.head()
    sent = neighbour.send(**BY_MAIL)
    assert (sent.status_code, sent.headers["location"]) == (303, THANKS)
    assert "set-cookie" not in sent.headers
    assert neighbour.held() == ()
    assert register.head() == before, "nothing of it is in the journal"

    link = neighbour.link()
    page = neighbour.client.get(link)
    assert page.status_code == 200
    assert "Ja, det är jag" in words(page)
    assert neighbour.held() == (), "looking confirms nothing"

    assert neighbour.press(link).headers["location"] == link
    thanks = neighbour.client.get(link)
    assert "Tack! Det är framme" in words(thanks)
    assert "23 november 2027" in words(thanks)
    assert ADDRESS not in thanks.text
    (kept,) = neighbour.held()
    assert (kept.wish, kept.mail, kept.name, kept.locality, kept.confirmed_on, kept.state) == (
        Wish.START, ADDRESS, NAME, "Hallsberg", NOW.date(), Handling.NEW,
    )  # fmt: skip
    assert neighbour.waiting() == ()
    staff = browser_of(
        create_app(quick(), register, clock=lambda: NOW), register, STAFF[Role.COORDINATOR]
    )
    assert ADDRESS in staff.get(f"/arbete/intressen/{kept.id}").text
    assert "adressen bekräftad 23 november 2026" in words(staff.get(f"/arbete/intressen/{kept.id}"))

    back = neighbour.press(link, "ta-tillbaka")
    assert back.headers["location"] == "/intresse/borta"
    assert "raderat" in words(neighbour.client.get("/intresse/borta"))
    assert neighbour.held() == ()
    assert neighbour.client.get(link).status_code == 404
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("intresse.gpkg*"))
    for trace in (ADDRESS, NAME, id_of(link.rpartition("/")[2])):
        assert trace.encode() not in stored
    assert [one.action for one in register.changes()][-2:] == [
        "hand_in_interest",
        "take_back_interest",
    ]


def test_the_letter_holds_nothing_that_was_typed_and_one_link(neighbour: Neighbour) -> None:
    neighbour.send(**{**BY_MAIL, "namn": "Köp billigt på example.com"})
    (text,) = neighbour.mails()
    assert "example.com" not in text
    assert len(LINK.findall(text)) == 1
    assert "vill starta grannsamverkan där du bor" in text
    assert "Var det inte du? Gör ingenting" in text
    (letter,) = neighbour.postbox.letters
    assert letter["Subject"] == "Bekräfta: grannsamverkan i Hallsberg"
    neighbour.send("/en", **{**BY_MAIL, "mejl": "annan@example.org"})
    assert neighbour.link("annan@example.org").startswith("/en/intresse/min/")


def test_what_is_not_confirmed_goes_in_three_days_and_staff_see_only_how_many(
    neighbour: Neighbour, register: Register
) -> None:
    neighbour.send(**BY_MAIL)
    link = neighbour.link()
    staff = browser_of(
        create_app(quick(), register, clock=lambda: NOW), register, STAFF[Role.COORDINATOR]
    )
    seen = words(staff.get("/arbete/intressen"))
    assert "En anmälan väntar på att den som skickat den bekräftar" in seen
    for word in (ADDRESS, NAME):
        assert word not in staff.get("/arbete/intressen?lage=").text
    neighbour.now = NOW + KEPT
    assert neighbour.client.get(link).status_code == 404
    assert neighbour.press(link).status_code == 404
    neighbour.mails()
    neighbour.now += timedelta(hours=20)
    neighbour.mails()
    assert neighbour.waiting() == ()
    with register.looking() as private:
        assert all(ADDRESS not in one.payload for one in private.find(Job))
    assert neighbour.held() == ()


def test_one_can_take_back_before_confirming(neighbour: Neighbour, register: Register) -> None:
    neighbour.send(**BY_MAIL)
    link, before = neighbour.link(), register.head()
    neighbour.press(link, "ta-tillbaka")
    assert neighbour.waiting() == ()
    assert register.head() == before
    assert neighbour.press(link).status_code == 404
    assert neighbour.held() == ()


def test_pressing_twice_confirms_once_and_a_link_taken_back_is_dead(
    neighbour: Neighbour, register: Register
) -> None:
    neighbour.send(**BY_MAIL)
    link = neighbour.link()
    neighbour.press(link)
    before = register.head()
    assert neighbour.press(link).status_code == 303
    assert register.head() == before
    neighbour.press(link, "ta-tillbaka")
    for button in ("bekrafta", "ta-tillbaka"):
        assert neighbour.press(link, button).status_code == 404
    assert neighbour.held() == ()


def test_the_same_wish_twice_is_one_interest_and_another_is_another(
    neighbour: Neighbour, register: Register
) -> None:
    links = []
    for _ in range(2):
        neighbour.send(**BY_MAIL)
        links.append(neighbour.link())
    for link in links:
        neighbour.press(link)
    (one,) = neighbour.held()
    handle(doing(register), one.id, Handling.CONTACTED)
    neighbour.now = NOW + timedelta(days=30)
    neighbour.send(**{**BY_MAIL, "mejl": ADDRESS.upper(), "hushall": "12"})
    again = neighbour.link()
    neighbour.press(again)
    (renewed,) = neighbour.held()
    assert (renewed.id, renewed.state, renewed.households_guess) == (one.id, Handling.CONTACTED, 12)
    assert renewed.erase_after > one.erase_after
    assert neighbour.client.get(links[0]).status_code == 404
    neighbour.send(**{**BY_MAIL, "vill": "be_contact"})
    neighbour.press(neighbour.link())
    assert {one.wish for one in neighbour.held()} == {Wish.START, Wish.BE_CONTACT}
    neighbour.press(again, "ta-tillbaka")
    assert [one.wish for one in neighbour.held()] == [Wish.BE_CONTACT]


def test_nothing_tells_whether_an_address_is_known_and_no_mailbox_is_filled(
    neighbour: Neighbour,
) -> None:
    neighbour.send(**BY_MAIL)
    neighbour.press(neighbour.link())
    answers = [neighbour.send(**BY_MAIL) for _ in range(MOST + 2)]
    answers.append(neighbour.send(**{**BY_MAIL, "mejl": "okand@example.org"}))
    assert len({(one.status_code, one.headers["location"], one.text) for one in answers}) == 1
    assert len(neighbour.mails()) == 1 + MOST


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_scanner_that_opens_links_confirms_nothing(neighbour: Neighbour, method: str) -> None:
    neighbour.send(**BY_MAIL)
    link = neighbour.link()
    for path in (link, f"{link}?gor=bekrafta", f"/en{link}"):
        assert neighbour.client.request(method, path).status_code == 200
    assert neighbour.client.post(link, data={}).status_code == 303
    foreign = neighbour.client.post(
        link, data={"gor": "bekrafta"}, headers={"origin": "https://evil.example.org"}
    )
    assert foreign.status_code == 422
    assert neighbour.held() == ()


def test_links_are_guessed_in_vain_and_tell_nothing(neighbour: Neighbour) -> None:
    neighbour.send(**BY_MAIL)
    link = neighbour.link()
    headers = neighbour.client.get(link).headers
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "strict-origin"
    never = [neighbour.client.get(f"{MINE}/{n:010}") for n in range(by_link.MISSES)]
    assert {one.status_code for one in never} == {404}
    assert "Länken gäller inte" in words(never[0])
    assert neighbour.client.get(link).status_code == 429


# -- the way by telephone --------------------------------------------------------------------------


def code_of(receipt: Response) -> str:
    """Return the code that a receipt shows."""
    return str(re.findall(r"<strong>([A-Z0-9]{5}-[A-Z0-9]{5})</strong>", receipt.text)[0])


def test_by_telephone_staff_call_back_and_the_code_takes_it_back(
    neighbour: Neighbour, register: Register
) -> None:
    receipt = neighbour.send(**BY_PHONE)
    assert receipt.status_code == 200
    assert "Någon ringer dig" in words(receipt)
    assert "23 november 2027" in words(receipt)
    assert PHONE not in receipt.text
    (kept,) = neighbour.held()
    assert (kept.phone, kept.mail, kept.confirmed_on) == (PHONE, None, None)
    staff = browser_of(
        create_app(quick(), register, clock=lambda: NOW), register, STAFF[Role.POLICE]
    )
    assert "Ring upp: anmält på webben" in words(staff.get(f"/arbete/intressen/{kept.id}"))
    led = neighbour.client.post(MINE, data={"kod": f" {code_of(receipt).lower()} "})
    mine = led.headers["location"]
    assert "någon ringer dig" in words(neighbour.client.get(mine))
    neighbour.press(mine)
    assert len(neighbour.held()) == 1
    neighbour.press(mine, "ta-tillbaka")
    assert neighbour.held() == ()
    assert neighbour.client.post(MINE, data={"kod": "../arbete"}).headers["location"] == (
        f"{MINE}/arbete"
    )
    assert neighbour.client.post(MINE, data={"kod": ""}).headers["location"] == MINE
    assert neighbour.client.get(MINE).status_code == 200


def test_pressing_the_forms_button_twice_hands_in_once(neighbour: Neighbour) -> None:
    code = re.findall(r'name="kod" value="(\w+)"', neighbour.client.get(FORM).text)[0]
    first = neighbour.send(**BY_PHONE, kod=code)
    again = neighbour.send(**BY_PHONE, kod=code)
    assert tidy(code_of(first)) == tidy(code_of(again)) == code
    assert len(neighbour.held()) == 1
    neighbour.send(**BY_PHONE, kod="1")  # what is no code of ours is none
    assert len(neighbour.held()) == 2


def test_a_form_filled_in_again_for_a_neighbour_is_their_own(neighbour: Neighbour) -> None:
    code = re.findall(r'name="kod" value="(\w+)"', neighbour.client.get(FORM).text)[0]
    neighbour.send(**BY_PHONE, kod=code)
    other = neighbour.send(**{**BY_PHONE, "telefon": "070-174 06 81"}, kod=code)
    assert tidy(code_of(other)) != code
    assert {one.phone for one in neighbour.held()} == {PHONE, "070-174 06 81"}
    assert "070-174 06 81" not in neighbour.client.get(f"{MINE}/{code}").text


def test_whoever_knows_a_number_gets_no_hold_of_anothers_interest(neighbour: Neighbour) -> None:
    first = neighbour.send(**BY_PHONE)
    second = neighbour.send(**BY_PHONE)
    assert code_of(first) != code_of(second)
    assert len(neighbour.held()) == 2


# -- the form ----------------------------------------------------------------------------------------


def test_the_form_is_for_everyone_and_says_what_becomes_of_it(
    neighbour: Neighbour, register: Register
) -> None:
    for language, lead in (("sv", ""), ("en", "/en")):
        for path in (FORM, THANKS, MINE, "/intresse/borta"):
            page = neighbour.client.get(f"{lead}{path}")
            assert page.status_code == 200
            assert f'<html lang="{language}">' in page.text
            assert "set-cookie" not in page.headers
            assert page.headers["cache-control"] == "no-store"
    said = words(neighbour.client.get(FORM))
    for text in ("uppgift av allmänt intresse", "efter 3 dygn", "ska raderas 23 november 2027",
                 "ta tillbaka dem själv", "Varje läsning antecknas"):  # fmt: skip
        assert text in said
    decide(register, disposal_interests="KS 2026/15", interest_retention_months="6")
    assert "raderas senast 23 maj 2027" in words(neighbour.client.get(FORM))


def test_the_notice_stands_beside_the_form_and_is_noted_as_given(
    neighbour: Neighbour, register: Register
) -> None:
    notice = publish_notice(doing(register), "1861", "Kommunen sparar ditt namn.\n\nHöga krav.")
    assert "Kommunen sparar ditt namn." in words(neighbour.client.get(FORM))
    neighbour.send(**BY_MAIL)
    neighbour.press(neighbour.link())
    (kept,) = neighbour.held()
    assert kept.notice_version == notice.version


def test_without_mail_only_a_telephone_number_is_asked_for(
    register: Register,
) -> None:
    client = browser_of(create_app(quick(), register, clock=lambda: NOW), register, None)
    assert 'name="mejl"' not in client.get(FORM).text
    refused = client.post(FORM, data=BY_MAIL)
    assert refused.status_code == 422
    assert "Här går det inte att skicka mejl" in words(refused)
    assert client.post(FORM, data=BY_PHONE).status_code == 200


@pytest.mark.parametrize(
    ("fields", "said", "field"),
    [
        ({"vill": ""}, "Välj vad du vill.", "vill"),
        ({"vill": "flyga"}, "går inte att välja", "vill"),
        ({"plats": ""}, "Välj var det är.", "plats"),
        ({"plats": "9999:"}, "Välj var det är.", "plats"),
        ({"plats": "1861:Storgatan"}, "Orten finns inte", "plats"),
        ({"adress": "Ingenstans 4"}, "Adressen finns inte", "adress"),
        ({"mejl": ""}, "Skriv en e-postadress eller ett telefonnummer", "telefon"),
        ({"mejl": "inte en adress"}, "E-postadressen går inte att läsa", "mejl"),
        ({"mejl": "a@example.org, b@example.org"}, "E-postadressen går inte att läsa", "mejl"),
        ({"mejl": "", "telefon": "ring mig"}, "Telefonnumret går inte att läsa", "telefon"),
        ({"hushall": "många"}, "är inget heltal", "hushall"),
        ({"hushall": "0"}, "mellan 1 och", "hushall"),
        ({"namn": "Exempel 800101-1234"}, "personnummer", "namn"),
        ({"namn": "x" * 600}, "500", "telefon"),
    ],
)
def test_what_cannot_be_is_said_beside_what_was_typed(
    neighbour: Neighbour, fields: dict[str, str], said: str, field: str
) -> None:
    page = neighbour.send(**{**BY_MAIL, **fields})
    assert page.status_code == 422
    assert said in words(page)
    assert f'href="#{field}"' in page.text
    assert neighbour.held() == ()
    assert neighbour.waiting() == ()
    if "namn" not in fields:
        assert f'value="{NAME}"' in page.text


@pytest.mark.parametrize(
    "hostile",
    [
        "granne@example.org\r\nBcc: annan@example.org",
        "granne@example.org%0aBcc:annan@example.org",
        "<script>alert(1)</script>@example.org",
        '"a b"@example.org',
        "å@example.org",
        "a" * 250 + "@example.org",
    ],
)
def test_no_address_breaks_out_of_a_header(neighbour: Neighbour, hostile: str) -> None:
    page = neighbour.send(**{**BY_MAIL, "mejl": hostile, "namn": "<script>alert(1)</script>"})
    assert "<script>alert" not in page.text
    neighbour.mails()
    for envelope in neighbour.postbox.envelopes:
        assert len(envelope.rcpt_tos) == 1
    assert all(letter["Bcc"] is None for letter in neighbour.postbox.letters)
    assert "annan@example.org" not in {letter["To"] for letter in neighbour.postbox.letters}


def test_programs_are_kept_out(neighbour: Neighbour, register: Register) -> None:
    trapped = neighbour.send(**BY_PHONE, webbplats="https://example.org")
    assert (trapped.status_code, trapped.headers["location"]) == (303, THANKS)
    foreign = neighbour.client.post(FORM, data=BY_PHONE, headers={"origin": "https://e.org"})
    assert foreign.status_code == 422
    assert neighbour.held() == ()
    few = InterestSettings(client_per_hour=2)
    app = create_app(quick(interests=few), register, clock=lambda: NOW)
    client = browser_of(app, register, None)
    statuses = [client.post(FORM, data=BY_PHONE).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    together = InterestSettings(per_hour=1)
    app = create_app(quick(interests=together), register, clock=lambda: NOW)
    statuses = [
        browser_of(app, register, None).post(FORM, data=BY_PHONE).status_code for _ in range(2)
    ]
    assert statuses == [200, 429]


# -- where it is ---------------------------------------------------------------------------------------


def square(neighbour: Neighbour, **fields: str) -> tuple[float | None, float | None]:
    """Return the place that is kept of what is handed in."""
    before = {one.id for one in neighbour.held()}
    assert neighbour.send(**{**BY_PHONE, **fields}).status_code == 200
    (new,) = (one for one in neighbour.held() if one.id not in before)
    return new.x, new.y


def test_of_an_address_only_its_square_is_kept(neighbour: Neighbour, tmp_path: Path) -> None:
    x, y = square(neighbour, adress="Norra vägen 9, Hallsberg")
    assert x is not None
    assert y is not None
    assert (x % 100, y % 100) == (0, 0)
    assert max(abs(x - (X - 420)), abs(y - (Y + 150))) <= 50
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("intresse.gpkg*"))
    assert b"9, Hallsberg" not in stored


def test_an_address_that_may_be_several_is_asked_back(neighbour: Neighbour) -> None:
    page = neighbour.send(**{**BY_PHONE, "adress": "Storgatan 3"})
    assert page.status_code == 200
    assert "Vilken adress menar du?" in words(page)
    assert neighbour.held() == ()
    values = re.findall(r'name="val" value="([^"]+)"', page.text)
    assert len(values) == 3
    near, far, none = values
    assert square(neighbour, adress="Storgatan 3", val=none) == (None, None)
    assert square(neighbour, adress="Storgatan 3", val=near) != square(
        neighbour, adress="Storgatan 3", val=far
    )
    street = neighbour.send(**{**BY_PHONE, "adress": "Kyrkogatan"})
    (value, _) = re.findall(r'name="val" value="([^"]+)"', street.text)
    assert value.startswith("g")
    assert None not in square(neighbour, val=value)
    assert square(neighbour, val="a999999", ruta="trams") == (None, None)


def test_pages_lead_to_the_form_with_the_wish_and_the_place_in_no_address(
    neighbour: Neighbour,
) -> None:
    client = neighbour.client
    assert 'href="/intresse"' in client.get("/").text
    outside = client.post("/kolla", data={"plats": "Norra vägen 9, Hallsberg"}).text
    (action, fields) = re.findall(r'<form class="wishes" method="post" action="([^"]+)">(.*?)</form>',
                                  outside, re.DOTALL)[0]  # fmt: skip
    assert action == "/intresse/har"
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', fields))
    assert re.findall(r'<button class="quiet" name="vill" value="(\w+)">', fields) == ["start"]
    begun = client.post(action, data={**hidden, "vill": "start"}, headers={"origin": "null"})
    assert begun.status_code == 200
    assert re.search(r'value="start" checked', begun.text)
    assert '<option value="1861:Hallsberg" selected>' in begun.text
    (ruta,) = re.findall(r'name="ruta" value="([^"]+)"', begun.text)
    assert square(neighbour, ruta=ruta) == tuple(map(float, ruta.split()))
    assert square(neighbour, ruta=ruta, utan="1") == (None, None)
    assert square(neighbour, ruta="505749 6547149") == (505_700.0, 6_547_100.0)

    by_position = client.post("/kolla", data={"lat": "59,0500", "lon": "15,0800"}).text
    hidden = dict(
        re.findall(r'<input type="hidden" name="(lat|lon)" value="([^"]*)">', by_position)
    )
    begun = client.post("/intresse/har", data={**hidden, "vill": "start"})
    assert re.search(r'name="ruta" value="\d+00 \d+00"', begun.text)
    for junk in (
        {"lat": "x", "lon": "y"},
        {"lat": "1e999", "lon": "nan"},
        {"lat": "91", "lon": "400"},
        {},
    ):
        page = client.post("/intresse/har", data={**junk, "vill": "<b>"})
        assert page.status_code == 200
        assert "<b>" not in page.text
        assert 'name="ruta"' not in page.text


def test_an_area_is_joined_or_told_to_be_dead_from_its_page(
    neighbour: Neighbour, register: Register
) -> None:
    page = neighbour.client.get(f"/omrade/{NORRANGEN}").text
    for wish in ("join", "be_contact", "report_dead_area"):
        assert f'name="vill" value="{wish}"' in page
    inside = neighbour.client.post("/kolla", data={"plats": "Storgatan 4 A"}).text
    assert f'name="omrade" value="{NORRANGEN}"' in inside
    begun = neighbour.client.post(
        "/intresse/har", data={"omrade": NORRANGEN, "vill": "report_dead_area"}
    )
    assert "Det gäller området Norrängen" in words(begun)
    assert 'value="start"' not in begun.text
    assert re.search(r'value="report_dead_area" checked', begun.text)
    told = {"vill": "report_dead_area", "omrade": NORRANGEN, "telefon": PHONE, "ruta": "1 1"}
    receipt = neighbour.send(**told)
    assert receipt.status_code == 200
    (kept,) = neighbour.held()
    assert (kept.area_id, kept.municipality, kept.locality, kept.x) == (
        NORRANGEN, "1861", "Hallsberg", None,
    )  # fmt: skip
    app = create_app(quick(), register, clock=lambda: NOW)
    for role, sees in ((Role.COORDINATOR, True), (Role.POLICE, True), (Role.CONTACT, False)):
        shown = words(browser_of(app, register, STAFF[role]).get(f"/arbete/omraden/{NORRANGEN}"))
        assert ("har sagt att området verkar nedlagt" in shown) is sees
    assert "har sagt att" not in words(neighbour.client.get("/")) + words(
        neighbour.client.get("/om-data")
    )
    mine = f"{MINE}/{tidy(code_of(receipt))}"
    assert "Norrängen" in words(neighbour.client.get(mine))


@pytest.mark.parametrize("area_id", [LAPSED, "01J000000000000000000NONE0", ""])
def test_an_area_that_is_not_on_the_map_is_none(neighbour: Neighbour, area_id: str) -> None:
    begun = neighbour.client.post("/intresse/har", data={"omrade": area_id, "vill": "join"})
    assert "Slocknad" not in begun.text
    refused = neighbour.send(vill="join", omrade=area_id, telefon=PHONE)
    assert refused.status_code == 422
    assert "Slocknad" not in refused.text


def test_nothing_of_it_is_logged_or_in_an_address(
    neighbour: Neighbour, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level("DEBUG", "grannsamverkan"):
        led = [neighbour.send(**BY_MAIL, adress="Norra vägen 9, Hallsberg").headers["location"]]
        link = neighbour.link()
        led.append(neighbour.press(link).headers["location"])
        neighbour.send(**BY_PHONE)
        neighbour.client.get(link + "x")
    streams = capfd.readouterr()
    logged = "".join(one.getMessage() for one in caplog.records if one.name.startswith("grannsam"))
    for word in (ADDRESS, PHONE, NAME, link.rpartition("/")[2], "Norra"):
        assert word not in f"{streams.out}{streams.err}{logged}"
    assert not any("granne" in one or "Norra" in one for one in led)


def test_an_interest_that_is_over_is_not_renewed(neighbour: Neighbour, register: Register) -> None:
    neighbour.send(**BY_MAIL)
    neighbour.press(neighbour.link())
    (one,) = neighbour.held()
    with register.private() as private:
        private.put(replace(one, state=Handling.DECLINED))
    neighbour.send(**BY_MAIL)
    neighbour.press(neighbour.link())
    assert len(neighbour.held()) == 2


def test_an_area_without_a_border_can_be_joined_too(neighbour: Neighbour) -> None:
    assert neighbour.send(vill="join", omrade=UNDRAWN, telefon=PHONE).status_code == 200
    assert neighbour.held()[0].locality == "Pålsboda"
