"""A mail address is used only once its owner has pressed the button behind a link that was sent to it.

The token is in the mail alone, its SHA-256 in the register. Looking at a link changes nothing, since
mail scanners look. What nobody confirms is erased without a decision: it is from nobody known.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from grannsamverkan.actions.jobs import enqueue
from grannsamverkan.actions.letters import id_of, new_token
from grannsamverkan.actions.outbox import bare_mail_job
from grannsamverkan.domain.jobs import Job
from grannsamverkan.domain.unconfirmed import Purpose, Unconfirmed
from grannsamverkan.errors import Unavailable
from grannsamverkan.register import Register
from grannsamverkan.register.private import Private

KEPT = timedelta(days=3)
"""So long a link waits to be pressed."""

MOST = 3
"""So many links wait for one address at a time, so that nobody can fill the mailbox of another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What someone asks for by a mail address."""

    purpose: Purpose
    municipality: str
    mail: str
    carried: Mapping[str, object]


Write = Callable[[str], tuple[str, str]]
"""Returns the subject and the text of the mail that carries a token."""


def ask(private: Private, asked: Asked, write: Write, now: datetime) -> bool:
    """Let what is asked for wait, and put the mail with its link into the outbox; False where too many wait.

    Whoever asked is to be told the same either way.
    """
    waiting = private.find(Unconfirmed, mail=asked.mail, purpose=asked.purpose.value)
    if len(waiting) >= MOST:
        return False
    token = new_token()
    one = Unconfirmed(
        id=id_of(token),
        purpose=asked.purpose,
        municipality=asked.municipality,
        mail=asked.mail,
        carried=json.dumps(asked.carried, ensure_ascii=False),
        asked_at=now,
        expires_at=now + KEPT,
    )
    subject, text = write(token)
    private.put(one)
    key = mail_key(asked.purpose, one.id)
    return enqueue(private, bare_mail_job(asked.mail, key=key, subject=subject, text=text, now=now))


def mail_key(purpose: Purpose, link_id: str) -> str:
    """Return the key of the mail that carries a link, by the SHA-256 of its token."""
    return f"{purpose}/{link_id}"


def waiting(private: Private, key: str, purpose: Purpose, now: datetime) -> Unconfirmed | None:
    """Return what waits for a token to be pressed; None where nothing does, or no longer."""
    found = private.find(Unconfirmed, id=id_of(key), purpose=purpose.value)
    return next((one for one in found if one.expires_at > now), None)


def carried_by(one: Unconfirmed) -> dict[str, Any]:
    """Return what is asked for."""
    carried: dict[str, Any] = json.loads(one.carried)
    return carried


def let_go(private: Private, purpose: Purpose, *link_ids: str) -> None:
    """Erase what waits behind links, and the mails that carry them, inside an open transaction."""
    private.remove(Unconfirmed, *link_ids)
    keys = tuple(mail_key(purpose, one) for one in link_ids)
    private.remove(Job, *(job.id for job in private.find(Job, key=keys)))


def forget(register: Register, now: datetime) -> int:
    """Erase what nobody has confirmed in time, with its mail; return how much."""
    with register.looking() as private:
        late = [one for one in private.find(Unconfirmed) if one.expires_at <= now]
    if late:
        with register.private() as private:
            for one in late:
                let_go(private, one.purpose, one.id)
        with suppress(Unavailable):  # someone reads just now: the next disposal leaves no trace
            register.scrub()
    return len(late)
