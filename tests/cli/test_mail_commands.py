"""The yearly question, the jobs and the bounces as they are typed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typed import Run

from grannsamverkan.actions import chores
from grannsamverkan.cli import doors, jobs
from grannsamverkan.domain.jobs import Job, JobKind, JobState
from grannsamverkan.domain.people import Person
from grannsamverkan.errors import Unavailable
from grannsamverkan.register import Register, open_register
from grannsamverkan.settings import MailSettings, Settings
from rounds import ETT, FEBRUARY, FYRA, TVA, settled
from smtp import Postbox


@pytest.fixture(autouse=True)
def first_of_february(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the day on which contacts are asked."""
    monkeypatch.setattr(doors, "clock", lambda: FEBRUARY)


@pytest.fixture
def peopled(empty: Path) -> Path:
    """Give a register with contacts."""
    with doors.opened(str(empty)) as register:
        settled(register)
    return empty


@pytest.fixture
def mail(postbox: Postbox, monkeypatch: pytest.MonkeyPatch) -> Postbox:
    """Let mail be set up, and give the postbox it reaches."""
    told = {"MAIL_HOST": "127.0.0.1", "MAIL_PORT": postbox.port, "MAIL_SECURITY": "none",
            "MAIL_SENDER": "grannsamverkan@example.org",
            "PUBLIC_URL": "https://grannsamverkan.example.org"}  # fmt: skip
    for name, value in told.items():
        monkeypatch.setenv(f"GRANNSAMVERKAN_{name}", str(value))
    return postbox


@pytest.mark.usefixtures("peopled")
def test_asking_is_a_dry_run_until_it_is_to_be_done(run: Run, mail: Postbox) -> None:
    tried = run("confirmations", "send")
    assert "2 med mejl, 1 i telefon, 1 med brev" in tried.out
    assert "--commit" in tried.err
    assert run("jobs", "list").out.startswith("Det finns inga jobb")
    done = run("confirmations", "send", "--year", 2027, "--commit", "--json")
    assert done.data == {"committed": True, "mail": 2, "phone": 1, "letter": 1, "already": 0}
    assert [job["kind"] for job in run("jobs", "list", "--json").data] == ["mail", "mail",
                                                                       "remind", "remind"]  # fmt: skip
    assert "Påminnelser" in run("jobs", "list").out
    assert run("jobs", "run", "--json").data == {"done": 4, "later": 0, "failed": 0}
    assert {letter["To"] for letter in mail.letters} == {"ett@example.org", "tva@example.org"}


@pytest.mark.usefixtures("peopled")
def test_reminding_says_how_many(run: Run, mail: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    run("confirmations", "send", "--commit")
    run("jobs", "run")
    monkeypatch.setattr(doors, "clock", lambda: FEBRUARY.replace(day=20))
    assert "Påminns: 2." in run("confirmations", "remind").out
    assert run("confirmations", "remind", "--commit", "--json").data == {
        "committed": True,
        "reminded": 2,
    }
    assert "Gjorda: 4." in run("jobs", "run").out, (
        "two mails, the disposal of the day, and what is told followers"
    )
    assert len(mail.letters) == 4


@pytest.mark.usefixtures("peopled")
def test_without_mail_the_commands_say_how_to_set_it_up(run: Run) -> None:
    made = run("confirmations", "send", "--commit")
    assert "0 med mejl, 3 i telefon, 1 med brev" in made.out
    assert "GRANNSAMVERKAN_MAIL_HOST" in made.err
    reminded = run("confirmations", "remind", "--commit")
    assert reminded.code == 1
    assert "GRANNSAMVERKAN_MAIL_HOST" in reminded.err
    assert "GRANNSAMVERKAN_MAIL_HOST" in run("jobs", "run").err


@pytest.mark.usefixtures("peopled")
def test_mail_without_an_address_of_the_site_says_what_to_set(
    run: Run, mail: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GRANNSAMVERKAN_PUBLIC_URL")
    made = run("confirmations", "send", "--commit")
    assert made.code == 1
    assert "GRANNSAMVERKAN_PUBLIC_URL" in made.err
    assert mail.letters == []


def test_the_round_is_listed_with_names_and_states(
    run: Run, peopled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Ingen har frågats 2027." in run("confirmations", "list").out
    run("confirmations", "send", "--commit")
    listed = run("confirmations", "list")
    assert "Kontakt Fyra (påhittad)" in listed.out
    assert "Att skriva till" in listed.out
    assert "Svarade: 0 av 4." in listed.out
    monkeypatch.setattr("grannsamverkan.actions.rounds.PAGE", 3)
    data = run("confirmations", "list", "--year", 2027, "--json").data
    assert {line["person"]: line["stand"] for line in data}[FYRA] == "write"
    assert len(data) == 4
    assert peopled.exists()


def bounced(address: str) -> str:
    """Return a delivery report about an address."""
    return (
        "Subject: Undelivered\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\n\n'
        "--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\n\n--x--\n"
    )


def test_bounces_are_noted_on_whom_they_concern(run: Run, peopled: Path, tmp_path: Path) -> None:
    files = []
    for number, address in enumerate(("tva@example.org", "someone@example.org")):
        files.append(tmp_path / f"{number}.eml")
        files[-1].write_text(bounced(address), "utf-8")
    assert run("mail", "bounces", *files, "--json").data == {
        "committed": False,
        "ours": 1,
        "others": 1,
    }
    noted = run("mail", "bounces", *files, "--commit")
    assert "Studsar av våra mejl: 1. Annat: 1." in noted.out
    with doors.opened(str(peopled)) as register, register.looking() as private:
        failed = {one.id: one.mail_failed_on for one in private.find(Person)}
    assert (failed[TVA], failed[ETT]) == (date(2027, 2, 1), None)


@pytest.mark.usefixtures("peopled")
def test_what_has_failed_can_be_tried_again(run: Run, mail: Postbox) -> None:
    run("confirmations", "send", "--commit")
    mail.answer = "554 5.7.1 not from here"
    assert run("jobs", "run", "--json").data["later"] == 2
    with doors.opened("grannsamverkan.gpkg") as register:
        give_up(register)
    assert "misslyckades" in run("jobs", "list").out
    mail.answer = "250 OK"
    assert run("jobs", "run", "--json").data == {"done": 0, "later": 0, "failed": 0}
    tried = run("jobs", "run", "--again", "--json")
    assert "2 misslyckade jobb" in tried.err
    assert tried.data == {"done": 2, "later": 0, "failed": 0}


def give_up(register: Register) -> None:
    """Let every mail that waits have been tried as often as mail is."""
    with register.private() as private:
        waiting = private.find(Job, kind=JobKind.MAIL.value)
        private.put(*(replace(one, state=JobState.FAILED) for one in waiting))


@pytest.mark.usefixtures("peopled")
def test_it_goes_on_until_it_is_stopped_and_over_faults(
    run: Run, mail: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("confirmations", "send", "--commit")
    rounds: list[int] = []
    whole = chores.work_off

    def troubled(*arguments: object, **options: object) -> object:
        rounds.append(1)
        if len(rounds) == 1:
            raise Unavailable("store.locked")
        if len(rounds) == 2:
            raise KeyError("x")
        return whole(*arguments, **options)  # type: ignore[arg-type]  # handed on as it came

    def rest(_seconds: float) -> None:
        if len(rounds) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(chores, "work_off", troubled)
    monkeypatch.setattr("grannsamverkan.cli.jobs.time.sleep", rest)
    ended = run("jobs", "run", "--forever")
    assert ended.code == 0
    assert "används just nu av någon annan" in ended.err
    assert "KeyError" in ended.err
    assert ended.out == "Gjorda: 4. Försöks igen: 0. Misslyckade: 0.\n"
    assert len(mail.letters) == 2


def test_beside_a_server_mail_goes_by_itself(
    peopled: Path, postbox: Postbox, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch, run: Run,
) -> None:  # fmt: skip
    register = open_register(peopled)
    assert jobs.beside(register, Settings(mail=MailSettings())) is None
    monkeypatch.setenv("GRANNSAMVERKAN_PUBLIC_URL", "https://grannsamverkan.example.org")
    settings = Settings(mail=postbox.settings())
    monkeypatch.setattr(doors, "settings", lambda: settings)
    run("confirmations", "send", "--commit")
    go_on = jobs.beside(register, settings)
    assert go_on is not None

    class Over:
        """Is set once two rounds are over."""

        rounds = 0

        def is_set(self) -> bool:
            return self.rounds == 2

        def wait(self, _seconds: float) -> bool:
            self.rounds += 1
            return self.is_set()

    go_on(Over())  # type: ignore[arg-type]  # an event of its own
    assert len(postbox.letters) == 2
    monkeypatch.setattr(chores, "plan", lambda *_: 1 / 0)
    go_on(Over())  # type: ignore[arg-type]  # as above
    assert "ZeroDivisionError" in capsys.readouterr().err
    register.close()
