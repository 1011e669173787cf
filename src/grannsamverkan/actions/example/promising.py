"""Telling in an example what was promised, done and said, by what people use themselves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from grannsamverkan.actions import (
    activities,
    baselines,
    promise_files,
    promise_notes,
    statistics,
    views,
)
from grannsamverkan.actions.activity_facts import Facts
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.example.story import Step
from grannsamverkan.domain.activities import ActivityKind, Audience, Organiser
from grannsamverkan.domain.promises import NoteKind, School
from grannsamverkan.domain.statistics import Measure, Statistic
from grannsamverkan.domain.views import ViewChannel, ViewTheme
from grannsamverkan.exchange.promise_files import read_promises

_AS_THEY_ARE = ("locality", "attendees", "contacts_present", "number", "targeted")


@dataclass
class Promising:
    """What a municipality promises being told: which activity and which view of the story has which id."""

    municipality: str
    place: Path
    area_ids: Mapping[str, str]
    activity_ids: dict[str, str] = field(default_factory=dict)
    view_ids: dict[int, str] = field(default_factory=dict)

    def tell(self, doing: Doing, step: Step) -> None:
        """Do one step."""
        tellers: Mapping[str, Callable[[Doing, Step], None]] = {
            "import_promises": self.promise,
            "confirm_whole": self.confirm,
            "add_note": self.note,
            "plan_activity": self.plan,
            "log_activity": self.log,
            "hold_activity": self.hold,
            "cancel_activity": self.cancel,
            "hand_in_view": self.hear,
            "log_view": self.hear,
            "code_view": self.code,
            "publish_view": self.publish,
            "erase_view": self.erase,
            "take_in_statistics": self.take_in,
        }
        tellers[step["event"]](doing, step)

    def promise(self, doing: Doing, step: Step) -> None:
        """Enter what was promised, as its file has it."""
        file = read_promises(self.place / step["file"])
        promise_files.import_promises(doing, file, municipality=self.municipality)

    def confirm(self, doing: Doing, step: Step) -> None:
        """Confirm how many there are in all."""
        promise_id = step["promise"]
        baselines.confirm_whole(
            doing,
            promise_id,
            f"{promise_id}.{step['indicator']}",
            step["number"],
            on=doing.today,
            source=step["source"],
        )

    def note(self, doing: Doing, step: Step) -> None:
        """Write a note about a promise."""
        kind = NoteKind(step.get("kind", NoteKind.UPDATE))
        promise_notes.add(doing, step["promise"], step["text"], kind=kind)

    def plan(self, doing: Doing, step: Step) -> None:
        """Plan an activity; at a school, it is offered."""
        kind, on = ActivityKind(step["kind"]), date.fromisoformat(step["on"])
        facts = self._facts(doing, step)
        planned = activities.plan(doing, self.municipality, kind, on, **facts)
        self.activity_ids[step["activity"]] = planned.of.id

    def log(self, doing: Doing, step: Step) -> None:
        """Enter an activity that has been held, or the operations of a month."""
        kind, on = ActivityKind(step["kind"]), date.fromisoformat(step["on"])
        facts = self._facts(doing, step)
        held = activities.log(doing, self.municipality, kind, on, **facts)
        if "activity" in step:
            self.activity_ids[step["activity"]] = held.of.id

    def hold(self, doing: Doing, step: Step) -> None:
        """Hold what was planned."""
        activities.hold(doing, self.activity_ids[step["activity"]])

    def cancel(self, doing: Doing, step: Step) -> None:
        """Call off what was planned."""
        activities.cancel(doing, self.activity_ids[step["activity"]])

    def hear(self, doing: Doing, step: Step) -> None:
        """Take what a resident says, by the form or where they said it."""
        said = views.Said(
            municipality=self.municipality,
            theme=ViewTheme(step["theme"]),
            locality=step.get("locality"),
            text=step["text"],
        )
        if step["event"] == "hand_in_view":
            view = views.hand_in(doing.register, said, now=doing.now, new_id=doing.new_id)
        else:
            heard = views.Heard(
                on=date.fromisoformat(step["on"]),
                channel=ViewChannel(step["channel"]),
                dialogue_id=self.activity_ids[step["said_at"]],
            )
            view = views.log_view(doing, said, heard).of
        self.view_ids[step["view"]] = view.id

    def code(self, doing: Doing, step: Step) -> None:
        """Say which promise a view is about."""
        about = views.Coding(
            theme=ViewTheme(step["theme"]),
            locality=step.get("locality"),
            promise_id=step["promise"],
        )
        views.code(doing, self.view_ids[step["view"]], about)

    def publish(self, doing: Doing, step: Step) -> None:
        """Answer a view for everyone to read."""
        views.publish(doing, self.view_ids[step["view"]], step["text"], step["answer"])

    def erase(self, doing: Doing, step: Step) -> None:
        """Erase the words of a view, which counts all the same."""
        views.erase(doing, self.view_ids[step["view"]])

    def take_in(self, doing: Doing, step: Step) -> None:
        """Take in official figures."""
        figures = [
            Statistic(**{**row, "measure": Measure(row["measure"])}) for row in step["figures"]
        ]
        statistics.take_in(doing, figures)

    def _facts(self, doing: Doing, step: Step) -> Facts:
        """Return what a step says of an activity beside kind and day."""
        facts = Facts(organiser=Organiser(step.get("organiser", Organiser.MUNICIPALITY)))
        facts |= {key: step[key] for key in _AS_THEY_ARE if key in step}  # type: ignore[typeddict-item]
        if "partners" in step:
            facts["partners"] = tuple(step["partners"])
        if "area" in step:
            facts["area_ids"] = (self.area_ids[step["area"]],)
        if "school" in step:
            schools = {one.name: one.id for one in doing.register.facts(School, self.municipality)}
            facts["school_id"] = schools[step["school"]]
            facts["audience"] = Audience(step["audience"])
            facts["offered_on"] = date.fromisoformat(step["offered"])
        return facts
