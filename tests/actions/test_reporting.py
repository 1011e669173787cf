"""A report goes from draft to published, rests on what was known then, and can be made again for ever."""

import inspect
import re
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import pytest
import sqlalchemy as sa
from acting import NOW, NewRegister, doing, on
from led_reports import LAST, START, corrected, published, rendered
from promising import followed, promised, with_role

from grannsamverkan.actions import areas, policies, reporting
from grannsamverkan.actions.deeds import mark
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.places import set_borders
from grannsamverkan.actions.reports import (
    NUMBERS,
    account,
    commentaries,
    files_of,
    next_of,
    report_of,
    reports_of,
    standing,
    verify_report,
)
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.domain.reporting import Report, ReportFile, ReportKind, ReportState
from grannsamverkan.domain.yearly_numbers import digest, numbers
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.i18n import LANGUAGES, translator
from grannsamverkan.register import Register, guards, verify
from known import running as started
from samples import square
from stores import engine_of


def running(register: Register, name: str, since: str, north_m: float = 0) -> str:
    """Enter an area that has been active since a day."""
    return areas.found(
        doing(register, from_records=True),
        name=name,
        municipality="1861",
        event=Event.INHERIT,
        on=on(since),
        polygon=square(0, north_m),
        locality="Hallsberg",
    )


@pytest.fixture
def lived(register: Register) -> Register:
    """Give a register with two areas and a promise."""
    running(register, "Norrängen", "2019-03-01")
    running(register, "Södergård", "2020-05-01", 1_000)
    promised(register)
    return register


def test_a_report_goes_from_draft_to_published(lived: Register) -> None:
    coordinator = with_role(lived, Role.COORDINATOR)
    draft = reporting.begin(coordinator, "1861", START, LAST)
    assert (draft.state, draft.version, draft.known_seq) == (ReportState.DRAFT, 1, None)
    known = lived.head()
    approved = reporting.approve(coordinator, draft.id)
    assert (approved.state, approved.approved_by) == (ReportState.APPROVED, "coordinator")
    assert (approved.known_seq, approved.known_hash) == (known.seq, known.hash)
    done = reporting.publish(coordinator, draft.id, rendered(lived, approved))
    assert (done.state, done.published_on) == (ReportState.PUBLISHED, NOW.date())
    files = files_of(lived, draft.id)
    assert [one.name for one in files] == [f"rapport-{NUMBERS}", "rapport.html"]
    assert done.files == tuple(f"{one.name}={sha256(one.content).hexdigest()}" for one in files)
    assert done.numbers_sha256 == sha256(files[0].content).hexdigest()
    assert report_of(lived, draft.id) == done
    assert verify_report(lived, draft.id).intact


def test_an_approved_report_can_be_opened_again_and_no_other(lived: Register) -> None:
    draft = reporting.begin(doing(lived), "1861", START, LAST)
    with pytest.raises(Conflict, match="not_approved"):
        reporting.reopen(doing(lived), draft.id)
    reporting.approve(doing(lived), draft.id)
    assert reporting.reopen(doing(lived), draft.id) == draft
    with pytest.raises(Conflict, match="not_approved"):
        reporting.publish(doing(lived), draft.id, {})
    reporting.approve(doing(lived), draft.id)
    with pytest.raises(Conflict, match="not_draft"):
        reporting.approve(doing(lived), draft.id)


def test_a_period_that_is_not_over_or_runs_backwards_is_refused(lived: Register) -> None:
    with pytest.raises(Refused, match=r"period\.empty"):
        reporting.begin(doing(lived), "1861", LAST, START)
    with pytest.raises(Refused, match="not_over"):
        reporting.begin(doing(lived), "1861", START, NOW.date() + timedelta(days=1))
    with pytest.raises(Refused, match="no_such_year"):
        reporting.begin(doing(lived), "1861", date(1, 1, 1), LAST)
    with pytest.raises(NotFound):
        reporting.begin(doing(lived), "0000", START, LAST)


def test_a_period_has_one_report_at_a_time_and_a_published_one_is_corrected(
    lived: Register,
) -> None:
    draft = reporting.begin(doing(lived), "1861", START, LAST)
    with pytest.raises(Conflict, match="begun_already"):
        reporting.begin(doing(lived), "1861", START, LAST)
    final = reporting.begin(doing(lived), "1861", START, LAST, ReportKind.FINAL)
    assert {one.id for one in reports_of(lived, "1861")} == {draft.id, final.id}
    reporting.approve(doing(lived), draft.id)
    reporting.publish(doing(lived), draft.id, rendered(lived, report_of(lived, draft.id)))
    with pytest.raises(Conflict, match="correct_instead"):
        reporting.begin(doing(lived), "1861", START, LAST)


def test_commentaries_are_written_into_drafts_alone(lived: Register) -> None:
    draft = reporting.begin(doing(lived), "1861", START, LAST)
    reporting.write(doing(lived), draft.id, "summary", {"sv": "  Ett gott år. "})
    reporting.write(doing(lived), draft.id, "lessons", {"sv": "Mer tid."})
    reporting.write(doing(lived), draft.id, "lessons", {"sv": " "})
    assert account(lived, draft).texts == {("summary", "sv"): "Ett gott år."}
    for part, language in (("weather", "sv"), ("summary", "la")):
        with pytest.raises(NotFound):
            reporting.write(doing(lived), draft.id, part, {language: "Prov."})
    reporting.approve(doing(lived), draft.id)
    with pytest.raises(Conflict, match="not_draft"):
        reporting.write(doing(lived), draft.id, "summary", {"sv": "Ett bättre år."})


def test_a_commentary_is_kept_in_every_language_or_in_none(lived: Register) -> None:
    draft = reporting.begin(doing(lived), "1861", START, LAST)
    both = {"sv": "Ett gott år.", "en": "A good year."}
    reporting.write(doing(lived), draft.id, "summary", both, seen=mark(None))
    told = account(lived, draft).texts
    assert told == {("summary", language): text for language, text in both.items()}
    too_long = {"sv": "Kort.", "en": "word " * 151}
    with pytest.raises(Refused, match="summary_too_long"):
        reporting.write(doing(lived), draft.id, "summary", too_long)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        reporting.write(doing(lived), draft.id, "summary", {"sv": "Annat."}, seen=mark(None))
    assert account(lived, draft).texts == told
    with lived.looking() as private:
        seen = mark(commentaries(private, draft.id)["summary"])
    reporting.write(doing(lived), draft.id, "summary", {"sv": "Annat."}, seen=seen)
    assert account(lived, draft).texts["summary", "sv"] == "Annat."


def test_a_draft_begun_by_mistake_is_withdrawn_and_can_be_opened_again(lived: Register) -> None:
    draft = reporting.begin(doing(lived), "1861", START, LAST)
    reporting.write(doing(lived), draft.id, "summary", {"sv": "Ett gott år."})
    assert reporting.withdraw(doing(lived), draft.id).state is ReportState.WITHDRAWN
    with pytest.raises(Conflict, match="not_draft"):
        reporting.withdraw(doing(lived), draft.id)
    other = reporting.begin(doing(lived), "1861", START, LAST)
    with pytest.raises(Conflict, match="begun_already"):
        reporting.reopen(doing(lived), draft.id)
    reporting.withdraw(doing(lived), other.id)
    assert reporting.reopen(doing(lived), draft.id) == draft
    assert account(lived, draft).texts == {("summary", "sv"): "Ett gott år."}
    assert published(lived, date(2021, 1, 1), date(2021, 12, 31)).state is ReportState.PUBLISHED


def test_a_correction_begun_by_mistake_does_not_stand_in_the_way(lived: Register) -> None:
    before = published(lived)
    mistaken = reporting.correct(doing(lived), before.id, "Inget var fel.")
    assert next_of(lived, before) == mistaken
    reporting.withdraw(doing(lived), mistaken.id)
    assert next_of(lived, before) is None
    again = reporting.correct(doing(lived), before.id, "Ett område saknades.")
    assert (again.version, next_of(lived, before)) == (2, again)
    with pytest.raises(Conflict, match="begun_already"):
        reporting.reopen(doing(lived), mistaken.id)
    reporting.withdraw(doing(lived), again.id)
    assert reporting.reopen(doing(lived), mistaken.id) == mistaken


def test_a_withdrawn_correction_is_not_opened_once_another_has_been_published(
    lived: Register,
) -> None:
    before = published(lived)
    mistaken = reporting.correct(doing(lived), before.id, "Inget var fel.")
    reporting.withdraw(doing(lived), mistaken.id)
    corrected(lived, before)
    with pytest.raises(Conflict, match="corrected_already"):
        reporting.reopen(doing(lived), mistaken.id)


def test_of_two_corrections_of_one_report_no_more_than_one_is_published(lived: Register) -> None:
    before = published(lived)
    first = reporting.correct(doing(lived), before.id, "Inget var fel.")
    first = reporting.approve(doing(lived), first.id)
    second = replace(first, id="second", state=ReportState.PUBLISHED, published_on=NOW.date())
    with lived.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        change.set_facts(Report, second.id, [second])
    with pytest.raises(Conflict, match="corrected_already"):
        reporting.publish(doing(lived), first.id, rendered(lived, first))


@pytest.mark.parametrize(
    "text", ["Ring Anna (påhittad) 070-174 06 05.", "Skriv till granne@example.org."]
)
def test_nothing_is_written_into_a_report_that_says_how_to_reach_someone(
    lived: Register, text: str
) -> None:
    draft = reporting.begin(doing(lived), "1861", START, LAST)
    for part in ("summary", "lessons"):
        with pytest.raises(Refused, match="reaches_someone"):
            reporting.write(doing(lived), draft.id, part, {"sv": "Gott.", "en": text})
    assert account(lived, draft).texts == {}
    reporting.withdraw(doing(lived), draft.id)
    before = published(lived)
    with pytest.raises(Refused, match="reaches_someone"):
        reporting.correct(doing(lived), before.id, text)
    assert next_of(lived, before) is None


def test_a_summary_is_short_enough_to_be_read(lived: Register) -> None:
    draft = reporting.begin(doing(lived), "1861", START, LAST)
    reporting.write(doing(lived), draft.id, "summary", {"sv": "ord " * 150})
    reporting.write(doing(lived), draft.id, "lessons", {"sv": "ord " * 151})
    with pytest.raises(Refused, match="summary_too_long"):
        reporting.write(doing(lived), draft.id, "summary", {"sv": "ord " * 151})


def test_nothing_is_decided_on_a_report_that_was_altered_since_it_was_read(
    lived: Register,
) -> None:
    def seen(of: Report) -> str:
        with lived.looking() as private:
            return mark(standing(private, of))

    draft = reporting.begin(doing(lived), "1861", START, LAST)
    read = seen(draft)
    reporting.write(doing(lived), draft.id, "lessons", {"sv": "Mer tid."})
    for deed in (reporting.approve, reporting.withdraw):
        with pytest.raises(Conflict, match=r"report\.changed"):
            deed(doing(lived), draft.id, seen=read)
    running(lived, "Nytt", "2026-01-01", 2_000)  # which alters nothing that anyone wrote
    approved = reporting.approve(doing(lived), draft.id, seen=seen(draft))
    with pytest.raises(Conflict, match=r"report\.changed"):
        reporting.publish(doing(lived), draft.id, rendered(lived, approved), seen=read)
    with pytest.raises(Conflict, match=r"report\.changed"):
        reporting.reopen(doing(lived), draft.id, seen=read)
    files = rendered(lived, approved)
    done = reporting.publish(doing(lived), draft.id, files, seen=seen(approved))
    assert done.state is ReportState.PUBLISHED


def test_files_with_other_numbers_than_the_approved_ones_are_not_published(lived: Register) -> None:
    draft = reporting.begin(doing(lived), "1861", START, LAST)
    files = rendered(lived, reporting.approve(doing(lived), draft.id))
    reporting.reopen(doing(lived), draft.id)
    running(lived, "Glömd", "2018-01-01", 2_000)
    approved = reporting.approve(doing(lived), draft.id)
    for some in (files, {}):
        with pytest.raises(Conflict, match=r"report\.changed"):
            reporting.publish(doing(lived), draft.id, some)
    done = reporting.publish(doing(lived), draft.id, rendered(lived, approved))
    assert done.state is ReportState.PUBLISHED


def test_what_is_corrected_later_changes_nothing_that_was_published(lived: Register) -> None:
    before = published(lived)
    content = files_of(lived, before.id)
    running(lived, "Glömd", "2018-01-01", 2_000)
    assert files_of(lived, before.id) == content
    assert verify_report(lived, before.id).intact
    after = account(
        lived, reporting.begin(doing(lived), "1861", date(2021, 1, 1), date(2021, 12, 31))
    )
    assert after.areas.bridge.opening == 2
    assert after.areas.bridge.events["corrected"] == 1
    told = {one.key: (one.before, one.after) for one in after.data_quality.restated}
    assert told["areas.closing"] == (2, 3)


def test_a_correction_is_a_version_of_its_own_with_the_same_words(lived: Register) -> None:
    draft = reporting.begin(doing(lived), "1861", START, LAST)
    reporting.write(doing(lived), draft.id, "summary", {"sv": "Ett gott år."})
    with pytest.raises(Conflict, match="not_published"):
        reporting.correct(doing(lived), draft.id, "Fel antal.")
    approved = reporting.approve(doing(lived), draft.id)
    reporting.publish(doing(lived), draft.id, rendered(lived, approved))
    with pytest.raises(Refused, match="no_correction"):
        reporting.correct(doing(lived), draft.id, " ")
    running(lived, "Glömd", "2018-01-01", 2_000)
    again = reporting.correct(doing(lived), draft.id, "Ett område saknades.")
    assert (again.version, again.corrects) == (2, draft.id)
    told = account(lived, again)
    assert told.texts == {("summary", "sv"): "Ett gott år."}
    assert told.heading.correction == "Ett område saknades."
    assert {"areas.closing"} <= {one.key for one in told.data_quality.restated}
    with pytest.raises(Conflict, match="corrected_already"):
        reporting.correct(doing(lived), draft.id, "En gång till.")


def test_it_verifies_whatever_happens_to_people_policies_borders_and_areas(
    lived: Register,
) -> None:
    running(lived, "Västerby", "2018-01-01", 3_000)
    area_id = next(
        one for one, states in lived.timelines().items() if last(states).name == "Norrängen"
    )
    term = ContactTerm(id="T", area_id=area_id, person_id="P", appointed_on=START)
    with lived.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        change.set_facts(ContactTerm, area_id, [term])
        change.private.put(Person(id="P", municipality="1861", name="Kontakt Ett (påhittad)"))
    before = published(lived)
    assert account(lived, before).reach.contacts == 0
    with lived.private() as private:
        private.remove(Person, "P")
    with lived.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        change.set_facts(ContactTerm, area_id, [replace(term, ended_on=START)])
    policies.set_policy(doing(lived), "1861", {"contact_confirm_months": "1"})
    set_borders(doing(lived), {"1861": square(-9_000, -9_000, side_m=20_000)}, source="prov")
    areas.correct(doing(lived), area_id, START, name="Omdöpt")
    assert last(lived.timelines()[area_id]).name == "Omdöpt"
    assert verify_report(lived, before.id).intact


def test_a_file_that_was_altered_is_named(lived: Register) -> None:
    before = published(lived)
    with lived.private() as private:
        (page,) = (one for one in files_of(lived, before.id) if one.name == "rapport.html")
        private.put(replace(page, content=b"<p>Bra rapport</p>"))
    verdict = verify_report(lived, before.id)
    assert verdict.faults == (("report.fault.file", {"name": "rapport.html"}),)


@pytest.mark.parametrize("damaged", [b"\0", b"{}", None])
def test_a_file_of_figures_that_is_damaged_or_gone_is_named_and_spoils_nothing(
    lived: Register, damaged: bytes | None
) -> None:
    before = published(lived)
    running(lived, "Glömd", "2018-01-01", 2_000)
    after = published(lived, date(2021, 1, 1), date(2021, 12, 31))
    again = corrected(lived, before)
    told = [account(lived, one).data_quality for one in (after, again)]
    (figures,) = (one for one in files_of(lived, before.id) if one.name.endswith(NUMBERS))
    with lived.private() as private:
        if damaged is None:
            private.remove(ReportFile, figures.id)
        else:
            private.put(replace(figures, content=damaged))
    assert [account(lived, one).data_quality for one in (after, again)] == told
    fault = ("report.fault.file", {"name": figures.name})
    assert verify_report(lived, before.id).faults == (fault,)
    assert verify_report(lived, after.id).intact
    assert verify_report(lived, again.id).intact


@pytest.fixture
def growing(register: Register) -> Register:
    """Give a register in which enough areas have come to look ahead, with a promise about them that goes on."""
    days = ("2017-02-01", "2018-05-01", "2018-11-05", "2019-06-01", "2020-09-01")
    with register.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        for day in days:
            change.set_timeline(day, started(day, day))
    followed(register, promised(register))
    return register


def test_a_report_looks_ahead_and_its_forecast_is_verified_with_the_rest(
    growing: Register,
) -> None:
    before = published(growing)
    told = numbers(account(growing, before))
    assert told["outlook." + account(growing, before).promises[0].promise.id + ".foundings"] == 4
    running(growing, "Glömd", "2018-01-01", 9_000)
    assert numbers(account(growing, before)) == told, "as it was known then"
    assert verify_report(growing, before.id).intact


def test_a_report_approved_before_forecasts_were_told_is_published_and_verified_without(
    growing: Register,
) -> None:
    draft = reporting.begin(doing(growing), "1861", START, LAST)
    approved = reporting.approve(doing(growing), draft.id)
    told = account(growing, approved)
    older = replace(approved, numbers_sha256=digest(numbers(replace(told, outlooks=()))))
    with growing.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        change.set_facts(Report, older.id, [older])
    assert account(growing, older).outlooks == ()
    done = reporting.publish(doing(growing), older.id, rendered(growing, older))
    assert verify_report(growing, done.id).intact
    after = reporting.begin(doing(growing), "1861", date(2021, 1, 1), date(2021, 3, 31))
    assert account(growing, after).outlooks
    assert account(growing, after).data_quality.restated == ()


def test_what_was_said_ahead_is_never_put_right(growing: Register) -> None:
    published(growing)
    running(growing, "Glömd", "2018-01-01", 9_000)
    after = reporting.begin(doing(growing), "1861", date(2021, 1, 1), date(2021, 3, 31))
    keys = {one.key for one in account(growing, after).data_quality.restated}
    assert "areas.closing" in keys
    assert not [one for one in keys if one.startswith("outlook.")]


def test_numbers_that_cannot_be_made_again_are_told(lived: Register) -> None:
    before = published(lived)
    odd = replace(before, numbers_sha256="0" * 64)
    with lived.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        change.set_facts(Report, before.id, [odd])
    assert verify_report(lived, before.id).faults == (
        ("report.fault.file", {"name": f"rapport-{NUMBERS}"}),
        ("report.fault.numbers", {}),
    )


def test_a_polygon_altered_behind_the_back_is_found_and_its_change_named(
    new_register: NewRegister,
) -> None:
    lived = new_register("one")
    running(lived, "Norrängen", "2019-03-01")
    before = published(lived)
    url = lived.database.engine.url
    with engine_of(url) as engine, engine.begin() as connection:
        guards.drop(connection)
        connection.execute(sa.text("UPDATE outline SET m2 = m2 + 1"))
    verdict = verify_report(lived, before.id)
    assert not verdict.intact
    ((key, values),) = verdict.faults
    assert key == "error.audit.row_altered"
    assert values["table"] == "outline"


KEYS = sorted(set(re.findall(r'"(audit\.\w+)"', inspect.getsource(verify))))
VALUES = ("name", "table", "row", "seq", "at", "found", "head")


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_the_ledger_can_be_faulted_with_has_words(key: str, language: str) -> None:
    text = translator(language)(f"error.{key}", **dict.fromkeys(VALUES, "prov"))
    assert len(text) > len("prov")
    assert "audit.row_altered" in KEYS


def test_only_published_reports_are_verified_and_only_those_there_are(lived: Register) -> None:
    draft = reporting.begin(doing(lived), "1861", START, LAST)
    with pytest.raises(Refused, match="nothing_to_check"):
        verify_report(lived, draft.id)
    with pytest.raises(NotFound):
        report_of(lived, "nothing")


def test_two_who_do_the_same_at_once_are_told(lived: Register) -> None:
    draft = reporting.begin(doing(lived), "1861", START, LAST)

    class Slow(Doing):
        """Someone before whom another one approves."""

        def change(self, action: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 # as the base class has it
            if action == "approve_report" and not done:
                done.append(reporting.approve(doing(lived), draft.id))
            return super().change(action)

    done: list[Report] = []
    plain = doing(lived)
    slow = Slow(register=plain.register, actor=plain.actor, reason=plain.reason, now=plain.now)
    with pytest.raises(Conflict, match="changed"):
        reporting.approve(slow, draft.id)


@pytest.mark.parametrize(
    ("role", "manages", "approves"),
    [
        (Role.COORDINATOR, True, True),
        (Role.ADMINISTRATOR, False, True),
        (Role.POLICE, False, False),
        (Role.CONTACT, False, False),
    ],
)
def test_who_may_write_and_who_may_approve(
    lived: Register, role: Role, *, manages: bool, approves: bool
) -> None:
    who = with_role(lived, role)
    if not manages:
        with pytest.raises(NotFound):
            reporting.begin(who, "1861", START, LAST)
    draft = reporting.begin(doing(lived), "1861", START, LAST)
    if approves:
        assert reporting.approve(who, draft.id).approved_by == role.value
    else:
        with pytest.raises(NotFound):
            reporting.approve(who, draft.id)
