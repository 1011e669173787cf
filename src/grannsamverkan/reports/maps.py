"""Static maps of where the areas are: public outlines, drawn to the pixel, the same bytes each time."""

from collections import Counter
from collections.abc import Iterator, Sequence

import shapely

from grannsamverkan.i18n import Translator
from grannsamverkan.reports.legend import Entry, legend
from grannsamverkan.reports.names import names
from grannsamverkan.reports.outlines import Placing, scale_m
from grannsamverkan.reports.svg import (
    TEXT,
    Frame,
    Markup,
    box,
    drawing,
    hatch,
    label,
    number,
    outlined,
    shortened,
    tag,
)
from grannsamverkan.reports.then_and_now import AreaMap, Kind, MapArea
from grannsamverkan.reports.underlay import underlay
from grannsamverkan.types import Bbox

_TITLE, _UNDER = 24.0, 14.0
_LOWEST, _HIGHEST = 0.62, 1.25
"""A map is at least and at most so high for its width."""

_DOT = 8.0
"""An area that would be smaller than this both ways is drawn as a dot."""


def area_map(shown: AreaMap, t: Translator, frame: Frame) -> Markup:
    """Draw a map."""
    extent, high = fitted(shown.extent, frame.width)
    placing = Placing(extent[0], extent[3], frame.width / (extent[2] - extent[0]))
    key, bottom = legend(_entries(shown, placing, frame, t), frame, _TITLE + high + _UNDER)
    ground = "map"
    inside = tag(
        "g",
        box(0, 0, frame.width, high, fill="land" if _all_land(shown) else "paper"),
        *_borders(shown, extent, placing),
        *underlay(shown.ground.base, placing, frame.width, high),
        *(_area(one, placing, frame, over=bool(shown.ground.base)) for one in shown.areas),
        names(shown.ground.places, placing, frame.width, high, _spots(shown, placing)),
        _spot(shown, placing),
        _scale_bar(placing, high, frame, t),
        _north(frame, t),
        clip_path=frame.ref(ground),
    )
    return drawing(
        frame,
        bottom,
        hatch(frame, "added", "accent"),
        tag("clipPath", box(0, 0, frame.width, high, rx=4), id=f"{frame.key}-{ground}"),
        label(0, 14, shortened(shown.title, frame.width), font_weight=600),
        tag("g", inside, transform=f"translate(0 {number(_TITLE)})"),
        box(0.5, _TITLE + 0.5, frame.width - 1, high - 1, fill="none", stroke="rule", rx=4),
        key,
        title=shown.title,
        description=map_text(shown, t),
    )


def map_text(shown: AreaMap, t: Translator) -> str:
    """Say in words what the map shows: how many areas, in which localities, and how many were added."""
    counted = Counter(one.locality for one in shown.areas if one.locality)
    places = ", ".join(f"{name} {t.number(n)}" for name, n in sorted(counted.items()))
    said = [t("charts.map.drawn", title=shown.title, n=len(shown.areas))]
    if places:
        said.append(t("charts.map.by_locality", places=places))
    if shown.since is not None:
        added = sum(one.kind is Kind.ADDED for one in shown.areas)
        said.append(t("charts.map.of_them", n=added, since=shown.since))
    if shown.undrawn:
        said.append(f"{t('charts.map.undrawn', n=shown.undrawn)}.")
    return " ".join(said)


def fitted(extent: Bbox, width: float) -> tuple[Bbox, float]:
    """Return the extent grown to the shape of the map, and how high the map is."""
    west, south, east, north = extent
    across, up = east - west, north - south
    shape = min(max(up / across, _LOWEST), _HIGHEST)
    across, up = max(across, up / shape), max(up, across * shape)
    x, y = (west + east) / 2, (south + north) / 2
    grown = x - across / 2, y - up / 2, x + across / 2, y + up / 2
    return grown, round(width * shape, 1)


def _borders(shown: AreaMap, extent: Bbox, placing: Placing) -> Iterator[Markup]:
    west, south, east, north = extent
    beyond = (east - west) / 20
    for border in shown.ground.borders:
        near = shapely.clip_by_rect(
            shapely.simplify(border, 1 / placing.per_m),
            west - beyond, south - beyond, east + beyond, north + beyond,
        )  # fmt: skip
        if not near.is_empty:
            yield tag("path", d=placing.path(near), fill="land", stroke="muted",
                      stroke_width=1.2, stroke_dasharray="7 3 2 3")  # fmt: skip


def _is_dot(area: MapArea, placing: Placing) -> bool:
    west, south, east, north = area.outline.bounds
    return max(east - west, north - south) * placing.per_m < _DOT


def _spots(shown: AreaMap, placing: Placing) -> Iterator[Bbox]:
    """Give the boxes of what is drawn as a dot, which a name would hide."""
    for area in shown.areas:
        if _is_dot(area, placing):
            x, y = placing(area.outline.centroid.x, area.outline.centroid.y)
            yield x - 5, y - 5, x + 5, y + 5


def _area(area: MapArea, placing: Placing, frame: Frame, *, over: bool) -> Markup:
    if _is_dot(area, placing):
        middle = area.outline.centroid
        return _dot(area.kind, *placing(middle.x, middle.y))
    drawn = shapely.simplify(area.outline, 1 / placing.per_m)
    return tag(
        "path", d=placing.path(drawn), fill_rule="evenodd", **_paint(area.kind, frame, over=over)
    )


def _paint(kind: Kind, frame: Frame, *, over: bool = False) -> dict[str, str | float]:
    fill = "tint" if kind is Kind.STANDING else frame.ref("added")
    wide = 3 if kind is Kind.CHOSEN else 1.4
    seen = {"fill_opacity": 0.75} if over else {}
    return {
        **seen,
        "fill": fill,
        "stroke": "accent",
        "stroke_width": wide,
        "stroke_linejoin": "round",
    }


def _dot(kind: Kind, x: float, y: float) -> Markup:
    """Return the dot of an area that is too small to draw: round, or a lozenge for one that was added."""
    if kind is Kind.STANDING:
        return tag("circle", cx=x, cy=y, r=4, fill="tint", stroke="accent", stroke_width=1.6)
    d = f"M{number(x)} {number(y - 5.5)}l5.5 5.5l-5.5 5.5l-5.5 -5.5Z"
    return tag("path", d=d, fill="accent", stroke="paper", stroke_width=1)


def _entries(shown: AreaMap, placing: Placing, frame: Frame, t: Translator) -> Sequence[Entry]:
    entries = []
    for kind in Kind:
        own = [_is_dot(one, placing) for one in shown.areas if one.kind is kind]
        if own:
            drawn = [] if all(own) else [box(1, 0, 24, TEXT, **_paint(kind, frame))]
            dots = [_dot(kind, 13, TEXT / 2)] if any(own) else []
            words = t(f"charts.map.{kind}", since=shown.since or "")
            entries.append(Entry(Markup("".join(drawn + dots)), words))
    if shown.ground.borders:
        d, name = "M0 6H26", "border_generalised" if shown.ground.generalised else "border"
        dashed = tag("path", d=d, stroke="muted", stroke_width=1.2, stroke_dasharray="7 3 2 3")
        entries.append(Entry(dashed, t(f"charts.map.{name}")))
    if shown.spot is not None:
        entries.append(Entry(_pin(13, TEXT / 2), t("charts.map.spot")))
    if shown.undrawn:
        entries.append(Entry(Markup(""), t("charts.map.undrawn", n=shown.undrawn)))
    return entries


def _all_land(shown: AreaMap) -> bool:
    """Say whether there is a base map and no border to end the land."""
    return bool(shown.ground.base) and not shown.ground.borders


def _spot(shown: AreaMap, placing: Placing) -> Markup:
    return Markup("") if shown.spot is None else _pin(*placing(*shown.spot))


def _pin(x: float, y: float) -> Markup:
    return tag("circle", cx=x, cy=y, r=5, fill="spot", stroke="paper", stroke_width=2)


def _scale_bar(placing: Placing, high: float, frame: Frame, t: Translator) -> Markup:
    length = scale_m(placing.per_m, frame.width / 3)
    x, y, wide = 12.0, high - 14, length * placing.per_m
    d = f"M{number(x)} {number(y - 5)}v5h{number(wide)}v-5"
    far = length >= 1_000  # noqa: PLR2004 # a kilometre
    words = f"{t.number(length / 1_000 if far else length)} {'km' if far else 'm'}"
    return Markup(
        tag("path", d=d, fill="none", stroke="land", stroke_width=5)
        + tag("path", d=d, fill="none", stroke="ink", stroke_width=1.5)
        + outlined(x, y - 9, words, "land")
    )


def _north(frame: Frame, t: Translator) -> Markup:
    x = frame.width - 18
    return Markup(
        tag("path", d=f"M{x} 8l5 14l-5 -3.5l-5 3.5Z", fill="ink", stroke="land", stroke_width=1.5)
        + outlined(x, 36, t("charts.map.north"), "land", text_anchor="middle")
    )
