"""What the public may know of reports: what is published, its newest version, and its files by name and hash."""

from datetime import date

import pytest

from grannsamverkan.domain.promises import Promise
from grannsamverkan.domain.public_reports import concerns, public_reports, published_hash
from grannsamverkan.domain.reporting import Report, ReportKind, ReportState, file_key

FIRST, LAST = date(2020, 1, 1), date(2020, 12, 31)


def report(report_id: str = "a", **facts: object) -> Report:
    given: dict[str, object] = {
        "municipality": "1861", "start": FIRST, "last_day": LAST, "state": ReportState.PUBLISHED,
    }  # fmt: skip
    return Report(id=report_id, **{**given, **facts})  # type: ignore[arg-type]  # fields known by name only


def promise(start: date, last_day: date | None, *places: str) -> Promise:
    return Promise(
        id="p", municipality="1861", municipalities=places, title="x", text="x", start=start,
        last_day=last_day,
    )  # fmt: skip


@pytest.mark.parametrize("state", [one for one in ReportState if one is not ReportState.PUBLISHED])
def test_what_is_not_published_is_not_there_and_nothing_tells_that_it_is_under_way(
    state: ReportState,
) -> None:
    waiting = report("b", state=state, version=2, corrects="a", files=("x.json=1",))
    (one,) = public_reports([report(), waiting], {})
    assert (one.report.id, one.newer_id) == ("a", None)
    assert published_hash(waiting, "x.json") is None


def test_the_newest_period_comes_first_and_of_a_period_the_newest_version() -> None:
    kumla = report("k", municipality="1881")
    final = report("f", kind=ReportKind.FINAL)
    half = report("h", start=date(2020, 7, 1))
    early = report("e", start=date(2019, 1, 1), last_day=date(2019, 12, 31), version=9)
    versions = [report(f"v{number}", version=number) for number in (1, 2, 3)]
    found = public_reports([early, *versions, kumla, final, half], {})
    assert [one.report.id for one in found] == ["h", "f", "v3", "v2", "v1", "k", "e"]


def test_every_earlier_version_leads_to_the_newest_also_past_one_that_was_withdrawn() -> None:
    withdrawn = report("b", version=2, state=ReportState.WITHDRAWN)
    newest = report("c", version=3, corrects="b")
    other = report("d", kind=ReportKind.FINAL, version=4)
    found = public_reports([report(), withdrawn, newest, other], {})
    assert {one.report.id: one.newer_id for one in found} == {"a": "c", "c": None, "d": None}


@pytest.mark.parametrize(
    ("name", "format_", "language"),
    [
        ("grannsamverkan-1861-2020.sv.html", "html", "sv"),
        ("grannsamverkan-1861-2020-v2.en.pdf", "pdf", "en"),
        ("grannsamverkan-1861-2020.sv-siffror.csv", "csv", "sv"),
        ("grannsamverkan-1861-2020.sv-siffror.json", "json", None),
        ("rapport.html", "html", None),
        ("utan", "utan", None),
    ],
)
def test_a_file_tells_its_format_and_language_by_its_name(
    name: str, format_: str, language: str | None
) -> None:
    (one,) = public_reports([report(files=(f"{name}=ab",))], {})
    (file,) = one.files
    assert (file.name, file.sha256, file.format, file.language) == (name, "ab", format_, language)
    assert file.size_bytes is None


def test_a_file_has_the_size_of_what_is_kept_of_its_own_report() -> None:
    sizes = {file_key("a", "x.pdf"): 12, file_key("b", "y.pdf"): 13}
    (one,) = public_reports([report(files=("x.pdf=1", "y.pdf=2"))], sizes)
    assert [file.size_bytes for file in one.files] == [12, None]


def test_only_a_file_that_was_published_has_a_hash() -> None:
    of = report(files=("x.pdf=12", "y=z.pdf=34"))
    assert published_hash(of, "x.pdf") == "12"
    assert published_hash(of, "y=z.pdf") == "34"
    assert published_hash(of, "z.pdf") is None


@pytest.mark.parametrize(
    ("start", "last_day", "places", "told"),
    [
        (date(2019, 11, 28), date(2021, 5, 31), (), True),
        (date(2020, 12, 31), None, (), True),
        (date(2021, 1, 1), None, (), False),
        (date(2019, 1, 1), date(2020, 1, 1), (), True),
        (date(2019, 1, 1), date(2019, 12, 31), (), False),
        (date(2020, 1, 1), None, ("1881",), True),
    ],
)
def test_a_report_concerns_a_promise_that_was_in_force_on_any_of_its_days(
    start: date, last_day: date | None, places: tuple[str, ...], *, told: bool
) -> None:
    made = promise(start, last_day, *places)
    assert concerns(report(), made) is told
    assert concerns(report(municipality="1881"), made) is (told and bool(places))


@pytest.mark.parametrize(
    ("start", "last_day", "year"),
    [
        (FIRST, LAST, 2020),
        (date(2019, 1, 1), LAST, None),
        (date(2020, 1, 2), LAST, None),
        (FIRST, date(2020, 12, 30), None),
    ],
)
def test_a_report_is_on_a_year_when_it_covers_it_all_and_nothing_else(
    start: date, last_day: date, year: int | None
) -> None:
    assert report(start=start, last_day=last_day).year == year
