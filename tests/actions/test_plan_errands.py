"""Plans for many municipalities: what is read here is all that is needed anywhere, and none is another's."""

import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from acting import TODAY, doing
from planned_town import usual
from shapely import MultiPolygon, box

from clustered import machines
from grannsamverkan.actions import plan_deeds
from grannsamverkan.actions.plan_card import method_card
from grannsamverkan.actions.plan_errands import carried_out, errands_for, run
from grannsamverkan.actions.plan_files import write_plans
from grannsamverkan.actions.plan_folder import FILES
from grannsamverkan.actions.plan_map import draw_plan
from grannsamverkan.actions.plan_told import Proposed
from grannsamverkan.actions.planning import plannable, planned_for
from grannsamverkan.domain.access import OPERATOR
from grannsamverkan.domain.areas import Locality, Municipality
from grannsamverkan.domain.burglaries import Burglaries, Kind, LocalityCount, Reported
from grannsamverkan.domain.period import Period
from grannsamverkan.domain.streets import Dwelling, Road
from grannsamverkan.errors import Conflict, Refused
from grannsamverkan.exchange.cluster import Done, Job, Spread, cluster
from grannsamverkan.i18n import translator
from grannsamverkan.planning.windows import LeftOut
from grannsamverkan.register import Register
from groundwork import dwellings, roads
from samples import SOUTH, WEST

SV = translator("sv")
CODES = ("1861", "1881")
WESTERN, EASTERN = WEST - 2_000, WEST + 8_000


@pytest.fixture
def villages(two: Register) -> Register:
    """Give a register of two municipalities with a village in each."""
    lanes = [*roads(WESTERN, SOUTH), *roads(EASTERN, SOUTH)]
    homes = [*dwellings(WESTERN, SOUTH), *dwellings(EASTERN, SOUTH)]
    with two.private() as private:
        private.replace_all(Road, [replace(one, id=f"v{n:03}") for n, one in enumerate(lanes)])
        private.replace_all(Dwelling, [replace(one, id=f"h{n:03}") for n, one in enumerate(homes)])
    return two


def reports(x: float, number: int = 80) -> list[Reported]:
    return [
        Reported(date(2024, 1 + n % 12, 3), Kind.BURGLARY, x + 100 * (n % 3), SOUTH)
        for n in range(number)
    ]


YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))


def told(*some: Reported) -> Burglaries:
    return Burglaries(YEAR, reported=some)


def read(folder: Path) -> dict[str, bytes]:
    return {
        str(one.relative_to(folder)): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file()
    }


def written(register: Register, folder: Path, spread: Spread = map) -> dict[str, bytes]:
    some = told(*reports(WESTERN), *reports(EASTERN, 120))
    errands = errands_for(register, OPERATOR, CODES, TODAY, usual(2), burglaries=some)
    plans = carried_out(errands, spread)
    draw = partial(draw_plan, register, t=SV, today=TODAY)
    write_plans(plans, folder, SV, attribution="Prov", example=True, draw=draw)
    return read(folder)


def test_two_workers_give_the_bytes_that_one_process_gives(
    villages: Register, tmp_path: Path
) -> None:
    alone = written(villages, tmp_path / "here")
    assert set(alone) == {f"{code}/{name}" for code in CODES for name in FILES}
    with machines() as made, cluster(made.scheduler_address) as spread:
        assert written(villages, tmp_path / "there", spread) == alone


def test_an_errand_is_small_and_holds_all_that_its_plan_needs(villages: Register) -> None:
    wish = usual(2)
    (errand,) = errands_for(villages, OPERATOR, ["1861"], TODAY, wish)
    sent = pickle.dumps(errand)
    assert len(sent) < 60_000
    answer = run(pickle.loads(sent))  # noqa: S301 # made above
    here = planned_for(villages, OPERATOR, "1861", TODAY)
    assert answer.plan == here.plan(wish)
    assert answer.known is None
    assert answer.planned.homes == here.town.network.plots.homes.sum() == 84
    assert "town" not in vars(errand.planned.terrain)  # nothing is built where it is read
    assert len(pickle.dumps(answer)) < 60_000  # and nothing that was built comes back
    said = Proposed(here, here.plan(wish), None, errand.inputs.demand).told
    assert [(one.key, one.name, one.proposal) for one in answer.told] == [
        (one.key, one.name, one.proposal) for one in said
    ]


def test_reports_from_elsewhere_are_no_part_of_a_municipality(villages: Register) -> None:
    many = told(*reports(WESTERN), *reports(EASTERN, 120))
    for code, number in (("1861", 80), ("1881", 120)):
        errands = errands_for(villages, OPERATOR, [code], TODAY, usual(1), burglaries=many)
        (made,) = carried_out(errands)
        assert made.known is not None
        assert made.known.number == number
        assert LeftOut.NO_PLACE not in made.known.counted.left_out


def test_a_municipality_without_burglaries_among_others_with_some_is_planned_for(
    villages: Register,
) -> None:
    many = told(*reports(EASTERN, 120))
    errands = errands_for(villages, OPERATOR, CODES, TODAY, usual(1), burglaries=many)
    west, east = carried_out(errands)
    assert [one.known.number for one in (west, east) if one.known] == [0, 120]
    assert (west.plan.weights.risk, east.plan.weights.risk > 0) == (0, True)
    assert west.told[0].burglaries(SV) == "okänt: inga inbrott att räkna"
    assert "risken är okänd" in method_card(west, SV, example=False)


def test_counts_go_to_the_municipality_of_their_locality(villages: Register) -> None:
    with villages.change(actor="prov", action="prov", reason="", now=doing(villages).now) as change:
        for code, name, x in (("1861", "Västby", WESTERN), ("1881", "Östby", EASTERN)):
            change.set_localities(code, [Locality(name=name, municipality=code, x=x, y=SOUTH)])
    counts = tuple(
        LocalityCount(name, YEAR, number) for name, number in (("Västby", 7), ("Östby", 9))
    )
    errands = errands_for(
        villages, OPERATOR, CODES, TODAY, usual(1), burglaries=Burglaries(YEAR, counts=counts)
    )
    made = list(carried_out(errands))
    assert [one.known.number for one in made if one.known] == [7, 9]
    assert not any(one.known.counted.left_out for one in made if one.known)


def test_a_place_that_was_said_no_to_stays_out_of_every_plan(villages: Register) -> None:
    (before,) = carried_out(errands_for(villages, OPERATOR, ["1861"], TODAY, usual(1)))
    plan_deeds.veto(doing(villages), before, before.told[0].key, "vägen ska byggas om")
    (after,) = carried_out(errands_for(villages, OPERATOR, ["1861"], TODAY, usual(1)))
    assert all(one.key != before.told[0].key for one in after.told)


def test_those_without_roads_or_homes_cannot_be_planned_for(villages: Register) -> None:
    assert plannable(villages) == CODES
    with villages.change(actor="prov", action="prov", reason="", now=doing(villages).now) as change:
        border = box(WEST, SOUTH - 40_000, WEST + 1_000, SOUTH - 39_000)
        change.set_municipality(
            Municipality(code="1882", name="Tom", border=MultiPolygon([border]))
        )
        change.set_municipality(Municipality(code="1883", name="Utan gräns"))
    assert plannable(villages) == CODES


def test_plans_are_written_all_or_none(villages: Register, tmp_path: Path) -> None:
    folder = tmp_path / "planer"
    first = written(villages, folder)

    def breaks(work: Callable[[Job], Done], jobs: Iterable[Job]) -> Iterator[Done]:
        yield work(next(iter(jobs)))
        raise Refused("planning.no_ground", name="prov")

    with pytest.raises(Refused, match="no_ground"):
        written(villages, folder, breaks)
    assert read(folder) == first
    assert [one for one in tmp_path.iterdir() if one.is_dir()] == [folder]
    (folder / "1861" / "brev.txt").write_text("mitt")
    with pytest.raises(Conflict, match="folder_taken"):
        written(villages, folder)
    (folder / "1861" / "brev.txt").unlink()
    (folder / "bilder").mkdir()
    with pytest.raises(Conflict, match="folder_taken"):
        written(villages, folder)
    (folder / "bilder").rmdir()
    assert written(villages, folder) == first
