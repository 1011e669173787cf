"""The people in a cell: one, or several with their telephones and mail between commas or on lines."""

import re
import unicodedata
from dataclasses import dataclass, replace

from grannsamverkan.exchange.reach import mails_in, phones_in, without_reach
from grannsamverkan.exchange.values import DASHES, is_unknown

_LONGEST_NAME = 80
_LINES = re.compile(r"[\r\n;|]+")
_COMMAS = re.compile(r"\s*,\s*|\s+/\s+")
_AND = re.compile(r"\s+(?:och|o|samt|and|&|\+)\s+", re.IGNORECASE)
_BRACKETS = re.compile(r"\((?!påhittad\)|invented\))[^()]*\)|\[[^\[\]]*\]|<[^<>]*>")
_LABELS = re.compile(
    r"\b(?:tel|tfn|telefon|telnr|mobil|mob|hem|arb|arbete|e-?post|e-?mail|mail|mejl|phone|mobile)\b\.?\s*:?",
    re.IGNORECASE,
)
_MAIN = re.compile(r"huvudkontakt|sammankallande|huvudansvarig|main contact", re.IGNORECASE)
_PROTECTED = re.compile(
    r"skyddad?e?\s*(?:identitet|person|uppgift|folkbok|adress)|sekretess|skyddad\b", re.IGNORECASE
)
_NOBODY = frozenset(
    {"vakant", "vakans", "ingen", "inga", "ej utsedd", "utses", "sökes", "ny sökes", "none", "vacant", "nobody", "tba"}
)  # fmt: skip
_TICKS = {"x": True, "ja": True, "j": True, "yes": True, "y": True, "ok": True, "sant": True, "true": True, "1": True,
          "✓": True, "✔": True, "nej": False, "n": False, "no": False, "falskt": False, "false": False, "0": False}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Someone a cell names, and how to reach them as far as the cell says."""

    name: str
    phone: str | None = None
    mail: str | None = None
    main: bool = False


def ticked(text: str) -> bool | None:
    """Return whether a cell says yes or no (`x`, `ja`, `nej`); None where it says neither."""
    return _TICKS.get(text.strip().casefold().rstrip("."))


def says_protected(text: str) -> bool:
    """Say whether a cell says that someone's identity is protected."""
    return _PROTECTED.search(text) is not None


def people_in(text: str) -> list[Named]:
    """Return the people that a cell names, in order: `Ett A 070-1740605, Två B ett@example.org` names two.

    A telephone or mail address belongs to the name before it, of a couple (`Ett och Två B`) to the
    first. What stands in brackets is left out, but for the mark of an invented name.
    """
    people: list[Named] = []
    for line in _LINES.split(text):
        for part in _COMMAS.split(line):
            _take(people, part)
    return people


def _take(people: list[Named], part: str) -> None:
    """Add the people of one part of a cell, or what it says of how to reach the last of them."""
    phone = next(iter(phones_in(part)), None)
    mail = next(iter(mails_in(part)), None)
    names = _names(without_reach(part))
    main = _MAIN.search(part) is not None
    if names:
        people.append(Named(name=names[0], phone=phone, mail=mail, main=main))
        people += [Named(name=name) for name in names[1:]]
    elif people:
        last = people[-1]
        people[-1] = replace(
            last, phone=last.phone or phone, mail=last.mail or mail, main=last.main or main
        )


def _names(text: str) -> list[str]:
    """Return the names in a text that has no telephones and mail left."""
    bare = _LABELS.sub(" ", _BRACKETS.sub(" ", text))
    names = [name for part in _AND.split(bare) if (name := clean_name(part)) is not None]
    couple = len(names) == 2 and " " not in names[0] and " " in names[1]  # noqa: PLR2004 # a couple is two
    return [f"{names[0]} {names[1].rpartition(' ')[2]}", names[1]] if couple else names


def clean_name(text: str) -> str | None:
    """Return a name on one line without signs that belong to none; None where nobody is named."""
    visible = "".join(
        " " if sign.isspace() else sign
        for sign in unicodedata.normalize("NFC", text)
        if sign.isspace() or unicodedata.category(sign)[0] != "C"
    )
    name = " ".join(visible.split()).strip(" .,:;-–—/*'\"=+@<>")
    if not any(map(str.isalpha, name)) or name in DASHES or is_unknown(name):
        return None
    if name.casefold() in _NOBODY or len(name) > _LONGEST_NAME:
        return None
    return name
