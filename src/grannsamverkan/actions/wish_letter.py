"""The letter to whoever handed in an interest by mail: the one link by which it is confirmed, and taken back.

Nothing that was typed stands in it, so that nobody can send words of theirs to another's address.
"""

from grannsamverkan.actions.letters import Mailing, signature
from grannsamverkan.actions.opting_in import KEPT
from grannsamverkan.country import country
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.interests import Interest
from grannsamverkan.i18n import translator
from grannsamverkan.register import RegisterInfo

LINK = "/intresse/min"
"""Where links lead, and where the code of a receipt is typed in."""


def wish_letter(
    interest: Interest, place: Municipality, mailing: Mailing, token: str, *, info: RegisterInfo
) -> tuple[str, str]:
    """Return the subject and the text of the letter, in the language of the mailing."""
    t = translator(mailing.language, country=info.country)
    path = country(info.country).path_in(mailing.language, f"{LINK}/{token}")
    link = f"{mailing.public_url}{path}"
    parts = [
        *([t("example.mark")] if info.example else []),
        t("asking.letter.text", what=t(f"asking.chosen.{interest.wish}"), place=place.name, link=link,
          days=KEPT.days, day=interest.erase_after).strip(),
        *([t("mail.call", phone=place.contact_phone)] if place.contact_phone else []),
        *([t("mail.write", mail=place.contact_mail)] if place.contact_mail else []),
        t("mail.careful"),
        f"{t('mail.regards')}\n{signature(place, t)}",
    ]  # fmt: skip
    return t("asking.letter.subject", place=place.name), "\n\n".join(parts) + "\n"
