"""What people write in cells: days by every habit, homes and numbers, and signs that lie."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.domain.areas import AreaType, Verification
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Refused
from grannsamverkan.exchange import days, values
from grannsamverkan.i18n import LANGUAGES, translator


@pytest.mark.parametrize(
    ("cell", "stated"),
    [
        ("2014", "2014"),
        (2014, "2014"),
        (2014.0, "2014"),
        ("2014.0", "2014"),
        ("2014-05", "2014-05"),
        ("2014-5", "2014-05"),
        ("2014-05-03", "2014-05-03"),
        ("2014/05/03", "2014-05-03"),
        ("2014.05.03", "2014-05-03"),
        ("2014/05/03 00:00:00", "2014-05-03"),
        ("2014-05-03T10:00:00Z", "2014-05-03"),
        ("20140503", "2014-05-03"),
        (20140503, "2014-05-03"),
        ("3/5 2014", "2014-05-03"),
        ("3/5-2014", "2014-05-03"),
        ("3.5.2014", "2014-05-03"),
        ("03-05-2014", "2014-05-03"),
        ("3 maj 2014", "2014-05-03"),
        ("3 May 2014", "2014-05-03"),
        ("maj 2014", "2014-05"),
        ("Okt. 2014", "2014-10"),
        ("sedan 2014", "2014"),
        ("since May 2014", "2014-05"),
        ("ca 2014", "2014"),
        ("omkring maj 2014", "2014"),
        ("Våren 2016", "2016"),
        ("hösten 2020", "2020"),
        ("tidig sommar 2020", "2020"),
        ("2018-2019", "2019"),
        ("2018–2019", "2019"),
        ("före 2014", "<2014-01-01"),
        ("före maj 2014", "<2014-05-01"),
        ("before 2014-05-03", "<2014-05-03"),
        ("<2014-05-03", "<2014-05-03"),
        ("41762", "2014-05-03"),
        (41762.0, "2014-05-03"),
        (date(2014, 5, 3), "2014-05-03"),
        ("14/5 2014", "2014-05-14"),
        ("3/5-14", "2014-05-03"),
        ("3/5 -14", "2014-05-03"),
        ("maj -14", "2014-05"),
        ("Maj ’14", "2014-05"),
        ("3 maj -98", "1998-05-03"),
        ("den 3:e maj 2014", "2014-05-03"),
        ("2014 maj", "2014-05"),
        ("2014, sept", "2014-09"),
        ("5/2014", "2014-05"),
        ("(2014)", "2014"),
        ("2014?", "2014"),
        ("maj 2014 ?", "2014"),
        ("vt 2014", "2014"),
        ("ht -14", "2014"),
    ],
    ids=repr,
)
def test_a_day_is_read_as_exactly_as_it_is_stated(cell: object, stated: str) -> None:
    assert str(days.parse_date(cell)) == stated


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "i våras",
        "2019-2018",
        "ca",
        "ca igår",
        "2014-13",
        "2014-02-30",
        "31/4 2014",
        "14",
        "201405",
        "0014",
        "1492",
        "99999999",
        None,
        "-1",
        "3 xyz 2014",
        date(1, 1, 1),
    ],
    ids=repr,
)
def test_what_is_no_day_is_refused(cell: object) -> None:
    with pytest.raises(Refused) as caught:
        days.parse_date(cell)
    assert caught.value.key == "import.bad_date"


@given(st.dates(min_value=date(1960, 1, 1), max_value=date(2099, 12, 31)))
def test_every_habit_of_writing_a_day_means_that_day(day: date) -> None:
    month = translator("sv").month(day).split()[0]
    habits = [
        day,
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.day}/{day.month} {day.year}",
        f"{day.day} {month} {day.year}",
    ]
    assert {days.parse_date(habit) for habit in habits} == {StatedDate(day)}


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("Villaområde", AreaType.VILLA),
        ("RADHUS", AreaType.TERRACED),
        ("Flerfamiljs-hus", AreaType.FLATS),
        ("lägenheter", AreaType.FLATS),
        ("Fritidshus", AreaType.HOLIDAY),
        ("båtklubb", AreaType.BOAT),
        ("Landsbygd", AreaType.RURAL),
        ("slott", None),
    ],
)
def test_kinds_of_homes_are_known_by_their_everyday_names(cell: str, kind: AreaType | None) -> None:
    assert values.parse_type(cell) is kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_on_screen_is_understood(language: str) -> None:
    t = translator(language)
    assert all(values.parse_type(t(f"type.{one}")) is one for one in AreaType)
    assert all(values.parse_status(t(f"status.{one}")) is one for one in Status)
    assert all(values.parse_verification(t(f"verification.{one}")) is one for one in Verification)


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("36", 36), (36, 36), (36.0, 36), ("36,0", 36), ("ca 36 st", 36), ("1 200", 1200), ("36 hushåll", 36), ("0", 0), ("100 001", None),
        ("okänt", None), ("-5", None), ("36.5", None), ("20-30", None), (None, None), (True, None),
    ],
    ids=repr,
)  # fmt: skip
def test_numbers_of_households_are_whole_and_never_guessed(cell: object, count: int | None) -> None:
    assert values.parse_households(cell) == count


def test_a_text_longer_than_two_hundred_signs_is_refused_after_cleaning() -> None:
    assert len(values.clean_text("å" * 200 + " " * 50) or "") == 200
    with pytest.raises(Refused) as caught:
        values.clean_text("x" * 201)
    assert caught.value.key == "import.long_text"


@given(st.text(max_size=60))
def test_a_cleaned_text_has_no_sign_that_hides_or_turns(text: str) -> None:
    cleaned = values.clean_text(text)
    if cleaned is not None:
        assert cleaned == cleaned.strip()
        assert not set(cleaned) & set("\x00\n\r\t\u202e\u200b\u2066\ufeff")
        assert values.clean_text(cleaned) == cleaned or cleaned.startswith("'")


def test_an_apostrophe_that_guards_a_formula_is_taken_off_and_another_kept() -> None:
    assert values.clean_text("'=1+1") == "=1+1"
    assert values.clean_text("'s-Hertogenbosch") == "'s-Hertogenbosch"


@pytest.mark.parametrize(
    ("cell", "total"),
    [
        ("Totalt", True),
        ("SUMMA:", True),
        ("Antal", True),
        ("Total: 45", True),
        ("Totalt antal områden: 45 st", True),
        ("Totalvägen", False),
        ("Antal Ek", False),
        ("Summavägen 4", False),
    ],
)
def test_a_sum_is_known_by_its_name(cell: str, total: bool) -> None:  # noqa: FBT001 - pytest gives it by name
    assert values.is_total(cell) is total
