"""A register of many municipalities speaks of itself by its name; a vague start is told as vague."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient
from shapely import MultiPolygon, box

from grannsamverkan.crs import to_lonlat
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.period import Period, Precision
from grannsamverkan.register import Register, create_register
from grannsamverkan.web.app import create_app
from town import CRS, HALF, NORRANGEN, NOW, OUTLINES, X, Y, generous, version


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give a register of eight municipalities side by side, without contact cards."""
    path = tmp_path_factory.mktemp("county") / "county.gpkg"
    register = create_register(path, name="Länet", crs=CRS, now=NOW)
    vague = replace(
        version(NORRANGEN, "Norrängen", date(2018, 12, 31), municipality="0001"),
        period=Period(date(2018, 12, 31)),
        precision=Precision.BEFORE,
    )
    with register.change(actor="prov", action="fill", reason="prov", now=NOW) as change:
        for number in range(8):
            west = X - 9_000 + number * 9_000
            border = MultiPolygon([box(west, Y - 9_000, west + 9_000, Y + 9_000)])
            place = Municipality(code=f"000{number}", name=f"Kommun {number}", border=border)
            change.set_municipality(place)
        for drawn in (NORRANGEN, HALF):
            change.add_outline(OUTLINES[drawn])
        change.set_timeline(NORRANGEN, (vague,))
        change.set_timeline(HALF, (version(HALF, "Halva", date(2020, 1, 1), municipality="0001"),))
    yield register
    register.close()


@pytest.fixture
def client(county: Register) -> Iterator[TestClient]:
    """Give a client of that register."""
    with TestClient(create_app(generous(), county, clock=lambda: NOW)) as client:
        yield client


def test_the_start_page_counts_each_municipality_and_leaves_the_cards_to_the_check(
    client: TestClient,
) -> None:
    page = client.get("/").text
    assert '<th scope="row">Kommun 1</th><td>2</td>' in page
    for number in (0, *range(2, 8)):
        assert f'<th scope="row">Kommun {number}</th><td>0</td>' in page
    assert "Kontakt i Kommun" not in page
    assert "EXEMPEL" not in page


def test_far_outside_the_register_is_named_not_its_eight_municipalities(client: TestClient) -> None:
    lon, lat = to_lonlat(X - 90_000, Y, source=CRS)
    answer = client.post("/kolla", json={"lon": lon, "lat": lat}).json()
    assert answer["sentence"].startswith("Platsen ligger utanför Länet")


def test_a_municipality_without_a_card_says_so(client: TestClient) -> None:
    lon, lat = to_lonlat(X + 5_000, Y, source=CRS)
    page = client.post("/kolla", data={"lon": str(lon), "lat": str(lat)}).text
    assert "Här finns ingen kontaktuppgift ännu" in page
    assert "Kontakt i Kommun 1" in page


def test_a_start_known_only_as_before_a_year_is_told_so(client: TestClient) -> None:
    assert "<dd>före 2019</dd>" in client.get(f"/omrade/{NORRANGEN}").text
    area = client.get(f"/api/v1/areas/{NORRANGEN}").json()
    assert area["properties"]["since"] == "<2019"
    assert "note" not in area
    count = client.get("/api/v1/counts", params={"on": "2015-01-01"}).json()
    assert (count["lowest"], count["active"], count["highest"]) == (0, 0, 1)


def test_the_totals_of_one_municipality_are_told_and_an_unknown_one_is_not_found(
    client: TestClient,
) -> None:
    numbers = {
        code: client.get(f"/api/v1/counts?municipality={code}").json()["active"]
        for code in ("0000", "0001")
    }
    assert numbers == {"0000": 0, "0001": 2}
    unknown = client.get("/api/v1/counts?municipality=1861")
    assert unknown.status_code == 404
    assert "ingen kommun 1861" in unknown.json()["detail"]


def test_of_many_municipalities_the_foot_leads_to_the_list_of_their_contacts(
    client: TestClient,
) -> None:
    page = client.get("/om-data").text
    assert '<p class="turn-to"><a href="/kontakt">Kontakt i din kommun</a></p>' in page
    assert client.get("/kontakt").text.count("<section") == 8
