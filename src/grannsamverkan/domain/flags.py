"""What can be the matter with an area, and how each of it is seen.

Every look takes an active area as it is known on a day and gives a flag, or None where all is well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from grannsamverkan.domain.activities import MEETINGS, Activity, ActivityState
from grannsamverkan.domain.areas import AreaVersion, HouseholdCount, Timeline
from grannsamverkan.domain.findings import Evidence
from grannsamverkan.domain.gates import check
from grannsamverkan.domain.households import joined_on, total_on
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.people import ContactRole, ContactTerm
from grannsamverkan.domain.period import BEGINNING, months_after, months_before
from grannsamverkan.domain.policy import Policy
from grannsamverkan.domain.quiet import (
    quiet_since,
    vacant_since,
)
from grannsamverkan.domain.signs import PERMIT_DAYS, Sign
from grannsamverkan.errors import Phrase


class FlagKey(StrEnum):
    """What can be the matter with an area, the most urgent first."""

    NO_CONTACT = "no_contact"
    MAIL_FAILED = "mail_failed"
    SIGNS_WITHOUT_ACTIVITY = "signs_without_activity"
    SIGN_DEFECT = "sign_defect"
    CONTACT_UNCONFIRMED = "contact_unconfirmed"
    ANNUAL_MEETING_DUE = "annual_meeting_due"
    PERMIT_EXPIRING = "permit_expiring"
    CONTACT_LOAD_HIGH = "contact_load_high"
    AREA_TOO_LARGE = "area_too_large"
    BOUNDARY_STALE = "boundary_stale"


URGENCY: Mapping[FlagKey, int] = {key: place for place, key in enumerate(FlagKey)}
"""The place of each flag in the order of urgency, 0 the most urgent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One thing that is the matter.

    Attributes:
        since: the day it dates from (the last meeting, the day the contact left); None where unknown.
        values: the numbers that the text of it names.
        next_step: what to do about it, a key under `next_step.` in the catalogues.
        due: by when that should have been done; None where there is no such day.
    """

    key: FlagKey
    since: date | None
    values: Mapping[str, object] = field(default_factory=dict)
    next_step: str
    due: date | None = None

    @property
    def text(self) -> Phrase:
        """What is the matter, to be said."""
        known = "since" if self.since else "plain"
        return Phrase(f"flag.{self.key}.{known}", {**self.values, "since": self.since})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one area apart from its timeline.

    Attributes:
        mail_failed: of each person whose mail came back, the day on which it last did; it may hold
            others than the contacts of the area.
        reminders_unanswered: see `quiet.reminders_unanswered`.
    """

    terms: tuple[ContactTerm, ...] = ()
    signs: tuple[Sign, ...] = ()
    households: tuple[HouseholdCount, ...] = ()
    activities: tuple[Activity, ...] = ()
    mail_failed: Mapping[str, date] = field(default_factory=dict)
    reminders_unanswered: int = 0


@dataclass(frozen=True, slots=True)
class Patient:
    """An active area as it is looked at on a day; `since` is when it became active."""

    timeline: Timeline
    version: AreaVersion
    facts: Facts
    policy: Policy
    today: date
    contacts: tuple[ContactTerm, ...]
    since: date

    @property
    def evidence(self) -> Evidence:
        """What a step of the area would be checked against."""
        return Evidence(
            activities=self.facts.activities,
            terms=self.facts.terms,
            signs=self.facts.signs,
            reminders_unanswered=self.facts.reminders_unanswered,
            state_since=self.since,
        )

    def older(self, day: date | None, months: int) -> bool:
        """Say whether a day is more than some months past, or not known."""
        return day is None or day < months_before(self.today, months)


def _no_contact(patient: Patient) -> Flag | None:
    if any(term.confirmed_on and term.confirmed_on <= patient.today for term in patient.contacts):
        return None
    if patient.contacts:
        return Flag(
            key=FlagKey.NO_CONTACT,
            since=None,
            values={"n": len(patient.contacts)},
            next_step="confirm_contact",
        )
    since = vacant_since(patient.facts.terms, patient.since, patient.today) or patient.since
    return Flag(
        key=FlagKey.NO_CONTACT,
        since=since,
        values={"n": 0},
        next_step="add_contact",
        due=months_after(since, patient.policy.successor_months),
    )


def _mail_failed(patient: Patient) -> Flag | None:
    failed = patient.facts.mail_failed
    days = [failed[one.person_id] for one in patient.contacts if one.person_id in failed]
    if not days:
        return None
    return Flag(
        key=FlagKey.MAIL_FAILED,
        since=min(days),
        values={"n": len(days)},
        next_step="correct_mail",
    )


def _sign_defect(patient: Patient) -> Flag | None:
    broken = [sign for sign in patient.facts.signs if sign.defect]
    if not broken:
        return None
    since = min((one.inspected_on for one in broken if one.inspected_on), default=None)
    return Flag(
        key=FlagKey.SIGN_DEFECT,
        since=since,
        values={"n": len(broken)},
        next_step="replace_sign",
        due=since,
    )


def _unconfirmed(patient: Patient) -> Flag | None:
    last, months = patient.version.last_confirmed_on, patient.policy.contact_confirm_months
    if not patient.older(last, months):
        return None
    found = check(Event.CONFIRM, patient.version, patient.evidence, patient.policy, patient.today)
    asked = "ask_contact" if patient.contacts else "add_contact"
    return Flag(
        key=FlagKey.CONTACT_UNCONFIRMED,
        since=last,
        values={"months": months},
        next_step="confirm_area" if all(one.passed for one in found) else asked,
        due=months_after(last, months) if last else None,
    )


def _meeting_due(patient: Patient) -> Flag | None:
    policy, facts = patient.policy, patient.facts
    last = quiet_since(facts.activities, patient.since, patient.today)
    months = policy.annual_meeting_months
    if not patient.older(last, months + policy.annual_meeting_grace_months):
        return None
    planned = any(
        one.state is ActivityState.PLANNED and one.kind in MEETINGS for one in facts.activities
    )
    return Flag(
        key=FlagKey.ANNUAL_MEETING_DUE,
        since=last,
        values={"months": months},
        next_step="hold_meeting" if planned else "book_meeting",
        due=months_after(last, months),
    )


def _permit_expiring(patient: Patient) -> Flag | None:
    soon = patient.today + timedelta(days=PERMIT_DAYS)
    ends = [
        sign.permit_expires_on
        for sign in patient.facts.signs
        if sign.removed_on is None and sign.permit_expires_on and sign.permit_expires_on <= soon
    ]
    if not ends:
        return None
    first = min(ends)
    return Flag(
        key=FlagKey.PERMIT_EXPIRING,
        since=first if first < patient.today else None,
        values={"n": len(ends), "ends": first},
        next_step="renew_permit",
        due=first,
    )


def _load_high(patient: Patient) -> Flag | None:
    joined = joined_on(patient.facts.households, patient.today)
    contacts, most = len({one.person_id for one in patient.contacts}), patient.policy.ratio_warn
    if joined is None or not contacts or joined <= most * contacts:
        return None
    return Flag(
        key=FlagKey.CONTACT_LOAD_HIGH,
        since=None,
        values={"joined": joined, "contacts": contacts, "most": most},
        next_step="more_contacts",
    )


def _too_large(patient: Patient) -> Flag | None:
    total = total_on(patient.facts.households, patient.today)
    limit = patient.policy.large_area_households
    led = any(one.role is ContactRole.MAIN_CONTACT for one in patient.contacts)
    if total is None or total <= limit or led:
        return None
    return Flag(
        key=FlagKey.AREA_TOO_LARGE,
        since=None,
        values={"total": total, "limit": limit},
        next_step="appoint_main_contact",
    )


def _boundary_stale(patient: Patient) -> Flag | None:
    if patient.version.outline_id is None:
        return None
    months = patient.policy.boundary_review_months
    reviewed = max(_drawn_on(patient), patient.version.boundary_reviewed_on or BEGINNING)
    if not patient.older(reviewed, months):
        return None
    return Flag(
        key=FlagKey.BOUNDARY_STALE,
        since=reviewed,
        values={"months": months},
        next_step="review_boundary",
        due=months_after(reviewed, months),
    )


def _drawn_on(patient: Patient) -> date:
    """Return since when the area has had the border that it has."""
    drawn = patient.version.period.start
    for version in reversed(patient.timeline):
        if version.period.start <= drawn:
            if version.outline_id != patient.version.outline_id:
                break
            drawn = version.period.start
    return drawn


LOOKS: tuple[Callable[[Patient], Flag | None], ...] = (
    _no_contact,
    _mail_failed,
    _sign_defect,
    _unconfirmed,
    _meeting_due,
    _permit_expiring,
    _load_high,
    _too_large,
    _boundary_stale,
)
"""How an active area is looked at, in the order of urgency."""
