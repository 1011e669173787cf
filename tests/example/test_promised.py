"""The example tells what was promised, what was done and what residents said, and nobody has assessed it."""

import json
import re
import shutil
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from grannsamverkan.actions.example import generate, load_example, place_folder
from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState, Audience
from grannsamverkan.domain.comparison import Comparison, Difference
from grannsamverkan.domain.counts import count
from grannsamverkan.domain.figures import Why
from grannsamverkan.domain.history import history_of
from grannsamverkan.domain.known import Known
from grannsamverkan.domain.outcome import OutcomeContext, outcome_context
from grannsamverkan.domain.progress import Progress, progress_of
from grannsamverkan.domain.promises import (
    Assessment,
    BaselineFrom,
    NoteKind,
    Promise,
    PromiseNote,
    School,
)
from grannsamverkan.domain.statistics import Measure, Statistic
from grannsamverkan.domain.views import ResidentView, ViewState, ViewText, tally
from grannsamverkan.planning.outlook import outlook_of
from grannsamverkan.register import Register, create_register

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
MARK = "EXEMPEL – påhittade uppgifter"
PLACE = place_folder("hallsberg")
SIGNED, NEW_YEAR, LAST_DAY = date(2019, 11, 28), date(2020, 12, 31), date(2021, 5, 31)
DRUGS, SCHOOLS, WATCH = (
    f"hallsberg-2019-{name}" for name in ("narkotika", "skolor", "grannsamverkan")
)


def told(where: Path, place: Path, *, now: datetime = NOW) -> Register:
    """Return a new register with the history of a place, on no ground."""
    facts = tomllib.loads((place / "place.toml").read_text("utf-8"))
    register = create_register(where, name=facts["name"], crs=facts["crs"], now=now, example=True)
    load_example(register, place, now=now)
    return register


@pytest.fixture(scope="module")
def hallsberg(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    where = tmp_path_factory.mktemp("promised") / "hallsberg.gpkg"
    register = told(where, PLACE)
    yield register
    register.close()


@pytest.fixture(scope="module")
def known(hallsberg: Register) -> Known:
    return hallsberg.known()


@pytest.fixture(scope="module")
def recipe() -> dict[str, Any]:
    return tomllib.loads((PLACE / "invented.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def steps() -> list[dict[str, Any]]:
    history = json.loads((PLACE / "history.json").read_text("utf-8"))
    return list(history["promise_steps"])


def standing(known: Known, promise_id: str, on: date) -> dict[str, Progress]:
    """Return where the indicators of a promise stand, by the ends of their ids."""
    (promise,) = (one for one in known.all(Promise) if one.id == promise_id)
    return {one.indicator.id.partition(".")[2]: one for one in progress_of(known, promise, on)}


def test_the_three_promises_are_there_from_the_day_they_were_made(hallsberg: Register) -> None:
    promises = {one.id: one for one in hallsberg.facts(Promise)}
    assert set(promises) == {DRUGS, SCHOOLS, WATCH}
    for one in promises.values():
        assert (one.signed_on, one.start, one.last_day) == (SIGNED, SIGNED, LAST_DAY)
        assert one.wording.value == "retold"
    (entered,) = (one for one in hallsberg.changes() if one.action == "import_promises")
    assert entered.at.startswith("2019-11-28")
    before = hallsberg.known(entered.seq - 1)
    assert not before.all(Promise)
    assert len(before.timelines) >= 8


def test_nobody_has_assessed_what_is_invented(hallsberg: Register) -> None:
    assert hallsberg.facts(Assessment) == ()
    assert not [one for one in hallsberg.changes() if "assess" in one.action]


def test_operations_of_2020_are_those_of_the_recipe_month_by_month(
    known: Known, recipe: dict[str, Any]
) -> None:
    stands = standing(known, DRUGS, NEW_YEAR)
    ordinary, targeted = (row["by_month"] for row in recipe["operations"])
    until_new_year = [key for key in ordinary if key <= "2020-12"]
    assert stands["vardag"].now.value == sum(ordinary[key] for key in until_new_year) == 64
    assert stands["riktade"].now.value == sum(n for key, n in targeted.items() if key < "2021") == 7
    assert all(3 <= number <= 8 for number in ordinary.values())
    assert all(1 <= number <= 2 for number in targeted.values())


def test_operations_tell_a_month_a_number_and_with_whom_alone(known: Known) -> None:
    own = [one for one in known.all(Activity) if one.kind is ActivityKind.DRUG_OPERATION]
    assert len(own) == 25
    for one in own:
        assert (one.on.day, one.locality, one.venue, one.area_ids) == (1, None, None, ())
        assert one.partners == (("school", "social_services") if one.targeted else ())


@pytest.mark.parametrize(
    ("audience", "indicator", "offered", "held"),
    [(Audience.PUPILS, "elever", 4, 4), (Audience.PARENTS, "foraldrar", 3, 2)],
)
def test_schools_offered_and_held_are_counted_apart_for_pupils_and_for_parents(
    known: Known,
    recipe: dict[str, Any],
    audience: Audience,
    indicator: str,
    offered: int,
    held: int,
) -> None:
    stands = standing(known, SCHOOLS, NEW_YEAR)[indicator]
    rows = [row for row in recipe["activity"] if row.get("audience") == audience.value]
    schools = {row["school"] for row in rows}
    met = {row["school"] for row in rows if "cancelled" not in row}
    assert stands.now.part == len(schools) == offered
    assert stands.beside is not None
    assert stands.beside.part == len(met) == held
    assert "Exempelskola B" not in schools


def test_how_many_schools_there_are_is_confirmed_once_for_pupils_and_parents(
    hallsberg: Register, known: Known
) -> None:
    stands = standing(known, SCHOOLS, LAST_DAY)
    pupils = stands["elever"].indicator
    assert (pupils.whole, pupils.whole_source) == (len(known.all(School)), "påhittat")
    parents = stands["foraldrar"]
    assert (parents.now.whole, parents.whole_by) == (pupils.whole, pupils)
    (confirmed,) = (one for one in hallsberg.changes() if one.action == "confirm_whole")
    earlier = standing(hallsberg.known(confirmed.seq - 1), SCHOOLS, LAST_DAY)
    assert earlier["elever"].target_why is Why.NO_WHOLE


def test_areas_became_more_than_they_were_and_the_beginning_is_counted(known: Known) -> None:
    stands = standing(known, WATCH, NEW_YEAR)
    (grown, met) = stands["antal"], stands["arbete-traffar"]
    assert grown.baseline is not None
    assert (grown.baseline.value, grown.now.value) == (10, 13)
    assert met.now.value == 3


def test_meetings_in_localities_and_of_contacts_are_held_and_one_was_called_off(
    known: Known,
) -> None:
    kinds = Counter(
        (one.kind.value, one.state.value) for one in known.all(Activity) if not one.area_ids
    )
    assert kinds["safety_walk", "held"] == 3
    assert kinds["citizen_dialogue", "held"] == 3
    assert kinds["citizen_dialogue", "cancelled"] == 1
    assert kinds["staff_dialogue", "held"] == kinds["survey", "held"] == 1
    gathered = [one.on.year for one in known.all(Activity) if one.kind == "contact_gathering"]
    assert sorted(gathered) == list(range(2020, 2027))
    places = {one.locality for one in known.all(Activity) if one.locality}
    assert places <= {one.name for one in known.localities}
    assert not [
        one
        for one in known.all(Activity)
        if one.state is ActivityState.PLANNED and one.on < NOW.date()
    ]


def test_meetings_confirm_areas_only_where_they_were_confirmed_anyway(
    known: Known, tmp_path: Path
) -> None:
    """What was promised is told beside the areas: their versions and ids are those of an example without it."""
    bare = tmp_path / "hallsberg"
    shutil.copytree(PLACE, bare)
    history = json.loads((bare / "history.json").read_text("utf-8"))
    del history["promise_steps"]
    (bare / "history.json").write_text(json.dumps(history), "utf-8")
    register = told(tmp_path / "bare.gpkg", bare)
    assert register.timelines() == known.timelines
    own = set(register.facts(Activity))
    assert own < set(known.all(Activity))
    assert register.facts(Promise) == ()
    register.close()


def test_notes_say_what_was_done_not_done_and_learnt_and_that_they_are_invented(
    known: Known,
) -> None:
    notes = known.all(PromiseNote)
    assert Counter(one.kind for one in notes) == {
        NoteKind.UPDATE: 3,
        NoteKind.NOT_DONE: 1,
        NoteKind.LESSON: 1,
    }
    assert {one.promise_id for one in notes} == {DRUGS, SCHOOLS, WATCH}
    assert all(one.text.startswith("Påhittat exempel: ") for one in notes)


def test_notes_tell_no_area_by_name(known: Known) -> None:
    """An area may lapse, and then nobody is to know that it was there."""
    names = {version.name for timeline in known.timelines.values() for version in timeline}
    names -= {one.name for one in known.localities}
    text = " ".join(one.text for one in known.all(PromiseNote))
    assert not [name for name in names if name in text]
    assert len(names) > 20


# -- official figures ---------------------------------------------------------------------------------


def figures(known: Known, measure: Measure, region: str) -> dict[int, Statistic]:
    return {
        one.year: one
        for one in known.all(Statistic)
        if one.measure is measure and one.region == region
    }


def test_dwellings_and_inhabitants_are_the_real_ones_and_there_are_none_without_a_figure(
    known: Known,
) -> None:
    homes = figures(known, Measure.DWELLINGS, "1861")
    people = figures(known, Measure.INHABITANTS, "1861")
    assert [homes[year].value for year in range(2020, 2024)] == [7578, 7756, 7772, 7777]
    assert [people[year].value for year in range(2020, 2024)] == [15990, 16196, 16290, 16232]
    assert figures(known, Measure.DWELLINGS, "18")[2020].value == 152_842
    assert figures(known, Measure.DWELLINGS, "00")[2020].value == 5_037_433
    for one in known.all(Statistic):
        if one.measure is not Measure.RESIDENTIAL_BURGLARY:
            assert one.year in range(2020, 2024)
            assert one.source == "SCB, RegSO 2020–2023, summerat"


def test_the_real_figures_are_the_sum_of_the_districts(known: Known) -> None:
    facts = tomllib.loads((PLACE / "place.toml").read_text("utf-8"))
    regions = facts["region"]
    homes = sum(row["owned"] + row["tenant_owned"] + row["rented"] for row in regions)
    assert homes == figures(known, Measure.DWELLINGS, "1861")[2023].value
    people = sum(row["population"] for row in regions)
    assert people == figures(known, Measure.INHABITANTS, "1861")[2023].value


def test_burglaries_are_invented_and_say_so(known: Known) -> None:
    of_all = [one for one in known.all(Statistic) if one.measure is Measure.RESIDENTIAL_BURGLARY]
    assert len(of_all) == 3 * 11
    assert {one.source for one in of_all} == {"påhittat antal"}
    assert not any(one.preliminary for one in of_all)
    own = [one.value for one in figures(known, Measure.RESIDENTIAL_BURGLARY, "1861").values()]
    assert 20 <= sum(own) / len(own) <= 30
    assert len(set(own)) > 5


def test_the_burglaries_of_2020_were_first_preliminary(hallsberg: Register) -> None:
    taken = [one for one in hallsberg.changes() if one.action == "import_statistics"]
    seen = [
        figures(hallsberg.known(one.seq), Measure.RESIDENTIAL_BURGLARY, "1861").get(2020)
        for one in taken[:4]
    ]
    early, final = (one for one in seen if one is not None)
    assert (early.preliminary, final.preliminary) == (True, False)
    assert final.value == early.value + 2


def test_burglaries_are_compared_with_the_rest_of_the_county(known: Known) -> None:
    context: OutcomeContext = outcome_context(
        known.all(Statistic), "1861", 2020, promised_from=SIGNED
    )
    assert [year.year for year in context.years] == [2016, 2017, 2018, 2019, 2020]
    assert isinstance(context.compared, Comparison)
    assert (context.compared.region, context.compared.after) == ("18", (2020,))
    assert context.compared.difference is Difference.NO_CLEAR_DIFFERENCE
    (of_2020,) = (year for year in context.years if year.year == 2020)
    assert of_2020.municipality.homes == 7578
    assert context.years[0].municipality.homes is None


# -- what residents said ------------------------------------------------------------------------------


def test_views_are_counted_and_some_are_answered_for_everyone_to_read(
    hallsberg: Register, known: Known, recipe: dict[str, Any]
) -> None:
    counted = tally(one for one in known.all(ResidentView) if one.received_on <= LAST_DAY)
    assert counted.number == 16
    assert counted.answered == sum("published" in row for row in recipe["view"]) == 7
    assert counted.linked == sum("promise" in row for row in recipe["view"]) == 7
    with hallsberg.looking() as private:
        words = private.find(ViewText)
    assert Counter(one.state for one in words) == {ViewState.PUBLISHED: 7, ViewState.NEW: 1}
    for one in words:
        if one.state is ViewState.PUBLISHED:
            assert one.raw is None
            assert str(one.answer).startswith("Påhittat svar: ")


def test_no_words_are_kept_longer_than_their_time(hallsberg: Register) -> None:
    with hallsberg.looking() as private:
        waiting = [one for one in private.find(ViewText) if one.raw is not None]
    assert [one.erase_after > NOW.date() for one in waiting] == [True]


def test_views_name_nobody(recipe: dict[str, Any]) -> None:
    texts = chain.from_iterable(
        (row[key] for key in ("text", "redacted", "answer") if key in row) for row in recipe["view"]
    )
    for text in texts:
        assert not re.search(r"[0-9]|@|[a-zåäö,] [A-ZÅÄÖ]", text), text


def test_what_was_said_at_a_dialogue_is_tied_to_it(known: Known) -> None:
    activities = {one.id: one for one in known.all(Activity)}
    tied = [one for one in known.all(ResidentView) if one.dialogue_id is not None]
    assert len(tied) == 15
    assert all(activities[str(one.dialogue_id)].on == one.received_on for one in tied)


# -- the recipe ---------------------------------------------------------------------------------------


def test_every_step_is_marked_and_recorded_when_it_can_have_been_known(
    steps: list[dict[str, Any]],
) -> None:
    assert all(step["mark"] == MARK for step in steps)
    assert [step["recorded"] for step in steps] == sorted(step["recorded"] for step in steps)
    held = [step for step in steps if step["event"] == "log_activity"]
    assert held
    assert all(step["recorded"] > step["on"] for step in held)
    assert min(step["recorded"] for step in steps) == str(SIGNED)


def test_the_same_promises_have_the_same_ids_every_time(known: Known, tmp_path: Path) -> None:
    again = told(tmp_path / "again.gpkg", PLACE)
    for cls in (Promise, School, Activity, PromiseNote, ResidentView, Statistic):
        assert again.facts(cls) == known.all(cls)
    again.close()


def test_what_was_recorded_after_the_present_moment_is_left_out(tmp_path: Path) -> None:
    early = datetime(2020, 4, 1, 12, tzinfo=UTC)
    register = told(tmp_path / "early.gpkg", PLACE, now=early)
    assert len(register.facts(Promise)) == 3
    assert {one.year for one in register.facts(Statistic)} == set(range(2015, 2019))
    assert max(one.on for one in register.facts(Activity) if one.held) < early.date()
    register.close()


def test_a_place_that_promised_nothing_has_no_such_steps(tmp_path: Path) -> None:
    recipe = (PLACE / "invented.toml").read_text("utf-8")
    cut = recipe[: recipe.index("# --- What was promised, and what was done")]
    facts = (PLACE / "place.toml").read_text("utf-8")
    (tmp_path / "invented.toml").write_text(cut, "utf-8")
    (tmp_path / "place.toml").write_text(facts[: facts.index("[[statistics]]")], "utf-8")
    made = generate(tmp_path)
    assert set(json.loads(made["history.json"])) == {"mark", "steps"}
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    register = told(tmp_path / "k.gpkg", tmp_path)
    assert not register.facts(Promise)
    assert not register.facts(Statistic)
    register.close()


def test_karhula_has_an_invented_promise_that_runs_and_can_be_forecast(tmp_path: Path) -> None:
    register = told(tmp_path / "k.gpkg", place_folder("karhula"))
    known = register.known()
    (promise,) = known.all(Promise)
    assert "keksitty esimerkki" in promise.title
    assert promise.start <= NOW.date() < (promise.last_day or NOW.date())
    (progress,) = progress_of(known, promise, NOW.date())
    assert progress.indicator.baseline_from is BaselineFrom.STATED
    opened = count(known.timelines.values(), promise.opening_on).active
    assert progress.indicator.baseline == opened, "what is stated is what its register says"
    history = history_of(known.timelines.values(), promise.places, promise.start, NOW.date())
    told_ahead = outlook_of(promise, [progress], history)
    assert told_ahead is not None
    chance = told_ahead.told.chance
    assert chance is not None
    assert 0.1 < chance < 0.9, "so that it tells something to found areas"
    if_founded = outlook_of(promise, [progress], history, planned=3)
    assert if_founded is not None
    assert if_founded.founded is not None
    assert (if_founded.founded.chance or 0) > chance
    assert not register.facts(Assessment)
    register.close()


def test_real_figures_of_a_place_are_taken_in_without_any_promise(tmp_path: Path) -> None:
    recipe = (PLACE / "invented.toml").read_text("utf-8")
    cut = recipe[: recipe.index("# --- What was promised, and what was done")]
    (tmp_path / "invented.toml").write_text(cut, "utf-8")
    shutil.copy(PLACE / "place.toml", tmp_path)
    made = json.loads(generate(tmp_path)["history.json"])["promise_steps"]
    assert {step["event"] for step in made} == {"take_in_statistics"}
    assert [step["recorded"] for step in made] == [f"{year}-04-15" for year in range(2021, 2025)]
