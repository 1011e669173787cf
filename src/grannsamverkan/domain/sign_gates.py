"""What has to be so before a sign is ordered, delivered or mounted."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from grannsamverkan.domain.findings import Basis, Finding
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.signs import PermitBody, Sign


class SignStep(StrEnum):
    """What is done with a sign that asks for something first."""

    ORDER = "order"
    DELIVER = "deliver"
    MOUNT = "mount"


def check_sign(step: SignStep, sign: Sign, status: Status | None, on: date) -> tuple[Finding, ...]:
    """Return what a step with a sign asks for; `status` is the area's on that day.

    Signs belong where there is running activity: until then they can be ordered, with a warning,
    but neither delivered nor mounted.
    """
    active = Finding(
        key="area_active", passed=status is Status.ACTIVE, blocking=step is not SignStep.ORDER
    )
    return (active, *(_mounting(sign, on) if step is SignStep.MOUNT else ()))


def _mounting(sign: Sign, on: date) -> Iterator[Finding]:
    consented = sign.consent_on is not None and sign.consent_on <= on
    yield Finding(key="consent", passed=consented)
    if sign.permit_body is None:
        yield Finding(key="permit_known", passed=False, blocking=False, basis=Basis.DEFAULT)
    elif sign.permit_body is not PermitBody.NONE:
        yield Finding(key="permit", passed=bool(sign.permit_ref))
        ends = sign.permit_expires_on
        if ends is not None:
            yield Finding(key="permit_valid", passed=on <= ends, values={"ends": ends})
