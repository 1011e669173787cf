"""Plans for one municipality or many: read here, reckoned wherever there is room, told here.

Only what an errand holds leaves this process: roads, places with a number of homes, outlines, rounded
burglaries, squares that a crowd asks from. No register is opened where it is run.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import shapely

from grannsamverkan.actions.burglaries import near_enough
from grannsamverkan.actions.plan_deeds import vetoes
from grannsamverkan.actions.plan_inputs import Inputs, inputs_of, weighed
from grannsamverkan.actions.plan_told import Proposed
from grannsamverkan.actions.planning import Planned, planned_once
from grannsamverkan.domain.access import Who
from grannsamverkan.domain.addresses import name_key
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.burglaries import Burglaries
from grannsamverkan.exchange.cluster import Spread
from grannsamverkan.planning.plan import Wish
from grannsamverkan.register import Register


@dataclass(frozen=True, eq=False)
class Errand:
    """All that a plan for one municipality needs."""

    planned: Planned
    wish: Wish
    inputs: Inputs


def run(errand: Errand) -> Proposed:
    """Return the plan with what is said of it, and without the town it was reckoned in."""
    planned, known = weighed(errand.planned, errand.inputs)
    made = Proposed(planned, planned.plan(errand.wish), known, errand.inputs.demand)
    bare = replace(planned, terrain=replace(planned.terrain), plans={})
    answer = replace(made, planned=bare)
    vars(answer).update(told=made.told, together=made.together, beside=made.beside)
    vars(errand.planned.terrain).pop("town", None)  # of many municipalities none is to stay
    return answer


def errands_for(
    register: Register,
    who: Who,
    codes: Sequence[str],
    on: date,
    wish: Wish,
    *,
    burglaries: Burglaries | None = None,
) -> Iterator[Errand]:
    """Give an errand for each of some municipalities; places that were said no to stay out.

    Burglaries that are given are those of them all, of which each has its own; else those that are kept count.

    Raises:
        NotFound: no such municipality, or not for this person.
        Refused: one has no roads or homes, or nothing says what is its.
    """
    for code in codes:
        planned = planned_once(register, who, code, on)
        said_no = tuple(one.polygon for one in vetoes(register, code) if one.polygon)
        own = None if burglaries is None else _own(register, planned.place, burglaries)
        inputs = inputs_of(register, code, on, burglaries=own)
        yield Errand(planned, replace(wish, vetoed=said_no), inputs)


def _own(register: Register, place: Municipality, told: Burglaries) -> Burglaries:
    """Return the burglaries in a municipality, all of them where the register has no other."""
    if len(register.municipalities()) == 1:
        return told
    names = {name_key(one.name) for one in register.localities() if one.municipality == place.code}
    ground = near_enough(register, place)
    return replace(
        told,
        reported=tuple(one for one in told.reported if shapely.intersects_xy(ground, one.x, one.y)),
        counts=tuple(one for one in told.counts if name_key(one.locality) in names),
    )


def carried_out(errands: Iterable[Errand], spread: Spread = map) -> Iterable[Proposed]:
    """Give the plans of errands in their order, wherever they are carried out."""
    return spread(run, errands)
