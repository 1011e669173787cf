"""The only translator: texts in catalogues, dates and numbers as the reader writes them.

A catalogue is the folder `locale/<language>/` of TOML files, read once and laid flat
(`error.area.not_found`). Swedish is complete by definition; a test holds the others against it.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale, core
from babel.dates import format_date, get_month_names
from babel.numbers import format_decimal

from grannsamverkan.errors import GrannsamverkanError, Phrase

LOCALES = {"sv": "sv_SE", "en": "en_GB"}
"""The languages there are, Swedish first, and whose way of writing dates and numbers each follows."""

LANGUAGES = tuple(LOCALES)


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    texts: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            texts |= _flat(value, f"{prefix}{key}.")
        else:
            texts[f"{prefix}{key}"] = value
    return texts


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return every text of a language, by its dotted key."""
    texts: dict[str, str] = {}
    folder = files("grannsamverkan") / "locale" / language
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        texts |= _flat(tomllib.loads(file.read_text("utf-8")))
    return texts


@dataclass(frozen=True, slots=True)
class Translator:
    """One reader's language: `t("key", name=…)`, dates, months and numbers.

    Attributes:
        typed: the reader types commands, and is told the words to type: by the texts in `typed`, where
            there are such, and by the word of a state or event beside its name.
    """

    language: str
    typed: bool = False

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text of a key with `{name}` places filled; with `n`, `key.one` or `key.other`.

        Raises:
            KeyError: no such text; a test keeps this from happening.
        """
        texts = catalogue(self.language)
        if self.typed and f"typed.{key}" in texts:
            key = f"typed.{key}"
        if "n" in values and key not in texts:
            key = f"{key}.one" if values["n"] == 1 else f"{key}.other"
        shown = {name: self._shown(value) for name, value in values.items()}
        return texts[key].format_map(shown)

    def _shown(self, value: object) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self.number(value)
        if isinstance(value, dt.date):
            return self.date(value)
        if isinstance(value, StrEnum):
            return self._word(value)
        if isinstance(value, Phrase):
            return self(value.key, **value.values)
        if isinstance(value, tuple):
            glue = " " if all(isinstance(one, Phrase) for one in value) else ", "
            return glue.join(map(self._shown, value)) or "–"
        return str(value)

    def _word(self, value: StrEnum) -> str:
        """Return a state or event as it stands on the screens; to whoever types, also the word for it."""
        typed = str(value)
        shown = catalogue(self.language).get(f"{type(value).__name__.casefold()}.{typed}", typed)
        return f"{shown} ({typed})" if self.typed and shown.casefold() != typed else shown

    def error(self, error: GrannsamverkanError) -> str:
        """Return what to tell the reader about an error: what was wrong and how to mend it."""
        return self(f"error.{error.key}", **error.values)

    def role(self, by: str, *, within: bool = False) -> str:
        """Return the word for the role that signed something, small `within` a sentence.

        What is no role was typed at the command line before only roles were taken, and stays as it is.
        """
        word = catalogue(self.language).get(f"role.{by}")
        if word is None:
            return by
        return word.lower() if within else word

    def number(self, value: float, *, decimals: int = 1) -> str:
        """Return a number with the language's separators, at most `decimals` decimals."""
        pattern = "#,##0" + ("." + "#" * decimals if decimals else "")
        return format_decimal(value, format=pattern, locale=self._locale)

    def distance(self, metres: float) -> str:
        """Return a distance as people say it: `420 m`, `3,2 km`."""
        if metres < 1_000:  # noqa: PLR2004 — where a reader expects kilometres
            return f"{self.number(max(round(metres, -1), 10), decimals=0)} m"
        return f"{self.number(metres / 1_000)} km"

    def listed(self, names: Sequence[str]) -> str:
        """Return names as a sentence lists them: `A, B och C`."""
        if len(names) < 2:  # noqa: PLR2004 — from two names on there is an "and"
            return "".join(names)
        return self("web.and", first=", ".join(names[:-1]), last=names[-1])

    def date(self, day: dt.date) -> str:
        """Return a day in words: `3 maj 2021`, `3 May 2021`."""
        return format_date(day, format="d MMMM y", locale=self._locale)

    def short_date(self, day: dt.date) -> str:
        """Return a day in few letters, for drawings: `3 maj 2021`, `31 dec. 2020`."""
        return format_date(day, format="d MMM y", locale=self._locale)

    def short_month(self, day: dt.date) -> str:
        """Return the month of a day in few letters, without its year: `dec.`, `Dec`."""
        names = get_month_names("abbreviated", context="stand-alone", locale=self._locale)
        return f"{names[day.month]}"

    def month(self, day: dt.date) -> str:
        """Return the month of a day in words: `maj 2021`."""
        names = get_month_names("wide", context="stand-alone", locale=self._locale)
        return f"{names[day.month]} {day.year}"

    @property
    def _locale(self) -> Locale:
        return _locale_of(self.language)


@cache
def _locale_of(language: str) -> Locale:
    """Return how a language writes numbers and days.

    Babel reads 2 MB about all the world's languages to find one, and reads them again should it need
    them; they are let go of, since a server stays.
    """
    locale = Locale(*LOCALES[language].split("_"))
    assert locale.decimal_formats  # noqa: S101 # read now, while all of them are there
    core._global_data = None  # noqa: SLF001 # there is no other way to let go of them
    return locale


def translator(language: str, *, typed: bool = False) -> Translator:
    """Return the translator of a language, Swedish where the language is not one of ours."""
    return Translator(language if language in LANGUAGES else "sv", typed)
