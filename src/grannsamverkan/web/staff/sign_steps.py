"""What is noted of several signs at once, wherever in the workspace they are ticked."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from grannsamverkan.actions import signs
from grannsamverkan.actions.deeds import Outcome
from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.signs import PermitBody, Sign
from grannsamverkan.errors import Refused
from grannsamverkan.web.staff.sent import Sent

Signs = Outcome[tuple[Sign, ...]]


class Step(StrEnum):
    """One thing that is noted, as it stands in the form."""

    ORDER = "bestallda"
    CONSENT = "medgivande"
    FREE = "utan-tillstand"
    DELIVER = "levererade"
    MOUNT = "uppsatta"
    REMOVE = "nedtagna"


def _free(doing: Doing, ids: Sequence[str], _: date) -> Signs:
    return signs.permit(doing, ids, PermitBody.NONE)


_STEPS: Mapping[Step, Callable[[Doing, Sequence[str], date], Signs]] = {
    Step.ORDER: signs.order,
    Step.CONSENT: signs.consent,
    Step.FREE: _free,
    Step.DELIVER: signs.deliver,
    Step.MOUNT: signs.mount,
    Step.REMOVE: signs.remove,
}


def take_step(sent: Sent) -> tuple[str, Signs]:
    """Note of the ticked signs what a form says; return which text tells of it, and what came of it.

    Raises:
        Refused: no sign is ticked or nothing chosen, or it cannot be; none of them is altered then.
    """
    step, ids = sent.form.choice("steg", Step), sent.form.all("id")
    if step is None or not ids:
        raise Refused("signs.nothing_chosen")
    key = f"signs.did.{step.name.lower()}"
    on = sent.form.day("on") or sent.desk.today
    return key, _STEPS[step](sent.doing(key, n=len(ids)), ids, on)
