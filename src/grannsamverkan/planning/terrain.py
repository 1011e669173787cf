"""What a town is built of, as it was read: plain data that travel to wherever there is room to reckon.

All coordinates are easting, northing in metres in one metric CRS.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain.streets import Road
from grannsamverkan.planning.network import network_of, plots_of
from grannsamverkan.planning.segments import cut
from grannsamverkan.planning.worth import Town


@dataclass(frozen=True, eq=False)
class Terrain:
    """Roads and homes of a municipality, the areas there are, and what parts quarters.

    Attributes:
        x, y: easting, northing of each place with homes.
        homes: number of homes at each.
        streets: the street of their address, where one is known.
        existing: outlines of the areas there are, planned ones too.
        parting: railways and shores.
        localities: names with easting and northing.
    """

    roads: tuple[Road, ...]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    homes: NDArray[np.int64]
    streets: tuple[str | None, ...]
    existing: tuple[BaseGeometry, ...] = ()
    parting: tuple[LineString, ...] = ()
    localities: tuple[tuple[str, float, float], ...] = ()

    @cached_property
    def town(self) -> Town:
        """The town: roads cut into segments, with the homes along them; built when first asked for."""
        places = zip(
            self.x.tolist(), self.y.tolist(), self.homes.tolist(), self.streets, strict=True
        )
        network = network_of(
            cut(self.roads, self.parting),
            plots_of(list(places), self.existing),
            existing=self.existing,
            localities=self.localities,
        )
        return Town(network, self.existing)
