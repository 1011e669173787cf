"""How the number grew, also where it began long ago, ceased for a while, or is not dated."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.domain.counts import count, spells_of, yearly
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import Precision
from grannsamverkan.register import create_register
from grannsamverkan.web.app import create_app
from town import CRS, HALF, LAPSED, NORRANGEN, NOW, generous, municipality, then, timelines, version

TODAY = NOW.date()
UNDATED = replace(
    version(NORRANGEN, "Norrängen", date(2026, 11, 22)), precision=Precision.BEFORE, outline_id=None
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Give a client of a register with an area long ago, none for some years, and two undated."""
    path: Path = tmp_path_factory.mktemp("growth") / "growth.gpkg"
    register = create_register(path, name="Hallsberg", crs=CRS, now=NOW)
    old = replace(version(LAPSED, "Gammal", date(1974, 1, 1)), outline_id=None)
    with register.change(actor="prov", action="fill", reason="prov", now=NOW) as change:
        change.set_municipality(municipality())
        change.set_timeline(LAPSED, then(old, date(1980, 6, 1), Event.LAPSE, Status.DORMANT))
        change.set_timeline(NORRANGEN, (UNDATED,))
        change.set_timeline(HALF, (replace(UNDATED, area_id=HALF, name="Halva"),))
    with TestClient(create_app(generous(), register, clock=lambda: NOW)) as client:
        yield client
    register.close()


def test_years_without_areas_hide_no_year_before_them(client: TestClient) -> None:
    page = client.get("/").text
    assert '<th scope="row">1974</th><td>1</td>' in page
    assert '<th scope="row">1979</th><td>1</td>' in page
    assert '<th scope="row">1980</th><td>0</td>' in page
    assert '<th scope="row">2026 hittills</th><td>2</td>' in page
    assert '<th scope="row">1973</th>' not in page


def test_an_area_whose_start_nobody_stated_has_no_known_year(client: TestClient) -> None:
    assert "2 områden har okänt startår och räknas från 2026." in client.get("/").text
    assert "2 areas have an unknown start year" in client.get("/en/").text
    assert "<dd>okänt</dd>" in client.get(f"/omrade/{NORRANGEN}").text
    assert "<td>okänt</td>" in client.get("/karta/lista").text
    area = client.get(f"/api/v1/areas/{NORRANGEN}").json()
    assert area["properties"]["since"] is None
    assert client.get("/karta/lista.json?ordna=since").json()["areas"][0]["since"] is None


def test_each_year_is_what_a_count_of_its_last_day_gives() -> None:
    town = timelines().values()
    counted = yearly(spells_of(town, TODAY), TODAY)
    assert list(counted) == list(range(2014, 2027))
    for year, active in counted.items():
        assert active == count(town, min(date(year, 12, 31), TODAY)).active


def test_without_areas_the_growth_is_today_alone() -> None:
    assert yearly([], TODAY) == {2026: 0}
