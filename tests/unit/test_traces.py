"""How a person is recognised in a text, and that others are not taken for them."""

import pytest

from grannsamverkan.domain.traces import Traces, digits

ANNA = Traces("Anna Maria Påhittad", "070-174 06 05", "anna@example.org")


@pytest.mark.parametrize(
    "text",
    [
        "Anna Maria Påhittad slutar",
        "ring ANNA  MARIA\nPÅHITTAD, snart",
        "ring 070-174 06 05",
        "ring 0701740605.",
        "ring +46 70 174 06 05 (kväll)",
        "ring 0046701740605",
        "skrev från Anna@Example.org",
        '{"to": "anna@example.org"}',
    ],
)
def test_a_text_with_the_name_the_number_or_the_mail_names_them(text: str) -> None:
    assert ANNA.in_text(text)
    assert ANNA.hinted_in(text)


@pytest.mark.parametrize(
    "text", ["", None, "Anna slutar", "Hanna Maria Påhittadsson", "070-174 06 06", "1 740 605"]
)
def test_others_are_not_taken_for_them(text: str | None) -> None:
    assert not ANNA.in_text(text)


def test_one_of_their_names_is_a_hint_in_what_is_about_them() -> None:
    assert ANNA.hinted_in("Anna slutar")
    assert not ANNA.hinted_in("Hanna slutar")
    assert not ANNA.hinted_in(None)
    assert not Traces("Bo Ek").hinted_in("bo kvar")


def test_a_number_that_is_too_short_tells_of_nobody() -> None:
    assert not Traces(phone="112").in_text("ring 112")
    assert not Traces().in_text("vem som helst")
    assert not Traces().hinted_in("vem som helst")


@pytest.mark.parametrize(
    ("phone", "mail", "same"),
    [
        ("+46701740605", None, True),
        (None, "ANNA@example.org", True),
        ("070-174 06 06", "annan@example.org", False),
        (None, None, False),
        ("-", None, False),
    ],
)
def test_the_same_number_or_mail_is_the_same_person(
    phone: str | None, mail: str | None, *, same: bool
) -> None:
    assert ANNA.same_person(phone=phone, mail=mail) is same


def test_no_number_is_the_same_as_no_other() -> None:
    assert not Traces(phone="-").same_person(phone="-", mail=None)


@pytest.mark.parametrize(
    "written",
    ["070-174 06 05", "0701740605", "+46701740605", "+46 (0)70 174 06 05", "0046701740605"],
)
def test_a_number_is_its_digits(written: str) -> None:
    assert digits(written) == "0701740605"
