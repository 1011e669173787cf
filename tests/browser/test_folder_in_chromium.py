"""A folder of files as people meet it, from a disk and from any web server, in a real Chromium."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from addressed import addressed
from chromium import HOSTILE, watch
from foldered import foldered, served
from grannsamverkan.domain.areas import Timeline
from onsite import DESKTOP, PHONE, Scheme, Size, accessible
from promised import ENDED, new_promised_register
from reported import FIRST, keep_all
from town import NORRANGEN, NOW, SODERGARD

PAGES = (
    "", "en", "karta", "karta/lista", "kolla", f"omrade/{NORRANGEN}", f"omrade/{NORRANGEN}/affisch", "gator",
    "gator/hallsberg", "om-mappen", "en/om-mappen", "om-data", "integritet", "tillganglighet", "rapporter", "lofte",
)  # fmt: skip


@pytest.fixture(scope="module")
def shells(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder where the constant parts of maps are kept."""
    return tmp_path_factory.mktemp("shells")


@pytest.fixture(scope="module")
def folder(shells: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of the town with addresses; one area's name would run where it could."""
    room = tmp_path_factory.mktemp("en mapp å")  # a path that has to be written in a link
    register = addressed(room / "a.gpkg")
    timeline: Timeline = register.timelines()[SODERGARD]
    renamed = tuple(replace(one, name=HOSTILE, locality=HOSTILE) for one in timeline)
    with register.change(actor="prov", action="rename", reason="prov", now=NOW) as change:
        change.set_timeline(SODERGARD, renamed)
    foldered(register, room / "mapp", shells)
    register.close()
    return room / "mapp"


@pytest.fixture(scope="module", params=["disk", "server"])
def root(
    request: pytest.FixtureRequest, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Give the address of the folder's root."""
    if request.param == "disk":
        yield folder.as_uri()
        return
    with served(folder, tmp_path_factory.mktemp("rot")) as address:
        yield address


@pytest.fixture
def page(browser: Browser, root: str, faults: list[str]) -> Iterator[Page]:
    """Give a page that asks for nothing outside the folder and complains of nothing."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    made = context.new_page()
    watch(made, root, faults)
    yield made
    context.close()
    assert faults == []


def open_page(page: Page, root: str, path: str) -> None:
    """Open a page of the folder; a map is waited for."""
    page.goto(f"{root}/{path}/index.html".replace("//index", "/index"))
    if path.endswith("karta"):
        page.wait_for_selector(".karta[data-ritad]")


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_axe_finds_nothing_on_any_kind_of_page(
    browser: Browser, folder: Path, size: Size, scheme: Scheme
) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme
    )
    page, faults = context.new_page(), list[str]()
    watch(page, folder.as_uri(), faults)
    for path in PAGES:
        open_page(page, folder.as_uri(), path)
        if path == "kolla":
            ask(page, "Storgatan 3")
            hold(page, faults)
            ask(page, "Kyrkogatan 7")
        hold(page, faults)
    context.close()


def hold(page: Page, faults: list[str]) -> None:
    """Hold a page to what it must not do, and then to what axe finds; axe itself fetches, which no page may."""
    assert faults == []
    accessible(page)
    faults.clear()


def ask(page: Page, text: str) -> None:
    """Type a question and send it."""
    field = page.get_by_role("combobox")
    field.fill(text)
    field.press("Escape")
    field.press("Enter")
    expect(page.locator("#svar")).to_be_visible()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("storg 4b", "Ja, platsen ligger i grannsamverkansområdet Norrängen."),
        ("kyrkogatan 7", "Platsen ligger precis vid gränsen till Norrängen"),
        ("norra vägen 9", "Närmast ligger Norrängen, 420 m åt öster."),
        ("Storgatan 3", "Vilken menar du?"),
        ("Kyrkogatn 7", "Vilken menar du?"),
        ("kyrkogatan 8", "Vi hittar gatan men inte numret."),
        ("finns inte 12", "Vi hittar inte den adressen."),
    ],
)
def test_an_address_is_answered_on_the_page_itself(
    page: Page, root: str, typed: str, sentence: str
) -> None:
    open_page(page, root, "")
    ask(page, typed)
    expect(page.locator("#svar")).to_contain_text(sentence)
    assert "storg" not in page.url.casefold()


def test_one_of_two_places_is_chosen_and_then_answered_with_whom_to_turn_to(
    page: Page, root: str
) -> None:
    open_page(page, root, "kolla")
    ask(page, "Storgatan 3")
    page.get_by_role("button", name="Storgatan 3, 697 91 Pålsboda").click()
    expect(page.locator("#svar")).to_contain_text("Nej, vi hittar inget aktivt")
    expect(page.locator("#svar")).to_contain_text("070-174 06 05")
    ask(page, "storgatan hallsberg")
    page.locator("#svar").get_by_role("button", name="Storgatan, Hallsberg").click()
    page.locator("#svar").get_by_role("button", name="Storgatan 4 A").click()
    link = page.locator("#svar").get_by_role("link", name="Norrängen")
    link.click()
    expect(page.get_by_role("heading", name="Norrängen")).to_be_visible()


def test_suggestions_are_chosen_by_key(page: Page, root: str) -> None:
    open_page(page, root, "kolla")
    field = page.get_by_role("combobox")
    field.press_sequentially("storg 4")
    expect(page.get_by_role("option")).to_have_count(3)
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.locator("#svar")).to_contain_text("Storgatan 4 A, 694 30 Hallsberg")
    field.fill("norrä")
    page.get_by_role("option", name="Norrängen").click()
    expect(page.get_by_role("heading", name="Norrängen")).to_be_visible()


def test_a_position_is_answered_mended_and_refused(page: Page, root: str) -> None:
    open_page(page, root, "kolla")
    page.get_by_text("Skriv en position i stället").click()
    for lat, lon, said in (
        ("59,0655", "15,1015", "Ja, platsen ligger i"),
        ("15,1015", "59,0655", "Menade du latitud 59,0655 och longitud 15,1015?"),
        ("norr", "15,1015", "Skriv latituden som ett tal"),
        ("95", "15,1015", "Platsen finns inte på jorden"),
    ):
        page.get_by_label("Latitud").fill(lat)
        page.get_by_label("Longitud").fill(lon)
        page.get_by_label("Longitud").press("Enter")
        expect(page.locator("#svar")).to_contain_text(said)


def test_the_map_shows_areas_goes_back_in_time_and_answers(page: Page, root: str) -> None:
    open_page(page, root, "karta")
    expect(page.locator(".omrade[data-omrade]")).to_have_count(3)
    page.get_by_role("button", name="Norrängen", exact=True).click()
    expect(page.get_by_role("heading", name="Norrängen")).to_be_visible()
    assert f"omrade={NORRANGEN}" in page.url
    page.get_by_role("button", name="Stäng").click()
    page.locator("#karta-ar").fill("2018")
    expect(page.locator(".karta__besked")).to_contain_text("Vid utgången av 2018 var")
    expect(page.locator(".omrade[data-omrade]")).to_have_count(2)  # one of them was split since
    page.reload()
    page.wait_for_selector(".karta[data-ritad]")
    expect(page.locator(".karta__besked")).to_contain_text("Vid utgången av 2018 var")
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 3)
    expect(page.locator(".karta__svar")).to_be_visible()


def test_a_link_to_an_area_opens_it_on_the_map_and_leads_to_its_page(page: Page, root: str) -> None:
    page.goto(f"{root}/omrade/{NORRANGEN}/index.html")
    page.get_by_role("link", name="Visa på kartan").click()
    expect(page.get_by_role("heading", name="Norrängen")).to_be_visible()
    page.get_by_role("link", name="Läs mer om området").click()
    expect(page.get_by_role("heading", name="Norrängen", level=1)).to_be_visible()


def test_the_list_is_limited_and_sorted(page: Page, root: str) -> None:
    open_page(page, root, "karta/lista")
    rows = page.locator(".karta__lista tbody tr:visible")
    expect(rows).to_have_count(4)
    page.get_by_label("Sök område").fill("norr")
    expect(rows).to_have_count(1)
    expect(page.locator(".karta__besked")).to_have_text("1 område")
    page.get_by_label("Sök område").fill("zz")
    expect(page.locator(".karta__besked")).to_have_text("Inga områden stämmer med sökningen.")
    page.get_by_label("Sök område").fill("")
    page.get_by_label("Ort", exact=True).select_option("Pålsboda")
    expect(rows).to_have_count(1)
    page.get_by_label("Ort", exact=True).select_option("")
    page.get_by_role("button", name="Aktivt sedan").click()
    expect(rows.first).to_contain_text("Norrängen")
    page.get_by_role("button", name="Aktivt sedan").click()
    expect(rows.last).to_contain_text("Norrängen")
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")


def test_a_hostile_name_is_text_everywhere(page: Page, root: str) -> None:
    open_page(page, root, "karta/lista")
    expect(page.get_by_role("link", name=re.compile("^<img src=x"))).to_be_visible()
    open_page(page, root, "karta")
    page.locator(".karta__lista").get_by_role("button", name=re.compile("^<img src=x")).click()
    expect(page.get_by_role("heading", name=re.compile("window.ran=3"))).to_be_visible()
    open_page(page, root, "kolla")
    page.get_by_role("combobox").press_sequentially("<img src")
    expect(page.get_by_role("option", name=re.compile("<img src=x"))).to_be_visible()
    assert page.evaluate("window.ran") is None


def test_without_scripts_the_lists_lead_to_the_areas(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    expect(page.get_by_role("combobox")).to_have_count(0)
    expect(page.locator("#fraga")).to_be_hidden()
    page.get_by_role("link", name="Slå upp din gata i en lista").click()
    page.get_by_role("link", name="Hallsberg", exact=True).click()
    page.get_by_role("link", name="Norrängen").first.click()
    expect(page.get_by_role("heading", name="Norrängen")).to_be_visible()
    page.goto((folder / "index.html").as_uri())
    page.get_by_role("link", name="Områdena som lista").first.click()
    expect(page.get_by_role("row")).to_have_count(5)
    expect(page.locator(".karta__filter")).to_be_hidden()
    context.close()


def test_promises_and_reports_are_read_and_followed(
    browser: Browser, shells: Path, tmp_path: Path
) -> None:
    register = new_promised_register(tmp_path / "a.gpkg")
    keep_all(register)
    foldered(register, tmp_path / "mapp", shells)
    register.close()
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, faults = context.new_page(), list[str]()
    watch(page, (tmp_path / "mapp").as_uri(), faults)
    for path in (f"lofte/{ENDED}", f"en/lofte/{ENDED}", "rapporter", f"rapporter/{FIRST}"):
        page.goto((tmp_path / "mapp" / path / "index.html").as_uri())
        hold(page, faults)
    page.get_by_role("link", name=re.compile("^Webbsida")).first.click()
    assert page.url.startswith((tmp_path / "mapp" / "rapporter").as_uri())
    context.close()


def test_many_areas_are_drawn_as_numbers_until_few_are_in_view(page: Page, root: str) -> None:
    open_page(page, root, "karta")
    drawn = page.evaluate(
        """async () => {
          const square = (x) => ({ type: "Polygon", coordinates: [[[x, 59], [x + 1e-3, 59], [x, 59.001], [x, 59]]] });
          const some = Array.from({ length: 400 }, (_, at) =>
            ({ id: String(at), geometry: square(15 + at / 100), properties: { name: `O ${at}`, type: "villa" } }));
          Grannmapp.load = async () => some;
          const source = Grannkarta.folder({ language: "sv" });
          const all = await source.areas({}, ["14", "58", "20", "60"], 7);
          const few = await source.areas({}, ["15", "58", "15.5", "60"], 12);
          return [all.kind, all.cells.length, all.cells.reduce((n, cell) => n + cell[2], 0), few.kind, few.features.length];
        }"""
    )
    kind, cells, number, few, features = drawn
    assert (kind, number) == ("cells", 400)
    assert 1 < cells < 40
    assert (few, features) == ("areas", 51)
