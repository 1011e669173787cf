"""What becomes of a proposal of a plan: a planned area, a drawing to go on with, or a no that is remembered."""

from dataclasses import dataclass

from grannsamverkan.actions import areas, drafts
from grannsamverkan.actions.doing import Doing, line
from grannsamverkan.actions.drafts import Sketch, message
from grannsamverkan.actions.plan_told import Proposed, Told
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.drafts import Draft, DraftState
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Conflict, NotFound
from grannsamverkan.register import Register


@dataclass(frozen=True, slots=True)
class Accepted:
    """The area that a proposal became, and the change it is undone by."""

    area_id: str
    seq: int


def told_of(proposed: Proposed, key: str) -> Told:
    """Return the proposal that a form names.

    Raises:
        Conflict: the plan has another by now: areas, roads or homes have changed.
    """
    found = next((one for one in proposed.told if one.key == key), None)
    if found is None:
        raise Conflict("planning.changed")
    return found


def accept(doing: Doing, proposed: Proposed, key: str, *, name: str = "") -> Accepted:
    """Enter a proposal as a planned area with its outline, which is drawn on like that of any other.

    Raises:
        NotFound: not for this person. Conflict: the proposal is no longer there.
    """
    told = told_of(proposed, key)
    area_id = areas.found(
        doing,
        name=name or told.name,
        municipality=proposed.planned.place.code,
        event=Event.PROPOSE_AREA,
        on=StatedDate(doing.today),
        polygon=told.polygon,
        locality=told.proposal.locality or None,
    )
    return Accepted(area_id, doing.register.changes(area_id=area_id)[0].seq)


def draw_on(doing: Doing, proposed: Proposed, key: str) -> Draft:
    """Keep the outline of a proposal as a draft of one's own, to be drawn on before anything is entered.

    Raises:
        NotFound: not for this person. Conflict: the proposal is no longer there.
    """
    told = told_of(proposed, key)
    sketch = Sketch(municipality=proposed.planned.place.code, polygon=told.polygon, name=told.name)
    return drafts.save(doing, sketch)


def veto(doing: Doing, proposed: Proposed, key: str, note: str) -> Draft:
    """Remember that a place is not to be proposed, and why; every later plan leaves it out.

    Raises:
        NotFound: not for this person. Refused: no note. Conflict: the proposal is no longer there.
    """
    place = proposed.planned.place.code
    doing.require(Deed.FOUND_AREA, municipality=place)
    said, told = message(note, needed="planning.note_missing"), told_of(proposed, key)
    declined = Draft(
        id=doing.new_id(doing.now),
        municipality=place,
        name=line(told.name),
        polygon=told.polygon,
        state=DraftState.DECLINED,
        made_by=doing.who.id,
        made_at=doing.now,
        message=said,
    )
    with doing.change("veto_proposal") as change:
        change.private.put(declined)
    return declined


def lift(doing: Doing, veto_id: str) -> None:
    """Let a place be proposed again.

    Raises:
        NotFound: no such veto, or not for this person.
    """
    with doing.change("lift_veto") as change:
        found = change.private.get(Draft, veto_id)
        if found is None or found.state is not DraftState.DECLINED:
            raise NotFound("access.not_found")
        doing.require(Deed.FOUND_AREA, municipality=found.municipality)
        change.private.remove(Draft, veto_id)


def vetoes(register: Register, municipality: str) -> tuple[Draft, ...]:
    """Return the places that a municipality has said no to, the latest first."""
    with register.looking() as private:
        found = private.find(Draft, state=DraftState.DECLINED, municipality=municipality)
    return tuple(sorted(found, key=lambda one: one.id, reverse=True))
