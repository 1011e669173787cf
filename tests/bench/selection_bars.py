"""How near the best a plan is, and how long it takes, among the homes of a large invented town.

    python tests/bench/selection_bars.py

prints, for 20,000 of the candidates of some 190,000 homes and for all of them, the plan's worth over the
optimum by HiGHS, its own certificate, seconds of process time and the peak of memory of a process that
does nothing else; then how often the bound fell below the optimum of small random questions; then the
seconds of each step from roads and homes to a plan, and whether the outlines are as they should be. In
CI a short form holds the bars: see `test_selection_bars.py`.
"""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from math import pi
from multiprocessing import get_context
from pathlib import Path
from time import process_time

import numpy as np
import shapely
from large_town import ACROSS, ground, localities
from numpy.random import default_rng
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix
from shapely import Polygon

from grannsamverkan.planning.candidates import grow
from grannsamverkan.planning.exact import WIDE, settled
from grannsamverkan.planning.network import Network, network_of, plots_of
from grannsamverkan.planning.outlines import outlines
from grannsamverkan.planning.packing import pack
from grannsamverkan.planning.plan import Plan, Wish
from grannsamverkan.planning.problem import Packed, Problem, problem
from grannsamverkan.planning.proposals import plan
from grannsamverkan.planning.segments import cut
from grannsamverkan.planning.worth import Town, Worth

CANDIDATES = 20_000
SATURATED = 2_500
"""So many areas that hardly a street is left."""
NUMBERS = (20, 100, 1_000, SATURATED)
PROPOSED = 100


def risky(network: Network) -> Town:
    """Return a town whose streets differ in the burglaries to be expected."""
    rates = default_rng(7).gamma(2, 0.0015, len(network.segments))
    return Town(network, expected=network.homes * rates)


def question(town: Town, most: int, candidates: int | None = CANDIDATES) -> Problem:
    """Return which so many of some of the town's candidates to choose; None: of all."""
    every = np.arange(len(town.candidates))
    some = every if candidates is None else default_rng(3).choice(every, candidates, replace=False)
    worth = Worth(town, Wish(new=most))
    return worth.problem(np.sort(some), worth.values(worth.shares))


def optimum(wanted: Problem) -> float:
    """Return what the best plan is worth, by HiGHS among all candidates; no locality is due any."""
    n = len(wanted)
    takes = csr_matrix((np.ones(len(wanted.rows)), (wanted.rows, wanted.columns)))
    found = milp(
        -wanted.values,
        constraints=[
            LinearConstraint(takes[np.unique(wanted.rows)], ub=1),
            LinearConstraint(np.ones((1, n)), ub=wanted.most),
        ],
        integrality=np.ones(n),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 1e-6},
    )
    return float(-found.fun)


@dataclass(frozen=True, slots=True)
class Run:
    """A plan with the process time it took, and the peak of memory of its process."""

    packed: Packed
    seconds: float
    peak_mb: float


def run(wanted: Problem, *, exact: bool) -> Run:
    """Return the plan by prices, and by HiGHS after them where they leave a doubt and it is asked for."""
    began = process_time()
    packed = pack(wanted)
    if exact and packed.certificate < WIDE:
        packed = settled(wanted, packed)
    return Run(packed, process_time() - began, _peak_mb())


def _peak_mb() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def alone(wanted: Problem, *, exact: bool) -> Run:
    """Return what `run` does, in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(run, wanted, exact=exact).result()


def random_question(number: int) -> Problem:
    """Return a small question in which candidates stand in each other's way more than streets let them."""
    rng = default_rng([11, number])
    places, n = int(rng.integers(20, 80)), int(rng.integers(30, 250))
    takes = [
        sorted(rng.choice(places, int(rng.integers(1, 8)), replace=False).tolist())
        for _ in range(n)
    ]
    values = [float(rng.gamma(3)) * len(one) for one in takes]
    return problem(values, takes, most=int(rng.integers(2, 20)))


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is to be said of outlines: what should be all, what should be none, and the least round."""

    whole: int
    overlap_m2: float
    own_share: float
    foreign: int
    least_round: float


def drawn(network: Network, some: Sequence[Polygon], areas: Sequence[NDArray[np.intp]]) -> Drawn:
    """Judge the outlines of areas that are given as their segments."""
    tree, homes = network.plots.tree, network.plots.homes
    own = foreign = asked = 0
    for outline, segments in zip(some, areas, strict=True):
        inside = tree.query(outline, predicate="contains")
        mine = np.isin(network.segment_of[inside], segments)
        own += int(homes[inside[mine]].sum())
        foreign += int(homes[inside[~mine]].sum())
        asked += int(network.homes[segments].sum())
    pairs = shapely.STRtree(some).query(some)
    first, second = pairs[:, pairs[0] < pairs[1]]
    shapes = np.array(some, dtype=object)
    return Drawn(
        whole=sum(one.is_valid and not one.interiors for one in some),
        overlap_m2=float(shapely.area(shapely.intersection(shapes[first], shapes[second])).sum()),
        own_share=own / asked,
        foreign=foreign,
        least_round=min(4 * pi * one.area / one.length**2 for one in some),
    )


def proposed(town: Town) -> tuple[Plan, list[NDArray[np.intp]]]:
    """Return a plan of a hundred areas with the segments of each."""
    found = plan(town, Wish(new=PROPOSED))
    return found, [np.array(one.segments, dtype=np.intp) for one in found.proposals]


def selection_table(town: Town) -> Iterator[str]:
    """Yield the lines of the table of plans by number and pool."""
    yield "| candidates | areas | way | worth / optimum | certificate | seconds | peak MB |"
    yield "|---|---|---|---|---|---|---|"
    for candidates, number in [*((CANDIDATES, one) for one in NUMBERS), (None, PROPOSED)]:
        wanted = question(town, number, candidates)
        best = optimum(wanted) if candidates else None
        for exact in (False, True) if number == SATURATED else (False,):
            one = alone(wanted, exact=exact)
            ratio = "–" if best is None else f"{100 * one.packed.value / best:.3f} %"
            yield (
                f"| {len(wanted):,} | {number:,} | {'prices, HiGHS' if exact else 'prices'} | {ratio} | "
                f"{100 * one.packed.certificate:.3f} % | {one.seconds:.2f} | {one.peak_mb:.0f} |"
            )


def bound_line(questions: int) -> Iterator[str]:
    """Yield a line on how the bound and the worth of plans lie to the optima of random questions."""
    bounds, values = [], []
    for number in range(questions):
        wanted = random_question(number)
        packed, best = pack(wanted), optimum(wanted)
        bounds.append(packed.bound / best)
        values.append(packed.value / best)
    below = sum(one < 1 - 1e-6 for one in bounds)
    yield (
        f"\n{questions} random questions: the bound fell below the optimum in {below}; it lay "
        f"{100 * (np.mean(bounds) - 1):.2f} % above it on average, the plan {100 * (1 - np.mean(values)):.2f} % below."
    )


def step_lines() -> Iterator[str]:
    """Yield the seconds of each step from roads and homes to a plan, and what its outlines are like."""
    roads, homes = ground()
    began = process_time()
    segments = cut(roads)
    cut_s, began = process_time() - began, process_time()
    plots = plots_of(homes, ())
    network = network_of(segments, plots, existing=(), localities=localities(ACROSS))
    network_s, began = process_time() - began, process_time()
    pool = grow(network)
    pool_s = process_time() - began
    yield (
        f"\n{len(homes):,} homes, {len(network.segments):,} segments. Roads cut {cut_s:.2f} s; homes laid "
        f"along them {network_s:.2f} s; all {len(pool):,} candidates {pool_s:.2f} s."
    )
    town = risky(network)
    town.takes  # noqa: B018 # what is made once for a town is made
    for number in (10, PROPOSED):
        began = process_time()
        found = plan(town, Wish(new=number))
        yield f"A plan of {len(found.proposals)} with all that is said of it: {process_time() - began:.2f} s."
    found, areas = proposed(town)
    began = process_time()
    shapes = [one for one in outlines(network, areas, existing=()) if one is not None]
    outlines_s = process_time() - began
    said = drawn(network, [one.outline for one in found.proposals], areas)
    yield (
        f"{len(shapes)} outlines {outlines_s:.2f} s: valid and whole {said.whole}, overlap {said.overlap_m2} m², "
        f"own homes {100 * said.own_share:.3f} %, other homes {said.foreign}, least round {said.least_round:.2f}."
    )


if __name__ == "__main__":
    from large_town import town as large

    for line in chain(selection_table(risky(large())), bound_line(200), step_lines()):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
