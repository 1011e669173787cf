"""The legend of a drawing: samples with their words, laid in as many lines as they need."""

from collections.abc import Sequence
from dataclasses import dataclass

from grannsamverkan.reports.svg import TEXT, Frame, Markup, label, shortened, tag, text_width

SAMPLE, LINE = 26.0, 20.0
"""Units that a sample is wide, and a line high; a sample is drawn from (0, 0) to (`SAMPLE`, `TEXT`)."""

_APART, _GAP = 18.0, 7.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: what it looks like, and what it means."""

    sample: Markup
    words: str


def legend(entries: Sequence[Entry], frame: Frame, top: float) -> tuple[Markup, float]:
    """Return a legend that begins at `top`, and where it ends."""
    x, y = 0.0, top
    parts = []
    for entry in entries:
        words = shortened(entry.words, frame.width - SAMPLE - _GAP)
        width = SAMPLE + _GAP + text_width(words)
        if x and x + width > frame.width:
            x, y = 0.0, y + LINE
        parts.append(
            tag(
                "g",
                entry.sample,
                label(SAMPLE + _GAP, TEXT - 2, words),
                transform=f"translate({x:.1f} {y:.1f})",
            )
        )
        x += width + _APART
    return tag("g", *parts), y + (LINE if parts else 0)
