"""What is known of an area when it takes a step of its life, and what is found when that is looked at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from grannsamverkan.domain.activities import Activity
from grannsamverkan.domain.areas import HouseholdCount
from grannsamverkan.domain.people import ContactTerm
from grannsamverkan.domain.signs import Sign
from grannsamverkan.errors import Phrase


class Basis(StrEnum):
    """Where a rule comes from: a source, a default that the municipality may alter, or our reading."""

    SOURCE = "S"
    DEFAULT = "D"
    INFERENCE = "I"


class Attested(StrEnum):
    """What the register cannot know by itself, and a person vouches for."""

    RESIDENTS_WILLING = "residents_willing"
    OVERLAP_EXPLAINED = "overlap_explained"
    NEW_CONTACT = "new_contact"
    OUTSIDE_MEANT = "outside_meant"
    SIZE_MEANT = "size_meant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of one area when it takes a step.

    Attributes:
        activities, terms, signs, households: those of the area.
        reminders_unanswered: see `quiet.reminders_unanswered`.
        interests: how many residents' interests lead to it.
        overlaps: of each live area it shares ground with, by name, the larger share of either (0-1).
        dwellings: an estimate of the homes inside its border, where there is one.
        outside_share, m2: the part of its border to be outside the municipality (0-1), and its size.
        state_since: when it came to the state it is in; left_on: when it last ceased to be active.
        count_effect: by how much a split or merger alters the number of active areas.
        reason: why the step is taken; day_known: whether its day is known exactly.
    """

    activities: tuple[Activity, ...] = ()
    terms: tuple[ContactTerm, ...] = ()
    signs: tuple[Sign, ...] = ()
    households: tuple[HouseholdCount, ...] = ()
    reminders_unanswered: int = 0
    interests: int = 0
    overlaps: Mapping[str, float] = field(default_factory=dict)
    dwellings: int | None = None
    outside_share: float = 0.0
    m2: float = 0.0
    attested: frozenset[Attested] = frozenset()
    state_since: date | None = None
    left_on: date | None = None
    count_effect: int | None = None
    reason: str = ""
    day_known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a step asks for: whether it is so, and whether the step waits for it.

    Attributes:
        attest: what a person can vouch for where the register does not know it.
    """

    key: str
    passed: bool
    blocking: bool = True
    basis: Basis = Basis.SOURCE
    values: Mapping[str, object] = field(default_factory=dict)
    attest: Attested | None = None

    @property
    def stops(self) -> bool:
        """Whether the step has to wait."""
        return self.blocking and not self.passed

    @property
    def text(self) -> Phrase:
        """How it is, to be said."""
        return Phrase(f"gate.{self.key}.{'met' if self.passed else 'missing'}", {**self.values})

    @property
    def mend(self) -> Phrase:
        """What to do so that it is met."""
        return Phrase(f"gate.{self.key}.mend", {**self.values})


def stopping(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that a step has to wait for."""
    return tuple(one for one in findings if one.stops)
