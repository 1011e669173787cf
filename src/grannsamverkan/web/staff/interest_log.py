"""/arbete/intressen/nytt: what a resident told, written down by whoever they spoke with."""

from math import isfinite

from fastapi import APIRouter, Request, Response

from grannsamverkan.actions import interests as deeds
from grannsamverkan.actions.interest_told import Told
from grannsamverkan.actions.street_places import knows_streets, middle_of_street
from grannsamverkan.crs import to_metric
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.interests import Wish
from grannsamverkan.domain.period import months_after
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.types import Xy
from grannsamverkan.web.staff.desk import Desk, DeskDep, Form, FormDep, Visit, VisitDep, needs
from grannsamverkan.web.staff.interests import PATH, one_of
from grannsamverkan.web.staff.places import place_of, places_for

router = APIRouter()

_MANAGE = [needs(Deed.MANAGE_INTERESTS)]
_FIELDS = ("wish", "kommun", "locality", "street", "lat", "lon", "area_type", "households")
_PERSONAL = ("name", "phone", "mail")


@router.get(f"{PATH}/nytt", dependencies=_MANAGE)
def form(request: Request, desk: DeskDep, visit: VisitDep) -> Response:
    """Return the form for an interest."""
    return _form(desk, request, visit)


def _form(
    desk: Desk,
    request: Request,
    visit: Visit,
    *,
    sent: Form | None = None,
    error: Refused | None = None,
) -> Response:
    places = places_for(desk, visit, Deed.MANAGE_INTERESTS)
    typed = {name: sent.text(name) if sent else "" for name in (*_FIELDS, *_PERSONAL)}
    months = desk.register.present().policies[places[0].code].interest_retention_months
    return desk.page(
        request,
        visit,
        "arbete/intresse_nytt.html",
        status=error.http_status if error else 200,
        typed=typed,
        fault=error and visit.t.error(error),
        faulty=error and _field_of(error),
        places=[(one.code, one.name) for one in places],
        localities=[one.name for one in desk.register.localities()],
        streets=knows_streets(desk.register),
        wishes=list(Wish),
        types=list(AreaType),
        erased_on=months_after(desk.today, months),
    )


def _field_of(error: Refused) -> str:
    """Return the field that an error is about."""
    return {
        "interest.where": "locality",
        "interest.no_street": "street",
        "interest.place": "lat",
        "interest.phone": "phone",
        "interest.mail": "mail",
        "interest.personal_number": "name",
        "interest.households": "households",
        "form.not_a_number": "households",
    }.get(error.key, "wish")


@router.post(f"{PATH}/nytt", dependencies=_MANAGE)
def log(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Log an interest."""
    try:
        place = place_of(desk, visit, Deed.MANAGE_INTERESTS, form.text("kommun"))
        told = Told(
            municipality=place.code,
            wish=form.choice("wish", Wish) or Wish.START,
            locality=form.text("locality"),
            near=_near(desk, form),
            area_type=form.choice("area_type", AreaType),
            households_guess=form.number("households"),
            name=form.text("name"),
            phone=form.text("phone"),
            mail=form.text("mail"),
        )
        logged = deeds.log_interest(desk.doing(visit, visit.t("interest.by_default")), told)
    except NotFound:
        raise
    except Refused as error:
        return _form(desk, request, visit, sent=form, error=error)
    interest = one_of(desk, visit, logged)
    return desk.done(
        request, visit, to=f"{PATH}/{logged}", key="interest.new.saved", on=interest.erase_after
    )


def _near(desk: Desk, form: Form) -> Xy | None:
    """Return easting, northing of the coordinates that were typed, or else of the middle of the street."""
    lat, lon, street = form.text("lat"), form.text("lon"), form.text("street")
    if lat or lon:
        try:
            degrees = float(lon.replace(",", ".")), float(lat.replace(",", "."))
        except ValueError:
            raise Refused("interest.place") from None
        if not all(map(isfinite, degrees)):
            raise Refused("interest.place")
        return to_metric(*degrees, target=desk.register.info.crs)
    if street:
        return middle_of_street(desk.register, street, locality=form.text("locality"))
    return None
