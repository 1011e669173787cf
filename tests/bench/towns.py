"""Invented small municipalities whose true risk is known: streets, homes, a field of risk, burglaries.

Some 7,500 homes and 23 burglaries a year. The risk of a street is the municipality's times a lognormal
field of mean 1: `spread` is its coefficient of variation, `reach_m` how far it stays alike. Candidates
are the nearest streets around each street until they have 27 to 36 homes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator, default_rng
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree

from grannsamverkan.planning.risk import Floats, Places, Streets

SMOOTH_M, ROUGH_M = 400.0, 150.0
A_YEAR = 23.0
PLANNED = 10
HOMES = (27.0, 36.0)

_CELL_M, _HALF_M = 50.0, 7_000.0


@dataclass(frozen=True, slots=True)
class Setting:
    """How much the risk differs, how far it stays alike, and for how many years burglaries were counted."""

    spread: float
    reach_m: float
    years: int

    @property
    def name(self) -> str:
        """Spread, smoothness and years, as the tables head their rows."""
        smooth = "smooth" if self.reach_m == SMOOTH_M else "rough"
        return f"{self.spread:g} / {smooth} / {self.years}"


SETTINGS = tuple(
    Setting(spread, reach_m, years)
    for spread, reach_m in ((0.3, SMOOTH_M), (0.7, SMOOTH_M), (0.7, ROUGH_M), (1.2, ROUGH_M))
    for years in (1, 5)
)

Layout = Sequence[tuple[int, int, int, int]]
"""Lattices of streets 90 m apart: west, south in metres, streets across and up."""

TOWN: Layout = ((0, 0, 26, 22), (4200, 800, 9, 8), (-3000, 3500, 7, 8), (1500, -5200, 8, 6))
"""A town and three villages."""

HAMLETS: Layout = tuple(
    (900 * (7 * number % 12) - 5400, 1000 * (number % 10) - 4700, 6, 6) for number in range(20)
)
"""Twenty hamlets of the same size, each by itself."""


@dataclass(frozen=True, eq=False)
class Town:
    """Streets with burglaries, their true rates a dwelling-year, and the areas that could be founded."""

    streets: Streets
    rate: Floats
    candidates: tuple[Places, ...]

    def sums(self, values: Floats) -> Floats:
        """Return the sum of a value over the streets of each candidate."""
        return np.array([values[one].sum() for one in self.candidates])

    @property
    def truth(self) -> Floats:
        """The burglaries a year that each candidate truly has to expect."""
        return self.sums(self.rate * self.streets.dwellings)

    def plan(self, worth: Floats) -> list[int]:
        """Return the candidates worth most, one after the other, no two sharing a street."""
        used: set[int] = set()
        plan: list[int] = []
        for number in np.argsort(-worth, kind="stable"):
            mine = self.candidates[number].tolist()
            if used.isdisjoint(mine):
                plan.append(int(number))
                used.update(mine)
            if len(plan) == PLANNED:
                break
        return plan


def town(setting: Setting, number: int, layout: Layout = TOWN) -> Town:
    """Return an invented municipality, the same each time for the same number."""
    rng = default_rng([number, int(10 * setting.spread), int(setting.reach_m), setting.years])
    xy = np.concatenate(list(_lattices(layout)))
    xy += rng.uniform(-20, 20, xy.shape)
    dwellings = 1.0 + rng.poisson(rng.gamma(3, 9.2 / 3, len(xy))).astype(np.float64)
    field = _field(rng, xy, setting)
    rate = field * A_YEAR / (field @ dwellings)
    burglaries = rng.poisson(rate * dwellings * setting.years).astype(np.float64)
    streets = Streets(xy[:, 0], xy[:, 1], dwellings, dwellings * setting.years, burglaries)
    return Town(streets, rate, tuple(_candidates(xy, dwellings)))


def _lattices(layout: Layout) -> Iterator[Floats]:
    for west, south, across, up in layout:
        x, y = np.meshgrid(np.arange(across) * 90.0 + west, np.arange(up) * 90.0 + south)
        yield np.stack([x.ravel(), y.ravel()], axis=1)


def _field(rng: Generator, xy: Floats, setting: Setting) -> Floats:
    side = int(2 * _HALF_M / _CELL_M)
    noise = rng.normal(size=(side, side))
    smooth = gaussian_filter(noise, setting.reach_m / _CELL_M / np.sqrt(2), mode="wrap")
    column, row = ((xy + _HALF_M) / _CELL_M).astype(int).T
    level = smooth[column, row]
    level = (level - level.mean()) / level.std()
    field = np.exp(np.sqrt(np.log1p(setting.spread**2)) * level)
    return np.asarray(field / field.mean())


def _candidates(xy: Floats, dwellings: Floats) -> Iterator[Places]:
    _, nearest = cKDTree(xy).query(xy, k=25)
    for around in nearest:
        homes = np.cumsum(dwellings[around])
        last = int(np.searchsorted(homes, HOMES[0]))
        if last < len(around) and homes[last] <= HOMES[1]:
            yield np.sort(around[: last + 1])
