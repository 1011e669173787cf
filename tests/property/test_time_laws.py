"""What holds for every day, period, stated date and bridge."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.domain.areas import AreaVersion, Timeline, check_timeline, version_on
from grannsamverkan.domain.bridge import HEADINGS, bridge
from grannsamverkan.domain.counts import count, numbers_on
from grannsamverkan.domain.disclosure import disclosed_ids, first_active, public_area
from grannsamverkan.domain.lifecycle import FOUNDING, Event, Status, after, possible
from grannsamverkan.domain.period import FOREVER, Period, Precision, StatedDate
from grannsamverkan.errors import Refused
from model import LEADS_TO, State, Step, active, bounds, holding

DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))
PLACES = st.none() | st.sampled_from(["1861", "1881"])


@st.composite
def stated_dates(draw: st.DrawFn) -> StatedDate:
    """Draw a date known to the day, the month, the year, or as "before"."""
    day = draw(DAYS)
    text = draw(st.sampled_from([str(day), f"{day:%Y-%m}", f"{day:%Y}", f"<{day}"]))
    return StatedDate.parse(text)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Draw a period, open or closed."""
    start = draw(DAYS)
    end = draw(st.just(FOREVER) | st.dates(start + timedelta(days=1), date(2031, 12, 31)))
    return Period(start, end)


@st.composite
def timelines(draw: st.DrawFn, area_id: str) -> Timeline:
    """Draw what can be believed of an area: any states in any order, on days in order."""
    dates = {one.counts_on: one for one in draw(st.lists(stated_dates(), min_size=1, max_size=5))}
    starts = sorted(dates)
    ends = [*starts[1:], FOREVER]
    versions = []
    for start, end in zip(starts, ends, strict=True):
        drawn = draw(st.none() | st.sampled_from(["one", "two"]))
        versions.append(
            AreaVersion(
                area_id=area_id,
                period=Period(start, end),
                precision=dates[start].precision,
                event=draw(st.sampled_from(Event)),
                status=draw(st.sampled_from([Status.ACTIVE, *Status])),
                name="Åsen",
                municipality=draw(st.sampled_from(["1861", "1881"])),
                outline_id=drawn,
                m2={"one": 40_000, "two": 62_500, None: None}[drawn],
                last_confirmed_on=draw(st.none() | DAYS),
            )
        )
    return tuple(versions)


@st.composite
def towns(draw: st.DrawFn) -> dict[str, Timeline]:
    """Draw some areas."""
    return {name: draw(timelines(name)) for name in draw(st.sets(st.sampled_from("ABCDE")))}


def as_state(town: dict[str, Timeline]) -> State:
    """Return areas in the oracle's form."""
    return {
        area_id: tuple(
            Step(
                day=version.period.start,
                earliest=version.stated_start.earliest,
                status=version.status.value,
                name=version.name,
                municipality=version.municipality,
                m2=version.m2 or 0,
            )
            for version in timeline
        )
        for area_id, timeline in town.items()
    }


@given(periods(), DAYS)
def test_a_period_holds_its_first_day_and_not_its_end(period: Period, day: date) -> None:
    assert period.start in period
    assert period.end not in period
    assert period.end - timedelta(days=1) in period
    assert period.start - timedelta(days=1) not in period
    assert (day in period) == (period.start <= day < period.end)


@given(periods(), periods())
def test_periods_overlap_when_they_share_a_day(one: Period, other: Period) -> None:
    shared = max(one.start, other.start)
    assert one.overlaps(other) == (shared in one and shared in other)
    assert one.overlaps(other) == other.overlaps(one)


@given(DAYS, st.integers(0, 400))
def test_a_period_without_days_is_refused(day: date, earlier: int) -> None:
    with pytest.raises(Refused) as refused:
        Period(day, day - timedelta(days=earlier))
    assert refused.value.key == "period.empty"


@given(stated_dates())
def test_a_stated_date_reads_back_as_it_is_written(stated: StatedDate) -> None:
    assert StatedDate.parse(str(stated)) == stated


@given(st.dates(date(2, 1, 1)), st.sampled_from(["{0}", "<{0}", "{1}", "{2}"]))
def test_a_date_of_any_century_reads_back(day: date, form: str) -> None:
    iso = day.isoformat()
    text = form.format(iso, iso[:7], iso[:4])
    assert str(StatedDate.parse(text)) == text


@given(DAYS)
def test_a_date_counts_on_the_last_day_it_can_have_been(day: date) -> None:
    tomorrow = timedelta(days=1)
    month = StatedDate.parse(f"{day:%Y-%m}")
    assert month.earliest <= day <= month.counts_on
    assert (month.counts_on + tomorrow).day == 1
    assert month.earliest.day == 1
    year = StatedDate.parse(f"{day:%Y}")
    assert (year.earliest, year.counts_on) == (date(day.year, 1, 1), date(day.year, 12, 31))
    before = StatedDate.before(day)
    assert before.counts_on == day - tomorrow
    assert before.earliest == date.min
    exact = StatedDate.parse(day.isoformat())
    assert (exact.earliest, exact.counts_on, exact.precision) == (day, day, Precision.DAY)


@pytest.mark.parametrize("sign", ["före ", "Före", "fore ", "before ", "<", "< "])
@pytest.mark.parametrize(
    ("text", "counts_on"),
    [
        ("2021-05-31", date(2021, 5, 30)),
        ("2021-05", date(2021, 4, 30)),
        ("2021", date(2020, 12, 31)),
    ],
)
def test_before_a_date_counts_on_the_day_before_it_began(
    sign: str, text: str, counts_on: date
) -> None:
    assert StatedDate.parse(sign + text) == StatedDate(counts_on, Precision.BEFORE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "igår",
        "2021-13",
        "2021-02-29",
        "20210531",
        "21-05-31",
        "2021-5-31x",
        "0000",
        "-2021",
        "2021-05-31T12:00",
        "före",
        "före före 2021",
        "٢٠٢١",
        "9" * 10000,
        "<0001",
        "före 0001-01-01",
    ],
)
def test_what_is_no_date_is_refused_and_quoted_in_short(text: str) -> None:
    with pytest.raises(Refused) as refused:
        StatedDate.parse(text)
    assert refused.value.key == "period.not_a_date"
    assert len(str(refused.value.values["text"])) <= 40


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_is_refused(text: str) -> None:
    try:
        stated = StatedDate.parse(text)
    except Refused as refused:
        assert refused.key == "period.not_a_date"  # noqa: PT017 # either way something must hold
    else:
        assert stated.earliest <= stated.counts_on


@given(towns(), DAYS, PLACES)
def test_counts_agree_with_the_oracle(
    town: dict[str, Timeline], on: date, place: str | None
) -> None:
    for timeline in town.values():
        check_timeline(timeline)
    state = as_state(town)
    found = count(town.values(), on, municipality=place)
    expected = active(state, on, place)
    assert (found.active, found.m2) == (len(expected), sum(expected.values()))
    assert (found.lowest, found.highest) == bounds(state, on, place)
    assert found.lowest <= found.active <= found.highest
    for tally in (found.by_type, found.by_locality, found.by_municipality):
        assert sum(tally.values()) == found.active
    assert 0 <= found.without_outline <= found.active
    assert found.confirmed + found.unconfirmed == found.active
    for area_id, timeline in town.items():
        version = version_on(timeline, on)
        assert (version is None) == (holding(state[area_id], on) is None)


@given(
    st.lists(timelines("A"), max_size=4),
    st.lists(DAYS, max_size=5),
    st.sets(st.sampled_from(["1861", "1881"])),
)
def test_the_numbers_of_many_days_are_those_of_each(
    town: list[Timeline], days: list[date], places: set[str]
) -> None:
    days.sort()
    each = [count(town, day, municipality=places).active for day in days]
    assert numbers_on(town, days, places) == each


@given(st.lists(timelines("A"), max_size=4), st.lists(timelines("B"), max_size=4), DAYS, PLACES)
def test_counts_of_some_areas_and_of_others_add_up(
    some: list[Timeline], others: list[Timeline], on: date, place: str | None
) -> None:
    one, other = (count(town, on, municipality=place) for town in (some, others))
    both = count([*some, *others], on, municipality=place)
    assert one + other == both
    assert both - other == one


@given(towns(), DAYS, st.integers(0, 60))
def test_the_confirmed_are_those_of_the_active_that_somebody_has_confirmed_lately(
    town: dict[str, Timeline], on: date, months: int
) -> None:
    on = on.replace(day=min(on.day, 28))  # months are plain to count up to there
    found = count(town.values(), on, confirm_months=months)
    here = [one for timeline in town.values() if (one := version_on(timeline, on)) and one.active]
    confirmed = []
    for version in here:
        said = version.last_confirmed_on
        if said is not None and said <= on:
            passed = (on.year - said.year) * 12 + on.month - said.month
            if passed < months or (passed == months and said.day >= on.day):
                confirmed.append(version)
    assert found.confirmed == len(confirmed)
    assert sum(found.confirmed_by_municipality.values()) == found.confirmed
    assert found.confirmed + found.unconfirmed == found.active == len(here)


@given(towns(), st.lists(DAYS, min_size=2, max_size=5), PLACES)
def test_a_bridge_adds_up_and_bridges_join(
    town: dict[str, Timeline], days: list[date], place: str | None
) -> None:
    days = sorted(days)
    whole = bridge(town.values(), days[0], days[-1], municipality=place)
    assert whole.opening == count(town.values(), days[0], municipality=place).active
    assert whole.closing == count(town.values(), days[-1], municipality=place).active
    assert whole.opening + sum(whole.events.values()) == whole.closing
    assert whole.m2_opening + sum(whole.m2_events.values()) == whole.m2_closing
    assert list(whole.events) == list(whole.m2_events) == list(HEADINGS)
    spans = [bridge(town.values(), one, other, municipality=place) for one, other in pairwise(days)]
    for heading in HEADINGS:
        assert whole.events[heading] == sum(span.events[heading] for span in spans)
        assert whole.m2_events[heading] == sum(span.m2_events[heading] for span in spans)
        moved = whole.events[heading] or whole.m2_events[heading]
        assert not moved or whole.areas[heading]
    assert whole.events["lapsed"] <= 0
    assert whole.events["closed"] <= 0
    assert whole.events["started"] >= 0
    assert whole.events["restarted"] >= 0


@given(towns(), DAYS, DAYS, st.integers(0, 9), st.integers(0, 10**6))
def test_a_bridge_from_an_earlier_report_shows_what_was_corrected(
    town: dict[str, Timeline], one: date, other: date, was: int, m2_was: int
) -> None:
    start, end = sorted((one, other))
    plain = bridge(town.values(), start, end)
    found = bridge(town.values(), start, end, opening_was=(was, m2_was))
    assert (found.opening, found.m2_opening) == (was, m2_was)
    assert found.opening + sum(found.events.values()) == found.closing == plain.closing
    assert found.m2_opening + sum(found.m2_events.values()) == found.m2_closing
    others = [heading for heading in HEADINGS if heading != "corrected"]
    assert [found.events[heading] for heading in others] == [plain.events[one] for one in others]


@given(
    st.dictionaries(st.sampled_from("ABCDEF"), st.lists(st.sampled_from("ABCDEFX"), max_size=3)),
    st.data(),
)
def test_the_public_meets_active_areas_and_what_they_came_from_and_no_others(
    parents: dict[str, list[str]], data: st.DataObject
) -> None:
    today = date(2025, 6, 1)
    town = {}
    for area_id, came_from in parents.items():
        (version,) = (
            AreaVersion(
                area_id=area_id,
                period=Period(data.draw(st.sampled_from([date(2020, 1, 1), date(2026, 1, 1)]))),
                event=Event.INHERIT,
                status=data.draw(st.sampled_from([Status.ACTIVE, Status.DORMANT, Status.PLANNED])),
                name="Åsen",
                municipality="1861",
                predecessors=tuple(came_from),
            ),
        )
        town[area_id] = (version,)
    disclosed = disclosed_ids(town, today)
    expected = {
        one for one, (version,) in town.items() if version.active and today in version.period
    }
    while True:
        more = {parent for one in expected for parent in parents.get(one, ())} | expected
        if more == expected:
            break
        expected = more
    assert disclosed == expected


@given(timelines("A"))
def test_a_public_area_tells_no_more_than_it_must(timeline: Timeline) -> None:
    for version in timeline:
        public = public_area(version, first_active(timeline), None, version.period.start)
        assert not hasattr(public, "code")
        assert not hasattr(public, "status")
        assert not hasattr(public, "event")
        assert public.confirmed_on is None or public.confirmed_on.day == 1
        started = first_active(timeline) or version.stated_start
        assert public.since in {None, f"{started.counts_on:%Y}", f"<{started.counts_on.year + 1}"}


def test_the_table_of_states_is_the_one_that_was_typed_in_from_the_practice() -> None:
    for event in Event:
        leads_to = LEADS_TO.get(event.value, {})
        for status in Status:
            if status.value in leads_to:
                assert after(status, event).value == leads_to[status.value]
                assert event.value in possible(status)
            else:
                assert event.value not in possible(status)
                with pytest.raises(Refused) as refused:
                    after(status, event)
                assert refused.value.key == "lifecycle.not_possible"
    assert {event.value: status.value for event, status in FOUNDING.items()} == {
        "register_interest": "interest",
        "propose_area": "planned",
    }
