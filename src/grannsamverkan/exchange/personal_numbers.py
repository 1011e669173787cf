"""Personal identity numbers in lists and texts: they are dropped before anything else is read, and never repeated."""

import re
from dataclasses import replace

from grannsamverkan.exchange.columns import is_heading, plain_heading
from grannsamverkan.exchange.records import Note
from grannsamverkan.exchange.tables import Table, Value

_WRITTEN = re.compile(
    r"(?<![0-9])(18|19|20)?([0-9]{2})([0-9]{2})([0-9]{2})(\s?[-–−+]\s?|\s)?([0-9]{4}|[Xx*]{4})(?![0-9])"
)
_FINNISH = re.compile(
    r"(?<![0-9A-Z])([0-3][0-9](?:0[1-9]|1[0-2])[0-9]{2})[-+–−A-FU-Y]([0-9]{3})([0-9A-FHJ-NPR-Y])(?![0-9A-Z])",
    re.IGNORECASE,
)
_FINNISH_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_HEADINGS = (
    "personnummer",
    "personnr",
    "persnr",
    "pnr",
    "födelse",
    "samordningsn",
    "henkilötunn",
    "hetu",
)
_MOBILE = re.compile(r"07[02369]")
"""How mobile numbers begin, and the numbers of those born in 2007."""

_MONTHS, _DAYS, _COORDINATED = 12, 31, 60


def says_personal_number(text: str, *, in_doubt: bool = True) -> bool:
    """Say whether a text holds what looks like a personal identity number, Swedish or Finnish.

    Bare digits that can be something else (a telephone number, a code) need the right check digit;
    so do all bare digits where it is said that doubt is for the text.
    """
    return any(_likely(match, in_doubt=in_doubt) for match in _WRITTEN.finditer(text)) or any(
        map(_is_finnish, _FINNISH.finditer(text))
    )


def strike_personal_numbers(text: str) -> str:
    """Return a text with an ellipsis in the place of what looks like a personal identity number."""
    struck = _WRITTEN.sub(lambda found: "…" if _likely(found, in_doubt=True) else found[0], text)
    return _FINNISH.sub(lambda found: "…" if _is_finnish(found) else found[0], struck)


def _likely(match: re.Match[str], *, in_doubt: bool) -> bool:
    century, year, month, day, sign, last = match.groups()
    number = int(day) - (_COORDINATED if int(day) > _COORDINATED else 0)
    if not (1 <= int(month) <= _MONTHS and 1 <= number <= _DAYS):
        return False
    if sign is not None and not sign.isspace():
        return True
    if in_doubt and (century or not year.startswith("0")):
        return True
    checked = last.isdecimal() and _checks(year + month + day + last)
    return checked and (bool(century) or not _MOBILE.match(match[0]))


def _is_finnish(match: re.Match[str]) -> bool:
    """Say whether a day of birth and three digits have the check sign of a Finnish `henkilötunnus`."""
    day, number, sign = match.groups()
    return _FINNISH_CHECKS[int(day + number) % len(_FINNISH_CHECKS)] == sign.upper()


def _checks(ten: str) -> bool:
    """Say whether ten digits end in the check digit of the nine before (Luhn)."""
    doubled = (int(sign) * (2 - index % 2) for index, sign in enumerate(ten))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def without_personal_numbers(table: Table) -> tuple[Table, list[Note]]:
    """Return a table without the cells, and the columns, that hold personal identity numbers.

    A note tells of each cell by its row and column, and never what it held.
    """
    banned = {name for name in table.columns if plain_heading(name).startswith(_HEADINGS)}
    notes = [Note(0, "import.personal_number_column", {"column": name}) for name in sorted(banned)]
    rows = []
    for row in table.rows:
        bad = [
            column
            for column, value in row.values.items()
            if column not in banned and _holds(value, in_doubt=not is_heading(column, "code"))
        ]
        notes += [Note(row.number, "import.personal_number", {"column": one}) for one in bad]
        gone = banned.union(bad)
        kept = {name: value for name, value in row.values.items() if name not in gone}
        rows.append(replace(row, values=kept) if gone else row)
    columns = tuple(name for name in table.columns if name not in banned)
    return replace(table, rows=tuple(rows), columns=columns), notes


def _holds(value: Value, *, in_doubt: bool) -> bool:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    return says_personal_number(str(value).removesuffix(".0"), in_doubt=in_doubt)
