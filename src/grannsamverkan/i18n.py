"""The only translator: texts in catalogues, dates and numbers as the reader writes them.

A catalogue is the folder `locale/<language>/` of TOML files. Swedish is complete by definition; a test holds the others against it: those of
`LANGUAGES` have every text, the rest every text that the public can meet (`PUBLIC`).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache

from babel import Locale, core, localedata
from babel.dates import format_date, get_month_names
from babel.numbers import format_decimal

from grannsamverkan.catalogue import Catalogue
from grannsamverkan.country import HOME, country
from grannsamverkan.errors import GrannsamverkanError, Phrase

LOCALES = {"sv": "sv_SE", "latt": "sv_SE", "en": "en_GB", "fi": "fi_FI"}
"""The languages there are, and whose way of writing dates and numbers each follows; `latt` is lätt svenska."""

LANGUAGES = ("sv", "en")
"""Those of the workspace, the command line and the reports; what the others lack is said in Swedish."""

PUBLIC = (
    "accessibility.*", "activitykind.*", "answer.*", "asking.*", "audience.*", "charts.*", "confirmed.*", "direction.*",
    "embed.*", "folder.*", "error.asking.*", "error.confirmation.*", "error.deed.long_text",
    "error.deed.nothing_to_change", "error.deed.personal_number", "error.deed.too_far",
    "error.interest.households", "error.interest.mail", "error.interest.personal_number",
    "error.interest.phone", "error.interest.unknown_municipality", "error.interest.where",
    "error.mail.not_an_address", "error.people.address", "error.people.bad_mail",
    "error.people.bad_phone", "error.people.name_missing", "error.people.no_mail",
    "error.people.personal_number", "error.people.protected",
    "error.find.*", "error.follow.*", "error.form.*",
    "error.map.shell", "error.map.unknown", "error.store.locked", "error.store.unavailable",
    "error.views.*", "error.web.*", "example.*", "feed.*", "find.*", "follow.*", "form.fault", "form.optional", "form.summary",
    "heading.*", "integrity.*", "mail.call", "mail.careful", "mail.from",
    "mail.regards", "mail.write", "map.*", "news.*", "notekind.*", "opinion.*",
    "outcome.met", "outcome.partly", "outcome.not_met", "outcome.cannot_be_assessed",
    "party.*", "poster.*", "privacy.held.*.name", "privacy.held.*.why", "promised.*", "published.*",
    "reportkind.*", "role.*", "rule.*", "staff.to_public", "state.*", "status.*", "type.*",
    "verification.*", "viewtheme.*", "web.*", "wording.*",
)  # fmt: skip
"""The texts that anyone can meet without signing in: what a language of residents has to have. A test reads
every public page and letter and holds this list against what they asked for."""

_FOR_STAFF = ("asking.by_form", "asking.staff.*")
"""What of these rooms only those who work in the register read."""

_TAGS = {"latt": ("sv", "sv-simple")}
"""What a page says it is written in, and what a link to it says: `simple` is the subtag for easy language
(IANA), but readers aloud and hyphenation know languages alone."""

_DAY = {"fi": "d. MMMM y"}
_SHORT_DAY = {"fi": "d.M.y"}
"""How days are written, where it is not `3 maj 2021`."""


@cache
def catalogue(language: str) -> Catalogue:
    """Return every text of a language by its dotted key, in Swedish where it has none of its own."""
    return Catalogue(language, otherwise=None if language == "sv" else catalogue("sv"))


def is_public(key: str) -> bool:
    """Say whether a text can be met without signing in."""
    staff = any(fnmatchcase(key, pattern) for pattern in _FOR_STAFF)
    return not staff and any(fnmatchcase(key, pattern) for pattern in PUBLIC)


@dataclass(frozen=True, slots=True)
class Translator:
    """One reader's language: `t("key", name=…)`, dates, months and numbers.

    Attributes:
        typed: the reader types commands, and is told the words to type: by the texts in `typed`, where
            there are such, and by the word of a state or event beside its name.
        country: whose authorities, laws and numbers the texts name.
    """

    language: str
    typed: bool = False
    country: str = HOME

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
        return texts[key].format_map({**country(self.country).says(self.language), **shown})

    @property
    def whole(self) -> bool:
        """Whether every text there is is in the language, those of the workspace and the reports too."""
        return self.language in LANGUAGES

    @property
    def tag(self) -> str:
        """The language as a page says what it is written in (BCP 47)."""
        return _TAGS.get(self.language, (self.language, ""))[0]

    @property
    def link_tag(self) -> str:
        """The language as a link tells it from all others (BCP 47)."""
        return _TAGS.get(self.language, ("", self.language))[1]

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

    @property
    def decimal_sign(self) -> str:
        """What stands before the decimals."""
        return self.number(0.5)[1]

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
        """Return a day in words: `3 maj 2021`, `3 May 2021`, `3. toukokuuta 2021`."""
        return format_date(day, format=_DAY.get(self.language, "d MMMM y"), locale=self._locale)

    def short_date(self, day: dt.date) -> str:
        """Return a day in few letters, for drawings: `3 maj 2021`, `31 dec. 2020`."""
        written = _SHORT_DAY.get(self.language, "d MMM y")
        return format_date(day, format=written, locale=self._locale)

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
        return _locale_of(LOCALES[self.language])


_LOCALE_PARTS = frozenset(
    ("locale_id", "months", "days", "eras", "quarters", "day_periods", "date_formats", "plural_form",
     "number_symbols", "default_numbering_system", "numbering_systems", "decimal_formats")
)  # fmt: skip
"""What is known of a locale and kept: how it writes days and numbers. The rest names currencies, zones and units."""


@cache
def _locale_of(name: str) -> Locale:
    """Return how a language writes numbers and days.

    Babel reads 2 MB about all the world's languages to find one, and keeps another with each; what nothing
    here needs is let go of, since a server stays. Babel reads it again for whoever asks it in another way.
    """
    locale = Locale(*name.split("_"))
    assert locale.decimal_formats  # noqa: S101 # read now, while all of them are there
    known = localedata.load(name)  # the one that the locale itself reads from
    for part in known.keys() - _LOCALE_PARTS:
        del known[part]
    localedata._cache.clear()  # noqa: SLF001 # there is no other way to let go of them
    core._global_data = None  # noqa: SLF001 # as above
    return locale


def translator(language: str, *, typed: bool = False, country: str = HOME) -> Translator:
    """Return the translator of a language, Swedish where the language is not one of ours."""
    return Translator(language if language in LOCALES else "sv", typed, country)
