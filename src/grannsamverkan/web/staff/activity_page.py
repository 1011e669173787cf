"""/arbete/aktiviteter/{id}: one activity planned, held, called off or put right; and a new one."""

from collections.abc import Sequence

from fastapi import APIRouter, Response

from grannsamverkan.actions import activities
from grannsamverkan.actions.activities import activity_of
from grannsamverkan.actions.activity_facts import AllFacts
from grannsamverkan.actions.deeds import Outcome, mark
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.activities import OPERATIONS, Activity, ActivityKind, Organiser
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.promises import School
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.staff.activities import PATH, calendar_of
from grannsamverkan.web.staff.activity_form import (
    day_in,
    facts_in,
    kept,
    kind_in,
    offered,
    schools_of,
)
from grannsamverkan.web.staff.activity_lines import names_of, seen
from grannsamverkan.web.staff.area_lines import Line
from grannsamverkan.web.staff.areas import seen as areas_seen
from grannsamverkan.web.staff.desk import needs
from grannsamverkan.web.staff.filling import BLANK, Filling, changed, refused
from grannsamverkan.web.staff.places import place_of, places_for
from grannsamverkan.web.staff.sent import Asked, AskedDep, Sent, SentDep

router = APIRouter()

NEW, EDIT, HOLD, CANCEL = "ny", "uppgifter", "hall", "stall-in"
LIVE = frozenset(Status) - {Status.CLOSED, Status.SUPERSEDED, Status.WITHDRAWN}
FEW = 30
"""So many areas are all shown to be ticked; among more one searches."""


@router.get(f"{PATH}/{NEW}", dependencies=[needs(Deed.MANAGE_ACTIVITIES)])
def new_form(asked: AskedDep) -> Response:
    """Return the form for an activity, planned or held; an address can name areas and the kind."""
    return _new(asked, BLANK, asked.request.query_params.getlist("omrade"))


@router.post(f"{PATH}/{NEW}", dependencies=[needs(Deed.MANAGE_ACTIVITIES)])
def enter(sent: SentDep) -> Response:
    """Plan an activity or note one that has been; or look for areas, with all that was typed kept."""
    form = sent.form
    ticked = form.all("omrade")
    if form.ticked("sok"):
        return _new(sent, Filling(form, NEW), ticked)
    held = form.text("hur") == "held"
    key = "activities.did.log" if held else "activities.did.plan"
    try:
        act = activities.log if held else activities.plan
        place = _municipality(sent, ticked)
        facts = facts_in(form)
        facts["area_ids"] = tuple(ticked)
        done = act(sent.doing(key), place, kind_in(form), day_in(form), **facts)
    except Refused as error:
        return _new(sent, refused(sent.visit, form, NEW, error), ticked)
    return sent.done(f"{PATH}/{done.of.id}", key, done)


def _municipality(sent: Sent, area_ids: Sequence[str]) -> str:
    """Return whose activity it is: of the areas or the school named, or else the municipality chosen."""
    timelines = sent.desk.register.present().timelines
    for area_id in area_ids:
        if timelines.get(area_id):
            return timelines[area_id][-1].municipality
    for school in schools_of(sent.desk, places_for(sent.desk, sent.visit, Deed.MANAGE_ACTIVITIES)):
        if school.id == sent.form.text("school_id"):
            return school.municipality
    return place_of(sent.desk, sent.visit, Deed.MANAGE_ACTIVITIES, sent.form.text("kommun")).code


def _new(asked: Asked, filling: Filling, ticked: Sequence[str]) -> Response:
    areas, many = _areas(asked, filling, ticked)
    places = places_for(asked.desk, asked.visit, Deed.MANAGE_ACTIVITIES)
    return asked.page(
        "arbete/aktivitet_ny.html",
        status=filling.status,
        filling=filling,
        areas=areas,
        many=many,
        ticked=ticked,
        kinds=tuple(ActivityKind),
        kind=asked.request.query_params.get("slag", ""),
        organisers=tuple(Organiser),
        places=places,
        offered=offered(asked, places),
    )


def _areas(asked: Asked, filling: Filling, ticked: Sequence[str]) -> tuple[list[Line], bool]:
    """Return the areas that can be ticked: all of few; of many those ticked and those searched for."""
    live = [one for one in areas_seen(asked.desk, asked.visit) if one.version.status in LIVE]
    live.sort(key=lambda one: one.name_key)
    if len(live) <= FEW:
        return live, False
    text = str(filling.value(NEW, "q")).casefold()
    found = [one for one in live if text and text in one.folded and one.id not in ticked]
    return [*(one for one in live if one.id in ticked), *found[:FEW]], True


@router.get(f"{PATH}/{{activity_id}}", dependencies=[needs(Deed.MANAGE_ACTIVITIES)])
def activity_page(asked: AskedDep, activity_id: str) -> Response:
    """Return an activity, with the forms for what can be done with it; with `.ics` as a calendar file."""
    plain, dot, _ = activity_id.partition(".ics")
    one = _activity(asked, plain)
    return calendar_of(asked, [one], f"aktivitet-{one.on}") if dot else _page(asked, one, BLANK)


@router.post(f"{PATH}/{{activity_id}}/{{deed}}", dependencies=[needs(Deed.MANAGE_ACTIVITIES)])
def do_with(sent: SentDep, activity_id: str, deed: str) -> Response:
    """Note that an activity was held or is off, or put it right; what others wrote meanwhile is shown."""
    if deed not in _DEEDS:
        raise NotFound("access.not_found")
    before, key = _activity(sent, activity_id), f"activities.did.{_DEEDS[deed]}"
    try:
        done = _done(sent, before, deed, key)
    except Refused as error:
        now = kept(before) if error.key == "deed.changed_meanwhile" else {}
        filling = refused(sent.visit, sent.form, deed, error, changed(sent.form, now))
        return _page(sent, before, filling)
    return sent.done(f"{PATH}/{activity_id}", key, done)


_DEEDS = {HOLD: "hold", CANCEL: "cancel", EDIT: "edit"}


def _done(sent: Sent, before: Activity, deed: str, key: str) -> Outcome[Activity]:
    doing, form, looked = sent.doing(key), sent.form, sent.form.text("seen")
    if deed == CANCEL:
        return activities.cancel(doing, before.id, seen=looked)
    if deed == EDIT:
        facts = AllFacts(kind=kind_in(form), on=day_in(form), **facts_in(form))
        return activities.correct(doing, before.id, seen=looked, **facts)
    on, came = form.day("on") or before.on, form.number("attendees")
    contacts = form.number("contacts_present")
    return activities.hold(
        doing, before.id, seen=looked, on=on, attendees=came, contacts_present=contacts
    )


def _activity(asked: Asked, activity_id: str) -> Activity:
    """Return an activity that a person may see.

    Raises:
        NotFound: there is none, or not for them.
    """
    one = activity_of(asked.desk.register, activity_id)
    if one not in seen(asked.desk.register.present(), asked.visit):
        raise NotFound("access.not_found")
    return one


def _page(asked: Asked, activity: Activity, filling: Filling) -> Response:
    may = all(
        asked.visit.may(Deed.MANAGE_ACTIVITIES, municipality=activity.municipality, area_id=area_id)
        for area_id in activity.area_ids or (None,)
    )
    schools = asked.desk.register.present().facts[School].get(activity.municipality, ())
    places = [
        one for one in asked.desk.register.municipalities() if one.code == activity.municipality
    ]
    return asked.page(
        "arbete/aktivitet.html",
        status=filling.status,
        activity=activity,
        names=names_of(asked.desk.register.present(), [activity]),
        may_act=may,
        school=next((one.name for one in schools if one.id == activity.school_id), None),
        by_month=activity.kind in OPERATIONS,
        offered=offered(asked, places),
        seen=mark(activity),
        filling=filling,
        kinds=tuple(ActivityKind),
        organisers=tuple(Organiser),
    )
