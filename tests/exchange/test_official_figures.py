"""Official figures as they are handed out: Brå's table, Statistics Sweden's, Kolada's; counts and never rates."""

import json
from pathlib import Path

import pytest
import xlsxwriter

from grannsamverkan.actions.municipalities import catalogued_names
from grannsamverkan.domain.statistics import COUNTRY, Measure, Statistic
from grannsamverkan.errors import NotFound, Refused, TooLarge
from grannsamverkan.exchange.figures import Said
from grannsamverkan.exchange.kolada import MOST_BYTES
from grannsamverkan.exchange.regions import Regions
from grannsamverkan.exchange.statistics import StatisticsFile, read_statistics
from grannsamverkan.i18n import translator

BURGLARY, DWELLINGS, INHABITANTS = (
    Measure.RESIDENTIAL_BURGLARY,
    Measure.DWELLINGS,
    Measure.INHABITANTS,
)
NOTHING_SAID = Said()
SOME = Regions(
    {"1861": "Hallsberg", "1881": "Kumla", "0114": "Upplands Väsby", "karhula": "Karhula"}
)


def read(path: Path, said: Said = NOTHING_SAID, regions: Regions = SOME) -> StatisticsFile:
    return read_statistics(path, regions, said)


def table(folder: Path, lines: str, said: Said = NOTHING_SAID) -> StatisticsFile:
    """Return what is read from a text with these lines."""
    path = folder / "tabell.csv"
    path.write_text(lines, "utf-8")
    return read(path, said)


def told(found: StatisticsFile) -> list[tuple[str, str, int, int]]:
    """Return the figures, each as region, measure, year and value."""
    return [(one.region, one.measure.value, one.year, one.value) for one in found.statistics]


def notes(found: StatisticsFile) -> list[str]:
    """Return what was left out, in Swedish."""
    return [translator("sv")(one.key, **one.values) for one in found.notes]


def refusal(folder: Path, lines: str, said: Said = NOTHING_SAID) -> str:
    """Return the text that refuses a table."""
    with pytest.raises(Refused) as refused:
        table(folder, lines, said)
    translator("en").error(refused.value)
    return translator("sv").error(refused.value)


# -- Brå -----------------------------------------------------------------------------------------

BRA = "År,Månad,Kvartal,Periodtyp,Preliminär,Kommun,Region_ID,Brott,Brott_ID,Antal,Per100000\n"


def bra(*rows: str) -> str:
    """Return Brå's table with rows of `2020,,,År,False,Hallsberg,25`, all of burglaries of homes."""
    lines = []
    for row in rows:
        *period, region, number = row.split(",")
        said = ",".join(period)
        lines.append(f"{said},{region},8441,inbrottsstöld i bostad,13264,{number},99.0")
    return BRA + "\n".join(lines) + "\n"


def months(year: int, *, number: int = 2, last: int = 12, region: str = "Hallsberg") -> list[str]:
    return [f"{year},{month}.0,,Månad,False,{region},{number}.0" for month in range(1, last + 1)]


def test_a_whole_year_is_read_by_the_name_of_the_region_and_never_by_bras_own_number(
    tmp_path: Path,
) -> None:
    other = "2020,,,År,False,Hallsberg,8441,Totalt antal brott,13192,900.0,5000\n"
    found = table(
        tmp_path,
        bra(
            "2019,,,År,False,Hallsberg,31.0",
            "2020,,,År,True,Hallsberg,25.0",
            "2020,,,År,False,Örebro län,412.0",
            "2020,,,År,False,Hela landet,14700",
            "2020,,,År,False,8441,3",
        )
        + other,
    )
    assert told(found) == [
        (COUNTRY, BURGLARY, 2020, 14_700),
        ("18", BURGLARY, 2020, 412),
        ("1861", BURGLARY, 2019, 31),
        ("1861", BURGLARY, 2020, 25),
    ]
    assert [one.preliminary for one in found.statistics] == [False, False, False, True]
    assert {one.source for one in found.statistics} == {"Brå, anmälda brott"}
    assert notes(found) == ["Regioner som inte känns igen och inte läses: 8441."]


def test_months_and_quarters_are_added_up_only_where_the_year_is_whole(tmp_path: Path) -> None:
    quarters = [f"2018,,{n},Kvartal,{n == 4},Kumla,{n}" for n in range(1, 5)]
    found = table(
        tmp_path,
        bra(*months(2019), *months(2020, last=11), *quarters, "2017,,,Halvår,False,Kumla,4"),
    )
    assert told(found) == [("1861", BURGLARY, 2019, 24), ("1881", BURGLARY, 2018, 10)]
    assert [one.preliminary for one in found.statistics] == [False, True]
    assert notes(found) == ["1861 2020: uppgifterna täcker inte hela året och läses inte."]
    assert found.notes[0].name == "1861"


def test_the_year_as_it_is_told_comes_before_its_months(tmp_path: Path) -> None:
    found = table(tmp_path, bra(*months(2019), "2019,,,Helår,False,Hallsberg,25"))
    assert told(found) == [("1861", BURGLARY, 2019, 25)]


def test_a_month_without_a_number_leaves_its_year_out(tmp_path: Path) -> None:
    rows = [*months(2019)[1:], "2019,1,,Månad,False,Hallsberg,..", *months(2018)]
    assert told(table(tmp_path, bra(*rows))) == [("1861", BURGLARY, 2018, 24)]
    only = refusal(tmp_path, bra("2020,,,År,False,Hallsberg,"))
    assert "1861 2020: uppgifterna täcker inte hela året" in only


def test_a_period_told_twice_is_refused_unless_both_say_the_same(tmp_path: Path) -> None:
    row = "2020,,,År,False,Hallsberg,25"
    assert told(table(tmp_path, bra(row, row))) == [("1861", BURGLARY, 2020, 25)]
    text = refusal(tmp_path, bra(row, "2020,,,År,False,Hallsberg,26"))
    assert text.startswith("Rad 3 säger en gång till vad 1861 hade 2020.")


def test_what_someone_says_of_bras_table_holds(tmp_path: Path) -> None:
    said = Said(region="1861", preliminary=True, source="Brå, hämtat 2021-04")
    (one,) = table(tmp_path, bra("2020,,,År,False,Boden,25"), said).statistics
    assert one == Statistic(
        region="1861",
        measure=BURGLARY,
        year=2020,
        value=25,
        preliminary=True,
        source=said.source or "",
    )
    several = bra("2020,,,År,False,Boden,25", "2020,,,År,False,Piteå,25")
    assert "nämner flera regioner (Boden, Piteå)" in refusal(tmp_path, several, said)
    assert "Ta bort --measure" in refusal(
        tmp_path, bra("2020,,,År,False,Kumla,25"), Said(measure=DWELLINGS)
    )
    without = "År,Periodtyp,Brott_ID,Antal\n2020,År,13264,25\n"
    assert "Ingen kolumn säger vilken region" in refusal(tmp_path, without)
    assert told(table(tmp_path, without, said)) == [("1861", BURGLARY, 2020, 25)]


def test_a_table_without_burglaries_of_homes_says_what_to_fetch(tmp_path: Path) -> None:
    text = refusal(tmp_path, BRA + "2020,,,År,False,Kumla,8441,Totalt antal brott,13192,900,5000\n")
    assert "inga bostadsinbrott (Brott_ID 13264)" in text


def test_bras_own_file_is_read_and_its_single_month_is_no_year(shared_data: Path) -> None:
    path = shared_data / "statistics" / "bra_format_prov_boden_2026-08.csv"
    with pytest.raises(Refused, match="nothing_because") as refused:
        read(path, regions=Regions(catalogued_names()))
    assert "2582 2026" in translator("sv").error(refused.value)


# -- tables of Statistics Sweden -------------------------------------------------------------------


def test_parts_of_a_municipality_are_added_up(tmp_path: Path) -> None:
    found = table(
        tmp_path,
        "kommunkod,kommunnamn,regso,ar,befolkning,bostader_totalt,bostader_hyresratt\n"
        "1861,Hallsberg,Vibytorp,2023,1 583,661,374\n"
        "1861,Hallsberg,Pålsboda,2023,2 000,900,100\n"
        "1881,Kumla,Kumla norra,2023,5000,..,10\n"
        "9999,Okänd,Här,2023,5000,100,10\n",
    )
    assert told(found) == [
        ("1861", DWELLINGS, 2023, 1_561),
        ("1861", INHABITANTS, 2023, 3_583),
        ("1881", INHABITANTS, 2023, 5_000),
    ]
    assert notes(found) == [
        "Regioner som inte känns igen och inte läses: 9999.",
        "1881 2023: uppgift saknas och läses inte.",
    ]
    assert {one.source for one in found.statistics} == {"tabell.csv"}
    twice = "kommunkod,regso,ar,befolkning\n1861,Vibytorp,2023,1\n1861,Vibytorp,2023,1\n"
    assert refusal(tmp_path, twice).startswith("Rad 3 säger en gång till")
    assert "Rad 3" in refusal(tmp_path, "kommunkod,ar,befolkning\n1861,2023,1\n1861,2023,2\n")


def test_the_measure_named_is_the_one_that_is_read(tmp_path: Path) -> None:
    both = "Kommun;År;Bostäder;Invånare\nHallsbergs kommun;2023;7777;16232\n"
    assert told(table(tmp_path, both, Said(measure=DWELLINGS))) == [
        ("1861", DWELLINGS, 2023, 7_777)
    ]
    plain = "Region;År;Antal\n1861 Hallsberg;2023;7 777\n114;2023;1\n00;2023.0;5\n"
    assert told(table(tmp_path, plain, Said(measure=DWELLINGS, preliminary=True))) == [
        (COUNTRY, DWELLINGS, 2023, 5),
        ("0114", DWELLINGS, 2023, 1),
        ("1861", DWELLINGS, 2023, 7_777),
    ]
    assert "Ange --measure" in refusal(tmp_path, plain)
    assert "Döp kolumnen till Bostadsinbrott" in refusal(
        tmp_path, "Kommunkod;År;Andel\n1861;2023;5\n"
    )


def test_each_year_may_have_a_column_of_its_own(tmp_path: Path) -> None:
    lines = '"Folkmängd efter region och år"\n\n"region";"2019";"2020"\n"1861 Hallsberg";16082;".."\n"karhula";9;8\n'
    found = table(tmp_path, lines, Said(measure=INHABITANTS))
    assert told(found) == [
        ("1861", INHABITANTS, 2019, 16_082),
        ("karhula", INHABITANTS, 2019, 9),
        ("karhula", INHABITANTS, 2020, 8),
    ]
    assert "Ange --measure" in refusal(tmp_path, lines)
    assert "Inget säger vilket år" in refusal(tmp_path, "Kommunkod;Invånare\n1861;5\n")


def test_lines_below_a_table_are_no_figures(tmp_path: Path) -> None:
    lines = "År;Bostadsinbrott\n2019;31\n2020;25\nKälla: Brå;\n;\n"
    assert "Rad 4: ”Källa: Brå” är inget år" in refusal(tmp_path, lines, Said(region="1861"))
    tidy = "Kommunkod;År;Bostadsinbrott\n1861;2019;31\n;;Källa: Brå\n"
    assert told(table(tmp_path, tidy)) == [("1861", BURGLARY, 2019, 31)]
    blank = "År;Bostadsinbrott\n2019;31\n;hämtat i maj\n"
    assert told(table(tmp_path, blank, Said(region="1861"))) == [("1861", BURGLARY, 2019, 31)]


@pytest.mark.parametrize("cell", ["4,2", "12.5", "-3", "12 %", "25 st", "=1+1", "1e3"])
def test_what_is_no_count_is_refused_and_never_rounded(tmp_path: Path, cell: str) -> None:
    text = refusal(tmp_path, f"Kommunkod;År;Bostadsinbrott\n1861;2020;{cell}\n")
    assert text.startswith("Rad 2: ”")
    assert "blir aldrig ett antal" in text


def test_numbers_beyond_reason_are_refused(tmp_path: Path) -> None:
    for number in ("1000000001", "9" * 60):
        lines = f"Kommunkod;År;Invånare\n1861;2020;{number}\n"
        assert "talet är för stort" in refusal(tmp_path, lines)
    assert "är inget år" in refusal(tmp_path, "Kommunkod;År;Invånare\n1861;20;5\n")


def test_a_region_that_is_stated_must_be_known(tmp_path: Path) -> None:
    for code in ("9999", "861", "Hallsberg"):
        assert "Det finns ingen region" in refusal(
            tmp_path, "År;Invånare\n2020;5\n", Said(region=code)
        )


def test_a_table_without_figures_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "Kommunkod;År;Invånare\n") == "Filen har inga tal att läsa in."
    with pytest.raises(NotFound):
        read(tmp_path / "saknas.csv")


def test_a_workbook_is_read_as_a_table(tmp_path: Path) -> None:
    path = tmp_path / "tabell.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Bostäder")
        for number, row in enumerate([("Kommunkod", "År", "Bostäder"), (1861, 2023, 7777)]):
            page.write_row(number, 0, row)
    assert told(read(path)) == [("1861", DWELLINGS, 2023, 7_777)]


def test_a_county_is_the_sum_of_its_municipalities_where_all_are_there(tmp_path: Path) -> None:
    names = catalogued_names()
    path = tmp_path / "alla.csv"
    rows = [f"{code};2023;10;1\n" for code in names]
    rows += [f"{code};2022;10;1\n" for code in names if code != "1861"]
    rows += ["17;2023;77;1\n"]
    path.write_text("Kommunkod;År;Bostäder;Bostadsinbrott\n" + "".join(rows), "utf-8")
    found = read(path, Said(source="SCB"), Regions(names))
    of_whole = {(one.region, one.year): one for one in found.statistics if len(one.region) == 2}
    assert of_whole[COUNTRY, 2023].value == 2_900
    assert of_whole["18", 2023].value == 120
    assert of_whole["18", 2023].source == "SCB, kommunernas summa"
    own = {one.value for one in found.statistics if (one.region, one.year) == ("17", 2023)}
    assert own == {1, 77}  # the file's own figures stand, and no sum beside them
    assert {region for region, year in of_whole if year == 2022}.isdisjoint({"18", COUNTRY})
    summed = {one.measure for one in found.statistics if one.region in {"18", COUNTRY}}
    assert summed == {DWELLINGS}


def test_what_is_whole_is_not_known_where_not_every_county_is() -> None:
    assert SOME.holding({"1861", "1881", "0114"}) == {}


def test_the_real_table_of_dwellings_gives_the_figures_of_hallsberg(shared_data: Path) -> None:
    path = shared_data / "statistics" / "regso_befolkning_bostader_2020_2023.csv"
    found = read(path, Said(source="SCB"), Regions(catalogued_names()))
    by_key = {(one.region, one.measure, one.year): one.value for one in found.statistics}
    assert len({one.region for one in found.statistics}) == 290 + 21 + 1
    assert by_key["1861", INHABITANTS, 2023] == 16_232
    assert by_key["1861", DWELLINGS, 2023] == 7_777
    assert by_key["18", DWELLINGS, 2023] == 158_660
    assert by_key[COUNTRY, INHABITANTS, 2023] == 10_551_707
    assert found.notes == ()


# -- Kolada ----------------------------------------------------------------------------------------


def item(**said: object) -> dict[str, object]:
    """Return one item of an answer."""
    value = {"gender": "T", "count": 1, "status": "", "value": 16232.0}
    return {"kpi": "N01951", "municipality": "1861", "period": 2023, "values": [value], **said}


def answered(
    folder: Path, *items: object, said: Said = NOTHING_SAID, **more: object
) -> StatisticsFile:
    """Return what is read from an answer of Kolada's."""
    path = folder / "svar.json"
    path.write_text(json.dumps({"values": items, "count": len(items), **more}), "utf-8-sig")
    return read(path, said)


def test_kolada_counts_inhabitants_of_both_sexes_together(tmp_path: Path) -> None:
    halves = [{"gender": "K", "value": 8_000}, {"gender": "T", "value": 16_000}]
    found = answered(
        tmp_path,
        item(),
        item(municipality="0018", period="2023", values=[{"gender": "T", "value": 308116}]),
        item(municipality="0000", values=[{"gender": "T", "value": 10551707}]),
        item(period=2022, values=halves),
        item(period=2021, values=[{"gender": "T", "value": None}]),
        item(period=2020, values=[{"gender": "K", "value": 5}]),
        item(period=2019, values=[{"gender": "T", "value": 5, "isdeleted": True}, "?"]),
        item(municipality="G123"),
        next_url="https://example.org/2",
    )
    assert told(found) == [
        (COUNTRY, INHABITANTS, 2023, 10_551_707),
        ("18", INHABITANTS, 2023, 308_116),
        ("1861", INHABITANTS, 2022, 16_000),
        ("1861", INHABITANTS, 2023, 16_232),
    ]
    assert {one.source for one in found.statistics} == {"Kolada N01951"}
    assert notes(found) == [
        "Regioner som inte känns igen och inte läses: G123.",
        "Svaret är en sida av flera. Hämta och läs in de andra också.",
    ]
    said = Said(preliminary=True, source="SCB genom Kolada")
    (one,) = answered(tmp_path, item(), item(), said=said).statistics
    assert (one.preliminary, one.source) == (True, "SCB genom Kolada")


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([item(kpi="N07546")], "Anmälda bostadsinbrott per 100 000 invånare"),
        ([item(kpi="N00945")], "Nyckeltalet N00945 läses inte. Från Kolada läses N01951"),
        ([item(values=[{"gender": "T", "value": 3.7}])], "Rad 1: ”3.7” är inget antal"),
        ([item(values=[{"gender": "T", "value": True}])], "Rad 1: ”True” är inget antal"),
        ([item(period="i år")], "Rad 1: ”i år” är inget år"),
        ([item(), item(values=[{"gender": "T", "value": 1}])], "Rad 2 säger en gång till"),
        ([item(values="?")], "inget svar från Kolada"),
        (["?"], "inget svar från Kolada"),
        ([], "Filen har inga tal"),
    ],
)
def test_an_answer_that_holds_no_counts_is_refused(
    tmp_path: Path, items: list[object], text: str
) -> None:
    with pytest.raises(Refused) as refused:
        answered(tmp_path, *items)
    assert text in translator("sv").error(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        '{"values": 5}',
        '{"type": "FeatureCollection", "features": []}',
        '{"values": [NaN]}',
        "{" + '"a":[' * 100_000,
        '{"values": ' + "9" * 10_000 + "}",
        "{broken",
    ],
)
def test_json_that_is_no_answer_is_refused_and_harms_nothing(tmp_path: Path, content: str) -> None:
    path = tmp_path / "svar.json"
    path.write_text(content, "utf-8")
    with pytest.raises(Refused, match="not_kolada"):
        read(path)
    path.write_bytes(b"{\xff\xfe}")
    with pytest.raises(Refused, match="not_kolada"):
        read(path)


def test_an_answer_larger_than_any_is_not_read_at_all(tmp_path: Path) -> None:
    path = tmp_path / "svar.json"
    path.write_bytes(b"{" + b" " * MOST_BYTES)
    with pytest.raises(TooLarge):
        read(path)
