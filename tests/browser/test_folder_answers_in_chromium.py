"""A folder of files finds and answers in the browser as the site does on its server: both are asked the same."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import shapely
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page

from addressed import addressed
from chromium import watch
from foldered import foldered
from grannsamverkan.actions.example import create_example, place_folder
from grannsamverkan.register import Register
from grannsamverkan.web.app import create_app
from town import NOW, generous

ASK = """async (texts) => {
  const told = [];
  for (const text of texts) {
    const { place, state, some, code } = await Grannmapp.meant(text);
    const answer = place && await Grannmapp.answerAt(place.point);
    told.push(answer
      ? { place: place.label, sentence: answer.sentence, next: answer.next, state: answer.state }
      : { state, sentence: Grannmapp.words.say(`find.${state}`, { code }),
          choices: some.map(({ kind, label }) => ({ kind, label })) });
  }
  return told;
}"""

PLACE = """async (places) => {
  const told = [];
  for (const [lon, lat] of places) {
    const answer = await Grannmapp.answer(lon, lat);
    told.push(answer && {
      state: answer.state, sentence: answer.sentence, next: answer.next, areas: answer.areas.map(({ id }) => id),
      nearest: answer.nearest && answer.nearest.id, direction: answer.nearest && answer.nearest.direction,
      distance_m: answer.nearest && answer.nearest.distance_m,
      municipality: answer.municipality && [answer.municipality.code, answer.municipality.certain],
    });
  }
  return told;
}"""

LETTERS = "abcdefghijklmnoprstuvyåäö"


class Both:
    """A register asked by its folder and by its site."""

    def __init__(self, register: Register, page: Page, faults: list[str]) -> None:
        """Take the page of the folder and the site's register."""
        self.register = register
        self.page = page
        self.faults = faults
        self.app = create_app(generous(), register, clock=lambda: NOW)
        self.client = TestClient(self.app)

    def differ(self, texts: list[str]) -> list[tuple[str, Any, Any]]:
        """Return what the folder answers in another way than the site."""
        told = self.page.evaluate(ASK, texts)
        pairs = zip(texts, told, map(self._site, texts), strict=True)
        return [(text, mine, theirs) for text, mine, theirs in pairs if mine != theirs]

    def _site(self, text: str) -> dict[str, Any]:
        found = self.client.post("/kolla", json={"plats": text}).json()
        if "choices" in found:
            some = [{"kind": one["kind"], "label": one["label"]} for one in found["choices"]]
            return {"state": found["state"], "sentence": found["sentence"], "choices": some}
        return {key: found[key] for key in ("place", "sentence", "next", "state")}

    def differ_at(self, places: list[tuple[float, float]]) -> list[tuple[Any, Any, Any]]:
        """Return the places, longitude and latitude, about which the folder says something else than the site."""
        told = self.page.evaluate(PLACE, places)
        found = []
        for place, mine in zip(places, told, strict=True):
            theirs = self.client.post("/kolla", json={"lon": place[0], "lat": place[1]}).json()
            distance_m = mine.pop("distance_m")
            nearest = theirs["nearest"] or {"id": None, "direction": None, "distance_m": None}
            seen = theirs["municipality"]
            same = {
                "state": theirs["state"],
                "sentence": theirs["sentence"],
                "next": theirs["next"],
                "areas": [one["id"] for one in theirs["areas"]],
                "nearest": nearest["id"],
                "direction": nearest["direction"],
                "municipality": seen and [seen["code"], seen["certain"]],
            }
            near = distance_m is None or abs(distance_m - nearest["distance_m"]) <= 0.1
            if mine != same or not near:
                found.append((place, mine | {"distance_m": distance_m}, same | nearest))
        return found

    def places(self, number: int) -> list[tuple[float, float]]:
        """Return places among the areas, along their borders on both sides, and far outside."""
        from grannsamverkan.crs import to_lonlat

        view = self.app.state.site.view()
        random = Random("places")  # noqa: S311 # a sample, not a secret
        crs = view.snapshot.crs
        shapes = [area.outline for area in view.snapshot.areas if area.outline is not None]
        west, south, east, north = shapely.total_bounds(shapes)
        found = []
        for at in range(number):
            shape = random.choice(shapes)
            if at % 3:  # near a border, or in the middle of an area
                spot = shape.boundary.interpolate(random.random(), normalized=True)
                far = random.choice((1, 5, 24, 26, 80))
                x, y = spot.x + random.uniform(-far, far), spot.y + random.uniform(-far, far)
            else:
                room = random.choice((0, 3_000, 40_000))
                x = random.uniform(west - room, east + room)
                y = random.uniform(south - room, north + room)
            found.append(to_lonlat(x, y, source=crs))
        return found


@pytest.fixture(scope="module", params=["karhula", "hallsberg"])
def example(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Both]:
    """Give an example with a folder of it."""
    folder = tmp_path_factory.mktemp(request.param)
    register = create_example(folder / "a.gpkg", place_folder(request.param), now=NOW)
    foldered(register, folder / "mapp", folder)
    yield from opened(browser, register, folder / "mapp")


def opened(browser: Browser, register: Register, folder: Path) -> Iterator[Both]:
    """Give a register that is asked by its folder, from the disk, and by its site."""
    context = browser.new_context()
    page, faults = context.new_page(), list[str]()
    watch(page, folder.as_uri(), faults)
    page.goto((folder / "kolla" / "index.html").as_uri())
    yield Both(register, page, faults)
    context.close()
    register.close()
    assert faults == []


def written(register: Register) -> list[str]:
    """Return what people type for addresses of a register: whole, begun, with and without place, misspelt."""
    random = Random("typed")  # noqa: S311 # a sample, not a secret
    book = [(street, along) for street, along in register.address_book() if along]
    texts = []
    for street, along in random.sample(book, min(40, len(book))):
        one = random.choice(along)
        said = f"{street.name} {one.number}{one.letter or ''}"
        at = random.randrange(1, len(street.name))
        wrong = street.name[:at] + random.choice(LETTERS) + street.name[at + 1 :]
        left_out = street.name[:at] + street.name[at + 1 :]
        texts += [
            said,
            f"{said}, {one.postcode or ''} {street.place or ''}",
            f"{street.name.upper()} {street.place or ''}",
            street.name[: random.randrange(2, len(street.name) + 1)],
            f"{wrong} {one.number}",
            wrong,
            f"{left_out} {one.number} lgh 1101",
            f"{street.name} 997",
            f"{one.postcode or ''} {street.place or ''}",
        ]
    return texts


ODD = [
    "", "x", "4", "storg", "12 3", "s:t eriksg. 12", "n. vägen 3-5", "Ö", "hallsberg", "karhula", "palsboda",
    "Pålsbodda", "finns inte alls 4", "69430", "694 30 Hallsberg", "99999", "12 345 Hallsberg", "48600 karhula", "Storgatan 4, 999 99", "gatan", "'\"<b>", "ﬁskgatan 2", "Straße 1",
    "vägen 2 tr", "a" * 300,
]  # fmt: skip


def test_what_is_typed_is_found_and_answered_alike(example: Both) -> None:
    texts = [*written(example.register), *ODD]
    assert len(texts) > 200
    asked = [text for text in texts if text.strip()]
    assert example.differ(asked) == []


def test_a_place_is_answered_alike(example: Both) -> None:
    assert example.differ_at(example.places(400)) == []


def test_these_checks_can_fail(example: Both) -> None:
    example.page.evaluate("Grannmapp.words.texts['web.answer.outside'] = 'Kanske.'")
    assert example.differ_at(example.places(60))
    example.page.reload()


def test_streets_of_one_name_in_two_places_are_told_apart(browser: Browser, tmp_path: Path) -> None:
    register = addressed(tmp_path / "a.gpkg")
    foldered(register, tmp_path / "mapp", tmp_path)
    for both in opened(browser, register, tmp_path / "mapp"):
        typed = ("Storgatan 3", "storgatan 4", "Storgatan 4 B", "storg 4b", "storgatan 3 hallsberg", "Storgatan 3, 697 91", "Norrängn", "utan")  # fmt: skip
        assert both.differ(list(typed)) == []


def test_the_base_map_lies_under_the_areas_square_by_square(example: Both) -> None:
    page = example.page
    folder = page.url.removesuffix("kolla/index.html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{folder}karta/index.html")
    page.wait_for_selector(".karta[data-ritad]")
    page.wait_for_function("document.querySelectorAll('.leaflet-underlag-pane canvas').length > 0")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "/mapp/underlag-" in url]
    page.goto(f"{folder}kolla/index.html")
