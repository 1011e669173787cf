"""Meetings, trainings and walks: planned, held, called off, put right."""

from dataclasses import replace
from datetime import date
from typing import Unpack

from grannsamverkan.actions.activity_facts import AllFacts, Facts, placed, with_facts
from grannsamverkan.actions.deeds import (
    Outcome,
    area_to,
    confirm_area,
    hold_to_seen,
    outcome,
)
from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.activities import (
    MEETINGS,
    Activity,
    ActivityKind,
    ActivityState,
)
from grannsamverkan.domain.areas import last
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Change, Register


def plan(
    doing: Doing, municipality: str, kind: ActivityKind, on: date, **facts: Unpack[Facts]
) -> Outcome[Activity]:
    """Plan an activity in the areas named, or in none in particular.

    Raises:
        NotFound: no such area, or not one of the municipality. Refused: a time, a number or a text
            that cannot be.
    """
    blank = Activity(id=doing.new_id(doing.now), municipality=municipality, kind=kind, on=on)
    return _enter(doing, "plan_activity", blank, facts)


def log(
    doing: Doing, municipality: str, kind: ActivityKind, on: date, **facts: Unpack[Facts]
) -> Outcome[Activity]:
    """Enter an activity that has taken place; a meeting confirms the active areas that met.

    Raises:
        As `plan`, and Refused: a day to come.
    """
    blank = Activity(id=doing.new_id(doing.now), municipality=municipality, kind=kind, on=on)
    return _enter(doing, "log_activity", replace(blank, state=ActivityState.HELD), facts)


def _enter(doing: Doing, action: str, blank: Activity, facts: Facts) -> Outcome[Activity]:
    with doing.change(action) as change:
        activity = with_facts(doing, change, blank, facts)
        _allowed(doing, change, activity)
        activity = placed(doing, change, activity)
        _keep(change, activity)
    return outcome(change, activity)


def hold(
    doing: Doing,
    activity_id: str,
    *,
    seen: str | None = None,
    **facts: Unpack[AllFacts],
) -> Outcome[Activity]:
    """Note that an activity has taken place: when, how many came, how many of them were contacts.

    A meeting confirms the active areas that met.

    Raises:
        NotFound: no such activity. Conflict: it is not as it was seen. Refused: a day to come, or
            numbers that cannot be.
    """
    return _alter(doing, activity_id, "hold_activity", facts, seen=seen, state=ActivityState.HELD)


def cancel(doing: Doing, activity_id: str, *, seen: str | None = None) -> Outcome[Activity]:
    """Call an activity off; it stays in the register, and in calendars as cancelled.

    Raises:
        NotFound: no such activity. Refused: it has been held, or is off already.
    """
    return _alter(
        doing, activity_id, "cancel_activity", {}, seen=seen, state=ActivityState.CANCELLED
    )


def correct(
    doing: Doing, activity_id: str, *, seen: str | None = None, **facts: Unpack[AllFacts]
) -> Outcome[Activity]:
    """Put right what is known of an activity.

    Raises:
        As `hold`, and Refused: it is so already.
    """
    return _alter(doing, activity_id, "correct_activity", facts, seen=seen)


def _alter(
    doing: Doing,
    activity_id: str,
    action: str,
    facts: AllFacts,
    *,
    seen: str | None,
    state: ActivityState | None = None,
) -> Outcome[Activity]:
    with doing.change(action) as change:
        known = change.facts(Activity, activity_id)
        if not known:
            raise NotFound("access.not_found")
        (before,) = known
        _allowed(doing, change, before)
        hold_to_seen(before, seen)
        if state is ActivityState.CANCELLED and before.held:
            raise Refused("activities.held_already", on=before.on)
        after = with_facts(doing, change, replace(before, state=state or before.state), facts)
        _allowed(doing, change, after)
        after = placed(doing, change, after)
        if after == before:
            raise Refused("deed.nothing_to_change")
        _keep(change, after)
    return outcome(change, after)


def _allowed(doing: Doing, change: Change, activity: Activity) -> None:
    """Refuse an activity in any area that is not theirs to act for, or not of the municipality."""
    if not activity.area_ids:
        doing.require(Deed.MANAGE_ACTIVITIES, municipality=activity.municipality)
        if change.municipality(activity.municipality) is None:
            raise NotFound("access.not_found")
    for area_id in activity.area_ids:
        timeline = area_to(doing, change, area_id, Deed.MANAGE_ACTIVITIES)
        if last(timeline).municipality != activity.municipality:
            raise Refused("activities.other_municipality", name=last(timeline).name)


def _keep(change: Change, activity: Activity) -> None:
    change.set_facts(Activity, activity.id, [activity])
    if activity.held and activity.kind in MEETINGS:
        for area_id in activity.area_ids:
            confirm_area(change, area_id, activity.on)


def activity_of(register: Register, activity_id: str) -> Activity:
    """Return an activity by its id.

    Raises:
        NotFound: no such activity.
    """
    known = register.facts(Activity, activity_id)
    if not known:
        raise NotFound("access.not_found")
    return known[0]
