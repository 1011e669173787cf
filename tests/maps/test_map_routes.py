"""The map pages and what they fetch, over a register of invented areas."""

import gzip
import html
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urljoin

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.maps import assets
from grannsamverkan.register import Register
from grannsamverkan.settings import RateSettings, Settings
from grannsamverkan.web.app import create_app
from town import HALF, LAPSED, NORRANGEN, NOW, UNDRAWN, WHOLE

EVERYTHING = {"bbox": "10,55,20,65", "zoom": "10"}


@pytest.fixture(scope="module")
def client(town: Register, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Give a client of a site that keeps its shells in a folder of its own."""
    settings = Settings(
        rate=RateSettings(
            per_second=1e6, burst=1_000_000, homes_per_second=1e6, homes_burst=1_000_000
        ),
        cache_dir=tmp_path_factory.mktemp("shells"),
    )
    app = create_app(settings, town, clock=lambda: NOW)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("path", ["/karta", "/en/karta", "/kartor/karta"])
def test_the_page_is_small_and_all_it_loads_is_ours_and_light(
    client: TestClient, path: str
) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert len(page.content) <= 4_000
    assert "EX" in page.text
    own = [line.split('"')[1::2] for line in page.text.splitlines() if "<link" in line]
    addresses = {part for parts in own for part in parts if part.startswith("/static")}
    addresses |= {
        part
        for line in page.text.splitlines()
        if "<script" in line
        for part in line.split('"')
        if part.startswith("/")
    }
    assert len(addresses) == len(assets.SCRIPTS) + len(assets.STYLES) + 3
    loaded = [page, *(client.get(address) for address in addresses)]
    assert sum(len(gzip.compress(one.content)) for one in loaded) <= 200_000
    assert all("immutable" in one.headers["Cache-Control"] for one in loaded[1:])
    assert "<style" not in page.text
    assert " style=" not in page.text


def test_an_unknown_map_or_script_is_not_found(client: TestClient) -> None:
    assert client.get("/kartor/skattkarta").status_code == 404
    assert client.get("/karta/skal/deadbeef.js").status_code == 404


def test_the_ground_tells_border_places_years_and_when_it_last_changed(client: TestClient) -> None:
    ground = client.get("/en/karta/grund").json()
    assert ground["note"] == "EXAMPLE – invented data"
    assert ground["years"] == [2014, 2026]
    assert ground["updated"] == NOW.date().isoformat()
    assert ground["localities"][0]["name"] == "Hallsberg"
    assert "simplified" in ground["source"]
    west, south, east, north = ground["extent"]
    assert 14 < west < 15.1 < east < 16
    assert 58 < south < 59.06 < north < 60


def test_the_map_gets_active_areas_with_public_outlines_only(client: TestClient) -> None:
    answer = client.get("/karta/data", params=EVERYTHING).json()
    drawn = {one["id"] for one in answer["areas"]}
    assert answer["kind"] == "areas"
    assert NORRANGEN in drawn
    assert not drawn & {LAPSED, UNDRAWN, WHOLE}


def test_a_past_year_shows_what_todays_areas_came_from_and_counts_the_lapsed(
    client: TestClient,
) -> None:
    then = client.get("/karta/data", params={**EVERYTHING, "on": "2019-12-31"}).json()
    drawn = {one["id"] for one in then["areas"]}
    assert WHOLE in drawn or HALF in drawn
    assert LAPSED not in drawn
    rows = client.get("/karta/lista.json", params={"on": "2019-12-31"}).json()
    assert rows["active"] >= rows["total"]
    assert 0 <= rows["confirmed"] <= rows["active"]


def test_an_area_is_found_by_its_id_and_lapsed_and_unknown_ones_answer_alike(
    client: TestClient,
) -> None:
    found = client.get("/karta/data", params={"omrade": NORRANGEN}).json()
    assert found["features"][0]["properties"]["name"] == "Norrängen"
    lapsed, unknown = (
        client.get("/karta/data", params={"omrade": one}).content for one in (LAPSED, "01JUNKNOWN")
    )
    assert lapsed == unknown


def test_map_and_list_have_one_filter(client: TestClient) -> None:
    wanted = {"q": "norr", "typ": "villa"}
    drawn = client.get("/karta/data", params={**EVERYTHING, **wanted}).json()["areas"]
    rows = client.get("/karta/lista.json", params=wanted).json()
    assert [one["name"] for one in drawn] == ["Norrängen"]
    assert [one["name"] for one in rows["areas"]] == ["Norrängen"]
    page = client.get("/karta/lista", params=wanted).text
    assert "Norrängen" in page
    assert "Södergård" not in page


def own_link(page: str, said: str) -> str:
    """Return where the list's own link of these words leads."""
    found = re.search(rf'<a href="([^"]*)">{said}</a>', page)
    assert found, said
    return urljoin("/karta/lista", html.unescape(found[1]))


@pytest.mark.parametrize(
    "asked", ["", "?q=&typ=&ort=&ar=", "?ar=2019", "?on=2019-06-30", "?q=r%26d&typ=villa"]
)
def test_every_heading_sorts_whatever_is_chosen_and_keeps_it(
    client: TestClient, asked: str
) -> None:
    page = client.get(f"/karta/lista{asked}").text
    for heading in ("Namn", "Ort", "Typ", "Aktivt sedan"):
        link = own_link(page, heading)
        assert client.get(link).status_code == 200, link
        kept = [part for part in asked.lstrip("?").split("&") if not part.endswith("=") and part]
        assert all(part in link for part in kept), link


def test_the_list_page_sorts_by_its_headings_and_leads_to_each_area(client: TestClient) -> None:
    page = client.get("/karta/lista").text
    assert f'href="/omrade/{NORRANGEN}"' in page
    assert "gräns ej ritad" in page
    assert 'aria-sort="ascending"' in page
    turned = client.get(own_link(page, "Namn")).text
    assert 'aria-sort="descending"' in turned
    assert page.index("Norrängen") < page.index("Södergård")
    assert turned.index("Södergård") < turned.index("Norrängen")
    assert "No areas match" in client.get("/en/karta/lista", params={"q": "zzz"}).text


def test_a_list_goes_on_on_the_next_page(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grannsamverkan.web.public.karta._ROWS", 2)
    first = client.get("/karta/lista.json").json()
    second = client.get("/karta/lista.json", params={"fran": first["next"]}).json()
    assert len(first["areas"]) == 2
    assert not {one["id"] for one in first["areas"]} & {one["id"] for one in second["areas"]}
    page = client.get("/karta/lista").text
    more = client.get(own_link(page, "Fler områden"))
    assert more.status_code == 200
    assert all(one["name"] in more.text for one in second["areas"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"bbox": "15,59"},
        {"bbox": "nan,59,15,60"},
        {"zoom": "nan"},
        {"zoom": "99"},
        {"typ": "castle"},
        {"on": "soon"},
        {"q": "x" * 300},
        {"omrade": "x" * 100},
    ],
)
def test_a_question_that_cannot_be_is_refused_and_never_breaks_the_server(
    client: TestClient, wrong: dict[str, str]
) -> None:
    answer = client.get("/karta/data", params=wrong, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_a_day_to_come_has_nothing_to_tell(client: TestClient) -> None:
    assert client.get("/karta/data", params={"on": "2999-01-01"}).status_code == 404


@pytest.mark.parametrize("box", ["-1e300,-1e300,1e300,1e300", "20,65,10,55", "-999,-99,999,99"])
def test_a_box_larger_than_the_world_or_turned_round_holds_what_is_there(
    client: TestClient, box: str
) -> None:
    answer = client.get("/karta/data", params={"bbox": box, "zoom": "3"}).json()
    assert NORRANGEN in {one["id"] for one in answer["areas"]}


def test_days_are_forgotten_but_never_wrong(client: TestClient) -> None:
    for year in range(2014, 2026):
        client.get("/karta/data", params={**EVERYTHING, "on": date(year, 12, 31).isoformat()})
    again = client.get("/karta/data", params=EVERYTHING).json()
    assert NORRANGEN in {one["id"] for one in again["areas"]}


def test_the_maps_files_lie_where_the_pages_expect_them() -> None:
    for name in (*assets.SCRIPTS, *assets.STYLES):
        assert (assets.FOLDER / Path(name)).is_file()


def test_a_new_file_in_the_folder_of_maps_is_a_new_map(town: Register, tmp_path: Path) -> None:
    (tmp_path / "batar.toml").write_text(
        'filter = {typ = "boat"}\n[title]\nsv = "Båtar <b>"\nen = "Boats"\n', "utf-8"
    )
    settings = Settings(cache_dir=tmp_path / "shells", maps=tmp_path)
    app = create_app(settings, town, clock=lambda: NOW)
    assert TestClient(app).get("/karta").status_code == 200
    page = TestClient(app).get("/kartor/batar")
    assert page.status_code == 200
    assert "<h1>Båtar &lt;b&gt;</h1>" in page.text
    script = next(part for part in page.text.split('"') if part.startswith("/karta/skal/"))
    assert '"filter": {"typ": "boat"}' in TestClient(app).get(script).text


def test_the_list_can_be_of_a_past_year_and_leads_to_the_same_map(client: TestClient) -> None:
    page = client.get(
        "/karta/lista", params={"ar": "2019", "typ": "villa", "ort": "Hallsberg"}
    ).text
    assert '<option value="2019" selected>slutet av 2019</option>' in page
    assert '<option value="2014">' in page, "the year of the oldest area"
    assert '<option value="2026">' not in page, "this year is today"
    assert "Vid utgången av 2019 var" in page
    assert 'href="/karta?typ=villa&amp;ort=Hallsberg&amp;ar=2019"' in page
    assert "ar=2019" in page.partition("aria-sort")[2].partition("</thead>")[0], (
        "the order keeps it"
    )
    assert "Utan gräns" not in page, "it began later"
    assert 'href="/karta"' in client.get("/karta/lista").text


@pytest.mark.parametrize("year", ["", "1999", "2099", "abcd"])
def test_a_year_that_there_is_not_is_let_go_of(client: TestClient, year: str) -> None:
    page = client.get("/karta/lista", params={"ar": year})
    assert page.status_code == 200
    assert "Vid utgången av" not in page.text
    assert "selected" not in page.text.partition('name="ar"')[2].partition("</select>")[0]


def test_a_day_in_the_address_of_the_list_is_kept_while_one_filters(client: TestClient) -> None:
    page = client.get("/karta/lista", params={"on": "2019-06-30"}).text
    assert '<input type="hidden" name="on" value="2019-06-30">' in page
    assert "Vid utgången av 2019-06-30" in page
