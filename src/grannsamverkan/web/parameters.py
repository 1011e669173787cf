"""What a question may contain, parsed once: positions, days, boxes."""

from datetime import date
from math import isfinite
from typing import Annotated

from fastapi import Query

from grannsamverkan.errors import Refused
from grannsamverkan.types import Bbox

EARLIEST = date(1900, 1, 1)
"""Before this no register tells anything: a day so early is a slip of the pen."""

Lon = Annotated[
    float,
    Query(ge=-180, le=180, allow_inf_nan=False, description="Longitude in degrees (CRS84)."),
]
Lat = Annotated[
    float,
    Query(ge=-90, le=90, allow_inf_nan=False, description="Latitude in degrees (CRS84)."),
]
On = Annotated[
    date | None,
    Query(description="The day to tell of, such as `2021-05-31`; today when left out."),
]
BboxText = Annotated[
    str | None,
    Query(
        description="West, south, east, north in degrees (CRS84).",
        max_length=200,
        examples=["15.05,59.03,15.15,59.10"],
    ),
]


def day_asked(on: date | None, today: date) -> date:
    """Return the day asked for, today when none is.

    Raises:
        Refused: a day in the future, or too early to be meant.
    """
    if on is None:
        return today
    if on > today:
        raise Refused("web.day_in_future", on=on, today=today)
    if on < EARLIEST:
        raise Refused("web.day_too_early", on=on.isoformat(), earliest=EARLIEST)
    return on


def read_bbox(text: str) -> Bbox:
    """Read `west,south,east,north` in degrees.

    Raises:
        Refused: not four numbers in range, or west of east and south of north confused.
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise Refused("web.bbox") from error
    fits = -180 <= west < east <= 180 and -90 <= south < north <= 90  # noqa: PLR2004 — degrees
    if not (fits and all(map(isfinite, (west, south, east, north)))):
        raise Refused("web.bbox")
    return west, south, east, north


def widened(bbox: Bbox, by_m: float) -> Bbox:
    """Return a metric box with `by_m` more on every side."""
    west, south, east, north = bbox
    return west - by_m, south - by_m, east + by_m, north + by_m
