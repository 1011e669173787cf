"""Real burglaries: where they are foretold from the months before, and where they came in the next three.

    python tests/bench/nottingham.py

prints, for cells of 150 m in Nottingham, what share of the burglaries of a quarter of 2022 came in the
cells that each way of ranking puts first, divided by those cells' share of the area (PAI), with
intervals from a Poisson bootstrap of the burglaries that came. The last quarter is the test; the one
before it is shown beside it, since one quarter alone says little. The burglaries (data.police.uk and ONS,
OGL v3) are no part of this repository: without them it says so.
"""

import csv
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.random import default_rng
from numpy.typing import NDArray
from scipy.ndimage import convolve, gaussian_filter

from grannsamverkan.planning.risk import Floats, Places, Streets, risk_of

CELL_M = 150.0
"""The side of a cell: 22,500 m², as small as the cells of the NIJ's challenge of 2017."""

QUARTERS = (("2022-10-01", "2023-01-01"), ("2022-07-01", "2022-10-01"))
"""The months that are foretold, from and until; all before them are told of."""

SHARES = (0.01, 0.05, 0.10)
BANDWIDTHS_M = (150.0, 300.0, 600.0)
RESAMPLED = 2000
THINNED_TO = 200
THINNED_TIMES = 20


Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class City:
    """Which cells of a grid lie inside a city, and the cells of its burglaries before a quarter and in it."""

    inside: Flags
    train: Places
    test: Places

    @property
    def cells(self) -> int:
        """How many cells lie inside."""
        return int(self.inside.sum())


def city(folder: Path, quarter: tuple[str, str]) -> City:
    """Read the burglaries and wards, and lay out the cells (EPSG:27700, metres)."""
    border = gpd.read_file(folder / "nottingham_wards.gpkg").to_crs(27700).union_all()
    west, south, east, north = border.bounds
    columns, rows = (int(np.ceil(span / CELL_M)) for span in (east - west, north - south))
    x, y = np.meshgrid(np.arange(columns) + 0.5, np.arange(rows) + 0.5, indexing="ij")
    inside = shapely.contains_xy(border, west + CELL_M * x, south + CELL_M * y)
    number = np.where(inside, np.cumsum(inside).reshape(inside.shape) - 1, -1)
    with (folder / "nottingham_burglary.csv").open(encoding="utf-8") as file:
        events = list(csv.DictReader(file))
    lon, lat = ([float(one[axis]) for one in events] for axis in ("longitude", "latitude"))
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=4326).to_crs(27700)
    there = points.intersects(border).to_numpy()
    column, row = (
        ((points.x - west) // CELL_M).astype(int),
        ((points.y - south) // CELL_M).astype(int),
    )
    cell = np.full(len(events), -1)
    cell[there] = number[column[there], row[there]]
    month = np.array([one["month"] for one in events])
    known = cell >= 0  # a burglary in a cell whose middle lies outside the border is left out
    return City(
        inside,
        cell[known & (month < quarter[0])],
        cell[known & (month >= quarter[0]) & (month < quarter[1])],
    )


def scores(place: City, train: Places) -> dict[str, Floats]:
    """Return how each way of ranking scores each cell, from the burglaries it is told of."""
    counts = np.bincount(train, minlength=place.cells).astype(np.float64)
    x, y = (CELL_M * axis.astype(np.float64) for axis in np.nonzero(place.inside))
    ones = np.ones(place.cells)
    streets = Streets(x, y, ones, ones, counts)
    grid = np.zeros(place.inside.shape)
    grid[place.inside] = counts
    found = {"kernel EB": risk_of(streets).rate, "counts": counts}
    for bandwidth_m in BANDWIDTHS_M:
        smooth = gaussian_filter(grid, bandwidth_m / CELL_M, mode="constant")
        found[f"KDE {bandwidth_m:.0f} m"] = smooth[place.inside]
    found["Gi* 3x3"] = gi_star(grid, place.inside)
    return found


def gi_star(grid: Floats, inside: Flags) -> Floats:
    """Return Getis and Ord's Gi* with the eight cells around each and itself, within the city."""
    near = np.ones((3, 3))
    number = convolve(inside.astype(np.float64), near, mode="constant")[inside]
    total = convolve(grid, near, mode="constant")[inside]
    counts = grid[inside]
    spread, size = counts.std(), len(counts)
    below = spread * np.sqrt((size * number - number**2) / (size - 1))
    return np.asarray((total - counts.mean() * number) / below)


def caught(place: City, score: Floats, share: float) -> Flags:
    """Return for each later burglary whether it came in the share of cells that score highest."""
    ties = default_rng(3).random(len(score))
    first = np.lexsort((ties, -score))[: round(share * len(score))]
    chosen = np.zeros(len(score), dtype=np.bool_)
    chosen[first] = True
    return chosen[place.test]


def table(place: City) -> Iterator[str]:
    """Yield the lines of the table."""
    told = f"{len(place.train)} burglaries tell of the {len(place.test)} of the next quarter"
    yield f"{told}; {place.cells} cells of {CELL_M:.0f} m inside the border.\n"
    yield from _compared(place, scores(place, place.train))
    yield f"\nThe same, told of {THINNED_TO} burglaries alone, the mean of {THINNED_TIMES} drawings:\n"
    yield from _thinned(place)


def _compared(place: City, found: dict[str, Floats]) -> Iterator[str]:
    weights = default_rng(4).poisson(1.0, (RESAMPLED, len(place.test)))
    yield "| ranked by | " + " | ".join(f"PAI at {share:.0%}" for share in SHARES) + " |"
    yield "|---|" + "---|" * len(SHARES)
    ours = {share: caught(place, found["kernel EB"], share) for share in SHARES}
    for way, score in found.items():
        cells = []
        for share in SHARES:
            mine = caught(place, score, share)
            drawn = weights @ mine / weights.sum(axis=1) / share
            low, high = np.quantile(drawn, (0.025, 0.975))
            text = f"{mine.mean() / share:.2f} [{low:.2f}, {high:.2f}]"
            if way != "kernel EB":
                gain = (weights @ ours[share]) / np.maximum(1, weights @ mine) - 1
                low, high = 100 * np.quantile(gain, (0.025, 0.975))
                mean = 100 * (ours[share].sum() / max(1, mine.sum()) - 1)
                text += f"; kernel EB {mean:+.0f} % [{low:+.0f}, {high:+.0f}]"
            cells.append(text)
        yield f"| {way} | " + " | ".join(cells) + " |"


def _thinned(place: City) -> Iterator[str]:
    rng = default_rng(5)
    found: dict[str, list[list[float]]] = {}
    for _ in range(THINNED_TIMES):
        some = rng.choice(place.train, THINNED_TO, replace=False)
        for way, score in scores(place, some).items():
            pai = [float(caught(place, score, share).mean() / share) for share in SHARES]
            found.setdefault(way, []).append(pai)
    yield "| ranked by | " + " | ".join(f"PAI at {share:.0%}" for share in SHARES) + " |"
    yield "|---|" + "---|" * len(SHARES)
    for way, rows in found.items():
        yield f"| {way} | " + " | ".join(f"{value:.2f}" for value in np.mean(rows, axis=0)) + " |"


def folder() -> Path:
    """Return where the burglaries would be."""
    shared = os.environ.get("GRANNSAMVERKAN_SHARED_DATA", "../shared/data")
    return Path(shared) / "foreign"


if __name__ == "__main__":
    if not (folder() / "nottingham_burglary.csv").exists():
        sys.exit(f"The burglaries of Nottingham are not in {folder()}: nothing to foretell.")
    for quarter in QUARTERS:
        sys.stdout.write(f"\nFrom {quarter[0]} until {quarter[1]}: ")
        for line in table(city(folder(), quarter)):
            sys.stdout.write(line + "\n")
