"""The people in a cell: one, or several with their telephones and mail between commas or on lines."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from grannsamverkan.exchange.reach import mails_in, phones_in, without_reach
from grannsamverkan.exchange.values import DASHES, is_unknown

_LONGEST_NAME = 80
_LINES = re.compile(r"[\r\n;|]+|(?:^|(?<=\s))[1-9][.)]\s+(?=[^\W\d_])")
_COMMAS = re.compile(r"\s*,\s*|\s+/\s+")
_AND = re.compile(r"\s+(?:och|o|samt|and|&|\+)\s+|(?<=[^\W\d_])/(?=[^\W\d_])", re.IGNORECASE)
_BRACKETS = re.compile(r"\((?!påhittad\)|invented\))[^()]*\)|\[[^\[\]]*\]|<[^<>]*>")
_LABELS = re.compile(
    r"\b(?:tel|tfn|telefon|telnr|mobil|mob|hem|arb|arbete|e-?post|e-?mail|mail|mejl|phone|mobile)\b\.?\s*:?",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"\b(?:(?:vice|v\.?|tf\.?)\s*)?(?:ordförande|ordf|kassör|sekreterare|sekr|ledamot|suppleant|suppl|revisor"
    r"|kontaktperson|kontakt(?=\s*[0-9]?\s*:)|huvudkontakt|sammankallande|main contact|chair(?:man|person)?"
    r"|\w*(?:ombud|ansvarig|samordnare))\b\.?\s*(?:[0-9]?\s*:)?",
    re.IGNORECASE,
)
_MAIN = re.compile(r"huvudkontakt|sammankallande|huvudansvarig|main contact", re.IGNORECASE)
_ENDED = re.compile(
    r"\b(?:avliden|avled|död|sluta[rt]|slutade|(?:av|ut)?flytta[rtd]|flyttade|avgått|avgick|deceased|moved away)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"[0-9]|\b(?:c/o|\w*(?:gatan|gränd|gränden|vägen|stigen|torget|allén|street|road))\b",
    re.IGNORECASE,
)
_PROTECTED = re.compile(
    r"\bskydda(?:d|t|de)\b|\bskydd(?:s|ad|at|ade)?[.\s-]*(?:id|pers|uppg|folkb|adr)|\b(?:adress|identitets)skydd"
    r"|\bskyddsmark|sekretess|\bsekr\.?\s*mark|kvarskr[ie]v|\bfinger(?:ad|at|ade)\b|\bhemlig[at]?\s+(?:adr|uppg|id|pers)"
    r"|\b(?:protected|secret|confidential)\s+(?:id|addr|pers|data)",
    re.IGNORECASE,
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


@dataclass(frozen=True, slots=True)
class Cell:
    """The people of a cell, and the texts that say what of it is not read."""

    people: tuple[Named, ...] = ()
    left_out: tuple[str, ...] = ()


def ticked(text: str) -> bool | None:
    """Return whether a cell says yes or no (`x`, `ja`, `nej`); None where it says neither."""
    return _TICKS.get(text.strip().casefold().rstrip("."))


def says_protected(text: str) -> bool:
    """Say whether a text says that someone's identity is protected."""
    return _PROTECTED.search(text) is not None


def says_address(text: str) -> bool:
    """Say whether a text holds a digit or a street, as no name does."""
    return _ADDRESS.search(text) is not None


def people_in(text: str) -> Cell:
    """Return the people that a cell names, in order: `Ett A 070-1740605, Två B ett@example.org` names two.

    A telephone or mail address belongs to the name before it, of a couple (`Ett och Två B`) to the
    first. What stands in brackets is left out, but for the mark of an invented name, and so are
    addresses, and people of whom it is said that they are contacts no more.
    """
    cell = _Taking()
    for line in _LINES.split(text):
        for part in _surnames_last(_COMMAS.split(line)):
            cell.take(part)
    people = tuple(one for one in cell.people if one is not None)
    return Cell(people, tuple(dict.fromkeys(cell.left_out)))


@dataclass(slots=True)
class _Taking:
    """What has been taken of a cell so far; None stands for someone who is left out."""

    people: list[Named | None] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def take(self, part: str) -> None:
        """Add the people of one part of a cell, or what it says of how to reach the last of them."""
        bare = without_reach(part)
        if _ENDED.search(part):
            self._leave_out_ended(bare)
            return
        if says_address(_bare(bare)):
            self.left_out.append("import.contact_address")
            return
        phone = next(iter(phones_in(part)), None)
        mail = next(iter(mails_in(part)), None)
        names = _names(bare)
        main = _MAIN.search(part) is not None
        if names and (phone or mail or not self._is_place(names)):
            self.people.append(Named(name=names[0], phone=phone, mail=mail, main=main))
            self.people += [Named(name=name) for name in names[1:]]
        elif names:
            self.left_out.append("import.contact_address")
        elif self.people and (last := self.people[-1]) is not None:
            self.people[-1] = replace(
                last, phone=last.phone or phone, mail=last.mail or mail, main=last.main or main
            )

    def _is_place(self, names: list[str]) -> bool:
        """Say whether a single word goes on about someone with a whole name: `Ett Kontakt, Hallsberg`."""
        last = self.people[-1] if self.people else None
        return last is not None and " " in last.name and " " not in names[0]

    def _leave_out_ended(self, bare: str) -> None:
        """Leave out whoever a part says has ended: whom it names, or else the one before it."""
        self.left_out.append("import.contact_ended")
        if _names(re.sub(r"[0-9]+", " ", _ENDED.sub(" ", bare))) or not self.people:
            self.people.append(None)
        else:
            self.people[-1] = None


def _surnames_last(parts: list[str]) -> Iterator[str]:
    """Give the parts of a line, of which `Ett, Två` are one person's surname and first name."""
    for single, run in groupby(parts, key=_is_single):
        words = list(run)
        last = words[::2]
        if single and len(words) % 2 == 0 and last == [without_reach(one) for one in last]:
            yield from (f"{first} {one}" for one, first in zip(last, words[1::2], strict=True))
        else:
            yield from words


def _is_single(part: str) -> bool:
    names = _names(without_reach(part))
    return len(names) == 1 and " " not in names[0] and not says_address(names[0])


def _bare(text: str) -> str:
    """Return a text without what says no name: remarks in brackets, labels, titles."""
    return _TITLES.sub(" ", _LABELS.sub(" ", _BRACKETS.sub(" ", text)))


def _names(text: str) -> list[str]:
    """Return the names in a text that has no telephones and mail left."""
    names = [name for part in _AND.split(_bare(text)) if (name := clean_name(part)) is not None]
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
