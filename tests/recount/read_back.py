"""The numbers of a report read back from its page, each under the key that it has in the JSON."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from ledger_frames import Ledger
from pages import Page, Table

from grannsamverkan.domain.activities import ActivityKind
from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.bridge import HEADINGS
from grannsamverkan.domain.views import ViewTheme
from grannsamverkan.i18n import Translator

_NUMBER = r"[-−+±]?[0-9][0-9\u00a0\u202f.,]*(?:\u00a0?%| %)?"
Told = Iterator[tuple[str, str]]


def pattern(t: Translator, key: str, *numbers: str, **rest: str) -> re.Pattern[str]:
    """Return what finds a text of the catalogue and the numbers in it; `rest` is what else may fill a place."""
    marks = {name: f"\x01{name}\x02" for name in (*numbers, *rest)}
    text = re.escape(t(key, **marks))
    for name in numbers:
        text = text.replace(re.escape(marks[name]), f"(?P<{name}>{_NUMBER})")
    for name, way in rest.items():
        text = text.replace(re.escape(marks[name]), way)
    return re.compile(text)


def read_back(page: Page, ledger: Ledger, t: Translator) -> dict[str, str]:
    """Return the numbers that a page shows, as it shows them, by their keys."""
    return (
        {
            key: text
            for part in (_areas, _counted, _reach, _quality, _schools, _outcome)
            for key, text in part(page, t)
        }
        | dict(_promises(page, ledger, t))
        | dict(_outlooks(page, ledger, t))
    )


def _table(page: Page, t: Translator, name: str) -> Table:
    """Return a table by its name in the catalogue; an empty one where the page has none."""
    return _table_of(page, t(f"report.table.{name}.caption"))


def _table_of(page: Page, caption: str) -> Table:
    return page.tables.get(caption, Table(caption, [], []))


def _areas(page: Page, t: Translator) -> Told:
    first, *steps, last = _table(page, t, "bridge").rows
    names = {t(f"heading.{one}"): f"event.{one}" for one in HEADINGS}
    own = [("opening", first), *((names[row[0]], row) for row in steps), ("closing", last)]
    for key, row in own:
        yield f"areas.{key}", row[1]
        yield f"areas.m2_{key}", row[2]
    days = {t.date(day): day for day in _days()}
    yield from ((f"areas.on.{days[day]}", number) for day, number in _table(page, t, "growth").rows)
    lead = pattern(
        t, "report.areas.lead", "opening", "closing", "gross", "net", start=".+?", end=".+?"
    )
    found = lead.search(page.text)
    assert found
    assert (found["opening"], found["closing"]) == (first[1], last[1])
    yield "areas.gross", found["gross"]
    yield "areas.net", found["net"]
    if bounds := pattern(t, "report.areas.bounds", "lowest", "highest").search(page.text):
        yield from ((f"areas.{name}", bounds[name]) for name in ("lowest", "highest"))


def _days() -> Iterator[date]:
    day = date(2014, 1, 1)
    while day < date(2028, 1, 1):
        yield day
        day += timedelta(days=1)


def _counted(page: Page, t: Translator) -> Told:
    """Give the numbers of tables that have a row for each word."""
    kinds = {t(f"type.{one}"): one.value for one in AreaType} | {t("type.unknown"): "unknown"}
    themes = {t(f"viewtheme.{one}"): one.value for one in ViewTheme}
    activities = {t(f"activitykind.{one}"): one.value for one in ActivityKind}
    nowhere = {t("report.no_locality"): "unknown"}
    yield from ((f"areas.type.{kinds[a]}", b) for a, b in _table(page, t, "types").rows)
    yield from ((f"areas.locality.{nowhere.get(a, a)}", b)
                for a, b in _table(page, t, "localities").rows)  # fmt: skip
    yield from ((f"views.theme.{themes[a]}", b) for a, b in _table(page, t, "views").rows)
    for row in _table(page, t, "activities").rows:
        names = ("held", "cancelled", "planned", "attendees")
        for name, number in zip(names, row[1:], strict=True):
            yield f"activities.{activities[row[0]]}.{name}", number
    *places, whole = _table(page, t, "households").rows
    yield from ((f"reach.households.{nowhere.get(a, a)}", b) for a, b in places)
    yield "reach.households", whole[1]
    yield from _views(page, t)


def _views(page: Page, t: Translator) -> Told:
    names = ("number", "answered")
    lead = pattern(t, "report.views.lead", *names).pattern
    lead = lead.replace(_NUMBER, f"{_NUMBER}|{re.escape(t('report.hidden'))}")
    found = re.search(lead, page.text)
    assert found or t("report.views.none") in page.text
    yield from ((f"views.{name}", found[name] if found else "0") for name in names)


def _reach(page: Page, t: Translator) -> Told:
    assert page.pairs[t("report.reach.households")].endswith(
        _table(page, t, "households").rows[-1][1]
    )
    yield "reach.contacts", _plainly(page.pairs[t("report.reach.contacts")], t)
    if each := page.pairs.get(t("report.reach.per_contact")):
        yield "reach.households_per_contact", each
    for name in page.pairs:
        if found := pattern(t, "report.reach.of_dwellings", "number", year="[0-9]{4}").fullmatch(
            name
        ):
            yield "reach.dwellings", found["number"]
        if found := pattern(t, "report.reach.joined.other", "n").fullmatch(name):
            yield "reach.counted", found["n"]
            yield "reach.joined", page.pairs[name]
    if found := pattern(t, "report.reach.uncounted.other", "n").search(page.text):
        yield "reach.uncounted", found["n"]
    for name in ("vague", "without_outline", "without_households", "preliminary"):
        yield f"data_quality.{name}", page.pairs[t(f"report.data.{name}")]


def _plainly(text: str, t: Translator) -> str:
    """Return a number that is told in whole tens without the word for it."""
    return (
        "0" if text == t("report.under_five") else text.removeprefix(t("report.roughly", number=""))
    )


def _quality(page: Page, t: Translator) -> Told:
    rows = _table(page, t, "quality").rows
    months = {"confirmed": "confirm_months", "met": "meeting_months"}
    for name, row in zip(("confirmed", "met", "trained"), rows, strict=True):
        yield f"quality.{name}", row[1] if name == "confirmed" else row[2]
        found = pattern(t, f"report.quality.{name}", "months").fullmatch(row[0])
        assert found, row
        if name in months:
            yield f"quality.{months[name]}", found["months"]
    names = ("signs", "inspected", "faulty")
    ways = {"report.quality.signs": names, "report.quality.signs_not_inspected": names[:2]}
    for key, told in ways.items():
        if found := pattern(t, key, **dict.fromkeys(told, "(.+?)")).search(page.text):
            yield from (
                (f"quality.{name}", _plainly(text, t))
                for name, text in zip(told, found.groups(), strict=True)
            )
    (active,) = {page.pairs[t("report.summary.active")]}
    yield "quality.active", active


def _schools(page: Page, t: Translator) -> Told:
    rows = _table(page, t, "schools").rows
    names = ("pupils_offered", "pupils_held", "parents_offered", "parents_held")
    for place, name in enumerate(names, start=2):
        yield f"schools.{name}", str(sum(row[place] == t("report.yes") for row in rows))
    yield "schools.listed", str(len(rows))
    if found := pattern(t, "report.schools.whole", "number").search(page.text):
        yield "schools.whole", found["number"]


def _outcome(page: Page, t: Translator) -> Told:
    for year, number, rate, _interval, county, country in _table(page, t, "outcome").rows:
        key = f"outcome.{year[:4]}"
        yield f"{key}.municipality.burglaries", number
        for name, one in (("municipality", rate), ("county", county), ("country", country)):
            yield f"{key}.{name}.per_1000_dwellings", one


def _promises(page: Page, ledger: Ledger, t: Translator) -> Told:
    promises, indicators = ledger.tables["promise"], ledger.tables["indicator"]
    for promise, title in zip(promises["id"], promises["title"], strict=True):
        table = _table_of(page, t("report.table.promise.of", title=title))
        own = indicators[indicators["promise_id"] == promise]
        ids = dict(zip(own["name"], own["id"], strict=True))
        for row in table.rows:
            key = f"promise.{promise}.{ids[row[0]]}"
            yield from ((f"{key}.{name}", number) for name, number in _indicator(row, t))
        for name, *_, pace in _table_of(page, t("report.table.behind.of", title=title)).rows:
            key = f"promise.{promise}.{ids[name]}"
            for text in ("pace", "needed"):
                if found := pattern(t, f"report.{text}", text).search(pace):
                    yield f"{key}.{text}", found[text]


def _outlooks(page: Page, ledger: Ledger, t: Translator) -> Told:
    promises = ledger.tables["promise"]
    days = {t.date(day): day for day in _days()}
    for promise, title in zip(promises["id"], promises["title"], strict=True):
        key = f"outlook.{promise}"
        ahead, tried = (
            _table_of(page, f"{title}: {t(f'report.table.{name}.caption')}").rows
            for name in ("outlook", "tried")
        )
        for day, median, half, nine in ahead:
            own = f"{key}.on.{days[day]}"
            yield f"{own}.median", median
            yield from _range(f"{own}.{{}}_50", half)
            yield from _range(f"{own}.{{}}_90", nine)
        for day, median, nine, came, _ in tried:
            own = f"{key}.tried.{days[day]}"
            yield f"{own}.median", median
            yield from _range(f"{own}.{{}}_90", nine)
            yield f"{own}.came", came
        if ahead:
            yield from _said_ahead(key, page, t)


def _range(key: str, text: str) -> Told:
    low, _, high = text.partition("–")
    yield key.format("low"), low
    yield key.format("high"), high or low


def _said_ahead(key: str, page: Page, t: Translator) -> Told:
    """Give the numbers that stand in sentences, of the one promise that is told of in this way."""
    rests = pattern(t, "promised.outlook.rests", "foundings", "lapses", start=".+?")
    needed = pattern(t, "promised.outlook.needed", "needed", "pace", since=".+?")
    pace = pattern(t, "promised.outlook.pace", "pace", since=".+?")
    for one in (rests, needed, pace):
        if found := one.search(page.text):
            yield from ((f"{key}.{name}", number) for name, number in found.groupdict().items())


def _indicator(row: list[str], t: Translator) -> Told:
    _name, baseline, target, result, *_ = row
    if found := re.match(_NUMBER, baseline):
        yield "baseline", found[0]
    for key, place in (("report.at_least", "figure"), ("report.all_of", "number")):
        if found := pattern(t, key, place).fullmatch(target):
            yield "target", found[place]
    if found := re.match(_NUMBER, result.removeprefix(t("report.at_least", figure=""))):
        yield "value", found[0]
    if found := pattern(t, "report.of", "part", "whole", figure=".+?").search(result):
        yield "part", found["part"]
        yield "whole", found["whole"]
    if found := pattern(t, "report.beside", "held", figure=".+?").search(result):
        yield "beside", found["held"]
