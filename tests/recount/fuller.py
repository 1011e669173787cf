"""What the example lacks: every counting rule and aim, an area that moves and one that closes, views enough to show."""

from datetime import date

from example_reports import NOW, PLACE

from grannsamverkan.actions import areas, policies
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.places import add_municipalities
from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState, Audience
from grannsamverkan.domain.areas import AreaType, Municipality
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.domain.promises import Aim, BaselineFrom, Indicator, Rule, School, Stage
from grannsamverkan.domain.statistics import Measure, Statistic
from grannsamverkan.domain.views import ResidentView, ViewChannel, ViewTheme
from grannsamverkan.register import Register

PROMISE = "hallsberg-2019-grannsamverkan"
SIGNED = date(2019, 11, 28)
BURGLARIES = Statistic(
    region=PLACE, measure=Measure.RESIDENTIAL_BURGLARY, year=2026, value=19, preliminary=True,
    source="prov",
)  # fmt: skip
WALK, LESSON = ActivityKind.SAFETY_WALK, ActivityKind.SCHOOL_INFORMATION


def tell_more(register: Register) -> None:
    """Let more have happened in an example register, so that every rule has something to count."""
    doing = Doing(
        register=register, actor="prov", reason="påhittat för provet", now=NOW, from_records=True
    )
    add_municipalities(doing, [Municipality(code="1881", name="Kumla")])
    policies.set_policy(
        doing, PLACE, {"contact_confirm_months": "18", "annual_meeting_months": "9"}
    )
    small = _areas(doing)
    with doing.change("prov") as change:
        for one in (*_walks(small), _early(register.facts(School))):
            change.set_facts(Activity, one.id, [one])
        for view in _views():
            change.set_facts(ResidentView, view.id, [view])
        change.set_facts(Statistic, PLACE, [*change.facts(Statistic, PLACE), BURGLARIES])
        own = change.facts(Indicator, PROMISE)
        change.set_facts(Indicator, PROMISE, [*own, *_indicators()])


def _areas(doing: Doing) -> str:
    active = [
        area_id
        for area_id, timeline in sorted(doing.register.timelines().items())
        if timeline[-1].active and not timeline[-1].predecessors
    ]
    moved, closed, *joined = active[:6]
    areas.apply(doing, moved, Event.MOVE, StatedDate(date(2026, 9, 1)), municipality="1881")
    areas.apply(doing, closed, Event.CLOSE, StatedDate.parse("2026-10"))
    for number, area_id in enumerate(joined):
        areas.count_households(
            doing, area_id, counted_on=date(2026, 8, 1), total=31 + number, source="prov",
            joined=13 + number, joined_source="prov",
        )  # fmt: skip
    small = areas.found(
        doing, name="Provgränd", municipality=PLACE, event=Event.INHERIT,
        on=StatedDate.parse("2026-11"), area_type=AreaType.TERRACED,
    )  # fmt: skip
    areas.count_households(doing, small, counted_on=date(2026, 8, 1), total=6, source="prov")
    return small


def _walks(area_id: str) -> list[Activity]:
    return [
        Activity(
            id="prov-1", municipality=PLACE, kind=WALK, on=date(2020, 9, 1),
            state=ActivityState.HELD, locality="Vretstorp", number=3, attendees=9,
        ),
        Activity(
            id="prov-2", municipality=PLACE, kind=WALK, on=date(2021, 9, 1),
            offered_on=date(2020, 12, 31), locality="Pålsboda",
        ),
        Activity(  # as long ago as a meeting may be, to the day
            id="prov-4", municipality=PLACE, kind=ActivityKind.ANNUAL_MEETING,
            on=date(2026, 1, 31), state=ActivityState.HELD, area_ids=(area_id,),
        ),
        Activity(id="prov-3", municipality="1881", kind=WALK, on=date(2020, 9, 1),
                 state=ActivityState.HELD),
    ]  # fmt: skip


def _early(schools: tuple[School, ...]) -> Activity:
    """Return a meeting that was offered before the promise and held under it."""
    (school,) = (one for one in schools if one.name == "Exempelskola A")
    return Activity(
        id="prov-5", municipality=PLACE, kind=LESSON, on=date(2020, 1, 15), school_id=school.id,
        state=ActivityState.HELD, audience=Audience.PARENTS, offered_on=date(2019, 11, 1),
    )  # fmt: skip


def _views() -> list[ResidentView]:
    themes = {ViewTheme.TRAFFIC: 9, ViewTheme.LIGHTING: 6, ViewTheme.WATCH: 2, ViewTheme.DAMAGE: 3}
    just_enough = [
        ResidentView(
            id=f"prov-2024-{theme}-{number}", municipality=PLACE, received_on=date(2024, 5, 1),
            channel=ViewChannel.SURVEY, theme=theme, answered_on=answered_on,
        )
        for theme, answered_on in (
            (ViewTheme.DRUGS, None), (ViewTheme.YOUTH, date(2024, 6, 1)),
        )
        for number in range(5)
    ]  # fmt: skip
    return just_enough + [
        ResidentView(
            id=f"prov-{theme}-{number}", municipality=PLACE, received_on=date(2025, 1 + number, 1),
            channel=ViewChannel.WALK, theme=theme,
            answered_on=date(2025, 12, 31 if number % 2 else 1) if number < 8 else date(2026, 1, 1),
        )
        for theme, many in themes.items()
        for number in range(many)
    ]  # fmt: skip


def _indicators() -> list[Indicator]:
    rules: dict[str, dict[str, object]] = {
        "net": {"rule": Rule.NET_CHANGE, "aim": Aim.AT_LEAST, "value": 5.0,
                "baseline_from": BaselineFrom.REGISTER},
        "net-stated": {"rule": Rule.NET_CHANGE, "aim": Aim.MORE,
                       "baseline_from": BaselineFrom.STATED, "baseline": 8.0, "baseline_on": SIGNED},
        "net-unknown": {"rule": Rule.NET_CHANGE, "aim": Aim.AT_LEAST, "value": 10.0},
        "stock": {"rule": Rule.STOCK_ACTIVE, "aim": Aim.AT_LEAST, "value": 25.0,
                  "area_type": AreaType.VILLA, "baseline_from": BaselineFrom.STATED, "baseline": 9.0},
        "gross": {"rule": Rule.GROSS_STARTED, "aim": Aim.AT_LEAST, "value": 8.0,
                  "area_type": AreaType.VILLA},
        "share": {"rule": Rule.HOUSEHOLDS_SHARE, "aim": Aim.AT_LEAST, "value": 0.2,
                  "baseline_from": BaselineFrom.REGISTER, "baseline_on": date(2020, 6, 30)},
        "per-1000": {"rule": Rule.HOUSEHOLDS_PER_1000, "aim": Aim.MORE,
                     "baseline_from": BaselineFrom.STATED, "baseline": 20.0},
        "confirmed": {"rule": Rule.CONFIRMED_SHARE, "aim": Aim.ALL, "area_type": AreaType.VILLA},
        "places": {"rule": Rule.LOCALITIES, "aim": Aim.ALL, "kind": WALK},
        "places-offered": {"rule": Rule.LOCALITIES, "aim": Aim.AT_LEAST, "value": 4.0, "kind": WALK,
                           "stage": Stage.OFFERED, "whole": 5},
        "walks": {"rule": Rule.ACTIVITIES, "aim": Aim.AT_LEAST, "value": 12.0, "kind": WALK},
        "lessons": {"rule": Rule.ACTIVITIES, "aim": Aim.MORE, "kind": LESSON,
                    "audience": Audience.PARENTS, "stage": Stage.OFFERED},
        "schools": {"rule": Rule.SCHOOLS, "kind": LESSON, "audience": Audience.PARENTS, "whole": 6},
        "words": {"rule": Rule.NARRATIVE},
    }  # fmt: skip
    return [
        Indicator(id=f"{PROMISE}.prov-{name}", promise_id=PROMISE, name=name, **facts)  # type: ignore[arg-type]  # fields it knows
        for name, facts in rules.items()
    ]
