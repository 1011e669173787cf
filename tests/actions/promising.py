"""Promises in the tests: whoever has a role, a promise that was made, and what follows it."""

from dataclasses import replace
from datetime import date

from acting import doing

from grannsamverkan.actions import indicators, promises
from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.access import Role, Who
from grannsamverkan.domain.promises import Indicator, Party, Promise, Rule
from grannsamverkan.register import Register

START, LAST = date(2019, 11, 28), date(2021, 5, 31)


def with_role(register: Register, role: Role, *places: str) -> Doing:
    """Return someone with a role in some municipalities, Hallsberg if none is named."""
    roles = frozenset((role, place) for place in places or ("1861",))
    who = Who(id="A1", roles=roles)
    return replace(doing(register), who=who, actor=f"{role.value} A1")


def promised(register: Register, *, start: date = START, last_day: date | None = LAST) -> Promise:
    """Enter a promise by police and municipality."""
    return promises.enter(
        doing(register),
        "1861",
        title="Fler områden",
        text="Områdena ska bli fler.",
        start=start,
        last_day=last_day,
        parties=("police", "municipality"),
        responsible=Party.POLICE,
    ).of


def followed(register: Register, promise: Promise, rule: Rule = Rule.STOCK_ACTIVE) -> Indicator:
    """Let a promise be followed by a rule."""
    return indicators.add(doing(register), promise.id, name="Områden", rule=rule).of
