"""An invented village away from all areas, whose streets can be planned for."""

from pathlib import Path

from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.plan_inputs import proposed_for
from grannsamverkan.actions.plan_told import Proposed
from grannsamverkan.actions.planning import wish_of
from grannsamverkan.domain.access import OPERATOR
from grannsamverkan.planning.plan import Wish
from grannsamverkan.register import Register
from groundwork import lay
from town import NOW, X, Y, new_register

AT = X - 5_000, Y
TODAY = NOW.date()
PLACE = "1861"


def village(path: Path) -> Register:
    """Return a register of the invented areas with a village west of them."""
    register = new_register(path)
    lay(register, *AT)
    return register


def proposed(register: Register, new: int = 3, vetoed: tuple[BaseGeometry, ...] = ()) -> Proposed:
    """Return the plan that anyone would get who asks for nothing special."""
    return proposed_for(register, OPERATOR, PLACE, usual(new, vetoed), TODAY)


def usual(new: int, vetoed: tuple[BaseGeometry, ...] = ()) -> Wish:
    return wish_of(new, year=TODAY.year, coverage=0.4, risk=0.3, equity=0.3, vetoed=vetoed)
