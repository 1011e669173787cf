"""When personal data are to go: one rule for each kind, with the decision of the municipality that it rests on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from grannsamverkan.domain.accounts import Account, Session
from grannsamverkan.domain.burglaries import BurglarySource
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.drafts import Draft, DraftState
from grannsamverkan.domain.interests import Interest
from grannsamverkan.domain.jobs import Job, JobState
from grannsamverkan.domain.people import ContactTerm, Person, erasable_from
from grannsamverkan.domain.period import months_after
from grannsamverkan.domain.policy import Policy
from grannsamverkan.domain.privacy import Reading
from grannsamverkan.domain.views import ViewState, ViewText

DRAFT_MONTHS = 12
"""So long a proposal is kept after it was answered or withdrawn."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rules look at beside the row: the terms of each person, and the day."""

    terms: Mapping[str, Sequence[ContactTerm]]
    today: date


Due = Callable[[Any, Policy, Ground], date | None]
"""The first day on which a row may go, None where it may not yet be known."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of disposal.

    Attributes:
        kind: what it is about.
        field: the day or time that must be as old as the months say for a row to be due; None: it is not so simple.
        decision: the field of `Policy` that names the decision it rests on.
        months: the field of `Policy` that says how long; None: the rule says so itself.
        due: the first day on which a row may go.
    """

    kind: type
    field: str | None
    decision: str
    months: str | None
    due: Due

    @property
    def key(self) -> str:
        """The rule's name, under `privacy.rule.` in the catalogues."""
        return self.kind.__name__.casefold()


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


def _view_due(view: ViewText, policy: Policy, _ground: Ground) -> date | None:
    if view.state is ViewState.PUBLISHED:  # nothing in it points at anybody any more
        return None
    return min(months_after(view.received_on, policy.view_retention_months), view.erase_after)


def _burglaries_due(source: BurglarySource, policy: Policy, _ground: Ground) -> date:
    return source.goes_on(policy.burglary_retention_months)


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
    if draft.state in {DraftState.DRAFT, DraftState.PROPOSED, DraftState.DECLINED}:
        return None
    return months_after((draft.decided_at or draft.made_at).date(), DRAFT_MONTHS)


def _account_due(account: Account, policy: Policy, _ground: Ground) -> date | None:
    if account.disabled_at is None:
        return None
    return months_after(account.disabled_at.date(), policy.log_retention_months)


RULES = (
    Rule(Person, None, "disposal_contacts", "contact_retention_months", _person_due),
    Rule(Question, "expires_on", "disposal_contacts", "log_retention_months", _question_due),
    Rule(Interest, None, "disposal_interests", "interest_retention_months", _interest_due),
    Rule(ViewText, None, "disposal_views", "view_retention_months", _view_due),
    Rule(
        BurglarySource,
        "made_at",
        "disposal_burglaries",
        "burglary_retention_months",
        _burglaries_due,
    ),
    Rule(Reading, "at", "disposal_logs", "log_retention_months", _reading_due),
    Rule(Job, "made_at", "disposal_logs", "log_retention_months", _job_due),
    Rule(Draft, "made_at", "disposal_logs", None, _draft_due),
    Rule(Session, "expires_at", "disposal_logs", None, _session_due),
    Rule(Account, "disabled_at", "disposal_logs", "log_retention_months", _account_due),
)
"""Every rule; what no rule names is kept: roles go with their account, burglaries with their source, streets and homes tell of nobody."""

RULE_OF = {rule.kind: rule for rule in RULES}
