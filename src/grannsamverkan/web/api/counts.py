"""GET /api/v1/counts: how many areas there were on a day."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from grannsamverkan.domain.disclosure import public_count
from grannsamverkan.errors import NotFound
from grannsamverkan.web.parameters import On, day_asked
from grannsamverkan.web.problems import problems
from grannsamverkan.web.site import SiteDep

router = APIRouter(prefix="/api/v1", tags=["counts"])

MunicipalityCode = Annotated[
    str | None,
    Query(max_length=64, description="The code of one municipality; all when left out."),
]


class Counts(BaseModel):
    """The areas active at the end of a day.

    An area is confirmed when a contact has answered, or the neighbours have met, within the months
    that its municipality has decided, usually twelve; the others are unconfirmed.
    `lowest` and `highest` bound the number over every day that vaguely known dates can have been.
    An empty key in `by_type` or `by_locality` is "not stated".
    """

    on: date
    active: Annotated[int, Field(examples=[22])]
    confirmed: Annotated[int, Field(examples=[17])]
    unconfirmed: Annotated[int, Field(examples=[5])]
    lowest: Annotated[int, Field(examples=[21])]
    highest: Annotated[int, Field(examples=[23])]
    by_type: Annotated[dict[str, int], Field(examples=[{"villa": 15, "flats": 7}])]
    by_locality: Annotated[dict[str, int], Field(examples=[{"Hallsberg": 14, "Pålsboda": 8}])]
    note: str | None = None


@router.get("/counts", summary="How many areas on a day", responses=problems(404, 422, 429, 503))
def counts(site: SiteDep, on: On = None, municipality: MunicipalityCode = None) -> Counts:
    """Return the number of active areas at the end of a day, all of them counted, lapsed since or not."""
    today = site.today()
    day = day_asked(on, today)
    if municipality is not None and municipality not in site.view().municipalities:
        raise NotFound("web.municipality", code=municipality)
    count = site.register.public_count(on=day, today=today, municipality=municipality)
    return Counts.model_validate(public_count(count) | {"note": site.note()})
