"""What the columns of a municipality's list mean, in Swedish and English.

Fields: `id` (the area's id in a register), `code` (its id in the list), `name`, `locality`, `type`,
`status`, `valid_from`, `households`, `municipality`, `verification`.
"""

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence

from grannsamverkan.errors import Refused

MUNICIPAL_CODES = ("kommunkod", "komkod", "municipalitycode", "kommunid")
HEADINGS: dict[str, tuple[str, ...]] = {
    "name": (
        "namn", "områdesnamn", "områdetsnamn", "grannsamverkansområde", "område", "omradesnamn", "omrade",
        "samverkansområde", "namnpåområde", "namnpåområdet", "benämning", "name", "areaname", "watcharea", "area", "kommunnamn", "wardname",
        "schemename", "title", "rubrik",
    ),
    "code": (
        "områdeskod", "områdesid", "områdesnr", "områdesnummer", "omradeskod", "omradesid", "kod", "code",
        "areacode", "areaid", "gsscode", "wardcode", "schemeid", "id", "objektid", "nr", "nummer", "löpnr",
        "löpnummer", "uuid", "uuid4", "objectid", "fid",
    ),
    "locality": (
        "ort", "tätort", "tatort", "bostadsområde", "bostadsomrade", "stadsdel", "samhälle", "kommundel",
        "postort", "bostadsort", "ortnamn", "ortsnamn", "locality", "town", "village", "place", "district", "borough",
    ),
    "type": (
        "typ", "områdestyp", "typavområde", "typavbebyggelse", "typavbostäder", "typavboende",
        "omradestyp", "bostadstyp", "boendeform", "bebyggelse", "bebyggelsetyp", "hustyp",
        "type", "areatype", "housingtype",
    ),
    "status": ("status", "läge", "tillstånd", "state", "områdesstatus", "aktiv", "aktivt", "active"),
    "valid_from": (
        "startade", "uppstartat", "uppstartad", "uppstartsdatum",
        "startdatum", "startdag", "startades", "aktivsedan", "start", "startat", "startår", "startar", "bildat", "bildad", "bildades", "bildatår",
        "sedan", "sedanår", "år", "fråndatum", "gällerfrån", "giltigfrån", "från", "uppstart", "datum",
        "validfrom", "startdate", "startyear", "started", "since", "year", "established", "from",
    ),
    "households": (
        "hushåll", "antalhushåll", "hushall", "antalhushall", "hushålliområdet", "bostäder", "antalbostäder",
        "fastigheter", "antalfastigheter", "hus", "antalhus", "households", "householdstotal", "dwellings",
        "homes", "properties",
    ),
    "municipality": (
        *MUNICIPAL_CODES, "kommun", "municipality", "kommunnamn", "municipalityname",
    ),
    "verification": ("verifiering", "verifierad", "bekräftatav", "verification", "verifiedby"),
}  # fmt: skip
"""The headings of each field as `plain_heading` gives them, the surest first."""

COUNTERS = frozenset({"nr", "nummer", "löpnr", "löpnummer", "objectid", "fid"})
"""Headings under which whole numbers say which row it is, and not which area."""

FIELDS = ("id", *HEADINGS)

_SHOWN_COLUMNS, _SHOWN_SIGNS = 30, 40
_ENDINGS = {"name": ("namn", "name"), "code": ("kod", "code")}
_PERSONAL = ("kontakt", "ombud", "person", "ansvarig", "contact")
"""What a heading says where the names under it are those of people, which no register holds."""

_ALL = frozenset(heading for headings in HEADINGS.values() for heading in headings)

Accepts = Callable[[str, str, Mapping[str, str]], bool]
"""Whether a field may be read from a column, given what is mapped so far: looks at the values."""


def plain_heading(text: str) -> str:
    """Return a heading in lower case without spaces and signs: `Antal hushåll:` is `antalhushåll`."""
    return "".join(sign for sign in unicodedata.normalize("NFC", text).casefold() if sign.isalnum())


def listed(columns: Sequence[str]) -> str:
    """Return the names of columns as an error shows them: not all of hundreds, none of great length."""
    shown = [column[:_SHOWN_SIGNS] for column in columns[:_SHOWN_COLUMNS]]
    return ", ".join([*shown, "…"] if len(columns) > _SHOWN_COLUMNS else shown) or "–"


def is_heading(text: str, field: str | None = None) -> bool:
    """Say whether a cell reads like the heading of a field, of any field where none is named."""
    known = _ALL if field is None else HEADINGS[field]
    return any(plain in known for plain in _readings(text))


def _readings(heading: str) -> list[str]:
    """Return a heading as it can be read: whole, else as what stands before `(` or on a side of `/`."""
    whole = plain_heading(heading)
    parts = [plain_heading(part) for part in heading.partition("(")[0].split("/")]
    return [whole, *(part for part in parts if part and part != whole)]


def map_columns(
    columns: Sequence[str],
    explicit: Mapping[str, str],
    *,
    textual: Collection[str],
    accepts: Accepts,
) -> dict[str, str]:
    """Return which column holds which field: those that were named, then those that can be told.

    `textual` are the columns that hold text: of two municipal codes the textual is taken, for a
    code stored as a number has lost its leading zero.

    Raises:
        Refused: an explicit field or column does not exist.
    """
    _check_explicit(columns, explicit)
    mapping = dict(explicit)
    for field in FIELDS:
        if field in mapping:
            continue
        free = [column for column in columns if column not in mapping.values()]
        for column in _candidates(field, free, mapping, textual):
            if accepts(field, column, mapping):
                mapping[field] = column
                break
    return mapping


def _check_explicit(columns: Sequence[str], explicit: Mapping[str, str]) -> None:
    for field, column in explicit.items():
        if field not in FIELDS:
            raise Refused("import.no_such_field", field=field, fields=", ".join(FIELDS))
        if column not in columns:
            raise Refused("import.no_such_column", column=column, columns=listed(columns))


def _candidates(
    field: str, free: Sequence[str], mapping: Mapping[str, str], textual: Collection[str]
) -> list[str]:
    """Return the free columns whose heading fits a field, the likeliest first."""
    headings = _headings(field, mapping)
    ranked = []
    for column in free:
        plain = next((one for one in _readings(column) if one in headings), plain_heading(column))
        if plain in MUNICIPAL_CODES and plain in headings:
            ranked.append((headings.index(MUNICIPAL_CODES[0]), column not in textual, column))
        elif plain in headings:
            ranked.append((headings.index(plain), False, column))
        elif plain.endswith(_ENDINGS.get(field, ())) and not any(
            word in plain for word in _PERSONAL
        ):
            ranked.append((len(headings), False, column))
    return [column for *_, column in sorted(ranked, key=lambda entry: entry[:2])]


def _headings(field: str, mapping: Mapping[str, str]) -> tuple[str, ...]:
    """Return the headings of a field; in a list of municipalities their code is the area's own."""
    if field == "id":
        return ("id", "areaid")
    of_municipalities = plain_heading(mapping.get("name", "")) in {"kommunnamn", "municipalityname"}
    if of_municipalities and field == "code":
        return (*MUNICIPAL_CODES, *HEADINGS["code"])
    if of_municipalities and field == "municipality":
        return ()
    return HEADINGS[field]
