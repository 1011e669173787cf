"""The words of a view: as they are kept when they come in, and what may not stand in those that anyone reads."""

import re
import unicodedata

from grannsamverkan.domain.views import LONGEST
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.personal_numbers import (
    says_personal_number,
    strike_personal_numbers,
)
from grannsamverkan.exchange.reach import mails_in

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co"})
_CALLED = re.compile(r"(?<![\w-])(?:\+|0)[0-9](?:[ \N{NO-BREAK SPACE}()/-]{0,2}[0-9]){5,}")
"""A telephone number as people write one: it begins with a zero or a plus, as no day or sum does."""


def tidy(text: str) -> str:
    """Return a text in NFC as it was laid out, without signs that cannot be seen and blanks in a row."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    plain = "\n".join(_line(one) for one in lines)
    return re.sub(r"\n{3,}", "\n\n", plain).strip()


def _line(text: str) -> str:
    spaced = text.replace("\t", " ")
    kept = "".join(sign for sign in spaced if unicodedata.category(sign) not in _HIDDEN)
    return " ".join(kept.split())


def handed_in(text: str) -> str:
    """Return what a resident says as it is kept: personal identity numbers are struck before anyone reads it.

    Raises:
        Refused: nothing is said, or too much.
    """
    kept = strike_personal_numbers(_held(text))
    if not any(map(str.isalnum, kept)):
        raise Refused("views.empty")
    return kept


def redacted(text: str) -> str:
    """Return what anyone may read of a view.

    Raises:
        Refused: nothing is left, it is too long, or it still holds a number or an address of someone.
    """
    kept = _held(text)
    if not kept:
        raise Refused("views.nothing_left")
    if says_personal_number(kept):
        raise Refused("deed.personal_number")
    refuse_reach(kept)
    return kept


def refuse_reach(text: str) -> None:
    """Hold a text that anyone may read to say how nobody is reached.

    Raises:
        Refused: it holds a mail address or a telephone number.
    """
    if mails_in(text) or _CALLED.search(text):
        raise Refused("views.reaches_someone")


def answer(text: str) -> str:
    """Return what is answered; it may say where one can call.

    Raises:
        Refused: nothing is said, or too much, or it holds a personal identity number.
    """
    kept = _held(text)
    if not kept:
        raise Refused("views.no_answer")
    if says_personal_number(kept):
        raise Refused("deed.personal_number")
    return kept


def _held(text: str) -> str:
    kept = tidy(text)
    if len(kept) > LONGEST:
        raise Refused("views.too_long", length=len(kept), most=LONGEST)
    return kept
