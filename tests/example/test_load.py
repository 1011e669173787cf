"""An example register tells its invented history as it was once recorded."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import shapely

from grannsamverkan.actions.example import create_example, load_example, place_folder, places
from grannsamverkan.actions.municipalities import catalogued
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.bridge import bridge
from grannsamverkan.domain.counts import count
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.errors import Conflict, NotFound
from grannsamverkan.register import Register, create_register
from prepared import example_of

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(scope="module")
def hallsberg(tmp_path_factory: pytest.TempPathFactory) -> Register:
    where = tmp_path_factory.mktemp("example") / "hallsberg.gpkg"
    return example_of(where, "hallsberg", NOW)


def test_twenty_two_areas_are_active_of_every_type_and_in_every_locality(
    hallsberg: Register,
) -> None:
    counted = hallsberg.public_count(on=TODAY, today=TODAY)
    assert counted.active == 22
    assert counted.without_outline == 2
    assert set(counted.by_type) == {"villa", "terraced", "flats", "holiday", "rural", "boat"}
    assert set(counted.by_locality) == {place.name for place in hallsberg.localities()}


def test_the_number_of_areas_grows_from_2014_on(hallsberg: Register) -> None:
    by_year = [
        hallsberg.public_count(on=date(year, 12, 31), today=TODAY).active
        for year in range(2013, 2026)
    ]
    assert by_year[:2] == [0, 2]
    assert by_year == sorted(by_year)


def test_one_lapsed_one_was_split_two_merged_one_restarted_and_one_is_forming(
    hallsberg: Register,
) -> None:
    timelines = hallsberg.timelines()
    statuses = Counter(last(timeline).status for timeline in timelines.values())
    assert statuses == {
        Status.ACTIVE: 22,
        Status.SUPERSEDED: 3,
        Status.DORMANT: 1,
        Status.FORMING: 1,
    }
    events = Counter(v.event for timeline in timelines.values() for v in timeline)
    assert events[Event.RESTART] == 1
    assert events[Event.CHANGE_BOUNDARY] == 1


def test_the_bridge_over_the_years_of_the_promise_adds_up(hallsberg: Register) -> None:
    told = bridge(hallsberg.timelines().values(), date(2019, 11, 28), date(2021, 5, 31))
    assert told.opening + sum(told.events.values()) == told.closing
    assert told.m2_opening + sum(told.m2_events.values()) == told.m2_closing
    assert told.events["started"] > 0
    assert told.events["split"] == 1


def test_what_was_recorded_late_was_not_known_before(hallsberg: Register) -> None:
    on = date(2022, 6, 30)
    then = hallsberg.timelines(known=datetime(2022, 7, 1, tzinfo=UTC))
    assert count(then.values(), on).active == count(hallsberg.timelines().values(), on).active + 1
    earlier = hallsberg.timelines(known=datetime(2021, 7, 1, tzinfo=UTC))
    assert "Tallskotten" in {last(timeline).name for timeline in earlier.values()}
    assert "Tallskotten" not in {last(t).name for t in hallsberg.timelines().values()}


def test_about_half_of_the_areas_were_confirmed_within_a_year(hallsberg: Register) -> None:
    active = [last(t) for t in hallsberg.timelines().values() if last(t).active]
    lately = [one for one in active if (one.last_confirmed_on or date.min) > date(2025, 11, 1)]
    assert 0.4 <= len(lately) / len(active) <= 0.7


def test_old_dates_are_known_only_to_the_month_or_year(hallsberg: Register) -> None:
    counted = count(hallsberg.timelines().values(), date(2014, 12, 31))
    assert counted.lowest < counted.highest


def test_the_border_is_labelled_as_generalised_and_the_card_names_an_office(
    hallsberg: Register,
) -> None:
    (municipality,) = hallsberg.municipalities()
    assert municipality.name == "Hallsberg"
    assert municipality.border is not None
    assert municipality.border_generalised
    assert municipality.contact_mail == "kontakt@example.org"


def test_an_example_is_marked_intact_and_has_the_same_ids_every_time(
    hallsberg: Register, tmp_path: Path
) -> None:
    assert hallsberg.info.example
    assert hallsberg.verify().fault is None
    again = create_example(tmp_path / "again.gpkg", place_folder("hallsberg"), now=NOW)
    assert again.timelines() == hallsberg.timelines()


def test_steps_recorded_after_the_present_moment_are_left_out(tmp_path: Path) -> None:
    early = datetime(2020, 1, 1, tzinfo=UTC)
    register = create_example(tmp_path / "early.gpkg", place_folder("hallsberg"), now=early)
    newest = register.changes()[-1].at
    assert newest < "2020-01-01"
    assert 8 <= count(register.timelines().values(), early.date()).active <= 12


def test_karhula_has_eight_areas_over_its_real_blocks(tmp_path: Path) -> None:
    register = example_of(tmp_path / "k.gpkg", "karhula", NOW)
    assert register.info.crs == "EPSG:3067"
    timelines = register.timelines()
    assert len(timelines) == 8
    assert all(last(timeline).outline_id for timeline in timelines.values())


@pytest.mark.parametrize("example", [True, False])
def test_the_example_goes_only_into_an_empty_example_register(
    tmp_path: Path, *, example: bool
) -> None:
    where = tmp_path / "real.gpkg"
    register = create_register(where, name="A", crs="EPSG:3006", now=NOW, example=example)
    if example:
        load_example(register, place_folder("hallsberg"), now=NOW)
    with pytest.raises(Conflict) as refusal:
        load_example(register, place_folder("hallsberg"), now=NOW)
    assert refusal.value.key == "example.not_empty"


def test_an_unknown_place_is_refused_with_those_that_there_are() -> None:
    assert places() == ["hallsberg", "karhula"]
    with pytest.raises(NotFound) as refusal:
        place_folder("atlantis")
    assert refusal.value.values["places"] == "hallsberg, karhula"


def test_every_municipality_of_the_country_can_be_begun_with() -> None:
    assert catalogued("0180", metric_crs="EPSG:3006").name == "Stockholm"
    with pytest.raises(NotFound) as refusal:
        catalogued("9999", metric_crs="EPSG:3006")
    assert refusal.value.key == "municipality.unknown"


@pytest.mark.parametrize("place", places())
def test_no_exact_corner_of_an_example_is_public(place: str, tmp_path: Path) -> None:
    register = example_of(tmp_path / "x.gpkg", place, NOW)
    ids = {version.outline_id for line in register.timelines().values() for version in line}
    outlines = register.outlines(sorted(filter(None, ids)))
    assert outlines
    for outline in outlines.values():
        exact = {tuple(corner) for corner in shapely.get_coordinates(outline.polygon)}
        shown = {tuple(corner) for corner in shapely.get_coordinates(outline.public_polygon)}
        assert not exact & shown
    register.close()


def test_totals_of_the_past_tell_type_and_place_only_of_areas_anyone_may_meet(
    hallsberg: Register,
) -> None:
    (lapsed,) = [
        line for line in hallsberg.timelines().values() if last(line).status is Status.DORMANT
    ]
    before = last(lapsed).period.start - timedelta(days=1)
    told = hallsberg.public_count(on=before, today=TODAY)
    assert told.active == count(hallsberg.timelines().values(), before).active
    assert sum(told.by_locality.values()) == sum(told.by_type.values()) < told.active
