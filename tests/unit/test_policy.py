"""What a municipality decides is read as it is written, or refused with what it can be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.domain.policy import KEYS, Policy, Setting, policy_of, read_setting
from grannsamverkan.errors import Refused
from grannsamverkan.i18n import LANGUAGES, translator


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("lapse_months", " 18 ", 18),
        ("min_joined_share", "0,4", 0.4),
        ("min_joined_share", "", None),
        ("min_households", " ", None),
        ("disposal_logs", "KS 2026:7 ", "KS 2026:7"),
        ("disposal_logs", "x" * 300, "x" * 200),
        ("wheel_gather", "02-28", "02-28"),
    ],
)
def test_a_setting_reads_as_what_it_is(key: str, text: str, value: object) -> None:
    assert read_setting(key, text) == value


@pytest.mark.parametrize(
    ("key", "text", "fault"),
    [
        ("laws", "1", "policy.unknown"),
        ("lapse_months", "", "policy.not_a_number"),
        ("lapse_months", "1,5", "policy.not_a_number"),
        ("lapse_months", "-1", "policy.out_of_range"),
        ("lapse_months", "0", "policy.out_of_range"),
        ("lapse_months", "241", "policy.out_of_range"),
        ("min_households", "10001", "policy.out_of_range"),
        ("link_days", "6", "policy.out_of_range"),
        ("lapse_reminders", "0", "policy.out_of_range"),
        ("lapse_reminders", "7", "policy.out_of_range"),
        ("min_joined_share", "1,01", "policy.out_of_range"),
        ("min_joined_share", "nan", "policy.out_of_range"),
        ("min_joined_share", "inf", "policy.out_of_range"),
        ("wheel_gather", "02-29", "policy.not_a_day"),
        ("wheel_gather", "", "policy.not_a_day"),
        ("wheel_gather", "13-1", "policy.not_a_day"),
        ("wheel_gather", "1 brumaire", "policy.not_a_day"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_and_named(key: str, text: str, fault: str) -> None:
    with pytest.raises(Refused) as refused:
        read_setting(key, text)
    assert refused.value.key == fault
    for language in LANGUAGES:
        assert key in translator(language).error(refused.value)


@pytest.mark.parametrize(
    "text", ["02-01", "2-1", "1/2", "1 februari", "den 1:a feb.", "1 February", "1. Februari"]
)
def test_a_day_of_the_year_is_read_as_people_write_it(text: str) -> None:
    assert read_setting("wheel_confirm", text) == "02-01"


def test_a_key_of_a_later_version_and_a_value_of_an_earlier_are_passed_over() -> None:
    stated = [
        Setting(municipality="1861", key="of_tomorrow", value="x"),
        Setting(municipality="1861", key="lapse_months", value="30"),
        Setting(municipality="1861", key="link_days", value="0"),
    ]
    assert policy_of(stated) == Policy(lapse_months=30)


def test_what_is_proposed_can_be_written_down_and_read() -> None:
    for key in KEYS:
        value = getattr(Policy(), key)
        assert read_setting(key, "" if value is None else str(value)) == value


@given(st.dates(date(2023, 1, 1), date(2023, 12, 31)))
def test_every_day_of_a_year_can_be_one_of_the_wheel(day: date) -> None:
    assert read_setting("wheel_report", f"{day:%m-%d}") == f"{day:%m-%d}"
