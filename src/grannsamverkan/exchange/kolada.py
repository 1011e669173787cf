"""Kolada's answers (API v3, as v2 before it): key figures by municipality and year, as JSON.

An answer is `{"values": [{"kpi", "municipality", "period", "values": [{"gender", "value", …}]}]}`. The
region of a county is called `0018` there, and the country `0000`. Only key figures that are counts are
read: most are per 1 000 or 100 000 inhabitants, and what a rate was a rate of cannot be had back.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from grannsamverkan.domain.statistics import Measure, Statistic
from grannsamverkan.errors import Refused, TooLarge
from grannsamverkan.exchange.figures import Said, count_of, year_of
from grannsamverkan.exchange.records import Note
from grannsamverkan.exchange.regions import Regions, unknown_regions

COUNTS: Mapping[str, Measure] = {
    "N01951": Measure.INHABITANTS,  # "Invånare totalt, antal": on 31 December, of Statistics Sweden
}
"""The key figures that are read. Kolada has none that counts burglaries or dwellings, as far as we know."""

RATES: Mapping[str, str] = {
    "N07546": "Anmälda bostadsinbrott per 100 000 invånare",
    "N07913": "Bostäder per 1 000 invånare",
}
"""Key figures that someone may well try, and that are no counts; their ids as public programs use them."""

MOST_BYTES = 4_000_000
"""An answer of 5 000 items, which is Kolada's most, is about one million."""

_CODE_SIGNS = 4


def read_kolada(data: bytes, regions: Regions, said: Said) -> tuple[list[Statistic], list[Note]]:
    """Return the figures of an answer for both sexes together, and what was left out.

    Raises:
        TooLarge: larger than any answer. Refused: no such answer, or a key figure that is not read.
    """
    answer = _parsed(data)
    found: dict[tuple[str, int], Statistic] = {}
    unknown: dict[str, None] = {}
    for number, item in enumerate(_items(answer), start=1):
        measure, value = _measure(item), _total(item, number)
        place = str(item.get("municipality"))
        region = regions.find(place.removeprefix("00") if len(place) == _CODE_SIGNS else place)
        if region is None:
            unknown[place] = None
            continue
        if value is None:
            continue
        one = Statistic(
            region=region,
            measure=measure,
            year=year_of(item.get("period"), row=number),
            value=value,
            preliminary=said.preliminary,
            source=said.source or f"Kolada {item['kpi']}",
        )
        if found.setdefault((region, one.year), one) != one:
            raise Refused("statistics.twice", row=number, region=region, year=str(one.year))
    notes = [unknown_regions(unknown)] if unknown else []
    if answer.get("next_url") or answer.get("next_page"):
        notes.append(Note(0, "statistics.more_pages", {}))
    return list(found.values()), notes


def _parsed(data: bytes) -> Mapping[str, Any]:
    if len(data) > MOST_BYTES:
        raise TooLarge("import.file_size", limit_mb=MOST_BYTES // 1_000_000)
    try:
        answer = json.loads(data, parse_constant=_no_number)
    except (
        ValueError,
        RecursionError,
    ) as error:  # text that is none, numbers or nesting without end
        raise Refused("statistics.not_kolada") from error
    if not isinstance(answer, dict) or not isinstance(answer.get("values"), list):
        raise Refused("statistics.not_kolada")
    return answer


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _items(answer: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for item in answer["values"]:
        if not isinstance(item, dict) or not isinstance(item.get("values"), list):
            raise Refused("statistics.not_kolada")
        yield item


def _measure(item: Mapping[str, Any]) -> Measure:
    """Return what a key figure counts.

    Raises:
        Refused: it is a rate, or not one that is read.
    """
    kpi = str(item.get("kpi"))
    if kpi in RATES:
        raise Refused("statistics.rate", kpi=kpi, title=RATES[kpi])
    if kpi not in COUNTS:
        raise Refused("statistics.unknown_kpi", kpi=kpi[:20], known=", ".join(COUNTS))
    return COUNTS[kpi]


def _total(item: Mapping[str, Any], number: int) -> int | None:
    """Return the value of both sexes together; None where there is none."""
    of_all = [one for one in item["values"] if isinstance(one, dict) and one.get("gender") == "T"]
    valid = [one for one in of_all if not one.get("isdeleted")]
    return count_of(valid[0].get("value"), row=number) if valid else None
