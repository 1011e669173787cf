"""Interests on the screens: logged in a minute, found, handled, clustered and made an area."""

import html
import re
from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient
from shapely import LineString

from grannsamverkan.domain.access import RULES, Deed, Reach, Role
from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.demand import DemandView
from grannsamverkan.domain.interests import Handling, Interest, Wish
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.privacy import Reading
from grannsamverkan.domain.streets import Road
from grannsamverkan.register import Register
from staff import STAFF, Browsers, send
from town import NOW, X, Y

ROOM = "/arbete/intressen"
TODAY = NOW.date()


def interest(number: int, **facts: object) -> Interest:
    plain = Interest(
        id=f"01JK{number:022d}",
        municipality="1861",
        received_on=TODAY,
        wish=Wish.START,
        locality="Hallsberg",
        x=X + 2_000 + 100 * number,
        y=Y,
        name=f"Boende {number} (påhittad)",
        phone=f"070-174 06 {10 + number}",
        mail=f"boende{number}@example.org",
        erase_after=date(2027, 11, 23),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]  # fields known by name only


def put(register: Register, *some: object) -> None:
    with register.private() as private:
        private.put(*some)


def all_of(register: Register) -> list[Interest]:
    with register.looking() as private:
        return list(private.find(Interest))


def text(page: str) -> str:
    """Return the words of a page."""
    main = page.partition("<main")[2]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", f"<main{main}").split()))


def test_an_empty_list_says_so_and_leads_to_the_form(coordinator: TestClient) -> None:
    page = coordinator.get(ROOM).text
    assert "Inga intressen är inskrivna ännu." in page
    assert 'href="/arbete/intressen/nytt"' in page
    assert "Vad vill personen?" in coordinator.get(f"{ROOM}/nytt").text


def test_an_interest_is_logged_and_says_when_it_is_erased(
    police: TestClient, workplace: Register
) -> None:
    sent = send(
        police,
        f"{ROOM}/nytt",
        wish="be_contact",
        locality="Hallsberg",
        lat="59,0667",
        lon="15.1100",
        area_type="villa",
        households="40",
        name="Boende Ett (påhittad)",
        phone="0701740611",
        mail="boende@example.org",
    )
    assert sent.status_code == 303
    (logged,) = all_of(workplace)
    assert sent.headers["location"] == f"{ROOM}/{logged.id}"
    assert (logged.wish, logged.area_type, logged.households_guess) == (
        Wish.BE_CONTACT, AreaType.VILLA, 40,
    )  # fmt: skip
    assert (logged.phone, logged.erase_after) == ("070-174 06 11", date(2027, 11, 23))
    assert logged.x is not None
    assert logged.y is not None
    assert logged.x % 100 == logged.y % 100 == 0
    page = text(police.get(f"{ROOM}/{logged.id}").text)
    assert "Intresset är inskrivet. Det raderas 23 november 2027." in page
    assert "Boende Ett (påhittad)" in page
    assert "antecknat i läsloggen" in page
    with workplace.looking() as private:
        (reading,) = private.find(Reading)
    assert (reading.what, reading.person_id, reading.account_id) == (
        "interest", logged.id, STAFF[Role.POLICE],
    )  # fmt: skip


def test_a_street_is_found_among_the_imported_roads_and_not_kept(
    coordinator: TestClient, workplace: Register
) -> None:
    assert "Gata" not in text(coordinator.get(f"{ROOM}/nytt").text)
    near = LineString([(X, Y), (X + 200, Y)])
    far = LineString([(X + 20_000, Y), (X + 20_800, Y)])
    put(
        workplace,
        Road(id="r1", name="Påhittsvägen", line=near, source="prov"),
        Road(id="r2", name="Påhittsvägen", line=far, source="prov"),
        Road(id="r3", line=far, source="prov"),
    )
    assert "gatans namn sparas inte" in text(coordinator.get(f"{ROOM}/nytt").text)
    send(coordinator, f"{ROOM}/nytt", wish="start", locality="Hallsberg", street=" påhittsvägen ")
    send(coordinator, f"{ROOM}/nytt", wish="start", locality="Annanstans", street="Påhittsvägen")
    places = sorted((one.x, one.locality) for one in all_of(workplace))
    assert places == [(X + 100, "Hallsberg"), (X + 20_400, "Annanstans")]
    wrong = send(coordinator, f"{ROOM}/nytt", wish="start", street="Storgatan", name="Boende Ett")
    assert wrong.status_code == 422
    page = text(wrong.text)
    assert "Ingen gata i registret heter ”Storgatan”." in page
    assert 'value="Boende Ett"' in wrong.text


@pytest.mark.parametrize(
    ("fields", "said", "field"),
    [
        ({"locality": ""}, "Ange var det är", "locality"),
        ({"phone": "ring"}, "Telefonnumret går inte att läsa", "phone"),
        ({"mail": "a@b"}, "E-postadressen går inte att läsa", "mail"),
        ({"name": "Boende 640823-3234"}, "personnummer registreras aldrig", "name"),
        ({"households": "många"}, "inget heltal", "households"),
        ({"households": "0"}, "mellan 1 och 10 000", "households"),
        ({"lat": "59.06", "lon": ""}, "Koordinaterna går inte att läsa", "lat"),
        ({"lat": "nan", "lon": "15"}, "Koordinaterna går inte att läsa", "lat"),
        ({"wish": "annat"}, "går inte att välja", "wish"),
    ],
)
def test_what_cannot_be_read_stands_in_the_form_again_with_what_to_mend(
    coordinator: TestClient, workplace: Register, fields: dict[str, str], said: str, field: str
) -> None:
    typed = {"wish": "start", "locality": "Hallsberg", **fields}
    sent = send(coordinator, f"{ROOM}/nytt", **typed)
    assert sent.status_code == 422
    assert said in text(sent.text).replace("\N{NO-BREAK SPACE}", " ")
    assert f'<a href="#{field}">' in sent.text
    assert all_of(workplace) == []


def test_the_list_tells_no_name_and_is_searched_by_state_wish_place_and_handler(
    coordinator: TestClient, workplace: Register
) -> None:
    put(
        workplace,
        interest(1),
        interest(2, wish=Wish.JOIN, locality="Pålsboda", handler=STAFF[Role.COORDINATOR]),
        interest(3, state=Handling.DECLINED, handler="gone"),
    )
    page = coordinator.get(ROOM).text
    assert "2 intressen" in page
    for one in all_of(workplace):
        assert not {one.name, one.phone, one.mail} & set(re.findall(r"[^<>]+", page))
    for query, ids in (
        ("lage=", {1, 2, 3}),
        ("lage=declined", {3}),
        ("vill=join", {2}),
        ("ort=Hallsberg", {1}),
        ("mina=1", {2}),
        ("vill=be_contact", set()),
    ):
        found = coordinator.get(f"{ROOM}?{query}").text
        assert {int(one) for one in re.findall(r'href="/arbete/intressen/01JK(\d+)"', found)} == ids
    assert "Coordinator Ett (påhittad)" in page
    assert "Borttaget konto" in coordinator.get(f"{ROOM}?lage=declined").text
    assert "Inget intresse passar" in coordinator.get(f"{ROOM}?vill=be_contact").text


def test_the_list_has_pages_of_fifty(coordinator: TestClient, workplace: Register) -> None:
    put(workplace, *(interest(number, x=None, y=None) for number in range(51)))
    assert len(re.findall('name="id"', coordinator.get(ROOM).text)) == 50
    second = coordinator.get(f"{ROOM}?sida=2&lage=oppna").text
    assert len(re.findall('name="id"', second)) == 1
    assert 'rel="prev" href="/arbete/intressen?lage=oppna&amp;sida=1"' in second
    for odd in ("0", "x", "-1", "²"):
        assert len(re.findall('name="id"', coordinator.get(f"{ROOM}?sida={odd}").text)) == 50


def test_one_is_taken_on_and_handled_step_by_step(
    coordinator: TestClient, workplace: Register
) -> None:
    put(workplace, interest(1))
    (one,) = all_of(workplace)
    page = f"{ROOM}/{one.id}"
    assert send(coordinator, f"{page}/ta").headers["location"] == page
    assert "Du har tagit hand om intresset." in coordinator.get(page).text
    send(coordinator, f"{page}/lage", state="meeting_booked", seen="new")
    assert "Läget är nu: Möte bokat." in coordinator.get(page).text
    (after,) = all_of(workplace)
    assert (after.state, after.handler) == (Handling.MEETING_BOOKED, STAFF[Role.COORDINATOR])
    late = send(coordinator, f"{page}/lage", state="declined", seen="new")
    assert late.status_code == 409
    assert "Någon annan hann före" in late.text


def test_one_of_which_only_the_locality_is_known_says_so(
    coordinator: TestClient, workplace: Register
) -> None:
    put(workplace, interest(1, x=None, y=None))
    (one,) = all_of(workplace)
    assert "Bara orten är känd" in coordinator.get(f"{ROOM}/{one.id}").text


def test_one_is_erased_after_being_asked(coordinator: TestClient, workplace: Register) -> None:
    put(workplace, interest(1))
    (one,) = all_of(workplace)
    asked = coordinator.get(f"{ROOM}/{one.id}/radera").text
    assert "Det går inte att ångra" in asked
    assert all_of(workplace) == [one]
    assert send(coordinator, f"{ROOM}/{one.id}/radera").headers["location"] == ROOM
    assert "Intresset är raderat." in coordinator.get(ROOM).text
    assert all_of(workplace) == []
    assert coordinator.get(f"{ROOM}/{one.id}").status_code == 404


def test_three_near_each_other_are_shown_on_the_map_and_in_the_list_and_two_never(
    coordinator: TestClient, workplace: Register
) -> None:
    put(workplace, interest(1, households_guess=12), interest(2))
    assert "Ingen plats har tre intresserade" in coordinator.get(f"{ROOM}/karta").text
    assert "minst tre intresserade" not in coordinator.get(ROOM).text
    put(workplace, interest(3), *(interest(10 + n, x=X - 3_000, y=Y + 90 * n) for n in range(4)))
    assert "På 2 platser bor minst tre intresserade" in coordinator.get(ROOM).text
    page = coordinator.get(f"{ROOM}/karta").text
    assert [
        len(one) for one in (re.findall("<circle", page), re.findall('<li class="card', page))
    ] == [2, 2]
    words = text(page)
    assert "Plats 1: Hallsberg 4 boende. Senast 23 november 2026." in words
    assert "Plats 2: Hallsberg 3 boende, ungefär 12 hushåll." in words
    assert 'class="area" d="M' in page
    assert "Boende 1" not in page


def test_demand_is_shown_in_squares_of_five_to_whoever_plans_and_nothing_else_to_some(
    coordinator: TestClient,
    police: TestClient,
    workplace: Register,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put(workplace, *(interest(number) for number in range(4)))
    assert "Ingenstans vill 5 boende" in text(police.get(f"{ROOM}/karta").text)
    put(workplace, *(interest(10 + number, x=X - 3_000) for number in range(6)),
        *(interest(20 + number, x=None, y=None) for number in range(5)))  # fmt: skip
    with workplace.private() as private:
        private.remove(DemandView, "1861")
    page = text(coordinator.get(f"{ROOM}/karta").text)
    assert "Ruta 1 500 m Hallsberg minst 5" in page
    assert "Utanför rutorna: minst 5 boende till." in page
    assert "Så såg det ut 23 november 2026" in page
    assert "Plats 1" in page
    only_squares = {**RULES, Deed.SEE_INTERESTS: {Role.COORDINATOR: Reach.MUNICIPALITY}}
    monkeypatch.setattr("grannsamverkan.domain.access.RULES", only_squares)
    monkeypatch.setattr("grannsamverkan.web.staff.visits.RULES", only_squares)
    told = police.get(f"{ROOM}/karta")
    assert 'class="tile"' in told.text
    assert "<circle" not in told.text
    assert "Plats 1" not in text(told.text)
    assert "Till alla intressen" not in text(told.text)
    for path in (ROOM, f"{ROOM}/{all_of(workplace)[0].id}"):
        assert police.get(path).status_code == 404


def test_a_cluster_becomes_a_planned_area_that_can_be_taken_back(
    coordinator: TestClient, workplace: Register
) -> None:
    put(workplace, interest(1, area_type=AreaType.VILLA), interest(2), interest(3, locality=None))
    ids = [one.id for one in all_of(workplace)]
    form = coordinator.get(f"{ROOM}/till-omrade", params={"id": ids}).text
    assert 'value="Hallsberg"' in form
    assert '<option value="villa" selected>' in form
    assert len(re.findall(r'name="id" value="[^"]+" checked', form)) == 3
    empty = send(coordinator, f"{ROOM}/till-omrade", id=ids, name=" ", event="propose_area")
    assert empty.status_code == 422
    assert "Området behöver ett namn." in empty.text
    made = send(
        coordinator,
        f"{ROOM}/till-omrade",
        id=ids,
        name="Östra kullen",
        event="propose_area",
        locality="Hallsberg",
        area_type="villa",
    )
    assert made.status_code == 303
    area_id = made.headers["location"].removeprefix("/arbete/omraden/")
    version = workplace.timelines()[area_id][-1]
    assert (version.name, version.status, version.outline_id) == (
        "Östra kullen",
        Status.PLANNED,
        None,
    )
    assert (
        workplace.changes(area_id=area_id)[-1].reason
        == "flera boende nära varandra är intresserade"
    )
    assert {one.area_id for one in all_of(workplace)} == {area_id}
    page = coordinator.get(f"{ROOM}/{ids[0]}").text
    assert "Östra kullen" in page
    assert "Möte bokat" not in page
    seq = workplace.changes(area_id=area_id)[0].seq
    send(coordinator, "/arbete/angra", seq=str(seq))
    assert "Området är borttaget igen" in coordinator.get(f"{ROOM}/{ids[0]}").text


def test_none_chosen_is_no_area(coordinator: TestClient) -> None:
    sent = coordinator.get(f"{ROOM}/till-omrade")
    assert sent.status_code == 422
    assert "Välj minst ett intresse" in sent.text
    assert coordinator.get(f"{ROOM}/till-omrade?id=nothing").status_code == 404
    assert send(coordinator, f"{ROOM}/till-omrade", id="nothing", name="Ny").status_code == 404


@pytest.mark.parametrize("role", [Role.CONTACT, Role.ADMINISTRATOR])
def test_it_is_for_coordinator_and_police(
    as_role: Browsers, workplace: Register, role: Role
) -> None:
    put(workplace, interest(1))
    (one,) = all_of(workplace)
    browser = as_role(role)
    for path in ("", "/nytt", "/karta", "/till-omrade", f"/{one.id}", f"/{one.id}/radera"):
        assert browser.get(f"{ROOM}{path}").status_code == 404
    for path in ("/nytt", "/till-omrade", f"/{one.id}/ta", f"/{one.id}/lage", f"/{one.id}/radera"):
        assert send(browser, f"{ROOM}{path}", wish="start", locality="x").status_code == 404
    assert all_of(workplace) == [one]


def test_another_municipalitys_interests_are_not_there(
    coordinator: TestClient, workplace: Register
) -> None:
    put(workplace, interest(1, municipality="1881"))
    (one,) = all_of(workplace)
    assert "Inga intressen är inskrivna ännu." in coordinator.get(ROOM).text
    for path in (one.id, f"{one.id}/radera"):
        assert coordinator.get(f"{ROOM}/{path}").status_code == 404
    for path in ("ta", "lage", "radera"):
        assert send(coordinator, f"{ROOM}/{one.id}/{path}").status_code == 404
    assert (
        send(coordinator, f"{ROOM}/nytt", wish="start", locality="x", kommun="1881").status_code
        == 404
    )
