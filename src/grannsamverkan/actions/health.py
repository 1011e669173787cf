"""How the areas are: what is the matter with each, which need someone, and how many are confirmed.

What was found of an area is kept until the day, the area, its municipality's policy, or what its
contacts answered is another; looking through twenty thousand areas is then a matter of milliseconds.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from operator import attrgetter

import sqlalchemy as sa

from grannsamverkan.domain.access import EVERYWHERE, Deed, Who
from grannsamverkan.domain.activities import Activity
from grannsamverkan.domain.areas import AreaVersion, HouseholdCount, Timeline, last, version_on
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.counts import Count, count
from grannsamverkan.domain.flags import URGENCY
from grannsamverkan.domain.health import Facts, Flag, Proposal, health, proposals
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.domain.quiet import reminders_unanswered
from grannsamverkan.domain.signs import Sign
from grannsamverkan.register import Register
from grannsamverkan.register.present import Present
from grannsamverkan.register.private import Private
from grannsamverkan.register.schema import PRIVATE

_KEPT, _ASKED = "health", "health.asked"
_NOT_DUE = date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An area that needs someone: why, and what the system proposes.

    Attributes:
        urgency: what sorts it: the most urgent flag, how many there are, how long that one is overdue, the name.
    """

    area: AreaVersion
    flags: tuple[Flag, ...]
    proposals: tuple[Proposal, ...] = ()
    urgency: tuple[int, int, date, str]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of an area on a day, given what its contacts answered; `due` if it needs someone."""

    today: date
    answers: tuple[object, ...]
    flags: tuple[Flag, ...]
    proposals: tuple[Proposal, ...]
    due: Due | None


@dataclass(frozen=True)
class Checkup:
    """All areas as they are on a day."""

    present: Present
    today: date
    mail_failed: Mapping[str, date]
    questions: Mapping[str, tuple[Question, ...]]
    _kept: dict[str, Found] = field(repr=False)

    def look(self, area_id: str) -> Found:
        """Return what is found of an area."""
        answers = self._answers.get(area_id, ())
        known = self._kept.get(area_id)
        if known is None or known.today != self.today or known.answers != answers:
            known = self._kept[area_id] = self._look(area_id, answers)
        return known

    def flags(self, area_id: str) -> tuple[Flag, ...]:
        """Return what is the matter with an area."""
        return self.look(area_id).flags

    def proposals(self, area_id: str) -> tuple[Proposal, ...]:
        """Return what the system proposes for an area."""
        return self.look(area_id).proposals

    def due(self, area_id: str) -> Due | None:
        """Return what an area needs; None where it needs nothing."""
        return self.look(area_id).due

    @cached_property
    def _answers(self) -> Mapping[str, tuple[object, ...]]:
        """What of each area is not in the ledger: mail that came back, questions to its contacts."""
        told: dict[str, list[object]] = defaultdict(list)
        people = self.mail_failed.keys() | self.questions.keys()
        if people:
            for area_id, terms in self.present.facts[ContactTerm].items():
                for term in terms:
                    if term.person_id in people and term.holds(self.today):
                        person = term.person_id
                        told[area_id] += [self.mail_failed.get(person), self.questions.get(person)]
        return {area_id: tuple(some) for area_id, some in told.items()}

    def _look(self, area_id: str, answers: tuple[object, ...]) -> Found:
        timeline = self.present.timelines[area_id]
        policy = self.present.policies[last(timeline).municipality]
        facts = self._facts(area_id, timeline)
        flags = health(timeline, facts, policy, self.today)
        proposed = proposals(timeline, facts, policy, self.today)
        version = version_on(timeline, self.today) or last(timeline)
        due = _due(version, flags, proposed) if flags or proposed else None
        return Found(self.today, answers, flags, proposed, due)

    def _facts(self, area_id: str, timeline: Timeline) -> Facts:
        terms = self.present.of(ContactTerm, area_id)
        return Facts(
            terms=terms,
            signs=self.present.of(Sign, area_id),
            households=self.present.of(HouseholdCount, area_id),
            activities=self.present.of(Activity, area_id),
            mail_failed=self.mail_failed,
            reminders_unanswered=self._reminders(terms, timeline),
        )

    def _reminders(self, terms: Iterable[ContactTerm], timeline: Timeline) -> int:
        people = {term.person_id for term in terms if term.holds(self.today)}
        asked = [one for person in people for one in self.questions.get(person, ())]
        if not asked:
            return 0
        version = version_on(timeline, self.today)
        since = version.last_confirmed_on if version else None
        return reminders_unanswered(asked, self.today, since=since)


def _due(version: AreaVersion, flags: tuple[Flag, ...], proposed: tuple[Proposal, ...]) -> Due:
    """Return what an area needs; its flags come with the most urgent first, as does the queue."""
    first = flags[0] if flags else None
    urgency = (
        URGENCY[first.key] if first else len(URGENCY),
        -len(flags),
        (first.due if first else None) or _NOT_DUE,
        version.name,
    )
    return Due(area=version, flags=flags, proposals=proposed, urgency=urgency)


def checkup(register: Register, today: date) -> Checkup:
    """Return what can tell how each area is today."""
    present = register.present()
    with register.looking() as private:
        failed = _mail_failed(private)
        questions = _questions(private, present)
    return Checkup(present, today, failed, questions, present.kept(_KEPT))


def _mail_failed(private: Private) -> dict[str, date]:
    person = PRIVATE[Person].c
    query = sa.select(person.id, person.mail_failed_on).where(person.mail_failed_on.is_not(None))
    return {row.id: row.mail_failed_on for row in private.connection.execute(query)}


def _questions(private: Private, present: Present) -> Mapping[str, tuple[Question, ...]]:
    """Return what every person was asked; it is kept until something has been asked or answered."""
    asked = PRIVATE[Question].c
    stamp = private.connection.execute(
        sa.select(
            sa.func.count(asked.id),
            sa.func.count(asked.answered_at),
            sa.func.count(asked.bounced_on),
            sa.func.sum(asked.reminders),
            sa.func.max(asked.asked_on),
            sa.func.max(asked.answered_at),
        )
    ).one()
    kept = present.kept(_ASKED)
    if kept.get("stamp") != stamp:
        found: dict[str, list[Question]] = defaultdict(list)
        for one in private.find(Question):
            found[one.person_id].append(one)
        kept["questions"] = {person: tuple(some) for person, some in found.items()}
        kept["stamp"] = stamp
    questions: Mapping[str, tuple[Question, ...]] = kept["questions"]
    return questions


def work_queue(
    register: Register, who: Who, today: date, *, municipality: str | None = None
) -> list[Due]:
    """Return the areas that need someone, the most urgent first, of those the person may see."""
    looked = checkup(register, today)
    places = who.municipalities(Deed.SEE_AREA)
    queue = []
    for area_id, timeline in looked.present.timelines.items():
        place = last(timeline).municipality
        mine = EVERYWHERE in places or place in places or area_id in who.areas
        if mine and municipality in {None, place} and (due := looked.due(area_id)):
            queue.append(due)
    return sorted(queue, key=attrgetter("urgency"))


def count_now(register: Register, today: date, *, municipality: str | None = None) -> Count:
    """Count the active areas, the confirmed ones among them, as staff see them."""
    present = register.present()
    return count(
        present.timelines.values(),
        today,
        municipality=municipality,
        confirm_months=register.confirm_months(),
    )
