"""Promises and schools on the workspace's pages: entered, followed, put right, assessed by a person."""

import html
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from grannsamverkan.actions import activities, assessments, indicators, promises
from grannsamverkan.actions import schools as school_deeds
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.promise_files import import_promises
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import AccountRole
from grannsamverkan.domain.activities import ActivityKind, Audience
from grannsamverkan.domain.areas import HouseholdCount, Municipality
from grannsamverkan.domain.promises import (
    Aim,
    Assessment,
    BaselineFrom,
    Indicator,
    NoteKind,
    Outcome,
    Party,
    Promise,
    PromiseNote,
    Rule,
    School,
    SchoolStage,
    Stage,
    Wording,
)
from grannsamverkan.exchange.promise_files import read_promises
from grannsamverkan.register import Register
from groundwork import lay
from staff import STAFF, Browsers, send
from town import NORRANGEN, NOW, X, Y, municipality

ROOM, SCHOOLS = "/arbete/loften", "/arbete/skolor"
HALLSBERG = Path(__file__).parents[2] / "geodata" / "hallsberg" / "promises.toml"
TODAY = NOW.date()
MADE = {
    "title": "Fler områden",
    "text": "Vi ska bli fler.",
    "wording": "original",
    "start": "2026-01-01",
    "last_day": "2026-12-31",
    "follow_up_months": "3",
    "parties": ["municipality", "police"],
    "responsible": "police",
}


def doing(register: Register) -> Doing:
    return Doing(register=register, actor="prov", reason="prov", now=NOW)


def words(page: str) -> str:
    """Return the words of a page."""
    main = page.partition("<main")[2]
    plain = html.unescape(" ".join(re.sub(r"<[^>]+>", " ", f"<main{main}").split()))
    return plain.replace("\N{NO-BREAK SPACE}", " ")


def after(client: TestClient, path: str, **fields: object) -> str:
    """Send a form that is accepted, and return the page that it leads to."""
    answer = send(client, path, **fields)
    assert answer.status_code == 303, words(answer.text)
    return client.get(answer.headers["location"]).text


def seen_by(page: str, action: str) -> str:
    """Return the mark that one form of a page carries."""
    found = re.search(
        rf'action="{re.escape(action)}".*?name="seen" value="([0-9a-f]+)"', page, re.DOTALL
    )
    assert found is not None, action
    return found[1]


def refused(answer: Response, said: str) -> str:
    """Hold an answer to be the page again, with what was wrong; return it."""
    assert answer.status_code in {409, 422}
    assert said in words(answer.text)
    return answer.text


@pytest.fixture
def promise(workplace: Register) -> Promise:
    """Give a promise that runs, followed by the number of areas."""
    made = promises.enter(
        doing(workplace),
        "1861",
        title="Fler områden",
        text="Vi ska bli fler.",
        start=date(2026, 1, 1),
        last_day=date(2026, 12, 31),
        follow_up_months=3,
        parties=("municipality", "police"),
    ).of
    indicators.add(doing(workplace), made.id, name="Aktiva områden", rule=Rule.STOCK_ACTIVE)
    return made


def indicator_of(register: Register, promise: Promise) -> Indicator:
    """Return the one indicator of a promise."""
    (one,) = register.facts(Indicator, promise.id)
    return one


# -- the list, and a new one -------------------------------------------------------------------------


def test_a_promise_is_entered_listed_and_taken_back(
    coordinator: TestClient, workplace: Register
) -> None:
    assert "Inget löfte är inskrivet ännu." in words(coordinator.get(ROOM).text)
    page = after(coordinator, f"{ROOM}/nytt", **MADE)
    assert "Löftet är inskrivet." in words(page)
    (one,) = workplace.facts(Promise)
    assert (one.title, one.wording, one.responsible, one.parties, one.follow_up_months) == (
        "Fler områden", Wording.ORIGINAL, Party.POLICE, ("municipality", "police"), 3,
    )  # fmt: skip
    assert one.reviewed_on == TODAY
    listed = words(coordinator.get(ROOM).text)
    assert "1 januari 2026 – 31 december 2026" in listed
    assert "1 april 2026 Försenad" in listed
    seq = re.search(r'name="seq" value="(\d+)"', page)
    assert seq is not None
    assert send(coordinator, "/arbete/angra", seq=seq[1], to=ROOM).status_code == 303
    assert workplace.facts(Promise) == ()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Skriv en rubrik"),
        ({"start": ""}, "Ange vilken dag löftet börjar gälla."),
        ({"last_day": "2025-01-01"}, "Perioden går baklänges"),
        ({"responsible": "school"}, "Lägg till parten"),
        ({"source_url": "javascript:alert(1)"}, "ingen adress till en sida"),
        ({"picture_year": "hela"}, "inget heltal"),
        ({"text": "Se 700101-1234"}, "personnummer"),
    ],
)
def test_a_refused_promise_keeps_what_was_typed(
    coordinator: TestClient, workplace: Register, wrong: dict[str, str], said: str
) -> None:
    answer = send(coordinator, f"{ROOM}/nytt", **{**MADE, "police_area": "Hallsberg", **wrong})
    page = refused(answer, said)
    assert 'value="Hallsberg"' in page
    assert '<details class="act" open>' in page
    assert workplace.facts(Promise) == ()


def test_the_list_says_what_is_due_and_what_nobody_has_looked_through(
    coordinator: TestClient, workplace: Register
) -> None:
    kinds = {
        "A": {"start": date(2025, 1, 1), "reviewed_on": date(2025, 2, 1)},
        "B": {"start": date(2027, 1, 1)},
        "C": {"start": date(2025, 6, 1)},
        "D": {"start": date(2019, 1, 1), "last_day": date(2020, 12, 31)},
    }
    with doing(workplace).change("enter_promise") as change:
        for key, facts in kinds.items():
            one = Promise(id=key, municipality="1861", title=f"Löfte {key}", text="x", **facts)  # type: ignore[arg-type]  # the facts of each
            change.set_facts(Promise, key, [one])
        done = Assessment(
            id="E", promise_id="D", as_of=date(2020, 12, 31), made_on=TODAY,
            outcome=Outcome.MET, reason="Klart", by="police",
        )  # fmt: skip
        change.set_facts(Assessment, "D", [done])
    rows = words(coordinator.get(ROOM).text)
    assert "Löfte B 1 januari 2027 – tills vidare Har inte börjat Ingen mer" in rows
    assert "Löfte C 1 juni 2025 – tills vidare Pågår Ingen mer Gå igenom sidan" in rows
    assert "Löfte A 1 januari 2025 – tills vidare Pågår Ingen mer Gå igenom sidan" in rows
    assert rows.endswith("Löfte D 1 januari 2019 – 31 december 2020 Avslutat Ingen mer Den publika webbplatsen English")  # fmt: skip
    assert "Ingen har gått igenom sidan sedan 1 februari 2025." in words(
        coordinator.get(f"{ROOM}/A").text
    )
    assert "på över ett halvt år" in words(coordinator.get(f"{ROOM}/C").text)
    assert "Så ser boende löftet" not in words(coordinator.get(f"{ROOM}/B").text)


# -- one promise -------------------------------------------------------------------------------------


def test_the_promises_of_hallsberg_stand_with_what_makes_their_figures(
    coordinator: TestClient, workplace: Register
) -> None:
    import_promises(doing(workplace), read_promises(HALLSBERG))
    school = next(one for one in workplace.facts(School) if one.name == "Alléskolan")
    activities.log(
        doing(workplace), "1861", ActivityKind.SCHOOL_INFORMATION, date(2020, 3, 1),
        school_id=school.id, audience=Audience.PUPILS,
    )  # fmt: skip
    activities.log(
        doing(workplace), "1861", ActivityKind.DRUG_OPERATION, date(2020, 5, 9), targeted=True, number=3
    )  # fmt: skip
    areas = coordinator.get(f"{ROOM}/hallsberg-2019-grannsamverkan").text
    assert f'href="/arbete/omraden/{NORRANGEN}"' in areas
    assert "4 den 27 november 2019, räknat i registret." in words(areas)
    schools = words(coordinator.get(f"{ROOM}/hallsberg-2019-skolor").text)
    assert "Information i skolan 1 mars 2020 Alléskolan" in schools
    assert "Går inte att bedöma än: ingen har bekräftat hur många det finns" in schools
    assert "I allt Okänt" in schools
    drugs = words(coordinator.get(f"{ROOM}/hallsberg-2019-narkotika").text)
    assert "Insats mot narkotika maj 2020" in drugs
    english = words(coordinator.get(f"/en{ROOM}/hallsberg-2019-skolor").text)
    assert "Where it stands" in english


def test_a_promise_is_put_right_and_what_others_wrote_meanwhile_is_shown(
    coordinator: TestClient, promise: Promise
) -> None:
    path = f"{ROOM}/{promise.id}"
    mark = seen_by(coordinator.get(path).text, f"{path}/uppgifter")
    page = after(coordinator, f"{path}/uppgifter", seen=mark, **{**MADE, "title": "Många fler"})
    assert "Löftet är rättat." in words(page)
    late = {**MADE, "title": "Ännu fler", "responsible": "municipality"}
    answer = send(coordinator, f"{path}/uppgifter", seen=mark, **late)
    page = refused(answer, "Nu är sparat: Många fler")
    assert "Nu är sparat: Polisen" in words(page)
    assert 'value="Ännu fler"' in page
    again = send(coordinator, f"{path}/uppgifter", **{**late, "start": ""}, seen=mark)
    refused(again, "Ange vilken dag löftet börjar gälla.")


def test_someone_looks_the_page_through(
    coordinator: TestClient, workplace: Register, promise: Promise
) -> None:
    path = f"{ROOM}/{promise.id}"
    assert "Genomgången i dag" not in words(coordinator.get(path).text)
    with doing(workplace).change("correct_promise") as change:
        old = replace(promise, reviewed_on=date(2026, 1, 2))
        change.set_facts(Promise, promise.id, [old])
    page = coordinator.get(path).text
    mark = seen_by(page, f"{path}/genomgangen")
    page = after(coordinator, f"{path}/genomgangen", seen=mark)
    assert "genomgången i dag" in words(page)
    assert promises.promise_of(workplace, promise.id).reviewed_on == TODAY
    refused(send(coordinator, f"{path}/genomgangen", seen=mark), "Någon annan")


def test_a_later_promise_takes_the_place_of_one(
    coordinator: TestClient, workplace: Register, promise: Promise
) -> None:
    path = f"{ROOM}/{promise.id}"
    assert "Ersatt av ett annat löfte" not in words(coordinator.get(path).text)
    later = promises.enter(
        doing(workplace), "1861", title="Nästa löfte", text="Vi går vidare.", start=date(2027, 1, 1)
    ).of
    mark = seen_by(coordinator.get(path).text, f"{path}/efterfoljare")
    after(coordinator, f"{path}/efterfoljare", seen=mark, successor=later.id)
    assert promises.promise_of(workplace, promise.id).successor_id == later.id
    refused(send(coordinator, f"{path}/efterfoljare", seen=mark, successor=""), "Någon annan")


def test_notes_are_added_and_put_right(
    coordinator: TestClient, workplace: Register, promise: Promise
) -> None:
    path = f"{ROOM}/{promise.id}/anteckningar"
    page = after(coordinator, path, text="Vi knackade dörr.", on="2026-05-01", kind="not_done")
    (note,) = workplace.facts(PromiseNote, promise.id)
    assert (note.kind, note.on, note.text) == (
        NoteKind.NOT_DONE,
        date(2026, 5, 1),
        "Vi knackade dörr.",
    )
    mark = seen_by(page, f"{path}/{note.id}")
    fields = {"text": "Vi ringde på.", "on": "2026-05-02", "kind": "update"}
    assert "Anteckningen är rättad." in after(coordinator, f"{path}/{note.id}", seen=mark, **fields)
    late = send(coordinator, f"{path}/{note.id}", seen=mark, **{**fields, "text": "Annat."})
    refused(late, "Nu är sparat: Vi ringde på.")
    refused(send(coordinator, f"{path}/{note.id}", seen=mark, **{**fields, "on": ""}), "vilken dag")
    refused(send(coordinator, path, text="", on="", kind=""), "Skriv vad anteckningen ska säga.")
    assert send(coordinator, f"{path}/finns-inte", seen=mark, **fields).status_code == 404
    remove = f"{path}/{note.id}/ta-bort"
    refused(send(coordinator, remove, seen=mark), "Någon annan")
    mark = seen_by(coordinator.get(f"{ROOM}/{promise.id}").text, remove)
    assert "Anteckningen är borttagen." in after(coordinator, remove, seen=mark)
    assert not workplace.facts(PromiseNote, promise.id)


def test_a_promise_entered_by_mistake_is_removed_and_can_be_had_back(
    coordinator: TestClient, workplace: Register, promise: Promise
) -> None:
    path = f"{ROOM}/{promise.id}"
    refused(send(coordinator, f"{path}/ta-bort", seen="x"), "Någon annan")
    mark = seen_by(coordinator.get(path).text, f"{path}/ta-bort")
    page = after(coordinator, f"{path}/ta-bort", seen=mark)
    assert "Löftet är borttaget." in page
    assert "Ångra" in page
    assert coordinator.get(path).status_code == 404
    assert workplace.facts(Promise, promise.id) == ()


# -- what is measured --------------------------------------------------------------------------------


def test_what_is_measured_is_added_put_right_and_taken_away(
    coordinator: TestClient, workplace: Register, promise: Promise
) -> None:
    path = f"{ROOM}/{promise.id}"
    first = indicator_of(workplace, promise)
    fields = {
        "name": "Skolor som erbjudits", "rule": "schools", "aim": "all", "decisive": "1",
        "kind": "school_information", "audience": "parents", "stage": "offered",
    }  # fmt: skip
    page = after(coordinator, f"{path}/indikatorer", **fields)
    assert "Det som mäts är tillagt." in words(page)
    added = next(one for one in workplace.facts(Indicator, promise.id) if one.id != first.id)
    assert (added.rule, added.audience, added.stage) == (
        Rule.SCHOOLS,
        Audience.PARENTS,
        Stage.OFFERED,
    )
    there = f"{path}/indikatorer/{added.id}"
    mark = seen_by(page, f"{there}/uppgifter")
    share = {"name": "Bekräftade", "rule": "confirmed_share", "aim": "at_least", "value": "80 %"}
    after(coordinator, f"{there}/uppgifter", seen=mark, **share)
    changed = next(one for one in workplace.facts(Indicator, promise.id) if one.id == added.id)
    assert (changed.value, changed.decisive, changed.kind) == (0.8, False, None)
    assert "Minst 80 %" in words(coordinator.get(path).text)
    late = send(coordinator, f"{there}/uppgifter", seen=mark, **{**share, "name": "Annat"})
    refused(late, "Nu är sparat: Bekräftade")
    mark = seen_by(coordinator.get(path).text, f"{there}/ta-bort")
    assert "borttaget" in after(coordinator, f"{there}/ta-bort", seen=mark)
    assert workplace.facts(Indicator, promise.id) == (first,)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"rule": ""}, "Välj hur det ska räknas."),
        ({"rule": "activities"}, "räknas efter en sorts aktivitet"),
        ({"value": "mycket"}, "är inget tal"),
        ({"kind": "drug_operation"}, "räknar inte aktiviteter"),
        ({"name": ""}, "Skriv vad indikatorn heter."),
    ],
)
def test_what_cannot_be_measured_is_refused_in_words(
    coordinator: TestClient, promise: Promise, wrong: dict[str, str], said: str
) -> None:
    fields = {"name": "Antal", "rule": "gross_started", "aim": "at_least", "value": "8", **wrong}
    answer = send(coordinator, f"{ROOM}/{promise.id}/indikatorer", **fields)
    refused(answer, said)


def test_the_value_at_the_beginning_is_stated_counted_or_unknown_again(
    coordinator: TestClient, workplace: Register, promise: Promise
) -> None:
    path = f"{ROOM}/{promise.id}"
    one = indicator_of(workplace, promise)
    there = f"{path}/indikatorer/{one.id}/borjan"
    assert "Vid början Okänt" in words(coordinator.get(path).text)

    def begin(**fields: str) -> Response:
        mark = seen_by(coordinator.get(path).text, there)
        return send(coordinator, there, seen=mark, **fields)

    stated = {"baseline_from": "stated", "baseline": "3", "baseline_on": "2025-12-31", "baseline_source": "Listan 2025"}  # fmt: skip
    assert begin(**stated).status_code == 303
    assert "3 den 31 december 2025. Källa: Listan 2025" in words(coordinator.get(path).text)
    refused(begin(**{**stated, "baseline": ""}), "Ange värdet vid början")
    refused(begin(**{**stated, "baseline_on": ""}), "Ange vilken dag värdet vid början gäller.")
    refused(begin(**{**stated, "baseline": "3,5"}), "hela antal")
    assert begin(baseline_from="register", baseline_on="", baseline_source="").status_code == 303
    assert indicator_of(workplace, promise).baseline_on == promise.opening_on
    assert "4 den 31 december 2025, räknat i registret." in words(coordinator.get(path).text)
    assert begin(baseline_from="unknown").status_code == 303
    assert indicator_of(workplace, promise).baseline_from is BaselineFrom.UNKNOWN


def test_few_households_are_not_told_on_the_page_of_a_promise_either(
    coordinator: TestClient, workplace: Register, promise: Promise
) -> None:
    with workplace.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        for area_id in workplace.households():
            change.set_facts(HouseholdCount, area_id, [])
        few = HouseholdCount(area_id=NORRANGEN, counted_on=promise.start, total=7, source="prov")
        change.set_facts(HouseholdCount, NORRANGEN, [few])
        measured = replace(
            indicator_of(workplace, promise), rule=Rule.HOUSEHOLDS_SHARE, aim=Aim.MORE,
            baseline_from=BaselineFrom.REGISTER, baseline_on=promise.start,
        )  # fmt: skip
        change.set_facts(Indicator, promise.id, [measured])
    page = words(coordinator.get(f"{ROOM}/{promise.id}").text)
    assert "för få hushåll för att visas" in page
    assert "Visas inte: så få hushåll att de kunde kännas igen" in page
    assert "visas inte (för få) den 1 januari 2026, räknat i registret." in page


def test_how_many_there_are_in_all_is_confirmed(
    coordinator: TestClient, workplace: Register, promise: Promise
) -> None:
    path = f"{ROOM}/{promise.id}"
    one = indicators.add(doing(workplace), promise.id, name="Skolor", rule=Rule.SCHOOLS).of
    there = f"{path}/indikatorer/{one.id}/alla"
    mark = seen_by(coordinator.get(path).text, there)
    refused(
        send(coordinator, there, seen=mark, whole="6"), "Ange vilken dag det hela antalet gäller"
    )
    fields = {"whole": "6", "whole_on": "2026-03-01", "whole_source": "Bildningsförvaltningen"}
    page = words(after(coordinator, there, seen=mark, **fields))
    assert "6 den 1 mars 2026. Källa: Bildningsförvaltningen" in page
    mark = seen_by(coordinator.get(path).text, there)
    page = words(after(coordinator, there, seen=mark, **{**fields, "whole": ""}))
    assert "I allt Okänt" in page


def test_what_is_no_deed_or_no_indicator_is_not_there(
    coordinator: TestClient, workplace: Register, promise: Promise
) -> None:
    one = indicator_of(workplace, promise)
    there = f"{ROOM}/{promise.id}/indikatorer"
    assert send(coordinator, f"{there}/{one.id}/gissa").status_code == 404
    assert send(coordinator, f"{there}/finns-inte/ta-bort", seen="x").status_code == 404
    assert coordinator.get(f"{ROOM}/finns-inte").status_code == 404


# -- a person assesses -------------------------------------------------------------------------------


def test_a_person_assesses_and_the_queue_is_quiet(
    police: TestClient, workplace: Register, promise: Promise
) -> None:
    queue = words(police.get("/arbete").text)
    assert "Löftet skulle ha följts upp senast 1 april 2026." in queue
    assert "Fler områden" in words(police.get("/arbete?slag=promises").text)
    path = f"{ROOM}/{promise.id}"
    assert "Löftet skulle ha följts upp" in words(police.get(path).text)
    fields = {
        "outcome": "partly",
        "as_of": "2026-11-01",
        "reason": "Ett område till, ett har slocknat.",
    }
    page = words(after(police, f"{path}/bedom", **fields))
    assert "Löftet som helhet: Delvis uppnått" in page
    assert "Löftet skulle ha följts upp" not in page
    assert "Löftet skulle" not in words(police.get("/arbete").text)
    one = indicator_of(workplace, promise)
    page = words(after(police, f"{path}/bedom", **{**fields, "about": one.id, "outcome": "met"}))
    assert "Aktiva områden: Uppnått" in page
    made = workplace.facts(Assessment, promise.id)
    assert {one.by for one in made} == {"police"}
    refused(
        send(police, f"{path}/bedom", **{**fields, "about": one.id, "outcome": "met"}),
        "så står det redan",
    )
    refused(send(police, f"{path}/bedom", **{**fields, "outcome": ""}), "Välj en bedömning.")
    refused(send(police, f"{path}/bedom", **{**fields, "as_of": ""}), "Ange vilken dags läge")
    refused(send(police, f"{path}/bedom", **{**fields, "reason": ""}), "Skriv varför")
    remove = f"{path}/indikatorer/{one.id}/ta-bort"
    mark = seen_by(police.get(path).text, remove)
    refused(send(police, remove, seen=mark), "har bedömts och kan inte tas bort")


def test_who_assessed_before_only_roles_were_taken_is_shown_as_they_called_themselves(
    coordinator: TestClient, workplace: Register, promise: Promise
) -> None:
    made = assessments.assess(
        doing(workplace), promise.id, Outcome.MET, as_of=date(2026, 6, 1), reason="Klart."
    ).of
    with doing(workplace).change("prov") as change:
        change.set_facts(Assessment, promise.id, [replace(made, by="prov")])
    assert "Bedömt 23 november 2026 av prov" in words(coordinator.get(f"{ROOM}/{promise.id}").text)


# -- whose promise it is -----------------------------------------------------------------------------


def test_a_promise_led_elsewhere_is_read_and_not_touched(
    coordinator: TestClient, workplace: Register
) -> None:
    with doing(workplace).change("prov") as change:
        there = municipality()
        change.set_municipality(Municipality(code="1881", name="Kumla", border=there.border))
    shared = promises.enter(
        doing(workplace), "1881", title="Gemensamt löfte", text="Vi lovar.",
        start=date(2026, 2, 1), municipalities=("1861",),
    ).of  # fmt: skip
    listed = words(coordinator.get(ROOM).text)
    assert "Gemensamt löfte Kumla, Hallsberg" in listed
    page = coordinator.get(f"{ROOM}/{shared.id}").text
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    assert send(coordinator, f"{ROOM}/{shared.id}/anteckningar", text="x").status_code == 404
    only = promises.enter(
        doing(workplace), "1881", title="Kumlas eget", text="Vi lovar.", start=date(2026, 2, 1)
    ).of
    assert "Kumlas eget" not in words(coordinator.get(ROOM).text)
    assert coordinator.get(f"{ROOM}/{only.id}").status_code == 404


def test_a_promise_of_several_municipalities_can_be_made_by_who_works_in_them(
    as_role: Browsers, workplace: Register
) -> None:
    with doing(workplace).change("prov") as change:
        change.set_municipality(
            Municipality(code="1881", name="Kumla", border=municipality().border)
        )
    with workplace.private() as private:
        private.put(
            AccountRole(
                id="x", account_id=STAFF[Role.POLICE], role=Role.POLICE, municipality="1881"
            )
        )
    police = as_role(Role.POLICE)
    form = police.get(f"{ROOM}/nytt").text
    assert 'name="kommun"' in form
    after(police, f"{ROOM}/nytt", **MADE, kommun="1881", municipalities=["1861"])
    (one,) = workplace.facts(Promise)
    assert one.places == ("1881", "1861")
    page = police.get(f"{ROOM}/{one.id}").text
    assert 'name="municipalities" value="1861" checked' in page
    school = {"name": "Vretskolan", "stage": "compulsory", "kommun": "1881"}
    assert "Vretskolan Kumla" in words(after(police, SCHOOLS, **school))


# -- schools -----------------------------------------------------------------------------------------


def test_schools_are_entered_put_right_and_closed(
    coordinator: TestClient, workplace: Register
) -> None:
    assert "Ingen skola är inskriven ännu." in words(coordinator.get(SCHOOLS).text)
    fields = {"name": "Alléskolan", "stage": "upper_secondary", "code": "12345678"}
    page = after(coordinator, SCHOOLS, **fields)
    (one,) = workplace.facts(School)
    assert (one.name, one.stage, one.code) == (
        "Alléskolan",
        SchoolStage.UPPER_SECONDARY,
        "12345678",
    )
    there = f"{SCHOOLS}/{one.id}"
    mark = seen_by(page, f"{there}/uppgifter")
    page = after(coordinator, f"{there}/uppgifter", seen=mark, **{**fields, "code": ""})
    assert "Skolan är rättad." in words(page)
    late = send(coordinator, f"{there}/uppgifter", seen=mark, **{**fields, "name": "Aleskolan"})
    refused(late, "Nu är sparat: Alléskolan")
    mark = seen_by(page, f"{there}/stang")
    refused(send(coordinator, f"{there}/stang", seen=mark, until=""), "från vilken dag")
    page = words(after(coordinator, f"{there}/stang", seen=mark, until="2026-07-01"))
    assert "Stängd 1 juli 2026" in page
    assert "Stäng skolan" not in page
    assert send(coordinator, f"{there}/riv").status_code == 404
    assert send(coordinator, f"{SCHOOLS}/finns-inte/stang", until="2026-07-01").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Skriv skolans namn."),
        ({"stage": ""}, "Välj om det är en grundskola eller ett gymnasium."),
        ({"code": "12"}, "ingen skolenhetskod"),
        ({"name": "transtenskolan"}, "finns redan"),
    ],
)
def test_a_school_that_cannot_be_is_refused_in_words(
    coordinator: TestClient, workplace: Register, wrong: dict[str, str], said: str
) -> None:
    school_deeds.enter(doing(workplace), "1861", "Transtenskolan", SchoolStage.COMPULSORY)
    answer = send(
        coordinator, SCHOOLS, **{"name": "Ny", "stage": "compulsory", "code": "", **wrong}
    )
    refused(answer, said)


# -- how it may turn out -----------------------------------------------------------------------------


def test_a_promise_that_runs_says_how_it_may_turn_out_with_what_is_planned(
    coordinator: TestClient, workplace: Register, promise: Promise
) -> None:
    there = f"{ROOM}/{promise.id}"
    page = words(coordinator.get(there).text)
    assert "Så kan det bli Troligen 4 aktiva områden den 31 december 2026" in page
    assert (
        "Om ett område som är planerat, på väg eller föreslaget startar senast den 31 december 2026"
        in page
    )
    assert "Chansen" not in page, "nothing was promised of the number"
    for facts in ({"start": date(2026, 12, 1)}, {"last_day": date(2026, 6, 30)}):
        with doing(workplace).change("correct_promise") as change:
            change.set_facts(Promise, promise.id, [replace(promise, **facts)])  # type: ignore[arg-type]  # the facts of each
        assert "Så kan det bli" not in coordinator.get(there).text


def test_someone_asks_what_if_so_many_were_founded_by_a_day(
    coordinator: TestClient, workplace: Register, promise: Promise
) -> None:
    with doing(workplace).change("correct_promise") as change:
        later = replace(promise, last_day=date(2027, 12, 31))
        change.set_facts(Promise, promise.id, [later])
    there = f"{ROOM}/{promise.id}"

    def asked(**of: str) -> str:
        answer = coordinator.get(there, params=of)
        assert answer.status_code == 200
        return words(answer.text)

    assert "utöver det som väntas ändå" not in asked(antal="0")
    few = asked(antal="3", senast="2027-12-31")
    assert "Så många finns inte: 1 är planerade, på väg eller föreslagna." in few
    assert "Om ett område som är planerat, på väg eller föreslaget startar senast den 31 dec" in few
    lay(workplace, X - 5_000, Y)
    before = workplace.head()
    more = asked(antal="3", senast="2027-12-31")
    assert "Så många finns inte" not in more
    assert (
        "Om 3 områden som är planerade, på väg eller föreslagna startar senast den 31 dec" in more
    )
    assert "föreslagna startar senast den 31 december 2027, utöver det som väntas ändå" in more
    for odd in ({"antal": "många", "senast": "i höst"}, {"antal": "-1"}, {"antal": "9" * 40}):
        assert "föreslaget startar senast den 31 december 2026" in asked(**odd)
    assert workplace.head() == before, "looking writes nothing"


def test_a_promise_about_something_else_says_nothing_of_the_number_of_areas(
    coordinator: TestClient, workplace: Register, promise: Promise
) -> None:
    measured = replace(indicator_of(workplace, promise), rule=Rule.NARRATIVE)
    with doing(workplace).change("correct_promise") as change:
        change.set_facts(Indicator, promise.id, [measured])
    assert "Så kan det bli" not in coordinator.get(f"{ROOM}/{promise.id}").text
