"""What residents have said of an area that seems dead, for those who may see interests and nobody else."""

from collections.abc import Iterator

from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import AreaVersion
from grannsamverkan.domain.interests import OPEN, Interest, Wish
from grannsamverkan.web.staff.desk import Desk, Visit
from grannsamverkan.web.staff.steps import ShownFlag

_INTERESTS = "/arbete/intressen"


def said_dead(desk: Desk, visit: Visit, version: AreaVersion) -> Iterator[ShownFlag]:
    """Give the flag of an area that residents say does not work, while somebody has yet to see to it."""
    if not visit.may(Deed.SEE_INTERESTS, municipality=version.municipality):
        return
    with desk.register.looking() as private:
        said = private.find(Interest, area_id=version.area_id, wish=Wish.REPORT_DEAD_AREA.value)
    waiting = [one for one in said if one.state in OPEN]
    if not waiting:
        return
    newest = max(waiting, key=lambda one: (one.received_on, one.id))
    alone = len(waiting) == 1
    yield ShownFlag(
        key="said_dead",
        level="warn",
        text=visit.t("asking.staff.dead", n=len(waiting), on=newest.received_on),
        path=f"{_INTERESTS}/{newest.id}" if alone else f"{_INTERESTS}?vill={newest.wish}",
        step=visit.t("asking.staff.dead_step.open"),
    )
