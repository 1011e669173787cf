"""The regions of official statistics: a municipality lies in a county, by the first digits of its code."""

from collections.abc import Mapping

COUNTIES: Mapping[str, str] = {
    "01": "Stockholms län",
    "03": "Uppsala län",
    "04": "Södermanlands län",
    "05": "Östergötlands län",
    "06": "Jönköpings län",
    "07": "Kronobergs län",
    "08": "Kalmar län",
    "09": "Gotlands län",
    "10": "Blekinge län",
    "12": "Skåne län",
    "13": "Hallands län",
    "14": "Västra Götalands län",
    "17": "Värmlands län",
    "18": "Örebro län",
    "19": "Västmanlands län",
    "20": "Dalarnas län",
    "21": "Gävleborgs län",
    "22": "Västernorrlands län",
    "23": "Jämtlands län",
    "24": "Västerbottens län",
    "25": "Norrbottens län",
}
"""The counties of Sweden by code, as Statistics Sweden has them."""

_MUNICIPAL_DIGITS = 4


def county_of(municipality: str) -> str | None:
    """Return the code of a municipality's county; None outside Sweden, where there may be none."""
    county = municipality[:2]
    if len(municipality) == _MUNICIPAL_DIGITS and municipality.isdecimal() and county in COUNTIES:
        return county
    return None
