"""Where residents ask for an area, told so that it points at nobody: squares with at least so many residents in each.

Only multiples of `least` are ever told, rounded down. So whatever two numbers are subtracted from one
another, within one view, between squares of two sizes or between two days, gives nothing or at least
`least`, and never one. A new view is made only once that many residents have come or gone since the
last: what differs between two views cannot be told to be the doing of one.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from math import floor

from grannsamverkan.domain.clusters import asks_for_an_area, residents
from grannsamverkan.domain.interests import Interest
from grannsamverkan.types import Bbox

SIDES_M = (500, 1_000, 2_000, 4_000, 8_000)
"""The sides of the squares, in metres of the register's CRS: each lies whole in one of the next size."""


@dataclass(frozen=True, slots=True)
class Square:
    """A square of `side_m` from its south-western corner `x`, `y` (easting, northing in metres).

    Attributes:
        at_least: so many residents in it, those of smaller squares within it that are told not counted.
    """

    side_m: int
    x: int
    y: int
    at_least: int

    @property
    def bbox(self) -> Bbox:
        """West, south, east, north in metres."""
        return self.x, self.y, self.x + self.side_m, self.y + self.side_m


@dataclass(frozen=True, slots=True)
class Demand:
    """Where residents ask for an area.

    Attributes:
        least: fewer are never told of together.
        squares: the largest first, so that the smaller can be drawn upon them.
        elsewhere: at least so many in none of the squares; 0: none, or too few to tell.
    """

    least: int
    squares: tuple[Square, ...]
    elsewhere: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandView:
    """What was told of a municipality's demand, kept until enough has changed for another; it holds no person.

    Attributes:
        id: the municipality.
        included: how many interests it was made of.
        told: the `Demand` as JSON.
    """

    id: str
    made_on: date
    included: int
    told: str


def demand(interests: Iterable[Interest], *, least: int) -> Demand:
    """Return where so many different residents ask, in the smallest squares that hold them.

    What is left over in a square goes up into the next size; the same interests give the same
    squares in whatever order they come.
    """
    asking = [one for one in interests if asks_for_an_area(one)]
    placed = {one.id for one in asking if one.x is not None and one.y is not None}
    left = [one for one in asking if one.id in placed]
    found: list[Square] = []
    for side_m in SIDES_M:
        within: dict[tuple[int, int], list[Interest]] = {}
        for one in left:
            within.setdefault(_corner(one, side_m), []).append(one)
        told = {corner: some for corner, some in within.items() if residents(some) >= least}
        found += [Square(side_m, *corner, _down(some, least)) for corner, some in told.items()]
        left = [one for corner, some in within.items() if corner not in told for one in some]
    left += [one for one in asking if one.id not in placed]
    ordered = sorted(found, key=lambda one: (-one.side_m, -one.at_least, one.x, one.y))
    return Demand(least, tuple(ordered), _down(left, least))


def _corner(one: Interest, side_m: int) -> tuple[int, int]:
    assert one.x is not None  # noqa: S101 # only those with a place are asked
    assert one.y is not None  # noqa: S101 # as above
    return floor(one.x / side_m) * side_m, floor(one.y / side_m) * side_m


def _down(some: Sequence[Interest], least: int) -> int:
    return residents(some) // least * least


def view_of(
    municipality: str, interests: Sequence[Interest], *, least: int, on: date
) -> DemandView:
    """Return the view that is told from a day on."""
    told = json.dumps(asdict(demand(interests, least=least)))
    included = sum(map(asks_for_an_area, interests))
    return DemandView(id=municipality, made_on=on, included=included, told=told)


def told_by(view: DemandView) -> Demand:
    """Return what a view tells."""
    told = json.loads(view.told)
    squares = tuple(Square(**one) for one in told["squares"])
    return Demand(told["least"], squares, told["elsewhere"])


def outdated(view: DemandView, interests: Iterable[Interest], *, least: int) -> bool:
    """Say whether so many have come or gone since a view was made that another can be told.

    Those that came on its very day are not counted as new, so that it is rather made too late.
    """
    asking = [one for one in interests if asks_for_an_area(one)]
    came = sum(one.received_on > view.made_on for one in asking)
    gone = max(0, view.included - (len(asking) - came))
    return came + gone >= max(least, told_by(view).least)
