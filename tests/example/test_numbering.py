"""The addresses of the examples: invented, the same every time, and laid out as numbers are along a street."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from shapely import LineString

from grannsamverkan.actions.example import create_example, place_folder
from grannsamverkan.actions.example.numbering import along_streets, of_homes
from grannsamverkan.domain.addresses import Placed
from grannsamverkan.domain.areas import Locality
from grannsamverkan.domain.streets import Dwelling, Road
from grannsamverkan.register import Register
from prepared import example_of

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
WEST_END = Locality(name="Västra", municipality="x", x=0.0, y=0.0, source="prov")
EAST_END = Locality(name="Östra", municipality="x", x=9_000.0, y=0.0, source="prov")


def road(name: str | None, *corners: tuple[float, float], kind: str = "residential") -> Road:
    """Return a piece of a road through corners, in metres."""
    return Road(id="", name=name, kind=kind, line=LineString(corners), source="prov")


def numbers(roads: list[Road], *spots: tuple[float, float]) -> list[tuple[str, int, str | None]]:
    """Return the addresses of houses that stand there."""
    homes = [Dwelling(id="", x=x, y=y, homes=1, source="prov") for x, y in spots]
    found = along_streets(roads, homes, [WEST_END, EAST_END])
    assert {(one.x, one.y) for one in found} <= set(spots)
    return [(one.street, one.number, one.letter) for one in found]


STREET = road("Storgatan", (0, 0), (200, 0))


def test_odd_numbers_are_on_the_left_and_even_on_the_right_going_up_eastward() -> None:
    houses = ((10, 12), (10, -12), (30, 12), (30, -12), (195, 12))
    for street in (STREET, road("Storgatan", (200, 0), (0, 0))):
        assert [number for _, number, _ in numbers([street], *houses)] == [1, 2, 3, 4, 19]


def test_houses_that_share_a_number_get_letters() -> None:
    assert numbers([STREET], (4, 12), (12, 12), (12, -12)) == [
        ("Storgatan", 1, "A"),
        ("Storgatan", 1, "B"),
        ("Storgatan", 2, None),
    ]


def test_numbers_go_on_over_pieces_that_meet_and_over_a_gap() -> None:
    pieces = [
        road("Storgatan", (100, 0), (200, 0)),
        road("Storgatan", (100, 0), (0, 0)),
        road("Storgatan", (300, 0), (400, 0)),
    ]
    assert [one for _, one, _ in numbers(pieces, (10, 9), (110, 9), (310, 9))] == [1, 11, 21]


def test_a_house_is_of_the_nearest_street_with_a_name_where_one_is_near() -> None:
    roads = [
        STREET,
        road(None, (0, 50), (200, 50)),
        road("Stambanan", (0, 60), (200, 60), kind="motorway"),
    ]
    assert numbers(roads, (10, 45), (10, 151)) == [("Storgatan", 1, None)]


def test_a_street_is_of_the_place_its_houses_are_nearest_to() -> None:
    homes = [Dwelling(id="", x=x, y=9, homes=1, source="prov") for x in (10, 190)]
    for east, place in ((0.0, "Västra"), (8_000.0, "Östra")):
        there = [Dwelling(id="", x=one.x + east, y=9, homes=1, source="prov") for one in homes]
        street = road("Storgatan", (east, 0), (east + 200, 0))
        found = along_streets([street], there, [WEST_END, EAST_END])
        assert {one.place for one in found} == {place}


def test_the_invented_homes_have_each_address_once() -> None:
    found = of_homes(place_folder("hallsberg") / "dwellings.csv.gz", metric="EPSG:3006")
    assert len({(one.street, one.place, one.number) for one in found}) == len(found) > 5_000
    assert all(one.postcode is None for one in found), "an invented street has no real postal code"


@pytest.mark.parametrize("place", ["hallsberg", "karhula"])
def test_an_example_answers_for_its_addresses_and_has_the_same_every_time(
    tmp_path: Path, place: str
) -> None:
    def told(register: Register) -> list[object]:
        typed = {"hallsberg": "Siskstigen", "karhula": "Vanamotie"}[place]
        street = register.find_addresses(typed)[0].street
        return list(register.addresses_along(street.id))

    registers = [
        example_of(tmp_path / "made.gpkg", place, NOW),
        create_example(tmp_path / "again.gpkg", place_folder(place), now=NOW),
    ]
    one, again = map(told, registers)
    assert len(one) >= 10
    assert one == again
    assert registers[0].info.example, "which marks all that is in it"
    for register in registers:
        register.close()


def test_what_is_laid_is_what_a_file_would_have() -> None:
    (one,) = along_streets(
        [STREET], [Dwelling(id="", x=10, y=9, homes=4, source="prov")], [WEST_END]
    )
    assert one == Placed(street="Storgatan", number=1, place="Västra", x=10.0, y=9.0)
