"""Laying the ground: what takes the place of what, in whose municipality, and who may."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from acting import NOW, doing
from shapely import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.ground import ground_of
from grannsamverkan.actions.streets import replace_dwellings, replace_roads
from grannsamverkan.domain.access import Role, Who
from grannsamverkan.domain.areas import Locality
from grannsamverkan.domain.fitting import KnownTotal, Outcome
from grannsamverkan.domain.streets import Dwelling, Road
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.exchange.ground import Laid
from grannsamverkan.register import Register
from groundwork import dwellings, roads
from samples import SOUTH, WEST

WESTERN, EASTERN = WEST - 2_000, WEST + 8_000
"""Where Hallsberg and Kumla lie in the register of two."""


def laid(x: float) -> tuple[Laid[Road], Laid[Dwelling]]:
    """Return the village with its south-western corner there."""
    return Laid(tuple(roads(x, SOUTH)), {"walk": 2}), Laid(tuple(dwellings(x, SOUTH)), {})


def counts(register: Register) -> tuple[int, int]:
    ground = ground_of(register)
    return len(ground.roads), len(ground.homes)


def test_new_ground_takes_the_place_of_the_old(register: Register) -> None:
    village, homes = laid(WEST)
    first = replace_roads(doing(register), village)
    assert (first.found, first.before, first.named) == (5, 0, 5)
    assert first.left_out == {"walk": 2}
    again = replace_roads(doing(register), Laid(village.found[:2], {}))
    assert (again.found, again.before) == (2, 5)
    assert replace_dwellings(doing(register), homes).homes == 84
    assert counts(register) == (2, 84)
    assert register.head().seq == 1  # the ground is no fact of the ledger


def test_a_dry_run_lays_nothing(register: Register) -> None:
    village, homes = laid(WEST)
    assert replace_roads(doing(register, dry=True), village).found == 5
    assert replace_dwellings(doing(register, dry=True), homes).found == 84
    assert counts(register) == (0, 0)


def test_one_municipality_is_laid_anew_and_the_other_stays(two: Register) -> None:
    west, east = laid(WESTERN), laid(EASTERN)
    both = Laid((*west[0].found, *east[0].found), {})
    assert replace_roads(doing(two), both).found == 10
    done = replace_roads(doing(two), Laid(both.found[:7], {}), municipality="1861")
    assert (done.found, done.before, done.left_out) == (5, 5, {"elsewhere": 2})
    assert counts(two)[0] == 10
    replace_dwellings(doing(two), east[1], municipality="1881")
    assert counts(two)[1] == 84
    with pytest.raises(Refused, match=r"streets\.all_elsewhere"):
        replace_dwellings(doing(two), west[1], municipality="1881")


def test_a_municipality_without_border_cannot_be_laid_alone(register: Register) -> None:
    village, _ = laid(WEST)
    with pytest.raises(Refused, match=r"streets\.no_border"):
        replace_roads(doing(register), village, municipality="1861")


def test_only_who_may_import_everywhere_replaces_everything(two: Register) -> None:
    here = Who(id="x", roles=frozenset({(Role.COORDINATOR, "1861")}))
    mine = replace(doing(two), who=here)
    village, _ = laid(WESTERN)
    with pytest.raises(NotFound):
        replace_roads(mine, village)
    assert replace_roads(mine, village, municipality="1861").found == 5
    with pytest.raises(NotFound):
        replace_roads(mine, village, municipality="1881")


def test_the_ground_is_kept_until_it_is_laid_anew(register: Register) -> None:
    village, homes = laid(WEST)
    replace_roads(doing(register), village)
    before = ground_of(register)
    assert ground_of(register) is before
    replace_dwellings(doing(register), homes)
    after = ground_of(register)
    assert after is not before
    assert [(one.name, one.homes) for one in after.streets] == [
        ("Alvägen", 28),
        ("Björkvägen", 28),
        ("Cederstigen", 28),
    ]


def test_homes_without_address_lie_along_the_nearest_street_that_has_a_name(
    register: Register,
) -> None:
    through = Road(
        id="m", name="E20", kind="motorway", line=LineString([(WEST, SOUTH + 14), (WEST + 400, SOUTH + 14)]),
        source="prov",
    )  # fmt: skip
    replace_roads(doing(register), Laid((*roads(WEST, SOUTH), through), {}))
    lonely = Dwelling(id="e", x=WEST - 5_000, y=SOUTH, homes=1, source="prov")
    village = [*dwellings(WEST, SOUTH, addressed=False), lonely]
    replace_dwellings(doing(register), Laid(tuple(village), {}))
    ground = ground_of(register)
    by_name = {one.name: one.homes for one in ground.streets}
    assert sum(by_name.values()) == 84
    assert by_name["Alvägen"] == 28
    assert "E20" not in by_name
    assert ground.nearest_street(Point(WEST + 50, SOUTH + 2)) == "Alvägen"
    assert ground.nearest_street(Point(WEST - 5_000, SOUTH)) is None
    assert ground.places_along([("finns inte", "")]).size == 0


def test_streets_of_one_name_in_two_localities_are_two(register: Register) -> None:
    with register.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        places = [
            Locality(name=name, municipality="1861", x=WEST + east, y=SOUTH)
            for name, east in (("Byn", 0), ("Staden", 5_000))
        ]
        change.set_localities("1861", places)
    both = [*dwellings(WEST, SOUTH), *dwellings(WEST + 5_000, SOUTH)]
    replace_dwellings(doing(register), Laid(tuple(both), {}))
    keys = [(one.locality, one.name, one.homes) for one in ground_of(register).streets]
    assert keys[0] == ("Byn", "Alvägen", 28)
    assert keys[3] == ("Staden", "Alvägen", 28)
    assert ground_of(register).places_along([("Alvägen", "Byn")]).size == 28


def test_a_register_without_ground_has_no_streets(register: Register) -> None:
    ground = ground_of(register)
    assert ground.streets == ()
    assert ground.nearest_street(Point(0, 0)) is None
    assert ground.roads_in((0, 0, 1e7, 1e7)) == []


def estimated(dwellings: Iterable[Dwelling]) -> Laid[Dwelling]:
    """Return homes of which every other is three by the size of its building."""
    return Laid(
        tuple(
            replace(one, homes=3, estimated=3) if number % 2 else one
            for number, one in enumerate(dwellings)
        ),
        {},
    )


def known(area: str, homes: int, shape: BaseGeometry | None = None) -> KnownTotal:
    return KnownTotal(area=area, homes=homes, source="SCB 2023", shape=shape)


def test_estimates_add_up_to_what_is_known_of_the_nearest_locality(register: Register) -> None:
    with register.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        places = [
            Locality(name=name, municipality="1861", x=WEST + east, y=SOUTH)
            for name, east in (("Byn", 0), ("Staden", 5_000))
        ]
        change.set_localities("1861", places)
    both = estimated([*dwellings(WEST, SOUTH), *dwellings(WEST + 5_000, SOUTH)])
    done = replace_dwellings(doing(register), both, totals=[known("byn", 200), known("Viken", 3)])
    assert [(one.outcome, one.before, one.after) for one in done.fits] == [
        (Outcome.FITTED, 168, 200),
        (Outcome.NOWHERE, 0, 0),
    ]
    assert done.homes == 200 + 168
    homes = ground_of(register).homes
    assert homes.homes.sum() == 368
    assert (homes.estimated == 3).sum() == 84
    assert set(homes.fitted_to) == {None, "SCB 2023"}
    assert homes.fitted_to.count("SCB 2023") == 42


def test_estimates_add_up_inside_a_shape_and_inside_the_municipality(two: Register) -> None:
    everywhere = box(WESTERN - 9_000, SOUTH - 9_000, EASTERN + 9_000, SOUTH + 9_000)
    both = estimated([*dwellings(WESTERN, SOUTH), *dwellings(EASTERN, SOUTH)])
    done = replace_dwellings(
        doing(two), both, municipality="1881", totals=[known("Kumla", 180, everywhere)]
    )
    assert [(one.outcome, one.before, one.after) for one in done.fits] == [
        (Outcome.FITTED, 168, 180)
    ]
    assert ground_of(two).homes.homes.sum() == 180


def test_a_register_without_localities_fits_nothing_by_name(register: Register) -> None:
    done = replace_dwellings(
        doing(register), estimated(dwellings(WEST, SOUTH)), totals=[known("Byn", 200)]
    )
    assert [one.outcome for one in done.fits] == [Outcome.NOWHERE]
    assert ground_of(register).homes.homes.sum() == 168
