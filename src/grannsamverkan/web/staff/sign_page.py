"""/arbete/skyltar/{id}: one sign, as a telephone at the road shows it, with everything known of it."""

from math import isfinite

from fastapi import APIRouter, Response

from grannsamverkan.actions import signs
from grannsamverkan.actions.deeds import mark
from grannsamverkan.actions.signs import Facts
from grannsamverkan.crs import to_lonlat
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import AreaVersion, last
from grannsamverkan.domain.signs import Condition, PermitBody, Sign, SignKind
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.types import LonLat
from grannsamverkan.web.staff.desk import Form, needs
from grannsamverkan.web.staff.filling import BLANK, Filling, changed, refused
from grannsamverkan.web.staff.sent import Asked, AskedDep, SentDep
from grannsamverkan.web.staff.sign_lines import seen

router = APIRouter()

PATH = "/arbete/skyltar/{sign_id}"
EDIT, LOOK, PLACE = "uppgifter", "besiktiga", "plats"
DAYS = (
    "ordered_on",
    "consent_on",
    "delivered_on",
    "mounted_on",
    "removed_on",
)
"""The days of a sign that are put right here, in their order."""

_WEST, _EAST, _SOUTH, _NORTH = -180, 180, -90, 90


@router.get(PATH, dependencies=[needs(Deed.INSPECT_SIGN)])
def sign_page(asked: AskedDep, sign_id: str) -> Response:
    """Return a sign, with the buttons for how it is first."""
    return _page(asked, sign_id, BLANK)


@router.post(f"{PATH}/besiktiga", dependencies=[needs(Deed.INSPECT_SIGN)])
def look(sent: SentDep, sign_id: str) -> Response:
    """Note how a sign is today, or on the day that is named."""
    key = "signs.did.inspect"
    try:
        condition = sent.form.choice("condition", Condition)
        if condition is None:
            return _page(sent, sign_id, BLANK)
        on = sent.form.day("on") or sent.desk.today
        done = signs.inspect(sent.doing(key), sign_id, condition, on)
    except Refused as error:
        return _page(sent, sign_id, refused(sent.visit, sent.form, LOOK, error))
    return sent.done(f"/arbete/skyltar/{sign_id}", key, done)


@router.post(f"{PATH}/plats", dependencies=[needs(Deed.INSPECT_SIGN)])
def place(sent: SentDep, sign_id: str) -> Response:
    """Note where at the road a sign stands, or forget it where nothing is filled in."""
    key = "signs.did.place"
    try:
        where = _degrees(sent.form)
        lon, lat = where or (None, None)
        done = signs.place(sent.doing(key), sign_id, lon=lon, lat=lat)
    except Refused as error:
        return _page(sent, sign_id, refused(sent.visit, sent.form, PLACE, error))
    return sent.done(f"/arbete/skyltar/{sign_id}", key, done)


def _degrees(form: Form) -> LonLat | None:
    """Return a position as it was filled in, None where none was.

    Raises:
        Refused: no numbers, or nowhere on earth.
    """
    typed = [form.text(name).replace(",", ".") for name in ("lon", "lat")]
    if not any(typed):
        return None
    try:
        lon, lat = (float(text) for text in typed)
    except ValueError:
        raise Refused("signs.not_a_place") from None
    on_earth = isfinite(lon) and isfinite(lat) and _WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH
    if not on_earth:
        raise Refused("signs.not_a_place")
    return lon, lat


@router.post(f"{PATH}/uppgifter", dependencies=[needs(Deed.MANAGE_SIGNS)])
def edit(sent: SentDep, sign_id: str) -> Response:
    """Put right what is known of a sign; what others wrote meanwhile is shown."""
    key, form = "signs.did.edit", sent.form
    try:
        facts = _facts(form)
        done = signs.alter(sent.doing(key), [sign_id], seen=form.text("seen"), **facts)
    except Refused as error:
        now = _now(_seen(sent, sign_id)[0]) if error.key == "deed.changed_meanwhile" else {}
        filling = refused(sent.visit, form, EDIT, error, changed(form, now))
        return _page(sent, sign_id, filling)
    return sent.done(f"/arbete/skyltar/{sign_id}", key, done)


def _facts(form: Form) -> Facts:
    return Facts(
        kind=form.choice("kind", SignKind) or SignKind.ENTRY,
        permit_body=form.choice("permit_body", PermitBody),
        permit_ref=form.text("permit_ref", longest=200) or None,
        permit_expires_on=form.day("permit_expires_on"),
        ordered_on=form.day("ordered_on"),
        consent_on=form.day("consent_on"),
        delivered_on=form.day("delivered_on"),
        mounted_on=form.day("mounted_on"),
        removed_on=form.day("removed_on"),
        removal_reason=form.text("removal_reason", longest=200) or None,
    )


def _now(sign: Sign) -> dict[str, object]:
    names = ("kind", "permit_body", "permit_ref", "permit_expires_on", *DAYS, "removal_reason")
    return {name: getattr(sign, name) for name in names}


def _seen(asked: Asked, sign_id: str) -> tuple[Sign, AreaVersion]:
    """Return a sign that a person may see, and its area.

    Raises:
        NotFound: there is none, or not for them.
    """
    sign = signs.sign_of(asked.desk.register, sign_id)
    timeline = asked.desk.register.present().timelines.get(sign.area_id)
    if timeline is None:
        raise NotFound("access.not_found")
    version = last(timeline)
    asked.visit.require(
        Deed.INSPECT_SIGN, municipality=version.municipality, area_id=version.area_id
    )
    return sign, version


def _page(asked: Asked, sign_id: str, filling: Filling) -> Response:
    sign, version = _seen(asked, sign_id)
    crs = asked.desk.register.info.crs
    where = None if sign.x is None or sign.y is None else to_lonlat(sign.x, sign.y, source=crs)
    line = next(one for one in seen(asked.desk, asked.visit) if one.sign.id == sign.id)
    others = [one for one in seen(asked.desk, asked.visit) if one.sign.area_id == sign.area_id]
    return asked.page(
        "arbete/skylt.html",
        status=filling.status,
        sign=sign,
        area=version,
        line=line,
        others=[one for one in others if one.sign.id != sign.id and not one.sign.removed_on],
        where=where and (f"{where[0]:.5f}", f"{where[1]:.5f}"),
        seen=mark(sign),
        filling=filling,
        conditions=tuple(Condition),
        kinds=tuple(SignKind),
        bodies=tuple(PermitBody),
        days=DAYS,
    )
