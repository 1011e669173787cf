"""/arbete/loften/{id}: one promise, where it stands, and what is done to keep what is said of it true."""

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter, Response

from grannsamverkan.actions import assessments, promise_notes, promises
from grannsamverkan.actions.deeds import mark
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.progress import newest
from grannsamverkan.domain.promise_checks import OUT_OF_ALL, WITH_BASELINE
from grannsamverkan.domain.promises import Assessment, NoteKind, Outcome, Promise, PromiseNote
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.staff.desk import Visit, needs
from grannsamverkan.web.staff.filling import BLANK, Filling, changed, refused
from grannsamverkan.web.staff.places import places_for
from grannsamverkan.web.staff.promise_form import (
    choices,
    promise_facts,
    promise_now,
    required_day,
)
from grannsamverkan.web.staff.promise_lines import MOST, stands_of
from grannsamverkan.web.staff.promise_list import PATH, line_of
from grannsamverkan.web.staff.promise_outlook import outlook_for
from grannsamverkan.web.staff.sent import Asked, AskedDep, Sent, SentDep

router = APIRouter()

PROMISE = f"{PATH}/{{promise_id}}"
EDIT, REVIEW, FOLLOW, ASSESS = "uppgifter", "genomgangen", "efterfoljare", "bedom"
NOTE, REMOVE = "anteckningar", "ta-bort"
_MANAGE = [needs(Deed.MANAGE_PROMISES)]


def one_of(asked: Asked, promise_id: str) -> Promise:
    """Return a promise that a person may see: it is made to a municipality of their work.

    Raises:
        NotFound: no such promise, or not for them.
    """
    promise = promises.promise_of(asked.desk.register, promise_id)
    if not any(_may(asked.visit, place) for place in promise.places):
        raise NotFound("access.not_found")
    return promise


def _may(visit: Visit, place: str) -> bool:
    return visit.may(Deed.MANAGE_PROMISES, municipality=place)


@router.get(PROMISE, dependencies=_MANAGE)
def promise_page(asked: AskedDep, promise_id: str) -> Response:
    """Return a promise with its figures, and the forms for what can be done about it."""
    return page_of(asked, one_of(asked, promise_id), BLANK)


@router.post(f"{PROMISE}/{EDIT}", dependencies=_MANAGE)
def correct(sent: SentDep, promise_id: str) -> Response:
    """Put a promise right; what others wrote meanwhile is shown."""
    before, form = one_of(sent, promise_id), sent.form
    try:
        done = promises.correct(
            sent.doing("promises.did.correct"),
            promise_id,
            seen=form.text("seen"),
            title=form.text("title"),
            text=form.text("text"),
            start=required_day(form, "start", "promises.start_missing"),
            **promise_facts(form),
        )
    except Refused as error:
        return refuse(sent, before, EDIT, error, promise_now(before))
    return sent.done(f"{PATH}/{promise_id}", "promises.did.correct", done)


@router.post(f"{PROMISE}/{REVIEW}", dependencies=_MANAGE)
def review(sent: SentDep, promise_id: str) -> Response:
    """Note that someone has looked through the page today."""
    before = one_of(sent, promise_id)
    try:
        doing = sent.doing("promises.did.review")
        done = promises.review(doing, promise_id, seen=sent.form.text("seen"))
    except Refused as error:
        return refuse(sent, before, REVIEW, error)
    return sent.done(f"{PATH}/{promise_id}", "promises.did.review", done)


@router.post(f"{PROMISE}/{FOLLOW}", dependencies=_MANAGE)
def follow_on(sent: SentDep, promise_id: str) -> Response:
    """Say which promise took its place, or that none did."""
    before, form = one_of(sent, promise_id), sent.form
    try:
        doing, successor = sent.doing("promises.did.follow_on"), form.text("successor") or None
        done = promises.follow_on(doing, promise_id, successor, seen=form.text("seen"))
    except Refused as error:
        return refuse(sent, before, FOLLOW, error)
    return sent.done(f"{PATH}/{promise_id}", "promises.did.follow_on", done)


@router.post(f"{PROMISE}/{REMOVE}", dependencies=_MANAGE)
def remove(sent: SentDep, promise_id: str) -> Response:
    """Take away a promise that was entered by mistake."""
    before = one_of(sent, promise_id)
    try:
        doing = sent.doing("promises.did.remove")
        done = promises.remove(doing, promise_id, seen=sent.form.text("seen"))
    except Refused as error:
        return refuse(sent, before, REMOVE, error)
    return sent.done(PATH, "promises.did.remove", done)


@router.post(f"{PROMISE}/{ASSESS}", dependencies=[needs(Deed.ASSESS_PROMISE)])
def assess(sent: SentDep, promise_id: str) -> Response:
    """Say what a person finds of a promise, or of one of its indicators, and why."""
    before, form = one_of(sent, promise_id), sent.form
    try:
        done = assessments.assess(
            sent.doing("promises.did.assess"),
            promise_id,
            _outcome(sent),
            as_of=required_day(form, "as_of", "promises.as_of_missing"),
            reason=form.text("reason"),
            indicator_id=form.text("about") or None,
        )
    except Refused as error:
        return refuse(sent, before, ASSESS, error)
    return sent.done(f"{PATH}/{promise_id}", "promises.did.assess", done)


def _outcome(sent: Sent) -> Outcome:
    outcome = sent.form.choice("outcome", Outcome)
    if outcome is None:
        raise Refused("promises.outcome_missing")
    return outcome


@router.post(f"{PROMISE}/{NOTE}", dependencies=_MANAGE)
def add_note(sent: SentDep, promise_id: str) -> Response:
    """Add a note for everyone to read."""
    before, form = one_of(sent, promise_id), sent.form
    try:
        kind, on = _kind(sent), form.day("on")
        doing = sent.doing("promises.did.note")
        done = promise_notes.add(doing, promise_id, form.text("text"), on=on, kind=kind)
    except Refused as error:
        return refuse(sent, before, NOTE, error)
    return sent.done(f"{PATH}/{promise_id}", "promises.did.note", done)


@router.post(f"{PROMISE}/{NOTE}/{{note_id}}", dependencies=_MANAGE)
def correct_note(sent: SentDep, promise_id: str, note_id: str) -> Response:
    """Put a note right; what others wrote meanwhile is shown."""
    before, form = one_of(sent, promise_id), sent.form
    try:
        done = promise_notes.correct(
            sent.doing("promises.did.correct_note"),
            promise_id,
            note_id,
            seen=form.text("seen"),
            text=form.text("text"),
            on=required_day(form, "on", "promises.note_day_missing"),
            kind=_kind(sent),
        )
    except Refused as error:
        return refuse(sent, before, note_id, error, _note_now(sent, promise_id, note_id))
    return sent.done(f"{PATH}/{promise_id}", "promises.did.correct_note", done)


@router.post(f"{PROMISE}/{NOTE}/{{note_id}}/{REMOVE}", dependencies=_MANAGE)
def remove_note(sent: SentDep, promise_id: str, note_id: str) -> Response:
    """Take a note away."""
    before = one_of(sent, promise_id)
    try:
        doing = sent.doing("promises.did.remove_note")
        seen = sent.form.text("seen")
        done = promise_notes.remove(doing, promise_id, note_id, seen=seen)
    except Refused as error:
        return refuse(sent, before, note_id, error)
    return sent.done(f"{PATH}/{promise_id}", "promises.did.remove_note", done)


def _note_now(sent: Sent, promise_id: str, note_id: str) -> dict[str, object]:
    """Return what is kept of a note, by the fields of its form."""
    notes = sent.desk.register.facts(PromiseNote, promise_id)
    found = next((one for one in notes if one.id == note_id), None)
    return {name: getattr(found, name) for name in ("text", "on", "kind")} if found else {}


def _kind(sent: Sent) -> NoteKind:
    return sent.form.choice("kind", NoteKind) or NoteKind.UPDATE


def refuse(
    sent: Sent,
    promise: Promise,
    which: str,
    error: Refused,
    now: Mapping[str, object] | None = None,
) -> Response:
    """Return the page with a form that was refused; of what changed meanwhile it shows what is kept `now`."""
    meanwhile = now if now and error.key == "deed.changed_meanwhile" else {}
    filling = refused(sent.visit, sent.form, which, error, changed(sent.form, meanwhile))
    return page_of(sent, promise, filling)


def page_of(asked: Asked, promise: Promise, filling: Filling) -> Response:
    """Return the page of a promise."""
    facts, desk, visit = asked.desk.register.present().facts, asked.desk, asked.visit
    made = facts[Assessment].get(promise.id, ())
    stands = stands_of(desk, promise, asked.t)
    notes = sorted(facts[PromiseNote].get(promise.id, ()), key=_note_day, reverse=True)
    return asked.page(
        "arbete/lofte.html",
        status=filling.status,
        filling=filling,
        promise=promise,
        line=line_of(promise, made, desk.today),
        seen=mark(promise),
        stands=stands,
        outlook=outlook_for(asked, promise, [one.progress for one in stands]),
        named={one.indicator.id: one.indicator.name for one in stands},
        most=MOST,
        newest=newest(made, promise, None, desk.today),
        assessments=sorted(made, key=_made, reverse=True),
        as_of=min(desk.today, promise.last_day or desk.today),
        notes=notes,
        marks={one.id: mark(one) for one in notes},
        later=_later(asked, promise),
        may_act=_may(visit, promise.municipality),
        may_assess=visit.may(Deed.ASSESS_PROMISE, municipality=promise.municipality),
        names={one.code: one.name for one in desk.register.municipalities()},
        places=_places(asked, promise),
        choices=choices(asked.t),
        with_baseline=WITH_BASELINE,
        out_of_all=OUT_OF_ALL,
    )


def _note_day(note: PromiseNote) -> tuple[date, str]:
    return note.on, note.id


def _made(one: Assessment) -> tuple[date, date, str]:
    return one.as_of, one.made_on, one.id


def _later(asked: Asked, promise: Promise) -> list[Promise]:
    """Return the promises that can have taken the place of one."""
    every = (one for some in asked.desk.register.present().facts[Promise].values() for one in some)
    later = (
        one
        for one in every
        if one.municipality == promise.municipality and one.start > promise.start
    )
    return sorted(later, key=lambda one: (one.start, one.id))


def _places(asked: Asked, promise: Promise) -> list[Municipality]:
    """Return the municipalities that a promise can be made to: theirs, and those it is made to already."""
    theirs = {one.code for one in places_for(asked.desk, asked.visit, Deed.MANAGE_PROMISES)}
    wanted = theirs | set(promise.places)
    return [one for one in asked.desk.register.municipalities() if one.code in wanted]
