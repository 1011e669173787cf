"""Mail out through an SMTP server, one reader to a letter, and what came back undelivered.

Addresses are in no log, no fault and no refusal: a server's own words, which often name them, are never kept.
"""

import smtplib
import ssl
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import (
    Address,
    BaseHeader,
    HeaderRegistry,
    UnstructuredHeader,
)
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import format_datetime, parseaddr
from enum import StrEnum
from types import TracebackType
from typing import TYPE_CHECKING, Self

from grannsamverkan.errors import Refused
from grannsamverkan.exchange.reach import mail_address

if TYPE_CHECKING:
    from grannsamverkan.settings import MailSettings

_NO_SUCH_READER = frozenset({521, 550, 551, 553, 556})
"""The answers to a recipient that say the address itself is at fault (RFC 5321, RFC 7504)."""

_POLICY = b"5.7."
"""How an answer begins that is about us and not the address, such as a server that wants a sign-in."""

_LETTERS_A_CONNECTION = 50
"""Many servers end a connection that goes on for too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail to one reader, in plain text.

    Attributes:
        id: becomes its Message-ID, by which a letter that comes back is known again.
        automatic: written by the program and not by a person, so that nobody's absence answers it.
        stop: where a mail program ends the subscription that it belongs to with one press (RFC 8058).
    """

    id: str
    to: str
    subject: str
    text: str
    automatic: bool = True
    stop: str | None = None


class Outcome(StrEnum):
    """What became of a letter."""

    SENT = "sent"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a letter and why: a short mark such as `smtp 550`, never the server's words."""

    outcome: Outcome
    fault: str | None = None


_NOT_TRIED = Delivery(Outcome.LATER)


class _Link(UnstructuredHeader, BaseHeader):
    """A header that is an address on the web: longer than a line, it would be written as what it is not."""

    def fold(self, *, policy: Policy) -> str:
        """Return it on one line, as programs look for it."""
        return f"{self.name}: {self}{policy.linesep}"


def _with_links() -> "EmailPolicy[EmailMessage]":
    """Return how messages are written: as usual, but that the link which ends a subscription stays whole."""
    known = HeaderRegistry()
    known.map_to_type("list-unsubscribe", _Link)
    return EmailPolicy(header_factory=known)


def compose(letter: Letter, settings: "MailSettings", *, now: datetime) -> EmailMessage:
    """Return a letter as the message that is sent.

    Raises:
        Refused: an address that is none, or a line break in what is to stand on one line.
    """
    name, sender = parseaddr(settings.sender or "")
    sender = mail_address(sender)
    message = EmailMessage(_with_links())
    message["From"] = Address(_line(name), addr_spec=sender)
    message["To"] = Address(addr_spec=mail_address(letter.to))
    if settings.reply_to:
        message["Reply-To"] = Address(addr_spec=mail_address(settings.reply_to))
    message["Subject"] = _line(letter.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{_line(letter.id)}@{sender.rpartition('@')[2]}>"
    if letter.automatic:
        message["Auto-Submitted"] = "auto-generated"
    if letter.stop:
        message["List-Unsubscribe"] = f"<{_line(letter.stop)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text, cte="quoted-printable")
    return message


def _line(text: str) -> str:
    """Return a text that stands in a header.

    Raises:
        Refused: it would break out of it.
    """
    if any(unicodedata.category(sign) in {"Cc", "Zl", "Zp", "Cs"} for sign in text):
        raise Refused("mail.more_than_a_line")
    return text


class Mailer:
    """An SMTP server to hand letters to; connects with the first one, and again when it must.

    One that could not be reached, or lets us not in, is not asked again: make a new mailer later.
    """

    def __init__(self, settings: "MailSettings") -> None:
        """Take how to reach the server; nothing is opened yet."""
        self.settings = settings
        self._server: smtplib.SMTP | None = None
        self._sent = 0
        self._away = _NOT_TRIED

    def __enter__(self) -> Self:
        """Stand ready."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say goodbye to the server."""
        self.close()

    def close(self) -> None:
        """Let go of the connection, if there is one."""
        server, self._server, self._sent = self._server, None, 0
        if server is not None:
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()

    def send(self, letter: Letter, *, now: datetime) -> Delivery:
        """Hand over one letter, and say what became of it.

        Raises:
            Refused: the letter itself is wrong; nothing was sent.
        """
        message = compose(letter, self.settings, now=now)
        sender = mail_address(parseaddr(self.settings.sender or "")[1])
        server = self._connected()
        if server is None:
            return self._away
        try:
            server.send_message(message, from_addr=sender, to_addrs=[mail_address(letter.to)])
        except smtplib.SMTPRecipientsRefused as refused:
            return _refusal(*next(iter(refused.recipients.values())))
        except (smtplib.SMTPException, OSError) as lost:
            self.close()
            return _later(lost)
        self._sent += 1
        return Delivery(Outcome.SENT)

    def _connected(self) -> smtplib.SMTP | None:
        if self._sent >= _LETTERS_A_CONNECTION:
            self.close()
        if self._server is None and self._away is _NOT_TRIED:
            try:
                self._server = _connect(self.settings)
            except (smtplib.SMTPException, OSError) as lost:
                self._away = _later(lost)
        return self._server


def _later(lost: Exception) -> Delivery:
    if isinstance(lost, smtplib.SMTPResponseException):
        return Delivery(Outcome.LATER, f"smtp {lost.smtp_code}")
    return Delivery(Outcome.LATER, type(lost).__name__)


def _refusal(code: int, words: bytes) -> Delivery:
    about_us = words.startswith(_POLICY)
    gone = code in _NO_SUCH_READER and not about_us
    return Delivery(Outcome.NEVER if gone else Outcome.LATER, f"smtp {code}")


def _connect(settings: "MailSettings") -> smtplib.SMTP:
    """Return an open connection, signed in where that is asked for.

    A server that does not offer the protection that is set raises: nothing goes unprotected by itself.
    """
    host, port, wait = settings.host or "", settings.port, settings.timeout_seconds
    if settings.security == "tls":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=wait, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=wait)
    try:
        if settings.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.user:
            password = settings.password
            server.login(settings.user, password.get_secret_value() if password else "")
    except BaseException:
        server.close()
        raise
    return server
