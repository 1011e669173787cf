"""The map as people meet it, in a real Chromium."""

import re
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect

from chromium import watch
from grannsamverkan.i18n import translator
from grannsamverkan.maps.features import ground
from grannsamverkan.maps.frames import public_frame
from grannsamverkan.maps.pages import areas_map, write_page
from grannsamverkan.register import Register
from town import NORRANGEN, NOW, UNDRAWN

AREA = f'.omrade[data-omrade="{NORRANGEN}"]'
TODAY = NOW.date()


def open_map(page: Page, path: str = "/karta") -> None:
    """Open a map and wait until it is drawn."""
    page.goto(path)
    page.wait_for_selector(".karta[data-ritad]")


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong, by rule and place."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


def _noted(asked: list[str], request: Request) -> None:
    asked.append(request.url)


@pytest.mark.parametrize(
    ("path", "size", "scheme"),
    [
        ("/karta", (1280, 800), "light"),
        ("/karta", (1280, 800), "dark"),
        ("/karta", (360, 740), "dark"),
        ("/en/karta", (320, 600), "light"),
        ("/fi/karta", (320, 600), "dark"),
        ("/inbaddad?ort=Hallsberg", (320, 600), "dark"),
        ("/karta/lista", (320, 600), "light"),
        ("/en/karta/lista", (1280, 800), "dark"),
    ],
)
def test_axe_finds_nothing_and_nothing_leaves_the_origin(
    browser: Browser, address: str, scheme: str, size: tuple[int, int], path: str
) -> None:
    faults: list[str] = []
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        base_url=address,
    )
    page = context.new_page()
    watch(page, address, faults)
    page.goto(path)
    if "lista" not in path:
        page.wait_for_selector(".karta[data-ritad]")
        page.locator(AREA).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Norrängen")).to_be_visible()
    assert violations(page) == []
    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    context.close()


def test_without_a_script_the_page_leads_to_the_list_and_shows_no_empty_map(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/karta")
    expect(page.locator(".karta")).to_be_hidden()
    expect(page.locator("noscript p")).to_be_visible()
    page.get_by_role("link", name="Områdena som lista").click()
    page.get_by_role("link", name="Ort", exact=True).click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Ort")
    expect(page.get_by_role("link", name="Norrängen")).to_be_visible()
    context.close()


def test_a_hostile_name_is_shown_as_text_everywhere_and_runs_nowhere(
    page: Page, faults: list[str]
) -> None:
    open_map(page)
    row = page.locator(".karta__lista").get_by_role("button", name=re.compile("^<img src=x"))
    row.click()
    expect(page.get_by_role("heading", name=re.compile("window.ran=3"))).to_be_visible()
    shape = page.locator(".omrade--vald[data-omrade]")
    shape.hover()
    page.get_by_label("Ort", exact=True).select_option(index=2)
    page.goto("/karta/lista")
    expect(page.get_by_role("link", name=re.compile("^<img src=x"))).to_be_visible()
    table, footer = (
        page.locator(".karta__lista").bounding_box(),
        page.locator("footer").bounding_box(),
    )
    assert table
    assert footer
    assert table["y"] + table["height"] <= footer["y"]
    assert table["width"] >= min(page.viewport_size["width"] - 64, 640)  # type: ignore[index]  # it is set
    assert page.evaluate("window.ran") is None
    assert page.locator("img").count() == 0
    assert faults == []


def test_enter_opens_a_focused_area_and_escape_closes_it_and_gives_the_focus_back(
    page: Page,
) -> None:
    open_map(page)
    page.locator(AREA).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Norrängen")).to_be_visible()
    expect(page).to_have_url(re.compile(f"omrade={NORRANGEN}"))
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Norrängen")).to_be_hidden()
    expect(page.locator(AREA)).to_be_focused()


def test_a_link_to_an_area_opens_it_and_back_closes_it(page: Page) -> None:
    open_map(page)
    page.get_by_role("button", name="Norrängen", exact=True).first.click()
    expect(page.get_by_role("heading", name="Norrängen")).to_be_visible()
    linked = page.url
    page.go_back()
    expect(page.get_by_role("heading", name="Norrängen")).to_be_hidden()
    open_map(page, linked)
    expect(page.get_by_role("heading", name="Norrängen")).to_be_visible()
    page.get_by_role("link", name="Läs mer om området").click()
    expect(page).to_have_url(re.compile(f"/omrade/{NORRANGEN}"))


def test_an_area_without_border_opens_from_the_list(page: Page) -> None:
    open_map(page, f"/karta?omrade={UNDRAWN}")
    expect(page.get_by_text("gräns är inte ritad än")).to_be_visible()


def test_the_filter_drives_map_and_list_and_stands_in_the_address(page: Page) -> None:
    open_map(page)
    page.get_by_label("Sök område").fill("norr")
    expect(page.locator(".karta__lista tbody tr")).to_have_count(1)
    expect(page.locator(".omrade[data-omrade]")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=norr"))
    as_list = page.get_by_role("link", name="Områdena som lista")
    expect(as_list).to_have_attribute("href", re.compile(r"/karta/lista\?q=norr$"))
    page.reload()
    expect(page.locator(".karta__lista tbody tr")).to_have_count(1)
    expect(page.get_by_label("Sök område")).to_have_value("norr")


def test_the_list_sorts_by_keyboard(page: Page) -> None:
    open_map(page)
    heading = page.get_by_role("columnheader", name="Namn")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    first = page.locator(".karta__lista tbody button").first.inner_text()
    heading.get_by_role("button").press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    expect(page.locator(".karta__lista tbody button").first).not_to_have_text(first)


def test_the_slider_goes_to_a_past_year_and_says_how_many_were_active(page: Page) -> None:
    open_map(page)
    slider = page.get_by_label("År")
    slider.focus()
    for _ in range(9):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("output")).to_have_text("slutet av 2017")
    expect(page.locator(".karta__besked")).to_contain_text("Vid utgången av 2017 var")
    expect(page).to_have_url(re.compile("ar=2017"))
    page.keyboard.press("End")
    expect(page.locator("output")).to_have_text("i dag")


def test_a_click_beside_the_areas_answers_for_the_place_without_putting_it_in_an_address(
    page: Page, faults: list[str]
) -> None:
    open_map(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    page.locator("#map_karta").click(position={"x": 300, "y": 60})
    expect(page.get_by_role("heading", name="Platsen du valde")).to_be_visible()
    expect(page.locator(".karta__svar")).not_to_be_empty()
    assert [one.partition("?")[0].rpartition("/")[2] for one in asked] == ["kolla"]
    assert "?" not in asked[0]
    assert faults == []


def test_outside_every_area_the_map_leads_to_asking_for_one_there(
    page: Page, faults: list[str]
) -> None:
    open_map(page)
    page.locator("#map_karta").click(position={"x": 300, "y": 60})
    page.get_by_role("button", name="Starta ett område där jag bor").click()
    expect(page.get_by_role("radio", name="Starta ett område där jag bor")).to_be_checked()
    assert page.url.endswith("/intresse/har")
    assert faults == []


@pytest.mark.parametrize("size", [(360, 740), (1280, 800)])
def test_where_one_is_stands_in_no_address(
    browser: Browser, address: str, size: tuple[int, int]
) -> None:
    seen = []
    for lat, lon in (
        (59.0668, 15.1132),
        (59.0641, 15.1071),
    ):  # one square, hundreds of metres apart
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            base_url=address,
            geolocation={"latitude": lat, "longitude": lon},
            permissions=["geolocation"],
            reduced_motion="reduce",
        )
        page = context.new_page()
        open_map(page)
        asked: list[str] = []
        page.on("request", partial(_noted, asked))
        page.get_by_role("button", name="Visa var jag är").click()
        expect(page.locator(".karta__svar")).not_to_be_empty()
        covered = (page.locator(one).bounding_box() for one in (".karta__plats", ".karta__panel"))
        spot, sheet = covered
        assert spot is not None
        assert sheet is not None
        assert spot["x"] + spot["width"] <= sheet["x"] or spot["y"] + spot["height"] <= sheet["y"]
        page.wait_for_load_state("networkidle")
        seen.append((page.url, sorted(asked)))
        context.close()
    assert "#14/" in seen[0][0]
    assert seen[0] == seen[1]


def test_words_with_a_number_in_them_stand_in_no_address_and_lead_to_the_question(
    page: Page, faults: list[str]
) -> None:
    open_map(page)
    page.get_by_role("searchbox").fill("Norrängen")
    expect(page).to_have_url(re.compile("q=Norr"))
    page.get_by_role("searchbox").fill("Storgatan 4 B")
    way = page.get_by_role("link", name="Söker du en adress? Fråga här i stället.")
    expect(way).to_be_visible()
    assert "q=" not in page.url
    assert "q=" not in str(
        page.get_by_role("link", name="Områdena som lista").get_attribute("href")
    )
    way.click()
    expect(page).to_have_url(re.compile("/kolla$"))
    assert faults == []


def test_layers_can_be_hidden_and_shown(page: Page, faults: list[str]) -> None:
    open_map(page)
    page.get_by_label("Områden", exact=True).uncheck()
    expect(page.locator(".omrade[data-omrade]")).to_have_count(0)
    with page.expect_response("**/karta/data*"):
        page.get_by_role("button", name="Zooma in").click()
    page.get_by_label("Områden", exact=True).check()
    expect(page.locator(AREA)).to_have_count(1)
    assert faults == []


def test_what_stays_in_view_is_not_drawn_again(page: Page) -> None:
    open_map(page)
    page.locator(AREA).evaluate("(path) => { path.before_the_step = true; }")
    with page.expect_response("**/karta/data*"):
        page.locator(".folium-map").press("ArrowRight")
    page.wait_for_load_state("networkidle")
    assert page.locator(AREA).evaluate("(path) => path.before_the_step")
    with page.expect_response("**/karta/data*"):
        page.get_by_role("button", name="Zooma in").click()
    expect(page.locator(AREA)).to_have_count(1)


def test_many_areas_are_numbers_that_open_by_enter(page: Page) -> None:
    page.route(
        "**/karta/data*",
        lambda route: route.fulfill(json={"kind": "cells", "cells": [[15.1, 59.06, 1234]]}),
    )
    open_map(page)
    cell = page.get_by_role("button", name=re.compile(r"1.234 områden"))
    told = page.get_by_role("status").filter(has_text="Zooma in")
    expect(told).to_have_text(re.compile(r"^1.234 områden i kartan\."))
    before = page.url
    cell.press("Enter")
    expect(page).not_to_have_url(before)


def test_a_server_that_does_not_answer_is_told_of_in_words(page: Page) -> None:
    page.route("**/karta/data*", lambda route: route.fulfill(status=503, body="{}"))
    page.goto("/karta")
    expect(page.get_by_role("alert")).to_contain_text("Försök igen")


def test_without_script_the_page_leads_to_the_list(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/karta")
    page.get_by_role("link", name="Områdena som lista").click()
    page.get_by_label("Sök område").fill("norr")
    page.get_by_role("button", name="Visa").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    context.close()


def test_a_map_in_a_file_opens_without_a_network(
    browser: Browser, hostile_register: Register, tmp_path: Path
) -> None:
    snapshot = hostile_register.public(on=TODAY, today=TODAY)
    under = ground(snapshot, first_year=2014, updated=TODAY, t=translator("sv"))
    target = tmp_path / "EXEMPEL-karta.html"
    write_page(areas_map(public_frame(snapshot), ground=under), target)
    context = browser.new_context(offline=True)
    page = context.new_page()
    faults: list[str] = []
    watch(page, target.as_uri(), faults)
    page.goto(target.as_uri())
    page.wait_for_selector(".karta[data-ritad]")
    page.locator(AREA).press("Enter")
    expect(page.get_by_role("heading", name="Norrängen")).to_be_visible()
    page.get_by_label("Sök område").fill("norr")
    expect(page.locator(".karta__lista tbody tr")).to_have_count(1)
    assert page.get_by_text("EXEMPEL – påhittade uppgifter").first.is_visible()
    assert violations(page) == []
    assert page.evaluate("window.ran") is None
    assert faults == []
    context.close()


def test_on_a_phone_the_sheet_does_not_cover_the_area_it_tells_of(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, base_url=address
    )
    page = context.new_page()
    open_map(page)
    page.locator(".karta__lista").get_by_role("button", name="Norrängen").tap()
    sheet = page.get_by_role("region", name="Om platsen")
    expect(sheet).to_be_visible()
    page.wait_for_timeout(500)
    shape, cover = page.locator(AREA).bounding_box(), sheet.bounding_box()
    assert shape is not None
    assert cover is not None
    assert shape["y"] >= 0
    assert shape["y"] + shape["height"] <= cover["y"]
    context.close()


@pytest.mark.parametrize(
    "odd",
    [
        "?ar=99999",
        "?ar=abc",
        "?ar=1066",
        "?ar=-1",
        "?typ=slott",
        f"?q={'a' * 900}",
        f"?omrade={'a' * 900}",
        "#9.5/999/999",
        "#9.5/59.06",
        "#//",
        "#a/b/c",
        "#99/./.",
        "?ar=99999#9.5/999/999",
    ],
)
def test_an_odd_address_is_a_map_of_everything_and_no_fault(
    page: Page, faults: list[str], odd: str
) -> None:
    open_map(page, f"/karta{odd}")
    expect(page.locator(".karta__fel")).to_be_empty()
    if "q=" not in odd:
        expect(page.locator(AREA)).to_be_visible()
        expect(page.locator(".karta__lista tbody tr")).to_have_count(4)
    expect(page.locator(".karta__ar output")).to_have_text("i dag")
    assert faults == []
    page.evaluate("location.hash = '#3/999/999'")
    page.go_back()
    assert faults == []
