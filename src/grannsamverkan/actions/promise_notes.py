"""Notes about a promise for everyone to read: what was done, what was not, what was learnt."""

from dataclasses import replace
from datetime import date
from typing import TypedDict, Unpack

from grannsamverkan.actions.deeds import Outcome, hold_to_seen, outcome, prose
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.promises import promise_to
from grannsamverkan.actions.view_words import refuse_reach
from grannsamverkan.domain.promise_checks import check_past
from grannsamverkan.domain.promises import NoteKind, PromiseNote
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Change

LONGEST_NOTE = 2_000


class Facts(TypedDict, total=False):
    """What can be put right about a note."""

    text: str
    on: date
    kind: NoteKind


def add(
    doing: Doing,
    promise_id: str,
    text: str,
    *,
    on: date | None = None,
    kind: NoteKind = NoteKind.UPDATE,
) -> Outcome[PromiseNote]:
    """Add a note about a promise, of today or an earlier day.

    Raises:
        NotFound: no such promise, or not theirs. Refused: no text, too long a one, or a day to come.
    """
    with doing.change("add_promise_note") as change:
        promise = promise_to(doing, change, promise_id)
        note = PromiseNote(
            id=doing.new_id(doing.now),
            promise_id=promise.id,
            on=on or doing.today,
            kind=kind,
            text=text,
        )
        note = put_note(doing, change, note)
    return outcome(change, note)


def correct(
    doing: Doing,
    promise_id: str,
    note_id: str,
    *,
    seen: str | None = None,
    **facts: Unpack[Facts],
) -> Outcome[PromiseNote]:
    """Put a note right; what it said before stays in the journal alone.

    Raises:
        As `add`, and NotFound: no such note. Conflict: it is not as it was seen.
        Refused: it says so already.
    """
    with doing.change("correct_promise_note") as change:
        before = _note_in(doing, change, promise_id, note_id)
        hold_to_seen(before, seen)
        after = put_note(doing, change, replace(before, **facts))
        if after == before:
            raise Refused("deed.nothing_to_change")
    return outcome(change, after)


def remove(
    doing: Doing, promise_id: str, note_id: str, *, seen: str | None = None
) -> Outcome[PromiseNote]:
    """Take a note away; what it said stays in the journal alone.

    Raises:
        NotFound: no such note, or not theirs. Conflict: it is not as it was seen.
    """
    with doing.change("remove_promise_note") as change:
        note = _note_in(doing, change, promise_id, note_id)
        hold_to_seen(note, seen)
        others = [one for one in change.facts(PromiseNote, promise_id) if one.id != note_id]
        change.set_facts(PromiseNote, promise_id, others)
    return outcome(change, note)


def _note_in(doing: Doing, change: Change, promise_id: str, note_id: str) -> PromiseNote:
    promise_to(doing, change, promise_id)
    for one in change.facts(PromiseNote, promise_id):
        if one.id == note_id:
            return one
    raise NotFound("access.not_found")


def put_note(doing: Doing, change: Change, note: PromiseNote) -> PromiseNote:
    """Believe a note of a promise that is known to be theirs, and return it as it is kept.

    Raises:
        Refused: no text, too long a one, one that tells how to reach someone, or a day that cannot be.
    """
    tidy = replace(note, text=prose(note.text, longest=LONGEST_NOTE) or "")
    if not tidy.text:
        raise Refused("promises.note_missing")
    refuse_reach(tidy.text)
    check_past(tidy.on, doing.today)
    others = [one for one in change.facts(PromiseNote, tidy.promise_id) if one.id != tidy.id]
    change.set_facts(PromiseNote, tidy.promise_id, [*others, tidy])
    return tidy
