"""Whoever looks at demand every day learns no more than who looks once; a fourth neighbour is never told of."""

from datetime import timedelta

from grannsamverkan.actions.demand import demand_in
from grannsamverkan.actions.interests import erase_interest
from grannsamverkan.domain.demand import DemandView
from grannsamverkan.domain.interests import Interest, Wish
from grannsamverkan.register import Register
from peopled import TODAY, decide, doing


def wished(register: Register, first: int, number: int, *, days: int = 0) -> list[str]:
    """Let so many residents of one square wish for an area, and return their ids."""
    day = TODAY + timedelta(days=days)
    new = [
        Interest(
            id=f"01JT{first + one:022}",
            municipality="1861",
            received_on=day,
            wish=Wish.START,
            x=504_100.0,
            y=6_544_100.0,
            phone=f"070-174 06 {first + one:02}",
            erase_after=day + timedelta(days=365),
        )
        for one in range(number)
    ]
    with register.private() as private:
        private.put(*new)
    return [one.id for one in new]


def shown(register: Register, days: int = 0) -> list[int]:
    """Return what is told on a day."""
    told, _ = demand_in(register, "1861", TODAY + timedelta(days=days))
    return [one.at_least for one in told.squares]


def test_a_look_a_day_tells_nothing_of_one(register: Register) -> None:
    assert shown(register) == []
    wished(register, 0, 4, days=1)
    assert shown(register, 1) == []
    ids = wished(register, 10, 1, days=2)
    assert shown(register, 2) == [5]
    erase_interest(doing(register), ids[0])
    assert shown(register, 3) == [5]  # whoever took theirs back is in no difference
    wished(register, 20, 3, days=4)
    assert shown(register, 4) == [5]
    wished(register, 30, 3, days=5)
    assert shown(register, 5) == [10]
    with register.looking() as private:
        (view,) = private.find(DemandView)
    assert ids[0] not in view.told


def test_what_a_municipality_decides_holds_from_the_next_view(register: Register) -> None:
    wished(register, 0, 8)
    assert shown(register) == [5]
    decide(register, demand_least="8")
    assert shown(register) == [5]
    wished(register, 20, 8, days=1)
    assert shown(register, 1) == [16]
