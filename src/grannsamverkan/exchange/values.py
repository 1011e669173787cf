"""What the cells of a list mean: kinds of homes, states and numbers, as people write them."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import TypeVar

from grannsamverkan.domain.areas import MOST_HOUSEHOLDS, AreaType, Verification
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.errors import Refused
from grannsamverkan.i18n import LANGUAGES, translator

MAX_TEXT = 200
E = TypeVar("E", bound=StrEnum)

_TYPES: Mapping[AreaType, tuple[str, ...]] = {
    AreaType.VILLA: ("villa", "villaområde", "småhus", "friliggande", "detached", "houses", "egnahem"),
    AreaType.TERRACED: ("radhusområde", "radhus", "kedjehus", "parhus", "rowhouses", "semidetached"),
    AreaType.FLATS: (
        "flerfamiljshus", "flerfamilj", "flerbostadshus", "lägenhet", "lägenheter", "hyreshus", "höghus",
        "bostadsrätt", "bostadsrätter", "brf", "flerbostad", "apartments", "apartment", "flat",
    ),
    AreaType.HOLIDAY: ("fritidshusområde", "fritid", "sommarstugor", "stugområde", "holidayhomes", "cottages"),
    AreaType.RURAL: ("landsbygdsområde", "land", "gårdar", "by", "countryside", "farms"),
    AreaType.BOAT: ("båt", "båtklubb", "båthamn", "småbåtshamn", "hamn", "boats", "marina", "boatclub"),
}  # fmt: skip
_STATUSES: Mapping[Status, tuple[str, ...]] = {
    Status.INTEREST: ("intresseanmälan", "intresseanmält", "intresserad", "önskemål"),
    Status.PLANNED: ("planerad", "planeras", "föreslaget"),
    Status.FORMING: ("uppstart", "startas", "påuppstart", "pågåendeuppstart", "starting"),
    Status.ACTIVE: ("aktiv", "aktiva", "igång", "pågår", "pågående", "ja", "yes", "x", "running", "current"),
    Status.DORMANT: ("vilar", "inaktiv", "inaktivt", "ejaktiv", "ejaktivt", "passiv", "nej", "no", "inactive", "paused"),
    Status.CLOSED: ("avslutad", "avslutade", "upphört", "upphörd", "nedlagt", "nedlagd", "ended", "ceased"),
    Status.SUPERSEDED: ("ersatt", "delat", "sammanslaget", "replaced"),
    Status.WITHDRAWN: ("avbrutet", "avbruten", "återtaget", "cancelled"),
}  # fmt: skip
_VERIFICATIONS: Mapping[Verification, tuple[str, ...]] = {
    Verification.SELF_DECLARED: ("boende", "kontaktombud", "egenuppgift", "self", "resident"),
    Verification.MUNICIPALITY: ("kommun", "kommunen", "council"),
    Verification.POLICE: ("polis", "polisen", "kommunpolis"),
}
_UNKNOWN = frozenset(
    {
        "okänt", "okänd", "okänt år", "oklart", "saknas", "uppgift saknas", "vet ej", "ej känt",
        "unknown", "missing", "n/a",
    }
)  # fmt: skip
DASHES = frozenset({"-", "–", "—", "?", "??"})
"""What stands in a cell where nothing is known."""

_TOTAL = re.compile(
    r"(?:totalt|total|summa|sum|antal|totalsumma)(?: (?:antal|områden|hushåll|totalt|areas|households))*"
    r"\s*[:=]?\s*[0-9 ]*(?: ?(?:st|områden))?\.?",
    re.IGNORECASE,
)
_GUARDED = ("=", "+", "-", "@")


def clean_text(value: object) -> str | None:
    """Return a cell as text in NFC on one line, without control and direction signs; None where empty.

    A leading apostrophe that guards a spreadsheet from a formula is taken off.

    Raises:
        Refused: longer than `MAX_TEXT` characters.
    """
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = one_line(str(value))
    if text[:1] == "'" and text[1:2] in _GUARDED:
        text = text[1:]
    if len(text) > MAX_TEXT:
        raise Refused("import.long_text", limit=MAX_TEXT, text=text[:40])
    return text or None


def one_line(text: str) -> str:
    """Return a text of any length in NFC on one line, without control and direction signs."""
    spaced = "".join(" " if sign in "\t\r\n" else sign for sign in text)
    kept = "".join(
        sign for sign in spaced if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co"}
    )
    return " ".join(unicodedata.normalize("NFC", kept).split())


def is_unknown(text: str) -> bool:
    """Say whether a cell says that nothing is known."""
    return text in DASHES or text.casefold().rstrip(".") in _UNKNOWN


def is_total(text: str) -> bool:
    """Say whether a cell names a sum of the rows above it: `Totalt:`, `Summa`, `Antal områden`."""
    return _TOTAL.fullmatch(text.strip()) is not None


def parse_type(text: str) -> AreaType | None:
    """Return the kind of homes that a cell names, or None where it names none that is known."""
    return _type_words().get(_plain(text))


def parse_status(text: str) -> Status:
    """Return the state that a cell names.

    Raises:
        Refused: it names none; an area must not count by a guess.
    """
    status = _status_words().get(_plain(text))
    if status is None:
        raise Refused("import.bad_status", text=text[:40])
    return status


def parse_verification(text: str) -> Verification | None:
    """Return who vouches for an area, or None where the cell names nobody that is known."""
    return _verification_words().get(_plain(text))


def parse_households(value: object) -> int | None:
    """Return a number of households such as `36`, `ca 36 st` or `1 200`, or None where it is none that can be."""
    text = clean_text(value) or ""
    match = re.fullmatch(
        r"(?:ca|c:a|cirka|~)?\.?\s*([0-9][0-9 ]{0,7})(?:[.,]0+)?\s*(?:st|hushåll)?\.?",
        text,
        re.IGNORECASE,
    )
    number = int(match[1].replace(" ", "")) if match else None
    return number if number is not None and number <= MOST_HOUSEHOLDS else None


@cache
def _type_words() -> dict[str, AreaType]:
    return _words("type", AreaType, _TYPES)


@cache
def _status_words() -> dict[str, Status]:
    return _words("status", Status, _STATUSES)


@cache
def _verification_words() -> dict[str, Verification]:
    return _words("verification", Verification, _VERIFICATIONS)


def _words(room: str, kind: type[E], more: Mapping[E, tuple[str, ...]]) -> dict[str, E]:
    """Return every known word for the members of a kind: its key, its texts on screen, and synonyms."""
    words: dict[str, E] = {}
    for member in kind:
        shown = [translator(language)(f"{room}.{member.value}") for language in LANGUAGES]
        for word in (member.value, *shown, *more.get(member, ())):
            words[_plain(word)] = member
    return words


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
