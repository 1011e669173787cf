"""Reading addresses in: what takes the place of what, dry runs, and who may."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from acting import doing

from grannsamverkan.actions.addresses import replace_addresses
from grannsamverkan.domain.access import Role, Who
from grannsamverkan.domain.addresses import Placed
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Register
from grannsamverkan.register.new_addresses import Replaced
from samples import SOUTH, WEST


def laid(*numbers: int) -> list[Placed]:
    """Return addresses along an invented street."""
    return [Placed(street="Storgatan", number=one, x=1.0, y=2.0) for one in numbers]


def test_new_addresses_take_the_place_of_the_old(register: Register) -> None:
    head = register.head()
    assert replace_addresses(doing(register), laid(1, 2, 3)) == Replaced(1, 3, before=0)
    assert replace_addresses(doing(register), laid(4)) == Replaced(1, 1, before=3)
    (found,) = register.find_addresses("Storgatan 1")
    assert found.address is None, "the number went with the addresses before"
    assert register.head() == head, "they are no facts of the ledger"


def test_a_dry_run_reads_nothing_in(register: Register) -> None:
    assert replace_addresses(doing(register, dry=True), laid(1, 2)) == Replaced(1, 2, before=0)
    assert not register.has_addresses()


def test_addresses_are_for_one_who_may_import_in_every_municipality(two: Register) -> None:
    def coordinator(*codes: str) -> Who:
        return Who(id="K", roles=frozenset({(Role.COORDINATOR, code) for code in codes}))

    with pytest.raises(NotFound):
        replace_addresses(replace(doing(two), who=coordinator("1861")), laid(1))
    assert not two.has_addresses()
    everywhere = replace(doing(two), who=coordinator("1861", "1881"))
    assert replace_addresses(everywhere, laid(1)).addresses == 1


# -- one municipality at a time ----------------------------------------------------------------------


def at(street: str, east_m: float, number: int = 1, code: str | None = None) -> Placed:
    """Return an address so far east of the corner where Hallsberg's border meets Kumla's."""
    x = WEST + 5_000 + east_m
    return Placed(street=street, number=number, municipality=code, x=x, y=SOUTH)


def asked(register: Register, street: str) -> list[int]:
    """Return the numbers along a street."""
    found = (one for one in register.find_addresses(street, most=50) if one.cost == 0)
    along = [one for street in found for one in register.addresses_along(street.street.id)]
    return [one.address.number for one in along if one.address]


@pytest.fixture
def loaded(two: Register) -> Register:
    """Give a register with addresses in both municipalities, one street in each and one in both."""
    both = [at("Västgatan", -900), at("Östgatan", 900)]
    both += [at("Långgatan", east, number=n) for n, east in enumerate((-900, -800, 800), start=1)]
    assert replace_addresses(doing(two), both) == Replaced(3, 5, before=0)
    return two


def test_the_addresses_of_one_municipality_are_replaced_and_the_others_stay(
    loaded: Register,
) -> None:
    fresh = [at("Nygatan", -700), at("Långgatan", -800, number=2), at("Östgatan", 900, number=9)]
    left_out = Counter[str]()
    done = replace_addresses(doing(loaded), fresh, municipality="1861", left_out=left_out)
    assert done == Replaced(2, 2, before=3)
    assert left_out == {"elsewhere": 1}
    assert asked(loaded, "Västgatan") == [], "a street without addresses is gone"
    assert asked(loaded, "Nygatan") == [1]
    assert asked(loaded, "Långgatan") == [2, 3], "a street in both keeps what lies in the other"
    assert asked(loaded, "Östgatan") == [1]
    middle = next(one.street for one in loaded.find_addresses("Långgatan"))
    assert middle.x == pytest.approx(WEST + 5_000), "and is in the middle of what it has now"


def test_several_files_can_be_read_in_one_after_another(two: Register) -> None:
    for code, east in (("1861", -900), ("1881", 900), ("1861", -900)):
        done = replace_addresses(doing(two), [at("Storgatan", east, 7)], municipality=code)
        assert done.addresses == 1
    assert asked(two, "Storgatan") == [7], "one address, told by street, place and number"
    replace_addresses(doing(two), [at("Storgatan", -900, 3)], municipality="1861")
    assert asked(two, "Storgatan") == [3]


def test_what_a_row_says_of_its_municipality_is_believed(loaded: Register) -> None:
    fresh = [at("Nygatan", 50, code="1861"), at("Nygatan", -50, number=2, code="1881")]
    left_out = Counter[str]()
    replace_addresses(doing(loaded), fresh, municipality="1861", left_out=left_out)
    assert asked(loaded, "Nygatan") == [1]
    assert left_out == {"elsewhere": 1}


def test_right_beyond_a_generalised_border_is_within_unless_it_is_a_neighbours(
    two: Register,
) -> None:
    with two.change(actor="prov", action="x", reason="prov", now=doing(two).now) as change:
        for place in two.municipalities():
            change.set_municipality(replace(place, border_generalised=True))
    south = replace(at("Sydgatan", -900), y=SOUTH - 5_300)
    beyond = replace(at("Bortgatan", -900), y=SOUTH - 5_600)
    done = replace_addresses(doing(two), [south, beyond, at("Östgatan", 100)], municipality="1861")
    assert done.addresses == 1
    assert asked(two, "Sydgatan") == [1]


def test_one_municipality_is_for_one_who_may_import_in_it_and_needs_a_border(
    register: Register, two: Register
) -> None:
    there = Who(id="K", roles=frozenset({(Role.COORDINATOR, "1861")}))
    who = replace(doing(two), who=there)
    assert replace_addresses(who, [at("A", -900)], municipality="1861").addresses == 1
    with pytest.raises(NotFound):
        replace_addresses(who, [at("A", 900)], municipality="1881")
    with pytest.raises(Refused, match=r"streets\.no_border"):
        replace_addresses(doing(register), laid(1), municipality="1861")


def test_a_file_of_elsewhere_replaces_nothing(loaded: Register) -> None:
    with pytest.raises(Refused, match=r"streets\.all_elsewhere"):
        replace_addresses(doing(loaded), [at("Nygatan", 90_000)], municipality="1861")
    assert asked(loaded, "Västgatan") == [1]


def test_a_file_that_breaks_off_replaces_nothing(loaded: Register) -> None:
    def broken() -> Iterator[Placed]:
        yield at("Nygatan", -900)
        raise Refused("import.unreadable")

    with pytest.raises(Refused, match=r"import\.unreadable"):
        replace_addresses(doing(loaded), broken())
    assert asked(loaded, "Långgatan") == [1, 2, 3]
    assert asked(loaded, "Nygatan") == []
