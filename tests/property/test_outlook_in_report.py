"""The forecast in a yearly report: that of the promise's page on the same day, and the same for ever."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.known import Known
from grannsamverkan.domain.outlook import OutlookAccount
from grannsamverkan.domain.promises import Aim, BaselineFrom, Rule
from grannsamverkan.domain.public_promises import public_promises
from grannsamverkan.domain.reporting import Report
from grannsamverkan.domain.yearly import YearlyReport
from grannsamverkan.domain.yearly_building import Ingredients, yearly_report
from grannsamverkan.domain.yearly_numbers import digest, numbers
from grannsamverkan.planning.outlook import outlook_of, outlooks_of
from known import PLACE, indicator, known, promise, running

FIRST, YEARS = date(2015, 1, 1), range(2019, 2022)
ONGOING = promise(last_day=date(2023, 6, 30))
MORE = {"baseline_from": BaselineFrom.REGISTER, "baseline_on": date(2019, 11, 27)}
AIMS = (
    indicator(Rule.STOCK_ACTIVE, Aim.AT_LEAST, value=18),
    indicator(Rule.STOCK_ACTIVE, Aim.MORE, **MORE),
    indicator(Rule.STOCK_ACTIVE, Aim.MORE),
)
"""A number, a direction from what is known, and a direction from nobody knows what."""


def town(seed: int) -> Known:
    """Return a register of areas that come, and some of them go, in eight years, with a promise that runs."""
    chance = Random(seed)  # noqa: S311 # areas to judge by, no secret
    areas = [_area(chance, f"A{number}") for number in range(chance.randint(0, 30))]
    return known(*areas, facts=[ONGOING, AIMS[seed % len(AIMS)]])


def _area(chance: Random, area_id: str) -> Timeline:
    begun = FIRST + timedelta(chance.randint(0, 3_000))
    gone = begun + timedelta(chance.randint(100, 4_000))
    return running(area_id, str(begun), str(gone) if chance.random() < 0.3 else None)


def report(register: Known, year: int) -> YearlyReport:
    """Return the report of a year with what is said ahead."""
    last = date(year, 12, 31)
    of = Report(id="R", municipality=PLACE, start=date(year, 1, 1), last_day=last)
    made = yearly_report(register, Ingredients(report=of))
    return replace(made, outlooks=outlooks_of(made.promises, register.timelines, last))


def one_ahead(register: Known, year: int) -> OutlookAccount:
    (found,) = report(register, year).outlooks
    return found


@pytest.mark.parametrize("seed", range(25))
def test_it_is_that_of_the_page_on_the_same_day(seed: int) -> None:
    register = town(seed)
    for year in YEARS:
        (page,) = public_promises(register, date(year, 12, 31))
        ahead = one_ahead(register, year)
        assert ahead.outlook == outlook_of(page.promise, page.progress, page.history)
        assert ahead.growth == page.growth
        assert ahead.outlook.through == date(year, 12, 31)


@pytest.mark.parametrize("seed", range(25))
def test_what_came_later_alters_nothing_of_what_would_have_been_said_before(seed: int) -> None:
    register = town(seed)
    for made, told in ((one, one_ahead(register, 2021)) for one in (2020, 2019)):
        then = next(one for one in told.tried if one.made == date(made, 12, 31))
        last = date(2021, 12, 31)
        over = {
            name: tuple(
                replace(one, period=replace(one.period, end=date(9999, 12, 31)))
                if one is timeline[-1] or one.period.end > then.made
                else one
                for one in timeline
                if one.period.start <= then.made
            )
            for name, timeline in register.timelines.items()
        }
        known_then = {name: one for name, one in over.items() if one}
        (again,) = outlooks_of(report(register, 2021).promises, known_then, last)
        assert next(one.said for one in again.tried if one.made == then.made) == then.said
        by_hand = sum(
            one.active and one.period.start <= last < one.period.end
            for timeline in register.timelines.values()
            for one in timeline
        )
        assert then.came == by_hand


def test_a_promise_that_ends_with_the_period_or_is_not_about_areas_has_none() -> None:
    register = town(1)
    assert report(register, 2023).outlooks == ()
    others = known(facts=[ONGOING, indicator(Rule.ACTIVITIES, Aim.AT_LEAST, value=3)])
    assert report(others, 2020).outlooks == ()


def test_with_too_little_seen_it_is_there_and_has_no_numbers() -> None:
    few = known(running("a", "2020-05-01"), facts=[ONGOING, AIMS[0]])
    told = report(few, 2020)
    assert not told.outlooks[0].outlook.enough
    assert not [key for key in numbers(told) if key.startswith("outlook.")]


def test_its_numbers_are_whole_or_in_steps_so_that_no_machine_reckons_others() -> None:
    for seed in range(30):
        told = numbers(report(town(seed), 2021))
        for key, value in told.items():
            if key.startswith("outlook.") and value is not None:
                step = {"chance": 20, "needed": 10, "pace": 10}.get(key.rpartition(".")[2], 1)
                assert round(value * step, 9) == round(value * step), key


def test_what_was_published_is_reckoned_again_for_ever() -> None:
    """Such numbers have been published: whoever changes model or generator keeps this one beside the new."""
    ahead = {
        f"{seed}.{key}": one
        for seed in range(20)
        for key, one in numbers(report(town(seed), 2021)).items()
        if key.startswith("outlook.")
    }
    assert len(ahead) == 514
    assert digest(ahead) == "81842a44c0e2aaa50dd2e83bce8ca48e392158c59f39d41a46518578d0f9613c"
