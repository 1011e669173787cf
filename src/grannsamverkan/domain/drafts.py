"""Borders that are not in force: a draft of one's own, and a proposal that waits for someone's answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shapely import MultiPolygon


class DraftState(StrEnum):
    """How far it has come with a draft."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    """A place where no area is to be proposed; it holds until someone takes that back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A border that someone draws for an area, or for one that is not there yet.

    Attributes:
        polygon: easting, northing in metres in the register's CRS.
        base_seq: the newest change of the area when the drawing began, to tell whether it has changed since.
        made_by, decided_by: accounts.
    """

    id: str
    municipality: str
    area_id: str | None = None
    name: str | None = None
    polygon: MultiPolygon | None = None
    base_seq: int = 0
    state: DraftState = DraftState.DRAFT
    made_by: str
    made_at: datetime
    message: str | None = None
    answer: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
