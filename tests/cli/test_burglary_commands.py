"""`import burglaries`, `plan` with those that are kept, and `retention burglaries`: dry until --commit."""

from pathlib import Path

from typed import Run

from grannsamverkan.register import open_register

BASIS = "Beslut KS 2026/9 om planering (påhittat exempel)"


def reports(folder: Path) -> Path:
    file = folder / "inbrott.csv"
    rows = [f"2024-0{1 + n % 9}-10;{507_000 + 40 * n};6547500;ja;ja;hemlig" for n in range(40)]
    more = ["2024-05-05;507000;6547500;nej;ja;hemlig", "okänd;507000;6547500;ja;ja;hemlig"]
    file.write_text("\n".join(["datum;x;y;fullbordat;bostad;anteckning", *rows, *more]))
    return file


def test_burglaries_are_kept_weigh_in_plans_and_are_erased(
    example: Path, run: Run, tmp_path: Path
) -> None:
    file, out = reports(tmp_path), tmp_path / "plan"
    asked = ("import", "burglaries", file, "--crs", "EPSG:3006", "--legal-basis", BASIS)
    shown = run(*asked)
    assert shown.code == 0
    assert "40 fullbordade bostadsinbrott läses in, från 1 januari 2024" in shown.out
    assert f"Rättslig grund: {BASIS}" in shown.out
    assert "1 försök till inbrott" in shown.out
    assert "1 utan dag" in shown.out
    assert "Torrkörning" in shown.err
    assert run("plan", "--new", 2, "--out", out, "--json").data["weights"]["risk"] == 0
    done = run(*asked, "--commit", "--json").data
    assert (done["found"], done["beside"], done["left_out"]) == (40, {"attempt": 1}, {"no_day": 1})
    assert b"hemlig" not in example.read_bytes()
    told = run("plan", "--new", 2, "--out", out, "--json").data
    assert told["burglaries"]["legal_basis"] == BASIS
    assert told["weights"]["risk"] > 0.2
    assert BASIS in (out / "method.md").read_text("utf-8")
    assert BASIS in run("retention", "list").out
    again = run(*asked, "--commit")
    assert "De ersätter 40 från förra inläsningen." in again.out
    dry = run("retention", "burglaries", "--reason", "behövs inte mer")
    assert "40 uppgifter om inbrott raderas" in dry.out
    assert "Journalen behåller den rättsliga grunden" in dry.out
    gone = run("retention", "burglaries", "--reason", "behövs inte mer", "--commit")
    assert "Journalen behåller den rättsliga grunden" in gone.out
    assert (
        "Journalen behåller"
        not in run("retention", "burglaries", "--reason", "igen", "--commit").out
    )
    assert BASIS in run("audit", "list").out
    assert run("plan", "--new", 2, "--out", out, "--json").data["burglaries"] is None
    register = open_register(example)
    assert register.verify().intact
    register.close()


def test_without_a_legal_basis_nothing_is_read_in(example: Path, run: Run, tmp_path: Path) -> None:
    assert example.exists()
    file = reports(tmp_path)
    assert run("import", "burglaries", file, "--crs", "EPSG:3006").code == 2
    refused = run("import", "burglaries", file, "--crs", "EPSG:3006", "--legal-basis", "ja")
    assert refused.code == 1
    assert "rättsliga grunden" in refused.err


def test_what_looks_wrong_is_told_before_it_is_kept(
    example: Path, run: Run, tmp_path: Path
) -> None:
    assert example.exists()
    file = tmp_path / "inbrott.csv"
    rows = [f"20{year:02};507000;6547500;{yes};ja" for year in (4, 24) for yes in ("ja", "nej")]
    rows = [row.replace(";", "-05-05;", 1) for row in rows]
    file.write_text(
        "\n".join(["datum;x;y;fullbordat;bostad", *rows, "2024-05-05;507000;6547500;nej;ja"])
    )
    shown = run("import", "burglaries", file, "--crs", "EPSG:3006", "--legal-basis", BASIS)
    assert shown.code == 0
    assert "över mer än 10 år" in shown.err
    assert "finns inga uppgifter om inbrott alls" in shown.err
    assert "Det mesta räknas inte: 3 av 5" in shown.err


def test_counts_by_locality_plan_with_an_average(example: Path, run: Run, tmp_path: Path) -> None:
    assert example.exists()
    file, out = tmp_path / "antal.csv", tmp_path / "plan"
    file.write_text("ort;antal;år\nHallsberg;70;2024\nSköllersta;9;2024\nLångtbort;3;2024\n")
    done = run("plan", "--new", 2, "--out", out, "--burglaries", file)
    assert done.code == 0
    assert "snitt för orten" in done.out
    card = (out / "method.md").read_text("utf-8")
    assert "3 inbrott i orter som registret inte har" in card
    kept = run("import", "burglaries", file, "--legal-basis", BASIS, "--commit", "--json").data
    assert (kept["found"], kept["beside"]) == (79, {"no_locality": 3})
    told = run("plan", "--new", 2, "--out", out, "--json").data
    assert told["burglaries"]["by_locality"] is True
    assert told["expected_together"]["per_year"] > 0
    assert told["expected_together"]["low"] is None
