"""What the public side asks of the database is what one reckons out of the whole history of every area."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grannsamverkan.domain.areas import AreaType, AreaVersion, Timeline, drawn
from grannsamverkan.domain.chronicle import chronicle
from grannsamverkan.domain.counts import count, spells_of, yearly
from grannsamverkan.domain.disclosure import disclosed_ids, first_active, public_start
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import FOREVER, Period, StatedDate, months_before
from grannsamverkan.domain.policy import Setting
from grannsamverkan.register import Register, public_facts, totals
from samples import area, later, outline_of, square, write

TODAY, PAST = date(2025, 6, 15), date(2023, 9, 30)
DAYS = st.dates(date(2022, 1, 1), date(2026, 12, 31))
ONE, TWO = outline_of(square()), outline_of(square(side_m=310))
IDS = "ABCDE"


@st.composite
def stated_dates(draw: st.DrawFn) -> StatedDate:
    """Draw a date as people state it."""
    day = draw(DAYS)
    return StatedDate.parse(
        draw(st.sampled_from([str(day), f"{day:%Y-%m}", f"{day:%Y}", f"före {day}"]))
    )


@st.composite
def timelines(draw: st.DrawFn, area_id: str) -> Timeline:
    """Draw what can be believed of an area: any states in any order, and areas that it came from."""
    dates = {one.counts_on: one for one in draw(st.lists(stated_dates(), min_size=1, max_size=5))}
    starts = sorted(dates)
    return tuple(
        AreaVersion(
            area_id=area_id,
            period=Period(start, end),
            precision=dates[start].precision,
            event=draw(st.sampled_from(Event)),
            status=draw(st.sampled_from([Status.ACTIVE, Status.ACTIVE, *Status])),
            name="Åsen",
            municipality=draw(st.sampled_from(["1861", "1881"])),
            locality=draw(st.sampled_from([None, "Sköllersta", "Östansjö"])),
            area_type=draw(st.sampled_from([None, AreaType.VILLA, AreaType.FLATS])),
            last_confirmed_on=draw(st.none() | DAYS),
            predecessors=draw(st.sampled_from([(), (), ("A",), ("B", "C")])) if not nth else (),
            **drawn(draw(st.sampled_from([None, ONE, TWO]))),
        )
        for nth, (start, end) in enumerate(zip(starts, [*starts[1:], FOREVER], strict=True))
    )


@st.composite
def towns(draw: st.DrawFn) -> dict[str, Timeline]:
    """Draw some areas; those that are not in it have been taken back."""
    return {one: draw(timelines(one)) for one in draw(st.sets(st.sampled_from(IDS)))}


def enter(register: Register, town: Mapping[str, Timeline]) -> None:
    """Believe of the areas what is drawn, and nothing else."""
    with register.change(actor="a", action="b", reason="c", now=later(1)) as change:
        for outline in (ONE, TWO):
            change.add_outline(outline)
        for area_id in IDS:
            change.set_timeline(area_id, town.get(area_id, ()))


def test_answers_out_of_the_database_are_those_of_whole_timelines(register: Register) -> None:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(towns(), DAYS, st.sampled_from([None, "1861"]))
    def holds(town: dict[str, Timeline], on: date, municipality: str | None) -> None:
        enter(register, town)
        assert register.timelines() == town
        disclosed = disclosed_ids(town, TODAY)
        shown = register.public(on=on, today=TODAY).areas
        on_the_day = {
            area_id: next((one for one in timeline if on in one.period), None)
            for area_id, timeline in town.items()
        }
        assert {one.id for one in shown} == {
            one for one, version in on_the_day.items() if version and version.active
        } & disclosed
        for one in shown:
            started = first_active(town[one.id])
            assert started is not None
            assert one.since == public_start(started, TODAY)
        told = [timeline for one, timeline in town.items() if one in disclosed]
        counted = register.public_count(on=on, today=TODAY, municipality=municipality)
        months = register.confirm_months()
        everything = count(town.values(), on, municipality=municipality, confirm_months=months)
        expected = count(told, on, municipality=municipality)
        assert counted == replace(
            everything, by_type=expected.by_type, by_locality=expected.by_locality
        )
        period = Period(months_before(TODAY, 24), TODAY + timedelta(days=1))
        polygons = {one.id: one.public_polygon for one in (ONE, TWO)}
        assert register.public_news(today=TODAY) == chronicle(
            {one: town[one] for one in disclosed if one in town},
            period,
            lambda one, other: bool(polygons[one] == polygons[other]),
        )
        assert_totals_led_on(register, town)
        growth = register.public_growth(today=TODAY)
        assert growth == {
            year: count(town.values(), min(date(year, 12, 31), TODAY)).active for year in growth
        }

    holds()


def assert_totals_led_on(register: Register, town: Mapping[str, Timeline]) -> None:
    """Hold the totals that are led on from change to change to those of a whole count."""
    months, disclosed = register.confirm_months(), disclosed_ids(town, TODAY)
    told = [timeline for one, timeline in town.items() if one in disclosed]
    for on in (TODAY, PAST):
        for place in (None, "1861"):
            everything = count(town.values(), on, municipality=place, confirm_months=months)
            shown = count(told, on, municipality=place)
            assert register.public_count(on=on, today=TODAY, municipality=place) == replace(
                everything, by_type=shown.by_type, by_locality=shown.by_locality
            )
    assert register.public_growth(today=TODAY) == yearly(spells_of(town.values(), TODAY), TODAY)


def test_totals_are_led_on_whatever_changes(register: Register) -> None:
    @settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(towns(), min_size=1, max_size=3), st.sampled_from(["3", "12", "40"]))
    def holds(steps: list[dict[str, Timeline]], months: str) -> None:
        with register.change(actor="a", action="b", reason="c", now=later(1)) as change:
            setting = Setting(municipality="1861", key="contact_confirm_months", value=months)
            change.set_facts(Setting, "1861", [setting])
        for town in steps:
            enter(register, town)
        assert_totals_led_on(register, steps[-1])

    holds()


def test_totals_of_another_day_are_counted_by_themselves(register: Register) -> None:
    write(register, [area("A", date(2020, 5, 1)), area("B", date(2024, 5, 1))])
    active = {
        year: register.public_count(on=date(year, 6, 1), today=date(year, 6, 1)).active
        for year in (2025, 2019, 2021)
    }
    assert active == {2025: 2, 2019: 0, 2021: 1}


def test_only_what_was_touched_is_counted_again(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(register, [area("A", date(2020, 5, 1)), area("B", date(2021, 5, 1))])
    assert register.public_count(on=TODAY, today=TODAY).active == 2
    monkeypatch.delattr(totals, "_whole")
    write(register, [area("C", date(2022, 5, 1))])
    assert register.public_count(on=TODAY, today=TODAY).active == 3
    assert register.public_growth(today=TODAY)[2021] == 2


def test_of_many_rows_none_is_overlooked(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_facts, "_MOST_TOUCHED", 3)
    monkeypatch.setattr(public_facts, "_MOST_ROWS", 9)
    write(register, [area("A"), area("B"), area("C"), area("D")])

    def touched(*ids: str, times: int = 1) -> frozenset[str] | None:
        before = register.head()
        for number in range(times):
            name = f"{before.seq}-{number}"
            write(register, [area(one, name=name) for one in ids])
        return register.touched_since(before)

    assert touched("A") == frozenset({"A"})
    assert touched("A", "B", "C", times=3) == frozenset({"A", "B", "C"})
    assert touched("A", "B", "C", "D") is None, "more areas than are read one by one"
    assert touched("A", times=9) == frozenset({"A"})
    assert touched("A", times=10) is None, "more rows than are looked at"
    assert register.public_count(on=TODAY, today=TODAY).active == 4


def test_a_lapse_behind_very_many_changes_of_another_area_is_seen(register: Register) -> None:
    history = tuple(
        replace(area("A")[0], period=Period(date(1900 + year, 1, 1), date(1901 + year, 1, 1)))
        for year in range(100)
    )
    ended = (replace(history[-1], period=Period(date(2000, 1, 1))),)
    write(register, [(*history, *ended), area("B")])
    assert register.public_count(on=TODAY, today=TODAY).active == 2
    before = register.head()
    for number in range(5):  # a thousand rows made and ended
        renamed = tuple(replace(one, name=f"A{number}") for one in (*history, *ended))
        write(register, [renamed])
    write(register, [area("B", status=Status.DORMANT)])
    assert register.touched_since(before) == frozenset({"A", "B"})
    assert register.public_count(on=TODAY, today=TODAY).active == 1


def test_many_areas_began_when_each_of_them_did(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of very many areas the question is another one."""
    days = {f"A{number}": date(2020, 1, 1) + timedelta(number) for number in range(30)}
    write(register, [area(one, day) for one, day in days.items()])
    with register.database.reading() as connection:
        by_id = public_facts.first_active(connection, list(days))
        monkeypatch.setattr(public_facts, "_ALL_FROM", 10)
        assert public_facts.first_active(connection, list(days)) == by_id
    assert {one: stated.counts_on for one, stated in by_id.items()} == days
