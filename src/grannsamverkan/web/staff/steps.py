"""What is the matter with an area and what can happen to it next, ready to be shown: with reasons and ways."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grannsamverkan.actions.gating import steps
from grannsamverkan.domain.areas import AreaVersion
from grannsamverkan.domain.findings import Attested, Finding
from grannsamverkan.domain.flags import Flag, FlagKey
from grannsamverkan.domain.lifecycle import Event, Status, possible
from grannsamverkan.errors import Phrase
from grannsamverkan.i18n import Translator
from grannsamverkan.web.staff.desk import Desk, Visit
from grannsamverkan.web.staff.ways import (
    deed_of,
    seen_to,
    way_of_event,
    way_of_finding,
    way_of_next_step,
)

MEND = frozenset(
    {
        FlagKey.NO_CONTACT,
        FlagKey.MAIL_FAILED,
        FlagKey.SIGNS_WITHOUT_ACTIVITY,
        FlagKey.SIGN_DEFECT,
    }
)
"""The flags of something that is wrong now, rather than due."""

_NEXT: Mapping[Status, tuple[Event, ...]] = {
    Status.INTEREST: (Event.DRAW_BOUNDARY, Event.BOOK_START_MEETING),
    Status.PLANNED: (Event.BOOK_START_MEETING,),
    Status.FORMING: (Event.START,),
    Status.ACTIVE: (Event.CONFIRM,),
    Status.DORMANT: (Event.RESTART,),
}
"""What leads on from each state, the nearest first; an area that is confirmed has nothing to wait for."""


@dataclass(frozen=True, slots=True)
class ShownFlag:
    """A flag as the macro `flags` shows it."""

    key: str
    level: str
    text: str
    path: str
    step: str


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding in words, with the way to where it is mended; empty where that is the form itself."""

    key: str
    passed: bool
    blocking: bool
    text: str
    mend: str
    path: str
    attest: Attested | None


@dataclass(frozen=True, slots=True)
class Step:
    """An event that can happen now: what it asks for and where it is let happen, empty if not by this person.

    Attributes:
        leading: it is what leads on from the area's state.
        proposed: the system proposes it; a person decides.
    """

    event: Event
    findings: tuple[ShownFinding, ...]
    path: str
    leading: bool
    proposed: bool

    @property
    def first(self) -> bool:
        """Whether it is what one most likely came for."""
        return self.leading or self.proposed

    @property
    def stops(self) -> int:
        """How many things are missing."""
        return sum(one.blocking and not one.passed for one in self.findings)

    @property
    def warns(self) -> int:
        """How many things to mind."""
        return sum(not one.blocking and not one.passed for one in self.findings)


def said(t: Translator, phrase: Phrase) -> str:
    """Return a phrase in words."""
    return t(phrase.key, **phrase.values)


def show_flag(visit: Visit, flag: Flag, version: AreaVersion) -> ShownFlag:
    """Return a flag of an area in words, with the next step and the way there for those who may take it."""
    path = way_of_next_step(flag.next_step, version.area_id)
    deed, _ = seen_to(path)
    allowed = visit.may(deed, municipality=version.municipality, area_id=version.area_id)
    return ShownFlag(
        key=flag.key,
        level="mend" if flag.key in MEND else "warn",
        text=said(visit.t, flag.text),
        path=path if allowed else "",
        step=visit.t(f"next_step.{flag.next_step}") if allowed else "",
    )


def show_findings(
    t: Translator, findings: Iterable[Finding], area_id: str
) -> tuple[ShownFinding, ...]:
    """Return findings in words, each with the way to where it is mended."""
    return tuple(
        ShownFinding(
            one.key,
            one.passed,
            one.blocking,
            said(t, one.text),
            said(t, one.mend),
            way_of_finding(one.key, area_id),
            one.attest,
        )
        for one in findings
    )


def steps_of(
    desk: Desk, visit: Visit, version: AreaVersion, *, proposed: Sequence[Event], fresh: bool
) -> list[Step]:
    """Return what can happen to an area today, what leads on first; `fresh`: it is confirmed."""
    asked = steps(desk.register, version.area_id, desk.today)
    first = () if fresh else _NEXT.get(version.status, ())
    leading = next((event for event in first if _due(event, version)), None)
    found = [
        Step(
            event=event,
            findings=show_findings(visit.t, asked.get(event, ()), version.area_id),
            path=_path(visit, event, version),
            leading=event is leading,
            proposed=event in proposed,
        )
        for event in possible(version.status)
        if event is not Event.MOVE or len(desk.register.municipalities()) > 1
    ]
    return sorted(found, key=lambda step: (not step.leading, not step.proposed))


def _due(event: Event, version: AreaVersion) -> bool:
    return event is not Event.DRAW_BOUNDARY or version.outline_id is None


def _path(visit: Visit, event: Event, version: AreaVersion) -> str:
    place, area_id = version.municipality, version.area_id
    allowed = visit.may(deed_of(event), municipality=place, area_id=area_id)
    return way_of_event(event, area_id) if allowed else ""
