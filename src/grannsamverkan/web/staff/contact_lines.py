"""Every contact as one line of a list: what is filtered and shown, kept until their area changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from grannsamverkan.domain.areas import last
from grannsamverkan.domain.people import ContactTerm, SubArea
from grannsamverkan.domain.period import months_before
from grannsamverkan.register.present import Present
from grannsamverkan.web.staff.area_lines import in_order

_KEPT = "staff.contact_lines"


@dataclass(frozen=True, slots=True)
class Line:
    """One term of a contact as it is today; the name is looked up for the lines that are shown.

    Attributes:
        fresh: they have said lately enough that they go on.
        folded: what a search for an area looks through.
    """

    term: ContactTerm
    area: str
    folded: str
    municipality: str
    part: str | None
    holds: bool
    fresh: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """The lines of one area as they were on a day, and what its name is sorted by."""

    on: date
    name_key: str
    lines: tuple[Line, ...]


STATES: Mapping[str, Callable[[Line], bool]] = {
    "nuvarande": lambda line: line.holds,
    "obekraftade": lambda line: line.holds and not line.fresh,
    "outbildade": lambda line: line.holds and line.term.trained_on is None,
    "utan-lista": lambda line: line.holds and line.term.list_confirmed_on is None,
    "tidigare": lambda line: not line.holds,
}
"""What one can look for, as it stands in the address."""


def lines_of(present: Present, today: date) -> list[Line]:
    """Return a line of every term, by area; those of areas that have not changed are the ones of before."""
    kept: dict[str, Kept] = present.kept(_KEPT)
    found = []
    for area_id in present.facts[ContactTerm]:
        known = kept.get(area_id)
        if known is None or known.on != today:
            known = kept[area_id] = _kept(present, area_id, today)
        found.append(known)
    found.sort(key=attrgetter("name_key"))
    return [line for one in found for line in one.lines]


def _kept(present: Present, area_id: str, today: date) -> Kept:
    timeline = present.timelines.get(area_id)
    if not timeline:
        return Kept(today, "", ())
    version = last(timeline)
    parts = {one.id: one.name for one in present.of(SubArea, area_id)}
    policy = present.policies[version.municipality]
    since = months_before(today, policy.contact_confirm_months)
    lines = (
        Line(
            term=term,
            area=version.name,
            folded=version.name.casefold(),
            municipality=version.municipality,
            part=parts.get(term.sub_area_id or ""),
            holds=term.holds(today),
            fresh=term.confirmed_on is not None and term.confirmed_on >= since,
        )
        for term in sorted(present.of(ContactTerm, area_id), key=attrgetter("appointed_on", "id"))
    )
    return Kept(today, in_order(version.name), tuple(lines))
