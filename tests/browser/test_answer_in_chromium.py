"""The yearly question as a contact and the coordinator meet it in a real browser, on a phone and on a desk."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from chromium import watch
from grannsamverkan.actions import accounts
from grannsamverkan.actions.paper import print_letters
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account
from grannsamverkan.domain.confirmations import Reply
from grannsamverkan.domain.interests import Interest
from grannsamverkan.register import Register
from grannsamverkan.web.app import create_app
from grannsamverkan.web.staff.visits import COOKIE
from rounds import ETT, FEBRUARY, PLACE, TRE, YEAR, asked_by_mail, doing, questions, settled
from smtp import Postbox
from staff import STAFF, add_staff, quick
from town import new_register

SIZES = {"phone": {"width": 320, "height": 640}, "desktop": {"width": 1280, "height": 800}}


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    """Give a register with staff and contacts."""
    made = new_register(tmp_path / "svar.gpkg")
    settled(made)
    add_staff(made, now=FEBRUARY)
    yield made
    made.close()


@pytest.fixture
def links(register: Register, postbox: Postbox) -> dict[str, str]:
    """Ask everyone, and give the paths of the links by address."""
    return {to: f"/svar/{token}" for to, token in asked_by_mail(register, postbox).items()}


@pytest.fixture
def serving(register: Register, postbox: Postbox) -> Iterator[str]:
    """Give the address of a site that has mail set up."""
    url = "https://grannsamverkan.example.org"
    settings = quick(mail=postbox.settings(), public_url=url)
    app = create_app(settings, register, clock=lambda: FEBRUARY)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(params=["phone", "desktop"])
def context(
    request: pytest.FixtureRequest, browser: Browser, serving: str
) -> Iterator[BrowserContext]:
    """Give a browser of each size, the phone's in the dark."""
    size: str = request.param
    scheme = "dark" if size == "phone" else "light"
    made = browser.new_context(viewport=SIZES[size], color_scheme=scheme, base_url=serving)  # type: ignore[arg-type]  # width and height
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, serving: str, faults: list[str]) -> Page:
    """Give a page whose faults are gathered."""
    made = context.new_page()
    watch(made, serving, faults)
    return made


def fair(page: Page) -> bool:
    """Say whether a page has nothing against it: no violation, nothing that sticks out."""
    assert Axe().run(page).violations_count == 0, Axe().run(page).generate_report()
    return not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_contact_answers_by_the_link(
    page: Page, register: Register, links: dict[str, str], faults: list[str]
) -> None:
    page.goto(links["ett@example.org"])
    assert fair(page)
    page.get_by_role("button", name="Skicka svaret").click()
    assert all(one.answered_at is None for one in questions(register, ETT)), "nothing was chosen"
    name = page.get_by_label("Namn")
    expect(name).to_be_hidden()
    page.get_by_label("Jag vill lämna över till någon annan").check()
    name.fill("Granne Ett (påhittad)")
    page.get_by_label("Telefon").first.fill("070-174 06 13")
    assert fair(page)
    page.get_by_role("button", name="Skicka svaret").click()
    expect(page.get_by_role("heading", name="Tack för svaret!")).to_be_visible()
    assert fair(page)
    with register.looking() as private:
        (interest,) = private.find(Interest)
    assert interest.name == "Granne Ett (påhittad)"
    page.goto(links["ett@example.org"])
    expect(page.get_by_role("heading", name="Tack för svaret!")).to_be_visible()
    assert faults == []


def test_a_contact_answers_with_the_keyboard_alone_by_the_code_of_a_letter(
    page: Page, register: Register, links: dict[str, str], faults: list[str]
) -> None:
    assert links
    (letter,) = (one for one in print_letters(doing(register), PLACE, YEAR) if "Fyra" in one.name)
    page.goto("/svar")
    assert fair(page)
    page.get_by_label("Kod").focus()
    page.keyboard.type(letter.code.lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hej Kontakt Fyra (påhittad)!")).to_be_visible()
    page.get_by_label("Ja, jag fortsätter").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tack för svaret!")).to_be_visible()
    assert faults == []


def test_the_coordinator_sees_the_round_and_writes_an_answer_down(
    page: Page, context: BrowserContext, register: Register, links: dict[str, str],
    serving: str, faults: list[str],
) -> None:  # fmt: skip
    assert links
    with register.private() as private:
        account = private.get(Account, STAFF[Role.COORDINATOR])
        assert account is not None
        token = accounts.open_session(private, account, now=FEBRUARY, terms=accounts.Terms())
    secure = serving.replace("http:", "https:")
    context.add_cookies([{"name": COOKIE, "value": token, "url": secure, "secure": True}])
    page.goto("/arbete/bekraftelser?lage=call")
    assert fair(page)
    group = page.get_by_role("group", name="Svar från Kontakt Tre (påhittad)")
    group.get_by_role("button", name="Fortsätter").click()
    expect(page.get_by_role("status").first).to_contain_text("är antecknat")
    assert questions(register, TRE)[0].reply is Reply.STILL
    page.goto("/arbete/bekraftelser")
    page.get_by_role("button", name="Ångra svaret Kontakt Tre (påhittad)").click()
    assert questions(register, TRE)[0].reply is None
    for path in ("/fraga?ar=2028", "/paminn", "/brev", f"/{TRE}?ar=2027"):
        page.goto(f"/arbete/bekraftelser{path}")
        assert fair(page), path
    page.goto("/arbete/meddelanden")
    assert fair(page)
    page.get_by_label("Ämne").fill("Hej")
    page.get_by_label("Text").fill("Hej alla!")
    page.get_by_role("button", name="Granska").click()
    assert fair(page)
    page.get_by_role("button", name="Skicka till 2").click()
    expect(page.get_by_role("status").first).to_contain_text("Mejlet skickas till 2 ombud.")
    assert fair(page)
    assert faults == []
