"""How well an area is: flags that follow from what is known of it, each with a next step.

Health is derived and never a state: a late reminder changes no count. The system proposes that an
area lapses; a person decides.
"""

from dataclasses import dataclass
from datetime import date

from grannsamverkan.domain.areas import Timeline, version_on
from grannsamverkan.domain.findings import Finding
from grannsamverkan.domain.flags import LOOKS, Facts, Flag, FlagKey, Patient
from grannsamverkan.domain.gates import check
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.policy import Policy
from grannsamverkan.domain.quiet import in_state_since, left_without_successor

__all__ = ["Facts", "Flag", "FlagKey", "Proposal", "health", "proposals"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A step that the system proposes for an area, and why; a person decides."""

    area_id: str
    event: Event
    reasons: tuple[Finding, ...]


def _patient(timeline: Timeline, facts: Facts, policy: Policy, today: date) -> Patient | None:
    version = version_on(timeline, today)
    if version is None or not version.active:
        return None
    since = in_state_since(timeline, today) or version.period.start
    contacts = tuple(term for term in facts.terms if term.holds(today))
    return Patient(timeline, version, facts, policy, today, contacts, since)


def health(timeline: Timeline, facts: Facts, policy: Policy, today: date) -> tuple[Flag, ...]:
    """Return what is the matter with an area, the most urgent first; of one not active, only its signs."""
    patient = _patient(timeline, facts, policy, today)
    if patient is None:
        return _signs_left(timeline, facts, today)
    return tuple(flag for look in LOOKS if (flag := look(patient)) is not None)


def proposals(
    timeline: Timeline, facts: Facts, policy: Policy, today: date
) -> tuple[Proposal, ...]:
    """Return what the system proposes for an area: that it lapses, when it is silent or was left.

    An area of which no contact was ever known is not proposed for having none.
    """
    left = left_without_successor(facts.terms, today)
    if not left and facts.reminders_unanswered < policy.lapse_reminders:
        return ()
    patient = _patient(timeline, facts, policy, today)
    if patient is None:
        return ()
    found = check(Event.LAPSE, patient.version, patient.evidence, policy, today)
    reasons = tuple(one for one in found if one.key in _REASONS[left] and one.passed)
    if not reasons:
        return ()
    return (Proposal(area_id=patient.version.area_id, event=Event.LAPSE, reasons=reasons),)


_REASONS = {True: frozenset({"silent", "vacant"}), False: frozenset({"silent"})}


def _signs_left(timeline: Timeline, facts: Facts, today: date) -> tuple[Flag, ...]:
    """Tell of signs that are up in an area that is not active: they promise what is not there."""
    up = sum(sign.up(today) for sign in facts.signs)
    since = in_state_since(timeline, today)
    if not up or since is None:
        return ()
    return (
        Flag(
            key=FlagKey.SIGNS_WITHOUT_ACTIVITY,
            since=since,
            values={"n": up},
            next_step="remove_signs",
            due=since,
        ),
    )
