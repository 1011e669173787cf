"""Taking in official figures: once, whose, and never a preliminary one over a final one unasked."""

from dataclasses import replace

import pytest
from acting import NewRegister, doing

from grannsamverkan.actions.imports import undo_import
from grannsamverkan.actions.places import add_municipalities
from grannsamverkan.actions.statistics import TakenIn, regions_of, take_in
from grannsamverkan.domain.access import Role, Who
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.statistics import COUNTRY, Measure, Statistic
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.exchange.records import Note
from grannsamverkan.register import Register, create_register
from stores import DAWN, NewStore


def figure(region: str = "1861", year: int = 2020, value: int = 25, **facts: object) -> Statistic:
    """Return an invented number of burglaries."""
    one = Statistic(
        region=region,
        measure=Measure.RESIDENTIAL_BURGLARY,
        year=year,
        value=value,
        source="påhittad",
    )
    return replace(one, **facts)  # type: ignore[arg-type]  # fields known by name only


def shape(done: TakenIn) -> tuple[int, int, int, int, int]:
    """Return how many were new, changed, the same, kept, and elsewhere."""
    return len(done.new), len(done.changed), done.same, len(done.kept), done.elsewhere


HERE = [
    figure(),
    figure(year=2019, value=31),
    figure("18", value=412),
    figure(COUNTRY, value=14_700),
]


def test_figures_come_in_as_one_change_and_a_second_time_as_none(register: Register) -> None:
    first = take_in(doing(register), HERE)
    assert (shape(first), first.seq) == ((4, 0, 0, 0, 0), register.head().seq)
    assert set(register.facts(Statistic)) == set(HERE)
    again = take_in(doing(register), HERE)
    assert (shape(again), again.seq) == ((0, 0, 4, 0, 0), None)
    assert register.head().seq == first.seq


def test_a_dry_run_says_the_same_and_writes_nothing(register: Register) -> None:
    tried = take_in(doing(register, dry=True), HERE)
    assert (shape(tried), tried.seq) == ((4, 0, 0, 0, 0), None)
    assert register.facts(Statistic) == ()


def test_other_years_and_measures_of_a_region_stay(register: Register) -> None:
    take_in(doing(register), HERE)
    homes = figure(measure=Measure.DWELLINGS, value=7_578)
    done = take_in(doing(register), [homes, figure(value=26)])
    assert shape(done) == (1, 1, 0, 0, 0)
    assert done.changed == ((figure(), figure(value=26)),)
    assert set(register.facts(Statistic, "1861")) == {homes, figure(value=26), HERE[1]}


def test_a_final_figure_takes_the_place_of_a_preliminary_one_but_not_the_other_way(
    register: Register,
) -> None:
    early, final = figure(value=24, preliminary=True), figure(value=26)
    take_in(doing(register), [early])
    assert shape(take_in(doing(register), [final])) == (0, 1, 0, 0, 0)
    late = take_in(doing(register), [early])
    assert (shape(late), late.kept, late.seq) == ((0, 0, 0, 1, 0), (final,), None)
    assert register.facts(Statistic, "1861") == (final,)
    assert shape(take_in(doing(register), [early], over_final=True)) == (0, 1, 0, 0, 0)
    assert register.facts(Statistic, "1861") == (early,)
    newer = figure(value=25, preliminary=True)
    assert shape(take_in(doing(register), [newer])) == (0, 1, 0, 0, 0)


def test_only_regions_of_the_register_are_kept_with_what_is_told_of_them(
    register: Register,
) -> None:
    notes = [
        Note(0, "statistics.missing", {"region": "1861", "year": "2018"}, name="1861"),
        Note(0, "statistics.missing", {"region": "2582", "year": "2018"}, name="2582"),
        Note(0, "statistics.more_pages", {}),
    ]
    done = take_in(doing(register), [*HERE, figure("2582"), figure("25")], notes=notes)
    assert shape(done) == (4, 0, 0, 0, 2)
    assert done.notes == (notes[0], notes[2])
    with pytest.raises(Refused, match="all_elsewhere"):
        take_in(doing(register), [figure("2582")])
    assert shape(take_in(doing(register), [])) == (0, 0, 0, 0, 0)


def test_whoever_may_import_for_one_municipality_writes_its_county_too_but_no_neighbours(
    new_register: NewRegister,
) -> None:
    two = new_register("two")
    kumla = Who(id="x", roles=frozenset({(Role.COORDINATOR, "1881")}))
    hers = replace(doing(two), who=kumla)
    done = take_in(hers, [*HERE, figure("1881", value=12)])
    assert shape(done) == (3, 0, 0, 0, 2)
    assert {one.region for one in two.facts(Statistic)} == {"1881", "18", COUNTRY}
    nobody = Who(id="y", roles=frozenset({(Role.POLICE, "1881")}))
    with pytest.raises(NotFound):
        take_in(replace(hers, who=nobody), HERE)


@pytest.mark.parametrize(
    ("one", "key"),
    [
        (figure(year=2027), "no_such_year"),
        (figure(year=1949), "no_such_year"),
        (figure(value=-1), "no_such_number"),
        (figure(value=1_000_000_001), "no_such_number"),
        (figure(source="  "), "no_source"),
        (figure(source="Anna, 19800101-1236"), "personal_number"),
    ],
)
def test_figures_that_cannot_be_are_refused(register: Register, one: Statistic, key: str) -> None:
    with pytest.raises(Refused, match=key):
        take_in(doing(register), [*HERE, one])
    assert register.facts(Statistic) == ()


def test_an_import_of_figures_is_taken_back_like_any_other(register: Register) -> None:
    take_in(doing(register), HERE)
    done = take_in(doing(register), [figure(value=26), figure(year=2018)])
    assert done.seq is not None
    undo_import(doing(register), done.seq)
    assert set(register.facts(Statistic)) == set(HERE)


def test_a_file_may_speak_of_all_of_sweden_but_only_of_its_own_elsewhere(
    register: Register, sqlite_store: NewStore
) -> None:
    assert regions_of(register).find("Boden") == "2582"
    abroad = create_register(
        sqlite_store().path, name="London", crs="EPSG:27700", country="zz", now=DAWN
    )
    assert regions_of(abroad).municipalities == {}
    abroad.close()


def test_figures_are_the_same_on_postgresql(postgresql_store: NewStore) -> None:
    register = postgresql_store().create()
    add_municipalities(doing(register), [Municipality(code="1861", name="Hallsberg")])
    assert shape(take_in(doing(register), HERE)) == (4, 0, 0, 0, 0)
    assert set(register.known().all(Statistic)) == set(HERE)
    assert shape(take_in(doing(register), HERE)) == (0, 0, 4, 0, 0)
