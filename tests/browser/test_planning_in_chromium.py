"""/arbete/planera in a real Chromium: a map that stays where it is while one weighs, and what becomes of proposals."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from grannsamverkan.actions.plan_map import draw_plan
from grannsamverkan.actions.plan_told import Proposed
from grannsamverkan.actions.planning import planned_for, wish_of
from grannsamverkan.domain.access import OPERATOR, Role
from grannsamverkan.domain.drafts import Draft, DraftState
from grannsamverkan.i18n import translator
from grannsamverkan.register import Register
from groundwork import lay
from onsite import DESKTOP, PHONE, Scheme, Size, accessible, open_site, signed_in
from staff import STAFF, add_staff
from town import NOW, X, Y, new_register

PATH = "/arbete/planera"
MARK = translator("sv")("example.mark")
POLICE = STAFF[Role.POLICE]
SIZES: list[tuple[Size, Scheme]] = [(PHONE, "light"), (DESKTOP, "dark")]


@pytest.fixture
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give a register with staff and a village to plan for."""
    made = new_register(tmp_path_factory.mktemp("planning") / "hallsberg.gpkg")
    add_staff(made)
    lay(made, X - 5_000, Y)
    yield made
    made.close()


@pytest.fixture
def site(register: Register, kept: Path) -> Iterator[str]:
    """Give the address of a site over that register."""
    with open_site(register, kept) as address:
        yield address


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder where the maps are kept."""
    return tmp_path_factory.mktemp("shells")


def opened(page: Page) -> None:
    page.goto(f"{PATH}?antal=2")
    expect(page.locator(".karta--plan[data-ritad]")).to_be_visible()


def numbers(page: Page) -> int:
    return page.locator(".plan__nummer").count()


@pytest.mark.parametrize(("size", "scheme"), SIZES)
def test_the_page_is_accessible_at_every_size_with_its_map(
    browser: Browser, site: str, register: Register, size: Size, scheme: Scheme
) -> None:
    with signed_in(browser, site, register, POLICE, size=size, scheme=scheme) as (page, faults):
        opened(page)
        assert numbers(page) == 2
        assert not page.locator(".plan-map svg").first.is_visible()
        accessible(page)
        page.locator(".plan__nummer").first.click()
        expect(page.locator(".karta__panel")).to_be_visible()
        accessible(page)
        page.goto(f"/en{PATH}?antal=1")
        expect(page.locator(".karta--plan[data-ritad='1']")).to_be_visible()
        accessible(page)
        assert faults == []


def test_twice_as_large_text_has_room_on_a_phone(
    browser: Browser, site: str, register: Register
) -> None:
    with signed_in(browser, site, register, POLICE, size=PHONE) as (page, _):
        opened(page)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_proposals_are_reached_by_keyboard_and_lead_to_their_cards(
    browser: Browser, site: str, register: Register
) -> None:
    with signed_in(browser, site, register, POLICE) as (page, faults):
        opened(page)
        page.locator('.plan__nummer[data-plats="1"]').focus()
        page.keyboard.press("Enter")
        panel = page.locator(".karta__panel")
        expect(panel).to_contain_text("Förslag 1:")
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        focused = page.evaluate("document.activeElement.dataset.plats")
        assert focused == "1"
        page.keyboard.press("Enter")
        panel.get_by_role("link", name="Till förslaget i listan").click()
        assert page.url.endswith("#plats-1")
        assert faults == []


def test_another_wish_plans_anew_where_the_map_is(
    browser: Browser, site: str, register: Register
) -> None:
    with signed_in(browser, site, register, POLICE) as (page, faults):
        opened(page)
        page.locator(".leaflet-control-zoom-out").click()
        page.wait_for_timeout(600)
        scale = page.locator(".leaflet-control-scale-line").inner_text()
        page.locator("#antal").fill("1")
        page.locator("#antal").press("Tab")
        expect(page.locator(".karta--plan[data-ritad='1']")).to_be_visible()
        assert numbers(page) == 1
        page.locator("#utjamning").focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_url(re.compile("utjamning=35"))
        assert page.locator(".leaflet-control-scale-line").inner_text() == scale
        assert page.evaluate("document.activeElement.id") == "utjamning"
        assert faults == []


def test_a_proposal_is_accepted_and_another_said_no_to_and_proposed_again(
    browser: Browser, site: str, register: Register
) -> None:
    with signed_in(browser, site, register, POLICE) as (page, faults):
        opened(page)
        first = page.locator("#plats-1")
        first.get_by_text("Ta vidare, eller säg nej").click()
        first.get_by_label("Namn").fill("Nya kvarteret")
        first.get_by_role("button", name="Gör till planerat område").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Nya kvarteret")
        opened(page)
        card = page.locator("#plats-1")
        name = card.get_by_role("heading").inner_text().removeprefix("1. ")
        card.get_by_text("Ta vidare, eller säg nej").click()
        card.get_by_text("Föreslå inte här").click()
        card.get_by_label("Varför inte?").fill("Här byggs det om.")
        card.get_by_role("button", name="Spara, och föreslå inte mer").click()
        listed = page.locator(".plan-vetoes")
        expect(listed).to_contain_text("Här byggs det om.")
        with register.looking() as private:
            assert len(private.find(Draft, state=DraftState.DECLINED)) == 1
        listed.get_by_role("button", name="Föreslå igen").click()
        expect(page.locator(".plan-vetoes")).to_have_count(0)
        expect(page.locator("#plats-1")).to_contain_text(name)
        assert faults == []


def test_without_scripts_and_on_paper_the_drawing_is_the_map(
    browser: Browser, site: str, register: Register
) -> None:
    with signed_in(browser, site, register, POLICE) as (page, _):
        opened(page)
        page.emulate_media(media="print")
        assert not page.locator(".karta--plan").is_visible()
        assert page.locator(".plan-map svg").first.is_visible()
        page.emulate_media(media="screen")
        bare = browser.new_context(
            java_script_enabled=False,
            base_url=site,
            storage_state=page.context.storage_state(),
        ).new_page()
        bare.goto(f"{PATH}?antal=2")
        assert not bare.locator(".karta--plan").is_visible()
        assert bare.locator(".plan-map svg").first.is_visible()
        bare.context.close()


def test_while_a_weight_is_moved_all_say_what_they_count_for(
    browser: Browser, site: str, register: Register
) -> None:
    with signed_in(browser, site, register, POLICE) as (page, faults):
        opened(page)
        of = {name: page.locator(f"[data-counts={name}]") for name in ("tackning", "utjamning")}
        assert [one.inner_text() for one in of.values()] == ["57 procent", "43 procent"]
        page.locator("#utjamning").evaluate(
            "it => { it.value = 40; it.dispatchEvent(new Event('input', { bubbles: true })); }"
        )
        assert [one.inner_text() for one in of.values()] == ["50 procent", "50 procent"]
        assert page.locator("[data-counts=risk]").inner_text() == "0 procent"
        assert faults == []


def printed(page: Page, target: Path) -> str:
    """Return the text of a page as it comes out of a printer."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("no pdftotext: install poppler-utils")
    page.pdf(path=target)
    command = [tool, "-layout", str(target), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603


def test_printed_a_plan_says_what_it_is_and_every_page_has_the_mark(
    browser: Browser, site: str, register: Register, tmp_path: Path
) -> None:
    with signed_in(browser, site, register, POLICE) as (page, _):
        opened(page)
        said = printed(page, tmp_path / "plan.pdf")
    pages = said.split("\f")[:-1]
    assert len(pages) > 1
    assert all(MARK in one for one in pages)
    text = " ".join(said.split())
    told = ("arbetsmaterial för personal, inte för publicering", "Vikter: nå hushåll 57 procent",
            "Inga inbrott är inlästa", "Platser som inte föreslås 0", "Antal områden som söktes 2",
            "Ingen karta över brott", "Väljs ofta")  # fmt: skip
    for words in told:
        assert words in text
    assert translator("sv").date(NOW.date()) in text
    assert "Gör till planerat område" not in text


@pytest.mark.parametrize(
    "path", ["/arbete", "/arbete/omraden", "/arbete/loften", "/arbete/handbok"]
)
def test_the_mark_is_on_paper_wherever_staff_print(
    browser: Browser, site: str, register: Register, tmp_path: Path, path: str
) -> None:
    with signed_in(browser, site, register, STAFF[Role.COORDINATOR]) as (page, _):
        page.goto(path)
        pages = printed(page, tmp_path / "page.pdf").split("\f")[:-1]
    assert all(MARK in one for one in pages)


def test_the_map_as_a_file_opens_from_a_disk(
    browser: Browser, register: Register, tmp_path: Path
) -> None:
    planned = planned_for(register, OPERATOR, "1861", NOW.date())
    wish = wish_of(2, year=NOW.year, coverage=0.4, risk=0.3, equity=0.3)
    made = Proposed(planned, planned.plan(wish))
    target = tmp_path / "map.html"
    draw_plan(register, made, target, translator("sv"), today=NOW.date())
    context = browser.new_context(viewport={"width": 320, "height": 640}, offline=True)
    page, faults = context.new_page(), list[str]()
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(target.as_uri())
    expect(page.locator(".karta--plan[data-ritad='2']")).to_be_visible()
    page.locator('.plan__nummer[data-plats="1"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator(".karta__panel")).to_contain_text(made.told[0].name)
    accessible(page)
    assert faults == []
    context.close()
