"""Invented streets with homes along them: a grid, as large as a test needs."""

from collections.abc import Sequence

import numpy as np
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain.streets import Road
from grannsamverkan.planning.network import Network, network_of, plots_of
from grannsamverkan.planning.segments import cut
from grannsamverkan.planning.worth import Town

STEP_M = 120.0

Home = tuple[float, float, int, str | None]


def road(*xy: tuple[float, float], name: str | None = None, kind: str = "residential") -> Road:
    return Road(id=str(xy), name=name, kind=kind, line=LineString(xy), source="EXEMPEL")


def grid_roads(across: int, along: int) -> list[Road]:
    """Return streets that run across each other, each of one piece with a vertex at each crossing."""
    east = [tuple((x * STEP_M, y * STEP_M) for x in range(across)) for y in range(along)]
    north = [tuple((x * STEP_M, y * STEP_M) for y in range(along)) for x in range(across)]
    return [
        *(road(*line, name=f"Östergatan {n}") for n, line in enumerate(east)),
        *(road(*line, name=f"Norrgatan {n}") for n, line in enumerate(north)),
    ]


def homes_along(across: int, along: int, *, each: int = 6, seed: int = 1) -> list[Home]:
    """Return homes on both sides of the streets of a grid that run east, about so many between two crossings."""
    rng = np.random.default_rng(seed)
    homes: list[Home] = []
    for y in range(along):
        for x in range(across - 1):
            for place in range(each):
                side = 20.0 if place % 2 else -20.0
                at = (x + (place // 2 + 0.75) / (each / 2 + 0.5)) * STEP_M
                jitter = rng.uniform(-2, 2)
                homes.append((at, y * STEP_M + side + jitter, 1, f"Östergatan {y}"))
    return homes


def town(
    across: int = 8,
    along: int = 6,
    *,
    each: int = 6,
    existing: Sequence[BaseGeometry] = (),
    localities: Sequence[tuple[str, float, float]] = (
        ("Väster", 100.0, 300.0),
        ("Öster", 700.0, 300.0),
    ),
) -> Town:
    homes = homes_along(across, along, each=each)
    return Town(network(grid_roads(across, along), homes, existing, localities), tuple(existing))


def network(
    roads: Sequence[Road],
    homes: Sequence[Home],
    existing: Sequence[BaseGeometry] = (),
    localities: Sequence[tuple[str, float, float]] = (("Ort", 0.0, 0.0),),
) -> Network:
    return network_of(
        cut(roads), plots_of(homes, existing), existing=existing, localities=localities
    )
