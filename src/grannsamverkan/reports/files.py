"""A report as files: a page, paper, a workbook, and every number for spreadsheets and for programs."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from grannsamverkan.domain.yearly_numbers import Numbers, canonical
from grannsamverkan.reports.document import Document
from grannsamverkan.reports.html import page
from grannsamverkan.reports.numbers import as_csv
from grannsamverkan.reports.pdf import pdf
from grannsamverkan.reports.xlsx import xlsx


class Format(StrEnum):
    """What a report can be had as."""

    HTML = "html"
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


_MEDIA_TYPES = {
    Format.HTML: "text/html; charset=utf-8",
    Format.PDF: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
}

_OF_NUMBERS = "siffror"
"""How the names of the files end that hold numbers alone."""


def render(
    document: Document,
    numbers: Numbers,
    names: Mapping[str, str],
    *,
    base_name: str,
    formats: Iterable[Format] = tuple(Format),
) -> dict[str, tuple[str, bytes]]:
    """Return the files of a report by name: the media type and the bytes of each.

    `names` says what each number is; the JSON has the keys alone, so that it is the same in every language.

    Raises:
        Refused: a PDF is asked for and the extra `pdf` is not installed.
    """
    made: dict[Format, Callable[[], bytes]] = {
        Format.HTML: lambda: page(document),
        Format.PDF: lambda: pdf(document),
        Format.XLSX: lambda: xlsx(document, numbers, names),
        Format.CSV: lambda: as_csv(document, numbers, names),
        Format.JSON: lambda: canonical(numbers),
    }
    return {
        file_name(base_name, one): (_MEDIA_TYPES[one], made[one]()) for one in map(Format, formats)
    }


def file_name(base_name: str, format_: Format) -> str:
    """Return what a file of a report is called."""
    ending = f"-{_OF_NUMBERS}" if format_ in {Format.CSV, Format.JSON} else ""
    return f"{base_name}{ending}.{format_}"
