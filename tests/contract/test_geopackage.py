"""The register file opens as it is in GDAL, QGIS's reader, and shows areas and nothing else."""

from datetime import date, timedelta

import geopandas
import pyogrio
import pytest
import shapely
from pyproj import CRS

from grannsamverkan.domain.areas import HouseholdCount, Locality, advance, begin
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.register import Register, share
from samples import area, later, outline_of, square, write
from stores import NewStore, Store

DRAWN = outline_of(square())


@pytest.fixture
def file(sqlite_store: NewStore) -> Store:
    """Return the place of a register with an active, a lapsed and an undrawn area."""
    store = sqlite_store()
    register = store.settled()
    lapsed = advance(
        area("B", outline=DRAWN), StatedDate(date(2024, 5, 1)), Event.LAPSE, status=Status.DORMANT
    )
    write(register, [area("A", outline=DRAWN, code="7"), lapsed, area("C")], outlines=[DRAWN])
    with register.change(actor="a", action="b", reason="c", now=later(2)) as change:
        counted = HouseholdCount(area_id="A", counted_on=date(2025, 1, 1), total=31, source="x")
        change.set_facts(HouseholdCount, "A", [counted])
        change.set_localities("1861", [Locality(name="Pålsboda", municipality="1861", x=1, y=2)])
    register.close()
    return store


def test_its_only_layers_are_areas_today_their_history_and_about(file: Store) -> None:
    layers = {str(name): kind for name, kind in pyogrio.list_layers(file.path)}
    assert layers == {
        "areas_today": "MultiPolygon",
        "areas_history": "MultiPolygon",
        "about": None,
    }


@pytest.mark.parametrize("layer", ["areas_today", "areas_history"])
def test_its_layers_are_in_the_registers_crs(file: Store, layer: str) -> None:
    assert CRS(pyogrio.read_info(file.path, layer=layer)["crs"]) == CRS("EPSG:3006")


def test_todays_areas_are_the_active_ones_with_their_exact_outlines(file: Store) -> None:
    today = geopandas.read_file(file.path, layer="areas_today")
    assert set(today["area_id"]) == {"A", "C"}
    a = today.set_index("area_id").loc["A"]
    assert shapely.equals_exact(a.geometry, DRAWN.polygon)
    assert (a["name"], a["m2"], a["code"]) == ("Området A", DRAWN.m2, "7")
    assert today.set_index("area_id").loc["C"].geometry is None


def test_history_holds_every_believed_version(file: Store) -> None:
    history = geopandas.read_file(file.path, layer="areas_history")
    assert sorted(zip(history["area_id"], history["status"], strict=True)) == [
        ("A", "active"),
        ("B", "active"),
        ("B", "dormant"),
        ("C", "active"),
    ]
    assert pyogrio.read_info(file.path, layer="areas_history")["features"] == 4


def test_about_says_what_the_register_is(file: Store) -> None:
    about = pyogrio.read_dataframe(file.path, layer="about", read_geometry=False)
    said = dict(zip(about["key"], about["value"], strict=True))
    assert (said["name"], said["crs"], said["example"]) == ("Provby", "EPSG:3006", "false")


def test_an_area_of_tomorrow_is_not_one_of_today(file: Store) -> None:
    register = file.open()
    tomorrow = date.today() + timedelta(days=2)  # noqa: DTZ011 # the view asks for the local day too
    (version,) = area("D", tomorrow)
    write(register, [begin(version)], minutes=5)
    register.close()
    assert "D" not in set(geopandas.read_file(file.path, layer="areas_today")["area_id"])


def test_gdal_can_read_it_while_a_server_has_it_open(file: Store) -> None:
    register = file.open()
    write(register, [area("E", outline=DRAWN)], minutes=5)
    assert "E" in set(geopandas.read_file(file.path, layer="areas_today")["area_id"])
    assert register.verify().intact


def test_a_register_abroad_has_its_own_crs(sqlite_store: NewStore) -> None:
    store = sqlite_store()
    store.create(name="London", crs="EPSG:27700").close()
    info = pyogrio.read_info(store.path, layer="areas_today")
    assert CRS(info["crs"]) == CRS("EPSG:27700")
    assert info["features"] == 0


def test_a_shared_copy_opens_the_same_way(file: Store, sqlite_store: NewStore) -> None:
    target = sqlite_store()
    register: Register = file.open()
    share(register, target.path)
    assert {str(name) for name, _ in pyogrio.list_layers(target.path)} == {
        "areas_today",
        "areas_history",
        "about",
    }
    assert len(geopandas.read_file(target.path, layer="areas_history")) == 4
