"""What is held: every table outside the ledger, how much is in it, since when, and when it goes."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from grannsamverkan.actions.retention import ACTION, Disposal, due
from grannsamverkan.domain.accounts import Account, Session
from grannsamverkan.domain.burglaries import Burglary, BurglarySource
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.demand import DemandView
from grannsamverkan.domain.drafts import Draft
from grannsamverkan.domain.following import Following
from grannsamverkan.domain.interests import Interest
from grannsamverkan.domain.jobs import Job, JobKind, JobState
from grannsamverkan.domain.people import Person
from grannsamverkan.domain.privacy import Reading
from grannsamverkan.domain.unconfirmed import Unconfirmed
from grannsamverkan.domain.views import ViewText
from grannsamverkan.register import ChangeEntry, Register
from grannsamverkan.register.erasing import newest_of
from grannsamverkan.register.private import Private
from grannsamverkan.register.schema import PRIVATE

_SINCE: dict[type, str] = {
    Person: "notice_given_on",
    Interest: "received_on",
    Unconfirmed: "asked_at",
    DemandView: "made_on",
    Following: "since",
    Draft: "made_at",
    Account: "made_at",
    Session: "made_at",
    Question: "asked_on",
    Job: "made_at",
    Reading: "at",
    ViewText: "received_on",
    BurglarySource: "made_at",
    Burglary: "since",
}
"""The field that tells how old a row is."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One table of personal data.

    Attributes:
        name: the table's name, under `privacy.held.` in the catalogues.
        oldest: the day of the oldest row, where rows have one.
        disposals: what its rule takes or would take; none where no rule is needed.
    """

    name: str
    rows: int
    oldest: date | None
    disposals: tuple[Disposal, ...]

    @property
    def due(self) -> int:
        """How many rows are past their time."""
        return sum(len(disposal.ids) for disposal in self.disposals)


def holdings(register: Register, municipality: str, today: date) -> tuple[Holding, ...]:
    """Return what is held of a municipality, table by table; what no municipality is named in, of all."""
    disposals = [one for one in due(register, today) if one.municipality in {None, municipality}]
    with register.looking() as private:
        return tuple(
            Holding(
                table.name,
                *_extent(private, kind, municipality),
                tuple(one for one in disposals if one.rule.kind is kind),
            )
            for kind, table in PRIVATE.items()
        )


def _extent(private: Private, kind: type, municipality: str) -> tuple[int, date | None]:
    """Return how many rows there are, and the day of the oldest."""
    table = PRIVATE[kind]
    since = table.c[_SINCE[kind]] if kind in _SINCE else sa.null()
    query = sa.select(sa.func.count(), sa.func.min(since)).select_from(table)
    if "municipality" in table.c:
        query = query.where(table.c.municipality == municipality)
    number, oldest = private.connection.execute(query).one()
    return number, oldest.date() if isinstance(oldest, datetime) else oldest


@dataclass(frozen=True, slots=True)
class LastDisposal:
    """When disposal last ran by itself, and the newest line of the journal in which something went."""

    ran_at: datetime | None
    entry: ChangeEntry | None


def last_disposal(register: Register) -> LastDisposal:
    """Return when there was a disposal."""
    with register.looking() as private:
        done = private.find(Job, kind=JobKind.RETAIN.value, state=JobState.DONE.value)
        entry = newest_of(private.connection, ACTION)
    return LastDisposal(max((one.done_at for one in done if one.done_at), default=None), entry)
