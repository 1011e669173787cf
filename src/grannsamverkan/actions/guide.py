"""The first hour with a register: what is done already, what remains, and what a municipality passes over.

Nothing is ticked: each step is done when the register says so. Only what someone chose to pass over
is kept, as a setting of the municipality.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.accounts import AccountRole
from grannsamverkan.domain.areas import AreaVersion, Municipality, last
from grannsamverkan.domain.policy import Setting
from grannsamverkan.register import Register

SKIPPED = "guide_skipped"
"""The key of the setting that names the steps passed over; no part of the policy, which passes over it."""


class GuideStep(StrEnum):
    """What one does in the first hour, in order."""

    MUNICIPALITY = "municipality"
    CARD = "card"
    MAIL = "mail"
    LIST = "list"
    COLLEAGUES = "colleagues"
    DRAW = "draw"


@dataclass(frozen=True, slots=True)
class Guide:
    """How far a municipality has come with its first hour."""

    done: frozenset[GuideStep]
    skipped: frozenset[GuideStep]

    @property
    def open(self) -> tuple[GuideStep, ...]:
        """The steps that are neither done nor passed over, in order."""
        return tuple(step for step in GuideStep if step not in self.done | self.skipped)

    @property
    def next(self) -> GuideStep | None:
        """The step to take now; None when there is none left."""
        return self.open[0] if self.open else None


def first_hour(register: Register, municipality: Municipality, *, mail: bool) -> Guide:
    """Return how far a municipality has come; `mail` says whether letters can be sent."""
    code = municipality.code
    areas = [
        last(timeline)
        for timeline in register.present().timelines.values()
        if timeline and last(timeline).municipality == code
    ]
    with register.looking() as private:
        colleagues = {one.account_id for one in private.find(AccountRole, municipality=code)}
    done = _done(municipality, areas, mail=mail, colleagues=len(colleagues))
    return Guide(done, _skipped(register.facts(Setting, code)))


def _done(
    municipality: Municipality, areas: Iterable[AreaVersion], *, mail: bool, colleagues: int
) -> frozenset[GuideStep]:
    known = list(areas)
    facts = {
        GuideStep.MUNICIPALITY: True,
        GuideStep.CARD: bool(municipality.contact_phone or municipality.contact_mail),
        GuideStep.MAIL: mail,
        GuideStep.LIST: bool(known),
        GuideStep.COLLEAGUES: colleagues > 1,
        GuideStep.DRAW: any(version.outline_id for version in known),
    }
    return frozenset(step for step, done in facts.items() if done)


def _skipped(settings: Iterable[Setting]) -> frozenset[GuideStep]:
    stated = next((one.value for one in settings if one.key == SKIPPED), "")
    return frozenset(step for step in GuideStep if step.value in stated.split(","))


def skip(doing: Doing, municipality: str, steps: Iterable[GuideStep]) -> int | None:
    """Pass over steps for good, and return the number of the change; None where they were already.

    Raises:
        NotFound: whoever does it may not decide for the municipality.
    """
    doing.require(Deed.SET_POLICY, municipality=municipality)
    with doing.change("skip_guide") as change:
        settings = change.facts(Setting, municipality)
        passed = _skipped(settings) | frozenset(steps)
        value = ",".join(step for step in GuideStep if step in passed)
        kept = [one for one in settings if one.key != SKIPPED]
        stated = Setting(municipality=municipality, key=SKIPPED, value=value)
        change.set_facts(Setting, municipality, [*kept, stated])
    return change.written.seq if change.written else None
