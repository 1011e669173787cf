"""Burglaries out of files: rounded, of days that have been, and what looks mistyped."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from grannsamverkan.crs import to_lonlat
from grannsamverkan.domain.burglaries import Burglaries, Kind, LocalityCount, Reported
from grannsamverkan.domain.period import Period
from grannsamverkan.errors import NotFound, Refused, TooLarge
from grannsamverkan.exchange.burglaries import LIMITS, read_burglaries
from grannsamverkan.exchange.tables import ReadOptions

TODAY = date(2026, 11, 23)


def test_a_file_gives_rounded_places_and_says_what_it_left_out(tmp_path: Path) -> None:
    file = tmp_path / "inbrott.csv"
    file.write_text(
        "datum;x;y;fullbordat;bostad;namn\n"
        "2024-03-05;500149;6547251;ja;ja;hemlig\n"
        "2024-03-06;500149;6547251;nej;ja;hemlig\n"
        "2024-03-06;500149;6547251;ja;nej;hemlig\n"
        "2024;500149;6547251;ja;ja;hemlig\n"
        "kanske;500149;6547251;ja;ja;hemlig\n"
        "2024-03-06;500149;6547251;;ja;hemlig\n"
        "2024-03-06;;;ja;ja;hemlig\n"
    )
    laid = read_burglaries(file, ReadOptions(crs="EPSG:3006"), today=TODAY)
    assert laid.reported[0] == Reported(date(2024, 3, 5), Kind.BURGLARY, 500_100.0, 6_547_300.0)
    assert [one.kind for one in laid.reported] == [Kind.BURGLARY, Kind.ATTEMPT, Kind.ELSEWHERE]
    assert laid.window == Period(date(2024, 3, 1), date(2024, 4, 1))
    assert laid.left_out == {"no_day": 2, "no_kind": 1, "no_place": 1}
    assert "hemlig" not in repr(laid)
    file.write_text("månad;x;y;fullbordat;bostad\n2024-02;500149;6547251;ja;ja\n")
    (one,) = read_burglaries(file, ReadOptions(crs="EPSG:3006"), today=TODAY).reported
    assert one.day == date(2024, 2, 29)
    file.write_text("datum;x;y;fullbordat;bostad\nkanske;500149;6547251;ja;ja\n")
    with pytest.raises(Refused, match="no_burglaries"):
        read_burglaries(file, ReadOptions(crs="EPSG:3006"), today=TODAY)
    file.write_text("datum;x;y;fullbordat\n2024-03-05;500149;6547251;ja\n")
    with pytest.raises(Refused, match="burglary_columns"):
        read_burglaries(file, ReadOptions(crs="EPSG:3006"), today=TODAY)
    with pytest.raises(NotFound):
        read_burglaries(tmp_path / "saknas.csv", ReadOptions(), today=TODAY)


def test_a_file_of_counts_is_known_by_its_columns(tmp_path: Path) -> None:
    file = tmp_path / "antal.csv"
    options = ReadOptions(crs="EPSG:3006", register_crs="EPSG:3006")
    file.write_text("Ort;Antal;År\nHallsberg;12;2023\nHallsberg;9;2024\nPålsboda;;2024\n;3;2024\n")
    found = read_burglaries(file, options, today=TODAY)
    assert found.counts == (
        LocalityCount("Hallsberg", Period(date(2023, 1, 1), date(2024, 1, 1)), 12),
        LocalityCount("Hallsberg", Period(date(2024, 1, 1), date(2025, 1, 1)), 9),
    )
    assert found.left_out == {"no_locality": 1, "no_number": 1}
    assert found.window == Period(date(2023, 1, 1), date(2025, 1, 1))
    file.write_text(
        "distrikt;antal inbrott;från;till\nHallsberg;12;2023-03;2023-08-31\nX;1;2024;2023\n"
    )
    found = read_burglaries(file, options, today=TODAY)
    assert found.counts[0].during == Period(date(2023, 3, 1), date(2023, 9, 1))
    assert found.left_out == {"no_day": 1}
    file.write_text("ort;antal;år\nHallsberg;12;2023\nhallsberg;9;2023\n")
    with pytest.raises(Refused, match="counted_twice"):
        read_burglaries(file, options, today=TODAY)
    file.write_text("ort;antal;år\nHallsberg;många;2023\n")
    with pytest.raises(Refused, match="no_burglaries"):
        read_burglaries(file, options, today=TODAY)


def test_what_has_not_come_yet_is_left_out_and_no_time_to_come_is_counted(tmp_path: Path) -> None:
    file, options = tmp_path / "antal.csv", ReadOptions(crs="EPSG:3006", register_crs="EPSG:3006")
    file.write_text(f"ort;antal;år\nHallsberg;12;{TODAY.year}\nHallsberg;9;2062\n")
    found = read_burglaries(file, options, today=TODAY)
    until = TODAY + timedelta(days=1)
    assert [one.during for one in found.counts] == [Period(date(TODAY.year, 1, 1), until)]
    assert (found.left_out, found.window.end) == ({"to_come": 1}, until)
    file.write_text(
        "datum;x;y;fullbordat;bostad\n"
        f"2026-10-05;500149;6547251;ja;ja\n{TODAY:%Y-%m};500149;6547251;ja;ja\n"
        f"{until};500149;6547251;ja;ja\n2062-01-05;500149;6547251;ja;ja\n"
    )
    found = read_burglaries(file, options, today=TODAY)
    assert [one.day for one in found.reported] == [date(2026, 10, 5), TODAY]
    assert found.left_out == {"to_come": 2}
    assert found.window == Period(date(2026, 10, 1), until)
    assert found.quiet is None


def test_more_rows_than_any_municipality_has_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "landet.csv"
    row = "2024-05-05;500149;6547251;ja;ja\n"
    file.write_text("datum;x;y;fullbordat;bostad\n" + (LIMITS.rows + 1) * row)
    with pytest.raises(TooLarge, match="too_many_rows"):
        read_burglaries(file, ReadOptions(crs="EPSG:3006"), today=TODAY)


def test_places_in_degrees_come_out_as_those_in_metres(tmp_path: Path) -> None:
    degrees, metres = tmp_path / "grader.csv", tmp_path / "meter.csv"
    head = "fullbordat;bostad;datum;"
    spots = [(507_000 + 37 * n, 6_547_500 + 53 * n) for n in range(20)]
    metres.write_text(f"{head}x;y\n" + "".join(f"ja;ja;2024-05-05;{x};{y}\n" for x, y in spots))
    lonlat = [to_lonlat(x, y, source="EPSG:3006") for x, y in spots]
    degrees.write_text(
        f"{head}lon;lat\n"
        + "".join(f"ja;ja;2024-05-05;{lon:.9f};{lat:.9f}\n" for lon, lat in lonlat)
    )
    found = read_burglaries(degrees, ReadOptions(), today=TODAY)
    assert found == read_burglaries(metres, ReadOptions(crs="EPSG:3006"), today=TODAY)


def on(*days: date) -> Burglaries:
    window = Period(min(days), max(days) + timedelta(days=1))
    return Burglaries(window, tuple(Reported(day, Kind.BURGLARY, 0.0, 0.0) for day in days))


def test_a_long_window_is_one_of_more_than_ten_years() -> None:
    assert not on(date(2014, 1, 1), date(2023, 12, 31)).is_long
    assert on(date(2014, 1, 1), date(2024, 1, 1)).is_long


def test_the_longest_time_without_anything_is_told_where_it_is_longer_than_two_years() -> None:
    assert on(date(2022, 1, 1), date(2024, 1, 2)).quiet is None
    gap = on(date(2016, 3, 4), date(2019, 1, 1), date(2023, 12, 31), date(2024, 1, 3)).quiet
    assert gap == Period(date(2019, 1, 2), date(2023, 12, 31))
    years = [Period(date(year, 1, 1), date(year + 1, 1, 1)) for year in (2003, 2023, 2024)]
    counts = tuple(LocalityCount("Hallsberg", year, 1) for year in years)
    assert Burglaries(Period(years[0].start, years[-1].end), counts=counts).quiet == Period(
        date(2004, 1, 1), date(2023, 1, 1)
    )
