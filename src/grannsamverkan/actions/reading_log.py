"""That someone read personal data: noted where the data are shown, before they are, and told to who answers for them."""

from dataclasses import dataclass

import sqlalchemy as sa

from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.access import EVERYWHERE, Deed, Who
from grannsamverkan.domain.privacy import Reading
from grannsamverkan.register import Register
from grannsamverkan.register.mapping import object_of
from grannsamverkan.register.schema import PRIVATE


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


@dataclass(frozen=True, slots=True)
class Log:
    """Some readings, newest first, of so many."""

    readings: tuple[Reading, ...]
    number: int


def log_of_readings(  # whose readings, of whom, and how many of them
    register: Register,
    who: Who,
    *,
    person_id: str = "",
    account_id: str = "",
    limit: int = 100,
    after: int = 0,
) -> Log:
    """Return the log of who read what in the municipalities one answers for, newest first.

    `person_id` and `account_id` limit it where they are given; the first `after` are passed over.
    """
    table = PRIVATE[Reading].c
    mine = who.municipalities(Deed.SEE_PRIVACY)
    conditions: list[sa.ColumnElement[bool]] = []
    conditions += [] if EVERYWHERE in mine else [table.municipality.in_(sorted(mine))]
    conditions += [table.person_id == person_id] if person_id else []
    conditions += [table.account_id == account_id] if account_id else []
    counted = sa.select(sa.func.count()).select_from(PRIVATE[Reading]).where(*conditions)
    query = sa.select(PRIVATE[Reading]).where(*conditions)
    query = query.order_by(table.at.desc(), table.id.desc()).limit(limit).offset(after)
    with register.looking() as private:
        number = private.connection.execute(counted).scalar_one()
        rows = private.connection.execute(query).mappings()
        return Log(tuple(object_of(Reading, row) for row in rows), number)
