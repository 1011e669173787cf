"""Invented areas over all of Sweden: as many as one likes, in towns of realistic sizes, with every municipality's border.

    with nation(folder, 100_000) as register: …

is a register whose public side answers from memory, made in seconds; what is not asked of areas it
answers as an empty register does. The municipalities are real, everything else is not.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import count
from pathlib import Path

import numpy as np
import shapely
from land import municipalities
from numpy.typing import NDArray

from grannsamverkan.domain.areas import AreaType, Locality, Municipality, Verification, ulid
from grannsamverkan.domain.counts import Count
from grannsamverkan.domain.disclosure import PublicArea, PublicSnapshot
from grannsamverkan.domain.geometry import clean, public_outline
from grannsamverkan.domain.period import Period
from grannsamverkan.register import Register, create_register
from grannsamverkan.types import Bbox
from town import NOW

CRS = "EPSG:3006"
_TOWNS = 400
_APART_M, _CORNERS, _SHAPES = 272, 41, 24
_GRID_M = 8
"""Of a public outline's corners; an outline moved by whole steps is one as well."""


@dataclass(frozen=True, slots=True)
class Town:
    """An invented town: easting, northing of its middle in metres, and how many areas it has."""

    name: str
    municipality: str
    x: float
    y: float
    areas: int


@contextmanager
def nation(folder: Path, areas: int) -> Iterator["Nation"]:
    """Give a register of so many areas over the country."""
    made_at = NOW - timedelta(days=2)
    path = folder / f"riket-{areas}.gpkg"
    register = create_register(path, name="Riket (påhittat)", crs=CRS, now=made_at)
    yield Nation(register, areas)
    register.close()


class Nation:
    """A register whose public side is laid out in memory."""

    def __init__(self, register: Register, areas: int) -> None:
        """Lay out so many areas; `register` answers all that is not about them."""
        self._register = register
        random = np.random.default_rng(1861)
        self.municipalities = municipalities()
        self.towns = _towns(self.municipalities, areas, random)
        self.areas = tuple(_areas(self.towns, random))

    def __getattr__(self, name: str) -> object:
        return getattr(self._register, name)

    @cached_property
    def _localities(self) -> tuple[Locality, ...]:
        return tuple(
            Locality(
                name=one.name,
                municipality=one.municipality,
                x=one.x,
                y=one.y,
                population=100 * one.areas,
                source="påhittad",
            )
            for one in self.towns
        )

    def public(
        self,
        *,
        on: date,
        today: date,  # noqa: ARG002 # every area is told of
        bbox: Bbox | None = None,
        area_ids: Iterable[str] | None = None,
        outlines: bool = True,
    ) -> PublicSnapshot:
        """Return the areas that had begun by a day; only whole days are asked for here."""
        assert bbox is None  # the map asks for all of a day at once
        wanted = None if area_ids is None else set(area_ids)
        chosen = (
            one
            for one in self.areas
            if one.period.start <= on and (wanted is None or one.id in wanted)
        )
        return PublicSnapshot(
            on=on,
            register_name="Riket (påhittat)",
            crs=CRS,
            example=False,
            areas=tuple(chosen if outlines else (replace(one, outline=None) for one in chosen)),
            municipalities=self.municipalities,
            localities=self._localities,
        )

    def public_count(self, *, on: date, today: date, municipality: str | None = None) -> Count:
        """Count the areas that had begun by a day."""
        begun = sum(one.period.start <= on for one in self.areas)
        nothing = self._register.public_count(on=on, today=today, municipality=municipality)
        return replace(nothing, active=begun, confirmed=begun, lowest=begun, highest=begun)


def _towns(
    places: tuple[Municipality, ...], areas: int, random: np.random.Generator
) -> tuple[Town, ...]:
    """Strew towns over the municipalities, the k-th with a share of the areas that falls as 1/k."""
    share = 1 / np.arange(1, _TOWNS + 1) ** 0.9
    sizes = random.multinomial(areas, share / share.sum()).tolist()
    homes = [places[place] for place in random.integers(len(places), size=_TOWNS)]
    middles = [home.border.representative_point() for home in homes if home.border is not None]
    return tuple(
        Town(f"Ort {number} (påhittad)", home.code, at.x, at.y, size)
        for number, (home, at, size) in enumerate(zip(homes, middles, sizes, strict=True), 1)
    )


def _areas(towns: Iterable[Town], random: np.random.Generator) -> Iterator[PublicArea]:
    """Give each town's areas: blocks of a lattice, each a bulging outline that may overlap the next one's."""
    shapes, kinds, numbers = _shapes(random), list(AreaType), count(1)
    for town in towns:
        across = int(np.ceil(np.sqrt(town.areas * 1.4)))
        blocks = random.permutation(across * across)[: town.areas].tolist()
        for block in blocks:
            east = town.x + _APART_M * (block % across - across / 2)
            north = town.y + _APART_M * (block // across - across / 2)
            one = next(numbers)
            begun = date(2008, 1, 1) + timedelta(days=random.integers(6_500).item())
            yield PublicArea(
                id=ulid(NOW, int.from_bytes(random.bytes(10), "big")),
                name=f"Område {one} (påhittat)",
                municipality=town.municipality,
                locality=town.name,
                area_type=kinds[one % len(kinds)],
                verification=Verification.MUNICIPALITY if one % 5 else Verification.SELF_DECLARED,
                since=str(begun.year),
                confirmed_on=date(2026, 1 + one % 10, 1),
                period=Period(begun),
                outline=_moved(shapes[one % _SHAPES], east, north),
                has_outline=True,
            )


def _shapes(random: np.random.Generator) -> list[shapely.MultiPolygon]:
    """Return invented public outlines around 0, 0, of which about one in seven reaches its neighbour's."""
    turn = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    found = []
    for size_m in random.normal(106, 14, _SHAPES):
        bulge = sum(
            random.uniform(0, 8) * np.sin(waves * turn + random.uniform(0, 6))
            for waves in (2, 3, 5)
        )
        radius: NDArray[np.float64] = size_m + bulge
        ring = np.column_stack([radius * np.cos(turn), radius * np.sin(turn)])
        found.append(public_outline(clean(shapely.Polygon(ring)).polygon))
    return found


def _moved(shape: shapely.MultiPolygon, east: float, north: float) -> shapely.MultiPolygon:
    step = np.array([east, north]) // _GRID_M * _GRID_M
    moved: shapely.MultiPolygon = shapely.transform(shape, lambda xy: xy + step)
    return moved
