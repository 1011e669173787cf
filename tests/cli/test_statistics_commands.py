"""`import statistics` and `statistics list`: dry until --commit, counts only, and no cause claimed."""

from pathlib import Path

from typed import Run, written

HEAD = "Kommunkod;År;Bostadsinbrott;Bostäder\n"


def table(folder: Path, *rows: str) -> Path:
    """Write a table of invented burglaries and dwellings."""
    return written(folder / "inbrott.csv", HEAD + "".join(f"{row}\n" for row in rows))


def test_figures_are_shown_first_and_taken_in_with_commit(
    empty: Path, tmp_path: Path, run: Run
) -> None:
    assert empty.exists()
    file = table(
        tmp_path, "1861;2020;25;7578", "1861;2019;31;..", "2582;2020;3;100", "Ingenstans;2020;1;1"
    )
    shown = run("import", "statistics", file)
    assert "Nya: 3. Ändrade: 0. Oförändrade: 0." in shown.out
    assert "  1861 2020: Anmälda bostadsinbrott 25\n" in shown.out
    assert "2 tal gäller andra regioner" in shown.out
    assert "1861 2019: uppgift saknas" in shown.out
    assert "inte känns igen och inte läses: Ingenstans" in shown.out
    assert "Torrkörning" in shown.err
    done = run("import", "statistics", file, "--source", "påhittad", "--commit", "--json").data
    assert (len(done["new"]), done["same"], done["elsewhere"]) == (3, 0, 2)
    assert done["new"][0] == {
        "region": "1861",
        "measure": "dwellings",
        "year": 2020,
        "value": 7_578,
        "preliminary": False,
        "source": "påhittad",
    }
    assert [note["row"] for note in done["notes"]] == [0, 0]
    again = run("import", "statistics", file, "--source", "påhittad", "--commit")
    assert "Nya: 0. Ändrade: 0. Oförändrade: 3." in again.out
    assert "Officiella uppgifter inlästa" in run("audit", "list").out


def test_a_preliminary_figure_stands_back_until_told_otherwise(
    empty: Path, tmp_path: Path, run: Run
) -> None:
    assert empty.exists()
    file = table(tmp_path, "1861;2020;25;")
    done = run("import", "statistics", file, "--commit")
    assert "Inläst som ändring 2" in done.out
    early = written(tmp_path / "prel.csv", "År;Antal\n2020;24\n")
    said = ("--measure", "residential_burglary", "--region", "1861", "--preliminary")
    kept = run("import", "statistics", early, *said)
    assert "Ett slutligt tal står kvar" in kept.out
    over = run("import", "statistics", early, *said, "--over-final", "--commit")
    assert "  1861 2020: Anmälda bostadsinbrott 24 prel. (förut 25)\n" in over.out
    as_json = run("import", "statistics", file, "--json").data
    (changed,) = as_json["changed"]
    assert (changed["before"]["value"], changed["after"]["value"]) == (24, 25)
    assert run("import", "undo", "3", "--commit").code == 0
    assert "25" in run("statistics", "list").out


def test_many_figures_are_shown_in_part(empty: Path, tmp_path: Path, run: Run) -> None:
    assert empty.exists()
    rows = [f"1861;{year};20;7000" for year in range(2010, 2022)]
    assert "… och 4 till." in run("import", "statistics", table(tmp_path, *rows)).out


def test_a_rate_is_refused_with_the_row(empty: Path, tmp_path: Path, run: Run) -> None:
    assert empty.exists()
    refused = run("import", "statistics", table(tmp_path, "1861;2020;4,2;"))
    assert refused.code == 1
    assert "Rad 2: ”4,2” är inget antal." in refused.err


def years(*, county: bool) -> list[str]:
    """Return invented years before and after a promise, in the municipality and its county."""
    rows = [f"1861;{year};{number};7500" for year, number in
            ((2016, 40), (2017, 40), (2018, 40), (2019, 30), (2020, 12))]  # fmt: skip
    if county:
        rows += [f"18;{year};500;150000" for year in (2016, 2017, 2018, 2020)]
    return rows


def test_the_list_stands_with_county_and_country_and_claims_no_cause(
    empty: Path, tmp_path: Path, run: Run
) -> None:
    assert empty.exists()
    assert "uppgift saknas" in run("statistics", "list").out
    file = table(tmp_path, *years(county=True), "1861;2021;..;")
    assert run("import", "statistics", file, "--preliminary", "--commit").code == 0
    shown = run("statistics", "list", "--since", "2019-11-28", "--year", "2021").out
    assert "12 prel." in shown
    assert "5,33" in shown  # 40 of 7 500
    assert "3,33" in shown  # 500 of 150 000
    assert "Inbrotten har blivit färre här jämfört med resten av Örebro län" in shown
    assert "Före: 2016, 2017, 2018. Efter: 2020." in shown
    assert "Räknat per bostad." in shown
    assert "År som inte är med: 2019, 2021." in shown
    assert "Några av siffrorna är preliminära" in shown
    assert "inte varför" in shown
    data = run("statistics", "list", "--since", "2019-11-28", "--json").data
    assert (data["municipality"], data["county"], data["not_compared"]) == ("1861", "18", None)
    assert data["compared"]["difference"] == "lower"
    assert data["years"][-1]["municipality"]["number_interval"] == [6.200575, 20.961585]
    assert data["years"][-1]["country"]["number"] is None
    assert "inte varför" in data["note"]


def test_the_list_without_others_is_held_against_itself(
    empty: Path, tmp_path: Path, run: Run
) -> None:
    assert empty.exists()
    file = table(tmp_path, *(row.replace("7500", "") for row in years(county=False)))
    assert run("import", "statistics", file, "--commit").code == 0
    shown = run("statistics", "list", "--since", "2019-11-28").out
    assert "Inbrotten är färre än åren före löftet" in shown
    assert "Antalet är 0,3 gånger det före löftet" in shown
    assert "antalet bostäder är inte känt för alla åren" in shown
    assert run("statistics", "list", "--json").data["not_compared"] == "no_promise"
    first = table(tmp_path, "1861;2016;0;10", "1861;2023;0;", "karhula;2020;1;1")
    assert run("import", "statistics", first, "--commit").code == 0
    later = run("statistics", "list", "--since", "2018-01-01", "--year", "2023").out
    assert "(bostäder 2016)" in later
