"""Two borders of an area side by side, as drawings at one scale with what was added and removed."""

from dataclasses import dataclass
from datetime import date

import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.borders import Comparison
from grannsamverkan.reports.outlines import Placing, scale_m

_SIDE = 320.0
_MARGIN = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the borders to compare: where it comes from, and the day, role and reason of it.

    Attributes:
        key: what names it in an address: a day, a change (`s12`), `nu`, or the id of a draft.
        message: what whoever proposed it said.
    """

    key: str
    label: str
    polygon: MultiPolygon | None
    on: date | None = None
    reason: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """Two outlines and their difference as SVG paths in boxes of one size and scale."""

    before: str
    after: str
    added: str
    removed: str
    width: float
    height: float
    scale_m: int
    scale_width: float


def picture(compared: Comparison) -> Picture | None:
    """Draw both borders (metres) with north up; None where there is neither."""
    shapes = [one for one in (compared.before, compared.after) if one is not None]
    if not shapes:
        return None
    west, south, east, north = shapely.total_bounds(shapes)
    per_m = _SIDE / max(east - west, north - south)
    length = scale_m(per_m, _SIDE / 3)
    placing = Placing(west, north, per_m, _MARGIN)

    def path(shape: BaseGeometry | None) -> str:
        return "" if shape is None else placing.path(shape)

    return Picture(
        before=path(compared.before),
        after=path(compared.after),
        added=path(compared.added),
        removed=path(compared.removed),
        width=round((east - west) * per_m + 2 * _MARGIN, 1),
        height=round((north - south) * per_m + 3 * _MARGIN, 1),
        scale_m=length,
        scale_width=round(length * per_m, 1),
    )
