"""Letters that came back: delivery reports (RFC 3464) read from saved mail, one file or a whole mailbox."""

import email
import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import (
    compat32,
)  # it reads whatever comes; the newer policies trip over odd headers
from email.utils import parseaddr
from pathlib import Path

from grannsamverkan.errors import Refused

_LARGEST_BYTES = 200_000_000

_HARDY = compat32
"""Reads whatever comes; the newer policies trip over odd headers."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """One letter that did not arrive: its id, if the report names it, and the addresses it gives."""

    letter_id: str | None
    addresses: tuple[str, ...]


def read_bounces(path: Path) -> list[Bounce]:
    """Return what came back for good, of a saved message (.eml) or a mailbox (mbox).

    Reports of mere delay, and mail that is no report, are passed over.

    Raises:
        Refused: the file is larger than any mailbox of reports.
    """
    if path.stat().st_size > _LARGEST_BYTES:
        raise Refused("mail.mailbox_too_large", limit=_LARGEST_BYTES)
    return [bounce for message in _messages(path) if (bounce := _bounce(message)) is not None]


def _messages(path: Path) -> Iterator[Message]:
    with path.open("rb") as file:
        if file.read(5) != b"From ":
            file.seek(0)
            yield email.message_from_binary_file(file, policy=_HARDY)
            return
    box = mailbox.mbox(path, create=False)
    try:
        yield from box
    finally:
        box.close()


def _bounce(message: Message) -> Bounce | None:
    reports = [
        block
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status"
        for block in _blocks(part)
    ]
    failed = [block for block in reports if _field(block, "Action").casefold() == "failed"]
    if not failed:
        return None
    named = (_address(block, name) for block in failed
             for name in ("Original-Recipient", "Final-Recipient"))  # fmt: skip
    return Bounce(_letter_id(message), tuple(dict.fromkeys(filter(None, named))))


def _blocks(part: Message) -> list[Message]:
    """Return the blocks of a report: one about the whole, then one for each recipient."""
    payload = part.get_payload()
    return (
        [block for block in payload if isinstance(block, Message)]
        if isinstance(payload, list)
        else []
    )


def _field(block: Message, name: str) -> str:
    return str(block.get(name, "")).strip()


def _address(block: Message, name: str) -> str:
    """Return the address in a field such as `rfc822; someone@example.org`, in lower case."""
    kind, _, address = _field(block, name).partition(";")
    return parseaddr(address)[1].casefold() if kind.strip().casefold() == "rfc822" else ""


def _letter_id(message: Message) -> str | None:
    """Return the id of the letter that the report carries with it, whole or as headers alone."""
    for part in message.walk():
        payload = part.get_payload()
        if part.get_content_type() == "text/rfc822-headers":
            text = payload if isinstance(payload, str) else ""
            found = _own_id(email.message_from_string(text, policy=_HARDY))
        elif part.get_content_type() == "message/rfc822" and isinstance(payload, list):
            found = _own_id(payload[0]) if isinstance(payload[0], Message) else None
        else:
            continue
        if found:
            return found
    return None


def _own_id(message: Message) -> str | None:
    local, sign, _ = _field(message, "Message-ID").strip("<>").partition("@")
    return local if sign and local else None
