"""Where a resident's interest lies: an area, a locality, and at most the hundred metres around an address.

An address is found as on the public pages and kept nowhere; of a place only its square goes on.
"""

import math
import re

from grannsamverkan.crs import to_metric
from grannsamverkan.domain.clusters import coarse
from grannsamverkan.domain.disclosure import PublicArea
from grannsamverkan.errors import Refused
from grannsamverkan.types import Xy
from grannsamverkan.web.answers import ask_at
from grannsamverkan.web.public.finding import (
    LONGEST,
    Choice,
    choices,
    numbers_of,
    place_of,
    the_one,
)
from grannsamverkan.web.staff.desk import Desk, Form

_SQUARE = re.compile(r"(-?[0-9]{1,8}) (-?[0-9]{1,8})")
_BESIDE_M = 3_000.0
"""A locality within so many metres is the one that a place is likely to belong to."""

NONE_OF_THEM = "-"
"""What is sent for an address that is none of those that were offered."""


class Ambiguous(Exception):  # it says what it is
    """An address that may be several: they are to be chosen among."""

    def __init__(self, offered: list[Choice]) -> None:
        """Take what may be meant."""
        super().__init__()
        self.offered = offered


def area_of(desk: Desk, form: Form) -> PublicArea | None:
    """Return the area that an interest is about, None where it is about none that is on the map."""
    return desk.site.view().areas.get(form.text("omrade", longest=100))


def near_of(desk: Desk, form: Form) -> Xy | None:
    """Return easting, northing in metres, rounded to 100 m, of the place that a form says; None: none.

    Raises:
        Ambiguous: the address may be several. Refused: there is no such address.
    """
    chosen, text = form.text("val", longest=40), form.text("adress", longest=4 * LONGEST)
    if chosen and chosen != NONE_OF_THEM and (xy := _chosen(desk, chosen)) is not None:
        return xy
    if text and not chosen:
        return _found(desk, text)
    square = None if form.ticked("utan") else _SQUARE.fullmatch(form.text("ruta", longest=40))
    return None if square is None else _coarse((float(square[1]), float(square[2])))


def _found(desk: Desk, text: str) -> Xy | None:
    view = desk.site.view()
    some = [one for one in choices(view, text) if one.value]
    meant = the_one(some)
    if meant is not None:
        return _chosen(desk, meant.value)
    if not some:
        raise Refused("asking.no_address")
    raise Ambiguous(some)


def _chosen(desk: Desk, value: str) -> Xy | None:
    """Return about where an address is, of a street the middle of its addresses."""
    view = desk.site.view()
    along = numbers_of(view, value)
    found = place_of(view, along[len(along) // 2].value if along else value)
    return None if found is None else _coarse(found[1])


def square_of(near: Xy | None) -> str:
    """Return a place as the form carries it on."""
    return "" if near is None else f"{near[0]:.0f} {near[1]:.0f}"


def asked_place(desk: Desk, form: Form) -> Xy | None:
    """Return the place of an answer that leads here, as an address or as degrees; None where it is none."""
    if (xy := _chosen(desk, form.text("val", longest=40))) is not None:
        return xy
    try:
        lon, lat = (float(form.text(name, longest=40).replace(",", ".")) for name in ("lon", "lat"))
    except ValueError:
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 — degrees
        return None
    point = to_metric(lon, lat, target=desk.register.info.crs)
    return _coarse(point) if all(map(math.isfinite, point)) else None


def locality_beside(desk: Desk, near: Xy) -> str:
    """Return what the form's choice of places begins with for a place: its municipality and the locality it lies by."""
    seen = ask_at(desk.site.view(), near).municipality
    if seen is None:
        return ""
    there = [one for one in desk.register.localities() if one.municipality == seen.code]
    by_distance = {one.name: math.dist((one.x, one.y), near) for one in there}
    nearest = min(by_distance, key=lambda name: by_distance[name], default="")
    beside = nearest if nearest and by_distance[nearest] <= _BESIDE_M else ""
    return f"{seen.code}:{beside}"


def _coarse(xy: Xy) -> Xy:
    return coarse(xy[0]), coarse(xy[1])
