"""What programs get from the API."""

from itertools import pairwise
from typing import Any

import pytest
import shapely
from fastapi.testclient import TestClient
from shapely.geometry import shape

from grannsamverkan.crs import to_lonlat
from town import CRS, FORMING, HALF, LAPSED, NORRANGEN, SODERGARD, UNDRAWN, WHOLE, X, Y

MARK = "EXEMPEL – påhittade uppgifter"


def at(east: float, north: float) -> dict[str, float]:
    """Return the question about a place, metres from the middle."""
    lon, lat = to_lonlat(X + east, Y + north, source=CRS)
    return {"lon": lon, "lat": lat}


def ids(collection: dict[str, Any]) -> list[str]:
    """Return the ids of a collection's areas."""
    return [feature["id"] for feature in collection["features"]]


@pytest.mark.parametrize(
    ("place", "state", "names"),
    [
        ((150, 150), "inside", ["Norrängen"]),
        ((350, 50), "inside", ["Norrängen", "Södergård"]),
        ((10, 150), "edge", ["Norrängen"]),
        ((-15, 150), "edge", []),
        ((-300, 150), "outside", []),
        ((90_000, 0), "outside_municipality", []),
        ((-850, 150), "outside", []),
    ],
)
def test_a_place_is_answered_with_every_area_that_covers_it(
    client: TestClient, place: tuple[float, float], state: str, names: list[str]
) -> None:
    answer = client.get("/api/v1/check", params=at(*place))
    assert answer.status_code == 200
    assert answer.json()["state"] == state
    assert [area["name"] for area in answer.json()["areas"]] == names
    assert answer.headers["cache-control"] == "no-store"


def test_outside_the_nearest_area_is_named_with_distance_and_direction(client: TestClient) -> None:
    nearest = client.get("/api/v1/check", params=at(-420, 150)).json()["nearest"]
    assert nearest == {
        "id": NORRANGEN,
        "name": "Norrängen",
        "distance_m": pytest.approx(420, abs=10),
        "direction": "e",
    }


def test_inside_the_nearest_area_is_no_distance_away(client: TestClient) -> None:
    nearest = client.get("/api/v1/check", params=at(150, 150)).json()["nearest"]
    assert (nearest["distance_m"], nearest["direction"]) == (0, None)


def test_near_a_generalised_border_the_municipality_is_uncertain(client: TestClient) -> None:
    answer = client.get("/api/v1/check", params=at(23_000, 0)).json()
    assert answer["state"] == "outside"
    assert answer["municipality"] == {"code": "1861", "name": "Hallsberg", "certain": False}


def test_the_areas_of_today_are_geojson_marked_as_invented(client: TestClient) -> None:
    answer = client.get("/api/v1/areas")
    assert answer.headers["content-type"] == "application/geo+json"
    collection = answer.json()
    assert ids(collection) == [NORRANGEN, SODERGARD, UNDRAWN, HALF]
    assert collection["note"] == MARK
    first = collection["features"][0]
    assert first["properties"] == {
        "id": NORRANGEN,
        "name": "Norrängen",
        "municipality": "1861",
        "locality": "Hallsberg",
        "type": "villa",
        "verification": "municipality",
        "since": "2014",
        "confirmed": "2026-04",
        "note": MARK,
    }
    outer = shapely.get_parts(shape(first["geometry"]))[0]
    assert outer.exterior.is_ccw
    assert 15 < outer.centroid.x < 15.2
    undrawn = collection["features"][2]
    assert undrawn["geometry"] is None


def test_a_box_gives_the_areas_whose_outline_meets_it(client: TestClient) -> None:
    west, south = to_lonlat(X + 100, Y + 150, source=CRS)
    east, north = to_lonlat(X + 200, Y + 200, source=CRS)
    box = f"{west},{south},{east},{north}"
    assert ids(client.get("/api/v1/areas", params={"bbox": box}).json()) == [NORRANGEN]
    past = client.get("/api/v1/areas", params={"bbox": box, "on": "2016-06-01"}).json()
    assert ids(past) == [NORRANGEN]


def test_a_past_day_shows_what_is_active_today_and_what_it_came_from(client: TestClient) -> None:
    collection = client.get("/api/v1/areas", params={"on": "2018-01-01"}).json()
    assert collection["on"] == "2018-01-01"
    assert ids(collection) == [NORRANGEN, WHOLE]
    assert client.get("/api/v1/counts", params={"on": "2018-01-01"}).json()["active"] == 3


def test_a_next_link_leads_through_all_areas_once(client: TestClient) -> None:
    seen: list[str] = []
    href: str | None = "/api/v1/areas?limit=1"
    while href:
        page = client.get(href).json()
        assert len(page["features"]) <= 1
        seen += ids(page)
        href = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    assert seen == [NORRANGEN, SODERGARD, UNDRAWN, HALF]
    assert all(a < b for a, b in pairwise(seen))


def test_one_area_is_a_feature_of_its_own(client: TestClient) -> None:
    area = client.get(f"/api/v1/areas/{SODERGARD}").json()
    assert area["properties"]["name"] == "Södergård"
    assert area["note"] == MARK


def test_unknown_lapsed_and_unborn_areas_answer_alike_in_every_byte(client: TestClient) -> None:
    for path in ("/api/v1/areas", "/omrade"):
        answers = {
            client.get(f"{path}/{area_id}").text.replace(area_id, "ID")
            for area_id in (LAPSED, FORMING, WHOLE, "01JZZ00000000000000000000Z")
        }
        assert len(answers) == 1
        assert client.get(f"{path}/{LAPSED}").status_code == 404


def test_counts_give_the_number_its_bounds_and_its_parts(client: TestClient) -> None:
    assert client.get("/api/v1/counts", params={"on": "2026-11-23"}).json() == {
        "on": "2026-11-23",
        "active": 4,
        "confirmed": 1,
        "unconfirmed": 3,
        "lowest": 4,
        "highest": 4,
        "by_type": {"villa": 4},
        "by_locality": {"Hallsberg": 3, "Pålsboda": 1},
        "note": MARK,
    }


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("check", "lon saknas"),
        ("check?lon=nan&lat=59", "lon ska vara ett tal"),
        ("check?lon=15&lat=1e400", "lat ska vara ett tal"),
        ("check?lon=15&lat=91", "lat ska vara högst 90"),
        ("check?lon=-181&lat=9", "lon ska vara minst -180"),
        ("check?lon=a&lat=9", "lon ska vara ett tal"),
        ("areas?bbox=1,2,3", "bbox ska vara fyra tal"),
        ("areas?bbox=nan,1,1,2", "bbox ska vara fyra tal"),
        ("areas?limit=10001", "limit ska vara högst 10\N{NO-BREAK SPACE}000"),
        ("areas?limit=0", "limit ska vara minst 1"),
        ("areas?on=2026-02-30", "on ska vara en dag"),
        ("check?lon=15&lat=59&lon=16", "lon står mer än en gång"),
        ("counts?onn=2020-01-01&x=1", "onn, x går inte att fråga efter här"),
        ("areas?box=1,2,3,4", "Det som går är: bbox, on, limit, after"),
        (f"areas/{NORRANGEN}?on=2020-01-01", "on går inte att fråga efter här"),
        ("counts?on=0", "on ska vara en dag"),
        ("counts?on=20260501", "on ska vara en dag"),
    ],
)
def test_a_faulty_question_is_a_problem_that_says_what_to_mend(
    client: TestClient, question: str, named: str
) -> None:
    answer = client.get(f"/api/v1/{question}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert named in problem["detail"]
    assert {"type", "title", "status", "detail", "instance"} <= problem.keys()
    assert problem["status"] == 422


@pytest.mark.parametrize(
    ("day", "named"),
    [
        ("2999-01-01", "1 januari 2999 har inte varit ännu"),
        ("0202-01-01", "från och med 1 januari 1900"),
    ],
)
def test_a_day_that_has_not_been_or_is_too_early_is_not_there_to_tell_of(
    client: TestClient, day: str, named: str
) -> None:
    for question in ("areas", "counts"):
        answer = client.get(f"/api/v1/{question}", params={"on": day})
        assert answer.status_code == 404
        assert named in answer.json()["detail"]


def test_a_box_may_name_its_corners_in_any_order_and_be_a_point(client: TestClient) -> None:
    def found(*corners: float) -> list[str]:
        box = ",".join(f"{degrees:.9f}" for degrees in corners)
        return ids(client.get("/api/v1/areas", params={"bbox": box}).json())

    west, south = to_lonlat(X + 100, Y + 150, source=CRS)
    east, north = to_lonlat(X + 200, Y + 200, source=CRS)
    assert found(east, north, west, south) == [NORRANGEN]
    assert found(west, south, west, south) == [NORRANGEN]
    assert found(-180, -90, 180, 90) == [NORRANGEN, SODERGARD, HALF]


def test_a_problem_is_told_in_the_language_the_program_accepts(client: TestClient) -> None:
    english = client.get("/api/v1/check", headers={"accept-language": "en-GB,sv;q=0.5"})
    assert "lon is missing" in english.json()["detail"]
    assert english.headers["content-language"] == "en"


def test_coordinates_at_the_poles_and_far_away_are_answered(client: TestClient) -> None:
    for lon, lat in ((0, 90), (0, -90), (180, 0), (-180, 0), (-75, 0)):
        answer = client.get("/api/v1/check", params={"lon": lon, "lat": lat})
        assert answer.status_code in {200, 404}


def test_the_outline_given_out_is_the_public_one(client: TestClient) -> None:
    lonlat = shape(client.get(f"/api/v1/areas/{HALF}").json()["geometry"])
    assert shapely.get_num_coordinates(lonlat) == 5
