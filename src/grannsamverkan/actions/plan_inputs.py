"""The plan that someone is shown, made of everything that may weigh: homes, burglaries and residents' interest.

What is read from the register is told apart from what is made of it, which needs none.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from grannsamverkan.actions.burglaries import burglaries_of, in_force
from grannsamverkan.actions.demand import demand_in
from grannsamverkan.actions.plan_risk import Known, Watched, known_from, starts, watched_in
from grannsamverkan.actions.plan_told import Proposed
from grannsamverkan.actions.planning import Planned, planned_for
from grannsamverkan.domain.access import Who
from grannsamverkan.domain.burglaries import Burglaries, BurglarySource
from grannsamverkan.domain.demand import Demand
from grannsamverkan.planning.interest import interest_of
from grannsamverkan.planning.plan import Wish
from grannsamverkan.register import Register

_KEPT = "actions.plan_inputs"


@dataclass(frozen=True, eq=False)
class Inputs:
    """What may weigh in the plans of a municipality besides its homes, as it was read.

    Attributes:
        demand: what is told of residents' interest.
        told: burglaries; None: none.
        source: by what right they are kept; None: they are of a file, and are not.
        watched: where watches have been; empty without burglaries.
    """

    demand: Demand
    told: Burglaries | None = None
    source: BurglarySource | None = None
    watched: Watched = ()


def inputs_of(
    register: Register, municipality: str, on: date, *, burglaries: Burglaries | None = None
) -> Inputs:
    """Return what may weigh: these burglaries, which are not kept, else those that are."""
    demand, _ = demand_in(register, municipality, on)
    source = in_force(register, municipality, on) if burglaries is None else None
    told = burglaries if source is None else burglaries_of(register, source)
    watched = () if told is None else watched_in(register, municipality)
    return Inputs(demand, told, source, watched)


def weighed(planned: Planned, inputs: Inputs) -> tuple[Planned, Known | None]:
    """Return a municipality whose town knows what may weigh besides homes, and what is known of burglaries.

    Of burglaries none can be counted where all are of something else, or once streets or localities are others.
    """
    interest = interest_of(planned.town.network, inputs.demand.squares)
    known = None
    if inputs.told is not None:
        known = known_from(planned, inputs.told, inputs.watched, inputs.source)
    expected = known.risk.per_year if known and known.risk else None
    if expected is None and interest is None:
        return planned, known
    return replace(planned, expected=expected, interest=interest, plans={}), known


def proposed_for(
    register: Register,
    who: Who,
    municipality: str,
    wish: Wish,
    on: date,
    *,
    burglaries: Burglaries | None = None,
) -> Proposed:
    """Return the plan for a wish: with these burglaries, which are not kept, else with those that are.

    Raises:
        NotFound: no such municipality, or not for this person.
        Refused: no roads or homes are laid, or nothing says which of them are the municipality's.
    """
    planned = planned_for(register, who, municipality, on)
    if burglaries is None:
        planned, known, demand = _from_register(register, planned, on)
    else:
        inputs = inputs_of(register, municipality, on, burglaries=burglaries)
        demand = inputs.demand
        planned, known = weighed(planned, inputs)
    return Proposed(planned, planned.plan(wish), known, demand)


def _from_register(
    register: Register, planned: Planned, on: date
) -> tuple[Planned, Known | None, Demand]:
    """Return what the register feeds plans with, from memory until something of it is another."""
    place = planned.place.code
    demand, _ = demand_in(register, place, on)
    source = in_force(register, place, on)
    present = register.present()
    stamp = (demand, source, starts(present.timelines.values(), place) if source else None)
    kept: dict[str, Any] = present.kept((_KEPT, place))
    town, known_by, fed, known = kept.get("fed", (None, None, planned, None))
    if town is not planned.town or known_by != stamp:
        fed, known = weighed(planned, inputs_of(register, place, on))
        kept["fed"] = (planned.town, stamp, fed, known)
    return (
        replace(planned, expected=fed.expected, interest=fed.interest, plans=fed.plans),
        known,
        demand,
    )
