"""The days that cells state: by every habit of lists, as exactly as they are stated and no more."""

import re
from datetime import date

from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.values import clean_text

EARLIEST_YEAR = 1960
"""Neighbourhood watch is younger than this; an earlier year is a typing error."""

_MONTHS = (
    ("jan", "januari", "january"), ("feb", "februari", "february"), ("mar", "mars", "march"),
    ("apr", "april"), ("maj", "may"), ("jun", "juni", "june"), ("jul", "juli", "july"),
    ("aug", "augusti", "august"), ("sep", "sept", "september"), ("okt", "oktober", "oct", "october"),
    ("nov", "november"), ("dec", "december"),
)  # fmt: skip
_MONTH_NUMBERS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words}
_PREFIX = re.compile(r"^(?:(före|fore|before|<)|sedan|från|from|since)\.?\s*", re.IGNORECASE)
_ABOUT = re.compile(
    r"^(?:ca|c:a|cirka|circa|omkring|runt|kring|ungefär|about|around|~)\.?\s*(.+)", re.IGNORECASE
)
_DOUBTED = re.compile(r"(.*[0-9].*?)\s*\?+")
_SEASON = re.compile(
    r"(?:tidigt?|sent?|på|early|late)?\s*(?:(?:vår|sommar|höst|vinter|spring|summer|autumn|winter)(?:e?n)?|vt|ht)"
    r"\s+([0-9]{4})",
    re.IGNORECASE,
)
_YEARS = re.compile(r"([0-9]{4})\s*(?:[-–—/]|till|to)\s*([0-9]{4})", re.IGNORECASE)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?(?:[T ][0-9:.+Z]*)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[-/. ]+([0-9]{4})")
_IN_WORDS = re.compile(r"(?:([0-9]{1,2})[.:]?\s+)?([a-z]+)\.?\s+([0-9]{4})", re.IGNORECASE)
_YEAR_THEN_MONTH = re.compile(r"([0-9]{4}),?\s+([a-z]+)", re.IGNORECASE)
_MONTH_OF_YEAR = re.compile(r"([0-9]{1,2})/([0-9]{4})")
_SHORT_YEAR = re.compile(r"(.*[0-9a-z])\s*[-–'’]\s?([0-9]{2})", re.IGNORECASE)
_LEADS_TO_SHORT_YEAR = re.compile(
    r"[0-9]{1,2}/[0-9]{1,2}|(?:[0-9]{1,2}\s+)?[^\W\d]+", re.IGNORECASE
)
_ORDINAL = re.compile(r"^(?:den\s+)?([0-9]{1,2})(?::?[ea]|st|nd|rd|th)?\s+(?=[a-z])", re.IGNORECASE)
_PIVOT_YEAR = 60
_EXCEL_DAY = re.compile(r"[345][0-9]{4}")
_EXCEL_ZERO = date(1899, 12, 30)


def parse_date(value: object) -> StatedDate:
    """Return the day a cell states, as exactly as it states it.

    Reads `2014`, `2014-05`, `2014-05-03`, `20140503`, `3/5 2014`, `3/5-14`, `3 maj 2014`, `maj 2014`,
    `maj -14`, `2014 maj`, `5/2014`, `före 2014`, a spreadsheet's day number, and a date. What is
    rough (`ca maj 2014`, `våren 2014`, `vt 2014`, `2014?`, `2013-2014`) is known to the year, the
    last one.

    Raises:
        Refused: none of these, no such day, or a year before `EARLIEST_YEAR`.
    """
    if isinstance(value, date):
        return _plausible(StatedDate(value), str(value))
    text = _tidied(clean_text(value) or "")
    if year := _rough_year(text):
        return _plausible(StatedDate.parse(year), text)
    prefix = _PREFIX.match(text)
    body = text[prefix.end() :] if prefix else text
    before = "<" if prefix and prefix.group(1) else ""
    try:
        return _plausible(StatedDate.parse(before + _iso(body)), text)
    except (Refused, ValueError, OverflowError) as error:
        raise Refused("import.bad_date", text=text[:40]) from error


def is_rough(text: str) -> bool:
    """Say whether a cell states a date only roughly: about, a time of the year, or one year to another."""
    return _rough_year(_tidied(text)) is not None


def _tidied(text: str) -> str:
    """Return a date without brackets and endings of ordinals, its year in four figures."""
    bare = _ORDINAL.sub(r"\1 ", text.strip("() ")) if text else text
    match = _SHORT_YEAR.fullmatch(bare)
    if match is None or not _LEADS_TO_SHORT_YEAR.fullmatch(match[1].strip()):
        return bare
    short = int(match[2])
    return f"{match[1].strip()} {short + (1900 if short >= _PIVOT_YEAR else 2000)}"


def _rough_year(text: str) -> str | None:
    """Return the year that a rough date states, None where it is not rough."""
    if match := _SEASON.fullmatch(text):
        return match[1]
    if (match := _YEARS.fullmatch(text)) and match[1] <= match[2]:
        return match[2]
    match = _ABOUT.match(text) or _DOUBTED.fullmatch(text)
    return None if match is None else str(parse_date(match[1]).counts_on.year)


def _iso(text: str) -> str:
    """Return a date in one of the habits of lists as `YYYY[-MM[-DD]]`; other texts as they are."""
    text = text.removesuffix(".0")  # a year that a sheet holds as a number
    if match := _COMPACT.fullmatch(text):
        return "-".join(match.groups())
    if match := _YEAR_FIRST.fullmatch(text):
        return "-".join(part for part in match.groups() if part)
    if match := _DAY_FIRST.fullmatch(text):
        return f"{match[3]}-{match[2]}-{match[1]}"
    if match := _MONTH_OF_YEAR.fullmatch(text):
        return f"{match[2]}-{match[1]}"
    return _in_words(text)


def _in_words(text: str) -> str:
    """Return a date with its month in letters as `YYYY-MM[-DD]`, or a sheet's day number as a day."""
    if (match := _YEAR_THEN_MONTH.fullmatch(text)) and match[2].casefold() in _MONTH_NUMBERS:
        return f"{match[1]}-{_MONTH_NUMBERS[match[2].casefold()]}"
    if (match := _IN_WORDS.fullmatch(text)) and match[2].casefold() in _MONTH_NUMBERS:
        day = f"-{match[1]}" if match[1] else ""
        return f"{match[3]}-{_MONTH_NUMBERS[match[2].casefold()]}{day}"
    if _EXCEL_DAY.fullmatch(text):
        return date.fromordinal(_EXCEL_ZERO.toordinal() + int(text)).isoformat()
    return text


def _plausible(stated: StatedDate, text: str) -> StatedDate:
    if stated.counts_on.year < EARLIEST_YEAR:
        raise Refused("import.bad_date", text=text[:40])
    return stated
