"""A file of promises into the register: what it would change, then the change as one; read in again, it corrects.

A promise has its key in the file as its id, so that the file finds again what it made. Fields that the
file does not state, and what has been added beside it, stay as they are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, TypeVar

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.indicators import put_indicator
from grannsamverkan.actions.places import municipality_of
from grannsamverkan.actions.promise_notes import put_note
from grannsamverkan.actions.promises import promise_to, put_promise, put_successor
from grannsamverkan.actions.schools import schools_to, take_school
from grannsamverkan.domain.promises import Indicator, Promise, PromiseNote
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.exchange.promise_files import PromiseFile, StatedPromise, in_place
from grannsamverkan.register import Change

T = TypeVar("T", Promise, Indicator, PromiseNote)

_Kept = Mapping[tuple[str, str], Promise | Indicator | PromiseNote]
"""What is believed of promises: each thing by its kind and id."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one thing that a file states.

    Attributes:
        kind: `school`, `promise`, `indicator` or `note`.
        what: `new`, `changed` or `same`; `fields` are those that changed.
    """

    kind: str
    id: str
    name: str
    what: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PromiseReport:
    """What a file of promises did, or would do; `seq` is the change it is undone by, None where there is none."""

    seq: int | None
    taken: tuple[Taken, ...]


def import_promises(
    doing: Doing, file: PromiseFile, *, municipality: str | None = None
) -> PromiseReport:
    """Enter what a file states as one change; a dry run tells what would happen.

    `municipality` is that of a file which names none; a register of one needs neither.

    Raises:
        NotFound: no such municipality, or not theirs. Refused: something cannot be so; the text says
            where. Conflict: a key is that of another municipality's promise.
    """
    place = municipality_of(doing.register, file.municipality or municipality).code
    with doing.change("import_promises") as change:
        schools_to(doing, change, place)
        schools = tuple(_schools(doing, change, place, file))
        before = _kept(change, file)
        for stated in file.promises:
            try:
                _put(doing, change, place, stated)
            except Refused as error:
                raise _where(stated.key, error) from error
        for stated in file.promises:
            if stated.successor is not None:
                promise = promise_to(doing, change, stated.key)
                put_successor(doing, change, promise, stated.successor)
        taken = tuple(_taken(file, before, _kept(change, file)))
    return PromiseReport(change.written.seq if change.written else None, schools + taken)


def _where(key: str, error: Refused) -> Refused:
    """Return a refusal that says which promise it is about; one that may tell nothing stays as it is."""
    return error if isinstance(error, NotFound | Conflict) else in_place(key, error)


def _schools(doing: Doing, change: Change, place: str, file: PromiseFile) -> Iterator[Taken]:
    for record in file.schools:
        try:
            school, what = take_school(doing, change, place, record)
        except Refused as error:
            raise in_place(record.name, error) from error
        yield Taken("school", school.id, school.name, what)


def _put(doing: Doing, change: Change, place: str, stated: StatedPromise) -> None:
    """Believe a promise, its indicators and its notes as a file states them."""
    known = change.facts(Promise, stated.key)
    if known and known[0].municipality != place:
        raise Conflict("promises.key_taken", name=stated.key)
    fresh = {"id": stated.key, "municipality": place, "reviewed_on": doing.today}
    wanted = _as_stated(Promise, known, fresh, stated.facts)
    promise = put_promise(doing, change, wanted, known[0] if known else None)
    indicators, notes = change.facts(Indicator, promise.id), change.facts(PromiseNote, promise.id)
    for one in stated.indicators:
        own = {"id": f"{promise.id}.{one.key}", "promise_id": promise.id}
        put_indicator(doing, change, promise, _as_stated(Indicator, indicators, own, one.facts))
    for one in stated.notes:
        own = {"id": f"{promise.id}.{one.key}", "promise_id": promise.id}
        put_note(doing, change, _as_stated(PromiseNote, notes, own, one.facts))


def _as_stated(
    cls: type[T], known: tuple[T, ...], fresh: Mapping[str, Any], facts: Mapping[str, Any]
) -> T:
    """Return a thing as a file states it: the one that is known by its id, altered, or a fresh one."""
    for one in known:
        if one.id == fresh["id"]:
            return replace(one, **facts)
    said = {**fresh, **facts}
    for field in fields(cls):
        if field.default is MISSING and field.name not in said:
            raise Refused("promises.field_missing", field=field.name, name=fresh["id"])
    return cls(**said)


def _kept(change: Change, file: PromiseFile) -> _Kept:
    """Return what is believed of the promises that a file names."""
    kept: dict[tuple[str, str], Promise | Indicator | PromiseNote] = {}
    for stated in file.promises:
        kept |= {("promise", one.id): one for one in change.facts(Promise, stated.key)}
        kept |= {("indicator", one.id): one for one in change.facts(Indicator, stated.key)}
        kept |= {("note", one.id): one for one in change.facts(PromiseNote, stated.key)}
    return kept


def _taken(file: PromiseFile, before: _Kept, after: _Kept) -> Iterator[Taken]:
    """Give what became of each thing that a file states, and not of what stands beside it."""
    for stated in file.promises:
        own = [("promise", stated.key)]
        own += [("indicator", f"{stated.key}.{one.key}") for one in stated.indicators]
        own += [("note", f"{stated.key}.{one.key}") for one in stated.notes]
        for kind, thing_id in own:
            now, then = after[kind, thing_id], before.get((kind, thing_id))
            name = _name(now)
            if then is None:
                yield Taken(kind, thing_id, name, "new")
            else:
                changed = _differences(then, now)
                yield Taken(kind, thing_id, name, "changed" if changed else "same", changed)


def _name(one: Promise | Indicator | PromiseNote) -> str:
    match one:
        case Promise():
            return one.title
        case Indicator():
            return one.name
    return one.on.isoformat()


def _differences(then: object, now: Promise | Indicator | PromiseNote) -> tuple[str, ...]:
    names = (field.name for field in fields(now))
    return tuple(name for name in names if getattr(then, name) != getattr(now, name))
