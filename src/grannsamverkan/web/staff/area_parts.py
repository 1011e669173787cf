"""/arbete/omraden/{id}/delomraden: the parts of an area, on the page of its contacts."""

from enum import StrEnum

from fastapi import APIRouter, Response

from grannsamverkan.actions import sub_areas
from grannsamverkan.domain.access import Deed
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.staff.area_contacts import contacts_page
from grannsamverkan.web.staff.area_page import PATH, SeenDep
from grannsamverkan.web.staff.desk import needs
from grannsamverkan.web.staff.filling import refused
from grannsamverkan.web.staff.sent import SentDep
from grannsamverkan.web.staff.ways import home

router = APIRouter()

NEW = "del"
"""The form with which a part is named."""


class PartDeed(StrEnum):
    """What is done with a part of an area, as it stands in the address."""

    RENAME = "byt-namn"
    REMOVE = "ta-bort"


@router.post(f"{PATH}/delomraden", dependencies=[needs(Deed.MANAGE_CONTACTS)])
def add_part(sent: SentDep, seen: SeenDep) -> Response:
    """Name a part of an area."""
    key = "people.did.add_part"
    try:
        done = sub_areas.add_sub_area(sent.doing(key), seen.id, _name(sent))
    except Refused as error:
        return contacts_page(sent, seen, refused(sent.visit, sent.form, NEW, error))
    return sent.done(_back(seen.id), key, done)


@router.post(f"{PATH}/delomraden/{{part_id}}/{{deed}}", dependencies=[needs(Deed.MANAGE_CONTACTS)])
def do_with_part(sent: SentDep, seen: SeenDep, part_id: str, deed: str) -> Response:
    """Give a part of an area another name, or take it away."""
    if deed not in set(PartDeed):
        raise NotFound("access.not_found")
    key = f"people.did.{PartDeed(deed).name.lower()}_part"
    try:
        if deed == PartDeed.RENAME:
            done = sub_areas.rename_sub_area(sent.doing(key), seen.id, part_id, _name(sent))
        else:
            done = sub_areas.remove_sub_area(sent.doing(key), seen.id, part_id)
    except Refused as error:
        filling = refused(sent.visit, sent.form, f"{part_id}-{deed}", error)
        return contacts_page(sent, seen, filling)
    return sent.done(_back(seen.id), key, done)


def _name(sent: SentDep) -> str:
    return sent.form.text("name", longest=200)


def _back(area_id: str) -> str:
    return f"{home(area_id)}/kontakter"
