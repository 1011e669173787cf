"""The letters to followers: the first, which asks whether they want any, and those that tell what is new.

Nothing that anyone typed stands in them, and nothing in them tells whether they are read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from grannsamverkan.actions.letters import Mailing
from grannsamverkan.actions.opting_in import KEPT
from grannsamverkan.actions.subjects import Subject
from grannsamverkan.country import country
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.following import Target
from grannsamverkan.i18n import Translator, translator
from grannsamverkan.register import Register

CONFIRM, MINE = "/folj/bekrafta", "/folj/mina"
"""Where the links in the letters lead: to the button, and to all that one follows."""


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news as it stands in a letter: what has happened, and lines on where that is and where to read on."""

    said: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowLetters:
    """How letters to followers are written: the site, the language, whom to ask, and whether all is invented."""

    url: str
    t: Translator
    places: dict[str, Municipality]
    example: bool

    @classmethod
    def of(cls, register: Register, mailing: Mailing, language: str) -> Self:
        """Return how letters are written in a language."""
        land = country(register.info.country)
        t = translator(language, country=land.code)
        places = {one.code: one for one in register.municipalities()}
        url = f"{mailing.public_url}{land.path_in(t.language, '')}"
        return cls(url, t, places, register.info.example)

    def link(self, path: str) -> str:
        """Return where a page is, in the language of the letter."""
        return f"{self.url}{path}"

    def stop(self, key: str) -> str:
        """Return the link by which everything of a follower's is seen and ended."""
        return self.link(f"{MINE}/{key}")

    def opt_in(self, subject: Subject, target: Target, token: str) -> tuple[str, str]:
        """Return the subject and the text of the letter that asks whether someone wants any."""
        t, place = self.t, self.places[target.municipality]
        what = self.called(subject)
        parts = [
            t("follow.letter.ask.text", what=what, link=self.link(f"{CONFIRM}/{token}"),
              days=KEPT.days).strip(),
            *self._card(place),
            t("mail.careful"),
            "\n".join([t("mail.regards"), t("mail.from", municipality=place.name)]),
        ]  # fmt: skip
        return t("follow.letter.ask.subject", what=what), self._whole(parts)

    def news(
        self,
        items: Sequence[Item],
        following: Sequence[Subject],
        municipalities: Iterable[str],
        key: str,
    ) -> tuple[str, str]:
        """Return the subject and the text of the letter that tells what is new."""
        t = self.t
        places = [self.places[code] for code in municipalities if code in self.places]
        names = t.listed([self.called(one) for one in following])
        parts = [
            t("follow.letter.news.lead"),
            *("\n".join((one.said, *one.lines)) for one in items),
            *(line for place in places for line in self._card(place)),
            t("follow.letter.news.because", names=names or t("follow.nothing_now")),
            t("follow.letter.news.stop", link=self.stop(key)),
        ]
        subject = t("follow.letter.news.subject", said=items[0].said, n=len(items))
        return " ".join(subject.split()), self._whole(parts)

    def called(self, subject: Subject) -> str:
        """Return what something is called in a sentence."""
        return self.t(f"follow.called.{subject.kind}", name=subject.name)

    def _card(self, place: Municipality) -> Iterator[str]:
        """Give whom to ask: an office, as it stands on the public pages."""
        reached = (place.contact_phone, place.contact_mail, place.contact_hours)
        if place.contact_phone or place.contact_mail:
            role = place.contact_role or self.t("mail.from", municipality=place.name)
            yield self.t("follow.letter.card", role=role, place=place.name,
                         reach=", ".join(filter(None, reached)))  # fmt: skip

    def _whole(self, parts: Iterable[str]) -> str:
        marked = [self.t("example.mark")] if self.example else []
        return "\n\n".join([*marked, *parts]) + "\n"
