"""Every locality has its turn, and none waits longer than it must."""

from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.planning.turns import LEAST_HOMES, ROUNDS, Turns, turns

SIZES = st.dictionaries(st.text(min_size=1, max_size=5), st.integers(0, 900), max_size=40)
YEARS = st.integers(2000, 2100)
NEW = st.integers(1, 100)


def asked(sizes: dict[str, int], year: int | None, new: int, inside: float = 0.0) -> Turns:
    covered = [int(homes * inside) for homes in sizes.values()]
    return turns(list(sizes), list(sizes.values()), covered, year=year, new=new)


@given(SIZES, YEARS, NEW)
def test_any_rounds_in_a_row_hold_every_locality_once(
    sizes: dict[str, int], year: int, new: int
) -> None:
    rounds = asked(sizes, year, new).rounds
    met = [name for ahead in range(rounds) for name in asked(sizes, year + ahead, new).due]
    large = [name for name, homes in sizes.items() if homes >= LEAST_HOMES]
    assert sorted(met) == (sorted(large) if len(large) > 1 else [])


@given(SIZES, YEARS, NEW)
def test_no_more_are_due_than_are_asked_for_and_the_rounds_are_as_few_as_that_allows(
    sizes: dict[str, int], year: int, new: int
) -> None:
    found = asked(sizes, year, new)
    assert len(found.due) <= new
    large = sum(homes >= LEAST_HOMES for homes in sizes.values())
    assert found.rounds in {0, ROUNDS} or (found.rounds - 1) * new < large


@given(SIZES, YEARS, NEW, st.floats(0, 1))
def test_nobodys_turn_moves_as_areas_are_founded(
    sizes: dict[str, int], year: int, new: int, inside: float
) -> None:
    before, after = asked(sizes, year, new), asked(sizes, year, new, inside)
    assert after.rounds == before.rounds
    lacking = {name for name, homes in sizes.items() if homes - int(homes * inside) >= LEAST_HOMES}
    assert after.due == before.due & lacking


@given(SIZES, YEARS, NEW, st.randoms())
def test_the_order_of_localities_changes_nothing(
    sizes: dict[str, int], year: int, new: int, chance: object
) -> None:
    names = list(sizes)
    chance.shuffle(names)  # type: ignore[attr-defined]
    assert asked({name: sizes[name] for name in names}, year, new) == asked(sizes, year, new)


def test_without_a_year_or_with_one_locality_nobody_has_a_turn() -> None:
    assert asked({"Norrby": 90, "Söderby": 90}, None, 5).due == frozenset()
    assert asked({"Norrby": 90, "Lillby": 29}, 2026, 5).due == frozenset()
