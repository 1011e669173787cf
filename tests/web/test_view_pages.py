"""Residents say what they think without an account; staff read it, answer it and let everyone read that."""

import html
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from shapely import MultiPolygon, box

from grannsamverkan.actions import views
from grannsamverkan.actions.activities import log
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.views import Coding, Heard, Said, hand_in, log_view
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.activities import ActivityKind
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.privacy import Reading
from grannsamverkan.domain.promises import Promise
from grannsamverkan.domain.views import ResidentView, ViewChannel, ViewState, ViewText, ViewTheme
from grannsamverkan.errors import Unavailable
from grannsamverkan.register import Register
from grannsamverkan.settings import ViewSettings
from grannsamverkan.web.app import create_app
from peopled import decide
from staff import STAFF, Browsers, browser_of, quick, send
from town import NOW

FORM, ROOM = "/synpunkt", "/arbete/synpunkter"
TODAY = NOW.date()
RAW = "Gångvägen är mörk.\nHälsar granne <b>Påhittad</b>, 070-174 06 05."
TEXT, ANSWER = "Gångvägen är mörk.", "Belysningen lagas i juni."
SAID = Said(municipality="1861", theme=ViewTheme.LIGHTING, locality="Hallsberg", text=RAW)
FIELDS = {"amne": "lighting", "plats": "1861:Hallsberg", "text": RAW}


def words(page: str) -> str:
    """Return the words of a page."""
    main = page.partition("<main")[2]
    plain = html.unescape(" ".join(re.sub(r"<[^>]+>", " ", f"<main{main}").split()))
    return plain.replace("\N{NO-BREAK SPACE}", " ")


def doing(register: Register) -> Doing:
    return Doing(register=register, actor="prov", reason="prov", now=NOW)


def counted(register: Register) -> tuple[ResidentView, ...]:
    return register.facts(ResidentView)


def texts(register: Register) -> tuple[ViewText, ...]:
    with register.looking() as private:
        return private.find(ViewText)


@pytest.fixture
def view(workplace: Register) -> ResidentView:
    """Give a view that a resident has handed in."""
    return hand_in(workplace, SAID, now=NOW - timedelta(days=3))


@pytest.fixture
def promise(workplace: Register) -> Promise:
    """Give a promise to the municipality."""
    one = Promise(
        id="01JL0000000000000000000001",
        municipality="1861",
        title="Trygga gångvägar",
        text="Vi lovar",
        start=date(2026, 1, 1),
    )
    with doing(workplace).change("enter_promise") as change:
        change.set_facts(Promise, one.id, [one])
    return one


# -- the form for residents --------------------------------------------------------------------------


@pytest.mark.parametrize("path", [FORM, f"{FORM}/tack"])
def test_the_form_is_for_everyone_in_two_languages_and_sets_no_cookie(
    visitor: TestClient, path: str
) -> None:
    for language, lead in (("sv", ""), ("en", "/en")):
        page = visitor.get(f"{lead}{path}")
        assert page.status_code == 200
        assert f'<html lang="{language}">' in page.text
        assert "set-cookie" not in page.headers
        assert page.headers["cache-control"] == "no-store"
        assert 'hreflang="en"' in page.text


def test_the_form_says_what_is_urgent_who_reads_and_when_the_words_go(visitor: TestClient) -> None:
    page = words(visitor.get(FORM).text)
    assert "Ring 112. Vill du tipsa polisen? Ring 114 14." in page
    assert "Kommunen och polisen i Hallsberg läser det du skriver." in page
    assert "Skriv inga namn, adresser eller telefonnummer" in page
    assert "annars tidigast 23 november 2027, när kommunen har beslutat om det" in page
    for place in ("Hallsberg", "Ingen särskild ort i Hallsberg"):
        assert place in page


def test_a_decision_lets_the_form_promise_a_day(visitor: TestClient, workplace: Register) -> None:
    decide(workplace, disposal_views="KS 2026/15", view_retention_months="6")
    assert "och senast 23 maj 2027" in words(visitor.get(FORM).text)


def test_pages_lead_to_the_form(visitor: TestClient) -> None:
    assert visitor.get("/").text.count('href="/synpunkt"') == 2
    assert 'href="/en/synpunkt"' in visitor.get("/en/om-data").text


def test_what_is_sent_is_taken_and_stands_in_no_address(
    visitor: TestClient, workplace: Register
) -> None:
    sent = visitor.post(FORM, data={**FIELDS, "webbplats": ""})
    assert (sent.status_code, sent.headers["location"]) == (303, f"{FORM}/tack")
    assert "set-cookie" not in sent.headers
    (one,) = counted(workplace)
    assert (one.municipality, one.theme, one.locality, one.channel, one.received_on) == (
        "1861", ViewTheme.LIGHTING, "Hallsberg", ViewChannel.FORM, TODAY,
    )  # fmt: skip
    assert [text.raw for text in texts(workplace)] == [RAW]
    assert "Tack för synpunkten!" in visitor.get(f"{FORM}/tack").text
    assert visitor.post(f"/en{FORM}", data=FIELDS).headers["location"] == f"/en{FORM}/tack"
    assert workplace.changes()[-1].reason == "view from the form"


@pytest.mark.parametrize(
    ("fields", "said", "field"),
    [
        ({"amne": ""}, "Välj vad det gäller.", "amne"),
        ({"amne": "annat"}, "går inte att välja", "amne"),
        ({"plats": ""}, "Välj var det är.", "plats"),
        ({"plats": "9999:"}, "Välj var det är.", "plats"),
        ({"plats": "1861:Storgatan"}, "Orten finns inte bland kommunens orter.", "plats"),
        ({"text": " \n "}, "Skriv vad du vill säga.", "text"),
        ({"text": "640823-3234"}, "Skriv vad du vill säga.", "text"),
        ({"text": "å" * 1_001}, "Texten har 1 001 tecken. Den får ha högst 1 000", "text"),
    ],
)
def test_what_is_wrong_is_told_beside_the_field_and_nothing_typed_is_lost(
    visitor: TestClient, workplace: Register, fields: dict[str, str], said: str, field: str
) -> None:
    sent = visitor.post(FORM, data={**FIELDS, **fields})
    assert sent.status_code == 422
    assert said in words(sent.text)
    assert f'<a href="#{field}">' in sent.text
    assert 'aria-invalid="true"' in sent.text
    if field != "text":
        assert "&lt;b&gt;Påhittad&lt;/b&gt;" in sent.text
    if field != "plats":
        assert '<option value="1861:Hallsberg" selected>' in sent.text
    assert (counted(workplace), texts(workplace)) == ((), ())


def test_more_than_anyone_types_is_refused(visitor: TestClient, workplace: Register) -> None:
    sent = visitor.post(FORM, data={**FIELDS, "text": "a" * 20_001})
    assert sent.status_code == 422
    assert visitor.post(FORM, data={**FIELDS, "text": "a" * 70_000}).status_code == 413
    assert counted(workplace) == ()


def test_what_a_program_fills_in_is_thanked_for_and_forgotten(
    visitor: TestClient, workplace: Register
) -> None:
    sent = visitor.post(FORM, data={**FIELDS, "webbplats": "https://example.org"})
    assert sent.headers["location"] == f"{FORM}/tack"
    assert (counted(workplace), texts(workplace)) == ((), ())


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "none"},
    ],
)
def test_another_site_hands_nothing_in(
    visitor: TestClient, workplace: Register, headers: dict[str, str]
) -> None:
    sent = visitor.post(FORM, data=FIELDS, headers=headers)
    assert sent.status_code == 422
    assert "Formuläret kom från en annan webbplats" in words(sent.text)
    assert counted(workplace) == ()


def many(register: Register, **settings: int) -> TestClient:
    """Return a visitor's browser of a site that takes only so many views in an hour."""
    app = create_app(quick(views=ViewSettings(**settings)), register, clock=lambda: NOW)
    return browser_of(app, register, None)


@pytest.mark.parametrize("settings", [{"client_per_hour": 2}, {"per_hour": 2}])
def test_too_many_within_the_hour_are_told_to_wait_and_keep_what_they_typed(
    workplace: Register, settings: dict[str, int]
) -> None:
    client = many(workplace, **settings)
    for fields in (FIELDS, {**FIELDS, "text": ""}, FIELDS):
        client.post(FORM, data=fields)
    refused = client.post(FORM, data=FIELDS)
    assert refused.status_code == 429
    assert "Det du skrev står kvar" in words(refused.text)
    assert "Gångvägen är mörk." in words(refused.text)
    assert len(counted(workplace)) == 2, "what was refused for another reason takes no turn"


def test_with_several_municipalities_one_chooses_the_place_in_one_of_them(
    visitor: TestClient, workplace: Register
) -> None:
    with doing(workplace).change("fill") as change:
        change.set_municipality(
            Municipality(code="1881", name="Kumla", border=MultiPolygon([box(0, 0, 9, 9)]))
        )
    page = visitor.get(FORM).text
    assert "Kommunen och polisen i Hallsberg och Kumla läser" in words(page)
    assert '<optgroup label="Kumla">' in page
    visitor.post(FORM, data={**FIELDS, "plats": "1881:"})
    assert [(one.municipality, one.locality) for one in counted(workplace)] == [("1881", None)]
    wrong = visitor.post(FORM, data={**FIELDS, "plats": "1881:Hallsberg"})
    assert wrong.status_code == 422


# -- the list ----------------------------------------------------------------------------------------


def test_an_empty_list_says_so_and_leads_on(coordinator: TestClient) -> None:
    page = coordinator.get(ROOM).text
    assert "Inga synpunkter har kommit in ännu." in page
    assert f'href="{ROOM}/ny"' in page
    assert f'href="{FORM}"' in page


def shown(client: TestClient, query: str) -> int:
    """Return how many lines a list has."""
    return len(re.findall(rf'<th scope="row"><a href="{ROOM}/', client.get(f"{ROOM}{query}").text))


def test_the_list_shows_no_words_and_is_searched_by_state_theme_place_and_promise(
    coordinator: TestClient, workplace: Register, view: ResidentView, promise: Promise
) -> None:
    said = replace(SAID, theme=ViewTheme.DRUGS, locality=None)
    kept, answered, gone = (hand_in(workplace, said, now=NOW) for _ in range(3))
    views.keep_back(doing(workplace), kept.id)
    coding = Coding(theme=ViewTheme.WATCH, promise_id=promise.id)
    views.code(doing(workplace), answered.id, coding)
    views.publish(doing(workplace), answered.id, TEXT, ANSWER)
    views.erase(doing(workplace), gone.id)
    page = coordinator.get(f"{ROOM}?lage=").text
    assert "mörk." not in page
    assert "Orden är raderade" in page
    assert "Trygga gångvägar" in page
    assert str(texts(workplace)[0].erase_after) in page
    for query, number in (
        ("", 1),
        ("?lage=", 4),
        ("?lage=new", 1),
        ("?lage=kept_back", 1),
        ("?lage=published", 1),
        ("?lage=raderad", 1),
        ("?lage=&amne=drugs", 2),
        ("?lage=&ort=Hallsberg", 1),
        (f"?lage=&lofte={promise.id}", 1),
        ("?lage=nonsense", 0),
    ):
        assert shown(coordinator, query) == number, query
    assert "Ingen synpunkt passar" in coordinator.get(f"{ROOM}?amne=youth").text
    assert view.id in coordinator.get(ROOM).text


def test_new_views_wait_in_the_queue(coordinator: TestClient, workplace: Register) -> None:
    hand_in(workplace, SAID, now=NOW - timedelta(days=3))
    assert "En synpunkt väntar på att bli läst sedan 20 november 2026." in words(
        coordinator.get("/arbete").text
    )
    hand_in(workplace, SAID, now=NOW)
    assert "2 synpunkter väntar på att bli lästa" in words(coordinator.get("/arbete").text)
    for one in counted(workplace):
        views.keep_back(doing(workplace), one.id)
    assert "väntar på att bli läs" not in words(coordinator.get("/arbete").text)


# -- written down by staff ---------------------------------------------------------------------------


def test_staff_write_down_what_was_said_on_a_walk(police: TestClient, workplace: Register) -> None:
    walk = log(doing(workplace), "1861", ActivityKind.SAFETY_WALK, TODAY).of
    form = police.get(f"{ROOM}/ny").text
    assert f'<option value="{walk.id}">' in form
    sent = send(police, f"{ROOM}/ny", channel="walk", on="2026-11-21", dialogue=walk.id, **FIELDS)
    assert sent.status_code == 303
    (one,) = counted(workplace)
    assert sent.headers["location"] == f"{ROOM}/{one.id}"
    assert (one.channel, one.received_on, one.dialogue_id) == (
        ViewChannel.WALK, date(2026, 11, 21), walk.id,
    )  # fmt: skip
    page = police.get(sent.headers["location"]).text
    assert "Synpunkten är inskriven." in page
    assert f'href="/arbete/aktiviteter/{walk.id}"' in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"channel": ""}, "Välj hur synpunkten kom in"),
        ({"channel": "form"}, "Välj hur synpunkten kom in"),
        ({"on": ""}, "Välj en dag"),
        ({"on": "2027-01-01"}, "har inte varit ännu"),
        ({"amne": ""}, "Välj vad det gäller."),
        ({"plats": "1861:Storgatan"}, "Orten finns inte"),
        ({"dialogue": "nothing"}, "Aktiviteten finns inte i kommunen."),
        ({"text": ""}, "Skriv vad du vill säga."),
    ],
)
def test_what_nobody_can_have_heard_stands_in_the_form_again(
    coordinator: TestClient, workplace: Register, fields: dict[str, str], said: str
) -> None:
    typed = {"channel": "walk", "on": "2026-11-21", **FIELDS, **fields}
    sent = send(coordinator, f"{ROOM}/ny", **typed)
    assert sent.status_code == 422
    assert "Något behöver rättas" in words(sent.text)
    if said != "Välj en dag":
        assert said in words(sent.text)
    assert counted(workplace) == ()


def test_nothing_is_written_down_for_another_municipality(coordinator: TestClient) -> None:
    typed = {"channel": "walk", "on": "2026-11-21", **FIELDS, "plats": "1881:"}
    assert send(coordinator, f"{ROOM}/ny", **typed).status_code == 404


# -- one view ----------------------------------------------------------------------------------------


def test_the_words_are_read_on_a_page_of_their_own_and_that_is_noted(
    police: TestClient, workplace: Register, view: ResidentView
) -> None:
    page = police.get(f"{ROOM}/{view.id}").text
    assert page.count("&lt;b&gt;Påhittad&lt;/b&gt;") == 2, "to read, and to redact"
    assert "antecknat i läsloggen" in page
    with workplace.looking() as private:
        (reading,) = private.find(Reading)
    assert (reading.what, reading.person_id, reading.account_id) == (
        "view", view.id, STAFF[Role.POLICE],
    )  # fmt: skip


def sent_with(client: TestClient, view: ResidentView, deed: str, **fields: object) -> Response:
    """Send one of the forms of a view's page, as it was met."""
    path = f"{ROOM}/{view.id}"
    seen = client.get(path).text.partition('name="seen" value="')[2].partition('"')[0]
    return send(client, f"{path}/{deed}", **{"seen": seen, **fields})


def test_a_view_is_coded(
    coordinator: TestClient, workplace: Register, view: ResidentView, promise: Promise
) -> None:
    sent = sent_with(coordinator, view, "koda", amne="youth", ort="", lofte=promise.id)
    assert sent.headers["location"] == f"{ROOM}/{view.id}"
    page = words(coordinator.get(f"{ROOM}/{view.id}").text)
    assert "Ämne, ort och löfte är sparade." in page
    assert "Trygga gångvägar" in page
    (after,) = counted(workplace)
    assert (after.theme, after.locality, after.promise_id) == (ViewTheme.YOUTH, None, promise.id)
    wrong = sent_with(coordinator, view, "koda", amne="youth", lofte="nothing")
    assert wrong.status_code == 422
    assert "Löftet finns inte" in words(wrong.text)


def test_a_view_is_published_and_its_own_words_are_gone(
    coordinator: TestClient, workplace: Register, view: ResidentView
) -> None:
    sent = sent_with(coordinator, view, "publicera", text=TEXT, answer=ANSWER)
    assert sent.status_code == 303
    page = coordinator.get(f"{ROOM}/{view.id}").text
    assert "Texten och svaret är publicerade. De egna orden är raderade." in words(page)
    assert "Påhittad" not in page
    assert [(one.text, one.answer) for one in workplace.public_views()] == [(TEXT, ANSWER)]
    with workplace.looking() as private:
        readings = len(private.find(Reading))
    coordinator.get(f"{ROOM}/{view.id}")
    with workplace.looking() as private:
        assert len(private.find(Reading)) == readings, "there is nothing personal left to read"


def test_what_still_points_at_someone_is_told_and_what_was_typed_stays(
    coordinator: TestClient, workplace: Register, view: ResidentView
) -> None:
    wrong = sent_with(coordinator, view, "publicera", text="Ring 070-174 06 05", answer=ANSWER)
    assert wrong.status_code == 422
    assert "I texten finns ett telefonnummer" in words(wrong.text)
    assert ANSWER in wrong.text
    assert texts(workplace)[0].state is ViewState.NEW


def test_the_second_of_two_reads_what_the_first_did(
    coordinator: TestClient, police: TestClient, view: ResidentView
) -> None:
    assert sent_with(police, view, "koda", amne="other").status_code == 303
    late = send(coordinator, f"{ROOM}/{view.id}/publicera", seen="0" * 16, text=TEXT, answer=ANSWER)
    assert late.status_code == 409
    assert ANSWER in late.text


def test_a_view_is_kept_back(
    coordinator: TestClient, workplace: Register, view: ResidentView
) -> None:
    sent_with(coordinator, view, "hall-inne")
    page = words(coordinator.get(f"{ROOM}/{view.id}").text)
    assert "Synpunkten publiceras inte. Den räknas ändå." in page
    assert texts(workplace)[0].state is ViewState.KEPT_BACK
    again = sent_with(coordinator, view, "hall-inne")
    assert again.status_code == 422
    assert counted(workplace) == (view,)


@pytest.mark.parametrize(("ticked", "left"), [("1", 1), (None, 0)])
def test_a_view_is_erased_after_being_asked_and_counts_if_it_is_one(
    coordinator: TestClient, workplace: Register, view: ResidentView, ticked: str, left: int
) -> None:
    asked = coordinator.get(f"{ROOM}/{view.id}/radera").text
    assert "Det går inte att ångra" in asked
    assert "mörk." not in asked
    sent = send(coordinator, f"{ROOM}/{view.id}/radera", counted=ticked)
    assert sent.headers["location"] == ROOM
    assert "Synpunktens ord är raderade." in coordinator.get(ROOM).text
    assert (len(counted(workplace)), texts(workplace)) == (left, ())
    page = coordinator.get(f"{ROOM}/{view.id}")
    assert page.status_code == (200 if left else 404)
    if left:
        assert "De egna orden är raderade." in page.text
        assert "Svara och publicera" not in page.text


def test_traces_that_someone_hinders_are_told_of(
    coordinator: TestClient,
    workplace: Register,
    view: ResidentView,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def busy() -> None:
        raise Unavailable("store.locked")

    monkeypatch.setattr(workplace, "scrub", busy)
    sent_with(coordinator, view, "publicera", text=TEXT, answer=ANSWER)
    assert "till nästa gallring" in words(coordinator.get(f"{ROOM}/{view.id}").text)
    send(coordinator, f"{ROOM}/{view.id}/radera", counted="1")
    assert "till nästa gallring" in words(coordinator.get(ROOM).text)


@pytest.mark.parametrize("role", [Role.CONTACT, Role.ADMINISTRATOR])
def test_views_are_for_coordinator_and_police(
    as_role: Browsers, workplace: Register, view: ResidentView, role: Role
) -> None:
    browser = as_role(role)
    for path in ("", "/ny", f"/{view.id}", f"/{view.id}/radera"):
        assert browser.get(f"{ROOM}{path}").status_code == 404
    for path in (
        "ny",
        *(f"{view.id}/{deed}" for deed in ("koda", "publicera", "hall-inne", "radera")),
    ):
        assert send(browser, f"{ROOM}/{path}", **FIELDS).status_code == 404
    assert counted(workplace) == (view,)


# -- personal data -----------------------------------------------------------------------------------


def test_a_search_for_a_person_leads_to_views_that_name_them(
    coordinator: TestClient, administrator: TestClient, view: ResidentView
) -> None:
    found = f"{ROOM}/{view.id}"
    path = "/arbete/personuppgifter/sok"
    page = send(coordinator, path, kommun="1861", text="070-1740605").text
    assert "Synpunkter där det nämns" in page
    assert f'href="{found}"' in page
    assert "mörk." not in page
    theirs = send(administrator, path, kommun="1861", text="påhittad").text
    assert "boendes synpunkt, 20 november 2026" in words(theirs)
    assert f'href="{found}"' not in theirs
    nothing = send(coordinator, path, kommun="1861", text="finns inte").text
    assert "Ingen hittades." in nothing


def test_logged_views_are_of_the_day_they_were_said(workplace: Register) -> None:
    heard = Heard(on=TODAY - timedelta(days=400), channel=ViewChannel.SURVEY)
    old = log_view(doing(workplace), SAID, heard).of
    assert texts(workplace)[0].erase_after == date(2026, 10, 19)
    assert old.received_on == date(2025, 10, 19)
