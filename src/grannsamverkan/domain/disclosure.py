"""What the public may see of the register, decided in one place.

A public area has no field that could hold a private fact. Areas that are not active today, and
are not what an active one came from, exist for the public in totals alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from shapely import MultiPolygon

from grannsamverkan.domain.areas import (
    AreaType,
    AreaVersion,
    Locality,
    Municipality,
    Timeline,
    Verification,
    version_on,
)
from grannsamverkan.domain.counts import Count
from grannsamverkan.domain.period import Period, Precision, StatedDate
from grannsamverkan.domain.views import ResidentView, ViewState, ViewText, ViewTheme


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicArea:
    """An area as anyone may know it.

    Attributes:
        outline: the public outline (easting, northing in metres), or None where none is drawn or asked for.
        since: the year in which the area first became active, `<2019` for before that year, None if not known.
        confirmed_on: the first day of the month in which it was last confirmed.
        period: the days that this version of it holds.
    """

    id: str
    name: str
    municipality: str
    locality: str | None
    area_type: AreaType | None
    verification: Verification
    since: str | None
    confirmed_on: date | None
    period: Period
    outline: MultiPolygon | None
    has_outline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSnapshot:
    """What the public may know of the register on one day: areas, totals, places and contact cards.

    `areas` holds only what was asked for; on a past day, of the areas active then, those that are
    active today or that an active one came from.
    """

    on: date
    register_name: str
    crs: str
    example: bool
    areas: tuple[PublicArea, ...]
    municipalities: tuple[Municipality, ...]
    localities: tuple[Locality, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicView:
    """What a resident said and what was answered, as anyone may read it.

    Attributes:
        key: tells one from another; the view's own id would tell the moment it was handed in.
        month: the first day of the month in which it came in.
        text: its words, without what points at a person.
    """

    key: str
    municipality: str
    theme: ViewTheme
    locality: str | None
    month: date
    promise_id: str | None
    text: str
    answer: str
    answered_on: date


def public_view(view: ResidentView, words: ViewText) -> PublicView | None:
    """Return a view as anyone may read it; None where it is not published with an answer."""
    said, answer, answered_on = words.text, words.answer, view.answered_on
    if words.state is not ViewState.PUBLISHED or not said or not answer or answered_on is None:
        return None
    return PublicView(
        key=sha256(view.id.encode()).hexdigest()[:16],
        municipality=view.municipality,
        theme=view.theme,
        locality=view.locality,
        month=view.received_on.replace(day=1),
        promise_id=view.promise_id,
        text=said,
        answer=answer,
        answered_on=answered_on,
    )


def disclosed_ids(timelines: Mapping[str, Timeline], today: date) -> frozenset[str]:
    """Return the ids the public may meet: areas active today, and all they came from."""
    active = (
        area_id
        for area_id, timeline in timelines.items()
        if (version := version_on(timeline, today)) is not None and version.active
    )
    return disclosed_from(active, {one: _predecessors(some) for one, some in timelines.items()})


def disclosed_from(
    active: Iterable[str], predecessors: Mapping[str, Iterable[str]]
) -> frozenset[str]:
    """Return the ids the public may meet, of areas active today and what each area came from."""
    disclosed = set(active)
    waiting = [one for area_id, ids in predecessors.items() if area_id in disclosed for one in ids]
    while waiting:
        area_id = waiting.pop()
        if area_id not in disclosed:
            disclosed.add(area_id)
            waiting += predecessors.get(area_id, ())
    return frozenset(disclosed)


def _predecessors(timeline: Timeline) -> Iterable[str]:
    return (area_id for version in timeline for area_id in version.predecessors)


def first_active(timeline: Timeline) -> StatedDate | None:
    """Return when an area first became active, as far as it is known."""
    return next((version.stated_start for version in timeline if version.active), None)


def public_start(stated: StatedDate, today: date) -> str | None:
    """Return the year of a start, `<2019` for before that year; None where it may be any year until now."""
    year = stated.counts_on.year
    if stated.precision is not Precision.BEFORE:
        return str(year)
    return f"<{year + 1}" if year < today.year else None


def public_area(
    version: AreaVersion, started: StatedDate | None, outline: MultiPolygon | None, today: date
) -> PublicArea:
    """Return what the public may know today of a version that is active on the day asked for.

    `started` is when the area first became active.
    """
    confirmed = version.last_confirmed_on
    return PublicArea(
        id=version.area_id,
        name=version.name,
        municipality=version.municipality,
        locality=version.locality,
        area_type=version.area_type,
        verification=version.verification,
        since=public_start(started or version.stated_start, today),
        confirmed_on=confirmed.replace(day=1) if confirmed else None,
        period=version.period,
        outline=outline,
        has_outline=version.outline_id is not None,
    )


def public_count(count: Count) -> dict[str, object]:
    """Return the totals that anyone may see."""
    return {
        "on": count.on,
        "active": count.active,
        "confirmed": count.confirmed,
        "unconfirmed": count.unconfirmed,
        "lowest": count.lowest,
        "highest": count.highest,
        "by_type": dict(count.by_type),
        "by_locality": dict(count.by_locality),
    }
