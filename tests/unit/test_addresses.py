"""What people write is taken apart, and the name that is meant is found although it is misspelt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.domain.addresses import Names, Wanted, name_key, read_wanted

STREETS = (
    "Storgatan", "Östra Storgatan", "Sankt Eriksgatan", "Kyrkogatan", "Kyrkvägen", "Gamla vägen",
    "Åkers-Runö väg", "Björkstigen", "Vanamotie",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "key", "number", "letter", "postcode", "place"),
    [
        ("Storgatan 4 B", "storgatan", 4, "b", None, ""),
        ("storg 4b", "storg", 4, "b", None, ""),
        ("Storgatan12b", "storgatan", 12, "b", None, ""),
        ("Storgatan 4, 694 30 Hallsberg", "storgatan", 4, None, "69430", "hallsberg"),
        ("694 30 Storgatan 4", "storgatan", 4, None, "69430", ""),
        ("Vanamotie 5, 48600 Kotka", "vanamotie", 5, None, "48600", "kotka"),
        ("Kauppakatu 4 B 12, 48600 Kotka", "kauppakatu", 4, "b", "48600", "kotka"),
        ("Kauppakatu 4 as. 12", "kauppakatu", 4, None, None, ""),
        ("Östra Sjögatan 12A lgh 1101 Pålsboda", "ostrasjogatan", 12, "a", None, "palsboda"),
        ("Storgatan 4-6", "storgatan", 4, None, None, ""),
        ("S:t Eriksg. 12", "sankteriksg", 12, None, None, ""),
        ("N Kyrkog 3", "norrakyrkog", 3, None, None, ""),
        ("Gamla vägen, Sköllersta", "gamlavagen", None, None, None, "skollersta"),
        ("storgatan hallsberg", "storgatanhallsberg", None, None, None, ""),
        ("694 30", "", None, None, "69430", ""),
        ("12", "12", None, None, None, ""),
        ("  ", "", None, None, None, ""),
    ],
)
def test_an_address_is_read_as_people_write_it(
    text: str, key: str, number: int | None, letter: str | None, postcode: str | None, place: str
) -> None:
    wanted = read_wanted(text)
    assert wanted.key == key
    assert wanted == Wanted(wanted.words, number, letter, postcode, place)


def test_every_sign_there_is_can_be_typed() -> None:
    for sign in map(chr, [*range(0xD800), *range(0xE000, 0x30000)]):
        assert read_wanted(sign).key == name_key(" ".join(read_wanted(sign).words)), hex(ord(sign))


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read(text: str) -> None:
    wanted = read_wanted(text)
    assert wanted.number is None or 0 <= wanted.number <= 9_999
    assert wanted.key == name_key(" ".join(wanted.words))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Östra Sjögatan", "ÖSTRA  SJÖ-GATAN"),
        ("S:t Eriksgatan", "Sankt Eriksgatan"),
        ("G:a vägen", "Gamla Vägen"),
        ("Ångströmsvägen", "angstromsvagen"),
        ("Sørgata", "Sorgata"),
    ],
)
def test_names_that_are_written_otherwise_are_the_same(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.fixture(scope="module")
def names() -> Names:
    """Give the streets' names, to be searched."""
    return Names(map(name_key, STREETS))


def test_a_whole_name_comes_before_one_that_begins_so(names: Names) -> None:
    assert names.find("kyrk") == {"kyrkvagen": 1, "kyrkogatan": 1}
    assert names.find("storgatan") == {"storgatan": 0}
    assert names.find("z") == {}
    assert names.find("") == {}
    assert len(Names(f"a{n}" for n in range(50)).find("a", most=5)) == 5


@pytest.mark.parametrize(
    ("typed", "first", "cost"),
    [
        ("storgatn", "storgatan", 2),
        ("strogatan", "storgatan", 2),
        ("torgatan", "storgatan", 2),
        ("sankterikgatan", "sankteriksgatan", 2),
        ("bjorksitgen", "bjorkstigen", 2),
        ("kykro", "kyrkogatan", 3),
    ],
)
def test_a_misspelt_name_is_found(names: Names, typed: str, first: str, cost: int) -> None:
    assert next(iter(names.misspelt(typed).items())) == (first, cost)


def test_what_is_too_short_or_too_far_off_is_not_guessed_at(names: Names) -> None:
    assert names.misspelt("kyr") == names.misspelt("zyrk") == {}
    assert names.misspelt("drottninggatan") == {}


@given(st.sampled_from(STREETS), st.data())
def test_one_letter_left_out_doubled_or_swapped_still_finds_the_name(
    street: str, data: st.DataObject
) -> None:
    key = name_key(street)
    at = data.draw(st.integers(0, len(key) - 2))
    wrong = data.draw(
        st.sampled_from(
            [
                key[:at] + key[at + 1 :],
                key[:at] + key[at] + key[at:],
                key[:at] + key[at + 1] + key[at] + key[at + 2 :],
                key[:at] + "x" + key[at + 1 :],
            ]
        )
    )
    names = Names(map(name_key, STREETS))
    found = names.find(wrong) | names.misspelt(wrong)
    assert key in list(found)[:2]
