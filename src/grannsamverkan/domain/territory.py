"""Borders that are likely to be slips: far from home, or larger than any neighbourhood; a person can vouch for them.

All coordinates are easting, northing in metres in the register's CRS.
"""

from collections.abc import Iterator

from shapely import MultiPolygon, Polygon, get_parts
from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain.findings import Attested, Basis, Evidence, Finding
from grannsamverkan.domain.geometry import without

OUTSIDE_SHARE = 0.01
"""So much of an area outside its municipality is how two hands draw the same border."""

LARGE_M2 = 10_000_000
"""Ten square kilometres: no neighbours know each other across them."""


def outside(polygon: MultiPolygon, territory: BaseGeometry | None) -> MultiPolygon:
    """Return the ground of an area outside a territory; nothing where it is little, or the territory unknown."""
    if territory is None or territory.covers(polygon):
        return MultiPolygon()
    parts = get_parts(without(polygon, territory))
    ground = MultiPolygon([part for part in parts if isinstance(part, Polygon)])
    return ground if ground.area > OUTSIDE_SHARE * polygon.area else MultiPolygon()


def findings(evidence: Evidence) -> Iterator[Finding]:
    """Give what someone has to vouch for before such a border is in force; nothing of one that is as usual."""
    if evidence.outside_share > OUTSIDE_SHARE:
        yield Finding(
            key="outside",
            passed=Attested.OUTSIDE_MEANT in evidence.attested,
            basis=Basis.DEFAULT,
            values={"percent": round(100 * evidence.outside_share)},
            attest=Attested.OUTSIDE_MEANT,
        )
    if evidence.m2 > LARGE_M2:
        yield Finding(
            key="size",
            passed=Attested.SIZE_MEANT in evidence.attested,
            basis=Basis.DEFAULT,
            values={"km2": round(evidence.m2 / 1e6), "most": LARGE_M2 // 1_000_000},
            attest=Attested.SIZE_MEANT,
        )
