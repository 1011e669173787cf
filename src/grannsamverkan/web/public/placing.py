"""What a drawing of a few areas shows around them: neighbours, border, localities and the base map.

It brings the renderers with it, so a page loads it when it has something to draw.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from shapely import Point
from shapely.geometry.base import BaseGeometry

from grannsamverkan.coverage.check import Answer, State
from grannsamverkan.i18n import Translator
from grannsamverkan.maps.features import named_sources
from grannsamverkan.reports.maps import area_map, fitted
from grannsamverkan.reports.poster import Poster, poster_of
from grannsamverkan.reports.svg import NARROW, WIDE, Frame
from grannsamverkan.reports.then_and_now import AreaMap, Kind, areas_on, extent_of, ground_of
from grannsamverkan.types import Xy
from grannsamverkan.web.public.underlag import traced
from grannsamverkan.web.views import PublicDay

_TOO_FAR_M = 3_000.0
"""A nearest area that is farther off would leave the place itself too small to be recognised."""


def placed(
    view: PublicDay,
    shapes: Sequence[BaseGeometry],
    *,
    chosen: Collection[str],
    title: str,
    width: int,
) -> AreaMap:
    """Return a map around some shapes (metres), on which the chosen areas stand out."""
    extent = extent_of(shapes)
    assert extent is not None  # noqa: S101 # there is something to show
    seen, _ = fitted(extent, width)
    inside = set(view.index.within(seen))
    among = replace(
        view.snapshot, areas=tuple(one for one in view.snapshot.areas if one.id in inside)
    )
    near = areas_on(among).areas
    return AreaMap(
        title=title,
        areas=tuple(replace(one, kind=Kind.CHOSEN) if one.id in chosen else one for one in near),
        extent=extent,
        ground=replace(ground_of(view.snapshot), base=traced(view, seen)),
    )


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing as SVG, and whom to name for the base map in it, if there is any."""

    svg: str
    sources: list[dict[str, str | None]]


def drawn(view: PublicDay, shown: AreaMap, t: Translator, frame: Frame) -> Drawn:
    """Draw a map."""
    base = view.register.base_map() if shown.ground.base else None
    return Drawn(area_map(shown, t, frame), named_sources(base.sources) if base else [])


def area_poster(view: PublicDay, area_id: str, t: Translator, *, site: str, mark: str) -> Poster:
    """Return an area's poster, the base map in its map; `site` is the address that its readers reach us by.

    Raises:
        NotFound: no such area that the public may meet.
    """
    area, map_drawn = view.areas.get(area_id), None
    if area is not None and area.outline is not None:
        title = f"{area.name}, {t.date(view.on)}"
        shown = placed(view, [area.outline], chosen=[area_id], title=title, width=WIDE)
        map_drawn = drawn(view, shown, t, Frame(key="affisch", width=WIDE))
    poster = poster_of(view.snapshot, area_id, t, site=site, home=view.country, mark=mark)
    if map_drawn is None:
        return poster
    return replace(poster, drawing=map_drawn.svg, sources=tuple(map_drawn.sources))


def answer_map(view: PublicDay, answer: Answer, at: Xy, t: Translator) -> Drawn | None:
    """Draw the place that was asked about among the areas; None where it lies elsewhere altogether."""
    if answer.state is State.OUTSIDE_MUNICIPALITY:
        return None
    chosen = answer.areas or answer.edges
    nearest = answer.nearest
    near = [nearest.id] if nearest and nearest.distance_m <= _TOO_FAR_M else []
    outlines = (view.areas[area_id].outline for area_id in chosen or near)
    shapes = [Point(at), *(outline for outline in outlines if outline is not None)]
    shown = placed(view, shapes, chosen=chosen, title=t("find.map"), width=NARROW)
    return drawn(view, replace(shown, spot=at), t, Frame(key="svar", width=NARROW))
