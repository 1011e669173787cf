"""Whatever happens to areas between two moments, followers hear of it just when something did, of the right areas."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon

from followed import World, follower
from grannsamverkan.domain.following import Following, concerns_areas, followed_areas, joined
from grannsamverkan.domain.news import News, changes
from wandering import CELLS, STEPS, began, lead


def told(before: World, after: World) -> tuple[News, ...]:
    then, now = before.lineage(), after.lineage()
    return changes(then, now, lambda one, other: one == other)


def outline_of(*worlds: World) -> Callable[[str], MultiPolygon]:
    known = {one: drawn for world in worlds for one, drawn in world.outlines.items()}
    return lambda outline_id: known[outline_id].polygon


@settings(max_examples=300, deadline=None)
@given(
    earlier=STEPS,
    later=STEPS,
    targets=st.sets(st.integers(0, 2), min_size=1),
    cell=st.none() | CELLS,
)
def test_a_follower_is_told_just_when_what_they_follow_is_not_as_it_was(
    earlier: list[tuple[str, int, int]],
    later: list[tuple[str, int, int]],
    targets: set[int],
    cell: int | None,
) -> None:
    before = lead(began(), earlier)
    before.next_day()
    after = lead(before.copy(), later)
    ids = [f"01J{number:023}" for number in sorted(targets)]
    one = follower(1, *ids, cell=cell)
    outlines = outline_of(before, after)
    then = followed_areas(one, before.lineage(), outlines)
    now = followed_areas(one, after.lineage(), outlines)
    assert then == before.right(ids, cell)
    assert now == after.right(ids, cell)
    news = [each for each in told(before, after) if concerns_areas(each, then, now)]
    assert bool(news) == (before.shown(then) != after.shown(now))
    gone = {area_id for each in news for area_id in each.before}
    there = {area_id for each in news for area_id in each.after}
    assert then - now <= gone or now - then <= there


@settings(max_examples=300, deadline=None)
@given(earlier=STEPS, later=STEPS)
def test_every_area_is_told_of_once_and_only_what_is_active_is_named_as_what_is(
    earlier: list[tuple[str, int, int]], later: list[tuple[str, int, int]]
) -> None:
    before = lead(began(), earlier)
    before.next_day()
    after = lead(before.copy(), later)
    then, now, news = before.lineage(), after.lineage(), told(before, after)
    ceased = [one for each in news for one in each.before if one not in now.active]
    assert sorted(ceased) == sorted(then.active.keys() - now.active.keys())
    assert {one for each in news for one in each.after} <= now.active.keys()
    assert {one for each in news for one in each.before} <= then.active.keys()
    fresh = now.active.keys() - then.active.keys()
    assert fresh <= {one for each in news for one in each.after}
    assert told(after, after) == ()


@settings(max_examples=150, deadline=None)
@given(later=STEPS, cells=st.tuples(st.none() | CELLS, st.none() | CELLS))
def test_subscriptions_that_become_one_lose_nothing(
    later: list[tuple[str, int, int]], cells: tuple[int | None, int | None]
) -> None:
    after = lead(began(), later)
    lineage, outlines = after.lineage(), outline_of(after)
    some = [follower(number, f"01J{number:023}", cell=cell) for number, cell in enumerate(cells)]

    def areas(one: Following) -> frozenset[str]:
        return followed_areas(one, lineage, outlines)

    left = joined(some, areas)
    assert {target for one in left for target in one.targets} == {
        target for one in some for target in one.targets
    }
    assert {area for one in left for area in areas(one)} == {
        area for one in some for area in areas(one)
    }
    same_place = len({cell for cell in cells if cell is not None}) < 2
    same_areas = areas(some[0]) == areas(some[1]) != frozenset()
    assert len(left) == (1 if same_place and same_areas else 2)
