"""Invented quarters: streets that bend a little, plots along them, dwellings on the plots.

A quarter is laid out on a plain grid of its own (`u` along the streets, `v` across them, in metres)
and then bent, turned and moved to its place. Streets, dwellings and outlines pass through the same
bending, so an outline drawn around plots holds exactly the dwellings on them.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import NamedTuple

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from grannsamverkan.domain.geometry import clean
from grannsamverkan.errors import Refused
from grannsamverkan.types import Xy

_CROSSING_M = 12.0
_RIPPLE_M = 1.5
_STEP_M = 25.0


class Kind(NamedTuple):
    """How a kind of quarter is built: metres, and dwellings on a plot."""

    plot_m: float
    half_m: float
    setback_m: float
    jitter_m: float
    per_plot: int
    bend_m: float
    wave_m: float
    tenure: str


KINDS = {
    "villa": Kind(22, 34, 15, 2.5, 1, 11, 430, "owned"),
    "terraced": Kind(8, 26, 12, 0.6, 1, 6, 300, "tenant_owned"),
    "flats": Kind(46, 44, 20, 1.5, 24, 5, 380, "rented"),
    "holiday": Kind(34, 40, 19, 6, 1, 19, 310, "owned"),
    "rural": Kind(120, 110, 48, 22, 1, 85, 1700, "owned"),
}


class Dwelling(NamedTuple):
    """One dwelling: its invented address and its place, easting and northing in metres."""

    street: str
    number: int
    flat: str
    x: float
    y: float


class _Plot(NamedTuple):
    street: int
    number: int
    u: float
    side: int
    dwellings: int


@dataclass(frozen=True, kw_only=True)
class Quarter:
    """A quarter as its recipe says; `at` is its centre, easting and northing in metres.

    Attributes:
        bearing: degrees anticlockwise from east in which its streets run.
        streets: names of the streets, side by side; `cross`: names of those that cross them.
    """

    name: str
    locality: str
    region: str
    kind: str
    dwellings: int
    at: Xy
    bearing: float
    streets: Sequence[str]
    cross: Sequence[str]
    seed: str

    @cached_property
    def _kind(self) -> Kind:
        return KINDS[self.kind]

    @cached_property
    def _pairs(self) -> int:
        """The number of plots along one side of a street."""
        plots = math.ceil(self.dwellings / self._kind.per_plot)
        return math.ceil(plots / len(self.streets) / 2)

    @cached_property
    def _crossings(self) -> list[int]:
        """The plots before which a street crosses."""
        count = len(self.cross)
        return [round(self._pairs * (index + 0.15) / count) for index in range(count)]

    @cached_property
    def _phases(self) -> list[float]:
        random = Random(f"{self.seed} bend {self.name}")  # noqa: S311  # an invented town needs no secrets
        return [random.random() * math.tau for _ in range(4)]

    def _u(self, plot: int) -> float:
        """Return where along the street a plot begins."""
        return plot * self._kind.plot_m + _CROSSING_M * sum(at <= plot for at in self._crossings)

    def _v(self, street: int) -> float:
        return street * 2 * self._kind.half_m

    def _place(self, u: float, v: float) -> Xy:
        """Bend, turn and move a point of the plain grid to easting, northing in metres."""
        kind, (a, b, c, d) = self._kind, self._phases
        x = (
            u
            - self._u(self._pairs) / 2
            + kind.bend_m / 2 * math.sin(math.tau * v / kind.wave_m + a)
        )
        y = v - self._v(len(self.streets) - 1) / 2
        x += _RIPPLE_M * math.sin(math.tau * v / 71 + b)
        y += kind.bend_m * math.sin(math.tau * u / kind.wave_m + c)
        y += _RIPPLE_M * math.sin(math.tau * u / 83 + d)
        turn = math.radians(self.bearing)
        return (
            self.at[0] + x * math.cos(turn) - y * math.sin(turn),
            self.at[1] + x * math.sin(turn) + y * math.cos(turn),
        )

    @cached_property
    def _plots(self) -> list[_Plot]:
        """All plots, street by street, until every dwelling has one."""
        left = self.dwellings
        plots = []
        for index in range(2 * self._pairs * len(self.streets)):
            street, number = divmod(index, 2 * self._pairs)
            middle = self._u(number // 2) + self._kind.plot_m / 2
            here = min(left, self._kind.per_plot)
            if here:
                plots.append(_Plot(street, number + 1, middle, 1 - number % 2 * 2, here))
            left -= here
        return plots

    def dwelling_rows(self) -> Iterator[Dwelling]:
        """Give each dwelling of the quarter."""
        kind = self._kind
        random = Random(f"{self.seed} houses {self.name}")  # noqa: S311  # as above
        for plot in self._plots:
            du, dv = (random.uniform(-kind.jitter_m, kind.jitter_m) for _ in range(2))
            v = self._v(plot.street) + plot.side * (kind.setback_m + dv)
            for index in range(plot.dwellings):
                floor, door = divmod(index, 8)
                stair = 0.0 if kind.per_plot == 1 else (floor - 1) * 12.0
                flat = (
                    ""
                    if kind.per_plot == 1
                    else str(1001 + 100 * (door // 2) + floor * 2 + door % 2)
                )
                x, y = self._place(plot.u + du + stair, v)
                yield Dwelling(self.streets[plot.street], plot.number, flat, x, y)

    def street_lines(self) -> Iterator[tuple[str, list[Xy]]]:
        """Give the name and the line of each street; streets that cross share the point."""
        crossings = [self._u(at) - _CROSSING_M / 2 for at in self._crossings]
        rows = [self._v(street) for street in range(len(self.streets))]
        for name, v in zip(self.streets, rows, strict=True):
            stops = sorted({*crossings, 0.0, self._u(self._pairs)})
            yield name, [self._place(u, v) for u in _steps(stops)]
        half = self._kind.half_m
        for name, u in zip(self.cross, crossings, strict=True):
            stops = rows if len(rows) > 1 else [rows[0] - half, rows[0], rows[0] + half]
            yield name, [self._place(u, v) for v in _steps(stops)]

    def outline(self, parts: Sequence[str]) -> MultiPolygon:
        """Return the outline around the plots of `Street 1-24` parts, easting and northing in metres.

        Raises:
            Refused: no such street in the quarter.
        """
        drawn = shapely.union_all([strip for part in parts for strip in self._strips(part)])
        fine = shapely.segmentize(drawn, _STEP_M)
        bent = shapely.transform(fine, lambda uv: np.array([self._place(u, v) for u, v in uv]))
        return clean(bent).polygon

    def _strips(self, part: str) -> Iterator[Polygon]:
        name, _, numbers = part.rpartition(" ")
        if name not in self.streets:
            raise Refused("example.no_street", street=name, quarter=self.name)
        street = list(self.streets).index(name)
        first, last = (int(number) for number in numbers.split("-"))
        half_plot, v = self._kind.plot_m / 2, self._v(street)
        for side in (1, -1):
            along = [
                plot.u
                for plot in self._plots
                if plot.street == street and plot.side == side and first <= plot.number <= last
            ]
            if along:
                across = sorted((v, v + side * self._kind.half_m))
                yield shapely.box(
                    min(along) - half_plot, across[0], max(along) + half_plot, across[1]
                )


def _steps(stops: Sequence[float]) -> list[float]:
    """Return the stops with points between them, so that a line can bend."""
    points = [stops[0]]
    for start, end in itertools.pairwise(stops):
        count = max(1, math.ceil((end - start) / (2 * _STEP_M)))
        points += [start + (end - start) * (step + 1) / count for step in range(count)]
    return points
