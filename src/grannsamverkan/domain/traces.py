"""What tells of a person in a text: their name, telephone and mail, however they are written."""

import re
from dataclasses import dataclass

_SHORTEST_NUMBER = 6
_SHORTEST_WORD = 3


def digits(number: str) -> str:
    """Return a telephone number as digits alone, a Swedish country code as the zero it stands for."""
    plain = re.sub(r"[^\d+]", "", number)
    return re.sub(r"^(?:\+|00)46(?:0)?", "0", plain).lstrip("+")


def says_number(text: str, number: str) -> bool:
    """Say whether a telephone number, as digits, stands in a text, in whatever groups it is written."""
    # a country code in the text stands for the zero before the number
    plain = number.removeprefix("0")
    runs = (re.sub(r"\D", "", run) for run in re.findall(r"\d[\d\s()/.-]*", text))
    return any(plain in run for run in runs)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


@dataclass(frozen=True, slots=True)
class Traces:
    """A person as they can be recognised."""

    name: str | None = None
    phone: str | None = None
    mail: str | None = None

    def in_text(self, text: str | None) -> bool:
        """Say whether a text names the person: the whole name, the number or the mail."""
        if not text:
            return False
        return self._named(text) or self._reached(text)

    def hinted_in(self, text: str | None) -> bool:
        """Say whether a text that is about the person names them by so much as one of their names."""
        if not text:
            return False
        words = set(_words(text).split())
        names = {word for word in _words(self.name or "").split() if len(word) >= _SHORTEST_WORD}
        return self.in_text(text) or bool(names & words)

    def _named(self, text: str) -> bool:
        name = _words(self.name or "")
        return bool(name) and f" {name} " in f" {_words(text)} "

    def _reached(self, text: str) -> bool:
        if self.mail and self.mail.casefold() in text.casefold():
            return True
        number = digits(self.phone or "")
        return len(number.removeprefix("0")) >= _SHORTEST_NUMBER and says_number(text, number)

    def same_person(self, *, phone: str | None, mail: str | None) -> bool:
        """Say whether a telephone number or a mail address is the person's."""
        if self.mail and mail and self.mail.casefold() == mail.casefold():
            return True
        return bool(self.phone and phone and digits(self.phone) == digits(phone) != "")
