"""What one row of a list makes of one area: a timeline, decided before anything of it is kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapely import MultiPolygon

from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain import areas as domain
from grannsamverkan.domain.areas import AreaVersion, Municipality, Timeline
from grannsamverkan.domain.disclosure import first_active
from grannsamverkan.domain.geometry import Outline, outline_of, same_line, shared
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import Period, StatedDate
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.records import AreaRecord

_ENTERED_BY = {
    Status.INTEREST: Event.REGISTER_INTEREST,
    Status.PLANNED: Event.PROPOSE_AREA,
    Status.FORMING: Event.BOOK_START_MEETING,
    Status.ACTIVE: Event.INHERIT,
    Status.DORMANT: Event.LAPSE,
    Status.CLOSED: Event.CLOSE,
    Status.WITHDRAWN: Event.WITHDRAW,
}
_CHANGED_BY = {**_ENTERED_BY, Status.ACTIVE: Event.START}
_STARTED = (Status.ACTIVE, Status.DORMANT, Status.CLOSED)
_FOLLOWING = {
    Status.INTEREST: {Status.PLANNED, Status.FORMING, *_STARTED, Status.WITHDRAWN},
    Status.PLANNED: {Status.FORMING, *_STARTED, Status.WITHDRAWN},
    Status.FORMING: {*_STARTED, Status.WITHDRAWN},
    Status.ACTIVE: {Status.DORMANT, Status.CLOSED},
    Status.DORMANT: {Status.FORMING, Status.ACTIVE, Status.CLOSED},
}
"""The states a list may find an area in later; what happened in between was not written down."""

_ENDED = frozenset({Status.DORMANT, Status.CLOSED})
_FIELDS = {"locality": "locality", "type": "area_type", "verification": "verification"}
_ULID = re.compile("[0-9A-HJKMNP-TV-Z]{26}")


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be believed of an area, and its outline where the row draws a new one."""

    timeline: Timeline
    outline: Outline | None


@dataclass(frozen=True, slots=True)
class Rows:
    """What holds for every row of a list: by whom, for which municipalities, what if it says nothing."""

    doing: Doing
    municipalities: Mapping[str, Municipality]
    status: Status | None
    valid_from: StatedDate | None
    municipality: str | None = None

    def enter(self, record: AreaRecord) -> Decision:
        """Return the timeline of an area that the register does not know yet.

        Without status it is active and inherited; without a date it began before today.

        Raises:
            Refused: a status no list can give, a day to come, or no municipality can be told.
        """
        status = record.values.get("status", self.status or Status.ACTIVE)
        if not isinstance(status, Status) or status not in _ENTERED_BY:
            raise Refused("imports.status_needs_event", status=status)
        yesterday = StatedDate.before(self.doing.today)
        since = self._stated_start(record) or self.valid_from or yesterday
        inherits = status is Status.ACTIVE or status in _ENDED
        outline = self._outline(record)
        first = AreaVersion(
            area_id=self._id(record),
            period=Period(since.counts_on),
            precision=since.precision,
            event=Event.INHERIT if inherits else _ENTERED_BY[status],
            status=Status.ACTIVE if inherits else status,
            name=record.name,
            code=record.code,
            municipality=self._municipality(record),
            inherited=inherits,
            **_details(record),
            **domain.drawn(outline),
        )
        timeline = domain.begin(first)
        if status in _ENDED:
            ended = yesterday if since.counts_on < yesterday.counts_on else since
            timeline = domain.advance(timeline, ended, _ENTERED_BY[status], status=status)
        return Decision(timeline, outline)

    def alter(self, record: AreaRecord, timeline: Timeline, drawn: MultiPolygon | None) -> Decision:
        """Return the timeline of a known area, where what differs holds from the day given, else today.

        Raises:
            Refused: a status that does not follow, a day to come, a municipality not served.
            Conflict: the area changed after that day.
        """
        begun = self._with_start(timeline, record)
        newest = begun[-1]
        facts = self._differences(newest, record)
        event = Event.MOVE if "municipality" in facts else Event.CHANGE_DETAILS
        outline = None
        if record.cleaned is not None and not (
            drawn is not None and same_line(drawn, record.cleaned.polygon)
        ):
            outline = self._outline(record)
            event = Event.CHANGE_BOUNDARY
            facts |= domain.drawn(outline)
        if "status" in facts:
            event = _event_between(newest, facts["status"])
        if facts:
            on = self.valid_from or StatedDate(self.doing.today)
            begun = domain.advance(begun, on, event, **facts)
        return Decision(begun, outline)

    def _stated_start(self, record: AreaRecord) -> StatedDate | None:
        stated = record.values.get("valid_from")
        if not isinstance(stated, StatedDate):
            return None
        self.doing.refuse_to_come(stated)
        return stated

    def _with_start(self, timeline: Timeline, record: AreaRecord) -> Timeline:
        """Put the start right where the list states a day that the known one cannot be.

        A list that says 2014 of an area known to have begun on 3 May 2014 says nothing else.
        """
        stated = self._stated_start(record)
        known = first_active(timeline) or timeline[-1].stated_start
        if stated is None or (
            stated.earliest <= known.earliest and known.counts_on <= stated.counts_on
        ):
            return timeline
        return domain.move_start(timeline, known.counts_on, stated)

    def _differences(self, newest: AreaVersion, record: AreaRecord) -> dict[str, Any]:
        stated = {"name": record.name, **_details(record)}
        if record.code is not None:
            stated["code"] = record.code
        if "status" in record.values:
            stated["status"] = record.values["status"]
        if "municipality" in record.values:
            stated["municipality"] = self._municipality(record)
        return {key: value for key, value in stated.items() if getattr(newest, key) != value}

    def _outline(self, record: AreaRecord) -> Outline | None:
        if record.cleaned is None:
            return None
        return outline_of(record.cleaned.polygon, crs=self.doing.register.info.crs)

    def _id(self, record: AreaRecord) -> str:
        """Return the id that an area had in the register it was exported from, or a fresh one."""
        stated = record.values.get("id")
        if stated is None:
            return self.doing.new_id(self.doing.now)
        if not _ULID.fullmatch(str(stated)):
            raise Refused("imports.bad_id", id=str(stated)[:40])
        return str(stated)

    def _municipality(self, record: AreaRecord) -> str:
        """Return the code of the municipality an area belongs to.

        Raises:
            Refused: it cannot be told, or is not served.
        """
        code = self.municipality_of(record)
        if code is None:
            raise Refused("imports.which_municipality", known=", ".join(self.municipalities))
        return code

    def municipality_of(self, record: AreaRecord) -> str | None:
        """Return the code of a record's municipality: as stated, the only one, or by place; else None.

        Raises:
            Refused: the register does not serve the one that is stated.
        """
        stated = record.values.get("municipality", self.municipality)
        if stated is not None:
            wanted = str(stated).casefold()
            for code, one in self.municipalities.items():
                if wanted in {code.casefold(), one.name.casefold()}:
                    return code
            known = ", ".join(self.municipalities)
            raise Refused("area.unknown_municipality", code=stated, known=known)
        if len(self.municipalities) == 1:
            return next(iter(self.municipalities))
        if record.cleaned is None:
            return None
        inside = {
            code: shared(one.border, record.cleaned.polygon).area
            for code, one in self.municipalities.items()
            if one.border is not None
        }
        return max(inside, key=lambda code: inside[code]) if any(inside.values()) else None


def _details(record: AreaRecord) -> dict[str, Any]:
    return {_FIELDS[key]: value for key, value in record.values.items() if key in _FIELDS}


def _event_between(newest: AreaVersion, wanted: Status) -> Event:
    """Return the event by which a list changes a state, where life can have led from one to the other.

    Raises:
        Refused: it cannot, or it takes an event that no list can tell of.
    """
    if wanted not in _CHANGED_BY:
        raise Refused("imports.status_needs_event", status=wanted)
    if wanted not in _FOLLOWING.get(newest.status, ()):
        raise Refused("imports.no_way_to", name=newest.name, status=newest.status, wanted=wanted)
    if newest.status is Status.DORMANT and wanted is Status.FORMING:
        return Event.RESTART
    return _CHANGED_BY[wanted]
