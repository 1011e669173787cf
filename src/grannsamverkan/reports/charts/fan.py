"""The number of areas until now, and the widening fan of what to expect of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from grannsamverkan.domain.outlook import YearEnd
from grannsamverkan.i18n import Translator
from grannsamverkan.reports.charts.axes import Scale, day_marks, room_for, rows, step_of, steps_to
from grannsamverkan.reports.legend import Entry, legend
from grannsamverkan.reports.svg import (
    TEXT,
    Frame,
    Markup,
    box,
    drawing,
    label,
    line,
    number,
    tag,
    text_width,
)

_HIGH, _HIGH_NARROW = 220.0, 190.0
_BELOW, _GAP = 40.0, 8.0
_APART = 13.0
"""Numbers beside the fan stand so far from each other, or are left out."""

_MIDDLE: dict[str, str | float] = {
    "stroke": "accent",
    "stroke_width": 1.5,
    "stroke_dasharray": "6 4",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """A number over time and what to expect of it.

    Attributes:
        name: what is counted, such as "Aktiva områden".
        points: the number at the ends of days, oldest first; the last of them is the newest there is.
        years: what to expect at the ends of days after it, in order, at least one.
        goal: what it is to reach, and when.
    """

    name: str
    points: Sequence[tuple[date, int]]
    years: Sequence[YearEnd]
    goal: tuple[date, int] | None = None


def fan_chart(fan: Fan, t: Translator, frame: Frame) -> Markup:
    """Draw a number with the fan of what to expect of it."""
    last = fan.years[-1]
    highest = max(
        [n for _, n in fan.points]
        + [one.high_90 for one in fan.years]
        + ([fan.goal[1]] if fan.goal else [])
    )
    numbers = steps_to(highest, step_of(highest, least=1))
    key, top = legend(_entries(fan, t), frame, 0)
    top += 12
    left = room_for(numbers, t)
    beside = max(text_width(t.number(one)) for one in (last.high_90, last.median)) + _GAP
    ends = [fan.points[0][0], last.day, *([fan.goal[0]] if fan.goal else [])]
    first, final = min(ends).toordinal(), max(ends).toordinal()
    across = Scale(first, final, left, frame.width - beside)
    bottom = top + (_HIGH_NARROW if frame.narrow else _HIGH)
    up = Scale(0, numbers[-1], bottom, top)
    return drawing(
        frame,
        bottom + _BELOW,
        key,
        rows(numbers, up, left, frame.width - beside, t),
        day_marks(across, bottom, t),
        _band(fan, across, up, ("low_90", "high_90"), "0.45"),
        _band(fan, across, up, ("low_50", "high_50"), "1"),
        _past(fan, across, up),
        _median(fan, across, up),
        _goal(fan, across, up),
        _numbers(fan, up, frame.width - beside + _GAP, t),
        title=t("charts.fan.title", name=fan.name),
        description=fan_text(fan, t),
    )


def fan_text(fan: Fan, t: Translator) -> str:
    """Say in words what the drawing shows."""
    (start, begun), (end, now) = fan.points[0], fan.points[-1]
    said = [t("charts.growth.from_to", name=fan.name, first=begun, start=start, last=now, end=end)]
    said += [
        t("charts.fan.expected", on=one.day, low=one.low_90, high=one.high_90, median=one.median)
        for one in fan.years
    ]
    if fan.goal is not None:
        said.append(t("charts.growth.aims", n=fan.goal[1], on=fan.goal[0]))
    return " ".join(said)


def _band(fan: Fan, across: Scale, up: Scale, bounds: tuple[str, str], opacity: str) -> Markup:
    """Return the ground between two bounds, from the newest number on."""
    lows, highs = (
        [fan.points[-1], *((one.day, getattr(one, name)) for one in fan.years)] for name in bounds
    )
    corners = [*highs, *reversed(lows[1:])]
    d = f"M{_line(corners, across, up)}Z"
    return tag("path", d=d, fill="tint", fill_opacity=opacity)


def _past(fan: Fan, across: Scale, up: Scale) -> Markup:
    """Return the line in steps, each number holding until the next."""
    x, y = _at(fan.points[0], across, up)
    path = f"M{number(x)} {number(y)}"
    for point in fan.points[1:]:
        x, y = _at(point, across, up)
        path += f"H{number(x)}V{number(y)}"
    dot = tag("circle", cx=x, cy=y, r=4, fill="accent")
    return Markup(tag("path", d=path, fill="none", stroke="accent", stroke_width=2.5) + dot)


def _median(fan: Fan, across: Scale, up: Scale) -> Markup:
    points = [fan.points[-1], *((one.day, one.median) for one in fan.years)]
    d = f"M{_line(points, across, up)}"
    return tag("path", d=d, fill="none", **_MIDDLE)


def _goal(fan: Fan, across: Scale, up: Scale) -> Markup:
    if fan.goal is None:
        return Markup("")
    x, y = _at(fan.goal, across, up)
    return _diamond(x, y)


def _diamond(x: float, y: float) -> Markup:
    d = f"M{number(x)} {number(y - 6)}l6 6l-6 6l-6 -6Z"
    return tag("path", d=d, fill="ground", stroke="ink", stroke_width=1.5)


def _numbers(fan: Fan, up: Scale, x: float, t: Translator) -> Markup:
    """Return the last bounds and the middle beside the fan, those there is room for."""
    last = fan.years[-1]
    shown: list[float] = []
    parts = []
    for value in (last.high_90, last.low_90, last.median):
        y = up(value)
        if all(abs(y - other) >= _APART for other in shown):
            shown.append(y)
            parts.append(label(x, y + 4, t.number(value)))
    return Markup("".join(parts))


def _line(points: Sequence[tuple[date, int]], across: Scale, up: Scale) -> str:
    places = (_at(one, across, up) for one in points)
    return "L".join(f"{number(x)} {number(y)}" for x, y in places)


def _at(point: tuple[date, int], across: Scale, up: Scale) -> tuple[float, float]:
    return across(point[0].toordinal()), up(point[1])


def _entries(fan: Fan, t: Translator) -> list[Entry]:
    entries = [
        Entry(line(0, 6, 26, 6, stroke="accent", stroke_width=2.5), fan.name),
        Entry(line(0, 6, 26, 6, **_MIDDLE), t("charts.fan.median")),
        Entry(box(0, 0, 26, TEXT, fill="tint"), t("charts.fan.half")),
        Entry(box(0, 0, 26, TEXT, fill="tint", fill_opacity="0.45"), t("charts.fan.nine")),
    ]
    if fan.goal is not None:
        entries.append(Entry(_diamond(13, 6), t("charts.growth.aim")))
    return entries
