"""Signs of an area: from the order to the removal, and in what state they are."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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
