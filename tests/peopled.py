"""People in registers for tests, all invented: a contact with everything that can lie around them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.access import Role, Who
from grannsamverkan.domain.accounts import Account, AccountRole, Session
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.drafts import Draft, DraftState
from grannsamverkan.domain.interests import Interest, Wish
from grannsamverkan.domain.jobs import Job, JobKind, JobState
from grannsamverkan.domain.people import Channel, ContactTerm, Person
from grannsamverkan.domain.policy import Setting
from grannsamverkan.domain.privacy import Reading
from grannsamverkan.register import Register
from grannsamverkan.register.schema import PRIVATE

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOW.date()

NAME, PHONE, MAIL = "Kontakt Ett Påhittad", "070-174 06 07", "kontakt.ett@example.org"
PERSON = "01JP0000000000000000000001"
ACCOUNT = "01JA0000000000000000000001"
COLLEAGUE = "01JA0000000000000000000002"


def who(*roles: Role, municipality: str = "1861", account_id: str = COLLEAGUE) -> Who:
    """Return someone with roles in one municipality."""
    return Who(id=account_id, roles=frozenset((role, municipality) for role in roles))


def doing(register: Register, *, dry: bool = False) -> Doing:
    """Return someone who may do everything."""
    return Doing(register=register, actor="prov", reason="för provets skull", now=NOW, dry=dry)


def acting(
    register: Register, *roles: Role, municipality: str = "1861", dry: bool = False
) -> Doing:
    """Return someone with roles in one municipality who does something."""
    return replace(doing(register, dry=dry), who=who(*roles, municipality=municipality))


def person(register: Register, **facts: object) -> Person:
    """Register a person without any terms."""
    plain = Person(id=PERSON, municipality="1861", name=NAME, phone=PHONE, mail=MAIL)
    put = replace(plain, **facts)  # type: ignore[arg-type]  # fields known by name only
    with register.private() as private:
        private.put(put)
    return put


def term(
    register: Register,
    area_id: str,
    *,
    person_id: str = PERSON,
    since: date = date(2024, 1, 1),
    until: date | None = None,
) -> ContactTerm:
    """Register that someone is a contact, and why in a text that names them."""
    made = ContactTerm(
        id=f"{area_id[:20]}{person_id[-6:]}",
        area_id=area_id,
        person_id=person_id,
        appointed_on=since,
        ended_on=until,
    )
    by = replace(doing(register), reason=f"{NAME} vill vara ombud, ring {PHONE}")
    with by.change("appoint_contact") as change:
        known = [one for one in change.facts(ContactTerm, area_id) if one.id != made.id]
        change.set_facts(ContactTerm, area_id, [*known, made])
        change.subject = person_id
    return made


def surround(register: Register) -> None:
    """Lay around the person what the workspace does: an account, mail, questions, drafts, a log."""
    hour = timedelta(hours=1)
    with register.private() as private:
        private.put(
            Account(id=ACCOUNT, login=MAIL, name=NAME, person_id=PERSON, made_at=NOW),
            Account(id=COLLEAGUE, login="samordnare@example.org", name="Samordnare", made_at=NOW),
            AccountRole(id="r1", account_id=ACCOUNT, role=Role.CONTACT, municipality="1861"),
            AccountRole(id="r2", account_id=COLLEAGUE, role=Role.COORDINATOR, municipality="1861"),
        )
        for account_id, flash in ((ACCOUNT, None), (COLLEAGUE, f'{{"text": "{NAME} är tillagd"}}')):
            private.put(
                Session(
                    id=f"s{account_id}",
                    account_id=account_id,
                    csrf="c",
                    made_at=NOW,
                    seen_at=NOW,
                    expires_at=NOW + hour,
                    flash=flash,
                )
            )
        private.put(question())
        private.put(*jobs())
        private.put(*drafts())
        private.put(*interests())
        private.put(
            Reading(
                id="l1",
                at=NOW - hour,
                account_id=COLLEAGUE,
                what="contact",
                municipality="1861",
                person_id=PERSON,
            )
        )


def question() -> Question:
    """Return this year's question to the person."""
    return Question(
        id="q1",
        person_id=PERSON,
        municipality="1861",
        year=2026,
        channel=Channel.MAIL,
        asked_on=TODAY - timedelta(days=10),
        expires_on=TODAY + timedelta(days=50),
    )


def jobs() -> list[Job]:
    """Return waiting mail to the person, sent mail that names them, and mail to someone else."""
    waiting = Job(
        id="j1",
        kind=JobKind.MAIL,
        key="confirm 2026",
        payload=f'{{"to": "{MAIL}", "text": "Hej"}}',
        person_id=PERSON,
        made_at=NOW,
        due_at=NOW,
    )
    naming = replace(
        waiting,
        id="j2",
        key="tell",
        person_id=None,
        state=JobState.DONE,
        done_at=NOW,
        payload='{"to": "x@example.org", "text": "Kontakt Ett P\\u00e5hittad slutar"}',
    )
    other = replace(waiting, id="j3", key="other", person_id="någon", payload="{}")
    return [waiting, naming, replace(other, payload="Hej du")]


def drafts() -> list[Draft]:
    """Return a proposal of the person's, one that names them, and one that does neither."""
    plain = Draft(id="d1", municipality="1861", made_by=ACCOUNT, made_at=NOW, message="Min gata")
    return [
        plain,
        replace(plain, id="d2", made_by=COLLEAGUE, message=None, answer=f"Tack {NAME}"),
        replace(plain, id="d3", made_by=COLLEAGUE, message="En gata", state=DraftState.PROPOSED),
    ]


def interests() -> list[Interest]:
    """Return what the person logged as a resident, and what someone else did."""
    own = Interest(
        id="i1",
        municipality="1861",
        received_on=TODAY,
        wish=Wish.START,
        locality="Hallsberg",
        mail=MAIL.upper(),
        erase_after=TODAY + timedelta(days=365),
    )
    return [own, replace(own, id="i2", mail="annan@example.org", phone="070-174 06 99")]


def decide(register: Register, municipality: str = "1861", **settings: str) -> None:
    """Let a municipality decide something."""
    with doing(register).change("set_policy") as change:
        known = {one.key: one for one in change.facts(Setting, municipality)}
        fresh = {
            key: Setting(municipality=municipality, key=key, value=value)
            for key, value in settings.items()
        }
        change.set_facts(Setting, municipality, (known | fresh).values())


def rows(register: Register, kind: type) -> list[str]:
    """Return the ids of what there is of a kind."""
    with register.looking() as private:
        return list(
            private.connection.execute(sa.select(PRIVATE[kind].c.id).order_by("id")).scalars()
        )
