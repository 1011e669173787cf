"""What has happened to the areas that anyone may meet, in order, as the feeds tell it.

It is read out of the areas that are active today and those they came from. One that has lapsed is in
no feed, not even as what it was, and a start that is known only to the year is no news.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from grannsamverkan.domain.areas import AreaVersion, Timeline, version_on
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.news import NewsKind, SameOutline
from grannsamverkan.domain.period import Period, Precision

_ARE_NEWS = frozenset({Precision.DAY, Precision.MONTH})
_SUCCESSION = {Event.SPLIT: NewsKind.SPLIT, Event.MERGE: NewsKind.MERGED}


@dataclass(frozen=True, slots=True)
class NamedArea:
    """An area as a feed names it; `today` says whether it has a page."""

    id: str
    name: str
    municipality: str
    locality: str | None
    today: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicNews:
    """One thing that has happened, as anyone may know it.

    Attributes:
        key: tells it from everything else of the register, for ever.
        before: the areas that were, of a split or a merge.
        after: the areas that are since then; of a split those of them that anyone may meet.
    """

    key: str
    kind: NewsKind
    on: date
    before: tuple[NamedArea, ...] = ()
    after: tuple[NamedArea, ...]

    @property
    def areas(self) -> tuple[NamedArea, ...]:
        """Every area it is about."""
        return self.before + self.after


@dataclass(frozen=True)
class _Disclosed:
    """The timelines that anyone may meet, today."""

    timelines: Mapping[str, Timeline]
    today: date

    def named(self, version: AreaVersion) -> NamedArea:
        now = version_on(self.timelines[version.area_id], self.today)
        return NamedArea(
            version.area_id,
            version.name,
            version.municipality,
            version.locality,
            now is not None and now.active,
        )

    def succeeded(self, version: AreaVersion) -> tuple[AreaVersion, ...]:
        """Return the areas, as they last were while active, that a version put an end to."""
        before = (self._until(one, version.period.start) for one in version.predecessors)
        return tuple(one for one in before if one is not None)

    def _until(self, area_id: str, day: date) -> AreaVersion | None:
        versions = self.timelines.get(area_id, ())
        return next((one for one in versions if one.active and one.period.end == day), None)


def chronicle(
    timelines: Mapping[str, Timeline], period: Period, same: SameOutline
) -> tuple[PublicNews, ...]:
    """Return what happened in a period, the newest first; it ends the day after today.

    `timelines` are those that anyone may meet.
    """
    today = date.fromordinal(period.end.toordinal() - 1)
    disclosed = _Disclosed(timelines, today)
    found = [*_beginnings(disclosed), *_redrawn(disclosed, period, same)]
    told = [one for one in found if one.on in period]
    return tuple(sorted(told, key=lambda one: (-one.on.toordinal(), one.key)))


def _beginnings(disclosed: _Disclosed) -> Iterator[PublicNews]:
    heirs: dict[tuple[str, ...], list[AreaVersion]] = {}
    for area_id, timeline in disclosed.timelines.items():
        for number, version in enumerate(_starts(timeline)):
            if version is timeline[0] and disclosed.succeeded(version):
                heirs.setdefault(version.predecessors, []).append(version)
            elif version.event is not Event.INHERIT and version.precision in _ARE_NEWS:
                yield PublicNews(
                    key=f"{area_id}/started/{number}",
                    kind=NewsKind.STARTED,
                    on=version.period.start,
                    after=(disclosed.named(version),),
                )
    for before, after in heirs.items():
        yield _succession(disclosed, before, after)


def _succession(
    disclosed: _Disclosed, ids: tuple[str, ...], after: list[AreaVersion]
) -> PublicNews:
    first = after[0]
    return PublicNews(
        key=f"{'+'.join(ids)}/{first.event}",
        kind=_SUCCESSION.get(first.event, NewsKind.SPLIT),
        on=first.period.start,
        before=_in_order(map(disclosed.named, disclosed.succeeded(first))),
        after=_in_order(map(disclosed.named, after)),
    )


def _in_order(areas: Iterable[NamedArea]) -> tuple[NamedArea, ...]:
    return tuple(sorted(areas, key=lambda one: (one.name, one.id)))


def _starts(timeline: Timeline) -> Iterator[AreaVersion]:
    """Give the versions with which an area became active."""
    before: AreaVersion | None = None
    for version in timeline:
        if version.active and not (before is not None and before.active):
            yield version
        before = version


def _redrawn(disclosed: _Disclosed, period: Period, same: SameOutline) -> Iterator[PublicNews]:
    for area_id, timeline in disclosed.timelines.items():
        for number, (before, after) in enumerate(_redrawings(timeline)):
            if after.period.start not in period:
                continue
            old, new = before.outline_id, after.outline_id
            if new is not None and (old is None or not same(old, new)):
                yield PublicNews(
                    key=f"{area_id}/redrawn/{number}",
                    kind=NewsKind.REDRAWN,
                    on=after.period.start,
                    after=(disclosed.named(after),),
                )


def _redrawings(timeline: Timeline) -> Iterator[tuple[AreaVersion, AreaVersion]]:
    for before, after in pairwise(timeline):
        if before.active and after.active and before.outline_id != after.outline_id:
            yield before, after


def redrawn_outlines(timelines: Iterable[Timeline], period: Period) -> frozenset[str]:
    """Return the ids of the outlines that `chronicle` may want to compare."""
    return frozenset(
        outline_id
        for timeline in timelines
        for pair in _redrawings(timeline)
        if pair[1].period.start in period
        for outline_id in (pair[0].outline_id, pair[1].outline_id)
        if outline_id is not None
    )
