"""What can be said of an activity, and what it must be like: days and numbers, schools, and what is told by month alone."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TypedDict

from grannsamverkan.actions.deeds import not_far_off, not_to_come
from grannsamverkan.actions.doing import Doing, line, place_line
from grannsamverkan.domain.activities import (
    OPERATIONS,
    Activity,
    ActivityKind,
    Audience,
    Organiser,
)
from grannsamverkan.domain.people import Person
from grannsamverkan.domain.promises import Party, School
from grannsamverkan.errors import Refused
from grannsamverkan.register import Change

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
_MOST = 100_000


class Facts(TypedDict, total=False):
    """What can be said of an activity beside kind and day; see `domain.activities.Activity`."""

    area_ids: tuple[str, ...]
    starts_at: str | None
    organiser: Organiser
    venue: str | None
    attendees: int | None
    contacts_present: int | None
    school_id: str | None
    audience: Audience | None
    offered_on: date | None
    locality: str | None
    number: int | None
    targeted: bool | None
    partners: tuple[str, ...]


class AllFacts(Facts, total=False):
    """What can be put right about an activity."""

    kind: ActivityKind
    on: date


def with_facts(
    doing: Doing, change: Change, activity: Activity, facts: Facts | AllFacts
) -> Activity:
    """Return an activity with these facts, which have to be possible; an operation is of a month.

    Raises:
        Refused: they are not.
    """
    stated: dict[str, object] = dict(facts)
    if "venue" in facts and facts["venue"] != activity.venue:
        known = change.private.find(Person, municipality=activity.municipality)
        stated["venue"] = place_line(facts["venue"], people=known)
    if "starts_at" in facts:
        stated["starts_at"] = _time(facts["starts_at"])
    if "area_ids" in facts:
        stated["area_ids"] = tuple(dict.fromkeys(facts["area_ids"]))
    if "partners" in facts:
        stated["partners"] = _partners(facts["partners"])
    after = replace(activity, **stated)  # type: ignore[arg-type]  # fields known by name only
    not_far_off(doing, after.on)
    if after.kind in OPERATIONS:
        after = _operation(after)
    if after.held:
        not_to_come(doing, after.on)
    _hold_numbers(after)
    _hold_kind(after)
    _hold_offer(doing, after)
    return after


def _time(text: str | None) -> str | None:
    """Return a time of day as `18:30`."""
    typed = (text or "").strip()
    if not typed:
        return None
    match = _TIME.fullmatch(typed)
    if match is None:
        raise Refused("activities.not_a_time", text=typed[:20])
    return f"{int(match[1]):02d}:{match[2]}"


def _partners(words: Iterable[str]) -> tuple[str, ...]:
    known = tuple(Party)
    for word in words:
        if word not in known:
            raise Refused("promises.unknown_party", word=word[:40], known=known)
    return tuple(dict.fromkeys(map(str, words)))


def _operation(activity: Activity) -> Activity:
    """Return what is known of an operation: a month and a number, never a place or a time in advance."""
    if not activity.held:
        raise Refused("activities.operation_to_come")
    told = (
        activity.area_ids,
        activity.starts_at,
        activity.venue,
        activity.locality,
        activity.attendees,
        activity.contacts_present,
        activity.audience,
        activity.offered_on,
    )
    if any(one not in {None, ()} for one in told):
        raise Refused("activities.operation_by_month")
    return replace(activity, on=activity.on.replace(day=1))


def _hold_numbers(activity: Activity) -> None:
    came, contacts = activity.attendees, activity.contacts_present
    if any(number is not None and not 0 <= number <= _MOST for number in (came, contacts)):
        raise Refused("activities.number", most=_MOST)
    if came is not None and contacts is not None and contacts > came:
        raise Refused("activities.more_contacts", came=came, contacts=contacts)
    if activity.number is not None and not 1 <= activity.number <= _MOST:
        raise Refused("activities.how_many", most=_MOST)


def _hold_kind(activity: Activity) -> None:
    """Refuse what is said of a kind of activity that it is not said of."""
    if activity.kind not in OPERATIONS and not activity.number == activity.targeted is None:
        raise Refused("activities.only_operations")
    if activity.school_id and activity.kind is not ActivityKind.SCHOOL_INFORMATION:
        raise Refused("activities.only_school_information", kind=ActivityKind.SCHOOL_INFORMATION)


def _hold_offer(doing: Doing, activity: Activity) -> None:
    not_to_come(doing, activity.offered_on)
    if activity.offered_on is not None and activity.offered_on > activity.on:
        raise Refused("activities.offered_after", offered_on=activity.offered_on, on=activity.on)


def placed(doing: Doing, change: Change, activity: Activity) -> Activity:
    """Return an activity whose school and locality are the municipality's own.

    Raises:
        Refused: one of them is not.
    """
    schools = change.facts(School, activity.municipality) if activity.school_id else ()
    if activity.school_id and activity.school_id not in {one.id for one in schools}:
        raise Refused("activities.no_such_school")
    if activity.locality is None:
        return activity
    return replace(activity, locality=_locality(doing, activity))


def _locality(doing: Doing, activity: Activity) -> str | None:
    """Return a locality as the municipality writes it; where it has named none, as it is typed."""
    named = line(activity.locality)
    if named is None:
        return None
    listed = [
        one.name for one in doing.register.localities() if one.municipality == activity.municipality
    ]
    found = next((one for one in listed if one.casefold() == named.casefold()), None)
    if listed and found is None:
        raise Refused("activities.no_such_locality", name=named[:40], known=", ".join(listed))
    return found or named
