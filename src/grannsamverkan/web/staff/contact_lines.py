"""Every contact as one line of a list: what is filtered and shown, kept until their area changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from grannsamverkan.domain.areas import last
from grannsamverkan.domain.people import ContactTerm, SubArea
from grannsamverkan.domain.period import months_before
from grannsamverkan.register.present import Present

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
    kept: dict[str, tuple[date, list[Line]]] = present.kept(_KEPT)
    found: list[Line] = []
    for area_id in present.facts[ContactTerm]:
        known = kept.get(area_id)
        if known is None or known[0] != today:
            known = kept[area_id] = (today, _lines(present, area_id, today))
        found += known[1]
    return found


def _lines(present: Present, area_id: str, today: date) -> list[Line]:
    timeline = present.timelines.get(area_id)
    if not timeline:
        return []
    version = last(timeline)
    parts = {one.id: one.name for one in present.of(SubArea, area_id)}
    policy = present.policies[version.municipality]
    since = months_before(today, policy.contact_confirm_months)
    return [
        Line(
            term=term,
            area=version.name,
            folded=version.name.casefold(),
            municipality=version.municipality,
            part=parts.get(term.sub_area_id or ""),
            holds=term.holds(today),
            fresh=term.confirmed_on is not None and term.confirmed_on >= since,
        )
        for term in present.of(ContactTerm, area_id)
    ]
