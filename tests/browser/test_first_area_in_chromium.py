"""From an empty register to a drawn, gated, active area with a contact, a sign and a meeting, by hand or by keys alone."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from chromium import watch
from grannsamverkan.actions import passwords
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account, AccountRole
from grannsamverkan.domain.activities import Activity, ActivityKind
from grannsamverkan.domain.areas import Locality, last
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.domain.signs import Sign
from grannsamverkan.register import Register, create_register
from onsite import DESKTOP, PHONE, Size, open_site
from staff import COST, PASSWORD
from town import CRS, NOW, X, Y, municipality

LOGIN = "samordnare@example.org"
TODAY = NOW.date()
TEN_MINUTES_S = 600


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Register]:
    """Give a register with its municipality, and one coordinator who has a password."""
    register = create_register(tmp_path / "tom.gpkg", name="Hallsberg", crs=CRS, now=NOW)
    with register.change(actor="prov", action="fill", reason="prov", now=NOW) as change:
        change.set_municipality(municipality())
        places = [Locality(name="Hallsberg", municipality="1861", x=X, y=Y, population=8_000)]
        change.set_localities("1861", places)
        change.private.put(
            Account(
                id="01J9000000000000000000000B",
                login=LOGIN,
                name="Samordnare Ett (påhittad)",
                password_hash=passwords.hashed(PASSWORD, COST),
                made_at=NOW,
            ),
            AccountRole(
                id="01J9",
                account_id="01J9000000000000000000000B",
                role=Role.COORDINATOR,
                municipality="1861",
            ),
        )
    yield register
    register.close()


class Hands(Protocol):
    """How someone uses a page."""

    page: Page

    def press(self, what: Locator) -> None:
        """Press a button, follow a link, open what can be opened."""

    def tick(self, what: Locator) -> None:
        """Tick a box."""

    def pick(self, what: Locator) -> None:
        """Pick one of several that are shown at once."""

    def write(self, what: Locator, text: str) -> None:
        """Write a text in place of what is there."""

    def day(self, what: Locator, iso: str) -> None:
        """Give a day."""

    def choose(self, what: Locator, label: str) -> None:
        """Choose from a list."""

    def draw(self) -> None:
        """Draw four corners on the map."""


class Pointer:
    """Someone with a mouse, or a finger."""

    def __init__(self, page: Page) -> None:
        """Take the page."""
        self.page = page

    def press(self, what: Locator) -> None:
        """Click it."""
        what.click()

    def tick(self, what: Locator) -> None:
        """Click it if it is not ticked."""
        what.check()

    def pick(self, what: Locator) -> None:
        """Click it."""
        what.check()

    def write(self, what: Locator, text: str) -> None:
        """Type into it."""
        what.fill(text)

    def day(self, what: Locator, iso: str) -> None:
        """Type into it."""
        what.fill(iso)

    def choose(self, what: Locator, label: str) -> None:
        """Choose from it."""
        what.select_option(label=label)

    def draw(self) -> None:
        """Click four corners around the middle, and the first again."""
        ground = self.page.locator("#rita-karta")
        ground.scroll_into_view_if_needed()
        around = ground.bounding_box()
        assert around is not None
        x, y = around["x"] + around["width"] / 2, around["y"] + around["height"] / 2
        for east, south in ((-50, -40), (50, -40), (50, 40), (-50, 40)):
            self.page.mouse.click(x + east, y + south)
            self.page.wait_for_timeout(120)
        self.page.get_by_role("button", name="Klar").click()


class Keys:
    """Someone with a keyboard and nothing else."""

    def __init__(self, page: Page) -> None:
        """Take the page."""
        self.page = page

    def reach(self, what: Locator) -> None:
        """Go on with Tab until it is reached."""
        expect(what).to_be_visible()
        for _ in range(400):
            if what.evaluate("node => node === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(what)

    def press(self, what: Locator) -> None:
        """Reach it and press Enter."""
        self.reach(what)
        self.page.keyboard.press("Enter")

    def tick(self, what: Locator) -> None:
        """Reach it and press the space bar if it is not ticked."""
        self.reach(what)
        if not what.is_checked():
            self.page.keyboard.press("Space")

    def pick(self, what: Locator) -> None:
        """Reach the group it is in, and go on with the arrows."""
        same = "(node, name) => document.activeElement.name === name"
        name = what.get_attribute("name")
        for _ in range(400):
            if what.evaluate(same, name):
                break
            self.page.keyboard.press("Tab")
        for _ in range(10):
            if what.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(what)

    def write(self, what: Locator, text: str) -> None:
        """Reach it, mark what is there, and type."""
        self.reach(what)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def day(self, what: Locator, iso: str) -> None:
        """Reach it and type month, day and year: the order in which the Chromium of the tests shows them."""
        self.reach(what)
        year, month, day = iso.split("-")
        self.page.keyboard.type(f"{month}{day}{year}")
        expect(what).to_have_value(iso)

    def choose(self, what: Locator, label: str) -> None:
        """Reach it and go on with the arrows."""
        self.reach(what)
        self.page.keyboard.press("Home")
        for _ in range(40):
            if what.evaluate("node => node.selectedOptions[0].text.trim()") == label:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(label)

    def draw(self) -> None:
        """Move the map under the cross with the arrows, and set a corner with Enter."""
        self.reach(self.page.locator("#rita-karta"))
        for way in ("ArrowRight", "ArrowDown", "ArrowLeft", None):
            self.page.keyboard.press("Enter")
            if way:
                self.page.keyboard.press(way)
                self.page.wait_for_timeout(600)  # the map glides
        self.press(self.page.get_by_role("button", name="Klar"))


def the(page: Page) -> Locator:
    """Return what a page is about, without its menus."""
    return page.locator("main")


def sign_in(hands: Hands) -> None:
    page = hands.page
    page.goto("/arbete")
    hands.write(page.get_by_label("Användarnamn eller e-post"), LOGIN)
    hands.write(page.get_by_label("Lösenord"), PASSWORD)
    hands.press(page.get_by_role("button", name="Logga in"))
    expect(page.get_by_role("heading", name="Det här behöver dig")).to_be_visible()


def draw_area(hands: Hands) -> None:
    page = hands.page
    hands.press(the(page).get_by_role("link", name="Nytt område"))
    page.locator("#rita[data-underlag]").wait_for()
    hands.choose(page.get_by_label("Gå till ort"), "Hallsberg")
    page.wait_for_timeout(600)  # the map glides
    hands.press(page.get_by_role("button", name="Rita gräns"))
    hands.draw()
    expect(page.locator('[data-told="size"]')).not_to_have_text("–")
    if not page.get_by_label("Områdets namn").is_visible():
        hands.press(page.get_by_text("Uppgifter om området"))
    hands.write(page.get_by_label("Områdets namn"), "Ekbacken")
    hands.choose(page.get_by_label("Typ"), "Villor")
    hands.choose(
        page.get_by_label("Hur området kommer in i registret"),
        "Kommunen eller polisen vill börja: ett planerat område",
    )
    hands.write(page.get_by_label("Skäl"), "Boende har hört av sig")
    hands.press(page.get_by_role("button", name="Lägg till området"))
    expect(page.get_by_role("heading", level=1, name="Ekbacken")).to_be_visible()


def hold_meeting(hands: Hands) -> None:
    page = hands.page
    hands.press(the(page).get_by_role("link", name="Aktiviteter", exact=True).last)
    hands.press(page.get_by_role("link", name="Ny aktivitet"))
    hands.pick(page.get_by_label("Den har varit"))
    hands.day(page.get_by_label("Dag", exact=True), str(TODAY - timedelta(days=3)))
    hands.tick(page.get_by_label("Ekbacken"))
    hands.press(page.get_by_role("button", name="Spara aktiviteten"))
    to_area(hands)


def to_area(hands: Hands) -> None:
    page = hands.page
    if page.get_by_role("heading", level=1, name="Ekbacken", exact=True).count() == 0:
        link = the(page).get_by_role("link", name="Ekbacken").first
        if link.count() == 0:
            hands.press(page.get_by_role("link", name="Områden", exact=True).first)
            link = the(page).get_by_role("link", name="Ekbacken").first
        hands.press(link)
    expect(page.get_by_role("heading", level=1, name="Ekbacken", exact=True)).to_be_visible()


def appoint_contact(hands: Hands) -> None:
    page = hands.page
    hands.press(page.get_by_role("link", name="Kontakter och delområden"))
    form = page.locator("form", has=page.get_by_role("button", name="Lägg till kontaktombudet"))
    hands.write(form.get_by_label("Namn"), "Kontakt Ett (påhittad)")
    hands.write(form.get_by_label("Telefon", exact=False).first, "070-174 06 42")
    hands.day(form.get_by_label("Utbildad den"), str(TODAY - timedelta(days=3)))
    hands.tick(form.get_by_label("Jag har talat med ombudet"))
    hands.tick(form.get_by_label("Har en hushållslista"))
    hands.press(form.get_by_role("button", name="Lägg till kontaktombudet"))
    expect(page.get_by_role("link", name="Kontakt Ett (påhittad)").first).to_be_visible()
    to_area(hands)


def take_step(hands: Hands, verb: str, *vouched: str) -> None:
    page = hands.page
    hands.press(the(page).get_by_role("link", name=verb).first)
    for one in vouched:
        hands.tick(page.get_by_label(one))
    hands.press(page.get_by_role("button", name="Kontrollera"))
    expect(the(page)).to_contain_text("Det går att genomföra.")
    hands.press(page.get_by_role("button", name="Genomför"))
    expect(page.get_by_role("heading", level=1, name="Ekbacken", exact=True)).to_be_visible()


def mount_sign(hands: Hands) -> None:
    page = hands.page
    hands.press(the(page).get_by_role("link", name="Skyltar", exact=True).last)
    form = page.locator("form", has=page.get_by_role("button", name="Lägg till skyltarna"))
    hands.write(form.get_by_label("Antal"), "1")
    hands.press(form.locator("summary"))
    hands.day(form.get_by_label("Markägarens medgivande"), str(TODAY))
    hands.choose(form.get_by_label("Vem ger tillstånd"), "Inget tillstånd behövs")
    hands.day(form.get_by_label("Uppsatt"), str(TODAY))
    hands.press(form.get_by_role("button", name="Lägg till skyltarna"))
    expect(page.get_by_role("status")).to_be_visible()
    to_area(hands)


@pytest.mark.parametrize(
    ("kind", "size"),
    [(Pointer, DESKTOP), (Pointer, PHONE), (Keys, DESKTOP)],
    ids=["mouse", "phone", "keyboard"],
)
def test_the_first_area_lives_within_ten_minutes(
    browser: Browser, empty: Register, tmp_path: Path, kind: type[Pointer | Keys], size: Size
) -> None:
    faults: list[str] = []
    with open_site(empty, tmp_path) as address:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, base_url=address
        )
        page = context.new_page()
        watch(page, address, faults)
        hands: Hands = kind(page)
        started = time.monotonic()
        sign_in(hands)
        draw_area(hands)
        hold_meeting(hands)
        take_step(hands, "Boka uppstartsmöte", "De boende vill")
        appoint_contact(hands)
        take_step(hands, "Starta området")
        mount_sign(hands)
        took_s = time.monotonic() - started
        expect(the(page)).to_contain_text("En skylt uppe.")
        expect(the(page)).not_to_contain_text("bekräftade uppgifter")
        context.close()
    assert took_s < TEN_MINUTES_S
    assert not faults
    (timeline,) = empty.timelines().values()
    area = last(timeline)
    assert (area.name, area.status, bool(area.outline_id)) == ("Ekbacken", Status.ACTIVE, True)
    (term,) = empty.facts(ContactTerm)
    (sign,) = empty.facts(Sign)
    (meeting,) = empty.facts(Activity)
    assert term.list_confirmed_on
    assert sign.mounted_on == TODAY
    assert (meeting.kind, meeting.held) == (ActivityKind.START_MEETING, True)
    with empty.looking() as private:
        assert [one.name for one in private.find(Person)] == ["Kontakt Ett (påhittad)"]
