"""What residents say: taken without asking who, counted for ever, and no longer word for word than it must be."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from acting import NOW, TODAY, NewRegister, doing

from grannsamverkan.actions import view_words, views
from grannsamverkan.actions.activities import log
from grannsamverkan.actions.holdings import holdings
from grannsamverkan.actions.privacy import erase_person, seal_person
from grannsamverkan.actions.retention import due, run_retention
from grannsamverkan.actions.subject import find_people, subject_export
from grannsamverkan.actions.taking_back import take_back
from grannsamverkan.actions.views import Coding, Heard, Said, hand_in, log_view, seen_as
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.activities import ActivityKind
from grannsamverkan.domain.areas import Locality
from grannsamverkan.domain.promises import Promise
from grannsamverkan.domain.views import ResidentView, ViewChannel, ViewState, ViewText, ViewTheme
from grannsamverkan.errors import Conflict, NotFound, Refused, Unavailable
from grannsamverkan.register import Register
from peopled import NAME, PERSON, PHONE, acting, decide, person, rows

RAW = "Gångvägen bakom skolan är mörk, hälsar granne Påhittad."
TEXT, ANSWER = "Gångvägen är mörk.", "Belysningen lagas i juni. Ring 0582-00 00 00 om det dröjer."
SAID = Said(municipality="1861", theme=ViewTheme.LIGHTING, locality="Pålsboda", text=RAW)
WALK = Heard(on=TODAY, channel=ViewChannel.WALK)


@pytest.fixture
def register(new_register: NewRegister) -> Register:
    """Give a register of two municipalities with a locality each."""
    made = new_register("two")
    with doing(made).change("fill") as change:
        for code, name in (("1861", "Pålsboda"), ("1881", "Hällabrottet")):
            place = Locality(name=name, municipality=code, x=505_000, y=6_547_000)
            change.set_localities(code, [place])
    return made


@pytest.fixture
def view(register: Register) -> ResidentView:
    """Give a view that a resident has handed in."""
    return hand_in(register, SAID, now=NOW)


def kept(register: Register, view_id: str) -> ViewText:
    with register.looking() as private:
        found = private.get(ViewText, view_id)
    assert found is not None
    return found


def counted(register: Register) -> tuple[ResidentView, ...]:
    return register.facts(ResidentView)


def promise(register: Register, *places: str) -> str:
    """Enter a promise to some municipalities."""
    one = Promise(
        id="01JL0000000000000000000001",
        municipality=places[0],
        municipalities=places,
        title="Trygga gångvägar",
        text="Vi lovar",
        start=date(2026, 1, 1),
    )
    with doing(register).change("enter_promise") as change:
        change.set_facts(Promise, one.id, [one])
    return one.id


def stored(register: Register) -> bytes:
    """Return the bytes of the register's file and of its log."""
    path = register.database.path  # type: ignore[union-attr]  # a file here
    beside = path.with_name(f"{path.name}-wal")
    return path.read_bytes() + (beside.read_bytes() if beside.exists() else b"")


# -- handed in ---------------------------------------------------------------------------------------


def test_a_view_is_counted_in_the_ledger_and_its_words_lie_beside(
    register: Register, view: ResidentView
) -> None:
    assert counted(register) == (view,)
    assert view == ResidentView(
        id=view.id,
        municipality="1861",
        received_on=TODAY,
        channel=ViewChannel.FORM,
        theme=ViewTheme.LIGHTING,
        locality="Pålsboda",
    )
    assert kept(register, view.id) == ViewText(
        id=view.id, municipality="1861", received_on=TODAY, raw=RAW, erase_after=date(2027, 11, 23)
    )
    newest = register.changes()[-1]
    assert (newest.actor, newest.action, newest.subject) == ("resident", "hand_in_view", view.id)
    assert newest.reason == "synpunkt från formuläret"
    assert register.public_views() == ()


def test_policy_says_how_long_the_words_are_kept(register: Register) -> None:
    decide(register, view_retention_months="3")
    assert kept(register, hand_in(register, SAID, now=NOW).id).erase_after == date(2027, 2, 23)


def test_no_particular_place_is_a_place(register: Register) -> None:
    for name in (None, ""):
        assert hand_in(register, replace(SAID, locality=name), now=NOW).locality is None


@pytest.mark.parametrize(
    ("typed", "raw"),
    [
        ("  Mörkt\u202e \t här \r\n\r\n\r\n\r\n igen\x00 ", "Mörkt här\n\nigen"),
        ("Ring 19640823-3234 i kväll", "Ring … i kväll"),
        ("640823-3234 och 6408233234", "… och …"),
        ("e\u0301n gata", "én gata"),
    ],
)
def test_words_are_kept_as_they_read_without_personal_numbers(
    register: Register, typed: str, raw: str
) -> None:
    handed = hand_in(register, replace(SAID, text=typed), now=NOW)
    assert kept(register, handed.id).raw == raw


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"text": " \n\u200b "}, "views.empty"),
        ({"text": "640823-3234"}, "views.empty"),
        ({"text": "å" * 1_001}, "views.too_long"),
        ({"locality": "Storgatan 1"}, "views.no_such_locality"),
        ({"locality": "Hällabrottet"}, "views.no_such_locality"),
        ({"municipality": "9999", "locality": None}, "access.not_found"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    register: Register, facts: dict[str, str], key: str
) -> None:
    head = register.head()
    with pytest.raises(Refused) as refused:
        hand_in(register, replace(SAID, **facts), now=NOW)  # type: ignore[arg-type]  # texts all
    assert refused.value.key == key
    assert register.head() == head
    assert rows(register, ViewText) == []


def test_a_thousand_characters_are_not_too_many(register: Register) -> None:
    handed = hand_in(register, replace(SAID, text="å" * 1_000), now=NOW, language="en")
    assert len(kept(register, handed.id).raw or "") == 1_000
    assert register.changes()[-1].reason == "view from the form"


# -- written down by staff ---------------------------------------------------------------------------


def test_staff_write_down_what_was_said_at_a_dialogue(register: Register) -> None:
    walk = log(doing(register), "1861", ActivityKind.SAFETY_WALK, TODAY).of
    heard = replace(WALK, on=TODAY - timedelta(days=3), dialogue_id=walk.id)
    logged = log_view(acting(register, Role.POLICE), SAID, heard)
    assert logged.seq == register.head().seq
    assert (logged.of.channel, logged.of.received_on, logged.of.dialogue_id) == (
        ViewChannel.WALK, date(2026, 11, 20), walk.id,
    )  # fmt: skip
    assert kept(register, logged.of.id).erase_after == date(2027, 11, 20)


def test_what_nobody_can_have_heard_is_refused(register: Register) -> None:
    elsewhere = log(doing(register), "1881", ActivityKind.SURVEY, TODAY).of
    for heard, key in (
        (replace(WALK, on=TODAY + timedelta(days=1)), "area.in_the_future"),
        (replace(WALK, channel=ViewChannel.FORM), "views.not_by_form"),
        (replace(WALK, dialogue_id="nothing"), "views.no_such_dialogue"),
        (replace(WALK, dialogue_id=elsewhere.id), "views.no_such_dialogue"),
    ):
        with pytest.raises(Refused) as refused:
            log_view(doing(register), SAID, heard)
        assert refused.value.key == key
    assert counted(register) == ()


def test_a_dry_run_logs_nothing(register: Register) -> None:
    assert log_view(doing(register, dry=True), SAID, WALK).seq is None
    assert (counted(register), rows(register, ViewText)) == ((), [])


@pytest.mark.parametrize("roles", [(), (Role.CONTACT,), (Role.ADMINISTRATOR,)])
def test_views_are_for_coordinator_and_police_of_the_municipality(
    register: Register, view: ResidentView, roles: tuple[Role, ...]
) -> None:
    head = register.head()
    for someone in (
        acting(register, *roles),
        acting(register, Role.COORDINATOR, Role.POLICE, municipality="1881"),
    ):
        with pytest.raises(NotFound, match=r"access\.not_found"):
            log_view(someone, SAID, WALK)
        with pytest.raises(NotFound, match=r"access\.not_found"):
            views.code(someone, view.id, Coding(theme=ViewTheme.OTHER))
        with pytest.raises(NotFound, match=r"access\.not_found"):
            views.publish(someone, view.id, TEXT, ANSWER)
        for deed in (views.keep_back, views.erase):
            with pytest.raises(NotFound, match=r"access\.not_found"):
                deed(someone, view.id)
    with pytest.raises(NotFound, match=r"access\.not_found"):
        views.erase(doing(register), "nothing")
    assert register.head() == head


# -- coded -------------------------------------------------------------------------------------------


def test_a_view_is_coded_by_theme_place_and_promise(register: Register, view: ResidentView) -> None:
    linked = promise(register, "1881", "1861")
    done = views.code(
        acting(register, Role.POLICE), view.id, Coding(theme=ViewTheme.YOUTH, promise_id=linked)
    )
    assert counted(register) == (done.of,)
    assert (done.of.theme, done.of.locality, done.of.promise_id) == (ViewTheme.YOUTH, None, linked)
    assert kept(register, view.id).raw == RAW
    views.code(doing(register), view.id, Coding(theme=ViewTheme.YOUTH, promise_id=""))
    assert counted(register)[0].promise_id is None


def test_a_coding_that_cannot_be_is_refused(register: Register, view: ResidentView) -> None:
    elsewhere = promise(register, "1881")
    same = Coding(theme=view.theme, locality=view.locality)
    for coding, key in (
        (replace(same, promise_id=elsewhere), "views.no_such_promise"),
        (replace(same, promise_id="nothing"), "views.no_such_promise"),
        (replace(same, locality="Storgatan"), "views.no_such_locality"),
        (same, "deed.nothing_to_change"),
    ):
        with pytest.raises(Refused) as refused:
            views.code(doing(register), view.id, coding)
        assert refused.value.key == key


def test_the_second_of_two_is_told_that_someone_was_before_them(
    register: Register, view: ResidentView
) -> None:
    seen = seen_as(view, kept(register, view.id))
    views.code(doing(register), view.id, Coding(theme=ViewTheme.OTHER), seen=seen)
    with pytest.raises(Conflict, match=r"deed\.changed_meanwhile"):
        views.code(doing(register), view.id, Coding(theme=ViewTheme.DRUGS), seen=seen)
    with pytest.raises(Conflict, match=r"deed\.changed_meanwhile"):
        views.publish(doing(register), view.id, TEXT, ANSWER, seen=seen)
    with pytest.raises(Conflict, match=r"deed\.changed_meanwhile"):
        views.keep_back(doing(register), view.id, seen=seen)


# -- answered and published --------------------------------------------------------------------------


def test_a_view_is_published_with_an_answer_and_its_own_words_are_in_no_byte(
    register: Register, view: ResidentView
) -> None:
    assert RAW.encode() in stored(register)
    assert views.publish(acting(register, Role.COORDINATOR), view.id, f" {TEXT}\r\n", ANSWER)
    assert RAW.encode() not in stored(register)
    words = kept(register, view.id)
    assert (words.state, words.raw, words.text, words.answer) == (
        ViewState.PUBLISHED, None, TEXT, ANSWER,
    )  # fmt: skip
    assert counted(register) == (replace(view, answered_on=TODAY),)
    (shown,) = register.public_views()
    assert (shown.text, shown.answer, shown.month) == (TEXT, ANSWER, date(2026, 11, 1))
    newest = register.changes()[-1]
    assert (newest.action, newest.subject) == ("publish_view", view.id)
    assert register.verify().intact


def test_everyone_reads_those_about_one_promise_or_all_the_newest_month_first(
    register: Register,
) -> None:
    linked = promise(register, "1861")
    for day in (NOW, NOW - timedelta(days=60), NOW - timedelta(days=30)):
        handed = hand_in(register, SAID, now=day)
        views.publish(doing(register), handed.id, TEXT, ANSWER)
    coding = Coding(theme=SAID.theme, promise_id=linked)
    views.code(doing(register), counted(register)[0].id, coding)
    months = [one.month.month for one in register.public_views()]
    assert months == [11, 10, 9]
    assert len(register.public_views(linked)) == 1
    assert register.public_views("nothing") == ()


def test_what_is_published_is_put_right_and_an_answer_keeps_its_day(
    register: Register, view: ResidentView
) -> None:
    views.publish(doing(register), view.id, TEXT, ANSWER)
    later = doing(register, now=NOW + timedelta(days=9))
    with pytest.raises(Refused, match=r"deed\.nothing_to_change"):
        views.publish(later, view.id, TEXT, ANSWER)
    views.publish(later, view.id, "Vägen är mörk.", ANSWER)
    assert counted(register)[0].answered_on == TODAY
    views.publish(later, view.id, "Vägen är mörk.", "Lagad.")
    assert counted(register)[0].answered_on == later.today
    assert [one.answer for one in register.public_views()] == ["Lagad."]


@pytest.mark.parametrize(
    ("text", "answer", "key"),
    [
        (" ", ANSWER, "views.nothing_left"),
        (TEXT, "\n", "views.no_answer"),
        ("å" * 1_001, ANSWER, "views.too_long"),
        (TEXT, "å" * 1_001, "views.too_long"),
        ("Han heter 640823-3234", ANSWER, "deed.personal_number"),
        (TEXT, "Vi ringer 640823-3234", "deed.personal_number"),
        ("Ring 070-174 06 05", ANSWER, "views.reaches_someone"),
        ("Ring +46 70 174 06 05", ANSWER, "views.reaches_someone"),
        ("Skriv till granne@example.org", ANSWER, "views.reaches_someone"),
    ],
)
def test_a_text_that_points_at_someone_or_says_nothing_is_not_published(
    register: Register, view: ResidentView, text: str, answer: str, key: str
) -> None:
    with pytest.raises(Refused) as refused:
        views.publish(doing(register), view.id, text, answer)
    assert refused.value.key == key
    assert kept(register, view.id).raw == RAW
    assert register.public_views() == ()


@pytest.mark.parametrize(
    "text", ["Sedan 2019-11-28 är 12 000 kr borta", "114 14", "Klockan 07.30-08.15", "Väg 1-24"]
)
def test_days_times_and_sums_are_no_telephone_numbers(text: str) -> None:
    assert view_words.redacted(text) == text


def test_traces_that_someone_hinders_are_told_of(
    register: Register, view: ResidentView, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> None:
        raise Unavailable("store.locked")

    monkeypatch.setattr(register, "scrub", busy)
    assert not views.publish(doing(register), view.id, TEXT, ANSWER)
    assert not views.erase(doing(register), view.id)


# -- kept back, erased -------------------------------------------------------------------------------


def test_a_view_that_is_kept_back_nobody_else_reads_and_it_counts(
    register: Register, view: ResidentView
) -> None:
    views.publish(doing(register), view.id, TEXT, ANSWER)
    views.keep_back(doing(register), view.id)
    assert register.public_views() == ()
    assert counted(register) == (view,)
    assert kept(register, view.id).state is ViewState.KEPT_BACK
    with pytest.raises(Refused, match=r"deed\.nothing_to_change"):
        views.keep_back(doing(register), view.id)
    views.publish(doing(register), view.id, TEXT, ANSWER)
    assert len(register.public_views()) == 1


def test_words_are_erased_and_the_view_counts_on(register: Register, view: ResidentView) -> None:
    views.publish(doing(register), view.id, TEXT, ANSWER)
    assert views.erase(doing(register), view.id)
    assert TEXT.encode() not in stored(register)
    assert counted(register) == (view,)
    assert (rows(register, ViewText), register.public_views()) == ([], ())
    for deed in (
        lambda: views.publish(doing(register), view.id, TEXT, ANSWER),
        lambda: views.keep_back(doing(register), view.id),
    ):
        with pytest.raises(Refused, match=r"views\.words_gone"):
            deed()
    views.code(doing(register), view.id, Coding(theme=ViewTheme.OTHER))
    assert counted(register)[0].theme is ViewTheme.OTHER


def test_what_is_no_view_counts_no_longer(register: Register, view: ResidentView) -> None:
    views.erase(doing(register), view.id, counted=False)
    assert (counted(register), rows(register, ViewText)) == ((), [])
    assert register.known(register.head().seq - 1).all(ResidentView) == (view,)
    assert register.verify().intact


def test_no_change_of_a_view_is_taken_back(register: Register, view: ResidentView) -> None:
    handed = register.head().seq
    views.code(doing(register), view.id, Coding(theme=ViewTheme.OTHER))
    for seq in (handed, register.head().seq):
        with pytest.raises(NotFound, match=r"access\.not_found"):
            take_back(acting(register, Role.COORDINATOR), seq)


# -- personal data -----------------------------------------------------------------------------------


def test_words_go_when_their_time_is_up_where_a_decision_lets_them(
    register: Register, view: ResidentView
) -> None:
    answered = hand_in(register, SAID, now=NOW)
    views.publish(doing(register), answered.id, TEXT, ANSWER)
    late = NOW.replace(year=2027)
    (waiting,) = (
        one for one in due(register, late.date()) if one.rule.key == "viewtext" and one.ids
    )
    assert (waiting.ids, waiting.goes, waiting.municipality) == ((view.id,), False, "1861")
    run_retention(register, late)
    assert rows(register, ViewText) == sorted([view.id, answered.id])
    decide(register, disposal_views="KS 2026/15")
    run_retention(register, late)
    assert rows(register, ViewText) == [answered.id]
    assert RAW.encode() not in stored(register)
    assert len(counted(register)) == 2


def test_what_is_held_names_the_views(register: Register, view: ResidentView) -> None:
    held = {one.name: one for one in holdings(register, "1861", TODAY)}["view_text"]
    assert (held.rows, held.oldest) == (1, view.received_on)


@pytest.mark.parametrize(
    "text", ["granne påhittad", "bakom   SKOLAN", "0701740605", "+46 70-174 06 05", "174 06"]
)
def test_a_search_finds_views_in_whose_words_a_name_or_number_stands(
    register: Register, text: str
) -> None:
    said = replace(SAID, text=f"{RAW}\nRing 070-174 06 05.")
    handed = hand_in(register, said, now=NOW)
    hand_in(register, replace(SAID, text="Något annat, 1861."), now=NOW)
    found = find_people(doing(register), text, municipality="1861")
    assert [one.id for one in found.views] == [handed.id]
    assert find_people(doing(register), text, municipality="1881").views == ()
    assert find_people(doing(register), "finns inte", municipality="1861").views == ()


def test_an_erased_person_is_named_in_no_view(register: Register) -> None:
    person(register)
    naming = hand_in(register, replace(SAID, text=f"{NAME} har sagt till."), now=NOW)
    calling = hand_in(register, replace(SAID, text=f"Ring {PHONE}."), now=NOW)
    other = hand_in(register, SAID, now=NOW)
    answered = hand_in(register, SAID, now=NOW)
    views.publish(doing(register), answered.id, TEXT, f"Tack {NAME}.")
    (export,) = [subject_export(doing(register), PERSON)]
    assert {one["id"] for one in export.views} == {naming.id, calling.id, answered.id}
    assert erase_person(doing(register), PERSON).gone["view"] == 3
    assert kept(register, naming.id).raw is kept(register, calling.id).raw is None
    assert kept(register, naming.id).state is ViewState.NEW
    assert kept(register, other.id).raw == RAW
    after = kept(register, answered.id)
    assert (after.text, after.answer, after.state) == (TEXT, None, ViewState.KEPT_BACK)
    assert register.public_views() == ()
    assert NAME.encode() not in stored(register)
    assert len(counted(register)) == 4


def test_a_published_view_that_names_nobody_stays_when_another_is_sealed(
    register: Register, view: ResidentView
) -> None:
    person(register)
    views.publish(doing(register), view.id, TEXT, ANSWER)
    assert "view" not in seal_person(doing(register), PERSON).gone
    assert len(register.public_views()) == 1
