"""How many there were from month to month, as a line in steps, with where it began and what is aimed at."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from grannsamverkan.domain.progress import Progress
from grannsamverkan.domain.promises import Aim, Promise, Rule
from grannsamverkan.i18n import Translator
from grannsamverkan.reports.charts.axes import Scale, day_marks, room_for, rows, step_of, steps_to
from grannsamverkan.reports.legend import Entry, legend
from grannsamverkan.reports.svg import (
    TEXT,
    Frame,
    Markup,
    drawing,
    line,
    number,
    outlined,
    tag,
    text_width,
)

_HIGH, _HIGH_NARROW = 220.0, 190.0
_ROW, _BELOW, _RIGHT = 18.0, 40.0, 10.0
_OF_AREAS = frozenset({Rule.STOCK_ACTIVE, Rule.NET_CHANGE})
"""The rules whose figure is read off the number of areas."""

_LINES = {
    (True, True): ("pace", "6 4"),
    (True, False): ("aim", "6 4"),
    (False, True): ("level", "2 4"),
}
"""What the line is called and how it is dashed, by whether there is a goal and a baseline."""


@dataclass(frozen=True, slots=True)
class Point:
    """A number at the end of a day."""

    on: date
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """A number over time, at least at one day, oldest first.

    Attributes:
        name: what is counted, such as "Aktiva områden".
        baseline: where the promise began.
        goal: what it is to reach, and when; a line leads there from the baseline at an even pace.
        as_of: the day that the account looks at; None: no mark for it.
    """

    name: str
    points: tuple[Point, ...]
    baseline: Point | None = None
    goal: Point | None = None
    as_of: date | None = None

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day to show, at least one day apart."""
        marks = [one.on for one in (self.baseline, self.goal) if one is not None]
        days = [one.on for one in self.points] + marks + ([self.as_of] if self.as_of else [])
        first, last = min(days), max(days)
        return first, last if last > first else date.fromordinal(first.toordinal() + 1)

    @property
    def now(self) -> Point:
        """The number on the day that the account looks at, or the last one."""
        known = [one for one in self.points if self.as_of is None or one.on <= self.as_of]
        last = known[-1] if known else self.points[0]
        return Point(self.as_of or last.on, last.value)

    @property
    def target_line(self) -> tuple[Point, Point] | None:
        """The line to hold the number against: to the goal, or level with the baseline."""
        first, last = self.days
        if self.goal is not None:
            return self.baseline or Point(first, self.goal.value), self.goal
        if self.baseline is not None:
            return self.baseline, Point(last, self.baseline.value)
        return None


def growth_of(
    progress: Progress, promise: Promise, counted: Iterable[tuple[date, int]], t: Translator
) -> Growth:
    """Return how the number of areas grew, held against an indicator of them.

    `counted` is the number at the ends of days, as `domain.progress.monthly` gives it.
    """
    stated, indicator = progress.baseline, progress.indicator
    baseline = goal = None
    if stated is not None and stated.value is not None and indicator.rule in _OF_AREAS:
        baseline = Point(indicator.baseline_on or promise.opening_on, stated.value)
    if indicator.aim is Aim.AT_LEAST and progress.target is not None and promise.last_day:
        begun = baseline.value if baseline is not None else None
        base = {Rule.STOCK_ACTIVE: 0.0, Rule.NET_CHANGE: begun}.get(indicator.rule)
        goal = None if base is None else Point(promise.last_day, base + progress.target)
    return Growth(
        name=t("rule.stock_active"),
        points=tuple(Point(on, number) for on, number in counted),
        baseline=baseline,
        goal=goal,
        as_of=progress.as_of,
    )


def growth_chart(growth: Growth, t: Translator, frame: Frame) -> Markup:
    """Draw a number over time."""
    highest = max(
        [one.value for one in growth.points]
        + [one.value for one in (growth.baseline, growth.goal) if one is not None]
    )
    numbers = steps_to(highest, step_of(highest, least=1))
    key, top = legend(_entries(growth, t), frame, 0)
    first, last = growth.days
    left = room_for(numbers, t)
    across = Scale(first.toordinal(), last.toordinal(), left, frame.width - _RIGHT)
    marks = tuple(_placed(_marks(growth, t), across, left, frame.width))
    top += _ROW * (1 + max((mark.row for mark in marks), default=-1)) + 12
    bottom = top + (_HIGH_NARROW if frame.narrow else _HIGH)
    up = Scale(0, numbers[-1], bottom, top)
    return drawing(
        frame,
        bottom + _BELOW,
        key,
        rows(numbers, up, left, frame.width - _RIGHT, t),
        day_marks(across, bottom, t),
        _steps(growth, across, up),
        *_target(growth, across, up),
        *_drawn(marks, growth, across, up),
        title=t("charts.growth.title", name=growth.name),
        description=growth_text(growth, t),
    )


def growth_text(growth: Growth, t: Translator) -> str:
    """Say in words what the drawing shows."""
    first, now = growth.points[0], growth.now
    ends = {"first": first.value, "start": first.on, "last": now.value, "end": now.on}
    said = [t("charts.growth.from_to", name=growth.name, **ends)]
    if growth.baseline is not None:
        said.append(t("charts.growth.began", n=growth.baseline.value, on=growth.baseline.on))
    if growth.goal is not None:
        said.append(t("charts.growth.aims", n=growth.goal.value, on=growth.goal.on))
    return " ".join(said)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A day with words above it; `row` counts from the plot upwards."""

    point: Point
    words: str
    x: float = 0
    row: int = 0


def _marks(growth: Growth, t: Translator) -> Iterator[_Mark]:
    named = (
        ("baseline", growth.baseline),
        ("as_of", growth.now if growth.as_of is not None else None),
        ("goal", growth.goal),
    )
    for name, point in named:
        if point is not None:
            said = t(f"charts.growth.{name}", on=t.short_date(point.on), n=point.value)
            yield _Mark(point, said)


def _placed(marks: Iterator[_Mark], across: Scale, left: float, right: float) -> Iterator[_Mark]:
    """Give each mark the middle of its words and the lowest row where they are free of others."""
    ends: list[list[tuple[float, float]]] = []
    for mark in marks:
        half = text_width(mark.words) / 2
        x = min(max(across(mark.point.on.toordinal()), left + half), right - half)
        span = x - half - 8, x + half + 8
        row = next((i for i, taken in enumerate(ends) if _free(span, taken)), len(ends))
        if row == len(ends):
            ends.append([])
        ends[row].append(span)
        yield _Mark(mark.point, mark.words, x, row)


def _free(span: tuple[float, float], taken: Sequence[tuple[float, float]]) -> bool:
    return all(span[1] <= start or end <= span[0] for start, end in taken)


def _steps(growth: Growth, across: Scale, up: Scale) -> Markup:
    """Return the line in steps, each number holding until the next, on a tinted ground."""
    points = growth.points
    path = f"M{number(across(points[0].on.toordinal()))} {number(up(points[0].value))}"
    for point in points[1:]:
        path += f"H{number(across(point.on.toordinal()))}V{number(up(point.value))}"
    end = max(points[-1].on, growth.as_of or points[-1].on)
    path += f"H{number(across(end.toordinal()))}"
    ground = f"{path}V{number(up(0))}H{number(across(points[0].on.toordinal()))}Z"
    return Markup(
        tag("path", d=ground, fill="tint", fill_opacity="0.45")
        + tag("path", d=path, fill="none", stroke="accent", stroke_width=2.5)
    )


def _target(growth: Growth, across: Scale, up: Scale) -> Iterator[Markup]:
    if (ends := growth.target_line) is not None:
        (x1, y1), (x2, y2) = ((across(one.on.toordinal()), up(one.value)) for one in ends)
        _, dash = _LINES[growth.goal is not None, growth.baseline is not None]
        yield line(x1, y1, x2, y2, stroke="ink", stroke_width=1.5, stroke_dasharray=dash)


def _drawn(marks: Sequence[_Mark], growth: Growth, across: Scale, up: Scale) -> Iterator[Markup]:
    top = up.end - 12
    for mark in marks:
        x = across(mark.point.on.toordinal())
        yield line(x, top - _ROW * mark.row, x, up.start, stroke="muted", stroke_width=0.8)
    for mark in marks:
        x, y = across(mark.point.on.toordinal()), up(mark.point.value)
        if mark.point is growth.goal:
            d = f"M{number(x)} {number(y - 6)}l6 6l-6 6l-6 -6Z"
            yield tag("path", d=d, fill="ground", stroke="ink", stroke_width=1.5)
        else:
            hollow = mark.point is growth.baseline
            fill = "ground" if hollow else "accent"
            yield tag("circle", cx=x, cy=y, r=4.5, fill=fill, stroke="accent", stroke_width=2)
        above = top - _ROW * mark.row - 5
        yield outlined(mark.x, above, mark.words, "ground", text_anchor="middle")


def _entries(growth: Growth, t: Translator) -> list[Entry]:
    stroke = tag("path", d=f"M0 {TEXT - 3}H10V4H26", fill="none", stroke="accent", stroke_width=2.5)
    entries = [Entry(stroke, growth.name)]
    if growth.target_line is not None:
        name, dash = _LINES[growth.goal is not None, growth.baseline is not None]
        dashed = line(0, 6, 26, 6, stroke="ink", stroke_width=1.5, stroke_dasharray=dash)
        entries.append(Entry(dashed, t(f"charts.growth.{name}")))
    return entries
