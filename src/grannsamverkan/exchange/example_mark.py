"""The mark that every record out of an example register carries, and how it is known again."""

from collections.abc import Mapping
from functools import cache

from grannsamverkan.i18n import LANGUAGES, translator

COLUMN = "example"
_HEADINGS = frozenset({"example", "exempel"})
_FALSE = frozenset({"", "0", "false", "falskt", "nej", "no", "none"})


def mark(language: str = "sv") -> str:
    """Return the words of the mark."""
    return translator(language)("example.mark")


@cache
def _marks() -> tuple[str, ...]:
    return tuple(mark(language).casefold() for language in LANGUAGES)


def says_example(values: Mapping[str, object]) -> bool:
    """Say whether a row is marked as invented, by a column for it or by the mark in any text."""
    for column, value in values.items():
        text = "" if value is None else str(value).strip().casefold()
        if column.strip().casefold() in _HEADINGS and text not in _FALSE:
            return True
        if any(words in text for words in _marks()):
            return True
    return False
