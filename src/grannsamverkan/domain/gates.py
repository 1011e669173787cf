"""What has to be so before an area takes a step of its life, checked against what is known of it.

What police and municipalities describe as necessary blocks a step; what is advice, or a limit of
our own, mostly warns. Whoever tells history from older records is not asked.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil

from grannsamverkan.domain import territory
from grannsamverkan.domain.activities import ActivityKind, ActivityState
from grannsamverkan.domain.areas import AreaVersion
from grannsamverkan.domain.findings import Attested, Basis, Evidence, Finding, stopping
from grannsamverkan.domain.households import joined_on, total_on
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.people import ContactTerm, holding
from grannsamverkan.domain.period import months_before
from grannsamverkan.domain.policy import Policy
from grannsamverkan.domain.quiet import (
    last_meeting,
    quiet_since,
    vacant_since,
)

__all__ = ["STARTING", "Attested", "Basis", "Evidence", "Finding", "check", "stopping"]

SLIVER_SHARE = 0.02
"""Overlaps of less than this share of either area are how two hands draw the same street."""

STARTING = frozenset({ActivityKind.START_MEETING, ActivityKind.TRAINING})
"""The activities with which an area starts."""


def check(
    event: Event, version: AreaVersion | None, evidence: Evidence, policy: Policy, on: date
) -> tuple[Finding, ...]:
    """Return what a step on a day asks for, in the order people see to it; `version` is what held before.

    Whether the step is possible in the state the area is in says `lifecycle.after`.
    """
    asked = _GATES.get(event)
    return () if asked is None else tuple(asked(_Case(version, evidence, policy, on)))


@dataclass(frozen=True, slots=True)
class _Case:
    """One step of one area on one day."""

    version: AreaVersion | None
    evidence: Evidence
    policy: Policy
    on: date

    @property
    def contacts(self) -> tuple[ContactTerm, ...]:
        return holding(self.evidence.terms, self.on)

    @property
    def since(self) -> date:
        """The day since which the area has been as it is."""
        begun = self.version.period.start if self.version else self.on
        return self.evidence.state_since or begun

    def vouched(self, attested: Attested) -> bool:
        return attested in self.evidence.attested

    def gathered(self, *states: ActivityState) -> bool:
        """Say whether there is a start meeting or training of this life of the area in one of the states.

        One that has been held counts from its day on; one that is planned, until it should have been held.
        """
        left = self.evidence.left_on or date.min
        return any(
            one.kind in STARTING and one.state in states and one.on >= left
            and (one.on <= self.on if one.held else one.on >= self.on)
            for one in self.evidence.activities
        )  # fmt: skip


def _reason(case: _Case) -> Finding:
    return Finding(key="reason", passed=bool(case.evidence.reason.strip()), basis=Basis.DEFAULT)


def _overlap(case: _Case, *, blocking: bool) -> Finding:
    found = {name: one for name, one in case.evidence.overlaps.items() if one >= SLIVER_SHARE}
    return Finding(
        key="overlap",
        passed=not found or case.vouched(Attested.OVERLAP_EXPLAINED),
        blocking=blocking,
        basis=Basis.DEFAULT,
        values={"names": tuple(found), "percent": round(100 * max(found.values(), default=0))},
        attest=Attested.OVERLAP_EXPLAINED,
    )


def _propose(case: _Case) -> Iterator[Finding]:
    yield _reason(case)
    yield from _enter(case)


def _enter(case: _Case) -> Iterator[Finding]:
    yield _overlap(case, blocking=True)
    yield from territory.findings(case.evidence)


def _draw(case: _Case) -> Iterator[Finding]:
    yield from _enter(case)
    homes = case.evidence.dwellings
    if homes is None:
        homes = total_on(case.evidence.households, case.on)
    yield Finding(
        key="dwellings",
        passed=homes is not None,
        blocking=False,
        basis=Basis.DEFAULT,
        values={"number": homes},
    )


def _book(case: _Case) -> Iterator[Finding]:
    if case.version is not None and case.version.status is Status.INTEREST:
        yield Finding(key="boundary", passed=case.version.outline_id is not None)
    wanted = case.evidence.interests > 0 or case.vouched(Attested.RESIDENTS_WILLING)
    yield Finding(key="residents", passed=wanted, attest=Attested.RESIDENTS_WILLING)
    booked = case.gathered(ActivityState.PLANNED, ActivityState.HELD)
    yield Finding(key="meeting_booked", passed=booked)


def _start(case: _Case) -> Iterator[Finding]:
    yield Finding(key="meeting_held", passed=case.gathered(ActivityState.HELD))
    trained = [one for one in case.contacts if one.trained_on and one.trained_on <= case.on]
    yield Finding(
        key="trained_contact", passed=bool(trained), values={"number": len(case.contacts)}
    )
    lists = any(one.list_confirmed_on and one.list_confirmed_on <= case.on for one in case.contacts)
    yield Finding(key="household_list", passed=lists)
    yield _ratio(case)
    yield from _thresholds(case)
    drawn = case.version is not None and case.version.outline_id is not None
    yield Finding(key="boundary", passed=drawn, blocking=False, basis=Basis.DEFAULT)
    yield Finding(key="decision_day", passed=case.evidence.day_known)


def _ratio(case: _Case) -> Finding:
    joined = joined_on(case.evidence.households, case.on)
    if joined is None:
        return Finding(key="joined_known", passed=False, blocking=False)
    most = max(1, case.policy.max_households_per_contact)
    contacts, needed = len({one.person_id for one in case.contacts}), ceil(joined / most)
    return Finding(
        key="contact_ratio",
        passed=contacts >= needed,
        blocking=False,
        values={"contacts": contacts, "needed": needed, "joined": joined, "most": most},
    )


def _thresholds(case: _Case) -> Iterator[Finding]:
    """Give what the municipality itself asks for; nobody else does."""
    joined = joined_on(case.evidence.households, case.on) or 0
    least, share = case.policy.min_households, case.policy.min_joined_share
    if least is not None:
        yield Finding(
            key="min_households",
            passed=joined >= least,
            basis=Basis.DEFAULT,
            values={"joined": joined, "least": least},
        )
    if share is not None:
        total = total_on(case.evidence.households, case.on) or 0
        yield Finding(
            key="min_joined_share",
            passed=total > 0 and joined >= share * total,
            basis=Basis.DEFAULT,
            values={"joined": joined, "total": total, "percent": round(100 * share)},
        )


def _confirm(case: _Case) -> Iterator[Finding]:
    fresh = months_before(case.on, case.policy.contact_confirm_months)
    last = (case.version.last_confirmed_on if case.version else None) or date.min
    said = [one.confirmed_on for one in case.contacts if one.confirmed_on]
    met = last_meeting(case.evidence.activities, case.on)
    signs_of_life = [*said, met] if met else said
    yield Finding(
        key="sign_of_life",
        passed=any(last < day and fresh <= day <= case.on for day in signs_of_life),
        values={"since": max(last, fresh)},
    )


def _change_boundary(case: _Case) -> Iterator[Finding]:
    yield _reason(case)
    yield _overlap(case, blocking=False)
    yield from territory.findings(case.evidence)


def _lapse(case: _Case) -> Iterator[Finding]:
    evidence, policy = case.evidence, case.policy
    reminders = evidence.reminders_unanswered
    quiet = quiet_since(evidence.activities, case.since, case.on)
    silent = Finding(
        key="silent",
        passed=reminders >= policy.lapse_reminders
        and quiet < months_before(case.on, policy.lapse_months),
        basis=Basis.INFERENCE,
        values={
            "reminders": reminders,
            "needed": policy.lapse_reminders,
            "quiet": quiet,
            "months": policy.lapse_months,
        },
    )
    since = vacant_since(evidence.terms, case.since, case.on)
    vacant = Finding(
        key="vacant",
        passed=since is not None and since < months_before(case.on, policy.successor_months),
        basis=Basis.DEFAULT,
        values={"months": policy.successor_months},
    )
    either = [one for one in (silent, vacant) if one.passed]
    yield from either or (silent, vacant)
    yield _signs_removed(case)


def _signs_removed(case: _Case) -> Finding:
    up = sum(one.up(case.on) for one in case.evidence.signs)
    return Finding(
        key="signs_removed", passed=not up, blocking=False, basis=Basis.DEFAULT, values={"n": up}
    )


def _restart(case: _Case) -> Iterator[Finding]:
    left = case.evidence.left_on or date.min
    begun = case.gathered(ActivityState.PLANNED, ActivityState.HELD) or any(
        one.appointed_on >= left for one in case.contacts
    )
    yield Finding(
        key="new_start",
        passed=begun or case.vouched(Attested.NEW_CONTACT),
        attest=Attested.NEW_CONTACT,
    )


def _close(case: _Case) -> Iterator[Finding]:
    yield _reason(case)
    yield _signs_removed(case)
    yield Finding(
        key="erasure",
        passed=True,
        basis=Basis.DEFAULT,
        values={"n": len(case.contacts), "months": case.policy.contact_retention_months},
    )


def _succeed(case: _Case) -> Iterator[Finding]:
    effect = case.evidence.count_effect
    yield _reason(case)
    yield Finding(
        key="count_effect",
        passed=effect is not None,
        values={"net": "±0" if not effect else f"{effect:+d}".replace("-", "−")},
    )


def _withdraw(case: _Case) -> Iterator[Finding]:
    yield _reason(case)


_GATES: Mapping[Event, Callable[[_Case], Iterator[Finding]]] = {
    Event.PROPOSE_AREA: _propose,
    Event.REGISTER_INTEREST: _enter,
    Event.INHERIT: _enter,
    Event.DRAW_BOUNDARY: _draw,
    Event.BOOK_START_MEETING: _book,
    Event.START: _start,
    Event.CONFIRM: _confirm,
    Event.CHANGE_BOUNDARY: _change_boundary,
    Event.LAPSE: _lapse,
    Event.RESTART: _restart,
    Event.CLOSE: _close,
    Event.SPLIT: _succeed,
    Event.MERGE: _succeed,
    Event.WITHDRAW: _withdraw,
}
