"""What a report says in words: every part there, in both languages, with what people wrote and what is not known."""

from dataclasses import replace
from datetime import date

import pytest
from shapely import MultiPolygon, box

from grannsamverkan.domain.activities import ActivityKind, Audience
from grannsamverkan.domain.areas import AreaType, HouseholdCount
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
    Wording,
)
from grannsamverkan.domain.reporting import Report, ReportKind
from grannsamverkan.domain.statistics import Measure, Statistic
from grannsamverkan.domain.views import ResidentView, ViewChannel, ViewTheme
from grannsamverkan.domain.yearly import ReportMap, YearlyReport
from grannsamverkan.domain.yearly_building import Earlier, Ingredients, yearly_report
from grannsamverkan.domain.yearly_numbers import numbers
from grannsamverkan.i18n import LANGUAGES, translator
from grannsamverkan.reports.content import document
from grannsamverkan.reports.content.number_names import number_names
from grannsamverkan.reports.document import (
    Document,
    Drawing,
    Facts,
    Figures,
    Paragraph,
    Section,
    Table,
)
from known import PLACE, held, indicator, known, promise, running

REPORT = Report(id="R", municipality=PLACE, start=date(2020, 1, 1), last_day=date(2020, 12, 31))
SQUARE = MultiPolygon([box(505_000, 6_547_000, 505_400, 6_547_300)])
MAP = ReportMap(
    border=MultiPolygon([box(500_000, 6_540_000, 510_000, 6_550_000)]),
    border_generalised=True,
    before_on=date(2019, 12, 31),
    before=(SQUARE,),
    now=(SQUARE,),
    places=(("Hallsberg", 505_500.0, 6_547_500.0),),
)
LESSON = ActivityKind.SCHOOL_INFORMATION
KEYS = (
    "summary", "promises", "cause", "areas", "map", "reach", "quality", "activities", "schools",
    "outcome", "views", "not_done", "lessons", "data_quality", "about",
)  # fmt: skip


def burglaries(year: int, value: int, region: str = PLACE, **details: object) -> Statistic:
    facts = {"measure": Measure.RESIDENTIAL_BURGLARY, "source": "påhittat antal", **details}
    return Statistic(region=region, year=year, value=value, **facts)  # type: ignore[arg-type]  # fields it knows


def facts() -> list[object]:
    """Return something of everything."""
    day = date(2020, 6, 1)
    years = range(2016, 2021)
    return [
        promise(
            wording=Wording.RETOLD, source_url="https://example.org/lofte", problem="Inbrott.",
            cause_analysis="Mörka vägar.", picture_year=2019, parties=("police", "municipality"),
            signatories="Kommunstyrelsens ordförande", police_area="Hallsberg",
        ),
        promise(id="Q", title="Möten", wording=Wording.ORIGINAL, last_day=None),
        indicator(Rule.STOCK_ACTIVE, Aim.MORE, id="A", baseline_from=BaselineFrom.REGISTER,
                  baseline_on=date(2019, 11, 28)),
        indicator(Rule.NET_CHANGE, Aim.AT_LEAST, id="B", value=10),
        indicator(Rule.CONFIRMED_SHARE, Aim.AT_LEAST, id="C", value=0.8,
                  baseline_from=BaselineFrom.STATED, baseline=0.5, baseline_on=date(2019, 1, 1),
                  baseline_source="Enkät"),
        indicator(Rule.SCHOOLS, Aim.ALL, id="D", kind=LESSON, audience=Audience.PUPILS,
                  stage=Stage.OFFERED, whole=2),
        indicator(Rule.NARRATIVE, id="E", promise_id="Q"),
        Assessment(id="a", promise_id="P", as_of=day, made_on=day, outcome=Outcome.PARTLY,
                   reason="Fler, men inte överallt.", by="coordinator"),
        Assessment(id="b", promise_id="P", indicator_id="A", as_of=day, made_on=day,
                   outcome=Outcome.MET, reason="Fler.", by="coordinator"),
        PromiseNote(id="n", promise_id="P", on=day, kind=NoteKind.NOT_DONE, text="Inget möte."),
        PromiseNote(id="l", promise_id="P", on=day, kind=NoteKind.LESSON, text="Börja i tid."),
        School(id="s", municipality=PLACE, name="Exempelskola", stage=SchoolStage.COMPULSORY),
        held("m", LESSON, "2020-05-01", school_id="s", audience=Audience.PUPILS, attendees=30),
        *[burglaries(year, 30, preliminary=year == 2020) for year in years],
        *[burglaries(year, 900, "18") for year in years],
        *[Statistic(region=region, measure=Measure.DWELLINGS, year=2016, value=value, source="SCB")
          for region, value in ((PLACE, 7_000), ("18", 150_000))],
        Statistic(region=PLACE, measure=Measure.INHABITANTS, year=2016, value=16_000, source="SCB"),
        *[ResidentView(id=f"v{n}", municipality=PLACE, received_on=day, channel=ViewChannel.FORM,
                       theme=ViewTheme.TRAFFIC) for n in range(6)],
        *[HouseholdCount(area_id=f"a{n}", counted_on=date(2019, 1, 1), total=40, source="prov",
                         joined=20) for n in range(3)],
        ContactTerm(id="t", area_id="a0", person_id="p", appointed_on=date(2019, 1, 1)),
    ]  # fmt: skip


def told(**made_of: object) -> YearlyReport:
    areas = [running(f"a{n}", "2015-01-01", locality="Hallsberg", area_type=AreaType.VILLA)
             for n in range(3)]  # fmt: skip
    areas.append(running("new", "2020-05-01", precision=Precision.MONTH))
    register = known(*areas, facts=facts())
    return yearly_report(register, Ingredients(report=REPORT, map=MAP, **made_of))  # type: ignore[arg-type]  # as above


def bare() -> YearlyReport:
    return yearly_report(known(), Ingredients(report=REPORT))


def section(made: Document, key: str) -> Section:
    return next(one for one in made.sections if one.key == key)


def words(made: Document, key: str) -> str:
    """Return everything that a part says."""
    said: list[str] = []
    for block in section(made, key).blocks:
        match block:
            case Table():
                said += [block.caption, *(cell.text for row in block.rows for cell in row)]
            case Facts():
                said += [text for pair in block.pairs for text in pair]
            case Figures():
                said += [text for pair in block.figures for text in pair]
            case Drawing():
                said += [block.caption, block.alternative]
            case _:
                said.append(block.text)
    return "\n".join(said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", [told(), bare()], ids=["whole", "bare"])
def test_every_part_is_there_and_says_something(report: YearlyReport, language: str) -> None:
    made = document(report, translator(language))
    assert tuple(one.key for one in made.sections) == KEYS
    assert all(one.blocks for one in made.sections)
    names = [
        block.name for one in made.sections for block in one.blocks if isinstance(block, Table)
    ]
    assert len(set(names)) == len(names)
    assert max(map(len, names), default=0) <= 31
    for one in made.sections:
        for block in one.blocks:
            if isinstance(block, Table):
                assert {len(row) for row in block.rows} <= {len(block.head)}
            if isinstance(block, Drawing):
                assert block.alternative


def test_what_was_promised_stands_with_what_came_of_it() -> None:
    said = words(document(told(), translator("sv")), "promises")
    for text in (
        "Återgivet med andra ord:", "Fler områden.", "Polisen, Kommunen",
        "går inte att bedöma än, för läget vid början är inte känt", "minst 80 %",
        "50 % (1 januari 2019). Källa: Enkät", "alla (2)", "1 av 2; genomfört: 1",
        "Bedömning: Delvis uppnått. Samordnare, 1 juni 2020: Fler, men inte överallt.",
        "Ingen har bedömt löftet.", "tills vidare", "beskrivs i ord",
    ):  # fmt: skip
        assert text.casefold() in said.casefold(), text


def test_nothing_is_claimed_where_nothing_is_known() -> None:
    made = document(bare(), translator("sv"))
    assert "Inget löfte gällde" in words(made, "promises")
    assert "Inga gränser är ritade" in words(made, "map")
    assert "Inga anmälda bostadsinbrott" in words(made, "outcome")
    assert "Inget är skrivet" in words(made, "cause")
    assert "Inga lärdomar" in words(made, "lessons")


def test_few_areas_tell_neither_contacts_nor_few_households() -> None:
    facts_ = [
        promise(), indicator(Rule.HOUSEHOLDS_SHARE, Aim.AT_LEAST, value=0.5),
        HouseholdCount(area_id="a", counted_on=date(2019, 1, 1), total=7, source="prov"),
        ContactTerm(id="t", area_id="a", person_id="p", appointed_on=date(2019, 1, 1)),
    ]  # fmt: skip
    register = known(running("a", "2015-01-01"), facts=facts_)
    made = document(yearly_report(register, Ingredients(report=REPORT)), translator("sv"))
    said = words(made, "reach")
    hidden = "visas inte (för få)"
    assert f"Kontaktombud\n{hidden}\nHushåll per kontaktombud\n{hidden}" in said
    assert "för få hushåll för att visas" in words(made, "promises")
    nobody = document(told(), translator("en"))
    assert "Contacts\nfewer than 5\n" in words(nobody, "reach")


@pytest.mark.parametrize(
    ("language", "why", "named"),
    [
        ("sv", "drogs de ifrån varandra", "Slutredovisning\n1 december 2020 – 31 december 2020"),
        ("en", "taking one from the other", "Final account\n1 December 2020 – 31 December 2020"),
    ],
)
def test_views_that_are_told_in_another_report_are_left_to_it(
    language: str, why: str, named: str
) -> None:
    other = replace(REPORT, start=date(2020, 12, 1), kind=ReportKind.FINAL).coverage
    said = words(document(told(told_in=[other]), translator(language)), "views")
    assert why in said
    assert said.endswith(named)
    assert "6" not in said


def test_households_that_nobody_has_counted_are_said_to_be_unknown() -> None:
    report = yearly_report(known(running("a", "2015-01-01")), Ingredients(report=REPORT))
    made = document(report, translator("sv"))
    assert "Hushåll i aktiva områden\nokänt" in words(made, "reach")
    assert "hushåll i områdena\nokänt" in words(made, "summary")


def test_no_cause_is_claimed_beside_the_burglaries() -> None:
    said = words(document(told(), translator("sv")), "outcome")
    assert "går det inte att dra slutsatsen att löftet är orsaken" in said
    assert "2020 (prel.)" in said
    assert "påhittat antal" in said


def test_the_summary_is_short_and_a_written_one_takes_its_place() -> None:
    made = document(told(), translator("sv"))
    lead = [one.text for one in section(made, "summary").blocks if isinstance(one, Paragraph)]
    assert len(" ".join(lead).split()) <= 150
    written = document(told(texts={("summary", "sv"): "Ett gott år."}), translator("sv"))
    assert "Ett gott år." in words(written, "summary")
    assert "aktiva områden med grannsamverkan" not in words(written, "summary")
    assert "Ett gott år." not in words(
        document(told(texts={("summary", "sv"): "Ett gott år."}), translator("en")), "summary"
    )


def test_a_commentary_stands_first_in_its_part() -> None:
    made = document(bare_with_lesson(), translator("sv"))
    assert words(made, "lessons") == "Mer tid."


def bare_with_lesson() -> YearlyReport:
    return yearly_report(known(), Ingredients(report=REPORT, texts={("lessons", "sv"): "Mer tid."}))


def test_figures_put_right_since_are_told_as_such() -> None:
    before = replace(REPORT, id="B", start=date(2019, 1, 1), last_day=date(2019, 12, 31))
    earlier = Earlier(before, {"areas.closing": 2, "areas.m2_closing": 0})
    said = words(document(told(earlier=earlier), translator("sv")), "data_quality")
    assert "areas.closing\n2\n3" in said
    same = Earlier(before, {})
    said = words(document(told(earlier=same), translator("sv")), "data_quality")
    assert "Inga siffror i den förra rapporten har ändrats" in said


def test_drafts_and_invented_figures_are_marked() -> None:
    made = document(told(), translator("sv"))
    assert made.marks == ("EXEMPEL – påhittade uppgifter", "UTKAST – inte godkänd")
    approved = replace(
        REPORT, approved_by="coordinator", approved_on=date(2021, 1, 15), kind=ReportKind.FINAL,
        correction="Ett område saknades.", corrects="B", version=2,
    )  # fmt: skip
    final = document(yearly_report(known(), Ingredients(report=approved)), translator("sv"))
    assert final.marks == ("EXEMPEL – påhittade uppgifter",)
    assert final.title.endswith("slutredovisning")
    assert "Samordnare, 15 januari 2021" in words(final, "about")
    assert "Ett område saknades." in words(final, "about")
    assert final.dated == date(2021, 1, 15)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_has_a_name_in_words(language: str) -> None:
    report = told()
    names = number_names(report, translator(language))
    assert set(names) == set(numbers(report))
    assert not [name for name in names.values() if "_" in name]
