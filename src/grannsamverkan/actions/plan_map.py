"""A plan as a map is told it: proposals, what else was weighed, areas, and what is lacking in each locality.

Exact outlines are working material of staff; nothing of this is public. All places are longitude, latitude
(CRS84), as GeoJSON.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import shapely
from shapely import MultiLineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.mapping import embedded
from grannsamverkan.actions.plan_told import Proposed, Told
from grannsamverkan.actions.planning import Standing
from grannsamverkan.crs import LONLAT, bbox_to_lonlat, reproject, to_lonlat
from grannsamverkan.domain.areas import Locality
from grannsamverkan.exchange import example_mark
from grannsamverkan.i18n import Translator
from grannsamverkan.maps.features import extent, geometry_data, ground
from grannsamverkan.planning.alternatives import Alternative, alternatives
from grannsamverkan.planning.plan import LocalityShare
from grannsamverkan.register import Register

_SIMPLER_M = 2.0


def map_of(
    proposed: Proposed, localities: Sequence[Locality], t: Translator
) -> dict[str, Any] | None:
    """Return what a map shows of a plan, as plain data; None where there is nothing to show."""
    planned = proposed.planned
    crs = planned.crs
    areas = (*planned.standing, *planned.dormant)
    shapes = _shapes(proposed)
    if not shapes:
        return None
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    own = [one for one in localities if one.municipality == planned.place.code]
    return {
        "extent": [
            round(degree, 5) for degree in bbox_to_lonlat((west, south, east, north), source=crs)
        ],
        "proposals": [_proposal(told, crs, t) for told in proposed.told],
        "areas": [_area(one, crs) for one in areas],
        "candidates": _streets(alternatives(planned.town, proposed.plan), crs),
        "localities": list(_gaps(proposed.plan.localities, own, crs, t)),
    }


def draw_plan(
    register: Register, proposed: Proposed, target: Path, t: Translator, *, today: date
) -> None:
    """Write the map of a plan as one HTML file that opens from a disk without a network."""
    from grannsamverkan.maps.pages import write_page
    from grannsamverkan.maps.plan_pages import plan_map

    snapshot = register.public(on=today, today=today, outlines=False)
    written = register.changed_at()
    updated = written.date() if written else None
    under = ground(snapshot, first_year=today.year, updated=updated, t=t)
    under |= {"basemap": embedded(register, extent(snapshot), _shapes(proposed))}
    mark = [example_mark.mark(t.language)] if register.info.example else []
    title = " – ".join([t("planning.map.page", name=proposed.planned.place.name), *mark])
    told = map_of(proposed, register.localities(), t)
    write_page(plan_map(t.language, title=title, ground=under, told=told), target)


def _shapes(proposed: Proposed) -> list[MultiPolygon]:
    """Return the outlines of all proposals and areas, in metres."""
    planned = proposed.planned
    areas = (one.polygon for one in (*planned.standing, *planned.dormant))
    return [*(told.polygon for told in proposed.told), *areas]


def _lonlat(shape: BaseGeometry, crs: str) -> dict[str, Any]:
    return geometry_data(reproject(shape, source=crs, target=LONLAT))


def _proposal(told: Told, crs: str, t: Translator) -> dict[str, Any]:
    one = told.proposal
    return {
        "rank": one.rank,
        "name": told.name,
        "locality": one.locality,
        "homes": one.homes,
        "said": [
            told.reason(t),
            *told.resting(t),
            t("planning.map.often", percent=t.number(100 * one.chosen_share, decimals=0)),
        ],
        "at": list(_point(told.polygon.representative_point(), crs)),
        "geometry": _lonlat(told.polygon, crs),
    }


def _point(point: shapely.Point, crs: str) -> tuple[float, float]:
    lon, lat = to_lonlat(point.x, point.y, source=crs)
    return round(lon, 5), round(lat, 5)


def _area(one: Standing, crs: str) -> dict[str, Any]:
    version = one.version
    return {
        "id": version.area_id,
        "name": version.name,
        "status": version.status.value,
        "geometry": _lonlat(one.polygon, crs),
    }


def _streets(some: Iterable[Alternative], crs: str) -> list[dict[str, Any]]:
    return [
        {
            "homes": one.homes,
            "geometry": _lonlat(
                shapely.line_merge(MultiLineString(list(one.streets))).simplify(_SIMPLER_M), crs
            ),
        }
        for one in some
    ]


def _gaps(
    shares: Sequence[LocalityShare], own: Iterable[Locality], crs: str, t: Translator
) -> Iterable[dict[str, Any]]:
    """Give the localities with homes, the largest first: how many lie in areas now and with the proposals."""
    places = {place.name: place for place in own}
    for share in sorted(shares, key=lambda one: (-one.homes, one.name)):
        if share.homes and (place := places.get(share.name)) is not None:
            lon, lat = to_lonlat(place.x, place.y, source=crs)
            now, then = (
                t.number(100 * part / share.homes, decimals=0)
                for part in (share.before, share.after)
            )
            yield {
                "name": place.name,
                "lon": round(lon, 5),
                "lat": round(lat, 5),
                "share": round(share.before / share.homes, 3),
                "said": t("planning.map.gap", now=now, then=then),
            }
