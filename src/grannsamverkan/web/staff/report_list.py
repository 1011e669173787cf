"""/arbete/rapporter: the reports of someone's municipalities, and a new one begun."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Response

from grannsamverkan.actions import reporting
from grannsamverkan.actions.promises import promise_of
from grannsamverkan.actions.reports import reports_of
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.promises import Promise
from grannsamverkan.domain.reporting import Report, ReportKind, whole_year
from grannsamverkan.errors import Refused
from grannsamverkan.web.staff.desk import Desk, Form, Visit, needs
from grannsamverkan.web.staff.filling import BLANK, Filling, refused
from grannsamverkan.web.staff.places import place_of, places_for
from grannsamverkan.web.staff.sent import Asked, AskedDep, Sent, SentDep

router = APIRouter()

PATH = "/arbete/rapporter"
NEW = "ny"
READ = [needs(Deed.MANAGE_REPORTS, Deed.APPROVE_REPORT)]
MANAGE = [needs(Deed.MANAGE_REPORTS)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report that someone begins is about."""

    municipality: str
    start: date
    last_day: date
    kind: ReportKind


def places_of(desk: Desk, visit: Visit) -> tuple[Municipality, ...]:
    """Return the municipalities whose reports a person may read."""
    theirs = {
        one.code
        for deed in (Deed.MANAGE_REPORTS, Deed.APPROVE_REPORT)
        for one in places_for(desk, visit, deed)
    }
    return tuple(one for one in desk.register.municipalities() if one.code in theirs)


@router.get(PATH, dependencies=READ)
def listed(asked: AskedDep) -> Response:
    """Return the reports of each municipality, the newest first, and the form for a new one."""
    return _page(asked, BLANK)


@router.post(PATH, dependencies=MANAGE)
def begin(sent: SentDep) -> Response:
    """Begin a report on a year, on any period, or on the whole of a promise."""
    try:
        wanted = _wanted(sent)
        report = reporting.begin(
            sent.doing("report.did.begin"),
            wanted.municipality,
            wanted.start,
            wanted.last_day,
            wanted.kind,
        )
    except Refused as error:
        return _page(sent, refused(sent.visit, sent.form, NEW, error))
    to = f"{PATH}/{report.id}"
    return sent.desk.done(sent.request, sent.visit, to=to, key="report.did.begin")


def _wanted(sent: Sent) -> Wanted:
    form = sent.form
    if chosen := form.text("lofte"):
        promise = promise_of(sent.desk.register, chosen)
        if promise.last_day is None:
            raise Refused("report.goes_on")
        return Wanted(promise.municipality, promise.start, promise.last_day, ReportKind.FINAL)
    place = place_of(sent.desk, sent.visit, Deed.MANAGE_REPORTS, form.text("kommun"))
    return Wanted(place.code, *_period(form), ReportKind.YEARLY)


def _period(form: Form) -> tuple[date, date]:
    start, last_day, year = form.day("start"), form.day("last_day"), form.number("ar")
    if start is not None and last_day is not None:
        return start, last_day
    if year is None or start is not None or last_day is not None:
        raise Refused("report.no_period")
    return whole_year(year)


def _page(asked: Asked, filling: Filling) -> Response:
    desk, visit = asked.desk, asked.visit
    places = places_of(desk, visit)
    return asked.page(
        "arbete/rapporter.html",
        status=filling.status,
        filling=filling,
        reports={one.code: _reports(desk, one) for one in places},
        places=places,
        mine=places_for(desk, visit, Deed.MANAGE_REPORTS),
        promises=_ended(desk, visit),
        year=desk.today.year - 1,
    )


def _reports(desk: Desk, place: Municipality) -> list[Report]:
    return reports_of(desk.register, place.code)


def _ended(desk: Desk, visit: Visit) -> list[Promise]:
    """Return the promises whose whole period can be accounted for."""
    codes = {one.code for one in places_for(desk, visit, Deed.MANAGE_REPORTS)}
    every = (one for some in desk.register.present().facts[Promise].values() for one in some)
    ended = (
        one
        for one in every
        if one.municipality in codes and one.last_day is not None and one.last_day < desk.today
    )
    return sorted(ended, key=lambda one: (one.start, one.id), reverse=True)
