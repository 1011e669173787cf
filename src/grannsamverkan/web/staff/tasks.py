"""What waits for someone: each thing with why, since when and one next step."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from grannsamverkan.actions.health import Checkup, Due, Found, checkup
from grannsamverkan.domain.access import EVERYWHERE, Deed
from grannsamverkan.domain.flags import FlagKey
from grannsamverkan.web.staff.desk import Desk, Visit
from grannsamverkan.web.staff.steps import MEND, said, show_flag
from grannsamverkan.web.staff.ways import home, seen_to


class Urgency(StrEnum):
    """When something should be seen to."""

    NOW = "now"
    SOON = "soon"
    LATER = "later"


class Kind(StrEnum):
    """What something is about."""

    CONTACTS = "contacts"
    MEETINGS = "meetings"
    SIGNS = "signs"
    BORDERS = "borders"
    DORMANCY = "dormancy"
    RESIDENTS = "residents"
    LETTERS = "letters"
    PROMISES = "promises"


RANK = {one: place for place, one in enumerate(Urgency)}
"""The place of each urgency in their order."""

_KEPT, _ORDERS, _ALL = "staff.tasks", "staff.tasks.order", "all"
_LATER = frozenset({FlagKey.CONTACT_LOAD_HIGH, FlagKey.AREA_TOO_LARGE, FlagKey.BOUNDARY_STALE})
_KINDS: Mapping[FlagKey, Kind] = {
    FlagKey.SIGNS_WITHOUT_ACTIVITY: Kind.SIGNS,
    FlagKey.SIGN_DEFECT: Kind.SIGNS,
    FlagKey.PERMIT_EXPIRING: Kind.SIGNS,
    FlagKey.ANNUAL_MEETING_DUE: Kind.MEETINGS,
    FlagKey.BOUNDARY_STALE: Kind.BORDERS,
}
"""What a flag is about; the others are about contacts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing, or one area, that waits for someone.

    Attributes:
        title, home: what it is about and where that is; reasons: why, since when, and what to do.
        step, path: the name of its one button and where that leads; none where one may only read.
        proposal: the system proposes something; a person decides.
    """

    urgency: Urgency
    kinds: frozenset[Kind]
    municipality: str
    title: str
    home: str
    reasons: tuple[tuple[str, str], ...]
    step: str
    path: str
    locality: str | None = None
    proposal: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """An area that needs someone, sorted before anything is said of it.

    Attributes:
        found: what was found of the area; another finding is another waiting.
        order: what sorts it among all that wait.
    """

    found: Found
    due: Due
    urgency: Urgency
    kinds: frozenset[Kind]
    order: tuple[object, ...]

    @property
    def municipality(self) -> str:
        """The municipality of the area."""
        return self.due.area.municipality

    @property
    def locality(self) -> str | None:
        """The locality of the area."""
        return self.due.area.locality


def areas_waiting(desk: Desk, visit: Visit) -> list[Waiting]:
    """Return the areas that need someone, of those a person may see, the most urgent first."""
    waiting = _in_order(checkup(desk.register, desk.today))
    places = visit.who.municipalities(Deed.SEE_AREA)
    if EVERYWHERE in places:
        return waiting
    own = visit.who.areas
    return [one for one in waiting if one.municipality in places or one.due.area.area_id in own]


def _in_order(looked: Checkup) -> list[Waiting]:
    """Return every area that needs someone in order: as it was, where nothing has happened since."""
    known: dict[str, tuple[Checkup, list[Waiting]]] = looked.present.kept(_ORDERS)
    before, ordered = known.get(_ALL, (None, []))
    if before is not None and _nothing_since(before, looked):
        return ordered
    kept: dict[str, Waiting] = looked.present.kept(_KEPT)
    waiting = []
    for area_id in looked.present.timelines:
        found = looked.look(area_id)
        if found.flags or found.proposals:
            one = kept.get(area_id)
            if one is None or one.found is not found:
                one = kept[area_id] = _waiting(looked, area_id, found)
            waiting.append(one)
    waiting.sort(key=_order)
    known[_ALL] = (looked, waiting)
    return waiting


def _nothing_since(before: Checkup, now: Checkup) -> bool:
    """Say whether it is the same day, and nothing was changed, asked, answered or sent back."""
    return (
        before.present.head == now.present.head
        and before.today == now.today
        and before.questions is now.questions
        and before.mail_failed == now.mail_failed
    )


def _order(waiting: Waiting) -> Any:  # noqa: ANN401 # a tuple that sorts
    return waiting.order


def _waiting(looked: Checkup, area_id: str, found: Found) -> Waiting:
    due = looked.due(area_id)
    assert due is not None  # noqa: S101 # only areas of which something was found come here
    urgency = _urgency(due)
    kinds = {_KINDS.get(flag.key, Kind.CONTACTS) for flag in due.flags}
    if due.proposals:
        kinds.add(Kind.DORMANCY)
    return Waiting(found, due, urgency, frozenset(kinds), (RANK[urgency], *due.urgency))


def of_area(visit: Visit, waiting: Waiting) -> Task:
    """Return what an area needs, with the way to its most urgent next step."""
    t, due, version = visit.t, waiting.due, waiting.due.area
    shown = [show_flag(visit, flag, version) for flag in due.flags]
    proposal = ""
    if due.proposals:
        because = " ".join(said(t, one.text) for some in due.proposals for one in some.reasons)
        proposal = t("work.queue.proposal", because=because)
    path = next((one.path for one in shown if one.path), "")
    if proposal and visit.may(Deed.LEAD_AREA, municipality=version.municipality):
        path = f"{home(version.area_id)}/handelse/lapse"
    return Task(
        urgency=waiting.urgency,
        kinds=waiting.kinds,
        municipality=version.municipality,
        title=version.name,
        home=home(version.area_id),
        reasons=tuple((one.text, one.step) for one in shown),
        step=t(f"work.queue.to.{seen_to(path)[1]}") if path else "",
        path=path,
        locality=version.locality,
        proposal=proposal,
    )


def _urgency(due: Due) -> Urgency:
    keys = {flag.key for flag in due.flags}
    if due.proposals or keys & MEND:
        return Urgency.NOW
    return Urgency.SOON if keys - _LATER else Urgency.LATER
