"""Every sign as one line of a list: what it is filtered by and what it needs, kept until its area changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from grannsamverkan.domain.access import EVERYWHERE, Deed
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.signs import Need, Sign, Stage, needs
from grannsamverkan.register.present import Present
from grannsamverkan.web.staff.area_lines import in_order
from grannsamverkan.web.staff.desk import Desk, Visit

_KEPT = "staff.sign_lines"


@dataclass(frozen=True, slots=True)
class Line:
    """One sign as it is today."""

    sign: Sign
    area: str
    folded: str
    municipality: str
    locality: str | None
    active: bool
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """The lines of one area as they were on a day, and what its name is sorted by."""

    on: date
    name_key: str
    lines: tuple[Line, ...]


def lines_of(present: Present, today: date) -> list[Line]:
    """Return a line of every sign, by area; those of areas that have not changed are the ones of before."""
    kept: dict[str, Kept] = present.kept(_KEPT)
    found = []
    for area_id in present.facts[Sign]:
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
    lines = (
        Line(
            sign=sign,
            area=version.name,
            folded=version.name.casefold(),
            municipality=version.municipality,
            locality=version.locality,
            active=version.active,
            needs=needs(sign, today, version.status),
        )
        for sign in sorted(present.of(Sign, area_id), key=_in_order_of_coming)
    )
    return Kept(today, in_order(version.name), tuple(lines))


def _in_order_of_coming(sign: Sign) -> tuple[bool, str, str]:
    return (sign.removed_on is not None, sign.kind, sign.id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one looks for: a need or a stage, an area, a municipality; an empty text asks for nothing."""

    text: str = ""
    state: str = ""
    place: str = ""

    def takes(self, line: Line) -> bool:
        """Say whether a line is looked for; signs that are gone only when they are asked for."""
        if self.place not in {"", line.municipality}:
            return False
        if self.text and self.text.casefold() not in line.folded:
            return False
        if not self.state:
            return line.sign.removed_on is None
        return self.state in line.needs or self.state == line.sign.stage


STATES = (*(need.value for need in Need), *(stage.value for stage in Stage))
"""What one can look for."""


def seen(desk: Desk, visit: Visit) -> list[Line]:
    """Return a line of every sign that a person may see: staff all, contacts those of their own areas."""
    lines = lines_of(desk.register.present(), desk.today)
    places = visit.who.municipalities(Deed.INSPECT_SIGN)
    if EVERYWHERE in places:
        return lines
    own = visit.who.areas
    return [one for one in lines if one.municipality in places or one.sign.area_id in own]


def chosen(lines: Sequence[Line], wanted: Wanted) -> list[Line]:
    """Return the lines that are looked for, in the order they have."""
    return [line for line in lines if wanted.takes(line)]
