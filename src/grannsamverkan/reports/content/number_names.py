"""What each number of a report is called, for files of figures: the part it stands in, and what it is there."""

from datetime import date

from grannsamverkan.domain.bridge import HEADINGS
from grannsamverkan.domain.yearly import YearlyReport
from grannsamverkan.domain.yearly_numbers import numbers
from grannsamverkan.i18n import Translator, catalogue

_GLUE = " · "


def number_names(report: YearlyReport, t: Translator) -> dict[str, str]:
    """Return the name of each number of a report, by its key."""
    indicators = {
        f"promise.{account.promise.id}.{one.indicator.id}": (
            account.promise.title,
            one.indicator.name,
        )
        for account in report.promises
        for one in account.progress
    }
    return {key: _GLUE.join(_parts(key, indicators, t)) for key in numbers(report)}


def _parts(key: str, indicators: dict[str, tuple[str, str]], t: Translator) -> list[str]:
    owner, _, last = key.rpartition(".")
    if owner in indicators:
        return [*indicators[owner], t(f"report.number.{last}")]
    part, *rest = key.split(".", 2)
    return [t(f"report.part.{part}"), *(_word(one, part, t) for one in ".".join(rest).split("."))]


def _word(word: str, part: str, t: Translator) -> str:
    """Return a word of a key in the reader's language; names and years stand as they are."""
    texts = catalogue(t.language)
    rooms = ("report.number", "heading", "type", "activitykind", "viewtheme", f"report.{part}")
    if word in HEADINGS:
        return t(f"heading.{word}")
    found = next((f"{room}.{word}" for room in rooms if f"{room}.{word}" in texts), None)
    if found is not None:
        return texts[found]
    return t.date(date.fromisoformat(word)) if len(word) == 10 and word[4] == "-" else word  # noqa: PLR2004 # an ISO date
