"""Interests: logged as told and no closer than a hundred metres, handled, and turned into areas."""

from dataclasses import replace
from datetime import date

import pytest
from acting import NOW, TODAY, NewRegister, doing, timeline

import peopled
from grannsamverkan.actions import areas
from grannsamverkan.actions.interest_told import Told
from grannsamverkan.actions.interests import (
    become_area,
    erase_interest,
    handle,
    log_interest,
    take_on,
)
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.interests import Handling, Interest, Wish
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.register import Register
from peopled import acting, decide, rows

TOLD = Told(
    municipality="1861", wish=Wish.START, locality="Hallsberg", near=(505_749.9, 6_547_151.0)
)


def log(register: Register, **facts: object) -> str:
    said = replace(TOLD, **facts)  # type: ignore[arg-type]  # fields known by name only
    return log_interest(doing(register), said)


def get(register: Register, interest_id: str) -> Interest:
    with register.looking() as private:
        found = private.get(Interest, interest_id)
    assert found is not None
    return found


def test_an_interest_is_kept_as_told_for_as_long_as_policy_says(register: Register) -> None:
    logged = log(
        register,
        name="  Boende Ett\n(påhittad) ",
        phone="0701740608",
        mail="Boende.Ett@example.org",
        area_type=AreaType.TERRACED,
        households_guess=24,
    )
    assert get(register, logged) == Interest(
        id=logged,
        municipality="1861",
        received_on=TODAY,
        wish=Wish.START,
        locality="Hallsberg",
        x=505_700,
        y=6_547_200,
        area_type=AreaType.TERRACED,
        households_guess=24,
        name="Boende Ett (påhittad)",
        phone="070-174 06 08",
        mail="boende.ett@example.org",
        erase_after=date(2027, 11, 23),
    )
    newest = register.changes()[-1]
    assert (newest.action, newest.subject) == ("log_interest", logged)
    decide(register, interest_retention_months="6")
    assert get(register, log(register)).erase_after == date(2027, 5, 23)


def test_a_locality_or_an_area_is_place_enough(register: Register) -> None:
    only_named = get(register, log(register, near=None))
    assert (only_named.x, only_named.y, only_named.name, only_named.phone) == (None,) * 4
    about = log(register, wish=Wish.REPORT_DEAD_AREA, near=None, locality="", area_id="01J")
    assert get(register, about).area_id == "01J"


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"near": None, "locality": " "}, "interest.where"),
        ({"phone": "ring mig"}, "interest.phone"),
        ({"mail": "boende.example.org"}, "interest.mail"),
        ({"mail": "a@example.org, b@example.org"}, "interest.mail"),
        ({"name": "Boende (kvarskriven)"}, "people.protected"),
        ({"name": "Boende 640823-3234"}, "interest.personal_number"),
        ({"locality": "19640823-3234"}, "interest.personal_number"),
        ({"households_guess": 0}, "interest.households"),
        ({"households_guess": 10_001}, "interest.households"),
        ({"municipality": "9999"}, "interest.unknown_municipality"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    register: Register, facts: dict[str, object], key: str
) -> None:
    head = register.head()
    with pytest.raises(Refused) as refused:
        log(register, **facts)
    assert refused.value.key == key
    assert register.head() == head
    assert rows(register, Interest) == []


def test_it_is_for_staff_of_the_municipality(register: Register) -> None:
    logged = log(register)
    for someone in (
        acting(register, Role.CONTACT),
        acting(register, Role.POLICE, municipality="1881"),
    ):
        with pytest.raises(NotFound, match=r"access\.not_found"):
            log_interest(someone, TOLD)
        for deed in (take_on, erase_interest):
            with pytest.raises(NotFound, match=r"access\.not_found"):
                deed(someone, logged)
        with pytest.raises(NotFound, match=r"access\.not_found"):
            handle(someone, logged, Handling.CONTACTED)
        with pytest.raises(NotFound, match=r"access\.not_found"):
            become_area(someone, [logged], name="Ny")
    assert log_interest(acting(register, Role.POLICE), TOLD)


def test_one_takes_an_interest_on_once(register: Register) -> None:
    logged = log(register)
    take_on(acting(register, Role.COORDINATOR), logged)
    assert get(register, logged).handler == peopled.COLLEAGUE
    with pytest.raises(Refused, match=r"interest\.yours"):
        take_on(acting(register, Role.COORDINATOR), logged)
    take_on(doing(register), logged)
    assert get(register, logged).handler == "operator"
    with pytest.raises(NotFound, match=r"interest\.not_found"):
        take_on(doing(register), "nothing")


def test_it_goes_from_state_to_state_and_back_by_whoever_handles_it(register: Register) -> None:
    logged = log(register)
    for state in (Handling.CONTACTED, Handling.MEETING_BOOKED, Handling.DECLINED, Handling.NEW):
        handle(acting(register, Role.POLICE), logged, state)
        assert get(register, logged).state is state
    take_on(doing(register), logged)
    handle(acting(register, Role.POLICE), logged, Handling.CONTACTED, seen=Handling.NEW)
    assert get(register, logged).handler == "operator"


def test_the_second_of_two_is_told_what_the_first_did(register: Register) -> None:
    logged = log(register)
    handle(doing(register), logged, Handling.CONTACTED, seen=Handling.NEW)
    with pytest.raises(Conflict) as refused:
        handle(doing(register), logged, Handling.DECLINED, seen=Handling.NEW)
    assert refused.value.values == {"state": Handling.CONTACTED}
    with pytest.raises(Refused, match=r"interest\.so_already"):
        handle(doing(register), logged, Handling.CONTACTED)
    with pytest.raises(Refused, match=r"interest\.found_instead"):
        handle(doing(register), logged, Handling.BECAME_AREA)


@pytest.mark.parametrize(
    ("event", "status"), [(Event.PROPOSE_AREA, "planned"), (Event.REGISTER_INTEREST, "interest")]
)
def test_an_area_comes_of_several_interests_without_a_border(
    register: Register, event: Event, status: str
) -> None:
    logged = [log(register, households_guess=number) for number in (10, 20)]
    area_id = become_area(
        doing(register), logged, name="Norrängen", event=event, area_type=AreaType.VILLA
    )
    (version,) = timeline(register, "Norrängen")
    assert (version.area_id, version.status, version.municipality) == (area_id, status, "1861")
    assert (version.outline_id, version.area_type) == (None, AreaType.VILLA)
    for one in logged:
        interest = get(register, one)
        assert (interest.state, interest.area_id, interest.handler) == (
            Handling.BECAME_AREA, area_id, "operator",
        )  # fmt: skip
    with pytest.raises(Conflict, match=r"interest\.became_area"):
        become_area(doing(register), logged[:1], name="Igen")
    with pytest.raises(Refused, match=r"interest\.became_area"):
        handle(doing(register), logged[0], Handling.NEW)


def test_an_interest_waits_again_once_its_area_is_taken_back(register: Register) -> None:
    logged = log(register)
    area_id = become_area(doing(register), [logged], name="Norrängen")
    founding = register.changes(area_id=area_id)[0].seq
    areas.undo(doing(register), founding)
    handle(doing(register), logged, Handling.CONTACTED)
    assert get(register, logged).state is Handling.CONTACTED
    take_on(acting(register, Role.POLICE), logged)
    become_area(doing(register), [logged], name="Norrängen väst")
    assert get(register, logged).handler == peopled.COLLEAGUE


@pytest.mark.parametrize(
    ("ids", "facts", "key"),
    [
        ([], {}, "interest.none_chosen"),
        (["nothing"], {}, "interest.not_found"),
        (["here"], {"name": " "}, "area.name_missing"),
        (["here"], {"event": Event.INHERIT}, "lifecycle.not_a_founding"),
    ],
)
def test_a_founding_that_cannot_be_leaves_the_interests_as_they_are(
    register: Register, ids: list[str], facts: dict[str, object], key: str
) -> None:
    logged = log(register)
    chosen = [logged if one == "here" else one for one in ids]
    with pytest.raises(Refused) as refused:
        become_area(doing(register), chosen, **{"name": "Ny", **facts})  # type: ignore[arg-type]  # one at a time
    assert refused.value.key == key
    assert get(register, logged).state is Handling.NEW


def test_interests_of_two_municipalities_become_no_area(new_register: NewRegister) -> None:
    register = new_register("two")
    logged = [log(register, municipality=code) for code in ("1861", "1881")]
    with pytest.raises(Refused, match=r"interest\.one_municipality"):
        become_area(doing(register), logged, name="Ny")


def test_an_interest_is_erased_when_it_is_asked_for(register: Register) -> None:
    logged = log(register, mail="boende.ett@example.org")
    erase_interest(replace(doing(register), dry=True), logged)
    assert rows(register, Interest) == [logged]
    erase_interest(doing(register), logged)
    assert rows(register, Interest) == []
    assert b"boende.ett@example.org" not in register.database.path.read_bytes()  # type: ignore[union-attr]  # a file here
    assert register.changes()[-1].subject == logged
    with pytest.raises(NotFound, match=r"interest\.not_found"):
        erase_interest(doing(register), logged)


def test_a_dry_run_logs_nothing(register: Register) -> None:
    log_interest(doing(register, now=NOW, dry=True), TOLD)
    assert rows(register, Interest) == []
