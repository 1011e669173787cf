"""Signs: listed, ordered, permitted, delivered, mounted, looked at, taken down.

Signs belong where there is running activity: what is done too early is refused or told, by the rules
in `domain.sign_gates`. A sign is named by its own id, or several by theirs, for one deed often
concerns them all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TypedDict, Unpack

from shapely import Point

from grannsamverkan.actions.deeds import (
    Outcome,
    area_to,
    distinct,
    hold_to_seen,
    not_far_off,
    not_to_come,
    outcome,
)
from grannsamverkan.actions.doing import Doing, line
from grannsamverkan.crs import to_metric
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import Timeline, last, version_on
from grannsamverkan.domain.findings import Finding, stopping
from grannsamverkan.domain.sign_gates import SignStep, check_sign
from grannsamverkan.domain.signs import Condition, PermitBody, Sign, SignKind
from grannsamverkan.errors import NotFound, Phrase, Refused
from grannsamverkan.register import Change, Register

MOST_AT_ONCE = 50
PERMIT_YEARS = 50
"""No permit of which the last day is known lasts longer."""

FARTHEST_M = 2_000
"""A sign stands where one comes into its area; a place farther off than this is a mistake."""

STEPS: Mapping[str, SignStep] = {
    "ordered_on": SignStep.ORDER,
    "delivered_on": SignStep.DELIVER,
    "mounted_on": SignStep.MOUNT,
}
"""The days of a sign that ask for something, each with the step that it is the day of."""

_IN_ORDER = ("ordered_on", "delivered_on", "mounted_on", "removed_on")
_HAVE_BEEN = (*_IN_ORDER, "consent_on", "inspected_on")


class Facts(TypedDict, total=False):
    """What can be said of a sign; see `domain.signs.Sign`."""

    kind: SignKind
    ordered_on: date | None
    consent_on: date | None
    permit_body: PermitBody | None
    permit_ref: str | None
    permit_expires_on: date | None
    delivered_on: date | None
    mounted_on: date | None
    condition: Condition | None
    inspected_on: date | None
    removed_on: date | None
    removal_reason: str | None
    x: float | None
    y: float | None


def sign_of(register: Register, sign_id: str) -> Sign:
    """Return a sign by its id alone.

    Raises:
        NotFound: no such sign.
    """
    return _signs(register, [sign_id])[0]


def _signs(register: Register, ids: Iterable[str]) -> list[Sign]:
    wanted = dict.fromkeys(ids)
    signs = (sign for some in register.present().facts[Sign].values() for sign in some)
    found = {sign.id: sign for sign in signs if sign.id in wanted}
    if not wanted or len(found) < len(wanted):
        raise NotFound("access.not_found")
    return [found[one] for one in wanted]


def list_signs(
    doing: Doing, area_id: str, *, number: int = 1, **facts: Unpack[Facts]
) -> Outcome[tuple[Sign, ...]]:
    """Enter so many signs of an area that are alike, none of which need stand yet.

    Raises:
        NotFound: no such area. Refused: too many or none, or what `alter` refuses.
    """
    if not 1 <= number <= MOST_AT_ONCE:
        raise Refused("signs.number", most=MOST_AT_ONCE)
    with doing.change("list_signs") as change:
        timeline = area_to(doing, change, area_id, Deed.MANAGE_SIGNS)
        fresh = [Sign(id=doing.new_id(doing.now), area_id=area_id) for _ in range(number)]
        after = [_with(one, facts) for one in fresh]
        notes = [
            note
            for before, one in zip(fresh, after, strict=True)
            for note in _held_to_law(doing, change, timeline, before, one)
        ]
        change.set_facts(Sign, area_id, [*change.facts(Sign, area_id), *after])
    return outcome(change, tuple(after), notes)


def alter(
    doing: Doing,
    sign_ids: Sequence[str],
    *,
    action: str = "change_sign",
    seen: str | None = None,
    **facts: Unpack[Facts],
) -> Outcome[tuple[Sign, ...]]:
    """Let the same be so of one or several signs.

    Raises:
        NotFound: no such sign. Conflict: the one is not as it was seen.
        Refused: it is so already, days to come or out of order, or a step before its time.
    """
    return _altered(doing, sign_ids, Deed.MANAGE_SIGNS, action, facts, seen=seen)


def _altered(
    doing: Doing,
    sign_ids: Sequence[str],
    deed: Deed,
    action: str,
    facts: Facts,
    *,
    seen: str | None = None,
) -> Outcome[tuple[Sign, ...]]:
    wanted = _signs(doing.register, sign_ids)
    done: dict[str, Sign] = {}
    notes: list[Phrase] = []
    with doing.change(action) as change:
        for area_id in dict.fromkeys(sign.area_id for sign in wanted):
            timeline = area_to(doing, change, area_id, deed)
            known = {sign.id: sign for sign in change.facts(Sign, area_id)}
            for sign in (known[one.id] for one in wanted if one.area_id == area_id):
                hold_to_seen(sign, seen)
                after = _with(sign, facts)
                notes += _held_to_law(doing, change, timeline, sign, after)
                known[sign.id] = done[sign.id] = after
            change.set_facts(Sign, area_id, known.values())
        if change.empty:
            raise Refused("deed.nothing_to_change")
    return outcome(change, tuple(done[one.id] for one in wanted), notes)


def _with(sign: Sign, facts: Facts) -> Sign:
    stated: dict[str, object] = dict(facts)
    for key in ("permit_ref", "removal_reason"):
        if key in stated:
            stated[key] = line(str(stated[key] or ""))
    return replace(sign, **stated)  # type: ignore[arg-type]  # fields known by name only


def _held_to_law(
    doing: Doing, change: Change, timeline: Timeline, before: Sign, after: Sign
) -> list[Phrase]:
    """Hold a sign to what can be, and return what speaks against it nevertheless."""
    not_to_come(doing, *(getattr(after, name) for name in _HAVE_BEEN))
    not_far_off(doing, after.permit_expires_on, years=PERMIT_YEARS)
    days = [day for name in _IN_ORDER if (day := getattr(after, name)) is not None]
    for first, then in pairwise(days):
        if then < first:
            raise Refused("signs.out_of_order", first=first, then=then)
    if after.inspected_on is not None and after.inspected_on != before.inspected_on:
        _hold_newest(before, after.mounted_on, after.inspected_on)
    if (after.x, after.y) != (before.x, before.y):
        _hold_near(change, timeline, after)
    return [] if doing.from_records else _gated(timeline, before, after)


def _hold_newest(before: Sign, mounted_on: date | None, looked_on: date) -> None:
    """Let what was seen of a sign stand until someone has looked again, and count from when it was up."""
    newest = before.inspected_on
    if newest is not None and looked_on < newest:
        raise Refused("signs.looked_at_since", on=newest, condition=before.condition)
    if mounted_on is not None and looked_on < mounted_on:
        raise Refused("signs.not_up_yet", on=mounted_on)


def _gated(timeline: Timeline, before: Sign, after: Sign) -> list[Phrase]:
    """Return what to mind in the steps that a sign takes.

    Raises:
        Refused: a step comes before its time; the text says what is missing and how to mend it.
    """
    found: list[Finding] = []
    for field, step in STEPS.items():
        day = getattr(after, field)
        if day is not None and day != getattr(before, field):
            version = version_on(timeline, day)
            found += check_sign(step, after, version.status if version else None, day)
    stops = stopping(found)
    if stops:
        said = [text for one in stops for text in (one.text, one.mend)]
        raise Refused("signs.too_early", why=distinct(said))
    return [one.text for one in found if not one.passed]


def _hold_near(change: Change, timeline: Timeline, sign: Sign) -> None:
    """Refuse a place that is far from the area; where no border is drawn, any place will do."""
    outline_id = last(timeline).outline_id
    if outline_id is None or sign.x is None or sign.y is None:
        return
    polygon = change.outlines([outline_id])[outline_id].polygon
    away_m = round(polygon.distance(Point(sign.x, sign.y)))
    if away_m > FARTHEST_M:
        raise Refused("signs.far_away", m=away_m)


def order(doing: Doing, sign_ids: Sequence[str], on: date) -> Outcome[tuple[Sign, ...]]:
    """Note that signs were ordered; before the area is active that is told, and not refused."""
    return alter(doing, sign_ids, action="order_signs", ordered_on=on)


def consent(doing: Doing, sign_ids: Sequence[str], on: date) -> Outcome[tuple[Sign, ...]]:
    """Note that whoever owns the ground, or the house, agreed to signs."""
    return alter(doing, sign_ids, action="consent_to_signs", consent_on=on)


def permit(
    doing: Doing,
    sign_ids: Sequence[str],
    body: PermitBody,
    *,
    ref: str | None = None,
    expires_on: date | None = None,
) -> Outcome[tuple[Sign, ...]]:
    """Note who has to permit signs, the permit's reference, and its last day."""
    return alter(
        doing,
        sign_ids,
        action="permit_signs",
        permit_body=body,
        permit_ref=ref,
        permit_expires_on=expires_on,
    )


def deliver(doing: Doing, sign_ids: Sequence[str], on: date) -> Outcome[tuple[Sign, ...]]:
    """Note that signs came to an area, which has to be active."""
    return alter(doing, sign_ids, action="deliver_signs", delivered_on=on)


def mount(doing: Doing, sign_ids: Sequence[str], on: date) -> Outcome[tuple[Sign, ...]]:
    """Note that signs were put up in an area, which has to be active."""
    return alter(doing, sign_ids, action="mount_signs", mounted_on=on)


def remove(
    doing: Doing, sign_ids: Sequence[str], on: date, why: str = ""
) -> Outcome[tuple[Sign, ...]]:
    """Note that signs were taken down, or an order taken back, and why."""
    return alter(doing, sign_ids, action="remove_signs", removed_on=on, removal_reason=why)


def inspect(
    doing: Doing, sign_id: str, condition: Condition, on: date
) -> Outcome[tuple[Sign, ...]]:
    """Note in what state a sign was on a day; a contact may, of their own area.

    Raises:
        NotFound: no such sign. Refused: it has been taken down, was not up yet or has been looked at
            since, or a day to come.
    """
    (sign,) = _signs(doing.register, [sign_id])
    if sign.removed_on is not None:
        raise Refused("signs.removed", on=sign.removed_on)
    facts: Facts = {"condition": condition, "inspected_on": on}
    return _altered(doing, [sign_id], Deed.INSPECT_SIGN, "inspect_sign", facts)


def place(
    doing: Doing, sign_id: str, *, lon: float | None, lat: float | None
) -> Outcome[tuple[Sign, ...]]:
    """Note where at the road a sign stands (degrees, CRS84), or that nobody knows (None).

    Raises:
        NotFound: no such sign. Refused: not on earth, or far from the area.
    """
    facts: Facts = {"x": None, "y": None}
    if lon is not None and lat is not None:
        x, y = to_metric(lon, lat, target=doing.register.info.crs)
        facts = {"x": round(x, 1), "y": round(y, 1)}
    return _altered(doing, [sign_id], Deed.INSPECT_SIGN, "place_sign", facts)
