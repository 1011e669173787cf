"""The commands that tell how areas are, and what a municipality has decided."""

from pathlib import Path

from typed import Run


def add(run: Run, *names: str) -> None:
    for name in names:
        said = ("--event", "inherit", "--on", "2019-01-01", "--reason", "x", "--commit")
        assert run("areas", "add", name, *said).code == 0


def test_health_tells_what_each_area_needs_and_why(empty: Path, run: Run) -> None:
    add(run, "Norrängen", "Södergård")
    answer = run("health")
    assert answer.code == 0
    assert "Aktiva områden: 2, varav 0 bekräftade och 2 obekräftade." in answer.out
    assert "Inget kontaktombud sedan 1 januari 2019." in answer.out
    assert "Hitta ett nytt kontaktombud." in answer.out
    assert answer.out.count("Norrängen") == 1
    data = run("health", "--json").data
    assert (data["active"], data["confirmed"], data["unconfirmed"]) == (2, 0, 2)
    assert [area["name"] for area in data["areas"]] == ["Norrängen", "Södergård"]
    assert [flag["key"] for flag in data["areas"][0]["flags"]] == [
        "no_contact",
        "contact_unconfirmed",
        "annual_meeting_due",
    ]
    assert all(flag["text"] and flag["next_step"] for flag in data["areas"][0]["flags"])
    assert run("health", "--municipality", "9999", "--json").data["areas"] == []
    assert empty.exists()


def test_health_of_an_empty_register_needs_nobody(empty: Path, run: Run) -> None:
    assert "Inget område behöver något just nu." in run("health").out
    assert empty.exists()


def test_a_policy_is_listed_set_and_given_back(empty: Path, run: Run) -> None:
    before = run("policy", "list", "--json").data
    assert before["decided"] == []
    assert before["policy"]["contact_confirm_months"] == 12
    dry = run("policy", "set", "contact_confirm_months=18", "--reason", "beslut")
    assert "contact_confirm_months = 18" in dry.out
    assert run("policy", "list", "--json").data == before
    done = run("policy", "set", "contact_confirm_months=18", "min_households=5", "--reason", "b",
               "--commit", "--json")  # fmt: skip
    assert done.data["changed"] == {"contact_confirm_months": 18, "min_households": 5}
    after = run("policy", "list", "--json").data
    assert after["decided"] == ["contact_confirm_months", "min_households"]
    assert "contact_confirm_months" in run("policy", "list").out
    back = run("policy", "set", "min_households=", "--reason", "b", "--commit")
    assert "min_households = –" in back.out
    same = run("policy", "set", "min_households=", "--reason", "b", "--commit")
    assert "Inget ändras" in same.out
    assert empty.exists()


def test_a_policy_that_cannot_be_is_explained(empty: Path, run: Run) -> None:
    for text, said in (
        ("lapse_months=två", "”lapse_months” är ett tal"),
        ("lapse_months", "INSTÄLLNING=VÄRDE"),
        ("lagar=1", "policy list"),
        ("wheel_report=jul", "dag på året"),
    ):
        refused = run("policy", "set", text, "--reason", "b", "--commit")
        assert refused.code == 1
        assert said in refused.err
    assert empty.exists()


def test_a_count_says_how_many_are_confirmed(empty: Path, run: Run) -> None:
    add(run, "Norrängen")
    data = run("count", "--json").data
    assert (data["active"], data["confirmed"], data["unconfirmed"]) == (1, 0, 1)
    assert "Varav 0 bekräftade och 1 obekräftade." in run("count").out
    assert empty.exists()
