"""Disposal: what has been kept as long as policy says goes, where the municipality has decided that it may.

A municipality may not destroy its records without a decision (gallringsbeslut), so each rule names
the one it rests on; where there is none, what would go is listed and stays.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from grannsamverkan.actions.burglaries import erase_of
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.erasing import erase_account
from grannsamverkan.actions.privacy import dispose_of, scrubbed
from grannsamverkan.domain.access import EVERYWHERE, OPERATOR, Deed
from grannsamverkan.domain.accounts import Account
from grannsamverkan.domain.burglaries import BurglarySource
from grannsamverkan.domain.disposal import RULES, Ground, Rule
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.domain.period import months_before
from grannsamverkan.domain.policy import Policy
from grannsamverkan.errors import NotFound
from grannsamverkan.register import Register
from grannsamverkan.register.erasing import people_without_term, rows_until
from grannsamverkan.register.private import Private

ACTION = "retention"
"""What the journal calls a disposal."""


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


def due(register: Register, today: date) -> tuple[Disposal, ...]:
    """Return what each rule takes in each municipality, without taking it; empty ones included."""
    present = register.present()
    policies = present.policies
    served = tuple(sorted(place.code for place in register.municipalities()))
    terms: dict[str, list[ContactTerm]] = {}
    for some in present.facts[ContactTerm].values():
        for term in some:
            terms.setdefault(term.person_id, []).append(term)
    ground = Ground(terms, today)
    mine = {code: policies[code] for code in served}
    with register.looking() as private:
        return tuple(one for rule in RULES for one in _disposals(rule, ground, private, mine))


def _disposals(
    rule: Rule, ground: Ground, private: Private, policies: Mapping[str, Policy]
) -> Iterator[Disposal]:
    """Sort the rows of a rule by municipality; those of no single one wait for the strictest."""
    placed = any(field.name == "municipality" for field in fields(rule.kind))
    rows: dict[str | None, list[Any]] = {place: [] for place in (policies if placed else [None])}
    for row in _candidates(rule, ground, private, policies.values()):
        place = getattr(row, "municipality", None)
        rows.setdefault(place if place in policies else None, []).append(row)
    for place, some in rows.items():
        asked = [policies[place]] if place else list(policies.values())
        yield replace(_disposal(rule, ground, asked, some), municipality=place)


def _candidates(
    rule: Rule, ground: Ground, private: Private, policies: Iterable[Policy]
) -> Iterable[Any]:
    """Return the rows that can be due: of tables that grow large, only those old enough are read."""
    if rule.kind is Person:
        return people_without_term(private.connection, ground.today)
    if rule.field is None:
        return private.find(rule.kind)
    months = [getattr(policy, rule.months) for policy in policies] if rule.months else []
    until = months_before(ground.today, min(months, default=0))
    return rows_until(private.connection, rule.kind, rule.field, until)


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
    elif disposal.rule.kind is BurglarySource:
        for municipality in disposal.ids:
            erase_of(private, municipality)
    elif disposal.rule.kind is not Person:
        private.remove(disposal.rule.kind, *disposal.ids)


def run_retention(register: Register, now: datetime) -> tuple[Disposal, ...]:
    """Do the day's disposal, as the server or `jobs run` does it by itself."""
    return retain(Doing(register=register, actor=ACTION, reason=ACTION, now=now, who=OPERATOR))
