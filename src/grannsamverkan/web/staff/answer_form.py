"""What a contact answers, read from its form: the same for whoever has a link and for staff who are told."""

from grannsamverkan.actions.links import OfArea, Opened, Said
from grannsamverkan.domain.confirmations import Reply
from grannsamverkan.errors import Refused
from grannsamverkan.web.staff.desk import Form

_NAME, _PHONE, _MAIL = 200, 40, 320


def said_in(form: Form, found: Opened) -> Said:
    """Return what a form says; of areas, of those that are theirs.

    Raises:
        Refused: no answer is chosen, or something in it cannot be.
    """
    reply = form.choice("svar", Reply)
    if reply is None:
        raise Refused("confirmation.no_reply")
    return Said(
        reply=reply,
        phone=form.text("telefon", longest=_PHONE) if "telefon" in form else None,
        mail=form.text("mejl", longest=_MAIL) if "mejl" in form else None,
        areas={
            area_id: OfArea(
                met_on=form.day(f"traff-{area_id}"),
                keeps_list=form.ticked(f"lista-{area_id}"),
                border_right=form.ticked(f"grans-{area_id}"),
            )
            for area_id in found.areas
        },
        successor=form.text("efter", longest=_NAME),
        successor_phone=form.text("efter_telefon", longest=_PHONE),
    )
