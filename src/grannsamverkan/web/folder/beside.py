"""What lies beside the pages of a folder: what tells people and programs what it is."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from grannsamverkan.i18n import translator
from grannsamverkan.web.folder.staging import SUMS
from grannsamverkan.web.site import Site

ABOUT = "om-mappen.txt"

_SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'


def sitemap(files: Iterable[str], base: str) -> bytes:
    """Return the pages among some files as search engines read them, at an address on the web."""
    pages = sorted(name.removesuffix("index.html") for name in files if name.endswith("index.html"))
    listed = "".join(f"<url><loc>{base}/{quote(name)}</loc></url>\n" for name in pages)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{_SITEMAP}\n{listed}</urlset>\n'.encode()


def about(site: Site, languages: Iterable[str]) -> bytes:
    """Return what a folder is, of which day and how it is checked, as a plain text."""
    return "\n\n".join(_told(site, languages)).encode()


def _told(site: Site, languages: Iterable[str]) -> Iterator[str]:
    info, today = site.register.info, site.today()
    for language in languages:
        t = translator(language, country=site.country.code)
        if info.example:
            yield t("example.mark")
        yield f"{t('web.site')} {info.name}\n{t('folder.lead', on=today)}"
        yield f"{t('folder.how.text', sums=SUMS)}\n{t('folder.open.text')}"
    yield f"{today.isoformat()}  {site.register.head().hash}\n"
