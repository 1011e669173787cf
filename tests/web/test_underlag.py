"""The base map on the web: its squares, the drawing in the answer about a place, and pictures of another site."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from addressed import addressed
from basemapped import FEATURES, SOURCE
from grannsamverkan.actions.basemap import lay_base_map
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.mapping import draw_map
from grannsamverkan.domain.basemap import LEVELS, Layer
from grannsamverkan.domain.tiles import tiles_in
from grannsamverkan.exchange.ground import Laid
from grannsamverkan.maps import assets
from grannsamverkan.maps.definition import all_definitions
from grannsamverkan.register import Register
from grannsamverkan.settings import RateSettings, Settings, TileSettings
from grannsamverkan.web.app import create_app
from prepared import example_of
from town import NORRANGEN, NOW, X, Y


def lay(register: Register) -> Register:
    """Lay the small base map in a register."""
    doing = Doing(register=register, actor="prov", reason="prov", now=NOW)
    lay_base_map(doing, Laid(FEATURES, {}), layers=Layer, source=SOURCE)
    return register


def client_of(register: Register, folder: Path, tiles: TileSettings | None = None) -> TestClient:
    settings = Settings(
        rate=RateSettings(
            per_second=1e6, burst=1_000_000, homes_per_second=1e6, homes_burst=1_000_000
        ),
        cache_dir=folder,
        tiles=tiles or TileSettings(),
    )
    return TestClient(create_app(settings, register, clock=lambda: NOW))


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give the town with addresses and a base map."""
    register = lay(addressed(tmp_path_factory.mktemp("mapped") / "a.gpkg"))
    yield register
    register.close()


@pytest.fixture(scope="module")
def client(mapped: Register, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """Give a client of its site."""
    return client_of(mapped, tmp_path_factory.mktemp("shells"))


@pytest.fixture(scope="module")
def karhula(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give the example of Karhula, with its real base map."""
    where = tmp_path_factory.mktemp("karhula") / "karhula.gpkg"
    register = example_of(where, "karhula", NOW)
    yield register
    register.close()


def square(level: int) -> str:
    """Return the address part of the square that holds the middle of the town."""
    from grannsamverkan.crs import SWEDEN, to_lonlat

    lon, lat = to_lonlat(X + 25, Y + 25, source=SWEDEN)
    x, y, _, _ = tiles_in((lon, lat, lon, lat), level)
    return f"{level}/{x}/{y}"


def test_the_map_is_told_where_its_squares_are_and_whom_to_name(client: TestClient) -> None:
    told = client.get("/karta/grund").json()
    assert told["basemap"]["sources"] == [{"text": SOURCE, "licence": None}]
    assert told["tiles"] is None
    found = client.get(f"{told['basemap']['url']}/{square(14)}")
    assert "immutable" in found.headers["Cache-Control"]
    assert {"street", "path", "building", "main"} <= set(found.json()["kinds"])
    assert "building" not in client.get(f"{told['basemap']['url']}/{square(12)}").json()["kinds"]
    again = client.get(f"{told['basemap']['url']}/{square(14)}", headers={"If-None-Match": found.headers["ETag"]})  # fmt: skip
    assert again.status_code == 304
    english = client.get("/en/karta/grund").json()["basemap"]["url"]
    assert english == told["basemap"]["url"], "kept once for all languages"


def test_a_square_of_another_base_map_is_answered_with_todays_and_not_kept(
    client: TestClient,
) -> None:
    old = client.get(f"/karta/underlag/forut/{square(14)}")
    assert old.status_code == 200
    assert old.headers["Cache-Control"] == "no-cache"
    empty = client.get("/karta/underlag/forut/14/0/0")
    assert empty.json() == {"omitted": 0, "kinds": {}}


@pytest.mark.parametrize("wrong", ["13/0/0", "8/256/0", "8/0/256", "8/-1/0", "99/0/0"])
def test_there_are_no_squares_of_other_levels_or_beyond_the_world(
    client: TestClient, wrong: str
) -> None:
    assert client.get(f"/karta/underlag/nu/{wrong}").status_code == 404


def test_without_a_base_map_there_is_nothing_to_ask_for(tmp_path: Path, town: Register) -> None:
    client = client_of(town, tmp_path)
    assert client.get("/karta/grund").json()["basemap"] is None
    assert client.get(f"/karta/underlag/nu/{square(8)}").status_code == 404
    answer = client.post("/kolla", data={"lat": "59.06", "lon": "15.11"})
    assert answer.status_code == 200
    assert "<svg" in answer.text
    assert "Karta: " not in answer.text


def test_the_first_view_of_karhula_is_light_and_the_page_with_it(
    karhula: Register, tmp_path: Path
) -> None:
    client = client_of(karhula, tmp_path)
    ground = client.get("/karta/grund").json()
    assert "openstreetmap.org/copyright" in ground["basemap"]["sources"][0]["licence"]
    all_sizes = {}
    for level in LEVELS:
        first_x, first_y, last_x, last_y = tiles_in((26.93, 60.52, 26.97, 60.54), level)
        squares = [
            client.get(f"{ground['basemap']['url']}/{level}/{x}/{y}").content
            for x in range(first_x, last_x + 1)
            for y in range(first_y, last_y + 1)
        ]
        assert all(json.loads(one)["omitted"] == 0 for one in squares)
        all_sizes[level] = sum(len(gzip.compress(one)) for one in squares)
    assert max(all_sizes.values()) <= 120_000
    page = sum(
        len(gzip.compress(assets.read(name).encode())) for name in (*assets.SCRIPTS, *assets.STYLES)
    )
    assert page + max(all_sizes.values()) <= 190_000


def test_the_answer_about_a_place_is_a_sentence_and_then_a_map(client: TestClient) -> None:
    answer = client.post("/kolla", data={"plats": "Storgatan 3, Hallsberg"})
    text = answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert text.index('class="lead"') < text.index("<svg")
    drawing = text[text.index("<svg") : text.index("</svg>")]
    assert 'role="img"' in drawing
    assert re.search(r"<title[^>]*>Platsen på kartan", drawing)
    assert "Norrängen" in text
    assert "fill-building" in drawing
    assert "stroke-street" in drawing
    assert "Det här området" in drawing
    assert "Platsen</text>" in drawing
    assert f"Karta: {SOURCE}" in text
    assert "Storgatan" not in drawing, "the address itself is said once"


def test_a_place_outside_shows_the_nearest_area_and_one_far_away_only_itself(
    client: TestClient,
) -> None:
    outside = client.post("/kolla", data={"plats": "Norra vägen 9"}).text
    assert "Aktivt område" in outside
    assert "Det här området" not in outside
    far = client.post("/kolla", data={"lat": "58.95", "lon": "15.40"}).text
    assert "<svg" in far
    assert "Aktivt område" not in far
    abroad = client.post("/kolla", data={"lat": "48.8", "lon": "2.3"})
    assert abroad.status_code == 200


def test_the_page_with_the_drawing_is_light_where_it_is_densest(
    karhula: Register, tmp_path: Path
) -> None:
    client = client_of(karhula, tmp_path)
    answer = client.post("/kolla", data={"lat": "60.5305", "lon": "26.955"})
    assert answer.text.count("fill-building") >= 4
    assert len(gzip.compress(answer.content)) <= 50_000
    assert 'href="https://www.openstreetmap.org/copyright"' in answer.text


def test_a_poster_names_the_source_of_its_map(client: TestClient) -> None:
    poster = client.get(f"/omrade/{NORRANGEN}/affisch").text
    assert "stroke-street" in poster
    assert f"Karta: {SOURCE}" in poster


def embedded(register: Register, target: Path) -> set[str]:
    """Return the levels of the base map in a file of its own."""
    made = all_definitions(target.parent)["karta"]
    today = NOW.date()
    draw_map(register, target, made=made, on=today, today=today, exact=False)
    return set(re.findall(r'"([0-9]+)/[0-9]+/[0-9]+":', target.read_text("utf-8")))


def test_a_file_of_its_own_tells_less_from_near_rather_than_grow_too_large(
    mapped: Register, town: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "karta.html"
    assert embedded(mapped, target) == {"8", "10", "12", "14"}
    assert SOURCE in target.read_text("utf-8")
    monkeypatch.setattr("grannsamverkan.actions.mapping._MOST_EMBEDDED", 1_500)
    assert embedded(mapped, target) == {"8", "10"}
    assert embedded(town, target) == set()


PICTURES = TileSettings(url="https://tile.example.org/{z}/{x}/{y}.png", attribution="Exempelkartan")


def test_pictures_of_another_site_are_let_in_and_said_to_be(
    mapped: Register, tmp_path: Path
) -> None:
    client = client_of(mapped, tmp_path, PICTURES)
    told = client.get("/karta/grund").json()
    assert told["tiles"] == {"url": PICTURES.url, "attribution": "Exempelkartan"}
    for path in ("/karta", "/inbaddad"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "img-src 'self' https://tile.example.org data:" in policy
        assert policy.count("https:") == 1
    privacy = client.get("/integritet").text
    assert "tile.example.org" in privacy
    assert "hämtar inget från andra webbplatser" not in privacy


def test_without_the_setting_no_other_site_is_let_in_or_named(client: TestClient) -> None:
    assert "https:" not in client.get("/karta").headers["Content-Security-Policy"]
    assert "hämtar inget från andra webbplatser" in client.get("/integritet").text


@pytest.mark.parametrize(
    "wrong",
    [
        "http://tile.example.org/{z}/{x}/{y}.png",
        "https://tile.example.org; script-src */{z}",
        "https://{s}.example.org/{z}/{x}/{y}.png",
        "https://tile.example.org",
        "https://tile.example.org/{q}",
    ],
)
def test_a_template_that_could_let_in_more_than_one_site_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        TileSettings(url=wrong)
