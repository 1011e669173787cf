"""The heart of the workspace as staff meet it: every page in phone and desktop size, light and dark."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from grannsamverkan.domain.access import Role
from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState
from grannsamverkan.domain.areas import HouseholdCount
from grannsamverkan.domain.signs import Condition, Sign
from grannsamverkan.register import Register
from onsite import DESKTOP, PHONE, Scheme, Size, accessible, open_site, signed_in
from staff import STAFF
from town import FORMING, LAPSED, NORRANGEN, NOW, SODERGARD, WHOLE

AREA = "/arbete/omraden"
PAGES = (
    "/arbete",
    "/arbete?visa=allt",
    "/arbete?slag=residents",
    AREA,
    f"{AREA}?lage=dormant&q=ingen",
    f"{AREA}/{NORRANGEN}",
    f"{AREA}/{FORMING}",
    f"{AREA}/{WHOLE}",
    f"{AREA}/{NORRANGEN}/historik",
    f"{AREA}/{FORMING}/handelse/start",
    f"{AREA}/{LAPSED}/handelse/restart",
    f"{AREA}/{NORRANGEN}/ratta",
    f"{AREA}/ny?utan_grans=1",
    "/arbete/arshjul",
    "/arbete/installningar",
    "/arbete/kom-igang",
    f"/en{AREA}/{NORRANGEN}",
    "/en/arbete",
)


@pytest.fixture(scope="module")
def register(
    make_workplace: Callable[[Path], AbstractContextManager[Register]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Register]:
    """Give a register with staff, and one area with something of everything."""
    with make_workplace(tmp_path_factory.mktemp("arbete")) as register:
        with register.change(
            actor="prov", action="count_households", reason="prov", now=NOW
        ) as change:
            counts = [
                HouseholdCount(
                    area_id=NORRANGEN, counted_on=date(year, 5, 1), total=year - 1980,
                    source="fastighetsregistret", joined=year - 2000, joined_source="ombudet",
                )
                for year in (2018, 2022, 2026)
            ]  # fmt: skip
            change.set_facts(HouseholdCount, NORRANGEN, counts)
            sign = Sign(
                id="S",
                area_id=NORRANGEN,
                mounted_on=date(2020, 1, 1),
                condition=Condition.FADED,
                inspected_on=date(2026, 5, 1),
                permit_expires_on=date(2026, 12, 24),
            )
            change.set_facts(Sign, NORRANGEN, [sign])
            for number, kind in enumerate((ActivityKind.ANNUAL_MEETING, ActivityKind.SAFETY_WALK)):
                one = Activity(
                    id=f"A{number}",
                    municipality="1861",
                    kind=kind,
                    on=date(2026, 12, 1 + number),
                    state=ActivityState.PLANNED,
                    area_ids=(NORRANGEN, SODERGARD),
                )
                change.set_facts(Activity, one.id, [one])
        yield register


@pytest.fixture(scope="module")
def site(register: Register, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a site over it."""
    with open_site(register, tmp_path_factory.mktemp("shells")) as address:
        yield address


@pytest.mark.parametrize(
    ("size", "scheme", "role"),
    [
        (DESKTOP, "light", Role.COORDINATOR),
        (PHONE, "dark", Role.COORDINATOR),
        (PHONE, "light", Role.POLICE),
        (DESKTOP, "dark", Role.ADMINISTRATOR),
    ],
)
def test_axe_finds_nothing_nothing_is_cut_off_and_nothing_leaves_the_origin(
    browser: Browser, site: str, register: Register, size: Size, scheme: Scheme, role: Role
) -> None:
    with signed_in(browser, site, register, STAFF[role], size=size, scheme=scheme) as (
        page,
        faults,
    ):
        for path in PAGES:
            answer = page.goto(path)
            assert answer is not None
            if answer.status == 404:  # what the role may not see has no page to look at
                faults.clear()
                continue
            accessible(page)
        assert not faults


@pytest.fixture
def desk(browser: Browser, site: str, register: Register) -> Iterator[Page]:
    """Give the coordinator's page."""
    with signed_in(browser, site, register, STAFF[Role.COORDINATOR]) as (page, faults):
        yield page
        # a refusal is an answer like another; the browser notes its status
        assert not [one for one in faults if "status of 422" not in one]


def test_the_queue_leads_from_what_is_the_matter_to_where_it_is_mended(desk: Page) -> None:
    desk.goto("/arbete")
    desk.get_by_role("link", name=re.compile("Till kontakterna.*Södergård")).click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Södergård")
    desk.goto("/arbete")
    desk.get_by_label("Vad det gäller").select_option(label="Skyltar")
    desk.get_by_role("button", name="Visa", exact=True).click()
    expect(desk.locator(".task")).to_have_count(1)


def test_the_list_leads_to_an_area_and_its_sections(desk: Page) -> None:
    desk.goto(AREA)
    desk.get_by_label("Namn eller kod").fill("norr")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Ett område", exact=True)).to_be_visible()
    desk.get_by_role("link", name="Norrängen").click()
    desk.get_by_role("navigation", name="På den här sidan").get_by_role(
        "link", name="Hushåll"
    ).click()
    expect(desk.get_by_role("img", name="Hushåll i Norrängen")).to_be_in_viewport()


def test_a_step_is_checked_by_the_enter_key_and_carried_out_only_by_its_own_button(
    desk: Page, register: Register
) -> None:
    desk.goto(f"{AREA}/{FORMING}/handelse/start")
    desk.get_by_label("Varför").fill("Prov")
    desk.keyboard.press("Enter")
    expect(desk.locator("main .note[role=status]")).to_contain_text("Inget är ändrat.")
    expect(desk.get_by_label("Varför")).to_have_value("Prov")
    desk.get_by_role("button", name="Genomför").click()
    expect(desk.get_by_role("alert")).to_contain_text("Det gick inte att genomföra.")
    assert register.timelines()[FORMING][-1].status == "forming"


def test_the_life_is_led_without_any_script(
    browser: Browser, site: str, register: Register
) -> None:
    with signed_in(browser, site, register, STAFF[Role.COORDINATOR]) as (signed, _):
        cookies = signed.context.cookies()
    context = browser.new_context(java_script_enabled=False, base_url=site)
    context.add_cookies(cookies)  # type: ignore[arg-type]  # what one context gives, another takes
    page = context.new_page()
    page.goto(f"{AREA}/{LAPSED}/handelse/restart")
    page.get_by_label("En ny kontakt är på väg").check()
    page.get_by_role("button", name="Kontrollera").click()
    expect(page.locator("main")).to_contain_text("Det går att genomföra.")
    expect(page.get_by_label("En ny kontakt är på väg")).to_be_checked()
    context.close()


def test_a_day_of_the_wheel_is_altered_and_taken_back(desk: Page) -> None:
    desk.goto("/arbete/arshjul")
    expect(desk.get_by_role("img", name="Årshjulet 2026")).to_be_visible()
    desk.get_by_text("Ändra dagarna").click()
    desk.get_by_label("Samla alla ombud").fill("09-15")
    desk.get_by_role("button", name="Spara dagarna").click()
    expect(desk.get_by_text("15 september 2026")).to_be_visible()
    desk.get_by_role("button", name="Ångra").click()
    expect(desk.get_by_text("1 oktober 2026")).to_be_visible()
