"""Published reports and their files, as everyone has them from either store."""

from hashlib import sha256

import pytest

from grannsamverkan.domain.reporting import Report, ReportFile, ReportState, file_key
from grannsamverkan.errors import NotFound, Unavailable
from grannsamverkan.register import Register
from reported import keep, made_up, report


@pytest.fixture
def published(register: Register) -> Report:
    """Give a report that is published in the register."""
    return keep(register, report("r"))


def test_the_list_has_names_sizes_and_hashes(register: Register, published: Report) -> None:
    (one,) = register.public_reports()
    assert one.report == published
    assert [(file.name, file.sha256, file.size_bytes) for file in one.files] == [
        (name, sha256(content).hexdigest(), len(content))
        for name, content in made_up(published).items()
    ]


def test_a_file_is_handed_out_byte_for_byte(register: Register, published: Report) -> None:
    for name, content in made_up(published).items():
        assert register.public_report_file("r", name).content == content


@pytest.mark.parametrize("state", [one for one in ReportState if one is not ReportState.PUBLISHED])
def test_of_what_is_not_published_nothing_is_handed_out(
    register: Register, state: ReportState
) -> None:
    kept = keep(register, report("r", state=state))
    assert register.public_reports() == ()
    with pytest.raises(NotFound, match=r"web\.report"):
        register.public_report_file("r", next(iter(made_up(kept))))


def test_a_file_that_the_ledger_does_not_name_is_not_handed_out(
    register: Register, published: Report
) -> None:
    planted = ReportFile(
        id=file_key("r", "annat.html"), report_id="r", name="annat.html", media_type="text/html",
        content=b"x",
    )  # fmt: skip
    with register.private() as private:
        private.put(planted)
    for report_id, name in (("r", "annat.html"), ("s", "rapport-v1.sv.html"), ("", "")):
        with pytest.raises(NotFound):
            register.public_report_file(report_id, name)
    assert "annat.html" not in {one.name for one in register.public_reports()[0].files}
    assert published.files


@pytest.mark.parametrize("gone", [True, False])
def test_a_file_that_is_not_as_it_was_published_is_not_handed_out(
    register: Register, published: Report, *, gone: bool
) -> None:
    name = next(iter(made_up(published)))
    key = file_key("r", name)
    with register.private() as private:
        (kept,) = private.find(ReportFile, id=key)
        private.remove(ReportFile, key)
        if not gone:
            private.put(
                ReportFile(
                    id=key, report_id="r", name=name, media_type=kept.media_type, content=b"annat"
                )
            )
    with pytest.raises(Unavailable, match="report_file"):
        register.public_report_file("r", name)
    (one,) = register.public_reports()
    assert one.files[0].size_bytes == (None if gone else 5)
