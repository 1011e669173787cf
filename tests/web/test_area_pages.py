"""The list of areas and the page of one: its life with every gate, its details, its history, and who may what."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from grannsamverkan import actions
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import AccountRole
from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState
from grannsamverkan.domain.areas import AreaVersion, HouseholdCount, last
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.people import ContactTerm
from grannsamverkan.i18n import LANGUAGES, catalogue
from grannsamverkan.register import Register
from staff import STAFF, send
from town import FORMING, HALF, LAPSED, NORRANGEN, NOW, SODERGARD, UNDRAWN, WHOLE

TODAY = NOW.date()


def path(area_id: str, rest: str = "") -> str:
    return f"/arbete/omraden/{area_id}{rest}"


def now(register: Register, area_id: str) -> AreaVersion:
    return last(register.timelines()[area_id])


def seq_of(client: TestClient, address: str) -> str:
    """Return the newest change that a form of a page carries."""
    found = re.search(r'name="seq" value="(\d+)"', client.get(address).text)
    assert found
    return found[1]


def names(page: str) -> list[str]:
    """Return the areas of the list, in their order."""
    return re.findall(r'<th scope="row"><a href="/arbete/omraden/\w+">([^<]+)</a>', page)


def ready(register: Register, area_id: str) -> None:
    """Give an area everything that a start asks for."""
    held = Activity(
        id="01J9A",
        municipality="1861",
        kind=ActivityKind.START_MEETING,
        on=date(2026, 10, 1),
        state=ActivityState.HELD,
        area_ids=(area_id,),
    )
    term = ContactTerm(
        id="01J9T",
        area_id=area_id,
        person_id="01J9P",
        appointed_on=date(2026, 9, 1),
        trained_on=date(2026, 10, 1),
        list_confirmed_on=date(2026, 10, 1),
    )
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_facts(Activity, held.id, [held])
        change.set_facts(ContactTerm, area_id, [term])


# -- the list ------------------------------------------------------------------------------------


def test_the_list_holds_every_area_in_every_state_by_swedish_alphabet(
    coordinator: TestClient,
) -> None:
    page = coordinator.get("/arbete/omraden").text
    assert names(page) == [
        "Blivande",
        "Halva byn",
        "Hela byn",
        "Norrängen",
        "Slocknad",
        "Södergård",
        "Utan gräns",
    ]
    assert "7 områden" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=byn", ["Halva byn", "Hela byn"]),
        ("q=HEMLIG norr", ["Norrängen"]),
        ("lage=dormant", ["Slocknad"]),
        ("ort=Pålsboda", ["Utan gräns"]),
        ("typ=flats", []),
        ("typ=villa&lage=forming", ["Blivande"]),
        ("flagga=contact_unconfirmed", ["Halva byn", "Södergård", "Utan gräns"]),
        ("flagga=nagot", ["Halva byn", "Norrängen", "Södergård", "Utan gräns"]),
        ("flagga=inget", []),
        ("kommun=1861&lage=forming", ["Blivande"]),
        ("kommun=9999", []),
        ("lage=active&sort=bekraftat", ["Halva byn", "Södergård", "Utan gräns", "Norrängen"]),
        ("q=byn&sort=lage", ["Halva byn", "Hela byn"]),
        ("lage=active&sort=ort", ["Halva byn", "Norrängen", "Södergård", "Utan gräns"]),
        ("q=norr&lage=hittepå&flagga=hittepå&sort=hittepå&sida=99", ["Norrängen"]),
    ],
)
def test_the_list_is_filtered_and_sorted(
    coordinator: TestClient, query: str, found: list[str]
) -> None:
    page = coordinator.get(f"/arbete/omraden?{query}")
    assert page.status_code == 200
    assert names(page.text) == found
    assert ("Inget område passar." in page.text) is (not found)


def test_areas_with_most_households_come_first_when_asked(
    coordinator: TestClient, workplace: Register
) -> None:
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        for area_id, total in ((UNDRAWN, 12), (SODERGARD, 1_250)):
            counted = HouseholdCount(
                area_id=area_id, counted_on=date(2026, 1, 1), total=total, source="prov"
            )
            change.set_facts(HouseholdCount, area_id, [counted])
    page = coordinator.get("/arbete/omraden?sort=hushall").text
    assert names(page)[:2] == ["Södergård", "Utan gräns"]
    assert "1\xa0250" in page


def test_fifty_areas_are_on_a_page_and_the_next_keeps_what_one_looks_for(
    coordinator: TestClient, workplace: Register
) -> None:
    kept = now(workplace, UNDRAWN)
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        for number in range(60):
            area_id = f"01J99000000000000000000{number:03d}"
            one = AreaVersion(
                area_id=area_id,
                period=kept.period,
                event=Event.INHERIT,
                status=Status.ACTIVE,
                name=f"Kvarter {number:02d}",
                municipality="1861",
            )
            change.set_timeline(area_id, (one,))
    page = coordinator.get("/arbete/omraden?q=kvarter").text
    assert len(names(page)) == 50
    assert 'href="/arbete/omraden?q=kvarter&amp;sida=2"' in page
    assert names(coordinator.get("/arbete/omraden?q=kvarter&sida=2").text)[0] == "Kvarter 50"


def test_a_contact_sees_only_their_own_area_and_the_rest_is_as_if_it_were_not_there(
    contact: TestClient,
) -> None:
    assert names(contact.get("/arbete/omraden").text) == ["Norrängen"]
    page = contact.get(path(NORRANGEN))
    assert page.status_code == 200
    assert "Rätta uppgifter" not in page.text
    assert "Föreslå en annan gräns" in page.text
    assert "Ångra" not in page.text
    unknown = "01J0000000000000000000000X"
    other, none = contact.get(path(SODERGARD)), contact.get(path(unknown))
    assert other.status_code == none.status_code == 404
    assert other.text.replace(SODERGARD, unknown) == none.text


def test_an_empty_register_says_how_to_begin(coordinator: TestClient, workplace: Register) -> None:
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        for area_id in workplace.timelines():
            change.set_timeline(area_id, ())
    page = coordinator.get("/arbete/omraden").text
    assert "Här finns inga områden ännu." in page
    assert 'href="/arbete/omraden/ny"' in page


# -- the page of an area -------------------------------------------------------------------------


def test_the_page_of_an_area_says_how_it_is_and_what_the_next_step_is(
    coordinator: TestClient,
) -> None:
    page = coordinator.get(path(NORRANGEN)).text
    assert "Senast bekräftat 17 april 2026" in page
    assert "Inget kontaktombud har bekräftade uppgifter (obekräftade: 1)." in page
    assert f'<a href="{path(NORRANGEN, "/kontakter")}">Ring ombudet' in page
    assert 'aria-label="Gränsen för Norrängen, norr uppåt"' in page
    assert "12 hektar" in page


def test_every_gate_of_the_next_step_is_shown_with_the_way_to_where_it_is_met(
    coordinator: TestClient,
) -> None:
    page = coordinator.get(path(FORMING)).text
    assert "Starta området" in page
    assert "3 saker saknas" in page
    assert f'href="{path(FORMING, "/aktiviteter")}">Ordna det' in page
    assert f'href="{path(FORMING, "/kontakter")}">Ordna det' in page
    assert "Flytta till annan kommun" not in page


def test_an_area_that_has_ended_has_nothing_ahead_and_leads_to_what_it_became(
    coordinator: TestClient,
) -> None:
    page = coordinator.get(path(WHOLE)).text
    assert "Området är avslutat." in page
    assert f'<a href="{path(HALF)}">Halva byn</a>' in page
    assert f'<a href="{path(WHOLE)}">Hela byn</a>' in coordinator.get(path(HALF)).text


def test_an_area_that_was_inherited_or_is_small_or_undrawn_says_so(
    coordinator: TestClient, workplace: Register
) -> None:
    inherited = AreaVersion(
        area_id=UNDRAWN,
        period=now(workplace, UNDRAWN).period,
        event=Event.INHERIT,
        status=Status.ACTIVE,
        name="Utan gräns",
        municipality="1861",
        m2=900,
        inherited=True,
    )
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_timeline(UNDRAWN, (inherited,))
    page = coordinator.get(path(UNDRAWN)).text
    assert "Övertaget från en äldre förteckning, inte bekräftat än" in page
    assert "Gränsen är inte ritad ännu." in page
    assert "Aldrig bekräftat" in coordinator.get(path(SODERGARD)).text


def test_households_are_a_table_and_a_line_from_the_second_count_on(
    coordinator: TestClient, workplace: Register
) -> None:
    counts = [
        HouseholdCount(
            area_id=NORRANGEN, counted_on=date(year, 5, 1), total=total, source="kommunen",
            joined=joined, joined_source="ombudet",
        )
        for year, total, joined in ((2020, 40, 20), (2022, 44, None), (2024, 48, 30))
    ]  # fmt: skip
    for number in (1, 3):
        with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
            change.set_facts(HouseholdCount, NORRANGEN, counts[:number])
        page = coordinator.get(path(NORRANGEN)).text
        assert ("<polyline" in page) is (number == 3)
    assert "från 40 till 48" in page
    assert "kommunen; anslutna: ombudet" in page


# -- the life ------------------------------------------------------------------------------------


def test_a_step_is_looked_at_without_being_taken_and_says_what_is_missing(
    coordinator: TestClient, workplace: Register
) -> None:
    address = path(FORMING, "/handelse/start")
    assert "Området blir aktivt, räknas från den dagen" in coordinator.get(address).text
    page = send(coordinator, address, on="2026-11-20", gor="kontrollera")
    assert page.status_code == 200
    assert "Inget är ändrat. Det som saknas står nedan" in page.text
    assert 'value="2026-11-20"' in page.text
    assert now(workplace, FORMING).status is Status.FORMING


def test_a_step_whose_gates_are_not_met_is_refused_with_every_reason(
    coordinator: TestClient, workplace: Register
) -> None:
    address = path(FORMING, "/handelse/start")
    page = send(coordinator, address, on="2026-11-20", reason="Dags nu", gor="genomfor")
    assert page.status_code == 422
    assert page.text.count('class="gate no"') == 3
    assert 'value="Dags nu"' in page.text
    assert now(workplace, FORMING).status is Status.FORMING


def test_a_step_whose_gates_are_met_is_taken_and_can_be_undone(
    coordinator: TestClient, workplace: Register
) -> None:
    ready(workplace, FORMING)
    address = path(FORMING, "/handelse/start")
    checked = send(coordinator, address, on="2026-11-20", gor="kontrollera")
    assert "Det går att genomföra." in checked.text
    done = send(
        coordinator,
        address,
        on="2026-11-20",
        seq=seq_of(coordinator, address),
        gor="genomfor",
    )
    assert (done.status_code, done.headers["location"]) == (303, path(FORMING))
    version = now(workplace, FORMING)
    assert (version.status, version.period.start) == (Status.ACTIVE, date(2026, 11, 20))
    page = coordinator.get(path(FORMING)).text
    assert "Blivande: Startat." in page
    seq = re.search(r'action="/arbete/angra">.*?name="seq" value="(\d+)"', page)
    assert seq
    assert send(coordinator, "/arbete/angra", seq=seq[1]).status_code == 303
    assert now(workplace, FORMING).status is Status.FORMING


def test_the_journal_names_who_did_it_in_which_role_and_why(
    coordinator: TestClient, workplace: Register
) -> None:
    ready(workplace, FORMING)
    fields = {"on": "2026-11-20", "reason": "Beslut 12", "gor": "genomfor"}
    send(coordinator, path(FORMING, "/handelse/start"), **fields)
    page = coordinator.get(path(FORMING, "/historik")).text
    assert "Coordinator Ett (påhittad), Samordnare" in page
    assert "Beslut 12" in page
    assert STAFF[Role.COORDINATOR] not in page.partition("<main")[2]
    with workplace.change(
        actor="coordinator 01J9GONE", action="confirm", reason="x", now=NOW
    ) as change:
        change.set_facts(ContactTerm, FORMING, [])
    with workplace.change(actor="contact 01J9X", action="okänt", reason="x", now=NOW) as change:
        counted = HouseholdCount(area_id=FORMING, counted_on=TODAY, total=9, source="prov")
        change.set_facts(HouseholdCount, FORMING, [counted])
    page = coordinator.get(path(FORMING, "/historik")).text
    assert "Samordnare (kontot finns inte kvar)" in page
    assert "kontaktombud, via sin länk" in page
    assert "okänt" in page


def test_what_the_register_cannot_know_is_vouched_for(
    coordinator: TestClient, workplace: Register
) -> None:
    address = path(LAPSED, "/handelse/restart")
    assert "En ny kontakt är på väg" in coordinator.get(address).text
    refused = send(coordinator, address, on="2026-11-20", gor="genomfor")
    assert refused.status_code == 422
    done = send(coordinator, address, on="2026-11-20", attest="new_contact", gor="genomfor")
    assert done.status_code == 303
    assert now(workplace, LAPSED).status is Status.FORMING


def test_a_reason_that_a_step_asks_for_is_not_made_up(
    coordinator: TestClient, workplace: Register
) -> None:
    address = path(NORRANGEN, "/handelse/close")
    refused = send(coordinator, address, on="2026-11-20", gor="genomfor")
    assert refused.status_code == 422
    assert now(workplace, NORRANGEN).active
    done = send(coordinator, address, on="2026-11-20", reason="Upphört", gor="genomfor")
    assert done.status_code == 303
    assert now(workplace, NORRANGEN).status is Status.CLOSED


def test_what_is_refused_is_said_without_words_of_the_command_line(
    coordinator: TestClient,
) -> None:
    fields = {"on": "2010-01-01", "reason": "Få boende", "gor": "genomfor"}
    early = send(coordinator, path(NORRANGEN, "/handelse/close"), **fields).text
    assert "eller ångra först det som är senare.<" in early
    silent = send(coordinator, path(NORRANGEN, "/handelse/close"), **fields | {"reason": " "}).text
    assert "Ange varför. Skälet sparas i journalen." in silent
    odd = send(coordinator, "/arbete/omraden/ny", name="Ekbacken", event="start", on="2026").text
    assert "Händelsen Startat skapar inget område." in odd


@pytest.mark.parametrize("on", ["", "2099-01-01", "i går"])
def test_a_day_that_is_none_or_to_come_is_refused_in_words(
    coordinator: TestClient, workplace: Register, on: str
) -> None:
    ready(workplace, FORMING)
    page = send(coordinator, path(FORMING, "/handelse/start"), on=on, gor="genomfor")
    assert page.status_code == 422
    assert 'id="faults"' in page.text
    assert now(workplace, FORMING).status is Status.FORMING


def test_a_step_that_is_not_possible_in_the_state_says_so(coordinator: TestClient) -> None:
    page = coordinator.get(path(NORRANGEN, "/handelse/start"))
    assert page.status_code == 409
    assert "Starta området går inte när läget är: Aktivt." in page.text


@pytest.mark.parametrize("event", ["change_boundary", "split", "inherit", "hittepa"])
def test_what_is_done_elsewhere_or_nowhere_has_no_form_here(
    coordinator: TestClient, event: str
) -> None:
    assert coordinator.get(path(NORRANGEN, f"/handelse/{event}")).status_code == 404


def test_a_contact_may_confirm_their_area_and_nothing_else(
    contact: TestClient, workplace: Register
) -> None:
    assert contact.get(path(NORRANGEN, "/handelse/confirm")).status_code == 200
    assert contact.get(path(NORRANGEN, "/handelse/lapse")).status_code == 404
    assert contact.get(path(NORRANGEN, "/ratta")).status_code == 404
    assert send(contact, path(NORRANGEN, "/gransen-stammer")).status_code == 404
    assert now(workplace, NORRANGEN).boundary_reviewed_on is None


def test_whoever_comes_second_is_told_what_changed_and_loses_nothing(
    coordinator: TestClient, police: TestClient, workplace: Register
) -> None:
    ready(workplace, FORMING)
    address = path(FORMING, "/handelse/start")
    seq = seq_of(coordinator, address)
    fields = {"name": "Blivande backe", "verification": "municipality", "how": "mistake"}
    assert send(police, path(FORMING, "/ratta"), reason="Stavfel", **fields).status_code == 303
    page = send(coordinator, address, on="2026-11-19", reason="Beslut 7", seq=seq, gor="genomfor")
    assert page.status_code == 409
    assert "Någon annan hann före" in page.text
    assert "Uppgifter rättade (Police Ett (påhittad), Polis" in page.text
    assert "Stavfel" in page.text
    assert 'value="2026-11-19"' in page.text
    assert 'value="Beslut 7"' in page.text
    fresh = re.search(r'name="seq" value="(\d+)"', page.text)
    assert fresh
    assert int(fresh[1]) > int(seq)
    done = send(
        coordinator, address, on="2026-11-19", reason="Beslut 7", seq=fresh[1], gor="genomfor"
    )
    assert done.status_code == 303
    assert now(workplace, FORMING).active


def test_an_area_moves_only_to_a_municipality_where_one_leads_too(
    coordinator: TestClient, workplace: Register
) -> None:
    (hallsberg,) = workplace.municipalities()
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_municipality(replace(hallsberg, code="1881", name="Kumla"))
    address = path(NORRANGEN, "/handelse/move")
    assert "Flytta till annan kommun" in coordinator.get(path(NORRANGEN)).text
    page = send(coordinator, address, on="2026-11-20", kommun="1881", gor="genomfor")
    assert page.status_code == 422
    assert "Välj vilken kommun" in page.text
    with workplace.private() as private:
        private.put(
            AccountRole(
                id="kumla",
                account_id=STAFF[Role.COORDINATOR],
                role=Role.COORDINATOR,
                municipality="1881",
            )
        )
    assert '<option value="1881">Kumla</option>' in coordinator.get(address).text
    done = send(coordinator, address, on="2026-11-20", kommun="1881", gor="genomfor")
    assert done.status_code == 303
    assert now(workplace, NORRANGEN).municipality == "1881"
    listed = coordinator.get("/arbete/omraden?kommun=1881").text
    assert names(listed) == ["Norrängen"]
    assert "Hallsberg, Kumla" in listed


# -- details -------------------------------------------------------------------------------------

DETAILS = {"name": "Norrängen", "locality": "Hallsberg", "verification": "municipality"}


def test_a_mistake_is_put_right_for_the_whole_time(
    coordinator: TestClient, workplace: Register
) -> None:
    address = path(NORRANGEN, "/ratta")
    form = coordinator.get(address).text
    assert 'value="Norrängen"' in form
    assert "Kommunens egen beteckning på området" in form
    done = send(
        coordinator,
        address,
        **DETAILS | {"locality": "Östansjö", "area_type": "terraced", "how": "mistake"},
        seq=seq_of(coordinator, address),
    )
    assert done.status_code == 303
    (version,) = workplace.timelines()[NORRANGEN]
    assert (version.locality, version.area_type, version.code) == ("Östansjö", "terraced", None)


def test_what_has_become_otherwise_holds_from_a_day_on(
    coordinator: TestClient, workplace: Register
) -> None:
    address = path(NORRANGEN, "/ratta")
    fields = DETAILS | {"name": "Nya Norrängen", "code": "HEMLIG-KOD", "area_type": "villa"}
    assert send(coordinator, address, **fields, how="changed").status_code == 422
    done = send(coordinator, address, **fields, how="changed", on="2026-11-01")
    assert done.status_code == 303
    before, after = workplace.timelines()[NORRANGEN]
    assert (before.name, after.name) == ("Norrängen", "Nya Norrängen")
    assert after.period.start == date(2026, 11, 1)


def test_nothing_to_change_is_said_and_what_was_typed_is_kept(coordinator: TestClient) -> None:
    same = DETAILS | {"code": "HEMLIG-KOD", "area_type": "villa"}
    page = send(coordinator, path(NORRANGEN, "/ratta"), **same, how="mistake", reason="Försök")
    assert page.status_code == 422
    assert "Det finns inget att ändra" in page.text
    assert 'value="Försök"' in page.text


def test_whoever_corrects_second_is_told_what_changed(
    coordinator: TestClient, police: TestClient
) -> None:
    address = path(NORRANGEN, "/ratta")
    seq = seq_of(coordinator, address)
    send(police, path(NORRANGEN, "/gransen-stammer"))
    page = send(coordinator, address, **DETAILS | {"name": "Annat namn"}, seq=seq)
    assert page.status_code == 409
    assert "Gränsen sågs över och stämmer." in page.text
    assert 'value="Annat namn"' in page.text


def test_a_border_that_still_holds_is_noted_in_one_press(
    coordinator: TestClient, workplace: Register
) -> None:
    seq = seq_of(coordinator, path(NORRANGEN))
    done = send(coordinator, path(NORRANGEN, "/gransen-stammer"), seq=seq)
    assert done.status_code == 303
    assert now(workplace, NORRANGEN).boundary_reviewed_on == TODAY
    page = coordinator.get(path(NORRANGEN)).text
    assert "Gränsen sågs senast över 23 november 2026." in page
    assert "Gränsen stämmer</button>" not in page


# -- a new area ----------------------------------------------------------------------------------


def test_a_new_area_is_drawn_first_unless_one_asks_to_draw_it_later(
    coordinator: TestClient,
) -> None:
    assert coordinator.get("/arbete/omraden/ny").headers["location"] == "/arbete/omraden/ny/rita"
    page = coordinator.get("/arbete/omraden/ny?utan_grans=1").text
    assert "Kommunen eller polisen vill börja" in page


def test_an_area_is_entered_without_a_border(coordinator: TestClient, workplace: Register) -> None:
    done = send(
        coordinator,
        "/arbete/omraden/ny",
        name="Ekbacken",
        event="inherit",
        on="före 2018",
        locality="Hallsberg",
        area_type="rural",
    )
    assert done.status_code == 303
    version = now(workplace, done.headers["location"].rpartition("/")[2])
    assert (version.name, version.status, str(version.stated_start)) == (
        "Ekbacken",
        Status.ACTIVE,
        "<2018-01-01",
    )
    assert "Ekbacken finns nu i registret." in coordinator.get(done.headers["location"]).text


def test_an_area_without_a_name_is_refused_and_the_form_is_kept(
    coordinator: TestClient, workplace: Register
) -> None:
    typed = {"locality": "Vretstorp", "on": "2026", "reason": "Lägesbilden"}
    page = send(coordinator, "/arbete/omraden/ny", name=" ", **typed)
    assert page.status_code == 422
    assert "Området behöver ett namn." in page.text
    assert 'value="Vretstorp"' in page.text
    assert len(workplace.timelines()) == 7


def test_a_reason_with_a_personal_number_is_refused_and_what_was_typed_is_kept(
    coordinator: TestClient, workplace: Register
) -> None:
    head = workplace.head()
    reason = "Kalle 19850101-2384 bad om det"
    fields = DETAILS | {"name": "Hyveln", "reason": reason, "how": "mistake"}
    page = send(coordinator, path(NORRANGEN, "/ratta"), **fields)
    assert page.status_code == 422
    assert "ser ut som ett personnummer" in page.text
    assert 'value="Hyveln"' in page.text
    assert workplace.head() == head


def test_pages_are_in_english_too(coordinator: TestClient) -> None:
    for address in ("", f"/{NORRANGEN}", f"/{FORMING}/handelse/start", f"/{NORRANGEN}/ratta"):
        page = coordinator.get(f"/en/arbete/omraden{address}")
        assert page.status_code == 200
        assert '<html lang="en">' in page.text


def test_everything_that_is_done_to_an_area_has_a_word_in_the_journal() -> None:
    folder = Path(actions.__file__).parent
    source = "\n".join(file.read_text("utf-8") for file in folder.glob("*.py"))
    named = set(re.findall(r'"((?:\w+_)(?:contact|signs?|sub_area|activity|households))"', source))
    changes = {one for one in named if re.search(rf'(change\(|action[:=a-z ]*|, )"{one}"', source)}
    assert {"appoint_contact", "mount_signs", "hold_activity", "count_households"} <= changes
    for language in LANGUAGES:
        words = catalogue(language)
        assert not {one for one in changes if f"work.action.{one}" not in words}
