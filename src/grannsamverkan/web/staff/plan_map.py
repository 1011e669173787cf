"""Proposals of a plan drawn as SVG: all of them over the municipality, and each among its streets and homes.

Everything lies in metres in the register's CRS; north is up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import shapely

from grannsamverkan.actions.ground import Ground
from grannsamverkan.actions.plan_told import Proposed, Told
from grannsamverkan.actions.planning import Standing
from grannsamverkan.domain.areas import Locality
from grannsamverkan.domain.tiles import Traced
from grannsamverkan.i18n import Translator
from grannsamverkan.reports.apart import apart
from grannsamverkan.reports.maps import fitted
from grannsamverkan.reports.names import names
from grannsamverkan.reports.outlines import Placing, scale_m
from grannsamverkan.reports.svg import (
    NARROW,
    TEXT,
    Frame,
    Markup,
    both,
    box,
    drawing,
    hatch,
    label,
    number,
    outlined,
    tag,
)
from grannsamverkan.reports.then_and_now import extent_of
from grannsamverkan.reports.underlay import underlay
from grannsamverkan.types import Bbox, Xy

_NEAR_M = 160.0
"""So far around a proposal its own drawing reaches."""
_SPOT = 9.0


@dataclass(frozen=True)
class Around:
    """What proposals lie among: areas there are and are to be, localities, the base map, streets and homes."""

    standing: Sequence[Standing]
    places: tuple[tuple[str, float, float], ...]
    ground: Ground

    @classmethod
    def of(cls, proposed: Proposed, localities: Sequence[Locality], ground: Ground) -> "Around":
        """Gather it for a plan."""
        own = [one for one in localities if one.municipality == proposed.planned.place.code]
        own.sort(key=lambda one: (-(one.population or 0), one.name))
        places = tuple((one.name, one.x, one.y) for one in own)
        return cls(proposed.planned.standing, places, ground)


def extent_for(proposed: Proposed) -> Bbox | None:
    """Return the box in metres of all proposals and areas; None where there are none."""
    told = [one.polygon for one in proposed.told]
    return extent_of([*told, *(one.polygon for one in proposed.planned.standing)])


def overview(
    proposed: Proposed, around: Around, base: Sequence[Traced], extent: Bbox, t: Translator
) -> Markup:
    """Draw all proposals with their numbers, in both widths."""
    return both("plan", lambda frame: _overview(proposed, around, base, extent, t, frame))


def _overview(  # what is drawn, on what, where, and for whom
    proposed: Proposed,
    around: Around,
    base: Sequence[Traced],
    extent: Bbox,
    t: Translator,
    frame: Frame,
) -> Markup:
    seen, high = fitted(extent, frame.width)
    placing = Placing(seen[0], seen[3], frame.width / (seen[2] - seen[0]))
    stand = [placing(*told.polygon.centroid.coords[0]) for told in proposed.told]
    spots = apart(stand, 2 * _SPOT, width=frame.width, height=high)
    clear = [(x - _SPOT, y - _SPOT, x + _SPOT, y + _SPOT) for x, y in spots]
    return _framed(
        frame, high, placing, t("planning.map.title"), t("planning.map.all", n=len(spots)),
        *underlay(base, placing, frame.width, high),
        *_standing(around, placing),
        *(_proposal(told, placing, frame) for told in proposed.told),
        names(around.places, placing, frame.width, high, clear),
        *(_stalk(*one) for one in zip(stand, spots, strict=True)),
        *(
            _spot(told.proposal.rank, *at)
            for told, at in zip(proposed.told, spots, strict=True)
        ),
    )  # fmt: skip


def detail(told: Told, around: Around, t: Translator) -> Markup:
    """Draw one proposal among its streets and homes."""
    frame = Frame(key=f"plats-{told.proposal.rank}", width=NARROW)
    west, south, east, north = told.polygon.bounds
    near = west - _NEAR_M, south - _NEAR_M, east + _NEAR_M, north + _NEAR_M
    seen, high = fitted(near, frame.width)
    placing = Placing(seen[0], seen[3], frame.width / (seen[2] - seen[0]))
    title = t("planning.map.one", name=told.name)
    return _framed(
        frame, high, placing, title, t("planning.map.homes", homes=told.proposal.homes),
        *_streets(around.ground, placing, seen),
        *_standing(around, placing, seen),
        _proposal(told, placing, frame),
        *_homes(around.ground, placing, seen),
    )  # fmt: skip


def _framed(
    frame: Frame, high: float, placing: Placing, title: str, description: str, *parts: Markup
) -> Markup:
    clip = tag("clipPath", box(0, 0, frame.width, high, rx=4), id=f"{frame.key}-map")
    inside = tag(
        "g",
        box(0, 0, frame.width, high, fill="land"),
        *parts,
        *_scale(placing, high, frame),
        clip_path=frame.ref("map"),
    )
    edge = box(0.5, 0.5, frame.width - 1, high - 1, fill="none", stroke="rule", rx=4)
    return drawing(
        frame, high, hatch(frame, "new", "loss-tint"), clip, inside, edge,
        title=title, description=description,
    )  # fmt: skip


def _standing(around: Around, placing: Placing, seen: Bbox | None = None) -> Iterator[Markup]:
    """Give the areas: those that are active whole, those on their way with a broken line."""
    for one in around.standing:
        if seen is None or one.polygon.intersects(shapely.box(*seen)):
            broken = {} if one.version.active else {"stroke_dasharray": "4 3"}
            yield tag(
                "path", d=placing.path(one.polygon), fill="tint", fill_opacity=0.75,
                fill_rule="evenodd", stroke="accent", stroke_width=1.2, **broken,
            )  # fmt: skip


def _proposal(told: Told, placing: Placing, frame: Frame) -> Markup:
    return tag(
        "path", d=placing.path(told.polygon), fill=frame.ref("new"), fill_opacity=0.6,
        fill_rule="evenodd", stroke="loss", stroke_width=2, stroke_linejoin="round",
    )  # fmt: skip


def _stalk(stands: Xy, at: Xy) -> Markup:
    """Return a line from a proposal to its number."""
    (x, y), (end_x, end_y) = stands, at
    d = f"M{number(x)} {number(y)}L{number(end_x)} {number(end_y)}"
    return tag("path", d=d, fill="none", stroke="loss", stroke_width=1.5)


def _spot(rank: int, x: float, y: float) -> Markup:
    """Return a number on a disc."""
    disc = tag("circle", cx=x, cy=y, r=_SPOT, fill="loss", stroke="paper", stroke_width=1.5)
    words = label(x, y + TEXT / 3, str(rank), fill="paper", text_anchor="middle", font_weight=700)
    return Markup(disc + words)


def _streets(ground: Ground, placing: Placing, seen: Bbox) -> Iterator[Markup]:
    paths = []
    for road in ground.roads_in(seen):
        corners = (placing(x, y) for x, y in shapely.get_coordinates(road.line))
        paths.append("M" + "L".join(f"{number(x)} {number(y)}" for x, y in corners))
    for role, wide in (("casing", 4.5), ("street", 3.0)):
        yield tag("path", d="".join(paths), fill="none", stroke=role, stroke_width=wide,
                  stroke_linejoin="round", stroke_linecap="round")  # fmt: skip


def _homes(ground: Ground, placing: Placing, seen: Bbox) -> Iterator[Markup]:
    homes = ground.homes
    for place in homes.within(seen).tolist():
        x, y = placing(float(homes.x[place]), float(homes.y[place]))
        yield tag("circle", cx=x, cy=y, r=1.8, fill="ink")


def _scale(placing: Placing, high: float, frame: Frame) -> Iterator[Markup]:
    length = scale_m(placing.per_m, frame.width / 3)
    far = length >= 1_000  # noqa: PLR2004 # a kilometre
    d = f"M12 {number(high - 19)}v5h{number(length * placing.per_m)}v-5"
    yield tag("path", d=d, fill="none", stroke="land", stroke_width=5)
    yield tag("path", d=d, fill="none", stroke="ink", stroke_width=1.5)
    yield outlined(
        12, high - 23, f"{length // 1_000 if far else length} {'km' if far else 'm'}", "land"
    )
