"""The year's question as it is written: a link or a code that is its reader's own, and the mail around it.

Only the SHA-256 of a link's token or a letter's code is stored, so whoever reads the register cannot
answer for anyone.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from secrets import choice, token_urlsafe
from typing import Self

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.outbox import QUESTION, mail_job
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import Municipality, Timeline, last
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.jobs import Job
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.i18n import Translator, translator
from grannsamverkan.register import Register
from grannsamverkan.settings import Settings

_CODE_SIGNS = "ACDEFGHJKMNPQRTUWXY34679"
"""What a code is made of: nothing that is taken for something else, on paper or in the telephone."""
_CODE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Mailing:
    """How mail with links is written: the address links begin with, and the language."""

    public_url: str
    language: str = "sv"

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """Return how mail is written; None where none can be sent, or links would lead nowhere."""
        if not (settings.mail.ready and settings.public_url):
            return None
        return cls(settings.public_url.rstrip("/"), settings.lang)


def mailing_of(settings: Settings) -> Mailing | None:
    """Return how mail is written, None where mail is not set up at all.

    Raises:
        Refused: mail is set up, but not the address that links begin with.
    """
    if settings.mail.ready and not settings.public_url:
        raise Refused("mail.no_public_url")
    return Mailing.of(settings)


def new_token() -> str:
    """Return what makes a link its reader's own: 256 bits of chance."""
    return token_urlsafe(32)


def new_code() -> str:
    """Return what a letter or a receipt carries instead of a link: ten signs that are typed in, about 46 bits."""
    return "".join(choice(_CODE_SIGNS) for _ in range(_CODE_LENGTH))


def shown_code(code: str) -> str:
    """Return a code as it is printed: `ACDEF-GHJKM`."""
    return f"{code[: _CODE_LENGTH // 2]}-{code[_CODE_LENGTH // 2 :]}"


def is_code(text: str) -> bool:
    """Say whether a text is a code just as `new_code` makes them."""
    return len(text) == _CODE_LENGTH and set(text) <= set(_CODE_SIGNS)


def tidy(key: str) -> str:
    """Return a code as it was made, however it is typed; anything else, such as a token, as it is."""
    plain = "".join(sign for sign in key if sign.isalnum()).upper()
    return plain if is_code(plain) else key


def id_of(key: str) -> str:
    """Return the SHA-256 of a token or a code, by which what it opens is found."""
    return hashlib.sha256(tidy(key).encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Writer:
    """Someone who writes to the contacts of a municipality."""

    doing: Doing
    place: Municipality
    mailing: Mailing | None

    @classmethod
    def of(cls, doing: Doing, municipality: str, mailing: Mailing | None) -> Self:
        """Return someone who may write to the contacts of a municipality.

        Raises:
            NotFound: no such municipality, or not theirs to write in.
        """
        doing.require(Deed.SEND_CONFIRMATIONS, municipality=municipality)
        place = next(
            (one for one in doing.register.municipalities() if one.code == municipality), None
        )
        if place is None:
            raise NotFound("access.not_found")
        return cls(doing, place, mailing)

    @property
    def until(self) -> date:
        """The first day on which a link written today does not work."""
        days = self.doing.register.present().policies[self.place.code].link_days
        return self.doing.today + timedelta(days=days)

    def write(
        self, person: Person, question: Question, areas: tuple[str, ...]
    ) -> tuple[Question, Job]:
        """Return the mail that asks a question by a link of its own, and the question it asks."""
        assert self.mailing is not None  # noqa: S101 # asked by mail only where there is mail
        token = new_token()
        fresh = replace(question, id=id_of(token))
        subject, text = letter_text(
            self.place,
            person,
            areas,
            link=f"{self.mailing.public_url}/svar/{token}",
            question=fresh,
            language=self.mailing.language,
        )
        if self.doing.register.info.example:
            text = f"{translator(self.mailing.language)('example.mark')}\n\n{text}"
        key = f"{QUESTION}/{fresh.id}"
        return fresh, mail_job(person, key=key, subject=subject, text=text, now=self.doing.now)


def areas_of(register: Register, terms: Iterable[ContactTerm]) -> tuple[str, ...]:
    """Return the names of the areas of terms, each once, in order."""
    return names_of(register.present().timelines, terms)


def names_of(timelines: Mapping[str, Timeline], terms: Iterable[ContactTerm]) -> tuple[str, ...]:
    """Return the names of the areas of terms, of those that there are, each once, in order."""
    known = (timelines[term.area_id] for term in terms if term.area_id in timelines)
    return tuple(sorted({last(timeline).name for timeline in known}))


def letter_text(  # a letter has as many parts
    place: Municipality,
    person: Person,
    areas: tuple[str, ...],
    *,
    link: str,
    question: Question,
    language: str,
) -> tuple[str, str]:
    """Return the subject and the text of the mail that asks, or reminds."""
    t = translator(language)
    kind = "remind" if question.reminders else "ask"
    until = question.expires_on - timedelta(days=1)
    parts = [
        t("mail.greeting", name=person.name),
        t(f"mail.{kind}.text", areas=areas, link=link, until=until).strip(),
        *([t("mail.call", phone=place.contact_phone)] if place.contact_phone else []),
        *([t("mail.write", mail=place.contact_mail)] if place.contact_mail else []),
        t("mail.careful"),
        f"{t('mail.regards')}\n{signature(place, t)}",
    ]
    return t(f"mail.{kind}.subject", until=until), "\n\n".join(parts) + "\n"


def signature(place: Municipality, t: Translator) -> str:
    """Return what every mail and letter ends with: the municipality, and its contact card."""
    return "\n".join([t("mail.from", municipality=place.name), *place.card])
