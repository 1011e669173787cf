"""What the parts of a yearly report say, each worked out from what was known after one change."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from grannsamverkan.domain.activities import (
    MEETINGS,
    Activity,
    ActivityKind,
    ActivityState,
    Audience,
)
from grannsamverkan.domain.areas import AreaVersion, HouseholdCount, version_on
from grannsamverkan.domain.bridge import bridge
from grannsamverkan.domain.counts import count, is_confirmed
from grannsamverkan.domain.disclosure import disclosed_ids
from grannsamverkan.domain.figures import newest_whole
from grannsamverkan.domain.households import households_in
from grannsamverkan.domain.known import Known
from grannsamverkan.domain.people import ContactTerm
from grannsamverkan.domain.period import Period, Precision, months_before
from grannsamverkan.domain.progress import follow_up, monthly, newest, progress_of
from grannsamverkan.domain.promises import (
    Assessment,
    Promise,
    PromiseNote,
    School,
)
from grannsamverkan.domain.rounding import of_areas, people_told, share_of_areas
from grannsamverkan.domain.signs import Condition, Sign
from grannsamverkan.domain.yearly import (
    ActivityLine,
    AreasAccount,
    PromiseAccount,
    Quality,
    SchoolLine,
    SchoolsAccount,
)

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Span:
    """One municipality in one period, as it was known after one change."""

    known: Known
    municipality: str
    start: date
    last_day: date

    @property
    def opening_on(self) -> date:
        """The day at whose end the period opens."""
        return self.start - _A_DAY

    @property
    def period(self) -> Period:
        """The days of the period."""
        return Period(self.start, self.last_day + _A_DAY)

    @property
    def known_on(self) -> date:
        """The day on which all this was known; no earlier than the last of the period."""
        return max(self.last_day, date.fromisoformat(self.known.at[:10]))

    def active(self, on: date | None = None) -> dict[str, AreaVersion]:
        """Return the areas active at the end of a day, of the period's last if none is named, by id."""
        found = {}
        for area_id, timeline in sorted(self.known.timelines.items()):
            version = version_on(timeline, on or self.last_day)
            if version is not None and version.active and version.municipality == self.municipality:
                found[area_id] = version
        return found

    def shown(self, on: date | None = None) -> dict[str, AreaVersion]:
        """Return those of them that anyone may meet once the report is out."""
        disclosed = disclosed_ids(self.known.timelines, self.known_on)
        return {area_id: one for area_id, one in self.active(on).items() if area_id in disclosed}

    def activities(self) -> list[Activity]:
        """Return the activities of the municipality in the period, oldest first."""
        return sorted(
            (
                one
                for one in self.known.all(Activity)
                if one.municipality == self.municipality and one.on in self.period
            ),
            key=lambda one: (one.on, one.id),
        )


def promises(span: Span) -> tuple[PromiseAccount, ...]:
    """Return the promises that ran in the period, oldest first, each as it stood at the end."""
    found = [
        one
        for one in span.known.all(Promise)
        if span.municipality in one.places and one.period.overlaps(span.period)
    ]
    found.sort(key=lambda one: (one.start, one.id))
    return tuple(_account(span, one) for one in found)


def _account(span: Span, promise: Promise) -> PromiseAccount:
    assessments = span.known.all(Assessment)
    notes = [
        one
        for one in span.known.all(PromiseNote)
        if one.promise_id == promise.id and one.on <= span.last_day
    ]
    return PromiseAccount(
        promise=promise,
        progress=progress_of(span.known, promise, span.last_day),
        assessment=newest(assessments, promise, None, span.last_day),
        follow_up=follow_up(promise, assessments, span.last_day),
        notes=tuple(sorted(notes, key=lambda one: (one.on, one.id))),
        successor=next(
            (one.title for one in span.known.all(Promise) if one.id == promise.successor_id), None
        ),
    )


def areas(span: Span, *, opening_was: tuple[int, int] | None = None) -> AreasAccount:
    """Return how the number of areas came about; `opening_was` as the report before had it."""
    timelines = span.known.timelines
    led = bridge(
        timelines.values(),
        span.opening_on,
        span.last_day,
        municipality=span.municipality,
        opening_was=opening_was,
    )
    counted = count(timelines.values(), span.last_day, municipality=span.municipality)
    shown = span.shown().values()
    return AreasAccount(
        bridge=led,
        gross=led.events["started"] + led.events["restarted"],
        net=led.closing - led.opening,
        growth=monthly(timelines, (span.municipality,), span.opening_on, span.last_day),
        lowest=counted.lowest,
        highest=counted.highest,
        by_type=_tally(one.area_type for one in shown),
        by_locality=_tally(one.locality for one in shown),
    )


def _tally(words: Iterable[str | None]) -> dict[str, int]:
    counted = Counter("unknown" if word is None else str(word) for word in words)
    return dict(sorted(counted.items()))


def households_by_locality(span: Span) -> dict[str, int]:
    """Return the households of the active areas, by locality ("" where none is named).

    All of them, as in the figures of promises: of two sets of areas in one report, the difference would
    be the homes of an area that has ceased since. A locality in which nobody has counted is not there:
    its number is unknown and not none.
    """
    active = span.active()
    found: Counter[str] = Counter()
    for area_id, total in households_in(span.known, active, span.last_day).items():
        found[active[area_id].locality or ""] += total
    return dict(sorted(found.items()))


def joined_by_area(span: Span) -> dict[str, int]:
    """Return how many households take part in each active area that has counted them."""
    newest_count: dict[str, HouseholdCount] = {}
    active = span.active()
    for one in sorted(span.known.all(HouseholdCount), key=lambda one: one.counted_on):
        if one.area_id in active and one.counted_on <= span.last_day and one.joined is not None:
            newest_count[one.area_id] = one
    return {area_id: one.joined or 0 for area_id, one in sorted(newest_count.items())}


def contacts(span: Span) -> int:
    """Return how many contacts the active areas have, a person of two areas counted once."""
    active = span.active()
    return len(
        {
            one.person_id
            for one in span.known.all(ContactTerm)
            if one.area_id in active and one.holds(span.last_day)
        }
    )


def quality(span: Span) -> Quality:
    """Return how alive the active areas are at the end of the period."""
    policy = span.known.policy(span.municipality)
    active, day = span.active(), span.last_day
    signs = [one for one in span.known.all(Sign) if one.area_id in active and _stands(one, day)]
    meeting_months = policy.annual_meeting_months + policy.annual_meeting_grace_months
    return Quality(
        active=len(active),
        confirmed=sum(
            is_confirmed(one, day, policy.contact_confirm_months) for one in active.values()
        ),
        confirm_months=policy.contact_confirm_months,
        met=share_of_areas(
            len(_met(span, months_before(day, meeting_months)) & set(active)), len(active)
        ),
        meeting_months=meeting_months,
        trained=share_of_areas(len(_trained(span) & set(active)), len(active)),
        signs=of_areas(len(signs), len(active)),
        inspected=of_areas(
            sum(one.inspected_on is not None and one.inspected_on in span.period for one in signs),
            len(active),
        ),
        faulty=of_areas(sum(_was_faulty(one, day) for one in signs), len(active)),
    )


def _stands(sign: Sign, on: date) -> bool:
    return (
        sign.mounted_on is not None
        and sign.mounted_on <= on
        and (sign.removed_on is None or on < sign.removed_on)
    )


def _was_faulty(sign: Sign, on: date) -> bool:
    """Say whether a sign had been found faulty by a day; what was seen later is of a later report."""
    seen = sign.inspected_on is None or sign.inspected_on <= on
    return seen and sign.condition not in {None, Condition.OK}


def _met(span: Span, since: date) -> set[str]:
    """Return the areas whose neighbours have met since a day."""
    return {
        area_id
        for one in span.known.all(Activity)
        if one.held and one.kind in MEETINGS and since <= one.on <= span.last_day
        for area_id in one.area_ids
    }


def _trained(span: Span) -> set[str]:
    return {
        one.area_id
        for one in span.known.all(ContactTerm)
        if one.holds(span.last_day)
        and one.trained_on is not None
        and one.trained_on <= span.last_day
    }


def activities(span: Span) -> tuple[ActivityLine, ...]:
    """Return how many activities of each kind were held, called off, or are planned still."""
    found = span.activities()
    return tuple(
        ActivityLine(
            kind=kind,
            held=_number(own, ActivityState.HELD),
            planned=_number(own, ActivityState.PLANNED),
            cancelled=_number(own, ActivityState.CANCELLED),
            attendees=_attendees(own),
        )
        for kind in ActivityKind
        if (own := [one for one in found if one.kind is kind])
    )


def _number(activities: Iterable[Activity], state: ActivityState) -> int:
    return sum(one.number or 1 for one in activities if one.state is state)


def _attendees(activities: Iterable[Activity]) -> int | None:
    counted = [one.attendees for one in activities if one.held and one.attendees is not None]
    return people_told(sum(counted))


def schools(span: Span) -> SchoolsAccount:
    """Return what each school that had pupils in the period was offered, and what was held there."""
    own = [
        one
        for one in span.known.all(School)
        if one.municipality == span.municipality
        and (one.since is None or one.since <= span.last_day)
        and (one.until is None or span.start < one.until)
    ]
    own.sort(key=lambda one: (one.stage, one.name, one.id))
    offered = _by_school(span, held=False)
    held = _by_school(span, held=True)
    confirmed = newest_whole(
        one.indicator for account in promises(span) for one in account.progress
    )
    return SchoolsAccount(
        lines=tuple(
            SchoolLine(
                name=one.name,
                stage=one.stage,
                pupils_offered=(one.id, Audience.PUPILS) in offered,
                pupils_held=(one.id, Audience.PUPILS) in held,
                parents_offered=(one.id, Audience.PARENTS) in offered,
                parents_held=(one.id, Audience.PARENTS) in held,
            )
            for one in own
        ),
        whole_by=confirmed,
    )


def _by_school(span: Span, *, held: bool) -> set[tuple[str, Audience]]:
    """Return which schools were offered a meeting in the period, or held one, and for whom."""
    return {
        (one.school_id, one.audience)
        for one in span.known.all(Activity)
        if one.school_id is not None and one.audience is not None and _counts(one, span, held=held)
    }


def _counts(activity: Activity, span: Span, *, held: bool) -> bool:
    if activity.held and activity.on in span.period:
        return True
    return not held and activity.offered_on is not None and activity.offered_on in span.period


def vague(span: Span) -> int:
    """Return how many of the active areas began on a day that is not known exactly."""
    return sum(_first(span, area_id) is not Precision.DAY for area_id in span.active())


def _first(span: Span, area_id: str) -> Precision:
    timeline = span.known.timelines[area_id]
    return next(one.precision for one in timeline if one.active)
