"""Laying the base map: what takes the place of what, cut where, and who may."""

from dataclasses import replace
from datetime import timedelta

import pytest
from acting import NOW, doing
from shapely import LineString, MultiPolygon, Point, box

from basemapped import FEATURES, SOURCE
from grannsamverkan.actions.basemap import Clip, lay_base_map, region_of, within
from grannsamverkan.crs import bbox_to_lonlat
from grannsamverkan.domain.access import Role, Who
from grannsamverkan.domain.basemap import LEVELS, BaseTile, Feature, Kind, Layer
from grannsamverkan.domain.tiles import read_back
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.exchange.ground import Laid
from grannsamverkan.register import Register
from samples import SOUTH, WEST

LATER = NOW + timedelta(hours=1)
EVERYWHERE = (0, 0, 2**14 - 1, 2**14 - 1)
SQUARE = MultiPolygon([box(WEST, SOUTH, WEST + 1_000, SOUTH + 1_000)])


def bordered(register: Register, border: MultiPolygon | None, *, generalised: bool) -> Register:
    """Give the municipality another border, or none."""
    with register.change(actor="prov", action="border", reason="prov", now=NOW) as change:
        for place in register.municipalities():
            change.set_municipality(replace(place, border=border, border_generalised=generalised))
    return register


def tiles(register: Register, level: int = 14) -> tuple[BaseTile, ...]:
    return register.base_tiles(level, EVERYWHERE)


STREET = Feature(
    kind=Kind.STREET, shape=LineString([(WEST - 500, SOUTH + 500), (WEST + 1_500, SOUTH + 500)])
)
HOUSE = Feature(kind=Kind.BUILDING, shape=box(WEST + 10, SOUTH + 10, WEST + 30, SOUTH + 30))
FAR = Feature(kind=Kind.BUILDING, shape=box(WEST + 9_000, SOUTH, WEST + 9_020, SOUTH + 20))
BESIDE = Feature(kind=Kind.FOREST, shape=box(WEST - 100, SOUTH, WEST, SOUTH + 100))
INSIDE = Feature(kind=Kind.PLACE, name="Björkhult", shape=Point(WEST + 5, SOUTH + 5))
SOME = Laid((STREET, HOUSE, FAR, BESIDE, INSIDE), {"not_shown": 3})


def test_an_exact_border_cuts_what_crosses_it_and_leaves_out_what_lies_beyond(
    register: Register,
) -> None:
    bordered(register, SQUARE, generalised=False)
    done = lay_base_map(doing(register), SOME, layers=Layer, source=SOURCE)
    assert done.clip is Clip.BORDER
    assert done.counts == {Kind.BUILDING: 1, Kind.STREET: 1, Kind.PLACE: 1}
    assert done.left_out == {"not_shown": 3, "elsewhere": 2}
    (street,) = (
        one for one in read_back(tiles(register, 12), crs="EPSG:3006") if one.kind is Kind.STREET
    )
    assert street.places[:, 0].min() == pytest.approx(WEST, abs=3)
    assert street.places[:, 0].max() == pytest.approx(WEST + 1_000, abs=3)
    assert done.tiles == sum(len(tiles(register, level)) for level in LEVELS)
    assert done.omitted == 0 < done.bytes


def test_a_generalised_border_cuts_at_a_box_around_it_and_none_cuts_nothing(
    register: Register,
) -> None:
    bordered(register, SQUARE, generalised=True)
    done = lay_base_map(doing(register), SOME, layers=Layer, source=SOURCE)
    assert (done.clip, done.counts[Kind.FOREST]) == (Clip.BOX, 1)
    assert within(register) == bbox_to_lonlat(
        (WEST - 50, SOUTH - 50, WEST + 1_050, SOUTH + 1_050), source="EPSG:3006"
    )
    bordered(register, None, generalised=False)
    done = lay_base_map(doing(register), SOME, layers=Layer, source=SOURCE)
    assert (done.clip, done.counts[Kind.BUILDING]) == (Clip.NOTHING, 2)
    assert within(register) is None
    assert region_of(register) == (None, Clip.NOTHING)


def test_a_layer_takes_the_place_of_itself_alone_and_the_stamp_is_new(register: Register) -> None:
    bordered(register, SQUARE, generalised=False)
    assert register.base_map() is None
    lay_base_map(doing(register), SOME, layers=Layer, source=SOURCE)
    first = register.base_map()
    lay_base_map(doing(register), Laid((HOUSE,), {}), layers=[Layer.ROADS], source="en annan")
    assert not [one for one in tiles(register) if one.layer is Layer.ROADS]
    assert [one for one in tiles(register) if one.layer is Layer.BUILDINGS]
    track = replace(STREET, kind=Kind.RAILWAY)
    lay_base_map(
        doing(register, now=LATER), Laid((track,), {}), layers=[Layer.RAILWAYS], source="en annan"
    )
    second = register.base_map()
    assert first is not None
    assert second is not None
    assert second.sources == ("en annan", SOURCE)
    assert second.stamp > first.stamp
    assert register.head().seq == 2  # the border is a fact of the ledger, the base map is none


def test_what_is_coarse_is_kept_whole_and_not_shown_from_near(register: Register) -> None:
    bordered(register, SQUARE, generalised=False)
    lake = Feature(kind=Kind.WATER, shape=box(WEST - 4_000, SOUTH, WEST - 1_000, SOUTH + 3_000))
    done = lay_base_map(
        doing(register), Laid((lake,), {}), layers=[Layer.WATER], source=SOURCE, coarse=True
    )
    assert done.clip is Clip.NOTHING
    assert tiles(register, 12)
    assert not tiles(register, 14)


def test_a_dry_run_lays_nothing_and_what_lies_elsewhere_is_refused(register: Register) -> None:
    bordered(register, SQUARE, generalised=False)
    done = lay_base_map(doing(register, dry=True), SOME, layers=Layer, source=SOURCE)
    assert done.counts[Kind.BUILDING] == 1
    assert register.base_map() is None
    with pytest.raises(Refused) as refused:
        lay_base_map(doing(register), Laid((FAR,), {}), layers=Layer, source=SOURCE)
    assert refused.value.key == "streets.all_elsewhere"


def test_only_who_may_import_in_every_municipality_lays_it(two: Register) -> None:
    who = Who(id="x", roles=frozenset({(Role.COORDINATOR, "1861")}))
    with pytest.raises(NotFound):
        lay_base_map(replace(doing(two), who=who), Laid(FEATURES, {}), layers=Layer, source=SOURCE)
