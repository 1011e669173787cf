"""The answer about a place as staff ask it: on any day, from every active area's public outline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite

from grannsamverkan.coverage.borders import Borders
from grannsamverkan.coverage.check import Answer, NearestArea, check
from grannsamverkan.coverage.index import PointIndex
from grannsamverkan.crs import to_metric
from grannsamverkan.errors import Refused
from grannsamverkan.register import Register

_LON, _LAT = 180.0, 90.0


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer, and the names of the areas it speaks of."""

    answer: Answer
    by_id: Mapping[str, str]

    @property
    def state(self) -> str:
        """Where the place lies: inside, edge, outside, outside_municipality."""
        return self.answer.state.value

    @property
    def names(self) -> list[str]:
        """The names of the areas that cover the place, or at whose edge it lies."""
        return [self.by_id[area_id] for area_id in self.answer.areas or self.answer.edges]

    @property
    def nearest(self) -> NearestArea | None:
        """The nearest area, if there is any."""
        return self.answer.nearest

    @property
    def nearest_name(self) -> str:
        """The name of the nearest area, empty where there is none."""
        return self.by_id[self.answer.nearest.id] if self.answer.nearest else ""

    def as_data(self) -> dict[str, object]:
        """Return the answer as plain data."""
        nearest = self.answer.nearest
        return {
            "state": self.state,
            "areas": [{"id": one, "name": self.by_id[one]} for one in self.answer.areas],
            "nearest": nearest
            and {
                "id": nearest.id,
                "name": self.nearest_name,
                "distance_m": nearest.distance_m,
                "direction": nearest.direction,
            },
        }


def check_place(register: Register, *, lon: float, lat: float, on: date) -> Checked:
    """Say whether a longitude, latitude in degrees (CRS84) lay in an active area at the end of a day.

    Raises:
        Refused: not a place on earth, or none in the register's CRS.
    """
    if not (abs(lon) <= _LON and abs(lat) <= _LAT):
        raise Refused("place.not_on_earth", lon=f"{lon:g}", lat=f"{lat:g}")
    point = to_metric(lon, lat, target=register.info.crs)
    if not all(map(isfinite, point)):
        raise Refused("crs.out_of_range", crs=register.info.crs)
    versions = [version for version in register.versions(on) if version.active]
    outlines = register.outlines([one.outline_id for one in versions if one.outline_id])
    index = PointIndex(
        {
            one.area_id: outlines[one.outline_id].public_polygon
            for one in versions
            if one.outline_id in outlines
        }
    )
    names = {one.area_id: one.name for one in versions}
    return Checked(check(point, index, Borders(register.municipalities())), names)
