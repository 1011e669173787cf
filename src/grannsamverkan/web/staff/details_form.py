"""The fields with which a person is described, wherever in the workspace they stand."""

from datetime import date

from grannsamverkan.actions.person_details import Details
from grannsamverkan.domain.people import Channel
from grannsamverkan.domain.privacy import PrivacyNotice
from grannsamverkan.web.staff.desk import Desk, Form


def details_of(form: Form, notice: PrivacyNotice | None = None, on: date | None = None) -> Details:
    """Return the details of a person as a form has them, who was given a privacy notice if one is named."""
    return Details(
        name=form.text("name", longest=200),
        phone=form.text("phone", longest=200) or None,
        mail=form.text("mail", longest=300) or None,
        channel=form.choice("channel", Channel),
        notice_version=notice.version if notice else None,
        notice_given_on=on if notice else None,
    )


def newest_notice(desk: Desk, municipality: str) -> PrivacyNotice | None:
    """Return what a municipality tells those whose data it holds, as it says it today."""
    known = desk.register.present().facts[PrivacyNotice].get(municipality, ())
    said = [one for one in known if one.published_on <= desk.today]
    return max(said, key=lambda one: (one.published_on, one.version), default=None)
