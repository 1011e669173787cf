"""Which areas need someone, for whom, and what a municipality has decided."""

import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from acting import NOW, TODAY, doing, found, in_state

from grannsamverkan.actions import areas
from grannsamverkan.actions.health import checkup, count_now, work_queue
from grannsamverkan.actions.policies import set_policy
from grannsamverkan.domain.access import OPERATOR, Role, Who
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.people import Channel, ContactTerm, Person
from grannsamverkan.domain.policy import Policy, Setting
from grannsamverkan.domain.signs import Condition, Sign
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Register
from samples import area


def who(role: Role, place: str, *, areas: frozenset[str] = frozenset()) -> Who:
    return Who(id="w", roles=frozenset({(role, place)}), areas=areas)


def believe(register: Register, area_id: str, *objects: ContactTerm | Sign) -> None:
    with register.change(actor="prov", action="test", reason="x", now=NOW) as change:
        for cls in (ContactTerm, Sign):
            change.set_facts(cls, area_id, [one for one in objects if isinstance(one, cls)])


def contact(area_id: str, **facts: object) -> ContactTerm:
    plain = ContactTerm(
        id="t",
        area_id=area_id,
        person_id="p",
        appointed_on=date(2020, 1, 1),
        confirmed_on=date(2026, 5, 1),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]  # fields known by name only


def keys(register: Register, area_id: str) -> set[str]:
    return {flag.key.value for flag in checkup(register, TODAY).flags(area_id)}


def test_the_queue_has_what_one_may_see_the_most_urgent_first(two: Register) -> None:
    left = found(two, "Lämnat")
    silent = found(two, "Anslutet", municipality="1881")
    believe(two, silent, contact(silent))
    in_state(two, Status.PLANNED, "Planerat")
    queue = work_queue(two, OPERATOR, TODAY)
    assert [due.area.name for due in queue] == ["Lämnat", "Anslutet"]
    assert [flag.key.value for flag in queue[0].flags] == [
        "no_contact",
        "contact_unconfirmed",
        "annual_meeting_due",
    ]
    here = work_queue(two, who(Role.COORDINATOR, "1881"), TODAY)
    assert [due.area.area_id for due in here] == [silent]
    assert work_queue(two, OPERATOR, TODAY, municipality="1861")[0].area.area_id == left
    mine = who(Role.CONTACT, "1861", areas=frozenset({left}))
    assert [due.area.area_id for due in work_queue(two, mine, TODAY)] == [left]
    assert work_queue(two, Who(id="v"), TODAY) == []


def test_what_was_found_is_found_anew_when_anything_has_changed(register: Register) -> None:
    area_id = found(register, "Åsen")
    before = checkup(register, TODAY).look(area_id)
    assert checkup(register, TODAY).look(area_id) is before
    believe(register, area_id, contact(area_id), contact(area_id, id="u", person_id="q"))
    assert "no_contact" not in keys(register, area_id)
    with register.private() as private:
        private.put(
            Person(
                id="p",
                municipality="1861",
                name="Kontakt Ett (påhittad)",
                mail_failed_on=date(2026, 11, 1),
            )
        )
    assert "mail_failed" in keys(register, area_id)
    with register.private() as private:
        private.remove(Person, "p")
    assert "mail_failed" not in keys(register, area_id)
    tomorrow = checkup(register, TODAY + timedelta(days=1)).look(area_id)
    assert tomorrow.today == TODAY + timedelta(days=1)


def test_reminders_without_answer_are_proposed_on(register: Register) -> None:
    area_id = found(register, "Tyst")
    believe(register, area_id, contact(area_id))
    assert checkup(register, TODAY).proposals(area_id) == ()
    question = Question(
        id="q",
        person_id="p",
        municipality="1861",
        year=2026,
        channel=Channel.MAIL,
        asked_on=date(2026, 2, 1),
        expires_on=date(2026, 4, 1),
        reminders=2,
    )
    with register.private() as private:
        private.put(question)
    (due,) = work_queue(register, OPERATOR, TODAY)
    assert [one.event.value for one in due.proposals] == ["lapse"]
    with register.private() as private:
        private.put(replace(question, answered_at=NOW))
    assert checkup(register, TODAY).proposals(area_id) == ()


def test_an_area_that_is_well_needs_nobody(register: Register) -> None:
    area_id = in_state(register, Status.DORMANT)
    assert checkup(register, TODAY).due(area_id) is None
    defect = Sign(id="s", area_id=area_id, mounted_on=date(2020, 1, 1), condition=Condition.BROKEN)
    believe(register, area_id, defect)
    assert keys(register, area_id) == {"signs_without_activity"}


def test_what_is_most_urgent_and_longest_overdue_comes_first(register: Register) -> None:
    for name, day in (("A", "2026-10-01"), ("B", "2026-01-01"), ("C", "2026-10-02")):
        area_id = found(register, name)
        believe(register, area_id, contact(area_id, ended_on=date.fromisoformat(day)))
    well = found(register, "Ö")
    believe(register, well, contact(well))
    queue = work_queue(register, OPERATOR, TODAY)
    assert [due.area.name for due in queue] == ["B", "A", "C", "Ö"]
    assert [bool(due.proposals) for due in queue] == [True, False, False, False]
    assert sorted(due.urgency for due in queue) == [due.urgency for due in queue]


def test_a_policy_is_decided_and_returned_to_what_is_proposed(register: Register) -> None:
    stated = {
        "contact_confirm_months": "24",
        "min_joined_share": "0,5",
        "disposal_contacts": " KS 2026:1 ",
        "ratio_warn": "20",
        "wheel_confirm": "02-15",
        "min_households": "",
    }
    decided = set_policy(doing(register), "1861", stated)
    assert decided.keys == (
        "contact_confirm_months",
        "min_joined_share",
        "disposal_contacts",
        "wheel_confirm",
    )
    assert decided.seq == register.head().seq
    policy = register.present().policies["1861"]
    assert policy == decided.policy
    assert (policy.contact_confirm_months, policy.min_joined_share) == (24, 0.5)
    assert policy.disposal_contacts == "KS 2026:1"
    assert {one.key for one in register.facts(Setting)} == set(decided.keys)
    again = set_policy(doing(register), "1861", stated)
    assert (again.keys, again.seq) == ((), None)
    set_policy(doing(register), "1861", dict.fromkeys(stated, ""))
    assert register.present().policies["1861"] == Policy()
    assert register.verify().intact


@pytest.mark.parametrize(
    ("stated", "key"),
    [
        ({"lagar": "1"}, "policy.unknown"),
        ({"lapse_months": "två"}, "policy.not_a_number"),
        ({"min_joined_share": "1,1"}, "policy.out_of_range"),
        ({"wheel_report": "31 brumaire"}, "policy.not_a_day"),
        ({"disposal_logs": "19850709-9805"}, "deed.personal_number"),
    ],
)
def test_a_policy_that_cannot_be_is_refused_whole(
    register: Register, stated: dict[str, str], key: str
) -> None:
    with pytest.raises(Refused) as refused:
        set_policy(doing(register), "1861", {"ratio_warn": "10", **stated})
    assert refused.value.key == key
    assert register.facts(Setting) == ()


def test_a_policy_is_set_by_those_who_may(two: Register) -> None:
    there = replace(doing(two), who=who(Role.COORDINATOR, "1881"))
    with pytest.raises(NotFound, match="access"):
        set_policy(there, "1861", {"ratio_warn": "10"})
    with pytest.raises(NotFound, match="access"):
        set_policy(doing(two), "9999", {"ratio_warn": "10"})
    set_policy(there, "1881", {"ratio_warn": "10"})


def test_areas_are_confirmed_for_as_long_as_the_municipality_has_decided(two: Register) -> None:
    for place in ("1861", "1881"):
        area_id = found(two, place, municipality=place)
        details: dict[str, Any] = {"last_confirmed_on": date(2025, 6, 1)}
        areas.correct(doing(two), area_id, TODAY, **details)
    assert count_now(two, TODAY).confirmed == 0
    assert two.public_count(on=TODAY, today=TODAY).confirmed == 0
    set_policy(doing(two), "1881", {"contact_confirm_months": "18"})
    counted = count_now(two, TODAY)
    assert (counted.confirmed, counted.unconfirmed) == (1, 1)
    assert counted.confirmed_by_municipality == {"1881": 1}
    public = two.public_count(on=TODAY, today=TODAY, municipality="1881")
    assert (public.confirmed, public.unconfirmed) == (1, 0)


def test_twenty_thousand_areas_are_queued_in_a_moment(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = {f"{number:05d}": area(f"{number:05d}") for number in range(20_000)}
    many = replace(register.present(), timelines=town)
    monkeypatch.setattr(register, "present", lambda: many)
    assert len(work_queue(register, OPERATOR, TODAY)) == 20_000
    started = time.process_time()
    work_queue(register, OPERATOR, TODAY)
    assert time.process_time() - started < 0.5  # a tenth of it when nothing watches
