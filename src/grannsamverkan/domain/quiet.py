"""How long an area has been quiet: without a meeting, without a contact, without an answer.

Unanswered mail alone says nothing of an area: a letter may have been lost. It counts only beside
the other two, and only what was asked after the last answer or confirmation.
"""

from collections.abc import Iterable
from datetime import date

from grannsamverkan.domain.activities import MEETINGS, Activity
from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.people import ContactTerm


def in_state_since(timeline: Timeline, on: date) -> date | None:
    """Return since when an area has been in the state it is in on a day; None before it began."""
    since = state = None
    for version in timeline:
        if version.period.start > on:
            break
        if version.status is not state:
            since, state = version.period.start, version.status
    return since


def left_on(timeline: Timeline, on: date) -> date | None:
    """Return when an area last ceased to be active, by a day; None if it never did."""
    ends = [one.period.end for one in timeline if one.active and one.period.end <= on]
    return max(ends, default=None)


def last_meeting(activities: Iterable[Activity], on: date) -> date | None:
    """Return when the neighbours last met, by a day."""
    met = (one.on for one in activities if one.held and one.kind in MEETINGS and one.on <= on)
    return max(met, default=None)


def quiet_since(activities: Iterable[Activity], since: date, on: date) -> date:
    """Return the last meeting by a day, or `since`, the day the area became active, if that is later."""
    return max(last_meeting(activities, on) or since, since)


def vacant_since(terms: Iterable[ContactTerm], since: date, on: date) -> date | None:
    """Return the day from which an area has no contact, at the earliest `since`; None while it has one."""
    latest = since
    for term in terms:
        if term.holds(on):
            return None
        if term.ended_on is not None and latest < term.ended_on <= on:
            latest = term.ended_on
    return latest


def left_without_successor(terms: Iterable[ContactTerm], on: date) -> bool:
    """Say whether an area had contacts and has none on a day."""
    known = [term for term in terms if term.appointed_on <= on]
    return bool(known) and not any(term.holds(on) for term in known)


def reminders_unanswered(
    questions: Iterable[Question], on: date, *, since: date | None = None
) -> int:
    """Return how often an area was reminded by a day without that any of its contacts answered.

    All contacts are reminded together, so of each year the most reminded of them counts. A question
    that came back was never asked; one from before the last answer, or by the day `since` on which
    the area was last confirmed, has been settled.
    """
    settled = since or date.min
    open_ones: list[Question] = []
    for one in questions:
        if one.answered_at is not None and one.answered_at.date() <= on:
            settled = max(settled, one.asked_on)
        elif one.bounced_on is None and one.asked_on <= on:
            open_ones.append(one)
    rounds: dict[int, int] = {}
    for one in open_ones:
        if one.asked_on > settled:
            rounds[one.year] = max(rounds.get(one.year, 0), one.reminders)
    return sum(rounds.values())
