"""Promises as they are made: entered, put right, followed by another, looked through; and notes about them."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import TypedDict, Unpack

from grannsamverkan.actions.deeds import Outcome, hold_to_seen, outcome, prose
from grannsamverkan.actions.doing import Doing, line
from grannsamverkan.actions.hanging import hold_promises
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.promise_checks import check_indicator, check_promise
from grannsamverkan.domain.promises import Indicator, Party, Promise, PromiseNote, Wording
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Change, Register

LONGEST_TEXT, LONGEST_PLAIN = 4_000, 600
"""So many characters the words of a promise may have, and its plain sentences."""


class Facts(TypedDict, total=False):
    """What can be said of a promise beside its title, its words and its first day; see `Promise`."""

    municipalities: tuple[str, ...]
    police_area: str | None
    wording: Wording
    plain: str | None
    source_url: str | None
    signed_on: date | None
    last_day: date | None
    parties: tuple[str, ...]
    responsible: Party
    signatories: str | None
    problem: str | None
    cause_analysis: str | None
    picture_year: int | None
    follow_up_months: int | None


class AllFacts(Facts, total=False):
    """What can be put right about a promise."""

    title: str
    text: str
    start: date


def enter(
    doing: Doing, municipality: str, *, title: str, text: str, start: date, **facts: Unpack[Facts]
) -> Outcome[Promise]:
    """Enter a promise as it was made; whoever enters it has looked it through.

    Raises:
        NotFound: not theirs to enter. Refused: a municipality that is not here, a period that runs
            backwards, or another thing that cannot be; the text says how to mend it.
    """
    with doing.change("enter_promise") as change:
        fresh = Promise(
            id=doing.new_id(doing.now),
            municipality=municipality,
            title=title,
            text=text,
            start=start,
            reviewed_on=doing.today,
            **facts,
        )
        promise = put_promise(doing, change, fresh)
    return outcome(change, promise)


def correct(
    doing: Doing, promise_id: str, *, seen: str | None = None, **facts: Unpack[AllFacts]
) -> Outcome[Promise]:
    """Put right what is known of a promise; its indicators have to fit it still.

    Raises:
        As `enter`, and Conflict: it is not as it was seen. Refused: it is so already.
    """
    with doing.change("correct_promise") as change:
        before = promise_to(doing, change, promise_id)
        hold_to_seen(before, seen)
        after = put_promise(doing, change, replace(before, **facts), before)
        if after == before:
            raise Refused("deed.nothing_to_change")
    return outcome(change, after)


def review(doing: Doing, promise_id: str, *, seen: str | None = None) -> Outcome[Promise]:
    """Note that someone has looked through what is said of a promise today, and found it right.

    Raises:
        NotFound: no such promise. Conflict: it is not as it was seen. Refused: it is noted already.
    """
    with doing.change("review_promise") as change:
        before = promise_to(doing, change, promise_id)
        hold_to_seen(before, seen)
        after = replace(before, reviewed_on=doing.today)
        if after == before:
            raise Refused("deed.nothing_to_change")
        change.set_facts(Promise, after.id, [after])
    return outcome(change, after)


def follow_on(
    doing: Doing, promise_id: str, successor_id: str | None, *, seen: str | None = None
) -> Outcome[Promise]:
    """Say which promise took the place of another; None: none did.

    Raises:
        NotFound: no such promise, or not theirs. Conflict: it is not as it was seen.
        Refused: the other one is no later promise of the municipality, or it is so already.
    """
    with doing.change("follow_on_promise") as change:
        before = promise_to(doing, change, promise_id)
        hold_to_seen(before, seen)
        after = put_successor(doing, change, before, successor_id)
        if after == before:
            raise Refused("deed.nothing_to_change")
    return outcome(change, after)


def remove(doing: Doing, promise_id: str, *, seen: str | None = None) -> Outcome[Promise]:
    """Take away a promise that was entered by mistake, with its indicators and notes.

    Raises:
        NotFound: no such promise, or not theirs. Conflict: it is not as it was seen.
        Refused: it has been assessed, or a view or an earlier promise points to it.
    """
    with doing.change("remove_promise") as change:
        promise = promise_to(doing, change, promise_id)
        hold_to_seen(promise, seen)
        for kind in (Promise, Indicator, PromiseNote):
            change.set_facts(kind, promise_id, [])
        hold_promises(doing, change, [promise_id])
    return outcome(change, promise)


def promise_of(register: Register, promise_id: str) -> Promise:
    """Return a promise by its id.

    Raises:
        NotFound: no such promise.
    """
    known = register.facts(Promise, promise_id)
    if not known:
        raise NotFound("access.not_found")
    return known[0]


# -- inside a change ---------------------------------------------------------------------------------


def promise_to(
    doing: Doing, change: Change, promise_id: str, deed: Deed = Deed.MANAGE_PROMISES
) -> Promise:
    """Return a promise that someone may do something to; one that is not there is refused alike.

    Raises:
        NotFound: no such promise, or not for them.
    """
    known = change.facts(Promise, promise_id)
    if not known:
        raise NotFound("access.not_found")
    doing.require(deed, municipality=known[0].municipality)
    return known[0]


def put_promise(
    doing: Doing, change: Change, promise: Promise, before: Promise | None = None
) -> Promise:
    """Believe a promise as it is kept, in the place of the one before, and return it so.

    Raises:
        As `enter`.
    """
    tidy = _tidy(promise)
    _hold_to_places(doing, change, tidy, before.places if before else ())
    check_promise(tidy, doing.today)
    for indicator in change.facts(Indicator, tidy.id):
        check_indicator(indicator, tidy, doing.today)
    change.set_facts(Promise, tidy.id, [tidy])
    return tidy


def _tidy(promise: Promise) -> Promise:
    """Return a promise with its texts as they are kept, and whoever is responsible among the parties."""
    return replace(
        promise,
        title=line(promise.title) or "",
        text=prose(promise.text, longest=LONGEST_TEXT) or "",
        plain=prose(promise.plain, longest=LONGEST_PLAIN),
        problem=prose(promise.problem, longest=LONGEST_TEXT),
        cause_analysis=prose(promise.cause_analysis, longest=LONGEST_TEXT),
        police_area=line(promise.police_area),
        signatories=line(promise.signatories),
        source_url=(promise.source_url or "").strip() or None,
        municipalities=tuple(dict.fromkeys(promise.municipalities)),
        parties=tuple(dict.fromkeys(map(str, promise.parties))) or (promise.responsible.value,),
    )


def _hold_to_places(
    doing: Doing, change: Change, promise: Promise, before: Collection[str]
) -> None:
    """Refuse a promise to a municipality that is not here, or that is not theirs to promise anything."""
    doing.require(Deed.MANAGE_PROMISES, municipality=promise.municipality)
    for code in promise.places:
        if change.municipality(code) is None:
            known = tuple(one.code for one in doing.register.municipalities())
            raise Refused("promises.unknown_municipality", code=code[:10], known=known)
        if code not in before:
            doing.require(Deed.MANAGE_PROMISES, municipality=code)


def put_successor(
    doing: Doing, change: Change, promise: Promise, successor_id: str | None
) -> Promise:
    """Believe that another promise took the place of this one, and return it so.

    Raises:
        As `follow_on`.
    """
    if successor_id is not None:
        successor = promise_to(doing, change, successor_id)
        if successor.municipality != promise.municipality or successor.start <= promise.start:
            raise Refused("promises.no_successor", title=successor.title)
    after = replace(promise, successor_id=successor_id)
    change.set_facts(Promise, after.id, [after])
    return after
