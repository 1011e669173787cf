"""Telling followers what is new: once a day, all of it in one letter, and each thing once.

A letter and that its reader has been told are one transaction, so that a crash between them tells
nobody twice and passes nothing over. Where nothing is new that concerns anyone, nothing is sent.
"""

from dataclasses import replace
from datetime import datetime

from grannsamverkan.actions.bulletin import Bulletin
from grannsamverkan.actions.follow_letters import FollowLetters, Item
from grannsamverkan.actions.jobs import Result, enqueue
from grannsamverkan.actions.letters import Mailing
from grannsamverkan.actions.outbox import news_job
from grannsamverkan.domain.following import Following, followers, joined
from grannsamverkan.domain.jobs import Job
from grannsamverkan.register import Register


def tell_followers(mailing: Mailing, register: Register, _job: Job, now: datetime) -> Result:
    """Write to every follower for whom something is new; those for whom nothing is know as much as before."""
    with register.looking() as private:
        known = followers(private.find(Following))
    if known:
        bulletin = Bulletin.of(register, now.date())
        quiet: list[list[Following]] = []
        for some in known.values():
            letters = FollowLetters.of(register, mailing, some[-1].language)
            if items := list(bulletin.items(some, letters)):
                _write(bulletin, some, items, letters, now)
            else:
                quiet.append(some)
        _note(bulletin, quiet)
    return Result()


def _write(
    bulletin: Bulletin,
    some: list[Following],
    items: list[Item],
    letters: FollowLetters,
    now: datetime,
) -> None:
    """Put one follower's letter into the outbox, and note that they have been told."""
    after = _told(bulletin, some)
    following = [subject for one in after for subject in bulletin.today.subjects(one)]
    places = dict.fromkeys(one.municipality for one in after)
    key = some[0].key
    subject, text = letters.news(items, following, places, key)
    letter = news_job(
        some[0],
        key=f"news/{some[0].follower}/{now:%Y-%m-%d}",
        subject=subject,
        text=text,
        stop=letters.stop(key),
        now=now,
    )
    with bulletin.register.private() as private:
        unchanged = private.find(Following, follower=some[0].follower) == tuple(some)
        if unchanged and enqueue(private, letter):  # else they are told tomorrow
            private.remove(Following, *(one.id for one in some))
            private.put(*after)


def _note(bulletin: Bulletin, quiet: list[list[Following]]) -> None:
    """Note how far everyone has been told for whom nothing is new, so that few moments need be compared."""
    after = {one: _as_told(bulletin, one) for some in quiet for one in some}
    with bulletin.register.private() as private:
        held = private.find(Following)
        private.put(*(after[one] for one in held if after.get(one, one) != one))


def _told(bulletin: Bulletin, some: list[Following]) -> list[Following]:
    return [_as_told(bulletin, one) for one in joined(some, bulletin.today.areas)]


def _as_told(bulletin: Bulletin, one: Following) -> Following:
    over = bulletin.today.is_over(one)
    return replace(
        one,
        told_seq=bulletin.seq,
        told_on=bulletin.on,
        ended_on=(one.ended_on or bulletin.on) if over else None,
    )
