"""Marks on a map, each moved as little as it takes to be free of the others."""

from collections.abc import Sequence
from math import cos, dist, sin, tau

from grannsamverkan.types import Xy

_WAYS, _RINGS = 12, 3
"""In so many directions, and so many half widths of a mark farther out at a time, room is looked for."""


def apart(points: Sequence[Xy], wide: float, *, width: float, height: float) -> list[Xy]:
    """Return where round marks `wide` across go in a drawing, the first served first; one without room stays."""
    placed: list[Xy] = []
    for point in points:
        free = (
            spot for spot in _near(point, wide)
            if wide / 2 <= spot[0] <= width - wide / 2 and wide / 2 <= spot[1] <= height - wide / 2
            and all(dist(spot, other) >= wide for other in placed)
        )  # fmt: skip
        placed.append(next(free, point))
    return placed


def _near(point: Xy, wide: float) -> Sequence[Xy]:
    """Return the point itself, and places farther and farther from it."""
    x, y = point
    steps = [
        (ring * wide / 2, tau * way / _WAYS)
        for ring in range(1, _RINGS + 1)
        for way in range(_WAYS)
    ]
    return [point, *((x + far * cos(turn), y + far * sin(turn)) for far, turn in steps)]
