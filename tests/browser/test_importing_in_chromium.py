"""Reading a list in as a new user does: a file chosen, columns seen, a preview, done, and taken back."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import openpyxl
import pytest
import uvicorn
import xlsxwriter
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from chromium import watch
from grannsamverkan.actions import accounts
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account
from grannsamverkan.register import Register
from grannsamverkan.web.app import create_app
from grannsamverkan.web.staff.visits import COOKIE
from staff import STAFF, quick
from town import NOW

SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 320, "height": 640}}


@pytest.fixture(scope="module")
def site(
    make_workplace: Callable[[Path], AbstractContextManager[Register]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, str]]:
    """Give the address of a site with staff, and the coordinator's token."""
    with make_workplace(tmp_path_factory.mktemp("arbete")) as register:
        settings = quick(cache_dir=tmp_path_factory.mktemp("shells"))
        app = create_app(settings, register, clock=lambda: NOW)
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        with register.private() as private:
            account = private.get(Account, STAFF[Role.COORDINATOR])
            assert account is not None
            token = accounts.open_session(private, account, now=NOW, terms=accounts.Terms())
        yield f"http://localhost:{port}", token
        server.should_exit = True
        thread.join()


@pytest.fixture(params=list(SIZES))
def page(
    request: pytest.FixtureRequest, browser: Browser, site: tuple[str, str], faults: list[str]
) -> Iterator[Page]:
    """Give a signed-in page of a desktop and of a phone."""
    address, token = site
    context = browser.new_context(
        viewport=SIZES[request.param],  # type: ignore[arg-type]  # a size
        base_url=address,
        color_scheme="dark" if request.param == "phone" else "light",
    )
    context.add_cookies(
        [{"name": COOKIE, "value": token, "url": address.replace("http:", "https:")}]
    )
    page = context.new_page()
    watch(page, address, faults)
    yield page
    context.close()
    assert faults == []


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a list as municipalities have them."""
    path = tmp_path_factory.mktemp("lists") / "Grannsamverkan 2026.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Områden")
        sheet.merge_range("A1:F1", "Grannsamverkan i kommunen")
        sheet.write_row(2, 0, ["Telefon", "Område", "Ombud", "Mejl", "Startade", "Personnr"])
        sheet.merge_range("B4:B5", "Nyängen")
        sheet.write_row(3, 2, ["Kontakt Nio (påhittad)", "nio @ example.org", "14/5 2014"])
        sheet.write(3, 0, "070/174 06 70")
        sheet.write(3, 5, "700101-1234")
        sheet.write_row(4, 2, ["Kontakt Tio (påhittad)"])
        sheet.write_row(6, 1, ["Nyangen", "vakant", None, "i våras"])
        sheet.write_row(7, 1, ["Norr ängen", "Kontakt Elva (påhittad)"])
    return path


def accessible(page: Page) -> None:
    """Hold a page to what assistive technology needs, and to the width of its screen."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_messy_list_is_read_in_and_taken_back(page: Page, messy: Path) -> None:
    page.goto("/arbete/importera")
    accessible(page)
    page.get_by_label("Välj eller dra hit en fil").set_input_files(messy)
    page.get_by_role("button", name="Nästa: kolumner").click()
    assert page.get_by_label("Vad kolumnen Ombud innehåller").input_value() == "contact"
    assert page.get_by_label("Vad kolumnen Område innehåller").input_value() == "name"
    accessible(page)
    page.get_by_role("button", name="Nästa: granska").click()
    main = page.locator("main")
    assert "Rad 7" in main.inner_text()
    accessible(page)
    page.get_by_role("button", name="Läs in", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").wait_for()
    assert "1 nya" in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="Ångra").click()
    assert "Ändringen är ångrad" in page.get_by_role("status").inner_text()


def test_the_workbook_comes_down_as_often_as_one_likes(page: Page, tmp_path: Path) -> None:
    page.goto("/arbete/exportera")
    accessible(page)
    for number in range(2):
        with page.expect_download() as waited:
            page.get_by_role("button", name="Hämta arbetsboken").click()
        waited.value.save_as(tmp_path / f"{number}.xlsx")
        book = openpyxl.load_workbook(tmp_path / f"{number}.xlsx")
        assert book.sheetnames[:2] == ["Områden", "Kontakter"]


def test_a_file_that_cannot_be_read_says_why_and_one_can_choose_again(
    page: Page, tmp_path: Path, faults: list[str]
) -> None:
    wrong = tmp_path / "lista.pdf"
    wrong.write_bytes(b"%PDF-1.7")
    page.goto("/arbete/importera")
    page.get_by_label("Välj eller dra hit en fil").set_input_files(wrong)
    page.get_by_role("button", name="Nästa: kolumner").click()
    assert "Spara den som" in page.get_by_role("alert").inner_text()
    accessible(page)
    page.get_by_role("button", name="Avbryt och ta bort filen").click()
    assert "borttagen" in page.get_by_role("status").inner_text()
    faults[:] = [one for one in faults if "422" not in one]  # the browser tells of the refusal
