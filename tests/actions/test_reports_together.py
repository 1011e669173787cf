"""What reports tell together: no small number is left over when one is taken from another."""

from datetime import date

import pytest
from acting import doing
from led_reports import LAST, START, approved, corrected, heard, publish, published, rendered

from grannsamverkan.actions import reporting
from grannsamverkan.actions.reports import NUMBERS, account, reports_of, verify_report
from grannsamverkan.domain.reporting import Coverage, Report, ReportFile, ReportKind, ReportState
from grannsamverkan.domain.views import ViewTheme
from grannsamverkan.errors import Conflict
from grannsamverkan.register import Register

SPRING, AUTUMN = date(2020, 4, 1), date(2020, 10, 1)
LATE = date(2020, 12, 30)


def number(register: Register, report: Report) -> int | None:
    """Return how many views a report tells, in all."""
    return account(register, report).views.number


def told_in(register: Register, report: Report) -> tuple[Coverage, ...]:
    """Return which reports it says have told instead."""
    return account(register, report).views.told_in


def all_verify(register: Register) -> bool:
    """Say whether every published report can be made again."""
    reports = reports_of(register, "1861")
    done = [one.id for one in reports if one.state is ReportState.PUBLISHED]
    return bool(done) and all(verify_report(register, one).intact for one in done)


def test_a_third_version_is_weighed_against_the_first_as_well(register: Register) -> None:
    heard(register, 6, SPRING)
    first = published(register)
    heard(register, 20, SPRING)
    second = corrected(register, first)
    heard(register, 7, SPRING)
    third = corrected(register, second)
    assert [number(register, one) for one in (first, second)] == [6, 20]
    assert number(register, third) is None, "one more than was told in the first"
    assert told_in(register, third) == ()
    assert all_verify(register)


def test_a_version_whose_file_is_gone_is_weighed_all_the_same(register: Register) -> None:
    heard(register, 6, SPRING)
    first = published(register)
    with register.private() as private:
        private.remove(ReportFile, f"{first.id}/rapport-{NUMBERS}")
    heard(register, 7, SPRING)
    second = corrected(register, first)
    assert number(register, second) is None


def test_a_version_is_corrected_beside_a_shorter_report_that_ends_the_same_day(
    register: Register,
) -> None:
    heard(register, 6, SPRING)
    year = published(register)
    autumn = published(register, AUTUMN, LAST)
    heard(register, 7, SPRING)
    again = corrected(register, year)
    assert number(register, again) is None
    found = account(register, again).data_quality
    assert found.restated_from == year.id
    assert told_in(register, autumn) == (year.coverage,)


@pytest.mark.parametrize(
    ("start", "last_day", "kind"),
    [
        (START, date(2020, 12, 30), ReportKind.YEARLY),
        (AUTUMN, LAST, ReportKind.YEARLY),
        (SPRING, AUTUMN, ReportKind.YEARLY),
        (date(2019, 11, 28), date(2021, 5, 31), ReportKind.FINAL),
        (LAST, date(2021, 12, 31), ReportKind.YEARLY),
        (START, LAST, ReportKind.FINAL),
    ],
)
def test_days_that_a_report_has_told_of_are_told_in_no_other(
    register: Register, start: date, last_day: date, kind: ReportKind
) -> None:
    heard(register, 30, SPRING)
    heard(register, 2, LAST)
    year = published(register)
    other = published(register, start, last_day, kind)
    told = account(register, other).views
    assert (told.number, told.answered, told.told_in) == (None, None, (year.coverage,))
    assert dict(told.by_theme) == dict.fromkeys(ViewTheme)
    assert number(register, year) == 32, "what was told first stays"
    assert all_verify(register)


@pytest.mark.parametrize(
    ("start", "last_day"),
    [
        (date(2021, 1, 1), date(2021, 12, 31)),
        (date(2019, 1, 1), date(2019, 12, 31)),
    ],
)
def test_reports_that_share_no_day_both_tell(
    register: Register, start: date, last_day: date
) -> None:
    heard(register, 30, SPRING)
    heard(register, 9, start)
    published(register)
    other = published(register, start, last_day)
    assert (number(register, other), told_in(register, other)) == (9, ())


def test_what_told_nothing_hides_nothing(register: Register) -> None:
    heard(register, 8, SPRING)
    heard(register, 8, AUTUMN)
    spring = published(register, SPRING, date(2020, 6, 30))
    year = published(register)
    autumn = published(register, AUTUMN, LAST)
    assert (number(register, spring), number(register, autumn)) == (8, 8)
    assert told_in(register, year) == (spring.coverage,)
    again = corrected(register, year)
    assert told_in(register, again) == (spring.coverage, autumn.coverage)
    assert number(register, corrected(register, again)) is None
    assert all_verify(register)


def test_a_report_goes_on_telling_when_one_that_was_hidden_beside_it_has_been_published(
    register: Register,
) -> None:
    heard(register, 30, SPRING)
    year = published(register)
    autumn = published(register, AUTUMN, LAST)
    assert number(register, autumn) is None
    heard(register, 40, SPRING)
    year_again = corrected(register, year)
    assert (number(register, year_again), told_in(register, year_again)) == (40, ())
    heard(register, 9, LATE)
    autumn_again = corrected(register, autumn)
    assert number(register, autumn_again) is None
    assert told_in(register, autumn_again) == (year.coverage,)
    assert all_verify(register)


def test_a_period_in_which_nobody_said_anything_has_told_so(register: Register) -> None:
    empty = published(register, AUTUMN, LAST)
    assert number(register, empty) == 0
    assert told_in(register, published(register)) == (empty.coverage,)


def test_two_that_were_approved_before_either_was_published_are_weighed_again(
    register: Register,
) -> None:
    heard(register, 30, SPRING)
    heard(register, 2, LAST)
    year, shorter = approved(register), approved(register, START, date(2020, 12, 30))
    assert [number(register, one) for one in (year, shorter)] == [32, 30]
    publish(register, year)
    files = rendered(register, shorter)
    with pytest.raises(Conflict, match="published_since") as refused:
        reporting.publish(doing(register), shorter.id, files)
    assert refused.value.values == {"start": START, "end": LAST}
    reporting.reopen(doing(register), shorter.id)
    again = publish(register, reporting.approve(doing(register), shorter.id))
    assert told_in(register, again) == (year.coverage,)
    assert all_verify(register)


def test_a_correction_published_meanwhile_is_weighed_as_well(register: Register) -> None:
    heard(register, 30, SPRING)
    year = published(register)
    next_year = approved(register, date(2021, 1, 1), date(2021, 12, 31))
    corrected(register, year)
    with pytest.raises(Conflict, match="published_since"):
        publish(register, next_year)
