"""GET /api/v1/promises and /api/v1/promises/{id}: what was promised, and every figure of how it goes."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path

from grannsamverkan.domain.bridge import Bridge
from grannsamverkan.domain.figures import Figure
from grannsamverkan.domain.progress import Progress
from grannsamverkan.domain.promises import Assessment, Party
from grannsamverkan.domain.public_promises import PublicPromise
from grannsamverkan.errors import NotFound
from grannsamverkan.web.api.counts import MunicipalityCode
from grannsamverkan.web.api.promise_models import (
    PROMISE_ID,
    ExpectedNumber,
    MadeOf,
    NumberOnDay,
    PromiseAssessment,
    PromiseBaseline,
    PromiseBridge,
    PromiseDetails,
    PromiseFigure,
    PromiseMeasure,
    PromiseNews,
    PromiseOutlook,
    Promises,
    PromiseSummary,
)
from grannsamverkan.web.problems import problems
from grannsamverkan.web.public.lofte import promise_of
from grannsamverkan.web.public.outlook import public_outlook
from grannsamverkan.web.site import SiteDep

if TYPE_CHECKING:  # a site that is only asked about places stays as small as it was
    from grannsamverkan.domain.outlook import Outlook, YearEnd

router = APIRouter(prefix="/api/v1", tags=["promises"])

PromiseId = Annotated[
    str, Path(max_length=64, description="The promise's lasting id.", examples=[PROMISE_ID])
]


@router.get("/promises", summary="What was promised", responses=problems(404, 422, 429, 503))
def promises(site: SiteDep, municipality: MunicipalityCode = None) -> Promises:
    """Return every promise that has begun, with its figures; of one municipality or of all."""
    if municipality is not None and municipality not in site.view().municipalities:
        raise NotFound("web.municipality", code=municipality)
    told = site.register.public_promises(today=site.today())
    chosen = [one for one in told if municipality is None or municipality in one.promise.places]
    example = site.register.info.example
    return Promises(promises=[_summary(one, example=example) for one in chosen], note=site.note())


@router.get(
    "/promises/{promise_id}",
    summary="One promise with its figures",
    responses=problems(404, 422, 429, 503),
)
def one_promise(site: SiteDep, promise_id: PromiseId) -> PromiseDetails:
    """Return a promise with every figure, the number of areas by month, how it changed and how it may turn out."""
    told, example = promise_of(site, promise_id), site.register.info.example
    growth = told.growth if told.of_areas else ()
    return PromiseDetails(
        **dict(_summary(told, example=example)),
        made_of=[_made_of(told, one) for one in told.progress],
        growth=[NumberOnDay(on=on, active=number) for on, number in growth],
        bridge=_bridge(told.bridge) if told.of_areas else None,
        outlook=_outlook(public_outlook(told)),
        notes=[PromiseNews(on=one.on, kind=one.kind, text=one.text) for one in told.notes],
        assessments=[] if example else [_assessment(one) for one in told.assessments],
        note=site.note(),
    )


def _summary(told: PublicPromise, *, example: bool) -> PromiseSummary:
    """Return a promise as lists have it; an example says of nobody that they are late."""
    promise = told.promise
    return PromiseSummary(
        id=promise.id,
        title=promise.title,
        municipalities=list(promise.places),
        parties=[Party(one) for one in promise.parties],
        responsible=promise.responsible,
        text=promise.text,
        wording=promise.wording,
        plain=promise.plain,
        source=promise.source_url,
        start=promise.start,
        last_day=promise.last_day,
        as_of=told.as_of,
        ended=told.ended,
        stale=told.stale,
        follow_up_due_on=None if example else told.follow_up.due_on,
        follow_up_overdue=told.follow_up.overdue and not example,
        followed_by=promise.successor_id,
        measures=[_measure(one) for one in told.progress],
    )


def _measure(one: Progress) -> PromiseMeasure:
    indicator = one.indicator
    return PromiseMeasure(
        id=indicator.id,
        name=indicator.name,
        rule=indicator.rule,
        decisive=indicator.decisive,
        responsible=indicator.responsible,
        aim=indicator.aim,
        as_of=one.as_of,
        now=_figure(one.now),
        held=_figure(one.beside) if one.beside is not None else None,
        baseline=_baseline(one),
        target=one.target,
        target_why=one.target_why,
        expected=one.expected,
        light=one.light,
        pace=one.pace,
        needed=one.needed,
    )


def _figure(figure: Figure) -> PromiseFigure:
    return PromiseFigure.model_validate(figure, from_attributes=True)


def _baseline(one: Progress) -> PromiseBaseline | None:
    if one.baseline is None:
        return None
    indicator = one.indicator
    return PromiseBaseline(
        known_from=indicator.baseline_from,
        on=indicator.baseline_on,
        source=indicator.baseline_source,
        value=one.baseline.value,
    )


def _made_of(told: PublicPromise, one: Progress) -> MadeOf:
    names = (told.schools.get(school) for school in one.now.schools)
    return MadeOf(
        measure=one.indicator.id,
        areas=list(one.now.areas),
        schools=sorted(filter(None, names), key=str.casefold),
    )


def _bridge(led: Bridge) -> PromiseBridge:
    return PromiseBridge(
        start=led.start,
        end=led.end,
        opening=led.opening,
        closing=led.closing,
        events=dict(led.events),
        areas={heading: list(ids) for heading, ids in led.areas.items()},
    )


def _outlook(ahead: "Outlook | None") -> PromiseOutlook | None:
    """Return a forecast as the page tells it: without numbers where too little has been seen."""
    if ahead is None:
        return None
    if not ahead.enough:
        return PromiseOutlook(enough=False, seen_from=ahead.history.start, days=[])
    told, (since, pace) = ahead.told, ahead.recent
    return PromiseOutlook(
        enough=True,
        seen_from=ahead.history.start,
        foundings=told.foundings,
        lapses=told.lapses,
        days=[_expected(one) for one in told.years],
        least=ahead.aimed.least if ahead.aimed is not None else None,
        by=ahead.by,
        chance=told.chance,
        needed=told.needed_a_year,
        pace=pace,
        pace_since=since,
    )


def _expected(end: "YearEnd") -> ExpectedNumber:
    return ExpectedNumber(
        on=end.day,
        median=end.median,
        low_50=end.low_50,
        high_50=end.high_50,
        low_90=end.low_90,
        high_90=end.high_90,
    )


def _assessment(one: Assessment) -> PromiseAssessment:
    return PromiseAssessment(
        measure=one.indicator_id,
        as_of=one.as_of,
        made_on=one.made_on,
        by=one.by,
        outcome=one.outcome,
        reason=one.reason,
    )
