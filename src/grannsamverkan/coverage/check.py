"""The answer to "is this place in a watch area?", from public outlines alone.

Points are easting, northing in metres in the register's metric CRS.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import atan2, degrees

from shapely.geometry.base import BaseGeometry

from grannsamverkan.coverage.borders import GENERALISED_OFF_M, Borders, SeenMunicipality
from grannsamverkan.coverage.index import Nearest, PointIndex
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.types import Xy

EDGE_M = 25.0
"""Nearer than this to a border, on either side, the answer is that the place lies at the edge."""

DIRECTIONS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


class State(StrEnum):
    """Where a place lies, seen from the areas."""

    INSIDE = "inside"
    EDGE = "edge"
    OUTSIDE = "outside"
    OUTSIDE_MUNICIPALITY = "outside_municipality"


@dataclass(frozen=True, slots=True)
class NearestArea:
    """The nearest area: metres to its outline rounded to 0.1, and the direction there (None: covered)."""

    id: str
    distance_m: float
    direction: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a place lies.

    Attributes:
        areas: ids of every area whose public outline covers the place, border included.
        edges: ids of every area whose border lies within `EDGE_M`.
        municipality: the municipality the place lies in or nearest to, None where no border is known.
    """

    state: State
    areas: tuple[str, ...]
    edges: tuple[str, ...]
    nearest: NearestArea | None
    municipality: SeenMunicipality | None


def reach_of(municipality: Municipality | None) -> BaseGeometry | None:
    """Return the border an area must lie inside, with room for what a generalised one leaves open."""
    if municipality is None or municipality.border is None:
        return None
    border: BaseGeometry = municipality.border
    if not municipality.border_generalised:
        return border
    return border.buffer(GENERALISED_OFF_M)


def check(point: Xy, index: PointIndex, borders: Borders) -> Answer:
    """Say where a point lies among the areas of an index and the borders of the municipalities."""
    about, seen = index.about(point, EDGE_M), borders.seen(point)
    areas, edges = about.covering, about.edges
    if edges:
        state = State.EDGE
    elif areas:
        state = State.INSIDE
    else:
        state = State.OUTSIDE_MUNICIPALITY if seen.surely_out else State.OUTSIDE
    return Answer(state, areas, edges, _told(point, about.nearest), seen.municipality)


def nearest_area(point: Xy, index: PointIndex) -> NearestArea | None:
    """Return the area nearest to a point: how far away it is, and in which direction; None where there is none."""
    return _told(point, index.about(point, EDGE_M).nearest)


def _told(point: Xy, nearest: Nearest | None) -> NearestArea | None:
    if nearest is None:
        return None
    direction = None if nearest.towards is None else compass(point, nearest.towards)
    return NearestArea(nearest.id, round(nearest.distance_m, 1), direction)


def compass(start: Xy, end: Xy) -> str:
    """Return the one of eight compass directions that leads from one point to another."""
    bearing = degrees(atan2(end[0] - start[0], end[1] - start[1]))
    return DIRECTIONS[round(bearing / 45) % 8]
