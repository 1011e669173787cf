"""Which columns of a list tell of contacts: whose name, telephone and mail, and what is not taken in.

A list has one contact in a row, several side by side (`Kontakt 1`, `Telefon 1`, `Kontakt 2` …), or
several in one cell. Columns belong to one person by their number, else by their order.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from grannsamverkan.errors import Refused
from grannsamverkan.exchange.columns import listed, plain_heading

CONTACT_FIELDS = (
    "contact", "first_name", "last_name", "phone", "mail", "main", "trained", "confirmed", "list",
    "appointed", "ended",
)  # fmt: skip
"""What a column can say of a contact: who it is, how to reach them, and their days as one."""

LEFT_OUT, STREETS, IGNORED = "left_out", "streets", "ignored"
"""What is never taken in, what names streets, and what someone has said is not to be read."""

_PEOPLE = (
    "kontaktperson", "kontaktombud", "kontakt", "grannsamverkansombud", "ombud", "ombuden", "ansvarig",
    "huvudkontakt", "sammankallande", "samordnare", "gatuombud", "trappombud", "områdesombud",
    "områdesansvarig", "kontaktuppgift", "contactperson", "contact", "coordinator",
)  # fmt: skip
_PLURALS = {
    "kontaktpersoner": "kontaktperson",
    "kontakter": "kontakt",
    "kontaktuppgifter": "kontaktuppgift",
    "contacts": "contact",
}
_NAMES = ("namn", "name", "fullname", "förochefternamn", "efternamnförnamn", "förnamnefternamn")
_WORDS: Mapping[str, tuple[str, ...]] = {
    "first_name": ("förnamn", "fornamn", "firstname", "givenname"),
    "last_name": ("efternamn", "lastname", "surname", "familyname"),
    "phone": (
        "telefon", "tel", "tele", "tfn", "tlf", "tele", "telefonnummer", "telefonnr", "telnr", "mobil",
        "mobiltelefon", "mobilnummer", "mobilnr", "mobiltel", "hemtelefon", "telbost", "phone", "phonenumber", "mobile",
        "mobilephone", "cell", "telephone",
    ),
    "mail": (
        "epost", "mail", "mejl", "email", "epostadress", "mailadress", "mejladress", "emailaddress",
        "emailadress", "mailaddress",
    ),
    "main": ("huvudkontakt", "ärhuvudkontakt", "huvudansvarig", "sammankallande", "maincontact", "main"),
    "trained": (
        "utbildad", "utbildning", "utbildningsdatum", "gåttutbildning", "utbildningsdag", "utb", "trained", "training",
        "trainedon",
    ),
    "confirmed": (
        "bekräftad", "bekräftat", "senastbekräftad", "senastbekräftat", "senastekontakt", "senastkontaktad",
        "confirmed", "confirmedon", "lastconfirmed",
    ),
    "list": ("hushållslista", "listabekräftad", "harlista", "listconfirmed", "householdlist"),
    "appointed": ("kontaktsedan", "ombudsedan", "utsedd", "tillträdde", "tillträde", "appointed", "appointedon", "contactsince"),
    "ended": ("slutade", "slutat", "avgått", "avgick", "upphördesomkontakt", "kontakttill", "ended", "endedon", "leftcontact"),
}  # fmt: skip
_ADDRESSES = (
    "adress", "hemadress", "gatuadress", "bostadsadress", "postadress", "utdelningsadress",
    "postnummer", "postnr", "co", "address", "homeaddress", "postcode", "zip", "portkod", "lägenhetsnummer",
    "lghnr", "husnummer", "husnr", "fastighetsbeteckning",
)  # fmt: skip
_STREETS = (
    "gator", "gata", "gatorna", "gatunamn", "adresser", "ingåendeadresser", "ingåendegator", "omfattning", "omfattar",
    "innefattar", "avgränsning", "vägar", "gatorvägar", "gatoromfattning", "streets", "addresses", "roads",
)  # fmt: skip
_NUMBER = re.compile(r"(?<![0-9])([1-9])(?![0-9])")
_BY_ORDER = re.compile(r" \(([0-9]+)\)$")
"""What `grids` puts after a heading that stands there already."""


_IDENTITY = frozenset({"contact", "first_name", "last_name"})

Person = Mapping[str, tuple[str, ...]]
"""The columns of one person by what they say; of two telephones each has its column."""


@dataclass(frozen=True, slots=True)
class ContactColumns:
    """The columns of each contact in a row, those that hold streets, and those that are never taken in."""

    people: tuple[Person, ...] = ()
    streets: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def used(self) -> frozenset[str]:
        """The columns that no field of an area is to be read from."""
        mine = {
            column for person in self.people for columns in person.values() for column in columns
        }
        return frozenset(mine.union(self.left_out, self.streets, self.ignored))


@dataclass
class _Walk:
    """A walk through the headings from left to right, gathering the columns of one person at a time."""

    people: dict[int, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    at: int = 0

    def take(self, meaning: str, column: str, number: int | None) -> None:
        """Give a column to the person of its number, else to the person one has come to."""
        if number is not None:
            self.at = number
        elif meaning in _IDENTITY and meaning in self.people.get(self.at, {}):
            self.at = max(self.people) + 1
        person = self.people.setdefault(self.at, {})
        person[meaning] = (*person.get(meaning, ()), column)

    def named(self) -> tuple[Person, ...]:
        """Return those who have a name; what belongs to nobody is theirs where there is but one."""
        named = [one for _, one in sorted(self.people.items()) if _IDENTITY & one.keys()]
        nameless = [one for _, one in sorted(self.people.items()) if not _IDENTITY & one.keys()]
        if len(named) == 1:
            for more in nameless:
                for meaning, columns in more.items():
                    named[0][meaning] = (*named[0].get(meaning, ()), *columns)
        return tuple(named)


def contact_columns(
    columns: Sequence[str],
    explicit: Iterable[tuple[str, str]] = (),
    *,
    ticked: Collection[str] = (),
) -> ContactColumns:
    """Return which columns tell of contacts; `explicit` are pairs of field and column, in order.

    `ticked` are the columns that hold nothing but yes, no and x.

    A field named for a column takes that column from what it seemed to be; `left_out`, `streets`
    and `ignored` are fields too. A heading such as `Namn` is a contact's where another column is
    the area's and one holds telephone numbers or mail.

    Raises:
        Refused: no such field or column.
    """
    named = {column: meaning for meaning, column in explicit}
    _check(named, columns)
    meanings = {
        column: named.get(column) or _meaning(column, ticked=column in ticked) for column in columns
    }
    found = set(meanings.values())
    reach = bool(found & {"phone", "mail", "contact", "last_name"})
    of_area = any(plain_heading(column) not in _NAMES and _names_area(column) for column in columns)
    walk = _Walk()
    others: dict[str, list[str]] = {STREETS: [], LEFT_OUT: [], IGNORED: []}
    for column in columns:
        meaning = meanings[column]
        if meaning is None and reach and of_area and _bare(column) in _NAMES:
            meaning = "contact"
        if meaning == LEFT_OUT and not reach and column not in named:
            continue
        if meaning in others:
            others[meaning].append(column)
        elif meaning is not None:
            known = column not in named or _meaning(column) is not None
            walk.take(meaning, column, _number(column) if known else None)
    return ContactColumns(walk.named(), *(tuple(found) for found in others.values()))


def _check(named: Mapping[str, str], columns: Sequence[str]) -> None:
    known = (*CONTACT_FIELDS, STREETS, LEFT_OUT, IGNORED)
    for column, meaning in named.items():
        if meaning not in known:
            raise Refused("import.no_such_field", field=meaning, fields=", ".join(known))
        if column not in columns:
            raise Refused("import.no_such_column", column=column, columns=listed(columns))


def tells_of_contacts(heading: str) -> bool:
    """Say whether a cell reads like the heading of a contact's column."""
    return _meaning(heading) not in {None, LEFT_OUT}


def _number(column: str) -> int | None:
    match = _NUMBER.search(_BY_ORDER.sub("", column))
    return int(match[1]) if match else None


def _bare(column: str) -> str:
    """Return a heading as plain text without its number: `Tel. 2 (mobil)` is `tel`."""
    plain = plain_heading(_BY_ORDER.sub("", column).partition("(")[0])
    return re.sub("[0-9]", "", plain)


def _meaning(column: str, *, ticked: bool = False) -> str | None:
    """Return what a heading says of a contact; ticks name nobody, but say who is the main one."""
    bare = _bare(column)
    bare = _PLURALS.get(bare, bare)
    if bare in _PEOPLE and not ticked:
        return "contact"
    if bare in _STREETS:
        return STREETS
    if bare in _ADDRESSES:
        return LEFT_OUT
    for meaning, words in _WORDS.items():
        if bare in words:
            return meaning
    rest = _without_person(bare)
    return None if rest == bare else _of_person(rest)


def _without_person(bare: str) -> str:
    """Return what a heading says besides that it is about a contact: `kontaktpersonenstelefon` is `telefon`."""
    for word in sorted((*_PEOPLE, *_PLURALS), key=len, reverse=True):
        for form in (f"{word}ens", f"{word}ets", f"{word}s", word):
            if bare.startswith(form):
                return bare.removeprefix(form)
            if bare.endswith(word):
                return bare.removesuffix(word)
    return bare


def _of_person(rest: str) -> str | None:
    if rest in {*_NAMES, "ar", "er", "erna"}:
        return "contact"
    if rest in _ADDRESSES:
        return LEFT_OUT
    return next((meaning for meaning, words in _WORDS.items() if rest in words), None)


def _names_area(column: str) -> bool:
    """Say whether a heading names areas, and nobody."""
    bare = _bare(column)
    words = ("område", "omrade", "area", "samverkan", "ward", "scheme")
    return any(word in bare for word in words) and _meaning(column) is None
