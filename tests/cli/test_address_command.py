"""`import addresses`: dry until --commit, and what was left out is said."""

from pathlib import Path

from typed import Run, written

LIST = """adress;postort;lon;lat
Storgatan 1;Hallsberg;15,11;59,06
Storgatan 2 B;Hallsberg;15,111;59,06
Kyrkogatan 7;Hallsberg;15,112;59,06
Kyrkogatan;Hallsberg;15,112;59,06
"""


def test_addresses_are_shown_first_and_read_in_with_commit(
    empty: Path, tmp_path: Path, run: Run
) -> None:
    assert empty.exists()
    file = written(tmp_path / "adresser.csv", LIST)
    shown = run("import", "addresses", file)
    assert shown.code == 0
    assert "3 adresser läses in, längs 2 gator." in shown.out
    assert "1 utan nummer" in shown.out
    assert "Torrkörning" in shown.err
    assert run("import", "addresses", file, "--json").data["before"] == 0, "nothing was read in"
    done = run("import", "addresses", file, "--commit", "--json").data
    assert done == {
        "committed": True,
        "addresses": 3,
        "streets": 2,
        "before": 0,
        "left_out": {"no_house_number": 1},
    }
    again = run("import", "addresses", file, "--commit")
    assert "De ersätter 3 från förra inläsningen." in again.out


def test_a_file_without_addresses_is_refused_with_what_it_should_hold(
    empty: Path, tmp_path: Path, run: Run
) -> None:
    assert empty.exists()
    file = written(tmp_path / "namn.csv", "namn;lon;lat\nNorrängen;15,11;59,06\n")
    refused = run("import", "addresses", file, "--commit")
    assert refused.code == 1
    assert "en kolumn för gatan och en för numret" in refused.err


def test_the_addresses_of_one_municipality_are_replaced_alone(
    empty: Path, tmp_path: Path, run: Run
) -> None:
    assert empty.exists()
    both = "adress;kommunkod;lon;lat\nStorgatan 1;1861;15,11;59,06\nÖstgatan 1;1881;15,12;59,06\n"
    file = written(tmp_path / "adresser.csv", both)
    shown = run("import", "addresses", file, "--municipality", "1861", "--commit")
    assert shown.code == 0
    assert "En adress läses in." in shown.out
    assert "1 utanför kommunen" in shown.out
    nowhere = run("import", "addresses", file, "--municipality", "0180", "--commit")
    assert nowhere.code == 1
