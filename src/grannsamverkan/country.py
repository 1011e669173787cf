"""What differs from country to country, each country in one file `countries/<code>.toml`.

Languages and which of them comes first, coordinate system, numbers to ring, authorities and laws, and how
codes are written. No other module names a country's authority, law or number.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise

from grannsamverkan.errors import Refused

HOME = "se"
"""The country of a register that names none."""

_NEAR = {"latt": "sv"}
"""The language whose words serve where a language has none of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country as the pages need it.

    Attributes:
        languages: those its residents read, the first without a part of its own in the addresses.
        crs: the metric coordinate system of the whole country.
        municipalities: whether its municipalities, by code, come with the program.
        postcode: how many digits stand together in a postal code.
        facts: what texts name: by language, under `{names}`; `national_crs` is `crs`.
    """

    code: str
    languages: tuple[str, ...]
    crs: str
    municipalities: bool
    postcode: tuple[int, ...]
    facts: Mapping[str, Mapping[str, str]]

    def says(self, language: str) -> Mapping[str, str]:
        """Return what texts of a language can name."""
        return self.facts.get(language, self.facts[self.languages[0]])

    def has(self, fact: str) -> bool:
        """Say whether the country has something at all, such as a number to the police."""
        return fact in self.facts[self.languages[0]]

    def path_in(self, language: str, path: str) -> str:
        """Return a path of ours as a reader of a language meets it: `/karta`, `/en/karta`."""
        return path if language == self.languages[0] else f"/{language}{path}".rstrip("/")

    def written_postcode(self, code: str) -> str:
        """Return a postal code as it is written: `694 30`; one of another length stays as it is."""
        if not code.isdigit() or len(code) != sum(self.postcode):
            return code
        ends = list(accumulate(self.postcode))
        return " ".join(code[start:end] for start, end in pairwise((0, *ends)))


@cache
def country(code: str) -> Country:
    """Return a country by its code (ISO 3166-1, small letters).

    Raises:
        Refused: there is no file of it; the error names those there are.
    """
    if code not in countries():
        raise Refused("place.no_country", country=code[:40], possible=", ".join(countries()))
    file = files("grannsamverkan") / "countries" / f"{code}.toml"
    table = tomllib.loads(file.read_text("utf-8"))
    stated = table.pop("facts")
    common = {key: value for key, value in stated.items() if isinstance(value, str)}
    told = {key: value for key, value in stated.items() if not isinstance(value, str)}
    usual = common | told[table["languages"][0]] | {"national_crs": table["crs"]}
    facts = {
        language: usual | told.get(_NEAR.get(language, language), {})
        for language in {*table["languages"], *told}
    }
    lists = {key: tuple(table[key]) for key in ("languages", "postcode")}
    return Country(code=code, facts=facts, **{**table, **lists})


def country_of_crs(crs: str) -> str:
    """Return the code of the country that measures in a coordinate system, `HOME` where none does."""
    return next((code for code in countries() if country(code).crs == crs), HOME)


@cache
def countries() -> tuple[str, ...]:
    """Return the codes of the countries there are."""
    folder = files("grannsamverkan") / "countries"
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir()))
