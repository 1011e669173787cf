"""Borders on the way: kept as a draft, put forward as a proposal, answered; `publishing` puts them in force.

All coordinates are easting, northing in metres in the register's CRS.
"""

from dataclasses import dataclass, replace

from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.doing import Doing, line
from grannsamverkan.domain.access import EVERYWHERE, Deed, Who, may
from grannsamverkan.domain.drafts import Draft, DraftState
from grannsamverkan.domain.geometry import clean
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.exchange.personal_numbers import says_personal_number
from grannsamverkan.register import Change, Register

LONGEST_MESSAGE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What someone has drawn, and of which area; a new one has only its municipality and a name."""

    municipality: str
    polygon: BaseGeometry
    area_id: str | None = None
    name: str | None = None
    base_seq: int = 0
    draft_id: str | None = None


def save(doing: Doing, sketch: Sketch) -> Draft:
    """Keep what someone has drawn as a draft of their own, in the place of the draft it goes on with.

    Raises:
        NotFound: they may not draw there. Refused: it is no polygon that can be drawn.
    """
    deed = Deed.DRAW_AREA if _draws(doing.who, sketch) else Deed.PROPOSE_BOUNDARY
    doing.require(deed, municipality=sketch.municipality, area_id=sketch.area_id)
    polygon = clean(sketch.polygon).polygon
    with doing.change("save_draft") as change:
        known = _own(change, doing.who, sketch.draft_id) if sketch.draft_id else None
        going_on = known if known and known.state is DraftState.DRAFT else None
        draft = Draft(
            id=going_on.id if going_on else doing.new_id(doing.now),
            municipality=sketch.municipality,
            area_id=sketch.area_id,
            name=line(sketch.name),
            polygon=polygon,
            base_seq=sketch.base_seq,
            made_by=doing.who.id,
            made_at=doing.now,
        )
        change.private.put(draft)
    return draft


def _draws(who: Who, sketch: Sketch) -> bool:
    return may(
        who, Deed.DRAW_AREA, municipality=sketch.municipality, area_id=sketch.area_id
    ).allowed


def _own(change: Change, who: Who, draft_id: str) -> Draft:
    """Return one of a person's own drafts; another's is not there for them.

    Raises:
        NotFound: none of theirs.
    """
    draft = change.private.get(Draft, draft_id)
    if draft is None or draft.made_by != who.id:
        raise NotFound("access.not_found")
    return draft


def message(text: str, *, needed: str | None = None) -> str | None:
    """Return a text that one person writes another.

    Raises:
        Refused: it is missing, too long, or holds a personal identity number.
    """
    plain = text.strip()
    if not plain and needed is not None:
        raise Refused(needed)
    if len(plain) > LONGEST_MESSAGE:
        raise Refused("drafts.too_long", longest=LONGEST_MESSAGE)
    if says_personal_number(plain):
        raise Refused("deed.personal_number")
    return plain or None


def discard(doing: Doing, draft_id: str) -> None:
    """Throw a draft of one's own away; a proposal is taken back and stays as that.

    Raises:
        NotFound: none of theirs.
    """
    with doing.change("discard_draft") as change:
        draft = _own(change, doing.who, draft_id)
        if draft.state is DraftState.PROPOSED:
            change.private.put(replace(draft, state=DraftState.WITHDRAWN, decided_at=doing.now))
        else:
            change.private.remove(Draft, draft_id)


def propose(doing: Doing, sketch: Sketch, text: str) -> Draft:
    """Put a border forward for those who decide, with a message to them.

    Raises:
        NotFound: not this person's area, or a new one, which a contact cannot propose.
        Refused: no message, or no polygon that can be drawn.
    """
    if sketch.area_id is None:
        raise NotFound("access.not_found")
    doing.require(Deed.PROPOSE_BOUNDARY, municipality=sketch.municipality, area_id=sketch.area_id)
    said = message(text, needed="drafts.message_missing")
    draft = save(doing, sketch)
    proposed = replace(draft, state=DraftState.PROPOSED, message=said)
    with doing.change("propose_boundary") as change:
        change.private.put(proposed)
    return proposed


def proposal(register: Register, who: Who, draft_id: str) -> Draft:
    """Return a draft that a person may see: one of their own, or a proposal that they may decide on.

    Raises:
        NotFound: there is none.
    """
    with register.looking() as private:
        draft = private.get(Draft, draft_id)
    if draft is None or not _sees(who, draft):
        raise NotFound("access.not_found")
    return draft


def _sees(who: Who, draft: Draft) -> bool:
    if draft.state is DraftState.DECLINED:  # a place, told of where one plans
        return False
    if draft.made_by == who.id:
        return True
    decides = may(who, Deed.DECIDE_PROPOSAL, municipality=draft.municipality).allowed
    return decides and draft.state is not DraftState.DRAFT


def drafts_for(register: Register, who: Who, *, area_id: str | None = None) -> tuple[Draft, ...]:
    """Return the drafts and proposals that a person may see, the newest first; of one area if it is named."""
    with register.looking() as private:
        equal = {} if area_id is None else {"area_id": area_id}
        found = private.find(Draft, **equal)
    return tuple(sorted((one for one in found if _sees(who, one)), key=_newest_first))


def _newest_first(draft: Draft) -> tuple[float, str]:
    return -draft.made_at.timestamp(), draft.id


def answer(doing: Doing, draft_id: str, text: str) -> Draft:
    """Answer a proposal in words; it is not put in force.

    Raises:
        NotFound: no such proposal, or not for this person. Conflict: it has been decided on.
        Refused: no words.
    """
    said = message(text, needed="drafts.answer_missing")
    with doing.change("answer_proposal") as change:
        draft = waiting(doing, change.private.get(Draft, draft_id))
        answered = decided(doing, draft, DraftState.ANSWERED, said)
        change.private.put(answered)
    return answered


def waiting(doing: Doing, draft: Draft | None) -> Draft:
    """Return a proposal that waits for this person's decision.

    Raises:
        NotFound: no such proposal, or not for them. Conflict: it has been decided on.
    """
    if draft is None or draft.state is DraftState.DRAFT:
        raise NotFound("access.not_found")
    doing.require(Deed.DECIDE_PROPOSAL, municipality=draft.municipality)
    if draft.state is not DraftState.PROPOSED:
        raise Conflict("drafts.decided")
    return draft


def decided(doing: Doing, draft: Draft, state: DraftState, said: str | None) -> Draft:
    """Return a proposal with a person's decision."""
    return replace(draft, state=state, answer=said, decided_by=doing.who.id, decided_at=doing.now)


def decides_somewhere(who: Who) -> bool:
    """Say whether a person decides on proposals anywhere."""
    places = who.municipalities(Deed.DECIDE_PROPOSAL)
    return bool(places) or EVERYWHERE in places
