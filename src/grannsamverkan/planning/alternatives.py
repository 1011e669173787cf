"""What else was weighed: the best places beside those of a plan, none over another."""

from dataclasses import dataclass

import numpy as np

from grannsamverkan.planning.plan import Plan
from grannsamverkan.planning.segments import Shapes
from grannsamverkan.planning.worth import Town, Worth

MOST = 300
"""So many alternatives at most are told of; there are tens of thousands that differ by a street."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A place that could have been proposed.

    Attributes:
        streets: its pieces of street, easting, northing in metres.
    """

    streets: Shapes
    homes: int
    locality: str


def alternatives(town: Town, made: Plan, *, most: int = MOST) -> tuple[Alternative, ...]:
    """Return the places worth most that share no street with a proposal of the plan or with each other."""
    worth = Worth(town, made.wish)
    kept = worth.allowed()
    values = worth.values(worth.shares)
    taken = np.zeros(len(town.network.segments), dtype=bool)
    for one in made.proposals:
        taken[list(one.segments)] = True
    found: list[Alternative] = []
    for place in kept[np.argsort(-values[kept], kind="stable")].tolist():
        segments = town.candidates.of(place)
        if len(found) == most:
            break
        if not taken[segments].any():
            taken[segments] = True
            found.append(
                Alternative(
                    town.network.segments.lines[segments],
                    int(town.candidates.homes[place]),
                    town.network.localities[int(town.candidates.locality[place])],
                )
            )
    return tuple(found)
