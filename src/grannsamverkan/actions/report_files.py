"""The files of a report: a page and a paper in each language, a workbook, and every number."""

from collections.abc import Sequence

from grannsamverkan.actions.reporting import Rendered
from grannsamverkan.domain.reporting import Report
from grannsamverkan.domain.yearly import YearlyReport
from grannsamverkan.domain.yearly_numbers import numbers
from grannsamverkan.i18n import LANGUAGES, translator
from grannsamverkan.reports.content import document
from grannsamverkan.reports.content.number_names import number_names
from grannsamverkan.reports.files import Format, render


def report_files(
    report: Report, told: YearlyReport, *, languages: Sequence[str] = LANGUAGES
) -> dict[str, Rendered]:
    """Return the files of a report by name; page and paper in each language, the others in the first.

    Raises:
        Refused: the extra `pdf` is not installed.
    """
    base, found = base_name(report), numbers(told)
    files: dict[str, Rendered] = {}
    for language in languages:
        t = translator(language)
        first = language == languages[0]
        made = render(
            document(told, t),
            found,
            number_names(told, t) if first else {},
            base_name=f"{base}.{language}",
            formats=tuple(Format) if first else (Format.HTML, Format.PDF),
        )
        files |= {name: Rendered(*one) for name, one in made.items()}
    return files


def base_name(report: Report) -> str:
    """Return how the names of a report's files begin: municipality, period, and version from the second on."""
    period = report.year or f"{report.start}_{report.last_day}"
    version = f"-v{report.version}" if report.version > 1 else ""
    return f"grannsamverkan-{report.municipality}-{period}{version}"
