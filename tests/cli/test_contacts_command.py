"""A list with contacts at the command line: told first, written with --commit, and nobody named."""

from pathlib import Path

import pytest
from typed import Run, head, written

from grannsamverkan.domain.people import Person
from grannsamverkan.register import open_register

LIST = (
    "Område;Kontaktperson;Tel;Mejl;Hemadress;Gator\n"
    "Åsen;Kontakt Ett;070-174 06 77;ett@example.org;Hemgatan 1;Storgatan 1-15\n"
    ";Kontakt Två;fel;;;\n"
    "Sånglärkan;Kontakt Tre;;;;\n"
    "Sånglarkan;Kontakt Fyra;19700101-1234;;;\n"
)


def test_a_list_with_contacts_is_told_and_then_taken_in(run: Run, empty: Path) -> None:
    path = written(Path("lista.csv"), LIST)
    before = head(empty)
    told = run("contacts", "import", path)
    assert (told.code, head(empty)) == (0, before)
    for line in (
        "Nya: 3",
        "Kontakter: namn = Kontaktperson, telefon = Tel, e-post = Mejl",
        "Nya kontakter: 4",
        "Kolumnen Hemadress läses inte",
        "inget telefonnummer",
        "personnummer sparas aldrig",
        "Storgatan 1-15",
        "--join 5",
        "Torrkörning",
    ):
        assert line in told.out + told.err
    for private in ("Kontakt Ett", "06 77", "ett@example.org", "Hemgatan", "1970"):
        assert private not in told.out + told.err
    answer = run("contacts", "import", path, "--join", 5, "--commit", "--json")
    assert answer.data["new"] == 2
    assert answer.data["contacts"]["new"] == 4
    assert answer.data["alike"] == [
        {"row": 5, "name": "Sånglarkan", "like": "Sånglärkan", "joined": True}
    ]
    assert answer.data["left_out"] == ["Hemadress"]
    register = open_register(empty)
    with register.looking() as private_tables:
        assert private_tables.count(Person) == 4
    register.close()
    undone = run("import", "undo", answer.data["id"], "--commit")
    assert "2 områden" in undone.out
    register = open_register(empty)
    with register.looking() as private_tables:
        assert private_tables.count(Person) == 0
    register.close()


@pytest.mark.usefixtures("empty")
def test_an_import_of_areas_alone_says_that_there_are_contacts(run: Run) -> None:
    told = run("import", "areas", written(Path("lista.csv"), LIST))
    assert "4 kontakter; de läses inte in här" in told.out


@pytest.mark.usefixtures("empty")
def test_refused_contacts_are_told_by_row_and_a_list_of_faults_fails(run: Run) -> None:
    path = written(Path("lista.csv"), "Område;Kontakt;Utbildad\nÅsen;Kontakt Ett;2999-01-01\n")
    assert "Rad 2 läses inte in: Dagen" in run("contacts", "import", path).out
    path = written(Path("fel.csv"), "Område;Startår\nÅsen;i våras\n")
    assert run("contacts", "import", path).code == 1


def test_the_register_goes_out_as_a_workbook(run: Run, example: Path, tmp_path: Path) -> None:
    out = tmp_path / "register.xlsx"
    made = run("export", "workbook", "--out", out, "--json").data
    assert made["areas"] > 20
    assert "områden skrevs" in run("export", "workbook", "--out", out, "--no-contacts").out
    again = run("contacts", "import", out, "--layer", "Områden", "--register", example, "--json")
    assert (again.data["new"], again.data["changed"]) == (0, 0)


def test_the_example_says_how_to_sign_in_when_its_coordinator_has_a_password(
    run: Run, example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grannsamverkan.web.serve.serve", lambda *_, ready, **__: ready())
    monkeypatch.setattr(
        "grannsamverkan.actions.example.coordinator.coordinator_link", lambda *_, **__: None
    )
    answer = run("demo", "--register", example, "--port", "8124", "--no-browser")
    assert "logga in som samordnare@example.org" in answer.out
