"""Accounts and sessions below the pages: what holds, what ends, who manages whom."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from grannsamverkan.actions import accounts, known_users, passwords, users
from grannsamverkan.actions.accounts import SignedIn, Terms
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.passwords import Cost
from grannsamverkan.domain.access import Role, Who
from grannsamverkan.domain.accounts import Account, AccountRole, Session
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.people import Person
from grannsamverkan.errors import Conflict, NotFound, Refused, Unavailable
from grannsamverkan.register import Register
from staff import CONTACT_PERSON, COST, ELSEWHERE, PASSWORD, PLACE, STAFF
from town import NORRANGEN, NOW

ID = STAFF[Role.COORDINATOR]
LOGIN = "coordinator@example.org"
TERMS = Terms()
NEW = "en helt annan mening"


def doing(register: Register, **facts: object) -> Doing:
    return Doing(register=register, actor="prov", reason="prov", now=NOW, **facts)  # type: ignore[arg-type]  # fields by name


def administrator(register: Register, *places: str) -> Doing:
    """Return an administrator of these municipalities at work."""
    roles = frozenset((Role.ADMINISTRATOR, place) for place in places)
    return doing(register, who=Who(id="a", roles=roles))


def account(register: Register, account_id: str = ID) -> Account:
    with register.looking() as private:
        found = private.get(Account, account_id)
    assert found is not None
    return found


def roles(register: Register, account_id: str = ID) -> set[tuple[Role, str]]:
    with register.looking() as private:
        found = private.find(AccountRole, account_id=account_id)
    return {(one.role, one.municipality) for one in found}


def sign_in(register: Register, password: str = PASSWORD) -> str:
    return accounts.sign_in(register, LOGIN, password, now=NOW, terms=TERMS, cost=COST)


def signed_in(register: Register, token: str) -> SignedIn:
    found = accounts.signed_in(register, token, now=NOW, terms=TERMS)
    assert found is not None
    return found


@pytest.fixture
def two(workplace: Register) -> Register:
    """Give a register of two municipalities."""
    with workplace.change(actor="prov", action="fill", reason="prov", now=NOW) as change:
        change.set_municipality(Municipality(code=ELSEWHERE, name="Kumla"))
    return workplace


# -- passwords ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "key"),
    [
        ("elva tecken", "accounts.password_short"),
        ("x" * 257, "accounts.password_long"),
        ("Password1234", "accounts.password_common"),
        ("LÖSENORD1234", "accounts.password_common"),
        ("ababababababab", "accounts.password_common"),
        ("anna.andersson@example.org", "accounts.password_like_login"),
        ("Anna.Andersson@example.org1", "accounts.password_like_login"),
        ("anna.andersson", "accounts.password_like_login"),
    ],
)
def test_a_password_that_is_guessed_first_cannot_be_chosen(password: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        passwords.check(password, login="anna.andersson@example.org")
    assert refused.value.key == key


@pytest.mark.parametrize(
    "password", ["tolv tecken!", "korrekt häst batteri", "827364518273", "x" * 250 + "abcdef"]
)
def test_length_is_all_that_is_asked(password: str) -> None:
    assert passwords.check(password, login="anna") == password


def test_the_same_letters_typed_otherwise_are_the_same_password() -> None:
    composed, decomposed = "h\u00e4st och batteri", "ha\u0308st och batteri"
    kept = passwords.hashed(composed, COST)
    assert passwords.matches(kept, decomposed, COST)
    assert kept.startswith("$argon2id$")
    assert passwords.hashed(composed, COST) != kept  # each has a salt of its own


def test_what_was_not_kept_by_us_matches_nothing() -> None:
    assert not passwords.matches("not a hash", PASSWORD, COST)
    assert not passwords.matches(None, PASSWORD, COST)
    kept = passwords.hashed("x" * 256, COST)
    assert passwords.matches(kept, "x" * 256, COST)
    assert not passwords.matches(kept, "x" * 10_000, COST)


# -- sessions ----------------------------------------------------------------------------------------


@contextmanager
def after(register: Register, monkeypatch: pytest.MonkeyPatch, **facts: object) -> Iterator[None]:
    """Let an account be altered by someone else while a password is being compared."""
    compare = passwords.matches

    def meanwhile(kept: str | None, password: str, cost: Cost) -> bool:
        with register.private() as private:
            if facts:
                private.put(replace(account(register), **facts))  # type: ignore[arg-type]  # fields by name
            else:
                private.remove(Account, ID)
        return compare(kept, password, cost)

    with monkeypatch.context() as patched:
        patched.setattr(passwords, "matches", meanwhile)
        yield


@pytest.mark.parametrize("facts", [{"disabled_at": NOW}, {"password_hash": "other"}, {}])
def test_what_changes_while_a_password_is_compared_counts(
    workplace: Register, monkeypatch: pytest.MonkeyPatch, facts: dict[str, object]
) -> None:
    signed = signed_in(workplace, sign_in(workplace))
    with after(workplace, monkeypatch, **facts), pytest.raises(Refused) as refused:
        sign_in(workplace)
    assert refused.value.key == "accounts.not_signed_in"
    if facts != {"disabled_at": NOW}:
        with after(workplace, monkeypatch, **facts), pytest.raises(Refused) as refused:
            accounts.change_password(workplace, signed, old=PASSWORD, new=NEW, cost=COST)
        assert refused.value.key == "accounts.old_password"


def test_a_session_of_an_account_that_is_gone_is_none(workplace: Register) -> None:
    token = sign_in(workplace)
    with workplace.private() as private:
        private.remove(Account, ID)
    assert accounts.signed_in(workplace, token, now=NOW, terms=TERMS) is None


def test_that_a_session_is_in_use_is_noted_now_and_then_and_never_in_the_way(
    workplace: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = sign_in(workplace)

    def seen(minutes: int) -> timedelta:
        now = NOW + timedelta(minutes=minutes)
        found = accounts.signed_in(workplace, token, now=now, terms=TERMS)
        assert found is not None
        return found.session.seen_at - NOW

    assert [seen(4), seen(5), seen(9)] == [timedelta(0), timedelta(minutes=5), timedelta(minutes=5)]

    def busy() -> None:
        raise Unavailable("store.locked")

    monkeypatch.setattr(workplace, "private", busy)
    assert seen(30) == timedelta(minutes=5)


def test_a_session_that_was_closed_meanwhile_stays_closed(workplace: Register) -> None:
    signed = signed_in(workplace, sign_in(workplace))
    accounts.sign_out(workplace, ID, signed.session.id)
    assert accounts.alter_session(workplace, signed.session, flash="x") == signed.session
    with workplace.looking() as private:
        assert private.find(Session) == ()


def test_sessions_are_listed_by_use_without_those_that_are_over(workplace: Register) -> None:
    first, second = sign_in(workplace), sign_in(workplace)
    later = NOW + timedelta(hours=11)
    accounts.signed_in(workplace, first, now=later, terms=TERMS)
    listed = accounts.sessions(workplace, ID, now=later, terms=TERMS)
    assert [one.id for one in listed] == [accounts.digest(first), accounts.digest(second)]
    listed = accounts.sessions(workplace, ID, now=NOW + timedelta(hours=12), terms=TERMS)
    assert [one.id for one in listed] == [accounts.digest(first)]


def test_who_is_signed_in_acts_as_what_the_account_is(workplace: Register) -> None:
    signed = signed_in(workplace, sign_in(workplace))
    who = signed.who({NORRANGEN})
    assert who.id == ID
    assert who.roles == {(Role.COORDINATOR, PLACE)}
    assert who.areas == {NORRANGEN}
    assert accounts.role_word(who) == "coordinator"
    assert accounts.role_word(Who(id="x")) == "visitor"
    both = frozenset({(Role.CONTACT, PLACE), (Role.ADMINISTRATOR, PLACE)})
    assert accounts.role_word(Who(id="x", roles=both)) == "administrator"


def test_a_contacts_areas_are_those_of_the_terms_that_hold(workplace: Register) -> None:
    found = accounts.areas_by_person(workplace, NOW.date())
    assert found == {CONTACT_PERSON: {NORRANGEN}}
    assert accounts.areas_by_person(workplace, NOW.date() - timedelta(days=3 * 365)) == {}


def test_a_link_that_lost_a_race_is_over(
    workplace: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = users.link(doing(workplace), ID).token
    assert token is not None
    keep = passwords.hashed

    def meanwhile(password: str, cost: Cost) -> str:
        monkeypatch.undo()
        accounts.choose_password(workplace, token, NEW, now=NOW, cost=COST)
        return keep(password, cost)

    monkeypatch.setattr(passwords, "hashed", meanwhile)
    with pytest.raises(Refused) as refused:
        accounts.choose_password(workplace, token, "något helt annat", now=NOW, cost=COST)
    assert refused.value.key == "accounts.link_over"
    sign_in(workplace, NEW)


def test_a_link_without_a_day_is_none(workplace: Register) -> None:
    with workplace.private() as private:
        private.put(replace(account(workplace), link_hash=accounts.digest("x"), link_until=None))
    assert accounts.account_of_link(workplace, "x", now=NOW) is None


# -- users -------------------------------------------------------------------------------------------


def test_a_user_is_added_with_a_link_and_the_journal_names_nobody(workplace: Register) -> None:
    linked = users.add(
        doing(workplace),
        login=" Ny.Samordnare@example.org ",
        name="  Ny Samordnare  ",
        role=Role.COORDINATOR,
        municipality=PLACE,
    )
    added = account(workplace, linked.account.id)
    assert (added.login, added.name) == ("ny.samordnare@example.org", "Ny Samordnare")
    assert added.password_hash is None
    assert linked.token is not None
    assert added.link_hash == accounts.digest(linked.token)
    assert added.link_until == NOW + timedelta(days=7)
    assert roles(workplace, added.id) == {(Role.COORDINATOR, PLACE)}
    newest = workplace.changes()[-1]
    assert (newest.action, newest.subject) == ("user_add", added.id)
    assert "Samordnare" not in repr(newest)
    assert workplace.verify().fault is None


def test_a_user_can_be_given_a_password_at_once(workplace: Register) -> None:
    linked = users.add(
        doing(workplace),
        login="ny@example.org",
        name="Ny",
        role=Role.POLICE,
        municipality=PLACE,
        password=NEW,
        cost=COST,
    )
    assert linked.token is None
    assert accounts.sign_in(workplace, "ny@example.org", NEW, now=NOW, terms=TERMS, cost=COST)


def test_a_dry_run_adds_nobody(workplace: Register) -> None:
    before = [user.account for user in known_users.users(workplace)]
    users.add(
        doing(workplace, dry=True), login="ny", name="Ny", role=Role.POLICE, municipality=PLACE
    )
    assert [user.account for user in known_users.users(workplace)] == before


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"login": "  "}, "users.login_missing"),
        ({"login": "med blank"}, "users.login_missing"),
        ({"login": "x" * 201}, "users.login_missing"),
        ({"name": " "}, "users.name_missing"),
        ({"name": "x" * 201}, "users.name_missing"),
        ({"name": "Anna 850101-2384"}, "deed.personal_number"),
        ({"login": LOGIN.upper()}, "users.taken"),
        ({"municipality": "9999"}, "area.unknown_municipality"),
        ({"role": Role.CONTACT}, "users.no_such_contact"),
        ({"password": "kort"}, "accounts.password_short"),
    ],
)
def test_a_user_that_cannot_be_is_refused_in_words(
    workplace: Register, facts: dict[str, object], key: str
) -> None:
    whole = {"login": "ny", "name": "Ny", "role": Role.POLICE, "municipality": PLACE, **facts}
    with pytest.raises(Refused) as refused:
        users.add(doing(workplace), **whole)  # type: ignore[arg-type]  # fields by name
    assert refused.value.key == key
    assert isinstance(refused.value, Conflict) is (key == "users.taken")
    assert len(known_users.users(workplace)) == len(STAFF)


def test_a_contacts_account_belongs_to_the_contact_of_that_mail(workplace: Register) -> None:
    person = Person(id="01J91B", municipality=PLACE, name="Kontakt Två", mail="Tva@example.org")
    with workplace.private() as private:
        private.put(person)
    facts = {"name": "Två", "role": Role.CONTACT, "municipality": PLACE}
    linked = users.add(doing(workplace), login="tva@example.org", **facts)  # type: ignore[arg-type]  # fields by name
    assert account(workplace, linked.account.id).person_id == person.id
    assert account(workplace, linked.account.id).link_hash is not None
    with workplace.private() as private:
        private.put(replace(person, id="01J91C", mail="ny@example.org"))
        private.put(replace(person, id="01J91D", mail="ny@example.org"))
    with pytest.raises(Refused, match="no_such_contact"):
        users.add(doing(workplace), login="ny@example.org", **facts)  # type: ignore[arg-type]  # fields by name


def test_roles_are_given_and_taken_one_by_one(two: Register) -> None:
    users.give_role(doing(two), ID, Role.POLICE, ELSEWHERE)
    assert roles(two) == {(Role.COORDINATOR, PLACE), (Role.POLICE, ELSEWHERE)}
    with pytest.raises(Refused, match="nothing_to_change"):
        users.give_role(doing(two), ID, Role.POLICE, ELSEWHERE)
    users.take_role(doing(two), ID, Role.POLICE, ELSEWHERE)
    assert roles(two) == {(Role.COORDINATOR, PLACE)}
    with pytest.raises(NotFound):
        users.take_role(doing(two), ID, Role.POLICE, ELSEWHERE)
    with pytest.raises(NotFound):
        users.give_role(doing(two), "nobody", Role.POLICE, PLACE)


def test_someone_is_always_left_to_manage_the_users(workplace: Register) -> None:
    last = STAFF[Role.ADMINISTRATOR]
    with pytest.raises(Refused, match="last_administrator"):
        users.take_role(doing(workplace), last, Role.ADMINISTRATOR, PLACE)
    with pytest.raises(Refused, match="last_administrator"):
        users.disable(doing(workplace), last)
    assert roles(workplace, last) == {(Role.ADMINISTRATOR, PLACE)}
    assert account(workplace, last).disabled_at is None
    users.give_role(doing(workplace), ID, Role.ADMINISTRATOR, PLACE)
    users.disable(doing(workplace), last)
    with pytest.raises(Refused, match="last_administrator"):
        users.take_role(doing(workplace), ID, Role.ADMINISTRATOR, PLACE)


def test_who_is_disabled_has_no_session_and_no_link_until_let_in_again(
    workplace: Register,
) -> None:
    token = sign_in(workplace)
    link = users.link(doing(workplace), ID).token or ""
    users.disable(doing(workplace), ID)
    assert accounts.signed_in(workplace, token, now=NOW, terms=TERMS) is None
    assert accounts.account_of_link(workplace, link, now=NOW) is None
    with pytest.raises(Refused, match="not_signed_in"):
        sign_in(workplace)
    for deed, key in ((users.disable, "nothing_to_change"), (users.link, "users.disabled")):
        with pytest.raises(Refused, match=key):
            deed(doing(workplace), ID)
    users.enable(doing(workplace), ID)
    assert sign_in(workplace)
    with pytest.raises(Refused, match="nothing_to_change"):
        users.enable(doing(workplace), ID)


def test_a_user_is_signed_out_everywhere(workplace: Register) -> None:
    tokens = [sign_in(workplace) for _ in range(3)]
    assert known_users.user_called(workplace, LOGIN).sessions == 3
    users.close_sessions(doing(workplace), ID)
    assert not [one for one in tokens if accounts.signed_in(workplace, one, now=NOW, terms=TERMS)]


def test_users_are_found_by_login(workplace: Register) -> None:
    assert known_users.user_called(workplace, f" {LOGIN.upper()}").account.id == ID
    with pytest.raises(NotFound):
        known_users.user_called(workplace, "nobody")


def test_an_administrator_manages_the_own_municipality_alone(two: Register) -> None:
    here, both = administrator(two, PLACE), administrator(two, PLACE, ELSEWHERE)
    there = administrator(two, ELSEWHERE)
    assert len(known_users.managed(here)) == len(STAFF)
    assert known_users.managed(there) == []
    for deed in (users.disable, users.enable, users.link, users.close_sessions):
        with pytest.raises(NotFound):
            deed(there, ID)
    with pytest.raises(NotFound):
        users.give_role(there, ID, Role.POLICE, ELSEWHERE)
    with pytest.raises(NotFound):
        users.give_role(here, ID, Role.POLICE, ELSEWHERE)
    users.give_role(both, ID, Role.POLICE, ELSEWHERE)
    # a link would now open the other municipality as well
    for deed in (users.disable, users.enable, users.link, users.close_sessions):
        for one in (here, there):
            with pytest.raises(Refused, match="elsewhere_too"):
                deed(one, ID)
    assert users.link(both, ID).token
    users.take_role(here, ID, Role.COORDINATOR, PLACE)
    assert roles(two) == {(Role.POLICE, ELSEWHERE)}


def test_an_account_without_roles_is_every_administrators_and_nobody_elses(two: Register) -> None:
    users.take_role(doing(two), ID, Role.COORDINATOR, PLACE)
    for place in (PLACE, ELSEWHERE):
        assert users.link(administrator(two, place), ID).token
    nobody = doing(two, who=Who(id="x", roles=frozenset({(Role.COORDINATOR, PLACE)})))
    with pytest.raises(NotFound):
        users.link(nobody, ID)


# -- vouched for -------------------------------------------------------------------------------------


def vouched(register: Register, subject: str, mail: str | None) -> str:
    return accounts.sign_in_vouched(register, subject, mail, now=NOW, terms=TERMS)


def test_a_subject_is_bound_once_by_mail_and_counts_from_then_on(workplace: Register) -> None:
    assert signed_in(workplace, vouched(workplace, "s1", LOGIN.upper())).account.id == ID
    assert signed_in(workplace, vouched(workplace, "s1", None)).account.id == ID
    for subject, mail in (("s2", LOGIN), ("s3", None), ("s3", "nobody@example.org")):
        with pytest.raises(Refused, match="no_account"):
            vouched(workplace, subject, mail)
    users.disable(doing(workplace), ID)
    with pytest.raises(Refused, match="no_account"):
        vouched(workplace, "s1", LOGIN)


def test_passwords_cost_what_is_advised_unless_said_otherwise() -> None:
    kept = passwords.hashed(PASSWORD, Cost())
    assert "$m=19456,t=2,p=1$" in kept
    assert passwords.outdated(kept, COST)
    assert not passwords.outdated(kept, Cost())


def test_of_a_forgotten_token_no_session_is_left(workplace: Register) -> None:
    token = sign_in(workplace)
    accounts.forget(workplace, token)
    accounts.forget(workplace, "never was")
    assert accounts.signed_in(workplace, token, now=NOW, terms=TERMS) is None
