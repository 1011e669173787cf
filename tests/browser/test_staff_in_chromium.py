"""The workspace's frame as people meet it, in a real Chromium: signing in, the menu, users, one's account."""

import re
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from chromium import watch
from grannsamverkan.actions import accounts, users
from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.access import Role
from grannsamverkan.register import Register
from grannsamverkan.web.app import create_app
from staff import PASSWORD, STAFF, add_staff, quick
from town import NOW, new_register

SIZES = [
    ((1280, 800), "light", 1),
    ((1280, 800), "dark", 1),
    ((390, 800), "dark", 1),
    ((320, 640), "light", 1),
    ((640, 800), "light", 2),
    ((2560, 1440), "light", 1),
]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    register = new_register(tmp_path_factory.mktemp("staff") / "arbete.gpkg")
    add_staff(register)
    yield register
    register.close()


@pytest.fixture(scope="module")
def site(register: Register, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a site with a workspace; plain http, as on one's own machine."""
    settings = quick(cache_dir=tmp_path_factory.mktemp("shells"))
    app = create_app(settings, register, clock=lambda: NOW)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=site)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, site: str, faults: list[str]) -> Page:
    page = context.new_page()
    watch(page, site, faults)
    return page


def sign_in(page: Page, role: Role, password: str = PASSWORD) -> None:
    page.goto("/arbete/logga-in")
    page.get_by_label("Användarnamn").fill(f"{role}@example.org")
    page.get_by_label("Lösenord").fill(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize(("size", "scheme", "zoom"), SIZES)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Browser,
    site: str,
    register: Register,
    size: tuple[int, int],
    scheme: str,
    zoom: int,
) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        base_url=site,
    )
    page = context.new_page()
    doing = Doing(register=register, actor="prov", reason="prov", now=NOW)
    link = f"/arbete/losenord/{users.link(doing, STAFF[Role.POLICE]).token}"

    def look(path: str) -> None:
        page.goto(path)
        page.evaluate(
            "zoom => { document.documentElement.style.fontSize = `${zoom * 100}%` }", zoom
        )
        violations = Axe().run(page).response["violations"]
        assert not [(one["id"], [node["target"] for node in one["nodes"]]) for one in violations]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path

    look("/arbete/logga-in")
    look(link)
    sign_in(page, Role.ADMINISTRATOR)
    expect(page).to_have_url(re.compile("/arbete$"))
    for path in (
        "/arbete/konto",
        "/arbete/anvandare",
        f"/arbete/anvandare/{STAFF[Role.POLICE]}",
        "/arbete/finns-inte",
        "/en/arbete/konto",
    ):
        look(path)
    context.close()


def test_one_signs_in_and_out_by_keyboard_alone(page: Page, faults: list[str]) -> None:
    page.goto("/arbete/konto")
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")
    page.get_by_label("Användarnamn").focus()
    page.keyboard.type("police@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mitt konto")
    page.get_by_role("button", name="Logga ut", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/arbete/logga-in$"))
    page.go_back()  # what was seen while signed in is in no cache
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")
    assert faults == []


def test_what_is_wrong_is_met_first_and_what_was_typed_stays(page: Page) -> None:
    sign_in(page, Role.POLICE, password="fel")  # noqa: S106 # a wrong one
    expect(page.locator("#faults")).to_be_focused()
    expect(page.locator("#faults")).to_contain_text("Fel användarnamn eller lösenord.")
    expect(page.get_by_label("Användarnamn")).to_have_value("police@example.org")
    expect(page.get_by_label("Lösenord")).to_have_value("")


def test_the_menu_of_a_phone_and_the_rest_of_a_desktops_open_and_close(
    page: Page, browser: Browser, site: str
) -> None:
    sign_in(page, Role.ADMINISTRATOR)
    more = page.locator("details.more")
    more.locator("summary").click()
    expect(more.get_by_role("link", name="Användare")).to_be_visible()
    page.keyboard.press("Escape")
    expect(more.get_by_role("link", name="Användare")).to_be_hidden()
    expect(more.locator("summary")).to_be_focused()
    more.locator("summary").click()
    page.locator("h1").click()
    expect(more.get_by_role("link", name="Användare")).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_text("Meny", exact=True).click()
    page.locator("details.menu").get_by_role("link", name="Användare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Användare")
    plain = browser.new_context(java_script_enabled=False, base_url=site)
    bare = plain.new_page()
    sign_in(bare, Role.ADMINISTRATOR)
    bare.locator("details.more summary").click()
    bare.locator("details.more").get_by_role("link", name="Användare").click()
    expect(bare.get_by_role("heading", level=1)).to_have_text("Användare")
    plain.close()


def test_an_administrator_adds_a_user_who_gets_in_by_the_link(
    page: Page, browser: Browser, site: str, faults: list[str]
) -> None:
    sign_in(page, Role.ADMINISTRATOR)
    page.goto("/arbete/anvandare")
    page.get_by_label("Namn", exact=True).fill("Polis Två (påhittad)")
    page.get_by_label("Användarnamn").fill("polis.tva@example.org")
    page.get_by_label("Polis", exact=True).check()
    page.get_by_role("button", name="Lägg till användare").click()
    link = page.locator("main code").inner_text()
    assert link.startswith(f"{site}/arbete/losenord/")
    other = browser.new_context(base_url=site)
    new = other.new_page()
    watch(new, site, faults)
    new.goto(link)
    new.get_by_label("Nytt lösenord").fill("en helt annan mening")
    new.get_by_label("Samma lösenord igen").fill("en helt annan mening")
    new.get_by_role("button", name="Spara och logga in").click()
    expect(new.get_by_role("link", name="Polis Två (påhittad)")).to_be_visible()
    other.close()
    assert faults == []


def test_a_form_is_sent_once_however_often_its_button_is_pressed(page: Page) -> None:
    sign_in(page, Role.ADMINISTRATOR)
    page.goto("/arbete/konto")
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(request.url) if request.method == "POST" else None
    )
    page.evaluate("""() => {
      const form = document.querySelector('main form[action$="logga-ut"]');
      form.requestSubmit(); form.requestSubmit(); form.requestSubmit();
    }""")
    page.wait_for_url("**/arbete/logga-in")
    assert len(sent) == 1


def test_printed_there_is_no_menu(page: Page) -> None:
    sign_in(page, Role.ADMINISTRATOR)
    page.goto("/arbete/anvandare")
    page.emulate_media(media="print")
    expect(page.locator("nav.wide")).to_be_hidden()
    expect(page.get_by_role("table")).to_be_visible()


def test_what_is_sent_after_the_session_has_ended_is_filled_in_again(
    page: Page, register: Register
) -> None:
    sign_in(page, Role.COORDINATOR)
    page.goto("/arbete/omraden/ny?utan_grans=1")
    page.get_by_label("Områdets namn").fill("Lövängen")
    page.get_by_label("Ort").fill("Hallsberg")
    page.locator("[name=event]").last.check()
    event = page.locator("[name=event]:checked").get_attribute("value")
    with register.private() as private:
        accounts.sign_out_all(private, STAFF[Role.COORDINATOR])
    page.locator("main .actions button").click()
    expect(page.get_by_role("alert")).to_contain_text("det du skickade sparades inte")
    assert "L%C3%B6v" not in page.url
    page.get_by_label("Användarnamn").fill(f"{Role.COORDINATOR}@example.org")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/arbete/omraden/ny\?utan_grans=1$"))
    expect(page.get_by_text("Det du skrev är ifyllt igen")).to_be_visible()
    expect(page.get_by_label("Områdets namn")).to_have_value("Lövängen")
    assert page.locator("[name=event]:checked").get_attribute("value") == event
    page.goto("/arbete/omraden/ny?utan_grans=1")
    expect(page.get_by_label("Områdets namn")).to_have_value("")
    assert page.evaluate("sessionStorage.length") == 0
