"""Addresses of an example place: those of its invented homes, or invented numbers along real streets.

A real street of the extract keeps its name and gets numbers of ours, odd on its left and even on its right,
because the extract says the number of seven houses and no more.
"""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from grannsamverkan import crs
from grannsamverkan.domain.addresses import Placed
from grannsamverkan.domain.areas import Locality
from grannsamverkan.domain.streets import Dwelling, Road
from grannsamverkan.exchange.osm import NOBODY_LIVES_THERE

_ALONG_M = 150.0
"""A house farther than this from every street that has a name has no address."""
_PLOT_M = 20.0
"""So far along a street the numbers of one side go up by two."""

_House = tuple[float, Dwelling]


def of_homes(file: Path, *, metric: str) -> list[Placed]:
    """Return the addresses of the invented homes in a gzipped list, each once; metres in the CRS `metric`."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as text:
        rows = csv.DictReader(text, delimiter=";")
        once = {(row["street"], row["number"], row["locality"]): row for row in rows}
    degrees = shapely.multipoints([(float(row["lon"]), float(row["lat"])) for row in once.values()])
    places = shapely.get_coordinates(crs.reproject(degrees, source=crs.LONLAT, target=metric))
    return [
        Placed(street=street, number=int(number), place=locality, x=x, y=y)
        for (street, number, locality), (x, y) in zip(once, places.tolist(), strict=True)
    ]


def along_streets(
    roads: Sequence[Road], dwellings: Sequence[Dwelling], localities: Sequence[Locality]
) -> list[Placed]:
    """Return invented numbers of houses along the nearest streets; all in metres in one CRS.

    Numbers go up from west to east; houses of one number are told apart by letters.
    """
    lines: dict[str, list[LineString]] = defaultdict(list)
    for road in roads:
        if road.name and road.kind not in NOBODY_LIVES_THERE:
            lines[road.name].append(road.line)
    names = [name for name, parts in lines.items() for _ in parts]
    tree = shapely.STRtree([line for parts in lines.values() for line in parts])
    spots = shapely.points([(one.x, one.y) for one in dwellings])
    houses, nearest = tree.query_nearest(spots, max_distance=_ALONG_M, all_matches=False)
    of_street: dict[str, list[Dwelling]] = defaultdict(list)
    for house, line in zip(houses.tolist(), nearest.tolist(), strict=True):
        of_street[names[line]].append(dwellings[house])
    return [
        one
        for name in sorted(of_street)
        for one in _numbered(name, lines[name], of_street[name], localities)
    ]


def _numbered(
    name: str, parts: list[LineString], houses: list[Dwelling], localities: Sequence[Locality]
) -> Iterator[Placed]:
    """Give the houses of one street in the order of their numbers."""
    spots = np.array([(one.x, one.y) for one in houses])
    place = _nearest_to(spots.mean(axis=0), localities)
    along, side = _along(_from_the_west(parts), spots)
    sharing: dict[int, list[_House]] = defaultdict(list)
    for far, right, one in zip(along.tolist(), side.tolist(), houses, strict=True):
        sharing[2 * int(far // _PLOT_M) + 1 + right].append((far, one))
    for number, some in sorted(sharing.items()):
        some.sort(key=lambda one: (one[0], one[1].x, one[1].y))
        letters = ascii_uppercase if len(some) > 1 else (None,)
        for letter, (_, one) in zip(letters, some, strict=False):
            yield Placed(street=name, number=number, letter=letter, place=place, x=one.x, y=one.y)


def _from_the_west(parts: list[LineString]) -> list[LineString]:
    """Return a street's pieces joined where they meet, each from its western end, the westernmost first."""
    joined = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts)))
    eastward = (line if line.coords[0] <= line.coords[-1] else line.reverse() for line in joined)
    return sorted(eastward, key=lambda line: tuple(line.coords))


def _along(
    lines: list[LineString], spots: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return how many metres along a street's pieces, one after the other, each spot lies, and if on the right."""
    points: NDArray[Any] = np.asarray(shapely.points(spots))
    ways: NDArray[Any] = np.array(lines, dtype=object)
    mine = shapely.distance(points[:, None], ways[None, :]).argmin(axis=1)
    before = np.concatenate(([0.0], np.cumsum(shapely.length(ways))))[mine]
    far = shapely.line_locate_point(ways[mine], points)
    back, on = (
        shapely.get_coordinates(shapely.line_interpolate_point(ways[mine], np.maximum(far + d, 0)))
        for d in (-1.0, 1.0)
    )
    ahead, off = on - back, spots - back
    turn = ahead[:, 0] * off[:, 1] - ahead[:, 1] * off[:, 0]
    return before + far, (turn < 0).astype(np.intp)


def _nearest_to(spot: NDArray[Any], localities: Sequence[Locality]) -> str:
    x, y = spot.tolist()
    return min(localities, key=lambda one: (one.x - x) ** 2 + (one.y - y) ** 2).name
