"""That someone read personal data: noted where the data are shown, before they are."""

from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.privacy import Reading


def note_reading(
    doing: Doing, *, what: str, municipality: str, person_id: str | None = None
) -> None:
    """Note that whoever does this saw the data of a person, or a list of many (no `person_id`).

    `what` is a word for the page or file (`contact`, `contact_list`), never anything of the data.
    """
    reading = Reading(
        id=doing.new_id(doing.now),
        at=doing.now,
        account_id=doing.who.id,
        what=what,
        municipality=municipality,
        person_id=person_id,
    )
    with doing.register.private() as private:
        private.put(reading)
