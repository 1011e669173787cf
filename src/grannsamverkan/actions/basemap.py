"""Laying the base map: what was read in, clipped to the municipality, cut into tiles, layer by layer."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.doing import Doing
from grannsamverkan.crs import bbox_to_lonlat
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.basemap import (
    COARSE,
    KINDS,
    LEVELS,
    BaseTile,
    Feature,
    Form,
    Kind,
    Layer,
)
from grannsamverkan.domain.tiles import Cut, cut
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.ground import Laid
from grannsamverkan.register import Register, basemap
from grannsamverkan.types import Bbox

_AROUND = 0.05
"""How far beyond a border that is not exact the map goes, as a share of the municipality."""

_DIMENSIONS = {Form.POINT: 0, Form.LINE: 1, Form.AREA: 2}


class Clip(StrEnum):
    """What the base map was cut to."""

    BORDER = "border"
    BOX = "box"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class LaidDown:
    """What an import of the base map did.

    Attributes:
        counts: how many things of each kind lie in it.
        omitted: how many of the smallest found no room in their tiles.
    """

    counts: Mapping[Kind, int]
    left_out: Mapping[str, int]
    clip: Clip
    tiles: int
    bytes: int
    omitted: int


def region_of(register: Register) -> tuple[BaseGeometry | None, Clip]:
    """Return what a register's base map covers, in its metric CRS: its border, where that is exact, else a box."""
    places = register.municipalities()
    borders = [one.border for one in places if one.border is not None]
    if not borders:
        return None, Clip.NOTHING
    if len(borders) == len(places) and not any(one.border_generalised for one in places):
        return shapely.union_all(borders), Clip.BORDER
    west, south, east, north = shapely.total_bounds(borders).tolist()
    more = _AROUND * max(east - west, north - south)
    return shapely.box(west - more, south - more, east + more, north + more), Clip.BOX


def within(register: Register) -> Bbox | None:
    """Return the box (CRS84) that the base map of a register lies in; None: wherever the file tells of."""
    region, _ = region_of(register)
    if region is None:
        return None
    west, south, east, north = region.bounds
    return bbox_to_lonlat((west, south, east, north), source=register.info.crs)


def lay_base_map(
    doing: Doing,
    laid: Laid[Feature],
    *,
    layers: Iterable[Layer],
    source: str,
    coarse: bool = False,
) -> LaidDown:
    """Let what was read take the place of these layers, as far as it lies in the municipality.

    What is drawn `coarse` is kept beyond it too, and seen from afar alone.

    Raises:
        NotFound: not theirs to read in; that asks for every municipality of the register.
        Refused: nothing of it lies there.
    """
    register = doing.register
    for place in register.municipalities():
        doing.require(Deed.IMPORT, municipality=place.code)
    region, clip = (None, Clip.NOTHING) if coarse else region_of(register)
    features, outside = _clipped(laid.found, region)
    if not features:
        raise Refused("streets.all_elsewhere")
    stamp = doing.new_id(doing.now)
    tiles: list[BaseTile] = []
    with doing.change("import_basemap") as change:
        for layer in layers:
            own = [one for one in features if KINDS[one.kind].layer is layer]
            cuts = cut(own, crs=register.info.crs, levels=COARSE if coarse else LEVELS)
            made = [_tile(one, layer, laid_in=stamp, source=source) for one in cuts]
            basemap.replace_layer(change.connection, layer, made)
            tiles += made
    counts = Counter(one.kind for one in features)
    left_out = {**laid.left_out, **({"elsewhere": outside} if outside else {})}
    return LaidDown(
        counts={kind: counts[kind] for kind in KINDS if counts[kind]},
        left_out=left_out,
        clip=clip,
        tiles=len(tiles),
        bytes=sum(len(one.body) for one in tiles),
        omitted=sum(one.omitted for one in tiles),
    )


def _tile(one: Cut, layer: Layer, *, laid_in: str, source: str) -> BaseTile:
    return BaseTile(
        id=f"{layer}/{one.z}/{one.x}/{one.y}",
        layer=layer,
        z=one.z,
        x=one.x,
        y=one.y,
        laid_in=laid_in,
        source=source,
        omitted=one.omitted,
        body=one.body,
    )


def _clipped(features: Sequence[Feature], region: BaseGeometry | None) -> tuple[list[Feature], int]:
    """Return what of features lies in a region, and how many do not at all."""
    if region is None:
        return list(features), 0
    shapely.prepare(region)
    shapes: NDArray[Any] = np.array([one.shape for one in features], dtype=object)
    whole = shapely.contains_properly(region, shapes)
    met = ~whole & shapely.intersects(region, shapes)
    parts = shapely.intersection(shapes[met], region)
    cut_off = dict(zip(np.flatnonzero(met).tolist(), parts, strict=True))
    kept = []
    for at, one in enumerate(features):
        if whole[at]:
            kept.append(one)
        elif at in cut_off and _is_drawn(cut_off[at], one.kind):
            kept.append(replace(one, shape=cut_off[at]))
    return kept, len(features) - len(kept)


def _is_drawn(shape: BaseGeometry, kind: Kind) -> bool:
    """Say whether what is left of a shape can still be drawn as its kind: a forest cannot be a line."""
    return bool(shapely.get_dimensions(shape) == _DIMENSIONS[KINDS[kind].form])
