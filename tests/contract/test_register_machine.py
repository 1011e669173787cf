"""The register against the oracle: whatever people do to areas, both tell the same, on both databases."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from grannsamverkan.actions import areas as actions
from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.bridge import bridge
from grannsamverkan.domain.counts import count
from grannsamverkan.domain.geometry import Outline, united
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.period import Precision, StatedDate
from grannsamverkan.errors import Refused
from grannsamverkan.register import Register
from model import Model, State, Step, active, bounds, holding
from samples import later, outline_of, square
from stores import NewStore

FIRST, LAST = date(2019, 6, 1), date(2025, 12, 31)
DAYS = st.dates(FIRST, LAST)
NAMES = st.sampled_from(["Åsen", "Björkbacken", "Hagen"])
PLACES = st.sampled_from(["1861", "1881"])
SIDES_M = st.sampled_from([120, 200, 310])
CHANCE = st.integers(0, 10**6)
PLAIN_EVENTS = [
    Event.BOOK_START_MEETING,
    Event.START,
    Event.CONFIRM,
    Event.LAPSE,
    Event.RESTART,
    Event.CLOSE,
    Event.WITHDRAW,
]


@st.composite
def stated_dates(draw: st.DrawFn) -> StatedDate:
    """Draw a date as people state it: to the day most often."""
    day = draw(DAYS)
    texts = [str(day)] * 3 + [f"{day:%Y-%m}", f"{day:%Y}", f"före {day}"]
    return StatedDate.parse(draw(st.sampled_from(texts)))


class Areas(RuleBasedStateMachine):
    """People found, lead, divide, unite, correct and undo; the oracle does the same on lists."""

    def new_register(self) -> Register:
        """Make the register that this run is about."""
        raise NotImplementedError

    def __init__(self) -> None:
        """Begin with an empty register and an empty oracle."""
        super().__init__()
        self.register = self.new_register()
        self.model = Model()
        self.minutes = 0
        self.ids = 0
        self.changes: list[tuple[int, State, frozenset[str]]] = []
        self.drawn: dict[int, Outline] = {}

    # -- what both sides share -------------------------------------------------------------------

    def doing(self) -> actions.Doing:
        """Return who does the next thing, a minute after the one before."""
        self.minutes += 1
        return actions.Doing(
            register=self.register,
            actor="test",
            reason="so",
            now=later(self.minutes),
            from_records=True,  # the oracle knows states and days, not what the gates ask for
            new_id=self.new_id,
        )

    def new_id(self, _now: object) -> str:
        """Return the next id, which the oracle can foresee."""
        self.ids += 1
        return f"A{self.ids:04}"

    def pick(self, chance: int, *statuses: str) -> str:
        """Return one of the areas, of those in a state first, the newest more often."""
        known = sorted(self.model.believed)
        fit = [one for one in known if not statuses or self.model.last(one).status in statuses]
        return (fit or known)[-1 - chance % len(fit or known)]

    def outline(self, side_m: int) -> Outline:
        """Return the outline of a square."""
        if side_m not in self.drawn:
            self.drawn[side_m] = outline_of(square(side_m=side_m))
        return self.drawn[side_m]

    def later_day(self, area_id: str, on: StatedDate) -> StatedDate:
        """Move a date behind the newest step most often, where things can happen."""
        start = self.model.last(area_id).day
        if on.counts_on < start and on.precision is Precision.DAY and on.counts_on.day % 4:
            return StatedDate(min(start + timedelta(days=on.counts_on.day % 90), LAST))
        return on

    def expect(self, possible: bool, act: Callable[[], object], after: Callable[[], State]) -> None:  # noqa: FBT001 # what is expected
        """Do something that the oracle holds possible, or see it refused and nothing written."""
        head = self.register.head()
        if not possible:
            try:
                act()
            except Refused:
                assert self.register.head() == head
                return
            message = "the register did what the oracle holds impossible"
            raise AssertionError(message)
        act()
        before = self.model.believed
        if self.model.record(later(self.minutes), after()):
            now = self.model.believed
            touched = frozenset(one for one in {*before, *now} if before.get(one) != now.get(one))
            self.changes.append((self.register.head().seq, before, touched))
            assert self.register.head().seq == head.seq + 1
        else:
            assert self.register.head() == head

    # -- what people do --------------------------------------------------------------------------

    @rule(
        on=stated_dates(),
        name=NAMES,
        place=PLACES,
        side_m=st.none() | SIDES_M,
        event=st.sampled_from(["inherit", "inherit", "propose_area", "register_interest"]),
    )
    def found(self, on: StatedDate, name: str, place: str, side_m: int | None, event: str) -> None:
        """Enter a new area."""
        outline = self.outline(side_m) if side_m else None
        doing = self.doing()
        status = {"inherit": "active", "propose_area": "planned", "register_interest": "interest"}
        made: list[str] = []

        def act() -> None:
            made.append(
                actions.found(
                    doing,
                    name=name,
                    municipality=place,
                    event=Event(event),
                    on=on,
                    polygon=outline.polygon if outline else None,
                )
            )

        def after() -> State:
            step = Step(
                day=on.counts_on,
                earliest=on.earliest,
                status=status[event],
                name=name,
                municipality=place,
                outline=outline.id if outline else None,
                m2=outline.m2 if outline else 0,
            )
            return {**self.model.believed, made[0]: (step,)}

        self.expect(True, act, after)  # noqa: FBT003 # as above

    def step(
        self,
        area_id: str,
        event: Event,
        on: StatedDate,
        *,
        polygon: Outline | None,
        **facts: object,
    ) -> None:
        """Let an event happen, or see it refused where the oracle holds it impossible."""
        doing = self.doing()
        model = self.model
        possible = model.can(area_id, event.value, on.counts_on)
        told = dict(facts)
        if polygon is not None:
            told |= {"outline": polygon.id, "m2": polygon.m2}
        if event in (Event.CONFIRM, Event.START):
            told["confirmed"] = on.counts_on
        if event in (Event.CHANGE_BOUNDARY, Event.CHANGE_DETAILS, Event.MOVE):
            last = model.last(area_id)
            possible = possible and any(getattr(last, key) != told[key] for key in told)
        self.expect(
            possible,
            lambda: actions.apply(
                doing,
                area_id,
                event,
                on,
                polygon=polygon.polygon if polygon else None,
                attested=(),
                **facts,
            ),
            lambda: {
                **model.believed,
                area_id: model.step(area_id, event.value, on.counts_on, on.earliest, **told),
            },
        )

    @precondition(lambda self: self.model.believed)
    @rule(chance=CHANCE, event=st.sampled_from(PLAIN_EVENTS), on=stated_dates())
    def lead(self, chance: int, event: Event, on: StatedDate) -> None:
        """Lead an area through its life."""
        area_id = self.pick(chance)
        self.step(area_id, event, self.later_day(area_id, on), polygon=None)

    @precondition(lambda self: self.model.believed)
    @rule(chance=CHANCE, on=stated_dates(), name=NAMES, place=PLACES)
    def rename_or_move(self, chance: int, on: StatedDate, name: str, place: str) -> None:
        """Change the name of an area, or its municipality."""
        area_id = self.pick(chance)
        facts: dict[str, object] = {"name": name} if chance % 2 else {"municipality": place}
        event = Event.CHANGE_DETAILS if chance % 2 else Event.MOVE
        self.step(area_id, event, self.later_day(area_id, on), polygon=None, **facts)

    @precondition(lambda self: self.model.believed)
    @rule(chance=CHANCE, on=stated_dates(), side_m=SIDES_M)
    def draw(self, chance: int, on: StatedDate, side_m: int) -> None:
        """Draw or redraw an area."""
        area_id = self.pick(chance)
        event = Event.DRAW_BOUNDARY if chance % 3 == 0 else Event.CHANGE_BOUNDARY
        self.step(area_id, event, self.later_day(area_id, on), polygon=self.outline(side_m))

    @precondition(lambda self: self.model.believed)
    @rule(chance=CHANCE, on=stated_dates())
    def split(self, chance: int, on: StatedDate) -> None:
        """Divide an area in two."""
        model = self.model
        area_id = self.pick(chance, "active", "dormant")
        on = self.later_day(area_id, on)
        halves = [outline_of(square(east_m, side_m=100)) for east_m in (0, 100)]
        parts = [actions.Part(f"Del {number}", half.polygon) for number, half in enumerate(halves)]
        doing = self.doing()
        made: list[str] = []

        def after() -> State:
            last = model.last(area_id)
            steps = model.step(area_id, "split", on.counts_on, on.earliest)
            successors = {
                new: (self.successor([area_id], [last], on, part.name, half),)
                for new, part, half in zip(made, parts, halves, strict=True)
            }
            return {**model.believed, area_id: steps, **successors}

        self.expect(
            model.can(area_id, "split", on.counts_on),
            lambda: made.extend(actions.split(doing, area_id, on, parts=parts)),
            after,
        )

    @precondition(lambda self: len(self.model.believed) > 1)
    @rule(chance=CHANCE, more=CHANCE, on=stated_dates())
    def merge(self, chance: int, more: int, on: StatedDate) -> None:
        """Make one area of two, or see it refused."""
        model = self.model
        ids = list(dict.fromkeys(self.pick(one, "active", "dormant") for one in (chance, more)))
        on = self.later_day(max(ids, key=lambda one: model.last(one).day), on)
        lasts = [model.last(one) for one in ids]
        doing = self.doing()
        made: list[str] = []
        possible = (
            len(ids) > 1
            and all(model.can(one, "merge", on.counts_on) for one in ids)
            and len({last.municipality for last in lasts}) == 1
        )

        def after() -> State:
            known = self.register.outlines([last.outline for last in lasts if last.outline])
            whole = None
            if all(last.outline for last in lasts):
                whole = outline_of(united([one.polygon for one in known.values()]))
            steps = {one: model.step(one, "merge", on.counts_on, on.earliest) for one in ids}
            successor = self.successor(ids, lasts, on, "Allt", whole)
            return {**model.believed, **steps, made[0]: (successor,)}

        self.expect(
            possible, lambda: made.append(actions.merge(doing, ids, on, name="Allt")), after
        )

    @staticmethod
    def successor(
        ids: Sequence[str],
        lasts: Sequence[Step],
        on: StatedDate,
        name: str,
        outline: Outline | None,
    ) -> Step:
        """Return the first step of an area that comes from others."""
        confirmed = [last.confirmed for last in lasts if last.confirmed]
        return Step(
            day=on.counts_on,
            earliest=on.earliest,
            status="active" if any(last.status == "active" for last in lasts) else "dormant",
            name=name,
            municipality=lasts[0].municipality,
            outline=outline.id if outline else None,
            m2=outline.m2 if outline else 0,
            confirmed=min(confirmed) if len(confirmed) == len(lasts) else None,
            came_from=tuple(sorted(ids)),
        )

    @precondition(lambda self: self.model.believed)
    @rule(chance=CHANCE, on=DAYS, name=NAMES, place=PLACES)
    def correct(self, chance: int, on: date, name: str, place: str) -> None:
        """Put right the name and municipality that an area had on a day."""
        model = self.model
        area_id = self.pick(chance)
        facts = {"name": name, "municipality": place}
        doing = self.doing()
        held = holding(model.believed[area_id], on)
        steps = model.corrected(area_id, on, **facts) if held else ()
        self.expect(
            held is not None and steps != model.believed[area_id],
            lambda: actions.correct(doing, area_id, on, name=name, municipality=place),
            lambda: {**model.believed, area_id: steps},
        )

    @precondition(lambda self: self.model.believed)
    @rule(chance=CHANCE, on=DAYS, start=stated_dates())
    def correct_the_start(self, chance: int, on: date, start: StatedDate) -> None:
        """Put right the day on which something began."""
        model = self.model
        area_id = self.pick(chance)
        steps = model.believed[area_id]
        held = holding(steps, on)
        index = steps.index(held) if held else 0
        fits = (
            held is not None
            and held.status != "superseded"
            and not (held.came_from and index == 0)  # a day that other areas share
            and (index == 0 or steps[index - 1].day < start.counts_on)
            and (index + 1 == len(steps) or start.counts_on < steps[index + 1].day)
        )
        moved = (
            Step(**{**vars(held), "day": start.counts_on, "earliest": start.earliest})
            if held
            else None
        )
        after = (*steps[:index], *([moved] if moved else []), *steps[index + 1 :])
        doing = self.doing()
        self.expect(
            fits and after != steps,
            lambda: actions.correct(doing, area_id, on, start=start),
            lambda: {**model.believed, area_id: after},
        )

    @precondition(lambda self: self.changes)
    @rule(chance=CHANCE)
    def undo(self, chance: int) -> None:
        """Take back one of the newest changes, unless its areas have changed since."""
        index = len(self.changes) - 1 - chance % min(len(self.changes), 5)
        seq, before, touched = self.changes[index]
        later_touched = frozenset[str]().union(*(one[2] for one in self.changes[index + 1 :]))
        doing = self.doing()
        self.expect(
            not touched & later_touched,
            lambda: actions.undo(doing, seq),
            lambda: {
                **self.model.believed,
                **{one: before.get(one, ()) for one in touched},
            },
        )

    # -- what both must tell ---------------------------------------------------------------------

    @invariant()
    def the_register_believes_what_the_oracle_does(self) -> None:
        """Compare all that is believed."""
        assert as_state(self.register.timelines()) == self.model.believed

    @rule(a=DAYS, b=DAYS, c=DAYS, place=st.none() | PLACES)
    def counts_and_bridges_agree(self, a: date, b: date, c: date, place: str | None) -> None:
        """Compare counts on three days and the bridges between them."""
        a, b, c = sorted((a, b, c))
        timelines = list(self.register.timelines().values())
        for day in (a, b, c):
            expected = active(self.model.believed, day, place)
            found = count(timelines, day, municipality=place)
            assert found.active == len(expected)
            assert found.m2 == sum(expected.values())
            assert (found.lowest, found.highest) == bounds(self.model.believed, day, place)
            assert found.lowest <= found.active <= found.highest
            versions = self.register.versions(day)
            assert {one.area_id for one in versions if one.active} == set(
                active(self.model.believed, day)
            )
        whole = bridge(timelines, a, c, municipality=place)
        opening = active(self.model.believed, a, place)
        closing = active(self.model.believed, c, place)
        assert (whole.opening, whole.closing) == (len(opening), len(closing))
        assert (whole.m2_opening, whole.m2_closing) == (
            sum(opening.values()),
            sum(closing.values()),
        )
        assert whole.opening + sum(whole.events.values()) == whole.closing
        assert whole.m2_opening + sum(whole.m2_events.values()) == whole.m2_closing
        halves = [bridge(timelines, *ends, municipality=place) for ends in ((a, b), (b, c))]
        for heading, number in whole.events.items():
            assert number == sum(half.events[heading] for half in halves)
            assert whole.m2_events[heading] == sum(half.m2_events[heading] for half in halves)

    @precondition(lambda self: self.minutes)
    @rule(chance=CHANCE)
    def the_past_is_known_as_it_was(self, chance: int) -> None:
        """Compare what was believed at an earlier moment."""
        at = later(chance % (self.minutes + 1))
        assert as_state(self.register.timelines(known=at)) == self.model.known(at)

    def teardown(self) -> None:
        """Compare every earlier belief, and verify the ledger."""
        for at, state in self.model.recorded:
            assert as_state(self.register.timelines(known=at)) == state
        verdict = self.register.verify()
        assert verdict.fault is None
        assert verdict.changes == len(self.model.recorded) + 1


def as_state(timelines: dict[str, Timeline]) -> State:
    """Return timelines in the oracle's form."""
    return {
        area_id: tuple(
            Step(
                day=version.period.start,
                earliest=version.stated_start.earliest,
                status=version.status.value,
                name=version.name,
                municipality=version.municipality,
                outline=version.outline_id,
                m2=version.m2 or 0,
                confirmed=version.last_confirmed_on,
                came_from=version.predecessors,
            )
            for version in timeline
        )
        for area_id, timeline in timelines.items()
    }


def test_the_register_agrees_with_the_oracle(new_store: NewStore) -> None:
    class Here(Areas):
        """The machine on a register of its own."""

        def new_register(self) -> Register:
            return new_store().settled()

    budget = settings()
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=max(budget.max_examples // 3, 1),
            stateful_step_count=40,
            suppress_health_check=list(HealthCheck),
        ),
    )
