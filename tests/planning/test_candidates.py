"""What can be an area: connected streets with homes enough, and nothing across a barrier or in an area there is."""

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from shapely import box

from grannsamverkan.planning.candidates import FEWEST_HOMES, MOST_HOMES, grow
from grannsamverkan.planning.network import Network
from laid import STEP_M, grid_roads, homes_along, network, road, town


def connected(made: Network, some: list[int]) -> bool:
    at = {one: place for place, one in enumerate(some)}
    pairs = [(at[one], at[other]) for one in some for other, _ in made.ways[one] if other in at]
    rows, columns = np.array(pairs or [(0, 0)]).T
    graph = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(some), len(some)))
    return bool(connected_components(graph, directed=False)[0] == 1)


def test_every_candidate_is_connected_and_of_the_right_size() -> None:
    made = town().network
    candidates = grow(made)
    assert len(candidates) > 20
    for place in range(len(candidates)):
        some = candidates.of(place).tolist()
        assert connected(made, some)
        assert made.homes[some].sum() == candidates.homes[place]
        assert FEWEST_HOMES <= candidates.homes[place] <= MOST_HOMES


def test_candidates_come_in_several_sizes_and_each_once() -> None:
    candidates = grow(town(each=10).network)
    kinds = {tuple(candidates.of(place).tolist()) for place in range(len(candidates))}
    assert len(kinds) == len(candidates)
    assert candidates.homes.min() < 25
    assert candidates.homes.max() > 45


def test_no_candidate_goes_over_a_large_road() -> None:
    wall = road((-500, 1.5 * STEP_M), (2_000, 1.5 * STEP_M), kind="secondary")
    made = network([*grid_roads(6, 4), wall], homes_along(6, 4))
    candidates = grow(made)
    middle = np.array([line.centroid.y for line in made.segments.lines])
    for place in range(len(candidates)):
        sides = middle[candidates.of(place)] > 1.5 * STEP_M
        assert sides.all() or not sides.any()


def test_no_candidate_holds_homes_of_an_area_there_is() -> None:
    existing = [box(-50, -50, 3.5 * STEP_M, 1.5 * STEP_M)]
    made = town(existing=existing).network
    candidates = grow(made)
    taken = set(np.flatnonzero(~made.usable).tolist())
    assert taken
    assert taken.isdisjoint(candidates.segments.tolist())
    free = int(made.plots.homes[~made.plots.covered].sum())
    assert candidates.homes.max() <= free


def test_a_village_of_far_apart_homes_is_one_candidate() -> None:
    lane = [road((x * 200.0, 0.0), (x * 200.0 + 200.0, 0.0)) for x in range(10)]
    farms = [(x * 100.0 + 30.0, 20.0, 1, None) for x in range(20)]
    candidates = grow(network(lane, farms))
    assert candidates.homes.max() >= FEWEST_HOMES


def test_too_few_homes_are_no_candidate() -> None:
    made = network([road((0, 0), (100, 0))], [(50.0, 10.0, 14, None)])
    assert len(grow(made)) == 0


def test_two_candidates_may_meet_at_a_crossing_but_only_one_goes_on_across_it() -> None:
    made = town().network
    candidates = grow(made)
    starts, rows = candidates.takes(made)
    for place in range(0, len(candidates), 7):
        taken = rows[starts[place] : starts[place + 1]]
        segments = candidates.of(place)
        ends, times = np.unique(made.segments.ends[segments], return_counts=True)
        passed = len(made.segments) + ends[times > 1]
        assert sorted(taken.tolist()) == sorted([*segments.tolist(), *passed.tolist()])
