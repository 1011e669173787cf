"""Telling the life in an example: contacts, meetings, signs, homes, wishes, by what people use themselves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from grannsamverkan import crs
from grannsamverkan.actions import activities, areas, drafts, interests, people, policies, signs
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.example.story import Step
from grannsamverkan.actions.interest_told import Told
from grannsamverkan.domain.activities import ActivityKind
from grannsamverkan.domain.areas import AreaType, last
from grannsamverkan.domain.geometry import clean
from grannsamverkan.domain.interests import Wish
from grannsamverkan.domain.people import ContactRole, ContactTerm
from grannsamverkan.domain.signs import Condition, PermitBody, SignKind
from grannsamverkan.types import Xy


@dataclass
class Living:
    """The life of a municipality being told: which area and which invented person has which id."""

    municipality: str
    outlines: Mapping[str, BaseGeometry]
    area_ids: Mapping[str, str]
    terms: dict[int, ContactTerm] = field(default_factory=dict)

    def teller(self, event: str) -> Callable[[Doing, Step], None] | None:
        """Return what tells a step of the life, None where it is one of an area's own history."""
        tellers: Mapping[str, Callable[[Doing, Step], None]] = {
            "appoint": self.appoint,
            "confirm_contact": self.confirm,
            "end_contact": self.end,
            "log_activity": self.log,
            "plan_activity": self.plan,
            "list_sign": self.sign,
            "count_joined": self.count,
            "log_interest": self.wish,
            "propose_boundary": self.propose,
            "set_policy": self.decide,
        }
        return tellers.get(event)

    def appoint(self, doing: Doing, step: Step) -> None:
        """Make someone a contact."""
        on = date.fromisoformat(step["on"])
        details = people.Details(name=step["name"], phone=step["phone"], mail=step["mail"])
        appointment = people.Appointment(
            on=on,
            role=ContactRole.MAIN_CONTACT if step["main"] else ContactRole.CONTACT,
            trained_on=on if step["trained"] else None,
        )
        someone = people.Someone(details=details)
        done = people.appoint(doing, self.area_ids[step["area"]], someone, appointment)
        self.terms[step["person"]] = done.of

    def confirm(self, doing: Doing, step: Step) -> None:
        """Let a contact say that they go on, and keep a list."""
        term = self.terms[step["person"]]
        on = date.fromisoformat(step["on"])
        people.confirm(doing, term.area_id, term.id, on, list_kept=True)

    def end(self, doing: Doing, step: Step) -> None:
        """Let a contact stop."""
        term = self.terms[step["person"]]
        people.end(doing, term.area_id, term.id, date.fromisoformat(step["on"]))

    def log(self, doing: Doing, step: Step) -> None:
        """Hold a meeting."""
        activities.log(
            doing,
            self.municipality,
            ActivityKind(step["kind"]),
            date.fromisoformat(step["on"]),
            area_ids=(self.area_ids[step["area"]],),
            venue=step["venue"],
            attendees=step["attendees"],
        )

    def plan(self, doing: Doing, step: Step) -> None:
        """Plan a meeting."""
        activities.plan(
            doing,
            self.municipality,
            ActivityKind(step["kind"]),
            date.fromisoformat(step["day"]),
            area_ids=(self.area_ids[step["area"]],),
            venue=step["venue"],
            starts_at=step["at"],
        )

    def sign(self, doing: Doing, step: Step) -> None:
        """Enter a sign with all that is known of it."""
        x, y = self._metric(doing, step["at"]) if "at" in step else (None, None)
        signs.list_signs(
            doing,
            self.area_ids[step["area"]],
            kind=SignKind(step["kind"]),
            x=x,
            y=y,
            ordered_on=_day(step, "ordered"),
            mounted_on=_day(step, "mounted"),
            inspected_on=_day(step, "inspected"),
            condition=Condition(step["condition"]) if "condition" in step else None,
            permit_body=PermitBody(step.get("permit_body", PermitBody.NONE)),
            permit_expires_on=_day(step, "permit_expires"),
        )

    def count(self, doing: Doing, step: Step) -> None:
        """Count the households that take part."""
        areas.count_households(
            doing,
            self.area_ids[step["area"]],
            counted_on=date.fromisoformat(step["on"]),
            total=step["total"],
            source=step["source"],
            joined=step["joined"],
            joined_source=step["source"],
        )

    def wish(self, doing: Doing, step: Step) -> None:
        """Log what a resident wishes."""
        told = Told(
            municipality=self.municipality,
            wish=Wish(step["wish"]),
            locality=step["locality"],
            near=self._metric(doing, step["near"]),
            area_type=AreaType(step["type"]),
            households_guess=step["households"],
            name=step["name"],
            phone=step["phone"],
            mail=step["mail"],
        )
        interests.log_interest(doing, told)

    def propose(self, doing: Doing, step: Step) -> None:
        """Put a border forward."""
        area_id = self.area_ids[step["area"]]
        timeline = doing.register.timelines(area_ids=[area_id])[area_id]
        polygon: MultiPolygon = clean(self.outlines[step["outline"]]).polygon
        sketch = drafts.Sketch(
            municipality=self.municipality,
            area_id=area_id,
            name=last(timeline).name,
            polygon=polygon,
            base_seq=doing.register.present().newest[area_id],
        )
        drafts.propose(doing, sketch, step["message"])

    def decide(self, doing: Doing, step: Step) -> None:
        """Decide what the municipality decides for itself."""
        policies.set_policy(doing, self.municipality, step["settings"])

    @staticmethod
    def _metric(doing: Doing, lonlat: Xy) -> Xy:
        x, y = crs.to_metric(lonlat[0], lonlat[1], target=doing.register.info.crs)
        return round(x, 1), round(y, 1)


def _day(step: Step, key: str) -> date | None:
    return date.fromisoformat(step[key]) if key in step else None
