"""A file of official figures becomes statistics by region and year: Brå's table, Kolada's JSON, or a plain table."""

import codecs
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grannsamverkan.domain.statistics import Measure, Statistic
from grannsamverkan.errors import Phrase, Refused
from grannsamverkan.exchange.bra_tables import is_bra, read_bra
from grannsamverkan.exchange.figures import MOST, Said
from grannsamverkan.exchange.kolada import MOST_BYTES, read_kolada
from grannsamverkan.exchange.plain_figures import read_plain
from grannsamverkan.exchange.readers import read_table
from grannsamverkan.exchange.records import Note
from grannsamverkan.exchange.regions import Regions
from grannsamverkan.exchange.sandbox import UPLOAD, Limits
from grannsamverkan.exchange.tables import ReadOptions
from grannsamverkan.i18n import translator

_SUMMED = (Measure.DWELLINGS, Measure.INHABITANTS)
"""What the municipalities of a county add up to; some burglaries are of no known municipality."""
_DEFAULTS = ReadOptions()
_REASONS = 3


@dataclass(frozen=True, slots=True)
class StatisticsFile:
    """The figures of a file in the order of region, measure and year, and what was left out.

    A note with a name is of the region that has it for a code.
    """

    statistics: tuple[Statistic, ...]
    notes: tuple[Note, ...]


def read_statistics(
    path: Path,
    regions: Regions,
    said: Said,
    options: ReadOptions = _DEFAULTS,
    limits: Limits = UPLOAD,
) -> StatisticsFile:
    """Return the figures of a file; `regions` are those that it may speak of.

    Where it has every municipality of a county, or of the country, their dwellings and inhabitants
    are added up as those of the whole.

    Raises:
        NotFound: no such file.
        Refused: it cannot be read, or something about it must be said; the text names the option.
        TooLarge: one of `limits` was passed.
    """
    if said.region is not None and regions.find(said.region) != said.region:
        raise Refused("statistics.unknown_region", code=said.region[:20])
    found, notes = _read(path, regions, said, options, limits)
    if said.measure is not None and any(one.measure is not said.measure for one in found):
        raise Refused("statistics.other_measure", measure=said.measure)
    if not found:
        raise _nothing(notes)
    whole = [*found, *_sums(found, regions)]
    whole.sort(key=lambda one: (one.region, one.measure, one.year))
    return StatisticsFile(tuple(whole), tuple(notes))


def _nothing(notes: Sequence[Note]) -> Refused:
    """Return the refusal of a file without figures, which says why where the file lets one know."""
    if not notes:
        return Refused("statistics.nothing")
    why = tuple(Phrase(one.key, dict(one.values)) for one in notes[:_REASONS])
    return Refused("statistics.nothing_because", why=why)


def _read(
    path: Path, regions: Regions, said: Said, options: ReadOptions, limits: Limits
) -> tuple[list[Statistic], list[Note]]:
    answer = _json_of(path)
    if answer is not None:
        return read_kolada(answer, regions, said)
    table = read_table(path, options, limits)
    if is_bra(table):
        return read_bra(table, regions, said)
    return read_plain(table, regions, said, source=said.source or path.name)


def _json_of(path: Path) -> bytes | None:
    """Return the bytes of a file that begins as JSON does, and one more than any answer has at most."""
    if not path.is_file():
        return None  # which is told where tables are read
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    return data if data.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{") else None


def _sums(found: Iterable[Statistic], regions: Regions) -> list[Statistic]:
    """Return the figures of counties and the country that the file has every municipality of, and not itself."""
    by_year: dict[tuple[Measure, int], dict[str, Statistic]] = {}
    for one in found:
        if one.measure in _SUMMED:
            by_year.setdefault((one.measure, one.year), {})[one.region] = one
    sums = []
    for told in by_year.values():
        for region, codes in regions.holding(told.keys()).items():
            parts = [told[code] for code in codes]
            value = sum(one.value for one in parts)
            if region not in told and value <= MOST:
                source = translator("sv")("statistics.summed", source=parts[0].source)
                preliminary = any(one.preliminary for one in parts)
                sums.append(
                    replace(
                        parts[0], region=region, value=value, source=source, preliminary=preliminary
                    )
                )
    return sums
