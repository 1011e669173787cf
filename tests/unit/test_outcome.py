"""What stands beside a promise: years with what is known of them, and a comparison that claims no cause."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from grannsamverkan.domain.chance import Interval
from grannsamverkan.domain.comparison import Comparison, Difference, NotCompared
from grannsamverkan.domain.outcome import OutcomeContext, outcome_context
from grannsamverkan.domain.regions import COUNTIES, county_of
from grannsamverkan.domain.statistics import COUNTRY, Measure, Statistic
from grannsamverkan.i18n import LANGUAGES, catalogue

HALLSBERG, COUNTY = "1861", "18"
PROMISED = date(2019, 11, 28)


def figures(
    region: str,
    numbers: dict[int, int],
    *,
    measure: Measure = Measure.RESIDENTIAL_BURGLARY,
    preliminary: frozenset[int] = frozenset(),
    source: str = "påhittad",
) -> list[Statistic]:
    """Return invented figures of a region, by year."""
    return [
        Statistic(
            region=region,
            measure=measure,
            year=year,
            value=value,
            preliminary=year in preliminary,
            source=source,
        )
        for year, value in numbers.items()
    ]


def homes(region: str, numbers: dict[int, int]) -> list[Statistic]:
    """Return invented numbers of dwellings, by year."""
    return figures(region, numbers, measure=Measure.DWELLINGS, source="SCB")


TEN_YEARS = {year: 30 - (year - 2012) for year in range(2012, 2021)}
BOTH_SIDES = figures(HALLSBERG, {2016: 30, 2017: 30, 2018: 30, 2020: 22})


def compared(*some: list[Statistic], until: int = 2020, since: date = PROMISED) -> Comparison:
    """Return the comparison of years, which there must be."""
    given = [one for part in some for one in part]
    found = outcome_context(given, HALLSBERG, until, promised_from=since).compared
    assert isinstance(found, Comparison)
    return found


def reason(*some: list[Statistic], since: date | None = PROMISED) -> object:
    """Return why nothing is compared."""
    given = [one for part in some for one in part]
    return outcome_context(given, HALLSBERG, 2020, promised_from=since).compared


def years(context: OutcomeContext) -> list[int]:
    return [one.year for one in context.years]


def test_a_county_is_told_by_the_code_of_a_municipality_where_there_are_counties() -> None:
    assert (county_of("1861"), county_of("0980")) == ("18", "09")
    assert [county_of(code) for code in ("karhula", "9961", "186", "18x1", "18")] == [None] * 5
    assert len(COUNTIES) == 21


def test_the_last_five_years_with_a_number_are_shown_and_gaps_between_them() -> None:
    numbers = {year: n for year, n in TEN_YEARS.items() if year not in {2016, 2018}}
    context = outcome_context(figures(HALLSBERG, numbers), HALLSBERG, 2021)
    assert years(context) == [2014, 2015, 2016, 2017, 2018, 2019, 2020, 2021]
    assert [one.year for one in context.years if one.missing] == [2016, 2018, 2021]
    assert context.compared is NotCompared.NO_PROMISE


def test_no_year_after_the_last_is_shown_and_none_is_made_up() -> None:
    assert years(outcome_context(figures(HALLSBERG, TEN_YEARS), HALLSBERG, 2018))[-1] == 2018
    (only,) = outcome_context([], HALLSBERG, 2020).years
    assert only.missing
    assert only.municipality.per_1000 is None
    assert only.municipality.number_interval is None
    assert only.municipality.per_1000_interval is None
    assert not only.municipality.preliminary


def test_a_rate_says_of_which_year_its_dwellings_are() -> None:
    some = [
        *figures(HALLSBERG, {2019: 25, 2021: 20, 2023: 14}, preliminary=frozenset({2023})),
        *homes(HALLSBERG, {2020: 7_700, 2023: 7_777}),
        *figures(COUNTY, {2021: 400}),
        *homes(COUNTY, {2021: 150_000}),
        *figures(COUNTRY, {2021: 11_000}),
        *homes(COUNTRY, {2021: 0}),
    ]
    context = outcome_context(some, HALLSBERG, 2023)
    of_year = {one.year: one for one in context.years}
    assert of_year[2019].municipality.per_1000 is None  # no dwellings are known so early
    then = of_year[2021].municipality
    assert then.dwellings is not None
    assert then.dwellings.year == 2020
    assert then.per_1000 == pytest.approx(20_000 / 7_700)
    assert then.number_interval == Interval(12.21652, 30.888378)
    assert then.per_1000_interval == Interval(1.586561, 4.011478)
    assert of_year[2023].municipality.dwellings is not None
    assert of_year[2023].municipality.dwellings.year == 2023
    assert [one.municipality.preliminary for one in context.years] == [False] * 4 + [True]
    county, country = of_year[2021].county, of_year[2021].country
    assert county is not None
    assert county.per_1000 == pytest.approx(2.6667, abs=1e-4)
    assert country.per_1000 is None  # no dwellings at all is no number to divide by
    assert context.sources == ("SCB", "påhittad")


def test_outside_sweden_there_is_no_county() -> None:
    context = outcome_context(figures("karhula", {2020: 4}), "karhula", 2020)
    assert context.county is None
    assert context.years[0].county is None
    assert context.years[0].country.number is None


def test_years_before_a_promise_are_held_against_those_since_in_the_rest_of_the_county() -> None:
    found = compared(BOTH_SIDES, figures(COUNTY, {2016: 500, 2017: 510, 2018: 490, 2020: 470}))
    assert (found.before, found.after, found.left_out) == ((2016, 2017, 2018), (2020,), (2019,))
    assert (found.region, found.number_before, found.number_after) == (COUNTY, 90, 22)
    assert (found.others_before, found.others_after) == (1_410, 448)
    assert found.ratio == pytest.approx((22 / 90) / (448 / 1_410), abs=1e-6)
    assert found.interval == Interval(0.453893, 1.254834)
    assert found.difference is Difference.NO_CLEAR_DIFFERENCE
    assert (found.per_dwelling, found.preliminary) == (False, False)


def test_rates_are_compared_where_all_dwellings_are_known() -> None:
    county = figures(COUNTY, {2016: 500, 2017: 500, 2018: 500, 2020: 500})
    grown = [*homes(HALLSBERG, {2016: 7_000, 2020: 14_000}), *homes(COUNTY, {2016: 100_000})]
    found = compared(BOTH_SIDES, county, grown)
    assert found.per_dwelling
    others = (500 - 22) / (100_000 - 14_000) / ((1_500 - 90) / (300_000 - 21_000))
    assert found.ratio == pytest.approx(22 / 14_000 / (90 / 21_000) / others, abs=1e-6)
    assert found.difference is Difference.LOWER
    assert not compared(BOTH_SIDES, county, grown[:2]).per_dwelling


def test_without_the_county_the_country_stands_for_it_and_last_the_municipality_alone() -> None:
    country = figures(COUNTRY, {2017: 20_000, 2018: 20_000, 2020: 14_000})
    found = compared(BOTH_SIDES, country)
    assert (found.region, found.before, found.left_out) == (COUNTRY, (2017, 2018), (2016, 2019))
    alone = compared(BOTH_SIDES)
    assert (alone.region, alone.others_before, alone.others_after) == (None, None, None)
    assert alone.ratio == pytest.approx(22 / 30)
    assert compared(BOTH_SIDES, homes(HALLSBERG, {2016: 100, 2020: 200})).ratio == pytest.approx(
        22 / 60, abs=1e-6
    )


def test_a_municipality_that_is_its_county_is_never_held_against_itself() -> None:
    same = [replace(one, region=COUNTY) for one in BOTH_SIDES]
    assert compared(BOTH_SIDES, same).region is None
    smaller = [replace(one, value=one.value - 1) for one in same]  # such a county cannot be
    assert compared(BOTH_SIDES, smaller).region is None


def test_a_promise_from_new_years_day_takes_that_year_along() -> None:
    found = compared(figures(HALLSBERG, TEN_YEARS), since=date(2019, 1, 1))
    assert (found.before, found.after, found.left_out) == ((2016, 2017, 2018), (2019, 2020), ())


def test_what_cannot_be_compared_says_why() -> None:
    assert reason(BOTH_SIDES, since=None) is NotCompared.NO_PROMISE
    assert reason(BOTH_SIDES[:3]) is NotCompared.NO_YEAR_AFTER
    assert reason(BOTH_SIDES[3:]) is NotCompared.NO_YEAR_BEFORE
    assert reason(BOTH_SIDES, since=date(2026, 1, 1)) is NotCompared.NO_YEAR_AFTER
    assert reason() is NotCompared.NO_YEAR_AFTER


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        (30, 22, Difference.NO_CLEAR_DIFFERENCE),
        (3, 0, Difference.TOO_FEW),
        (5, 0, Difference.TOO_FEW),
        (6, 0, Difference.LOWER),
        (0, 6, Difference.HIGHER),
        (100, 70, Difference.LOWER),
        (70, 100, Difference.HIGHER),
        (0, 0, Difference.TOO_FEW),
    ],
)
def test_a_difference_is_named_only_where_it_is_clear(
    before: int, after: int, word: Difference
) -> None:
    found = compared(figures(HALLSBERG, {2018: before, 2020: after}))
    assert found.difference is word
    if before == 0:
        assert found.ratio is None


def test_preliminary_figures_mark_the_comparison() -> None:
    late = figures(HALLSBERG, {2018: 30, 2020: 22}, preliminary=frozenset({2020}))
    assert compared(late).preliminary
    early = figures(HALLSBERG, {2018: 30, 2020: 22}, preliminary=frozenset({2018}))
    assert compared(early).preliminary


def test_years_compared_are_shown_even_if_more_than_five_ago() -> None:
    numbers = dict.fromkeys(range(2010, 2027), 20)
    context = outcome_context(
        figures(HALLSBERG, numbers), HALLSBERG, 2026, promised_from=date(2016, 5, 1)
    )
    assert years(context) == list(range(2013, 2027))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_an_outcome_has_a_text_and_none_claims_a_cause(language: str) -> None:
    texts = catalogue(language)
    kinds = product(("alone", "beside"), Difference)
    wanted = {f"outcome.{kind}.{word}" for kind, word in kinds}
    wanted |= {f"outcome.not_compared.{word}" for word in NotCompared}
    wanted |= {f"outcome.measure.{word}" for word in Measure}
    assert wanted <= set(texts)
    assert "outcome.no_cause" in texts
