"""What each number of a report is called, for files of figures: the part it stands in, and what it is there."""

from collections.abc import Iterable
from datetime import date

from grannsamverkan.domain.bridge import HEADINGS
from grannsamverkan.domain.yearly import PromiseAccount, YearlyReport
from grannsamverkan.domain.yearly_numbers import numbers
from grannsamverkan.i18n import Translator, catalogue

_GLUE = " · "


def number_names(report: YearlyReport, t: Translator) -> dict[str, str]:
    """Return the name of each number of a report, by its key."""
    named = names_in_parts(numbers(report), report.promises, t)
    return {key: _GLUE.join(parts) for key, parts in named.items()}


def names_in_parts(
    keys: Iterable[str], promises: Iterable[PromiseAccount], t: Translator
) -> dict[str, list[str]]:
    """Return the names of keys: the part or promise first, then what the number is there.

    Of a promise or indicator that there is no longer, it is said that it is gone.
    """
    accounts = tuple(promises)
    titles = {
        f"{part}.{one.promise.id}.": one.promise.title
        for part in ("promise", "outlook")
        for one in accounts
    }
    indicators = {
        f"promise.{account.promise.id}.{one.indicator.id}": one.indicator.name
        for account in accounts
        for one in account.progress
    }
    return {key: _parts(key, titles, indicators, t) for key in keys}


def _parts(
    key: str, titles: dict[str, str], indicators: dict[str, str], t: Translator
) -> list[str]:
    owner, _, last = key.rpartition(".")
    if key.startswith("promise."):  # an id may have dots in it
        title = next((titles[one] for one in titles if key.startswith(one)), None)
        return [
            title or t("report.number.gone_promise"),
            indicators.get(owner) or t("report.number.gone_indicator"),
            t(f"report.number.{last}"),
        ]
    part, *rest = key.split(".", 2)
    if part == "outlook":
        owner = next(one for one in titles if key.startswith(one))  # an id may have dots in it
        words = key.removeprefix(owner).split(".")
        return [t("report.part.outlook"), titles[owner], *(_word(one, part, t) for one in words)]
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
