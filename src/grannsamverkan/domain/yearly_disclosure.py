"""Which of a report's small numbers leave the house, and how.

Households are told as they are everywhere (`domain.households`), and what is counted of each area only of
several areas together. Views are few and their numbers exact, so they are suppressed as one table, and
against every version of the report that was published before. Days that another report has told of are
told in that one alone: a year less its quarter, or less a day, would leave small numbers over.
"""

from collections.abc import Sequence

from grannsamverkan.domain.households import households_told
from grannsamverkan.domain.reporting import Coverage
from grannsamverkan.domain.suppression import suppress
from grannsamverkan.domain.tables import Part, Published, Spot, Table
from grannsamverkan.domain.told import Earlier
from grannsamverkan.domain.views import ResidentView, ViewTheme
from grannsamverkan.domain.yearly import ViewsAccount
from grannsamverkan.domain.yearly_numbers import Numbers
from grannsamverkan.domain.yearly_parts import Span, households_by_locality

LEAST_VIEWS = 5
"""So few views of a theme are not told: whoever was heard could be recognised."""

Version = tuple[Span, Numbers]
"""A published version of a report: what was known when it was approved, and its numbers as published."""

_ANSWERED, _WAITING = "answered", "waiting"


def households_shown(span: Span) -> tuple[dict[str, int | None], int | None]:
    """Return the households by locality, and in all, in whole tens; None where they are too few."""
    exact = households_by_locality(span)
    told = {place: households_told(number) for place, number in exact.items()}
    return told, households_told(sum(exact.values()))


def views_shown(
    span: Span, versions: Sequence[Version] = (), told_in: Sequence[Coverage] = ()
) -> ViewsAccount:
    """Return the views of a period as they may be shown: by theme, in all, and how many were answered.

    Args:
        span: the period, as it is known for this report.
        versions: those of the same report that were published before, oldest first.
        told_in: other published reports that have told of views on some of the days.
    """
    if told_in:
        nothing = dict.fromkeys(ViewTheme)
        return ViewsAccount(number=None, by_theme=nothing, answered=None, told_in=tuple(told_in))
    table = _views(span)
    earlier: list[Earlier] = [(_views(then), _published(told)) for then, told in versions]
    shown = suppress(table, least=LEAST_VIEWS, earlier=earlier)
    by_theme = {ViewTheme(row): shown.at(row) for row in table.rows}
    return ViewsAccount(
        number=shown.at(),
        by_theme={theme: number for theme, number in by_theme.items() if number != 0},
        answered=shown.at(column=_ANSWERED),
    )


def tells_of_views(told: Numbers) -> bool:
    """Say whether a report told any number of its views, be it that there were none."""
    return any(number is not None for number in _published(told).numbers.values())


def _views(span: Span) -> Table:
    """Return the views of a period by theme, and by whether they were answered in it."""
    counts = {theme: [0, 0] for theme in ViewTheme}
    for one in span.known.all(ResidentView):
        if one.municipality == span.municipality and one.received_on in span.period:
            answered = one.answered_on is not None and one.answered_on <= span.last_day
            counts[one.theme][not answered] += 1
    return Table(
        rows=tuple(ViewTheme),
        columns=(_ANSWERED, _WAITING),
        cells=tuple((answered, waiting) for answered, waiting in counts.values()),
        parts=frozenset({Part.ROWS, Part.COLUMNS, Part.TOTAL}),
    )


def _published(told: Numbers) -> Published:
    """Return what a report showed of its views, as its numbers have it; a theme without any has none."""
    number, answered = _whole(told, "number"), _whole(told, "answered")
    waiting = None if number is None or answered is None else number - answered
    themes: dict[Spot, int | None] = {
        (theme.value, None): _whole(told, f"theme.{theme}") for theme in ViewTheme
    }
    return Published(
        numbers={
            **themes,
            (None, _ANSWERED): answered,
            (None, _WAITING): waiting,
            (None, None): number,
        }
    )


def _whole(told: Numbers, name: str) -> int | None:
    value = told.get(f"views.{name}", 0)
    return None if value is None else int(value)
