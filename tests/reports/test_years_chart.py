"""Figures by year: bars and lines at their numbers, what is unsure and preliminary told in other ways than colour."""

from datetime import date

import pytest
from drawn import HOSTILE, at, described, elements, parsed, texts

from grannsamverkan.domain.outcome import outcome_context
from grannsamverkan.domain.statistics import Measure, Statistic
from grannsamverkan.i18n import translator
from grannsamverkan.reports.charts import (
    YearBar,
    YearLine,
    Years,
    years_chart,
    years_of,
    years_text,
)
from grannsamverkan.reports.svg import NARROW, WIDE, Frame

SV, EN = translator("sv"), translator("en")
YEARS = Years(
    title="Bostadsinbrott per 1 000 bostäder",
    name="Hallsberg",
    bars=(
        YearBar(year=2018, value=4, low=3, high=6, number=30),
        YearBar(year=2019, value=None),
        YearBar(year=2020, value=2.35, low=1, high=3, preliminary=True, number=18),
    ),
    lines=(
        YearLine(name="Länet", values=((2017, 9), (2018, 3), (2020, 2))),
        YearLine(name="Hela landet", values=((2018, 4), (2019, 3), (2020, 2.5))),
        YearLine(name="Intet", values=()),
    ),
    interval="Osäkerhet (95 %)",
    number_name="anmälda inbrott",
)


def test_bars_reach_their_numbers_and_lines_pass_through_theirs() -> None:
    root = parsed(years_chart(YEARS, SV, Frame(key="y")))
    first, last = elements(root, "rect", width="34")
    bottom = sum(at(first, "y", "height"))
    per_one = at(first, "height")[0] / 4
    assert at(last, "height")[0] == pytest.approx(2.35 * per_one, abs=0.1)
    county, country, _ = elements(root, "polyline")
    x, y = (float(one) for one in (county.get("points") or "").split()[0].split(","))
    assert x == pytest.approx(at(first, "x")[0] + 17, abs=0.1)
    assert y == pytest.approx(bottom - 3 * per_one, abs=0.1)
    assert len((county.get("points") or "").split()) == 2  # 2017 lies outside
    assert len((country.get("points") or "").split()) == 3


def test_what_is_preliminary_is_hatched_and_what_is_missing_has_a_dash() -> None:
    root = parsed(years_chart(YEARS, SV, Frame(key="y")))
    assert len(elements(root, "rect", width="34", fill="url(#y-preliminary)")) == 1
    seen = texts(root)
    assert "–" in seen
    assert {"Preliminär uppgift", "Osäkerhet (95 %)", "30", "18", "Hallsberg", "Länet"} <= set(seen)
    final = Years(title="A", name="B", bars=YEARS.bars[:1])
    assert texts(parsed(years_chart(final, SV, Frame(key="y"))))[0] == "B"
    assert "Preliminär uppgift" not in texts(parsed(years_chart(final, SV, Frame(key="y"))))


def test_words_say_every_year_and_the_last_elsewhere() -> None:
    said = (
        "Bostadsinbrott per 1 000 bostäder. Hallsberg, år för år: 2018: 4 (3–6); "
        "2019: uppgift saknas; 2020: 2,35 (1–3) (preliminärt). "
        "Länet 2020: 2. Hela landet 2020: 2,5."
    )
    assert years_text(YEARS, SV) == said
    assert described(parsed(years_chart(YEARS, SV, Frame(key="y")))) == (YEARS.title, said)
    assert "no figure" in years_text(YEARS, EN)


def test_years_and_names_without_end_are_drawn_all_the_same() -> None:
    bars = tuple(YearBar(year=year, value=year % 7) for year in range(1975, 2021))
    many = Years(title=HOSTILE, name=HOSTILE * 9, bars=bars)
    for width in (WIDE, NARROW):
        frame = Frame(key="y", width=width)
        seen = texts(parsed(years_chart(many, SV, frame)))
        assert "2020" in seen
        assert "2019" not in seen
        assert years_chart(many, SV, frame) == years_chart(many, SV, frame)
    empty = Years(title="A", name="B", bars=(YearBar(year=2020, value=None),))
    assert "2020" in texts(parsed(years_chart(empty, SV, Frame(key="y"))))


def _figures(*, dwellings: bool) -> list[Statistic]:
    def figure(region: str, measure: Measure, year: int, value: int) -> Statistic:
        return Statistic(
            region=region,
            measure=measure,
            year=year,
            value=value,
            preliminary=year == 2020,
            source="påhittad",
        )

    burglary, homes = Measure.RESIDENTIAL_BURGLARY, Measure.DWELLINGS
    found = [
        figure(region, burglary, year, number)
        for region, number in (("1861", 30), ("18", 600), ("00", 15_000))
        for year in (2019, 2020)
    ]
    if dwellings:
        found += [
            figure(region, homes, 2019, number)
            for region, number in (("1861", 7_500), ("18", 150_000))
        ]
    return found


def test_burglaries_are_held_against_dwellings_where_these_are_known() -> None:
    context = outcome_context(
        _figures(dwellings=True), "1861", 2020, promised_from=date(2019, 11, 28)
    )
    years = years_of(context, "Hallsberg", SV)
    assert [(one.year, one.value, one.number) for one in years.bars] == [
        (2019, 4.0, 30),
        (2020, 4.0, 30),
    ]
    assert years.bars[1].preliminary
    assert years.bars[0].low is not None
    assert years.lines == (YearLine(name="Länet", values=((2019, 4.0), (2020, 4.0))),)
    assert "per 1 000 bostäder" in years_text(years, SV)
    parsed(years_chart(years, SV, Frame(key="y")))


def test_burglaries_stand_alone_where_no_dwellings_are_known() -> None:
    years = years_of(outcome_context(_figures(dwellings=False), "1861", 2020), "Hallsberg", SV)
    assert [one.value for one in years.bars] == [30, 30]
    assert (years.lines, years.number_name) == ((), None)
    homes = Statistic(
        region="1861", measure=Measure.DWELLINGS, year=2020, value=7_500, source="påhittad"
    )
    some = [*_figures(dwellings=False), homes]
    partly = years_of(outcome_context(some, "1861", 2020), "Hallsberg", SV)
    assert [one.value for one in partly.bars] == [30, 30], "one unit in one chart"
    nothing = years_of(outcome_context([], "1861", 2020), "Hallsberg", SV)
    assert [(one.value, one.low) for one in nothing.bars] == [(None, None)]
