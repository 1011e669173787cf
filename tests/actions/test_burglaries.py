"""Burglaries that are kept: by a stated right, for a time, erased without a trace; and what plans make of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from planned_town import AT, PLACE, TODAY, proposed, usual, village
from shapely import MultiPolygon, box

from grannsamverkan.actions.burglaries import burglaries_of, erase, in_force, keep, source_of
from grannsamverkan.actions.demand import demand_in
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.holdings import holdings
from grannsamverkan.actions.plan_card import method_card
from grannsamverkan.actions.plan_files import as_data
from grannsamverkan.actions.plan_inputs import proposed_for
from grannsamverkan.actions.plan_told import Proposed
from grannsamverkan.actions.retention import due, retain
from grannsamverkan.domain.access import OPERATOR, Role, Who
from grannsamverkan.domain.areas import Locality, Municipality
from grannsamverkan.domain.burglaries import (
    Burglaries,
    Burglary,
    BurglarySource,
    Kind,
    LocalityCount,
    Reported,
)
from grannsamverkan.domain.interests import Interest, Wish
from grannsamverkan.domain.period import Period
from grannsamverkan.domain.streets import Dwelling
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.i18n import translator
from grannsamverkan.planning.expected import Said
from grannsamverkan.planning.plan import Reason
from grannsamverkan.register import Register
from peopled import decide
from town import NOW

SV = translator("sv")
YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))
BASIS = "Brottsdatalagen 2 kap. 1 § (påhittat exempel)"


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    register = village(tmp_path / "by.gpkg")
    yield register
    register.close()


def doing(register: Register, *, days: int = 0, dry: bool = False) -> Doing:
    now = NOW + timedelta(days=days)
    return Doing(register=register, actor="prov", reason="inbrott.csv", now=now, dry=dry)


def reports(number: int, *, x: float = AT[0], kind: Kind = Kind.BURGLARY) -> tuple[Reported, ...]:
    return tuple(
        Reported(date(2024, 1 + n % 12, 1 + n % 27), kind, x + 100 * (n % 3), AT[1])
        for n in range(number)
    )


def told(*some: Reported) -> Burglaries:
    return Burglaries(YEAR, reported=some)


def counts(number: int, locality: str = "hallsberg") -> Burglaries:
    return Burglaries(YEAR, counts=(LocalityCount(locality, YEAR, number),))


def rows(register: Register) -> tuple[Burglary, ...]:
    with register.looking() as private:
        return private.find(Burglary)


# -- keeping -------------------------------------------------------------------------------------------


def test_only_completed_ones_of_homes_are_kept_and_nothing_but_day_and_place(
    register: Register,
) -> None:
    attempts, sheds = reports(2, kind=Kind.ATTEMPT), reports(1, kind=Kind.ELSEWHERE)
    done = keep(doing(register), told(*reports(5), *attempts, *sheds), legal_basis=BASIS)
    assert (done.burglaries, done.before) == (5, 0)
    assert done.beside == {"attempt": 2, "elsewhere": 1}
    assert {(one.since, one.x, one.y) for one in rows(register)} == {
        (one.day, one.x, one.y) for one in reports(5)
    }
    assert all(one.x is not None and one.x % 100 == 0 for one in rows(register))
    source = source_of(register, PLACE)
    assert source is not None
    assert (source.legal_basis, source.made_by, source.window) == (BASIS, "prov", YEAR)


def test_a_dry_run_writes_nothing_and_the_journal_says_why_and_by_whom(register: Register) -> None:
    before = register.head()
    assert keep(doing(register, dry=True), told(*reports(5)), legal_basis=BASIS).burglaries == 5
    assert rows(register) == ()
    assert register.head() == before
    keep(doing(register), told(*reports(5)), legal_basis=BASIS)
    entry = register.changes()[-1]
    assert (entry.action, entry.actor) == ("import_burglaries", "prov")
    assert entry.reason is not None
    assert BASIS in entry.reason
    assert register.verify().intact


@pytest.mark.parametrize("basis", ["", "ja", "enligt lag"])
def test_without_a_legal_basis_nothing_is_kept(register: Register, basis: str) -> None:
    with pytest.raises(Refused, match="no_legal_basis"):
        keep(doing(register), told(*reports(5)), legal_basis=basis)
    with pytest.raises(Refused, match="personal_number"):
        keep(doing(register), told(*reports(5)), legal_basis="beslut om 19811218-9876 hos oss")
    assert rows(register) == ()


def test_new_ones_take_the_place_of_the_old_and_other_municipalities_keep_theirs(
    register: Register,
) -> None:
    other = Burglary(id="X", municipality="1881", since=YEAR.start, until=YEAR.end, number=3)
    with register.private() as private:
        private.put(other)
    keep(doing(register), told(*reports(5)), legal_basis=BASIS)
    done = keep(doing(register, days=1), counts(70), legal_basis=BASIS)
    assert (done.burglaries, done.before) == (70, 5)
    mine = [one for one in rows(register) if one != other]
    assert [(one.locality, one.number, one.x) for one in mine] == [("Hallsberg", 70, None)]
    assert other in rows(register)


def test_what_lies_beyond_the_border_is_not_kept(register: Register) -> None:
    x, y = AT
    border = MultiPolygon([box(x - 500, y - 500, x + 140, y + 500)])
    with doing(register).change("fill") as change:
        change.set_municipality(Municipality(code=PLACE, name="Hallsberg", border=border))
    far = reports(3, x=x + 9_000)
    done = keep(doing(register), told(*reports(3), *far), legal_basis=BASIS)
    assert (done.burglaries, done.beside) == (3, {"outside": 3})
    with pytest.raises(Refused, match="none_to_keep"):
        keep(doing(register), told(*far), legal_basis=BASIS)
    with pytest.raises(Refused, match="none_to_keep"):
        keep(doing(register), counts(7, "Ingenstans"), legal_basis=BASIS)
    with doing(register).change("fill") as change:
        change.set_municipality(Municipality(code=PLACE, name="Hallsberg"))
    assert keep(doing(register), told(*far), legal_basis=BASIS).burglaries == 3
    with doing(register).change("fill") as change:
        change.set_municipality(Municipality(code="1881", name="Kumla"))
    with pytest.raises(Refused, match="no_border"):
        keep(doing(register), told(*reports(3)), legal_basis=BASIS, municipality=PLACE)


def test_only_who_reads_lists_in_may_keep_or_erase_them(register: Register) -> None:
    police = replace(doing(register), who=Who(id="p", roles=frozenset({(Role.POLICE, PLACE)})))
    with pytest.raises(NotFound):
        keep(police, told(*reports(3)), legal_basis=BASIS)
    with pytest.raises(NotFound):
        erase(police)


# -- going ---------------------------------------------------------------------------------------------


def test_past_their_time_they_weigh_no_more_and_go_by_decision(register: Register) -> None:
    keep(doing(register), told(*reports(5)), legal_basis=BASIS)
    last = TODAY.replace(year=TODAY.year + 1)
    assert in_force(register, PLACE, last - timedelta(days=1)) is not None
    assert in_force(register, PLACE, last) is None
    days = (last - TODAY).days
    assert not any(one.goes for one in due(register, last) if one.rule.kind is BurglarySource)
    retain(doing(register, days=days))
    assert len(rows(register)) == 5
    decide(register, disposal_burglaries="KS 2026/16")
    retain(doing(register, days=days))
    assert rows(register) == ()
    assert source_of(register, PLACE) is None


def test_they_are_erased_before_their_time_without_a_trace(
    register: Register, tmp_path: Path
) -> None:
    keep(doing(register), told(*reports(5)), legal_basis=BASIS)
    ids = [one.id.encode() for one in rows(register)]
    file, log = tmp_path / "by.gpkg", tmp_path / "by.gpkg-wal"
    assert all(one in file.read_bytes() + log.read_bytes() for one in ids)
    erased_in = replace(doing(register), reason="de behövs inte mer")
    assert erase(replace(erased_in, dry=True)) == 5
    assert len(rows(register)) == 5
    assert erase(erased_in) == 5
    assert rows(register) == ()
    assert source_of(register, PLACE) is None
    left = file.read_bytes() + log.read_bytes()
    assert not any(one in left for one in ids)
    assert register.changes()[-1].action == "erase_burglaries"
    head = register.head()
    assert erase(erased_in) == 0
    assert register.head() == head


def test_what_is_held_names_them(register: Register) -> None:
    keep(doing(register), told(*reports(5)), legal_basis=BASIS)
    held = {one.name: one for one in holdings(register, PLACE, TODAY)}
    assert held["burglary"].rows == 5
    assert held["burglary"].oldest == min(one.day for one in reports(5))
    assert held["burglary_source"].rows == 1
    assert held["burglary_source"].disposals[0].months == 12


# -- planning ------------------------------------------------------------------------------------------


def with_file(register: Register, some: Burglaries, new: int = 2) -> Proposed:
    return proposed_for(register, OPERATOR, PLACE, usual(new), TODAY, burglaries=some)


def test_kept_ones_give_the_plan_that_their_file_gives(register: Register) -> None:
    some = told(*reports(90), *reports(4, kind=Kind.ATTEMPT), *reports(2, x=AT[0] - 9_000))
    before = as_data(with_file(register, some), SV, example=False)
    keep(doing(register), some, legal_basis=BASIS)
    after = as_data(proposed(register, new=2), SV, example=False)
    assert after["burglaries"].pop("legal_basis") == BASIS
    assert before["burglaries"].pop("legal_basis") is None
    assert after == before
    assert after["burglaries"]["left_out"] == {"attempt": 4, "no_place": 2}


def test_a_file_wins_over_kept_ones_and_is_not_kept(register: Register) -> None:
    keep(doing(register), told(*reports(90)), legal_basis=BASIS)
    made = with_file(register, told(*reports(70)))
    assert made.known is not None
    assert made.known.number == 70
    assert "Filen med inbrott sparas inte." in method_card(made, SV, example=False)
    assert len(rows(register)) == 90
    card = method_card(proposed(register), SV, example=False)
    assert f"Rättslig grund: {BASIS}." in card
    assert "av prov" in card
    assert "Verkliga inbrott i Nottingham" in card


def test_plans_know_at_once_when_they_come_and_go(register: Register) -> None:
    assert proposed(register).plan.weights.risk == 0
    keep(doing(register), told(*reports(90)), legal_basis=BASIS)
    first = proposed(register)
    assert first.plan.weights.risk > 0
    assert proposed(register).plan is first.plan
    erase(doing(register))
    assert proposed(register).plan.weights.risk == 0


def test_kept_ones_that_can_be_counted_no_more_weigh_nothing(register: Register) -> None:
    keep(doing(register), counts(70), legal_basis=BASIS)
    assert proposed(register).known is not None
    with register.private() as private:
        homes = private.find(Dwelling)
        private.replace_all(
            Dwelling, [replace(one, id=f"z{one.id}", x=one.x + 9_000) for one in homes]
        )
    for made in (with_file(register, counts(70)), proposed(register)):
        assert made.known is not None
        assert made.known.risk is None
        assert made.known.counted.left_out == {"no_place": 70}
        assert made.plan.weights.risk == 0


def test_kept_counts_whose_localities_are_renamed_say_so(register: Register) -> None:
    keep(doing(register), counts(70), legal_basis=BASIS)
    x, y = AT
    with doing(register).change("fill") as change:
        change.set_localities(PLACE, [Locality(name="Nystad", municipality=PLACE, x=x, y=y)])
    made = proposed(register)
    assert made.plan.weights.risk == 0
    card = method_card(made, SV, example=False)
    assert "Inga inbrott är inlästa" not in card
    assert "Det finns uppgifter om inbrott från 1 januari 2024 till 31 december 2024, men" in card
    assert "70 inbrott i orter som registret inte har." in card
    assert f"Rättslig grund: {BASIS}" in card


@pytest.mark.parametrize(
    ("some", "left_out"),
    [
        (
            told(*reports(9, kind=Kind.ATTEMPT), *reports(4, kind=Kind.TIP)),
            {"attempt": 9, "tip": 4},
        ),
        (told(*reports(9, x=AT[0] - 9_000)), {"no_place": 9}),
        (counts(0), {}),
        (counts(7, "Långtbort"), {"no_locality": 7}),
    ],
)
def test_where_nothing_is_counted_the_risk_is_unknown_and_weighs_nothing(
    register: Register, some: Burglaries, left_out: dict[str, int]
) -> None:
    made = with_file(register, some)
    data = as_data(made, SV, example=False)
    assert data["weights"]["risk"] == 0
    assert (data["burglaries"]["counted"], data["burglaries"]["risk_known"]) == (0, False)
    assert data["burglaries"]["left_out"] == left_out
    assert {one["burglaries"] for one in data["proposals"]} == {"okänt: inga inbrott att räkna"}
    assert made.together is None
    card = method_card(made, SV, example=False)
    assert "risken är okänd, och vikten för den är 0" in card
    assert "Nottingham" not in card, "how risk does matters only where it weighs"
    assert made.plan == replace(proposed(register, new=2).plan)


def test_counts_by_locality_are_an_average_without_interval(register: Register) -> None:
    made = with_file(register, counts(84))
    assert made.known is not None
    assert made.known.by_locality
    homes = made.planned.homes
    for one in made.told:
        assert one.expected is not None
        assert one.expected.said is Said.DISTRICT_AVERAGE
        assert one.expected.low is None
        rate = one.expected.per_year / one.proposal.homes
        assert rate == pytest.approx(84 / homes, rel=0.01)
        assert one.burglaries(SV).startswith("snitt för orten: ")
    card = method_card(made, SV, example=False)
    assert "snitt för orten" in card
    assert made.together is not None
    assert made.together.said is Said.DISTRICT_AVERAGE
    few = with_file(register, counts(5))
    assert {one.burglaries(SV) for one in few.told} == {"för få för att säga"}


def test_counts_keep_localities_apart_and_say_which_are_unknown(register: Register) -> None:
    x, y = AT
    with doing(register).change("fill") as change:
        change.set_localities(
            PLACE,
            [
                Locality(name="Östby", municipality=PLACE, x=x + 300, y=y),
                Locality(name="Västby", municipality=PLACE, x=x - 100, y=y),
            ],
        )
    some = Burglaries(
        YEAR,
        counts=(
            LocalityCount("östby", YEAR, 60),
            LocalityCount("Västby", YEAR, 6),
            LocalityCount("Fjärran", YEAR, 9),
        ),
    )
    made = with_file(register, some)
    assert made.known is not None
    assert made.known.counted.left_out == {"no_locality": 9}
    assert made.known.risk is not None
    rate = made.known.risk.rate
    network = made.planned.town.network
    for place in range(len(network.localities)):
        assert len({float(one) for one in rate[network.locality == place]}) == 1
    east = network.localities.index("Östby")
    assert rate[network.locality == east].max() > 3 * rate[network.locality != east].max()
    assert "9 inbrott i orter som registret inte har" in method_card(made, SV, example=False)


def test_what_is_read_back_is_what_was_told(register: Register) -> None:
    for some in (told(*reports(7)), counts(70, "Hallsberg")):
        keep(doing(register), some, legal_basis=BASIS)
        source = source_of(register, PLACE)
        assert source is not None
        assert burglaries_of(register, source) == some


# -- residents' interest -------------------------------------------------------------------------------


def ask(register: Register, first: int, number: int, *, on: date = TODAY) -> None:
    """Let so many residents of the village ask for an area."""
    with register.private() as private:
        private.put(
            *(
                Interest(
                    id=f"01JT{first + one:022}",
                    municipality=PLACE,
                    received_on=on,
                    wish=Wish.START,
                    x=AT[0] + 100.0,
                    y=AT[1] + 100.0,
                    phone=f"070-174 06 {first + one:02}",
                    erase_after=on + timedelta(days=365),
                )
                for one in range(number)
            )
        )


def seen(register: Register, days: int) -> dict[str, object]:
    made = proposed_for(register, OPERATOR, PLACE, usual(3), TODAY + timedelta(days=days))
    data = as_data(made, SV, example=False)
    return data | {"outlines": [one.outline.wkb for one in made.plan.proposals]}


def test_no_plan_differs_by_one_household(register: Register) -> None:
    nobody = seen(register, 0)
    ask(register, 10, 4, on=TODAY + timedelta(days=1))
    assert seen(register, 1) == nobody, "four are never told of"
    ask(register, 20, 1, on=TODAY + timedelta(days=2))
    five = seen(register, 2)
    assert five["weights"] != nobody["weights"]
    for day in (3, 4, 5, 6):
        ask(register, 30 + day, 1, on=TODAY + timedelta(days=day))
        assert seen(register, day) == five, "nor one more"


def test_a_proposal_says_how_many_ask_near_it_and_in_what_squares(register: Register) -> None:
    ask(register, 10, 7)
    made = proposed(register)
    demand, _ = demand_in(register, PLACE, TODAY)
    (square,) = demand.squares
    assert made.plan.weights.interest == pytest.approx(0.2 / 0.9)
    words = {one.asked_for(SV) for one in made.told}
    assert (
        f"minst 5 boende häromkring har anmält intresse (räknat i rutor på {square.side_m} meter)"
        in words
    )
    card = method_card(made, SV, example=False)
    assert "boendes intresse 22 procent" in card
    assert "aldrig enskilda anmälningar" in card
    first = replace(made.told[0].proposal, reason=Reason.INTEREST)
    sentence = replace(made.told[0], proposal=first).reason(SV)
    assert "Minst 5 boende häromkring" in sentence


def test_without_what_is_told_interest_weighs_nothing_and_it_is_said(register: Register) -> None:
    ask(register, 10, 4)
    made = proposed(register)
    assert made.plan.weights.interest == 0
    assert {one.asked_for(SV) for one in made.told} == {"för få för att visa"}
    assert "vikten för det är 0" in method_card(made, SV, example=False)
