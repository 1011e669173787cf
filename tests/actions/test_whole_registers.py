"""Registers as a whole: founded, made as examples, put back, read in a notebook, drawn as maps."""

import math
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import shapely
from acting import NOW, TODAY, NewRegister, doing, found, lead, on

import grannsamverkan
from grannsamverkan.actions import areas
from grannsamverkan.actions.checking import check_place
from grannsamverkan.actions.files import near, read_parts
from grannsamverkan.actions.founding import (
    found_example,
    found_register,
    is_example,
    restore_register,
)
from grannsamverkan.actions.mapping import draw_gallery, draw_map
from grannsamverkan.actions.municipalities import catalogued
from grannsamverkan.actions.places import add_municipalities, municipality_of, set_contact_card
from grannsamverkan.actions.serving import build_maps
from grannsamverkan.crs import to_lonlat
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.maps.definition import PLAIN
from grannsamverkan.register import Register, backup, open_register
from samples import SOUTH, WEST, square
from stores import NewStore

GEOJSON = """{"type": "FeatureCollection", "features": [%s]}"""
NOT_A_NUMBER = "POLYGON ((505000 6546000, 505100 nan, 505100 6546100, 505000 6546000))"
FEATURE = """{"type": "Feature", "properties": {"Namn": "%s"}, "geometry": %s}"""


def make(where: Path | str, **said: object) -> Register:
    """Found a register with what is said, and nothing else."""
    plain: dict[str, object] = {
        "codes": [],
        "name": None,
        "crs": "EPSG:3006",
        "border": None,
        "actor": "prov",
        "now": NOW,
    }
    return found_register(str(where), **plain | said)  # type: ignore[arg-type]  # each test says what it means


def write_squares(path: Path, *names: str) -> Path:
    """Write one square for each name, side by side, as GeoJSON in lon/lat."""
    features = []
    for number, name in enumerate(names):
        corners = shapely.get_coordinates(square(200 * number))
        ring = [list(to_lonlat(x, y, source="EPSG:3006")) for x, y in corners]
        features.append(FEATURE % (name, f'{{"type": "Polygon", "coordinates": [{ring}]}}'))
    path.write_text(GEOJSON % ",".join(features), "utf-8")
    return path


# -- founding ------------------------------------------------------------------------------------


def test_a_register_of_swedish_municipalities_has_their_borders(tmp_path: Path) -> None:
    register = make(tmp_path / "r.gpkg", codes=["1861", "1881", "1861"])
    assert register.info.name == "Hallsberg, Kumla"
    for one in register.municipalities():
        assert one.border is not None
        assert one.border_generalised
    assert near(register) is not None
    register.close()


def test_a_register_elsewhere_has_a_name_and_a_reference_system(tmp_path: Path) -> None:
    register = make(tmp_path / "r.gpkg", name=" Örebro län ", crs="EPSG:27700")
    assert (register.info.name, register.info.crs) == ("Örebro län", "EPSG:27700")
    assert [(one.code, one.name) for one in register.municipalities()] == [
        ("orebro-lan", "Örebro län")
    ]
    assert near(register) is None
    register.close()
    nameless = make(tmp_path / "s.gpkg", name="鎮")
    assert [one.code for one in nameless.municipalities()] == ["ort"]
    nameless.close()


def test_a_register_can_be_founded_with_an_accurate_border(tmp_path: Path) -> None:
    file = write_squares(tmp_path / "grans.geojson", "Provby")
    register = make(tmp_path / "r.gpkg", name="Provby", border=file)
    (only,) = register.municipalities()
    assert only.border is not None
    assert only.border.area == pytest.approx(40_000, rel=0.001)
    assert (only.border_source, only.border_generalised) == ("grans.geojson", False)
    register.close()


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({}, "place.name_or_code"),
        ({"name": "  "}, "place.name_or_code"),
        ({"codes": ["9999"]}, "municipality.unknown"),
        ({"name": "X", "crs": "EPSG:4326"}, "crs.not_metric"),
        ({"name": "X", "crs": "skräp"}, "crs.unknown"),
        ({"codes": ["1861", "1881"], "border": Path("x")}, "place.border_of_which"),
        ({"codes": ["1861"], "border": Path("saknas")}, "import.no_file"),
        ({"codes": ["1861"], "land": "fi"}, "place.no_codes"),
        ({"name": "X", "land": "no"}, "place.no_country"),
        ({"name": "X", "land": "zz", "crs": None}, "crs.unknown"),
    ],
)
def test_a_founding_that_cannot_be_is_refused_and_leaves_no_file(
    tmp_path: Path, said: dict[str, object], key: str
) -> None:
    with pytest.raises(Refused) as refused:
        make(tmp_path / "r.gpkg", **said)
    assert refused.value.key == key
    assert not list(tmp_path.iterdir())


def test_a_register_of_another_country_knows_it_and_measures_as_it_does(tmp_path: Path) -> None:
    register = make(tmp_path / "r.gpkg", name="Kotka", land="fi", crs=None)
    assert (register.info.country, register.info.crs) == ("fi", "EPSG:3067")
    assert register.verify().fault is None
    register.close()


def test_a_register_is_not_founded_over_another(tmp_path: Path) -> None:
    make(tmp_path / "r.gpkg", name="X").close()
    with pytest.raises(Conflict, match=r"store\.exists"):
        make(tmp_path / "r.gpkg", name="Y")


# -- examples ------------------------------------------------------------------------------------


def test_an_example_appears_whole_and_is_known_again(tmp_path: Path) -> None:
    path = tmp_path / "EXEMPEL.gpkg"
    assert not is_example(str(path))
    found_example(str(path), "karhula", now=datetime.now(UTC))
    assert is_example(str(path))
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(Conflict, match=r"store\.exists"):
        found_example(str(path), "karhula", now=NOW)
    with pytest.raises(NotFound, match=r"example\.no_place"):
        found_example(str(tmp_path / "x.gpkg"), "atlantis", now=NOW)


def test_what_is_no_example_is_not_taken_for_one(register: Register, tmp_path: Path) -> None:
    real = register.database.path  # type: ignore[union-attr]  # a file
    other = tmp_path / "text.gpkg"
    other.write_text("inget register", "utf-8")
    with pytest.raises(Conflict, match=r"store\.not_example"):
        is_example(str(real))
    with pytest.raises(Refused):
        is_example(str(other))
    assert other.read_text("utf-8") == "inget register"
    empty = tmp_path / "tom.gpkg"
    with closing(sqlite3.connect(empty)) as database:
        database.execute("CREATE TABLE t (x)")
    with pytest.raises(NotFound, match=r"store\.not_a_register"):
        is_example(str(empty))


def test_an_example_on_a_server_is_made_once(postgresql_store: NewStore) -> None:
    where = str(postgresql_store().where)
    assert not is_example(where)
    found_example(where, "karhula", now=datetime.now(UTC))
    assert is_example(where)


def test_a_backup_is_put_back_on_a_server(postgresql_store: NewStore, tmp_path: Path) -> None:
    where = str(postgresql_store().where)
    register = make(where, name="Provby")
    source = tmp_path / "kopia.gpkg"
    backup(register, source)
    found(register, municipality="provby")
    done = restore_register(where, source, now=NOW, dry=False)
    assert (done.lost, register.timelines()) == (1, {})
    assert done.kept_as is not None
    assert done.kept_as.parent == tmp_path
    register.close()


# -- putting back --------------------------------------------------------------------------------


def test_a_backup_becomes_the_register_where_there_is_none(
    register: Register, tmp_path: Path
) -> None:
    found(register)
    source = tmp_path / "kopia.gpkg"
    backup(register, source)
    before = source.read_bytes()
    target = tmp_path / "ny" / "register.gpkg"
    target.parent.mkdir()
    dry = restore_register(str(target), source, now=NOW, dry=True)
    assert (dry.lost, dry.kept_as, target.exists()) == (0, None, False)
    restore_register(str(target), source, now=NOW, dry=False)
    again = open_register(target)
    assert again.head() == register.head()
    again.close()
    assert source.read_bytes() == before


def test_a_backup_takes_the_place_of_the_register_which_is_kept(
    register: Register, tmp_path: Path
) -> None:
    area_id = found(register)
    source = tmp_path / "band" / "kopia.gpkg"
    source.parent.mkdir()
    backup(register, source)
    then = register.head()
    lead(register, area_id, "confirm 2021-01-01", "lapse 2022-01-01")
    newest = register.head()
    where = str(register.database.path)  # type: ignore[union-attr]  # a file
    dry = restore_register(where, source, now=NOW, dry=True)
    assert (dry.lost, dry.copy.verdict.changes, register.head()) == (2, then.seq, newest)
    done = restore_register(where, source, now=NOW, dry=False)
    assert register.head() == then
    assert done.kept_as is not None
    assert done.kept_as.parent == Path(where).parent
    kept = open_register(done.kept_as)
    assert kept.head() == newest
    kept.close()


def test_a_backup_of_another_register_or_a_spoilt_one_is_refused(
    new_register: NewRegister, tmp_path: Path
) -> None:
    register = new_register("one")
    where = str(register.database.path)  # type: ignore[union-attr]  # a file
    head = register.head()
    other = tmp_path / "annan.gpkg"
    make(other, name="Annan").close()
    spoilt = tmp_path / "trasig.gpkg"
    spoilt.write_text("inget register", "utf-8")
    for source in (other, spoilt, tmp_path / "saknas.gpkg", tmp_path):
        with pytest.raises(Refused):
            restore_register(where, source, now=NOW, dry=False)
    assert register.head() == head


# -- contact cards -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("card", "fault"),
    [
        ({"phone": "abc <b>"}, "people.bad_phone"),
        ({"phone": "1"}, "people.bad_phone"),
        ({"mail": "kontakt"}, "people.bad_mail"),
        ({"mail": "a@example.org, b@example.org"}, "people.bad_mail"),
    ],
)
def test_a_contact_card_holds_what_one_can_call_and_write_to(
    two: Register, card: dict[str, str], fault: str
) -> None:
    with pytest.raises(Refused) as refused:
        set_contact_card(doing(two), card, code="1861")
    assert refused.value.key == fault


def test_an_office_may_have_a_short_number(two: Register) -> None:
    done = set_contact_card(
        doing(two), {"phone": "114 14", "mail": "Kontakt@Example.org"}, code="1861"
    )
    assert (done.contact_phone, done.contact_mail) == ("114 14", "kontakt@example.org")


def test_a_contact_card_changes_field_by_field(two: Register) -> None:
    set_contact_card(doing(two), {"role": "Samordnare", "phone": "070-174\n06 05"}, code="1861")
    set_contact_card(doing(two), {"hours": "mån–fre", "phone": ""}, code="1861")
    card = municipality_of(two, "1861")
    assert (card.contact_role, card.contact_phone) == ("Samordnare", None)
    assert (card.contact_hours, card.contact_mail) == ("mån–fre", None)
    with pytest.raises(Refused, match=r"deed\.personal_number"):
        set_contact_card(doing(two), {"role": "Anna 850101-2384"}, code="1861")
    with pytest.raises(Refused, match=r"place\.which_municipality"):
        municipality_of(two, None)
    with pytest.raises(NotFound, match=r"area\.unknown_municipality"):
        municipality_of(two, "0180")


# -- files for one area --------------------------------------------------------------------------


def test_the_parts_of_a_file_have_names_and_lie_in_the_registers_system(
    register: Register, tmp_path: Path
) -> None:
    parts = read_parts(write_squares(tmp_path / "delar.geojson", "Väst", ""), register)
    assert [part.name for part in parts] == ["Väst", ""]
    assert parts[0].polygon.bounds[:2] == pytest.approx((WEST, SOUTH), abs=0.05)
    area_id = found(register)
    areas.split(doing(register), area_id, on("2022-01-01"), parts=parts)
    assert {one[-1].name for one in register.timelines().values()} == {
        "Norrängen",
        "Väst",
        "Norrängen 2",
    }


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Namn;wkt_epsg3006\nA;\n", "geometry.empty"),
        (f"Namn;wkt_epsg3006\nA;{NOT_A_NUMBER}\n", "geometry.not_finite"),
        ("Namn;lon;lat\nA;15.1;59.0\n", "geometry.not_a_polygon"),
    ],
)
def test_a_file_without_a_usable_polygon_is_refused(
    register: Register, tmp_path: Path, text: str, key: str
) -> None:
    file = tmp_path / "gräns.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(Refused) as refused:
        read_parts(file, register)
    assert refused.value.key == key


# -- is a place covered --------------------------------------------------------------------------


def lonlat(east_m: float, north_m: float) -> Mapping[str, float]:
    """Return a position as metres from the corner of the tests."""
    lon, lat = to_lonlat(WEST + east_m, SOUTH + north_m, source="EPSG:3006")
    return {"lon": lon, "lat": lat}


def test_a_place_is_inside_at_the_edge_outside_or_elsewhere(two: Register) -> None:
    area_id = found(two, since="2020-01-01", polygon=square(side_m=400))
    found(two, "Utan gräns")
    inside = check_place(two, **lonlat(200, 200), on=TODAY)
    assert (inside.state, inside.names) == ("inside", ["Norrängen"])
    assert inside.as_data()["areas"] == [{"id": area_id, "name": "Norrängen"}]
    edge = check_place(two, **lonlat(415, 200), on=TODAY)
    assert (edge.state, edge.names, edge.as_data()["areas"]) == ("edge", ["Norrängen"], [])
    outside = check_place(two, **lonlat(1_400, 200), on=TODAY)
    assert (outside.state, outside.names, outside.nearest_name) == ("outside", [], "Norrängen")
    assert outside.nearest is not None
    assert outside.nearest.distance_m == pytest.approx(1_000, abs=12)
    assert check_place(two, **lonlat(90_000, 0), on=TODAY).state == "outside_municipality"


def test_before_there_was_any_area_nothing_is_near(two: Register) -> None:
    area_id = found(two, since="2020-01-01", polygon=square())
    early = check_place(two, **lonlat(100, 100), on=date(2019, 1, 1))
    assert (early.state, early.nearest, early.nearest_name) == ("outside", None, "")
    assert early.as_data() == {"state": "outside", "areas": [], "nearest": None}
    lead(two, area_id, "lapse 2022-01-01")
    assert check_place(two, **lonlat(100, 100), on=date(2021, 1, 1)).state == "inside"
    assert check_place(two, **lonlat(100, 100), on=TODAY).state == "outside"


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(181, 0), (0, 91), (math.nan, 59), (15, math.nan), (math.inf, 59), (1e300, -1e300)],
)
def test_what_is_no_place_on_earth_is_refused(register: Register, lon: float, lat: float) -> None:
    with pytest.raises(Refused, match=r"place\.not_on_earth"):
        check_place(register, lon=lon, lat=lat, on=TODAY)


def test_a_place_where_the_reference_system_ends_is_refused(register: Register) -> None:
    with pytest.raises(Refused, match=r"crs\.out_of_range"):
        check_place(register, lon=-75.0, lat=0.0, on=TODAY)


# -- notebooks and maps --------------------------------------------------------------------------


def test_a_notebook_reads_areas_counts_and_bridges_of_any_day(register: Register) -> None:
    area_id = found(register, since="2014", polygon=square())
    lead(register, area_id, "lapse 2020-01-01")
    found(register, "Ny", since="2021-01-01")
    before = register.changed_at()
    areas.correct(
        doing(register, now=NOW + timedelta(days=1)), area_id, date(2015, 1, 1), name="Norra"
    )
    where = register.database.path  # type: ignore[union-attr]  # a file
    with grannsamverkan.open_register(where) as book:
        assert list(book.areas()["name"]) == ["Ny"]
        past = book.areas(on=date(2018, 1, 1))
        assert list(past["name"]) == ["Norra"]
        assert past.crs == "EPSG:3006"
        assert past.area.iloc[0] == pytest.approx(40_000, rel=0.001)
        assert list(book.areas(on=date(2018, 1, 1), known_at=before)["name"]) == ["Norrängen"]
        assert list(book.areas(status=None)["status"]) == ["dormant", "active"]
        assert list(book.areas(public=True)["name"]) == ["Ny"]
        assert book.count(on=date(2018, 1, 1)).active == 1
        moved = book.bridge(date(2013, 1, 1), date(2022, 1, 1))
        assert (moved.opening, moved.events["started"], moved.events["lapsed"]) == (0, 2, -1)
        with pytest.raises(Refused, match=r"period\.empty"):
            book.bridge(date(2022, 1, 1), date(2013, 1, 1))


def test_a_table_out_of_an_example_says_so(new_register: NewRegister) -> None:
    example = new_register("example")
    found(example)
    with grannsamverkan.open_register(example.database.path) as book:  # type: ignore[union-attr]  # a file
        assert list(book.areas()["note"]) == ["EXEMPEL – påhittade uppgifter"]


def test_a_map_is_one_file_of_the_public_or_the_exact_areas(
    new_register: NewRegister, tmp_path: Path
) -> None:
    example = new_register("example")
    add_municipalities(doing(example), [catalogued("1881", metric_crs="EPSG:3006")])
    area_id = found(example, "Norrängen", since="2014", polygon=square(side_m=431))
    found(example, "Slocknad", since="2014", polygon=square(900))
    lapsed = next(one for one in example.timelines().values() if one[-1].name == "Slocknad")
    lead(example, lapsed[0].area_id, "lapse 2020-01-01")
    public, exact = tmp_path / "karta.html", tmp_path / "exakt.html"
    day = date(2018, 1, 1)
    drawn = draw_map(example, public, made=PLAIN, on=day, today=TODAY, exact=False)
    both = draw_map(example, exact, made=PLAIN, on=day, today=TODAY, exact=True)
    assert (drawn, both) == (1, 2)
    text = public.read_text("utf-8")
    assert "EXEMPEL – påhittade uppgifter" in text
    assert area_id in text
    assert "Slocknad" not in text
    assert "Slocknad" in exact.read_text("utf-8")


def test_a_map_out_of_a_real_register_says_nothing_of_examples(
    register: Register, tmp_path: Path
) -> None:
    found(register, polygon=square(), event=Event.INHERIT)
    target = tmp_path / "karta.html"
    assert draw_map(register, target, made=PLAIN, on=TODAY, today=TODAY, exact=True) == 1
    assert "påhittade" not in target.read_text("utf-8")


def test_the_gallery_shows_a_register_as_it_grew(register: Register, tmp_path: Path) -> None:
    found(register, since="2014", polygon=square())
    pictures = draw_gallery(register, tmp_path, today=TODAY)
    assert pictures
    assert all(picture.stat().st_size > 1_000 for picture in pictures)


def test_the_constant_parts_of_maps_are_made_ahead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    build_maps(tmp_path / "maps")
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    build_maps(tmp_path / "maps")
    assert kept == {path: path.stat().st_mtime_ns for path in kept}
