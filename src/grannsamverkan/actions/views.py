"""What residents say: handed in without an account, coded, answered and published by staff.

That something was said, about what and from where, is counted in the ledger for ever. The words lie
beside it: those of the resident go when what anyone may read has been made of them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

from grannsamverkan.actions import view_words
from grannsamverkan.actions.deeds import Outcome, hold_to_seen, mark, not_to_come, outcome
from grannsamverkan.actions.doing import Doing, new_ulid
from grannsamverkan.actions.privacy import scrubbed
from grannsamverkan.domain.access import Deed, Who
from grannsamverkan.domain.activities import Activity
from grannsamverkan.domain.period import months_after
from grannsamverkan.domain.policy import Setting, policy_of
from grannsamverkan.domain.promises import Promise
from grannsamverkan.domain.views import ResidentView, ViewChannel, ViewState, ViewText, ViewTheme
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.i18n import translator
from grannsamverkan.register import Change, Register

RESIDENT = Who(id="resident")
"""Whoever fills in the public form: they may do nothing else, and nothing is known of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What someone says, as it was typed: about what, from where, in their own words."""

    municipality: str
    theme: ViewTheme
    locality: str | None = None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How staff came to hear it: when, and in what way; `dialogue_id` is the activity at which it was said."""

    on: date
    channel: ViewChannel
    dialogue_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """What staff find that a view is about; `promise_id` the promise it led to, or is about."""

    theme: ViewTheme
    locality: str | None = None
    promise_id: str | None = None


def hand_in(
    register: Register,
    said: Said,
    *,
    now: datetime,
    language: str = "sv",
    new_id: Callable[[datetime], str] = new_ulid,
) -> ResidentView:
    """Take what a resident says in the public form, without asking who they are.

    Raises:
        NotFound: no such municipality. Refused: no such locality there, nothing said, or too much.
    """
    doing = Doing(
        register=register,
        actor=RESIDENT.id,
        reason=translator(language)("views.by_form"),
        now=now,
        who=RESIDENT,
        new_id=new_id,
    )
    heard = Heard(on=now.date(), channel=ViewChannel.FORM)
    return _enter(doing, "hand_in_view", said, heard).of


def log_view(doing: Doing, said: Said, heard: Heard) -> Outcome[ResidentView]:
    """Write down what a resident said at a dialogue, on a walk or in a survey.

    Raises:
        NotFound: no such municipality, or not theirs. Refused: a day to come, no such locality or
            activity there, nothing said, or too much.
    """
    doing.require(Deed.MANAGE_VIEWS, municipality=said.municipality)
    not_to_come(doing, heard.on)
    if heard.channel is ViewChannel.FORM:
        raise Refused("views.not_by_form")
    if heard.dialogue_id is not None:
        known = doing.register.facts(Activity, heard.dialogue_id)
        if not known or known[0].municipality != said.municipality:
            raise Refused("views.no_such_dialogue")
    return _enter(doing, "log_view", said, heard)


def _enter(doing: Doing, action: str, said: Said, heard: Heard) -> Outcome[ResidentView]:
    place, raw = said.municipality, view_words.handed_in(said.text)
    view = ResidentView(
        id=doing.new_id(doing.now),
        municipality=place,
        received_on=heard.on,
        channel=heard.channel,
        theme=said.theme,
        locality=_locality(doing.register, place, said.locality),
        dialogue_id=heard.dialogue_id,
    )
    months = policy_of(doing.register.facts(Setting, place)).view_retention_months
    words = ViewText(
        id=view.id,
        municipality=place,
        received_on=heard.on,
        raw=raw,
        erase_after=months_after(heard.on, months),
    )
    with doing.change(action) as change:
        if change.municipality(place) is None:
            raise NotFound("access.not_found")
        change.set_facts(ResidentView, view.id, [view])
        change.private.put(words)
        change.subject = view.id
    return outcome(change, view)


def _locality(register: Register, municipality: str, name: str | None) -> str | None:
    """Return a locality of a municipality; any other word would stand in the ledger for ever."""
    known = {one.name for one in register.localities() if one.municipality == municipality}
    if name and name not in known:
        raise Refused("views.no_such_locality")
    return name or None


def code(
    doing: Doing, view_id: str, coding: Coding, *, seen: str | None = None
) -> Outcome[ResidentView]:
    """Say what a view is about, from where it is, and which promise it led to.

    Raises:
        NotFound: no such view, or not theirs. Conflict: it is not as it was seen.
        Refused: no such locality or promise there, or it is so already.
    """
    with _of_one(doing, "code_view", view_id, seen) as (change, view, _words):
        if coding.promise_id and not _is_to(doing.register, coding.promise_id, view.municipality):
            raise Refused("views.no_such_promise")
        after = replace(
            view,
            theme=coding.theme,
            locality=_locality(doing.register, view.municipality, coding.locality),
            promise_id=coding.promise_id or None,
        )
        if after == view:
            raise Refused("deed.nothing_to_change")
        change.set_facts(ResidentView, view_id, [after])
    return outcome(change, after)


def _is_to(register: Register, promise_id: str, municipality: str) -> bool:
    return any(municipality in one.places for one in register.facts(Promise, promise_id))


def publish(doing: Doing, view_id: str, text: str, answer: str, *, seen: str | None = None) -> bool:
    """Let everyone read a view and its answer, and erase the resident's own words; say whether no trace is left.

    What is published can be put right in the same way.

    Raises:
        NotFound: no such view, or not theirs. Conflict: it is not as it was seen.
        Refused: a text is missing, too long or points at someone, or it is so already.
    """
    said, told = view_words.redacted(text), view_words.answer(answer)
    with _of_one(doing, "publish_view", view_id, seen) as (change, view, words):
        if words is None:
            raise Refused("views.words_gone")
        after = replace(words, state=ViewState.PUBLISHED, raw=None, text=said, answer=told)
        if after == words:
            raise Refused("deed.nothing_to_change")
        since = view.answered_on if told == words.answer else None
        change.private.put(after)
        change.set_facts(ResidentView, view_id, [replace(view, answered_on=since or doing.today)])
    return scrubbed(doing)


def keep_back(doing: Doing, view_id: str, *, seen: str | None = None) -> None:
    """Let nobody else read a view, published or not; it counts all the same.

    Raises:
        NotFound: no such view, or not theirs. Conflict: it is not as it was seen.
        Refused: it is kept back already, or its words are erased.
    """
    with _of_one(doing, "keep_back_view", view_id, seen) as (change, view, words):
        if words is None:
            raise Refused("views.words_gone")
        if words.state is ViewState.KEPT_BACK:
            raise Refused("deed.nothing_to_change")
        change.private.put(replace(words, state=ViewState.KEPT_BACK))
        change.set_facts(ResidentView, view_id, [replace(view, answered_on=None)])


def erase(doing: Doing, view_id: str, *, counted: bool = True) -> bool:
    """Erase every word of a view, and say whether no trace is left.

    Args:
        doing: who does it.
        view_id: which view.
        counted: whether it goes on to count; what is no view at all need not.

    Raises:
        NotFound: no such view, or not theirs.
    """
    with _of_one(doing, "erase_view", view_id, None) as (change, view, _words):
        change.private.remove(ViewText, view_id)
        left = [replace(view, answered_on=None)] if counted else []
        change.set_facts(ResidentView, view_id, left)
    return scrubbed(doing)


def seen_as(view: ResidentView, words: ViewText | None) -> str:
    """Return what tells whether a view still is as someone saw it."""
    return mark((view, words))


@contextmanager
def _of_one(
    doing: Doing, action: str, view_id: str, seen: str | None
) -> Iterator[tuple[Change, ResidentView, ViewText | None]]:
    """Open the change that is about one view."""
    with doing.change(action) as change:
        known = change.facts(ResidentView, view_id)
        if not known:
            raise NotFound("access.not_found")
        doing.require(Deed.MANAGE_VIEWS, municipality=known[0].municipality)
        words = change.private.get(ViewText, view_id)
        hold_to_seen((known[0], words), seen)
        change.subject = view_id
        yield change, known[0], words
