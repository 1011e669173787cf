"""Letters as they leave, against a real SMTP server, and what comes back."""

import datetime as dt
import mailbox
import socket
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from grannsamverkan.errors import Refused
from grannsamverkan.exchange import bounces
from grannsamverkan.exchange.bounces import Bounce, read_bounces
from grannsamverkan.exchange.mail import Delivery, Letter, Mailer, Outcome
from grannsamverkan.exchange.reach import mail_address
from grannsamverkan.settings import MailSettings
from smtp import Postbox, only, started, tls_context

NOW = dt.datetime(2026, 2, 1, 9, tzinfo=dt.UTC)
TO = "kontakt.ett@example.org"
LETTER = Letter(
    id="01JABC", to=TO, subject="Är du fortfarande kontaktombud?", text="Hej!\n\n" + "å" * 200
)


def send(settings: MailSettings, letter: Letter = LETTER) -> Delivery:
    """Send one letter and say goodbye."""
    with Mailer(settings) as mailer:
        return mailer.send(letter, now=NOW)


def test_a_letter_arrives_as_plain_text_with_its_id_and_date(postbox: Postbox) -> None:
    assert send(postbox.settings(reply_to="svar@example.org")) == Delivery(Outcome.SENT)
    (letter,) = postbox.letters
    assert letter["Subject"] == LETTER.subject
    assert letter["From"] == "Grannsamverkan Provby <grannsamverkan@example.org>"
    assert letter["To"] == TO
    assert letter["Reply-To"] == "svar@example.org"
    assert letter["Message-ID"] == "<01JABC@example.org>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(letter["Date"]) == NOW
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().splitlines() == LETTER.text.splitlines()
    assert postbox.envelopes[0].mail_from == "grannsamverkan@example.org"


def test_what_a_person_wrote_is_not_marked_as_automatic(postbox: Postbox) -> None:
    send(postbox.settings(), replace(LETTER, automatic=False))
    assert postbox.letters[0]["Auto-Submitted"] is None


@pytest.mark.parametrize("broken", ["\n", "\r\n", "\r", "\x00", "\u2028", "\x0b", "\x85"])
@pytest.mark.parametrize("part", ["subject", "to", "id"])
def test_nothing_can_be_put_into_the_headers(postbox: Postbox, part: str, broken: str) -> None:
    text = f"a@example.org{broken}Bcc: other@example.org"
    with pytest.raises(Refused):
        send(postbox.settings(), replace(LETTER, **{part: text}))  # type: ignore[arg-type]  # a text each
    assert postbox.letters == []


@pytest.mark.parametrize(
    "sender", ["A\r\nBcc: b@example.org <a@example.org>", "A <a@example.org\n>", "no address", ""]
)
def test_nor_by_the_name_of_the_sender(postbox: Postbox, sender: str) -> None:
    try:
        send(postbox.settings(sender=sender))
    except Refused:
        assert postbox.letters == []
    else:
        assert postbox.letters[0]["Bcc"] is None


@pytest.mark.parametrize(
    "text",
    ["", "a", "a@", "@example.org", "a@b", "a b@example.org", "a@example.org,b@example.org",
     "a@exa mple.org", "<a@example.org>", "a@example.org\nBcc: b@example.org", "å@example.org",
     "a..b@example.org", "a@" + "b" * 70 + ".org", "a" * 250 + "@example.org", "a@.org"],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_naming_it(text: str) -> None:
    with pytest.raises(Refused) as refused:
        mail_address(text)
    assert refused.value.values == {}


def test_an_address_is_kept_with_its_domain_in_ascii() -> None:
    assert mail_address(" A.b+c@Exempel.Example.ORG ") == "A.b+c@exempel.example.org"
    assert mail_address("a@åäö.example.org") == "a@xn--4cab6c.example.org"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("550 5.1.1 No such user", Outcome.NEVER),
        ("553 no such mailbox", Outcome.NEVER),
        ("550 5.7.1 Relaying denied", Outcome.LATER),
        ("552 5.2.2 Mailbox full", Outcome.LATER),
        ("450 4.2.0 Greylisted", Outcome.LATER),
    ],
)
def test_a_refused_reader_is_gone_for_good_only_when_the_address_is(
    postbox: Postbox, answer: str, outcome: Outcome
) -> None:
    postbox.refusals[TO] = answer
    assert send(postbox.settings()) == Delivery(outcome, f"smtp {answer[:3]}")


def test_a_letter_that_is_not_taken_now_is_tried_again_later(postbox: Postbox) -> None:
    postbox.answer = "554 5.7.1 Message content rejected, kontakt.ett@example.org"
    assert send(postbox.settings()) == Delivery(Outcome.LATER, "smtp 554")


def test_after_a_refused_reader_the_next_letter_goes_by_the_same_connection(
    postbox: Postbox,
) -> None:
    postbox.refusals[TO] = "550 5.1.1 No such user"
    with Mailer(postbox.settings()) as mailer:
        assert mailer.send(LETTER, now=NOW).outcome is Outcome.NEVER
        for number in range(60):
            other = replace(LETTER, id=str(number), to=f"kontakt{number}@example.org")
            assert mailer.send(other, now=NOW).outcome is Outcome.SENT
    assert len(postbox.letters) == 60
    assert len(set(map(id, postbox.sessions))) == 2  # fifty letters, then a fresh one


def test_a_server_that_is_away_is_met_later() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    away = MailSettings(host="127.0.0.1", port=port, security="none", sender="a@example.org")
    with Mailer(away) as mailer:
        refused = Delivery(Outcome.LATER, "ConnectionRefusedError")
        assert mailer.send(LETTER, now=NOW) == refused
        with socket.create_server(("127.0.0.1", port)) as late:
            late.settimeout(0.2)
            assert mailer.send(LETTER, now=NOW) == refused
            with pytest.raises(
                TimeoutError
            ):  # nobody knocks for every letter at a door that is shut
                late.accept()


def test_a_server_that_hangs_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        hung = MailSettings(
            host="127.0.0.1",
            port=port,
            security="none",
            sender="a@example.org",
            timeout_seconds=0.2,
        )
        assert send(hung).outcome is Outcome.LATER


def test_a_connection_that_broke_is_let_go(postbox: Postbox) -> None:
    with Mailer(postbox.settings()) as mailer:
        mailer.send(LETTER, now=NOW)
        assert mailer._server is not None  # noqa: SLF001 # the break comes from below
        assert mailer._server.sock is not None  # noqa: SLF001 # as above
        mailer._server.sock.shutdown(socket.SHUT_RDWR)  # noqa: SLF001 # as above
        assert mailer.send(LETTER, now=NOW).outcome is Outcome.LATER
        assert mailer.send(LETTER, now=NOW).outcome is Outcome.SENT


# -- protection -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Make a certificate for loopback that only these tests trust."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "certificate.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = folder / "key.pem"
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return str(pem), str(secret)


@pytest.fixture
def guarded(certificate: tuple[str, str]) -> Iterator[Postbox]:
    """Give the postbox of a server that wants STARTTLS and a sign-in."""
    made = Postbox()
    controller = started(
        made,
        tls_context=tls_context(*certificate),
        require_starttls=True,
        auth_required=True,
        authenticator=only("grannsamverkan", "hemligt"),
    )
    yield made
    controller.stop()


SIGNED_IN = {
    "host": "localhost",
    "security": "starttls",
    "user": "grannsamverkan",
    "password": SecretStr("hemligt"),
}


def test_it_encrypts_and_signs_in(
    guarded: Postbox, certificate: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    assert send(guarded.settings(**SIGNED_IN)) == Delivery(Outcome.SENT)


def test_a_wrong_password_waits_for_the_one_who_can_mend_it(
    guarded: Postbox, certificate: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    for password in (SecretStr("fel"), None):
        wrong = guarded.settings(**{**SIGNED_IN, "password": password})
        assert send(wrong) == Delivery(Outcome.LATER, "smtp 535")


def test_a_server_whose_certificate_is_not_trusted_gets_nothing(guarded: Postbox) -> None:
    assert send(guarded.settings(**SIGNED_IN)).outcome is Outcome.LATER
    assert guarded.letters == []


def test_a_server_without_encryption_gets_nothing_where_it_is_asked_for(postbox: Postbox) -> None:
    assert send(postbox.settings(security="starttls")).outcome is Outcome.LATER
    assert send(postbox.settings(security="tls")).outcome is Outcome.LATER
    assert postbox.letters == []


def test_it_speaks_tls_from_the_first_byte(
    certificate: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    postbox = Postbox()
    controller = started(postbox, ssl_context=tls_context(*certificate))
    sent = send(postbox.settings(host="localhost", security="tls"))
    controller.stop()
    assert sent == Delivery(Outcome.SENT)


def test_mail_is_ready_with_a_server_and_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not MailSettings().ready
    assert not MailSettings(host="localhost").ready
    monkeypatch.setenv("GRANNSAMVERKAN_MAIL_HOST", "localhost")
    monkeypatch.setenv("GRANNSAMVERKAN_MAIL_SENDER", "a@example.org")
    assert MailSettings().ready


# -- what comes back ------------------------------------------------------------------------------


def report(action: str = "failed", original: str = "message/rfc822") -> bytes:
    """Return a delivery report as a mail server writes it, with the letter or its headers."""
    return (
        "From: MAILER-DAEMON@example.org\n"
        "To: grannsamverkan@example.org\n"
        "Subject: Undelivered Mail Returned to Sender\n"
        "Auto-Submitted: auto-replied\n"
        "MIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\n\n'
        "--x\nContent-Type: text/plain\n\nSorry.\n\n"
        "--x\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example.org\n\n"
        "Original-Recipient: rfc822; Kontakt.Ett@example.org\n"
        "Final-Recipient: rfc822;kontakt.ett@mx.example.org\n"
        f"Action: {action}\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\n"
        f"--x\nContent-Type: {original}\n\n"
        "From: grannsamverkan@example.org\nMessage-ID: <01JABC@example.org>\nSubject: Hej\n\nHej\n\n"
        "--x--\n"
    ).encode()


@pytest.mark.parametrize("original", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_names_the_letter_and_the_addresses(tmp_path: Path, original: str) -> None:
    path = tmp_path / "studs.eml"
    path.write_bytes(report(original=original))
    assert read_bounces(path) == [
        Bounce("01JABC", ("kontakt.ett@example.org", "kontakt.ett@mx.example.org"))
    ]


def test_a_report_without_the_letter_still_names_the_address(tmp_path: Path) -> None:
    path = tmp_path / "studs.eml"
    path.write_bytes(report(original="application/octet-stream"))
    assert read_bounces(path)[0].letter_id is None
    path.write_bytes(report().replace(b"Message-ID: <01JABC@example.org>\n", b""))
    assert read_bounces(path)[0].letter_id is None


def test_a_delay_is_no_bounce_and_other_mail_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "studs.eml"
    path.write_bytes(report(action="delayed"))
    assert read_bounces(path) == []
    path.write_bytes(b"Subject: Hej\n\nJag har flyttat.\n")
    assert read_bounces(path) == []


@pytest.mark.parametrize(
    "odd",
    [
        b"",
        b"\x00\xff" * 500,
        report().replace(b"rfc822;", b"x400;").replace(b"Kontakt", b"\xff\xfe"),
        report().replace(b"message/delivery-status\n\n", b"message/delivery-status\n"),
        report().replace(b"message/delivery-status\n", b"message/delivery-status; charset=\x00\n"),
        report(original="message/rfc822\nContent-Transfer-Encoding: base64"),
    ],
)
def test_odd_mail_stops_nothing(tmp_path: Path, odd: bytes) -> None:
    path = tmp_path / "studs.eml"
    path.write_bytes(odd)
    for bounce in read_bounces(path):
        assert bounce.letter_id in {None, "01JABC"}


def test_a_mailbox_is_read_letter_by_letter(tmp_path: Path) -> None:
    path = tmp_path / "studsar.mbox"
    box = mailbox.mbox(path)
    box.add(report())
    other = EmailMessage()
    other["Subject"] = "Semester"
    other.set_content("Jag är borta.")
    box.add(other)
    box.add(report(original="text/rfc822-headers"))
    box.close()
    assert [bounce.letter_id for bounce in read_bounces(path)] == ["01JABC", "01JABC"]


def test_a_file_too_large_for_a_mailbox_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounces, "_LARGEST_BYTES", 10)
    path = tmp_path / "stor.mbox"
    path.write_bytes(report())
    with pytest.raises(Refused):
        read_bounces(path)
