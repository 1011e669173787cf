"""Streets and homes to draw areas from: the ground, which is replaced as a whole when it is imported anew."""

from dataclasses import dataclass

from shapely import LineString


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """A piece of road as a line; easting, northing in metres in the register's CRS."""

    id: str
    name: str | None = None
    kind: str | None = None
    line: LineString
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dwelling:
    """A point with a number of homes; easting, northing in metres. Nothing tells who lives there.

    Attributes:
        estimated: how many of the homes the size of a building let one suppose; None: all are counted, or
            said by what the building is.
        fitted_to: the known total that the estimate was made to add up to, with its year.
    """

    id: str
    x: float
    y: float
    homes: int
    street: str | None = None
    source: str
    estimated: int | None = None
    fitted_to: str | None = None
