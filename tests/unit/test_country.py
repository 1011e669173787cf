"""What is a country's own stands in its file and nowhere else."""

import re
from pathlib import Path

import pytest

from grannsamverkan import i18n
from grannsamverkan.country import HOME, countries, country, country_of_crs
from grannsamverkan.errors import Refused
from grannsamverkan.i18n import LOCALES, catalogue, translator

ROOT = Path(i18n.__file__).parent
NAMED = re.compile(r"114 14|\bBrå\b|\bIMY\b|\bDigg\b|2018:1937|306/2019|Traficom|imy\.se")
"""Authorities, laws and numbers of one country."""


@pytest.mark.parametrize("code", countries())
def test_every_country_says_everything_in_each_of_its_languages(code: str) -> None:
    there, home = country(code), country(HOME)
    assert set(there.languages) <= set(LOCALES)
    wanted = set(home.says("sv")) - {
        "police_phone"
    }  # not every country has one number to the police
    for language in there.languages:
        assert wanted <= set(there.says(language))


def test_no_text_or_module_names_what_is_a_countrys_own() -> None:
    readers = {
        "outcome.",
        "statistics.",
        "error.statistics.",
        "cli.",
        "typed.",
    }  # of Brå's own table
    for language in LOCALES:
        found = {key for key, text in catalogue(language).items() if NAMED.search(text)}
        assert {key for key in found if not key.startswith(tuple(readers))} == set()
    modules = [path for path in ROOT.rglob("*.py") if NAMED.search(path.read_text("utf-8"))]
    allowed = {"exchange", "cli", "planning"}  # whose statistics are read, whose studies are cited
    named = {path.relative_to(ROOT).as_posix() for path in modules}
    assert {one for one in named if one.partition("/")[0] not in allowed} <= {"actions/places.py"}


def test_texts_name_the_authorities_of_the_country() -> None:
    key = "accessibility.board.text"
    assert "Digg" in translator("sv")(key)
    assert "Traficom" in translator("fi", country="fi")(key)
    assert "Traficom" in translator("sv", country="fi")(key)
    assert "Ruotsin" in translator("fi")(key)
    assert translator("latt")("web.footer.emergency").endswith("Ring 114 14.")


def test_a_country_without_one_number_to_the_police_has_none() -> None:
    assert country("se").has("police_phone")
    assert not country("fi").has("police_phone")


def test_postal_codes_are_written_as_the_country_does() -> None:
    assert country("se").written_postcode("69430") == "694 30"
    assert country("se").written_postcode("694 30") == "694 30"
    assert country("fi").written_postcode("48600") == "48600"
    assert country("fi").written_postcode("AB1") == "AB1"
    assert country("zz").written_postcode("") == ""


def test_a_register_that_names_no_country_is_in_the_one_that_measures_as_it_does() -> None:
    assert country_of_crs("EPSG:3067") == "fi"
    assert country_of_crs("EPSG:3006") == country_of_crs("EPSG:3009") == "se"


def test_a_country_without_a_file_is_refused_and_those_there_are_are_named() -> None:
    with pytest.raises(Refused) as refused:
        country("no")
    assert translator("sv").error(refused.value) == (
        "Landet no har ingen fil bland länderna. Länder som finns: fi, se, zz."
    )
