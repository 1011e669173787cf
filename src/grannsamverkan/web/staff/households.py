"""/arbete/omraden/{id}/hushall: how many homes an area held and how many took part, count by count."""

from enum import StrEnum

from fastapi import APIRouter, Response

from grannsamverkan.actions.areas import count_households
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import HouseholdCount
from grannsamverkan.errors import Refused
from grannsamverkan.web.staff.area_page import PATH, Seen, SeenDep
from grannsamverkan.web.staff.charts import household_chart
from grannsamverkan.web.staff.desk import needs
from grannsamverkan.web.staff.filling import BLANK, Filling, refused
from grannsamverkan.web.staff.sent import Asked, AskedDep, Sent, SentDep
from grannsamverkan.web.staff.ways import home

router = APIRouter()

HERE = f"{PATH}/hushall"


class Source(StrEnum):
    """Where a number comes from; what is kept is the word on screen."""

    REGISTER = "register"
    ESTIMATE = "estimate"
    CONTACT = "contact"


@router.get(HERE, dependencies=[needs(Deed.SEE_AREA)])
def households(asked: AskedDep, seen: SeenDep) -> Response:
    """Return the counts of an area."""
    return _page(asked, seen, BLANK)


@router.post(HERE, dependencies=[needs(Deed.COUNT_HOUSEHOLDS)])
def count(sent: SentDep, seen: SeenDep) -> Response:
    """Enter a count; one of the same day takes the place of the one before."""
    try:
        _count(sent, seen)
    except Refused as error:
        return _page(sent, seen, refused(sent.visit, sent.form, "ny", error))
    seq = sent.desk.register.present().newest.get(seen.id)
    to = f"{home(seen.id)}/hushall"
    return sent.desk.done(sent.request, sent.visit, to=to, key="households.did.count", seq=seq)


def _count(sent: Sent, seen: Seen) -> None:
    form = sent.form
    total, joined = form.number("total"), form.number("joined")
    if total is None:
        raise Refused("households.total_missing")
    count_households(
        sent.doing("households.did.count"),
        seen.id,
        counted_on=form.day("counted_on") or sent.desk.today,
        total=total,
        source=_source(sent, "source"),
        joined=joined,
        joined_source=_source(sent, "joined_source") if joined is not None else None,
    )


def _source(sent: Sent, name: str) -> str:
    """Return where a number comes from, in words."""
    return sent.t(f"households.source.{sent.form.choice(name, Source) or Source.CONTACT}")


def _page(asked: Asked, seen: Seen, filling: Filling) -> Response:
    counts = sorted(seen.present.of(HouseholdCount, seen.id), key=lambda one: one.counted_on)
    return asked.page(
        "arbete/hushall.html",
        status=filling.status,
        area=seen.version,
        area_id=seen.id,
        counts=tuple(reversed(counts)),
        chart=household_chart(counts),
        filling=filling,
        sources=tuple(Source),
    )
