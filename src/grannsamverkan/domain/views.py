"""What residents say (synpunkter): counted for ever by theme and place, in words only until they are coded."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grannsamverkan.domain.period import Period

LONGEST = 1_000
"""So many characters a view may have, and its answer."""


class ViewChannel(StrEnum):
    """How a view reached the municipality or the police."""

    FORM = "form"
    DIALOGUE = "dialogue"
    WALK = "walk"
    SURVEY = "survey"


class ViewTheme(StrEnum):
    """What a view is about."""

    BURGLARY = "burglary"
    DRUGS = "drugs"
    DAMAGE = "damage"
    TRAFFIC = "traffic"
    LIGHTING = "lighting"
    YOUTH = "youth"
    WATCH = "watch"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentView:
    """That someone said something, without who or the words; what counts are made of.

    Attributes:
        dialogue_id: the activity at which it was said.
        promise_id: the promise it led to, or is about.
        answered_on: when it was answered, so that everyone can read the answer.
    """

    id: str
    municipality: str
    received_on: date
    channel: ViewChannel
    theme: ViewTheme
    locality: str | None = None
    dialogue_id: str | None = None
    promise_id: str | None = None
    answered_on: date | None = None


class ViewState(StrEnum):
    """How far the words of a view have come."""

    NEW = "new"
    PUBLISHED = "published"
    KEPT_BACK = "kept_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewText:
    """The words of a view, outside the ledger so that they can be erased.

    Attributes:
        raw: as it was written; erased when the view is coded, or on `erase_after` at the latest.
        text: what anyone may read of it, with nothing that points at a person; None until redacted.
        answer: what the municipality or the police answers.
    """

    id: str
    municipality: str
    received_on: date
    state: ViewState = ViewState.NEW
    raw: str | None = None
    text: str | None = None
    answer: str | None = None
    erase_after: date


@dataclass(frozen=True, slots=True)
class Tally:
    """How many views there are, by theme and locality; exact, so nothing that everyone may see as it is.

    Attributes:
        cells: the number of each theme in each locality (None: no locality named), without empty ones.
        answered: those that have an answer that everyone can read.
        linked: those that led to a promise, or are about one.
    """

    number: int
    cells: Mapping[tuple[ViewTheme, str | None], int]
    answered: int
    linked: int

    @property
    def by_theme(self) -> dict[ViewTheme, int]:
        """How many there are of each theme, those of which there are none included."""
        return {
            theme: sum(number for (one, _), number in self.cells.items() if one is theme)
            for theme in ViewTheme
        }

    @property
    def by_locality(self) -> dict[str | None, int]:
        """How many there are from each locality, in the order of their names, None last."""
        names = sorted({place for _, place in self.cells}, key=lambda one: (one is None, one or ""))
        return {
            name: sum(number for (_, place), number in self.cells.items() if place == name)
            for name in names
        }


def tally(
    views: Iterable[ResidentView],
    *,
    period: Period | None = None,
    municipality: str | None = None,
    promise_id: str | None = None,
) -> Tally:
    """Count views: of the days of a period, of one municipality, about one promise, or all there are."""
    chosen = [
        one
        for one in views
        if (period is None or one.received_on in period)
        and municipality in {None, one.municipality}
        and promise_id in {None, one.promise_id}
    ]
    counted = Counter((one.theme, one.locality) for one in chosen)
    order = list(ViewTheme)
    cells = sorted(counted, key=lambda one: (order.index(one[0]), one[1] is None, one[1] or ""))
    return Tally(
        number=len(chosen),
        cells={cell: counted[cell] for cell in cells},
        answered=sum(one.answered_on is not None for one in chosen),
        linked=sum(one.promise_id is not None for one in chosen),
    )
