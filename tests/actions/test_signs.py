"""Signs follow the activity: ordered early with a warning, put up only where an area is active."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Unpack

import pytest
from acting import NOW, TODAY, doing, found, in_state, lead, telling

from grannsamverkan.actions import areas, signs
from grannsamverkan.actions.deeds import mark
from grannsamverkan.actions.doing import Doing
from grannsamverkan.crs import SWEDEN, to_lonlat
from grannsamverkan.domain.access import Role, Who
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.signs import Condition, Need, PermitBody, Sign, SignKind, Stage, needs
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.i18n import translator
from grannsamverkan.register import Register
from samples import SOUTH, WEST, square

DAY = date(2026, 5, 1)


def at_work(register: Register) -> Doing:
    """Return someone who does something today, so that the rules are asked."""
    return replace(doing(register), from_records=False)


def listed(
    register: Register, area_id: str, number: int = 1, **facts: Unpack[signs.Facts]
) -> list[str]:
    """Enter signs of an area and return their ids."""
    done = signs.list_signs(at_work(register), area_id, number=number, **facts)
    return [one.id for one in done.of]


def sign(register: Register, sign_id: str) -> Sign:
    """Return a sign as the register has it."""
    return signs.sign_of(register, sign_id)


def ready(register: Register, area_id: str, number: int = 1) -> list[str]:
    """Enter signs that may be put up."""
    return listed(register, area_id, number, consent_on=DAY, permit_body=PermitBody.NONE)


def a_contact(register: Register, *areas: str) -> Doing:
    """Return a contact of some areas."""
    who = Who(id="A1", roles=frozenset({(Role.CONTACT, "1861")}), areas=frozenset(areas))
    return replace(at_work(register), who=who, actor="contact A1")


def test_a_sign_goes_from_the_list_to_its_removal(register: Register) -> None:
    area_id = found(register)
    (one,) = listed(register, area_id, kind=SignKind.STAIRWELL)
    assert sign(register, one).stage is Stage.LISTED
    steps = (
        (signs.order(at_work(register), [one], DAY), Stage.ORDERED),
        (signs.consent(at_work(register), [one], DAY), Stage.ORDERED),
        (signs.permit(at_work(register), [one], PermitBody.COUNTY, ref="L 12", expires_on=date(2027, 5, 1)), Stage.ORDERED),
        (signs.deliver(at_work(register), [one], date(2026, 6, 1)), Stage.DELIVERED),
        (signs.mount(at_work(register), [one], date(2026, 6, 2)), Stage.MOUNTED),
        (signs.inspect(at_work(register), one, Condition.FADED, date(2026, 9, 1)), Stage.MOUNTED),
        (signs.remove(at_work(register), [one], date(2026, 10, 1), "Blekt"), Stage.REMOVED),
    )  # fmt: skip
    for done, stage in steps:
        assert done.of[0].stage is stage
        assert done.notes == ()
    assert sign(register, one) == Sign(
        id=one,
        area_id=area_id,
        kind=SignKind.STAIRWELL,
        ordered_on=DAY,
        consent_on=DAY,
        permit_body=PermitBody.COUNTY,
        permit_ref="L 12",
        permit_expires_on=date(2027, 5, 1),
        delivered_on=date(2026, 6, 1),
        mounted_on=date(2026, 6, 2),
        condition=Condition.FADED,
        inspected_on=date(2026, 9, 1),
        removed_on=date(2026, 10, 1),
        removal_reason="Blekt",
    )
    actions = [entry.action for entry in register.changes()][-8:]
    assert actions == [
        "list_signs",
        "order_signs",
        "consent_to_signs",
        "permit_signs",
        "deliver_signs",
        "mount_signs",
        "inspect_sign",
        "remove_signs",
    ]


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.SUPERSEDED])
def test_only_an_active_area_gets_signs_and_an_early_order_is_told(
    register: Register, status: Status
) -> None:
    area_id = in_state(register, status)
    one, other = ready(register, area_id, 2)
    done = signs.order(at_work(register), [one, other], DAY)
    told = [note.key for note in done.notes]
    assert told == ([] if status is Status.ACTIVE else ["gate.area_active.missing"])
    for step in (signs.deliver, signs.mount):
        if status is Status.ACTIVE:
            step(at_work(register), [one], DAY)
        else:
            with pytest.raises(Refused) as refused:
                step(at_work(register), [one], DAY)
            assert refused.value.key == "signs.too_early"
    expected = DAY if status is Status.ACTIVE else None
    assert sign(register, one).mounted_on == sign(register, one).delivered_on == expected


def test_it_is_the_day_that_counts_not_today(register: Register) -> None:
    area_id = found(register)
    lead(register, area_id, "lapse 2026-06-01")
    (one,) = ready(register, area_id)
    with pytest.raises(Refused, match=r"signs\.too_early"):
        signs.mount(at_work(register), [one], date(2026, 6, 1))
    assert signs.mount(at_work(register), [one], date(2026, 5, 31)).of[0].up(TODAY)
    (early,) = ready(register, area_id)
    with pytest.raises(Refused, match=r"signs\.too_early"):
        signs.mount(at_work(register), [early], date(2019, 12, 31))


def test_a_sign_is_not_put_up_without_consent_and_permit(register: Register) -> None:
    area_id = found(register)
    (one,) = listed(register, area_id)
    with pytest.raises(Refused) as refused:
        signs.mount(at_work(register), [one], DAY)
    assert [text.key for text in refused.value.values["why"]] == [  # type: ignore[attr-defined]  # phrases
        "gate.consent.missing",
        "gate.consent.mend",
    ]
    signs.consent(at_work(register), [one], DAY)
    done = signs.mount(at_work(register), [one], DAY)
    assert [note.key for note in done.notes] == ["gate.permit_known.missing"]


def test_history_from_older_records_is_not_asked_for_consent(register: Register) -> None:
    area_id = in_state(register, Status.PLANNED)
    records = replace(at_work(register), from_records=True)
    done = signs.list_signs(records, area_id, mounted_on=DAY)
    assert done.of[0].up(TODAY)
    assert done.notes == ()


def test_several_signs_of_several_areas_are_one_deed(register: Register) -> None:
    here, there = found(register), found(register, "Sörängen")
    ids = [*ready(register, here, 3), *ready(register, there, 2)]
    before = register.head().seq
    done = signs.order(at_work(register), ids, DAY)
    assert [one.id for one in done.of] == ids
    assert register.head().seq == done.seq == before + 1
    assert {sign(register, one).ordered_on for one in ids} == {DAY}
    areas.undo(doing(register), before + 1)
    assert {sign(register, one).ordered_on for one in ids} == {None}


def test_one_sign_out_of_order_keeps_all_from_being_written(register: Register) -> None:
    area_id = found(register)
    ids = ready(register, area_id, 2)
    signs.order(at_work(register), ids[1:], date(2026, 6, 1))
    with pytest.raises(Refused) as refused:
        signs.deliver(at_work(register), ids, DAY)
    assert refused.value.key == "signs.out_of_order"
    assert sign(register, ids[0]).delivered_on is None


@pytest.mark.parametrize("number", [0, 51, -1])
def test_signs_are_listed_in_sensible_numbers(register: Register, number: int) -> None:
    with pytest.raises(Refused, match=r"signs\.number"):
        listed(register, found(register), number)


def test_days_to_come_are_refused_but_for_the_permits_last(register: Register) -> None:
    area_id = found(register)
    (one,) = listed(register, area_id)
    to_come = date(2027, 1, 1)
    for field in ("ordered_on", "consent_on", "removed_on", "inspected_on"):
        with pytest.raises(Refused, match=r"area\.in_the_future"):
            signs.alter(at_work(register), [one], **{field: to_come})  # type: ignore[arg-type]  # fields known by name only
    with pytest.raises(Refused, match=r"deed\.too_far"):
        signs.alter(at_work(register), [one], permit_expires_on=date.max)
    signs.alter(at_work(register), [one], permit_expires_on=to_come)
    with pytest.raises(Refused, match=r"deed\.nothing_to_change"):
        signs.alter(at_work(register), [one], permit_expires_on=to_come)
    with pytest.raises(Refused, match=r"deed\.personal_number"):
        signs.remove(at_work(register), [one], DAY, "Enligt 700101-1234")


def test_what_was_seen_last_stands_and_a_sign_is_looked_at_once_it_is_up(
    register: Register,
) -> None:
    told = signs.list_signs(telling(register), found(register), mounted_on=DAY)
    one = told.of[0].id
    with pytest.raises(Refused, match=r"signs\.not_up_yet"):
        signs.inspect(at_work(register), one, Condition.OK, date(2026, 4, 30))
    signs.inspect(at_work(register), one, Condition.BROKEN, date(2026, 9, 1))
    with pytest.raises(Refused, match=r"signs\.looked_at_since") as refused:
        signs.inspect(at_work(register), one, Condition.OK, date(2026, 8, 31))
    said = translator("sv").error(refused.value)
    assert said.startswith("Skylten besiktigades den 1 september 2026: Trasig.")
    signs.inspect(at_work(register), one, Condition.OK, date(2026, 9, 1))
    assert sign(register, one).condition is Condition.OK


def test_two_who_alter_one_sign_are_told_of_each_other(register: Register) -> None:
    (one,) = listed(register, found(register))
    seen = mark(sign(register, one))
    signs.alter(at_work(register), [one], seen=seen, kind=SignKind.HARBOUR)
    with pytest.raises(Conflict, match=r"deed\.changed_meanwhile"):
        signs.alter(at_work(register), [one], seen=seen, kind=SignKind.STAIRWELL)
    assert sign(register, one).kind is SignKind.HARBOUR


def test_a_contact_looks_at_the_signs_of_their_own_area_and_no_more(register: Register) -> None:
    mine, theirs = found(register), found(register, "Sörängen")
    (one,), (other,) = ready(register, mine), ready(register, theirs)
    signs.mount(at_work(register), [one, other], DAY)
    me = a_contact(register, mine)
    done = signs.inspect(me, one, Condition.TAGGED, TODAY).of[0]
    assert done.defect
    assert done.inspected_on == TODAY
    lon, lat = to_lonlat(WEST, SOUTH, source=SWEDEN)
    assert signs.place(me, one, lon=lon, lat=lat).of[0].x is not None
    refused_deeds: list[Callable[[], object]] = [
        lambda: signs.inspect(me, other, Condition.OK, TODAY),
        lambda: signs.inspect(me, "nothing", Condition.OK, TODAY),
        lambda: signs.order(me, [one], DAY),
        lambda: signs.order(me, [], DAY),
        lambda: signs.list_signs(me, mine),
    ]
    for refused_deed in refused_deeds:
        with pytest.raises(NotFound) as refused:
            refused_deed()
        assert refused.value.key == "access.not_found"


def test_what_is_taken_down_is_not_looked_at(register: Register) -> None:
    (one,) = listed(register, found(register))
    signs.remove(at_work(register), [one], DAY)
    with pytest.raises(Refused, match=r"signs\.removed"):
        signs.inspect(at_work(register), one, Condition.OK, TODAY)


def test_a_sign_stands_at_the_road_near_its_area(register: Register) -> None:
    area_id = found(register, polygon=square())
    (one,) = listed(register, area_id)
    lon, lat = to_lonlat(WEST + 300, SOUTH + 100, source=SWEDEN)
    placed = signs.place(at_work(register), one, lon=lon, lat=lat).of[0]
    assert placed.x == pytest.approx(WEST + 300, abs=0.1)
    assert placed.y == pytest.approx(SOUTH + 100, abs=0.1)
    far = to_lonlat(WEST + 5_000, SOUTH, source=SWEDEN)
    with pytest.raises(Refused) as refused:
        signs.place(at_work(register), one, lon=far[0], lat=far[1])
    assert refused.value.key == "signs.far_away"
    assert refused.value.values["m"] == 4_800
    gone = signs.place(at_work(register), one, lon=None, lat=None).of[0]
    assert (gone.x, gone.y) == (None, None)


def test_without_a_border_any_place_will_do(register: Register) -> None:
    (one,) = listed(register, found(register))
    lon, lat = to_lonlat(WEST, SOUTH, source=SWEDEN)
    assert signs.place(at_work(register), one, lon=lon, lat=lat).of[0].x is not None


UP = Sign(id="S", area_id="A", ordered_on=DAY, mounted_on=date(2026, 6, 1))


@pytest.mark.parametrize(
    ("one", "status", "wanted"),
    [
        (Sign(id="S", area_id="A"), Status.ACTIVE, {Need.TO_ORDER}),
        (Sign(id="S", area_id="A"), Status.FORMING, {Need.TO_ORDER}),
        (Sign(id="S", area_id="A"), Status.DORMANT, set()),
        (replace(UP, mounted_on=None), Status.ACTIVE, set()),
        (UP, Status.ACTIVE, set()),
        (UP, Status.DORMANT, {Need.TO_REMOVE}),
        (replace(UP, condition=Condition.BROKEN), Status.ACTIVE, {Need.DEFECT}),
        (replace(UP, condition=Condition.OK), Status.ACTIVE, set()),
        (replace(UP, permit_expires_on=date(2027, 1, 22)), Status.ACTIVE, {Need.PERMIT_EXPIRES}),
        (replace(UP, permit_expires_on=date(2027, 1, 23)), Status.ACTIVE, set()),
        (replace(UP, mounted_on=date(2025, 11, 22)), Status.ACTIVE, {Need.UNINSPECTED}),
        (replace(UP, mounted_on=date(2025, 11, 23)), Status.ACTIVE, set()),
        (replace(UP, mounted_on=date(2020, 1, 1), inspected_on=TODAY), Status.ACTIVE, set()),
        (replace(UP, condition=Condition.MISSING, removed_on=TODAY), Status.DORMANT, set()),
    ],
)
def test_what_a_sign_needs_follows_from_its_dates(
    one: Sign, status: Status, wanted: set[Need]
) -> None:
    assert set(needs(one, NOW.date(), status)) == wanted
