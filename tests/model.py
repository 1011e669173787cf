"""The oracle: a register of areas as plain lists, slow and plain enough to be believed by reading.

An area is a list of steps in the order of their days, and holds on a day what the last step up to that
day says. Whatever was believed is kept as a whole copy beside the moment it was recorded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise, product

LEADS_TO: dict[str, dict[str, str]] = {
    "draw_boundary": {"interest": "planned"},
    "book_start_meeting": {"interest": "forming", "planned": "forming"},
    "start": {"forming": "active"},
    "confirm": {"active": "active"},
    "lapse": {"active": "dormant"},
    "restart": {"dormant": "forming"},
    "close": {"active": "closed", "dormant": "closed"},
    "split": {"active": "superseded", "dormant": "superseded"},
    "merge": {"active": "superseded", "dormant": "superseded"},
    "withdraw": {"interest": "withdrawn", "planned": "withdrawn", "forming": "withdrawn"},
    **{
        event: {one: one for one in ("interest", "planned", "forming", "active", "dormant")}
        for event in ("change_boundary", "change_details", "move")
    },
}
"""For each event the states it can happen in, and the one each leads to; typed in from the practice."""


@dataclass(frozen=True)
class Step:
    """What an area is from a day on.

    Attributes:
        day, earliest: the day it counts on, and the first day it can have been.
        outline: the id of its outline, or None.
    """

    day: date
    earliest: date
    status: str
    name: str
    municipality: str
    outline: str | None = None
    m2: int = 0
    confirmed: date | None = None
    came_from: tuple[str, ...] = ()


State = dict[str, tuple[Step, ...]]


@dataclass
class Model:
    """What is believed now, and every earlier belief with the moment it was recorded."""

    believed: State = field(default_factory=dict)
    recorded: list[tuple[datetime, State]] = field(default_factory=list)

    def record(self, at: datetime, state: State) -> bool:
        """Believe this from a moment on; say whether it differs from what was believed."""
        state = {area_id: steps for area_id, steps in state.items() if steps}
        if state == self.believed:
            return False
        self.believed = state
        self.recorded.append((at, state))
        return True

    def known(self, at: datetime) -> State:
        """Return what was believed at a moment."""
        known: State = {}
        for moment, state in self.recorded:
            if moment <= at:
                known = state
        return known

    def last(self, area_id: str) -> Step:
        """Return the newest step of an area."""
        return self.believed[area_id][-1]

    def can(self, area_id: str, event: str, day: date) -> bool:
        """Say whether an event can happen to an area on a day."""
        step = self.last(area_id)
        return step.status in LEADS_TO[event] and day >= step.day

    def step(
        self, area_id: str, event: str, day: date, earliest: date, **facts: object
    ) -> tuple[Step, ...]:
        """Return the steps of an area after one more event; a second on one day replaces the first.

        A second event that leaves the state as it is only adds what it says to the first.
        """
        steps = self.believed[area_id]
        last = steps[-1]
        status = LEADS_TO[event][last.status]
        if day == last.day and status == last.status:
            return (*steps[:-1], replace(last, **facts))  # type: ignore[arg-type]  # by name only
        fresh = replace(last, day=day, earliest=earliest, status=status, **facts)  # type: ignore[arg-type]  # by name only
        return (*(one for one in steps if one.day < day), fresh)

    def corrected(self, area_id: str, on: date, **facts: object) -> tuple[Step, ...]:
        """Return the steps of an area with facts put right from the one that holds on a day on."""
        steps = self.believed[area_id]
        wrong = holding(steps, on)
        assert wrong is not None
        right = []
        for step in steps:
            mended = {
                name: value
                for name, value in facts.items()
                if step is wrong
                or (step.day > wrong.day and getattr(step, name) == getattr(wrong, name))
            }
            right.append(replace(step, **mended))  # type: ignore[arg-type]  # by name only
        return tuple(right)


def holding(steps: tuple[Step, ...], on: date) -> Step | None:
    """Return the step that holds at the end of a day."""
    found = None
    for step in steps:
        if step.day <= on:
            found = step
    return found


def counted(step: Step | None, municipality: str | None) -> bool:
    """Say whether a step makes its area count in a municipality, or in any."""
    return (
        step is not None and step.status == "active" and municipality in (None, step.municipality)
    )


def active(state: State, on: date, municipality: str | None = None) -> dict[str, int]:
    """Return the areas that count on a day, with their sizes in m² (0 where no outline is drawn)."""
    return {
        area_id: step.m2
        for area_id, steps in state.items()
        if (step := holding(steps, on)) is not None and counted(step, municipality)
    }


def bounds(state: State, on: date, municipality: str | None = None) -> tuple[int, int]:
    """Return the lowest and the highest number of areas that can have counted on a day.

    Every way the days can have been is tried, as far as it matters for that day.
    """
    lowest = highest = 0
    for steps in state.values():
        ways = {
            counted(_holding_on_days(steps, days, on), municipality)
            for days in _possible_days(steps, on)
        }
        lowest += ways == {True}
        highest += True in ways
    return lowest, highest


def _possible_days(steps: tuple[Step, ...], on: date) -> Iterator[tuple[date, ...]]:
    """Give every order-keeping choice of days among those that matter: the bounds, and `on` itself."""
    choices = [
        [
            day
            for day in {step.earliest, step.day, on, on + timedelta(days=1)}
            if step.earliest <= day <= step.day
        ]
        for step in steps
    ]
    for days in product(*choices):
        if all(before <= after for before, after in pairwise(days)):
            yield days


def _holding_on_days(steps: tuple[Step, ...], days: tuple[date, ...], on: date) -> Step | None:
    found = None
    for step, day in zip(steps, days, strict=True):
        if day <= on:
            found = step
    return found
