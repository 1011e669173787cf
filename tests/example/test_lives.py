"""The example's areas have contacts, meetings, signs and homes, all invented, and give staff something to do."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from shapely import Point

from grannsamverkan.actions import health
from grannsamverkan.actions.example.lives import person
from grannsamverkan.domain.access import OPERATOR
from grannsamverkan.domain.accounts import Account
from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState
from grannsamverkan.domain.areas import HouseholdCount, last
from grannsamverkan.domain.drafts import Draft, DraftState
from grannsamverkan.domain.interests import Interest
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.people import ContactTerm, Person, holding
from grannsamverkan.domain.policy import Setting
from grannsamverkan.domain.signs import Condition, Sign
from grannsamverkan.register import Register
from prepared import example_of

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(scope="module")
def hallsberg(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give the example of Hallsberg as it is on a day."""
    where = tmp_path_factory.mktemp("lives") / "hallsberg.gpkg"
    register = example_of(where, "hallsberg", NOW)
    yield register
    register.close()


def test_everyone_is_invented_and_reached_by_what_belongs_to_nobody(hallsberg: Register) -> None:
    with hallsberg.looking() as private:
        people: list[Person | Interest] = [*private.find(Person), *private.find(Interest)]
        assert private.count(Account) == 0
    assert len(people) > 50
    for one in people:
        assert re.fullmatch(r"Kontakt [A-ZÅÄÖ][a-zåäö]+ \(påhittad\)", str(one.name))
        assert re.fullmatch(r"070-174 06 (0[5-9]|[1-9][0-9])", str(one.phone))
        assert re.fullmatch(r"kontakt[0-9]+@example\.org", str(one.mail))
    assert len({one.name for one in people}) == len({one.phone for one in people}) == len(people)


def test_people_are_counted_in_words_as_far_as_there_are_numbers() -> None:
    names = {number: person(number)["name"] for number in (1, 12, 20, 21, 94)}
    assert names == {
        1: "Kontakt Ett (påhittad)",
        12: "Kontakt Tolv (påhittad)",
        20: "Kontakt Tjugo (påhittad)",
        21: "Kontakt Tjugoett (påhittad)",
        94: "Kontakt Nittiofyra (påhittad)",
    }
    assert person(94)["phone"] == "070-174 06 99"
    for number in (0, 95):
        with pytest.raises(ValueError, match=str(number)):
            person(number)


def test_every_area_has_had_contacts_and_the_flats_have_too_few(hallsberg: Register) -> None:
    present = hallsberg.present()
    alive = {Status.ACTIVE, Status.FORMING, Status.DORMANT}
    newest = [last(one) for one in hallsberg.timelines().values()]
    terms = {
        one.name: present.of(ContactTerm, one.area_id) for one in newest if one.status in alive
    }
    assert all(terms.values())
    assert {name for name, some in terms.items() if not holding(some, TODAY)} == {
        "Klippduvan",
        "Vallmovägen och Kornvallsvägen",
    }
    assert len(terms["Kornblixten"]) == 13
    counted = next(one for one in newest if one.name == "Kornblixten")
    homes = present.of(HouseholdCount, counted.area_id)[-1]
    assert (homes.total, homes.joined) == (300, 279)


def test_meetings_were_held_and_some_are_to_come(hallsberg: Register) -> None:
    activities = hallsberg.facts(Activity)
    kinds = Counter((one.kind, one.state) for one in activities)
    assert kinds[ActivityKind.START_MEETING, ActivityState.HELD] > 10
    assert kinds[ActivityKind.ANNUAL_MEETING, ActivityState.HELD] > 20
    planned = [one for one in activities if one.state is ActivityState.PLANNED]
    assert [one.on > date(2026, 10, 31) for one in planned] == [True, True]


def test_signs_stand_where_streets_lead_into_their_area(hallsberg: Register) -> None:
    signs = hallsberg.facts(Sign)
    assert Counter(one.condition for one in signs)[Condition.FADED] == 3
    assert [str(one.permit_expires_on) for one in signs if one.permit_expires_on] == ["2026-12-31"]
    newest = {area_id: last(one) for area_id, one in hallsberg.timelines().items()}
    outlines = hallsberg.outlines([one.outline_id for one in newest.values() if one.outline_id])
    placed = [
        (one.area_id, Point(one.x, one.y))
        for one in signs
        if one.x is not None and one.y is not None
    ]
    assert len(placed) > 40
    for area_id, place in placed:
        outline_id = newest[area_id].outline_id
        assert outline_id is not None
        assert outlines[outline_id].polygon.boundary.distance(place) < 100


def test_residents_wish_one_border_is_proposed_and_the_municipality_has_decided(
    hallsberg: Register,
) -> None:
    with hallsberg.looking() as private:
        wishes, (draft,) = private.find(Interest), private.find(Draft)
    assert len(wishes) == 3
    assert all(one.x is not None and one.x % 100 == 0 for one in wishes)
    assert draft.state is DraftState.PROPOSED
    assert draft.polygon is not None
    assert {one.key for one in hallsberg.facts(Setting)} == {
        "boundary_review_months",
        "disposal_contacts",
    }


def test_the_queue_has_something_of_most_kinds_and_not_everything(hallsberg: Register) -> None:
    queue = health.work_queue(hallsberg, OPERATOR, TODAY)
    assert 5 <= len(queue) <= 15
    flags = {flag.key.value for one in queue for flag in one.flags}
    assert flags >= {
        "no_contact", "contact_unconfirmed", "annual_meeting_due", "contact_load_high", "sign_defect",
        "signs_without_activity", "permit_expiring",
    }  # fmt: skip
    assert any(one.proposals for one in queue)


def test_no_one_of_the_example_stands_in_what_the_public_may_know(hallsberg: Register) -> None:
    shown = str(hallsberg.public(on=TODAY, today=TODAY))
    with hallsberg.looking() as private:
        people: list[Person | Interest] = [*private.find(Person), *private.find(Interest)]
    for one in people:
        assert not {one.name, one.phone, one.mail} & set(re.split(r"'", shown))
        assert str(one.mail) not in shown
    assert hallsberg.verify().intact
