"""Schools are entered, put right, closed and read from a list; a row is of the school with its code or its name."""

from datetime import date
from pathlib import Path

import pytest
from acting import TODAY, doing
from promising import with_role

from grannsamverkan.actions import areas, schools
from grannsamverkan.actions.deeds import mark
from grannsamverkan.actions.schools import SchoolReport, import_schools
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.promises import School, SchoolStage
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.exchange.readers import read_table
from grannsamverkan.exchange.schools import read_schools
from grannsamverkan.exchange.tables import ReadOptions
from grannsamverkan.register import Register

GR, GY = SchoolStage.COMPULSORY, SchoolStage.UPPER_SECONDARY


def read_in(
    register: Register,
    folder: Path,
    text: str,
    *,
    stage: SchoolStage | None = None,
    dry: bool = False,
) -> SchoolReport:
    """Read in a list that is written as CSV with semicolons."""
    path = folder / "skolor.csv"
    path.write_text(text, "utf-8")
    file = read_schools(read_table(path, ReadOptions()))
    return import_schools(doing(register, dry=dry), "1861", file, stage=stage)


def test_a_school_is_entered_put_right_and_closed(register: Register) -> None:
    one = schools.enter(
        doing(register),
        "1861",
        " Transtenskolan ",
        GR,
        code="12345678",
        since=date(1990, 1, 1),
    ).of
    assert one == School(
        id=one.id,
        municipality="1861",
        name="Transtenskolan",
        stage=GR,
        code="12345678",
        since=date(1990, 1, 1),
    )
    after = schools.correct(doing(register), "1861", one.id, seen=mark(one), code="").of
    assert after.code is None
    closed = schools.close(doing(register), "1861", one.id, TODAY, seen=mark(after)).of
    assert closed.until == TODAY
    assert register.facts(School, "1861") == (closed,)
    with pytest.raises(Conflict):
        schools.correct(doing(register), "1861", one.id, seen=mark(one), name="x")
    with pytest.raises(Refused, match=r"deed\.nothing_to_change"):
        schools.close(doing(register), "1861", one.id, TODAY)
    with pytest.raises(NotFound):
        schools.close(doing(register), "1861", "nothing", TODAY)


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"name": " – "}, "promises.school_name_missing"),
        ({"code": "1234"}, "promises.school_code"),
        ({"code": "1234567x"}, "promises.school_code"),
        ({"code": "²2345678"}, "promises.school_code"),
        ({"since": date(1066, 1, 1)}, "promises.no_such_day"),
        ({"since": TODAY, "until": TODAY}, "promises.backwards"),
        ({"name": "alléskolan"}, "promises.school_exists"),
        ({"code": "87654321"}, "promises.school_code_taken"),
    ],
)
def test_a_school_that_cannot_be_is_refused(
    register: Register, facts: dict[str, object], key: str
) -> None:
    schools.enter(doing(register), "1861", "Alléskolan", GY, code="87654321")
    stated: dict[str, object] = {"name": "Transtenskolan", "stage": GR, **facts}
    with pytest.raises(Refused) as refused:
        schools.enter(doing(register), "1861", **stated)  # type: ignore[arg-type]  # fields known by name only
    assert refused.value.key == key


def test_schools_are_kept_by_those_who_keep_promises(register: Register) -> None:
    schools.enter(with_role(register, Role.POLICE), "1861", "A-skolan", GR)
    with pytest.raises(NotFound):
        schools.enter(with_role(register, Role.ADMINISTRATOR), "1861", "B-skolan", GR)
    with pytest.raises(NotFound):
        schools.enter(doing(register), "0001", "B-skolan", GR)


LIST = """Skola;Skolenhetskod;Skolform
Transtenskolan;12345678;Grundskola
Alléskolan;87654321;Gymnasieskola
Folkasboskolan;;åk F-9
;;
Totalt 3;;
"""


def test_a_list_is_read_in_as_one_change_and_once_more_changes_nothing(
    register: Register, tmp_path: Path
) -> None:
    tried = read_in(register, tmp_path, LIST, dry=True)
    assert tried.seq is None
    assert register.facts(School) == ()
    report = read_in(register, tmp_path, LIST)
    assert report.new == tried.new == ("Transtenskolan", "Alléskolan", "Folkasboskolan")
    assert {one.name: one.stage for one in register.facts(School)} == {
        "Transtenskolan": GR,
        "Alléskolan": GY,
        "Folkasboskolan": GR,
    }
    again = read_in(register, tmp_path, LIST)
    assert (again.seq, again.new, again.same) == (None, (), report.new)
    assert report.seq is not None
    areas.undo(doing(register), report.seq)
    assert register.facts(School) == ()


def test_a_row_is_of_the_school_with_its_code_else_with_its_name(
    register: Register, tmp_path: Path
) -> None:
    read_in(register, tmp_path, LIST)
    known = {one.name: one.id for one in register.facts(School)}
    report = read_in(
        register,
        tmp_path,
        "Namn;Kod\nTransten;12345678\nFOLKASBOSKOLAN;11112222\nNy skola;33334444\n",
        stage=GR,
    )
    assert report.changed == ("Transten", "FOLKASBOSKOLAN")
    assert report.new == ("Ny skola",)
    now = {one.id: (one.name, one.code, one.stage) for one in register.facts(School)}
    assert now[known["Transtenskolan"]] == ("Transten", "12345678", GR)
    assert now[known["Folkasboskolan"]] == ("FOLKASBOSKOLAN", "11112222", GR)
    assert now[known["Alléskolan"]] == ("Alléskolan", "87654321", GY)


def test_rows_that_cannot_be_used_are_told_and_the_others_taken(
    register: Register, tmp_path: Path
) -> None:
    read_in(register, tmp_path, LIST)
    report = read_in(
        register,
        tmp_path,
        "Skola;Skolenhetskod;Skolform\nA-skolan;;Komvux\nB-skolan;;\nC-skolan;12;Gy\n"
        "Transtenskolan;99998888;Gr\nD-skolan;okänt;gymnasium\n;55556666;Gr\n",
    )
    assert report.new == ("D-skolan",)
    assert [(one.row, one.key) for one in report.refused] == [
        (2, "error.promises.bad_school_stage"),
        (3, "error.promises.school_stage_missing"),
        (4, "error.promises.school_code"),
        (5, "error.promises.school_exists"),
        (7, "error.promises.school_name_missing"),
    ]


def test_a_list_without_names_is_refused(register: Register, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"promises\.no_school_names"):
        read_in(register, tmp_path, "Skolenhetskod;Elever\n12345678;200\n")
