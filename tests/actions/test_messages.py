"""What staff write to contacts: one mail each, to those meant, and a log of who got what when."""

from dataclasses import replace

import pytest

from grannsamverkan.actions.doing import new_ulid
from grannsamverkan.actions.messages import (
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    Audience,
    Draft,
    checked,
    log_of,
    readers,
    who_got,
    write,
)
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.jobs import JobState
from grannsamverkan.domain.people import Person
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Register
from peopled import acting
from rounds import ETT, FEBRUARY, PLACE, TVA, after, alter, doing, send, settled
from smtp import Postbox

ALL = Audience(municipality=PLACE)
TODAY = FEBRUARY.date()
ETT_NAME, TVA_NAME = "Kontakt Ett (påhittad)", "Kontakt Två (påhittad)"


@pytest.fixture
def places(register: Register) -> dict[str, str]:
    """Give the ids of two areas with contacts."""
    return settled(register)


def draft(subject: str = "Inbrott i helgen", text: str = "Var uppmärksamma.") -> Draft:
    """Return something to be written."""
    return Draft(id=new_ulid(FEBRUARY), subject=subject, text=text)


def names(people: tuple[Person, ...]) -> list[str]:
    return [one.name for one in people]


def test_each_reader_gets_a_mail_of_their_own(
    register: Register, places: dict[str, str], postbox: Postbox
) -> None:
    written = draft()
    to = write(doing(register), ALL, written)
    assert names(to.by_mail) == [ETT_NAME, TVA_NAME]
    assert names(to.without) == ["Kontakt Fyra (påhittad)", "Kontakt Tre (påhittad)"]
    send(register, postbox.settings())
    letters = sorted(postbox.letters, key=lambda one: one["To"])
    assert [(one["To"], one["Subject"]) for one in letters] == [
        ("ett@example.org", "Inbrott i helgen"),
        ("tva@example.org", "Inbrott i helgen"),
    ]
    assert [len(envelope.rcpt_tos) for envelope in postbox.envelopes] == [1, 1]
    text = letters[0].get_content()
    assert text.startswith("Var uppmärksamma.\r\n\r\n--\r\nDu får det här för att")
    assert "Norrängen, Södergård" in text
    assert letters[0]["Auto-Submitted"] is None
    entry = register.changes()[-1]
    assert (entry.action, entry.subject) == ("write_to_contacts", written.id)
    assert set(places)


@pytest.mark.usefixtures("places")
def test_a_draft_that_is_sent_twice_is_mailed_once(register: Register, postbox: Postbox) -> None:
    written = draft()
    for _ in range(2):
        write(doing(register), ALL, written)
    send(register, postbox.settings())
    assert len(postbox.letters) == 2
    assert len(log_of(register, PLACE)) == 1


def test_an_audience_can_be_a_locality_or_some_areas(
    register: Register, places: dict[str, str]
) -> None:
    south = replace(ALL, area_ids=frozenset({places["Norrängen"]}))
    assert names(readers(register, south, TODAY).by_mail) == [ETT_NAME, TVA_NAME]
    assert names(readers(register, south, TODAY).without) == []
    here = replace(ALL, locality="Hallsberg")
    assert len(readers(register, here, TODAY).by_mail) == 2
    assert readers(register, replace(ALL, locality="Pålsboda"), TODAY).by_mail == ()
    assert readers(register, Audience(municipality="1881"), TODAY).by_mail == ()


@pytest.mark.usefixtures("places")
def test_the_log_tells_who_got_what_when_and_lets_the_text_go(
    register: Register, postbox: Postbox
) -> None:
    postbox.refusals["tva@example.org"] = "550 5.1.1 no such user"
    first, second = draft(), Draft(id=new_ulid(after(1)), subject="Tack", text="Tack för i år.")
    write(doing(register), ALL, first)
    send(register, postbox.settings())
    write(doing(register, after(1)), ALL, second)
    newest, oldest = log_of(register, PLACE)
    assert (newest.subject, newest.waiting, newest.sent, newest.failed) == ("Tack", 1, 0, 0)
    assert (oldest.id, oldest.subject, oldest.by) == (first.id, first.subject, "samordnare")
    assert (oldest.at, oldest.sent, oldest.failed) == (FEBRUARY, 1, 1)
    got = {one.name: (one.state, one.at) for one in who_got(register, PLACE, first.id)}
    assert got == {ETT_NAME: (JobState.DONE, FEBRUARY), TVA_NAME: (JobState.FAILED, None)}
    assert len(log_of(register, PLACE, at_most=1)) == 1
    assert log_of(register, "1881") == ()
    with register.private() as private:
        private.remove(Person, ETT)
    assert who_got(register, PLACE, first.id)[-1].name == "–"


@pytest.mark.parametrize(
    ("subject", "text", "key"),
    [
        ("", "text", "message.empty"),
        ("ämne", "  \n ", "message.empty"),
        ("x" * (LONGEST_SUBJECT + 1), "text", "message.too_long"),
        ("Om 850101-2384", "text", "deed.personal_number"),
        ("ämne", "x" * (LONGEST_TEXT + 1), "message.too_long"),
    ],
)
def test_what_cannot_be_sent_is_refused(subject: str, text: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        checked(draft(subject, text))
    assert refused.value.key == key


def test_a_subject_stands_on_one_line() -> None:
    assert checked(draft("Hej\r\nBcc: x@example.org", "a \r\n\r\nb ")).subject == (
        "Hej Bcc: x@example.org"
    )
    assert checked(draft("Hej", "a \r\n\r\nb ")).text == "a\n\nb"


@pytest.mark.usefixtures("places")
def test_nobody_to_write_to_is_said(register: Register) -> None:
    for person_id in (ETT, TVA):
        alter(register, person_id, mail_failed_on=TODAY)
    with pytest.raises(Refused, match=r"message\.nobody"):
        write(doing(register), ALL, draft())


@pytest.mark.usefixtures("places")
def test_only_who_may_writes_and_only_what_was_drafted(register: Register) -> None:
    for role, place in ((Role.POLICE, PLACE), (Role.COORDINATOR, "1881"), (Role.CONTACT, PLACE)):
        with pytest.raises(NotFound, match=r"access\.not_found"):
            write(acting(register, role, municipality=place), ALL, draft())
    with pytest.raises(NotFound):
        write(doing(register), ALL, replace(draft(), id="x/y"))
    with pytest.raises(NotFound):
        who_got(register, PLACE, "01J0000000000000000000000A")
    write(acting(register, Role.COORDINATOR), ALL, draft())
