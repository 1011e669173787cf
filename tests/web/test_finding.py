"""Asking by address: what is meant is answered, chosen among or not found, and kept nowhere."""

import logging
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from addressed import addressed
from grannsamverkan.web.app import create_app
from town import NORRANGEN, NOW, generous


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Give a client of the town with addresses."""
    register = addressed(tmp_path_factory.mktemp("addressed") / "hallsberg.gpkg")
    with TestClient(create_app(generous(), register, clock=lambda: NOW)) as client:
        yield client
    register.close()


def offered(page: str) -> dict[str, str]:
    """Return what a page lets one choose among: label and value."""
    found = re.findall(r'<button class="quiet" name="val" value="(\w+)">(.*?)</button>', page)
    return {label: value for value, label in found}


@pytest.mark.parametrize(
    ("typed", "label", "sentence"),
    [
        ("Storgatan 4 B", "Storgatan 4 B, 694 30 Hallsberg", "Ja, platsen ligger i"),
        ("storg 4b", "Storgatan 4 B, 694 30 Hallsberg", "området Norrängen."),
        ("storgatan 3 hallsberg", "Storgatan 3, 694 30 Hallsberg", "Ja, platsen ligger i"),
        ("Kyrkogatan 7", "Kyrkogatan 7, 694 30 Hallsberg", "precis vid gränsen till Norrängen"),
        ("N vägen 9", "Norra vägen 9, 694 30 Hallsberg", "Närmast ligger Norrängen, 420 m"),
        ("Storgatan 3, 697 91", "Storgatan 3, 697 91 Pålsboda", "Nej, vi hittar inget aktivt"),
    ],
)
def test_a_whole_address_is_answered_with_the_address_that_was_understood(
    finder: TestClient, typed: str, label: str, sentence: str
) -> None:
    answer = finder.post("/kolla", data={"plats": typed})
    assert answer.status_code == 200
    assert f'<p class="asked">{label}</p>' in answer.text
    assert sentence in answer.text
    assert "Kontakt i Hallsberg" in answer.text


def test_an_address_of_a_lapsed_area_is_answered_as_one_of_none(finder: TestClient) -> None:
    page = finder.post("/kolla", data={"plats": "Slocknande stigen 2"}).text
    assert "Nej, vi hittar inget aktivt grannsamverkansområde" in page
    assert "Slocknad<" not in page


def test_an_address_that_two_places_have_is_chosen_and_then_answered(finder: TestClient) -> None:
    page = finder.post("/kolla", data={"plats": "Storgatan 3"}).text
    assert "Vilken menar du?" in page
    found = offered(page)
    assert list(found) == ["Storgatan 3, 694 30 Hallsberg", "Storgatan 3, 697 91 Pålsboda"]
    assert 'name="plats" value="Storgatan 3"' in page
    chosen = {"plats": "Storgatan 3", "val": found["Storgatan 3, 697 91 Pålsboda"]}
    answer = finder.post("/kolla", data=chosen).text
    assert '<p class="asked">Storgatan 3, 697 91 Pålsboda</p>' in answer
    assert "Nej, vi hittar" in answer


@pytest.mark.parametrize("typed", ["694 30", "69430", "69430 Hallsberg", "hallsberg 694 30"])
def test_a_postal_code_leads_to_its_streets(finder: TestClient, typed: str) -> None:
    page = finder.post("/kolla", data={"plats": typed}).text
    assert "Vilken gata?" in page
    assert list(offered(page)) == [
        "Kyrkogatan, Hallsberg",
        "Norra vägen, Hallsberg",
        "Slocknande stigen, Hallsberg",
        "Storgatan, Hallsberg",
    ]
    numbers = finder.post("/kolla", data={"val": offered(page)["Storgatan, Hallsberg"]}).text
    assert "Vilket nummer?" in numbers


def test_a_postal_code_is_suggested_first_and_leads_to_its_streets(finder: TestClient) -> None:
    some = finder.post("/kolla/forslag", json={"plats": "69791"}).json()["choices"]
    assert [(one["kind"], one["label"]) for one in some] == [
        ("postcode", "697 91 Pålsboda"),
        ("street", "Storgatan, Pålsboda"),
    ]
    assert some[0]["value"] == "p69791"
    page = finder.post("/kolla", data={"plats": "697 91 Pålsboda", "val": "p69791"}).text
    assert list(offered(page)) == ["Storgatan, Pålsboda"]
    street = finder.post("/kolla/forslag", json={"plats": "storgatan 69791"}).json()["choices"]
    assert [one["label"] for one in street] == ["Storgatan, Pålsboda", "Storgatan, Hallsberg"]


@pytest.mark.parametrize("typed", ["694 99", "69499 Skogsby"])
def test_a_postal_code_that_no_address_has_is_said_to_have_none(
    finder: TestClient, typed: str
) -> None:
    page = finder.post("/kolla", data={"plats": typed}).text
    assert "Vi har inga adresser med postnumret 694 99." in page
    assert offered(page) == {}
    told = finder.post("/en/kolla", json={"plats": typed}).json()
    assert told["state"] == "no_postcode"
    assert told["sentence"] == "We have no addresses with the postal code 694 99."


def test_an_unknown_postal_code_does_not_hide_the_place_that_was_said(finder: TestClient) -> None:
    page = finder.post("/kolla", data={"plats": "69499 Hallsberg"}).text
    assert "Vi har inga adresser med postnumret 694 99." in page
    assert '<a href="/karta/lista?ort=Hallsberg">Hallsberg</a>' in page


def test_the_field_says_what_it_takes(finder: TestClient) -> None:
    page = finder.get("/kolla").text
    assert 'aria-describedby="plats-hint"' in page
    assert "eller ett postnummer, en ort eller ett område" in page


def test_a_street_leads_to_its_numbers_and_a_number_to_the_answer(finder: TestClient) -> None:
    page = finder.post("/kolla", data={"plats": "storgatan hallsberg"}).text
    street = offered(page)["Storgatan, Hallsberg"]
    page = finder.post("/kolla", data={"plats": "storgatan hallsberg", "val": street}).text
    assert "Vilket nummer?" in page
    numbers = offered(page)
    assert [label.split(",")[0] for label in numbers] == [
        "Storgatan 3",
        "Storgatan 4 A",
        "Storgatan 4 B",
    ]
    answer = finder.post("/kolla", data={"val": numbers["Storgatan 4 A, 694 30 Hallsberg"]})
    assert "Ja, platsen ligger i" in answer.text


@pytest.mark.parametrize("typed", ["Kyrkogatn 7", "Kyrkogatan 8", "Storgatan 4 C", "Storgatan 4"])
def test_what_is_not_sure_is_offered_and_never_answered(finder: TestClient, typed: str) -> None:
    page = finder.post("/kolla", data={"plats": typed}).text
    assert "Vilken menar du?" in page
    assert next(iter(offered(page))).startswith(typed[:6])
    assert 'class="asked"' not in page


@pytest.mark.parametrize("typed", ["Kyrkogatan 8", "kyrkogatn 99 b"])
def test_a_number_that_a_street_lacks_is_said_to_be_what_is_not_found(
    finder: TestClient, typed: str
) -> None:
    page = finder.post("/kolla", data={"plats": typed}).text
    assert "Vi hittar gatan men inte numret." in page
    street = next(value for label, value in offered(page).items() if label.startswith("Kyrkogatan"))
    numbers = offered(finder.post("/kolla", data={"plats": typed, "val": street}).text)
    assert next(iter(numbers)).startswith("Kyrkogatan 7")
    told = finder.post("/en/kolla", json={"plats": typed}).json()
    assert told["state"] == "no_number"
    assert told["sentence"].startswith("We find the street but not the number.")


def test_what_is_not_found_says_what_to_do(finder: TestClient) -> None:
    page = finder.post("/kolla", data={"plats": "Drottninggatan 12"})
    assert page.status_code == 200
    assert "Vi hittar inte den adressen." in page.text
    assert "Kontrollera stavningen och numret." in page.text
    assert 'value="Drottninggatan 12"' in page.text
    strange = finder.post("/kolla", data={"plats": '"><script>1</script>'}).text
    assert "<script>1" not in strange


def test_a_locality_and_an_area_lead_to_their_pages(finder: TestClient) -> None:
    page = finder.post("/kolla", data={"plats": "hallsbrg"}).text
    assert '<a href="/karta/lista?ort=Hallsberg">Hallsberg</a>' in page
    page = finder.post("/en/kolla", data={"plats": "norrängen"}).text
    assert f'<a href="/en/omrade/{NORRANGEN}">Norrängen</a>' in page
    assert finder.get("/karta/lista?ort=Hallsberg").status_code == 200


@pytest.mark.parametrize("typed", ["slocknad", "blivande"])
def test_an_area_that_is_not_active_is_not_found(finder: TestClient, typed: str) -> None:
    found = finder.post("/kolla/forslag", json={"plats": typed}).json()["choices"]
    assert [one for one in found if one["kind"] == "area"] == []


def test_without_addresses_the_page_says_so_and_finds_localities_and_areas(
    client: TestClient,
) -> None:
    for path in ("/", "/kolla"):
        page = client.get(path).text
        assert "Gatuadresser är inte inlästa här." in page
        assert '<label for="plats">Ort eller område</label>' in page
    assert "Norrängen</a>" in client.post("/kolla", data={"plats": "Norrängen"}).text
    assert "Vi hittar inte" in client.post("/kolla", data={"plats": "694 30"}).text
    assert "Vi hittar inte" in client.post("/kolla", data={"plats": "Storgatan 3"}).text


def test_the_question_and_the_answers_are_in_english_too(finder: TestClient) -> None:
    assert '<label for="plats">Address</label>' in finder.get("/en/").text
    page = finder.post("/en/kolla", data={"plats": "Storgatan 3"}).text
    assert "Which one do you mean?" in page
    assert "Yes, the place lies in" in finder.post("/en/kolla", data={"plats": "storg 4b"}).text
    assert "We do not find that address." in finder.post("/en/kolla", data={"plats": "x 1"}).text


def test_a_program_gets_the_same_as_json(finder: TestClient) -> None:
    answer = finder.post("/kolla", json={"plats": "Storgatan 4 B"}).json()
    assert answer["state"] == "inside"
    assert answer["place"] == "Storgatan 4 B, 694 30 Hallsberg"
    assert [area["id"] for area in answer["areas"]] == [NORRANGEN]
    which = finder.post("/en/kolla", json={"plats": "Storgatan 3"}).json()
    assert which["state"] == "ambiguous"
    assert which["sentence"] == "Which one do you mean?"
    assert [one["kind"] for one in which["choices"]] == ["address", "address"]
    nothing = finder.post("/kolla", json={"plats": "Drottninggatan 12"}).json()
    assert (nothing["state"], nothing["choices"]) == ("not_found", [])


def test_suggestions_come_while_one_types(finder: TestClient) -> None:
    def suggested(typed: str) -> list[tuple[str, str]]:
        found = finder.post("/kolla/forslag", json={"plats": typed}).json()["choices"]
        return [(one["kind"], one["label"]) for one in found]

    assert suggested("st") == [
        ("street", "Storgatan, Hallsberg"),
        ("street", "Storgatan, Pålsboda"),
    ]
    assert suggested("kyrkogatan 7") == [("address", "Kyrkogatan 7, 694 30 Hallsberg")]
    assert suggested("norr") == [("street", "Norra vägen, Hallsberg"), ("area", "Norrängen")]
    assert suggested("") == suggested("q") == []
    assert len(suggested("s" * 10_000)) <= 8
    english = finder.post("/en/kolla/forslag", json={"plats": "norrängen"}).json()["choices"]
    assert english[0]["path"] == f"/en/omrade/{NORRANGEN}"
    assert english[0]["said"] == "area"


@pytest.mark.parametrize(
    "value", ["a", "a0", "a999999999", "a" + "9" * 40, "g٣", "p69499", "x1", "a-1", ""]
)
def test_a_choice_that_is_none_falls_back_on_what_was_typed(finder: TestClient, value: str) -> None:
    page = finder.post("/kolla", data={"val": value, "plats": "Kyrkogatan 7"})
    assert "precis vid gränsen till Norrängen" in page.text
    alone = finder.post("/kolla", data={"val": value})
    assert alone.status_code == 422
    assert "Skriv en adress, en ort eller ett område" in alone.text


@pytest.mark.parametrize(
    "fields", [{"plats": ""}, {"plats": "   "}, {"plats": ["Storgatan 3", "Kyrkogatan 7"]}, {}]
)
def test_a_form_without_a_question_is_met_with_what_to_write(
    finder: TestClient, fields: dict[str, str | list[str]]
) -> None:
    answer = finder.post("/kolla", data=fields)
    assert answer.status_code == 422
    assert answer.headers["cache-control"] == "no-store"
    assert "Skriv en adress, en ort eller ett område" in answer.text


@pytest.mark.parametrize("body", [[], ["Storgatan 3"], {"plats": 3}, {"plats": ["x"]}, {}])
def test_json_without_a_question_is_refused_with_what_to_send(
    finder: TestClient, body: object
) -> None:
    answer = finder.post("/kolla", json=body)
    assert answer.status_code == 422
    assert "Skriv en adress" in answer.json()["detail"]
    assert finder.post("/kolla/forslag", json=body).json() == {"choices": []}


@pytest.mark.parametrize("typed", ["Kyrkogatan 7", "Kyrkogatan 8", "Kyrkogatans förskola"])
def test_what_was_typed_stands_in_no_address_title_header_or_log(
    finder: TestClient, typed: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        page = finder.post("/kolla", data={"plats": typed}, follow_redirects=False)
        told = finder.post("/kolla/forslag", json={"plats": typed})
    for answer in (page, told):
        assert answer.status_code == 200
        assert "kyrkog" not in str(answer.url).lower()
        assert "kyrkog" not in str(answer.headers).lower()
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers
    title = re.search(r"<title>(.*?)</title>", page.text, re.DOTALL)
    assert title is not None
    assert "kyrkog" not in title[1].lower()
    assert not re.search(r'(?:href|action)="[^"]*yrkog', page.text)
    assert "kyrkog" not in caplog.text.lower()


def test_nothing_is_asked_by_an_address_that_could_be_logged(finder: TestClient) -> None:
    page = finder.get("/kolla", params={"plats": "Kyrkogatan 7"}).text
    assert "Kyrkogatan" not in page
    assert finder.get("/kolla/forslag", params={"plats": "Kyrkogatan 7"}).status_code in {404, 405}
