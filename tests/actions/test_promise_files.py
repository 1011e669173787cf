"""Files of promises: read in as one change, found again, corrected; and what was published of real ones."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from acting import NOW, doing
from promising import with_role

from grannsamverkan.actions import baselines, indicators, promises
from grannsamverkan.actions.imports import undo_import
from grannsamverkan.actions.promise_files import PromiseReport, import_promises
from grannsamverkan.data import GEODATA, data_folder
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.activities import Audience
from grannsamverkan.domain.promises import (
    Aim,
    BaselineFrom,
    Indicator,
    Promise,
    PromiseNote,
    Rule,
    School,
    Stage,
    Wording,
)
from grannsamverkan.errors import Conflict, GrannsamverkanError, NotFound, Refused, TooLarge
from grannsamverkan.exchange.promise_files import read_promises
from grannsamverkan.i18n import LANGUAGES, translator
from grannsamverkan.register import Register

HALLSBERG = data_folder(GEODATA) / "hallsberg" / "promises.toml"

FILE = """
municipality = "1861"

[common]
start = 2019-11-28
parties = ["police"]
responsible = "police"

[[school]]
name = "Transtenskolan"
stage = "compulsory"

[[promise]]
key = "lofte-a"
title = "Ett löfte"
text = "Det lovas."
last_day = 2021-05-31
successor = "lofte-b"

[[promise.indicator]]
key = "antal"
name = "Områden"
rule = "stock_active"
aim = "at_least"
value = 12

[[promise.note]]
key = "forsta"
on = 2020-03-01
text = "Något har hänt."

[[promise]]
key = "lofte-b"
title = "Nästa löfte"
text = "Det lovas mer."
start = 2021-06-01
"""


def read_in(
    register: Register, folder: Path, text: str, *, dry: bool = False, municipality: str = "1861"
) -> PromiseReport:
    """Read in a file of promises."""
    path = folder / "loften.toml"
    path.write_text(text, "utf-8")
    file = read_promises(path)
    return import_promises(doing(register, dry=dry), file, municipality=municipality)


def came(report: PromiseReport) -> dict[str, str]:
    """Return what became of each thing, by its id; of a school by its name."""
    return {
        one.name if one.kind == "school" else f"{one.kind} {one.id}": one.what
        for one in report.taken
    }


def test_a_file_is_read_in_as_one_change_and_taken_back_as_one(
    register: Register, tmp_path: Path
) -> None:
    empty = register.head()
    tried = read_in(register, tmp_path, FILE, dry=True)
    assert tried.seq is None
    assert register.head() == empty
    report = read_in(register, tmp_path, FILE)
    assert came(report) == came(tried)
    assert set(came(report).values()) == {"new"}
    one, other = sorted(register.facts(Promise), key=lambda promise: promise.id)
    assert (one.id, one.successor_id, one.reviewed_on) == ("lofte-a", "lofte-b", NOW.date())
    assert (one.start, other.start, one.parties) == (
        date(2019, 11, 28),
        date(2021, 6, 1),
        ("police",),
    )
    assert [found.id for found in register.facts(Indicator)] == ["lofte-a.antal"]
    assert [found.id for found in register.facts(PromiseNote)] == ["lofte-a.forsta"]
    assert report.seq is not None
    assert undo_import(doing(register), report.seq) == []
    for cls in (Promise, Indicator, PromiseNote, School):
        assert register.facts(cls) == ()
    again = read_in(register, tmp_path, FILE)
    assert came(again) == came(report)


def test_read_in_again_it_corrects_what_it_made_and_leaves_the_rest(
    register: Register, tmp_path: Path
) -> None:
    read_in(register, tmp_path, FILE)
    same = read_in(register, tmp_path, FILE)
    assert same.seq is None
    assert set(came(same).values()) == {"same"}
    baselines.state_baseline(
        doing(register), "lofte-a", "lofte-a.antal", value=10, on=date(2019, 11, 28), source="x"
    )
    promises.correct(doing(register), "lofte-a", problem="Inbrott.")
    indicators.add(doing(register), "lofte-a", name="Startade", rule=Rule.GROSS_STARTED)
    altered = FILE.replace("value = 12", "value = 14").replace("Det lovas.", "Det lovades.")
    report = read_in(register, tmp_path, altered)
    changed = {one.id: one.fields for one in report.taken if one.what == "changed"}
    assert changed == {"lofte-a": ("text",), "lofte-a.antal": ("value",)}
    kept = {one.id: one for one in register.facts(Indicator)}
    assert len(kept) == 2
    assert (kept["lofte-a.antal"].value, kept["lofte-a.antal"].baseline) == (14.0, 10.0)
    assert next(iter(register.facts(Promise, "lofte-a"))).problem == "Inbrott."
    emptied = read_in(
        register,
        tmp_path,
        altered.replace('text = "Det lovades."', 'text = "Det lovades."\nproblem = ""'),
    )
    assert [one.fields for one in emptied.taken if one.what == "changed"] == [("problem",)]
    unfollowed = altered.replace('successor = "lofte-b"\n', "")
    assert set(came(read_in(register, tmp_path, unfollowed)).values()) == {"same"}


def test_a_key_of_another_municipality_is_not_taken_over(two: Register, tmp_path: Path) -> None:
    read_in(two, tmp_path, FILE)
    with pytest.raises(Conflict, match=r"promises\.key_taken"):
        read_in(two, tmp_path, FILE.replace('"1861"', '"1881"'))
    there = FILE.replace('municipality = "1861"\n', "").replace("lofte-", "kumla-")
    read_in(two, tmp_path, there, municipality="1881")
    assert {one.municipality for one in two.facts(Promise)} == {"1861", "1881"}


def test_a_file_is_read_in_by_whoever_may_keep_promises(register: Register, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(FILE, "utf-8")
    file = read_promises(path)
    with pytest.raises(NotFound):
        import_promises(with_role(register, Role.CONTACT), file)
    assert import_promises(with_role(register, Role.POLICE), file).seq


WRONG: Mapping[str, tuple[str, str]] = {
    "an unknown field": ('title = "Ett löfte"', 'titel = "Ett löfte"'),
    "an unknown table": ("[common]", "[allmant]"),
    "a word that is none": ('rule = "stock_active"', 'rule = "active"'),
    "a day that is none": ("start = 2019-11-28", 'start = "igår"'),
    "a time for a day": ("start = 2019-11-28", "start = 2019-11-28T10:00:00"),
    "a number for a text": ('title = "Ett löfte"', "title = 7"),
    "a text for a number": ("value = 12", 'value = "tolv"'),
    "a truth for a number": ("value = 12", "value = true"),
    "no truth": ("value = 12", 'decisive = "kanske"'),
    "a number for a day": ("start = 2019-11-28", "start = 2019"),
    "no list": ('parties = ["police"]', "parties = 3"),
    "a list of numbers": ('parties = ["police"]', "parties = [3]"),
    "half a month": ("last_day = 2021-05-31", "follow_up_months = 2.5"),
    "no key": ('key = "lofte-a"\n', ""),
    "a key with capitals": ('key = "lofte-a"', 'key = "Löfte A"'),
    "a key twice": ('key = "lofte-b"', 'key = "lofte-a"'),
    "an indicator's bad key": ('key = "antal"', 'key = "7"'),
    "a table that is a text": ("[common]", "school = 3\n[common]"),
    "tables that are one": ("[[promise.note]]", "[promise.note]"),
    "common that is a text": ("[common]", 'common = "x"\n[[school]]'),
    "not TOML": ("[[promise]]", "[[promise"),
    "no name": ('name = "Transtenskolan"\n', ""),
    "no such stage": ('stage = "compulsory"', 'stage = "f-9"'),
    "no stage": ('stage = "compulsory"\n', ""),
    "no title": ('title = "Ett löfte"\n', ""),
    "an empty title": ('title = "Ett löfte"', 'title = ""'),
    "no rule": ('rule = "stock_active"\n', ""),
    "no day": ("on = 2020-03-01\n", ""),
    "a rule that asks for more": ("value = 12\n", ""),
    "a successor before it": ("start = 2021-06-01", "start = 2001-06-01"),
    "a successor that is none": ('successor = "lofte-b"', 'successor = "lofte-c"'),
    "no such municipality": ('municipality = "1861"', 'municipality = "0001"'),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_file_that_cannot_be_is_refused_whole_with_a_text(
    register: Register, tmp_path: Path, what: str
) -> None:
    right, wrong = WRONG[what]
    assert right in FILE
    before = register.head()
    with pytest.raises(Refused) as refused:
        read_in(register, tmp_path, FILE.replace(right, wrong, 1))
    assert register.head() == before
    for language in LANGUAGES:
        assert translator(language).error(refused.value)


def test_what_is_wrong_is_said_with_its_place(register: Register, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_in(register, tmp_path, FILE.replace("value = 12", 'value = "tolv"'))
    said = translator("sv").error(refused.value)
    assert said == "lofte-a: antal: value kan inte vara ”tolv”. Skriv ett tal."
    with pytest.raises(Refused) as refused:
        read_in(register, tmp_path, FILE.replace("value = 12\n", ""))
    assert translator("sv").error(refused.value).startswith("lofte-a: Skriv talet som lovades")


def faults(folder: Path) -> dict[str, Callable[[], Path]]:
    def large() -> Path:
        path = folder / "stor.toml"
        path.write_bytes(b"#" * 1_000_001)
        return path

    def latin() -> Path:
        path = folder / "latin.toml"
        path.write_bytes('title = "löfte"'.encode("latin-1"))
        return path

    return {"missing": lambda: folder / "finns-inte.toml", "large": large, "latin": latin}


@pytest.mark.parametrize(
    ("what", "error"), [("missing", NotFound), ("large", TooLarge), ("latin", Refused)]
)
def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, what: str, error: type[GrannsamverkanError]
) -> None:
    with pytest.raises(error):
        read_promises(faults(tmp_path)[what]())


# -- what was published ------------------------------------------------------------------------------


def test_hallsbergs_three_promises_are_retold_without_a_number(register: Register) -> None:
    import_promises(doing(register), read_promises(HALLSBERG))
    kept = {one.id.removeprefix("hallsberg-2019-"): one for one in register.facts(Promise)}
    assert set(kept) == {"narkotika", "skolor", "grannsamverkan"}
    for one in kept.values():
        assert (one.start, one.last_day) == (date(2019, 11, 28), date(2021, 5, 31))
        assert one.wording is Wording.RETOLD
        assert one.source_url == "https://polisen.se/om-polisen/medborgarloften/hallsberg/"
    followed = {one.id.partition(".")[2]: one for one in register.facts(Indicator)}
    assert all(one.value is None for one in followed.values())
    assert {followed[key].targeted for key in ("riktade", "vardag")} == {True, False}
    for key, audience in (("elever", Audience.PUPILS), ("foraldrar", Audience.PARENTS)):
        schools = followed[key]
        assert (schools.audience, schools.stage, schools.aim, schools.whole) == (
            audience,
            Stage.OFFERED,
            Aim.ALL,
            None,
        )
    number = followed["antal"]
    assert (number.aim, number.baseline_from, number.baseline_on) == (
        Aim.MORE,
        BaselineFrom.REGISTER,
        date(2019, 11, 27),
    )
    names = {school.name for school in register.facts(School)}
    assert {name for name in names if not name.startswith("Exempelskola")} == {
        "Transtenskolan",
        "Folkasboskolan",
        "Alléskolan",
    }
