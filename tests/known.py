"""What a register knows, made by hand for tests of counting: areas, activities and facts without a database."""

from collections.abc import Iterable
from datetime import date

from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState
from grannsamverkan.domain.areas import AreaVersion, Locality, Timeline
from grannsamverkan.domain.known import Known
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import FOREVER, Period
from grannsamverkan.domain.promises import Aim, Indicator, Promise, Rule
from grannsamverkan.register.schema import FACTS

PLACE = "1861"
START, LAST = date(2019, 11, 28), date(2021, 5, 31)


def known(
    *timelines: Timeline, facts: Iterable[object] = (), localities: Iterable[str] = ()
) -> Known:
    """Return what is known of some areas, with other facts beside."""
    kept = list(facts)
    return Known(
        seq=7,
        hash="0" * 64,
        at="2026-11-23T12:00:00.000000Z",
        register_name="Prov",
        crs="EPSG:3006",
        example=True,
        timelines={timeline[0].area_id: timeline for timeline in timelines},
        municipalities=(),
        localities=tuple(
            Locality(name=name, municipality=PLACE, x=0.0, y=0.0) for name in localities
        ),
        _facts={cls: tuple(one for one in kept if type(one) is cls) for cls in FACTS},
    )


def lived(area_id: str, *days: tuple[str, Event, Status], **details: object) -> Timeline:
    """Return the timeline of an area by the days on which something happened to it."""
    starts = [date.fromisoformat(day) for day, _, _ in days]
    ends = [*starts[1:], FOREVER]
    facts: dict[str, object] = {"name": area_id, "municipality": PLACE, **details}
    return tuple(
        AreaVersion(
            area_id=area_id,
            period=Period(start, end),
            event=event,
            status=status,
            **facts,  # type: ignore[arg-type]  # each test names fields it knows
        )
        for start, end, (_, event, status) in zip(starts, ends, days, strict=True)
    )


def running(area_id: str, since: str, until: str | None = None, **details: object) -> Timeline:
    """Return an area that was started on a day and, if so said, lapsed on another."""
    days = [(since, Event.START, Status.ACTIVE)]
    if until is not None:
        days.append((until, Event.LAPSE, Status.DORMANT))
    return lived(area_id, *days, **details)


def promise(**details: object) -> Promise:
    """Return the promise of Hallsberg's period."""
    facts: dict[str, object] = {
        "id": "P", "municipality": PLACE, "title": "Fler områden", "text": "Fler områden.",
        "start": START, "last_day": LAST,
    }  # fmt: skip
    return Promise(**{**facts, **details})  # type: ignore[arg-type]  # as above


def indicator(rule: Rule, aim: Aim = Aim.NONE, **details: object) -> Indicator:
    """Return an indicator of that promise."""
    facts: dict[str, object] = {"id": "I", "promise_id": "P", "name": "Prov"}
    return Indicator(rule=rule, aim=aim, **{**facts, **details})  # type: ignore[arg-type]  # as above


def held(activity_id: str, kind: ActivityKind, on: str, **details: object) -> Activity:
    """Return an activity that was held on a day."""
    facts: dict[str, object] = {"municipality": PLACE, "state": ActivityState.HELD, **details}
    return Activity(
        id=activity_id,
        kind=kind,
        on=date.fromisoformat(on),
        **facts,  # type: ignore[arg-type]  # as above
    )
