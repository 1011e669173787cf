"""What of an area's life is founding and lapse to a forecast, and from which day the register saw any."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.domain.areas import AreaVersion, Timeline
from grannsamverkan.domain.bridge import bridge
from grannsamverkan.domain.history import History, history_of
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import FOREVER, Period, Precision, StatedDate

PLACE, OTHER = "1861", "1881"
PROMISED, TODAY = date(2025, 1, 1), date(2026, 11, 23)


def life(*steps: tuple[str, Event, Status], place: str = PLACE, **facts: object) -> Timeline:
    """Return a timeline whose versions begin on days, by events, in states."""
    days = [*(StatedDate.parse(day) for day, _, _ in steps)]
    ends = [*(one.counts_on for one in days[1:]), FOREVER]
    return tuple(
        replace(
            AreaVersion(
                area_id="a", period=Period(on.counts_on, end), precision=on.precision,
                event=event, status=status, name="A", municipality=place,
            ),
            **facts,  # type: ignore[arg-type]  # fields of a version
        )
        for (_, event, status), on, end in zip(steps, days, ends, strict=True)
    )  # fmt: skip


def started(day: str, place: str = PLACE) -> Timeline:
    return life((day, Event.START, Status.ACTIVE), place=place)


def inherited(day: str, place: str = PLACE) -> Timeline:
    return life((day, Event.INHERIT, Status.ACTIVE), place=place)


def seen(*timelines: Timeline, places: tuple[str, ...] = (PLACE,)) -> History:
    return history_of(timelines, places, PROMISED, TODAY)


def founded(history: History) -> list[str]:
    return [str(one) for one in history.foundings]


def test_starts_and_restarts_are_foundings_and_lapses_and_closings_are_lapses() -> None:
    history = seen(
        started("2020-01-01"),
        life(
            ("2021-05-01", Event.START, Status.ACTIVE),
            ("2022-05-01", Event.LAPSE, Status.DORMANT),
            ("2023-01-01", Event.RESTART, Status.FORMING),
            ("2023-05-01", Event.START, Status.ACTIVE),
            ("2024-05-01", Event.CLOSE, Status.CLOSED),
        ),
        life(("2026-01-01", Event.PROPOSE_AREA, Status.PLANNED)),
    )
    assert founded(history) == ["2021-05-01", "2023-05-01"]
    assert history.lapses == (date(2022, 5, 1), date(2024, 5, 1))
    assert (history.start, history.today, history.active) == (
        date(2020, 1, 2),
        TODAY + timedelta(1),
        1,
    )


def test_how_exactly_a_day_is_known_comes_along() -> None:
    history = seen(started("2020-01-01"), started("2022"), started("2023-04"))
    assert founded(history) == ["2022", "2023-04"]


def test_a_division_is_the_areas_it_added_and_a_merger_those_it_took_away() -> None:
    halves = [
        life(("2022-01-01", Event.SPLIT, Status.ACTIVE), predecessors=("w",)) for _ in range(3)
    ]
    whole = life(
        ("2020-01-01", Event.START, Status.ACTIVE), ("2022-01-01", Event.SPLIT, Status.SUPERSEDED)
    )
    apart = [
        life(
            ("2020-01-01", Event.START, Status.ACTIVE),
            ("2023-01-01", Event.MERGE, Status.SUPERSEDED),
        )
        for _ in range(2)
    ]
    joined = life(("2023-01-01", Event.MERGE, Status.ACTIVE), predecessors=("x", "y"))
    history = seen(whole, *halves, *apart, joined)
    assert founded(history) == ["2022-01-01", "2022-01-01"]
    assert history.lapses == (date(2023, 1, 1),)
    assert history.active == 4


def test_moves_and_corrections_are_neither() -> None:
    left, right = (
        life((day, event, Status.ACTIVE), place=place)
        for day, event, place in (
            ("2020-01-01", Event.START, PLACE),
            ("2022-01-01", Event.MOVE, OTHER),
        )
    )
    moved = (replace(left[0], period=Period(left[0].period.start, right[0].period.start)), *right)
    corrected = life(("2022-01-01", Event.CHANGE_DETAILS, Status.ACTIVE))
    history = seen(started("2019-01-01"), moved, corrected)
    assert founded(history) == ["2020-01-01"]
    assert history.lapses == ()
    assert history.active == 2


def test_without_inherited_areas_one_began_to_look_at_the_first() -> None:
    assert seen(started("2020-01-01"), started("2021-01-01")).start == date(2020, 1, 2)


def test_inherited_areas_are_seen_from_the_day_of_their_list() -> None:
    history = seen(
        inherited("före 2023-03-01"), inherited("före 2026-01-01"), started("2024-01-01")
    )
    assert history.start == date(2023, 3, 1)
    assert founded(history) == ["2024-01-01"]


def test_inherited_areas_with_days_of_their_own_say_nothing_of_the_time_before_the_promise() -> (
    None
):
    history = seen(inherited("2010-05-01"), inherited("2014-05-01"), inherited("2025-06-01"))
    assert history.start == PROMISED
    assert founded(history) == ["2025-06-01"]


def test_of_several_municipalities_the_time_begins_when_all_were_seen() -> None:
    some = started("2020-01-01"), started("2022-01-01", OTHER), started("2023-01-01", OTHER)
    both = seen(*some, places=(PLACE, OTHER, "1880"))
    assert both.start == date(2022, 1, 2)
    assert founded(both) == ["2023-01-01"]
    assert both.active == 3


def test_without_any_area_nothing_was_seen() -> None:
    assert seen().seen_years == 0
    assert seen(life(("2026-01-01", Event.PROPOSE_AREA, Status.PLANNED))).seen_years == 0
    assert seen(started("2026-12-24")).seen_years == 0, "what is to come has not been seen"


@given(
    st.lists(
        st.tuples(st.dates(date(2018, 1, 1), TODAY), st.none() | st.integers(1, 900)), max_size=12
    )
)
def test_what_was_seen_leads_from_the_number_then_to_the_number_now(
    lives: list[tuple[date, int | None]],
) -> None:
    timelines = [
        started(str(begun))
        if days is None
        else life(
            (str(begun), Event.START, Status.ACTIVE),
            (str(begun + timedelta(days)), Event.LAPSE, Status.DORMANT),
        )
        for begun, days in lives
    ]
    history = seen(*timelines)
    before = history.start - timedelta(days=1)
    led = bridge(timelines, min(before, TODAY), TODAY, municipality=(PLACE,))
    assert history.active == led.closing
    assert led.opening + len(history.foundings) - len(history.lapses) == led.closing
    assert {one.precision for one in history.foundings} <= {Precision.DAY}
