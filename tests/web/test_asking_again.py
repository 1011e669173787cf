"""A slip in the form is met with what to mend, and only a Swedish register speaks of Swedish numbers."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.crs import to_lonlat
from grannsamverkan.register import create_register
from grannsamverkan.web.app import create_app
from town import CRS, NOW, X, Y, generous, municipality

LON, LAT = to_lonlat(X, Y, source=CRS)
SWEDISH = ("114 14", "59,066", "växel")


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Give a client of a register in Finland that has no contact card, read in Swedish."""
    path = tmp_path_factory.mktemp("abroad") / "abroad.gpkg"
    register = create_register(path, name="Kotka", crs=CRS, now=NOW, country="fi")
    with register.change(actor="prov", action="fill", reason="prov", now=NOW) as change:
        place = replace(municipality(), code="kotka", name="Kotka")
        change.set_municipality(replace(place, contact_phone=None, contact_mail=None))
    with TestClient(create_app(generous(), register, clock=lambda: NOW)) as client:
        yield client
    register.close()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"lat": "norr", "lon": "15,1"}, "Skriv latituden som ett tal, till exempel 59,066."),
        ({"lat": "59", "lon": "<b>"}, "Skriv longituden som ett tal, till exempel 15,110."),
        ({"lat": "159", "lon": "15"}, "Latituden går från -90 till 90"),
    ],
)
def test_a_slip_shows_the_form_again_with_what_was_typed_and_what_to_mend(
    client: TestClient, typed: dict[str, str], said: str
) -> None:
    answer = client.post("/kolla", data=typed)
    assert answer.status_code == 422
    assert answer.headers["cache-control"] == "no-store"
    assert said in answer.text
    for name, value in typed.items():
        shown = value.replace("<", "&lt;").replace(">", "&gt;")
        assert (
            f'name="{name}" value="{shown}" inputmode="decimal" autocomplete="off"' in answer.text
        )
    assert "lat " not in answer.text.split("<main")[1]
    assert 'action="/kolla"' in answer.text
    assert "<details open>" in answer.text, "the fields to mend are in sight"


def test_what_is_missing_or_given_twice_is_named(client: TestClient) -> None:
    nothing = client.post("/en/kolla", data={"lat": "", "lon": ""})
    assert "Write the latitude as a number, such as 59.066." in nothing.text
    assert "Write the longitude as a number, such as 15.110." in nothing.text
    twice = client.post("/kolla", data={"lat": ["59", "60"], "lon": "15"})
    assert twice.status_code == 422
    assert "Skriv latituden" in twice.text


@pytest.mark.parametrize(("lat", "lon"), [("15,0862", "59,0656"), (f"{LON:.6f}", f"{LAT:.6f}")])
def test_degrees_that_changed_places_are_offered_the_right_way_round(
    client: TestClient, lat: str, lon: str
) -> None:
    page = client.post("/kolla", data={"lat": lat, "lon": lon})
    right = {"lat": lon.replace(".", ",").rstrip("0"), "lon": lat.replace(".", ",").rstrip("0")}
    assert page.status_code == 200
    assert f"Menade du latitud {right['lat']} och longitud {right['lon']}?" in page.text
    assert f'value="{right["lat"]}"' in page.text
    assert "Menade du" not in client.post("/kolla", data=right).text


def test_a_place_elsewhere_is_not_taken_for_a_slip(client: TestClient) -> None:
    assert "Menade du" not in client.post("/kolla", data={"lat": "51,5", "lon": "-0,1"}).text


def test_swedish_numbers_are_for_swedish_registers(client: TestClient, abroad: TestClient) -> None:
    for path in ("/", "/kolla", "/karta/lista", "/om-data"):
        assert not [number for number in SWEDISH if number in abroad.get(f"/sv{path}").text]
        assert "ring 112" in client.get(path).text
    for place in ({"lat": f"{LAT}", "lon": f"{LON}"}, {"lat": "10", "lon": "x"}):
        page = abroad.post("/sv/kolla", data=place).text
        assert not [number for number in SWEDISH if number in page]
    answer = abroad.post("/sv/kolla", json={"lat": LAT, "lon": LON}).json()
    assert answer["next"].endswith("kommunen eller polisen.")
    told = client.post("/kolla", json={"lat": LAT - 0.1, "lon": LON}).json()
    assert told["next"].endswith("polisen på 114 14.")
