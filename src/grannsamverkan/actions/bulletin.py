"""What is new since those who follow something were last told, as anyone could have seen it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from grannsamverkan.actions.follow_letters import FollowLetters, Item
from grannsamverkan.actions.places_told import Sight
from grannsamverkan.actions.subjects import Today
from grannsamverkan.domain.areas import AreaVersion, Locality
from grannsamverkan.domain.following import (
    Followed,
    Following,
    concerns_areas,
    concerns_locality,
    followed_areas,
)
from grannsamverkan.domain.lineage import Lineage
from grannsamverkan.domain.news import News, NewsKind, changes, outlines_compared
from grannsamverkan.domain.promises import Assessment, PromiseNote
from grannsamverkan.domain.public_promises import PublicPromise
from grannsamverkan.domain.public_reports import concerns
from grannsamverkan.domain.reporting import Report, ReportState
from grannsamverkan.register import Register
from grannsamverkan.reports.news_words import sentence

_Moment = tuple[int, date]


@dataclass(frozen=True, slots=True)
class Since:
    """What was known at one moment, and what has happened to areas since."""

    then: Lineage
    news: tuple[News, ...]


@dataclass(frozen=True, slots=True)
class Bulletin:
    """Everything that is new up to one change and one day; what many were told alike is worked out once."""

    register: Register
    seq: int
    today: Today
    localities: tuple[Locality, ...]
    _since: dict[_Moment, Since] = field(default_factory=dict)

    @classmethod
    def of(cls, register: Register, on: date) -> Self:
        """Return what is new up to now."""
        seq = register.present().seq
        return cls(register, seq, Today.of(register, on), register.localities())

    @property
    def on(self) -> date:
        """The day it is of."""
        return self.today.lineage.on

    def since(self, one: Following) -> Since:
        """Return what has happened to areas since a follower was last told."""
        moment = (one.told_seq, one.told_on)
        if moment not in self._since:
            then, now = self.register.lineage(one.told_on, seq=one.told_seq), self.today.lineage
            self.today.outlines.read(outlines_compared(then, now))
            self._since[moment] = Since(then, changes(then, now, self.today.outlines.same))
        return self._since[moment]

    def news(self, one: Following) -> tuple[News, ...]:
        """Return what of all that has happened concerns a subscription to an area or a locality."""
        since = self.since(one)
        if one.kind is Followed.LOCALITY:
            now = self.today.lineage
            return tuple(
                each for each in since.news if concerns_locality(each, one, since.then, now)
            )
        before = followed_areas(one, since.then, self.today.outlines)
        after = self.today.areas(one)
        return tuple(each for each in since.news if concerns_areas(each, before, after))

    def items(self, some: list[Following], letters: FollowLetters) -> Iterator[Item]:
        """Give what is new to one follower, each thing once, as it stands in a letter."""
        told: set[News] = set()
        for one in some:
            if one.kind is Followed.PROMISE:
                yield from self._of_promise(one, letters)
                continue
            for news in self.news(one):
                if news not in told:
                    told.add(news)
                    yield self._item(news, one, letters)

    def _item(self, news: News, one: Following, letters: FollowLetters) -> Item:
        then, now, t = self.since(one).then, self.today.lineage, letters.t
        before, after = _by_name(then, news.before), _by_name(now, news.after)
        lines = [
            *self._where(news, one, letters),
            *self._follows_now(news, one, letters),
            *(letters.link(f"/omrade/{area.area_id}") for area in after),
        ]
        if news.kind is NewsKind.ENDED and self.today.is_over(one):
            lines.append(t("follow.ended_wait"))
        were, are = ([area.name for area in some] for some in (before, after))
        return Item(sentence(news.kind, were, are, t), tuple(lines))

    def _where(self, news: News, one: Following, letters: FollowLetters) -> Iterator[str]:
        place = None if one.x is None or one.y is None else (one.x, one.y)
        sight = Sight(place, self.localities)
        lineage, ids = (
            (self.today.lineage, news.after) if news.after else (self.since(one).then, news.before)
        )
        for area in _by_name(lineage, ids):
            outline = self.today.outlines(area.outline_id) if area.outline_id else None
            said = sight.of(area, outline, letters.t)
            if said is not None:
                yield said

    def _follows_now(self, news: News, one: Following, letters: FollowLetters) -> Iterator[str]:
        """Give what someone follows from now on, where the news does not show it by itself."""
        if one.kind is not Followed.AREA:
            return
        before = followed_areas(one, self.since(one).then, self.today.outlines)
        mine = self.today.areas(one)
        shown = mine == frozenset(news.after) and before <= frozenset(news.before)
        if mine - before and not shown:
            named = [area.name for area in _by_name(self.today.lineage, mine)]
            yield letters.t("follow.follows_now", names=letters.t.listed(named))

    def _of_promise(self, one: Following, letters: FollowLetters) -> Iterator[Item]:
        found = (
            told
            for told in self.register.public_promises(today=self.on)
            if told.promise.id in one.targets
        )
        for told in found:
            yield from _noted(self.register, told, one, letters)
            yield from _reported(self.register, told, one, letters)


def _by_name(lineage: Lineage, area_ids: Iterable[str]) -> list[AreaVersion]:
    """Return active areas in the order of their names."""
    return sorted(
        (lineage.active[one] for one in area_ids), key=lambda one: (one.name, one.area_id)
    )


def _noted(
    register: Register, told: PublicPromise, one: Following, letters: FollowLetters
) -> Iterator[Item]:
    """Give the notes and the assessments of a promise that are new."""
    t, promise = letters.t, told.promise
    link = letters.link(f"/lofte/{promise.id}")
    old = {each.id for each in register.facts(PromiseNote, promise.id, seq=one.told_seq)}
    for note in reversed(told.notes):
        if note.id not in old:
            kind = t(f"notekind.{note.kind}")
            said = t("news.note", title=promise.title, kind=kind, on=note.on)
            yield Item(said, (note.text, link))
    if register.info.example:  # its results are invented, so nobody assesses them
        return
    old = {each.id for each in register.facts(Assessment, promise.id, seq=one.told_seq)}
    for made in reversed(told.assessments):
        if made.id not in old:
            outcome = t(f"outcome.{made.outcome}")
            said = t("news.assessed", title=promise.title, outcome=outcome)
            yield Item(said, (made.reason, link))


def _reported(
    register: Register, told: PublicPromise, one: Following, letters: FollowLetters
) -> Iterator[Item]:
    """Give the reports on a promise that have been published."""
    old = {
        each.id
        for each in register.facts(Report, seq=one.told_seq)
        if each.state is ReportState.PUBLISHED
    }
    for each in register.facts(Report):
        published = each.state is ReportState.PUBLISHED and each.id not in old
        if published and concerns(each, told.promise):
            said = letters.t("news.report", title=told.promise.title)
            yield Item(said, (letters.link(f"/rapporter/{each.id}"),))
