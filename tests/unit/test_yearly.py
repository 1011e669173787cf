"""A yearly report says what the register knew: counted again here by hand, suppressed, restated, in lasting keys."""

import json
from dataclasses import replace
from datetime import date

import pytest

from grannsamverkan.domain.activities import ActivityKind, ActivityState, Audience
from grannsamverkan.domain.areas import HouseholdCount, Municipality
from grannsamverkan.domain.figures import Official
from grannsamverkan.domain.known import Known
from grannsamverkan.domain.people import ContactTerm
from grannsamverkan.domain.period import Precision
from grannsamverkan.domain.promises import (
    Aim,
    Assessment,
    BaselineFrom,
    NoteKind,
    Outcome,
    PromiseNote,
    Rule,
    School,
    SchoolStage,
    Stage,
)
from grannsamverkan.domain.reporting import Report, ReportKind
from grannsamverkan.domain.signs import Condition, Sign
from grannsamverkan.domain.statistics import Measure, Statistic
from grannsamverkan.domain.views import ResidentView, ViewChannel, ViewTheme
from grannsamverkan.domain.yearly import YearlyReport
from grannsamverkan.domain.yearly_building import Earlier, Ingredients, span_of, yearly_report
from grannsamverkan.domain.yearly_disclosure import tells_of_views
from grannsamverkan.domain.yearly_numbers import (
    Number,
    Numbers,
    canonical,
    digest,
    numbers,
    read_numbers,
    restated,
)
from known import PLACE, held, indicator, known, promise, running

START, LAST = date(2020, 1, 1), date(2020, 12, 31)
REPORT = Report(id="R", municipality=PLACE, start=START, last_day=LAST)

OLD = running(
    "old", "2015-01-01", locality="Hallsberg", precision=Precision.YEAR, outline_id="o", m2=100
)
NEW = running("new", "2020-05-01", locality="Pålsboda", last_confirmed_on=date(2020, 5, 1))
GONE = running("gone", "2016-01-01", until="2020-06-01", locality="Hallsberg")
SINCE = running("since", "2017-01-01", until="2022-01-01", locality="Vretstorp")
ELSEWHERE = running("elsewhere", "2017-01-01", municipality="1881")
AREAS = (OLD, NEW, GONE, SINCE, ELSEWHERE)


def report(*facts: object, areas: tuple[object, ...] = AREAS, **made_of: object) -> YearlyReport:
    register = known(*areas, facts=facts)  # type: ignore[arg-type]  # timelines all
    return yearly_report(register, Ingredients(report=REPORT, **made_of))  # type: ignore[arg-type]  # as above


def test_the_bridge_leads_from_the_day_before_to_the_last_day() -> None:
    areas = report().areas
    assert (areas.bridge.start, areas.bridge.end) == (date(2019, 12, 31), LAST)
    assert (areas.bridge.opening, areas.bridge.closing) == (3, 3)
    assert (areas.gross, areas.net) == (1, 0)
    assert areas.growth[0] == (date(2019, 12, 31), 3)
    assert areas.growth[-1] == (LAST, 3)
    assert len(areas.growth) == 13


def test_type_and_place_are_told_of_areas_that_are_active_still() -> None:
    assert report().areas.by_locality == {"Hallsberg": 1, "Pålsboda": 1}
    assert report().areas.by_type == {"unknown": 2}


def test_the_heading_says_what_it_rests_on() -> None:
    place = Municipality(code=PLACE, name="Hallsberg", contact_role="Samordnare", contact_phone="1")
    register = replace(known(facts=[promise(police_area="Hallsberg")]), municipalities=(place,))
    heading = yearly_report(register, Ingredients(report=REPORT)).heading
    assert (heading.name, heading.police_areas) == ("Hallsberg", ("Hallsberg",))
    assert heading.contact == {"role": "Samordnare", "phone": "1"}
    assert (heading.known_seq, heading.known_hash) == (7, "0" * 64)
    assert report().heading.name == PLACE, "a municipality that is not there is its code"


def test_only_promises_that_ran_in_the_period_are_accounted_for_oldest_first() -> None:
    later = promise(id="Q", start=date(2020, 12, 31), last_day=None)
    before = promise(id="A", start=date(2018, 1, 1), last_day=date(2019, 12, 31))
    elsewhere = promise(id="E", municipality="1881")
    shared = promise(id="S", municipality="1881", municipalities=(PLACE,))
    found = report(promise(), later, before, elsewhere, shared).promises
    assert [one.promise.id for one in found] == ["P", "S", "Q"]


def test_a_promise_stands_with_its_figures_notes_and_assessment_of_the_last_day() -> None:
    stock = indicator(Rule.STOCK_ACTIVE, Aim.MORE, baseline_from=BaselineFrom.REGISTER)
    facts = [promise(), stock]
    for day in (date(2020, 6, 1), date(2021, 6, 1)):
        facts.append(
            Assessment(id=f"{day}", promise_id="P", as_of=day, made_on=day, outcome=Outcome.MET,
                       reason="Prov.", by="coordinator")
        )  # fmt: skip
        facts.append(
            PromiseNote(id=f"n{day}", promise_id="P", on=day, kind=NoteKind.NOT_DONE, text="Prov.")
        )
    (one,) = report(*facts).promises
    assert one.assessment is not None
    assert one.assessment.as_of.year == 2020
    assert [note.on.year for note in one.notes] == [2020]
    assert one.progress[0].now.value == 3


def counted(area_id: str, total: int, joined: int | None = None) -> HouseholdCount:
    return HouseholdCount(
        area_id=area_id, counted_on=date(2019, 1, 1), total=total, source="prov", joined=joined
    )


def test_households_are_told_in_tens_and_few_of_them_not_at_all() -> None:
    reach = report(counted("old", 44), counted("new", 7), counted("gone", 100)).reach
    assert reach.households == {"Hallsberg": 40, "Pålsboda": None}
    assert reach.households_total == 50
    assert reach.uncounted == 1
    assert report(areas=()).reach.households_total == 0


def test_households_are_of_the_same_areas_in_every_part_so_that_no_lapsed_one_is_the_difference() -> (
    None
):
    share = indicator(Rule.HOUSEHOLDS_SHARE)
    dwellings = Statistic(
        region=PLACE, measure=Measure.DWELLINGS, year=2019, value=800, source="prov"
    )
    homes = [counted("old", 44), counted("new", 36), counted("since", 40)]
    found = report(promise(), share, dwellings, *homes)
    assert found.reach.households == {"Hallsberg": 40, "Pålsboda": 40, "Vretstorp": 40}
    (one,) = found.promises
    assert found.reach.dwellings == Official(800, 2019)
    assert one.progress[0].now.year == 2019
    assert one.progress[0].now.part == found.reach.households_total == 120


def test_households_that_nobody_has_counted_are_unknown_and_not_none() -> None:
    reach = report().reach
    assert reach.nobody_counted
    assert (reach.households, reach.households_total) == ({}, None)
    reach = report(counted("old", 44)).reach
    assert not reach.nobody_counted
    assert (reach.households, reach.households_total) == ({"Hallsberg": 40}, 40)


def contacts(number: int, area_id: str = "old") -> list[object]:
    """Return so many contacts of an area."""
    return [
        ContactTerm(
            id=f"{area_id}{n}", area_id=area_id, person_id=f"{area_id}{n}", appointed_on=START
        )
        for n in range(number)
    ]


def test_households_for_each_contact_are_of_what_is_told_of_both() -> None:
    """So the ratio tells nothing that the two do not: 164 households and 14 contacts are 160 and 10."""
    homes = [counted("old", 44), counted("new", 36), counted("since", 84)]
    found = report(*homes, *contacts(9), *contacts(5, "since")).reach
    assert (found.households_total, found.contacts, found.households_per_contact) == (160, 10, 16)
    assert report(counted("old", 7), *contacts(9)).reach.households_per_contact is None
    assert report(*contacts(9)).reach.households_per_contact is None, "nobody has counted"
    few = report(*homes, *contacts(4)).reach
    assert (few.contacts, few.households_per_contact) == (0, None), "four are fewer than five"


def test_joined_households_are_told_of_three_areas_or_more() -> None:
    two = [counted("old", 44, 20), counted("new", 30, 10)]
    assert report(*two).reach.joined is None
    found = report(*two, counted("since", 20, 5), counted("gone", 9, 9)).reach
    assert (found.joined, found.counted) == (40, 3)


def test_contacts_of_active_areas_are_counted_once_each() -> None:
    terms = [
        ContactTerm(id="1", area_id="old", person_id="a", appointed_on=START, trained_on=START),
        ContactTerm(id="2", area_id="new", person_id="a", appointed_on=START),
        ContactTerm(id="3", area_id="gone", person_id="b", appointed_on=START),
        ContactTerm(id="4", area_id="new", person_id="c", appointed_on=START, ended_on=LAST),
    ]
    more = [*contacts(4), *contacts(4, "gone")]
    assert report(*terms, *more).reach.contacts == 10
    assert report(*more).reach.contacts == 0


def test_contacts_are_told_of_three_areas_or_more() -> None:
    facts = [*contacts(8), counted("old", 44)]
    for few in ((OLD,), (OLD, NEW), (OLD, NEW, GONE, ELSEWHERE)):
        found = report(*facts, areas=few)
        assert (found.reach.contacts, found.reach.households_per_contact) == (None, None)
        told = numbers(found)
        assert (told["reach.contacts"], told["reach.households_per_contact"]) == (None, None)
    enough = report(*facts, areas=(OLD, NEW, SINCE)).reach
    assert (enough.contacts, enough.households_per_contact) == (10, 4)
    before = Earlier(REPORT, numbers(report(*facts)))
    again = report(*facts, areas=(OLD, NEW), earlier=before).data_quality.restated
    assert not any("contact" in one.key for one in again), "the pair would tell what is hidden"


def test_quality_is_of_the_active_areas_and_the_signs_that_stand() -> None:
    here = ("old", "new", "since", "gone")
    met = held("m", ActivityKind.ANNUAL_MEETING, "2020-03-01", area_ids=here)
    signs = [
        Sign(id="a", area_id="old", mounted_on=START, condition=Condition.FADED, inspected_on=LAST),
        Sign(id="b", area_id="old", mounted_on=START, condition=Condition.OK),
        Sign(id="c", area_id="old", mounted_on=START, removed_on=LAST),
        Sign(id="d", area_id="old"),
        Sign(id="e", area_id="gone", mounted_on=START),
        Sign(id="f", area_id="old", mounted_on=date(2021, 1, 1)),
    ]
    signs += [
        Sign(id=f"g{n}", area_id="since", mounted_on=START, inspected_on=START, condition=condition)
        for n, condition in enumerate([Condition.FADED] * 5 + [Condition.OK] * 9)
    ]
    more = [running(f"more{n}", "2016-01-01") for n in range(7)]
    trained = ContactTerm(
        id="1", area_id="new", person_id="a", appointed_on=START, trained_on=START
    )
    quality = report(met, trained, *signs, areas=(*AREAS, *more)).quality
    assert (quality.active, quality.confirmed, quality.met, quality.trained) == (10, 1, 0.25, 0)
    assert (quality.signs, quality.inspected, quality.faulty) == (20, 20, 10), "16, 15 and 6"
    assert (quality.confirm_months, quality.meeting_months) == (12, 14)


def test_quality_is_told_of_several_areas_or_not_at_all() -> None:
    met = held("m", ActivityKind.ANNUAL_MEETING, "2020-03-01", area_ids=("old",))
    signs = [Sign(id=str(n), area_id="old", mounted_on=START) for n in range(12)]
    four = (*AREAS, running("fourth", "2016-01-01"))
    found = report(met, *signs, areas=four).quality
    assert (found.active, found.met, found.trained, found.signs) == (4, None, None, 10)
    two = report(met, *signs, areas=(OLD, NEW)).quality
    assert (two.signs, two.inspected, two.faulty) == (None, None, None)


@pytest.mark.parametrize(("day", "met"), [("2019-10-30", 0), ("2019-10-31", 1), ("2020-12-31", 1)])
def test_a_meeting_as_long_ago_as_it_may_be_is_recent_enough(day: str, met: int) -> None:
    """As in the queue of areas that need someone, where such an area is not overdue."""
    meeting = held("m", ActivityKind.ANNUAL_MEETING, day, area_ids=("old", "new", "since"))
    more = [running(f"more{n}", "2016-01-01") for n in range(7)]
    assert report(meeting, areas=(*AREAS, *more)).quality.met == met / 4


def test_a_sign_found_faulty_after_the_period_was_not_so_at_its_end() -> None:
    seen = {"mounted_on": START, "condition": Condition.FADED}
    signs = [
        Sign(id=f"{n}{day}", area_id="old", inspected_on=day, **seen)  # type: ignore[arg-type]  # fields it knows
        for day in (None, START, LAST, date(2021, 1, 1))
        for n in range(10)
    ]
    quality = report(*signs).quality
    assert (quality.signs, quality.inspected, quality.faulty) == (40, 20, 30)


def test_activities_are_counted_by_kind_and_state_in_the_period() -> None:
    walk = ActivityKind.SAFETY_WALK
    facts = [
        held("a", walk, "2020-03-01", attendees=12),
        held("b", walk, "2020-04-01"),
        held("c", walk, "2020-05-01", state=ActivityState.CANCELLED),
        held("d", walk, "2020-06-01", state=ActivityState.PLANNED, attendees=9),
        held("e", walk, "2021-01-01"),
        held("f", walk, "2020-03-01", municipality="1881"),
        held("g", ActivityKind.DRUG_OPERATION, "2020-03-01", number=4),
    ]
    first, second = report(*facts).activities
    assert (first.kind, first.held, first.cancelled, first.planned) == (walk, 2, 1, 1)
    assert first.attendees == 10, "twelve came"
    for came in (None, 0, 7):
        (one,) = report(held("a", walk, "2020-03-01", attendees=came)).activities
        assert one.attendees is None
    assert (second.held, second.attendees) == (4, None)


def test_each_school_of_the_period_stands_with_what_it_was_offered() -> None:
    def school(name: str, **details: object) -> School:
        facts = {"id": name, "municipality": PLACE, "name": name, "stage": SchoolStage.COMPULSORY}
        return School(**{**facts, **details})  # type: ignore[arg-type]  # fields it knows

    def lesson(name: str, audience: Audience, on: str, **details: object) -> object:
        kind = ActivityKind.SCHOOL_INFORMATION
        return held(f"{name}{audience}", kind, on, school_id=name, audience=audience, **details)

    facts = [
        promise(),
        indicator(Rule.SCHOOLS, Aim.ALL, kind=ActivityKind.SCHOOL_INFORMATION, whole=7),
        school("A"),
        school("B"),
        school("closed", until=START),
        school("to come", since=date(2021, 1, 1)),
        school("elsewhere", municipality="1881"),
        lesson("A", Audience.PUPILS, "2020-03-01"),
        lesson(
            "B", Audience.PARENTS, "2020-03-01", state=ActivityState.CANCELLED, offered_on=START
        ),
        lesson("B", Audience.PUPILS, "2021-03-01", offered_on=date(2021, 1, 1)),
        lesson("A", Audience.PARENTS, "2020-03-01", state=ActivityState.PLANNED),
    ]
    found = report(*facts).schools
    assert found.whole == 7
    a, b = found.lines
    assert (a.name, a.pupils_offered, a.pupils_held, a.parents_offered) == ("A", True, True, False)
    assert (b.name, b.pupils_offered, b.parents_offered, b.parents_held) == (
        "B",
        False,
        True,
        False,
    )
    assert report().schools.whole is None


def burglaries(year: int, value: int, region: str = PLACE, **details: object) -> Statistic:
    facts = {"measure": Measure.RESIDENTIAL_BURGLARY, "source": "prov", **details}
    return Statistic(region=region, year=year, value=value, **facts)  # type: ignore[arg-type]  # as above


def test_burglaries_stand_beside_where_there_are_any() -> None:
    assert report().outcome is None
    assert report(burglaries(2020, 9, "18")).outcome is None
    found = report(burglaries(2019, 30), burglaries(2020, 22, preliminary=True), promise())
    assert found.outcome is not None
    assert [one.year for one in found.outcome.years] == [2019, 2020]
    assert found.data_quality.preliminary == 1


def view(number: int, theme: ViewTheme = ViewTheme.TRAFFIC, **details: object) -> ResidentView:
    facts: dict[str, object] = {
        "municipality": PLACE, "received_on": date(2020, 5, 1), "channel": ViewChannel.FORM,
    }  # fmt: skip
    return ResidentView(id=f"{theme}{number}", theme=theme, **{**facts, **details})  # type: ignore[arg-type]  # as above


def test_views_of_the_period_are_counted_and_few_not_told() -> None:
    many = [view(n, answered_on=date(2020, 6, 1)) for n in range(6)]
    waiting = [view(n, ViewTheme.LIGHTING) for n in range(7)]
    other = [view(99, received_on=date(2021, 1, 1)), view(98, municipality="1881")]
    found = report(*many, *waiting, *other).views
    assert found.by_theme == {ViewTheme.TRAFFIC: 6, ViewTheme.LIGHTING: 7}
    assert (found.number, found.answered) == (13, 6)
    few = report(*many[:2], *waiting).views
    assert few.by_theme == {ViewTheme.TRAFFIC: None, ViewTheme.LIGHTING: None}
    assert (few.number, few.answered) == (9, None)
    none = report(*many[:2]).views
    assert (none.by_theme, none.number) == ({ViewTheme.TRAFFIC: None}, None)
    assert report().views.number == 0


def test_views_of_days_that_are_told_elsewhere_are_not_told_not_even_that_there_are_none() -> None:
    elsewhere = replace(REPORT, start=date(2020, 12, 31)).coverage
    many = [view(n, answered_on=date(2020, 6, 1)) for n in range(20)]
    found = report(*many, told_in=[elsewhere])
    assert found.views == report(told_in=[elsewhere]).views
    told = {key: value for key, value in numbers(found).items() if key.startswith("views.")}
    assert set(told) == {
        "views.number",
        "views.answered",
        *(f"views.theme.{one}" for one in ViewTheme),
    }
    assert set(told.values()) == {None}
    assert not tells_of_views(told)
    assert tells_of_views(numbers(report()))


def test_reports_share_days_where_both_are_about_the_same_place_and_are_not_one_report() -> None:
    year = REPORT.coverage
    last_day = replace(REPORT, start=LAST, last_day=date(2021, 12, 31))
    assert year.shares_days_with(last_day.coverage)
    assert last_day.coverage.shares_days_with(year)
    assert year.shares_days_with(replace(REPORT, kind=ReportKind.FINAL).coverage)
    assert not year.shares_days_with(replace(REPORT, id="R2", version=2).coverage)
    assert not year.shares_days_with(replace(last_day, municipality="1881").coverage)
    next_year = replace(last_day, start=date(2021, 1, 1)).coverage
    assert not year.shares_days_with(next_year)
    assert not next_year.shares_days_with(year)


def test_what_a_reader_should_beware_of_is_counted() -> None:
    found = report(counted("old", 44)).data_quality
    assert (found.vague, found.without_outline, found.without_households) == (1, 2, 2)
    assert (found.restated, found.restated_from) == ((), None)


def earlier(register: Known) -> Earlier:
    before = replace(REPORT, id="B", start=date(2019, 1, 1), last_day=date(2019, 12, 31))
    told = numbers(yearly_report(register, Ingredients(report=before)))
    return Earlier(before, read_numbers(canonical(told)))


def test_what_was_put_right_since_stands_as_a_restatement_and_closes_the_bridge() -> None:
    before = earlier(known(OLD, SINCE))
    found = report(areas=(OLD, SINCE, GONE), earlier=before)
    bridge = found.areas.bridge
    assert bridge.opening == 2, "as it was published"
    assert bridge.events["corrected"] == 1
    assert sum(bridge.events.values()) == 0
    told = {one.key: (one.before, one.after) for one in found.data_quality.restated}
    assert list(told["areas.closing"]) == [2, 3]
    assert found.data_quality.restated_from == "B"
    assert not {"areas.opening", "areas.event.corrected"} & told.keys()


def test_a_report_of_another_period_opens_by_what_is_known() -> None:
    before = earlier(known(OLD))
    other = Earlier(replace(before.report, last_day=date(2019, 6, 30)), before.numbers)
    assert report(earlier=other).areas.bridge.opening == 3
    nothing = Earlier(before.report, {})
    assert report(earlier=nothing).areas.bridge.opening == 3


def restatements(before: Numbers, after: Numbers) -> dict[str, tuple[Number, Number]]:
    return {one.key: (one.before, one.after) for one in restated(before, after)}


def test_a_promise_is_told_with_the_one_that_took_its_place() -> None:
    later = promise(id="Q", title="Ännu fler områden", start=date(2021, 6, 1), last_day=None)
    (account,) = report(promise(successor_id="Q"), later).promises
    assert account.successor == "Ännu fler områden"
    assert report(promise()).promises[0].successor is None


def test_what_there_is_none_of_any_longer_or_was_none_of_is_restated_as_none() -> None:
    before = {"areas.type.villa": 2, "areas.locality.Vretstorp": 1, "activities.patrol.held": 3}
    after = {"areas.type.villa": 2, "areas.locality.Pålsboda": 1, "activities.patrol.held": 4}
    assert restatements(before, {**after, "activities.safety_walk.planned": 2}) == {
        "areas.locality.Vretstorp": (1, 0),
        "activities.patrol.held": (3, 4),
        "areas.locality.Pålsboda": (0, 1),
        "activities.safety_walk.planned": (0, 2),
    }
    assert not any(one.new or one.gone for one in restated(before, after))


def test_an_area_that_was_moved_is_restated_where_it_was_and_where_it_is() -> None:
    one, moved = (running("x", "2015-01-01", locality=place) for place in ("Östansjö", "Pålsboda"))
    before = earlier(known(OLD, one))
    found = report(areas=(OLD, moved), earlier=before).data_quality.restated
    told = {one.key: (one.before, one.after) for one in found}
    assert list(told["areas.locality.Östansjö"]) == [1, 0]
    assert list(told["areas.locality.Pålsboda"]) == [0, 1]


def test_an_indicator_that_is_gone_or_new_is_restated_as_such() -> None:
    found = restated({"promise.P.A.value": 3}, {"promise.P.B.value": 4})
    assert [(one.key, one.before, one.after, one.new, one.gone) for one in found] == [
        ("promise.P.B.value", None, 4, True, False),
        ("promise.P.A.value", 3, None, False, True),
    ]


def test_a_number_that_only_another_version_of_the_program_tells_is_not_restated() -> None:
    assert restatements({"quality.old": 1}, {"quality.added": 2}) == {}


def test_a_number_that_was_not_shown_or_is_not_is_restated_without_it() -> None:
    before = {"reach.households.A": 40, "reach.households.B": None, "reach.households.C": None}
    after = {"reach.households.A": None, "reach.households.B": 20, "reach.households.C": None}
    assert restatements(before, after) == {
        "reach.households.A": (40, None),
        "reach.households.B": (None, 20),
    }


@pytest.mark.parametrize(
    "key",
    [
        "reach.contacts", "reach.households_per_contact", "quality.met", "quality.trained",
        "quality.signs", "quality.inspected", "quality.faulty", "activities.patrol.attendees",
        "views.number", "views.theme.traffic",
    ],
)  # fmt: skip
def test_what_two_publications_would_tell_of_one_area_or_person_is_not_restated(key: str) -> None:
    assert restated({key: 8}, {key: 7}) == ()
    assert restated({key: 8}, {}) == restated({}, {key: 8}) == ()


def test_numbers_have_lasting_keys_and_one_canonical_form() -> None:
    facts = [
        promise(),
        indicator(Rule.STOCK_ACTIVE, Aim.MORE, baseline_from=BaselineFrom.REGISTER),
        *[burglaries(year, 30) for year in range(2016, 2021)],
        *[burglaries(year, 900, "18") for year in range(2016, 2021)],
        Statistic(region=PLACE, measure=Measure.DWELLINGS, year=2016, value=7_000, source="prov"),
        counted("old", 44),
        view(1),
    ]
    told = numbers(report(*facts))
    assert told["areas.closing"] == 3
    assert told["areas.on.2020-05-31"] == 4
    assert told["promise.P.I.value"] == 3
    assert told["promise.P.I.baseline"] == 3
    assert told["outcome.2020.municipality.burglaries"] == 30
    assert told["outcome.2020.municipality.per_1000_dwellings"] == round(30 / 7, 6)
    assert told["outcome.2020.country.burglaries"] is None
    assert told["outcome.compared.ratio"] == 1
    assert "reach.households.Pålsboda" not in told, "nobody has counted there"
    content = canonical(told)
    assert content == canonical(read_numbers(content))
    assert content.endswith(b"}\n")
    assert list(json.loads(content)) == sorted(told)
    assert digest(told) == digest({**told, "areas.closing": 3.0})
    assert digest(told) != digest({**told, "areas.closing": 4})


def test_numbers_leave_out_what_there_is_nothing_of() -> None:
    walk = held("w", ActivityKind.SAFETY_WALK, "2020-03-01", attendees=3)
    offers = indicator(
        Rule.SCHOOLS, kind=ActivityKind.SCHOOL_INFORMATION, stage=Stage.OFFERED, id="O"
    )
    told = numbers(report(promise(), offers, walk, burglaries(2020, 9)))
    assert told["activities.safety_walk.held"] == 1
    assert told["promise.P.O.beside"] == 0
    assert "promise.P.O.baseline" not in told
    assert "outcome.compared.p" not in told
    abroad = replace(REPORT, municipality="E09000007")
    facts = [burglaries(2020, 9, "E09000007")]
    told = numbers(yearly_report(known(facts=facts), Ingredients(report=abroad)))
    assert "outcome.2020.county.burglaries" not in told
    assert told["outcome.2020.municipality.burglaries"] == 9


def test_a_correction_tells_no_small_difference_to_the_version_before() -> None:
    day = date(2020, 6, 1)
    before = [view(n, answered_on=day) for n in range(6)]
    before += [view(n, ViewTheme.LIGHTING) for n in range(9)]
    then = known(facts=before)
    first = numbers(yearly_report(then, Ingredients(report=REPORT)))
    assert first["views.theme.traffic"] == 6
    again = replace(REPORT, id="R2", version=2, corrects="R")
    one_more = known(facts=[*before, view(6, answered_on=day)])
    made_of = Ingredients(
        report=again, earlier=Earlier(REPORT, first), versions=[(span_of(then, REPORT), first)]
    )
    found = yearly_report(one_more, made_of)
    assert found.views.by_theme[ViewTheme.TRAFFIC] is None
    assert not any(one.key.startswith("views.") for one in found.data_quality.restated)
    same = yearly_report(then, made_of)
    assert same.views == yearly_report(then, Ingredients(report=REPORT)).views
