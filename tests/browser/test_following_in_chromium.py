"""Following by mail in a real Chromium: every page at every size, and the whole way without a script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from chromium import watch
from grannsamverkan.actions.following import confirm
from grannsamverkan.actions.jobs import payload_of
from grannsamverkan.register import Register
from grannsamverkan.settings import MailSettings
from onsite import DESKTOP, PHONE, Scheme, Size, accessible, open_site
from subscribed import HALLSBERG, LINK, MAIL, URL, area, ask, held, mails
from town import NORRANGEN, NOW, new_register

SIZES: list[tuple[Size, Scheme]] = [
    (PHONE, "light"),
    ((390, 844), "dark"),
    (DESKTOP, "light"),
    (DESKTOP, "dark"),
]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give a register of which someone follows an area and a locality."""
    made = new_register(tmp_path_factory.mktemp("following") / "hallsberg.gpkg")
    for target in (area(NORRANGEN), HALLSBERG):
        ask(made, target)
        confirm(made, waiting(made).rpartition("/")[2], NOW)
    yield made
    made.close()


@pytest.fixture(scope="module")
def site(register: Register, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a site that can send mail, but sends none."""
    mail = MailSettings(host="127.0.0.1", sender="grannsamverkan@example.org")
    shells = tmp_path_factory.mktemp("shells")
    with open_site(register, shells, mail=mail, public_url=URL) as address:
        yield address


def waiting(register: Register) -> str:
    """Return the path of the link in the letter that waits to be sent."""
    found = (LINK.search(str(payload_of(job).get("text"))) for job in mails(register))
    (link,) = [match[0] for match in found if match]
    return link.removeprefix(URL)


@pytest.mark.parametrize(("size", "scheme"), SIZES)
def test_every_page_is_accessible_at_every_size(
    browser: Browser, site: str, register: Register, size: Size, scheme: Scheme
) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, base_url=site
    )
    page, faults = context.new_page(), list[str]()
    watch(page, site, faults)
    mine = f"/folj/mina/{held(register)[0].key}"
    for path in ("/folj", f"/folj?vad=omrade:{NORRANGEN}", "/en/folj", "/folj/tack", mine, "/folj/slut"):  # fmt: skip
        page.goto(path)
        accessible(page)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        wide = page.evaluate("""[...document.querySelectorAll('main *')].filter(
            one => one.getBoundingClientRect().right > innerWidth).map(one => one.outerHTML.slice(0, 80))""")
        assert not wide, path
    context.close()
    assert not faults


def test_the_whole_way_works_without_a_script_and_by_the_keyboard(
    browser: Browser, site: str, register: Register
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.goto(f"/omrade/{NORRANGEN}")
    page.get_by_role("link", name="Följ området").click()
    page.get_by_label("E-postadress").fill("tva@example.org")
    page.get_by_label("E-postadress").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Titta i din e-post")
    page.goto(waiting(register))
    page.get_by_role("button", name="Ja, jag vill följa").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Det här följer du")
    assert len(held(register, "tva@example.org")) == 1
    page.get_by_role("button", name="Sluta följa: Norrängen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du följer inget")
    assert held(register, "tva@example.org") == []
    assert len(held(register, MAIL)) == 2
    assert context.cookies() == []
    context.close()
