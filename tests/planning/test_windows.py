"""Only completed burglaries of homes are counted, and in watched streets only until they were."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.domain.burglaries import Kind
from grannsamverkan.domain.period import Period
from grannsamverkan.planning.windows import Counted, LeftOut, Report, counted

WINDOW = Period(date(2020, 1, 1), date(2022, 1, 1))
HOMES = np.array([10.0, 20.0, 30.0, 40.0])
FOUNDED = (None, date(2021, 1, 1), date(2015, 6, 1), date(2030, 1, 1))
YEARS = 731 / 365.25

reports = st.lists(
    st.builds(
        Report,
        st.integers(-100, 900).map(lambda days: WINDOW.start + timedelta(days)),
        st.sampled_from(Kind),
        st.sampled_from([0, 1, 2, 3, None]),
    ),
    max_size=30,
)


def count(some: list[Report]) -> Counted:
    return counted(some, HOMES, FOUNDED, WINDOW)


def same(one: Counted, other: Counted) -> bool:
    """Say whether both come to the same estimate."""
    return bool(
        (one.exposure == other.exposure).all() and (one.burglaries == other.burglaries).all()
    )


def test_exposure_stops_when_a_watch_is_founded() -> None:
    assert count([]).exposure == pytest.approx([10 * YEARS, 20 * 366 / 365.25, 0.0, 40 * YEARS])


def test_each_report_that_is_left_out_is_counted_by_its_reason() -> None:
    inside = date(2020, 5, 1)
    told = count(
        [
            Report(inside, Kind.BURGLARY, 0),
            Report(date(2020, 12, 31), Kind.BURGLARY, 1),
            Report(date(2021, 1, 1), Kind.BURGLARY, 1),
            Report(inside, Kind.BURGLARY, 2),
            Report(date(2019, 12, 31), Kind.BURGLARY, 0),
            Report(date(2022, 1, 1), Kind.BURGLARY, 0),
            Report(inside, Kind.BURGLARY, None),
            Report(inside, Kind.ATTEMPT, 0),
            Report(inside, Kind.ELSEWHERE, 0),
            Report(inside, Kind.TIP, None),
            Report(inside, Kind.TIP, 0),
            Report(inside, Kind.OTHER, 0),
        ]
    )
    assert told.burglaries.tolist() == [1.0, 1.0, 0.0, 0.0]
    assert dict(told.left_out) == {
        LeftOut.ATTEMPT: 1,
        LeftOut.ELSEWHERE: 1,
        LeftOut.TIP: 2,
        LeftOut.OTHER: 1,
        LeftOut.NO_PLACE: 1,
        LeftOut.OUTSIDE_WINDOW: 2,
        LeftOut.WATCHED: 2,
    }


@given(reports)
def test_every_report_is_counted_or_left_out_once(some: list[Report]) -> None:
    told = count(some)
    assert told.burglaries.sum() + sum(told.left_out.values()) == len(some)


@given(reports)
def test_half_as_many_reports_again_from_watched_streets_change_nothing(
    some: list[Report],
) -> None:
    watched = [
        one
        for one in some
        if one.place is not None
        and (founded := FOUNDED[one.place]) is not None
        and one.day >= founded
    ]
    assert same(count([*some, *watched[: (len(watched) + 1) // 2]]), count(some))


@given(reports, reports)
def test_tips_and_attempts_change_nothing(some: list[Report], more: list[Report]) -> None:
    others = [one for one in more if one.kind is not Kind.BURGLARY]
    assert same(count([*others, *some]), count(some))


@given(reports.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_the_order_of_reports_changes_nothing(both: tuple[list[Report], list[Report]]) -> None:
    assert same(count(both[0]), count(both[1]))
    assert count(both[0]).left_out == count(both[1]).left_out
