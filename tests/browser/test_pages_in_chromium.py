"""The other pages as people meet them, in a real Chromium."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from chromium import watch
from grannsamverkan.crs import to_lonlat
from town import CRS, NORRANGEN, SODERGARD, UNDRAWN, X, Y

PAGES = (
    "/", "/kolla", "/om-data", "/api", f"/omrade/{NORRANGEN}", f"/omrade/{UNDRAWN}", "/en/",
    "/tillganglighet", "/integritet", "/status", "/badda-in", "/kontakt", f"/omrade/{NORRANGEN}/affisch",
    "/latt/", "/latt/integritet", "/latt/karta/lista", "/fi/", "/fi/tillganglighet", f"/fi/omrade/{NORRANGEN}",
)  # fmt: skip


def by_position(page: Page) -> None:
    """Open the fields for a position, which stand behind the question for an address."""
    page.get_by_text("Skriv en position i stället").click()


@pytest.mark.parametrize(
    ("size", "scheme", "zoom"),
    [
        ((1280, 800), "light", 1),
        ((1280, 800), "dark", 1),
        ((360, 740), "dark", 1),
        ((320, 640), "light", 1),
        ((640, 800), "light", 2),
        ((2560, 1440), "light", 1),
    ],
)
def test_axe_finds_nothing_nothing_is_cut_off_and_nothing_leaves_the_origin(
    browser: Browser,
    address: str,
    faults: list[str],
    size: tuple[int, int],
    scheme: str,
    zoom: int,
) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        base_url=address,
    )
    page = context.new_page()
    watch(page, address, faults)
    for path in PAGES:
        page.goto(path)
        page.evaluate(
            "zoom => { document.documentElement.style.fontSize = `${zoom * 100}%` }", zoom
        )
        violations = Axe().run(page).response["violations"]
        assert not [(one["id"], [node["target"] for node in one["nodes"]]) for one in violations]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    context.close()
    assert not faults


def test_the_form_is_answered_and_the_place_stands_in_no_address(
    page: Page, faults: list[str]
) -> None:
    lon, lat = to_lonlat(X + 150, Y + 150, source=CRS)
    page.goto("/")
    by_position(page)
    page.get_by_label("Latitud").fill(f"{lat:.6f}".replace(".", ","))
    page.get_by_label("Longitud").fill(f"{lon:.6f}".replace(".", ","))
    page.get_by_label("Longitud").press("Enter")
    expect(page.locator(".answer .lead")).to_contain_text("Ja, platsen ligger i")
    assert page.url.endswith("/kolla")
    assert not faults


def test_the_form_works_without_any_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/kolla")
    expect(page.get_by_role("button", name="Använd min position")).to_be_hidden()
    by_position(page)
    page.get_by_label("Latitud").fill("59,9")
    page.get_by_label("Longitud").fill("15,1")
    page.locator("#lage").get_by_role("button", name="Kolla").click()
    expect(page.locator(".answer .lead")).to_contain_text("Platsen ligger utanför Hallsberg")
    context.close()


def test_the_own_position_is_asked_for_only_on_request_and_answered(
    browser: Browser, address: str
) -> None:
    lon, lat = to_lonlat(X + 150, Y + 150, source=CRS)
    context = browser.new_context(
        geolocation={"longitude": lon, "latitude": lat},
        permissions=["geolocation"],
        base_url=address,
    )
    page = context.new_page()
    page.goto("/kolla")
    page.get_by_role("button", name="Använd min position").click()
    expect(page.locator(".answer .lead")).to_contain_text("Ja, platsen ligger i")
    assert context.cookies() == []
    context.close()


def test_a_hostile_name_is_shown_as_text_and_runs_nothing(page: Page, faults: list[str]) -> None:
    lon, lat = to_lonlat(X + 600, Y - 200, source=CRS)
    page.goto(f"/omrade/{SODERGARD}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("<img src=x")
    page.goto("/kolla")
    by_position(page)
    page.get_by_label("Latitud").fill(f"{lat:.6f}")
    page.get_by_label("Longitud").fill(f"{lon:.6f}")
    page.locator("#lage").get_by_role("button", name="Kolla", exact=True).click()
    expect(page.locator(".answer .lead")).to_contain_text("<img src=x")
    assert page.evaluate("window.ran") is None
    assert not faults


def test_the_keyboard_skips_to_the_content(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
