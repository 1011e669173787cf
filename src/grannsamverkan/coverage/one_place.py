"""Shapely asked about one place and one outline, without what its functions for arrays cost beside the answer.

Coordinates are easting, northing in metres in one metric CRS. Where shapely has a form for single
geometries it takes a fifth to a third of the time; nothing is prepared, which would be kept for as long as the
outline is, four kilobytes for each that was ever asked about.
"""

import numpy as np
import shapely
from shapely import MultiPolygon, Point

from grannsamverkan.types import Xy

_lib = shapely.lib
_scalar = {
    name: getattr(_lib, f"{name}_scalar", getattr(_lib, name))
    for name in ("intersects_xy", "distance", "boundary", "shortest_line", "get_point")
}

covers = _scalar["intersects_xy"]
"""Says whether an outline covers a place, border included: outline, x, y."""

distance_m = _scalar["distance"]
"""Returns how far it is from one geometry to another."""

boundary = _scalar["boundary"]
"""Returns the border of an outline."""


def spot(point: Xy) -> Point:
    """Return a place as shapely has it, in half the time of its own constructor."""
    made: Point = _lib.points(np.array(point), 0)
    return made


def nearest_point(outline: MultiPolygon, to: Point) -> Xy:
    """Return the point of an outline's border that lies nearest to a place outside."""
    on_border = _scalar["get_point"](_scalar["shortest_line"](outline, to), 0)
    return on_border.x, on_border.y
