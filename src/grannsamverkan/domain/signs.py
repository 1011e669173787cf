"""Signs of an area: from the order to the removal, in what state they are, and what they need."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.period import months_before

PERMIT_DAYS = 60
"""So many days before a permit expires it is time to renew it."""

LIVING = frozenset({Status.PLANNED, Status.FORMING, Status.ACTIVE})
"""The states of an area for which signs are ordered."""

INSPECTION_MONTHS = 12
"""A sign that nobody has looked at for so long is told; neighbours meet once a year, and pass it."""


class SignKind(StrEnum):
    """Where a sign stands."""

    ENTRY = "entry"
    STAIRWELL = "stairwell"
    HARBOUR = "harbour"


class PermitBody(StrEnum):
    """Who has to permit a sign."""

    NONE = "none"
    MUNICIPALITY = "municipality"
    COUNTY = "county"
    ROAD_AUTHORITY = "road_authority"


class Condition(StrEnum):
    """In what state a sign was when it was last looked at."""

    OK = "ok"
    FADED = "faded"
    BROKEN = "broken"
    TAGGED = "tagged"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One sign and its dates; each is None until it has happened.

    Attributes:
        x, y: easting, northing in metres of a point at the road, never at a house; None where unknown.
        consent_on: when the owner of the ground, or of the house, agreed.
        permit_body: who has to permit it, NONE where nobody has; None while nobody has found out.
        permit_expires_on: the last day of the permit; None where it does not expire.
        condition, inspected_on: as it was when it was last looked at.
    """

    id: str
    area_id: str
    kind: SignKind = SignKind.ENTRY
    x: float | None = None
    y: float | None = None
    ordered_on: date | None = None
    consent_on: date | None = None
    permit_body: PermitBody | None = None
    permit_ref: str | None = None
    permit_expires_on: date | None = None
    delivered_on: date | None = None
    mounted_on: date | None = None
    condition: Condition | None = None
    inspected_on: date | None = None
    removed_on: date | None = None
    removal_reason: str | None = None

    def up(self, on: date) -> bool:
        """Say whether the sign is up on a day."""
        mounted = self.mounted_on is not None and self.mounted_on <= on
        return mounted and (self.removed_on is None or on < self.removed_on)

    @property
    def defect(self) -> bool:
        """Whether it was not in order when it was last looked at, and has not been removed since."""
        return self.removed_on is None and self.condition not in {None, Condition.OK}

    @property
    def stage(self) -> "Stage":
        """How far the sign has come."""
        return [one for one in Stage if getattr(self, f"{one.value}_on", self.id) is not None][-1]


class Stage(StrEnum):
    """How far a sign has come, each stage named as its day."""

    LISTED = "listed"
    ORDERED = "ordered"
    DELIVERED = "delivered"
    MOUNTED = "mounted"
    REMOVED = "removed"


class Need(StrEnum):
    """What someone has to do about a sign."""

    DEFECT = "defect"
    PERMIT_EXPIRES = "permit_expires"
    UNINSPECTED = "uninspected"
    TO_ORDER = "to_order"
    TO_REMOVE = "to_remove"


def needs(sign: Sign, on: date, status: Status) -> tuple[Need, ...]:
    """Return what a sign needs on a day, in an area of that state.

    A sign stands only where the area is active, and is ordered only where it is so or on its way there.
    """
    return tuple(_needs(sign, on, status))


def _needs(sign: Sign, on: date, status: Status) -> Iterator[Need]:
    if sign.removed_on is not None:
        return
    if sign.defect:
        yield Need.DEFECT
    expires = sign.permit_expires_on
    if expires is not None and expires <= on + timedelta(days=PERMIT_DAYS):
        yield Need.PERMIT_EXPIRES
    seen = sign.inspected_on or sign.mounted_on
    if sign.up(on) and seen is not None and seen < months_before(on, INSPECTION_MONTHS):
        yield Need.UNINSPECTED
    if status in LIVING and sign.stage is Stage.LISTED:
        yield Need.TO_ORDER
    if sign.up(on) and status is not Status.ACTIVE:
        yield Need.TO_REMOVE
