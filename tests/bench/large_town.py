"""An invented town of some 200,000 homes in houses of their own: the hardest that planning is asked to bear.

Streets cross each other about every 90 m, none of them straight, and one in twelve stretches is missing;
roads that part quarters lie every two kilometres. Coordinates are easting, northing in metres.
"""

from collections.abc import Iterator

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray
from shapely import LineString

from grannsamverkan.domain.streets import Road
from grannsamverkan.planning.network import Network, network_of, plots_of
from grannsamverkan.planning.segments import cut

ACROSS = 108
"""So many streets run each way in a town of 200,000 homes."""

_STEP_M, _OFF_M = 90.0, 18.0
_MISSING = 1 / 12
_MAIN_EVERY = 22
_A_STRETCH = 9.4
"""Homes along a stretch of street, on average; they differ as much as a gamma of shape 3 does."""

_LOCALITIES_ACROSS = 4

Home = tuple[float, float, int, str | None]
Floats = NDArray[np.float64]


def town(across: int = ACROSS, seed: int = 1) -> Network:
    """Return the network of a town with so many streets each way."""
    roads, homes = ground(across, seed)
    return network_of(cut(roads), plots_of(homes, ()), existing=(), localities=localities(across))


def ground(across: int = ACROSS, seed: int = 1) -> tuple[list[Road], list[Home]]:
    """Return the roads and homes of a town."""
    rng = default_rng([seed, across])
    at = np.stack(np.meshgrid(np.arange(across), np.arange(across), indexing="ij"), axis=-1)
    crossings = at * _STEP_M + rng.uniform(-_OFF_M, _OFF_M, at.shape)
    roads: list[Road] = []
    homes: list[Home] = []
    for way in ("Norrgatan", "Östergatan"):
        lines = crossings if way == "Norrgatan" else crossings.transpose(1, 0, 2)
        for number, line in enumerate(lines):
            name = f"{way} {number}"
            kind = "secondary" if number % _MAIN_EVERY == _MAIN_EVERY // 2 else "residential"
            there = rng.random(across - 1) >= _MISSING
            roads += _roads(name, kind, line, there)
            if kind == "residential":
                homes += _homes(rng, name, line, there)
    return roads, homes


def localities(across: int = ACROSS) -> list[tuple[str, float, float]]:
    """Return the localities of a town: names with easting, northing."""
    steps = (np.arange(_LOCALITIES_ACROSS) + 0.5) * across * _STEP_M / _LOCALITIES_ACROSS
    return [(f"Stadsdel {x:.0f} {y:.0f}", x, y) for x in steps.tolist() for y in steps.tolist()]


def _roads(name: str, kind: str, line: Floats, there: NDArray[np.bool_]) -> Iterator[Road]:
    """Give a street in as many roads as its missing stretches part it into."""
    for between in np.split(np.arange(len(there)), np.flatnonzero(~there)):
        run = between[there[between]]
        if len(run):
            places = line[run[0] : run[-1] + 2]
            yield Road(
                id=f"{name}:{run[0]}",
                name=name,
                kind=kind,
                line=LineString(places),
                source="EXEMPEL",
            )


def _homes(rng: Generator, name: str, line: Floats, there: NDArray[np.bool_]) -> Iterator[Home]:
    """Give the homes along a street, on both sides of each stretch of it."""
    for stretch in np.flatnonzero(there).tolist():
        start, along = line[stretch], line[stretch + 1] - line[stretch]
        many = rng.poisson(rng.gamma(3, _A_STRETCH / 3))
        share = (np.arange(many) + rng.uniform(0.3, 0.7, many)) / max(1, many)
        off = np.where(np.arange(many) % 2, 1, -1) * rng.uniform(12, 22, many)
        across = np.array([-along[1], along[0]]) / np.hypot(*along)
        for x, y in (start + np.outer(0.22 + 0.56 * share, along) + np.outer(off, across)).tolist():
            yield x, y, 1, name
