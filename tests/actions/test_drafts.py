"""Borders on the way: drafts, proposals, answers, and two people who draw the same area."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from acting import NOW, found, on
from acting import doing as operator
from shapely import MultiPolygon, Polygon, box

from grannsamverkan.actions import areas, borders, drafts, publishing
from grannsamverkan.actions.areas import Part, apply
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.drafts import Sketch
from grannsamverkan.domain.access import Role, Who
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.drafts import Draft, DraftState
from grannsamverkan.domain.geometry import clean
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.register import Register
from groundwork import lay
from samples import SOUTH, WEST, square

PLACE = "1861"
WIDER = box(WEST, SOUTH, WEST + 260, SOUTH + 200)


def person(register: Register, role: Role, *areas: str, name: str = "en") -> Doing:
    """Return someone with a role in Hallsberg, and perhaps areas of their own."""
    who = Who(id=f"{role}-{name}", roles=frozenset({(role, PLACE)}), areas=frozenset(areas))
    return replace(operator(register), who=who, actor=f"{role} {who.id}")


def sketch(register: Register, area_id: str, polygon: object = WIDER) -> Sketch:
    """Return what someone draws who has just looked."""
    seen = borders.seen_at(register, area_id)
    assert isinstance(polygon, Polygon | MultiPolygon)
    return Sketch(municipality=PLACE, area_id=area_id, polygon=polygon, base_seq=seen)


@pytest.fixture
def area_id(register: Register) -> str:
    """Give an active area with a border."""
    return found(register, polygon=square())


def border(register: Register, area_id: str) -> MultiPolygon:
    outline_id = last(register.timelines()[area_id]).outline_id
    assert outline_id is not None
    return register.outlines([outline_id])[outline_id].polygon


# -- drafts --------------------------------------------------------------------------------------------


def test_a_draft_is_its_makers_alone_and_goes_on_where_it_was(
    register: Register, area_id: str
) -> None:
    me, other = (person(register, Role.COORDINATOR, name=name) for name in ("en", "två"))
    draft = drafts.save(me, sketch(register, area_id))
    again = drafts.save(me, replace(sketch(register, area_id, square()), draft_id=draft.id))
    assert again.id == draft.id
    assert [one.id for one in drafts.drafts_for(register, me.who)] == [draft.id]
    assert drafts.drafts_for(register, other.who, area_id=area_id) == ()
    with pytest.raises(NotFound):
        drafts.proposal(register, other.who, draft.id)
    with pytest.raises(NotFound):
        drafts.save(other, replace(sketch(register, area_id), draft_id=draft.id))
    with pytest.raises(NotFound):
        drafts.discard(other, draft.id)
    drafts.discard(me, draft.id)
    assert drafts.drafts_for(register, me.who) == ()
    assert register.changes()[-1].action != "save_draft"


def test_a_draft_can_be_of_an_area_that_is_not_there_yet(register: Register) -> None:
    me = person(register, Role.POLICE)
    draft = drafts.save(me, Sketch(municipality=PLACE, polygon=square(), name="  Nya byn "))
    assert (draft.area_id, draft.name) == (None, "Nya byn")


@pytest.mark.parametrize("role", [Role.CONTACT, Role.ADMINISTRATOR])
def test_who_may_not_draw_there_keeps_nothing(register: Register, area_id: str, role: Role) -> None:
    with pytest.raises(NotFound):
        drafts.save(person(register, role), sketch(register, area_id))
    with register.looking() as private:
        assert private.find(Draft) == ()


# -- proposals -----------------------------------------------------------------------------------------


def test_a_contact_proposes_and_a_coordinator_approves(register: Register, area_id: str) -> None:
    contact = person(register, Role.CONTACT, area_id)
    boss = person(register, Role.COORDINATOR)
    proposed = drafts.propose(contact, sketch(register, area_id), " De nya husen är med. ")
    assert (proposed.state, proposed.message) == (DraftState.PROPOSED, "De nya husen är med.")
    assert drafts.proposal(register, boss.who, proposed.id) == proposed
    assert drafts.decides_somewhere(boss.who)
    assert not drafts.decides_somewhere(contact.who)
    done = publishing.approve(
        boss,
        proposed.id,
        on("2026-11-01"),
        base_seq=borders.seen_at(register, area_id),
        text="Bra!",
    )
    assert done.area_ids == (area_id,)
    assert border(register, area_id).equals(WIDER)
    decided = drafts.proposal(register, contact.who, proposed.id)
    assert (decided.state, decided.answer, decided.decided_by, decided.decided_at) == (
        DraftState.APPROVED,
        "Bra!",
        boss.who.id,
        NOW,
    )
    with pytest.raises(Conflict, match=r"drafts\.decided"):
        drafts.answer(boss, proposed.id, "nej")


def test_a_proposal_is_answered_in_words_and_the_contact_sees_them(
    register: Register, area_id: str
) -> None:
    contact = person(register, Role.CONTACT, area_id)
    boss = person(register, Role.POLICE)
    proposed = drafts.propose(contact, sketch(register, area_id), "Större")
    answered = drafts.answer(boss, proposed.id, "Inte i år.")
    assert drafts.drafts_for(register, contact.who) == (answered,)
    assert (answered.state, answered.answer) == (DraftState.ANSWERED, "Inte i år.")
    assert border(register, area_id).area == 200 * 200


def test_a_proposal_is_taken_back_and_stays_as_that(register: Register, area_id: str) -> None:
    contact = person(register, Role.CONTACT, area_id)
    proposed = drafts.propose(contact, sketch(register, area_id), "Större")
    drafts.discard(contact, proposed.id)
    assert drafts.proposal(register, contact.who, proposed.id).state is DraftState.WITHDRAWN
    again = drafts.save(contact, replace(sketch(register, area_id), draft_id=proposed.id))
    assert again.id != proposed.id


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("  ", "drafts.message_missing"),
        ("x" * 1_001, "drafts.too_long"),
        ("Ring 850101-1236", "deed.personal_number"),
    ],
)
def test_a_message_is_needed_is_short_and_names_no_number(
    register: Register, area_id: str, text: str, key: str
) -> None:
    contact = person(register, Role.CONTACT, area_id)
    with pytest.raises(Refused) as refused:
        drafts.propose(contact, sketch(register, area_id), text)
    assert refused.value.key == key


def test_the_name_of_a_draft_holds_no_personal_number(register: Register) -> None:
    me = person(register, Role.COORDINATOR)
    with pytest.raises(Refused, match=r"deed\.personal_number"):
        drafts.save(me, Sketch(municipality=PLACE, polygon=square(), name="Byn 850101-2384"))


def test_only_ones_own_area_can_be_proposed_for_and_only_staff_decide(
    register: Register, area_id: str
) -> None:
    other = found(register, "Annan", polygon=square(1_000))
    contact = person(register, Role.CONTACT, other)
    mine = sketch(register, area_id)
    with pytest.raises(NotFound):
        drafts.propose(contact, mine, "Större")
    with pytest.raises(NotFound):
        drafts.propose(contact, replace(mine, area_id=None), "Ny")
    proposed = drafts.propose(contact, sketch(register, other, square(1_000, side_m=250)), "Större")
    for deed in (
        lambda: drafts.answer(contact, proposed.id, "ja"),
        lambda: publishing.approve(contact, proposed.id, on("2026-11-01"), base_seq=999),
        lambda: drafts.answer(person(register, Role.COORDINATOR), "finns-inte", "ja"),
    ):
        with pytest.raises(NotFound):
            deed()


def test_a_draft_of_a_new_area_is_no_proposal_to_approve(register: Register) -> None:
    boss = person(register, Role.COORDINATOR)
    with register.private() as private:
        private.put(
            Draft(id="d", municipality=PLACE, state=DraftState.PROPOSED, made_by="x", made_at=NOW)
        )
    with pytest.raises(NotFound):
        publishing.approve(boss, "d", on("2026-11-01"), base_seq=999)


# -- publishing ----------------------------------------------------------------------------------------


def test_publishing_redraws_the_area_and_settles_the_draft(
    register: Register, area_id: str
) -> None:
    me = person(register, Role.COORDINATOR)
    draft = drafts.save(me, sketch(register, area_id))
    done = publishing.publish(
        me, replace(sketch(register, area_id), draft_id=draft.id), on("2026-11-01")
    )
    assert border(register, area_id).equals(WIDER)
    assert done.seq == register.head().seq
    assert drafts.drafts_for(register, me.who) == ()


def test_a_first_border_makes_a_plan_of_an_interest(register: Register) -> None:
    area_id = found(register, event=Event.REGISTER_INTEREST)
    me = person(register, Role.COORDINATOR)
    publishing.publish(me, sketch(register, area_id), on("2026-11-01"))
    assert last(register.timelines()[area_id]).status is Status.PLANNED


def test_two_people_draw_and_the_second_is_told_and_loses_nothing(
    register: Register, area_id: str
) -> None:
    first, second = person(register, Role.COORDINATOR), person(register, Role.POLICE)
    theirs, mine = sketch(register, area_id, square(side_m=300)), sketch(register, area_id)
    publishing.publish(first, theirs, on("2026-11-01"))
    with pytest.raises(Conflict) as conflict:
        publishing.publish(second, mine, on("2026-11-02"))
    assert conflict.value.key == "drafts.changed_since"
    (since,) = borders.changes_since(register, area_id, mine.base_seq)
    assert (since.role, since.fields) == ("coordinator", ("outline_id",))
    assert border(register, area_id).area == 300 * 300
    again = replace(mine, base_seq=since.seq)
    publishing.publish(second, again, on("2026-11-02"))
    assert border(register, area_id).equals(WIDER)
    assert [one.m2 > 0 for one in borders.borders_of(register, area_id)] == [True] * 3


def test_a_new_sign_or_name_elsewhere_does_not_stand_in_the_way(
    register: Register, area_id: str
) -> None:
    mine = sketch(register, area_id)
    found(register, "Annan", polygon=square(5_000))
    publishing.publish(person(register, Role.COORDINATOR), mine, on("2026-11-02"))
    assert border(register, area_id).equals(WIDER)


def test_a_proposal_is_not_approved_unseen_when_the_area_has_changed(
    register: Register, area_id: str
) -> None:
    boss = person(register, Role.COORDINATOR)
    seen = borders.seen_at(register, area_id)
    proposed = drafts.propose(
        person(register, Role.CONTACT, area_id), sketch(register, area_id), "Större"
    )
    apply(operator(register), area_id, Event.CHANGE_DETAILS, on("2026-11-01"), name="Nya namnet")
    with pytest.raises(Conflict, match=r"drafts\.changed_since"):
        publishing.approve(boss, proposed.id, on("2026-11-02"), base_seq=seen)
    assert drafts.proposal(register, boss.who, proposed.id).state is DraftState.PROPOSED


def test_anothers_draft_stays_when_one_draws_on_from_it(register: Register, area_id: str) -> None:
    contact = person(register, Role.CONTACT, area_id)
    proposed = drafts.propose(contact, sketch(register, area_id), "Större")
    boss = person(register, Role.COORDINATOR)
    publishing.publish(
        boss, replace(sketch(register, area_id), draft_id=proposed.id), on("2026-11-02")
    )
    assert drafts.proposal(register, contact.who, proposed.id) == proposed


def test_the_parts_of_an_area_and_two_areas_as_one(register: Register, area_id: str) -> None:
    me = person(register, Role.COORDINATOR)
    west, east = (box(WEST + x, SOUTH, WEST + x + 100, SOUTH + 200) for x in (0, 100))
    split = publishing.publish_parts(
        me, sketch(register, area_id), [Part("Väster", west), Part("Öster", east)], on("2026-11-01")
    )
    assert len(split.area_ids) == 2
    one, two = split.area_ids
    merged = publishing.publish_merger(
        me,
        sketch(register, one, square()),
        {two: borders.seen_at(register, two)},
        on("2026-11-02"),
        name="Hela",
    )
    assert last(register.timelines()[merged.area_ids[0]]).name == "Hela"
    assert border(register, merged.area_ids[0]).area == 200 * 200


def test_parts_and_mergers_hold_to_what_was_seen_too(register: Register, area_id: str) -> None:
    me, mine = person(register, Role.COORDINATOR), sketch(register, area_id)
    other = found(register, "Annan", polygon=square(200))
    others = {other: borders.seen_at(register, other)}
    apply(operator(register), area_id, Event.CHANGE_DETAILS, on("2026-11-01"), name="Nya namnet")
    halves = [Part("A", square(side_m=50)), Part("B", square(100, side_m=50))]
    with pytest.raises(Conflict):
        publishing.publish_parts(me, mine, halves, on("2026-11-02"))
    with pytest.raises(Conflict):
        publishing.publish_merger(me, mine, others, on("2026-11-02"), name="Hela")
    again = sketch(register, area_id)
    assert publishing.publish_merger(me, again, others, on("2026-11-02"), name="Hela").seq


def test_a_merger_holds_to_what_was_seen_of_the_other_areas(
    register: Register, area_id: str
) -> None:
    me, mine = person(register, Role.COORDINATOR), sketch(register, area_id)
    other = found(register, "Annan", polygon=square(200))
    seen = borders.seen_at(register, other)
    wider = square(200, side_m=300)
    apply(operator(register), other, Event.CHANGE_BOUNDARY, on("2026-11-01"), polygon=wider)
    with pytest.raises(Conflict) as conflict:
        publishing.publish_merger(me, mine, {other: seen}, on("2026-11-02"), name="Hela")
    assert conflict.value.values["area_id"] == other
    assert len(register.timelines()) == 2


def test_nothing_is_published_of_an_area_that_is_not_there_or_not_ones_own(
    register: Register, area_id: str
) -> None:
    me = person(register, Role.COORDINATOR)
    stranger = replace(me, who=Who(id="x", roles=frozenset({(Role.COORDINATOR, "1881")})))
    mine = sketch(register, area_id)
    nowhere = replace(mine, area_id=None)
    deeds: tuple[Callable[[], object], ...] = (
        lambda: publishing.publish(stranger, mine, on("2026-11-01")),
        lambda: publishing.publish(me, nowhere, on("2026-11-01")),
        lambda: publishing.publish_parts(me, nowhere, [], on("2026-11-01")),
        lambda: publishing.publish_merger(me, nowhere, {}, on("2026-11-01"), name="x"),
        lambda: publishing.publish_merger(me, mine, {"finns-inte": 0}, on("2026-11-01"), name="x"),
    )
    for deed in deeds:
        with pytest.raises(NotFound):
            deed()


def test_a_dry_run_publishes_nothing(register: Register, area_id: str) -> None:
    me = replace(person(register, Role.COORDINATOR), dry=True)
    mine = sketch(register, area_id)
    halves = [Part("A", square(side_m=50)), Part("B", square(100, side_m=50))]
    other = found(register, "Annan", polygon=square(200))
    others = {other: borders.seen_at(register, other)}
    for done in (
        publishing.publish(me, mine, on("2026-11-01")),
        publishing.publish_parts(me, mine, halves, on("2026-11-01")),
        publishing.publish_merger(me, mine, others, on("2026-11-01"), name="Hela"),
    ):
        assert done.seq is None
    assert border(register, area_id).area == 200 * 200


# -- what there was -------------------------------------------------------------------------------------


def test_what_has_changed_is_told_by_role_and_field(register: Register, area_id: str) -> None:
    seen = borders.seen_at(register, area_id)
    me = person(register, Role.POLICE)
    apply(
        me, area_id, Event.CHANGE_DETAILS, on("2026-10-01"), name="Nya namnet", locality="Östansjö"
    )
    told = borders.changes_since(register, area_id, seen)
    assert [(one.role, one.fields) for one in told] == [("police", ("name", "locality"))]
    assert borders.changes_since(register, area_id, 0)[0].fields == ("status",)
    areas.correct(operator(register), area_id, on("2026-10-01").counts_on, start=on("2026-10-05"))
    assert borders.changes_since(register, area_id, told[0].seq)[0].fields == ("period",)
    areas.count_households(
        operator(register), area_id, counted_on=NOW.date(), total=3, source="prov"
    )
    assert len(borders.changes_since(register, area_id, 0)) == 3


def test_an_area_without_border_has_had_none(register: Register) -> None:
    area_id = found(register, event=Event.REGISTER_INTEREST)
    assert borders.borders_of(register, area_id) == []
    areas.apply(
        operator(register), area_id, Event.DRAW_BOUNDARY, on("2026-10-01"), polygon=square()
    )
    areas.apply(
        operator(register), area_id, Event.CHANGE_DETAILS, on("2026-10-02"), name="Nya namnet"
    )
    (only,) = borders.borders_of(register, area_id)
    assert (only.on, only.role, only.reason) == (
        on("2026-10-01").counts_on,
        "prov",
        "för provets skull",
    )


def test_an_area_whose_founding_is_taken_back_was_there_once(
    register: Register, area_id: str
) -> None:
    seen = borders.seen_at(register, area_id)
    areas.undo(operator(register), register.head().seq)
    (gone,) = borders.changes_since(register, area_id, seen)
    assert gone.fields == ("status",)
    assert len(borders.borders_of(register, area_id)) == 1


def test_two_borders_are_compared_in_ground_and_homes(register: Register, area_id: str) -> None:
    old = border(register, area_id)
    without = borders.compare(register, old, None)
    assert (without.m2_after, without.homes_after) == (0, None)
    assert without.m2_removed == without.m2_before > 0
    lay(register, WEST + 10, SOUTH + 10)
    wider = clean(WIDER).polygon
    with_homes = borders.compare(register, old, wider)
    assert with_homes.homes_added == with_homes.homes_after - with_homes.homes_before > 0  # type: ignore[operator]  # homes are laid
    assert with_homes.homes_removed == 0
    assert borders.compare(register, None, None).homes_before == 0
