"""The national data set that everything is measured with: invented watch areas in towns all over Sweden, and places.

Coordinates are easting, northing in metres, EPSG:3006. The municipalities' borders are real (SCB); towns,
areas and places are not. Equal numbers give equal data.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import ceil, sqrt

import numpy as np
import pyogrio
import shapely
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from grannsamverkan.crs import LONLAT, SWEDEN, reproject, reproject_places
from grannsamverkan.data import GEODATA, data_folder
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.geometry import clean

Floats = NDArray[np.float64]
Outlines = NDArray[np.object_]

SIZES = (100, 1_000, 10_000, 100_000)
"""As many areas as a municipality, a county, a large country and the Nordic countries could have."""

OVERLAPPING = 0.15
"""About this share of the areas overlaps another one slightly."""

_SEED = 1861
_AREAS_A_TOWN = 250
_APART_M, _RADIUS_M = 270.0, 105.0
_FEWEST, _MOST = 20, 62
_TOWARDS_M = 65.0


@dataclass(frozen=True, eq=False)
class Land:
    """Outlines of areas and the middle of each; the municipalities with their borders."""

    outlines: Outlines
    middles: Floats
    municipalities: tuple[Municipality, ...]

    def near(self, number: int, *, seed: int) -> Floats:
        """Return rows of places in and around areas, as those who ask about their homes have them: half are inside."""
        random = default_rng([_SEED, 1, seed])
        around = self.middles[random.integers(len(self.middles), size=number)]
        return around + random.normal(0, 105, (number, 2))

    def anywhere(self, number: int, *, seed: int) -> Floats:
        """Return rows of places spread evenly over the country."""
        return np.array(list(islice(self._anywhere(default_rng([_SEED, 2, seed])), number)))

    def _anywhere(self, random: Generator) -> Iterator[Floats]:
        borders = np.array([one.border for one in self.municipalities], dtype=object)
        tree, (west, south, east, north) = shapely.STRtree(borders), shapely.total_bounds(borders)
        while True:
            tried = random.uniform((west, south), (east, north), (4_096, 2))
            inside, _ = tree.query(shapely.points(tried), "within")
            yield from tried[np.unique(inside)]


def land(areas: int) -> Land:
    """Return the country with so many areas."""
    random = default_rng([_SEED, areas])
    places = municipalities()
    middles = _middles(_towns(places, areas, random), random)
    outlines = _outlines(middles, random)
    return Land(outlines, middles, places)


def lonlat(places: Floats) -> Floats:
    """Return rows of longitude, latitude in degrees (CRS84), to the decimal that browsers tell."""
    return np.round(reproject_places(places, source=SWEDEN, target=LONLAT), 7)


def municipalities() -> tuple[Municipality, ...]:
    """Return all municipalities with their generalised borders."""
    file = data_folder(GEODATA) / "kommuner" / "kommuner.fgb"
    meta, _, borders, (codes, names) = pyogrio.raw.read(file, columns=["code", "name"])
    return tuple(
        Municipality(
            code=str(code),
            name=str(name),
            border=clean(
                reproject(shapely.from_wkb(border), source=meta["crs"], target=SWEDEN)
            ).polygon,
            border_source="SCB, generaliserad",
            border_generalised=True,
        )
        for border, code, name in zip(borders, codes, names, strict=True)
    )


def _towns(
    places: tuple[Municipality, ...], areas: int, random: Generator
) -> Iterator[tuple[Floats, int]]:
    """Give each town's middle and how many areas it has: the k-th largest a share that falls about as 1/k."""
    towns = max(3, ceil(areas / _AREAS_A_TOWN))
    share = 1 / np.arange(1, towns + 1) ** 0.9
    sizes = random.multinomial(areas, share / share.sum()).tolist()
    for size, home in zip(sizes, random.integers(len(places), size=towns), strict=True):
        border = places[home].border
        assert border is not None  # every one of the file has one
        at = border.representative_point()
        yield np.array([at.x, at.y]) + random.normal(0, 3_000, 2), size


def _middles(towns: Iterator[tuple[Floats, int]], random: Generator) -> Floats:
    """Lay the areas of each town on the free squares of one lattice over the country, the nearest first."""
    taken: dict[tuple[int, int], None] = {}
    for middle, size in towns:
        found = 0
        reach = ceil(sqrt(size)) + 1
        while found < size:
            at = np.round(middle / _APART_M).astype(int)
            step = np.arange(-reach, reach + 1)
            across, up = (one.ravel() for one in np.meshgrid(step, step))
            order = np.argsort(np.hypot(across, up), kind="stable")
            for square in zip(
                (at[0] + across[order]).tolist(), (at[1] + up[order]).tolist(), strict=True
            ):
                if square not in taken and found < size:
                    taken[square] = None
                    found += 1
            reach *= 2
    middles = np.array(list(taken), dtype=np.float64) * _APART_M
    moved = (
        random.random(len(middles)) < OVERLAPPING / 1.4
    )  # nearly two overlap for each that moved
    middles[moved, 0] += _TOWARDS_M
    return middles


def _outlines(middles: Floats, random: Generator) -> Outlines:
    """Return an outline around each middle, of 41 corners on average, no two alike."""
    corners = random.integers(_FEWEST, _MOST, endpoint=True, size=len(middles))
    owner = np.repeat(np.arange(len(middles)), corners)
    along = np.arange(len(owner)) - np.repeat(np.cumsum(corners) - corners, corners)
    angle = (along + random.uniform(-0.3, 0.3, len(owner))) / corners[owner] * 2 * np.pi
    waves = random.uniform(0, 0.09, (3, len(middles))), random.uniform(0, 6, (3, len(middles)))
    bulge = sum(
        waves[0][row, owner] * np.sin(number * angle + waves[1][row, owner])
        for row, number in enumerate((2, 3, 5))
    )
    radius = _RADIUS_M * (1 + bulge + random.uniform(-0.02, 0.02, len(owner)))
    xy = middles[owner] + radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    rings = shapely.linearrings(np.round(xy, 2), indices=owner)
    return np.asarray(shapely.multipolygons(shapely.polygons(rings)[:, None]))
