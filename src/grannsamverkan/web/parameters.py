"""What a question may contain, parsed once: positions, days, boxes."""

import re
from datetime import date
from math import isfinite
from typing import Annotated

from fastapi import Query, Request
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from grannsamverkan.domain.period import EARLIEST, not_to_come
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.types import Bbox

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = r"-?[0-9]{1,3}([.][0-9]{1,20})?"

Lon = Annotated[
    float,
    Query(
        ge=-180,
        le=180,
        allow_inf_nan=False,
        description="Longitude in degrees (CRS84).",
        examples=[15.1101],
    ),
]
Lat = Annotated[
    float,
    Query(
        ge=-90,
        le=90,
        allow_inf_nan=False,
        description="Latitude in degrees (CRS84).",
        examples=[59.0664],
    ),
]


def _written_day(value: object) -> object:
    """Let only `2021-05-31` be a day; pydantic would take numbers for seconds since 1970."""
    if isinstance(value, str) and _DAY.fullmatch(value) is None:
        raise PydanticCustomError("date_parsing", "not a day")
    return value


On = Annotated[
    Annotated[date, BeforeValidator(_written_day)] | None,
    Query(
        description="The day to tell of; today when left out.",
        examples=["2021-05-31"],
    ),
]
BboxText = Annotated[
    str | None,
    Query(
        description="A box in degrees (CRS84): west, south, east, north.",
        pattern=rf"^{_NUMBER}(,{_NUMBER}){{3}}$",
        max_length=200,
        examples=["15.05,59.03,15.15,59.10"],
    ),
]


def day_asked(on: date | None, today: date) -> date:
    """Return the day asked for, today when none is.

    Raises:
        NotFound: a day in the future, or too early to be meant: nothing is there to tell of.
    """
    if on is None:
        return today
    if not_to_come(on, today) < EARLIEST:
        raise NotFound("web.day_too_early", on=on.isoformat(), earliest=EARLIEST)
    return on


def read_bbox(text: str) -> Bbox:
    """Read `west,south,east,north` in degrees; two opposite corners in another order are the same box.

    Raises:
        Refused: not four numbers.
    """
    try:
        x1, y1, x2, y2 = (float(part) for part in text.split(","))
    except ValueError as error:
        raise Refused("web.bbox") from error
    if not all(map(isfinite, (x1, y1, x2, y2))):
        raise Refused("web.bbox")
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


async def only_known(request: Request) -> None:
    """Refuse a question of the API that names what the specification does not, or anything twice.

    Raises:
        Refused: it does; the error names it and what can be asked.
    """
    operation = request.app.openapi()["paths"][request.scope["route"].path]["get"]
    known = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
    unknown = tuple(name[:40] for name in request.query_params if name not in known)
    if unknown:
        raise Refused("web.unknown_parameter", names=unknown, possible=tuple(known))
    asked = [name for name, _ in request.query_params.multi_items()]
    twice = tuple(name for name in known if asked.count(name) > 1)
    if twice:
        raise Refused("web.repeated_parameter", names=twice)
