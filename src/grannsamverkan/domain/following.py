"""Who is told by mail of an area, a locality or a promise, and what of all that happens concerns them.

A follower of an area goes on following what it became. Nothing is moved when areas are split or
merged: a subscription keeps the areas that were asked for, and follows whatever they live on in.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import shapely
from shapely import MultiPolygon

from grannsamverkan.domain.lineage import Lineage
from grannsamverkan.domain.news import News, NewsKind

OF_A_LOCALITY = frozenset({NewsKind.STARTED, NewsKind.SPLIT, NewsKind.MERGED, NewsKind.TAKEN_BACK})
"""What concerns whoever follows a locality: that an area has ended is told to its own followers alone."""


class Followed(StrEnum):
    """What can be followed."""

    AREA = "area"
    LOCALITY = "locality"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What someone asks to follow: the id of an area or a promise, or the name of a locality."""

    kind: Followed
    municipality: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """One subscription, whose mail address has been confirmed.

    Attributes:
        follower: an id that the subscriptions of one mail address share.
        key: what the links in the mails end with, by which everything of theirs can be ended.
        targets: ids of the areas, or of the promise; more than one area where subscriptions became one.
        locality: the name of the locality.
        x, y: easting, northing of where the follower lives in metres, rounded to 100 m; None where it is not told.
        told_seq, told_on: the change and the day up to which they have been told.
        ended_on: the day on which it was found that there is nothing left to follow.
    """

    id: str
    municipality: str
    follower: str
    mail: str
    key: str
    kind: Followed
    targets: tuple[str, ...] = ()
    locality: str | None = None
    x: float | None = None
    y: float | None = None
    language: str
    since: date
    told_seq: int
    told_on: date
    ended_on: date | None = None

    def asks_for(self, target: Target) -> bool:
        """Say whether this is the subscription to something."""
        if self.kind is not target.kind or self.municipality != target.municipality:
            return False
        named = {self.locality} if self.kind is Followed.LOCALITY else set(self.targets)
        return target.name in named


Outlines = Callable[[str], MultiPolygon | None]
"""Gives the public outline (easting, northing in metres) of an outline's id."""


def followed_areas(one: Following, lineage: Lineage, outlines: Outlines) -> frozenset[str]:
    """Return the active areas that a subscription of areas follows at one moment.

    Where several came of what was asked for, it is the one that holds the follower's place, or else
    the nearest; all of them where the place is not known, or none is drawn.
    """
    heirs = lineage.heirs(*one.targets)
    if one.x is None or one.y is None or len(heirs) < 2:  # noqa: PLR2004 # there is something to choose
        return heirs
    place = shapely.Point(one.x, one.y)
    away_m = {
        area_id: float(outline.distance(place))
        for area_id in sorted(heirs)
        if (outline_id := lineage.active[area_id].outline_id) is not None
        and (outline := outlines(outline_id)) is not None
    }
    nearest = min(away_m, key=lambda area_id: away_m[area_id], default=None)
    return heirs if nearest is None else frozenset({nearest})


def concerns_areas(news: News, then: frozenset[str], now: frozenset[str]) -> bool:
    """Say whether news is about areas that someone followed then, or follows now."""
    return not then.isdisjoint(news.before) or not now.isdisjoint(news.after)


def concerns_locality(news: News, one: Following, then: Lineage, now: Lineage) -> bool:
    """Say whether news is about areas of the locality that someone follows."""
    if news.kind not in OF_A_LOCALITY:
        return False
    versions = [
        *(then.active[area_id] for area_id in news.before if area_id in then.active),
        *(now.active[area_id] for area_id in news.after),
    ]
    wanted = (one.municipality, one.locality)
    return any((version.municipality, version.locality) == wanted for version in versions)


def joined(
    subscriptions: Iterable[Following], areas: Callable[[Following], frozenset[str]]
) -> list[Following]:
    """Return the subscriptions of one follower, where those that have come to follow the same areas are one.

    The first of them stays, with everything that was asked for. Two that tell of different places stay
    two, since what they follow may be divided between them some day.
    """
    kept: list[Following] = []
    for one in sorted(subscriptions, key=lambda one: (one.since, one.id)):
        for number, other in enumerate(kept):
            if _are_one(one, other) and areas(one) == areas(other) != frozenset():
                kept[number] = _with(other, one)
                break
        else:
            kept.append(one)
    return kept


def _are_one(one: Following, other: Following) -> bool:
    places = {(each.x, each.y) for each in (one, other) if each.x is not None}
    return one.kind is other.kind is Followed.AREA and len(places) < 2  # noqa: PLR2004 # the same place


def _with(one: Following, other: Following) -> Following:
    placed = one if one.x is not None else other
    targets = tuple(dict.fromkeys((*one.targets, *other.targets)))
    return replace(one, targets=targets, x=placed.x, y=placed.y)


def followers(subscriptions: Sequence[Following]) -> dict[str, list[Following]]:
    """Return the subscriptions of each follower, by the follower's id."""
    found: dict[str, list[Following]] = {}
    for one in subscriptions:
        found.setdefault(one.follower, []).append(one)
    return found
