"""What residents read."""

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.crs import to_lonlat
from town import CRS, NORRANGEN, UNDRAWN, X, Y

PAGES = ("/", "/kolla", "/om-data", "/api", f"/omrade/{NORRANGEN}", f"/omrade/{UNDRAWN}")


def form(east: float, north: float) -> dict[str, str]:
    """Return the form as a Swede fills it in, with decimal commas."""
    lon, lat = to_lonlat(X + east, Y + north, source=CRS)
    return {"lon": f"{lon:.7f}".replace(".", ","), "lat": f"{lat:.7f}".replace(".", ",")}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_in_swedish_and_in_english_and_says_that_the_data_are_invented(
    client: TestClient, path: str
) -> None:
    swedish, english = client.get(path), client.get(f"/en{path}")
    assert swedish.status_code == english.status_code == 200
    assert '<html lang="sv">' in swedish.text
    assert '<html lang="en">' in english.text
    assert "EXEMPEL – påhittade uppgifter" in swedish.text
    assert "EXAMPLE – invented data" in english.text
    assert 'hreflang="en"' in swedish.text
    assert 'href="#content"' in swedish.text


def test_the_start_page_tells_the_number_how_it_grew_and_whom_to_ask(client: TestClient) -> None:
    page = client.get("/").text
    assert "<strong>4</strong> aktiva områden den 23 november 2026" in page
    assert "Varav 1 bekräftade och 3 obekräftade." in page
    assert '<th scope="row">2014</th><td>1</td>' in page
    assert '<th scope="row">2019</th><td>4</td>' in page
    assert "Säkerhetssamordnare (exempel)" in page
    assert 'href="tel:0701740605"' in page


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ((150, 150), "Ja, platsen ligger i grannsamverkansområdet Norrängen."),
        ((350, 50), "Ja, platsen ligger i grannsamverkansområdena Norrängen och Södergård."),
        ((-15, 150), "Platsen ligger precis vid gränsen till Norrängen, inom 25 meter"),
        ((-420, 150), "Nej, vi hittar inget aktivt grannsamverkansområde på platsen."),
        ((-420, 150), "Närmast ligger Norrängen, 420 m åt öster."),
        ((5_100, 0), "Närmast ligger Halva byn, 3,3 km åt väster."),
        ((23_000, 0), "så vi vet inte säkert om platsen ligger i Hallsberg"),
        ((90_000, 0), "Platsen ligger utanför Hallsberg"),
    ],
)
def test_the_answer_is_a_sentence_and_a_next_step_and_never_a_verdict(
    client: TestClient, place: tuple[float, float], sentence: str
) -> None:
    answer = client.post("/kolla", data=form(*place))
    assert answer.status_code == 200
    assert sentence in answer.text
    assert "Kontakt i Hallsberg" in answer.text
    assert not {"säkert område", "trygg", "osäker"} & set(answer.text.lower().split())
    assert answer.headers["cache-control"] == "no-store"


def test_a_lapsed_area_and_none_at_all_are_answered_alike(client: TestClient) -> None:
    lapsed = client.post("/kolla", data=form(-850, 150)).text
    assert "Nej, vi hittar inget aktivt grannsamverkansområde" in lapsed
    assert "Slocknad" not in lapsed


def test_the_map_gets_the_same_answer_as_json(client: TestClient) -> None:
    lon, lat = to_lonlat(X + 150, Y + 150, source=CRS)
    answer = client.post("/en/kolla", json={"lon": lon, "lat": lat}).json()
    assert answer["state"] == "inside"
    assert answer["sentence"] == "Yes, the place lies in the neighbourhood watch area Norrängen."
    assert answer["next"].startswith("Would you like to take part?")


@pytest.mark.parametrize(
    "body",
    [{}, {"lon": "x", "lat": 1}, {"lon": 1e400, "lat": 1}, {"lon": 15, "lat": 159}, {"lon": True}],
)
def test_a_position_that_is_none_is_refused_with_the_reason(
    client: TestClient, body: dict[str, object]
) -> None:
    answer = client.post("/kolla", json={key: str(value) for key, value in body.items()})
    assert answer.status_code == 422
    assert "lon" in answer.json()["detail"]
    page = client.post("/kolla", data={key: str(value) for key, value in body.items()})
    assert page.status_code == 422
    assert "<h1>" in page.text


def test_json_that_is_none_is_refused(client: TestClient) -> None:
    for content in (b"{", b"[1]", b"[" * 5_000):
        answer = client.post(
            "/kolla", content=content, headers={"content-type": "application/json"}
        )
        assert answer.status_code == 422


def test_the_page_of_an_area_tells_the_year_and_month_and_draws_the_border(
    client: TestClient,
) -> None:
    page = client.get(f"/omrade/{NORRANGEN}").text
    assert "<h1>Norrängen</h1>" in page
    assert "<dd>2014</dd>" in page
    assert "april 2026" in page
    assert "Bekräftat av kommunen" in page
    assert '<path d="M' in page
    assert f"/karta?omrade={NORRANGEN}" in page


def test_an_area_without_a_border_says_so(client: TestClient) -> None:
    page = client.get(f"/omrade/{UNDRAWN}").text
    assert "Gränsen är inte ritad ännu" in page
    assert "Ännu inte" in page


def test_an_address_that_leads_nowhere_says_where_to_begin_again(client: TestClient) -> None:
    answer = client.get("/en/nowhere", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "It is not here" in answer.text
    assert client.get("/en").status_code == 200


def test_the_border_is_said_to_be_rough(client: TestClient) -> None:
    assert "gränsen är förenklad" in client.get("/om-data").text
