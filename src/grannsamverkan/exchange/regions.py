"""Regions as tables of official statistics name them: by code, by name or by both, each with its own habits."""

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from grannsamverkan.domain.regions import COUNTIES, county_of
from grannsamverkan.domain.statistics import COUNTRY
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.columns import listed
from grannsamverkan.exchange.records import Note
from grannsamverkan.exchange.tables import Row
from grannsamverkan.exchange.values import clean_text

_COUNTRY_NAMES = ("riket", "hela riket", "hela landet", "landet", "sverige", "sweden")
_CODED = re.compile(r"([0-9]{1,4})(?:\.0)?(?:\s+\D.*)?")
"""`1861`, `1861 Hallsberg`, and what a spreadsheet makes of a code: `1861.0`, `114`."""
_MUNICIPAL_DIGITS, _COUNTY_DIGITS = 4, 2


@dataclass(frozen=True)
class Regions:
    """The regions that a file may speak of: municipalities by code with their names, and what they lie in."""

    municipalities: Mapping[str, str]

    def find(self, text: str) -> str | None:
        """Return the code of the region that a cell names, or None where it names none that is known."""
        if text in self.municipalities:
            return text
        match = _CODED.fullmatch(text)
        if match is None:
            return self._by_name.get(_plain(text))
        digits = match[1]
        forms = (digits, digits.zfill(_MUNICIPAL_DIGITS), digits.zfill(_COUNTY_DIGITS))
        return next((one for one in forms if one in self._codes), None)

    def holding(self, codes: AbstractSet[str]) -> dict[str, list[str]]:
        """Return the counties, and the country, all of whose municipalities are among the codes.

        None are where not every county has its municipalities here: nobody knows then what is whole.
        """
        found: dict[str, list[str]] = {COUNTRY: []}
        for code in self.municipalities:
            county = county_of(code)
            if county is not None:
                found.setdefault(county, []).append(code)
                found[COUNTRY].append(code)
        if not COUNTIES.keys() <= found.keys():
            return {}
        return {region: own for region, own in found.items() if codes >= set(own)}

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset({COUNTRY, *COUNTIES, *self.municipalities})

    @cached_property
    def _by_name(self) -> dict[str, str]:
        names = {_plain(name): COUNTRY for name in _COUNTRY_NAMES}
        names |= {_plain(name): code for code, name in COUNTIES.items()}
        for code, name in self.municipalities.items():
            plain = _plain(name)
            names |= dict.fromkeys((plain, f"{plain} kommun", f"{plain}s kommun"), code)
        return names


def regions_by_row(
    rows: Sequence[Row], column: str | None, regions: Regions, *, stated: str | None
) -> tuple[dict[int, str], list[Note]]:
    """Return the region of each row by its number, and what to tell of those that are not known.

    `stated` is the one region that someone says all rows are of.

    Raises:
        Refused: nothing says which region, or one is stated and the rows name several.
    """
    names = {row.number: _name(row, column) for row in rows}
    if stated is not None:
        several = [name for name in dict.fromkeys(names.values()) if name]
        if len(several) > 1:
            raise Refused("statistics.several_regions", names=listed(several), region=stated)
        return dict.fromkeys(names, stated), []
    if column is None:
        raise Refused("statistics.no_region")
    codes = {name: regions.find(name) for name in names.values()}
    found = {number: code for number, name in names.items() if (code := codes[name]) is not None}
    unknown = [name or "–" for name, code in codes.items() if code is None]
    return found, [unknown_regions(unknown)] if unknown else []


def unknown_regions(names: Iterable[str]) -> Note:
    """Return the note that tells of regions which a file names and nobody knows."""
    return Note(0, "statistics.unknown_regions", {"names": listed(list(names))})


def _name(row: Row, column: str | None) -> str:
    return "" if column is None else clean_text(row.values.get(column)) or ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
