"""A resident expresses an interest in a real Chromium: by keyboard, with and without scripts, from where they looked."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from addressed import addressed
from chromium import watch
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.interests import Interest, Wish
from grannsamverkan.register import Register
from onsite import DESKTOP, PHONE, Scheme, Size, accessible, open_site, signed_in
from staff import STAFF, add_staff
from town import NORRANGEN, NOW, X, Y

SIZES: list[tuple[Size, Scheme]] = [(PHONE, "light"), ((390, 844), "dark"), (DESKTOP, "light")]
CODE = re.compile(r"[A-Z0-9]{5}-[A-Z0-9]{5}")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give a town with addresses and staff, in which nine neighbours are interested."""
    made = addressed(tmp_path_factory.mktemp("wishes") / "hallsberg.gpkg")
    add_staff(made)
    with made.private() as private:
        private.put(*(
            Interest(id=f"01JT{number:022}", municipality="1861", received_on=NOW.date(),
                     wish=Wish.START, x=X + 3_000 + 100 * number, y=Y, phone=f"070-174 06 {number:02}",
                     erase_after=NOW.date().replace(year=2027))
            for number in range(9)
        ))  # fmt: skip
    yield made
    made.close()


@pytest.fixture(scope="module")
def site(register: Register, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a site over that register."""
    with open_site(register, tmp_path_factory.mktemp("shells")) as address:
        yield address


def held(register: Register) -> set[str]:
    with register.looking() as private:
        return {one.id for one in private.find(Interest)}


@pytest.mark.parametrize(("size", "scheme"), SIZES)
def test_every_page_is_accessible_at_every_size(
    browser: Browser, site: str, register: Register, size: Size, scheme: Scheme
) -> None:
    police = STAFF[Role.POLICE]
    with signed_in(browser, site, register, police, size=size, scheme=scheme) as (page, faults):
        paths = ["/intresse", "/intresse/tack", "/intresse/min", "/intresse/borta",
                 "/arbete/intressen", "/arbete/intressen/karta"]  # fmt: skip
        for path in [*paths, *(f"/en{path}" for path in paths)]:
            page.goto(path)
            accessible(page)
        page.goto("/arbete/intressen/karta")
        expect(page.locator("rect.tile").first).to_be_visible()
        page.goto(f"/omrade/{NORRANGEN}")
        accessible(page)
        page.get_by_role("button", name="Området verkar nedlagt").click()
        expect(page.get_by_label("Området verkar nedlagt")).to_be_checked()
        accessible(page)
        assert faults == []


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_answer_about_a_home_to_a_receipt_and_back(
    browser: Browser, site: str, register: Register, *, scripts: bool
) -> None:
    before = held(register)
    width, height = PHONE
    context = browser.new_context(
        viewport={"width": width, "height": height}, base_url=site, java_script_enabled=scripts
    )
    page, faults = context.new_page(), list[str]()
    watch(page, site, faults)
    page.goto("/")
    page.get_by_label("Adress").fill("Norra vägen 9, Hallsberg")
    page.get_by_role("button", name="Kolla").first.click()
    page.get_by_role("button", name="Starta ett område där jag bor").click()
    assert page.url == f"{site}/intresse/har"
    expect(page.get_by_text("Platsen du frågade om följer med")).to_be_visible()
    page.get_by_label("Telefon").focus()
    page.keyboard.type("070-174 06 44")
    expect(page.get_by_label("Lämna det här fältet tomt")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tack! Någon ringer dig")).to_be_visible()
    if scripts:
        accessible(page)
    code = _code_on(page)
    (new,) = held(register) - before
    page.get_by_role("link", name="Ta tillbaka med koden").click()
    page.get_by_label("Kod").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_text("någon ringer dig")).to_be_visible()
    page.get_by_role("button", name="Ta tillbaka och radera").click()
    expect(page.get_by_role("heading", name="Ditt intresse är raderat")).to_be_visible()
    assert new not in held(register)
    assert context.cookies() == []
    assert faults == []
    context.close()


def _code_on(page: Page) -> str:
    found = CODE.search(page.locator("main").inner_text())
    assert found is not None
    return found[0]
