"""Reading addresses in: what takes the place of what, dry runs, and who may."""

from dataclasses import replace

import pytest
from acting import doing

from grannsamverkan.actions.addresses import Replaced, replace_addresses
from grannsamverkan.domain.access import Role, Who
from grannsamverkan.domain.addresses import Placed
from grannsamverkan.errors import NotFound
from grannsamverkan.exchange.ground import Laid
from grannsamverkan.register import Register


def laid(*numbers: int) -> Laid[Placed]:
    """Return addresses along an invented street."""
    return Laid(tuple(Placed(street="Storgatan", number=one, x=1.0, y=2.0) for one in numbers), {})


def test_new_addresses_take_the_place_of_the_old(register: Register) -> None:
    head = register.head()
    assert replace_addresses(doing(register), laid(1, 2, 3)) == Replaced(1, 3, before=0)
    assert replace_addresses(doing(register), laid(4)) == Replaced(1, 1, before=3)
    (found,) = register.find_addresses("Storgatan 1")
    assert found.address is None, "the number went with the addresses before"
    assert register.head() == head, "they are no facts of the ledger"


def test_a_dry_run_reads_nothing_in(register: Register) -> None:
    assert replace_addresses(doing(register, dry=True), laid(1, 2)) == Replaced(1, 2, before=0)
    assert not register.has_addresses()


def test_addresses_are_for_one_who_may_import_in_every_municipality(two: Register) -> None:
    def coordinator(*codes: str) -> Who:
        return Who(id="K", roles=frozenset({(Role.COORDINATOR, code) for code in codes}))

    with pytest.raises(NotFound):
        replace_addresses(replace(doing(two), who=coordinator("1861")), laid(1))
    assert not two.has_addresses()
    everywhere = replace(doing(two), who=coordinator("1861", "1881"))
    assert replace_addresses(everywhere, laid(1)).addresses == 1
