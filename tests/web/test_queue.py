"""The queue: what needs the one who comes in, why, since when, and one next step for each."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient
from shapely import MultiPolygon, box

from grannsamverkan.domain.access import EVERYWHERE, Role
from grannsamverkan.domain.accounts import AccountRole
from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState
from grannsamverkan.domain.areas import AreaVersion, last
from grannsamverkan.domain.confirmations import Question, Reply
from grannsamverkan.domain.drafts import Draft, DraftState
from grannsamverkan.domain.interests import Handling, Interest, Wish
from grannsamverkan.domain.jobs import Job, JobKind, JobState
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.people import Channel, ContactTerm
from grannsamverkan.domain.period import Period
from grannsamverkan.domain.policy import Setting
from grannsamverkan.domain.signs import Sign
from grannsamverkan.register import Register
from grannsamverkan.web.staff.area_lines import lines_of
from staff import CONTACT_PERSON, STAFF
from town import FORMING, HALF, LAPSED, NORRANGEN, NOW, SODERGARD, UNDRAWN, WHOLE, X, Y

TODAY = NOW.date()


def tasks(page: str) -> dict[str, str]:
    """Return what is said of each task, by its title, in their order."""
    found = re.findall(r'<li class="card task">(.*?)</li>', page, re.DOTALL)
    return {
        re.sub("<[^>]+>", "", one.partition("</a>")[0]).strip(): re.sub(r"<[^>]+>|\s+", " ", one)
        for one in found
    }


def groups(page: str) -> dict[str, int]:
    """Return how many wait under each heading."""
    pattern = r'<h2 id="group-\w+">([^<]+) <span class="badge">(\d+)</span>'
    return {name: int(number) for name, number in re.findall(pattern, page)}


def well(register: Register, *area_ids: str) -> None:
    """Give areas all that they need: a contact who has confirmed, a meeting, a border looked at."""
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        for area_id in area_ids:
            timeline = register.timelines()[area_id]
            fresh = replace(timeline[-1], last_confirmed_on=TODAY, boundary_reviewed_on=TODAY)
            change.set_timeline(area_id, (*timeline[:-1], fresh))
            term = ContactTerm(
                id=f"T{area_id}",
                area_id=area_id,
                person_id=CONTACT_PERSON,
                appointed_on=date(2020, 1, 1),
                confirmed_on=TODAY,
            )
            change.set_facts(ContactTerm, area_id, [term])
        met = Activity(
            id="MET",
            municipality="1861",
            kind=ActivityKind.ANNUAL_MEETING,
            on=TODAY,
            state=ActivityState.HELD,
            area_ids=area_ids,
        )
        gathered = Activity(
            id="GATHERED",
            municipality="1861",
            kind=ActivityKind.CONTACT_GATHERING,
            on=TODAY,
            state=ActivityState.HELD,
        )
        change.set_facts(Activity, met.id, [met])
        change.set_facts(Activity, gathered.id, [gathered])
    with register.private() as private:
        private.put(question("Q", reply=Reply.STILL))


def question(key: str, *, reply: Reply | None, person: str = CONTACT_PERSON) -> Question:
    return Question(
        id=key,
        person_id=person,
        municipality="1861",
        year=2026,
        channel=Channel.MAIL,
        asked_on=date(2026, 2, 2),
        expires_on=date(2026, 4, 2),
        reminded_on=date(2026, 3, 2),
        answered_at=NOW if reply else None,
        reply=reply,
    )


ACTIVE = (NORRANGEN, SODERGARD, UNDRAWN, HALF)


def test_the_counts_tell_confirmed_from_unconfirmed(coordinator: TestClient) -> None:
    page = re.sub(r"<[^>]+>", "", coordinator.get("/arbete").text)
    for said in (
        "4 aktiva områden",
        "1 bekräftat",
        "3 ej bekräftade",
        "1 vilande",
        "1 under uppstart",
    ):
        assert said in page
    assert "de senaste 12 månaderna" in page


def test_each_area_says_why_since_when_and_has_one_next_step(coordinator: TestClient) -> None:
    page = coordinator.get("/arbete").text
    found = tasks(page)
    assert "Inget kontaktombud sedan 1 september 2019." in found["Södergård"]
    assert "Hitta ett nytt kontaktombud." in found["Södergård"]
    assert f'href="/arbete/omraden/{SODERGARD}/kontakter">Till kontakterna' in page
    assert page.count("Till kontakterna") == 4
    assert groups(page) == {"Gör först": 4, "Den här månaden": 1}


def test_the_yearly_wheel_says_what_waits(coordinator: TestClient) -> None:
    found = tasks(coordinator.get("/arbete").text)
    assert "Väntar sedan 1 februari 2026 enligt årshjulet." in found["Fråga kontaktombuden"]


def test_a_register_that_is_well_is_calm(coordinator: TestClient, workplace: Register) -> None:
    well(workplace, *ACTIVE)
    page = coordinator.get("/arbete").text
    assert "Inget väntar på dig." in page
    assert tasks(page) == {}


def test_what_can_wait_is_not_shown_until_asked_for(
    coordinator: TestClient, workplace: Register
) -> None:
    well(workplace, *ACTIVE)
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        (version,) = workplace.timelines()[NORRANGEN]
        change.set_timeline(NORRANGEN, (replace(version, boundary_reviewed_on=None),))
    page = coordinator.get("/arbete").text
    assert "Ett ärende till kan vänta." in page
    found = tasks(coordinator.get("/arbete?visa=allt").text)
    assert "Gränsen är inte sedd över" in found["Norrängen"]
    assert "Till gränsen" in found["Norrängen"]


def test_the_first_few_are_shown_and_all_of_them_when_asked(
    coordinator: TestClient, workplace: Register
) -> None:
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        for number in range(60):
            area_id = f"01J99000000000000000000{number:03d}"
            one = AreaVersion(
                area_id=area_id,
                period=Period(date(2020, 1, 1)),
                event=Event.START,
                status=Status.ACTIVE,
                name=f"Kvarter {number:02d}",
                municipality="1861",
                locality="Östansjö",
            )
            change.set_timeline(area_id, (one,))
    page = coordinator.get("/arbete").text
    assert len(tasks(page)) == 11
    assert groups(page)["Gör först"] == 64
    assert "54 ärenden till kan vänta." in page
    everything = coordinator.get("/arbete?visa=allt&ort=%C3%96stansj%C3%B6")
    assert len(tasks(everything.text)) == 50
    assert "Sida 1 av 2" in everything.text
    second = coordinator.get("/arbete?visa=allt&ort=%C3%96stansj%C3%B6&sida=2")
    assert len(tasks(second.text)) == 10


def test_the_system_proposes_and_a_person_decides_who_may(
    coordinator: TestClient, administrator: TestClient, workplace: Register
) -> None:
    well(workplace, *ACTIVE)
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        left = ContactTerm(
            id="T",
            area_id=SODERGARD,
            person_id="P",
            appointed_on=date(2020, 1, 1),
            confirmed_on=date(2025, 1, 1),
            ended_on=date(2026, 1, 1),
        )
        change.set_facts(ContactTerm, SODERGARD, [left])
    page = coordinator.get("/arbete?slag=dormancy").text
    found = tasks(page)
    assert list(found) == ["Södergård"]
    assert "Föreslås bli vilande, eftersom: Området har saknat kontaktombud" in found["Södergård"]
    assert "Det är ett förslag. Du avgör." in found["Södergård"]
    reads = tasks(administrator.get("/arbete?slag=dormancy").text)["Södergård"]
    assert "Det är ett förslag. Samordnaren eller polisen avgör." in reads
    for address in ("/arbete", f"/arbete/omraden/{SODERGARD}"):
        assert "Du avgör." not in administrator.get(address).text
    assert "Du avgör." in found["Södergård"]
    assert f'href="/arbete/omraden/{SODERGARD}/handelse/lapse">Ta ställning' in page
    assert last(workplace.timelines()[SODERGARD]).active
    assert "föreslås" in coordinator.get(f"/arbete/omraden/{SODERGARD}").text


@pytest.mark.parametrize("reply", [Reply.HAND_OVER, Reply.STOP])
def test_a_contact_who_leaves_waits_for_someone_until_they_are_no_contact(
    coordinator: TestClient, workplace: Register, reply: Reply
) -> None:
    well(workplace, *ACTIVE)
    with workplace.private() as private:
        private.put(question("Q", reply=reply))
    said = {Reply.HAND_OVER: "vill lämna över", Reply.STOP: "vill sluta"}[reply]
    page = coordinator.get("/arbete").text
    assert f"Ett kontaktombud {said} (svarade 23 november 2026)." in page
    assert set(tasks(page)) == {"Norrängen", "Södergård", "Utan gräns", "Halva byn"}
    assert "Kontakt Ett" not in page
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        for area_id in ACTIVE:
            change.set_facts(ContactTerm, area_id, [])
    assert said not in coordinator.get("/arbete").text


def test_a_contact_who_stayed_after_all_waits_for_nobody(
    coordinator: TestClient, workplace: Register
) -> None:
    well(workplace, *ACTIVE)
    old = replace(question("Q", reply=Reply.STOP), answered_at=NOW - timedelta(days=300))
    with workplace.private() as private:
        private.put(old)
    assert "vill sluta" not in coordinator.get("/arbete").text


def test_nothing_that_is_gone_or_for_others_to_decide_waits(
    coordinator: TestClient, workplace: Register
) -> None:
    well(workplace, *ACTIVE)
    with workplace.private() as private:
        private.put(question("Q", reply=Reply.STOP))
        private.put(
            Draft(
                id="D",
                municipality="1881",
                state=DraftState.PROPOSED,
                made_by="X",
                made_at=NOW,
            )
        )
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_timeline(SODERGARD, ())
        for area_id in (NORRANGEN, UNDRAWN, HALF):
            change.set_facts(ContactTerm, area_id, [])
    page = coordinator.get("/arbete").text
    assert "vill sluta" not in page
    assert "Ett förslag till gräns" not in page


def test_residents_who_would_have_an_area_are_looked_for_among_the_interests(
    coordinator: TestClient, workplace: Register
) -> None:
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        (forming,) = workplace.timelines()[FORMING]
        change.set_timeline(FORMING, (replace(forming, status=Status.PLANNED),))
    page = coordinator.get(f"/arbete/omraden/{FORMING}").text
    assert 'href="/arbete/intressen">Ordna det' in page


def test_whoever_has_the_machine_sees_every_area(
    coordinator: TestClient, workplace: Register
) -> None:
    with workplace.private() as private:
        private.put(
            AccountRole(
                id="all",
                account_id=STAFF[Role.COORDINATOR],
                role=Role.COORDINATOR,
                municipality=EVERYWHERE,
            )
        )
    assert "4 aktiva områden" in re.sub(r"<[^>]+>", "", coordinator.get("/arbete").text)
    assert "7 områden" in coordinator.get("/arbete/omraden").text


def test_after_a_change_only_the_area_it_touched_is_looked_at_again(workplace: Register) -> None:
    before = lines_of(workplace.present(), TODAY)
    assert lines_of(workplace.present(), TODAY) is before
    known = {line.id: line for line in before}
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        (version,) = workplace.timelines()[UNDRAWN]
        change.set_timeline(UNDRAWN, (replace(version, name="Annat namn"),))
    after = lines_of(workplace.present(), TODAY)
    assert {line.id for line in after if line is not known[line.id]} == {UNDRAWN}
    tomorrow = lines_of(workplace.present(), TODAY + timedelta(days=1))
    assert all(line is not known[line.id] for line in tomorrow)


def test_what_has_come_in_waits(coordinator: TestClient, workplace: Register) -> None:
    well(workplace, *ACTIVE)
    polygon = MultiPolygon([box(X, Y, X + 9, Y + 9)])
    with workplace.private() as private:
        for number, (area_id, name) in enumerate(((NORRANGEN, None), (None, "Ny backe"))):
            private.put(
                Draft(
                    id=f"D{number}",
                    municipality="1861",
                    area_id=area_id,
                    name=name,
                    polygon=polygon,
                    state=DraftState.PROPOSED,
                    made_by=STAFF[Role.CONTACT],
                    made_at=NOW - timedelta(days=3),
                )
            )
        for number, state in enumerate((Handling.NEW, Handling.NEW, Handling.CONTACTED)):
            private.put(
                Interest(
                    id=f"I{number}",
                    municipality="1861",
                    received_on=date(2026, 11, 1 + number),
                    wish=Wish.START,
                    state=state,
                    name="Boende Ett (påhittad)",
                    erase_after=date(2027, 11, 1),
                )
            )
        private.put(
            Job(
                id="J",
                kind=JobKind.MAIL,
                key="J",
                payload="{}",
                state=JobState.FAILED,
                made_at=NOW,
                due_at=NOW,
            )
        )
    page = coordinator.get("/arbete").text
    found = tasks(page)
    assert set(found) == {"Norrängen", "Ny backe", "Intressen", "Utskick"}
    assert "Ett förslag till gräns väntar på svar sedan 20 november 2026." in found["Norrängen"]
    assert "2 boende väntar på att bli uppringda" in found["Intressen"]
    assert "Ett utskick eller jobb har misslyckats." in found["Utskick"]
    assert "Boende Ett" not in page
    assert set(tasks(coordinator.get("/arbete?slag=borders").text)) == {"Norrängen", "Ny backe"}
    assert tasks(coordinator.get("/arbete?kommun=1881").text) == {}


def test_one_sees_only_what_one_may_see_to(
    police: TestClient, administrator: TestClient, contact: TestClient, workplace: Register
) -> None:
    with workplace.private() as private:
        private.put(
            Job(id="J", kind=JobKind.MAIL, key="J", payload="{}", state=JobState.FAILED,
                made_at=NOW, due_at=NOW),
        )  # fmt: skip
    everyone = {"Norrängen", "Södergård", "Utan gräns", "Halva byn"}
    assert set(tasks(police.get("/arbete").text)) == everyone
    page = administrator.get("/arbete").text
    assert set(tasks(page)) == everyone
    assert "Till kontakterna" not in page
    assert "Hitta ett nytt kontaktombud" not in page
    assert page.count("Samordnaren eller polisen tar hand om det.") == len(everyone)
    own = contact.get("/arbete").text
    assert set(tasks(own)) == {"Norrängen"}
    assert "1 aktivt område" in re.sub(r"<[^>]+>", "", own)
    assert "Till kontakterna" not in own
    page = contact.get(f"/arbete/omraden/{NORRANGEN}").text
    assert 'class="flag' in page
    assert f'<a href="/arbete/omraden/{NORRANGEN}/kontakter">' not in page


def test_an_empty_queue_speaks_to_the_one_who_reads_it(
    coordinator: TestClient, administrator: TestClient, contact: TestClient, workplace: Register
) -> None:
    well(workplace, *ACTIVE)
    call = "Ring gärna ett område"
    assert call in coordinator.get("/arbete").text
    for browser, said in (
        (contact, "när något i ditt område behöver dig"),
        (administrator, "Samordnaren och polisen tar hand om det som områdena behöver."),
    ):
        page = browser.get("/arbete").text
        assert said in page
        assert call not in page


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (DraftState.APPROVED, "Ditt förslag till gräns gäller. Det godkändes 1 november 2026."),
        (DraftState.ANSWERED, "Ditt förslag till gräns fick ett svar 1 november 2026."),
    ],
)
def test_an_answer_to_a_proposal_is_news_for_a_month(
    contact: TestClient, workplace: Register, state: DraftState, said: str
) -> None:
    well(workplace, *ACTIVE)
    mine = Draft(
        id="D1",
        municipality="1861",
        area_id=NORRANGEN,
        state=state,
        made_by=STAFF[Role.CONTACT],
        made_at=NOW - timedelta(days=60),
        decided_at=NOW.replace(day=1),
    )
    with workplace.private() as private:
        private.put(mine)
    found = tasks(contact.get("/arbete").text)
    assert said in found["Norrängen"]
    assert "Läs svaret" in found["Norrängen"]
    with workplace.private() as private:
        private.put(replace(mine, decided_at=NOW - timedelta(days=30)))
    assert tasks(contact.get("/arbete").text) == {}


def test_signs_of_an_area_that_sleeps_are_to_come_down(
    coordinator: TestClient, workplace: Register
) -> None:
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_facts(Sign, LAPSED, [Sign(id="S", area_id=LAPSED, mounted_on=date(2016, 1, 1))])
    found = tasks(coordinator.get("/arbete?slag=signs").text)
    assert list(found) == ["Slocknad"]
    assert "Till skyltarna" in found["Slocknad"]


def test_months_are_told_as_a_span_where_municipalities_differ(
    coordinator: TestClient, workplace: Register
) -> None:
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        (hallsberg,) = workplace.municipalities()
        change.set_municipality(replace(hallsberg, code="1881", name="Kumla"))
        setting = Setting(municipality="1881", key="contact_confirm_months", value="18")
        change.set_facts(Setting, "1881", [setting])
        moved = tuple(replace(one, municipality="1881") for one in workplace.timelines()[UNDRAWN])
        change.set_timeline(UNDRAWN, moved)
    with workplace.private() as private:
        private.put(
            AccountRole(id="kumla", account_id=STAFF[Role.COORDINATOR], role=Role.COORDINATOR,
                        municipality="1881"),
        )  # fmt: skip
    page = coordinator.get("/arbete?kommun=1881").text
    assert "de senaste 12–18 månaderna" in page
    assert list(tasks(page)) == ["Utan gräns"]


def test_a_register_without_areas_says_how_to_begin(
    coordinator: TestClient, workplace: Register
) -> None:
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_facts(ContactTerm, NORRANGEN, [])
        for area_id in (*ACTIVE, FORMING, LAPSED, WHOLE):
            change.set_timeline(area_id, ())
    page = coordinator.get("/arbete").text
    assert "Registret har inga områden ännu." in page
    assert 'class="button" href="/arbete/omraden/ny"' in page


def test_whoever_is_not_signed_in_is_led_to_where_one_can(visitor: TestClient) -> None:
    answer = visitor.get("/arbete")
    assert (answer.status_code, answer.headers["location"]) == (303, "/arbete/logga-in")
