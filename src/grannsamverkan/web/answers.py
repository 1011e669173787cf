"""The answer about a place, as data and as sentences: the same for the page, the map and the API."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

import orjson

from grannsamverkan.coverage.check import Answer, State, check
from grannsamverkan.crs import to_metric
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.errors import NotFound
from grannsamverkan.i18n import Translator
from grannsamverkan.types import LonLat, Xy
from grannsamverkan.web.views import FEW, PublicDay

_FAR = 2.0
"""Degrees beyond the register from which a place can hardly be the one that was meant."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer in words: the sentence first, then what to do next."""

    sentence: str
    next_step: str
    contact: Municipality | None


def ask(view: PublicDay, place: LonLat) -> Answer:
    """Answer for a longitude, latitude in degrees (CRS84); the place is kept nowhere.

    Raises:
        NotFound: the place has no position in the register's CRS, which is so a quarter round the globe.
    """
    return ask_at(view, position(view, place))


def position(view: PublicDay, place: LonLat) -> Xy:
    """Return easting, northing in metres in the register's CRS of a longitude, latitude in degrees (CRS84).

    Raises:
        NotFound: the place has no position in it.
    """
    point = to_metric(*place, target=view.snapshot.crs)
    if not all(map(isfinite, point)):
        raise NotFound("web.place_out_of_range")
    return point


def ask_at(view: PublicDay, point: Xy) -> Answer:
    """Answer for easting, northing in metres in the register's CRS; the place is kept nowhere."""
    return check(point, view.index, view.borders)


def as_data(view: PublicDay, answer: Answer) -> dict[str, Any]:
    """Return an answer as the API gives it."""
    nearest = answer.nearest
    seen = answer.municipality
    return {
        "state": answer.state.value,
        "areas": [_named(view, area_id) for area_id in answer.areas],
        "nearest": nearest
        and {
            **_named(view, nearest.id),
            "distance_m": nearest.distance_m,
            "direction": nearest.direction,
        },
        "municipality": seen
        and {
            "code": seen.code,
            "name": view.municipalities[seen.code].name,
            "certain": seen.certain,
        },
    }


def told(view: PublicDay, place: LonLat, *, note: str | None) -> bytes:
    """Return the answer for a longitude, latitude in degrees (CRS84) as the JSON of the API.

    Raises:
        NotFound: as `ask`.
    """
    return orjson.dumps(as_data(view, ask(view, place)) | {"note": note})


def _named(view: PublicDay, area_id: str) -> dict[str, str]:
    return {"id": area_id, "name": view.areas[area_id].name}


def swapped(view: PublicDay, place: LonLat) -> LonLat | None:
    """Return a place with its degrees changed round, where so it lies in the register and else far away."""
    (west, south, east, north), (lon, lat) = view.extent, place
    near = west - _FAR <= lon <= east + _FAR and south - _FAR <= lat <= north + _FAR
    return (lat, lon) if not near and west <= lat <= east and south <= lon <= north else None


def in_words(view: PublicDay, answer: Answer, t: Translator) -> Told:
    """Return an answer in plain words; never "safe" or "unsafe"."""
    found = t.listed([view.areas[area_id].name for area_id in answer.areas or answer.edges])
    match answer.state:
        case State.INSIDE:
            sentence = t("web.answer.inside", names=found, n=len(answer.areas))
        case State.EDGE:
            sentence = t("web.answer.edge", names=found)
        case State.OUTSIDE_MUNICIPALITY:
            names = [place.name for place in view.municipalities.values()]
            where = t.listed(names) if len(names) <= FEW else view.snapshot.register_name
            sentence = t("web.answer.outside_municipality", municipality=where)
        case State.OUTSIDE:
            sentence = " ".join([t("web.answer.outside"), *_outside(view, answer, t)])
    police = t("web.police.phone" if view.country.has("police_phone") else "web.police.other")
    next_step = t(f"web.next.{answer.state.value}", police=police)
    return Told(sentence, next_step, _contact(view, answer))


def _outside(view: PublicDay, answer: Answer, t: Translator) -> Iterator[str]:
    nearest, seen = answer.nearest, answer.municipality
    if nearest is not None and nearest.direction is not None:
        yield t(
            "web.answer.nearest",
            name=view.areas[nearest.id].name,
            distance=t.distance(nearest.distance_m),
            direction=t(f"direction.{nearest.direction}"),
        )
    if seen is not None and seen.beyond_m > 0 and not seen.certain:
        yield t("web.answer.uncertain", municipality=view.municipalities[seen.code].name)


def _contact(view: PublicDay, answer: Answer) -> Municipality | None:
    if answer.municipality is not None:
        return view.municipalities[answer.municipality.code]
    return next(iter(view.municipalities.values())) if len(view.municipalities) == 1 else None
