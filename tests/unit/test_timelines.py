"""A timeline advances, is corrected and moved, and never gets a gap."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from grannsamverkan.domain.areas import (
    AreaType,
    advance,
    check_timeline,
    common_value,
    correct,
    drawn,
    last,
    move_start,
    ulid,
    version_on,
)
from grannsamverkan.domain.bridge import bridge
from grannsamverkan.domain.counts import count
from grannsamverkan.domain.disclosure import first_active, public_count
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import FOREVER, Period, Precision, StatedDate
from grannsamverkan.errors import Conflict, NotFound, Refused
from samples import area, later, outline_of, square

LAPSE = StatedDate(date(2024, 5, 31), Precision.MONTH)
A = area("A")
LAPSED = advance(A, LAPSE, Event.LAPSE, status=Status.DORMANT)
CLOSED = advance(LAPSED, StatedDate(date(2025, 1, 1)), Event.CLOSE, status=Status.CLOSED)


def test_an_event_ends_what_held_and_begins_what_holds() -> None:
    assert [version.period for version in LAPSED] == [
        Period(date(2020, 1, 1), LAPSE.counts_on),
        Period(LAPSE.counts_on, FOREVER),
    ]
    assert LAPSED[1].stated_start == LAPSE
    assert [version.active for version in LAPSED] == [True, False]
    assert version_on(LAPSED, date(2019, 12, 31)) is None
    assert version_on(LAPSED, date(2024, 5, 30)) == LAPSED[0]
    assert version_on(LAPSED, date(2024, 5, 31)) == LAPSED[1]


def test_a_second_event_on_a_day_takes_the_place_of_the_first() -> None:
    again = advance(LAPSED, StatedDate(LAPSE.counts_on), Event.CLOSE, status=Status.CLOSED)
    assert [version.status for version in again] == [Status.ACTIVE, Status.CLOSED]
    assert again[1].precision is Precision.DAY


def test_a_detail_of_the_same_day_leaves_the_beginning_as_it_was() -> None:
    again = advance(LAPSED, StatedDate(LAPSE.counts_on), Event.CHANGE_DETAILS, name="Nytt")
    assert (again[1].event, again[1].precision, again[1].name) == (
        Event.LAPSE,
        Precision.MONTH,
        "Nytt",
    )


def test_an_event_before_the_last_one_is_refused_with_its_day() -> None:
    with pytest.raises(Conflict) as refused:
        advance(LAPSED, StatedDate(date(2024, 5, 30)), Event.CLOSE, status=Status.CLOSED)
    assert refused.value.values == {"name": "Området A", "on": LAPSE.counts_on}


def test_a_correction_reaches_later_versions_that_say_the_same() -> None:
    renamed = advance(CLOSED, StatedDate(date(2025, 6, 1)), Event.CHANGE_DETAILS, name="Bytt")
    right = correct(renamed, date(2024, 1, 1), name="Rätt", area_type=AreaType.VILLA)
    assert [version.name for version in right] == ["Rätt", "Rätt", "Rätt", "Bytt"]
    assert {version.area_type for version in right} == {AreaType.VILLA}
    later = correct(renamed, date(2025, 2, 1), name="Rätt", status=Status.DORMANT)
    assert [version.name for version in later] == ["Området A", "Området A", "Rätt", "Bytt"]
    assert [version.status for version in later][2:] == [Status.DORMANT, Status.CLOSED]
    assert [version.period for version in right] == [version.period for version in renamed]


def test_a_day_on_which_there_was_no_area_cannot_be_corrected() -> None:
    day = date(2019, 1, 1)
    with pytest.raises(NotFound, match="not_on_day"):
        correct(A, day, name="x")
    with pytest.raises(NotFound, match="not_on_day"):
        move_start(A, day, LAPSE)


def test_a_beginning_moves_with_the_end_of_what_held_before() -> None:
    moved = move_start(CLOSED, date(2024, 6, 1), StatedDate(date(2023, 12, 31), Precision.YEAR))
    check_timeline(moved)
    assert moved[0].period.end == moved[1].period.start == date(2023, 12, 31)
    assert moved[1].precision is Precision.YEAR
    first = move_start(CLOSED, date(2020, 1, 1), StatedDate(date(2010, 1, 1)))
    check_timeline(first)
    assert first[0].period.start == date(2010, 1, 1)


@pytest.mark.parametrize(
    ("on", "start", "key"),
    [
        (date(2024, 6, 1), date(2020, 1, 1), "area.changed_later"),
        (date(2024, 6, 1), date(2019, 1, 1), "area.changed_later"),
        (date(2024, 6, 1), date(2025, 1, 1), "period.empty"),
        (date(2020, 6, 1), date(2024, 5, 31), "period.empty"),
    ],
)
def test_a_beginning_does_not_pass_its_neighbours(on: date, start: date, key: str) -> None:
    with pytest.raises(Refused) as refused:
        move_start(CLOSED, on, StatedDate(start))
    assert refused.value.key == key


def test_an_area_without_versions_is_not_found() -> None:
    with pytest.raises(NotFound):
        last(())
    check_timeline(())


def test_two_areas_are_not_one_timeline() -> None:
    with pytest.raises(Refused):
        check_timeline((LAPSED[0], replace(LAPSED[1], area_id="B")))


def test_areas_that_become_one_share_what_all_of_them_say() -> None:
    assert common_value(["a", "a"]) == "a"
    assert common_value(["a", "b"]) is None
    assert common_value(["a", None]) is None
    assert common_value([]) is None


def test_an_outline_sets_its_size_and_none_sets_none() -> None:
    outline = outline_of(square())
    assert drawn(outline) == {"outline_id": outline.id, "m2": outline.m2}
    assert drawn(None) == {"outline_id": None, "m2": None}


def test_what_ends_without_a_successor_is_no_timeline() -> None:
    with pytest.raises(Refused, match="broken_timeline"):
        check_timeline(LAPSED[:1])


def test_an_id_sorts_by_its_moment_and_has_26_letters_of_crockford() -> None:
    ids = [ulid(later(minutes), 2**80 - 1 - minutes) for minutes in range(5)]
    assert ids == sorted(ids)
    assert {len(one) for one in ids} == {26}
    assert ulid(datetime(1970, 1, 1, tzinfo=UTC), 33) == "0" * 24 + "11"
    assert ulid(datetime(1970, 1, 1, tzinfo=UTC), 2**90) == "0" * 26


def test_what_was_never_active_has_no_first_day() -> None:
    assert first_active(area("B", status=Status.PLANNED)) is None


def test_the_public_totals_hold_nothing_but_totals() -> None:
    totals = public_count(count([A, LAPSED], date(2024, 5, 31)))
    assert totals["active"] == 1
    assert set(totals) == {
        "on",
        "active",
        "confirmed",
        "unconfirmed",
        "lowest",
        "highest",
        "by_type",
        "by_locality",
    }


@pytest.mark.parametrize(
    ("months", "confirmed"),
    [
        (None, {"1861": 1, "1881": 1}),
        (12, {"1861": 1, "1881": 1}),
        (14, {"1861": 2, "1881": 1}),
        ({"1861": 14}, {"1861": 2, "1881": 1}),
        ({"1881": 0}, {"1861": 1}),
    ],
)
def test_an_area_is_confirmed_for_as_long_as_its_municipality_says(
    months: int | dict[str, int] | None, confirmed: dict[str, int]
) -> None:
    town = [
        area("A", last_confirmed_on=date(2023, 5, 31)),
        area("B", last_confirmed_on=date(2023, 5, 30)),
        area("C", last_confirmed_on=date(2023, 12, 1), municipality="1881"),
        area("D"),
        area("E", last_confirmed_on=date(2024, 5, 1), status=Status.DORMANT),
    ]
    counted = count(town, date(2024, 5, 31), confirm_months=months)
    assert counted.confirmed_by_municipality == confirmed
    assert (counted.active, counted.confirmed) == (4, sum(confirmed.values()))
    assert counted.unconfirmed == 4 - counted.confirmed


def stepping(*steps: tuple[str, Event, Status]) -> dict[str, int]:
    """Return the events of a bridge over an area that begins planned and takes these steps."""
    timeline = area("A", date(2020, 1, 1), status=Status.PLANNED, event=Event.PROPOSE_AREA)
    for day, event, status in steps:
        timeline = advance(timeline, StatedDate.parse(day), event, status=status)
    found = bridge([timeline], date(2020, 12, 31), date(2030, 1, 1))
    return {heading: number for heading, number in found.events.items() if number}


def test_each_event_stands_under_its_heading() -> None:
    start = ("2021-01-01", Event.START, Status.ACTIVE)
    before = ("2020-06-01", Event.START, Status.ACTIVE)
    assert stepping(start) == {"started": 1}
    assert stepping(before) == {}
    assert stepping(before, ("2021-01-01", Event.LAPSE, Status.DORMANT)) == {"lapsed": -1}
    assert stepping(before, ("2021-01-01", Event.CLOSE, Status.CLOSED)) == {"closed": -1}
    assert stepping(before, ("2021-01-01", Event.SPLIT, Status.SUPERSEDED)) == {"split": -1}
    assert stepping(before, ("2021-01-01", Event.MERGE, Status.SUPERSEDED)) == {"merged": -1}
    lapsed_first = ("2020-08-01", Event.LAPSE, Status.DORMANT)
    again = ("2021-03-01", Event.START, Status.ACTIVE)
    assert stepping(before, lapsed_first, again) == {"restarted": 1}
    corrected = ("2021-03-01", Event.CHANGE_DETAILS, Status.ACTIVE)
    assert stepping(corrected) == {"corrected": 1}


def test_a_new_size_is_a_redrawing_unless_nobody_drew() -> None:
    small, large = outline_of(square()), outline_of(square(side_m=300))
    ends = (date(2021, 1, 1), date(2023, 1, 1))

    def headings(event: Event, **facts: object) -> dict[str, int]:
        later_on = advance(area("A", outline=small), StatedDate(date(2022, 1, 1)), event, **facts)
        found = bridge([later_on], *ends)
        assert found.closing == found.opening == 1
        return {heading: m2 for heading, m2 in found.m2_events.items() if m2}

    grown = large.m2 - small.m2
    assert headings(Event.CHANGE_BOUNDARY, **drawn(large)) == {"redrawn": grown}
    assert headings(Event.CHANGE_DETAILS, **drawn(large)) == {"redrawn": grown}
    assert headings(Event.CONFIRM, m2=small.m2 + 7) == {"corrected": 7}


def test_a_bridge_does_not_run_backwards() -> None:
    with pytest.raises(Refused):
        bridge([A], date(2021, 1, 2), date(2021, 1, 1))


def test_an_area_that_moves_leaves_one_municipality_and_enters_the_other() -> None:
    moved = advance(A, StatedDate(date(2022, 1, 1)), Event.MOVE, municipality="1881")
    ends = (date(2021, 1, 1), date(2023, 1, 1))
    assert bridge([moved], *ends, municipality="1861").events["moved"] == -1
    assert bridge([moved], *ends, municipality="1881").events["moved"] == 1
    assert set(bridge([moved], *ends).events.values()) == {0}
