"""Outlines in metres as paths of a drawing, north up, and the round length that a scale bar stands for."""

from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from grannsamverkan.types import Xy

SCALES_M = (50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)


@dataclass(frozen=True, slots=True)
class Placing:
    """Where easting, northing in metres lie on a drawing: `west`, `north` at its margin, y downwards."""

    west: float
    north: float
    per_m: float
    margin: float = 0

    def __call__(self, x: float, y: float) -> Xy:
        """Return where a point lies."""
        return (
            (x - self.west) * self.per_m + self.margin,
            (self.north - y) * self.per_m + self.margin,
        )

    def path(self, shape: BaseGeometry) -> str:
        """Return polygons as the `d` of a path; holes show with fill-rule evenodd."""
        rings = []
        for polygon in shapely.get_parts(shape):
            for ring in (polygon.exterior, *polygon.interiors):
                corners = (self(x, y) for x, y in shapely.get_coordinates(ring)[:-1])
                rings.append(f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in corners)}Z")
        return "".join(rings)


def scale_m(per_m: float, room: float) -> int:
    """Return the longest round length in metres that a bar in so much room can stand for."""
    return max([one for one in SCALES_M if one * per_m <= room] or [SCALES_M[0]])
