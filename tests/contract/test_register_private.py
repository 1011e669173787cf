"""What lies outside the ledger, and the view of everything for staff, on both databases."""

import traceback
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from shapely import LineString
from sqlalchemy.exc import IntegrityError

from grannsamverkan.domain.activities import Activity, ActivityKind
from grannsamverkan.domain.areas import HouseholdCount
from grannsamverkan.domain.drafts import Draft
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.domain.policy import Setting
from grannsamverkan.domain.signs import Condition, Sign
from grannsamverkan.domain.streets import Road
from grannsamverkan.register import Register, backup, look_into, restore, share
from grannsamverkan.register.change import Change
from grannsamverkan.register.schema import FACTS, TEMPORAL
from samples import area, later, outline_of, square, write
from stores import Store

ANNA = Person(id="P1", municipality="1861", name="Kontakt Ett (påhittad)", phone="070-174 06 05")
TERM = ContactTerm(id="T1", area_id="A", person_id="P1", appointed_on=date(2024, 5, 1))
SIGN = Sign(id="S1", area_id="A", x=5.0, y=6, condition=Condition.FADED)
MEETING = Activity(
    id="M1",
    municipality="1861",
    kind=ActivityKind.ANNUAL_MEETING,
    on=date(2025, 3, 4),
    area_ids=("A", "B"),
)


def enter(register: Register, minutes: int, *facts: object) -> Change:
    """Believe single facts, each the only one of its kind and scope."""
    with register.change(actor="prov", action="enter", reason="prov", now=later(minutes)) as change:
        for fact in facts:
            key = TEMPORAL[FACTS[type(fact)]][0]
            change.set_facts(type(fact), str(getattr(fact, key)), [fact])
    return change


def test_facts_come_back_as_they_were_written(register: Register) -> None:
    setting = Setting(municipality="1861", key="lapse_months", value="18")
    count = HouseholdCount(
        area_id="A", counted_on=date(2025, 1, 1), total=30, source="register", joined=12
    )
    enter(register, 1, TERM, SIGN, MEETING, setting, count)
    for fact in (TERM, SIGN, MEETING, setting, count):
        assert register.facts(type(fact)) == (fact,)
    assert register.facts(ContactTerm, "A") == (TERM,)
    assert register.facts(ContactTerm, "B") == ()
    assert register.verify().intact
    head = register.head()
    enter(register, 2, TERM, SIGN, MEETING, setting, count)
    assert register.head() == head, "what is said again is no change"


def test_a_fault_of_the_database_tells_the_log_no_row(store: Store) -> None:
    register = store.settled()
    sqlite = isinstance(store.where, Path)
    store.run(
        "CREATE TRIGGER no_more BEFORE INSERT ON person BEGIN SELECT RAISE(ABORT, 'no more'); END"
        if sqlite
        else "ALTER TABLE person ADD CONSTRAINT no_more CHECK (phone IS NULL)"
    )
    with pytest.raises(IntegrityError) as raised, register.private() as private:
        private.put(ANNA)
    log = "".join(traceback.format_exception(raised.value))
    assert "no more" in log or "no_more" in log
    assert "påhittad" not in log
    assert "174" not in log


def test_private_rows_are_put_found_replaced_and_removed(register: Register) -> None:
    at = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    road = Road(id="R", line=LineString([(0, 0), (5, 5)]), source="prov")
    draft = Draft(
        id="D", municipality="1861", polygon=outline_of(square()).polygon, made_by="K", made_at=at
    )
    with register.private() as private:
        private.put(ANNA, road, draft, replace(ANNA, id="P2", name="Kontakt Två (påhittad)"))
    with register.looking() as private:
        assert private.get(Person, "P1") == ANNA
        assert private.get(Person, "P9") is None
        assert private.find(Road) == (road,)
        assert private.find(Draft, area_id=None) == (draft,)
        assert [one.id for one in private.find(Person, id=("P1", "P2", "P3"))] == ["P1", "P2"]
    moved = replace(ANNA, phone=None)
    with register.private() as private:
        private.put(moved)
        private.remove(Person, "P2", "P7")
        private.replace_all(Road, [replace(road, id="R2")], source="prov")
    with register.looking() as private:
        assert private.find(Person) == (moved,)
        assert [one.id for one in private.find(Road)] == ["R2"]
        assert private.count(Draft) == 1


def test_what_fails_leaves_the_private_tables_as_they_were(register: Register) -> None:
    def fail() -> None:
        with register.private() as private:
            private.put(ANNA)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with register.looking() as private:
        assert private.find(Person) == ()


def test_a_change_and_its_private_rows_are_one(register: Register) -> None:
    with register.change(
        actor="prov", action="erase_person", reason="prov", now=later(1)
    ) as change:
        change.subject = "P1"
        change.private.put(ANNA)
    assert register.changes()[-1].subject == "P1"
    assert register.verify().intact
    with register.looking() as private:
        assert private.get(Person, "P1") == ANNA


def test_the_subject_of_a_change_is_part_of_the_chain(store: Store, register: Register) -> None:
    with register.change(actor="prov", action="x", reason="prov", now=later(1)) as change:
        change.subject = "P1"
    register.close()
    store.run("UPDATE change SET subject = 'P2' WHERE subject = 'P1'", unguarded=True)
    assert not store.open().verify().intact


def test_undoing_one_sign_leaves_the_other(register: Register) -> None:
    other = replace(SIGN, id="S2")
    enter(register, 1, SIGN)
    with register.change(actor="prov", action="x", reason="prov", now=later(2)) as change:
        change.set_facts(Sign, "A", [SIGN, other])
    with register.change(actor="prov", action="undo", reason="prov", now=later(3)) as change:
        change.take_back(2)
    assert register.facts(Sign) == (other,)
    assert register.verify().intact


def test_the_present_follows_every_change(register: Register) -> None:
    first = register.present()
    assert first.timelines == {}
    assert register.present() is first
    write(register, [area("A")], minutes=1)
    write(register, [area("B")], minutes=2)
    before = register.present()
    before.kept("health").update(A=1, B=2)
    enter(register, 3, TERM)
    after = register.present()
    assert set(after.timelines) == {"A", "B"}
    assert after.of(ContactTerm, "A") == (TERM,)
    assert before.of(ContactTerm, "A") == ()
    assert after.kept("health") == {"B": 2}
    assert after.newest == {"A": after.seq, "B": after.seq - 1}
    enter(register, 4, MEETING)
    met = register.present()
    assert met.of(Activity, "A") == met.of(Activity, "B") == met.activities == (MEETING,)
    assert met.kept("health") == {}
    met.kept("health").update(A=1)
    enter(register, 5, Setting(municipality="1861", key="lapse_months", value="18"))
    decided = register.present()
    assert decided.policies["1861"].lapse_months == 18
    assert decided.policies["1881"].lapse_months == 24
    assert decided.kept("health") == {}
    moved = replace(MEETING, area_ids=("B",))
    enter(register, 6, moved)
    assert register.present().of(Activity, "A") == ()
    assert register.present().of(Activity, "B") == (moved,)
    with register.change(actor="prov", action="x", reason="prov", now=later(7)) as change:
        change.set_timeline("B", ())
    assert set(register.present().timelines) == {"A"}


def test_what_is_shared_holds_no_person_and_a_backup_does(
    register: Register, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with register.private() as private:
        private.put(ANNA)
    enter(register, 1, TERM)
    folder = tmp_path_factory.mktemp("copies")
    share(register, folder / "shared.gpkg")
    backup(register, folder / "kept.gpkg")
    for name, there in (("shared", False), ("kept", True)):
        content = (folder / f"{name}.gpkg").read_bytes()
        assert (ANNA.name.encode() in content) is there
        assert look_into(folder / f"{name}.gpkg").verdict.intact
    with register.private() as private:
        private.remove(Person, "P1")
    restore(register, folder / "kept.gpkg")
    with register.looking() as private:
        assert private.get(Person, "P1") == ANNA
    assert register.present().of(ContactTerm, "A") == (TERM,)


def test_nothing_of_what_was_erased_is_left_in_the_files(store: Store, register: Register) -> None:
    with register.private() as private:
        private.put(ANNA)
    with register.private() as private:
        private.remove(Person, "P1")
    register.scrub()
    if store.url.get_backend_name() == "sqlite":
        for file in store.path.parent.iterdir():
            assert b"Kontakt Ett" not in file.read_bytes()
