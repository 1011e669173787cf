"""Views counted by what they are about and from where, and what of a view everyone may read."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.domain.disclosure import public_view
from grannsamverkan.domain.disposal import RULE_OF, Ground
from grannsamverkan.domain.period import Period
from grannsamverkan.domain.policy import Policy
from grannsamverkan.domain.views import (
    ResidentView,
    ViewChannel,
    ViewState,
    ViewText,
    ViewTheme,
    tally,
)

DAY = date(2026, 5, 17)
VIEW = ResidentView(
    id="01JV0000000000000000000001",
    municipality="1861",
    received_on=DAY,
    channel=ViewChannel.FORM,
    theme=ViewTheme.LIGHTING,
    locality="Pålsboda",
)
WORDS = ViewText(
    id=VIEW.id,
    municipality="1861",
    received_on=DAY,
    state=ViewState.PUBLISHED,
    text="Gångvägen är mörk.",
    answer="Belysningen lagas i juni.",
    erase_after=date(2027, 5, 17),
)
ANSWERED = replace(VIEW, answered_on=date(2026, 6, 2), promise_id="p")

VIEWS = st.lists(
    st.builds(
        ResidentView,
        id=st.uuids().map(str),
        municipality=st.sampled_from(("1861", "1881")),
        received_on=st.dates(date(2019, 1, 1), date(2021, 12, 31)),
        channel=st.sampled_from(ViewChannel),
        theme=st.sampled_from(ViewTheme),
        locality=st.none() | st.sampled_from(("Hallsberg", "Pålsboda", "Östansjö")),
        promise_id=st.none() | st.just("p"),
        answered_on=st.none() | st.just(date(2022, 1, 1)),
    ),
    max_size=30,
)


@given(VIEWS)
def test_every_view_is_counted_once_by_theme_and_once_by_locality(
    views: list[ResidentView],
) -> None:
    counted = tally(views)
    assert counted.number == len(views)
    assert sum(counted.cells.values()) == len(views)
    assert sum(counted.by_theme.values()) == sum(counted.by_locality.values()) == len(views)
    assert list(counted.by_theme) == list(ViewTheme)
    for (theme, place), number in counted.cells.items():
        assert number == sum((one.theme, one.locality) == (theme, place) for one in views) > 0
    assert counted.answered == sum(one.answered_on is not None for one in views)
    assert counted.linked == sum(one.promise_id == "p" for one in views)
    assert tally(reversed(views)) == counted


@given(VIEWS)
def test_the_parts_of_a_count_add_up(views: list[ResidentView]) -> None:
    places = [tally(views, municipality=code).number for code in ("1861", "1881")]
    assert sum(places) == len(views)
    years = [tally(views, period=_year(year)).number for year in (2019, 2020, 2021)]
    assert sum(years) == len(views)
    assert tally(views, promise_id="p").number == tally(views).linked


def _year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year + 1, 1, 1))


def test_those_that_name_no_locality_stand_last() -> None:
    views = [replace(VIEW, locality=name) for name in (None, "Pålsboda", "Hallsberg")]
    assert list(tally(views).by_locality) == ["Hallsberg", "Pålsboda", None]
    assert [place for _, place in tally(views).cells] == ["Hallsberg", "Pålsboda", None]


def test_of_a_published_view_everyone_reads_the_text_the_answer_and_the_month() -> None:
    shown = public_view(ANSWERED, WORDS)
    assert shown is not None
    assert (shown.text, shown.answer) == ("Gångvägen är mörk.", "Belysningen lagas i juni.")
    assert (shown.theme, shown.locality, shown.promise_id) == (ViewTheme.LIGHTING, "Pålsboda", "p")
    assert (shown.month, shown.answered_on) == (date(2026, 5, 1), date(2026, 6, 2))
    assert len(shown.key) == 16
    assert shown.key not in VIEW.id


@pytest.mark.parametrize(
    "words",
    [
        replace(WORDS, state=ViewState.NEW),
        replace(WORDS, state=ViewState.KEPT_BACK),
        replace(WORDS, text=None),
        replace(WORDS, answer=None),
    ],
)
def test_what_is_not_published_whole_nobody_reads(words: ViewText) -> None:
    assert public_view(ANSWERED, words) is None


def test_what_has_not_been_answered_nobody_reads() -> None:
    assert public_view(VIEW, WORDS) is None


def test_words_go_by_policy_or_when_it_was_said_and_published_ones_stay() -> None:
    due, ground = RULE_OF[ViewText].due, Ground({}, DAY)
    for state in (ViewState.NEW, ViewState.KEPT_BACK):
        words = replace(WORDS, state=state)
        assert due(words, Policy(), ground) == date(2027, 5, 17)
        assert due(words, Policy(view_retention_months=6), ground) == date(2026, 11, 17)
        sooner = replace(words, erase_after=date(2026, 8, 1))
        assert due(sooner, Policy(), ground) == date(2026, 8, 1)
    assert due(WORDS, Policy(), ground) is None
