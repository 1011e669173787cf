"""What the public may know of promises: the words, the figures and their areas, what people found.

A figure names only areas that anyone may meet, and none for having ceased; activities are numbers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from grannsamverkan.domain.bridge import Bridge, bridge
from grannsamverkan.domain.disclosure import disclosed_ids
from grannsamverkan.domain.figures import Figure
from grannsamverkan.domain.history import History, history_of
from grannsamverkan.domain.known import Known
from grannsamverkan.domain.progress import (
    FollowUp,
    Progress,
    follow_up,
    has_ended,
    is_of_areas,
    is_stale,
    monthly,
    progress_of,
)
from grannsamverkan.domain.promises import Assessment, Promise, PromiseNote, School

_CEASED = frozenset({"lapsed", "closed"})
"""The headings of a bridge that are numbers alone, even of an area that has begun again since."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PublicPromise:
    """One promise as anyone may know it.

    Attributes:
        as_of: the day its figures are of: today, or its last day where that has passed.
        bridge: how the number of areas changed from the day before it began to `as_of`.
        growth: the number at the beginning, at each month's end and at the end.
        history: when areas came and went, without which ones: no more than the numbers of each day, which
            anyone may ask for, tell already.
        assessments: what people found of the whole of it, newest first.
        notes: what was done, what was not and what was learnt, newest first.
        schools: the names of the schools that its figures are made of, by id.
        ended, stale: its last day has passed; nobody has looked through the page for half a year.
    """

    promise: Promise
    as_of: date
    progress: tuple[Progress, ...]
    bridge: Bridge
    growth: tuple[tuple[date, int], ...]
    history: History
    assessments: tuple[Assessment, ...]
    notes: tuple[PromiseNote, ...]
    schools: Mapping[str, str]
    follow_up: FollowUp
    ended: bool
    stale: bool

    @property
    def of_areas(self) -> bool:
        """Whether it is about areas, so that how their number changed belongs to it."""
        return is_of_areas(self.progress)


def public_promises(
    known: Known, today: date, disclosed: frozenset[str] | None = None
) -> tuple[PublicPromise, ...]:
    """Return every promise that has begun, the newest first.

    `disclosed` are the ids that may be met, where `known` holds the areas of their municipalities alone.
    """
    met = disclosed_ids(known.timelines, today) if disclosed is None else disclosed
    begun = sorted(begun_by(known.all(Promise), today), key=lambda one: one.id)
    begun.sort(key=lambda one: one.start, reverse=True)
    return tuple(_public(known, one, today, met) for one in begun)


def begun_by(promises: Iterable[Promise], today: date) -> list[Promise]:
    """Return the promises that have begun."""
    return [one for one in promises if one.start <= today]


def _public(
    known: Known, promise: Promise, today: date, disclosed: frozenset[str]
) -> PublicPromise:
    as_of = today if promise.last_day is None else min(today, promise.last_day)
    led = bridge(known.timelines.values(), promise.opening_on, as_of, municipality=promise.places)
    assessments = known.all(Assessment)
    own = [one for one in assessments if (one.promise_id, one.indicator_id) == (promise.id, None)]
    notes = [one for one in known.all(PromiseNote) if one.promise_id == promise.id]
    progress = tuple(_shown(one, disclosed) for one in progress_of(known, promise, as_of))
    return PublicPromise(
        promise=promise,
        as_of=as_of,
        progress=progress,
        bridge=replace(led, areas=_kept(led.areas, disclosed)),
        growth=monthly(known.timelines, promise.places, promise.opening_on, as_of),
        history=history_of(known.timelines.values(), promise.places, promise.start, as_of),
        assessments=tuple(sorted(own, key=lambda one: (one.as_of, one.id), reverse=True)),
        notes=tuple(sorted(notes, key=lambda one: (one.on, one.id), reverse=True)),
        schools=_schools(known, progress),
        follow_up=follow_up(promise, assessments, today),
        ended=has_ended(promise, today),
        stale=is_stale(promise, today),
    )


def _kept(
    areas: Mapping[str, Iterable[str]], disclosed: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    kept = {
        name: tuple(one for one in ids if one in disclosed)
        for name, ids in areas.items()
        if name not in _CEASED
    }
    return {name: ids for name, ids in kept.items() if ids}


def _schools(known: Known, progress: Iterable[Progress]) -> dict[str, str]:
    figures = [figure for one in progress for figure in (one.now, one.beside) if figure is not None]
    reached = {school for figure in figures for school in figure.schools}
    return {one.id: one.name for one in known.all(School) if one.id in reached}


def _shown(progress: Progress, disclosed: frozenset[str]) -> Progress:
    return replace(
        progress,
        now=_figure(progress.now, disclosed),
        baseline=_figure(progress.baseline, disclosed) if progress.baseline else None,
        beside=_figure(progress.beside, disclosed) if progress.beside else None,
    )


def _figure(figure: Figure, disclosed: frozenset[str]) -> Figure:
    areas = tuple(one for one in figure.areas if one in disclosed)
    return replace(figure, areas=areas, activities=())
