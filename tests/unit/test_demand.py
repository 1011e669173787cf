"""Demand in squares: every number a multiple, rounded down, so that no difference of any two is ever one."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.domain.clusters import asks_for_an_area, residents
from grannsamverkan.domain.demand import SIDES_M, Demand, Square, demand, outdated, told_by, view_of
from grannsamverkan.domain.interests import Handling, Interest, Wish

DAY = date(2026, 11, 23)
WEST, SOUTH = 504_000.0, 6_544_000.0


def interest(number: int, east: float = 0, north: float = 0, **facts: object) -> Interest:
    """Return an interest some metres east and north of the corner of a square of every size."""
    plain = Interest(
        id=f"01JT{number:022}",
        municipality="1861",
        received_on=DAY,
        wish=Wish.START,
        x=WEST + east,
        y=SOUTH + north,
        phone=f"070-174 0{number:04}",
        erase_after=date(2027, 11, 23),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]  # each test names fields it knows


def crowd(first: int, number: int, east: float = 0, north: float = 0) -> list[Interest]:
    return [interest(first + one, east, north) for one in range(number)]


def test_the_smallest_square_that_holds_enough_is_told_rounded_down() -> None:
    assert demand(crowd(0, 7), least=5) == Demand(5, (Square(500, int(WEST), int(SOUTH), 5),), 0)
    assert demand(crowd(0, 10), least=5).squares[0].at_least == 10
    assert demand(crowd(0, 4), least=5) == Demand(5, (), 0)
    assert demand([], least=5) == Demand(5, (), 0)


def test_what_is_left_over_goes_up_into_larger_squares_and_then_elsewhere() -> None:
    some = crowd(0, 5) + crowd(10, 3, 600) + crowd(20, 2, 0, 700)
    assert demand(some, least=5).squares == (
        Square(1_000, int(WEST), int(SOUTH), 5),
        Square(500, int(WEST), int(SOUTH), 5),
    )
    far = crowd(30, 2, 100_000) + crowd(40, 2, 0, 200_000)
    assert demand(far, least=5).elsewhere == 0
    unplaced = [interest(50, x=None, y=None, locality="Pålsboda")]
    assert demand([*far, *unplaced], least=5).elsewhere == 5


def test_one_who_writes_twice_counts_once_and_what_is_over_or_no_wish_for_an_area_not_at_all() -> (
    None
):
    twice = [replace(one, phone="070-174 06 05") for one in crowd(0, 5)]
    assert demand(twice, least=3).squares == ()
    other = [
        *crowd(0, 4),
        interest(10, wish=Wish.REPORT_DEAD_AREA),
        interest(11, state=Handling.DECLINED),
        interest(12, state=Handling.BECAME_AREA),
    ]
    assert demand(other, least=5).squares == ()


NEAR = st.integers(0, 90).map(lambda hundreds: hundreds * 100.0)
SOME = st.lists(
    st.tuples(NEAR, NEAR, st.booleans(), st.integers(0, 30), st.sampled_from(Wish)), max_size=60
).map(
    lambda rows: [
        interest(
            number,
            x=WEST + east if placed else None,
            y=SOUTH + north if placed else None,
            phone=f"070-174 06 {who:02}",
            wish=wish,
        )
        for number, (east, north, placed, who, wish) in enumerate(rows)
    ]
)
LEAST = st.integers(3, 8)


@given(SOME, LEAST)
def test_every_number_is_a_multiple_and_none_is_more_than_there_are(
    some: list[Interest], least: int
) -> None:
    told = demand(some, least=least)
    for one in told.squares:
        west, south, east, north = one.bbox
        inside = [
            other
            for other in some
            if asks_for_an_area(other)
            and other.x is not None
            and other.y is not None
            and west <= other.x < east
            and south <= other.y < north
        ]
        assert one.side_m in SIDES_M
        assert one.at_least >= least
        assert one.at_least % least == 0
        assert one.at_least <= residents(inside)
    assert told.elsewhere % least == 0
    corners = [(one.side_m, one.x, one.y) for one in told.squares]
    assert len(corners) == len(set(corners))


@given(SOME, SOME, LEAST)
def test_no_difference_of_two_numbers_in_space_or_time_is_below_the_least(
    before: list[Interest], after: list[Interest], least: int
) -> None:
    numbers = [0]
    for some in (before, after):
        told = demand(some, least=least)
        numbers += [told.elsewhere, *(one.at_least for one in told.squares)]
    assert all(one == other or abs(one - other) >= least for one in numbers for other in numbers)


@given(SOME, st.randoms(use_true_random=False))
def test_the_order_makes_no_difference(some: list[Interest], random: object) -> None:
    shuffled = list(some)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    assert demand(shuffled, least=3) == demand(some, least=3)


def test_a_view_is_kept_until_as_many_have_come_or_gone() -> None:
    first = crowd(0, 6)
    view = view_of("1861", first, least=5, on=DAY)
    assert told_by(view) == demand(first, least=5)
    came = [replace(one, received_on=DAY + timedelta(days=1)) for one in crowd(100, 5)]
    assert not outdated(view, first, least=5)
    assert not outdated(view, first + came[:4], least=5)
    assert outdated(view, first + came, least=5)
    assert not outdated(view, first[2:] + came[:2], least=5)
    assert outdated(view, first[2:] + came[:3], least=5)
    assert outdated(view, first[5:], least=5)
    # decided otherwise meanwhile: the larger of the two holds, so that no number is cut finer at once
    assert not outdated(view, first + came, least=6)
    assert not outdated(view, first[3:], least=3)


@given(SOME, SOME, LEAST)
def test_another_view_is_never_made_while_fewer_have_changed(
    before: list[Interest], after: list[Interest], least: int
) -> None:
    later = [replace(one, id=f"{one.id}x", received_on=DAY + timedelta(days=1)) for one in after]
    kept = before[len(before) // 2 :]
    now = kept + later
    view = view_of("1861", before, least=least, on=DAY)
    changed = {one.id for one in before if asks_for_an_area(one)} ^ {
        one.id for one in now if asks_for_an_area(one)
    }
    assert outdated(view, now, least=least) is (len(changed) >= least)
