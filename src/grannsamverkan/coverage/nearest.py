"""Which of some spots each of many places lies nearest to.

Coordinates are easting, northing in metres in one metric CRS.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from grannsamverkan.types import Xy

_AT_A_TIME = 100_000


def nearest(
    x: NDArray[np.float64], y: NDArray[np.float64], spots: Sequence[Xy]
) -> NDArray[np.intp]:
    """Return for each place the number of the spot nearest to it; there is at least one spot."""
    tree = shapely.STRtree(shapely.points(list(spots)))
    found = np.zeros(len(x), dtype=np.intp)
    for start in range(0, len(x), _AT_A_TIME):
        some = slice(start, start + _AT_A_TIME)
        found[some] = tree.nearest(shapely.points(x[some], y[some]))
    return found
