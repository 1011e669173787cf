"""What waits for someone: each thing with why, since when and one next step."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from grannsamverkan.actions.health import Due
from grannsamverkan.domain.flags import FlagKey
from grannsamverkan.web.staff.desk import Visit
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


def of_area(visit: Visit, due: Due) -> Task:
    """Return what an area needs, with the way to its most urgent next step."""
    t, version = visit.t, due.area
    shown = [show_flag(t, flag, version.area_id) for flag in due.flags]
    kinds = {_KINDS.get(flag.key, Kind.CONTACTS) for flag in due.flags}
    proposal = ""
    if due.proposals:
        kinds.add(Kind.DORMANCY)
        because = " ".join(said(t, one.text) for some in due.proposals for one in some.reasons)
        proposal = t("work.queue.proposal", because=because)
    path = f"{home(version.area_id)}/handelse/lapse" if proposal else shown[0].path
    deed, step = seen_to(path)
    allowed = visit.may(deed, municipality=version.municipality, area_id=version.area_id)
    return Task(
        urgency=_urgency(due),
        kinds=frozenset(kinds),
        municipality=version.municipality,
        title=version.name,
        home=home(version.area_id),
        reasons=tuple((one.text, one.step) for one in shown),
        step=t(f"work.queue.to.{step}") if allowed else "",
        path=path if allowed else "",
        locality=version.locality,
        proposal=proposal,
    )


def _urgency(due: Due) -> Urgency:
    keys = {flag.key for flag in due.flags}
    if due.proposals or keys & MEND:
        return Urgency.NOW
    return Urgency.SOON if keys - _LATER else Urgency.LATER
