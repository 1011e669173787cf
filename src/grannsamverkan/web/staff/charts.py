"""Small pictures of the workspace, drawn as SVG on the server; each has its numbers beside it as a table or list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, pi, sin

from grannsamverkan.domain.areas import HouseholdCount

_WIDTH, _HEIGHT, _MARGIN = 320.0, 96.0, 8.0
_CENTRE, _RING, _LABELS, _MONTHS = 160.0, 104.0, 130.0, 78.0
_APART_DEGREES = 12.0
"""Labels of the wheel stand at least so far from each other that they can be read."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Household counts over time: one line for all, one for those joined, in a box of `width` by `height`.

    Attributes:
        total, joined: the `points` of a polyline; joined is empty where fewer than two counts state it.
        dots: the counts themselves, as x, y.
    """

    total: str
    joined: str
    dots: tuple[tuple[float, float], ...]
    width: float = _WIDTH
    height: float = _HEIGHT


def household_chart(counts: Sequence[HouseholdCount]) -> Chart | None:
    """Draw counts, oldest first; None where there are fewer than two days to draw a line between."""
    if len(counts) < 2:  # noqa: PLR2004 # a line has two ends
        return None
    first, days = counts[0].counted_on, (counts[-1].counted_on - counts[0].counted_on).days
    most = max(max(one.total, one.joined or 0) for one in counts) or 1

    def place(on: date, number: int) -> tuple[float, float]:
        x = _MARGIN + (_WIDTH - 2 * _MARGIN) * (on - first).days / days
        y = _HEIGHT - _MARGIN - (_HEIGHT - 2 * _MARGIN) * number / most
        return round(x, 1), round(y, 1)

    total = [place(one.counted_on, one.total) for one in counts]
    joined = [place(one.counted_on, one.joined) for one in counts if one.joined is not None]
    return Chart(_points(total), _points(joined) if len(joined) > 1 else "", tuple(total))


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x} {y}" for x, y in places)


@dataclass(frozen=True, slots=True)
class Spot:
    """A day on the wheel: where its dot is, where its label stands if it has one, and how it stands with it."""

    x: float
    y: float
    label_x: float
    label_y: float
    label: str
    phase: str


@dataclass(frozen=True, slots=True)
class WheelDrawing:
    """A year as a ring that begins at the top and runs with the clock, in a square of `size`.

    Attributes:
        months: x, y of the middle of each month, for its letter; ticks: x1, y1, x2, y2 of its beginning.
        hand: x1, y1, x2, y2 of the hand that shows today; None in another year.
    """

    spots: tuple[Spot, ...]
    months: tuple[tuple[float, float], ...]
    ticks: tuple[tuple[float, float, float, float], ...]
    hand: tuple[float, float, float, float] | None
    size: float = 2 * _CENTRE
    ring: float = _RING


def draw_wheel(year: int, marks: Sequence[tuple[date, str, str]], today: date) -> WheelDrawing:
    """Draw days of a year (in order, each with its phase and its label, "" for none)."""
    spots, angle = [], -_APART_DEGREES
    for on, phase, label in marks:
        if label:
            angle = max(_degrees(on), angle + _APART_DEGREES)
        spots.append(Spot(*_at(_degrees(on), _RING), *_at(angle, _LABELS), label, phase))
    starts = [_degrees(date(year, month, 1)) for month in range(1, 13)]
    hand = (*_at(_degrees(today), 36), *_at(_degrees(today), 66)) if today.year == year else None
    return WheelDrawing(
        spots=tuple(spots),
        months=tuple(_at(start + 15, _MONTHS) for start in starts),
        ticks=tuple((*_at(start, _RING - 8), *_at(start, _RING + 8)) for start in starts),
        hand=hand,
    )


def _degrees(on: date) -> float:
    """Return how far round the year a day is, 0 at its beginning."""
    days = (date(on.year + 1, 1, 1) - date(on.year, 1, 1)).days
    return 360.0 * (on.timetuple().tm_yday - 1) / days


def _at(degrees: float, radius: float) -> tuple[float, float]:
    """Return x, y at an angle from the top, with the clock."""
    turn = degrees * pi / 180
    return round(_CENTRE + radius * sin(turn), 1), round(_CENTRE - radius * cos(turn), 1)
