"""Every area as one line of a list: what is filtered, sorted and shown, kept until the area changes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from grannsamverkan.domain.areas import AreaType, AreaVersion, HouseholdCount, last
from grannsamverkan.domain.flags import Flag
from grannsamverkan.domain.households import total_on
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.people import ContactTerm, holding
from grannsamverkan.domain.period import months_before
from grannsamverkan.domain.policy import Policy
from grannsamverkan.register.ledger import Head
from grannsamverkan.register.present import Present

ANY_FLAG, NO_FLAG = "nagot", "inget"
"""What one can ask of flags beside their names."""

_KEPT, _TOGETHER, _ALL = "staff.area_lines", "staff.area_lines.all", "all"


@dataclass(frozen=True, slots=True)
class Line:
    """One area, as it is today; `folded` is what a search looks through."""

    id: str
    version: AreaVersion
    folded: str
    name_key: str
    confirmed: bool
    contacts: int
    households: int | None


def confirmed(version: AreaVersion, policy: Policy, today: date) -> bool:
    """Say whether an active area is confirmed: a contact answered, or the neighbours met, lately enough."""
    on = version.last_confirmed_on
    fresh = months_before(today, policy.contact_confirm_months)
    return version.active and on is not None and on >= fresh


def lines_of(present: Present, today: date) -> Sequence[Line]:
    """Return a line of every area by name; those of areas that have not changed are the ones of before."""
    together: dict[str, tuple[Head, date, Sequence[Line]]] = present.kept(_TOGETHER)
    known = together.get(_ALL)
    if known is not None and known[:2] == (present.head, today):
        return known[2]
    kept: dict[str, tuple[date, Line]] = present.kept(_KEPT)
    found = []
    for area_id in present.timelines:
        one = kept.get(area_id)
        if one is None or one[0] != today:
            one = kept[area_id] = (today, _line(present, area_id, today))
        found.append(one[1])
    found.sort(key=lambda line: (line.name_key, line.id))
    together[_ALL] = (present.head, today, found)
    return found


def _line(present: Present, area_id: str, today: date) -> Line:
    version = last(present.timelines[area_id])
    terms = holding(present.of(ContactTerm, area_id), today)
    return Line(
        id=area_id,
        version=version,
        folded=f"{version.name}\n{version.code or ''}".casefold(),
        name_key=in_order(version.name),
        confirmed=confirmed(version, present.policies[version.municipality], today),
        contacts=len({term.person_id for term in terms}),
        households=total_on(present.of(HouseholdCount, area_id), today),
    )


_ALPHABET = str.maketrans({"å": "{", "ä": "|", "ö": "}", "é": "e", "ü": "y"})
"""Å, Ä and Ö follow Z, in that order, as three signs that do so in every alphabet of a machine."""


def in_order(name: str) -> str:
    """Return what a name is sorted by."""
    return name.casefold().translate(_ALPHABET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What one looks for in the list; an empty text, or None, asks for nothing."""

    text: str = ""
    place: str = ""
    status: Status | None = None
    locality: str = ""
    area_type: AreaType | None = None
    flag: str = ""
    sort: str = "namn"


def choose(
    lines: Iterable[Line], wanted: Filter, flags: Callable[[str], Sequence[Flag]]
) -> list[Line]:
    """Return those of lines in order that are wanted; `flags` tells what is the matter with an area."""
    found = list(lines)
    for passes in _tests(wanted, flags):
        found = [line for line in found if passes(line)]
    if wanted.sort in _ORDERS:
        found.sort(key=_ORDERS[wanted.sort])
    return found


def _tests(
    wanted: Filter, flags: Callable[[str], Sequence[Flag]]
) -> Iterable[Callable[[Line], bool]]:
    """Give one test for each thing that is asked, the cheapest first."""
    facts = {
        "municipality": wanted.place,
        "status": wanted.status,
        "locality": wanted.locality,
        "area_type": wanted.area_type,
    }
    stated = [(name, value) for name, value in facts.items() if value]
    if stated:
        yield lambda line: all(getattr(line.version, name) == value for name, value in stated)
    if wanted.text:
        words = wanted.text.casefold().split()
        yield lambda line: all(word in line.folded for word in words)
    if wanted.flag == NO_FLAG:
        yield lambda line: line.version.active and not flags(line.id)
    elif wanted.flag == ANY_FLAG:
        yield lambda line: bool(flags(line.id))
    elif wanted.flag:
        yield lambda line: any(flag.key == wanted.flag for flag in flags(line.id))


def _confirmed_key(line: Line) -> Any:  # noqa: ANN401 # any order
    """Put active areas first, those never confirmed before the others."""
    return (not line.version.active, line.version.last_confirmed_on or date.min)


_ORDERS: Mapping[str, Callable[[Line], Any]] = {
    "ort": lambda line: (line.version.locality is None, in_order(line.version.locality or "")),
    "lage": lambda line: list(Status).index(line.version.status),
    "bekraftat": _confirmed_key,
    "hushall": lambda line: -(line.households or 0),
}

SORTS = ("namn", *_ORDERS)
"""The orders there are."""
