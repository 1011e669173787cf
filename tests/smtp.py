"""A real SMTP server on loopback, which keeps what it is given and refuses whom it is told to."""

import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from grannsamverkan.settings import MailSettings

SENDER = "Grannsamverkan Provby <grannsamverkan@example.org>"


@dataclass
class Postbox:
    """What the server was given, and what it answers: `refusals` by recipient, `answer` to every letter."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    answer: str = "250 OK"
    when_taken: Callable[[], None] = lambda: None

    def settings(self, **changes: Any) -> MailSettings:  # noqa: ANN401 # each test names settings it knows
        """Return the settings that reach this server."""
        told = {"host": "127.0.0.1", "port": self.port, "security": "none", "sender": SENDER}
        return MailSettings(**{**told, "timeout_seconds": 5.0, **changes})

    def to(self, address: str) -> list[EmailMessage]:
        """Return the letters to an address, oldest first."""
        return [letter for letter in self.letters if letter["To"] == address]

    async def handle_RCPT(  # noqa: N802 # as aiosmtpd calls it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or refuse as told."""
        del server, session, options
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 # as aiosmtpd calls it
        """Keep a letter."""
        del server
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.letters.append(message_from_bytes(envelope.content, policy=default))
            self.envelopes.append(envelope)
            self.sessions.append(session)
            self.when_taken()
        return self.answer


def started(postbox: Postbox, **options: Any) -> Controller:  # noqa: ANN401 # as aiosmtpd takes them
    """Start a server for a postbox; the caller stops it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        postbox.port = free.getsockname()[1]
    controller = Controller(postbox, hostname="127.0.0.1", port=postbox.port, **options)
    controller.start()
    return controller


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """Give the postbox of a server that listens."""
    made = Postbox()
    controller = started(made)
    yield made
    controller.stop()


def only(user: str, password: str) -> Callable[..., AuthResult]:
    """Return what lets one user in."""

    def check(*arguments: object) -> AuthResult:
        given = arguments[-1]
        assert isinstance(given, LoginPassword)
        right = (given.login, given.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=right)

    return check


def tls_context(certificate: str, key: str) -> ssl.SSLContext:
    """Return the server's side of TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
