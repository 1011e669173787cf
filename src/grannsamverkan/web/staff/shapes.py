"""Borders at the door of the editor: GeoJSON in degrees (CRS84) outside, metres in the register's CRS inside."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
import shapely
from shapely import GeometryCollection, LineString
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.drawing import Neighbour, Tried
from grannsamverkan.crs import LONLAT, bbox_to_metric, reproject, to_lonlat
from grannsamverkan.domain.findings import Attested
from grannsamverkan.domain.oddities import Oddity, OddityKind
from grannsamverkan.errors import Refused
from grannsamverkan.i18n import Translator
from grannsamverkan.types import Bbox

MEANT = {
    OddityKind.OVERLAP: Attested.OVERLAP_EXPLAINED,
    OddityKind.OUTSIDE: Attested.OUTSIDE_MEANT,
    OddityKind.LARGE: Attested.SIZE_MEANT,
}
"""What a person can vouch for of what is odd about a border, which is in force then all the same."""

_DECIMALS = 7
"""Of a degree: a centimetre."""

_HECTARE_M2 = 10_000
_LARGE_M2 = 20_000
_KM2_M2, _VAST_M2 = 1_000_000, 10_000_000
_SMALL_SHARE = 0.005


def shape_of(value: object, *, crs: str) -> BaseGeometry:
    """Return a GeoJSON geometry (degrees) in metres.

    Raises:
        Refused: it is none, or lies where the register's system does not reach.
    """
    try:
        shape = shapely.from_geojson(json.dumps(value))
    except (GEOSException, ValueError, TypeError) as error:
        raise Refused("drawing.no_shape") from error
    if shape.is_empty:
        raise Refused("drawing.no_shape")
    return reproject(shapely.force_2d(shape), source=LONLAT, target=crs)


def line_of(value: object, *, crs: str) -> LineString:
    """Return a GeoJSON line (degrees) in metres.

    Raises:
        Refused: it is no line.
    """
    shape = shape_of(value, crs=crs)
    if not isinstance(shape, LineString):
        raise Refused("drawing.no_shape")
    return shape


def box_of(text: str, *, crs: str) -> Bbox:
    """Return a `west,south,east,north` box (degrees) in metres.

    Raises:
        Refused: it is none.
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise Refused("drawing.no_box") from error
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004 # the earth
        raise Refused("drawing.no_box")
    box = bbox_to_metric((west, south, east, north), target=crs)
    if not all(abs(side) < 1e8 for side in box):  # noqa: PLR2004 # no metric system reaches farther
        raise Refused("drawing.no_box")
    return box


def geojson(shapes: Sequence[BaseGeometry], *, crs: str) -> list[orjson.Fragment]:
    """Return shapes (metres) as GeoJSON in degrees, all at once: moving them one by one takes longer."""
    if not shapes:
        return []
    together = reproject(GeometryCollection(list(shapes)), source=crs, target=LONLAT)
    rounded = shapely.transform(together, lambda xy: xy.round(_DECIMALS))
    parts = shapely.get_parts(rounded)
    return [orjson.Fragment(text) for text in shapely.to_geojson(parts)]


def size_text(t: Translator, m2: int) -> str:
    """Return a size as people say it: m² where it is small, km² where it is vast, else hectares."""
    if m2 < _LARGE_M2:
        return t("drawing.m2", number=t.number(m2, decimals=0))
    if m2 >= _VAST_M2:
        return t("drawing.km2", number=t.number(m2 / _KM2_M2, decimals=0))
    return t("drawing.hectares", number=t.number(m2 / _HECTARE_M2))


def homes_text(t: Translator, homes: int | None) -> str:
    """Return a number of homes in words."""
    return t("drawing.homes_unknown") if homes is None else t("drawing.homes", n=homes)


def tried_data(t: Translator, tried: Tried, *, crs: str) -> dict[str, Any]:
    """Return a border that was tried out as the editor's script takes it."""
    shapes = [tried.polygon, *(one.ground for one in tried.oddities)]
    polygon, *grounds = geojson(shapes, crs=crs)
    size, homes = size_text(t, tried.m2), homes_text(t, tried.homes)
    said = "drawing.said" if tried.oddities else "drawing.said_well"
    return {
        "polygon": polygon,
        "m2": tried.m2,
        "homes": tried.homes,
        "size_text": size,
        "homes_text": homes,
        "homes_told": t("drawing.homes_untold") if tried.homes is None else homes,
        "said": t(said, size=size, homes=homes, n=len(tried.oddities)),
        "oddities": [
            _oddity_data(t, oddity, ground, tried.neighbours, crs=crs)
            for oddity, ground in zip(tried.oddities, grounds, strict=True)
        ],
    }


def meant_of(oddities: Iterable[Oddity]) -> dict[OddityKind, Attested]:
    """Return what there is to vouch for of what is odd; a narrow strip is vouched for as any overlap is."""
    kinds = {one.kind for one in oddities}
    if OddityKind.SLIVER in kinds:
        kinds.add(OddityKind.OVERLAP)
    return {kind: attested for kind, attested in MEANT.items() if kind in kinds}


def _oddity_data(
    t: Translator,
    oddity: Oddity,
    ground: orjson.Fragment,
    neighbours: Mapping[str, Neighbour],
    *,
    crs: str,
) -> dict[str, Any]:
    return {
        "kind": oddity.kind.value,
        "other": oddity.other,
        "text": oddity_text(t, oddity, neighbours),
        "at": to_lonlat(*oddity.at, source=crs),
        "ground": ground,
        "mendable": oddity.mendable,
        "mend_text": t(f"drawing.mend.{oddity.kind.value}") if oddity.mendable else None,
    }


def oddity_text(t: Translator, oddity: Oddity, neighbours: Mapping[str, Neighbour]) -> str:
    """Return what is odd in a sentence, with the shares of both areas."""
    other = neighbours.get(oddity.other or "")
    return t(
        f"drawing.oddity.{oddity.kind.value}",
        name=other.name if other else "",
        size=size_text(t, max(round(oddity.m2), 1)),
        share=_percent(t, oddity.share),
        other_share=_percent(t, oddity.other_share),
    )


def _percent(t: Translator, share: float) -> str:
    """Return a share in percent; what is less than half a percent is not nothing."""
    return "< 1" if share < _SMALL_SHARE else t.number(100 * share, decimals=0)
