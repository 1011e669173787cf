"""The plan that someone is shown, made of everything that may weigh: homes, burglaries and residents' interest."""

from dataclasses import replace
from datetime import date
from typing import Any

from grannsamverkan.actions.burglaries import burglaries_of, in_force
from grannsamverkan.actions.demand import demand_in
from grannsamverkan.actions.plan_risk import Known, known_from, starts
from grannsamverkan.actions.plan_told import Proposed
from grannsamverkan.actions.planning import Planned, planned_for
from grannsamverkan.domain.access import Who
from grannsamverkan.domain.burglaries import Burglaries, BurglarySource
from grannsamverkan.domain.demand import Demand
from grannsamverkan.errors import Refused
from grannsamverkan.planning.interest import interest_of
from grannsamverkan.planning.plan import Wish
from grannsamverkan.register import Register

_KEPT = "actions.plan_inputs"


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
        Refused: no roads or homes are laid, nothing says which of them are the municipality's, or none
            of these burglaries may be counted.
    """
    planned = planned_for(register, who, municipality, on)
    demand, _ = demand_in(register, municipality, on)
    if burglaries is None:
        planned, known = _from_register(register, planned, demand, on)
    else:
        known = known_from(register, planned, burglaries)
        planned = _fed(planned, known, demand)
    return Proposed(planned, planned.plan(wish), known, demand)


def _from_register(
    register: Register, planned: Planned, demand: Demand, on: date
) -> tuple[Planned, Known | None]:
    """Return what the register feeds plans with, from memory until something of it is another."""
    place = planned.place.code
    source = in_force(register, place, on)
    present = register.present()
    founded = starts(present.timelines.values(), place) if source else None
    stamp = (source, demand, founded)
    kept: dict[str, Any] = present.kept((_KEPT, place))
    town, known_by, fed, known = kept.get("fed", (None, None, planned, None))
    if town is not planned.town or known_by != stamp:
        known = _known(register, planned, source)
        fed = _fed(planned, known, demand)
        kept["fed"] = (planned.town, stamp, fed, known)
    return replace(fed, place=planned.place, standing=planned.standing), known


def _known(register: Register, planned: Planned, source: BurglarySource | None) -> Known | None:
    if source is None:
        return None
    try:
        return known_from(register, planned, burglaries_of(register, source), source)
    except Refused:  # the streets or localities they were counted by are others now
        return None


def _fed(planned: Planned, known: Known | None, demand: Demand) -> Planned:
    """Return a municipality whose town knows what may weigh besides homes."""
    interest = interest_of(planned.town.network, demand.squares)
    if known is None and interest is None:
        return planned
    expected = None if known is None else known.risk.per_year
    return replace(planned, town=planned.town.knowing(expected, interest), plans={})
