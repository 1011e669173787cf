"""The journal of an area as people read it: who did what, when and why, and what can be taken back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account
from grannsamverkan.i18n import Translator, catalogue
from grannsamverkan.register import ChangeEntry
from grannsamverkan.web.staff.desk import Desk


@dataclass(frozen=True, slots=True)
class Entry:
    """One change as it is shown; `why` is None where the reason has been erased."""

    seq: int
    at: datetime
    who: str
    what: str
    why: str | None


def journal_of(desk: Desk, t: Translator, area_id: str) -> list[Entry]:
    """Return the changes that touched an area, the newest first."""
    changes = desk.register.changes(area_id=area_id)
    names = _names(desk, changes)
    zone = desk.clock().tzinfo
    return [
        Entry(
            one.seq,
            datetime.fromisoformat(one.at).astimezone(zone),
            _who(t, one.actor, names),
            done_word(t, one.action),
            one.reason,
        )
        for one in reversed(changes)
    ]


def done_word(t: Translator, action: str) -> str:
    """Say what a change did; one of a later version of the program is told by its own word."""
    for key in (f"event.{action}", f"work.action.{action}"):
        if key in catalogue(t.language):
            return t(key)
    return action.replace("_", " ")


def _names(desk: Desk, changes: Iterable[ChangeEntry]) -> Mapping[str, str]:
    """Return the names of the accounts that made changes; of those that are gone nothing is known."""
    wanted = tuple({one.actor.partition(" ")[2] for one in changes} - {""})
    with desk.register.looking() as private:
        return {one.id: one.name for one in private.find(Account, id=wanted)} if wanted else {}


def _who(t: Translator, actor: str, names: Mapping[str, str]) -> str:
    """Say who made a change: role and name of an account, else what the journal holds."""
    role, _, one = actor.partition(" ")
    if role not in set(Role) or not one:
        return actor
    if role == Role.CONTACT and one not in names:
        return t("work.history.contact")
    said = t(f"role.{role}")
    return f"{names[one]}, {said}" if one in names else t("work.history.gone", role=said)
