"""Activities and household counts on the workspace's pages, with calendar files."""

import re
from datetime import date

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.actions import activities, schools
from grannsamverkan.actions.activities import activity_of
from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import AccountRole
from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState, Audience
from grannsamverkan.domain.areas import HouseholdCount, Municipality
from grannsamverkan.domain.promises import SchoolStage
from grannsamverkan.register import Register
from grannsamverkan.web.staff import activity_page
from staff import STAFF, Browsers, send
from town import NORRANGEN, NOW, SODERGARD, municipality

TODAY = NOW.date().isoformat()
NEW = "/arbete/aktiviteter/ny"
HOMES = f"/arbete/omraden/{NORRANGEN}/hushall"
MEETING = {
    "kind": "annual_meeting",
    "on": "2026-12-10",
    "starts_at": "18:30",
    "venue": "Folkets hus",
}


def after(client: TestClient, path: str, **fields: object) -> str:
    """Send a form that is accepted, and return the page that it leads to."""
    answer = send(client, path, **fields)
    assert answer.status_code == 303, answer.text
    return client.get(answer.headers["location"]).text


def planned(
    register: Register,
    *area_ids: str,
    on: date = date(2026, 12, 10),
    kind: ActivityKind = ActivityKind.ANNUAL_MEETING,
) -> Activity:
    """Plan an activity behind the pages' back."""
    doing = Doing(register=register, actor="prov", reason="prov", now=NOW)
    return activities.plan(doing, "1861", kind, on, area_ids=area_ids).of


def only(register: Register) -> Activity:
    """Return the one activity there is."""
    (one,) = register.present().activities
    return one


def seen_on(page: str) -> str:
    """Return the mark that the forms of a page carry."""
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def test_a_meeting_is_planned_for_several_areas_and_then_held(
    coordinator: TestClient, workplace: Register
) -> None:
    form = coordinator.get(f"{NEW}?omrade={NORRANGEN}&slag=annual_meeting").text
    assert f'value="{NORRANGEN}" checked' in form
    assert '<option value="annual_meeting" selected>' in form
    page = after(coordinator, NEW, hur="planned", omrade=[NORRANGEN, SODERGARD], **MEETING)
    assert "Aktiviteten är planerad." in page
    one = only(workplace)
    assert (one.area_ids, one.starts_at, one.venue) == (
        (NORRANGEN, SODERGARD),
        "18:30",
        "Folkets hus",
    )
    path = f"/arbete/aktiviteter/{one.id}"
    early = send(coordinator, f"{path}/hall", seen=seen_on(page), on="2026-12-10", attendees="12")
    assert early.status_code == 422
    assert 'value="12"' in early.text
    page = after(
        coordinator,
        f"{path}/hall",
        seen=seen_on(page),
        on=TODAY,
        attendees="12",
        contacts_present="2",
    )
    assert "sparad som genomförd" in page
    held = only(workplace)
    assert (held.state, held.on, held.attendees) == (ActivityState.HELD, NOW.date(), 12)
    assert "12 deltagare" in coordinator.get(f"/arbete/omraden/{NORRANGEN}").text
    assert "Årsträff" in coordinator.get(f"/arbete/omraden/{SODERGARD}/aktiviteter").text


def test_what_has_been_is_entered_at_once(coordinator: TestClient, workplace: Register) -> None:
    fields = {**MEETING, "on": "2026-05-01", "kind": "patrol"}
    page = after(coordinator, NEW, hur="held", attendees="4", **fields)
    assert "Aktiviteten är inskriven." in page
    assert only(workplace).held
    assert only(workplace).area_ids == ()
    assert "inget särskilt område" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": ""}, "Välj vilken sorts aktivitet"),
        ({"on": ""}, "Ange vilken dag"),
        ({"starts_at": "25:99"}, "är inget klockslag"),
        ({"hur": "held"}, "har inte varit ännu"),
        ({"attendees": "1", "contacts_present": "2"}, "kan inte"),
        ({"venue": "Hos 700101-1234"}, "personnummer"),
    ],
)
def test_a_form_that_is_refused_keeps_what_was_typed(
    coordinator: TestClient, workplace: Register, wrong: dict[str, str], said: str
) -> None:
    fields = {"hur": "planned", "omrade": [NORRANGEN], **MEETING, **wrong}
    answer = send(coordinator, NEW, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{NORRANGEN}" checked' in answer.text
    assert workplace.present().activities == ()


def test_among_many_areas_one_searches_and_keeps_what_is_typed(
    coordinator: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity_page, "FEW", 2)
    form = coordinator.get(NEW).text
    assert 'name="omrade"' not in form
    found = send(coordinator, NEW, sok="1", q="söder", omrade=[NORRANGEN], **MEETING)
    assert found.status_code == 200
    assert f'value="{NORRANGEN}" checked' in found.text
    assert f'value="{SODERGARD}">' in found.text
    assert 'value="Folkets hus"' in found.text
    assert 'id="faults"' not in found.text


def test_two_who_write_at_once_are_told_of_each_other(
    coordinator: TestClient, workplace: Register
) -> None:
    one = planned(workplace, NORRANGEN)
    path = f"/arbete/aktiviteter/{one.id}"
    seen = seen_on(coordinator.get(path).text)
    first = {"kind": "safety_walk", "on": "2026-12-11", "organiser": "police", "venue": "Torget"}
    assert "Aktiviteten är rättad." in after(coordinator, f"{path}/uppgifter", seen=seen, **first)
    late = send(
        coordinator,
        f"{path}/uppgifter",
        seen=seen,
        kind="training",
        on="2026-12-10",
        venue="Skolan",
    )
    assert late.status_code == 409
    for said in ("Trygghetsvandring", "2026-12-11", "Polisen", "Torget"):
        assert f"Nu är sparat: {said}" in late.text
    assert 'value="Skolan"' in late.text
    assert send(coordinator, f"{path}/stall-in", seen=seen).status_code == 409
    page = after(coordinator, f"{path}/stall-in", seen=seen_on(coordinator.get(path).text))
    assert "Aktiviteten är inställd." in page
    assert activity_of(workplace, one.id).state is ActivityState.CANCELLED


def test_activities_are_found_and_what_waits_for_an_answer_is_marked(
    coordinator: TestClient, workplace: Register
) -> None:
    assert "Planera ett möte" in coordinator.get("/arbete/aktiviteter").text
    planned(workplace, NORRANGEN)
    planned(workplace, kind=ActivityKind.PATROL, on=date(2025, 3, 1))
    page = coordinator.get("/arbete/aktiviteter").text
    assert page.index("Årsträff</a>") < page.index("Patrullering</a>")
    assert "Vad blev det?" in page
    for query, kind in (
        ("lage=forsenade", "Patrullering"),
        ("ar=2025", "Patrullering"),
        ("slag=annual_meeting", "Årsträff"),
        (f"omrade={NORRANGEN}", "Årsträff"),
    ):
        rows = re.findall(
            r'<th scope="row"><a [^>]*>([^<]*)',
            coordinator.get(f"/arbete/aktiviteter?{query}").text,
        )
        assert rows == [kind], query
    for query in ("lage=held", "kommun=1881", "ar=1999"):
        assert "Ingen aktivitet passar" in coordinator.get(f"/arbete/aktiviteter?{query}").text


def test_what_is_planned_is_kept_in_a_calendar(
    coordinator: TestClient, workplace: Register, visitor: TestClient
) -> None:
    one = planned(workplace, NORRANGEN)
    planned(workplace, on=date(2025, 3, 1))
    every = coordinator.get("/arbete/aktiviteter.ics")
    assert every.headers["content-type"] == "text/calendar; charset=utf-8"
    assert every.text.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Årsträff: Norrängen" in every.text
    single = coordinator.get(f"/arbete/aktiviteter/{one.id}.ics")
    assert (
        single.headers["content-disposition"] == 'attachment; filename="aktivitet-2026-12-10.ics"'
    )
    assert "DTSTART;VALUE=DATE:20261210" in single.text
    assert visitor.get("/arbete/aktiviteter.ics").status_code == 303
    assert "Annual meeting" in coordinator.get(f"/en/arbete/aktiviteter/{one.id}.ics").text


def test_a_contact_sees_and_enters_what_is_their_areas(
    contact: TestClient, workplace: Register
) -> None:
    theirs, shared = planned(workplace, SODERGARD), planned(workplace, NORRANGEN, SODERGARD)
    page = contact.get("/arbete/aktiviteter").text
    assert f"/arbete/aktiviteter/{shared.id}" in page
    assert theirs.id not in page
    assert contact.get(f"/arbete/aktiviteter/{theirs.id}").status_code == 404
    own = contact.get(f"/arbete/aktiviteter/{shared.id}").text
    assert "Spara som genomförd" not in own
    assert "Aktiviteten är planerad." in after(
        contact, NEW, hur="planned", omrade=[NORRANGEN], **MEETING
    )
    for omrade in ([SODERGARD], [NORRANGEN, SODERGARD], []):
        assert send(contact, NEW, hur="planned", omrade=omrade, **MEETING).status_code == 404
    assert send(contact, f"/arbete/aktiviteter/{shared.id}/stall-in").status_code == 404


def test_what_is_not_there_is_not_found(coordinator: TestClient, workplace: Register) -> None:
    one = planned(workplace, NORRANGEN)
    assert coordinator.get("/arbete/aktiviteter/nothing").status_code == 404
    assert send(coordinator, f"/arbete/aktiviteter/{one.id}/dansa").status_code == 404
    assert send(coordinator, NEW, hur="planned", omrade=["nowhere"], **MEETING).status_code == 404


def test_households_are_counted_over_time_with_where_the_numbers_come_from(
    coordinator: TestClient, workplace: Register
) -> None:
    assert "Ingen har räknat" in coordinator.get(HOMES).text
    count = {"counted_on": "2025-01-01", "total": "40", "source": "estimate"}
    assert "Räkningen är sparad." in after(coordinator, HOMES, **count)
    later = {
        "counted_on": TODAY,
        "total": "1 042",
        "source": "register",
        "joined": "31",
        "joined_source": "contact",
    }
    page = after(coordinator, HOMES, **later)
    assert "<polyline" in page
    assert workplace.facts(HouseholdCount, NORRANGEN) == (
        HouseholdCount(
            area_id=NORRANGEN, counted_on=date(2025, 1, 1), total=40, source="Uppskattning"
        ),
        HouseholdCount(
            area_id=NORRANGEN,
            counted_on=NOW.date(),
            total=1042,
            source="Register",
            joined=31,
            joined_source="Kontaktombudet",
        ),
    )
    undone = after(coordinator, "/arbete/angra", seq=workplace.head().seq, to=HOMES)
    assert "1 042" not in undone.replace("\N{NO-BREAK SPACE}", " ").partition("<form class")[0]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"total": ""}, "Skriv hur många hushåll"),
        ({"joined": "50"}, "50"),
        ({"counted_on": "2027-01-01"}, "har inte varit ännu"),
        ({"source": "gissning"}, "går inte att välja"),
    ],
)
def test_a_count_that_cannot_be_keeps_what_was_typed(
    coordinator: TestClient, workplace: Register, wrong: dict[str, str], said: str
) -> None:
    fields = {"counted_on": TODAY, "total": "40", "source": "register", "joined": "7", **wrong}
    answer = send(coordinator, HOMES, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'name="joined" type="text" value="{fields["joined"]}"' in answer.text
    assert workplace.facts(HouseholdCount, NORRANGEN) == ()


def test_a_contact_counts_their_own_area_and_nobody_else_learns_the_share(
    contact: TestClient, visitor: TestClient, workplace: Register
) -> None:
    fields = {"counted_on": TODAY, "total": "8641", "source": "contact", "joined": "7253"}
    after(contact, HOMES, **fields)
    assert len(workplace.facts(HouseholdCount, NORRANGEN)) == 1
    other = f"/arbete/omraden/{SODERGARD}/hushall"
    assert contact.get(other).status_code == 404
    assert send(contact, other, **fields).status_code == 404
    assert visitor.get(HOMES).status_code == 303
    for path in ("/", f"/omraden/{NORRANGEN}", "/api/v1/areas", "/api/v1/counts"):
        text = re.sub(r"[^0-9]", "", visitor.get(path).text)
        assert "8641" not in text
        assert "7253" not in text


# -- schools, operations and dialogues, on which promises rest ---------------------------------------


def test_a_meeting_at_a_school_is_offered_held_and_put_right(
    coordinator: TestClient, workplace: Register
) -> None:
    doing = Doing(register=workplace, actor="prov", reason="prov", now=NOW)
    assert "skolor är inte inskrivna ännu" in coordinator.get(NEW).text
    school = schools.enter(doing, "1861", "Alléskolan", SchoolStage.UPPER_SECONDARY).of
    fields = {
        "kind": "school_information", "on": "2026-12-01", "school_id": school.id,
        "audience": "parents", "offered_on": "2026-10-01", "partners": ["police"], "number": "4",
    }  # fmt: skip
    page = after(coordinator, NEW, hur="planned", **fields)
    one = only(workplace)
    assert (one.school_id, one.audience, one.offered_on, one.partners, one.number) == (
        school.id, Audience.PARENTS, date(2026, 10, 1), ("police",), None,
    )  # fmt: skip
    for text in ("Alléskolan", "Vårdnadshavare", "1 oktober 2026", "Polisen"):
        assert f"<dd>{text}</dd>" in page
    mark, path = seen_on(page), f"/arbete/aktiviteter/{one.id}/uppgifter"
    page = after(coordinator, path, seen=mark, **{**fields, "audience": "pupils"})
    assert only(workplace).audience is Audience.PUPILS
    late = send(coordinator, path, seen=mark, **{**fields, "offered_on": "2026-10-05"})
    assert late.status_code == 409
    assert "Nu är sparat: Elever" in late.text
    page = after(coordinator, path, seen=seen_on(page), **{**fields, "kind": "training"})
    assert only(workplace).school_id is None
    unknown = {**fields, "school_id": "finns-inte"}
    assert "Skolan finns inte" in send(coordinator, NEW, hur="planned", **unknown).text


def test_operations_are_entered_by_month_and_number_alone(
    coordinator: TestClient, workplace: Register
) -> None:
    fields = {
        "kind": "drug_operation", "on": "2026-05-17", "number": "3", "targeted": "ja",
        "partners": ["school", "social_services"], "audience": "pupils", "locality": "Hallsberg",
    }  # fmt: skip
    page = after(coordinator, NEW, hur="held", **fields)
    one = only(workplace)
    assert (one.on, one.number, one.targeted, one.audience, one.locality) == (
        date(2026, 5, 1), 3, True, None, None,
    )  # fmt: skip
    assert "Insats mot narkotika maj 2026" in page
    assert "Riktad insats" in page
    assert "maj 2026" in coordinator.get("/arbete/aktiviteter").text
    told = send(coordinator, NEW, hur="held", **{**fields, "venue": "Torget"})
    assert "En insats skrivs in med månad och antal." in told.text
    early = send(coordinator, NEW, hur="planned", **fields)
    assert "aldrig i förväg" in early.text


def test_a_dialogue_has_a_locality(coordinator: TestClient, workplace: Register) -> None:
    assert '<option value="Hallsberg">' in coordinator.get(NEW).text
    fields = {"kind": "citizen_dialogue", "on": "2026-05-17", "locality": "Hallsberg"}
    assert "<dd>Hallsberg</dd>" in after(coordinator, NEW, hur="held", **fields)
    assert only(workplace).locality == "Hallsberg"
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_localities("1861", [])
    page = coordinator.get(f"/arbete/aktiviteter/{only(workplace).id}").text
    assert 'name="locality" type="text" value="Hallsberg"' in page


def test_a_meeting_belongs_to_the_municipality_of_its_school(
    as_role: Browsers, workplace: Register
) -> None:
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        kumla = Municipality(code="1881", name="Kumla", border=municipality().border)
        change.set_municipality(kumla)
    with workplace.private() as private:
        account = STAFF[Role.POLICE]
        private.put(AccountRole(id="x", account_id=account, role=Role.POLICE, municipality="1881"))
    doing = Doing(register=workplace, actor="prov", reason="prov", now=NOW)
    school = schools.enter(doing, "1881", "Vretskolan", SchoolStage.COMPULSORY).of
    fields = {"kind": "school_information", "on": "2026-05-17", "school_id": school.id}
    after(as_role(Role.POLICE), NEW, hur="held", **fields)
    assert only(workplace).municipality == "1881"
