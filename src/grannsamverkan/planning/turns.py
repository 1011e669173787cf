"""Whose turn it is: every locality with homes outside areas is due a proposal every few years.

No memory is needed. The year alone decides, so a plan asked for twice, or on two machines, says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

ROUNDS = 3
"""In so many yearly rounds every locality is due once, where as many areas are asked for as that takes."""

LEAST_HOMES = 30
"""A locality with fewer homes, or with fewer outside areas, is due nothing: one area would take most of them."""


@dataclass(frozen=True, slots=True)
class Turns:
    """The localities that are due a proposal this year, and in how many years each is due once; 0: none ever is."""

    due: frozenset[str] = frozenset()
    rounds: int = 0


def turns(
    localities: Sequence[str],
    homes: Sequence[float],
    covered: Sequence[float],
    *,
    year: int | None,
    new: int,
) -> Turns:
    """Return whose turn it is in a year (None: nobody's), of localities with so many homes and so many of them in areas.

    Localities take turns by name, among those with `LEAST_HOMES` or more. Their number, unlike that of
    the homes outside areas, is the same from year to year, so nobody's turn moves as areas are founded: while
    localities and `new` stay as they are, any `rounds` years in a row hold each of them once. Where
    fewer areas are asked for than a third of the localities, the rounds are more, as few as let no
    more be due than are asked for. A municipality of one locality has no turns.
    """
    large = sorted(
        (name, count - inside)
        for name, count, inside in zip(localities, homes, covered, strict=True)
        if count >= LEAST_HOMES
    )
    if year is None or len(large) < 2:  # noqa: PLR2004 # nobody to take turns with
        return Turns()
    rounds = max(ROUNDS, -(-len(large) // new))
    due = (
        name
        for place, (name, outside) in enumerate(large)
        if place % rounds == year % rounds and outside >= LEAST_HOMES
    )
    return Turns(frozenset(due), rounds)
