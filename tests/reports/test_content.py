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
    Party,
    PromiseNote,
    Rule,
    School,
    SchoolStage,
    Stage,
    Wording,
)
from grannsamverkan.domain.reporting import Report, ReportKind
from grannsamverkan.domain.signs import Condition, Sign
from grannsamverkan.domain.statistics import Measure, Statistic
from grannsamverkan.domain.views import ResidentView, ViewChannel, ViewTheme
from grannsamverkan.domain.yearly import ReportMap, YearlyReport
from grannsamverkan.domain.yearly_building import Earlier, Ingredients, yearly_report
from grannsamverkan.domain.yearly_numbers import numbers
from grannsamverkan.i18n import LANGUAGES, translator
from grannsamverkan.planning.outlook import outlooks_of
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
    "summary", "promises", "cause", "areas", "map", "outlook", "reach", "quality", "activities", "schools",
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


def told(*, of: Report = REPORT, **made_of: object) -> YearlyReport:
    areas = [running(f"a{n}", "2015-01-01", locality="Hallsberg", area_type=AreaType.VILLA)
             for n in range(3)]  # fmt: skip
    areas.append(running("new", "2020-05-01", precision=Precision.MONTH))
    register = known(*areas, facts=facts())
    report = yearly_report(register, Ingredients(report=of, map=MAP, **made_of))  # type: ignore[arg-type]  # as above
    ahead = outlooks_of(report.promises, register.timelines, of.last_day)
    return replace(report, outlooks=ahead)


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
    there = [one for one in KEYS if one != "outlook" or report.outlooks]
    assert [one.key for one in made.sections] == there
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


def with_(*facts_: object, areas: int = 1, **record: object) -> Document:
    """Return the report of a few areas and facts, in Swedish."""
    timelines = [running(f"a{n}", "2015-01-01") for n in range(areas)]
    register = known(*timelines, facts=facts_, localities=("Hallsberg", "Pålsboda", "Östansjö"))
    of = replace(REPORT, **record)  # type: ignore[arg-type]  # fields it knows
    return document(yearly_report(register, Ingredients(report=of)), translator("sv"))


def test_each_figure_stands_with_who_answers_for_it_what_makes_it_and_its_pace() -> None:
    walk = ActivityKind.SAFETY_WALK
    made = with_(
        promise(responsible=Party.POLICE),
        indicator(Rule.STOCK_ACTIVE, Aim.MORE, id="A", responsible=Party.MUNICIPALITY),
        indicator(Rule.LOCALITIES, Aim.ALL, id="B", kind=walk),
        indicator(Rule.ACTIVITIES, Aim.AT_LEAST, id="C", kind=walk, value=30),
        indicator(Rule.NARRATIVE, id="D"),
        held("w", walk, "2020-05-01", locality="Pålsboda", number=2),
    )
    said = words(made, "promises")
    assert "Fler områden: vem som ansvarar, hur det räknas och vad det bygger på" in said
    assert "Prov\nKommunen\nAktiva områden\nett område\n–" in said
    assert "1 av 3" in said
    assert "Prov\nPolisen\nGenomförda aktiviteter\nen aktivitet\nhittills 1,8; 67,7 behövs" in said
    assert "beskrivs i ord" in said


def test_a_figure_that_is_not_shown_does_not_tell_what_makes_it() -> None:
    count = HouseholdCount(area_id="a0", counted_on=date(2019, 1, 1), total=7, source="prov")
    share = indicator(Rule.HOUSEHOLDS_SHARE, Aim.AT_LEAST, value=0.5)
    said = words(with_(promise(), share, count), "promises")
    assert "för få hushåll för att visas" in said
    assert "ett område" not in said


def test_a_promise_tells_when_it_was_signed_when_it_is_followed_up_and_what_took_its_place() -> (
    None
):
    later = promise(id="Q", title="Nästa löfte", start=date(2021, 6, 1), last_day=None)
    said = words(with_(promise(signed_on=date(2019, 11, 27), successor_id="Q"), later), "promises")
    assert "Undertecknat\n27 november 2019" in said
    assert "Ersätts av\nNästa löfte" in said
    assert "Nästa uppföljning\nsenast 30 juni 2021" in said
    late = words(with_(promise(follow_up_months=6)), "promises")
    assert "Nästa uppföljning\nskulle ha gjorts senast 28 maj 2020 och är inte gjord" in late


def test_it_is_said_which_promises_have_no_analysis_of_causes() -> None:
    analysed = promise(id="Q", title="Möten", problem="Inbrott.", cause_analysis="Mörka vägar.")
    said = words(with_(promise(problem="Inbrott."), analysed), "cause")
    assert "Ingen analys av orsakerna är skriven för: Fler områden." in said
    assert "skriven för" not in words(with_(analysed), "cause")


def test_the_first_page_stands_alone() -> None:
    draft = words(with_(promise(police_area="Hallsberg")), "summary")
    assert "Siffrorna gäller vid slutet av 31 december 2020. Version 1, inte godkänd." in draft
    assert "Polisområde: Hallsberg." in draft
    again = with_(version=2, corrects="B", correction="Ett område saknades.",
                  approved_by="coordinator", approved_on=date(2021, 1, 15))  # fmt: skip
    said = words(again, "summary")
    assert "Version 2, godkänd av samordnare den 15 januari 2021." in said
    assert "Rättat i den här versionen: Ett område saknades." in said


def test_a_draft_does_not_promise_that_it_can_be_verified() -> None:
    assert "report verify" not in words(with_(), "about")
    assert "utkast" in words(with_(), "about")
    approved = with_(approved_by="coordinator", approved_on=date(2021, 1, 15))
    assert "report verify" in words(approved, "about")


def test_one_area_is_one_and_of_none_no_share_is_told() -> None:
    said = words(with_(), "summary")
    assert "hade 1861 ett aktivt område" in said
    assert "Bekräftade områden: 0 av 1." in said
    assert "2 aktiva områden" in words(with_(areas=2), "summary")
    assert "bekräftade:" not in words(with_(areas=0), "summary")


def test_signs_that_nobody_has_inspected_are_not_said_to_be_whole() -> None:
    signs = [Sign(id=f"s{n}", area_id="a0", mounted_on=date(2019, 1, 1)) for n in range(12)]

    def said(**facts_: object) -> str:
        some = [replace(one, **facts_) for one in signs]  # type: ignore[arg-type]  # fields it knows
        return words(with_(*some, areas=3), "quality")

    assert "Hur många som har fel är därför inte känt." in said()
    seen = said(inspected_on=date(2020, 5, 1), condition=Condition.OK)
    assert "Besiktigade under perioden: omkring 10. Med fel: färre än 5." in seen
    before = said(inspected_on=date(2019, 5, 1), condition=Condition.FADED)
    assert "Besiktigade under perioden: färre än 5. Med fel: omkring 10." in before


def test_how_unsure_the_burglaries_are_is_told_in_one_unit() -> None:
    homes = Statistic(region=PLACE, measure=Measure.DWELLINGS, year=2020, value=7_000, source="SCB")
    years = [burglaries(year, 30) for year in (2019, 2020)]
    for dwellings, column, share in (
        (homes, "Antalets osäkerhet (95 %)", "20,2–42,8"),
        (replace(homes, year=2018), "Osäkerhet per 1 000 (95 %)", "2,9–6,1"),
    ):
        made = section(with_(*years, dwellings), "outcome")
        (table,) = (one for one in made.blocks if isinstance(one, Table))
        assert table.head[3] == column
        assert {row[3].text for row in table.rows} == {share}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_that_is_no_role_stands_as_it_was_typed(language: str) -> None:
    """Before only roles were taken at the command line, anything could be typed there."""
    whole = told()
    old = next(one for one in whole.promises if one.assessment is not None)
    assert old.assessment is not None
    old = replace(old, assessment=replace(old.assessment, by="säkerhetssamordnaren"))
    heading = replace(whole.heading, approved_by="kommunchefen", approved_on=date(2021, 2, 1))
    made = document(replace(whole, promises=(old,), heading=heading), translator(language))
    assert "säkerhetssamordnaren, 1 " in words(made, "promises")
    assert "kommunchefen, 1 " in words(made, "about")


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


BEFORE = replace(REPORT, id="B", start=date(2019, 1, 1), last_day=date(2019, 12, 31))


def then(**otherwise: float | None) -> Earlier:
    """Return the report before, as it would be said now but for some numbers (`__` stands for a dot)."""
    again = numbers(told(of=BEFORE))
    changed = {key.replace("__", "."): value for key, value in otherwise.items()}
    assert set(changed) <= set(again)
    return Earlier(BEFORE, {**again, **changed})


def put_right(before: Earlier, language: str = "sv") -> list[tuple[str, ...]]:
    """Return the rows of the table of figures put right, as they are read."""
    made = document(told(earlier=before), translator(language))
    (table,) = (one for one in section(made, "data_quality").blocks if isinstance(one, Table))
    return [tuple(cell.text for cell in row) for row in table.rows]


def test_figures_put_right_since_are_told_by_their_names_and_part() -> None:
    before = then(areas__closing=2, areas__m2_closing=12_000, promise__P__C__value=0.4)
    assert put_right(before) == [
        ("Prov · utfall", "Fler områden", "40 %", "0 %"),
        ("vid slutet", "Så ändrades antalet områden", "2", "3"),
        ("m² vid slutet", "Så ändrades antalet områden", "12\xa0000", "0"),
    ]
    assert put_right(before, "en")[1] == ("at the end", "How the number of areas changed", "2", "3")
    said = words(document(told(earlier=then()), translator("sv")), "data_quality")
    assert "Inga siffror i den förra rapporten har ändrats" in said


def test_what_is_shown_the_same_before_and_after_was_not_put_right() -> None:
    almost = {"promise.P.C.value": 0.0001, "reach.dwellings": 7_000.01}
    before = Earlier(BEFORE, {**then().numbers, **almost})
    said = words(document(told(earlier=before), translator("sv")), "data_quality")
    assert "Inga siffror i den förra rapporten har ändrats" in said


def test_what_follows_from_a_figure_put_right_is_not_told_beside_it() -> None:
    derived = then(areas__lowest=1, quality__active=2, promise__P__A__pace=9, promise__P__A__target=2,
                   outcome__2019__municipality__per_1000_dwellings=9, data_quality__without_households=4)  # fmt: skip
    mains = {"areas.closing": 2, "promise.P.A.baseline": 2, "reach.uncounted": 4,
             "outcome.2019.municipality.burglaries": 70}  # fmt: skip
    others = {key: 2 for key in derived.numbers if key.startswith("areas.on.")}
    others["outcome.compared.p"] = 0
    together = Earlier(BEFORE, {**derived.numbers, **others, **mains})
    assert len(put_right(together)) == len(mains)
    assert len(put_right(Earlier(BEFORE, {**derived.numbers, **others}))) == 5 + len(others), (
        "the pace follows from the aim"
    )


def test_what_is_gone_or_new_or_hidden_is_told_in_words() -> None:
    now = then().numbers
    gone = {"promise.P.P.X.value": 4, "promise.X.X.value": 5, "reach.households.Östansjö": 40}
    hidden = {"reach.households.Hallsberg": None, "schools.whole": 3}
    was = {**now, **gone, **hidden, "areas.locality.Östansjö": 1}
    rows = put_right(Earlier(BEFORE, {key: was[key] for key in was if key != "promise.P.D.value"}))
    missing = "finns inte längre"
    assert ("ett mått som inte finns längre · utfall", "Fler områden", "4", missing) in rows
    assert (
        "ett mått som inte finns längre · utfall",
        "ett löfte som inte finns längre",
        "5",
        missing,
    ) in rows
    assert ("Prov · utfall", "Fler områden", "fanns inte", "0") in rows
    assert ("hushåll · Östansjö", "Hur många som nås", "40", missing) in rows
    assert ("hushåll · Hallsberg", "Hur många som nås", "visas inte (för få)", "120") in rows
    assert ("ort · Östansjö", "Så ändrades antalet områden", "1", "0") in rows
    assert ("av hur många", "Skolorna", "3", "2") in rows
    parts = [row[1] for row in rows]
    assert parts == sorted(parts, key=parts.index), "grouped by part"


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
