"""Addresses as people write them, and the street or place that is meant by a name that may be misspelt.

`Storgatan 4 B`, `storg 4b`, `Storgatan 4, 694 30 Hallsberg` and `s:t eriksg. 12` are read alike: names are
compared without accents, spaces and signs, and what stands for a usual first word is written out.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_TWINS = str.maketrans({"ø": "o", "æ": "a", "đ": "d", "ł": "l", "ð": "d", "þ": "th"})
_JOINED = re.compile(r"[:'’´`]")
_WORDS = re.compile(r"[^\W_]+")
_POSTCODE = re.compile(r"(?<!\d)(\d{3}) ?(\d{2})(?!\d)")
_NUMBERED = re.compile(
    r"(?P<name>[^\d,]*[^\W\d][^\d,]*?)[\s.]*(?P<number>\d{1,4}) ?(?P<letter>[^\W\d_](?![^\W\d_]))?(?P<rest>\D.*|)$"
)
_UP_TO = re.compile(r"^\s*[-–/]\s*\d{1,4}\s?[a-z]?(?![^\W_])")
_DOOR = re.compile(r"^\s*(?:as\.?\s*)?\d{1,3}(?!\w)")
"""The flat after the stairwell, as in Finland: the 12 of `Kauppakatu 4 B 12`."""
_FLAT = re.compile(r"\b(?:lgh|tr|trappor|van|port|uppg)\b\.?\s*\d*|\d+\s*tr\b")
_FIRST_WORDS = {
    "st": "sankt", "n": "norra", "s": "sodra", "v": "vastra", "o": "ostra", "l": "lilla",
    "g": "gamla", "na": "norra", "sa": "sodra", "va": "vastra", "oa": "ostra", "la": "lilla",
    "sta": "stora", "ga": "gamla", "ovre": "ovre", "no": "norra", "so": "sodra",
}  # fmt: skip
"""What a first word of a street is short for, written without accents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """A street of one place, in the middle of its addresses; easting, northing in metres.

    Attributes:
        key: its name as names are compared.
        place: the post town or locality that tells it from others of its name.
    """

    id: int
    key: str
    name: str
    place: str | None = None
    postcode: str | None = None
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One address of a street; easting, northing in metres in the register's CRS. Nothing tells who lives there."""

    id: int
    street_id: int
    number: int
    letter: str | None = None
    postcode: str | None = None
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An address as a file has it; easting, northing in metres in the register's CRS.

    Attributes:
        municipality: the code of the municipality it is said to lie in, None where nothing says it.
    """

    street: str
    number: int
    letter: str | None = None
    postcode: str | None = None
    place: str | None = None
    municipality: str | None = None
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """What someone typed, taken apart.

    Attributes:
        words: the words of the street's or place's name, without accents, in their order.
        place: where it is said to be, as names are compared; empty where it is not said.
    """

    words: tuple[str, ...]
    number: int | None = None
    letter: str | None = None
    postcode: str | None = None
    place: str = ""

    @property
    def key(self) -> str:
        """The name as names are compared."""
        return _key(self.words)


def plain(text: str) -> str:
    """Return a text in small letters without accents: `Östra Sjögatan` is `ostra sjogatan`."""
    small = unicodedata.normalize(
        "NFKC", text
    ).casefold()  # first, since some signs stand for capitals
    parts = unicodedata.normalize("NFKD", small)
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).translate(_TWINS)


def name_key(name: str) -> str:
    """Return a name as names are compared: without accents, spaces and signs, its first word written out."""
    return _key(_words(plain(name)))


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(_JOINED.sub("", text)))


def _key(words: tuple[str, ...]) -> str:
    if len(words) > 1:
        words = (_FIRST_WORDS.get(words[0], words[0]), *words[1:])
    return "".join(words)


def read_wanted(text: str) -> Wanted:
    """Take apart what someone typed; what cannot be told apart is taken for a name."""
    said, postcode = plain(text), None
    if (match := _POSTCODE.search(said)) is not None:
        postcode = match[1] + match[2]
        said = f"{said[: match.start()]}, {said[match.end() :]}"
    if (match := _NUMBERED.match(said.strip(" ,."))) is not None:
        rest = _FLAT.sub(" ", _DOOR.sub("", _UP_TO.sub("", match["rest"])))
        return Wanted(
            words=_words(match["name"]),
            number=int(match["number"]),
            letter=match["letter"],
            postcode=postcode,
            place="".join(_words(rest)),
        )
    name, _, rest = said.strip(" ,.").partition(",")
    return Wanted(words=_words(name), postcode=postcode, place="".join(_words(rest)))


_TELLING = 5
"""So many letters of a name tell which one is meant although one of them is wrong."""


def misspellings(length: int) -> int:
    """Return how many letters of a name so long may be wrong."""
    return 0 if length < 4 else 1 if length < 6 else 2 if length < 11 else 3  # noqa: PLR2004


class Names:
    """Names to be found by what someone typed: whole, begun, or misspelt.

    A name costs the less the surer it is that it is meant: 0 as it is written, 1 as it begins, and 2 for
    each letter that is wrong, 1 more where the name goes on.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        """Sort the keys of names, and by their length: a few letters off is a few letters longer or shorter."""
        self.keys = sorted(set(keys))
        self._of_length: dict[int, list[str]] = {}
        for one in self.keys:
            self._of_length.setdefault(len(one), []).append(one)

    def find(self, key: str, *, most: int = 12) -> dict[str, int]:
        """Return the keys of names that are written or begin so, with what each costs."""
        begun = self._begun(key, most) if key else []
        return {one: int(one != key) for one in sorted(begun, key=len)}

    def _begun(self, key: str, most: int) -> list[str]:
        start = bisect_left(self.keys, key)
        return [one for one in self.keys[start : start + most] if one.startswith(key)]

    def misspelt(self, key: str, *, most: int = 12) -> dict[str, int]:
        """Return the keys of names that are nearly written, or else begin nearly so, with what each costs.

        Names that begin with another letter are looked through where none that does not is one letter
        off; of a name that is not written out, the first letter has to be right.
        """
        wrong = misspellings(len(key))
        if not wrong:
            return {}
        found = _near(key, self._as_long(key, wrong, initial=key[0]), wrong, most)
        if min(found.values(), default=wrong) > 1:
            found |= _near(key, self._as_long(key, wrong), wrong, most)
        costs = {name: 2 * by for name, by in found.items()} or self._going_on(key, most)
        return dict(sorted(costs.items(), key=lambda one: (one[1], len(one[0]), one[0]))[:most])

    def _as_long(self, key: str, wrong: int, *, initial: str = "") -> list[str]:
        """Return the names that can be told from a key by so few letters, or those with an initial."""
        lengths = range(len(key) - wrong, len(key) + wrong + 1)
        some = (_beginning(self._of_length.get(length, []), initial) for length in lengths)
        return [one for names in some for one in names]

    def _going_on(self, key: str, most: int) -> dict[str, int]:
        if len(key) < _TELLING:
            return {}
        starts = {one[: len(key)] for one in _beginning(self.keys, key[0]) if len(one) > len(key)}
        near = _near(key, sorted(starts), 1, most)
        return {one: 2 * by + 1 for start, by in near.items() for one in self._begun(start, most)}


def _beginning(keys: list[str], letter: str) -> list[str]:
    """Return the sorted keys that begin with a letter; all where it is none."""
    if not letter:
        return keys
    first = bisect_left(keys, letter)
    return keys[first : bisect_left(keys, letter + "\U0010ffff", first)]


def _near(key: str, names: Sequence[str], wrong: int, most: int) -> dict[str, int]:
    """Return the names of which at most so many letters are wrong, and how many: left out, doubled, swapped."""
    # the library takes memory, and most questions are spelt right
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    near = extract(key, names, scorer=OSA.distance, score_cutoff=wrong, limit=most)
    return {name: int(by) for name, by, _ in near}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A street, or an address of it, that someone may mean.

    Attributes:
        address: None where no number was said, or the street has none such.
        cost: how unsure it is that it is meant; 0: it is as it is written.
    """

    street: Street
    address: Address | None = None
    cost: int


OTHER_PLACE, OTHER_LETTER, UNSAID_LETTER, NO_SUCH_NUMBER = 3, 2, 1, 5
"""What it costs that a place, a letter or a number is another than was said, or a letter not said at all."""


def place_cost(wanted: Wanted, street: Street, postcode: str | None) -> int:
    """Return what it costs that a street or address lies where it does, and not where it is said to."""
    cost = 0
    if wanted.place and not name_key(street.place or "").startswith(wanted.place):
        cost += OTHER_PLACE
    if wanted.postcode and postcode != wanted.postcode:
        cost += OTHER_PLACE
    return cost


def letter_cost(wanted: Wanted, address: Address) -> int:
    """Return what it costs that an address has another letter than was said, or one where none was."""
    if (address.letter or "").casefold() == (wanted.letter or ""):
        return 0
    return OTHER_LETTER if wanted.letter else UNSAID_LETTER
