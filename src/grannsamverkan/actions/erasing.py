"""What goes when a person is erased: every row outside the ledger that tells who they are."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from grannsamverkan.actions.unfollowing import end_all
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account, AccountRole, Session
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.drafts import Draft
from grannsamverkan.domain.following import Following
from grannsamverkan.domain.interests import Interest
from grannsamverkan.domain.jobs import Job
from grannsamverkan.domain.people import Person
from grannsamverkan.domain.traces import Traces
from grannsamverkan.domain.unconfirmed import Unconfirmed
from grannsamverkan.domain.views import ViewState, ViewText
from grannsamverkan.register import Change
from grannsamverkan.register.erasing import erase_reasons, tables_naming
from grannsamverkan.register.private import Private


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took, by what it was.

    Attributes:
        gone: how many rows of each kind are erased.
        terms_ended: how many terms were ended by it.
        named_for_good: ledger tables with a text that names the person, which no one can erase.
        scrubbed: whether the file holds no trace any more; if not, the next disposal sees to it.
    """

    gone: dict[str, int]
    terms_ended: int = 0
    named_for_good: tuple[str, ...] = ()
    scrubbed: bool = True


def erase_rows(change: Change, person: Person, *, interests: bool, staff: bool) -> Erased:
    """Erase everything that tells who a person is, inside a change that is about them.

    Args:
        change: the open change.
        person: who.
        interests: also what residents logged with their mail or telephone, and what they follow by it.
        staff: also the account of one who works here; else it only lets go of the person.
    """
    change.subject = person.id
    private = change.private
    traces = Traces(person.name, person.phone, person.mail)
    gone: Counter[str] = Counter(person=1)
    private.remove(Person, person.id)
    questions = private.find(Question, person_id=person.id)
    private.remove(Question, *(one.id for one in questions))
    gone["question"] = len(questions)
    gone["job"] = _erase_mail(private, person.id, traces)
    gone["account"] = _erase_accounts(private, person.id, staff=staff)
    gone["draft"] = _erase_messages(private, traces)
    gone["view"] = _erase_views(private, traces)
    gone["unconfirmed"] = _erase_unconfirmed(private, traces)
    gone["interest"] = _erase_interests(private, traces) if interests else 0
    gone["following"] = _erase_following(private, traces) if interests else 0
    gone["reason"] = erase_reasons(
        change.connection, person.id, names=traces.in_text, hints=traces.hinted_in
    )
    named = tuple(tables_naming(change.connection, traces.in_text))
    return Erased({kind: number for kind, number in gone.items() if number}, named_for_good=named)


def _erase_mail(private: Private, person_id: str, traces: Traces) -> int:
    """Erase waiting and sent mail to a person, and mail that names them; return how many."""
    mail = [
        job.id
        for job in private.find(Job)
        if job.person_id == person_id or traces.in_text(texts_of(job.payload))
    ]
    private.remove(Job, *mail)
    for session in private.find(Session):
        if traces.in_text(texts_of(session.flash or "")):
            private.put(replace(session, flash=None))
    return len(mail)


def texts_of(payload: str) -> str:
    """Return the texts in JSON as people read them; what is no JSON as it is."""
    try:
        return json.dumps(json.loads(payload), ensure_ascii=False)
    except ValueError:
        return payload


def _erase_accounts(private: Private, person_id: str, *, staff: bool) -> int:
    """Erase the accounts of a person and return how many; one as staff stays, without the person."""
    gone = 0
    for account in private.find(Account, person_id=person_id):
        if staff or not is_staff(private, account):
            erase_account(private, account.id)
            gone += 1
        else:
            private.put(replace(account, person_id=None))
    return gone


def is_staff(private: Private, account: Account) -> bool:
    """Say whether an account has another role than a contact's."""
    return any(
        one.role is not Role.CONTACT for one in private.find(AccountRole, account_id=account.id)
    )


def erase_account(private: Private, account_id: str) -> None:
    """Erase an account with its roles and sessions, and the words in its drafts."""
    private.remove(Session, *_ids(private.find(Session, account_id=account_id)))
    private.remove(AccountRole, *_ids(private.find(AccountRole, account_id=account_id)))
    for draft in private.find(Draft, made_by=account_id):
        private.put(replace(draft, message=None))
    private.remove(Account, account_id)


def _ids(rows: Iterable[Session] | Iterable[AccountRole]) -> list[str]:
    return [row.id for row in rows]


def _erase_messages(private: Private, traces: Traces) -> int:
    """Take the words that name a person out of drafts and their answers; return how many drafts."""
    taken = 0
    for draft in private.find(Draft):
        name, message, answer = (
            None if traces.in_text(text) else text
            for text in (draft.name, draft.message, draft.answer)
        )
        kept = replace(draft, name=name, message=message, answer=answer)
        if kept != draft:
            private.put(kept)
            taken += 1
    return taken


def _erase_views(private: Private, traces: Traces) -> int:
    """Take the words that name a person out of what residents have said; return out of how many views."""
    named = [one for one in private.find(ViewText) if names_in_view(one, traces)]
    for view in named:
        raw, text, answer = (
            None if traces.in_text(words) else words for words in (view.raw, view.text, view.answer)
        )
        kept = view.state if text and answer else ViewState.KEPT_BACK
        state = view.state if view.state is ViewState.NEW else kept
        private.put(replace(view, raw=raw, text=text, answer=answer, state=state))
    return len(named)


def names_in_view(view: ViewText, traces: Traces) -> bool:
    """Say whether the words of a view, or its answer, name a person."""
    return any(traces.in_text(words) for words in (view.raw, view.text, view.answer))


def _erase_interests(private: Private, traces: Traces) -> int:
    theirs = [one.id for one in private.find(Interest) if is_theirs(one, traces)]
    private.remove(Interest, *theirs)
    return len(theirs)


def _erase_following(private: Private, traces: Traces) -> int:
    theirs = {one.follower for one in private.find(Following) if follows(one, traces)}
    return end_all(private, *theirs)


def follows(one: Following, traces: Traces) -> bool:
    """Say whether a subscription is by a person's mail address."""
    return traces.same_person(phone=None, mail=one.mail)


def _erase_unconfirmed(private: Private, traces: Traces) -> int:
    theirs = [one.id for one in private.find(Unconfirmed) if asks_for_them(one, traces)]
    private.remove(Unconfirmed, *theirs)
    return len(theirs)


def asks_for_them(one: Unconfirmed, traces: Traces) -> bool:
    """Say whether what waits to be confirmed is by a person's mail address, or tells of them."""
    return traces.same_person(phone=None, mail=one.mail) or traces.in_text(texts_of(one.carried))


def is_theirs(interest: Interest, traces: Traces) -> bool:
    """Say whether an interest was logged with a person's mail or telephone."""
    return traces.same_person(phone=interest.phone, mail=interest.mail)
