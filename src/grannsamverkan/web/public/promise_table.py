"""Every number of a promise as one table: UTF-8 with a mark, semicolons, as Swedish spreadsheets read it."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from grannsamverkan.domain.bridge import HEADINGS
from grannsamverkan.domain.figures import Figure
from grannsamverkan.domain.progress import Progress
from grannsamverkan.domain.public_promises import PublicPromise
from grannsamverkan.i18n import Translator
from grannsamverkan.web.public.outlook import public_outlook
from grannsamverkan.web.public.standing import standing

_COLUMNS = (
    "promise", "part", "name", "rule", "day", "value", "share_of", "whole", "lowest", "highest",
    "baseline", "target", "light", "why", "source",
)  # fmt: skip

_GUARDED = ("=", "+", "-", "@", "\t", "\r")

Row = dict[str, str | float | None]


def table(told: PublicPromise, note: str | None, t: Translator) -> bytes:
    """Return the table; what a spreadsheet would run as a formula stays text.

    Each row says which promise and which day it is of, so that it can stand alone. `note` marks what
    comes from an example register.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    columns = [t(f"promised.csv.{name}") for name in _COLUMNS]
    writer.writerow([*columns, t("promised.csv.note")] if note else columns)
    of_areas = (*_growth(told, t), *_bridge(told, t), *_ahead(told, t)) if told.of_areas else ()
    for row in (*_indicators(told, t), *of_areas):
        cells = [_cell(row.get(name), t) for name in _COLUMNS]
        cells[0] = _cell(told.promise.title, t)
        writer.writerow([*cells, note] if note else cells)
    return out.getvalue().encode("utf-8-sig")


def _indicators(told: PublicPromise, t: Translator) -> Iterator[Row]:
    for one in told.progress:
        yield {**_row(one, one.now, "indicator", t), **_against(told, one, t)}
        if one.beside is not None:
            yield _row(one, one.beside, "held", t)


def _row(one: Progress, figure: Figure, part: str, t: Translator) -> Row:
    return {
        "part": t(f"promised.csv.{part}"),
        "name": one.indicator.name,
        "rule": t(f"rule.{one.indicator.rule}"),
        "day": one.as_of.isoformat(),
        "value": figure.value,
        "share_of": figure.part,
        "whole": figure.whole,
        "lowest": figure.lowest,
        "highest": figure.highest,
    }


def _against(told: PublicPromise, one: Progress, t: Translator) -> Row:
    why = one.now.why or one.target_why
    return {
        "baseline": one.baseline.value if one.baseline is not None else None,
        "target": one.target,
        "light": standing(told, one, t).light,
        "why": t(f"promised.why.{why}") if why is not None else None,
        "source": one.indicator.baseline_source or (one.whole_by or one.indicator).whole_source,
    }


def _growth(told: PublicPromise, t: Translator) -> Iterator[Row]:
    for on, number in told.growth:
        yield {
            "part": t("promised.csv.month"),
            "name": t("rule.stock_active"),
            "day": on.isoformat(),
            "value": number,
        }


def _bridge(told: PublicPromise, t: Translator) -> Iterator[Row]:
    led = told.bridge
    numbers = (
        ("opening", led.start, led.opening),
        *((key, led.end, led.events[key]) for key in HEADINGS),
        ("closing", led.end, led.closing),
    )
    for key, on, number in numbers:
        yield {
            "part": t("promised.csv.bridge"),
            "name": t(f"heading.{key}"),
            "day": on.isoformat(),
            "value": number,
        }


def _ahead(told: PublicPromise, t: Translator) -> Iterator[Row]:
    """Give the forecast as the page tells it; nothing where too little has been seen."""
    outlook = public_outlook(told)
    if outlook is None or not outlook.enough:
        return
    for end in outlook.told.years:
        for name, low, high in (
            ("half", end.low_50, end.high_50),
            ("nine", end.low_90, end.high_90),
        ):
            row = _expected(t(f"promised.outlook.{name}"), end.day, end.median, t)
            yield {**row, "rule": t("rule.stock_active"), "lowest": low, "highest": high}
    since, pace = outlook.recent
    for name, day, value in (
        ("chance", outlook.by, outlook.told.chance),
        ("needed", outlook.by, outlook.told.needed_a_year),
        ("pace", since, pace),
    ):
        if day is not None and value is not None:
            yield _expected(t(f"promised.csv.{name}"), day, value, t)


def _expected(name: str, day: date, value: float, t: Translator) -> Row:
    return {"part": t("promised.csv.outlook"), "name": name, "day": day.isoformat(), "value": value}


def _cell(value: str | float | None, t: Translator) -> str:
    """Return a cell as the reader's spreadsheet takes it: numbers with its decimal sign, texts guarded."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_GUARDED) else value
    shown = f"{value:.6f}".rstrip("0").rstrip(".")
    return shown.replace(".", t.decimal_sign)
