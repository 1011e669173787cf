"""Texts, numbers and dates as the reader writes them."""

from datetime import date
from enum import StrEnum

import pytest

from grannsamverkan import i18n
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.errors import Phrase, Refused
from grannsamverkan.i18n import Translator, translator


class Colour(StrEnum):
    """Something that no catalogue knows."""

    RED = "red"


TEXTS = {
    "one": "{name} hälsar",
    "area.one": "{n} område",
    "area.other": "{n} områden",
    "typed.error.door.shut": "Dörren {door} är stängd. Skriv --open.",
    "error.door.shut": "Dörren {door} är stängd sedan {on}.",
    "status.active": "Aktivt",
    "colour.red": "Red",
}


@pytest.fixture
def t(monkeypatch: pytest.MonkeyPatch) -> Translator:
    """Return a Swedish translator with texts of its own."""
    monkeypatch.setattr(i18n, "catalogue", lambda _language: TEXTS)
    return translator("sv")


def test_places_in_a_text_are_filled(t: Translator) -> None:
    assert t("one", name="Åsa") == "Åsa hälsar"
    assert t("one", name="{evil}") == "{evil} hälsar"
    assert t("one", name=True) == "True hälsar"
    assert t("one", name=None) == "None hälsar"


def test_a_number_chooses_its_text(t: Translator) -> None:
    assert t("area", n=1) == "1 område"
    assert t("area", n=0) == "0 områden"
    assert t("area", n=12_345) == "12\N{NO-BREAK SPACE}345 områden"


def test_states_are_said_in_words_and_with_the_word_to_type_to_whoever_types(t: Translator) -> None:
    assert t("one", name=Status.ACTIVE) == "Aktivt hälsar"
    typed = translator("sv", typed=True)
    assert typed("one", name=Status.ACTIVE) == "Aktivt (active) hälsar"
    assert typed("one", name=Colour.RED) == "Red hälsar"
    assert typed("one", name=(Status.ACTIVE, "x")) == "Aktivt (active), x hälsar"
    assert t("one", name=()) == "– hälsar"


def test_texts_can_be_said_inside_a_text(t: Translator) -> None:
    greeting = Phrase("one", {"name": Status.ACTIVE})
    assert t("one", name=greeting) == "Aktivt hälsar hälsar"
    assert t("one", name=(greeting, Phrase("area", {"n": 2}))) == ("Aktivt hälsar 2 områden hälsar")


def test_an_error_is_told_in_the_readers_language(t: Translator) -> None:
    error = Refused("door.shut", door="A", on=date(2021, 5, 3))
    assert t.error(error) == "Dörren A är stängd sedan 3 maj 2021."
    assert translator("sv", typed=True).error(error) == "Dörren A är stängd. Skriv --open."


def test_numbers_and_days_follow_the_language() -> None:
    swedish, english = translator("sv"), translator("en")
    assert swedish.number(1234.56) == "1\N{NO-BREAK SPACE}234,6"
    assert english.number(1234.56) == "1,234.6"
    assert english.number(1234.56, decimals=0) == "1,235"
    assert english.number(3.14159, decimals=3) == "3.142"
    assert swedish.date(date(2021, 5, 3)) == "3 maj 2021"
    assert english.date(date(2021, 5, 3)) == "3 May 2021"
    assert swedish.short_date(date(2020, 12, 31)) == "31 dec. 2020"
    assert english.short_date(date(2020, 12, 31)) == "31 Dec 2020"
    assert swedish.short_month(date(2020, 12, 31)) == "dec."
    assert english.short_month(date(2020, 12, 31)) == "Dec"
    assert swedish.month(date(2021, 5, 3)) == "maj 2021"
    assert english.month(date(2021, 5, 3)) == "May 2021"


def test_a_language_that_is_not_ours_is_answered_in_swedish() -> None:
    assert translator("de").language == "sv"
    assert [translator(one).language for one in i18n.LANGUAGES] == list(i18n.LANGUAGES)


def test_a_text_that_is_not_there_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        translator("sv")("no.such.text")
