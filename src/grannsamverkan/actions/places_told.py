"""Where an area lies, in words, for whoever follows it: seen from their own place, else from the middle of the locality."""

from dataclasses import dataclass

from shapely import MultiPolygon

from grannsamverkan.coverage.check import nearest_area
from grannsamverkan.coverage.index import PointIndex
from grannsamverkan.domain.areas import AreaVersion, Locality
from grannsamverkan.domain.clusters import COARSE_M
from grannsamverkan.i18n import Translator
from grannsamverkan.types import Xy


@dataclass(frozen=True, slots=True)
class Sight:
    """From where areas are seen: the follower's place (metres, to 100 m), and the middles of the localities."""

    place: Xy | None
    localities: tuple[Locality, ...]

    def of(self, area: AreaVersion, outline: MultiPolygon | None, t: Translator) -> str | None:
        """Return where an area lies by its public outline; None where nothing can be said of it."""
        if outline is None:
            return None
        if self.place is not None:
            return _seen(self.place, area, outline, t, "place", within_m=COARSE_M)
        middle = next((one for one in self.localities if one.name == area.locality
                       and one.municipality == area.municipality), None)  # fmt: skip
        if middle is None:
            return None
        return _seen((middle.x, middle.y), area, outline, t, "locality", within_m=0)


def _seen(  # what is seen, from where, and how it is said
    point: Xy,
    area: AreaVersion,
    outline: MultiPolygon,
    t: Translator,
    key: str,
    *,
    within_m: float,
) -> str:
    found = nearest_area(point, PointIndex({area.area_id: outline}))
    assert found is not None  # noqa: S101 # there is one outline
    said = {"name": area.name, "locality": area.locality or ""}
    if found.direction is None or found.distance_m <= within_m:
        return t(f"follow.where.{key}.here", **said)
    direction = t(f"direction.{found.direction}")
    return t(
        f"follow.where.{key}.there",
        distance=t.distance(found.distance_m),
        direction=direction,
        **said,
    )
