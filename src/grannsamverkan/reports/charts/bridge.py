"""How the number changed from one day to another: opening, each kind of event, closing, row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grannsamverkan.domain.bridge import HEADINGS, Bridge
from grannsamverkan.i18n import Translator
from grannsamverkan.reports.charts.axes import Scale
from grannsamverkan.reports.svg import (
    Frame,
    Markup,
    box,
    drawing,
    hatch,
    label,
    line,
    shortened,
    text_width,
)

_BAR, _GAP = 18.0, 12.0
_OVER = 18.0
"""In a narrow drawing the words of a row stand over its bar."""

_APART = 8.0


@dataclass(frozen=True, slots=True)
class Row:
    """One bar from `start` to `end`; the sum at the beginning and at the end starts at zero."""

    words: str
    start: int
    end: int
    total: bool = False

    @property
    def number(self) -> int:
        """What the bar stands for."""
        return self.end - self.start


def bridge_rows(bridge: Bridge, t: Translator) -> tuple[Row, ...]:
    """Return the bars of a bridge: each begins where the one before it ends; what was nothing has none."""
    opening, closing = (
        f"{t(f'heading.{name}')}, {t.short_date(day)}"
        for name, day in (("opening", bridge.start), ("closing", bridge.end))
    )
    rows = [Row(opening, 0, bridge.opening, total=True)]
    reached = bridge.opening
    for heading in HEADINGS:
        if step := bridge.events.get(heading, 0):
            rows.append(Row(t(f"heading.{heading}"), reached, reached + step))
            reached += step
    return *rows, Row(closing, 0, bridge.closing, total=True)


def bridge_chart(bridge: Bridge, t: Translator, frame: Frame) -> Markup:
    """Draw how the number of areas changed."""
    rows = bridge_rows(bridge, t)
    across = _scale(rows, t, frame)
    high = _BAR + _GAP + (_OVER if frame.narrow else 0)
    return drawing(
        frame,
        high * len(rows),
        hatch(frame, "loss", "loss", ground="loss-tint"),
        *_zero(across, high * len(rows) - _GAP / 2, frame),
        *_joints(rows, across, high, frame),
        *_bars(rows, across, high, frame, t),
        title=t("charts.bridge.title", start=bridge.start, end=bridge.end),
        description=bridge_text(bridge, t),
    )


def bridge_text(bridge: Bridge, t: Translator) -> str:
    """Say in words what the drawing shows."""
    steps = [
        f"{t(f'heading.{heading}')}: {_signed(bridge.events[heading], t)}"
        for heading in HEADINGS
        if bridge.events.get(heading)
    ]
    said = ", ".join(steps) if steps else t("charts.bridge.unchanged")
    return t(
        "charts.bridge.text",
        start=bridge.start,
        opening=bridge.opening,
        steps=said,
        end=bridge.end,
        closing=bridge.closing,
    )


def _scale(rows: Sequence[Row], t: Translator, frame: Frame) -> Scale:
    """Return where numbers lie: right of the words of a wide drawing, with room for a number after each bar."""
    lowest = min(0, *(min(row.start, row.end) for row in rows))
    highest = max(1, *(max(row.start, row.end) for row in rows))
    words = max(text_width(row.words, bold=row.total) for row in rows)
    left = 0.5 if frame.narrow else min(words, frame.width * 0.45) + _APART
    after = max(text_width(_shown(row, t)) for row in rows) + _APART
    return Scale(lowest, max(highest, lowest + 1), left, frame.width - after)


def _zero(across: Scale, bottom: float, frame: Frame) -> Iterator[Markup]:
    """Draw the line that the sums begin at; in a narrow drawing it would run through the words."""
    if not frame.narrow:
        yield line(across(0), 0, across(0), bottom, stroke="muted")


def _bars(
    rows: Sequence[Row], across: Scale, high: float, frame: Frame, t: Translator
) -> Iterator[Markup]:
    for index, row in enumerate(rows):
        y = index * high + (_OVER if frame.narrow else 0)
        room = frame.width if frame.narrow else across.start - _APART
        weight = {"font_weight": 600} if row.total else {}
        words = shortened(row.words, room)
        yield label(0, y + (-5 if frame.narrow else _BAR - 5), words, **weight)
        left, right = sorted((across(row.start), across(row.end)))
        if right > left:
            fill, stroke = _paint(row, frame)
            yield box(left, y, right - left, _BAR, fill=fill, stroke=stroke, stroke_width=1)
        yield label(right + _APART, y + _BAR - 5, _shown(row, t), **weight)


def _joints(rows: Sequence[Row], across: Scale, high: float, frame: Frame) -> Iterator[Markup]:
    """Draw a thin line from where each bar ends to the next one, which begins there."""
    over = _OVER if frame.narrow else 0
    for index, row in enumerate(rows[:-1]):
        x, y = across(row.end), index * high + over + _BAR
        yield line(x, y, x, y + high - _BAR, stroke="muted", stroke_dasharray="2 2")


def _paint(row: Row, frame: Frame) -> tuple[str, str]:
    if row.total:
        return "accent", "accent"
    return ("tint", "accent") if row.number > 0 else (frame.ref("loss"), "loss")


def _shown(row: Row, t: Translator) -> str:
    return t.number(row.end) if row.total else _signed(row.number, t)


def _signed(value: int, t: Translator) -> str:
    """Return a number with its sign, a minus being a minus in every language."""
    return f"{'+' if value > 0 else '−'}{t.number(abs(value))}"
