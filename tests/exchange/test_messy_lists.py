"""The lists municipalities have today: titles above, merged cells, several contacts, streets in a cell."""

from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hostile import read

from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.contact_columns import contact_columns
from grannsamverkan.exchange.contacts import ContactRecord
from grannsamverkan.exchange.lists import ListFile, meanings, read_list
from grannsamverkan.exchange.merged_cells import fill_merged
from grannsamverkan.exchange.personal_numbers import says_personal_number, strike_personal_numbers
from grannsamverkan.exchange.reach import digits, kept_phone
from grannsamverkan.exchange.readers import read_table
from grannsamverkan.exchange.streets import Side, Stretch, read_streets
from grannsamverkan.exchange.tables import ReadOptions
from grannsamverkan.i18n import LANGUAGES, translator

PHONES = [f"070-174 06 {number:02}" for number in range(5, 20)]


def listed(path: Path, *columns: tuple[str, str]) -> ListFile:
    """Return what a file holds, having made sure that all that is said of it can be said."""
    found = read_list(read(path), register_crs="EPSG:3006", columns=columns)
    for note in (*found.areas.warnings, *found.areas.refused, *found.contacts.notes):
        for language in LANGUAGES:
            assert len(translator(language)(note.key, **note.values)) > 20
    return found


def csv(tmp_path: Path, text: str, *columns: tuple[str, str]) -> ListFile:
    """Return what a list written with semicolons holds."""
    path = tmp_path / "lista.csv"
    path.write_text(text, "utf-8")
    return listed(path, *columns)


def people(found: ListFile) -> list[tuple[int, str, str | None, str | None]]:
    """Return the contacts of a list in short."""
    return [(one.row, one.name, one.phone, one.mail) for one in found.contacts.records]


def keys(found: ListFile) -> list[tuple[int, str]]:
    """Return what is said of a list, by row."""
    notes = [*found.areas.warnings, *found.areas.refused, *found.contacts.notes]
    return [(note.row, note.key.rpartition(".")[2]) for note in notes]


def test_a_workbook_with_titles_merged_cells_and_a_total_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Grannsamverkan & co")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page.merge_range("A1:H1", "Grannsamverkan i kommunen, uppdaterad 2026")
        page.write("A2", "Ansvarig: säkerhetssamordnaren")
        heads = [
            "Telefon",
            "Område",
            "Kontaktperson",
            "E-post",
            "Startade",
            "Hushåll",
            "Bostadstyp",
        ]
        page.write_row(4, 0, heads)
        page.merge_range("B6:B8", "Åsen")
        page.merge_range("F6:F8", 36)
        page.write_row(5, 2, ["Kontakt Ett", "MAILTO:Ett@Example.org ", "14/5 2014"])
        page.write(5, 0, "+46 (0)70-174 06 05")
        page.write_row(6, 2, ["Kontakt Två"])
        page.write(6, 0, 701740606)
        page.write_row(7, 2, ["Kontakt Tre", "tre @ example.org"])
        page.write_row(9, 1, ["Öby", "Kontakt Fyra", None, None, "ca 20 st", "radhus"])
        page.write_datetime(9, 4, datetime(2016, 5, 1), day)  # noqa: DTZ001 - a sheet's day has no zone
        page.write(9, 0, "070/1740607 (efter 17)")
        page.write_row(11, 1, ["Summa", None, None, None, 56])
    found = listed(path)
    assert [(one.name, one.rows) for one in found.areas.records] == [
        ("Åsen", (6, 7, 8)),
        ("Öby", (10,)),
    ]
    assert [str(one.values["valid_from"]) for one in found.areas.records] == [
        "2014-05-14",
        "2016-05-01",
    ]
    assert [one.values["households"] for one in found.areas.records] == [36, 20]
    assert found.areas.records[1].values["type"] is AreaType.TERRACED
    assert people(found) == [
        (6, "Kontakt Ett", PHONES[0], "ett@example.org"),
        (7, "Kontakt Två", PHONES[1], None),
        (8, "Kontakt Tre", None, "tre@example.org"),
        (10, "Kontakt Fyra", PHONES[2], None),
    ]
    assert keys(found) == [(12, "total_row")]


def test_a_row_without_name_goes_on_about_the_area_above(tmp_path: Path) -> None:
    found = csv(
        tmp_path,
        "Område;Ort;Kontaktombud;Telefon\n"
        f"Åsen;Hallsberg;Kontakt Ett;{PHONES[0]}\n"
        f";;Kontakt Två;{PHONES[1]}\n"
        f"Öby;Pålsboda;Kontakt Tre;{PHONES[2]}\n"
        f'"-""-";"""";Kontakt Fyra;{PHONES[3]}\n'
        "\n"
        ";;Kontakt Fem;\n"
        ";Vretstorp;;\n",
    )
    assert [(one.name, one.rows, one.values["locality"]) for one in found.areas.records] == [
        ("Åsen", (2, 3), "Hallsberg"),
        ("Öby", (4, 5), "Pålsboda"),
    ]
    assert [row for row, *_ in people(found)] == [2, 3, 4, 5, 7]
    assert keys(found) == [(3, "continued"), (5, "continued"), (7, "nameless"), (8, "nameless")]


@pytest.mark.parametrize("name", ["Åsen", "d:o", '""""'])
def test_a_row_in_another_locality_is_another_area(tmp_path: Path, name: str) -> None:
    found = csv(
        tmp_path,
        "Område;Ort;Kontaktombud\nÅsen;Hallsberg;Kontakt Ett\n"
        f"{name};Pålsboda;Kontakt Två\n;;Kontakt Tre\n",
    )
    assert [(one.name, one.rows, one.values["locality"]) for one in found.areas.records] == [
        ("Åsen", (2,), "Hallsberg"),
        ("Åsen", (3, 4), "Pålsboda"),
    ]
    assert keys(found) == [(4, "continued")]


def test_a_row_without_name_in_another_locality_is_of_no_area(tmp_path: Path) -> None:
    found = csv(
        tmp_path, "Område;Ort;Kontaktombud\nÅsen;Hallsberg;Kontakt Ett\n;Pålsboda;Kontakt Två\n"
    )
    assert [(one.name, one.rows) for one in found.areas.records] == [("Åsen", (2,))]
    assert keys(found) == [(3, "nameless")]


def test_a_row_of_the_same_name_that_names_no_locality_goes_on(tmp_path: Path) -> None:
    found = csv(
        tmp_path, "Område;Ort;Kontaktombud\nÅsen;Hallsberg;Kontakt Ett\nÅsen;;Kontakt Två\n"
    )
    (only,) = found.areas.records
    assert (only.rows, only.values["locality"]) == ((2, 3), "Hallsberg")


def test_a_ditto_sign_with_nothing_above_is_a_name_as_it_stands(tmp_path: Path) -> None:
    found = csv(tmp_path, "Område;Ort\nd:o;Hallsberg\n")
    assert [one.name for one in found.areas.records] == ["d:o"]


def test_contacts_side_by_side_keep_their_own_telephones(tmp_path: Path) -> None:
    found = csv(
        tmp_path,
        "Nr;Områdesnamn;Kontakt 1;Telefon 1;Mail 1;Kontakt 2;Telefon 2;Mail 2\n"
        f"1;Åsen;Kontakt Ett;{PHONES[0]};ett@example.org;Kontakt Två;{PHONES[1]};\n"
        f"2;Öby;vakant;;;Kontakt Tre;;tre@example.org\n",
    )
    assert people(found) == [
        (2, "Kontakt Ett", PHONES[0], "ett@example.org"),
        (2, "Kontakt Två", PHONES[1], None),
        (3, "Kontakt Tre", None, "tre@example.org"),
    ]


def test_groups_of_headings_above_the_header_are_part_of_it(tmp_path: Path) -> None:
    found = csv(
        tmp_path,
        ";;Kontakt 1;;Kontakt 2;\nOmråde;Ort;Namn;Telefon;Namn;Telefon\n"
        f"Åsen;Hallsberg;Kontakt Ett;{PHONES[0]};Kontakt Två;{PHONES[1]}\n",
    )
    assert found.areas.mapping == {"name": "Område", "locality": "Ort"}
    assert people(found) == [
        (3, "Kontakt Ett", PHONES[0], None),
        (3, "Kontakt Två", PHONES[1], None),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (
            "Kontakt Ett 070-1740605, Kontakt Två 070-174 06 06",
            [("Kontakt Ett", PHONES[0], None), ("Kontakt Två", PHONES[1], None)],
        ),
        (
            "Kontakt Ett\nKontakt Två, ett@example.org",
            [("Kontakt Ett", None, None), ("Kontakt Två", None, "ett@example.org")],
        ),
        (
            "Kontakt Ett, tel: 070–1740605, e-post: ett @ example.org; Kontakt Två",
            [("Kontakt Ett", PHONES[0], "ett@example.org"), ("Kontakt Två", None, None)],
        ),
        (
            "Ett och Två Kontakt 070-1740605",
            [("Ett Kontakt", PHONES[0], None), ("Två Kontakt", None, None)],
        ),
        ("Kontakt Ett (påhittad) (efter kl. 17)", [("Kontakt Ett (påhittad)", None, None)]),
        ("Kontakt Ett <ett@example.org>", [("Kontakt Ett", None, "ett@example.org")]),
        ("Kontakt, Ett", [("Ett Kontakt", None, None)]),
        ("Kontakt, Ett 070-1740605", [("Ett Kontakt", PHONES[0], None)]),
        ("Ett Kontakt, ordförande", [("Ett Kontakt", None, None)]),
        (
            "Ordf: Ett Kontakt; v. ordf. Två Kontakt",
            [(f"{n} Kontakt", None, None) for n in ("Ett", "Två")],
        ),
        ("Ett Kontakt/Två Kontrakt", [("Ett Kontakt", None, None), ("Två Kontrakt", None, None)]),
        ("Ett/Två Kontakt", [("Ett Kontakt", None, None), ("Två Kontakt", None, None)]),
        ("1. Ett Kontakt 2. Två Kontakt", [(f"{n} Kontakt", None, None) for n in ("Ett", "Två")]),
        ("Ett, Två, Tre", [(name, None, None) for name in ("Ett", "Två", "Tre")]),
        ("Stig Kontakt, Två 070-1740605", [("Stig Kontakt", None, None), ("Två", PHONES[0], None)]),
        ("Vakant", []),
        ("-", []),
        ("okänt", []),
        ("070-1740605", []),
    ],
)
def test_several_contacts_in_one_cell_are_told_apart(
    tmp_path: Path, cell: str, expected: list[tuple[str, str | None, str | None]]
) -> None:
    path = tmp_path / "lista.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Område", "Kontaktpersoner"])
        page.write_row(1, 0, ["Åsen", cell])
    assert [one[1:] for one in people(listed(path))] == expected


@pytest.mark.parametrize(
    "cell",
    [
        "Ett Kontakt, Hemgatan 4, 070-1740605",
        "Ett Kontakt\nHemgatan 4\n070-1740605",
        "Ett Kontakt 070-1740605, Hemvägen, Hallsberg",
        "Ett Kontakt 070-1740605, 694 30 Hallsberg",
        "Ett Kontakt 070-1740605, Hallsberg",
        "Ett Kontakt, c/o Två, 070-1740605",
    ],
)
def test_where_a_contact_lives_is_no_contact_and_is_not_read(tmp_path: Path, cell: str) -> None:
    found = csv(tmp_path, f'Område;Kontaktperson\nÅsen;"{cell}"\n')
    assert people(found) == [(2, "Ett Kontakt", PHONES[0], None)]
    assert keys(found) == [(2, "contact_address")]
    assert "Hem" not in repr(found)


@pytest.mark.parametrize(
    ("cell", "left"),
    [
        ("Ett Kontakt (avliden), 070-1740605", []),
        ("(slutat 2020)", []),
        ("Ett Kontakt, slutat 2020, 070-1740605", []),
        ("Två Kontakt\nEtt Kontakt har flyttat, 070-1740605", ["Två Kontakt"]),
        ("Två Kontakt, Ett Kontakt (slutade 2020-05-01)", ["Två Kontakt"]),
    ],
)
def test_whoever_is_said_to_be_a_contact_no_more_is_not_read(
    tmp_path: Path, cell: str, left: list[str]
) -> None:
    found = csv(tmp_path, f'Område;Kontaktperson\nÅsen;"{cell}"\n')
    assert people(found) == [(2, name, None, None) for name in left]
    assert keys(found) == [(2, "contact_ended")]


def test_a_telephone_beside_whoever_has_ended_goes_to_nobody_else(tmp_path: Path) -> None:
    found = csv(
        tmp_path,
        "Område;Kontaktperson;Telefon\n"
        f"Åsen;Ett Kontakt (avliden), Två Kontakt;{PHONES[0]}\n"
        f"Öby;Tre Kontakt (flyttat);{PHONES[1]}\n",
    )
    assert people(found) == [(2, "Två Kontakt", None, None)]
    assert keys(found) == [(2, "contact_ended"), (3, "contact_ended")]


def test_telephones_in_one_cell_are_shared_out_among_the_names_in_another(tmp_path: Path) -> None:
    found = csv(
        tmp_path,
        "Område;Kontakter;Telefon\n"
        "Åsen;Kontakt Ett, Kontakt Två;070-1740605, 070-1740606\n"
        "Öby;Kontakt Tre, Kontakt Fyra;070-1740607\n",
    )
    assert people(found) == [
        (2, "Kontakt Ett", PHONES[0], None),
        (2, "Kontakt Två", PHONES[1], None),
        (3, "Kontakt Tre", PHONES[2], None),
        (3, "Kontakt Fyra", None, None),
    ]


def test_first_and_last_names_are_put_together_and_mobiles_come_first(tmp_path: Path) -> None:
    found = csv(
        tmp_path,
        "Område;Förnamn;Efternamn;Telefon;Mobil;E-postadress\n"
        f"Åsen;Ett;Kontakt;019-12 34 56;{PHONES[0]};ett@example.org\n",
    )
    assert people(found) == [(2, "Ett Kontakt", PHONES[0], "ett@example.org")]


def test_days_and_ticks_of_contacts_are_read_as_far_as_they_say(tmp_path: Path) -> None:
    found = csv(
        tmp_path,
        "Område;Kontakt;Huvudkontakt;Utbildad;Senast bekräftad;Hushållslista;Kontakt sedan;Slutade\n"
        "Åsen;Kontakt Ett;x;maj 2019;2025-04-02;ja;2018;\n"
        "Öby;Kontakt Två;nej;x;i våras;nej;;2024-01-31\n",
    )
    assert found.contacts.records == (
        ContactRecord(
            row=2,
            name="Kontakt Ett",
            main=True,
            days={
                "trained": date(2019, 5, 31),
                "confirmed": date(2025, 4, 2),
                "appointed": date(2018, 12, 31),
            },
            ticks=frozenset({"list"}),
        ),
        ContactRecord(
            row=3,
            name="Kontakt Två",
            days={"ended": date(2024, 1, 31)},
            ticks=frozenset({"trained"}),
        ),
    )
    assert keys(found) == [(3, "unknown_day")]


def test_a_column_of_main_contacts_holds_names_too(tmp_path: Path) -> None:
    found = csv(tmp_path, "Område;Huvudkontakt;Kontakt\nÅsen;Kontakt Ett;Kontakt Två\n")
    assert [(one.name, one.main) for one in found.contacts.records] == [
        ("Kontakt Ett", True),
        ("Kontakt Två", False),
    ]


def test_what_is_no_telephone_or_mail_is_told_and_nobody_is_made_of_it(tmp_path: Path) -> None:
    found = csv(
        tmp_path,
        f"Område;Kontakt;Telefon;Mail\nÅsen;Kontakt Ett;finns ej;ett(at)\nÖby;;{PHONES[0]};okänt\n",
    )
    assert people(found) == [(2, "Kontakt Ett", None, None)]
    assert keys(found) == [(2, "unknown_phone"), (2, "unknown_mail"), (3, "nameless_contact")]


def test_a_column_of_ticks_says_whether_an_area_is_active(tmp_path: Path) -> None:
    found = csv(tmp_path, "Område;Aktiv;Kontakt\nA;x;Kontakt Ett\nB;Nej;\nC;;\n")
    assert [one.values.get("status") for one in found.areas.records] == [
        Status.ACTIVE,
        Status.DORMANT,
        None,
    ]


# -- what is never taken in --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "700101-1234", "19700101-1234", "700101+1234", "700101 – 1234", "7001011234", "197001011234",
        "700161-1234", "Kontakt Ett 700101-1234", "700101-XXXX", "197001011234.0",
    ],
)  # fmt: skip
def test_a_personal_identity_number_is_dropped_in_any_form(tmp_path: Path, text: str) -> None:
    found = csv(tmp_path, f"Område;Kontakt;Anteckning\nÅsen;Kontakt Ett;{text}\nÖby;{text};\n")
    assert people(found) == [(2, "Kontakt Ett", None, None)]
    said = [note for note in found.areas.warnings if note.key == "import.personal_number"]
    assert [(note.row, note.values) for note in said] == [
        (2, {"column": "Anteckning"}),
        (3, {"column": "Kontakt"}),
    ]


@pytest.mark.parametrize(
    "text",
    ["070-174 06 05", "0701740605", "070174 0605", "0582-12 34 56", "2014-05-03", "20140503",
     "6546101.439", "2014-05-03 12:00", "0203041235"],
)  # fmt: skip
def test_telephones_days_and_sizes_are_no_personal_identity_numbers(text: str) -> None:
    assert not says_personal_number(text)


def test_a_finnish_personal_identity_number_is_one_by_its_check_sign() -> None:
    assert says_personal_number("tunnus 131052-308T, puh.")
    assert says_personal_number("131052a308t")
    assert not says_personal_number("131052-308A")
    assert strike_personal_numbers("Hei 131052-308T, 131052-308A") == "Hei …, 131052-308A"


def test_a_code_of_ten_digits_is_one_unless_its_check_digit_is_right(tmp_path: Path) -> None:
    found = csv(tmp_path, "Kod;Område\n7001011234;Åsen\n7001011231;Öby\n")
    assert [one.code for one in found.areas.records] == ["7001011234", "7001011231"]
    found = csv(tmp_path, "Kod;Område\n8112189876;Åsen\n7001011231;Öby\n")
    assert [one.code for one in found.areas.records] == [None, "7001011231"]


def test_columns_of_identity_numbers_and_home_addresses_are_named_and_not_read(
    tmp_path: Path,
) -> None:
    found = csv(
        tmp_path,
        "Område;Namn;Personnr;Adress;Postnr;Telefon;Kontaktens hemadress\n"
        f"Åsen;Kontakt Ett;okänt;Hemgatan 7;694 30;{PHONES[0]};Hemgatan 7\n",
    )
    assert people(found) == [(2, "Kontakt Ett", PHONES[0], None)]
    assert found.contacts.columns.left_out == ("Adress", "Postnr", "Kontaktens hemadress")
    assert "Hemgatan" not in repr(found)
    assert keys(found) == [(0, "personal_number_column"), *[(0, "address_column")] * 3]


@pytest.mark.parametrize(
    "text",
    [
        "Skyddad identitet",
        "skyddade personuppgifter",
        "SEKRETESS",
        "sekr. mark.",
        "Kvarskrivning",
        "är kvarskriven",
        "fingerade personuppgifter",
        "hemlig adress",
        "SKYDDAT",
        "skydd. uppg.",
        "skydds-ID",
        "protected identity",
    ],
)
def test_nothing_is_read_of_whoever_has_a_protected_identity(tmp_path: Path, text: str) -> None:
    found = csv(tmp_path, f"Område;Kontakt;Telefon;Övrigt\nÅsen;Kontakt Ett;{PHONES[0]};{text}\n")
    assert (people(found), keys(found)) == ([], [(2, "protected")])


@pytest.mark.parametrize(
    "text", ["oskyddat läge", "hemligt möte", "skyltar skyddas", "fingerskiva"]
)
def test_other_words_keep_nobody_out(tmp_path: Path, text: str) -> None:
    found = csv(tmp_path, f"Område;Kontakt;Övrigt\nÅsen;Kontakt Ett;{text}\n")
    assert people(found) == [(2, "Kontakt Ett", None, None)]


# -- streets and columns -----------------------------------------------------------------------------


def test_streets_in_a_cell_are_kept_beside_the_area(tmp_path: Path) -> None:
    found = csv(tmp_path, "Område;Gator\nÅsen;Storgatan 1-15, Lillgatan udda\nÖby;-\n")
    assert found.streets == {2: "Storgatan 1-15, Lillgatan udda"}
    assert found.areas.unused == ()


def test_streets_under_each_other_in_a_cell_are_read_line_by_line(tmp_path: Path) -> None:
    found = csv(tmp_path, 'Område;Gator\nÅsen;"Storgatan 1-15,\n  Lillgatan udda\n\nParkvägen;"\n')
    assert found.streets == {2: "Storgatan 1-15, Lillgatan udda, Parkvägen"}


def test_a_list_of_streets_says_which_houses_are_meant() -> None:
    assert read_streets("Storgatan 1–15 udda, 20-24; Lillgatan (jämna)\nÅsvägen hela, Hult 7B") == (
        Stretch("Storgatan", 1, 15, Side.ODD),
        Stretch("Storgatan", 20, 24),
        Stretch("Lillgatan", side=Side.EVEN),
        Stretch("Åsvägen"),
        Stretch("Hult", 7, 7),
    )
    assert read_streets("Ågatan och Ögatan 3-4") == (
        Stretch("Ågatan"),
        Stretch("Ögatan", 3, 4),
    )
    odd = Stretch("Storgatan", 3, 9, Side.ODD)
    assert [number for number in range(1, 12) if odd.holds(number)] == [3, 5, 7, 9]
    assert Stretch("Storgatan").holds(700)
    assert read_streets("12") == ()


def test_columns_can_be_named_otherwise_than_they_seem(tmp_path: Path) -> None:
    text = f"Område;Namn;A;B;Utbildad\nÅsen;Kontakt Ett;{PHONES[0]};hemligt;nej\n"
    found = csv(tmp_path, text, ("phone", "A"), ("left_out", "B"), ("left_out", "Utbildad"))
    assert people(found) == [(2, "Kontakt Ett", PHONES[0], None)]
    assert found.contacts.columns.left_out == ("B", "Utbildad")
    renamed = csv(tmp_path, text, ("name", "Namn"))
    assert renamed.areas.mapping["name"] == "Namn"
    assert people(renamed) == []


def test_a_field_or_column_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="no_such_field"):
        contact_columns(["Område"], [("telefax", "Område")])
    with pytest.raises(Refused, match="no_such_column"):
        contact_columns(["Område"], [("phone", "Telefon")])


def test_the_row_of_the_headings_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("Område;Ort\nNamn på platsen;Vem\nÅsen;Kontakt Ett\n", "utf-8")
    table = read_table(path, ReadOptions(header=2))
    assert (table.header, table.columns) == (2, ("Namn på platsen", "Vem"))
    assert read_table(path, ReadOptions()).header == 1
    with pytest.raises(Refused, match="no_header"):
        read_table(path, ReadOptions(header=9))


def test_a_column_that_is_not_to_be_read_is_not(tmp_path: Path) -> None:
    text = "Område;Kontakt;Telefon;Ort\nÅsen;Kontakt Ett;070-174 06 05;Hallsberg\n"
    found = csv(tmp_path, text, ("ignored", "Kontakt"), ("ignored", "Ort"), ("ignored", "Telefon"))
    assert (people(found), found.areas.mapping) == ([], {"name": "Område"})
    assert found.areas.unused == ()
    assert found.contacts.notes == ()


def test_merged_cells_are_filled_downwards_as_far_as_the_sheet_reaches(tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Blad 1")
        page.write_row(0, 0, ["Område", "Ort", "Kontakt"])
        page.merge_range("A2:A3", "Åsen")
        page.merge_range("B2:C2", "Hallsberg")
        page.write("C3", "Kontakt Ett")
        page.merge_range("A4:A900", "Öby")
        page.merge_range("AZ1:AZ4", "")
        page.merge_range("A1000:A1001", "")
    found = listed(path)
    assert [(one.name, one.rows) for one in found.areas.records] == [
        ("Åsen", (2, 3)),
        ("Öby", (4,)),
    ]
    cells: list[list[str | None]] = [["A"], ["x"], [None], [None]]
    fill_merged(cells, path, "Blad 2")
    (tmp_path / "trasig.xlsx").write_bytes(b"PK")
    fill_merged(cells, tmp_path / "trasig.xlsx", "Blad 1")
    assert cells == [["A"], ["x"], [None], [None]]
    fill_merged(cells, path, "Blad 1")
    assert cells == [["A"], ["x"], ["x"], [None]]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("+46 (0)19-12 34 56", "019123456"),
        ("+47 22 12 34 56", "+4722123456"),
        ("019/123456", "019-123456"),
        ("(070) 174 06 05", "070-174 06 05"),
        ("46701740605", "070-174 06 05"),
        ("112", None),
        ("12345678901234567", None),
        ("ring mig", None),
    ],
)
def test_a_telephone_number_is_kept_in_one_way(text: str, kept: str | None) -> None:
    assert kept_phone(text) == kept
    assert digits(kept) == (kept or "").translate({ord(sign): None for sign in " -"})


def test_a_list_whose_areas_nothing_names_still_says_what_its_columns_seem_to_hold(
    tmp_path: Path,
) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("Kontakt;Telefon\nKontakt Ett;070-174 06 05\n", "utf-8")
    assert meanings(read(path)) == {"Kontakt": "contact", "Telefon": "phone"}


def test_a_name_that_is_said_again_in_another_place_is_another_area(tmp_path: Path) -> None:
    found = csv(
        tmp_path,
        "Område;Ort;Kontakt\n"
        "Åsen;Hallsberg;Kontakt Ett\n"
        "Åsen;;Kontakt Två\n"
        "Åsen;Pålsboda;Kontakt Tre\n",
    )
    assert [one.rows for one in found.areas.records] == [(2, 3), (4,)]
