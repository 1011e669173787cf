"""The words for where a promise stands and how it is counted, whatever came of it."""

from collections.abc import Iterable
from datetime import date

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from grannsamverkan.domain.activities import ActivityKind, Audience
from grannsamverkan.domain.areas import AreaType, HouseholdCount, Timeline
from grannsamverkan.domain.period import Precision
from grannsamverkan.domain.promises import Aim, BaselineFrom, Indicator, Rule, Stage
from grannsamverkan.domain.public_promises import public_promises
from grannsamverkan.domain.statistics import Measure, Statistic
from grannsamverkan.i18n import translator
from grannsamverkan.web.public import promise_drawings
from grannsamverkan.web.public.area_names import AreaNames
from grannsamverkan.web.public.counting import Counted, counted
from grannsamverkan.web.public.standing import Standing, standing
from grannsamverkan.web.site import Site
from known import LAST, PLACE, START, held, indicator, known, promise, running
from promised import ENDED

SV = translator("sv")
OLD = [running(f"old{one}", "2015-01-01") for one in range(3)]
NEW = [running(f"new{one}", "2020-03-01") for one in range(3)]
GONE = [running(f"gone{one}", "2015-01-01", until="2020-06-01") for one in range(2)]
FROM_REGISTER: dict[str, object] = {"baseline_from": BaselineFrom.REGISTER, "baseline_on": START}


def stands(one: Indicator, *timelines: Timeline, today: date = date(2026, 11, 23)) -> Standing:
    """Return where an indicator of the promise of Hallsberg's period stands."""
    return standing_of(one, areas=timelines, today=today)


def standing_of(
    one: Indicator,
    *facts: object,
    areas: Iterable[Timeline] = (),
    today: date = date(2026, 11, 23),
) -> Standing:
    """Return where it stands, with what else is known."""
    register = known(*areas, facts=[promise(), one, *facts])
    (told,) = public_promises(register, today)
    return standing(told, told.progress[0], SV)


def counts(one: Indicator, *facts: object) -> Counted:
    """Return how an indicator of that promise is counted."""
    (told,) = public_promises(known(*OLD, facts=[promise(), one, *facts]), date(2026, 11, 23))
    return counted(told.promise, told.progress[0], SV)


@pytest.mark.parametrize(
    ("timelines", "said"),
    [
        ([*OLD, *NEW], "Det fanns 6 aktiva områden den 31 maj 2021. Det var 3 fler än den 28"),
        ([*OLD, *GONE], "Det fanns 3 aktiva områden den 31 maj 2021. Det var 2 färre än den 28"),
        (OLD[:1], "Det fanns 1 aktivt område den 31 maj 2021. Det var lika många som den 28"),
    ],
)
def test_the_stock_is_compared_with_the_beginning(timelines: list[Timeline], said: str) -> None:
    stock = indicator(Rule.STOCK_ACTIVE, Aim.MORE, **FROM_REGISTER)
    assert stands(stock, *timelines).said.text.startswith(said)


def test_while_a_promise_runs_the_stock_is_told_of_today() -> None:
    stock = indicator(Rule.STOCK_ACTIVE, Aim.MORE, **FROM_REGISTER)
    told = stands(stock, *OLD, *NEW, today=date(2021, 1, 1))
    assert told.said.text == (
        "Det finns 6 aktiva områden den 1 januari 2021. Det är 3 fler än den 28 november 2019."
    )
    assert told.light == "I fas"
    assert told.rule == "I fas: fler än 3. Ligger efter: 3 eller färre."


def test_a_stock_without_a_beginning_is_told_alone() -> None:
    told = stands(indicator(Rule.STOCK_ACTIVE, Aim.AT_LEAST, value=8), *OLD)
    assert told.said.text == "Det fanns 3 aktiva områden den 31 maj 2021."
    assert told.aim == "minst 8"
    assert told.percent == 37.5


@pytest.mark.parametrize(
    ("timelines", "figure", "said"),
    [
        ([*OLD, *NEW], "+3", "De aktiva områdena är 3 fler än den 28 november 2019."),
        ([*OLD, *GONE], "-2", "De aktiva områdena är 2 färre än den 28 november 2019."),
        (OLD, "0", "Antalet aktiva områden är detsamma som den 28 november 2019."),
    ],
)
def test_a_net_change_has_its_sign(timelines: list[Timeline], figure: str, said: str) -> None:
    net = indicator(Rule.NET_CHANGE, Aim.AT_LEAST, value=10, **FROM_REGISTER)
    told = stands(net, *timelines)
    assert (told.figure or "").replace("\N{MINUS SIGN}", "-") == figure
    assert told.said.text == said
    assert told.aim == "minst 10 fler"


def test_a_target_that_is_reached_is_held_against_the_target_itself() -> None:
    told = stands(indicator(Rule.GROSS_STARTED, Aim.AT_LEAST, value=2), *OLD, *NEW)
    assert told.said.text == "3 områden har startat eller startat om sedan den 28 november 2019."
    assert told.light == "Målet nått"
    assert told.rule.startswith("Målet nått: minst 2. ")
    assert (told.percent, told.pace_percent) == (100, None)


def test_an_even_pace_is_marked_while_a_promise_runs() -> None:
    wanted = indicator(Rule.GROSS_STARTED, Aim.AT_LEAST, value=20)
    told = stands(wanted, *NEW, today=date(2020, 8, 28))
    assert told.percent == 15
    assert told.pace_percent == 45
    assert told.rule.endswith("En jämn takt hade gett 9 den 28 augusti 2020.")


def test_a_stock_is_rated_by_its_growth_from_the_beginning() -> None:
    stock = indicator(Rule.STOCK_ACTIVE, Aim.AT_LEAST, value=13, **FROM_REGISTER)
    told = stands(stock, *OLD, *NEW, today=date(2020, 8, 28))
    assert (told.light, told.progress.expected) == ("Ligger efter", 7)
    assert told.rule == (
        "I fas: minst 7. Nästan i fas: minst 80 procent av ökningen dit från 3. "
        "Ligger efter: mindre än så. En jämn takt hade gett 7 den 28 augusti 2020."
    )


def test_a_pace_of_a_few_days_is_not_told() -> None:
    wanted = indicator(Rule.GROSS_STARTED, Aim.AT_LEAST, value=20)
    assert stands(wanted, today=date(2019, 12, 24)).more == ()
    assert len(stands(wanted, today=date(2020, 2, 24)).more) == 1


def test_more_than_none_is_a_direction_as_well() -> None:
    told = stands(indicator(Rule.GROSS_STARTED, Aim.MORE), *NEW)
    assert told.aim == "fler än inget"
    assert told.rule == "Målet nått: fler än 0. Målet inte nått: 0 eller färre."


def test_a_share_that_is_to_grow_is_held_against_the_share_at_the_beginning() -> None:
    share = indicator(Rule.CONFIRMED_SHARE, Aim.MORE, **FROM_REGISTER)
    told = stands(share, *OLD)
    assert told.aim == "mer än vid början"
    assert told.rule == (
        "Målet nått: mer än 0\N{NO-BREAK SPACE}%. Målet inte nått: 0\N{NO-BREAK SPACE}% eller mindre."
    )


def test_a_vaguely_known_number_says_between_which_bounds_it_lies() -> None:
    vague = running("vague", "2021-12-31", precision=Precision.YEAR)
    stock = indicator(Rule.STOCK_ACTIVE)
    facts = [promise(last_day=None), stock]
    (told,) = public_promises(known(*OLD, vague, facts=facts), date(2021, 6, 30))
    (bounds,) = standing(told, told.progress[0], SV).more
    assert bounds.endswith("Antalet ligger säkert mellan 3 och 4.")


def test_what_counts_is_told_sentence_by_sentence() -> None:
    operations = indicator(Rule.ACTIVITIES, kind=ActivityKind.DRUG_OPERATION, targeted=True)
    assert counts(operations).how == (
        "Insats mot narkotika: de som har hållits sedan löftet började. Bara riktade insatser."
    )
    ordinary = indicator(Rule.ACTIVITIES, kind=ActivityKind.DRUG_OPERATION, targeted=False)
    assert counts(ordinary).how.endswith("Bara det vanliga arbetet, inte riktade insatser.")
    boats = indicator(Rule.GROSS_STARTED, area_type=AreaType.BOAT)
    assert counts(boats).how.endswith("Bara områden av sorten båtsamverkan.")
    offered = indicator(
        Rule.LOCALITIES, kind=ActivityKind.CITIZEN_DIALOGUE, stage=Stage.OFFERED, whole=None
    )
    walk = held("w", ActivityKind.CITIZEN_DIALOGUE, "2020-05-01", locality="Pålsboda")
    assert "orter där det har erbjudits" in counts(offered, walk).how
    assert counts(offered, walk).whole == "Inte känt. Ingen har bekräftat hur många det finns."


def test_the_value_at_the_beginning_is_told_with_where_it_comes_from() -> None:
    stated = indicator(
        Rule.STOCK_ACTIVE,
        Aim.MORE,
        baseline_from=BaselineFrom.STATED,
        baseline=2,
        baseline_on=START,
        baseline_source="Årsrapporten 2019",
    )
    assert counts(stated).baseline == "2 den 28 november 2019. Källa: Årsrapporten 2019."
    computed = indicator(Rule.STOCK_ACTIVE, Aim.MORE, **FROM_REGISTER)
    assert counts(computed).baseline == "3 den 28 november 2019, räknat i registret."
    unknown = indicator(Rule.STOCK_ACTIVE, Aim.MORE)
    assert counts(unknown).baseline == "Inte känt. Ingen har angett det med dag och källa än."
    assert counts(unknown).aim.startswith("Inget antal lovades. Siffran visar")
    share = indicator(Rule.HOUSEHOLDS_SHARE, Aim.MORE, **FROM_REGISTER)
    few = HouseholdCount(area_id="old0", counted_on=START, total=7, source="prov")
    assert counts(share, few).baseline == (
        "Registret räknar det den 28 november 2019, men hushållen var då så få att de inte visas."
    )
    assert counts(share).baseline == (
        "Räknas i registret från den 28 november 2019, men går inte att räkna ut än."
    )


def test_households_of_some_areas_alone_are_at_least_so_many_and_of_none_unknown() -> None:
    share = indicator(Rule.HOUSEHOLDS_SHARE, Aim.AT_LEAST, value=0.5)
    dwellings = Statistic(
        region=PLACE, measure=Measure.DWELLINGS, year=2019, value=400, source="prov"
    )
    homes = [
        HouseholdCount(area_id=f"old{one}", counted_on=START, total=20, source="prov")
        for one in range(3)
    ]
    told = [
        standing_of(share, dwellings, *homes[:counted], areas=OLD).said.text
        for counted in (0, 1, 3)
    ]
    assert told == [
        "Går inte att bedöma än, eftersom ingen har räknat hushållen i områdena.",
        "Minst ungefär 20 bostäder låg i aktiva områden. Det var minst 5\N{NO-BREAK SPACE}% av alla.",
        "Ungefär 60 bostäder låg i aktiva områden. Det var 15\N{NO-BREAK SPACE}% av alla.",
    ]
    partly = standing_of(share, dwellings, homes[0], areas=OLD)
    assert partly.more[0] == "Antalet bostäder i kommunen är från 2019."
    assert partly.figure == "minst 5\N{NO-BREAK SPACE}%"


def test_schools_are_out_of_what_was_confirmed_of_any_and_more_than_that_is_not_rated() -> None:
    kind = ActivityKind.SCHOOL_INFORMATION
    pupils = indicator(
        Rule.SCHOOLS, Aim.ALL, id="A", kind=kind, audience=Audience.PUPILS, stage=Stage.OFFERED
    )
    parents = indicator(
        Rule.SCHOOLS, id="B", kind=kind, audience=Audience.PARENTS, whole=1, whole_on=START,
        whole_source="Kommunens lista",
    )  # fmt: skip
    lessons = [
        held(one, kind, "2020-09-01", school_id=one, audience=Audience.PUPILS) for one in "ab"
    ]
    nobody = standing_of(pupils).rule
    assert nobody == (
        "Går inte att bedöma än, eftersom ingen har bekräftat hur många det finns i allt."
    )
    whole = counts(pupils, parents, *lessons).whole
    assert whole == "1 den 28 november 2019. Källa: Kommunens lista."
    told = standing_of(pupils, parents, *lessons)
    assert (told.light, told.figure, told.more) == ("Bedöms inte", None, ())
    assert told.said.text.startswith("Går inte att bedöma, eftersom fler är nådda än det ska")
    one = standing_of(pupils, parents, *lessons[:1])
    assert (one.light, one.figure, one.more[0]) == ("Målet nått", "1 av 1", "Genomfört: 1 av 1.")


def test_an_area_that_no_day_knows_has_no_name(promised_app: FastAPI) -> None:
    site: Site = promised_app.state.site
    names = AreaNames(site.view(), site.view(LAST))
    assert names.of(["nobody"]) == []


def test_areas_too_many_to_draw_are_left_to_the_map(
    reader: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'id="karta-da-title"' in reader.get(f"/lofte/{ENDED}").text
    monkeypatch.setattr(promise_drawings, "MOST_DRAWN", 1)
    page = reader.get(f"/lofte/{ENDED}").text
    assert 'id="karta-da-title"' not in page
    assert 'href="/karta"' in page
