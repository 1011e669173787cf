"""Residents' views in a real Chromium: said on a telephone, read and answered at a desk, without a script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from chromium import watch
from grannsamverkan.actions import views
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.views import Said, hand_in
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.views import ResidentView, ViewText, ViewTheme
from grannsamverkan.register import Register
from onsite import DESKTOP, PHONE, Scheme, Size, accessible, open_site, signed_in
from staff import STAFF, add_staff
from town import NOW, new_register

RAW = "Gångvägen bakom skolan är mörk.\n\nVärst är det hos granne Påhittad."
SIZES: list[tuple[Size, Scheme]] = [
    (PHONE, "light"),
    ((390, 800), "dark"),
    (DESKTOP, "light"),
    (DESKTOP, "dark"),
]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give a register with staff, and two views: one new, one published."""
    made = new_register(tmp_path_factory.mktemp("views") / "hallsberg.gpkg")
    add_staff(made)
    said = Said(municipality="1861", theme=ViewTheme.LIGHTING, locality="Hallsberg", text=RAW)
    hand_in(made, said, now=NOW)
    answered = hand_in(made, said, now=NOW)
    doing = Doing(register=made, actor="prov", reason="prov", now=NOW)
    views.publish(doing, answered.id, "Gångvägen är mörk.", "Belysningen lagas i juni.")
    yield made
    made.close()


@pytest.fixture(scope="module")
def site(register: Register, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a site over that register."""
    with open_site(register, tmp_path_factory.mktemp("shells")) as address:
        yield address


def ids(register: Register) -> list[str]:
    """Return the ids of the views that there are."""
    return [one.id for one in register.facts(ResidentView)]


@pytest.mark.parametrize(("size", "scheme"), SIZES)
def test_every_page_is_accessible_at_every_size(
    browser: Browser, site: str, register: Register, size: Size, scheme: Scheme
) -> None:
    coordinator = STAFF[Role.COORDINATOR]
    with signed_in(browser, site, register, coordinator, size=size, scheme=scheme) as (
        page,
        faults,
    ):
        room = "/arbete/synpunkter"
        of_one = [f"{room}/{one}" for one in ids(register)[:2]]
        paths = ["/synpunkt", "/synpunkt/tack", f"{room}?lage=", f"{room}/ny", *of_one]
        for path in [*paths, f"{of_one[0]}/radera", *(f"/en{path}" for path in paths)]:
            page.goto(path)
            accessible(page)
        assert faults == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_resident_says_what_they_think_with_the_keyboard_alone(
    browser: Browser, site: str, register: Register, *, scripts: bool
) -> None:
    before = set(ids(register))
    width, height = PHONE
    context = browser.new_context(
        viewport={"width": width, "height": height}, base_url=site, java_script_enabled=scripts
    )
    page, faults = context.new_page(), list[str]()
    watch(page, site, faults)
    page.goto("/")
    page.get_by_role("link", name="Lämna synpunkt").click()
    page.get_by_label("Vad gäller det?").select_option("Trafik")
    page.get_by_label("Var?").select_option("Hallsberg")
    page.get_by_label("Vad vill du säga?").focus()
    page.keyboard.type("Det körs för fort.")
    expect(page.get_by_label("Lämna det här fältet tomt")).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tack för synpunkten!")).to_be_visible()
    assert page.url == f"{site}/synpunkt/tack"
    assert context.cookies() == []
    assert len(set(ids(register)) - before) == 1
    assert faults == []
    context.close()


def test_what_is_wrong_is_told_at_the_field_and_what_was_typed_stays(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/synpunkt")
    page.get_by_label("Vad vill du säga?").fill("Det körs för fort.")
    page.get_by_role("button", name="Skicka synpunkten").click()
    expect(page.get_by_role("heading", name="Lämna synpunkt")).to_be_visible()
    page.locator("form").evaluate("form => { form.noValidate = true }")  # as an older browser
    page.get_by_role("button", name="Skicka synpunkten").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Välj vad det gäller.")
    accessible(page)
    alert.get_by_role("link").click()
    expect(page.get_by_label("Vad gäller det?")).to_be_focused()
    expect(page.get_by_label("Vad vill du säga?")).to_have_value("Det körs för fort.")
    context.close()


def raw(register: Register, view_id: str) -> str | None:
    """Return a resident's own words, None once they are gone."""
    with register.looking() as private:
        kept = private.get(ViewText, view_id)
    assert kept is not None
    return kept.raw


def redact(page: Page, text: str, answer: str) -> None:
    """Fill in what everyone may read, and publish it."""
    page.get_by_role("textbox", name="Text som alla får läsa").fill(text)
    page.get_by_role("textbox", name="Svar").fill(answer)
    page.get_by_role("button", name="Radera de egna orden och publicera").click()


def test_staff_read_redact_and_answer_a_view(
    browser: Browser, site: str, register: Register
) -> None:
    said = Said(municipality="1861", theme=ViewTheme.LIGHTING, text=RAW)
    view = hand_in(register, said, now=NOW)
    with signed_in(browser, site, register, STAFF[Role.POLICE]) as (page, faults):
        page.goto("/arbete")
        page.get_by_role("link", name="Till synpunkterna").click()
        page.goto(f"/arbete/synpunkter/{view.id}")
        expect(page.get_by_role("textbox", name="Text som alla får läsa")).to_have_value(RAW)
        redact(page, "Ring 070-174 06 05", "Vi ser över belysningen.")
        expect(page.get_by_role("alert")).to_contain_text("telefonnummer")
        accessible(page)
        faults.clear()  # Chromium tells the console of the answer's status
        redact(page, "Gångvägen bakom skolan är mörk.", "Vi ser över belysningen.")
        expect(page.get_by_role("status")).to_contain_text("De egna orden är raderade.")
        expect(page.get_by_text("granne Påhittad")).to_have_count(0)
        accessible(page)
        assert faults == []
    assert raw(register, view.id) is None
    assert "Vi ser över belysningen." in [one.answer for one in register.public_views()]
