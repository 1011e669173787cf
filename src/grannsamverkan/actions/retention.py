"""Disposal: what has been kept as long as policy says goes, where the municipality has decided that it may.

A municipality may not destroy its records without a decision (gallringsbeslut), so each rule names
the one it rests on; where there is none, what would go is listed and stays.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.erasing import erase_account
from grannsamverkan.actions.privacy import dispose_of, scrubbed
from grannsamverkan.domain.access import EVERYWHERE, OPERATOR, Deed
from grannsamverkan.domain.accounts import Account, Session
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.drafts import Draft, DraftState
from grannsamverkan.domain.interests import Interest
from grannsamverkan.domain.jobs import Job, JobState
from grannsamverkan.domain.people import ContactTerm, Person, erasable_from
from grannsamverkan.domain.period import months_after
from grannsamverkan.domain.policy import Policy
from grannsamverkan.domain.privacy import Reading
from grannsamverkan.errors import NotFound
from grannsamverkan.register import Register
from grannsamverkan.register.private import Private

ACTION = "retention"
"""What the journal calls a disposal."""

DRAFT_MONTHS = 12
"""So long a proposal is kept after it was answered or withdrawn."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rules look at: the rows, the terms of each person, and the day."""

    private: Private
    terms: Mapping[str, tuple[ContactTerm, ...]]
    today: date


Due = Callable[[Any, Policy, Ground], date | None]
"""The first day on which a row may go, None where it may not yet be known."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of disposal.

    Attributes:
        kind: what it is about.
        decision: the field of `Policy` that names the decision it rests on.
        months: the field of `Policy` that says how long; None: the rule says so itself.
        due: the first day on which a row may go.
    """

    kind: type
    decision: str
    months: str | None
    due: Due

    @property
    def key(self) -> str:
        """The rule's name, under `privacy.rule.` in the catalogues."""
        return self.kind.__name__.casefold()


@dataclass(frozen=True, slots=True)
class Disposal:
    """What one rule takes in one municipality, or would take.

    Attributes:
        municipality: None for what belongs to the register as a whole.
        decision: the decision it rests on; None: there is none, and nothing goes.
        months: how long rows are kept; None where the rule says so itself.
        ids: what goes, oldest first; `oldest` is its first day due.
    """

    rule: Rule
    municipality: str | None
    decision: str | None
    months: int | None
    ids: tuple[str, ...]
    oldest: date | None

    @property
    def goes(self) -> bool:
        """Whether anything goes."""
        return self.decision is not None and bool(self.ids)


def _person_due(person: Person, policy: Policy, ground: Ground) -> date | None:
    terms = ground.terms.get(person.id, ())
    if any(term.ended_on is None or term.ended_on > ground.today for term in terms):
        return None
    months = policy.contact_retention_months
    # whoever never was a contact is kept as long as one who ceased when they were told of it
    never = months_after(person.notice_given_on or ground.today, months)
    return min(filter(None, (erasable_from(terms, months) or never, person.erase_after)))


def _interest_due(interest: Interest, policy: Policy, _ground: Ground) -> date:
    by_policy = months_after(interest.received_on, policy.interest_retention_months)
    return min(by_policy, interest.erase_after)


def _question_due(question: Question, policy: Policy, _ground: Ground) -> date:
    return months_after(question.expires_on, policy.log_retention_months)


def _reading_due(reading: Reading, policy: Policy, _ground: Ground) -> date:
    return months_after(reading.at.date(), policy.log_retention_months)


def _job_due(job: Job, policy: Policy, _ground: Ground) -> date | None:
    if job.state is JobState.WAITING:
        return None
    return months_after((job.done_at or job.due_at).date(), policy.log_retention_months)


def _session_due(session: Session, _policy: Policy, _ground: Ground) -> date:
    return session.expires_at.date() + timedelta(days=1)


def _draft_due(draft: Draft, _policy: Policy, _ground: Ground) -> date | None:
    if draft.state in {DraftState.DRAFT, DraftState.PROPOSED}:
        return None
    return months_after((draft.decided_at or draft.made_at).date(), DRAFT_MONTHS)


def _account_due(account: Account, policy: Policy, _ground: Ground) -> date | None:
    if account.disabled_at is None:
        return None
    return months_after(account.disabled_at.date(), policy.log_retention_months)


RULES = (
    Rule(Person, "disposal_contacts", "contact_retention_months", _person_due),
    Rule(Question, "disposal_contacts", "log_retention_months", _question_due),
    Rule(Interest, "disposal_interests", "interest_retention_months", _interest_due),
    Rule(Reading, "disposal_logs", "log_retention_months", _reading_due),
    Rule(Job, "disposal_logs", "log_retention_months", _job_due),
    Rule(Draft, "disposal_logs", None, _draft_due),
    Rule(Session, "disposal_logs", None, _session_due),
    Rule(Account, "disposal_logs", "log_retention_months", _account_due),
)
"""Every rule; what no rule names is kept: roles go with their account, streets and homes tell of nobody."""

RULE_OF = {rule.kind: rule for rule in RULES}


def due(register: Register, today: date) -> tuple[Disposal, ...]:
    """Return what each rule takes in each municipality, without taking it; empty ones included."""
    policies = register.present().policies
    served = tuple(sorted(place.code for place in register.municipalities()))
    terms: dict[str, tuple[ContactTerm, ...]] = {}
    for term in register.facts(ContactTerm):
        terms[term.person_id] = (*terms.get(term.person_id, ()), term)
    with register.looking() as private:
        ground = Ground(private, terms, today)
        return tuple(
            disposal
            for rule in RULES
            for disposal in _disposals(rule, ground, {code: policies[code] for code in served})
        )


def _disposals(rule: Rule, ground: Ground, policies: Mapping[str, Policy]) -> Iterator[Disposal]:
    """Sort the rows of a rule by municipality; those of no single one wait for the strictest."""
    rows: dict[str | None, list[Any]] = {place: [] for place in policies}
    found: Iterable[Any] = ground.private.find(rule.kind)
    for row in found:
        place = getattr(row, "municipality", None)
        rows.setdefault(place if place in policies else None, []).append(row)
    for place, some in rows.items():
        asked = [policies[place]] if place else list(policies.values())
        yield replace(_disposal(rule, ground, asked, some), municipality=place)


def _disposal(
    rule: Rule, ground: Ground, policies: Sequence[Policy], rows: Iterable[Any]
) -> Disposal:
    """Return what a rule takes of rows; it takes none before the last of these policies lets it."""
    days = {row.id: _last(rule.due(row, policy, ground) for policy in policies) for row in rows}
    gone = sorted((day, key) for key, day in days.items() if day and day <= ground.today)
    decisions = [getattr(policy, rule.decision) for policy in policies]
    months = [getattr(policy, rule.months) for policy in policies] if rule.months else []
    return Disposal(
        rule=rule,
        municipality=None,
        decision="; ".join(dict.fromkeys(decisions)) if decisions and all(decisions) else None,
        months=max(months, default=None),
        ids=tuple(key for _, key in gone),
        oldest=gone[0][0] if gone else None,
    )


def _last(days: Iterable[date | None]) -> date | None:
    found = list(days)
    return None if None in found else max((day for day in found if day), default=None)


def retain(doing: Doing) -> tuple[Disposal, ...]:
    """Take what is due where a decision lets it go, and return every rule's part; dry: what would go.

    Whoever may do so in some municipalities takes theirs; what is of no single one, only whoever
    may in all. The journal gets the numbers.

    Raises:
        NotFound: they may nowhere.
    """
    disposals = tuple(one for one in due(doing.register, doing.today) if _theirs(doing, one))
    if not disposals:
        raise NotFound("access.not_found")
    taken = [one for one in disposals if one.goes]
    if not doing.dry and taken:
        _take(doing, taken)
    return disposals


def _theirs(doing: Doing, disposal: Disposal) -> bool:
    mine = doing.who.municipalities(Deed.RUN_RETENTION)
    if EVERYWHERE in mine:
        return True
    if disposal.municipality is not None:
        return disposal.municipality in mine
    return all(place.code in mine for place in doing.register.municipalities())


def _take(doing: Doing, taken: Sequence[Disposal]) -> None:
    """Erase what is due: people one by one, each with a line of their own in the journal, the rest as one."""
    for disposal in taken:
        for person_id in disposal.ids if disposal.rule.kind is Person else ():
            dispose_of(replace(doing, reason=_decided(disposal)), person_id)
    told = "; ".join(f"{_decided(one)}: {one.rule.key} {len(one.ids)}" for one in taken)
    with replace(doing, reason=told).change(ACTION) as change:
        change.subject = ACTION  # so that it is written although the ledger's rows stay
        for disposal in taken:
            _remove(change.private, disposal)
    scrubbed(doing)


def _decided(disposal: Disposal) -> str:
    return " ".join(part for part in (disposal.municipality, disposal.decision) if part)


def _remove(private: Private, disposal: Disposal) -> None:
    if disposal.rule.kind is Account:
        for account_id in disposal.ids:
            erase_account(private, account_id)
    elif disposal.rule.kind is not Person:
        private.remove(disposal.rule.kind, *disposal.ids)


def run_retention(register: Register, now: datetime) -> tuple[Disposal, ...]:
    """Do the day's disposal, as the server or `jobs run` does it by itself."""
    return retain(Doing(register=register, actor=ACTION, reason=ACTION, now=now, who=OPERATOR))
