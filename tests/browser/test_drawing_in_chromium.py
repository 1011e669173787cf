"""Drawing as people do it, in a real Chromium: with the pointer, with keys alone, on a phone, two at once."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from chromium import watch
from grannsamverkan.actions import accounts, areas
from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.drafts import Draft, DraftState
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.register import Register
from grannsamverkan.web.app import create_app
from groundwork import lay
from staff import PASSWORD, STAFF, quick
from town import HALF, NORRANGEN, NOW, SODERGARD, X, Y

Workplace = Callable[[Path], AbstractContextManager[Register]]
SignIn = Callable[..., Page]


@pytest.fixture(scope="module")
def drawn_on(
    make_workplace: Workplace, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Register]:
    """Give a register with staff, and a village to draw on beside Norrängen."""
    with make_workplace(tmp_path_factory.mktemp("rita")) as register:
        lay(register, X + 450, Y + 80)
        yield register


@pytest.fixture(scope="module")
def desk(drawn_on: Register) -> Iterator[str]:
    """Give the address of a site over that register."""
    app = create_app(quick(), drawn_on, clock=lambda: NOW)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def faults() -> list[str]:
    """Give the list of what a page must not do."""
    return []


@pytest.fixture
def sign_in(browser: Browser, desk: str, faults: list[str]) -> Iterator[SignIn]:
    """Give what signs a role in, in a browser of its own."""
    contexts: list[BrowserContext] = []

    def signed(role: Role = Role.COORDINATOR, **looks: object) -> Page:
        plain = {"viewport": {"width": 1280, "height": 900}, "base_url": desk}
        contexts.append(browser.new_context(**{**plain, **looks}))  # type: ignore[arg-type]  # Playwright's own words
        page = contexts[-1].new_page()
        page.goto("/arbete/logga-in")
        page.locator("main input:not([type=hidden])").first.fill(f"{role}@example.org")
        page.locator("main input[type=password]").fill(PASSWORD)
        page.locator("main input[type=password]").press("Enter")
        page.wait_for_url(re.compile("/arbete$"))
        watch(page, desk, faults)
        return page

    yield signed
    for context in contexts:
        with suppress(Exception):
            context.close()


def open_editor(page: Page, path: str) -> None:
    """Open the editor and wait until it shows what lies around."""
    page.goto(path)
    page.wait_for_selector("#rita[data-underlag]")


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong, by rule and place."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


def corners(page: Page, *places: tuple[int, int]) -> None:
    """Set corners by clicking, as pixels from the middle of the map."""
    box = page.locator("#rita-karta").bounding_box()
    assert box
    for east, south in places:
        page.mouse.click(box["x"] + box["width"] / 2 + east, box["y"] + box["height"] / 2 + south)


def told_size(page: Page) -> str:
    """Return the size that is told, once it has been reckoned."""
    size = page.locator("[data-told=size]")
    expect(size).to_contain_text(re.compile("hektar|m²"))
    return size.inner_text()


def draw(page: Page, *places: tuple[int, int]) -> None:
    """Draw a border by clicking its corners."""
    page.get_by_role("button", name="Rita gräns").click()
    corners(page, *places)
    page.get_by_role("button", name="Klar").click()
    expect(page.locator("[data-told=size]")).to_contain_text(re.compile("hektar|m²"))


def test_a_border_is_drawn_divided_undone_and_published(
    sign_in: SignIn, drawn_on: Register, faults: list[str]
) -> None:
    page = sign_in()
    open_editor(page, f"/arbete/omraden/{SODERGARD}/rita")
    before = told_size(page)
    draw(page, (-250, -150), (250, -150), (250, 150), (-250, 150))
    drawn = told_size(page)
    assert drawn != before
    page.get_by_role("button", name="Dela med linje").click()
    corners(page, (0, -200), (0, 200))
    page.get_by_role("button", name="Klar").click()
    expect(page.locator("#rita-rad")).to_contain_text("2 delar")
    expect(page.locator(".rita__nummer")).to_have_count(2)
    active = sum(last(one).active for one in drawn_on.timelines().values())
    effect = page.locator("[data-told=effect]")
    expect(effect).to_contain_text(f"ändras från {active} till {active + 1}")
    page.keyboard.press("Control+z")
    expect(effect).to_have_text("")
    expect(page.locator(".rita__nummer")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.locator("[data-told=size]")).to_have_text(before)
    page.keyboard.press("Control+y")
    expect(page.locator("[data-told=size]")).to_have_text(drawn)
    page.get_by_role("textbox", name="Skäl").fill("Ritad på nytt")
    tick = page.get_by_label("Överlappet är avsiktligt")
    if tick.is_visible():
        tick.check()
    page.get_by_role("button", name="Publicera", exact=True).click()
    page.wait_for_url(re.compile(f"/arbete/omraden/{SODERGARD}$"))
    expect(page.get_by_text("Gränsen gäller nu.")).to_be_visible()
    assert str(drawn_on.changes(area_id=SODERGARD)[-1].reason).startswith("Ritad på nytt")
    assert faults == []


def test_an_area_is_drawn_and_added_with_keys_alone(
    sign_in: SignIn, drawn_on: Register, faults: list[str]
) -> None:
    page = sign_in()
    open_editor(page, "/arbete/omraden/ny/rita")
    page.get_by_label("Gå till ort").focus()
    page.keyboard.type("Hallsberg")
    page.keyboard.press("Tab")
    page.wait_for_timeout(400)
    page.get_by_role("button", name="Rita gräns").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#rita-karta")).to_be_focused()
    for keys in (["ArrowUp"] * 5, ["ArrowRight"] * 4, ["ArrowDown"] * 4):
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(300)
        page.keyboard.press("Enter")
    expect(page.locator("#rita-rad")).to_have_text("Hörn 3 satt.")
    page.keyboard.press("Backspace")
    expect(page.locator("#rita-rad")).to_contain_text("2 kvar")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Klar").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#rita-rad")).to_contain_text("Området är")
    expect(page.get_by_role("button", name="Flytta kartan")).to_be_focused()
    page.get_by_role("button", name="Flytta hörn").focus()
    page.keyboard.press("Enter")
    corner = page.get_by_role("button", name="Hörn 2", exact=True)
    corner.focus()
    size = told_size(page)
    for _ in range(4):
        page.keyboard.press("Shift+ArrowUp")
    expect(page.locator("#rita-rad")).to_contain_text("10 meter norrut")
    expect(page.locator("[data-told=size]")).not_to_have_text(size)
    expect(corner).to_be_focused()
    page.get_by_label("Områdets namn").focus()
    page.keyboard.type("Tangentängen")
    page.get_by_role("textbox", name="Skäl").focus()
    page.keyboard.type("Upprepade inbrott")
    tick = page.get_by_label("Överlappet är avsiktligt")
    if tick.is_visible():
        tick.check()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Området finns nu i registret.")).to_be_visible()
    names = [timeline[-1].name for timeline in drawn_on.timelines().values()]
    assert "Tangentängen" in names
    assert faults == []


def test_where_there_are_no_places_to_go_to_none_are_offered(sign_in: SignIn) -> None:
    page = sign_in()
    page.route(
        "**/karta/grund",
        lambda route: route.fulfill(
            json={"borders": [], "localities": [], "extent": [15.0, 59.0, 15.2, 59.1]}
        ),
    )
    open_editor(page, "/arbete/omraden/ny/rita")
    expect(page.get_by_label("Gå till ort")).to_be_hidden()


def test_a_vast_area_is_told_of_while_one_draws_and_vouched_for(
    sign_in: SignIn, drawn_on: Register
) -> None:
    page = sign_in()
    open_editor(page, "/arbete/omraden/ny/rita")
    draw(page, (-300, -200), (300, -200), (300, 200))
    expect(page.locator(".rita__fynd--large")).to_contain_text("Ovanligt stort")
    page.get_by_label("Områdets namn").fill("Hela bygden")
    page.get_by_role("textbox", name="Skäl").fill("En enda grupp")
    for tick in page.get_by_role("checkbox", name="och jag har skrivit varför").all():
        if tick.is_visible() and tick.get_attribute("value") != "size_meant":
            tick.check()
    page.get_by_role("button", name="Lägg till området").click()
    expect(page.locator("[data-told=fault]")).to_contain_text("ovanligt stort")
    tick = page.get_by_label("Området ska vara så stort")
    words = tick.locator("xpath=..").bounding_box()
    assert words
    assert words["height"] < 100, "beside its box, not a letter on each line"
    tick.check()
    assert violations(page) == []
    page.get_by_role("button", name="Lägg till området").click()
    expect(page.get_by_text("Området finns nu i registret.")).to_be_visible()
    area_id = page.url.rpartition("/")[2]
    assert last(drawn_on.timelines()[area_id]).period.start == NOW.date()
    areas.undo_last(Doing(register=drawn_on, actor="prov", reason="prov", now=NOW), area_id)


def test_without_a_script_there_are_no_dead_tools_but_another_way(sign_in: SignIn) -> None:
    page = sign_in(java_script_enabled=False)
    page.goto("/arbete/omraden/ny/rita")
    expect(page.locator("#rita")).to_be_hidden()
    page.get_by_role("link", name="Lägg till området utan gräns").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nytt område")


def test_streets_and_blocks_make_an_outline(sign_in: SignIn, faults: list[str]) -> None:
    page = sign_in()
    open_editor(page, "/arbete/omraden/ny/rita")
    page.get_by_role("button", name="Ta med gator").click()
    page.get_by_label("Sök gata eller ort").fill("ceder")
    page.get_by_label("Cederstigen, 28 bostäder").check()
    page.get_by_role("button", name="Ta med valda gator").click()
    expect(page.locator("[data-told=homes]")).to_have_text("28 bostäder")
    page.get_by_role("button", name="Ta med kvarter").click()
    page.locator("[data-list=blocks] input").first.check()
    expect(page.locator(".rita__kvarter--valt")).not_to_have_count(0)
    page.get_by_role("button", name="Ta med valda kvarter").click()
    expect(page.locator("[data-told=homes]")).not_to_have_text("28 bostäder")
    page.get_by_role("button", name="Ångra", exact=True).click()
    expect(page.locator("[data-told=homes]")).to_have_text("28 bostäder")
    page.evaluate("window.onbeforeunload = null")
    assert faults == []


def test_an_overlap_is_told_with_its_shares_and_mended(sign_in: SignIn, faults: list[str]) -> None:
    page = sign_in()
    open_editor(page, f"/arbete/omraden/{NORRANGEN}/rita")
    finding = page.locator(".rita__fynd--overlap").filter(has_text="Södergård")
    expect(finding).to_contain_text("Överlappar")
    expect(finding).to_contain_text("%")
    finding.get_by_role("button", name="Lämna överlappet till grannen").click()
    expect(finding).to_have_count(0)
    page.get_by_role("button", name="Gör hål").click()
    corners(page, (-20, -20), (20, -20), (20, 20), (-20, 20))
    page.keyboard.press("Escape")
    expect(page.locator(".rita__horn")).to_be_hidden()
    assert faults == []


def test_corners_are_dragged_and_slip_onto_the_neighbour(sign_in: SignIn) -> None:
    page = sign_in()
    open_editor(page, f"/arbete/omraden/{HALF}/rita")
    page.get_by_role("button", name="Flytta hörn").click()
    size = told_size(page)
    mark = page.locator(".marker-icon:not(.marker-icon-middle)").first.bounding_box()
    assert mark
    page.mouse.move(mark["x"] + 8, mark["y"] + 8)
    page.mouse.down()
    page.mouse.move(mark["x"] + 60, mark["y"] + 70, steps=6)
    page.mouse.up()
    expect(page.locator("[data-told=size]")).not_to_have_text(size)


def test_the_second_of_two_is_told_and_loses_nothing(sign_in: SignIn, drawn_on: Register) -> None:
    first, second = sign_in(Role.POLICE), sign_in(Role.COORDINATOR)
    for page in (first, second):
        open_editor(page, f"/arbete/omraden/{HALF}/rita")
    for page, east in ((first, 120), (second, 200)):
        draw(page, (-150, -100), (east, -100), (east, 100), (-150, 100))
        page.get_by_role("textbox", name="Skäl").fill("Ritad på nytt")
        page.get_by_role("button", name="Publicera", exact=True).click()
    expect(second.get_by_role("heading", name="Någon annan hann före")).to_be_focused()
    expect(second.get_by_text("polisen ändrade gränsen")).to_be_visible()
    assert violations(second) == []
    second.get_by_role("button", name="Publicera min ändå").click()
    second.wait_for_url(re.compile(f"/arbete/omraden/{HALF}$"))
    assert len(drawn_on.timelines()[HALF]) >= 2


def test_whoever_merges_is_told_what_became_of_the_neighbour_meanwhile(
    sign_in: SignIn, drawn_on: Register
) -> None:
    page = sign_in()
    open_editor(page, f"/arbete/omraden/{NORRANGEN}/rita")
    page.get_by_role("button", name="Slå ihop med granne").click()
    page.get_by_role("button", name="Visa hela").click()
    neighbours = page.locator("[data-list=join]")
    expect(neighbours).to_contain_text("Södergård")
    expect(neighbours).not_to_contain_text("Halva byn")
    page.get_by_role("button", name="Södergård", exact=True).click()
    expect(page.locator("#rita-rad")).to_contain_text("ihopslaget med Södergård")
    doing = Doing(register=drawn_on, actor="police x", reason="prov", now=NOW)
    on = StatedDate(NOW.date())
    areas.apply(doing, SODERGARD, Event.CHANGE_DETAILS, on, code="S1")
    active = sum(last(one).active for one in drawn_on.timelines().values())
    expect(page.get_by_text(f"ändras från {active} till {active - 1}")).to_be_visible()
    page.get_by_label("Det nya områdets namn").fill("Norr och söder")
    page.get_by_role("textbox", name="Skäl").fill("Ett ombud för båda")
    page.get_by_role("button", name="Publicera", exact=True).click()
    expect(page.get_by_role("heading", name="Någon annan hann före")).to_be_focused()
    expect(page.get_by_text("Södergård:")).to_contain_text("polisen ändrade koden")


def test_a_contact_proposes_on_a_phone_and_a_coordinator_approves(
    sign_in: SignIn, drawn_on: Register, faults: list[str]
) -> None:
    phone = sign_in(
        Role.CONTACT, viewport={"width": 320, "height": 640}, has_touch=True, color_scheme="dark"
    )
    open_editor(phone, f"/arbete/omraden/{NORRANGEN}/rita")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    phone.get_by_role("button", name="Rita gräns").tap()
    box = phone.locator("#rita-karta").bounding_box()
    assert box
    for east, south in ((0.3, 0.3), (0.7, 0.3), (0.7, 0.7)):
        phone.touchscreen.tap(box["x"] + box["width"] * east, box["y"] + box["height"] * south)
    expect(phone.get_by_role("button", name="Klar")).to_be_in_viewport()
    phone.get_by_role("button", name="Lägg hörn här").tap()
    assert violations(phone) == []
    phone.get_by_role("button", name="Klar").tap()
    expect(phone.locator("#rita-rad")).to_contain_text("Området är")
    phone.get_by_label("Vad vill du ändra och varför?").fill("Fler hus vill vara med")
    phone.get_by_role("button", name="Skicka förslaget").tap()
    expect(phone.get_by_text("Förslaget är skickat.")).to_be_visible()
    assert violations(phone) == []
    desk = sign_in(Role.COORDINATOR)
    desk.goto("/arbete/forslag")
    assert violations(desk) == []
    desk.get_by_role("link", name="Granska Norrängen").click()
    expect(desk.get_by_text("Fler hus vill vara med").first).to_be_visible()
    assert violations(desk) == []
    desk.get_by_role("button", name="Godkänn och publicera").click()
    expect(desk.get_by_text("Förslaget är godkänt")).to_be_visible()
    with drawn_on.looking() as private:
        states = [one.state for one in private.find(Draft, area_id=NORRANGEN)]
    assert DraftState.APPROVED in states
    assert last(drawn_on.timelines()[NORRANGEN]).event == "change_boundary"
    assert faults == []


@pytest.mark.parametrize(
    ("size", "scheme"), [((1280, 900), "light"), ((1280, 900), "dark"), ((320, 640), "light")]
)
def test_axe_finds_nothing_in_any_tool(
    sign_in: SignIn, faults: list[str], size: tuple[int, int], scheme: str
) -> None:
    page = sign_in(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    open_editor(page, f"/arbete/omraden/{NORRANGEN}/rita")
    for tool in (
        "Rita gräns",
        "Flytta hörn",
        "Ta med gator",
        "Ta med kvarter",
        "Slå ihop med granne",
    ):
        page.get_by_role("button", name=tool).click()
        page.wait_for_timeout(300)
        assert violations(page) == [], tool
    page.get_by_text("Publicera gränsen").click()
    assert violations(page) == []
    page.goto(f"/arbete/omraden/{NORRANGEN}/jamfor?fran=nu&till=nu")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert faults == []


def test_what_is_not_saved_is_not_left_without_a_word(sign_in: SignIn) -> None:
    page = sign_in()
    open_editor(page, f"/arbete/omraden/{HALF}/rita")
    draw(page, (-150, -100), (120, -100), (120, 100))
    page.get_by_role("button", name="Spara utkast").click()
    expect(page.locator("#rita-rad")).to_contain_text("Utkastet är sparat")
    page.get_by_role("button", name="Ångra", exact=True).click()
    draw(page, (-50, -100), (120, -100), (120, 100))
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("a.brand").click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]


def test_small_steps_after_a_step_back_leave_what_was_before_as_it_was(sign_in: SignIn) -> None:
    page = sign_in()
    open_editor(page, f"/arbete/omraden/{HALF}/rita")
    expect(page.locator("[data-told=size]")).to_contain_text(re.compile("hektar|m²"))
    size = told_size(page)
    page.get_by_role("button", name="Flytta hörn").click()
    page.get_by_role("button", name="Hörn 2", exact=True).focus()
    page.evaluate(
        """() => {
          const press = (key) => document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", { key, shiftKey: true, bubbles: true }));
          for (let n = 0; n < 9; n += 1) press("ArrowUp");
          document.querySelector("[data-do=undo]").click();
          document.querySelector("[data-at]").focus();
          for (let n = 0; n < 9; n += 1) press("ArrowUp");
        }"""
    )
    expect(page.locator("[data-told=size]")).not_to_have_text(size)
    page.get_by_role("button", name="Ångra", exact=True).click()
    expect(page.locator("[data-told=size]")).to_have_text(size)


def end_session(register: Register, role: Role) -> None:
    """Close whatever an account has open, as someone else does who finds it open."""
    with register.private() as private:
        accounts.sign_out_all(private, STAFF[role])


def test_a_session_that_ends_while_one_draws_loses_nothing(
    sign_in: SignIn, drawn_on: Register
) -> None:
    page = sign_in(Role.POLICE)
    open_editor(page, f"/arbete/omraden/{SODERGARD}/rita")
    draw(page, (-150, -100), (120, -100), (120, 100))
    size = told_size(page)
    end_session(drawn_on, Role.POLICE)
    page.get_by_role("button", name="Spara utkast").click()
    expect(page.locator("[data-told=fault]")).to_contain_text("Du är inte längre inloggad")
    expect(page.locator("[data-told=fault]")).to_be_in_viewport()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Logga in i en ny flik").click()
    tab = opened.value
    tab.get_by_label("Användarnamn").fill(f"{Role.POLICE}@example.org")
    tab.get_by_label("Lösenord").fill(PASSWORD)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Mitt konto")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.wait_for_selector("#rita[data-underlag]")
    page.get_by_role("button", name="Ta fram den").click()
    expect(page.locator("[data-told=size]")).to_have_text(size)
    end_session(drawn_on, Role.POLICE)
    tab.goto("/arbete/logga-in")
    tab.get_by_label("Användarnamn").fill(f"{Role.POLICE}@example.org")
    tab.get_by_label("Lösenord").fill(PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile("/arbete$"))
    page.get_by_role("button", name="Spara utkast").click()
    expect(page.locator("#rita-rad")).to_contain_text("Utkastet är sparat")
    page.reload()
    page.wait_for_selector("#rita[data-underlag]")
    expect(page.get_by_role("button", name="Ta fram den")).to_be_hidden()


def test_anothers_session_saves_nothing_of_what_one_has_drawn(
    sign_in: SignIn, drawn_on: Register
) -> None:
    page = sign_in(Role.POLICE)
    open_editor(page, "/arbete/omraden/ny/rita")
    draw(page, (-150, -100), (120, -100), (120, 100))
    end_session(drawn_on, Role.POLICE)
    tab = page.context.new_page()
    tab.goto("/arbete/logga-in")
    tab.get_by_label("Användarnamn").fill(f"{Role.COORDINATOR}@example.org")
    tab.get_by_label("Lösenord").fill(PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile("/arbete$"))
    page.get_by_role("button", name="Spara utkast").click()
    expect(page.locator("[data-told=fault]")).to_contain_text("Du är inte längre inloggad")
