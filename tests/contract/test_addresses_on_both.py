"""Addresses in the register: replaced as a whole and found as people write them, on both databases."""

import pytest
from shapely import box

from grannsamverkan.domain.addresses import Found, Placed
from grannsamverkan.register import Register
from grannsamverkan.register.new_addresses import Replaced, replace_addresses
from samples import later
from stores import Store

HALLSBERG = (
    ("Storgatan", 3, None), ("Storgatan", 4, "A"), ("Storgatan", 4, "B"), ("Storgatan", 5, None),
    ("Östra Storgatan", 4, None), ("Sankt Eriksgatan", 12, None), ("Kyrkogatan", 7, None),
    ("Björkstigen", 1, None), ("Björkstigen", 2, "C"),
)  # fmt: skip
PALSBODA = (("Storgatan", 3, None), ("Norra vägen", 9, None))


def village() -> list[Placed]:
    """Return invented addresses of two places; a metre east for each."""
    return [
        Placed(
            street=street,
            number=number,
            letter=letter,
            postcode=postcode,
            place=place,
            x=500_000.0 + at,
            y=6_540_000.0,
        )
        for place, postcode, some in (
            ("Hallsberg", "69430", HALLSBERG),
            ("Pålsboda", "69791", PALSBODA),
        )
        for at, (street, number, letter) in enumerate(some)
    ]


def lay(register: Register, placed: list[Placed], minutes: int = 1) -> tuple[int, int]:
    """Replace the addresses of a register."""
    with register.change(
        actor="prov", action="import_addresses", reason="prov", now=later(minutes)
    ) as change:
        done = replace_addresses(change.connection, placed)
    return done.streets, done.addresses


def said(found: Found) -> str:
    """Return a find as `Storgatan 4B Hallsberg`."""
    address = found.address
    number = f"{address.number}{address.letter or ''}" if address else "–"
    return f"{found.street.name} {number} {found.street.place}"


@pytest.fixture
def laid(register: Register) -> Register:
    """Give a register with the village's addresses."""
    assert lay(register, village()) == (7, 11)
    return register


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Storgatan 5", "Storgatan 5 Hallsberg"),
        ("storg 5", "Storgatan 5 Hallsberg"),
        ("Strogatan 5", "Storgatan 5 Hallsberg"),
        ("stroga 5", "Storgatan 5 Hallsberg"),
        ("STORGATAN 4b", "Storgatan 4B Hallsberg"),
        ("Storgatan 3, Hallsberg", "Storgatan 3 Hallsberg"),
        ("Storgatan 3 Pålsboda", "Storgatan 3 Pålsboda"),
        ("Storgatan 3 palsb", "Storgatan 3 Pålsboda"),
        ("Storgatan 3, 697 91", "Storgatan 3 Pålsboda"),
        ("storgatan pålsboda", "Storgatan – Pålsboda"),
        ("Storgatan, Pålsboda", "Storgatan – Pålsboda"),
        ("S:t Eriksgatan 12", "Sankt Eriksgatan 12 Hallsberg"),
        ("n vägen 9", "Norra vägen 9 Pålsboda"),
        ("Kyrkogatan 7 lgh 1101", "Kyrkogatan 7 Hallsberg"),
        ("Kyrkogatan", "Kyrkogatan – Hallsberg"),
    ],
)
def test_an_address_is_found_as_people_write_it(laid: Register, typed: str, meant: str) -> None:
    assert said(laid.find_addresses(typed)[0]) == meant


def test_two_that_are_as_likely_cost_the_same_and_a_place_tells_them_apart(laid: Register) -> None:
    both = laid.find_addresses("Storgatan 3")
    assert [said(one) for one in both[:2]] == ["Storgatan 3 Hallsberg", "Storgatan 3 Pålsboda"]
    assert both[0].cost == both[1].cost == 0
    one, other = laid.find_addresses("Storgatan 3, Pålsboda")[:2]
    assert one.cost == 0 < other.cost


def test_a_letter_that_is_not_there_is_less_sure_than_one_that_was_not_said(laid: Register) -> None:
    unsaid = laid.find_addresses("Storgatan 4")
    assert {said(one) for one in unsaid[:2]} == {"Storgatan 4A Hallsberg", "Storgatan 4B Hallsberg"}
    wrong = laid.find_addresses("Storgatan 4 X")
    assert 0 < unsaid[0].cost < wrong[0].cost


def test_a_number_that_is_not_there_is_not_guessed(laid: Register) -> None:
    found = laid.find_addresses("Kyrkogatan 99")
    assert [said(one) for one in found] == ["Kyrkogatan – Hallsberg"]
    assert found[0].address is None


def test_what_nothing_is_called_finds_nothing(laid: Register) -> None:
    assert laid.find_addresses("Drottninggatan 1") == ()
    assert laid.find_addresses("694 99") == ()
    assert laid.find_addresses("") == ()
    assert len(laid.find_addresses("storgatan 4", most=1)) == 1


@pytest.mark.parametrize(
    "typed", ["694 30", "69430", "69430 Hallsberg", "694 30 hallsb", "Hallsberg 69430"]
)
def test_a_postal_code_gives_its_streets(laid: Register, typed: str) -> None:
    found = laid.find_addresses(typed, most=20)
    streets = [said(one) for one in found if one.cost == 0]
    assert len(streets) == 5
    assert all(one.endswith(" – Hallsberg") for one in streets)
    assert [one.name for one in laid.streets_of("69791")] == ["Norra vägen", "Storgatan"]
    assert len(laid.streets_of("69430", most=2)) == 2


def test_a_postal_code_of_another_place_than_was_said_gives_none_surely(laid: Register) -> None:
    assert all(one.cost for one in laid.find_addresses("69430 Pålsboda"))
    assert laid.streets_of("69499") == ()


def test_a_street_is_found_by_each_of_its_postal_codes(register: Register) -> None:
    lay(
        register,
        [
            Placed(street="Storgatan", number=one, postcode=code, place=place, x=1.0, y=2.0)
            for one, code, place in ((1, "69430", "A"), (2, "69431", "A"), (1, "69791", "B"))
        ],
    )
    for code, place in (("69430", "A"), ("694 31", "A"), ("69791", "B")):
        first, second = register.find_addresses(f"Storgatan {code}")
        assert (first.street.place, first.cost) == (place, 0)
        assert second.cost > 0


def test_a_street_gives_its_addresses_in_their_order_and_an_id_its_address(laid: Register) -> None:
    street = laid.find_addresses("storgatan hallsberg")[0].street
    along = laid.addresses_along(street.id)
    assert [said(one).split()[1] for one in along] == ["3", "4A", "4B", "5"]
    assert street.x == pytest.approx(500_001.5), "a street is in the middle of its addresses"
    address = along[1].address
    assert address is not None
    found = laid.address(address.id)
    assert found is not None
    assert found.address == address
    assert found.street == street
    assert laid.address(0) is None
    assert laid.addresses_along(0) == ()


def test_the_book_has_every_street_by_name_with_its_addresses(laid: Register) -> None:
    book = list(laid.address_book())
    assert [street.key for street, _ in book] == sorted(street.key for street, _ in book)
    for street, along in book:
        assert along == tuple(one.address for one in laid.addresses_along(street.id))
    storgatan = next(
        along for street, along in book if street.place == "Hallsberg" and along[0].number == 3
    )
    assert [(one.number, one.letter) for one in storgatan] == [
        (3, None),
        (4, "A"),
        (4, "B"),
        (5, None),
    ]


def test_new_addresses_take_the_place_of_the_old_and_names_are_read_anew(laid: Register) -> None:
    old = laid.find_addresses("Kyrkogatan 7")[0].address
    assert old is not None
    assert lay(laid, [Placed(street="Nygatan", number=1, x=1.0, y=2.0)], 2) == (1, 1)
    (found,) = laid.find_addresses("Nygatan 1")
    assert found.address is not None
    assert found.address.id > old.id
    assert laid.find_addresses("Kyrkogatan 7") == ()
    assert laid.address(old.id) is None, "no id is ever another address"
    assert laid.has_addresses()


def test_an_address_that_comes_twice_is_kept_once_as_it_came_first(register: Register) -> None:
    twice = [
        Placed(street="Nygatan", number=1, letter=letter, place="A", x=float(x), y=2.0)
        for x, letter in ((1, None), (9, None), (3, "B"), (4, "B"))
    ]
    assert lay(register, twice) == (1, 2)
    along = register.addresses_along(register.find_addresses("Nygatan")[0].street.id)
    assert [one.address.x for one in along if one.address] == [1.0, 3.0]
    assert along[0].street.x == pytest.approx(2.0)


def test_addresses_within_a_shape_are_replaced_and_no_others(laid: Register) -> None:
    fresh = [
        Placed(street="Storgatan", number=4, letter="A", place="Hallsberg", x=9.0, y=9.0),
        Placed(street="Nygatan", number=1, place="Hallsberg", x=9.0, y=9.0),
    ]
    west = box(500_003.5, 6_539_999, 500_009, 6_540_001)
    with laid.change(actor="prov", action="x", reason="prov", now=later(2)) as change:
        done = replace_addresses(change.connection, fresh, within=west)
    assert done == Replaced(2, 2, before=6), "five that lay there, and one that came anew"
    assert laid.find_addresses("Kyrkogatan 7") == ()
    street = laid.find_addresses("storgatan hallsberg")[0].street
    along = laid.addresses_along(street.id)
    assert [said(one).split()[1] for one in along] == ["3", "4A", "4B", "5"]
    assert street.x == pytest.approx((500_000 + 9 + 500_002 + 500_003) / 4)
    assert laid.find_addresses("Storgatan 3 Pålsboda")[0].cost == 0
    assert laid.find_addresses("Nygatan 1")[0].cost == 0


def test_another_who_has_the_register_open_reads_the_names_anew(
    laid: Register, store: Store
) -> None:
    other = store.open()
    assert other.find_addresses("Kyrkogatan 7")
    lay(laid, [Placed(street="Nygatan", number=1, x=1.0, y=2.0)], 2)
    assert other.find_addresses("Nygatan 1")
    assert not other.find_addresses("Kyrkogatan 7")


def test_a_register_without_addresses_says_so(register: Register) -> None:
    assert not register.has_addresses()
    assert register.find_addresses("Storgatan 3") == ()


def test_addresses_are_no_facts_of_the_ledger(laid: Register) -> None:
    head = laid.head()
    lay(laid, village(), 2)
    assert laid.head() == head
    assert laid.verify().intact
