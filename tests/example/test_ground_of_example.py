"""The coarse lakes and railways of the example of Hallsberg lie where they should."""

import tomllib

import pytest
import shapely
from shapely import LineString, Point, Polygon

from grannsamverkan.crs import LONLAT, SWEDEN, reproject
from grannsamverkan.data import GEODATA, data_folder

FOLDER = data_folder(GEODATA) / "hallsberg"
FACTS = tomllib.loads((FOLDER / "ground.toml").read_text("utf-8"))
PLACES = {
    one["name"]: reproject(Point(one["lon"], one["lat"]), source=LONLAT, target=SWEDEN)
    for one in tomllib.loads((FOLDER / "place.toml").read_text("utf-8"))["locality"]
}


def test_lakes_are_whole_and_coarse() -> None:
    for lake in FACTS["lake"]:
        assert Polygon(lake["ring"]).is_valid, lake["name"]
        assert 8 <= len(lake["ring"]) <= 30
    sottern = reproject(Polygon(FACTS["lake"][0]["ring"]), source=LONLAT, target=SWEDEN)
    assert 20e6 < sottern.area < 32e6
    assert 3_000 < shapely.distance(sottern, PLACES["Pålsboda"]) < 8_000


@pytest.mark.parametrize("name", ["Hallsberg", "Pålsboda", "Vretstorp", "Östansjö"])
def test_the_main_line_passes_the_places_where_it_stops(name: str) -> None:
    main = reproject(LineString(FACTS["railway"][0]["line"]), source=LONLAT, target=SWEDEN)
    assert shapely.distance(main, PLACES[name]) < 700


def test_what_they_are_drawn_after_is_said() -> None:
    assert "Natural Earth" in FACTS["source"]["water"]
    assert all("grovt" in source for source in FACTS["source"].values())
    assert "Natural Earth" in (FOLDER / "README.md").read_text("utf-8")
