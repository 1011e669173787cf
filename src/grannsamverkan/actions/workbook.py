"""The register as a workbook: areas, contacts, signs, activities, households, history, and what it is."""

from dataclasses import dataclass
from pathlib import Path

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.reading_log import note_reading
from grannsamverkan.actions.workbook_pages import Pages
from grannsamverkan.domain.access import EVERYWHERE, Deed
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.errors import NotFound
from grannsamverkan.exchange.workbook import Page, write_workbook
from grannsamverkan.i18n import Translator

READING = "workbook"
"""What the log of readings calls a workbook with contacts."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What a workbook holds: how many areas, and how many contacts, None where they were left out."""

    areas: int
    contacts: int | None


def export_workbook(
    doing: Doing, target: Path, t: Translator, *, contacts: bool = True
) -> Exported:
    """Write the areas that someone may take out, as they are now, with all that is about them.

    Contacts are left out where they are not wanted or may not be seen; that they were read is
    noted for each municipality before the file is written.

    Raises:
        NotFound: there is no municipality to take anything out of. Refused: the target cannot be written.
    """
    places = _places(doing, Deed.EXPORT)
    if not places:
        raise NotFound("access.not_found")
    seen = [one for one in _places(doing, Deed.SEE_CONTACTS) if contacts and one in places]
    book = Pages(doing, t, doing.register.present(), {one.code: one for one in places})
    people: Page | None = None
    if seen:
        for one in seen:
            note_reading(doing, what=READING, municipality=one.code)
        people = book.contacts({one.code for one in seen})
    pages = [
        book.areas(),
        *([people] if people else []),
        book.signs(),
        book.activities(),
        book.households(),
        book.history(),
        book.about(with_contacts=people is not None),
    ]
    write_workbook(pages, target, about=book.attribution)
    return Exported(len(book.timelines), len(people.rows) if people else None)


def _places(doing: Doing, deed: Deed) -> list[Municipality]:
    codes = doing.who.municipalities(deed)
    return [
        one for one in doing.register.municipalities() if EVERYWHERE in codes or one.code in codes
    ]
