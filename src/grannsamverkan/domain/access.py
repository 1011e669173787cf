"""Who may do what to what: one table, and a decision that gives its reason. What it does not name is denied."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is to the register, in one municipality; without any, one is a visitor."""

    CONTACT = "contact"
    COORDINATOR = "coordinator"
    POLICE = "police"
    ADMINISTRATOR = "administrator"


class Deed(StrEnum):
    """What people do."""

    SEE_AREA = "see_area"
    FOUND_AREA = "found_area"
    LEAD_AREA = "lead_area"
    CONFIRM_AREA = "confirm_area"
    DRAW_AREA = "draw_area"
    PROPOSE_BOUNDARY = "propose_boundary"
    DECIDE_PROPOSAL = "decide_proposal"
    COUNT_HOUSEHOLDS = "count_households"
    SEE_CONTACTS = "see_contacts"
    MANAGE_CONTACTS = "manage_contacts"
    SEND_CONFIRMATIONS = "send_confirmations"
    MANAGE_SIGNS = "manage_signs"
    INSPECT_SIGN = "inspect_sign"
    MANAGE_ACTIVITIES = "manage_activities"
    SEE_INTERESTS = "see_interests"
    MANAGE_INTERESTS = "manage_interests"
    SEE_DEMAND = "see_demand"
    IMPORT = "import"
    EXPORT = "export"
    SET_POLICY = "set_policy"
    SEE_PRIVACY = "see_privacy"
    ERASE_PERSON = "erase_person"
    RUN_RETENTION = "run_retention"
    MANAGE_USERS = "manage_users"
    MANAGE_PROMISES = "manage_promises"
    ASSESS_PROMISE = "assess_promise"
    MANAGE_VIEWS = "manage_views"
    MANAGE_REPORTS = "manage_reports"
    APPROVE_REPORT = "approve_report"


class Reach(StrEnum):
    """How far a role's right to do something goes."""

    OWN_AREA = "own_area"
    MUNICIPALITY = "municipality"


_STAFF = {Role.COORDINATOR: Reach.MUNICIPALITY, Role.POLICE: Reach.MUNICIPALITY}
_COORDINATOR = {Role.COORDINATOR: Reach.MUNICIPALITY}
_ADMINISTRATOR = {Role.ADMINISTRATOR: Reach.MUNICIPALITY}
_WITH_CONTACT = {**_STAFF, Role.CONTACT: Reach.OWN_AREA}

RULES: Mapping[Deed, Mapping[Role, Reach]] = {
    Deed.SEE_AREA: {**_WITH_CONTACT, **_ADMINISTRATOR},
    Deed.FOUND_AREA: _STAFF,
    Deed.LEAD_AREA: _STAFF,
    Deed.CONFIRM_AREA: _WITH_CONTACT,
    Deed.DRAW_AREA: _STAFF,
    Deed.PROPOSE_BOUNDARY: _WITH_CONTACT,
    Deed.DECIDE_PROPOSAL: _STAFF,
    Deed.COUNT_HOUSEHOLDS: _WITH_CONTACT,
    Deed.SEE_CONTACTS: _STAFF,
    Deed.MANAGE_CONTACTS: _STAFF,
    Deed.SEND_CONFIRMATIONS: _COORDINATOR,
    Deed.MANAGE_SIGNS: _STAFF,
    Deed.INSPECT_SIGN: _WITH_CONTACT,
    Deed.MANAGE_ACTIVITIES: _WITH_CONTACT,
    Deed.SEE_INTERESTS: _STAFF,
    Deed.MANAGE_INTERESTS: _STAFF,
    Deed.SEE_DEMAND: _STAFF,
    Deed.IMPORT: _COORDINATOR,
    Deed.EXPORT: _STAFF,
    Deed.SET_POLICY: {**_COORDINATOR, **_ADMINISTRATOR},
    Deed.SEE_PRIVACY: {**_COORDINATOR, **_ADMINISTRATOR},
    Deed.ERASE_PERSON: _COORDINATOR,
    Deed.RUN_RETENTION: {**_COORDINATOR, **_ADMINISTRATOR},
    Deed.MANAGE_USERS: _ADMINISTRATOR,
    Deed.MANAGE_PROMISES: _STAFF,
    Deed.ASSESS_PROMISE: _STAFF,
    Deed.MANAGE_VIEWS: _STAFF,
    Deed.MANAGE_REPORTS: _COORDINATOR,
    Deed.APPROVE_REPORT: {**_COORDINATOR, **_ADMINISTRATOR},
}
"""Which role may do what, and how far that goes."""

EVERYWHERE = "*"
"""Stands for every municipality of the register, in the roles of whoever has the machine itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whoever does something: an account with its roles, each in one municipality.

    Attributes:
        id: the account, or what else acts (`operator` at the command line, `contact` by a link).
        areas: the areas whose contact the person is.
    """

    id: str
    roles: frozenset[tuple[Role, str]] = frozenset()
    areas: frozenset[str] = frozenset()
    person_id: str | None = None

    def municipalities(self, deed: Deed) -> frozenset[str]:
        """Return the municipalities in all of which the person may do something; it may hold `EVERYWHERE`."""
        rules = RULES[deed]
        return frozenset(
            place for role, place in self.roles if rules.get(role) is Reach.MUNICIPALITY
        )


OPERATOR = Who(id="operator", roles=frozenset((role, EVERYWHERE) for role in Role))
"""Whoever has the register's file or the server's password, and so the command line."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether someone may do something, and why (a key under `access.` in the catalogues)."""

    allowed: bool
    reason: str


def may(who: Who, deed: Deed, *, municipality: str, area_id: str | None = None) -> Decision:
    """Decide whether someone may do something in a municipality, or to one area of it."""
    places = who.municipalities(deed)
    if municipality in places or EVERYWHERE in places:
        return Decision(allowed=True, reason="role")
    own = any(reach is Reach.OWN_AREA and (role, municipality) in who.roles
              for role, reach in RULES[deed].items())  # fmt: skip
    if own and area_id is not None:
        mine = area_id in who.areas
        return Decision(allowed=mine, reason="own_area" if mine else "not_own_area")
    return Decision(allowed=False, reason="no_role" if not who.roles else "not_this_role")


def role_for(who: Who, deed: Deed, *, municipality: str) -> Role:
    """Return the role by which someone does what they may do in a municipality: the first the rules name for it."""
    held = {role for role, place in who.roles if place in {municipality, EVERYWHERE}}
    return next(role for role in RULES[deed] if role in held)
