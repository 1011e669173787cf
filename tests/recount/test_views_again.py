"""What residents said is told exactly or not at all, and not told only where something small must be hidden."""

import json

import pytest
from deeds_again import views_again
from example_reports import Example
from ledger_frames import Number

FEW = 5
WIDTH = 4
YEARS = [(f"{year}-01-01", f"{year}-12-31") for year in range(2019, 2027)]
Counts = dict[str, tuple[int, int]]


def told_of(made: Example, start: str, last: str) -> tuple[Counts, dict[str, Number]]:
    """Return the views as the file has them, and as the report tells of them."""
    told = json.loads(made.numbers(start, last))
    own = {key.removeprefix("views."): one for key, one in told.items() if "views." in key[:6]}
    return views_again(made.span(start, last)), own


def exact(counts: Counts) -> dict[str, int]:
    """Return what the report would tell if nothing were hidden."""
    answered = sum(one for one, _ in counts.values())
    return {
        "number": answered + sum(waiting for _, waiting in counts.values()),
        "answered": answered,
        **{f"theme.{theme}": sum(both) for theme, both in counts.items()},
    }


def small(number: int) -> bool:
    """Say whether a number tells of so few that they could be recognised."""
    return 0 < number < FEW


def hold(counts: Counts, told: dict[str, Number]) -> None:
    """Hold what is told to the rule."""
    counted = exact(counts)
    assert {"number", "answered"} <= set(told) == set(counted)
    for name, number in told.items():
        assert number in {None, counted[name]}, name
        assert number is None or not small(int(number)), name
    waiting = counted["number"] - counted["answered"]
    something = any(small(one) for one in (*counted.values(), waiting))
    assert something or None not in told.values(), "hidden without need"
    _hold_rest(counted, told)


def _hold_rest(counted: dict[str, int], told: dict[str, Number]) -> None:
    """Let nothing small be left when what is shown is taken from what is shown."""
    if told["number"] is None:
        return
    hidden = [name for name, one in told.items() if "theme." in name and one is None]
    rest = sum(counted[name] for name in hidden)
    assert not small(rest)
    assert len(hidden) != 1
    assert not hidden or rest >= WIDTH
    if told["answered"] is not None:
        assert not small(counted["number"] - counted["answered"])


@pytest.mark.parametrize(("start", "last"), [*YEARS, ("2019-11-28", "2021-05-31")])
def test_a_number_of_views_is_exact_or_hidden_with_reason(
    example: Example, fuller: Example, start: str, last: str
) -> None:
    for made in (example, fuller):
        hold(*told_of(made, start, last))


def test_the_years_hold_shown_and_hidden_numbers_of_each_kind(
    example: Example, fuller: Example
) -> None:
    seen = {
        (name.partition(".")[0], number is None)
        for made in (example, fuller)
        for years in YEARS
        for name, number in told_of(made, *years)[1].items()
    }
    assert seen == {(name, hidden) for name in ("number", "answered", "theme") for hidden in (0, 1)}


@pytest.mark.parametrize(
    "told",
    [
        {"number": 15, "answered": 7, "theme.drugs": 11, "theme.youth": None},
        {"number": 15, "answered": 7, "theme.drugs": 11, "theme.youth": 4},
        {"number": 16, "answered": 7, "theme.drugs": None, "theme.youth": None},
    ],
)
def test_the_rule_itself_can_fail(told: dict[str, Number]) -> None:
    with pytest.raises(AssertionError):
        hold({"drugs": (5, 6), "youth": (2, 2)}, told)
