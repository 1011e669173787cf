"""The rules of disposal by themselves: when a row may go, and when that is not yet known."""

from dataclasses import replace
from datetime import UTC, date, datetime

from grannsamverkan.domain.accounts import Account
from grannsamverkan.domain.disposal import RULE_OF, Ground
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.domain.policy import Policy

TODAY = date(2026, 11, 23)
THEN = datetime(2026, 1, 31, 12, tzinfo=UTC)
TERM = ContactTerm(id="t", area_id="a", person_id="p", appointed_on=date(2020, 1, 1))


def test_an_account_that_is_open_has_no_day() -> None:
    account = Account(id="a", login="a@example.org", name="Ett (påhittad)", made_at=THEN)
    due = RULE_OF[Account].due
    assert due(account, Policy(), Ground({}, TODAY)) is None
    assert due(replace(account, disabled_at=THEN), Policy(), Ground({}, TODAY)) == date(2028, 1, 31)


def test_a_contact_has_no_day_while_a_term_goes_on() -> None:
    person = Person(id="p", municipality="1861", name="Ett (påhittad)")
    due = RULE_OF[Person].due
    assert due(person, Policy(), Ground({"p": [TERM]}, TODAY)) is None
    to_come = replace(TERM, ended_on=date(2026, 11, 24))
    assert due(person, Policy(), Ground({"p": [to_come]}, TODAY)) is None
    over = replace(TERM, ended_on=TODAY)
    assert due(person, Policy(), Ground({"p": [over]}, TODAY)) == date(2027, 2, 23)
