"""Promises, schools and reports in a real Chromium: entered, assessed and published at every size, without a script."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from grannsamverkan.actions import indicators, promise_notes, promises, reporting, schools
from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.promises import Assessment, Outcome, Promise, Rule, SchoolStage
from grannsamverkan.domain.reporting import Report
from grannsamverkan.register import Register
from made_reports import made_files
from onsite import DESKTOP, PHONE, Scheme, Size, accessible, open_site, signed_in
from staff import STAFF, add_staff
from town import NOW, new_register

SIZES: list[tuple[Size, Scheme]] = [
    (PHONE, "light"),
    ((390, 800), "dark"),
    (DESKTOP, "light"),
    (DESKTOP, "dark"),
]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give a register with a promise that is overdue, schools, and a report in each state."""
    made = new_register(tmp_path_factory.mktemp("promises") / "hallsberg.gpkg")
    add_staff(made)
    doing = Doing(register=made, actor="prov", reason="prov", now=NOW)
    promise = promises.enter(
        doing, "1861", title="Fler områden", text="Vi ska bli fler.", start=date(2026, 1, 1),
        last_day=date(2026, 12, 31), follow_up_months=3,
    ).of  # fmt: skip
    for rule in (Rule.STOCK_ACTIVE, Rule.SCHOOLS, Rule.NARRATIVE):
        indicators.add(doing, promise.id, name=f"Mäts: {rule.value}", rule=rule)
    promise_notes.add(doing, promise.id, "Vi knackade dörr.")
    schools.enter(doing, "1861", "Alléskolan", SchoolStage.UPPER_SECONDARY, code="12345678")
    for year in (2023, 2024, 2025):
        report = reporting.begin(doing, "1861", date(year, 1, 1), date(year, 12, 31))
        if year < 2025:
            report = reporting.approve(doing, report.id)
        if year < 2024:
            reporting.publish(doing, report.id, made_files(doing.register, report))
    yield made
    made.close()


@pytest.fixture(scope="module")
def site(register: Register, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a site over that register."""
    with open_site(register, tmp_path_factory.mktemp("shells")) as address:
        yield address


def paths(register: Register) -> list[str]:
    """Return the paths of the rooms' pages."""
    (promise,) = (one for one in register.facts(Promise) if one.title == "Fler områden")
    reports = [f"/arbete/rapporter/{one.id}" for one in register.facts(Report)]
    return [
        "/arbete/loften", "/arbete/loften/nytt", f"/arbete/loften/{promise.id}", "/arbete/skolor",
        "/arbete/aktiviteter/ny", "/arbete/rapporter", *reports, f"{reports[0]}/las",
    ]  # fmt: skip


@pytest.mark.parametrize(("size", "scheme"), SIZES)
def test_every_page_is_accessible_at_every_size_with_all_of_it_unfolded(
    browser: Browser, site: str, register: Register, size: Size, scheme: Scheme
) -> None:
    coordinator = STAFF[Role.COORDINATOR]
    with signed_in(browser, site, register, coordinator, size=size, scheme=scheme) as (
        page,
        faults,
    ):
        for path in paths(register):
            page.goto(path)
            unfold(page)
            accessible(page)
        page.goto(f"/en{paths(register)[2]}")
        accessible(page)
        assert faults == []


def unfold(page: Page) -> None:
    """Open everything that is folded away on a page, except its menus."""
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")


def test_a_promise_is_entered_measured_and_assessed_by_hand(
    browser: Browser, site: str, register: Register
) -> None:
    with signed_in(browser, site, register, STAFF[Role.POLICE], size=PHONE) as (page, faults):
        page.goto("/arbete/loften")
        page.get_by_role("link", name="Skriv in ett löfte").click()
        page.get_by_role("textbox", name="Rubrik").fill("Trygga gångvägar")
        page.get_by_role("textbox", name="Löftet").fill("Vi lovar att gå runt.")
        page.get_by_label("Gäller från").fill("2026-02-01")
        page.get_by_label("Löftets egen text").check()
        page.get_by_role("button", name="Spara löftet").click()
        expect(page.get_by_role("status")).to_contain_text("Löftet är inskrivet.")
        page.get_by_text("Lägg till något som mäts").click()
        page.get_by_role("textbox", name="Vad mäts?").fill("Nya områden")
        page.get_by_label("Så räknas det").select_option("gross_started")
        page.get_by_role("button", name="Lägg till").click()
        expect(page.get_by_role("heading", name="Nya områden")).to_be_visible()
        page.get_by_text("Bedöm löftet").click()
        page.get_by_label("Delvis uppnått").check()
        page.get_by_role("textbox", name="Varför?").fill("Två vandringar är gjorda.")
        page.get_by_role("button", name="Spara bedömningen").click()
        expect(page.get_by_text("Löftet som helhet: Delvis uppnått")).to_be_visible()
        accessible(page)
        assert faults == []
    assert Outcome.PARTLY in {one.outcome for one in register.facts(Assessment)}


def test_a_form_asks_for_what_the_kind_of_activity_has(
    browser: Browser, site: str, register: Register
) -> None:
    with signed_in(browser, site, register, STAFF[Role.COORDINATOR]) as (page, _):
        page.goto("/arbete/aktiviteter/ny")
        school, number = page.get_by_label("Skola (valfritt)"), page.get_by_label("Antal insatser")
        place = page.get_by_label("Ort (valfritt)")
        for kind, shown in (
            ("school_information", (True, False, True)),
            ("drug_operation", (False, True, False)),
            ("citizen_dialogue", (False, False, True)),
        ):
            page.locator("#ny-kind").select_option(kind)
            assert (school.is_visible(), number.is_visible(), place.is_visible()) == shown


def test_a_report_is_published_and_fetched_without_a_script(
    browser: Browser, site: str, register: Register
) -> None:
    with signed_in(browser, site, register, STAFF[Role.COORDINATOR]) as (page, faults):
        page.goto("/arbete/rapporter")
        page.get_by_role("link", name="1 januari 2024 – 31 december 2024").click()
        page.get_by_role("button", name="Publicera rapporten").click()
        expect(page.get_by_role("status")).to_contain_text("Rapporten är publicerad")
        with page.expect_download() as fetched:
            page.get_by_role("link", name="sv.pdf").click()
        assert fetched.value.suggested_filename == "grannsamverkan-1861-2024.sv.pdf"
        page.get_by_role("link", name="Kontrollera rapporten").click()
        expect(page.get_by_role("status")).to_contain_text("Rapporten stämmer")
        accessible(page)
        assert faults == []
