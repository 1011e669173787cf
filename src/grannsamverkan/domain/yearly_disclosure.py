"""Which of a report's small numbers leave the house, and how.

Households are told in whole tens, and not at all below what the municipality has decided: two years'
figures then never tell how many homes the area holds that came between them. Views are few and their
numbers exact, so one that is small is not shown, nor as many others as it could be worked out by.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TypeVar

from grannsamverkan.domain.figures import whole_tens
from grannsamverkan.domain.views import ResidentView, ViewTheme
from grannsamverkan.domain.yearly_parts import Span, households_by_locality

LEAST_HOUSEHOLDS = 8
LEAST_VIEWS = 5
"""So few views of a theme are not told: whoever was heard could be recognised."""

ROOM = 4
"""Between how far apart bounds every number that is not shown must lie, for whoever works them out."""

Key = TypeVar("Key", bound=Hashable)


def households_shown(span: Span) -> tuple[dict[str, int | None], int | None]:
    """Return the households by locality, and in all, in whole tens; None where they are too few."""
    exact = households_by_locality(span)
    return {place: _told(number) for place, number in exact.items()}, _told(sum(exact.values()))


def _told(number: int) -> int | None:
    return None if 0 < number < LEAST_HOUSEHOLDS else whole_tens(number)


def views_shown(span: Span) -> tuple[dict[ViewTheme, int | None], int | None, int | None]:
    """Return the views of the period by theme, in all, and how many of them were answered.

    What was answered is told where neither it nor the rest is small.
    """
    views = [
        one
        for one in span.known.all(ResidentView)
        if one.municipality == span.municipality and one.received_on in span.period
    ]
    counted = Counter(one.theme for one in views)
    by_theme, number = shown({theme: counted[theme] for theme in ViewTheme if counted[theme]})
    answered = sum(
        one.answered_on is not None and one.answered_on <= span.last_day for one in views
    )
    rest = len(views) - answered
    small = any(0 < one < LEAST_VIEWS for one in (answered, rest))
    return by_theme, number, None if small or number is None else answered


def shown(
    counts: Mapping[Key, int], *, least: int = LEAST_VIEWS
) -> tuple[dict[Key, int | None], int | None]:
    """Return counts and their sum as they may be shown; None for what may not.

    A count below `least` is hidden, and with it the smallest others until each could be any of
    `ROOM` + 1 numbers or more, for whoever subtracts what is shown from the sum. Where all that is
    there is not enough, the sum is hidden too. Nothing at all is no small number.
    """
    total = sum(counts.values())
    there = sorted((key for key, n in counts.items() if n), key=lambda key: (counts[key], str(key)))
    hidden = {key for key in there if counts[key] < least}
    if not hidden:
        return dict(counts), total
    waiting = [key for key in there if key not in hidden]
    while not _wide(counts, hidden) and waiting:
        hidden.add(waiting.pop(0))
    kept = {key: None if key in hidden else number for key, number in counts.items()}
    return kept, total if _wide(counts, hidden) else None


def _wide(counts: Mapping[Key, int], hidden: set[Key]) -> bool:
    """Say whether hidden counts, known to be one each at least, leave enough room by their sum alone."""
    return sum(counts[key] for key in hidden) - len(hidden) >= ROOM and len(hidden) > 1
