"""Where residents ask for an area, for those who plan and need not know who asks."""

from datetime import date

from grannsamverkan.domain.demand import Demand, DemandView, outdated, told_by, view_of
from grannsamverkan.domain.interests import Interest
from grannsamverkan.register import Register


def demand_in(register: Register, municipality: str, today: date) -> tuple[Demand, date]:
    """Return where residents of a municipality ask for an area, and since which day that is told.

    A view is kept and told until enough has changed for another, so that who looks every day learns
    no more than who looks once.
    """
    least = register.present().policies[municipality].demand_least
    with register.looking() as private:
        kept = private.get(DemandView, municipality)
        interests = private.find(Interest, municipality=municipality)
    if kept is None or outdated(kept, interests, least=least):
        kept = view_of(municipality, interests, least=least, on=today)
        with register.private() as private:
            private.put(kept)
    return told_by(kept), kept.made_on
