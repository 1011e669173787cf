"""What has happened to areas between two moments, as those who follow them are told it.

Only what anyone could have seen is told: that areas are or no longer are among the active ones,
what came of which, and a new border or name. Nothing tells why, and a confirmation is no news.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from grannsamverkan.domain.lineage import Lineage

SameOutline = Callable[[str, str], bool]
"""Whether two outlines, by their ids, are the same to the public."""


class NewsKind(StrEnum):
    """What has happened, what matters most first."""

    SPLIT = "split"
    MERGED = "merged"
    TAKEN_BACK = "taken_back"
    ENDED = "ended"
    STARTED = "started"
    REDRAWN = "redrawn"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that has happened.

    Attributes:
        before: ids of the areas that were and are no more, in order; of one that goes on, its own.
        after: ids of the active areas that are now what those were, in order; none where one has ended.
    """

    kind: NewsKind
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def changes(then: Lineage, now: Lineage, same: SameOutline) -> tuple[News, ...]:
    """Return what has happened to active areas from one moment to another, what matters most first.

    What came and went in between is passed over, so a change that was undone is no news.
    """
    found = [*_ceased(then, now), *_altered(then, now, same)]
    told = {area_id for one in found for area_id in one.after}
    begun = sorted(now.active.keys() - then.active.keys() - told)
    found += [News(kind=NewsKind.STARTED, after=(area_id,)) for area_id in begun]
    order = list(NewsKind)
    return tuple(sorted(found, key=lambda one: (order.index(one.kind), one.before, one.after)))


def _ceased(then: Lineage, now: Lineage) -> Iterator[News]:
    """Give what became of areas that are no longer active; those that became the same are told of together."""
    together: dict[tuple[NewsKind, tuple[str, ...]], list[str]] = {}
    for area_id in sorted(then.active.keys() - now.active.keys()):
        kind, after = _fate(then, now, area_id)
        if after:
            together.setdefault((kind, after), []).append(area_id)
        else:
            yield News(kind=kind, before=(area_id,))
    for (kind, after), before in together.items():
        yield News(kind=kind, before=tuple(before), after=after)


def _fate(then: Lineage, now: Lineage, area_id: str) -> tuple[NewsKind, tuple[str, ...]]:
    if heirs := now.heirs(area_id):
        kind = NewsKind.SPLIT if now.was_split(area_id) else NewsKind.MERGED
        return kind, tuple(sorted(heirs))
    # a split or a merge that was undone: those that it ended are there again
    again = sorted(then.forebears(area_id) & now.active.keys())
    return (NewsKind.TAKEN_BACK, tuple(again)) if again else (NewsKind.ENDED, ())


def _altered(then: Lineage, now: Lineage, same: SameOutline) -> Iterator[News]:
    for area_id in then.active.keys() & now.active.keys():
        before, after = then.active[area_id], now.active[area_id]
        if before is after:
            continue
        if before.name != after.name:
            yield _of(NewsKind.RENAMED, area_id)
        old, new = before.outline_id, after.outline_id
        if new is not None and new != old and (old is None or not same(old, new)):
            yield _of(NewsKind.REDRAWN, area_id)


def _of(kind: NewsKind, area_id: str) -> News:
    return News(kind=kind, before=(area_id,), after=(area_id,))


def outlines_compared(then: Lineage, now: Lineage) -> Iterable[str]:
    """Return the ids of the outlines that `changes` may want to compare."""
    return {
        outline_id
        for area_id in then.active.keys() & now.active.keys()
        if then.active[area_id].outline_id != now.active[area_id].outline_id
        for outline_id in (then.active[area_id].outline_id, now.active[area_id].outline_id)
        if outline_id is not None
    }
