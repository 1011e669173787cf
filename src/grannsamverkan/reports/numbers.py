"""Every number of a report as a table for an office's spreadsheet; the JSON is `domain.yearly_numbers.canonical`."""

import csv
import io
from collections.abc import Mapping

from grannsamverkan.domain.yearly_numbers import Number, Numbers
from grannsamverkan.i18n import translator
from grannsamverkan.reports.document import Document
from grannsamverkan.reports.plain import plain

_GUARDED = ("=", "+", "-", "@", "\t", "\r")
_DECIMAL_SIGN = {"sv": ","}


def as_csv(document: Document, numbers: Numbers, names: Mapping[str, str]) -> bytes:
    """Return UTF-8 with a mark and semicolons: key, what it is, value, and the marks of the report on each row."""
    t = translator(document.language)
    words = ["key", "name", "value"]
    marks = [_guarded(" · ".join(document.marks))] if document.marks else []
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([t(f"rendering.{word}") for word in [*words, *("mark" for _ in marks)]])
    for key, value in numbers.items():
        shown = _shown(value, _DECIMAL_SIGN.get(document.language, "."))
        writer.writerow([_guarded(key), _guarded(names.get(key, "")), shown, *marks])
    return text.getvalue().encode("utf-8-sig")


def _guarded(text: str) -> str:
    """Return a text that a spreadsheet would run with an apostrophe before it, so that it stays text."""
    shown = plain(text)
    return f"'{shown}" if shown.startswith(_GUARDED) else shown


def _shown(value: Number, sign: str) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", sign)
