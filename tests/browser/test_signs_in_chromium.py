"""Contacts, signs, activities and households in a real browser: at the desk, and on a telephone at the road."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from grannsamverkan.actions import activities, areas, people, signs, sub_areas
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.people import Appointment, Details, Someone
from grannsamverkan.crs import to_lonlat
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.activities import ActivityKind
from grannsamverkan.domain.people import ContactTerm
from grannsamverkan.domain.signs import Condition, PermitBody
from grannsamverkan.register import Register
from onsite import DESKTOP, PHONE, Scheme, Size, accessible, open_site, signed_in
from staff import CONTACT_PERSON, STAFF, add_staff
from town import CRS, NORRANGEN, NOW, SODERGARD, X, Y, new_register

AREA = f"/arbete/omraden/{NORRANGEN}"


@dataclass(frozen=True)
class Site:
    """A site that listens, over a register with something of everything."""

    address: str
    register: Register
    sign_id: str
    activity_id: str

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages that are looked at."""
        return (
            "/arbete/kontakter",
            f"/arbete/kontakter/{CONTACT_PERSON}",
            f"{AREA}/kontakter",
            "/arbete/skyltar",
            f"{AREA}/skyltar",
            f"/arbete/skyltar/{self.sign_id}",
            "/arbete/skyltar/bestallning",
            "/arbete/aktiviteter",
            f"/arbete/aktiviteter/ny?omrade={NORRANGEN}",
            f"/arbete/aktiviteter/{self.activity_id}",
            f"{AREA}/aktiviteter",
            f"{AREA}/hushall",
            f"/en/arbete/skyltar/{self.sign_id}",
        )


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Give a site whose register has contacts, parts, signs, activities and counts."""
    register = new_register(tmp_path / "hallsberg.gpkg")
    add_staff(register)
    told = Doing(register=register, actor="prov", reason="prov", now=NOW, from_records=True)
    part = sub_areas.add_sub_area(told, NORRANGEN, "Trapp A").of
    someone = Someone(details=Details(name="Kontakt Två (påhittad)", phone="070-174 06 06"))
    people.appoint(told, NORRANGEN, someone, Appointment(on=date(2025, 1, 1), sub_area_id=part.id))
    up = signs.list_signs(
        told,
        NORRANGEN,
        number=2,
        consent_on=date(2024, 1, 1),
        permit_body=PermitBody.COUNTY,
        permit_expires_on=date(2026, 12, 31),
        mounted_on=date(2024, 6, 1),
    ).of
    signs.inspect(told, up[1].id, Condition.TAGGED, date(2026, 9, 1))
    signs.list_signs(told, SODERGARD, number=2)
    activities.log(
        told,
        "1861",
        ActivityKind.ANNUAL_MEETING,
        date(2026, 5, 12),
        area_ids=(NORRANGEN,),
        attendees=24,
    )
    late = activities.plan(
        told, "1861", ActivityKind.SAFETY_WALK, date(2026, 11, 1), area_ids=(NORRANGEN,)
    ).of
    for year, joined in ((2024, 20), (2026, 31)):
        areas.count_households(
            told, NORRANGEN, counted_on=date(year, 1, 1), total=40, source="Register", joined=joined
        )
    with open_site(register, tmp_path) as address:
        yield Site(address, register, up[0].id, late.id)
    register.close()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_cut_off_whether_forms_are_shut_or_open(
    browser: Browser, site: Site, size: Size, scheme: Scheme
) -> None:
    account = STAFF[Role.COORDINATOR]
    with signed_in(browser, site.address, site.register, account, size=size, scheme=scheme) as (
        page,
        faults,
    ):
        for path in site.pages:
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            accessible(page)
            page.evaluate(
                "document.querySelectorAll('details.act').forEach(one => one.open = true)"
            )
            accessible(page)
        assert faults == []


def test_a_contact_at_the_road_tells_in_two_taps_how_a_sign_is(
    browser: Browser, site: Site
) -> None:
    account = STAFF[Role.CONTACT]
    with signed_in(browser, site.address, site.register, account, size=PHONE) as (page, faults):
        page.goto("/arbete/skyltar")
        expect(page.get_by_role("checkbox")).to_have_count(0)
        page.locator(f'a[href="/arbete/skyltar/{site.sign_id}"]').click()
        tap = page.get_by_role("button", name="Blekt")
        box = tap.bounding_box()
        assert box is not None
        assert box["height"] >= 64
        assert box["width"] >= 120
        tap.click()
        expect(page.get_by_role("status").first).to_contain_text("Besiktningen är sparad.")
        now = signs.sign_of(site.register, site.sign_id)
        assert (now.condition, now.inspected_on) == (Condition.FADED, NOW.date())
        page.get_by_role("button", name="Ångra").click()
        expect(page.get_by_role("status").first).to_contain_text("Ändringen är ångrad")
        assert signs.sign_of(site.register, site.sign_id).condition is None
        assert faults == []


def test_the_telephone_tells_where_a_sign_stands_only_when_asked(
    browser: Browser, site: Site
) -> None:
    lon, lat = to_lonlat(X + 20, Y + 20, source=CRS)
    account = STAFF[Role.COORDINATOR]
    with signed_in(browser, site.address, site.register, account, size=PHONE) as (page, faults):
        page.goto(f"/arbete/skyltar/{site.sign_id}")
        page.context.set_geolocation({"latitude": lat, "longitude": lon})
        page.context.grant_permissions(["geolocation"], origin=site.address)
        assert signs.sign_of(site.register, site.sign_id).x is None
        page.get_by_role("button", name="Skylten står här").click()
        expect(page.get_by_role("status").first).to_contain_text("Platsen är sparad.")
        placed = signs.sign_of(site.register, site.sign_id)
        assert placed.x == pytest.approx(X + 20, abs=2)
        assert placed.y == pytest.approx(Y + 20, abs=2)
        page.context.clear_permissions()
        page.context.grant_permissions([], origin=site.address)
        page.get_by_role("button", name="Skylten står här").click()
        expect(page.locator("#own-status")).to_contain_text("gick inte att läsa")
        assert faults == []


def walk_to(page: Page, wanted: str) -> None:
    """Press Tab until something with this text, or this id, has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "[document.activeElement.id, document.activeElement.textContent.trim()]"
        )
        if told[0] == wanted or told[1].startswith(wanted):
            return
    raise AssertionError(wanted)


def test_a_telephone_call_is_entered_by_keys_alone(browser: Browser, site: Site) -> None:
    (term,) = (
        one
        for one in site.register.facts(ContactTerm, NORRANGEN)
        if one.person_id == CONTACT_PERSON
    )
    account = STAFF[Role.COORDINATOR]
    with signed_in(browser, site.address, site.register, account) as (page, faults):
        page.goto(f"{AREA}/kontakter")
        walk_to(page, "Bekräfta: Kontakt Ett")
        page.keyboard.press("Enter")
        walk_to(page, f"{term.id}-bekrafta-on")
        for _ in range(4):  # month, day, year, calendar
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.type") == "radio":
                break
        page.keyboard.press("ArrowDown")  # from the last answer round to the first, yes
        walk_to(page, "Spara bekräftelsen")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_contain_text("Bekräftelsen är sparad.")
        assert faults == []
    (after,) = (one for one in site.register.facts(ContactTerm, NORRANGEN) if one.id == term.id)
    assert after.confirmed_on == after.list_confirmed_on == NOW.date()


def test_a_contact_is_appointed_and_signs_go_up_without_any_script(
    browser: Browser, site: Site
) -> None:
    account = STAFF[Role.COORDINATOR]
    with signed_in(browser, site.address, site.register, account) as (page, _):
        page.route("**/*.js", lambda route: route.abort())
        page.goto(f"{AREA}/kontakter")
        page.locator("#ny-name").fill("Kontakt Tre (påhittad)")
        page.locator("#ny-mail").fill("tre@example.org")
        page.get_by_role("button", name="Lägg till kontaktombudet").click()
        expect(page.get_by_role("status").first).to_contain_text("Kontaktombudet är tillagt.")
        page.goto("/arbete/skyltar?lage=to_order")
        page.get_by_role("link", name="Välj alla här").click()
        page.get_by_label("Med de valda skyltarna").select_option("bestallda")
        page.get_by_role("button", name="Spara").click()
        expect(page.get_by_role("status").first).to_contain_text("2 skyltar är beställda.")


def test_what_someone_else_wrote_meanwhile_is_shown_beside_what_was_typed(
    browser: Browser, site: Site
) -> None:
    account = STAFF[Role.COORDINATOR]
    with signed_in(browser, site.address, site.register, account) as (page, faults):
        page.goto(f"/arbete/kontakter/{CONTACT_PERSON}")
        page.get_by_text("Ändra uppgifter").click()
        told = Doing(register=site.register, actor="prov", reason="prov", now=NOW)
        people.edit_person(
            told, CONTACT_PERSON, Details(name="Kontakt Ett (påhittad)", phone="070-174 06 09")
        )
        page.get_by_label("E-post", exact=False).first.fill("ett@example.org")
        page.get_by_role("button", name="Spara uppgifterna").click()
        expect(page.get_by_role("alert")).to_contain_text("Någon annan hann ändra")
        expect(page.get_by_text("Nu är sparat: 070-174 06 09")).to_be_visible()
        expect(page.locator("#uppgifter-mail")).to_have_value("ett@example.org")
        accessible(page)
        page.locator("#uppgifter-phone").fill("070-174 06 09")
        page.get_by_role("button", name="Spara uppgifterna").click()
        expect(page.get_by_role("status").first).to_contain_text("Uppgifterna är sparade.")
        assert [one for one in faults if "409" not in one] == []
