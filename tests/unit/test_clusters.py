"""Clusters of interests: who lies near whom, how many people that is, and that three is the least."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.domain.clusters import Cluster, clusters, coarse
from grannsamverkan.domain.interests import Handling, Interest, Wish

DAY = date(2026, 11, 1)


def interest(number: int, x: float | None = 0, y: float | None = 0, **facts: object) -> Interest:
    plain = {
        "id": f"{number:026d}",
        "municipality": "1861",
        "received_on": DAY,
        "wish": Wish.START,
        "erase_after": date(2027, 11, 1),
    }
    return Interest(x=x, y=y, **{**plain, **facts})  # type: ignore[arg-type]  # fields by name


def row(count: int, *, step_m: float = 300, **facts: object) -> list[Interest]:
    return [interest(number, number * step_m, 0, **facts) for number in range(count)]


def test_three_that_lie_in_a_row_are_one_cluster_and_two_are_none() -> None:
    (one,) = clusters(row(3))
    assert one.residents == 3
    assert (one.x, one.y) == (300, 0)
    assert one.id == f"{0:026d}"
    assert clusters(row(2)) == ()


def test_those_more_than_four_hundred_metres_apart_are_apart() -> None:
    assert clusters(row(3, step_m=401)) == ()
    assert len(clusters(row(3, step_m=400))) == 1


def test_the_largest_comes_first_and_each_interest_is_in_one() -> None:
    near = row(3)
    far = [interest(10 + number, x=50_000 + 100 * number) for number in range(5)]
    found = clusters([*near, *far])
    assert [one.residents for one in found] == [5, 3]
    assert len({one.id for cluster in found for one in cluster.interests}) == 8


def test_one_who_wrote_three_times_is_one_resident() -> None:
    again = [
        interest(1, mail="a@example.org", phone="070-174 06 05"),
        interest(2, mail="A@example.org"),
        interest(3, phone="+46 70 174 06 05"),
    ]
    assert clusters(again) == ()
    (two,) = clusters([*again, interest(4)], least=2)
    assert two.residents == 2
    assert len(two.interests) == 4


@pytest.mark.parametrize(
    "facts",
    [
        {"state": Handling.DECLINED},
        {"state": Handling.BECAME_AREA},
        {"wish": Wish.REPORT_DEAD_AREA},
        {"x": None},
        {"y": None},
    ],
)
def test_what_waits_for_no_area_or_lies_nowhere_counts_in_no_cluster(
    facts: dict[str, object],
) -> None:
    assert clusters([*row(2), interest(9, **facts)]) == ()  # type: ignore[arg-type]  # as above


def test_a_cluster_is_called_after_most_of_its_interests_and_adds_up_their_guesses() -> None:
    some = [
        interest(1, locality="Östansjö", households_guess=10),
        interest(2, locality="Hallsberg", households_guess=None),
        interest(3, locality="Hallsberg", households_guess=5),
    ]
    (found,) = clusters(some)
    assert (found.locality, found.households) == ("Hallsberg", 15)
    (nameless,) = clusters(row(3))
    assert (nameless.locality, nameless.households) == (None, None)
    (even,) = clusters([*some, interest(4, locality="Östansjö")])
    assert even.locality == "Hallsberg"


@given(
    places=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=40),
    seed=st.integers(0, 99),
)
def test_the_order_they_come_in_changes_nothing_and_no_cluster_is_small(
    places: list[tuple[int, int]], seed: int
) -> None:
    some = [interest(number, x=100.0 * x, y=100.0 * y) for number, (x, y) in enumerate(places)]
    found = clusters(some)
    shuffled = random.Random(seed).sample(some, len(some))  # noqa: S311 # an order, no secret
    assert clusters(shuffled) == found
    assert all(one.residents >= 3 for one in found)
    assert [one for one in found if not _joined(one)] == []


def _joined(cluster: Cluster) -> bool:
    """Say, by walking from one to the next, whether every interest of a cluster is reached."""
    left = list(cluster.interests)
    reached = [left.pop()]
    for one in reached:
        near = [other for other in left if _metres(one, other) <= 400]
        left = [other for other in left if other not in near]
        reached += near
    return not left


def _metres(one: Interest, other: Interest) -> float:
    assert None not in {one.x, one.y, other.x, other.y}
    return float(((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5)  # type: ignore[operator]  # they lie somewhere


def test_a_place_is_kept_to_the_hundred_metres() -> None:
    assert (coarse(505_749.9), coarse(505_750.1)) == (505_700, 505_800)
