"""An area that was planned a year ago has been founded or not, and others say nothing yet."""

from datetime import date

from grannsamverkan.domain.areas import AreaVersion, Timeline
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.outcomes import Outcomes, outcomes_of
from grannsamverkan.domain.period import Period

TODAY = date(2026, 3, 1)
PLACE = "1861"


def life(*steps: tuple[date, Event, Status], municipality: str = PLACE) -> Timeline:
    return tuple(
        AreaVersion(
            area_id="a",
            period=Period(day),
            event=event,
            status=status,
            name="Påhittad",
            municipality=municipality,
        )
        for day, event, status in steps
    )


def planned(on: date, started: date | None = None, municipality: str = PLACE) -> Timeline:
    first = (on, Event.PROPOSE_AREA, Status.PLANNED)
    if started is None:
        return life(first, municipality=municipality)
    return life(first, (started, Event.START, Status.ACTIVE), municipality=municipality)


def test_what_was_founded_within_a_year_counts_and_later_does_not() -> None:
    some = [
        planned(date(2024, 1, 10), date(2024, 6, 1)),
        planned(date(2024, 1, 10), date(2025, 1, 9)),
        planned(date(2024, 1, 10), date(2025, 1, 10)),
        planned(date(2024, 1, 10)),
    ]
    assert outcomes_of(some, PLACE, TODAY) == Outcomes(planned=4, founded=2)


def test_what_may_still_be_founded_in_time_is_no_outcome() -> None:
    some = [planned(date(2025, 3, 1)), planned(date(2025, 3, 2), date(2025, 4, 1))]
    assert outcomes_of(some, PLACE, TODAY) == Outcomes(planned=1)


def test_other_municipalities_and_areas_that_never_were_planned_say_nothing() -> None:
    some = [
        planned(date(2024, 1, 10), municipality="1881"),
        life((date(2020, 1, 1), Event.INHERIT, Status.ACTIVE)),
        life((date(2020, 1, 1), Event.REGISTER_INTEREST, Status.INTEREST)),
        (),
    ]
    assert outcomes_of(some, PLACE, TODAY) == Outcomes()
