"""Drawing in the workspace as a browser asks for it: who may, what is told, and that nothing is lost."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from fastapi.testclient import TestClient
from httpx2 import Response
from shapely import box

from grannsamverkan import web
from grannsamverkan.crs import LONLAT, bbox_to_lonlat, reproject
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.drafts import Draft, DraftState
from grannsamverkan.register import Register
from groundwork import lay
from staff import send, token_of
from town import CRS, FORMING, HALF, NORRANGEN, NOW, SODERGARD, UNDRAWN, X, Y

RITA = "/arbete/rita"


def geojson(shape: Any) -> dict[str, Any]:  # noqa: ANN401 # any shape
    """Return a shape in metres as the script sends it."""
    data: dict[str, Any] = json.loads(
        shapely.to_geojson(reproject(shape, source=CRS, target=LONLAT))
    )
    return data


def at(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """Return a box as metres from the middle of the town."""
    return geojson(box(X + west, Y + south, X + east, Y + north))


def post(client: TestClient, path: str, **body: object) -> Response:
    """Send JSON as the script does."""
    return client.post(
        f"{RITA}/{path}",
        json=body,
        headers={"x-csrf": token_of(client), "accept": "application/json"},
    )


def border(register: Register, area_id: str) -> float:
    """Return the planar size of an area's border."""
    outline_id = last(register.timelines()[area_id]).outline_id
    assert outline_id is not None
    return register.outlines([outline_id])[outline_id].polygon.area


def drafts(register: Register) -> tuple[Draft, ...]:
    with register.looking() as private:
        return private.find(Draft)


# -- the pages -----------------------------------------------------------------------------------------


def test_the_editor_opens_on_the_border_and_without_one(coordinator: TestClient) -> None:
    for path in (f"/arbete/omraden/{NORRANGEN}/rita", f"/arbete/omraden/{UNDRAWN}/rita"):
        page = coordinator.get(path)
        assert page.status_code == 200
        assert "Publicera gränsen" in page.text
    new = coordinator.get("/arbete/omraden/ny/rita").text
    assert "Rita ett nytt område" in new
    assert "Dela med linje" not in new
    english = coordinator.get(f"/en/arbete/omraden/{NORRANGEN}/rita").text
    assert "Draw the border: Norrängen" in english


def test_where_no_ground_is_laid_it_is_said_who_lays_it_and_what_waits_for_it(
    coordinator: TestClient, workplace: Register
) -> None:
    bare = coordinator.get("/arbete/omraden/ny/rita").text
    assert "Vägar och bostäder är inte inlästa" in bare
    assert "<code>grannsamverkan import roads</code>" in bare
    assert 'href="/arbete/handbok#granser"' in bare
    for tool in ("streets", "blocks"):
        button = bare.partition(f'data-tool="{tool}"')[2].partition(">")[0]
        assert "disabled" in button
    lay(workplace)
    laid = coordinator.get("/arbete/omraden/ny/rita").text
    assert "import roads" not in laid
    assert "disabled" not in laid.partition('data-tool="streets"')[2].partition(">")[0]


def test_a_contact_draws_proposals_of_their_own_area_alone(contact: TestClient) -> None:
    page = contact.get(f"/arbete/omraden/{NORRANGEN}/rita").text
    assert "Skicka ett förslag" in page
    assert "Publicera gränsen" not in page
    assert contact.get(f"/arbete/omraden/{SODERGARD}/rita").status_code == 404
    assert contact.get("/arbete/omraden/ny/rita").status_code == 404
    assert contact.get("/arbete/omraden/finns-inte/rita").status_code == 404


def test_the_drawing_tool_is_as_it_was_published_with_its_licence() -> None:
    folder = Path(web.__file__).parent / "static" / "geoman"
    sums = (folder / "SHA384SUMS").read_text("utf-8").splitlines()
    assert sums[0].endswith("LICENSE")
    for line in sums:
        digest, name = line.split()
        assert hashlib.sha384((folder / name).read_bytes()).hexdigest() == digest


# -- while someone draws --------------------------------------------------------------------------------


def test_what_is_drawn_is_snapped_measured_and_weighed(coordinator: TestClient) -> None:
    told = post(coordinator, "prova", area=HALF, polygon=at(702, -300, 900, 100)).json()
    assert told["oddities"] == []
    assert told["homes_text"] == "okänt antal bostäder"
    assert told["homes_told"] == "okänt"
    assert "hektar" in told["size_text"]
    lapping = post(coordinator, "prova", area=HALF, polygon=at(600, -300, 900, 100)).json()
    (oddity,) = lapping["oddities"]
    assert (oddity["kind"], oddity["other"]) == ("overlap", SODERGARD)
    assert (
        "Överlappar Södergård med 4 hektar: 33 % av detta område och 25 % av Södergård"
        in (oddity["text"])
    )
    better = post(
        coordinator,
        "prova",
        area=HALF,
        polygon=lapping["polygon"],
        mend={"kind": "overlap", "other": SODERGARD},
    ).json()
    assert better["oddities"] == []
    assert better["m2"] < lapping["m2"]


def test_holes_parts_and_neighbours_as_one(coordinator: TestClient) -> None:
    whole = at(1_000, 1_000, 1_400, 1_400)
    holed = post(
        coordinator, "hal", area=HALF, polygon=whole, hole=at(1_100, 1_100, 1_200, 1_200)
    ).json()
    assert len(holed["polygon"]["coordinates"][0]) == 2
    line = geojson(shapely.LineString([(X + 1_200, Y + 900), (X + 1_200, Y + 1_500)]))
    parts = post(coordinator, "dela", area=HALF, polygon=whole, line=line).json()["parts"]
    assert len(parts) == 2
    joined = post(coordinator, "ihop", area=HALF, polygons=[one["polygon"] for one in parts]).json()
    assert joined["m2"] == pytest.approx(160_000, rel=0.01)


def test_areas_are_divided_and_joined_only_in_a_state_that_allows_it(
    coordinator: TestClient,
) -> None:
    planned = coordinator.get(f"/arbete/omraden/{FORMING}/rita").text
    assert 'data-tool="join"' not in planned
    assert 'data-tool="divide"' not in planned
    assert 'data-tool="join"' in coordinator.get(f"/arbete/omraden/{NORRANGEN}/rita").text
    shape = at(1_500, 2_000, 1_900, 2_300)
    new = {"name": "Intresset", "event": "register_interest", "on": "2026-11-01"}
    post(coordinator, "ny", polygon=shape, **new)
    bbox = ",".join(
        str(one) for one in bbox_to_lonlat((X - 3_000, Y - 3_000, X + 3_000, Y + 3_000), source=CRS)
    )
    asked = {"bbox": bbox, "omrade": NORRANGEN}
    seen = coordinator.get(f"{RITA}/underlag", params=asked).json()["areas"]
    merges = {one["name"]: one["merges"] for one in seen}
    assert merges["Södergård"] is True
    assert merges["Intresset"] is False
    active = {one["name"]: one["active"] for one in seen}
    assert (active["Södergård"], active["Intresset"]) == (True, False)


def test_streets_and_blocks_are_chosen_by_their_homes(
    coordinator: TestClient, workplace: Register
) -> None:
    lay(workplace, X + 3_000, Y)
    found = coordinator.get(f"{RITA}/gator", params={"q": "björk"}).json()
    assert found["streets"] == [
        {"name": "Björkvägen", "locality": "Hallsberg", "text": "Björkvägen, 28 bostäder"}
    ]
    told = post(coordinator, "gator", area=None, streets=[["Björkvägen", "Hallsberg"]]).json()
    assert told["homes"] == 28
    more = post(
        coordinator,
        "gator",
        area=None,
        streets=[["Alvägen", "Hallsberg"], "fel"],
        polygon=told["polygon"],
    ).json()
    assert more["homes"] == 56
    west, south, east, north = shapely.bounds(
        shapely.from_geojson(str(more["polygon"]).replace("'", '"'))
    )
    bbox = f"{west},{south},{east},{north}"
    blocks = coordinator.get(f"{RITA}/kvarter", params={"bbox": bbox}).json()
    assert "Vid Alvägen, 28 bostäder" in [one["text"] for one in blocks["blocks"]]
    empty = coordinator.get(f"{RITA}/kvarter", params={"bbox": "15.9,59.3,15.91,59.31"}).json()
    assert empty["blocks"] == []
    seen = coordinator.get(f"{RITA}/underlag", params={"bbox": bbox, "zoom": "17"}).json()
    assert {one["name"] for one in seen["roads"]} >= {"Alvägen", "Björkvägen"}
    assert len(seen["homes"]) >= 56
    far = coordinator.get(f"{RITA}/underlag", params={"bbox": bbox, "zoom": "13"}).json()
    assert far["homes"] == []
    assert seen["sources"] == ["påhittad i provet"]


def test_the_contact_is_told_no_more_of_neighbours_than_the_public(contact: TestClient) -> None:
    bbox = ",".join(
        str(one) for one in bbox_to_lonlat((X - 2_000, Y - 2_000, X + 3_000, Y + 2_000), source=CRS)
    )
    answer = contact.get(f"{RITA}/underlag", params={"bbox": bbox, "omrade": NORRANGEN})
    shown = {one["name"]: one["exact"] for one in answer.json()["areas"]}
    assert shown == {"Södergård": False, "Halva byn": False}
    assert contact.get(f"{RITA}/underlag", params={"bbox": bbox}).status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "key"),
    [
        ("prova", {"area": NORRANGEN}, "drawing.no_shape"),
        ("prova", {"area": NORRANGEN, "polygon": {"type": "Polygon", "coordinates": []}}, "no_shape"),
        ("prova", {"area": NORRANGEN, "polygon": {"type": "Point", "coordinates": [15, 59]}}, "not_a_polygon"),
        ("prova", {"area": NORRANGEN, "polygon": at(0, 0, 9, 9), "mend": {"kind": "x"}}, "no_shape"),
        ("dela", {"area": NORRANGEN, "polygon": at(0, 0, 9, 9), "line": at(0, 0, 9, 9)}, "no_shape"),
        ("ihop", {"area": NORRANGEN, "polygons": []}, "no_shape"),
        ("gator", {"area": NORRANGEN, "streets": []}, "no_homes"),
        ("publicera", {"area": NORRANGEN, "polygon": at(0, 0, 90, 90)}, "reason_missing"),
        ("publicera", {"area": NORRANGEN, "polygon": at(0, 0, 90, 90), "reason": "x"}, "day_missing"),
        ("ny", {"polygon": at(0, 0, 90, 90), "event": "start"}, "choose"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_in_words(
    coordinator: TestClient, path: str, body: dict[str, Any], key: str
) -> None:
    answer = post(coordinator, path, **body)
    assert answer.status_code == 422
    assert answer.json()["type"].endswith(key)
    assert len(answer.json()["detail"]) > 20


_JUNK: tuple[object, ...] = (
    None, True, -1, 1.5, 10**30, "", "x", "\ud800", "\0", [], [1, 2], [[]], [{}], {}, {"kind": ["x"]},
    {"kind": {}}, {"type": "Polygon", "coordinates": [[[1e308, 1e308], [15, 59], [16, 60], [1, 1]]]},
    {"type": "Polygon", "coordinates": "x"}, {SODERGARD: "x"}, {SODERGARD: 10**30},
)  # fmt: skip
_KEYS = (
    "area", "others", "polygon", "mend", "snap", "hole", "line", "streets", "polygons", "base", "seen",
    "draft", "name", "municipality", "message", "on", "reason", "parts", "attested", "event", "type",
    "locality",
)  # fmt: skip


@pytest.mark.parametrize(
    "path", ["prova", "hal", "dela", "gator", "ihop", "spara", "foresla", "publicera", "ny"]
)
def test_junk_in_any_place_breaks_nothing(coordinator: TestClient, path: str) -> None:
    shape = at(4_000, 4_000, 4_200, 4_200)
    line = geojson(shapely.LineString([(X + 4_100, Y + 3_900), (X + 4_100, Y + 4_300)]))
    whole = {"area": SODERGARD, "polygon": shape, "hole": shape, "line": line, "polygons": [shape]}
    said = {"on": "2026-11-01", "reason": "x", "message": "x", "others": [HALF], "name": "x"}
    headers = {"x-csrf": token_of(coordinator), "accept": "application/json"}
    for key in _KEYS:
        for junk in _JUNK:
            body = json.dumps({**whole, **said, key: junk})
            answer = coordinator.post(f"{RITA}/{path}", content=body, headers=headers)
            assert answer.status_code in {200, 404, 409, 422}, (key, junk)


@pytest.mark.parametrize("bbox", ["", "1,2,3", "a,b,c,d", "10,10,9,9", "-200,0,1,1", "-80,0,-70,1"])
def test_a_box_that_is_none_is_refused(coordinator: TestClient, bbox: str) -> None:
    assert coordinator.get(f"{RITA}/underlag", params={"bbox": bbox}).status_code in {200, 422}


def test_an_area_that_is_not_there_or_not_ones_own_is_not_told_of(
    coordinator: TestClient, contact: TestClient
) -> None:
    shape = at(0, 0, 90, 90)
    assert post(coordinator, "prova", area="finns-inte", polygon=shape).status_code == 404
    assert post(contact, "prova", area=SODERGARD, polygon=shape).status_code == 404
    assert post(contact, "spara", area=SODERGARD, polygon=shape).status_code == 404
    assert post(contact, "publicera", area=NORRANGEN, polygon=shape).status_code == 404


def test_nothing_is_sent_without_the_token_or_by_strangers(
    coordinator: TestClient, administrator: TestClient, visitor: TestClient
) -> None:
    body = {"area": NORRANGEN, "polygon": at(0, 0, 90, 90)}
    assert coordinator.post(f"{RITA}/prova", json=body).status_code == 422
    assert post(administrator, "prova", **body).status_code == 404
    assert visitor.post(f"{RITA}/prova", json=body).status_code == 401


# -- what becomes of it ----------------------------------------------------------------------------------


def test_a_border_is_published_with_a_day_and_a_reason(
    coordinator: TestClient, workplace: Register
) -> None:
    answer = post(
        coordinator,
        "publicera",
        area=HALF,
        polygon=at(1_500, 0, 1_900, 300),
        base=workplace.head().seq,
        on="2026-11-01",
        reason="Nya hus i öster",
    )
    assert answer.json() == {"to": f"/arbete/omraden/{HALF}"}
    assert border(workplace, HALF) == pytest.approx(400 * 300, rel=0.01)
    assert workplace.changes(area_id=HALF)[-1].reason == "Nya hus i öster"


def test_a_new_area_is_drawn_first_and_described_afterwards(
    coordinator: TestClient, workplace: Register
) -> None:
    shape = at(4_000, 4_000, 4_200, 4_200)
    draft = post(coordinator, "spara", area=None, polygon=shape, name="Nyängen").json()["draft"]
    assert "Nyängen" in coordinator.get("/arbete/forslag").text
    assert "Du ritar vidare" in coordinator.get(f"/arbete/omraden/ny/rita?utkast={draft}").text
    answer = post(
        coordinator,
        "ny",
        polygon=shape,
        draft=draft,
        name="Nyängen",
        event="propose_area",
        type="villa",
        locality="Hallsberg",
        on="2026-11-01",
        reason="Många har frågat",
    )
    area_id = answer.json()["to"].rpartition("/")[2]
    version = last(workplace.timelines()[area_id])
    assert (version.name, version.status, version.area_type) == ("Nyängen", "planned", "villa")
    assert drafts(workplace) == ()


@pytest.mark.parametrize("event", ["propose_area", "register_interest", "inherit"])
def test_a_new_area_on_anothers_ground_is_explained_or_not_entered(
    coordinator: TestClient, workplace: Register, event: str
) -> None:
    new = {
        "polygon": at(300, -300, 700, 50),
        "name": "Dubbel",
        "event": event,
        "on": "2026-11-01",
        "reason": "Två grupper",
    }
    before = workplace.head()
    refused = post(coordinator, "ny", **new)
    assert refused.status_code == 422
    assert "Södergård" in refused.json()["detail"]
    unsaid = post(coordinator, "ny", **{**new, "reason": ""}, attested=["overlap_explained"])
    assert unsaid.status_code == 422
    assert workplace.head() == before
    area_id = (
        post(coordinator, "ny", **new, attested=["overlap_explained"])
        .json()["to"]
        .rpartition("/")[2]
    )
    reason = workplace.changes(area_id=area_id)[0].reason
    assert reason == "Två grupper Intygat: Överlappningen är avsedd."
    assert "overlap_explained" in coordinator.get("/arbete/omraden/ny/rita").text


@pytest.mark.parametrize(
    ("box_m", "part", "attested", "said"),
    [
        ((90_000, 0, 90_300, 300), "outside", "outside_meant", "100 % utanför kommunen: 9 hektar"),
        ((-3_000, 3_000, 3_000, 9_000), "large", "size_meant", "Ovanligt stort: 36 km²"),
    ],
)
def test_a_border_far_away_or_vast_is_told_of_and_waits_for_someone_to_vouch_for_it(
    coordinator: TestClient,
    workplace: Register,
    box_m: tuple[float, float, float, float],
    part: str,
    attested: str,
    said: str,
) -> None:
    shape = at(*box_m)
    told = post(coordinator, "prova", polygon=shape, snap=False).json()["oddities"]
    (oddity,) = [one for one in told if one["kind"] == part]
    assert said in oddity["text"]
    assert (oddity["mendable"], oddity["mend_text"]) == (False, None)
    new = {
        "polygon": shape,
        "name": "Udda",
        "event": "inherit",
        "on": "2026",
        "reason": "Så är det",
    }
    before = workplace.head()
    assert post(coordinator, "ny", **new).status_code == 422
    assert workplace.head() == before
    founded = post(coordinator, "ny", **new, attested=[attested, "finns-inte"])
    area_id = founded.json()["to"].rpartition("/")[2]
    assert "Intygat" in str(workplace.changes(area_id=area_id)[0].reason)
    redrawn = {"area": HALF, "polygon": shape, "base": workplace.head().seq, "reason": "Ny gräns"}
    redrawn = {**redrawn, "on": "2026-11-02"}
    refused = post(coordinator, "publicera", **redrawn, attested=["overlap_explained"])
    assert refused.status_code == 422
    ticked = [attested, "overlap_explained"]
    assert post(coordinator, "publicera", **redrawn, attested=ticked).status_code == 200
    assert f'value="{attested}"' in coordinator.get("/arbete/omraden/ny/rita").text


def test_what_there_was_before_is_not_from_today(
    coordinator: TestClient, workplace: Register
) -> None:
    new = {"polygon": at(4_000, 4_000, 4_200, 4_200), "name": "Nyängen", "reason": "Listan"}
    silent = post(coordinator, "ny", **new, event="inherit")
    assert "Ange sedan när området finns" in silent.json()["detail"]
    plain = send(coordinator, "/arbete/omraden/ny", name="Ekbacken", event="inherit")
    assert "Ange sedan när området finns" in plain.text
    to = post(coordinator, "ny", **new, event="inherit", on="före 2018").json()["to"]
    inherited = last(workplace.timelines()[to.rpartition("/")[2]])
    assert str(inherited.stated_start) == "<2018-01-01"
    elsewhere = {**new, "polygon": at(5_000, 4_000, 5_200, 4_200)}
    to = post(coordinator, "ny", **elsewhere, event="propose_area").json()["to"]
    assert last(workplace.timelines()[to.rpartition("/")[2]]).period.start == NOW.date()


def test_nobody_but_the_person_says_why_an_area_is_planned(
    coordinator: TestClient, workplace: Register
) -> None:
    new = {"polygon": at(4_000, 4_000, 4_200, 4_200), "name": "Nyängen", "on": "2026-11-01"}
    silent = post(coordinator, "ny", **new, event="propose_area")
    assert silent.status_code == 422
    assert silent.json()["type"].endswith("area.reason_missing")
    plain = {"name": "Ekbacken", "on": "2026"}
    undrawn = send(coordinator, "/arbete/omraden/ny", **plain, event="propose_area")
    assert "Ange varför" in undrawn.text
    for path in ("/arbete/omraden/ny/rita", "/arbete/omraden/ny?utan_grans=1"):
        assert "lägesbilden" in coordinator.get(path).text
    assert post(coordinator, "ny", **new, event="register_interest").status_code == 200
    done = send(coordinator, "/arbete/omraden/ny", **plain, event="inherit")
    assert done.status_code == 303
    assert len(workplace.timelines()) == 9


def test_parts_and_mergers_are_published(coordinator: TestClient, workplace: Register) -> None:
    halves = [
        {"name": "Västra", "polygon": at(1_500, 0, 1_650, 300)},
        {"name": "Östra", "polygon": at(1_650, 0, 1_800, 300)},
    ]
    said = {"on": "2026-11-01", "reason": "Två kontakter", "base": workplace.head().seq}
    whole = at(1_500, 0, 1_800, 300)
    answer = post(coordinator, "publicera", area=HALF, polygon=whole, parts=halves, **said)
    assert answer.json() == {"to": "/arbete/omraden"}
    names = {timeline[-1].name for timeline in workplace.timelines().values()}
    assert {"Västra", "Östra"} <= names
    merged = post(
        coordinator,
        "publicera",
        area=NORRANGEN,
        polygon=at(0, -300, 700, 300),
        others=[SODERGARD],
        seen={SODERGARD: workplace.head().seq},
        name="Stora ängen",
        **{**said, "base": workplace.head().seq},
    )
    area_id = merged.json()["to"].rpartition("/")[2]
    assert workplace.timelines()[area_id][-1].name == "Stora ängen"


def test_the_second_of_two_is_told_what_changed_and_keeps_the_drawing(
    coordinator: TestClient, police: TestClient, workplace: Register
) -> None:
    seen = workplace.head().seq
    said = {"area": HALF, "on": "2026-11-01", "reason": "Ny gräns", "base": seen}
    post(police, "publicera", polygon=at(1_500, 0, 1_700, 300), **said)
    mine = at(1_500, 0, 2_000, 300)
    answer = post(coordinator, "publicera", polygon=mine, **said)
    told = answer.json()
    assert answer.status_code == 409
    assert "polisen ändrade gränsen" in told["changes"][0]
    assert "sparat som utkast" in told["detail"]
    (kept,) = drafts(workplace)
    assert told["draft"] == kept.id
    compared = coordinator.get(told["compare"]).text
    assert "Tillkommer" in compared
    anyway = post(
        coordinator,
        "publicera",
        polygon=mine,
        **{**said, "base": told["base"], "draft": kept.id},
    )
    assert anyway.status_code == 200
    assert border(workplace, HALF) == pytest.approx(500 * 300, rel=0.01)
    assert drafts(workplace) == ()


def test_whoever_merges_is_told_what_another_has_changed_of_the_neighbour(
    coordinator: TestClient, police: TestClient, workplace: Register
) -> None:
    bbox = ",".join(
        str(one) for one in bbox_to_lonlat((X - 900, Y - 900, X + 900, Y + 900), source=CRS)
    )
    looked = coordinator.get(f"{RITA}/underlag", params={"bbox": bbox, "omrade": NORRANGEN}).json()
    said = {"on": "2026-11-01", "reason": "Ny gräns", "base": workplace.head().seq}
    post(police, "publicera", area=SODERGARD, polygon=at(300, -300, 700, 250), **said)
    merger = {
        **said,
        "area": NORRANGEN,
        "polygon": at(0, -300, 700, 300),
        "others": [SODERGARD],
        "name": "Stora ängen",
    }
    told = post(coordinator, "publicera", **merger, seen={SODERGARD: looked["seen"]})
    assert told.status_code == 409
    (changed,) = told.json()["changes"]
    assert changed.startswith("Södergård: ")
    assert "polisen ändrade gränsen" in changed
    unseen = post(coordinator, "publicera", **merger)
    assert unseen.status_code == 409
    again = post(
        coordinator,
        "publicera",
        **{**merger, "base": told.json()["base"], "seen": told.json()["seen"]},
    )
    assert again.status_code == 200


def test_another_conflict_is_told_as_it_is(coordinator: TestClient, workplace: Register) -> None:
    answer = post(
        coordinator,
        "publicera",
        area=HALF,
        polygon=at(1_500, 0, 1_900, 300),
        base=workplace.head().seq,
        on="2020-01-01",
        reason="Förr",
    )
    assert answer.status_code == 409
    assert "changes" not in answer.json()


# -- proposals -----------------------------------------------------------------------------------------


def proposed(contact: TestClient, register: Register) -> str:
    """Let the contact propose a wider border, and return the proposal."""
    answer = post(
        contact,
        "foresla",
        area=NORRANGEN,
        polygon=at(0, 0, 500, 300),
        base=register.head().seq,
        message="De nya husen vill vara med.",
    )
    return str(answer.json()["to"]).rpartition("/")[2]


def test_a_proposal_is_seen_weighed_and_approved(
    contact: TestClient, coordinator: TestClient, workplace: Register
) -> None:
    draft_id = proposed(contact, workplace)
    page = coordinator.get(f"/arbete/forslag/{draft_id}").text
    assert "De nya husen vill vara med." in page
    assert "Överlappar Södergård" in page
    assert 'fill="url(#tillkommer)"' in page
    assert "väntar på beslut" in coordinator.get("/arbete/forslag").text
    answer = send(
        coordinator,
        f"/arbete/forslag/{draft_id}/godkann",
        on="2026-11-01",
        base=str(workplace.head().seq),
        answer="Bra förslag!",
    )
    assert answer.headers["location"] == f"/arbete/omraden/{NORRANGEN}"
    assert border(workplace, NORRANGEN) == pytest.approx(500 * 300, rel=0.01)
    assert "Bra förslag!" in contact.get(f"/arbete/forslag/{draft_id}").text


def test_a_proposal_that_is_out_of_the_ordinary_is_vouched_for_when_it_is_approved(
    contact: TestClient, coordinator: TestClient, workplace: Register
) -> None:
    said = {"base": workplace.head().seq, "message": "Hela bygden vill vara med."}
    wide = at(-3_000, -3_000, 3_000, 3_000)
    to = post(contact, "foresla", area=NORRANGEN, polygon=wide, **said).json()["to"]
    page = coordinator.get(to).text
    assert 'value="size_meant"' in page
    assert 'value="outside_meant"' not in page
    form = {"on": "2026-11-01", "base": str(workplace.head().seq), "reason": "Alla vill"}
    assert send(coordinator, f"{to}/godkann", **form).status_code == 422
    done = send(coordinator, f"{to}/godkann", **form, attested="size_meant")
    assert done.status_code == 303
    assert border(workplace, NORRANGEN) == pytest.approx(36_000_000, rel=0.01)
    smaller = {"area": NORRANGEN, "polygon": at(0, 0, 300, 300), "reason": "Mindre"}
    post(coordinator, "publicera", **smaller, on="2026-11-02", base=workplace.head().seq)
    compared = coordinator.get(f"/arbete/omraden/{NORRANGEN}/jamfor").text
    older = compared.partition('name="side" value="')[2].partition('"')[0]
    restored = send(
        coordinator,
        f"/arbete/omraden/{NORRANGEN}/aterstall",
        side=older,
        base=str(workplace.head().seq),
        on="2026-11-03",
    )
    assert restored.status_code == 303
    assert border(workplace, NORRANGEN) == pytest.approx(36_000_000, rel=0.01)


def test_a_proposal_is_answered_and_the_contact_reads_it(
    contact: TestClient, coordinator: TestClient, workplace: Register
) -> None:
    draft_id = proposed(contact, workplace)
    send(coordinator, f"/arbete/forslag/{draft_id}/svara", answer="Vänta till våren.")
    assert "Vänta till våren." in contact.get("/arbete/forslag").text
    assert "Avgjorda förslag" in coordinator.get("/arbete/forslag").text
    again = send(coordinator, f"/arbete/forslag/{draft_id}/svara", answer="Nej tack.")
    assert again.status_code == 409
    assert "Någon annan har redan avgjort förslaget" in again.text
    assert "Vänta till våren." in again.text
    assert "Nej tack." in again.text
    late = send(coordinator, f"/arbete/forslag/{draft_id}/godkann", answer="Bra.", reason="Ring")
    assert late.status_code == 409
    assert "Det du skrev skickades inte" in late.text


def test_a_decision_that_cannot_be_keeps_what_was_typed(
    contact: TestClient, coordinator: TestClient, workplace: Register
) -> None:
    draft_id = proposed(contact, workplace)
    page = coordinator.get(f"/arbete/forslag/{draft_id}").text
    assert "Det du skrev skickades inte" not in page
    fields = {"on": "2027-01-01", "reason": "Fler hus", "answer": "Bra förslag!"}
    late = send(coordinator, f"/arbete/forslag/{draft_id}/godkann", **fields, base="0")
    assert late.status_code in {409, 422}
    for typed in fields.values():
        assert typed in late.text
    unfit = send(coordinator, f"/arbete/forslag/{draft_id}/svara", answer="Ring 850101-2384")
    assert unfit.status_code == 422
    assert ">Ring 850101-2384</textarea>" in unfit.text


def test_a_contact_decides_nothing_and_takes_back_their_own(
    contact: TestClient, administrator: TestClient, workplace: Register
) -> None:
    draft_id = proposed(contact, workplace)
    for path in ("godkann", "svara"):
        answer = send(contact, f"/arbete/forslag/{draft_id}/{path}", answer="ja")
        assert answer.status_code == 404
    assert administrator.get(f"/arbete/forslag/{draft_id}").status_code == 404
    send(contact, f"/arbete/forslag/{draft_id}/kasta")
    assert drafts(workplace)[0].state is DraftState.WITHDRAWN


def test_a_draft_opens_in_the_editor_and_not_as_a_proposal(
    coordinator: TestClient, police: TestClient
) -> None:
    shape = at(4_000, 4_000, 4_200, 4_200)
    new = post(coordinator, "spara", area=None, polygon=shape).json()["draft"]
    old = post(coordinator, "spara", area=HALF, polygon=shape).json()["draft"]
    assert coordinator.get(f"/arbete/forslag/{new}").status_code == 404
    assert coordinator.get(f"/arbete/omraden/{HALF}/rita?utkast={new}").status_code == 404
    assert coordinator.get(f"/arbete/omraden/{HALF}/rita?utkast={old}").status_code == 200
    assert police.get(f"/arbete/omraden/{HALF}/rita?utkast={old}").status_code == 404
    assert send(police, f"/arbete/forslag/{old}/kasta").status_code == 404
    assert send(coordinator, f"/arbete/forslag/{old}/kasta").status_code == 303


# -- side by side ----------------------------------------------------------------------------------------


def test_two_borders_side_by_side_and_the_older_restored(
    coordinator: TestClient, workplace: Register
) -> None:
    first = workplace.head().seq
    post(
        coordinator,
        "publicera",
        area=HALF,
        polygon=at(1_500, 0, 1_600, 300),
        base=first,
        on="2026-11-01",
        reason="Mindre",
    )
    page = coordinator.get(f"/arbete/omraden/{HALF}/jamfor").text
    assert "försvinner (streckat)" in page
    assert 'fill="url(#forsvinner)"' in page
    assert "6 hektar" in page
    older = page.partition('name="side" value="')[2].partition('"')[0]
    send(
        coordinator,
        f"/arbete/omraden/{HALF}/aterstall",
        side=older,
        base=str(workplace.head().seq),
        on="2026-11-02",
    )
    assert border(workplace, HALF) == pytest.approx(300 * 300, rel=0.01)
    assert len(workplace.timelines()[HALF]) == 3
    assert "lika" in coordinator.get(f"/arbete/omraden/{HALF}/jamfor?fran=nu&till=nu").text
    by_day = coordinator.get(f"/arbete/omraden/{HALF}/jamfor?fran=2022-05-01")
    assert "Gränsen den 1 maj 2022" in by_day.text


def test_an_area_without_border_has_nothing_to_compare(coordinator: TestClient) -> None:
    assert "ingen gräns att jämföra" in coordinator.get(f"/arbete/omraden/{UNDRAWN}/jamfor").text
    undrawn = send(coordinator, f"/arbete/omraden/{UNDRAWN}/aterstall", side="nu")
    assert undrawn.status_code == 404


@pytest.mark.parametrize("key", ["s999999", "2001-01-01", "2026-13-45", "finns-inte", "x" * 300])
def test_a_side_that_is_not_there_is_not_found(coordinator: TestClient, key: str) -> None:
    answer = coordinator.get(f"/arbete/omraden/{HALF}/jamfor", params={"fran": key})
    assert answer.status_code == 404


def test_another_areas_draft_is_no_side_of_this_one(
    coordinator: TestClient, contact: TestClient
) -> None:
    draft = post(coordinator, "spara", area=SODERGARD, polygon=at(300, -300, 700, 50)).json()[
        "draft"
    ]
    assert coordinator.get(f"/arbete/omraden/{HALF}/jamfor?fran={draft}").status_code == 404
    assert coordinator.get(f"/arbete/omraden/{SODERGARD}/jamfor?till={draft}").status_code == 200
    assert contact.get(f"/arbete/omraden/{SODERGARD}/jamfor").status_code == 404
    assert contact.get(f"/arbete/omraden/{FORMING}/jamfor").status_code == 404
    assert contact.get("/arbete/omraden/finns-inte/jamfor").status_code == 404
