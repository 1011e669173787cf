"""The ground that areas are drawn on, ready to be asked: homes, roads, streets by name and locality.

All coordinates are easting, northing in metres in the register's CRS.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
import sqlalchemy as sa
from numpy.typing import NDArray
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from grannsamverkan.coverage.homes import Homes, Places
from grannsamverkan.coverage.nearest import nearest
from grannsamverkan.domain.areas import Locality
from grannsamverkan.domain.streets import Dwelling, Road
from grannsamverkan.exchange.osm import NOBODY_LIVES_THERE
from grannsamverkan.register import Register
from grannsamverkan.register.private import Private
from grannsamverkan.register.schema import PRIVATE
from grannsamverkan.types import Bbox, Xy

_ALONG_M = 150.0
"""A home farther than this from every street that has a name lies along none."""

_KEPT = "actions.ground"

StreetKey = tuple[str, str]
"""A street: its name, and the locality nearest to it; two localities may each have a Storgatan."""


@dataclass(frozen=True, slots=True)
class Street:
    """A street with homes along it, and the middle of them."""

    name: str
    locality: str
    homes: int
    at: Xy


class Ground:
    """Roads and homes as they were last laid."""

    def __init__(
        self, roads: Sequence[Road], dwellings: Sequence[Dwelling], localities: Sequence[Locality]
    ) -> None:
        """Index the roads and homes; streets are found when first asked for."""
        self.roads = tuple(roads)
        self.homes = Homes(dwellings)
        self.localities = tuple(localities)
        self.lines: NDArray[Any] = np.array([road.line for road in roads], dtype=object)
        self._tree = shapely.STRtree(self.lines)

    def roads_in(self, bbox: Bbox) -> list[Road]:
        """Return the roads that meet a box."""
        return [self.roads[index] for index in np.sort(self._tree.query(shapely.box(*bbox)))]

    @cached_property
    def _named(self) -> NDArray[np.intp]:
        """The roads that have a name and are not for passing through."""
        return np.array(
            [
                index
                for index, road in enumerate(self.roads)
                if road.name and road.kind not in NOBODY_LIVES_THERE
            ],
            dtype=np.intp,
        )

    def nearest_street(self, shape: BaseGeometry) -> str | None:
        """Return the name of the street nearest to the middle of a shape, if one is near at all."""
        if not self._named.size:
            return None
        near = self._named_tree.query_nearest(
            shape.representative_point(), max_distance=_ALONG_M, all_matches=False
        )
        return self.roads[self._named[near[0]]].name if near.size else None

    @cached_property
    def _named_tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.lines[self._named])

    @cached_property
    def street_places(self) -> dict[StreetKey, Places]:
        """The dwellings along each street: as their own addresses say, else along the nearest."""
        names = list(self.homes.streets)
        points: NDArray[Any] = np.asarray(shapely.points(self.homes.x, self.homes.y))
        unsaid = np.array([place for place, name in enumerate(names) if not name], dtype=np.intp)
        if unsaid.size and self._named.size:
            found, road = self._named_tree.query_nearest(
                points[unsaid], max_distance=_ALONG_M, all_matches=False
            )
            for place, index in zip(
                unsaid[found].tolist(), self._named[road].tolist(), strict=True
            ):
                names[place] = self.roads[index].name
        where = self._localities()
        by_street: dict[StreetKey, list[int]] = defaultdict(list)
        for place, (name, locality) in enumerate(zip(names, where, strict=True)):
            if name:
                by_street[name, locality].append(place)
        return {key: np.array(some, dtype=np.intp) for key, some in by_street.items()}

    def _localities(self) -> list[str]:
        """Return the name of the locality nearest to each dwelling."""
        if not self.localities:
            return [""] * len(self.homes)
        spots = [(one.x, one.y) for one in self.localities]
        near = nearest(self.homes.x, self.homes.y, spots)
        return [self.localities[index].name for index in near.tolist()]

    @cached_property
    def streets(self) -> tuple[Street, ...]:
        """The streets with homes along them, by locality and name."""
        keys = sorted(self.street_places, key=_by_locality)
        return tuple(self._street(key, self.street_places[key]) for key in keys)

    def _street(self, key: StreetKey, places: Places) -> Street:
        at = float(self.homes.x[places].mean()), float(self.homes.y[places].mean())
        return Street(*key, homes=int(self.homes.homes[places].sum()), at=at)

    def places_along(self, keys: Sequence[StreetKey]) -> Places:
        """Return the dwellings along some streets."""
        some = [self.street_places[key] for key in keys if key in self.street_places]
        return np.concatenate(some) if some else np.array([], dtype=np.intp)

    def lines_of(self, keys: Sequence[StreetKey]) -> list[LineString]:
        """Return the lines of some streets, whatever locality they are in: homes choose the nearest."""
        names = {name for name, _ in keys}
        return [road.line for road in self.roads if road.name in names]


def _by_locality(key: StreetKey) -> tuple[str, str]:
    name, locality = key
    return locality, name


def ground_of(register: Register) -> Ground:
    """Return the ground of a register; it is kept in memory until roads or homes are laid anew."""
    kept = register.present().kept(_KEPT)
    with register.looking() as private:
        stamp = _stamp(private)
        if kept.get("stamp") != stamp:
            kept["ground"] = Ground(
                private.find(Road), private.find(Dwelling), register.localities()
            )
            kept["stamp"] = stamp
    ground: Ground = kept["ground"]
    return ground


def _stamp(private: Private) -> tuple[object, ...]:
    """Return what differs once roads or homes are laid anew: the ids of an import come after all before."""
    newest = (sa.select(sa.func.max(PRIVATE[cls].c.id)) for cls in (Road, Dwelling))
    return tuple(private.connection.execute(query).scalar() for query in newest)
