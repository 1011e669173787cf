"""The report as a page: one file that needs nothing beside it, or the same content inside a page of the site."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

import jinja2
import markupsafe

from grannsamverkan.i18n import translator
from grannsamverkan.reports import assets
from grannsamverkan.reports.document import Document
from grannsamverkan.reports.layout import destination, laid_out
from grannsamverkan.reports.plain import plain

_HERE = Path(__file__).parent


def page(document: Document) -> bytes:
    """Return a report as an HTML file that has its style in it, runs nothing and asks for nothing."""
    style = f"{assets.page_style()}{assets.style()}"
    digest = b64encode(sha256(style.encode()).digest()).decode()
    html = _rendered(
        "report.html",
        document,
        document.site or None,
        style=markupsafe.Markup(style),  # noqa: S704 # our own file
        policy=f"default-src 'none'; style-src 'sha256-{digest}'",
    )
    return html.encode()


def fragment(document: Document) -> str:
    """Return a report as an article for a page of the site, which links `report.css` and `diagram.css`."""
    return _rendered("report_body.html", document, "")


def _rendered(template: str, document: Document, site: str | None, **context: object) -> str:
    return (
        _environment()
        .get_template(template)
        .render(
            document=document,
            layout=laid_out(document),
            t=translator(document.language),
            leads=lambda link: destination(link, site),
            **context,
        )
    )


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_legible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["drawn"] = markupsafe.Markup
    return environment


def _legible(value: object) -> object:
    """Return what a template prints, without characters that no page may hold."""
    return plain(value) if type(value) is str else value
