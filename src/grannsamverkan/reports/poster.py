"""An area on a sheet of paper for the stairwell: what stands on it, for the page that is printed and for the PDF."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from io import BytesIO
from typing import Any

from grannsamverkan.country import Country
from grannsamverkan.domain.areas import Municipality, short_name
from grannsamverkan.domain.disclosure import PublicSnapshot
from grannsamverkan.errors import NotFound
from grannsamverkan.i18n import Translator
from grannsamverkan.reports.plain import plain
from grannsamverkan.reports.typeset import breakable, drawable, typeset


class Paper(StrEnum):
    """How large the sheet is."""

    A4 = "a4"
    A3 = "a3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """What stands on the sheet.

    Attributes:
        language: what those know it by that read it out: lätt svenska is read as Swedish.
        mark: what is said first of all where the register is invented; empty elsewhere.
        map_text: what the map shows, in words.
        address: where the area's page is, short enough to be typed; the code leads there as well.
        code: the QR code, as SVG.
        contact: the municipality's contact card, line by line; the first says whose it is.
        emergency: whom to call when something happens.
        drawing: the map with legend, scale and north, as SVG; None for an area without a border.
        sources: whom to name for the base map in it: `text`, and `licence` where there is one to link to.
    """

    language: str
    author: str
    day: date
    mark: str
    kind: str
    name: str
    lead: str
    map_text: str
    more: str
    address: str
    code: str
    code_text: str
    contact: tuple[str, ...]
    emergency: str
    source: str
    drawing: str | None = None
    sources: tuple[Mapping[str, str | None], ...] = ()
    sources_lead: str = ""


def poster_of(
    snapshot: PublicSnapshot, area_id: str, t: Translator, *, site: str, home: Country, mark: str
) -> Poster:
    """Return the poster of an area that is active today, still without its map.

    `site` is the address that its readers reach us by, `home` the country they are in.

    Raises:
        NotFound: no such area that the public may meet.
    """
    area = next((one for one in snapshot.areas if one.id == area_id), None)
    if area is None:
        raise NotFound("web.area")
    address = f"{site.rstrip('/')}/o/{short_name(area_id, (one.id for one in snapshot.areas))}"
    places = {one.code: one for one in snapshot.municipalities}
    return Poster(
        language=t.tag.partition("-")[0],
        author=snapshot.register_name,
        day=snapshot.on,
        mark=mark,
        kind=t("web.site"),
        name=area.name,
        lead=t("poster.lead"),
        map_text=t("poster.map", name=area.name),
        more=t("poster.more"),
        address=address.partition("://")[2],
        code=_code(address),
        code_text=t("poster.code"),
        contact=_contact(places.get(area.municipality), t),
        emergency=t(f"web.footer.{'emergency' if home.has('police_phone') else 'emergency_only'}"),
        source=t("poster.source", name=snapshot.register_name, day=snapshot.on),
        sources_lead=t("map.basemap_source"),
    )


def led_to(poster: Poster, address: str | None) -> Poster:
    """Return a poster that leads to another address, or, since there is none, to nowhere."""
    if address is None:
        return replace(poster, address="", code="")
    return replace(poster, address=address.partition("://")[2], code=_code(address))


def poster_pdf(poster: Poster, paper: Paper) -> bytes:
    """Return a poster as a PDF/UA-1 file whose lines and letters stay lines and letters.

    Raises:
        Refused: the extra `pdf` is not installed.
    """
    made, _ = compiled(poster, paper)
    return made


def compiled(poster: Poster, paper: Paper) -> tuple[bytes, tuple[str, ...]]:
    """Return the file, and what Typst warns of, which a test holds to nothing."""
    texts = ("mark", "kind", "lead", "more", "address", "emergency", "source")
    told: dict[str, Any] = {key: breakable(getattr(poster, key)) for key in texts}
    told |= {
        "paper": str(paper),
        "language": poster.language,
        "author": plain(poster.author),
        "name": breakable(poster.name).strip() or "–",
        "day": [poster.day.year, poster.day.month, poster.day.day],
        "drawing": poster.drawing and drawable(poster.drawing),
        "map_text": plain(poster.map_text),
        "code": poster.code,
        "code_text": plain(poster.code_text),
        "sources": breakable(_named(poster)),
        "contact": [breakable(line) for line in poster.contact],
    }
    return typeset("poster", told, poster.day)


def _named(poster: Poster) -> str:
    """Return whom to name for the base map; on paper the licence is told by its name alone."""
    named = ", ".join(str(one["text"]) for one in poster.sources)
    return f"{poster.sources_lead}{named}" if named else ""


def _code(address: str) -> str:
    """Return the QR code of an address as SVG: black on what lies behind it."""
    import segno  # no other page needs it

    out = BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, omitsize=True, border=2, nl=False
    )
    return out.getvalue().decode()


def _contact(place: Municipality | None, t: Translator) -> tuple[str, ...]:
    """Return whose contact card it is, and its lines."""
    if place is None or not place.card:
        return ()
    return (t("web.contact.title", municipality=place.name), *place.card)
