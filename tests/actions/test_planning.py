"""Where the next areas could be founded: from the register to proposals, reasons and files."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
import shapely
from planned_town import AT, PLACE, TODAY, proposed, usual, village
from shapely import LineString, MultiPolygon, box

from grannsamverkan.actions import areas
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.plan_card import certificate_text, method_card, turns_text
from grannsamverkan.actions.plan_files import as_data, write_plan
from grannsamverkan.actions.plan_folder import FILES
from grannsamverkan.actions.plan_inputs import proposed_for
from grannsamverkan.actions.plan_map import draw_plan, map_of
from grannsamverkan.actions.plan_risk import known_from
from grannsamverkan.actions.plan_told import Proposed, name_of
from grannsamverkan.actions.planning import planned_for, wish_of
from grannsamverkan.domain.access import OPERATOR, Role, Who
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.burglaries import Burglaries, Kind, Reported
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.outcomes import Outcomes
from grannsamverkan.domain.period import Period, StatedDate
from grannsamverkan.domain.streets import Dwelling, Road
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.i18n import translator
from grannsamverkan.planning.plan import Wish
from grannsamverkan.planning.windows import LeftOut
from grannsamverkan.register import Register
from town import NOW

SV = translator("sv")


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    register = village(tmp_path / "by.gpkg")
    yield register
    register.close()


def doing(register: Register) -> Doing:
    return Doing(register=register, actor="prov", reason="för provets skull", now=NOW)


def outlines(made: Proposed) -> list[bytes]:
    return [one.outline.wkb for one in made.plan.proposals]


# -- what a plan is made of ----------------------------------------------------------------------------


def test_a_village_gets_proposals_that_hold_its_homes_and_no_others(register: Register) -> None:
    made = proposed(register)
    assert made.told
    homes = planned_for(register, OPERATOR, PLACE, TODAY).town.network.plots
    for told in made.told:
        inside = shapely.intersects_xy(told.polygon, homes.x, homes.y)
        assert homes.homes[inside].sum() == told.proposal.homes >= 15
        assert told.proposal.homes == pytest.approx(made.planned.homes * told.proposal.gain_share)
        assert str(told.proposal.homes) in told.reason(SV)
        assert told.burglaries(SV) == "okänt: inga inbrott att räkna"
    for at, one in enumerate(made.told):
        assert not any(one.polygon.intersection(other.polygon).area for other in made.told[:at])


def test_looking_writes_nothing_and_the_same_question_is_answered_from_memory(
    register: Register,
) -> None:
    before = register.head()
    first = proposed(register)
    assert proposed(register).plan is first.plan
    assert register.head() == before


def test_the_plan_is_the_same_whatever_the_order(register: Register) -> None:
    before = outlines(proposed(register))
    with register.private() as private:
        roads, homes = list(private.find(Road)), list(private.find(Dwelling))
        roads.reverse()
        homes = homes[1::2] + homes[::2]
        renamed = [
            Road(id=f"x{n:03}", name=one.name, kind=one.kind, line=one.line, source=one.source)
            for n, one in enumerate(roads)
        ]
        moved = [
            Dwelling(id=f"y{n:03}", x=one.x, y=one.y, homes=1, street=one.street, source="prov")
            for n, one in enumerate(homes)
        ]
        private.replace_all(Road, renamed)
        private.replace_all(Dwelling, moved)
    assert outlines(proposed(register)) == before


def test_an_area_that_comes_takes_its_homes_out_of_the_plan(register: Register) -> None:
    first = proposed(register).told[0]
    areas.found(
        doing(register),
        name=first.name,
        municipality=PLACE,
        event=Event.PROPOSE_AREA,
        on=StatedDate(TODAY),
        polygon=first.polygon,
    )
    after = proposed(register)
    assert len(after.planned.standing) == 4
    assert not any(told.polygon.intersection(first.polygon).area for told in after.told)
    (place,) = after.plan.localities
    assert place.before == first.proposal.homes


def test_what_was_said_no_to_is_not_proposed(register: Register) -> None:
    first = proposed(register).told[0]
    after = proposed(register, vetoed=(first.polygon,))
    assert all(told.key != first.key for told in after.told)


def test_only_the_latest_plans_are_kept(register: Register) -> None:
    planned = planned_for(register, OPERATOR, PLACE, TODAY)
    for number in range(1, 40):
        planned.plan(usual(number))
    assert len(planned.plans) == 32


def test_a_plan_is_for_those_who_found_areas(register: Register) -> None:
    for role, may in ((Role.POLICE, True), (Role.COORDINATOR, True), (Role.CONTACT, False)):
        who = Who(id="en", roles=frozenset({(role, PLACE)}))
        if may:
            assert planned_for(register, who, PLACE, TODAY).homes == 84
        else:
            with pytest.raises(NotFound):
                planned_for(register, who, PLACE, TODAY)
    with pytest.raises(NotFound):
        planned_for(register, OPERATOR, "9999", TODAY)


def test_each_municipality_plans_for_its_own_homes(register: Register) -> None:
    x, y = AT
    inside, elsewhere = box(x - 500, y - 500, x + 140, y + 500), box(0, 0, 10, 10)
    with doing(register).change("fill") as change:
        change.set_municipality(
            Municipality(code=PLACE, name="Hallsberg", border=MultiPolygon([inside]))
        )
        change.set_municipality(
            Municipality(code="1881", name="Kumla", border=MultiPolygon([elsewhere]))
        )
        change.set_municipality(Municipality(code="1882", name="Utan"))
    planned = planned_for(register, OPERATOR, PLACE, TODAY)
    assert 0 < planned.homes < 84
    with pytest.raises(Refused, match="no_ground"):
        planned_for(register, OPERATOR, "1881", TODAY)
    with pytest.raises(Refused, match="no_border"):
        planned_for(register, OPERATOR, "1882", TODAY)


@pytest.mark.parametrize(
    "wrong",
    [{"new": 0}, {"new": 101}, {"coverage": -0.1}, {"risk": 1.1}, {"equity": float("nan")},
     {"coverage": 0.0, "risk": 0.0, "equity": 0.0, "interest": 0.0}],
)  # fmt: skip
def test_a_wish_is_held_to_what_can_be_meant(wrong: dict[str, float]) -> None:
    asked = {"new": 1, "coverage": 0.4, "risk": 0.3, "equity": 0.3, "interest": 0.2} | wrong
    with pytest.raises(Refused):
        wish_of(
            int(asked["new"]),
            year=TODAY.year,
            coverage=asked["coverage"],
            risk=asked["risk"],
            equity=asked["equity"],
            interest=asked["interest"],
        )


def test_a_dormant_area_is_named_where_its_homes_are_proposed(register: Register) -> None:
    first = proposed(register).told[0]
    area_id = areas.found(
        doing(register),
        name="Vilande kvarteret",
        municipality=PLACE,
        event=Event.INHERIT,
        on=StatedDate(date(2020, 5, 1)),
        polygon=first.polygon,
    )
    areas.apply(doing(register), area_id, Event.LAPSE, on=StatedDate(date(2024, 5, 1)))
    (told,) = (one for one in proposed(register).told if one.dormant)
    ((version, homes),) = told.dormant
    assert version.area_id == area_id
    assert homes == told.proposal.homes == first.proposal.homes
    (said,) = told.resting(SV)
    assert f"området Vilande kvarteret, med {homes} av de {homes} hushållen" in said
    (place,) = proposed(register).plan.localities
    assert place.before == 0


def test_the_chance_is_the_same_for_all_once_enough_has_been_seen(register: Register) -> None:
    made = proposed(register)
    assert {told.likely(SV) for told in made.told} == {"okänd"}
    seen = replace(made.planned, outcomes=Outcomes(planned=20, founded=11))
    told = Proposed(seen, made.plan)
    assert {one.likely(SV) for one in told.told} == {
        "50 procent inom ett år (34–66), samma för alla"
    }
    assert "11 av 20 områden" in method_card(told, SV, example=False)
    data = as_data(told, SV, example=False)["chance"]
    assert (data["planned"], data["founded"], data["mean"]) == (20, 11, 0.5)


def test_whose_turn_it_is_is_told_where_there_are_turns_to_take(register: Register) -> None:
    made = proposed(register)
    assert turns_text(made, SV) == ()
    share = made.plan.localities[0]
    several = replace(
        made.plan, rounds=3, localities=(share, replace(share, name="Östansjö", proposals=0))
    )
    (nobody,) = turns_text(Proposed(made.planned, several), SV)
    assert "ingen orts tur" in nobody
    due = replace(several, localities=tuple(replace(one, due=True) for one in several.localities))
    said, missed = turns_text(Proposed(made.planned, due), SV)
    assert "tur för Hallsberg, Östansjö" in said
    assert missed == "Tur, men ingen plats som kan föreslås: Östansjö."
    assert said in method_card(Proposed(made.planned, due), SV, example=False)


# -- burglaries ----------------------------------------------------------------------------------------


def reports(number: int, *, x: float = AT[0], year: int = 2024) -> list[Reported]:
    return [
        Reported(date(year, 1 + n % 12, 1 + n % 27), Kind.BURGLARY, x + 100 * (n % 3), AT[1])
        for n in range(number)
    ]


def told(*some: Reported) -> Burglaries:
    return Burglaries(Period(date(2024, 1, 1), date(2025, 1, 1)), reported=some)


def with_file(register: Register, wish: Wish, *some: Reported) -> Proposed:
    return proposed_for(register, OPERATOR, PLACE, wish, TODAY, burglaries=told(*some))


def test_few_burglaries_weigh_and_are_not_told_as_numbers(register: Register) -> None:
    made = with_file(register, usual(2), *reports(5))
    assert made.plan.weights.risk > 0
    assert {told.burglaries(SV) for told in made.told} == {"för få för att säga"}
    assert as_data(made, SV, example=False)["proposals"][0]["expected_per_year"] is None


def test_many_burglaries_are_told_with_an_interval_and_what_could_be_prevented(
    register: Register,
) -> None:
    made = with_file(register, usual(1), *reports(90))
    (first,) = made.told
    assert first.expected is not None
    assert first.expected.low is not None
    assert "förebyggas (få och gamla studier)" in first.burglaries(SV)
    assert as_data(made, SV, example=False)["burglaries"]["counted"] == 90


def test_all_proposals_together_are_told_with_an_interval_where_it_can_be_said(
    register: Register,
) -> None:
    made = with_file(register, usual(2), *reports(90))
    together = made.together
    assert together is not None
    assert together.low is not None
    assert together.high is not None
    each = [one.expected.per_year for one in made.told if one.expected]
    assert together.per_year == pytest.approx(sum(each))
    assert together.low < together.per_year < together.high
    data = as_data(made, SV, example=False)["expected_together"]
    assert data["per_year"] == pytest.approx(together.per_year, abs=0.001)
    card = method_card(made, SV, example=False)
    assert f"{SV.number(together.per_year, decimals=2)} om året (" in card
    few = with_file(register, usual(2), *reports(5))
    assert "alla förslag tillsammans: för få för att säga" in method_card(few, SV, example=False)
    assert set(as_data(few, SV, example=False)["expected_together"].values()) == {None}
    assert proposed(register).together is None


def test_reports_from_where_a_watch_was_or_no_street_is_are_left_out(register: Register) -> None:
    first = proposed(register).told[0]
    areas.found(
        doing(register),
        name="Äldre",
        municipality=PLACE,
        event=Event.INHERIT,
        on=StatedDate(date(2020, 5, 1)),
        polygon=first.polygon,
    )
    middle = first.polygon.centroid.x
    some = (*reports(4), *reports(3, x=middle), *reports(2, x=AT[0] - 9_000))
    data = as_data(with_file(register, usual(1), *some), SV, example=False)
    assert data["burglaries"]["left_out"]["no_place"] == 2
    assert data["burglaries"]["left_out"]["watched"] >= 3


def test_where_no_home_lies_along_a_street_there_is_nothing_to_weigh(register: Register) -> None:
    planned = planned_for(register, OPERATOR, PLACE, TODAY)
    astray = replace(planned.terrain, x=planned.terrain.x + 9_000)
    nowhere = replace(planned, terrain=astray)
    known = known_from(nowhere, told(*reports(9)), ())
    assert (known.risk, known.number) == (None, 0)
    assert known.counted.left_out == {LeftOut.NO_PLACE: 9}


# -- files ---------------------------------------------------------------------------------------------


def test_the_files_are_whole_marked_and_the_same_each_time(
    register: Register, tmp_path: Path
) -> None:
    folder, made = tmp_path / "plan", proposed(register)
    draw = partial(draw_plan, register, t=SV, today=TODAY)
    write_plan(made, folder, SV, attribution="Hallsberg", example=True, draw=draw)
    assert {one.name for one in folder.iterdir()} == set(FILES)
    first = {one.name: one.read_bytes() for one in folder.iterdir()}
    drawn = json.loads(first["proposals.geojson"])
    assert len(drawn["features"]) == len(made.told)
    assert all("EXEMPEL" in one["properties"]["example"] for one in drawn["features"])
    assert all(one["properties"]["accuracy"] == "exact" for one in drawn["features"])
    assert all(one["properties"]["chance_of_founding"] == "okänd" for one in drawn["features"])
    west, south, *_ = shapely.from_geojson(json.dumps(drawn["features"][0]["geometry"])).bounds
    assert 14 < west < 16
    assert 58 < south < 60
    assert "erbjudas stöd" in first["method.md"].decode()
    assert "vikten för den är 0" in first["method.md"].decode()
    assert json.loads(first["plan.json"])["weights"]["risk"] == 0
    write_plan(made, folder, SV, attribution="Hallsberg", example=True, draw=draw)
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == first


def test_the_map_holds_the_plan_with_areas_and_what_is_lacking(register: Register) -> None:
    made = proposed(register, new=1)
    told = map_of(made, register.localities(), SV)
    assert told is not None
    assert [one["rank"] for one in told["proposals"]] == [1]
    assert {one["status"] for one in told["areas"]} == {"active", "dormant"}
    west, south, east, north = told["extent"]
    lon, lat = told["proposals"][0]["at"]
    assert west < lon < east
    assert south < lat < north
    (place,) = told["localities"]
    assert place["said"] == SV("planning.map.gap", now="0", then="67")
    nowhere = map_of(made, (), SV)
    assert nowhere is not None
    assert nowhere["localities"] == []


def test_where_nothing_is_proposed_and_no_area_is_there_is_no_map(register: Register) -> None:
    made = proposed(register)
    bare = replace(made.planned, standing=(), dormant=())
    nothing = Proposed(bare, replace(made.plan, proposals=()))
    assert map_of(nothing, register.localities(), SV) is None


def test_what_is_no_example_is_not_marked_as_one(register: Register, tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    write_plan(proposed(register), folder, SV, attribution="Hallsberg", example=False)
    assert not any(b"EXEMPEL" in one.read_bytes() for one in folder.iterdir())


def test_a_proposal_on_streets_without_names_is_called_by_its_locality(register: Register) -> None:
    first = proposed(register).told[0].proposal
    assert name_of(first) == " – ".join(first.streets[:2])
    assert name_of(replace(first, streets=())) == f"{first.locality} {first.rank}"


def test_a_folder_with_something_else_is_left_alone(register: Register, tmp_path: Path) -> None:
    folder, made = tmp_path / "plan", proposed(register)
    folder.mkdir()
    (folder / "brev.txt").write_text("mitt")
    with pytest.raises(Conflict, match="folder_taken"):
        write_plan(made, folder, SV, attribution="", example=False)
    with pytest.raises(Conflict, match="folder_taken"):
        write_plan(made, folder / "brev.txt", SV, attribution="", example=False)
    assert [one.name for one in tmp_path.iterdir() if one.is_dir()] == ["plan"]
    with pytest.raises(Refused, match="cannot_write"):
        write_plan(made, folder / "brev.txt" / "under", SV, attribution="", example=False)


def test_a_certificate_never_says_more_than_is_sure(register: Register) -> None:
    made = proposed(register)
    near = replace(made, plan=replace(made.plan, certificate=0.999999))
    assert "minst 99,99 procent" in certificate_text(near, SV)
    whole = replace(made, plan=replace(made.plan, certificate=1.0))
    assert "Ingen annan plan" in certificate_text(whole, SV)
    assert "kunde ritas" not in certificate_text(whole, SV)
    for one in (near, whole):
        drawn = replace(one, plan=replace(one.plan, undrawn=3))
        assert "bland de platser som kunde ritas" in certificate_text(drawn, SV)


def test_the_card_says_how_many_places_were_said_no_to_and_could_not_be_drawn(
    register: Register,
) -> None:
    first = proposed(register)
    none = method_card(first, SV, example=False)
    assert "sagt nej till" not in none
    assert "gick att rita" not in none
    made = proposed(register, vetoed=(first.told[0].polygon,))
    made = replace(made, plan=replace(made.plan, undrawn=12))
    card = method_card(made, SV, example=False)
    assert "En plats som någon har sagt nej till." in card
    assert "12 tänkbara platser, som ingen rimlig gräns gick att rita runt." in card
    data = as_data(made, SV, example=False)
    assert (data["places_said_no_to"], data["candidates_not_drawn"]) == (1, 12)


def test_railways_of_the_base_map_part_quarters(tmp_path: Path) -> None:
    from grannsamverkan.actions.basemap import lay_base_map
    from grannsamverkan.domain.basemap import Feature, Layer
    from grannsamverkan.domain.basemap import Kind as Drawn
    from grannsamverkan.exchange.ground import Laid

    register = village(tmp_path / "jarnvag.gpkg")
    x, y = AT
    rail = LineString([(x + 150, y - 3_000), (x + 150, y + 3_000)])
    lake = box(x - 400, y - 200, x - 100, y + 200)
    laid = Laid(
        (Feature(kind=Drawn.RAILWAY, shape=rail), Feature(kind=Drawn.WATER, shape=lake)), {}
    )
    lay_base_map(doing(register), laid, layers=Layer, source="påhittad")
    made = proposed(register, new=6)
    assert made.planned.parted
    assert made.told
    assert not any(told.polygon.crosses(rail) for told in made.told)
    register.close()
