"""/arbete/installningar: what a municipality decides for itself, and the card that residents see."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fastapi import APIRouter, Request, Response

from grannsamverkan.actions.places import set_contact_card
from grannsamverkan.actions.policies import set_policy
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.policy import KEYS, Policy, Setting
from grannsamverkan.errors import Refused
from grannsamverkan.web.staff.desk import Desk, DeskDep, Form, FormDep, Visit, VisitDep, needs
from grannsamverkan.web.staff.places import place_of, places_for

router = APIRouter()

PATH = "/arbete/installningar"
CARD = ("role", "phone", "mail", "hours")

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "health": (
            "contact_confirm_months",
            "annual_meeting_months",
            "annual_meeting_grace_months",
            "boundary_review_months",
        ),
        "contacts": ("max_households_per_contact", "ratio_warn", "large_area_households"),
        "start": ("min_households", "min_joined_share"),
        "lapse": ("lapse_months", "lapse_reminders", "successor_months"),
        "signs": ("signs_low", "signs_high"),
        "letters": ("link_days",),
        "privacy": (
            "contact_retention_months",
            "interest_retention_months",
            "view_retention_months",
            "burglary_retention_months",
            "demand_least",
            "log_retention_months",
        ),
        "disposal": (
            "disposal_contacts",
            "disposal_interests",
            "disposal_views",
            "disposal_burglaries",
            "disposal_logs",
        ),
        "wheel": ("wheel_confirm", "wheel_remind", "wheel_gather", "wheel_report"),
    }
)
"""The keys of the policy in the order people see them; a test holds them to be all there are."""

PRACTICE = frozenset(
    {
        "annual_meeting_months",
        "max_households_per_contact",
        "large_area_households",
        "signs_low",
        "signs_high",
        "wheel_gather",
    }
)
"""The keys whose default comes from how municipalities and police describe their work; the rest are ours."""


@dataclass(frozen=True, slots=True)
class Row:
    """One key as it is shown: what holds, what is proposed, and what was wrong with what was typed."""

    key: str
    value: str
    standard: str
    own: bool
    unit: str
    practice: bool
    fault: str = ""


@router.get(PATH, dependencies=[needs(Deed.SET_POLICY, Deed.LEAD_AREA)])
def settings_page(request: Request, desk: DeskDep, visit: VisitDep, kommun: str = "") -> Response:
    """Return what a municipality has decided."""
    return _page(request, desk, visit, kommun)


@router.post(PATH, dependencies=[needs(Deed.SET_POLICY)])
def save(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Keep what a municipality decides; what cannot be is told beside its field, and nothing is kept."""
    place = place_of(desk, visit, Deed.SET_POLICY, form.text("kommun"))
    stated = {key: form.text(key) for key in KEYS if key in form}
    reason = form.text("reason") or visit.t("work.policies.reason")
    try:
        changed = set_policy(desk.doing(visit, reason), place.code, stated)
    except Refused as error:
        return _page(request, desk, visit, place.code, form=form, error=error)
    key = "work.policies.saved" if changed.keys else "work.policies.unchanged"
    to = f"{PATH}?kommun={place.code}"
    return desk.done(request, visit, to=to, key=key, seq=changed.seq, n=len(changed.keys))


@router.post(f"{PATH}/kontaktkort", dependencies=[needs(Deed.SET_POLICY)])
def save_card(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Keep the card that residents see."""
    place = place_of(desk, visit, Deed.SET_POLICY, form.text("kommun"))
    doing = desk.doing(visit, visit.t("work.policies.card_reason"))
    before = desk.register.head().seq
    set_contact_card(doing, {key: form.text(f"card_{key}") for key in CARD}, code=place.code)
    head = desk.register.head().seq
    return desk.done(
        request,
        visit,
        to=form.text("to") or f"{PATH}?kommun={place.code}",
        key="work.policies.card_saved",
        seq=head if head == before + 1 else None,
    )


def _page(
    request: Request,
    desk: Desk,
    visit: Visit,
    code: str,
    *,
    form: Form | None = None,
    error: Refused | None = None,
) -> Response:
    deed = Deed.SET_POLICY if visit.can(Deed.SET_POLICY) else Deed.LEAD_AREA
    place = place_of(desk, visit, deed, code)
    return desk.page(
        request,
        visit,
        "arbete/installningar.html",
        status=error.http_status if error else 200,
        place=place,
        places=places_for(desk, visit, deed),
        groups=_groups(desk, visit, place.code, form, error),
        card={key: getattr(place, f"contact_{key}") or "" for key in CARD},
        fault=told(visit, error),
        faulty=error.values.get("name", "") if error else "",
    )


def _groups(
    desk: Desk, visit: Visit, code: str, form: Form | None, error: Refused | None
) -> dict[str, list[Row]]:
    present = desk.register.present()
    policy, own = present.policies[code], present.facts[Setting].get(code, ())
    stated = {one.key for one in own}
    wrong = str(error.values.get("name", "")) if error else ""

    def row(key: str) -> Row:
        typed = form.text(key) if form is not None and key in form else None
        return Row(
            key=key,
            value=shown(getattr(policy, key)) if typed is None else typed,
            standard=shown(getattr(Policy(), key)),
            own=key in stated,
            unit=_unit(key),
            practice=key in PRACTICE,
            fault=told(visit, error) if key == wrong else "",
        )

    return {group: [row(key) for key in keys] for group, keys in GROUPS.items()}


def told(visit: Visit, error: Refused | None) -> str:
    """Return what was wrong, with the setting called what the page calls it; empty where nothing was."""
    if error is None:
        return ""
    key = error.values.get("name")
    named = {"name": visit.t(f"work.policies.key.{key}.name")} if key in KEYS else {}
    return visit.t(f"error.{error.key}", **{**error.values, **named})


def shown(value: object) -> str:
    """Return a value as it is typed."""
    return (
        ""
        if value is None
        else str(value).replace(".", ",")
        if isinstance(value, float)
        else str(value)
    )


def _unit(key: str) -> str:
    """Return the unit that a key counts in, a key under `work.policies.unit`."""
    by_part = {
        "disposal": "text",
        "wheel": "day_of_year",
        "months": "months",
        "days": "days",
        "share": "share",
        "signs": "signs",
        "reminders": "reminders",
        "demand": "residents",
    }
    return next((unit for part, unit in by_part.items() if part in key), "households")
