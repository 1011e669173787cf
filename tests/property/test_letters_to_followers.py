"""Whatever staff do between two mornings, each follower gets one letter or none, and follows the right areas after it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from followed import World, follower, middle
from grannsamverkan.actions.jobs import new_job
from grannsamverkan.actions.letters import Mailing
from grannsamverkan.actions.subjects import Today
from grannsamverkan.actions.telling import tell_followers
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.following import Following
from grannsamverkan.domain.jobs import Job, JobKind
from grannsamverkan.register import Register, create_register
from wandering import CELLS, STEPS, began, lead

AREAS = [f"01J{number:023}" for number in range(3)]
WANTED = st.lists(
    st.tuples(st.sampled_from(AREAS), st.none() | CELLS), min_size=1, max_size=3, unique=True
)


def write(register: Register, world: World, now: datetime) -> None:
    with register.change(actor="prov", action="prov", reason="prov", now=now) as change:
        for drawn in world.outlines.values():
            change.add_outline(drawn)
        for area_id in change.timelines().keys() - world.timelines.keys():
            change.set_timeline(area_id, ())
        for area_id, timeline in world.timelines.items():
            change.set_timeline(area_id, timeline)


def morning(register: Register, now: datetime) -> int:
    """Tell everyone, and return how many letters were put out; done again, as after a crash, none is."""
    job = new_job(JobKind.TELL, key="tell", payload={}, now=now)
    before = letters(register)
    tell_followers(Mailing("https://example.org"), register, job, now)
    put = letters(register) - before
    tell_followers(Mailing("https://example.org"), register, job, now)
    assert letters(register) - before == put
    return put


def letters(register: Register) -> int:
    with register.looking() as private:
        return len(private.find(Job, kind=JobKind.MAIL.value))


def subscriptions(register: Register) -> tuple[Following, ...]:
    with register.looking() as private:
        return private.find(Following)


@settings(max_examples=25, deadline=None)
@given(mornings=st.lists(STEPS, min_size=1, max_size=3), wanted=WANTED)
def test_one_letter_when_something_happened_to_what_one_follows_and_the_right_areas_after_it(
    mornings: list[list[tuple[str, int, int]]], wanted: list[tuple[str, int | None]]
) -> None:
    world = began()
    with TemporaryDirectory() as folder:
        now = datetime(world.day.year, world.day.month, world.day.day, 12, tzinfo=UTC)
        register = create_register(Path(folder) / "a.gpkg", name="Prov", crs="EPSG:3006", now=now)
        with register.change(actor="prov", action="prov", reason="prov", now=now) as change:
            change.set_municipality(Municipality(code="1861", name="Hallsberg"))
        write(register, world, now)
        some = [follower(at, area_id, cell=cell) for at, (area_id, cell) in enumerate(wanted)]
        some = [
            replace(
                each,
                follower="alla",
                mail="alla@example.org",
                key="alla",
                told_seq=register.head().seq,
                told_on=world.day,
            )
            for each in some
        ]
        with register.private() as private:
            private.put(*some)
        for steps in mornings:
            before, world = world, lead(world.copy(), steps)
            world.next_day()
            now = datetime(world.day.year, world.day.month, world.day.day, 12, tzinfo=UTC)
            write(register, world, now)
            asked = [(each.targets, cell_of(each)) for each in subscriptions(register)]
            then = [before.shown(before.right(*each)) for each in asked]
            right = [world.right(*each) for each in asked]
            after = [world.shown(each) for each in right]
            assert morning(register, now) == (1 if then != after else 0)
            today = Today.of(register, world.day)
            left = subscriptions(register)
            assert {frozenset(today.areas(each)) for each in left} == set(right)
            assert {target for each in left for target in each.targets} == {
                area_id for area_id, _ in wanted
            }
        register.close()


def cell_of(one: Following) -> int | None:
    return next((cell for cell in range(12) if middle(cell) == (one.x, one.y)), None)
