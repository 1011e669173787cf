"""How many homes lie in areas: what stands for homes, whose they are, and each of them once."""

from acting import TODAY, doing, found, lead

from grannsamverkan.actions.addresses import replace_addresses
from grannsamverkan.actions.coverage import coverage_of
from grannsamverkan.domain.addresses import Placed
from grannsamverkan.domain.areas import AreaType, Locality
from grannsamverkan.domain.coverage import By, Counted
from grannsamverkan.register import Register
from samples import SOUTH, WEST, square


def addresses(register: Register, *east_m: float) -> None:
    """Read addresses in, so far east of the tests' common corner."""
    laid = [
        Placed(street="Storgatan", number=n, x=WEST + one, y=SOUTH)
        for n, one in enumerate(east_m, start=1)
    ]
    replace_addresses(doing(register), laid)


def rows(register: Register, by: By) -> list[tuple[str | None, str | None, int, int]]:
    """Return what is told by locality, municipality or type."""
    told = coverage_of(register, TODAY, by).rows
    return [(one.name, one.municipality, one.homes, one.covered) for one in told]


def test_addresses_stand_for_homes_where_none_are_laid(register: Register) -> None:
    found(register, polygon=square(), area_type=AreaType.VILLA)
    addresses(register, 0, 200, 201)
    told = coverage_of(register, TODAY, By.LOCALITY)
    assert told.counted is Counted.ADDRESSES
    assert (told.total.homes, told.total.covered) == (3, 2), "on the border is inside"


def test_homes_of_two_municipalities_belong_to_the_border_they_lie_in(two: Register) -> None:
    found(two, polygon=square())
    addresses(two, 50, 4_900, 5_100, 5_200, 9_000_000)
    assert rows(two, By.MUNICIPALITY) == [
        ("Hallsberg", "1861", 2, 1),
        ("Kumla", "1881", 2, 0),
        (None, None, 1, 0),
    ]


def test_homes_belong_to_the_locality_nearest_to_them(two: Register) -> None:
    addresses(two, 50, 4_900, 5_100)
    assert rows(two, By.LOCALITY) == [(None, None, 3, 0)], "where no locality is known"
    with two.change(actor="prov", action="x", reason="prov", now=doing(two).now) as change:
        for code, east_m in (("1861", 0), ("1881", 5_200)):
            place = Locality(name="Byn", municipality=code, x=WEST + east_m, y=SOUTH)
            change.set_localities(code, [place])
    assert rows(two, By.LOCALITY) == [("Byn", "1861", 1, 0), ("Byn", "1881", 2, 0)]


def test_a_home_in_two_areas_counts_once_and_under_both_their_types(register: Register) -> None:
    found(register, polygon=square(), area_type=AreaType.VILLA)
    found(register, "Söderängen", polygon=square(-100), area_type=AreaType.FLATS)
    found(register, "Utan gräns")
    gone = found(register, "Vilande", polygon=square(400), area_type=AreaType.RURAL)
    lead(register, gone, "lapse 2021-01-01")
    addresses(register, 50, 150, 450)
    told = coverage_of(register, TODAY, By.TYPE)
    assert [(one.name, one.homes, one.covered) for one in told.rows] == [
        ("villa", 3, 2),
        ("flats", 3, 1),
    ]
    assert (told.total.covered, told.areas, told.without_outline) == (2, 3, 1)
