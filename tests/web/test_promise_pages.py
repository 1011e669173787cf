"""What anyone may read of a promise: where it stands, how it is counted, what was done, and the figures as data."""

import csv
import gzip
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from grannsamverkan.domain.areas import AreaType, HouseholdCount
from grannsamverkan.domain.promises import Aim, Indicator, Promise, Rule
from grannsamverkan.i18n import LANGUAGES
from grannsamverkan.register import Register
from grannsamverkan.web.app import create_app
from promised import ENDED, RAW, RUNNING, SAID, TO_COME, new_promised_register
from town import FORMING, HALF, LAPSED, NORRANGEN, NOW, UNDRAWN, WHOLE, generous

PAGES = (f"/lofte/{ENDED}", f"/lofte/{RUNNING}")
EVERYTHING = (
    "/lofte",
    *PAGES,
    *(f"{page}/{name}" for page in PAGES for name in ("flode.xml", "siffror.csv")),
    "/api/v1/promises",
    *(f"/api/v1/promises/{one}" for one in (ENDED, RUNNING)),
)


@pytest.fixture
def example(tmp_path: Path) -> Iterator[TestClient]:
    """Give a reader of the same register as an example."""
    register = new_promised_register(tmp_path / "a.gpkg", example=True)
    yield TestClient(create_app(generous(), register, clock=lambda: NOW))
    register.close()


def plain(page: str) -> str:
    """Return what is read on a page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_list_has_every_promise_that_has_begun_with_its_period_and_where_it_stands(
    reader: TestClient,
) -> None:
    page = plain(reader.get("/lofte").text)
    assert "Fler grannsamverkansområden Avslutat · 28 november 2019 till 31 maj 2021" in page
    assert "Det fanns 4 aktiva områden den 31 maj 2021." in page
    assert "Åtta nya områden och trygga skolor Pågår · 1 januari 2026 till" in page
    assert page.index("Åtta nya") < page.index("Fler grannsamverkansområden")
    assert "Hemligt löfte" not in page


def test_a_promise_to_come_and_none_at_all_are_answered_alike(reader: TestClient) -> None:
    for ending in ("", "/flode.xml", "/siffror.csv"):
        answers = [reader.get(f"/lofte/{one}{ending}") for one in (TO_COME, "finns-inte")]
        assert {one.status_code for one in answers} == {404}
        assert "Det finns inget löfte att visa här." in answers[0].text
    for one in (TO_COME, "finns-inte"):
        assert reader.get(f"/api/v1/promises/{one}").status_code == 404


def test_the_start_page_and_the_menu_lead_to_the_promises(reader: TestClient) -> None:
    page = reader.get("/").text
    assert page.count('href="/lofte"') == 2
    assert 'href="/en/lofte"' in reader.get("/en/").text


def test_where_we_stand_is_a_plain_sentence_and_a_light_with_its_rule(reader: TestClient) -> None:
    page = plain(reader.get(PAGES[0]).text)
    assert "Det fanns 4 aktiva områden den 31 maj 2021. Det var lika många som den" in page
    assert "Löftet: fler än vid början Målet inte nått Så sätts läget:" in page
    assert "Målet nått: fler än 4. Målet inte nått: 4 eller färre." in page
    assert "1 område har startat" not in page, "what stands beside is no part of the sentence"
    assert "Löftet vilar inte på den här siffran." in page


def test_a_direction_without_a_number_says_what_is_compared_and_that_a_person_assesses(
    reader: TestClient,
) -> None:
    page = plain(reader.get(PAGES[0]).text)
    assert (
        "Inget antal lovades. Därför jämför vi den 31 maj 2021 med den 28 november 2019."
        " Om löftet är uppfyllt bedömer en person, inte datorn." in page
    )
    assert "4 den 28 november 2019, räknat i registret. Registret är helt från 2014." in page


def test_a_running_promise_is_held_to_an_even_pace(reader: TestClient) -> None:
    page = plain(reader.get(PAGES[1]).text)
    assert "Inget område har startat eller startat om sedan den 1 januari 2026." in page
    assert "I fas: minst 3. Nästan i fas: minst 80 procent av det. Ligger efter:" in page
    assert "En jämn takt hade gett 3 den 23 november 2026." in page
    assert "För att nå målet behövs 7,3 om året." in page
    assert "Hittills har det blivit 2,2 om året i snitt." in page


def test_what_cannot_be_assessed_says_why_and_invents_no_number(reader: TestClient) -> None:
    page = plain(reader.get(PAGES[1]).text)
    cannot = "Går inte att bedöma än, eftersom"
    assert f"Tio fler : {cannot} ingen har angett hur det var vid början." in page
    assert f"{cannot} antalet invånare i kommunen inte är inlagt." in page
    assert "Inte känt. Ingen har angett det med dag och källa än." in page
    confirmed = "Av hur många 3 den 15 januari 2026. Källa: Kommunens förteckning."
    assert page.count(confirmed) == 2, "of pupils, and so of the parents at the same schools"


def test_few_households_are_told_in_no_format(tmp_path: Path) -> None:
    register = new_promised_register(tmp_path / "few.gpkg")
    with register.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        for number, area_id in enumerate(register.households()):
            total = 0 if number else 7
            few = HouseholdCount(area_id=area_id, counted_on=NOW.date(), total=total, source="prov")
            change.set_facts(HouseholdCount, area_id, [few])
    with TestClient(create_app(generous(), register, clock=lambda: NOW)) as reader:
        page = plain(reader.get(PAGES[1]).text)
        rows = reader.get(f"{PAGES[1]}/siffror.csv").text
        told = reader.get(f"/api/v1/promises/{RUNNING}").json()
    why = "Går inte att visa, eftersom hushållen är så få att de kunde kännas igen."
    assert why in page
    assert why in rows
    figures = [one["now"] for one in told["measures"] if one["rule"].startswith("households")]
    assert [(one["value"], one["part"], one["why"]) for one in figures] == [
        (None, None, "too_few")
    ] * 2
    register.close()


def test_each_rule_is_told_in_words_with_what_it_is_counted_of(reader: TestClient) -> None:
    page = plain(reader.get(PAGES[1]).text)
    assert "Antalet avrundas till tiotal" in page
    assert "12 % den 31 december 2025. Källa: Årsrapporten 2025." in page
    assert "Information i skolan: skolor som har fått erbjudandet" in page
    assert "Bara för elever." in page
    assert "3 den 15 januari 2026. Källa: Kommunens förteckning." in page
    assert "2 av 3" in page
    assert "Genomfört: 1 av 3." in page
    assert "1, enligt registret." in page
    assert "Exempelskola A, Exempelskola B" in page
    assert "2 områden saknar uppgift och är inte med." in page


def test_what_was_done_what_was_not_and_what_was_learnt_stand_apart(reader: TestClient) -> None:
    page = plain(reader.get(PAGES[0]).text)
    done = page.index("Det här har gjorts 14 februari 2020 Två kvarter höll uppstartsmöte.")
    not_done = page.index("Det här blev inte av 1 december 2020 Ombudsträffen blev inte av.")
    learnt = page.index("Det här lärde vi oss 31 maj 2021 Små områden håller längre.")
    assert done < not_done < learnt
    other = plain(reader.get(PAGES[1]).text)
    assert "Det här har gjorts Vandringar : 2." in other
    assert "Det här blev inte av Inget är antecknat." in other
    assert "Det här lärde vi oss" not in other


def test_what_residents_said_stands_with_the_answer_and_never_in_their_own_words(
    reader: TestClient,
) -> None:
    page = plain(reader.get(PAGES[0]).text)
    assert f"Grannsamverkan, Hallsberg, september 2026 {SAID} Svar 20 september 2026" in page
    assert "Varje kontaktombud får en fråga om året." in page
    assert "Ingen synpunkt om löftet är publicerad ännu." in plain(reader.get(PAGES[1]).text)
    assert all(RAW.encode() not in reader.get(path).content for path in EVERYTHING)


def test_people_assess_by_role_with_day_and_reason(reader: TestClient) -> None:
    page = plain(reader.get(PAGES[0]).text)
    assert "Ej uppnått. Bedömt av samordnare den 31 maj 2021, efter läget den 31 maj 2021." in page
    assert "Ett startade och ett blev vilande." in page
    assert "Tidigare bedömningar Går ej att bedöma. Bedömt av operatör den 30 juni 2020" in page
    assert "Delvis uppnått. Bedömt av polis den 31 maj 2021" in page
    assert "Ingen har bedömt löftet än." in plain(reader.get(PAGES[1]).text)


def test_an_example_says_that_its_results_are_invented_and_shows_no_assessment(
    example: TestClient,
) -> None:
    for path in ("/lofte", *PAGES):
        page = plain(example.get(path).text)
        assert "EXEMPEL – påhittade uppgifter" in page
        assert "Resultaten är påhittade, därför ingen bedömning." in page
        assert "Bedömt av" not in page
        assert "skulle ha följts upp" not in page
    details = example.get(f"/api/v1/promises/{ENDED}").json()
    assert details["assessments"] == []
    assert details["note"] == "EXEMPEL – påhittade uppgifter"
    late = example.get(f"/api/v1/promises/{RUNNING}").json()
    assert (late["follow_up_due_on"], late["follow_up_overdue"]) == (None, False)
    table = example.get(f"{PAGES[0]}/siffror.csv").text.splitlines()
    assert all(line.endswith("EXEMPEL – påhittade uppgifter") for line in table[1:])


def test_a_page_says_that_its_promise_has_ended_and_what_came_after(reader: TestClient) -> None:
    page = reader.get(PAGES[0]).text
    assert "Löftet gällde till och med 31 maj 2021. Siffrorna är från den dagen." in plain(page)
    assert f'Det följdes av <a href="/lofte/{RUNNING}" lang="sv">' in page
    assert f'Det följde på <a href="/lofte/{ENDED}" lang="sv">' in reader.get(PAGES[1]).text


def test_a_page_that_nobody_has_looked_through_and_a_late_follow_up_say_so(
    reader: TestClient,
) -> None:
    page = plain(reader.get(PAGES[1]).text)
    assert "Ingen har gått igenom sidan på över ett halvt år." in page
    assert "Löftet skulle ha följts upp senast 1 april 2026. Det är inte gjort än." in page
    assert "Uppföljning var 3:e månad" in page
    fresh = plain(reader.get(PAGES[0]).text)
    assert "gått igenom sidan" not in fresh


def test_a_page_tells_when_it_was_looked_through_last(promised_town: Register) -> None:
    later = datetime(2027, 5, 1, 12, tzinfo=UTC)
    reader = TestClient(create_app(generous(), promised_town, clock=lambda: later))
    assert "Ingen har gått igenom sidan sedan 1 oktober 2026." in reader.get(PAGES[0]).text


def test_who_promised_what_stands_with_its_source(reader: TestClient) -> None:
    page = reader.get(PAGES[0]).text
    assert "Lovat av Polisen och kommunen Ansvarig Polisen" in plain(page)
    assert "Återgivet Polisen ska tillsammans med kommunen" in plain(page)
    assert 'href="https://www.example.org/loften/hallsberg" rel="external">' in page
    assert "Källa: www.example.org" in page
    assert "Problemet Enligt lägesbilden 2019. Många bostadsinbrott på hösten." in plain(page)
    assert "Orsaker Grannar känner inte varandra." in plain(page)
    assert "Löftets egen text" in reader.get(PAGES[1]).text


def test_a_figure_leads_to_the_areas_that_make_it_those_that_anyone_may_meet(
    reader: TestClient,
) -> None:
    page = reader.get(PAGES[0]).text
    assert f'<a href="/omrade/{NORRANGEN}">Norrängen</a>' in page
    assert f'<a href="/omrade/{UNDRAWN}">Utan gräns</a>' in page
    assert "Hela byn" in page, "an area that was split has no page of its own any more"
    assert f"/omrade/{WHOLE}" not in page
    for area_id in re.findall(r"/omrade/(\w+)", page):
        assert reader.get(f"/omrade/{area_id}").status_code == 200


@pytest.mark.parametrize("path", EVERYTHING)
def test_a_lapsed_area_counts_and_is_named_nowhere(reader: TestClient, path: str) -> None:
    for language in ("", "/en"):
        if language and path.startswith("/api"):
            continue
        answer = reader.get(f"{language}{path}")
        assert answer.status_code == 200
        assert LAPSED.encode() not in answer.content
        assert b"Slocknad" not in answer.content
        assert b"HEMLIG-KOD" not in answer.content
        assert TO_COME.encode() not in answer.content
    assert b"Norr" in reader.get("/karta/lista").content, "this check can fail"


def test_how_the_number_changed_stands_as_drawing_and_as_table(reader: TestClient) -> None:
    page = reader.get(PAGES[0]).text
    assert "Vid början, 27 november 2019 4 Startade Utan gräns +1 Blev vilande −1" in plain(page)
    assert 'id="antal-title"' in page
    assert 'id="andrades-narrow-desc"' in page
    assert 'id="karta-da-title"' in page
    assert '<th scope="row">31 december 2019</th><td>4</td>' in page
    assert '<th scope="row">31 januari 2020</th><td>3</td>' in page


def test_a_page_needs_no_script_and_is_small(reader: TestClient) -> None:
    for path in PAGES:
        page = reader.get(path)
        assert "<script" not in page.text
        assert len(gzip.compress(page.content)) < 50_000
        ids = re.findall(r' id="([^"]+)"', page.text)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]+)"', page.text)) <= set(ids)


def test_a_promise_that_is_about_no_areas_shows_none(tmp_path: Path) -> None:
    register = new_promised_register(tmp_path / "a.gpkg")
    kept = [one for one in register.facts(Indicator, RUNNING) if one.kind is not None]
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_facts(Indicator, RUNNING, kept)
    reader = TestClient(create_app(generous(), register, clock=lambda: NOW))
    assert "Så ändrades antalet" not in reader.get(PAGES[1]).text
    assert "månad för månad" not in reader.get(f"{PAGES[1]}/siffror.csv").text
    details = reader.get(f"/api/v1/promises/{RUNNING}").json()
    assert (details["growth"], details["bridge"]) == ([], None)
    register.close()


def test_a_promise_without_any_measure_says_that_nothing_is_measured(tmp_path: Path) -> None:
    register = new_promised_register(tmp_path / "a.gpkg")
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_facts(Indicator, RUNNING, [])
        (promise,) = change.facts(Promise, RUNNING)
        change.set_facts(Promise, RUNNING, [replace(promise, last_day=None, municipalities=("1",))])
    reader = TestClient(create_app(generous(), register, clock=lambda: NOW))
    page = plain(reader.get(PAGES[1]).text)
    assert "Inget mäts i det här löftet." in page
    assert "Så räknar vi" not in page
    assert "Det här har gjorts Inget är antecknat ännu." in page
    assert "Från 1 januari 2026, tills vidare · Hallsberg och 1" in page
    register.close()


def test_only_areas_of_a_type_are_told_by_name_and_have_no_line_among_all(tmp_path: Path) -> None:
    register = new_promised_register(tmp_path / "a.gpkg")
    (stock, _) = register.facts(Indicator, ENDED)
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_facts(Indicator, ENDED, [replace(stock, area_type=AreaType.BOAT)])
    reader = TestClient(create_app(generous(), register, clock=lambda: NOW))
    page = reader.get(PAGES[0]).text
    assert "Aktiva grannsamverkansområden : 0." in plain(page)
    assert "Bara områden av sorten båtsamverkan." in page
    assert "Utgångsläge 28 nov. 2019" not in page
    register.close()


def test_the_table_opens_in_a_swedish_spreadsheet_and_runs_nothing(
    reader: TestClient, tmp_path: Path
) -> None:
    answer = reader.get(f"{PAGES[1]}/siffror.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].endswith(f'"lofte-{RUNNING}.csv"')
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    by_name = {row["namn"]: row for row in rows if row["avsnitt"] == "mått"}
    assert by_name["Bostäder i områden"]["värde"] == "0,15"
    assert by_name["Nya områden"]["mål"] == "8"
    assert by_name["Nya områden"]["läge"] == "Ligger efter"
    assert by_name["Tio fler"]["varför"].startswith("Går inte att bedöma än")
    assert {"månad för månad", "så ändrades antalet"} <= {row["avsnitt"] for row in rows}
    english = reader.get(f"/en{PAGES[1]}/siffror.csv").content.decode("utf-8-sig")
    assert ";0.15;" in english
    register = new_promised_register(tmp_path / "a.gpkg")
    (promise,) = register.facts(Promise, ENDED)
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_facts(Promise, ENDED, [replace(promise, title="=1+1;<b>")])
    client = TestClient(create_app(generous(), register, clock=lambda: NOW))
    assert '\n"\'=1+1;<b>";' in client.get(f"{PAGES[0]}/siffror.csv").text.replace("\r", "")
    assert "&lt;b&gt;" in client.get(PAGES[0]).text
    register.close()


def test_the_api_gives_every_figure_with_what_it_is_made_of(reader: TestClient) -> None:
    ended = reader.get(f"/api/v1/promises/{ENDED}").json()
    stock, gross = ended["measures"]
    assert (stock["now"]["value"], stock["target"], stock["light"]) == (4, 4, "below")
    assert stock["baseline"] == {
        "known_from": "register",
        "on": "2019-11-28",
        "source": "Registret är helt från 2014",
        "value": 4,
    }
    assert gross["now"]["value"] == 1
    assert ended["made_of"][1]["areas"] == [UNDRAWN]
    assert NORRANGEN in ended["made_of"][0]["areas"]
    assert ended["growth"][0] == {"on": "2019-11-27", "active": 4}
    assert ended["bridge"]["events"]["lapsed"] == -1
    assert ended["bridge"]["areas"] == {"started": [UNDRAWN]}
    assert [one["outcome"] for one in ended["assessments"]] == ["not_met", "cannot_be_assessed"]
    running = reader.get(f"/api/v1/promises/{RUNNING}").json()
    by_name = {one["name"]: one for one in running["measures"]}
    assert by_name["Tio fler"]["now"]["why"] == "no_baseline"
    assert by_name["Skolor, elever"]["held"]["value"] == 1
    pupils = next(one for one in running["made_of"] if one["measure"].endswith(".g"))
    assert pupils["schools"] == ["Exempelskola A", "Exempelskola B"]
    assert HALF in running["made_of"][2]["areas"]


def test_the_api_lists_promises_of_one_municipality_or_all(reader: TestClient) -> None:
    every = reader.get("/api/v1/promises").json()
    assert [one["id"] for one in every["promises"]] == [RUNNING, ENDED]
    assert every == reader.get("/api/v1/promises?municipality=1861").json()
    assert reader.get("/api/v1/promises?municipality=9999").status_code == 404
    assert reader.get("/api/v1/promises?when=now").status_code == 422


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_about_promises_is_one_that_the_specification_names(
    promised_app: FastAPI, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", promised_app)
    one = schema["/api/v1/promises/{promise_id}"]["GET"]
    every = schema["/api/v1/promises"]["GET"]

    @given(data=st.data())
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    def hold(data: st.DataObject) -> None:
        data.draw(every.as_strategy(generation_mode=mode)).call_and_validate()
        asked = data.draw(one.as_strategy(generation_mode=mode))
        if mode is GenerationMode.POSITIVE:
            asked.path_parameters = {"promise_id": data.draw(st.sampled_from([ENDED, RUNNING]))}
        asked.call_and_validate()

    hold()


def test_who_has_a_page_already_gets_it_once(reader: TestClient) -> None:
    for path in EVERYTHING:
        answer = reader.get(path)
        again = reader.get(path, headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304, path
        assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/lofte", *PAGES])
def test_every_page_is_whole_in_every_language(reader: TestClient, path: str) -> None:
    for language in LANGUAGES:
        page = reader.get(path if language == "sv" else f"/{language}{path}")
        assert f'<html lang="{language}">' in page.text
    assert 'lang="sv">Fler grannsamverkansområden' in reader.get(f"/en{PAGES[0]}").text
    assert "There were 4 active areas on 31 May 2021." in reader.get(f"/en{PAGES[0]}").text


def test_a_promise_that_runs_says_how_it_may_turn_out_and_one_that_is_over_does_not(
    reader: TestClient,
) -> None:
    page = plain(reader.get(PAGES[1]).text)
    assert "Troligen 4 aktiva områden den 31 december 2026." in page
    assert "9 gånger av 10 mellan 3 och 8." in page
    assert "Ingen har angett hur många områden det fanns vid början." in page
    assert "Räknat på det som har hänt sedan den 4 maj 2014: 4 områden som har startat" in page
    assert "Det här är ingen bedömning av löftet." in page
    assert "planerade eller på väg" not in page, "what is planned is for those who work with it"
    assert "Så kan det bli" not in reader.get(PAGES[0]).text


def test_how_it_may_turn_out_is_the_same_bytes_each_time_and_no_other_for_what_is_planned(
    reader: TestClient, tmp_path: Path
) -> None:
    register = new_promised_register(tmp_path / "more.gpkg")
    with register.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        change.set_timeline(FORMING, ())
    without = TestClient(create_app(generous(), register, clock=lambda: NOW)).get(PAGES[1]).text
    register.close()
    assert ahead(without) == ahead(reader.get(PAGES[1]).text) == ahead(reader.get(PAGES[1]).text)


def test_page_table_and_api_tell_the_same_of_how_it_may_turn_out(reader: TestClient) -> None:
    told = reader.get(f"/api/v1/promises/{RUNNING}").json()["outlook"]
    assert (told["enough"], told["seen_from"], told["foundings"]) == (True, "2014-05-04", 4)
    assert (told["least"], told["chance"], told["needed"]) == (None, None, None)
    assert told["days"][0]["on"] == "2026-12-31"
    text = reader.get(f"{PAGES[1]}/siffror.csv").content.decode("utf-8-sig")
    rows = [
        row
        for row in csv.DictReader(io.StringIO(text), delimiter=";")
        if row["avsnitt"] == "så kan det bli"
    ]
    half, nine = (
        {one["dag"]: one for one in rows if one["namn"] == name}
        for name in ("5 gånger av 10", "9 gånger av 10")
    )
    page = plain(ahead(reader.get(PAGES[1]).text))
    for day in told["days"]:
        own = [str(day[one]) for one in ("median", "low_50", "high_50", "low_90", "high_90")]
        assert [half[day["on"]][one] for one in ("värde", "lägst", "högst")] == own[:3]
        assert [nine[day["on"]][one] for one in ("värde", "lägst", "högst")] == [own[0], *own[3:]]
        span = dict.fromkeys((own[3], own[4]))
        assert f" {'–'.join(span)} " in f" {page} "
    assert "chans att löftet nås" not in text, "of nobody knows how many nothing is told"
    assert reader.get(f"/api/v1/promises/{ENDED}").json()["outlook"] is None


def test_the_chance_and_the_pace_are_told_as_on_the_page(tmp_path: Path) -> None:
    register = new_promised_register(tmp_path / "number.gpkg")
    aimed = Indicator(
        id=f"{RUNNING}.x", promise_id=RUNNING, name="Åtta områden", rule=Rule.STOCK_ACTIVE,
        aim=Aim.AT_LEAST, value=8,
    )  # fmt: skip
    with register.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        change.set_facts(Indicator, RUNNING, [aimed])
    client = TestClient(create_app(generous(), register, clock=lambda: NOW))
    told = client.get(f"/api/v1/promises/{RUNNING}").json()["outlook"]
    page = plain(ahead(client.get(PAGES[1]).text))
    text = client.get(f"{PAGES[1]}/siffror.csv").content.decode("utf-8-sig")
    register.close()
    assert told["least"] == 8
    assert f"är ungefär {round(100 * told['chance'])} procent." in page
    comma = {name: f"{told[name]:g}".replace(".", ",") for name in ("chance", "needed", "pace")}
    assert f"behövs {comma['needed']} nya områden om året." in page
    assert f"har det startat {comma['pace']} om året" in page
    for name, day, value in (
        ("chans att löftet nås", told["by"], comma["chance"]),
        ("områden om året som behövs", told["by"], comma["needed"]),
        ("områden om året sedan den dagen", told["pace_since"], comma["pace"]),
    ):
        assert f";så kan det bli;{name};;{day};{value};" in text


def ahead(page: str) -> str:
    """Return the part of a page that says how it may turn out."""
    return page.partition('id="framat"')[2].partition("</section>")[0]


def test_what_has_been_seen_for_too_short_a_time_says_so(tmp_path: Path) -> None:
    register = new_promised_register(tmp_path / "few.gpkg")
    with register.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        for area_id in (NORRANGEN, LAPSED, WHOLE, HALF):
            change.set_timeline(area_id, ())
    client = TestClient(create_app(generous(), register, clock=lambda: NOW))
    page = client.get(PAGES[1]).text
    told = client.get(f"/api/v1/promises/{RUNNING}").json()["outlook"]
    table = client.get(f"{PAGES[1]}/siffror.csv").text
    register.close()
    assert "Det går inte att räkna framåt än." in ahead(page)
    assert "<table" not in ahead(page)
    assert told["enough"] is False
    assert (told["days"], told["chance"], told["pace"]) == ([], None, None)
    assert "så kan det bli" not in table
