"""A municipality of 110 areas and 300 contacts that lives through eight years by what its staff do.

Everything goes through the actions that people use, with their gates; chance is seeded. Beside the
register a plain diary is kept of what was done and on which day, so that another hand can tell
what the register should say.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from shapely import box
from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions import activities, answers, areas, confirmations, people, rounds, signs
from grannsamverkan.actions.areas import Part
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.health import work_queue
from grannsamverkan.actions.links import Said
from grannsamverkan.actions.people import Appointment
from grannsamverkan.actions.person_details import Details
from grannsamverkan.actions.persons import Someone
from grannsamverkan.domain.access import OPERATOR
from grannsamverkan.domain.activities import ActivityKind
from grannsamverkan.domain.areas import ulid
from grannsamverkan.domain.confirmations import Reply
from grannsamverkan.domain.findings import Attested
from grannsamverkan.domain.health import Proposal
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.people import ContactRole, ContactTerm
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.domain.signs import Condition, PermitBody
from grannsamverkan.errors import Refused
from grannsamverkan.register import Register
from samples import square

PLACE = "1861"
FIRST, LAST = date(2018, 11, 1), date(2026, 10, 1)
AREAS, CONTACTS = 110, 300


def months(first: date = FIRST, last: date = LAST) -> Iterator[date]:
    """Give the first day of every month."""
    while first <= last:
        yield first
        first = (first + timedelta(days=32)).replace(day=1)


@dataclass
class Contact:
    """Someone's line on the card of an area."""

    person: str
    since: date
    main: bool = False
    confirmed: date | None = None
    until: date | None = None


@dataclass
class Diary:
    """What happened to one area, as a clerk would write it on a card."""

    born: date
    lively: bool
    state: list[tuple[date, Status]] = field(default_factory=list)
    confirmed: list[date] = field(default_factory=list)
    met: list[date] = field(default_factory=list)
    contacts: dict[str, Contact] = field(default_factory=dict)
    homes: list[tuple[date, int, int]] = field(default_factory=list)
    drawn: date | None = None
    signs: dict[str, str] = field(default_factory=dict)

    def is_in(self, on: date) -> Status | None:
        """Return the state at the end of a day."""
        known = [state for day, state in self.state if day <= on]
        return known[-1] if known else None

    def holding(self, on: date) -> list[Contact]:
        """Return those who are contacts on a day."""
        return [
            one
            for one in self.contacts.values()
            if one.since <= on and (one.until is None or on < one.until)
        ]


@dataclass
class Town:
    """The municipality and its staff."""

    register: Register
    random: Random
    diaries: dict[str, Diary] = field(default_factory=dict)
    appointed: int = 0
    refused: int = 0
    lapsed: int = 0
    laid: int = 0
    flagged: Counter[str] = field(default_factory=Counter)

    def doing(self, on: date) -> Doing:
        """Return a coordinator at noon of a day."""
        return Doing(
            register=self.register,
            actor="coordinator prov",
            reason="som det blev",
            now=datetime.combine(on, time(12), tzinfo=UTC),
            new_id=lambda now: ulid(now, self.random.getrandbits(80)),
        )

    def live(self, on: date) -> None:
        """Let a month go by."""
        for _ in range(7 if on.year < 2020 else 2):
            if self.laid < AREAS:
                self.found(on)
        match on.month:
            case 2:
                self.ask(on)
            case 5:
                self.meet(on)
            case 9:
                self.grow_tired(on)
            case 11 if on.year > 2018:
                self.decide(on)
            case 12 if on.year > 2019:
                self.rearrange(on)

    # -- founding ----------------------------------------------------------------------------------

    def found(self, on: date) -> None:
        """Propose an area, book and hold its meeting, appoint its contacts, and start it."""
        polygon = square(400 * (self.laid % 12), 400 * (self.laid // 12), side_m=250)
        self.laid += 1
        area_id = areas.found(
            self.doing(on),
            name=f"Område {self.laid} (påhittat)",
            municipality=PLACE,
            event=Event.PROPOSE_AREA,
            on=StatedDate(on),
            polygon=polygon,
        )
        diary = self.diaries[area_id] = Diary(on, self.random.random() < 0.75)
        diary.state.append((on, Status.PLANNED))
        diary.drawn = on
        self.start(area_id, on, Event.BOOK_START_MEETING)

    def start(self, area_id: str, on: date, first: Event) -> None:
        """Lead an area from plan, or from sleep, to active within three weeks."""
        diary, meeting = self.diaries[area_id], on + timedelta(days=14)
        planned = activities.plan(
            self.doing(on), PLACE, ActivityKind.START_MEETING, meeting, area_ids=(area_id,)
        ).of
        areas.apply(
            self.doing(on),
            area_id,
            first,
            StatedDate(on),
            attested=[Attested.RESIDENTS_WILLING, Attested.NEW_CONTACT],
        )
        diary.state.append((on, Status.FORMING))
        self.refuses(area_id, Event.START, meeting)
        activities.hold(self.doing(meeting), planned.id, attendees=self.random.randint(8, 40))
        diary.met.append(meeting)
        wanted = self.random.choice((2, 3, 3)) if first is Event.BOOK_START_MEETING else 1
        for number in range(wanted):
            self.appoint(area_id, meeting, main=number == 0)
        total = self.random.randint(15, 60)
        areas.count_households(
            self.doing(meeting),
            area_id,
            counted_on=meeting,
            total=total,
            source="påhittat",
            joined=total * 2 // 3,
        )
        diary.homes.append((meeting, total, total * 2 // 3))
        day = meeting + timedelta(days=7)
        areas.apply(self.doing(day), area_id, Event.START, StatedDate(day))
        diary.state.append((day, Status.ACTIVE))
        diary.confirmed.append(day)
        (sign,) = signs.list_signs(self.doing(day), area_id, ordered_on=day, consent_on=day,
                                   permit_body=PermitBody.NONE, delivered_on=day,
                                   mounted_on=day).of  # fmt: skip
        diary.signs[sign.id] = "up"

    def appoint(self, area_id: str, on: date, *, main: bool = False) -> None:
        """Make someone new a contact who is trained and keeps a list."""
        self.appointed += 1
        details = Details(
            name=f"Kontakt {_worded(self.appointed)} (påhittad)",
            mail=f"kontakt{self.appointed}@example.org",
        )
        appointment = Appointment(
            on=on,
            role=ContactRole.MAIN_CONTACT if main else ContactRole.CONTACT,
            trained_on=on,
            confirmed_on=on,
            list_confirmed_on=on,
        )
        term = people.appoint(self.doing(on), area_id, Someone(details=details), appointment).of
        self.diaries[area_id].contacts[term.id] = Contact(term.person_id, on, main, confirmed=on)

    def refuses(self, area_id: str, event: Event, on: date) -> None:
        """Try a step that the gates must not let through."""
        with pytest.raises(Refused) as refused:
            areas.apply(self.doing(on), area_id, event, StatedDate(on))
        assert refused.value.key == "gates.not_met"
        self.refused += 1

    # -- the year ----------------------------------------------------------------------------------

    def ask(self, on: date) -> None:
        """Ask every contact by telephone whether it is still them; those of quiet areas do not answer."""
        confirmations.ask(self.doing(on), PLACE, on.year, mailing=None)
        theirs: dict[str, list[str]] = defaultdict(list)
        for area_id in self.in_state(Status.ACTIVE, on):
            for one in self.diaries[area_id].holding(on):
                theirs[one.person].append(area_id)
        for person, area_ids in theirs.items():
            self.call(person, area_ids, on)

    def call(self, person: str, area_ids: list[str], on: date) -> None:
        """Call one contact: an answer confirms their areas, two calls in vain are two reminders."""
        lively = any(self.diaries[area_id].lively for area_id in area_ids)
        if self.random.random() < (0.8 if lively else 0.03):
            answers.record(self.doing(on), person, on.year, Said(reply=Reply.STILL))
            for area_id in area_ids:
                self.diaries[area_id].confirmed.append(on)
                for one in self.diaries[area_id].holding(on):
                    if one.person == person:
                        one.confirmed = on
            return
        for days in (14, 28):
            later = on + timedelta(days=days)
            rounds.called_in_vain(self.doing(later), person, on.year)

    def meet(self, on: date) -> None:
        """Let the neighbours of lively areas meet."""
        for area_id in self.in_state(Status.ACTIVE, on):
            diary = self.diaries[area_id]
            if diary.lively and self.random.random() < 0.8:
                activities.log(
                    self.doing(on), PLACE, ActivityKind.ANNUAL_MEETING, on, area_ids=(area_id,)
                )
                diary.met.append(on)
                diary.confirmed.append(on)

    def grow_tired(self, on: date) -> None:
        """Let some contacts stop, some areas quieten, some signs fade."""
        for area_id in self.in_state(Status.ACTIVE, on):
            diary = self.diaries[area_id]
            draw = self.random.random()
            if draw < 0.02:
                diary.lively = False
            elif draw < 0.04:
                self.end_one(area_id, on)
            elif draw < 0.05:
                self.fade(area_id, on)

    def end_one(self, area_id: str, on: date) -> None:
        """Let one contact stop; half of those who stop have found someone."""
        diary = self.diaries[area_id]
        terms = [one for one in self.register.present().of(ContactTerm, area_id) if one.holds(on)]
        if terms:
            term = self.random.choice(terms)
            people.end(self.doing(on), area_id, term.id, on)
            diary.contacts[term.id].until = on
            if self.random.random() < 0.5 and self.appointed < CONTACTS:
                self.appoint(area_id, on)

    def fade(self, area_id: str, on: date) -> None:
        """Let someone see that a sign has faded."""
        up = [one for one, state in self.diaries[area_id].signs.items() if state == "up"]
        for sign_id in up:
            signs.inspect(self.doing(on), sign_id, Condition.FADED, on)
            self.diaries[area_id].signs[sign_id] = "faded"

    # -- what staff decide -------------------------------------------------------------------------

    def decide(self, on: date) -> None:
        """Let what the system proposes lapse, and try to let another lapse that should not."""
        proposed = {one.area_id for one in self.proposed(on)}
        for area_id in self.in_state(Status.ACTIVE, on):
            if area_id not in proposed:
                if self.random.random() < 0.1:
                    self.refuses(area_id, Event.LAPSE, on)
            elif self.random.random() < 0.8:
                areas.apply(self.doing(on), area_id, Event.LAPSE, StatedDate(on))
                self.diaries[area_id].state.append((on, Status.DORMANT))
                self.lapsed += 1

    def proposed(self, on: date) -> list[Proposal]:
        """Return what the system proposes on a day."""
        queue = work_queue(self.register, OPERATOR, on)
        return [one for due in queue for one in due.proposals]

    def rearrange(self, on: date) -> None:
        """Wake some areas that sleep, end some, move a border, divide one, join two."""
        for area_id in self.in_state(Status.DORMANT, on):
            draw = self.random.random()
            if draw < 0.15 and self.appointed < CONTACTS:
                self.start(area_id, on, Event.RESTART)
                self.diaries[area_id].lively = True
            elif draw < 0.3:
                self.close(area_id, on)
        active = [one for one in self.in_state(Status.ACTIVE, on) if on > self.diaries[one].born]
        moved, divided, *joined = self.random.sample(active, 4)
        self.move_border(moved, on)
        self.divide(divided, on)
        self.join(joined, on)

    def close(self, area_id: str, on: date) -> None:
        """End an area: its contacts end with it."""
        areas.apply(self.doing(on), area_id, Event.CLOSE, StatedDate(on))
        diary = self.diaries[area_id]
        diary.state.append((on, Status.CLOSED))
        self.part(diary, on)

    def part(self, diary: Diary, on: date) -> list[Contact]:
        """Let an area be without contacts from a day on, and return those it had."""
        there = diary.holding(on)
        for one in there:
            one.until = on
        return there

    def move_border(self, area_id: str, on: date) -> None:
        """Draw the border a little wider."""
        polygon = self.polygon(area_id).buffer(5, join_style="mitre")
        areas.apply(self.doing(on), area_id, Event.CHANGE_BOUNDARY, StatedDate(on), polygon=polygon)
        self.diaries[area_id].drawn = on

    def polygon(self, area_id: str) -> BaseGeometry:
        """Return the border of an area as it is believed."""
        outline_id = str(self.register.present().timelines[area_id][-1].outline_id)
        return self.register.outlines([outline_id])[outline_id].polygon

    def divide(self, area_id: str, on: date) -> None:
        """Make two of an area, down the middle."""
        west, south, east, north = self.polygon(area_id).bounds
        middle = (west + east) / 2
        parts = [
            Part("", box(west, south, middle, north)),
            Part("", box(middle, south, east, north)),
        ]
        self.succeed(
            [area_id], areas.split(self.doing(on), area_id, StatedDate(on), parts=parts), on
        )

    def join(self, area_ids: list[str], on: date) -> None:
        """Make one of two areas."""
        made = areas.merge(self.doing(on), area_ids, StatedDate(on), name="Sammanslaget (påhittat)")
        self.succeed(area_ids, [made], on)

    def succeed(self, gone: list[str], made: list[str], on: date) -> None:
        """Write on the cards that areas became others, with the contacts and the signs they had."""
        cards = [self.diaries[one] for one in gone]
        confirmed = min(max(card.confirmed) for card in cards)
        there = [one for card in cards for one in self.part(card, on)]
        signs_up = {key: state for card in cards for key, state in card.signs.items()}
        for card in cards:
            card.state.append((on, Status.SUPERSEDED))
            card.signs = {}
        for number, area_id in enumerate(made):
            terms = {
                term.person_id: term.id for term in self.register.present().of(ContactTerm, area_id)
            }
            self.diaries[area_id] = Diary(
                on,
                cards[0].lively,
                [(on, Status.ACTIVE)],
                [confirmed],
                contacts={
                    terms[one.person]: replace(
                        one, until=None, confirmed=one.confirmed if len(made) == 1 else None
                    )
                    for one in there
                },
                drawn=on,
                signs={} if number else signs_up,
            )

    def in_state(self, state: Status, on: date) -> list[str]:
        """Return the areas that the diaries say are in a state at the end of a day."""
        return [area_id for area_id, diary in self.diaries.items() if diary.is_in(on) is state]


def _worded(number: int) -> str:
    """Return a number as letters, since no name holds a digit."""
    return "".join("ABCDEFGHIJ"[int(digit)] for digit in str(number))
