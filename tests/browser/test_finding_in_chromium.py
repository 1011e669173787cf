"""Asking by address as people do it, with keys, pointer, a telephone, and without scripts, in a real Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from addressed import addressed
from chromium import watch
from onsite import DESKTOP, PHONE, Size, accessible, open_site


@pytest.fixture(scope="module")
def asked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a site over the town with addresses."""
    folder = tmp_path_factory.mktemp("addressed")
    register = addressed(folder / "hallsberg.gpkg")
    with open_site(register, folder) as address:
        yield address
    register.close()


@pytest.fixture
def visit(browser: Browser, asked_at: str, faults: list[str]) -> Iterator[Page]:
    """Give the start page on a desktop, whose faults are gathered."""
    yield from visiting(browser, asked_at, faults, DESKTOP)


def visiting(browser: Browser, address: str, faults: list[str], size: Size) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, base_url=address)
    page = context.new_page()
    watch(page, address, faults)
    page.goto("/")
    yield page
    context.close()


def field(page: Page) -> Locator:
    """Return the field for an address."""
    return page.get_by_role("combobox", name="Adress")


def options(page: Page) -> Locator:
    """Return what is suggested."""
    return page.get_by_role("listbox", name="Förslag").get_by_role("option")


def test_a_suggestion_is_chosen_by_keys_and_answered(visit: Page, faults: list[str]) -> None:
    sent: list[str] = []
    visit.on("request", lambda request: sent.append(request.url.lower()))
    box = field(visit)
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("storg 4")
    expect(options(visit).first).to_have_text("Storgatan 4 A, 694 30 Hallsberg · adress")
    expect(options(visit)).to_have_count(3)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(visit.locator("#find-status")).to_have_text("3 förslag. Välj med piltangenterna.")
    box.press("ArrowDown")
    box.press("ArrowDown")
    second = options(visit).nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == second.get_attribute("id")
    box.press("ArrowUp")
    expect(options(visit).first).to_have_attribute("aria-selected", "true")
    box.press("ArrowUp")
    expect(options(visit).last).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    box.press("Enter")
    expect(visit.locator(".answer .asked")).to_have_text("Storgatan 4 A, 694 30 Hallsberg")
    expect(visit.locator(".answer .lead")).to_contain_text("Ja, platsen ligger i")
    assert visit.url.endswith("/kolla")
    assert all("torg" not in url for url in sent), "nothing typed is in an address"
    assert not faults


def test_escape_closes_the_suggestions_and_leaves_what_was_typed(visit: Page) -> None:
    box = field(visit)
    box.press_sequentially("kyrk")
    expect(options(visit)).to_have_count(1)
    box.press("Escape")
    expect(visit.locator("#find-list")).to_be_hidden()
    expect(box).to_have_value("kyrk")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("ArrowDown")
    expect(options(visit)).to_have_count(1)
    box.fill("k")
    expect(visit.locator("#find-list")).to_be_hidden()
    box.fill("zzzz")
    expect(visit.locator("#find-status")).to_have_text("Inget förslag.")


def test_a_street_is_chosen_by_pointer_and_waits_for_its_number(
    visit: Page, faults: list[str]
) -> None:
    box = field(visit)
    box.press_sequentially("stor")
    options(visit).filter(has_text="Pålsboda").click()
    expect(box).to_have_value("Storgatan , Pålsboda")
    expect(box).to_be_focused()
    visit.keyboard.type("3")
    expect(options(visit).first).to_contain_text("Storgatan 3, 697 91 Pålsboda")
    options(visit).first.click()
    expect(visit.locator(".answer .asked")).to_have_text("Storgatan 3, 697 91 Pålsboda")
    assert not faults


def test_an_area_that_is_chosen_leads_to_its_page(visit: Page) -> None:
    field(visit).press_sequentially("norräng")
    options(visit).filter(has_text="Norrängen").click()
    expect(visit.get_by_role("heading", level=1, name="Norrängen")).to_be_visible()


def test_a_whole_address_is_sent_as_it_stands(visit: Page) -> None:
    box = field(visit)
    box.fill("Kyrkogatan 7")
    box.press("Enter")
    expect(visit.locator(".answer .asked")).to_have_text("Kyrkogatan 7, 694 30 Hallsberg")


def test_what_was_marked_is_not_chosen_once_one_types_on(visit: Page) -> None:
    box = field(visit)
    box.press_sequentially("stor")
    expect(options(visit).first).to_be_visible()
    box.press("ArrowDown")
    box.fill("Kyrkogatan 7")
    box.press("Enter")
    expect(visit.locator(".answer .asked")).to_have_text("Kyrkogatan 7, 694 30 Hallsberg")


def test_whoever_goes_back_asks_anew(visit: Page) -> None:
    field(visit).press_sequentially("storg 4 a")
    options(visit).filter(has_text="Storgatan 4 A").click()
    expect(visit.locator(".answer .asked")).to_contain_text("Storgatan 4 A")
    visit.go_back()
    field(visit).fill("Kyrkogatan 7")
    field(visit).press("Enter")
    expect(visit.locator(".answer .asked")).to_contain_text("Kyrkogatan 7")


def test_suggestions_that_fail_leave_the_question_to_be_sent(visit: Page) -> None:
    visit.route("**/kolla/forslag", lambda route: route.abort())
    box = field(visit)
    box.press_sequentially("Kyrkogatan 7")
    visit.wait_for_timeout(300)
    expect(visit.locator("#find-list")).to_be_hidden()
    box.press("Enter")
    expect(visit.locator(".answer .asked")).to_contain_text("Kyrkogatan 7")


def test_an_answer_that_comes_late_opens_nothing(visit: Page) -> None:
    waiting: list[Route] = []
    visit.route("**/kolla/forslag", lambda route: waiting.append(route))  # noqa: PLW0108 # takes no built-in
    box = field(visit)
    with visit.expect_request("**/kolla/forslag"):
        box.press_sequentially("kyrk")
    box.blur()
    visit.wait_for_timeout(300)
    with visit.expect_response("**/kolla/forslag"):
        waiting[0].continue_()
    visit.wait_for_timeout(200)
    expect(visit.locator("#find-list")).to_be_hidden()


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_axe_finds_nothing_and_nothing_is_cut_off_with_the_suggestions_open_and_closed(
    browser: Browser, asked_at: str, faults: list[str], size: Size
) -> None:
    for page in visiting(browser, asked_at, faults, size):
        accessible(page)
        box = field(page)
        box.press_sequentially("storg 4")
        expect(options(page)).to_have_count(3)
        box.press("ArrowDown")
        accessible(page)
        box.press("Escape")
        page.get_by_text("Skriv en position i stället").click()
        accessible(page)
        box.fill("Storgatan 3")
        box.press("Enter")
        expect(page.get_by_role("heading", name="Vilken menar du?")).to_be_visible()
        accessible(page)
        page.get_by_role("button", name="Storgatan 3, 694 30 Hallsberg").click()
        expect(page.locator(".answer .asked")).to_contain_text("Storgatan 3")
        accessible(page)
    assert not faults


def test_it_works_without_any_script(browser: Browser, asked_at: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=asked_at)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Adress").fill("storgatan")
    page.locator("#fraga").get_by_role("button", name="Kolla").click()
    page.get_by_role("button", name="Storgatan, Hallsberg").click()
    expect(page.get_by_role("heading", name="Vilket nummer?")).to_be_visible()
    page.get_by_role("button", name="Storgatan 4 B, 694 30 Hallsberg").click()
    expect(page.locator(".answer .lead")).to_contain_text("Ja, platsen ligger i")
    assert page.url.endswith("/kolla")
    context.close()


def test_the_page_asks_for_addresses_in_a_folder_of_its_own_language(
    browser: Browser, asked_at: str
) -> None:
    context = browser.new_context(base_url=asked_at)
    page = context.new_page()
    page.goto("/en/")
    page.get_by_role("combobox", name="Address").press_sequentially("norräng")
    page.get_by_role("option", name="Norrängen · area").click()
    expect(page).to_have_url(f"{asked_at}/en/omrade/01J000000000000000000000A")
    context.close()
