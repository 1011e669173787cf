"""Where numbers and days lie on a drawing, and which of them are written beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from grannsamverkan.domain.period import months_after
from grannsamverkan.i18n import Translator
from grannsamverkan.reports.svg import Markup, label, line, text_width

_MONTHS_APART = (1, 2, 3, 6, 12, 24, 60, 120, 240)
_YEAR = 12
_STEPS = (1.0, 2.0, 5.0, 10.0)
_TICKS = 5
"""At most so many steps between the lowest number and the highest."""

_WORDS_APART = 10.0


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale that lays `low` at `start` and `high` at `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return where a value lies."""
        return self.start + (value - self.low) * (self.end - self.start) / (self.high - self.low)


def step_of(highest: float, *, least: float = 1e-6) -> float:
    """Return the round step that reaches a number in at most five, and is not less than `least`."""
    rough = max(highest / _TICKS, least)
    ten = 10.0 ** floor(log10(rough))
    return next(one * ten for one in _STEPS if one * ten >= rough * (1 - 1e-9))


def steps_to(highest: float, step: float) -> list[float]:
    """Return the round numbers from 0 to the first that is not less than a number."""
    return [index * step for index in range(max(1, ceil(highest / step - 1e-9)) + 1)]


def decimals_of(step: float) -> int:
    """Return how many decimals the numbers of a step need."""
    return max(0, -floor(log10(step) + 1e-9))


def rows(values: list[float], scale: Scale, left: float, right: float, t: Translator) -> Markup:
    """Return the lines of round numbers across a drawing, each with its number before it."""
    decimals = decimals_of(values[1])
    parts = []
    for value in values:
        y = scale(value)
        parts += [
            line(left, y, right, y, stroke="rule" if value else "muted"),
            label(left - 7, y + 4, t.number(value, decimals=decimals), text_anchor="end"),
        ]
    return Markup("".join(parts))


def room_for(values: list[float], t: Translator) -> float:
    """Return how many units the numbers before the lines take."""
    decimals = decimals_of(values[1])
    return max(text_width(t.number(value, decimals=decimals)) for value in values) + 7


def day_marks(scale: Scale, y: float, t: Translator) -> Markup:
    """Return ticks below a time line with months and years, as many as there is room for.

    `scale` lays ordinals of days; `y` is where the line is.
    """
    first, last = date.fromordinal(int(scale.low)), date.fromordinal(int(scale.high))
    apart = _apart(scale, t)
    days = list(_every(first, last, apart))
    if not days:
        ends = (_under(scale, day, y, t.short_date(day)) for day in (first, last))
        return Markup("".join(ends))
    parts = []
    named = None
    for day in days:
        by_year = apart >= _YEAR
        parts.append(_under(scale, day, y, str(day.year) if by_year else t.short_month(day)))
        if not by_year and day.year != named:
            named = day.year
            parts.append(_under(scale, day, y, str(day.year), row=1))
    return Markup("".join(parts))


def _under(scale: Scale, day: date, y: float, words: str, *, row: int = 0) -> Markup:
    """Return the tick of a day and words below it, moved inwards where the drawing ends."""
    x, half = scale(day.toordinal()), text_width(words) / 2
    middle = min(max(x, half), scale.end + 10 - half)
    tick = line(x, y, x, y + 5, stroke="muted")
    return Markup(tick + label(middle, y + 18 + 15 * row, words, text_anchor="middle"))


def _apart(scale: Scale, t: Translator) -> int:
    """Return how many months lie between two marks."""
    per_month = abs(scale.end - scale.start) / (scale.high - scale.low) * 30
    wide = max(text_width(t.short_month(date(2000, month, 1))) for month in range(1, 13))
    fitting = (one for one in _MONTHS_APART if one * per_month >= wide + _WORDS_APART)
    return next(fitting, _MONTHS_APART[-1])


def _every(first: date, last: date, apart: int) -> Iterator[date]:
    """Give the firsts of months in a span, so many months apart and counted from January."""
    month = (first.year * 12 + first.month - 1) // apart * apart
    day = date(month // 12, month % 12 + 1, 1)
    while day <= last:
        if day >= first:
            yield day
        day = months_after(day, apart)
