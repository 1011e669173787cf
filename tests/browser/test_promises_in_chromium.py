"""The promises as people meet them, in a real Chromium: every size, scheme and zoom, keyboard, paper, no script."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from chromium import HOSTILE, watch
from grannsamverkan.domain.promises import Indicator, NoteKind, Promise, PromiseNote
from grannsamverkan.register import Register
from onsite import DESKTOP, PHONE, Scheme, Size, accessible, open_site
from promised import ENDED, LAST, RUNNING, new_promised_register
from town import NOW

PAGES = ("/lofte", f"/lofte/{ENDED}", f"/lofte/{RUNNING}", f"/en/lofte/{ENDED}")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give a register whose promises have names that run wherever they are taken for more than text."""
    made = new_promised_register(tmp_path_factory.mktemp("promises") / "hallsberg.gpkg")
    with made.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        (promise,) = change.facts(Promise, RUNNING)
        hostile = replace(promise, title=HOSTILE, problem=HOSTILE, signatories=HOSTILE)
        change.set_facts(Promise, RUNNING, [hostile])
        (first, *rest) = change.facts(Indicator, RUNNING)
        change.set_facts(Indicator, RUNNING, [replace(first, name=HOSTILE), *rest])
        note = PromiseNote(id="01JNx", promise_id=RUNNING, on=LAST, text=HOSTILE)
        lesson = replace(note, id="01JNy", kind=NoteKind.LESSON)
        change.set_facts(PromiseNote, RUNNING, [note, lesson])
    yield made
    made.close()


@pytest.fixture(scope="module")
def site(register: Register, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a site over that register."""
    with open_site(register, tmp_path_factory.mktemp("shells")) as address:
        yield address


@pytest.mark.parametrize(
    ("size", "scheme", "zoom"),
    [
        (DESKTOP, "light", 1),
        (DESKTOP, "dark", 1),
        (PHONE, "light", 1),
        ((390, 800), "dark", 1),
        ((640, 800), "light", 2),
        ((2560, 1440), "light", 1),
    ],
)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Browser, site: str, size: Size, scheme: Scheme, zoom: int
) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, base_url=site
    )
    page, faults = context.new_page(), list[str]()
    watch(page, site, faults)
    for path in PAGES:
        page.goto(path)
        page.evaluate(
            "zoom => { document.documentElement.style.fontSize = `${zoom * 100}%` }", zoom
        )
        for folded in page.locator("summary").all():
            folded.click()
        accessible(page)
        assert page.evaluate("window.ran") is None
    context.close()
    assert faults == []


@pytest.fixture
def reader(browser: Browser, site: str) -> Iterator[Page]:
    """Give a desktop page of a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page, faults = context.new_page(), list[str]()
    watch(page, site, faults)
    yield page
    context.close()
    assert faults == []


def test_one_finds_a_promise_and_what_is_behind_a_figure_without_a_script(reader: Page) -> None:
    reader.goto("/")
    reader.get_by_role("link", name="Se löftena").click()
    reader.get_by_role("link", name="Fler grannsamverkansområden").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Fler grannsamverkansområden")
    expect(reader.get_by_role("region", name="Så ligger det till")).to_contain_text(
        "Det fanns 4 aktiva områden"
    )
    reader.locator("summary", has_text="Områdena bakom siffran").first.click()
    reader.get_by_role("region", name="Aktiva grannsamverkansområden").get_by_role(
        "link", name="Norrängen"
    ).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Norrängen")


def test_the_keyboard_reaches_every_part_of_the_page(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto(f"/lofte/{ENDED}")
    page.get_by_role("navigation", name="På sidan").get_by_role("link").last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Följ löftet och hämta siffrorna")).to_be_in_viewport()
    folded = page.locator("summary", has_text="Siffrorna i tabell")
    folded.focus()
    page.keyboard.press("Enter")
    table = page.get_by_role("table", name="Aktiva områden vid varje månads slut")
    expect(table).to_be_visible()
    context.close()


def test_the_light_is_a_sign_and_a_word(reader: Page) -> None:
    reader.goto(f"/lofte/{ENDED}")
    light = reader.locator(".light").first
    expect(light).to_have_text("Målet inte nått")
    expect(light.locator("svg path")).to_have_count(1)


def test_on_paper_nothing_is_folded_away_and_there_is_no_menu(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto(f"/lofte/{ENDED}")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="På sidan")).to_be_hidden()
    shown = page.get_by_role("link", name="Norrängen").first
    box = shown.bounding_box()
    assert box is not None
    assert box["height"] > 0
    context.close()
