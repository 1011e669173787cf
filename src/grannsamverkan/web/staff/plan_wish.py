"""What someone asks of a plan on /arbete/planera, and the plan they get."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from grannsamverkan.domain.access import Deed
from grannsamverkan.errors import Refused
from grannsamverkan.web.staff.desk import Desk, Form, Visit
from grannsamverkan.web.staff.places import place_of

if TYPE_CHECKING:  # planning loads slowly, and only for those who plan
    from grannsamverkan.actions.plan_told import Proposed

USUAL: Mapping[str, int] = {
    "antal": 10,
    "tackning": 40,
    "risk": 30,
    "utjamning": 30,
    "intresse": 20,
}
"""What is asked of a plan when nobody says otherwise: how many areas, and weights in percent."""

WEIGHTS: Mapping[str, str] = {
    "coverage": "tackning",
    "risk": "risk",
    "equity": "utjamning",
    "interest": "intresse",
}
"""The weights of a plan, each with the name of its field."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What someone asks of a plan: the municipality, and whole numbers by the names of the form's fields."""

    kommun: str
    numbers: Mapping[str, int]

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "Asked":
        """Read it out of an address or a form.

        Raises:
            Refused: something that is to be a number is none.
        """
        numbers = {}
        for name, usual in USUAL.items():
            text = values.get(name, "").strip() or str(usual)
            if not text.isascii() or not text.isdecimal() or len(text) > 4:  # noqa: PLR2004 # no such number is meant
                raise Refused("planning.not_a_number")
            numbers[name] = int(text)
        return cls(values.get("kommun", ""), numbers)

    @property
    def counts(self) -> Mapping[str, float]:
        """How much each weight is of all that are asked for (0-1), by the name of its field."""
        total = sum(self.numbers[field] for field in WEIGHTS.values())
        return {field: self.numbers[field] / max(1, total) for field in WEIGHTS.values()}

    @property
    def query(self) -> str:
        """The address of the same plan."""
        return urlencode({"kommun": self.kommun, **self.numbers})


def proposed_in(desk: Desk, visit: Visit, asked: Asked) -> "Proposed":
    """Return the plan that someone asks for."""
    from grannsamverkan.actions.plan_deeds import vetoes
    from grannsamverkan.actions.plan_inputs import proposed_for
    from grannsamverkan.actions.planning import wish_of

    place = place_of(desk, visit, Deed.FOUND_AREA, asked.kommun)
    numbers = asked.numbers
    try:
        wish = wish_of(
            numbers["antal"],
            year=desk.today.year,
            **{name: numbers[field] / 100 for name, field in WEIGHTS.items()},
            vetoed=[one.polygon for one in vetoes(desk.register, place.code) if one.polygon],
        )
    except Refused as error:
        if error.key == "planning.weight":  # the page speaks of percent
            raise Refused("planning.percent") from error
        raise
    return proposed_for(desk.register, visit.who, place.code, wish, desk.today)


def usually_proposed(desk: Desk, visit: Visit, municipality: str) -> int:
    """Return how many areas the plan proposes when nobody asks otherwise; none where there is no plan."""
    try:
        return len(proposed_in(desk, visit, Asked(municipality, USUAL)).plan.proposals)
    except Refused:
        return 0


def asked_again(form: Form) -> dict[str, str]:
    """Return what a form that goes with a plan asks of it, as it was sent."""
    return {name: form.text(name, longest=20) for name in ("kommun", *USUAL)}
