"""Where outlines share ground, and how much of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPolygon

from grannsamverkan.domain.geometry import shared

LEAST_M2 = 1.0
"""Less than this is how two hands draw the same line."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Ground that two areas share.

    Attributes:
        a, b: their keys; `a` is one of those asked about.
        m2: the shared ground (planar m²).
        share: its part of `a`, 0-1.
    """

    a: str
    b: str
    m2: float
    share: float


def overlaps(polygons: Mapping[str, MultiPolygon], asked: Sequence[str]) -> list[Overlap]:
    """Return every overlap of more than `LEAST_M2` that one of the polygons asked about has.

    A pair of which both are asked about is returned once. All polygons are in one metric CRS.
    """
    keys = list(polygons)
    shapes = np.array([polygons[key] for key in keys], dtype=object)
    wanted = [polygons[key] for key in asked]
    if not wanted:
        return []
    pairs = shapely.STRtree(shapes).query(np.array(wanted, dtype=object), predicate="intersects")
    seen: set[frozenset[str]] = set()
    found = []
    for i, j in pairs.T:
        a, b = asked[i], keys[j]
        if a == b or frozenset((a, b)) in seen:
            continue
        seen.add(frozenset((a, b)))
        m2 = shared(polygons[a], polygons[b]).area
        if m2 > LEAST_M2:
            found.append(Overlap(a, b, m2, m2 / polygons[a].area))
    return sorted(found, key=lambda one: (-one.m2, one.a, one.b))
