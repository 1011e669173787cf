"""What has come in and waits for someone, apart from the areas themselves: answers, proposals, interests, faults."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from grannsamverkan.actions.jobs import given_up
from grannsamverkan.actions.rota import rota
from grannsamverkan.actions.wheel import Mark, Phase, Step, next_of, steps_of
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.confirmations import Question, Reply
from grannsamverkan.domain.drafts import Draft, DraftState
from grannsamverkan.domain.interests import Handling, Interest
from grannsamverkan.domain.people import ContactTerm
from grannsamverkan.domain.views import ViewState, ViewText
from grannsamverkan.web.staff.desk import Desk, Visit
from grannsamverkan.web.staff.places import places_for
from grannsamverkan.web.staff.promise_list import PATH as PROMISES
from grannsamverkan.web.staff.promise_list import seen as promises_seen
from grannsamverkan.web.staff.tasks import Kind, Task, Urgency
from grannsamverkan.web.staff.ways import home
from grannsamverkan.web.staff.wheel import LEADS_TO

NEWS_DAYS = 30
"""For so long an answer to a proposal is news to whoever made it."""

_REPLIES = (DraftState.APPROVED, DraftState.ANSWERED)


def incoming(desk: Desk, visit: Visit) -> list[Task]:
    """Return what has come in for a person, what cannot wait first."""
    return [
        *_leaving(desk, visit),
        *_failed(desk, visit),
        *_year(desk, visit),
        *_proposals(desk, visit),
        *_interests(desk, visit),
        *_views(desk, visit),
        *_follow_ups(desk, visit),
        *_report(desk, visit),
    ]


def _leaving(desk: Desk, visit: Visit) -> Iterator[Task]:
    """Give the contacts who have said that they hand over or stop, and who still are contacts."""
    with desk.register.looking() as private:
        said = {
            one.person_id: one
            for place in places_for(desk, visit, Deed.MANAGE_CONTACTS)
            for reply in (Reply.HAND_OVER, Reply.STOP)
            for one in private.find(Question, municipality=place.code, reply=reply)
        }
    if not said:
        return
    timelines = desk.register.present().timelines
    for area_id, term in _terms(desk):
        asked = said.get(term.person_id)
        if asked is not None and _said_on(asked) >= (term.confirmed_on or term.appointed_on):
            yield _of_answer(visit, area_id, last(timelines[area_id]).name, asked)


def _said_on(asked: Question) -> date:
    return asked.answered_at.date() if asked.answered_at else asked.asked_on


def _terms(desk: Desk) -> Iterator[tuple[str, ContactTerm]]:
    """Give the terms that hold today, with their areas."""
    present = desk.register.present()
    for area_id, terms in present.facts[ContactTerm].items():
        if area_id in present.timelines:
            yield from ((area_id, term) for term in terms if term.holds(desk.today))


def _of_answer(visit: Visit, area_id: str, name: str, asked: Question) -> Task:
    return Task(
        urgency=Urgency.NOW,
        kinds=frozenset({Kind.CONTACTS}),
        municipality=asked.municipality,
        title=name,
        home=home(area_id),
        reasons=((visit.t(f"work.queue.answer.{asked.reply}", day=_said_on(asked)), ""),),
        step=visit.t("work.queue.to.contacts"),
        path=f"{home(area_id)}/kontakter",
    )


def _failed(desk: Desk, visit: Visit) -> Iterator[Task]:
    """Give what could not be sent or done by itself, once for all."""
    places = places_for(desk, visit, Deed.SEND_CONFIRMATIONS)
    if not places:
        return
    with desk.register.looking() as private:
        failed = len(given_up(private))
    if failed:
        yield _common(
            visit, Kind.LETTERS, places[0].code, "failed", "/arbete/bekraftelser", n=failed
        )


def _year(desk: Desk, visit: Visit) -> Iterator[Task]:
    """Give the step of the year that waits, of each municipality that has contacts to ask."""
    for place in places_for(desk, visit, Deed.SEND_CONFIRMATIONS):
        if not rota(desk.register, place.code, desk.today):
            continue
        marks = steps_of(desk.register, place.code, year=desk.today.year, today=desk.today)
        mark = next_of(one for one in marks if one.step is not Step.REPORT)
        if mark is not None and mark.phase is Phase.WAITING:
            yield _of_step(visit, Kind.LETTERS, place.code, mark)


def _report(desk: Desk, visit: Visit) -> Iterator[Task]:
    """Give the report that is due, of each municipality that has promised anything."""
    promised = {one.promise.municipality for one in promises_seen(desk, visit)}
    for place in places_for(desk, visit, Deed.MANAGE_REPORTS):
        marks = steps_of(desk.register, place.code, year=desk.today.year, today=desk.today)
        mark = next(one for one in marks if one.step is Step.REPORT)
        if mark.phase is Phase.WAITING and place.code in promised:
            yield _of_step(visit, Kind.PROMISES, place.code, mark)


def _of_step(visit: Visit, kind: Kind, place: str, mark: Mark) -> Task:
    """Return a step of the year as a task."""
    assert mark.step is not None  # noqa: S101 # only steps come here
    because = visit.t("work.queue.year", day=mark.on)
    return Task(
        urgency=Urgency.SOON,
        kinds=frozenset({kind}),
        municipality=place,
        title=visit.t(f"work.wheel.step.{mark.step}"),
        home="/arbete/arshjul",
        reasons=((because, visit.t(f"work.wheel.explain.{mark.step}")),),
        step=visit.t("work.wheel.go"),
        path=LEADS_TO[mark.step],
    )


def _proposals(desk: Desk, visit: Visit) -> Iterator[Task]:
    """Give the borders that others propose and that the person may decide on, and answers to their own."""
    with desk.register.looking() as private:
        found = private.find(Draft, state=DraftState.PROPOSED)
        own = private.find(Draft, state=_REPLIES, made_by=visit.who.id)
    for draft in found:
        if visit.may(Deed.DECIDE_PROPOSAL, municipality=draft.municipality, area_id=draft.area_id):
            said = visit.t("work.queue.draft", day=draft.made_at.date())
            yield _of_draft(desk, visit, draft, said, "draft")
    for draft in own:
        if draft.decided_at and draft.decided_at.date() > desk.today - timedelta(days=NEWS_DAYS):
            said = visit.t(f"work.queue.draft_{draft.state}", day=draft.decided_at.date())
            yield _of_draft(desk, visit, draft, said, "reply")


def _of_draft(desk: Desk, visit: Visit, draft: Draft, said: str, step: str) -> Task:
    timeline = desk.register.present().timelines.get(draft.area_id or "")
    return Task(
        urgency=Urgency.SOON,
        kinds=frozenset({Kind.BORDERS}),
        municipality=draft.municipality,
        title=last(timeline).name if timeline else draft.name or visit.t("work.areas.new"),
        home=f"/arbete/forslag/{draft.id}",
        reasons=((said, ""),),
        step=visit.t(f"work.queue.to.{step}"),
        path=f"/arbete/forslag/{draft.id}",
    )


def _interests(desk: Desk, visit: Visit) -> Iterator[Task]:
    """Give the residents whom nobody has called yet, once for each municipality."""
    for place in places_for(desk, visit, Deed.SEE_INTERESTS):
        with desk.register.looking() as private:
            new: Sequence[Interest] = private.find(
                Interest, municipality=place.code, state=Handling.NEW
            )
        if new:
            oldest = min(one.received_on for one in new)
            yield _common(
                visit, Kind.RESIDENTS, place.code, "interests", "/arbete/intressen",
                n=len(new), day=oldest,
            )  # fmt: skip


def _views(desk: Desk, visit: Visit) -> Iterator[Task]:
    """Give the views of residents that nobody has read yet, once for each municipality."""
    for place in places_for(desk, visit, Deed.MANAGE_VIEWS):
        with desk.register.looking() as private:
            new = private.find(ViewText, municipality=place.code, state=ViewState.NEW)
        if new:
            oldest = min(one.received_on for one in new)
            yield _common(
                visit, Kind.RESIDENTS, place.code, "views", "/arbete/synpunkter",
                n=len(new), day=oldest,
            )  # fmt: skip


def _follow_ups(desk: Desk, visit: Visit) -> Iterator[Task]:
    """Give the promises whose follow-up is overdue, to those who may assess them."""
    for line in promises_seen(desk, visit):
        promise, due = line.promise, line.follow_up
        if due.overdue and visit.may(Deed.ASSESS_PROMISE, municipality=promise.municipality):
            path = f"{PROMISES}/{promise.id}"
            yield Task(
                urgency=Urgency.SOON,
                kinds=frozenset({Kind.PROMISES}),
                municipality=promise.municipality,
                title=promise.title,
                home=path,
                reasons=((visit.t("work.queue.follow_ups", day=due.due_on), ""),),
                step=visit.t("work.queue.to.follow_ups"),
                path=path,
            )


def _common(visit: Visit, kind: Kind, place: str, key: str, path: str, **values: object) -> Task:
    """Return a task about several things at once."""
    return Task(
        urgency=Urgency.SOON,
        kinds=frozenset({kind}),
        municipality=place,
        title=visit.t(f"work.queue.title_of.{key}"),
        home=path,
        reasons=((visit.t(f"work.queue.{key}", **values), ""),),
        step=visit.t(f"work.queue.to.{key}"),
        path=path,
    )
