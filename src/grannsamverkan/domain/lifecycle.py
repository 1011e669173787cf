"""The life of a watch area: its states, the events that lead between them, and what an event needs.

The table follows the practice described by police, municipalities and Samverkan mot brott; what
is local policy rather than law is kept out of it.
"""

from dataclasses import dataclass
from enum import StrEnum

from grannsamverkan.errors import Refused


class Status(StrEnum):
    """The state of an area; only `active` counts as an area."""

    INTEREST = "interest"
    PLANNED = "planned"
    FORMING = "forming"
    ACTIVE = "active"
    DORMANT = "dormant"
    CLOSED = "closed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What makes a version of an area begin."""

    REGISTER_INTEREST = "register_interest"
    PROPOSE_AREA = "propose_area"
    DRAW_BOUNDARY = "draw_boundary"
    BOOK_START_MEETING = "book_start_meeting"
    START = "start"
    CONFIRM = "confirm"
    CHANGE_BOUNDARY = "change_boundary"
    CHANGE_DETAILS = "change_details"
    MOVE = "move"
    LAPSE = "lapse"
    RESTART = "restart"
    CLOSE = "close"
    SPLIT = "split"
    MERGE = "merge"
    WITHDRAW = "withdraw"
    INHERIT = "inherit"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table: an event leads from any of these states to one (None: it stays)."""

    event: Event
    sources: frozenset[Status]
    target: Status | None


_BEFORE_ACTIVE = frozenset({Status.INTEREST, Status.PLANNED, Status.FORMING})
LIVE = frozenset({*_BEFORE_ACTIVE, Status.ACTIVE, Status.DORMANT})
"""The states of an area that is, or may yet become, active."""

_RUNNING = frozenset({Status.ACTIVE, Status.DORMANT})

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Event.DRAW_BOUNDARY, frozenset({Status.INTEREST}), Status.PLANNED),
    Transition(
        Event.BOOK_START_MEETING, frozenset({Status.INTEREST, Status.PLANNED}), Status.FORMING
    ),
    Transition(Event.START, frozenset({Status.FORMING}), Status.ACTIVE),
    Transition(Event.CONFIRM, frozenset({Status.ACTIVE}), None),
    Transition(Event.CHANGE_BOUNDARY, LIVE, None),
    Transition(Event.CHANGE_DETAILS, LIVE, None),
    Transition(Event.MOVE, LIVE, None),
    Transition(Event.LAPSE, frozenset({Status.ACTIVE}), Status.DORMANT),
    Transition(Event.RESTART, frozenset({Status.DORMANT}), Status.FORMING),
    Transition(Event.CLOSE, _RUNNING, Status.CLOSED),
    Transition(Event.SPLIT, _RUNNING, Status.SUPERSEDED),
    Transition(Event.MERGE, _RUNNING, Status.SUPERSEDED),
    Transition(Event.WITHDRAW, _BEFORE_ACTIVE, Status.WITHDRAWN),
)

FOUNDING: dict[Event, Status] = {
    Event.REGISTER_INTEREST: Status.INTEREST,
    Event.PROPOSE_AREA: Status.PLANNED,
}
"""The events by which an area enters the register as new, and its first state."""


def after(status: Status, event: Event) -> Status:
    """Return the state that an event leads to.

    Raises:
        Refused: the event is not possible in that state; the error names those that are.
    """
    for transition in TRANSITIONS:
        if transition.event is event and status in transition.sources:
            return transition.target or status
    raise Refused(
        "lifecycle.not_possible",
        event=event,
        status=status,
        possible=possible(status),
    )


def possible(status: Status) -> tuple[Event, ...]:
    """Return the events that can happen in a state."""
    return tuple(row.event for row in TRANSITIONS if status in row.sources)
