"""Steps that wait for evidence, and the queue that tells of it, on both databases."""

from datetime import UTC, date, datetime

import pytest

from grannsamverkan.actions import areas
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.health import checkup, work_queue
from grannsamverkan.actions.policies import set_policy
from grannsamverkan.domain.access import OPERATOR
from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState
from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.findings import Attested
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.people import Channel, ContactTerm, Person
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Refused
from grannsamverkan.register import Register
from samples import square

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOW.date()


def believed(register: Register, area_id: str) -> Timeline:
    return register.timelines()[area_id]


def test_an_area_is_founded_drawn_started_asked_and_lapsed(register: Register) -> None:
    doing = Doing(register=register, actor="prov", reason="för provets skull", now=NOW)
    today = StatedDate(TODAY)
    neighbour, area_id = (
        areas.found(doing, name=name, municipality="1861", event=event, on=today, polygon=polygon)
        for name, event, polygon in (
            ("Granne", Event.INHERIT, square(150)),
            ("Åsen", Event.REGISTER_INTEREST, None),
        )
    )
    with pytest.raises(Refused, match=r"gates\.not_met"):
        areas.apply(doing, area_id, Event.DRAW_BOUNDARY, today, polygon=square())
    meant = {Attested.OVERLAP_EXPLAINED, Attested.RESIDENTS_WILLING}
    areas.apply(doing, area_id, Event.DRAW_BOUNDARY, today, polygon=square(), attested=meant)
    meeting = Activity(
        id="m",
        municipality="1861",
        kind=ActivityKind.START_MEETING,
        on=TODAY,
        state=ActivityState.HELD,
        area_ids=(area_id,),
    )
    term = ContactTerm(
        id="t",
        area_id=area_id,
        person_id="p",
        appointed_on=TODAY,
        trained_on=TODAY,
        list_confirmed_on=TODAY,
    )
    with doing.change("prepare") as change:
        change.set_facts(Activity, "m", [meeting])
        change.set_facts(ContactTerm, area_id, [term])
        change.private.put(
            Person(
                id="p", municipality="1861", name="Kontakt Ett (påhittad)", mail_failed_on=TODAY
            ),
            Question(
                id="q",
                person_id="p",
                municipality="1861",
                year=2026,
                channel=Channel.MAIL,
                asked_on=date(2026, 2, 1),
                expires_on=date(2026, 4, 1),
                reminders=2,
            ),
        )
    areas.apply(doing, area_id, Event.BOOK_START_MEETING, today, attested=meant)
    areas.apply(doing, area_id, Event.START, today)
    assert [flag.key.value for flag in checkup(register, TODAY).flags(area_id)] == [
        "no_contact",
        "mail_failed",
    ]
    with pytest.raises(Refused, match=r"gates\.not_met"):
        areas.apply(doing, area_id, Event.LAPSE, today)
    set_policy(doing, "1861", {"annual_meeting_months": "24"})
    assert {due.area.area_id for due in work_queue(register, OPERATOR, TODAY)} == {
        neighbour,
        area_id,
    }
    areas.apply(doing, area_id, Event.CLOSE, today)
    assert believed(register, area_id)[-1].status is Status.CLOSED
    assert register.facts(ContactTerm, area_id)[0].ended_on == TODAY
    assert register.verify().intact
