"""What staff do with residents' interests: log them, take them on, handle them, let areas come of them.

An interest lies outside the ledger, so that it can be erased; the journal says who did what to it by
an id that says nothing of the resident.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from grannsamverkan.actions import areas
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.interest_told import Told, interest_of
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.interests import Handling, Interest
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.register import Change
from grannsamverkan.register.private import Private

FOUNDING = (Event.PROPOSE_AREA, Event.REGISTER_INTEREST)
"""How an area can come of interests: planned, or an interest in the register of areas."""


def log_interest(doing: Doing, told: Told) -> str:
    """Log what a resident wishes and return the interest's id; it is kept as long as policy says.

    Raises:
        NotFound: no such municipality, or not theirs to log in. Refused: no place is named, or a
            telephone number, mail address or number of households that can be none.
    """
    doing.require(Deed.MANAGE_INTERESTS, municipality=told.municipality)
    months = doing.register.present().policies[told.municipality].interest_retention_months
    interest = interest_of(told, new_id=doing.new_id(doing.now), on=doing.today, months=months)
    with doing.change("log_interest") as change:
        if change.municipality(told.municipality) is None:
            raise NotFound("interest.unknown_municipality", code=told.municipality)
        change.private.put(interest)
        change.subject = interest.id
    return interest.id


def take_on(doing: Doing, interest_id: str) -> None:
    """Let the person who does it be the one who handles an interest.

    Raises:
        NotFound: no such interest. Refused: it is theirs already.
    """
    with _of_one(doing, "take_on_interest", interest_id) as (private, interest):
        if interest.handler == doing.who.id:
            raise Refused("interest.yours")
        private.put(replace(interest, handler=doing.who.id))


def handle(
    doing: Doing, interest_id: str, state: Handling, *, seen: Handling | None = None
) -> None:
    """Say how far it has come with an interest; whoever handles one that nobody has taken on, takes it on.

    Args:
        doing: who does it.
        interest_id: which interest.
        state: how far it has come.
        seen: what the person believed it to be.

    Raises:
        NotFound: no such interest. Conflict: someone was before them.
        Refused: an area has come of it, or is to, which is another deed; or it is so already.
    """
    with _of_one(doing, "handle_interest", interest_id) as (private, interest):
        if seen is not None and seen is not interest.state:
            raise Conflict("interest.changed_since", state=interest.state)
        if state is Handling.BECAME_AREA:
            raise Refused("interest.found_instead")
        if interest.state is Handling.BECAME_AREA and _area_stands(doing, interest):
            raise Refused("interest.became_area")
        if state is interest.state:
            raise Refused("interest.so_already", state=state)
        private.put(replace(interest, state=state, handler=interest.handler or doing.who.id))


def _area_stands(doing: Doing, interest: Interest) -> bool:
    """Say whether the area that came of an interest is still in the register; its founding can be undone."""
    return interest.area_id in doing.register.present().timelines


def become_area(
    doing: Doing,
    interest_ids: Collection[str],
    *,
    name: str,
    event: Event = Event.PROPOSE_AREA,
    locality: str | None = None,
    area_type: AreaType | None = None,
) -> str:
    """Found one area of several interests and return its id; the interests point at it from now on.

    The border is drawn by someone who looks at the ground: one laid around the interests would keep
    for ever where they came from.

    Raises:
        NotFound: no such interest. Conflict: an area has come of one already.
        Refused: none is named, they lie in several municipalities, or the area can not be founded.
    """
    if event not in FOUNDING:
        raise Refused("lifecycle.not_a_founding", event=event)
    with doing.register.looking() as private:
        municipality = _one_municipality(doing, private, interest_ids)
    doing.require(Deed.FOUND_AREA, municipality=municipality)
    area_id = areas.found(
        doing,
        name=name,
        municipality=municipality,
        event=event,
        on=StatedDate(doing.today),
        locality=locality,
        area_type=area_type,
    )
    with doing.change("interest_to_area") as change:
        change.subject = area_id
        for interest in _waiting(doing, change.private, interest_ids):
            done = replace(interest, state=Handling.BECAME_AREA, area_id=area_id)
            change.private.put(replace(done, handler=interest.handler or doing.who.id))
    return area_id


def _one_municipality(doing: Doing, private: Private, interest_ids: Iterable[str]) -> str:
    found = {interest.municipality for interest in _waiting(doing, private, interest_ids)}
    if len(found) != 1:
        raise Refused("interest.one_municipality" if found else "interest.none_chosen")
    return found.pop()


def _waiting(doing: Doing, private: Private, interest_ids: Iterable[str]) -> list[Interest]:
    """Return interests of which no area has come."""
    found = [_known(doing, private, one) for one in sorted(set(interest_ids))]
    if any(one.state is Handling.BECAME_AREA and _area_stands(doing, one) for one in found):
        raise Conflict("interest.became_area")
    return found


def erase_interest(doing: Doing, interest_id: str) -> None:
    """Erase an interest, as the resident can ask for.

    Raises:
        NotFound: no such interest.
    """
    with _of_one(doing, "erase_interest", interest_id) as (private, interest):
        private.remove(Interest, interest.id)
    if not doing.dry:
        doing.register.scrub()


def _known(doing: Doing, private: Private, interest_id: str) -> Interest:
    interest = private.get(Interest, interest_id)
    if interest is None:
        raise NotFound("interest.not_found")
    doing.require(Deed.MANAGE_INTERESTS, municipality=interest.municipality)
    return interest


@contextmanager
def _of_one(doing: Doing, action: str, interest_id: str) -> Iterator[tuple[Private, Interest]]:
    """Open the change that is about one interest."""
    change: Change
    with doing.change(action) as change:
        change.subject = interest_id
        yield change.private, _known(doing, change.private, interest_id)
